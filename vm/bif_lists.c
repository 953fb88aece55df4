// SPDX-License-Identifier: Apache-2.0
// bif_lists.c: the module lists: what is native in OTP, and what pays to be native here.
//
// Functions that are Erlang code in OTP raise function_clause. A trace shows the arguments of the
// call that failed there, inside of a recursion: those are put into args before raising.

#include "vm/atom.h"
#include "vm/bif.h"
#include "vm/compare.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/memory.h"
#include "vm/number.h"
#include "vm/pause.h"

static term raise_function_clause(struct process *p)
{
    return raise_error(p, ATOM_function_clause);
}

// Cells of a list; *end is what the last tail is.
static size_t list_length(const struct vm *vm, term list, term *end)
{
    size_t length = 0, pace = 0;
    for (; is_cons(list); list = cons_tail(list)) {
        length++;
        pause_often(vm, &pace, 1);
    }
    *end = list;
    return length;
}

// reverse(args[0]) ++ tail. Counts first: all heap is taken at once.
static term reverse_onto(struct process *p, term *args, const term *tail)
{
    term end;
    size_t length = list_length(p->vm, args[0], &end), pace = 0;
    if (end != NIL) {
        return length == 0 ? raise_function_clause(p) : raise_badarg(p);
    }
    if (!heap_ensure(p, 2 * length)) {
        return NONE;
    }
    term result = *tail;
    for (term list = args[0]; is_cons(list); list = cons_tail(list)) {
        result = build_cons(p, cons_head(list), result);
        pause_often(p->vm, &pace, 1);
    }
    return result;
}

term bif_lists_reverse_2(struct process *p, term *args)
{
    return is_list(args[0]) ? reverse_onto(p, args, &args[1]) : raise_badarg(p);
}

term bif_lists_reverse_1(struct process *p, term *args)
{
    term nil = NIL;
    if (is_cons(args[0]) && cons_tail(args[0]) != NIL && !is_cons(cons_tail(args[0]))) {
        return raise_function_clause(p);
    }
    return is_cons(args[0]) && cons_tail(args[0]) == NIL ? args[0] : reverse_onto(p, args, &nil);
}

// Search

term bif_lists_member(struct process *p, term *args)
{
    term key = args[0], list = args[1];
    size_t pace = 0;
    if (is_immediate(key)) {
        for (; is_cons(list) && cons_head(list) != key; list = cons_tail(list)) {
            pause_often(p->vm, &pace, 1);
        }
    } else {
        for (; is_cons(list) && !term_equal_exact(p->vm, cons_head(list), key);
             list = cons_tail(list)) {
            pause_often(p->vm, &pace, 1);
        }
    }
    if (is_cons(list)) {
        return ATOM_true;
    }
    return list == NIL ? ATOM_false : raise_badarg(p);
}

// The first tuple of args[2] whose element args[1] is == args[0]; NIL: there is none; NONE: raised.
static term key_find(struct process *p, term *args)
{
    term key = args[0], list = args[2];
    size_t pace = 0;
    if (!is_small(args[1]) || small_value(args[1]) < 1) {
        return raise_badarg(p);
    }
    size_t position = (size_t) small_value(args[1]);
    for (; is_cons(list); list = cons_tail(list)) {
        term tuple = cons_head(list);
        if (is_tuple(tuple) && tuple_arity(tuple) >= position &&
            term_equal(p->vm, tuple_elements(tuple)[position - 1], key)) {
            return tuple;
        }
        pause_often(p->vm, &pace, 1);
    }
    return list == NIL ? NIL : raise_badarg(p);
}

term bif_lists_keyfind(struct process *p, term *args)
{
    term found = key_find(p, args);
    return found == NIL ? (term) ATOM_false : found;
}

term bif_lists_keymember(struct process *p, term *args)
{
    term found = key_find(p, args);
    return found == NONE ? NONE : make_bool(found != NIL);
}

term bif_lists_keysearch(struct process *p, term *args)
{
    term found = key_find(p, args);
    if (found == NONE || found == NIL) {
        return found == NIL ? (term) ATOM_false : NONE;
    }
    args[0] = found;
    if (!heap_ensure(p, 3)) {
        return NONE;
    }
    return build_tuple2(p, ATOM_value, args[0]);
}

term bif_lists_nth(struct process *p, term *args)
{
    size_t pace = 0;
    while (is_small(args[0]) && small_value(args[0]) > 1 && is_cons(args[1])) {
        args[0] = make_small(small_value(args[0]) - 1);
        args[1] = cons_tail(args[1]);
        pause_often(p->vm, &pace, 1);
    }
    return args[0] == make_small(1) && is_cons(args[1]) ? cons_head(args[1])
                                                        : raise_function_clause(p);
}

