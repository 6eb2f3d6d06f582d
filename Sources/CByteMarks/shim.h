#pragma once
#include <stdint.h>
#include <string.h>

/* Which of 64 bytes are a delimiter, a line end, a quote or NUL: bit k stands for byte k. Swift's vectors have no way
   from a mask of lanes to bits, which is one instruction on x86-64 (SSE2, part of every such processor). */
static inline uint64_t tocsin_marks(const uint8_t *bytes, uint8_t delimiter, uint8_t line_end) {
  uint64_t bits = 0;
#if defined(__SSE2__)
  typedef char lanes __attribute__((vector_size(16)));
  const lanes delimiters = (lanes){0} + (char)delimiter;
  const lanes line_ends = (lanes){0} + (char)line_end;
  for (int part = 0; part < 4; part++) {
    lanes text;
    memcpy(&text, bytes + 16 * part, 16);
    const lanes found =
        (lanes)(text == delimiters) | (lanes)(text == line_ends) | (lanes)(text == '"') | (lanes)(text == 0);
    bits |= (uint64_t)(uint16_t)__builtin_ia32_pmovmskb128(found) << (16 * part);
  }
#else
  for (int k = 0; k < 64; k++) {
    const uint8_t byte = bytes[k];
    bits |= (uint64_t)(byte == delimiter || byte == line_end || byte == '"' || byte == 0) << k;
  }
#endif
  return bits;
}
