// SPDX-License-Identifier: Apache-2.0
// heap.h: getting room for terms in a process and building them there.
//
// The rule for C code that builds terms: first heap_ensure for everything, then heap_take and the
// builders, which never collect. heap_ensure may move every term of the process; what C holds
// across it is read again from a place the collector knows: x registers below p->live (a native's
// arguments are there), or a struct gc_roots.

#ifndef VM_HEAP_H
#define VM_HEAP_H

#include "vm/process.h"
#include "vm/term.h"

// Make room for words. May collect: keeps x[0 .. p->live), the stack, the dictionary, p->roots and
// the exception fields. False: no memory or beyond max_heap_words; the out_of_memory exception is
// set, return NONE. words: at most SIZE_MAX / 2.
bool heap_ensure_slow(struct process *p, size_t words);
bool heap_ensure_shared_slow(struct process *p, size_t words, size_t bytes);

static inline bool heap_ensure(struct process *p, size_t words)
{
    if (!AVM_GC_STRESS && (size_t) (p->stack - p->heap_top) >= words + HEAP_SLACK) {
        return true;
    }
    return heap_ensure_slow(p, words);
}

// Words that heap_ensure promised.
static inline term *heap_take(struct process *p, size_t words)
{
    term *at = p->heap_top;
    p->heap_top += words;
    return at;
}

// Give back the last `words` words taken.
static inline void heap_give_back(struct process *p, size_t words)
{
    p->heap_top -= words;
}

static inline void roots_push(struct process *p, struct gc_roots *roots, term *terms, size_t count)
{
    roots->next = p->roots;
    roots->terms = terms;
    roots->count = count;
    p->roots = roots;
}

static inline void roots_pop(struct process *p, const struct gc_roots *roots)
{
    p->roots = roots->next;
}

// Builders: the words must have been ensured.

static inline term build_cons(struct process *p, term head, term tail)
{
    term *cell = heap_take(p, 2);
    cell[0] = head;
    cell[1] = tail;
    return make_cons(cell);
}

static inline term build_tuple1(struct process *p, term a)
{
    term *t = heap_take(p, 2);
    t[0] = make_header(1, TAG_TUPLE);
    t[1] = a;
    return make_boxed(t);
}

static inline term build_tuple2(struct process *p, term a, term b)
{
    term *t = heap_take(p, 3);
    t[0] = make_header(2, TAG_TUPLE);
    t[1] = a;
    t[2] = b;
    return make_boxed(t);
}

static inline term build_tuple3(struct process *p, term a, term b, term c)
{
    term *t = heap_take(p, 4);
    t[0] = make_header(3, TAG_TUPLE);
    t[1] = a;
    t[2] = b;
    t[3] = c;
    return make_boxed(t);
}

static inline term build_float(struct process *p, double value)
{
    return make_float_at(heap_take(p, FLOAT_WORDS), value);
}

// Heap words of a small integer or a 64-bit one.
#define INT64_WORDS (1 + 8 / sizeof(term))
// Canonical integer of any 64-bit value; INT64_WORDS ensured (bigint.c).
term build_int64(struct process *p, int64_t value);
term build_uint64(struct process *p, uint64_t value);

// Shared binaries. An object of TAG_BIN_REFC keeps bytes outside the heap alive, so they count as
// if they were on it.

// As heap_ensure, when an object that keeps `bytes` more bytes alive is about to be built: collects
// also when many were added since the last collection.
static inline bool heap_ensure_shared(struct process *p, size_t words, size_t bytes)
{
    if (p->offheap_bytes + bytes < p->extra->offheap_limit) {
        return heap_ensure(p, words);
    }
    return heap_ensure_shared_slow(p, words, bytes);
}

// Put the new object (header, size, refc and all) on the list of the process. It owns a reference
// to its refc. bytes: what it keeps alive beyond what other objects of this process do (0 for
// another view of the same refc).
static inline void heap_link_shared(struct process *p, term *object, size_t bytes)
{
    object[BIN_REFC_LINK] = p->offheap;
    p->offheap = make_boxed(object);
    p->offheap_bytes += bytes;
}

// Take over a fragment (a received message): its terms are the process's from now on. Never
// collects.
void heap_adopt(struct process *p, struct message *fragment);

// Is a collection due though nobody asked for room? Fragments and shared binaries pile up in a
// process that builds little itself. To be asked where a process stops running (the live registers
// are known there), followed by gc_collect(p, 0, false).
static inline bool heap_wants_collection(const struct process *p)
{
    return p->offheap_bytes >= p->extra->offheap_limit ||
           p->fragment_words > (size_t) (p->stack_base - p->heap) + AVM_FRAGMENT_WORDS;
}

// Words of the block of heap and stack.
static inline size_t heap_block_words(const struct process *p)
{
    return (size_t) (p->stack_base - p->heap) + p->extra->unused_words;
}

// Copy a term of another process to the heap, on which there is room for term_size words.
term heap_copy(struct process *p, term t);

// Memory: heap.c

// Words that a heap gets of which `used` are in use and `need` more are wanted, by the growth
// strategy of the process.
size_t heap_size_for(const struct process *p, size_t used, size_t need);
// First block of a new process, which may be smaller than the usual least size (everything about
// heap and stack is set; min_heap_words and heap_growth are read). words: at least so many, 0 for
// the default. False: no memory.
bool heap_init(struct process *p, size_t words);
// Free everything: blocks, fragments, references to shared binaries. Of a process whose heap_init
// failed or never was called, zeroed: nothing to do.
void heap_clear(struct process *p);
// Words the blocks and adopted fragments of the process take (what process_info calls
// total_heap_size).
size_t heap_total_words(const struct process *p);

// Blocks for heaps: counted in vm->heap_used. *words: at least so many; set to how many there are.
term *block_new(struct vm *vm, size_t *words);
// NULL is accepted.
void block_free(struct vm *vm, term *block, size_t words);
// Give back the blocks kept for later.
void block_release_spares(struct vm *vm);

// Collect: gc.c. major: also the old generation. need: words free afterwards. False as heap_ensure.
bool gc_collect(struct process *p, size_t need, bool major);

// Copying terms between processes: copy.c. No C recursion. Sharing inside the term is lost, as in
// OTP; literals are not copied.

// Words term needs outside its heap (0 for immediates and literals); match contexts count as
// sub-binaries. False: no memory to walk a term nested deeply.
bool term_size(struct vm *vm, term t, size_t *words);
// The same with literals counted like the rest (erts_debug:flat_size/1).
bool term_flat_size(struct vm *vm, term t, size_t *words);
// Copy to `*at` (term_size words; moved forward); refc objects are linked to *offheap and retained.
// Cannot fail.
term term_copy(const struct vm *vm, term t, term **at, term *offheap);
// A message with a copy of t. NULL: no memory.
struct message *message_new(struct vm *vm, term t);
// The same where none is needed for an immediate or a literal; *out is the term in it. NULL: no
// memory, or nothing to hold (then *out is t and *failed false).
struct message *fragment_copy(struct vm *vm, term t, term *out, bool *failed);
// Frees the memory and drops the references to shared binaries. NULL is accepted.
void message_free(struct vm *vm, struct message *message);

#endif
