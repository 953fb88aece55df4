// SPDX-License-Identifier: Apache-2.0
// bif_atomics.c: the module atomics: arrays of 64-bit words that all processes share.
//
// An array is the bytes of a shared binary that no program sees: the reference that stands for the
// array has it where an alias has its pid (term.h). So the array goes with the last reference to
// it, wherever that is: in a heap, a message, a table, a persistent term. A reference that was made
// of text or of external terms has lost it.
//
//   word 0       number of words << 1 | whether they are signed
//   word 1 to n  the words

#include "vm/atom.h"
#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/memory.h"
#include "vm/number.h"
#include "vm/sync.h"

#if AVM_ATOMICS

#define WORDS_MAX ((BINARY_MAX_BYTES - 16) / 8)

// The bytes of a shared binary lie as the allocator and struct refc have it.
static uint64_t *words_of(struct refc *refc)
{
    uintptr_t at = (uintptr_t) refc->bytes;
    return (uint64_t *) ((at + 7) & ~(uintptr_t) 7);
}

static uint64_t *array_of(term reference)
{
    if (!is_boxed_tag(reference, TAG_REF)) {
        return NULL;
    }
    term shared = boxed_object(reference)[1 + REF_ID_WORDS];
    return is_boxed_tag(shared, TAG_BIN_REFC)
               ? words_of((struct refc *) boxed_object(shared)[BIN_REFC_DATA])
               : NULL;
}

static bool is_signed(const uint64_t *array)
{
    return (array[0] & 1) != 0;
}

// The word args[1] of the array args[0], or NULL.
static uint64_t *word_at(const term *args, uint64_t **array)
{
    *array = array_of(args[0]);
    if (*array == NULL || !is_small(args[1]) || small_value(args[1]) < 1 ||
        (uint64_t) small_value(args[1]) > **array >> 1) {
        return NULL;
    }
    return *array + small_value(args[1]);
}

// From -2^63 to 2^64 - 1, as 64 bits.
static bool take_bits(term t, uint64_t *bits)
{
    int64_t value;
    if (!is_integer(t)) {
        return false;
    }
    if (integer_to_int64(t, &value)) {
        *bits = (uint64_t) value;
        return true;
    }
    return integer_to_uint64(t, bits);
}

// What a word of the array can hold.
static bool take_value(const uint64_t *array, term t, uint64_t *bits)
{
    int64_t value;
    if (!is_integer(t)) {
        return false;
    }
    if (!is_signed(array)) {
        return integer_to_uint64(t, bits);
    }
    bool fits = integer_to_int64(t, &value);
    *bits = fits ? (uint64_t) value : 0;
    return fits;
}

// INT64_WORDS ensured.
static term build_value(struct process *p, const uint64_t *array, uint64_t value)
{
    return is_signed(array) ? build_int64(p, (int64_t) value) : build_uint64(p, value);
}

static bool take_options(term options, bool *with_sign)
{
    *with_sign = true;
    for (; is_cons(options); options = cons_tail(options)) {
        term option = cons_head(options);
        if (!is_tuple(option) || tuple_arity(option) != 2 ||
            tuple_elements(option)[0] != ATOM_signed ||
            (tuple_elements(option)[1] != ATOM_true && tuple_elements(option)[1] != ATOM_false)) {
            return false;
        }
        *with_sign = tuple_elements(option)[1] == ATOM_true;
    }
    return options == NIL;
}

static term build_array(struct process *p, size_t count, bool with_sign)
{
    // One word more for where the bytes begin.
    size_t size = (count + 2) * 8;
    if (!heap_ensure_shared(p, REF_WORDS + BIN_REFC_WORDS, size)) {
        return NONE;
    }
    struct refc *refc = refc_new(p->vm, size, size);
    if (refc == NULL) {
        return raise_out_of_memory(p);
    }
    uint64_t *array = words_of(refc);
    memset(array + 1, 0, count * 8);
    array[0] = (uint64_t) count << 1 | with_sign;
    term *object = heap_take(p, BIN_REFC_WORDS);
    object[0] = make_header(BIN_REFC_WORDS - 1, TAG_BIN_REFC);
    object[BIN_SIZE] = size;
    object[BIN_REFC_DATA] = (term) refc;
    heap_link_shared(p, object, size);
    return make_ref_at(heap_take(p, REF_WORDS), machine_next(&p->vm->next_ref), make_boxed(object));
}

