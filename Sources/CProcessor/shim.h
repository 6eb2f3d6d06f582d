#pragma once

/* Whether the processor and the system run the instructions of x86-64-v3 that wide lanes use: AVX2, FMA and BMI2, with the
   upper halves of the registers saved. Other architectures have lanes of their own. */
#if defined(__x86_64__)
#include <cpuid.h>
static inline int tocsin_has_wide_lanes(void) {
  unsigned int a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
  const int fma = c >> 12 & 1, saves = c >> 27 & 1;
  if (!fma || !saves) return 0;
  unsigned int low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  if ((low & 6) != 6 || !__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 0;
  return (b >> 5 & 1) && (b >> 8 & 1);
}
#else
static inline int tocsin_has_wide_lanes(void) { return 1; }
#endif