term bif_lists_nthtail(struct process *p, term *args)
{
    size_t pace = 0;
    while (is_small(args[0]) && small_value(args[0]) > 1 && is_cons(args[1])) {
        args[0] = make_small(small_value(args[0]) - 1);
        args[1] = cons_tail(args[1]);
        pause_often(p->vm, &pace, 1);
    }
    if (args[0] == make_small(1) && is_cons(args[1])) {
        return cons_tail(args[1]);
    }
    return args[0] == make_small(0) && is_list(args[1]) ? args[1] : raise_function_clause(p);
}

term bif_lists_last(struct process *p, term *args)
{
    term end;
    if (list_length(p->vm, args[0], &end) == 0 || end != NIL) {
        return raise_function_clause(p);
    }
    term list = args[0];
    size_t pace = 0;
    while (cons_tail(list) != NIL) {
        list = cons_tail(list);
        pause_often(p->vm, &pace, 1);
    }
    return cons_head(list);
}

// Building

term bif_lists_duplicate(struct process *p, term *args)
{
    if (!is_small(args[0]) || small_value(args[0]) < 0) {
        return raise_function_clause(p);
    }
    size_t count = (size_t) small_value(args[0]);
    if (count > SIZE_MAX / (4 * sizeof(term))) {
        return raise_out_of_memory(p);
    }
    if (!heap_ensure(p, 2 * count)) {
        return NONE;
    }
    term list = NIL;
    size_t pace = 0;
    while (count-- > 0) {
        list = build_cons(p, args[1], list);
        pause_often(p->vm, &pace, 1);
    }
    return list;
}

// From `first` on, count small integers, `step` apart.
static term small_sequence(struct process *p, sterm first, sterm step, size_t count)
{
    if (count > SIZE_MAX / (4 * sizeof(term))) {
        return raise_out_of_memory(p);
    }
    if (!heap_ensure(p, 2 * count)) {
        return NONE;
    }
    term list = NIL;
    size_t pace = 0;
    while (count-- > 0) {
        list = build_cons(p, make_small(first + (sterm) count * step), list);
        pause_often(p->vm, &pace, 1);
    }
    return list;
}

// Integers of any size from args[0] to args[1] by args[2]: the elements are made first to last,
// collected in reverse.
static term big_sequence(struct process *p, term *args)
{
    bool up = number_compare(args[2], make_small(0)) > 0;
    term work[3] = {args[0], args[2], NIL}; // next element, step, list so far
    struct gc_roots roots;
    roots_push(p, &roots, work, 3);
    term result = NIL;
    size_t pace = 0;
    while (number_compare(work[0], args[1]) != (up ? 1 : -1)) {
        if (!heap_ensure(p, 2)) {
            result = NONE;
            break;
        }
        work[2] = build_cons(p, work[0], work[2]);
        term next = number_add(p, work);
        if (next == NONE) {
            result = NONE;
            break;
        }
        work[0] = next;
        pause_often(p->vm, &pace, 4);
    }
    roots_pop(p, &roots);
    if (result == NONE) {
        return NONE;
    }
    args[0] = work[2];
    term end;
    if (!heap_ensure(p, 2 * list_length(p->vm, args[0], &end))) {
        return NONE;
    }
    result = NIL;
    for (term list = args[0]; list != NIL; list = cons_tail(list)) {
        pause_often(p->vm, &pace, 1);
        result = build_cons(p, cons_head(list), result);
    }
    return result;
}

// Order of args[0] and args[1] moved one step back: is there anything to count?
static term sequence(struct process *p, term *args)
{
    if (both_small(args[0], args[1]) && is_small(args[2])) {
        sterm first = small_value(args[0]), last = small_value(args[1]);
        sterm step = small_value(args[2]);
        sterm distance = last - first; // of two 28 or 60 bit numbers: no overflow
        return small_sequence(p, first, step, (size_t) (distance / step) + 1);
    }
    return big_sequence(p, args);
}

// First - Step =< Last, or >= for a negative step? With all small that is plain arithmetic, else
// number_subtract.
enum direction { DOWN, EMPTY, UP };

// Where Last is from First - Step: EMPTY: exactly there. False: raised (no memory).
static bool sequence_start(struct process *p, const term *args, int *order)
{
    term work[2] = {args[0], args[2]};
    struct gc_roots roots;
    roots_push(p, &roots, work, 2);
    term before = number_subtract(p, work);
    roots_pop(p, &roots);
    if (before == NONE) {
        return false;
    }
    *order = number_compare(args[1], before);
    return true;
}