// atomics:new(Count, [{signed, Boolean}])
term bif_atomics_new(struct process *p, term *args)
{
    bool with_sign;
    if (!take_options(args[1], &with_sign) || !is_integer(args[0]) ||
        (is_small(args[0]) ? small_value(args[0]) < 1 : is_boxed_tag(args[0], TAG_BIG_NEG))) {
        return raise_badarg(p);
    }
    if (!is_small(args[0]) || (size_t) small_value(args[0]) > WORDS_MAX) {
        return raise_system_limit(p);
    }
    return build_array(p, (size_t) small_value(args[0]), with_sign);
}

term bif_atomics_get(struct process *p, term *args)
{
    uint64_t *array;
    uint64_t *word = word_at(args, &array);
    if (word == NULL) {
        return raise_badarg(p);
    }
    return heap_ensure(p, INT64_WORDS) ? build_value(p, array, SHARED_GET_ORDERED(word)) : NONE;
}

term bif_atomics_put(struct process *p, term *args)
{
    uint64_t *array;
    uint64_t value;
    uint64_t *word = word_at(args, &array);
    if (word == NULL || !take_value(array, args[2], &value)) {
        return raise_badarg(p);
    }
    SHARED_SET_ORDERED(word, value);
    return ATOM_ok;
}

term bif_atomics_add(struct process *p, term *args)
{
    uint64_t *array;
    uint64_t amount;
    uint64_t *word = word_at(args, &array);
    if (word == NULL || !take_bits(args[2], &amount)) {
        return raise_badarg(p);
    }
    (void) SHARED_ADD_ORDERED(word, amount);
    return ATOM_ok;
}

// Those that change and answer get room for the answer first.

term bif_atomics_add_get(struct process *p, term *args)
{
    uint64_t *array;
    uint64_t amount;
    uint64_t *word = word_at(args, &array);
    if (word == NULL || !take_bits(args[2], &amount)) {
        return raise_badarg(p);
    }
    return heap_ensure(p, INT64_WORDS) ? build_value(p, array, SHARED_ADD_ORDERED(word, amount))
                                       : NONE;
}

term bif_atomics_exchange(struct process *p, term *args)
{
    uint64_t *array;
    uint64_t value;
    uint64_t *word = word_at(args, &array);
    if (word == NULL || !take_value(array, args[2], &value)) {
        return raise_badarg(p);
    }
    return heap_ensure(p, INT64_WORDS) ? build_value(p, array, SHARED_EXCHANGE(word, value)) : NONE;
}

// compare_exchange(Array, Index, Expected, Desired) -> ok | what is there
term bif_atomics_compare_exchange(struct process *p, term *args)
{
    uint64_t *array;
    uint64_t expected;
    uint64_t value;
    uint64_t *word = word_at(args, &array);
    if (word == NULL || !take_value(array, args[2], &expected) ||
        !take_value(array, args[3], &value)) {
        return raise_badarg(p);
    }
    if (!heap_ensure(p, INT64_WORDS)) {
        return NONE;
    }
    return SHARED_REPLACE(word, &expected, value) ? (term) ATOM_ok
                                                  : build_value(p, array, expected);
}

// #{max, memory, min, size}
term bif_atomics_info(struct process *p, term *args)
{
    const uint64_t *array = array_of(args[0]);
    if (array == NULL) {
        return raise_badarg(p);
    }
    // Small chips, which have no arrays, need not know this atom.
    term min = atom_intern(p->vm, "min", 3, true);
    if (min == NONE) {
        return raise_system_limit(p);
    }
    if (!heap_ensure(p, 5 + 6 + 3 * INT64_WORDS)) {
        return NONE;
    }
    term *keys = heap_take(p, 5);
    keys[0] = make_header(4, TAG_TUPLE);
    keys[1] = ATOM_max;
    keys[2] = ATOM_memory;
    keys[3] = min;
    keys[4] = ATOM_size;
    term largest = is_signed(array) ? build_int64(p, INT64_MAX) : build_uint64(p, UINT64_MAX);
    term smallest = is_signed(array) ? build_int64(p, INT64_MIN) : make_small(0);
    term *map = heap_take(p, 6);
    map[0] = make_header(5, TAG_MAP);
    map[1] = make_boxed(keys);
    map[2] = largest;
    map[3] = make_small((sterm) ((array[0] >> 1) + 2) * 8);
    map[4] = smallest;
    map[5] = make_small((sterm) (array[0] >> 1));
    return make_boxed(map);
}

#endif
