// SPDX-License-Identifier: Apache-2.0
// term.h: the tagged word. The whole layout of Erlang values in memory is on this page.
//
// A term is one machine word. The two low bits say what it is:
//
//   ..00  header of a boxed object (never a value by itself), or a raw code or C pointer on a stack
//   or in
//         a fun; collectors and copiers skip words with this tag
//   ..01  list: pointer to two words, head and tail
//   ..10  boxed: pointer to a header followed by `arity` words
//   ..11  immediate: small integer ..1111, local pid ..0011, local port ..0111, atom ..001011,
//         nil 111011 (0x3b)
//
// Header: arity << 6 | tag. Arity is the number of words that follow, for every kind of object, so
// its size is always arity + 1 words.
//
// clang-format off
//   TAG_TUPLE     elements
//   TAG_BIG_POS   digits, machine words, least significant first, no leading zero; only values
//                 no
//   TAG_BIG_NEG   small integer can hold; sign and magnitude
//   TAG_FLOAT     one double (8 bytes; two words on 32 bit)
//   TAG_REF       local reference: 64-bit id (one or two words, low first), then one word: the
//                 local pid term when the reference is an alias, the shared binary behind the
//                 reference of an array (bif_atomics.c), else 0
//   TAG_FUN       closure: struct fun_entry *, then the captured values
//   TAG_EXPORT    fun M:F/A: struct export *
//   TAG_BIN_HEAP  binary on the heap: size in bytes, then the bytes, padded to a word
//   TAG_BIN_REFC  shared binary: size in bytes, struct refc *, link of the process's list of
//                 such objects
//   TAG_BIN_CONST binary in constant memory: size in bytes, address of the bytes
//   TAG_BIN_SUB   part of another: the other (HEAP, REFC or CONST), offset in bits, size in bits
//                 (raw words); over a REFC it may reach beyond that size: what counts is what
//                 struct refc says is used
//   TAG_MATCH     match context: the binary (HEAP, REFC or CONST), address of its first byte,
//                 position in bits, end in bits (raw words); a collection corrects the address
//                 when the binary moves
//   TAG_EXTERNAL  pid, port or reference of another node: kind (0 pid, 1 port, 2 ref) as small
//                 integer, node (atom), creation (raw), then the id, raw 32-bit quantities one a
//                 word
//   TAG_RECORD    native record: its definition (tuple {Module, Name, Exported, Fields...}),
//                 then the values
//   TAG_MAP       map of up to MAP_FLAT_MAX keys: tuple of the keys in term order (often
//                 shared), the values
//   TAG_MAP_HASH  larger map: number of keys (small integer), root node; nodes are tuples
//                 (map.c)
// clang-format on

#ifndef VM_TERM_H
#define VM_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uintptr_t term;
typedef intptr_t sterm;

#define TERM_BITS  ((unsigned) (sizeof(term) * 8))
#define TERM_BYTES (sizeof(term))

// No value: what a native returns after it has raised. Never stored where a collector looks.
#define NONE ((term) 0)

#define TAG_PRIMARY_MASK ((term) 3)
#define TAG_HEADER       ((term) 0)
#define TAG_LIST         ((term) 1)
#define TAG_BOXED        ((term) 2)
#define TAG_IMMEDIATE    ((term) 3)

#define TAG_SMALL ((term) 0xf)
#define TAG_PID   ((term) 0x3)
#define TAG_PORT  ((term) 0x7)
#define TAG_ATOM  ((term) 0xb)
#define NIL       ((term) 0x3b)

#define HEADER_BITS     6
#define HEADER_TAG_MASK ((term) 0x3f)