// args: First, Last, Step (not 0), integers. *valid false: Last is on the wrong side.
static term sequence_checked(struct process *p, term *args, bool *valid)
{
    int order = 0;
    *valid = true;
    if (!sequence_start(p, args, &order)) {
        return NONE;
    }
    if (number_compare(args[2], make_small(0)) < 0) {
        order = -order;
    }
    if (order < 0) {
        *valid = false;
        return NONE;
    }
    // Between First - Step and First there is nothing.
    int first = number_compare(args[1], args[0]);
    bool empty = number_compare(args[2], make_small(0)) > 0 ? first < 0 : first > 0;
    return empty ? NIL : sequence(p, args);
}

term bif_lists_seq_2(struct process *p, term *args)
{
    if (!is_integer(args[0]) || !is_integer(args[1])) {
        return raise_function_clause(p);
    }
    term work[3] = {args[0], args[1], make_small(1)};
    struct gc_roots roots;
    roots_push(p, &roots, work, 3);
    bool valid;
    term list = sequence_checked(p, work, &valid);
    roots_pop(p, &roots);
    return valid ? list : raise_function_clause(p);
}

term bif_lists_seq_3(struct process *p, term *args)
{
    if (!is_integer(args[0]) || !is_integer(args[1]) || !is_integer(args[2])) {
        return raise_badarg(p);
    }
    if (args[2] == make_small(0)) {
        if (number_compare(args[0], args[1]) != 0) {
            return raise_badarg(p);
        }
        return heap_ensure(p, 2) ? build_cons(p, args[0], NIL) : NONE;
    }
    bool valid;
    term work[3] = {args[0], args[1], args[2]};
    struct gc_roots roots;
    roots_push(p, &roots, work, 3);
    term list = sequence_checked(p, work, &valid);
    roots_pop(p, &roots);
    return valid ? list : raise_badarg(p);
}

// Flattening: a stack of what remains after the sublists entered.

struct flattener {
    struct vm *vm;
    term *stack;
    size_t depth, capacity;
    term at;
    size_t pace; // pause.h
};

#define FLATTEN_FIRST 64

static bool flattener_push(struct flattener *f, term *first, term rest)
{
    if (f->depth == f->capacity) {
        size_t size = f->capacity * sizeof(term);
        term *stack = memory_alloc(f->vm, 2 * size);
        if (stack == NULL) {
            return false;
        }
        memcpy(stack, f->stack, size);
        if (f->stack != first) {
            memory_free(f->vm, f->stack, size);
        }
        f->stack = stack;
        f->capacity *= 2;
    }
    f->stack[f->depth++] = rest;
    return true;
}

enum flatten_result { FLATTEN_ELEMENT, FLATTEN_END, FLATTEN_IMPROPER, FLATTEN_NO_MEMORY };

static enum flatten_result flattener_next(struct flattener *f, term *first, term *element)
{
    for (;;) {
        pause_often(f->vm, &f->pace, 1);
        if (is_cons(f->at)) {
            term head = cons_head(f->at), rest = cons_tail(f->at);
            f->at = rest;
            if (!is_list(head)) {
                *element = head;
                return FLATTEN_ELEMENT;
            }
            if (head == NIL) {
                continue;
            }
            if (rest != NIL && !flattener_push(f, first, rest)) {
                return FLATTEN_NO_MEMORY;
            }
            f->at = head;
        } else if (f->at != NIL) {
            return FLATTEN_IMPROPER;
        } else if (f->depth == 0) {
            return FLATTEN_END;
        } else {
            f->at = f->stack[--f->depth];
        }
    }
}

// Count the elements of the flat list, or write them into the cells.
static enum flatten_result flatten_walk(struct process *p, term list, size_t *count, term *cell)
{
    term first[FLATTEN_FIRST], element;
    struct flattener f = {p->vm, first, 0, FLATTEN_FIRST, list, 0};
    enum flatten_result result;
    *count = 0;
    while ((result = flattener_next(&f, first, &element)) == FLATTEN_ELEMENT) {
        ++*count;
        if (cell != NULL) {
            cell[0] = element;
            cell[1] = make_cons(cell + 2);
            cell += 2;
        }
    }
    if (f.stack != first) {
        memory_free(p->vm, f.stack, f.capacity * sizeof(term));
    }
    return result;
}

