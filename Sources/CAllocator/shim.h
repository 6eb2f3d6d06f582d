#pragma once
#include <stdlib.h>

/* Lets freed blocks of up to `block` bytes, `kept` bytes in all, stay with the process: what is read in pieces of the
   same size would otherwise be mapped, cleared and unmapped piece by piece. Where the C library has no such setting,
   nothing changes. */
#if defined(__GLIBC__)
#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>
static inline void tocsin_keep_freed_memory(int block, int kept) {
  mallopt(M_MMAP_THRESHOLD, block);
  mallopt(M_TRIM_THRESHOLD, kept);
}
/* Lets the pages of a block that is filled at once be large ones, where it holds whole ones: a fault for each 2 MiB
   in place of one for each 4 KiB. */
static inline void tocsin_use_large_pages(void *block, size_t bytes) {
  const uintptr_t large = (uintptr_t)2 << 20;
  const uintptr_t first = ((uintptr_t)block + large - 1) & ~(large - 1);
  const uintptr_t end = ((uintptr_t)block + bytes) & ~(large - 1);
  if (end > first) (void)madvise((void *)first, end - first, MADV_HUGEPAGE);
}
#else
static inline void tocsin_keep_freed_memory(int block, int kept) {
  (void)block;
  (void)kept;
}
static inline void tocsin_use_large_pages(void *block, size_t bytes) {
  (void)block;
  (void)bytes;
}
#endif

/* Writes two numbers past the cache, at a multiple of 16 bytes. Other threads see them after `tocsin_end_stream`. A line
   of 64 bytes that is written whole is never fetched; a part of one costs more than an ordinary store. */
#if defined(__SSE2__)
#include <emmintrin.h>
static inline void tocsin_stream_pair(double *place, double first, double second) {
  _mm_stream_pd(place, _mm_set_pd(second, first));
}
static inline void tocsin_end_stream(void) { _mm_sfence(); }
#else
static inline void tocsin_stream_pair(double *place, double first, double second) {
  place[0] = first;
  place[1] = second;
}
static inline void tocsin_end_stream(void) {}
#endif
