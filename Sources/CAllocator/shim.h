#pragma once
#include <stdlib.h>

/* Lets freed blocks of up to `block` bytes, `kept` bytes in all, stay with the process: what is read in pieces of the
   same size would otherwise be mapped, cleared and unmapped piece by piece. Where the C library has no such setting,
   nothing changes. */
#if defined(__GLIBC__)
#include <malloc.h>
static inline void tocsin_keep_freed_memory(int block, int kept) {
  mallopt(M_MMAP_THRESHOLD, block);
  mallopt(M_TRIM_THRESHOLD, kept);
}
#else
static inline void tocsin_keep_freed_memory(int block, int kept) {
  (void)block;
  (void)kept;
}
#endif