term bif_lists_flatten(struct process *p, term *args)
{
    if (!is_list(args[0])) {
        return raise_function_clause(p);
    }
    size_t count;
    enum flatten_result result = flatten_walk(p, args[0], &count, NULL);
    if (result == FLATTEN_IMPROPER) {
        return raise_function_clause(p);
    }
    if (result == FLATTEN_NO_MEMORY) {
        return raise_out_of_memory(p);
    }
    if (count == 0) {
        return NIL;
    }
    if (!heap_ensure(p, 2 * count)) {
        return NONE;
    }
    term *cells = heap_take(p, 2 * count);
    if (flatten_walk(p, args[0], &count, cells) != FLATTEN_END) {
        heap_give_back(p, 2 * count);
        return raise_out_of_memory(p);
    }
    cells[2 * count - 1] = NIL;
    return make_cons(cells);
}

// Removing one element

term bif_lists_delete(struct process *p, term *args)
{
    term list = args[1];
    size_t before = 0, pace = 0;
    while (is_cons(list) && !term_equal_exact(p->vm, cons_head(list), args[0])) {
        list = cons_tail(list);
        before++;
        pause_often(p->vm, &pace, 1);
    }
    if (!is_cons(list)) {
        if (list == NIL) {
            return args[1];
        }
        args[1] = list;
        return raise_function_clause(p);
    }
    if (!heap_ensure(p, 2 * before)) {
        return NONE;
    }
    term result = NIL, *end = &result;
    for (list = args[1]; before-- > 0; list = cons_tail(list)) {
        pause_often(p->vm, &pace, 1);
        *end = build_cons(p, cons_head(list), NIL);
        end = cons_cell(*end) + 1;
    }
    *end = cons_tail(list);
    return result;
}

// Sorting: a stable merge sort of an array of terms outside the heap. Room for the result is
// ensured first, so nothing moves.

struct sort {
    const struct vm *vm;
    size_t key; // 0: the term itself, else the element of the tuple it is
};

static int sort_compare(const struct sort *sort, term a, term b)
{
    if (sort->key > 0) {
        a = tuple_elements(a)[sort->key - 1];
        b = tuple_elements(b)[sort->key - 1];
    }
    return term_compare(sort->vm, a, b);
}

#define SORT_RUN 8
// A comparison takes about so many steps of pause.h.
#define SORT_STEPS 8

static void sort_insertion(const struct sort *sort, term *terms, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        term value = terms[i];
        size_t at = i;
        for (; at > 0 && sort_compare(sort, terms[at - 1], value) > 0; at--) {
            terms[at] = terms[at - 1];
        }
        terms[at] = value;
    }
}

// A sort that is under way.
struct sorting {
    struct sort sort;
    term *memory; // room for twice the terms
    size_t size;  // its bytes
    size_t count;
    term *terms, *room; // as they are now; where the next pass puts them
    size_t width;       // of the runs that are in order; 0: those of SORT_RUN are being made
    size_t at;          // where this pass has got to
    // The two runs that are being merged; left NULL: none
    const term *left, *left_end, *right, *right_end;
    term *to;
};

static void sorting_clear(struct vm *vm, void *state)
{
    struct sorting *s = state;
    memory_free(vm, s->memory, s->size);
}

static size_t sort_least(size_t a, size_t b)
{
    return a < b ? a : b;
}

// The next two runs.
static void merge_begin(struct sorting *s)
{
    size_t left = sort_least(s->count - s->at, s->width);
    size_t right = sort_least(s->count - s->at - left, s->width);
    s->left = s->terms + s->at;
    s->left_end = s->right = s->left + left;
    s->right_end = s->right + right;
    s->to = s->room + s->at;
    // Sorted input, or halves that only meet, need one comparison.
    if (right == 0 || sort_compare(&s->sort, s->right[-1], s->right[0]) <= 0) {
        memcpy(s->to, s->left, (left + right) * sizeof(term));
        s->left = s->left_end;
        s->right = s->right_end;
    }
}

// False: there is more after *most terms.
static bool merge_on(struct sorting *s, size_t *most)
{
    const term *left = s->left, *right = s->right;
    term *to = s->to;
    size_t before = *most, rest = before;
    while (left < s->left_end && right < s->right_end && rest > 0) {
        *to++ = sort_compare(&s->sort, *left, *right) <= 0 ? *left++ : *right++;
        rest--;
    }
    *most = rest;
    if (left < s->left_end && right < s->right_end) {
        s->left = left;
        s->right = right;
        s->to = to;
        return false;
    }
    if (left < s->left_end || right < s->right_end) {
        memcpy(to, left, (size_t) (s->left_end - left) * sizeof(term));
        to += s->left_end - left;
        memcpy(to, right, (size_t) (s->right_end - right) * sizeof(term));
    }
    s->left = NULL;
    return true;
}

