#pragma once
#include <cblas.h>
#include <lapacke.h>

// lapack_int is a macro, which Swift cannot see as a type.
typedef lapack_int LapackInt;
