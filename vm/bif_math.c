// SPDX-License-Identifier: Apache-2.0
// bif_math.c: the module math, over <math.h>. What is no finite number is badarith, what is not a
// number at all badarg.

#include <math.h>

#include "vm/bif.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/number.h"

// False: raised. An integer beyond the floats is a number.
static bool get_double(struct process *p, term t, double *value)
{
    if (number_to_double(t, value)) {
        return true;
    }
    if (is_integer(t)) {
        raise_badarith(p);
    } else {
        raise_badarg(p);
    }
    return false;
}

static term result(struct process *p, double value)
{
    if (!isfinite(value)) {
        return raise_badarith(p);
    }
    if (!heap_ensure(p, FLOAT_WORDS)) {
        return NONE;
    }
    return build_float(p, value);
}

static term one(struct process *p, const term *args, double (*function)(double))
{
    double x;
    return get_double(p, args[0], &x) ? result(p, function(x)) : NONE;
}

static term two(struct process *p, const term *args, double (*function)(double, double))
{
    double x, y;
    return get_double(p, args[0], &x) && get_double(p, args[1], &y) ? result(p, function(x, y))
                                                                    : NONE;
}

#define MATH_ONE(name)                                                                             \
    term bif_math_##name(struct process *p, term *args)                                            \
    {                                                                                              \
        return one(p, args, name);                                                                 \
    }

#define MATH_TWO(name)                                                                             \
    term bif_math_##name(struct process *p, term *args)                                            \
    {                                                                                              \
        return two(p, args, name);                                                                 \
    }

// clang-format off
MATH_ONE(acos)
MATH_ONE(acosh)
MATH_ONE(asin)
MATH_ONE(asinh)
MATH_ONE(atan)
MATH_TWO(atan2)
MATH_ONE(atanh)
MATH_ONE(ceil)
MATH_ONE(cos)
MATH_ONE(cosh)
MATH_ONE(erf)
MATH_ONE(erfc)
MATH_ONE(exp)
MATH_ONE(floor)
MATH_TWO(fmod)
MATH_ONE(log)
MATH_ONE(log10)
MATH_ONE(log2)
MATH_TWO(pow)
MATH_ONE(sin)
MATH_ONE(sinh)
MATH_ONE(sqrt)
MATH_ONE(tan)
MATH_ONE(tanh)
// clang-format on