// False: there is more to do after `most` terms were put somewhere. When it is done, they are at
// s->terms.
static bool sort_on(struct sorting *s, size_t most)
{
    for (; s->width == 0 && s->at < s->count; s->at += SORT_RUN) {
        if (most < SORT_RUN) {
            return false;
        }
        most -= SORT_RUN;
        sort_insertion(&s->sort, s->terms + s->at, sort_least(s->count - s->at, SORT_RUN));
    }
    if (s->width == 0) {
        s->width = SORT_RUN;
        s->at = 0;
    }
    for (; s->width < s->count; s->width *= 2) {
        for (; s->at < s->count; s->at += 2 * s->width) {
            if (s->left == NULL) {
                merge_begin(s);
            }
            if (!merge_on(s, &most)) {
                return false;
            }
        }
        term *swap = s->terms;
        s->terms = s->room;
        s->room = swap;
        s->at = 0;
    }
    return true;
}

static size_t sort_unique(const struct sort *sort, term *terms, size_t count)
{
    size_t kept = 1;
    for (size_t i = 1; i < count; i++) {
        if (sort_compare(sort, terms[kept - 1], terms[i]) != 0) {
            terms[kept++] = terms[i];
        }
    }
    return kept;
}

static bool is_sorted(const struct sort *sort, term list, bool strictly)
{
    term last = cons_head(list);
    for (list = cons_tail(list); is_cons(list); list = cons_tail(list)) {
        int r = sort_compare(sort, last, cons_head(list));
        if (r > 0 || (strictly && r == 0)) {
            return false;
        }
        last = cons_head(list);
    }
    return true;
}

// *list sorted: a proper list of `length` elements, at least 2. key as in struct sort.
static term sort_list(struct process *p, term *list, size_t length, size_t key, bool unique)
{
    struct sorting s = {.sort = {p->vm, key}};
    if (!pause_resumes(p, &s, sizeof s)) {
        if (is_sorted(&s.sort, *list, unique)) {
            return *list;
        }
        if (length > SIZE_MAX / (4 * sizeof(term))) {
            return raise_out_of_memory(p);
        }
        if (!heap_ensure(p, 2 * length)) {
            return NONE;
        }
        s.size = 2 * length * sizeof(term);
        s.terms = s.memory = memory_alloc(p->vm, s.size);
        if (s.memory == NULL) {
            return raise_out_of_memory(p);
        }
        s.room = s.memory + length;
        for (term at = *list; is_cons(at); at = cons_tail(at)) {
            s.memory[s.count++] = cons_head(at);
        }
    }
    while (!sort_on(&s, pause_budget(p) / SORT_STEPS)) {
        if (pause_native(p, &s, sizeof s, sorting_clear)) {
            return NONE;
        }
    }
    size_t count = unique ? sort_unique(&s.sort, s.terms, s.count) : s.count;
    term result = NIL;
    while (count-- > 0) {
        result = build_cons(p, s.terms[count], result);
    }
    sorting_clear(p->vm, &s);
    return result;
}

static term sort_checked(struct process *p, term *args, bool unique)
{
    if (pause_holds_heap(p)) {
        return sort_list(p, args, 0, 0, unique);
    }
    term end;
    size_t length = list_length(p->vm, args[0], &end);
    if (end != NIL) {
        return raise_function_clause(p);
    }
    return length < 2 ? args[0] : sort_list(p, args, length, 0, unique);
}

term bif_lists_sort(struct process *p, term *args)
{
    return sort_checked(p, args, false);
}

term bif_lists_usort(struct process *p, term *args)
{
    return sort_checked(p, args, true);
}

term bif_lists_keysort(struct process *p, term *args)
{
    if (!is_small(args[0]) || small_value(args[0]) < 1) {
        return raise_function_clause(p);
    }
    size_t key = (size_t) small_value(args[0]);
    if (pause_holds_heap(p)) {
        return sort_list(p, &args[1], 0, key, false);
    }
    term end;
    size_t length = list_length(p->vm, args[1], &end);
    if (length < 2) {
        return end == NIL ? args[1] : raise_tuple(p, ATOM_case_clause, args[1]);
    }
    for (term list = args[1]; is_cons(list); list = cons_tail(list)) {
        if (!is_tuple(cons_head(list)) || tuple_arity(cons_head(list)) < key) {
            return raise_badarg(p);
        }
    }
    if (end != NIL) {
        return raise_function_clause(p);
    }
    return sort_list(p, &args[1], length, key, false);
}
