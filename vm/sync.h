// SPDX-License-Identifier: Apache-2.0
// sync.h: words that several scheduler threads read and write without a lock. Without AVM_SMP they
// are plain ones.
//
// A word that is published (shared_set) brings with it everything written before; who reads it
// (shared_get) sees that. SHARED_* take a pointer to the word.

#ifndef VM_SYNC_H
#define VM_SYNC_H

#include <stdbool.h>
#include <stdint.h>

#include "vm/config.h"

#if AVM_SMP

#define SHARED_GET(at)        __atomic_load_n((at), __ATOMIC_ACQUIRE)
#define SHARED_SET(at, value) __atomic_store_n((at), (value), __ATOMIC_RELEASE)
// Counters, which order nothing
#define SHARED_LOOK(at)        __atomic_load_n((at), __ATOMIC_RELAXED)
#define SHARED_ADD(at, amount) __atomic_add_fetch((at), (amount), __ATOMIC_RELAXED)
// In one order for all threads
#define SHARED_GET_ORDERED(at)         __atomic_load_n((at), __ATOMIC_SEQ_CST)
#define SHARED_SET_ORDERED(at, value)  __atomic_store_n((at), (value), __ATOMIC_SEQ_CST)
#define SHARED_EXCHANGE(at, value)     __atomic_exchange_n((at), (value), __ATOMIC_SEQ_CST)
#define SHARED_ADD_ORDERED(at, amount) __atomic_add_fetch((at), (amount), __ATOMIC_SEQ_CST)
// Put value where *expected is; if something else is there, it becomes *expected: false.
#define SHARED_REPLACE(at, expected, value)                                                        \
    __atomic_compare_exchange_n((at), (expected), (value), false, __ATOMIC_SEQ_CST,                \
                                __ATOMIC_SEQ_CST)

#else

#define SHARED_GET(at)                      (*(at))
#define SHARED_SET(at, value)               ((void) (*(at) = (value)))
#define SHARED_LOOK(at)                     (*(at))
#define SHARED_ADD(at, amount)              (*(at) += (amount))
#define SHARED_GET_ORDERED(at)              (*(at))
#define SHARED_SET_ORDERED(at, value)       ((void) (*(at) = (value)))
#define SHARED_ADD_ORDERED(at, amount)      (*(at) += (amount))
// Of 64-bit words
#define SHARED_EXCHANGE(at, value)          plain_exchange((at), (value))
#define SHARED_REPLACE(at, expected, value) plain_replace((at), (expected), (value))

static inline uint64_t plain_exchange(uint64_t *at, uint64_t value)
{
    uint64_t before = *at;
    *at = value;
    return before;
}

static inline bool plain_replace(uint64_t *at, uint64_t *expected, uint64_t value)
{
    bool is_there = *at == *expected;
    *expected = *at;
    *at = is_there ? value : *at;
    return is_there;
}

#endif

#endif
