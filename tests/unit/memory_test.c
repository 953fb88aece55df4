// SPDX-License-Identifier: Apache-2.0
// memory_test.c: accounting, limits, literals and shared bytes.

#include <stdlib.h>
#include <string.h>

#include "tests/unit/test.h"
#include "vm/machine.h"

static struct vm *machine(void)
{
    struct vm *vm = calloc(1, sizeof *vm);
    if (vm == NULL) {
        abort();
    }
    return vm;
}

static void memory_is_counted(void)
{
    struct vm *vm = machine();
    void *a = memory_alloc(vm, 100);
    void *b = memory_calloc(vm, 50);
    CHECK(a != NULL && b != NULL && vm->memory_used == 150);
    a = memory_resize(vm, a, 100, 400);
    CHECK(a != NULL && vm->memory_used == 450);
    a = memory_resize(vm, a, 400, 10);
    CHECK(a != NULL && vm->memory_used == 60);
    memory_free(vm, a, 10);
    memory_free(vm, b, 50);
    memory_free(vm, NULL, 0);
    CHECK(vm->memory_used == 0);
    CHECK(vm->memory_peak == 450);
    void *none = memory_alloc(vm, 0);
    CHECK(none != NULL);
    memory_free(vm, none, 0);
    CHECK(memory_resize(vm, NULL, 0, SIZE_MAX) == NULL);
    CHECK(memory_alloc(vm, SIZE_MAX) == NULL);
    CHECK(vm->memory_used == 0);
    free(vm);
}

static void memory_limit_is_kept(void)
{
    struct vm *vm = machine();
    vm->options.max_memory = 1000;
    void *a = memory_alloc(vm, 600);
    CHECK(a != NULL);
    CHECK(memory_alloc(vm, 401) == NULL);
    CHECK(memory_calloc(vm, 401) == NULL);
    CHECK(memory_resize(vm, a, 600, 1001) == NULL);
    CHECK(vm->memory_used == 600);
    memory_free(vm, a, 600);
    free(vm);
}

static void literals_are_recognised(void)
{
    struct vm *vm = machine();
    int other = 0;
    CHECK(!is_literal(vm, &other));
    CHECK(!is_literal(vm, NULL));
    term *a = literal_alloc(vm, 3);
    term *b = literal_alloc(vm, 5);
    CHECK(a != NULL && b == a + 3);
    CHECK(is_literal(vm, a) && is_literal(vm, b + 4));
    CHECK(!is_literal(vm, &other) && !is_literal(vm, vm));
    CHECK(vm->memory_used == 8 * sizeof(term));
    CHECK(literal_alloc(vm, SIZE_MAX / sizeof(term)) == NULL);
    literals_clear(vm);
    CHECK(vm->memory_used == 0 && !is_literal(vm, a));
    free(vm);
}

static void shared_bytes_are_freed_by_the_last(void)
{
    struct vm *vm = machine();
    struct refc *refc = refc_new(vm, 10, 100);
    CHECK(refc != NULL && refc->used == 80 && vm->refc_bytes == 100);
    refc_retain(refc);
    refc_release(vm, refc);
    CHECK(vm->refc_bytes == 100);
    refc_release(vm, refc);
    CHECK(vm->refc_bytes == 0 && vm->memory_used == 0);
    CHECK(refc_new(vm, 10, 9) == NULL);
    CHECK(refc_new(vm, 10, SIZE_MAX) == NULL);
    free(vm);
}

static void shared_bytes_are_extended_by_one(void)
{
    struct vm *vm = machine();
    struct refc *refc = refc_new(vm, 10, 20);
    CHECK(refc_extend(refc, 80, 100));
    CHECK(!refc_extend(refc, 80, 90));
    CHECK(!refc_extend(refc, 100, 161));
    CHECK(!refc_extend(refc, 100, 99));
    CHECK(refc_extend(refc, 100, 160));
    CHECK(refc->used == 160);
    refc_release(vm, refc);
    free(vm);
}

#if AVM_ALLOC_INJECT
static void chosen_allocation_fails(void)
{
    struct vm *vm = machine();
    vm->options.fail_allocation = 2;
    void *a = memory_alloc(vm, 1);
    CHECK(a != NULL);
    CHECK(memory_alloc(vm, 1) == NULL);
    void *b = memory_alloc(vm, 1);
    CHECK(b != NULL);
    memory_free(vm, a, 1);
    memory_free(vm, b, 1);
    free(vm);
}
#endif

int main(void)
{
    TEST(memory_is_counted);
    TEST(memory_limit_is_kept);
    TEST(literals_are_recognised);
    TEST(shared_bytes_are_freed_by_the_last);
    TEST(shared_bytes_are_extended_by_one);
#if AVM_ALLOC_INJECT
    TEST(chosen_allocation_fails);
#endif
    return test_done();
}
