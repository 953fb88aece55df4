// SPDX-License-Identifier: Apache-2.0
// run_fuzz.c - the whole machine: any bytes as a BEAM file, whose functions are then called for a
// bounded number of steps. What the verifier accepts cannot make the interpreter read or write
// outside its memory.

#include "tests/fuzz/fuzz.h"
#include "vm/etf.h"
#include "vm/load.h"
#include "vm/machine.h"
#include "vm/memory.h"
#include "vm/schedule.h"

#define MAX_CALLS 8

// [{1,2,[3|4]}, [1,2,3], <<"abcdefgh">>, #{a => 1}, 5, 2.5, x, ...]: arguments of many kinds.
static const uint8_t arguments[] = {
    108, 0,   0,   0,   12,                                                // a list of
    104, 3,   97,  1,   97,  2,   108, 0,  0,   0,   1,   97,  3,   97, 4, // {1,2,[3|4]}
    107, 0,   3,   1,   2,   3,                                            // [1,2,3]
    109, 0,   0,   0,   8,   97,  98,  99, 100, 101, 102, 103, 104,        // <<"abcdefgh">>
    116, 0,   0,   0,   1,   119, 1,   97, 97,  1,                         // #{a => 1}
    97,  5,                                                                // 5
    70,  64,  4,   0,   0,   0,   0,   0,  0,                              // 2.5
    119, 1,   120,                                                         // x
    106,                                                                   // []
    110, 9,   0,   1,   2,   3,   4,   5,  6,   7,   8,   9,               // large
    104, 0,                                                                // {}
    98,  255, 255, 255, 255,                                               // -1
    109, 0,   0,   0,   0,                                                 // <<>>
    106,                                                                   // end
};

static term argument_pool(struct vm *vm)
{
    size_t words, used;
    term offheap = NIL;
    FUZZ_REQUIRE(etf_measure(vm, arguments, sizeof arguments, &words, &used));
    term *at = literal_alloc(vm, words);
    return at != NULL ? etf_decode(vm, arguments, sizeof arguments, &at, &offheap, true, false)
                      : NONE;
}

// The first arity of the pool, starting somewhere else each time.
static term some_arguments(term pool, uint32_t arity, uint32_t shift, term *cells)
{
    term from = pool;
    for (uint32_t i = 0; i < shift % 12; i++) {
        from = cons_tail(from);
    }
    term list = NIL;
    for (uint32_t i = 0; i < arity; i++) {
        from = is_cons(from) ? from : pool;
        cells[2 * i] = cons_head(from);
        cells[2 * i + 1] = list;
        list = make_cons(&cells[2 * i]);
        from = cons_tail(from);
    }
    return list;
}

static void call(struct vm *vm, struct export *entry, term pool, uint32_t shift)
{
    term cells[2 * 255];
    if (entry->arity > 255) {
        return;
    }
    struct process *main =
        schedule_spawn(vm, NULL, entry, some_arguments(pool, entry->arity, shift, cells), NULL);
    vm->reductions = 0;
    if (main != NULL) {
        (void) schedule_run(vm, main);
    }
    schedule_clear(vm);
    vm->halted = false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct vm_options options = {.max_memory = (size_t) 32 << 20, .max_reductions = 2000};
    struct vm *vm = vm_new(&options);
    struct module *module = NULL;
    if (vm == NULL) {
        return 0;
    }
    term pool = argument_pool(vm);
    if (pool != NONE && load_beam(vm, "fuzz.beam", data, size, false, &module, NULL) == STATUS_OK) {
        for (uint32_t i = 0; i < module->export_count && i < MAX_CALLS; i++) {
            call(vm, module->exports[i], pool, i + (uint32_t) size);
        }
    }
    vm_free(vm);
    return 0;
}