#define TAG_TUPLE     ((term) 0x00)
#define TAG_MATCH     ((term) 0x04)
#define TAG_BIG_POS   ((term) 0x08)
#define TAG_BIG_NEG   ((term) 0x0c)
#define TAG_REF       ((term) 0x10)
#define TAG_FUN       ((term) 0x14)
#define TAG_FLOAT     ((term) 0x18)
#define TAG_EXPORT    ((term) 0x1c)
#define TAG_BIN_REFC  ((term) 0x20)
#define TAG_BIN_HEAP  ((term) 0x24)
#define TAG_BIN_SUB   ((term) 0x28)
#define TAG_BIN_CONST ((term) 0x2c)
#define TAG_EXTERNAL  ((term) 0x30)
#define TAG_RECORD    ((term) 0x34)
#define TAG_MAP_HASH  ((term) 0x38)
#define TAG_MAP       ((term) 0x3c)

#define MAP_FLAT_MAX 32

// Fields of TAG_BIN_REFC (those before the data of others too) and of TAG_BIN_SUB, by index.
#define BIN_SIZE       1
#define BIN_REFC_DATA  2
#define BIN_REFC_LINK  3
#define BIN_SUB_OF     1
#define BIN_SUB_OFFSET 2
#define BIN_SUB_SIZE   3

#define SMALL_BITS (TERM_BITS - 4)
#define SMALL_MAX  ((sterm) (((term) 1 << (SMALL_BITS - 1)) - 1))
#define SMALL_MIN  (-SMALL_MAX - 1)

// Immediates

static inline bool is_small(term t)
{
    return (t & 0xf) == TAG_SMALL;
}

static inline bool both_small(term a, term b)
{
    return (a & b & 0xf) == TAG_SMALL;
}

static inline bool small_fits(sterm value)
{
    return value >= SMALL_MIN && value <= SMALL_MAX;
}

static inline term make_small(sterm value)
{
    return ((term) value << 4) | TAG_SMALL;
}

// Arithmetic shift of a negative value: defined that way by every compiler we use (gcc, clang).
static inline sterm small_value(term t)
{
    return (sterm) t >> 4;
}

static inline bool is_atom(term t)
{
    return (t & 0x3f) == TAG_ATOM;
}

static inline term make_atom(uint32_t index)
{
    return ((term) index << 6) | TAG_ATOM;
}

static inline uint32_t atom_index(term t)
{
    return (uint32_t) (t >> 6);
}

static inline bool is_nil(term t)
{
    return t == NIL;
}

static inline bool is_local_pid(term t)
{
    return (t & 0xf) == TAG_PID;
}

static inline bool is_local_port(term t)
{
    return (t & 0xf) == TAG_PORT;
}

// A pid or a port of this machine.
static inline bool is_local_identity(term t)
{
    return (t & 0xb) == TAG_PID;
}

static inline bool is_immediate(term t)
{
    return (t & TAG_PRIMARY_MASK) == TAG_IMMEDIATE;
}

static inline bool both_immediate(term a, term b)
{
    return (a & b & TAG_PRIMARY_MASK) == TAG_IMMEDIATE;
}

// Lists

static inline bool is_cons(term t)
{
    return (t & TAG_PRIMARY_MASK) == TAG_LIST;
}

static inline bool is_list(term t)
{
    return is_cons(t) || t == NIL;
}

static inline term make_cons(const term *cell)
{
    return (term) cell | TAG_LIST;
}

static inline term *cons_cell(term t)
{
    return (term *) (t - TAG_LIST);
}

static inline term cons_head(term t)
{
    return cons_cell(t)[0];
}

static inline term cons_tail(term t)
{
    return cons_cell(t)[1];
}

// Boxed objects

static inline bool is_boxed(term t)
{
    return (t & TAG_PRIMARY_MASK) == TAG_BOXED;
}

static inline term make_boxed(const term *object)
{
    return (term) object | TAG_BOXED;
}

static inline term *boxed_object(term t)
{
    return (term *) (t - TAG_BOXED);
}

static inline term make_header(size_t arity, term tag)
{
    return ((term) arity << HEADER_BITS) | tag;
}

