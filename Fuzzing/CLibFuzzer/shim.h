#pragma once
#include <stddef.h>
#include <stdint.h>

// libFuzzer as a library (libclang_rt.fuzzer_no_main): runs until a limit or a find, then gives an exit status.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*target)(const uint8_t *data, size_t size));