static inline size_t header_arity(term header)
{
    return (size_t) (header >> HEADER_BITS);
}

static inline term header_tag(term header)
{
    return header & HEADER_TAG_MASK;
}

static inline bool is_boxed_tag(term t, term tag)
{
    return is_boxed(t) && header_tag(*boxed_object(t)) == tag;
}

static inline bool is_tuple(term t)
{
    return is_boxed_tag(t, TAG_TUPLE);
}

static inline size_t tuple_arity(term t)
{
    return header_arity(*boxed_object(t));
}

// Elements, counted from 0.
static inline term *tuple_elements(term t)
{
    return boxed_object(t) + 1;
}

static inline bool is_big(term t)
{
    return is_boxed(t) && (header_tag(*boxed_object(t)) | 4) == TAG_BIG_NEG;
}

static inline bool is_integer(term t)
{
    return is_small(t) || is_big(t);
}

static inline bool is_float(term t)
{
    return is_boxed_tag(t, TAG_FLOAT);
}

static inline double float_value(term t)
{
    double value;
    memcpy(&value, boxed_object(t) + 1, sizeof value);
    return value;
}

#define FLOAT_ARITY (sizeof(double) / sizeof(term))
#define FLOAT_WORDS (FLOAT_ARITY + 1)

static inline term make_float_at(term *object, double value)
{
    object[0] = make_header(FLOAT_ARITY, TAG_FLOAT);
    memcpy(object + 1, &value, sizeof value);
    return make_boxed(object);
}

// REFC, HEAP, SUB, CONST: 0x20 to 0x2c
static inline bool is_bitstring(term t)
{
    return is_boxed(t) && (*boxed_object(t) & 0x30) == 0x20;
}

static inline bool is_match_context(term t)
{
    return is_boxed_tag(t, TAG_MATCH);
}

static inline bool is_map(term t)
{
    return is_boxed(t) && (header_tag(*boxed_object(t)) | 4) == TAG_MAP;
}

static inline bool is_fun(term t)
{
    return is_boxed_tag(t, TAG_FUN) || is_boxed_tag(t, TAG_EXPORT);
}

static inline bool is_native_record(term t)
{
    return is_boxed_tag(t, TAG_RECORD);
}

#define EXTERNAL_PID  0
#define EXTERNAL_PORT 1
#define EXTERNAL_REF  2

static inline bool is_external(term t, int kind)
{
    return is_boxed_tag(t, TAG_EXTERNAL) && boxed_object(t)[1] == make_small(kind);
}

static inline bool is_pid(term t)
{
    return is_local_pid(t) || is_external(t, EXTERNAL_PID);
}

static inline bool is_port(term t)
{
    return is_local_port(t) || is_external(t, EXTERNAL_PORT);
}

static inline bool is_reference(term t)
{
    return is_boxed_tag(t, TAG_REF) || is_external(t, EXTERNAL_REF);
}

// Local references
#define REF_ID_WORDS (8 / sizeof(term))
#define REF_ARITY    (REF_ID_WORDS + 1)
#define REF_WORDS    (REF_ARITY + 1)

static inline uint64_t ref_id(term t)
{
    uint64_t id;
    memcpy(&id, boxed_object(t) + 1, sizeof id);
    return id;
}

static inline term make_ref_at(term *object, uint64_t id, term alias_of)
{
    object[0] = make_header(REF_ARITY, TAG_REF);
    memcpy(object + 1, &id, sizeof id);
    object[1 + REF_ID_WORDS] = alias_of;
    return make_boxed(object);
}

// Pids and ports: serial << slot bits | slot
static inline term make_pid(uint32_t number)
{
    return ((term) number << 4) | TAG_PID;
}

static inline term make_port(uint32_t number)
{
    return ((term) number << 4) | TAG_PORT;
}

static inline uint32_t pid_number(term t)
{
    return (uint32_t) (t >> 4);
}

#endif
