// SPDX-License-Identifier: Apache-2.0
// verify_operands.c: operands of every instruction: kinds and indices, checked before anything is
// followed.
//
//   s  source: register, integer, atom, nil, literal    S  the same or a plain number
//   d  destination register     r  register that is read     y  Y register by itself
//   u  plain number below 2^30  a  number of arguments       l  number of live X registers
//   A  need of heap             f  label in the function     p  the same or 0
//   e  label of a function      i  import                    n  fun
//   F  float register           t  atom                      L  list     *  anything

#include "vm/verify_state.h"

#include <stdio.h>

#define MAX_NUMBER ((int64_t) 1 << 30)
#define MAX_ARITY  255
#define MAX_HEAP   ((int64_t) 1 << 24) // words an instruction may ask for
#define MAX_SLOTS  1023

static const char *const signatures[] = {
    [BEAM_label] = "u",
    [BEAM_func_info] = "***",
    [BEAM_call] = "ae",
    [BEAM_call_last] = "aeu",
    [BEAM_call_only] = "ae",
    [BEAM_call_ext] = "ai",
    [BEAM_call_ext_last] = "aiu",
    [BEAM_call_ext_only] = "ai",
    [BEAM_bif0] = "id",
    [BEAM_bif1] = "pisd",
    [BEAM_bif2] = "pissd",
    [BEAM_bif3] = "pisssd",
    [BEAM_allocate] = "ul",
    [BEAM_allocate_heap] = "uAl",
    [BEAM_allocate_zero] = "ul",
    [BEAM_allocate_heap_zero] = "uAl",
    [BEAM_test_heap] = "Al",
    [BEAM_init] = "y",
    [BEAM_deallocate] = "u",
    [BEAM_return] = "",
    [BEAM_send] = "",
    [BEAM_remove_message] = "",
    [BEAM_timeout] = "",
    [BEAM_loop_rec] = "fd",
    [BEAM_loop_rec_end] = "f",
    [BEAM_wait] = "f",
    [BEAM_wait_timeout] = "fs",
    [BEAM_is_lt] = "fss",
    [BEAM_is_ge] = "fss",
    [BEAM_is_eq] = "fss",
    [BEAM_is_ne] = "fss",
    [BEAM_is_eq_exact] = "fss",
    [BEAM_is_ne_exact] = "fss",
    [BEAM_is_integer] = "fs",
    [BEAM_is_float] = "fs",
    [BEAM_is_number] = "fs",
    [BEAM_is_atom] = "fs",
    [BEAM_is_pid] = "fs",
    [BEAM_is_reference] = "fs",
    [BEAM_is_port] = "fs",
    [BEAM_is_nil] = "fs",
    [BEAM_is_binary] = "fs",
    [BEAM_is_list] = "fs",
    [BEAM_is_nonempty_list] = "fs",
    [BEAM_is_tuple] = "fs",
    [BEAM_test_arity] = "fsu",
    [BEAM_select_val] = "sfL",
    [BEAM_select_tuple_arity] = "sfL",
    [BEAM_jump] = "f",
    [BEAM_catch] = "yf",
    [BEAM_catch_end] = "y",
    [BEAM_move] = "sd",
    [BEAM_get_list] = "sdd",
    [BEAM_get_tuple_element] = "sud",
    [BEAM_set_tuple_element] = "ssu",
    [BEAM_put_list] = "ssd",
    [BEAM_put_tuple] = "ud",
    [BEAM_put] = "s",
    [BEAM_badmatch] = "s",
    [BEAM_if_end] = "",
    [BEAM_case_end] = "s",
    [BEAM_call_fun] = "a",
    [BEAM_is_function] = "fs",
    [BEAM_bs_put_integer] = "psuus",
    [BEAM_bs_put_binary] = "psuus",
    [BEAM_bs_put_float] = "psuus",
    [BEAM_bs_put_string] = "uu",
    [BEAM_fclearerror] = "",
    [BEAM_fcheckerror] = "*",
    [BEAM_fmove] = "**",
    [BEAM_fconv] = "sF",
    [BEAM_fadd] = "pFFF",
    [BEAM_fsub] = "pFFF",
    [BEAM_fmul] = "pFFF",
    [BEAM_fdiv] = "pFFF",
    [BEAM_fnegate] = "pFF",
    [BEAM_make_fun2] = "n",
    [BEAM_try] = "yf",
    [BEAM_try_end] = "y",
    [BEAM_try_case] = "y",
    [BEAM_try_case_end] = "s",
    [BEAM_raise] = "ss",
    [BEAM_bs_init2] = "pSAlud",
    [BEAM_bs_add] = "pssud",
    [BEAM_apply] = "a",
    [BEAM_apply_last] = "au",
    [BEAM_is_boolean] = "fs",
    [BEAM_is_function2] = "fss",
    [BEAM_bs_start_match2] = "fslud",
    [BEAM_bs_get_integer2] = "frlsuud",
    [BEAM_bs_get_float2] = "frlsuud",
    [BEAM_bs_get_binary2] = "frlsuud",
    [BEAM_bs_skip_bits2] = "frsuu",
    [BEAM_bs_test_tail2] = "fru",
    [BEAM_bs_save2] = "r*",
    [BEAM_bs_restore2] = "r*",
    [BEAM_gc_bif1] = "plisd",
    [BEAM_gc_bif2] = "plissd",
    [BEAM_is_bitstr] = "fs",
    [BEAM_bs_context_to_binary] = "r",
    [BEAM_bs_test_unit] = "fru",
    [BEAM_bs_match_string] = "fruu",
    [BEAM_bs_init_writable] = "",
    [BEAM_bs_append] = "pSAlusud",
    [BEAM_bs_private_append] = "pSusud",
    [BEAM_trim] = "uu",
    [BEAM_bs_init_bits] = "pSAlud",
    [BEAM_bs_get_utf8] = "frlud",
    [BEAM_bs_skip_utf8] = "frlu",
    [BEAM_bs_get_utf16] = "frlud",
    [BEAM_bs_skip_utf16] = "frlu",
    [BEAM_bs_get_utf32] = "frlud",
    [BEAM_bs_skip_utf32] = "frlu",
    [BEAM_bs_utf8_size] = "psd",
    [BEAM_bs_put_utf8] = "pus",
    [BEAM_bs_utf16_size] = "psd",
    [BEAM_bs_put_utf16] = "pus",
    [BEAM_bs_put_utf32] = "pus",
    [BEAM_on_load] = "",
    [BEAM_recv_mark] = "*",
    [BEAM_recv_set] = "*",
    [BEAM_gc_bif3] = "plisssd",
    [BEAM_line] = "*",
    [BEAM_put_map_assoc] = "psdlL",
    [BEAM_put_map_exact] = "psdlL",
    [BEAM_is_map] = "fs",
    [BEAM_has_map_fields] = "fsL",
    [BEAM_get_map_elements] = "fsL",
    [BEAM_is_tagged_tuple] = "fsut",
    [BEAM_build_stacktrace] = "",
    [BEAM_raw_raise] = "",
    [BEAM_get_hd] = "sd",
    [BEAM_get_tl] = "sd",
    [BEAM_put_tuple2] = "dL",
    [BEAM_bs_get_tail] = "rdl",
    [BEAM_bs_start_match3] = "fsld",
    [BEAM_bs_get_position] = "rdl",
    [BEAM_bs_set_position] = "rs",
    [BEAM_swap] = "rr",
    [BEAM_bs_start_match4] = "*lsd",
    [BEAM_make_fun3] = "ndL",
    [BEAM_init_yregs] = "L",
    [BEAM_recv_marker_bind] = "ss",
    [BEAM_recv_marker_clear] = "s",
    [BEAM_recv_marker_reserve] = "d",
    [BEAM_recv_marker_use] = "s",
    [BEAM_bs_create_bin] = "pAludL",
    [BEAM_call_fun2] = "*as",
    [BEAM_nif_start] = "",
    [BEAM_badrecord] = "s",
    [BEAM_update_record] = "*usdL",
    [BEAM_bs_match] = "frL",
    [BEAM_executable_line] = "**",
    [BEAM_debug_line] = "****",
    [BEAM_is_any_native_record] = "fs",
    [BEAM_is_native_record] = "fsss",
    [BEAM_get_record_elements] = "fsL",
    [BEAM_put_record] = "pssdlL",
    [BEAM_is_record_accessible] = "fss",
    [BEAM_get_record_field] = "psssd",
};

const char *verify_signature(unsigned opcode)
{
    return opcode < sizeof signatures / sizeof signatures[0] ? signatures[opcode] : NULL;
}

// Indices into the tables of the module and numbers of registers, which hold for every operand.
static const char *bad_index(const struct verifier *v, const struct operand *o)
{
    switch (o->kind) {
    case OPERAND_X:
        return o->value >= AVM_X_REGISTERS ? "an X register beyond all" : NULL;
    case OPERAND_Y:
        return o->value > MAX_SLOTS ? "a Y register beyond all" : NULL;
    case OPERAND_FLOAT_REGISTER:
        return o->value >= AVM_FLOAT_REGISTERS ? "a float register beyond all" : NULL;
    case OPERAND_ATOM:
        return o->value > v->beam->atom_count ? "an atom beyond the table" : NULL;
    case OPERAND_LITERAL:
        return o->value >= v->beam->literal_count ? "a literal beyond the table" : NULL;
    default:
        return NULL;
    }
}

bool verify_is_source(const struct operand *o)
{
    switch (o->kind) {
    case OPERAND_X:
    case OPERAND_Y:
    case OPERAND_INTEGER:
    case OPERAND_BIG:
    case OPERAND_ATOM:
    case OPERAND_NIL:
    case OPERAND_LITERAL:
        return true;
    default:
        return false;
    }
}

static bool is_number(const struct operand *o, int64_t limit)
{
    return o->kind == OPERAND_UNSIGNED && o->value >= 0 && o->value < limit;
}

static bool is_need(const struct operand *o)
{
    return is_number(o, MAX_HEAP) || (o->kind == OPERAND_ALLOC && o->value < MAX_HEAP &&
                                      o->extra < MAX_HEAP && o->extra2 < MAX_HEAP);
}

// NULL: as the letter says.
static const char *bad_kind(const struct verifier *v, char letter, const struct operand *o)
{
    bool is_register = o->kind == OPERAND_X || o->kind == OPERAND_Y;
    bool good = true;
    switch (letter) {
    case 's':
        good = verify_is_source(o);
        break;
    case 'S':
        good = verify_is_source(o) || is_number(o, MAX_NUMBER);
        break;
    case 'd':
    case 'r':
        good = is_register;
        break;
    case 'y':
        good = o->kind == OPERAND_Y;
        break;
    case 'u':
        good = is_number(o, MAX_NUMBER);
        break;
    case 'a':
        good = is_number(o, MAX_ARITY + 1);
        break;
    case 'l':
        good = is_number(o, AVM_X_REGISTERS);
        break;
    case 'A':
        good = is_need(o);
        break;
    case 'f':
        good = o->kind == OPERAND_LABEL && verify_find_label(v, o->value) != UINT32_MAX;
        return good ? NULL : "a branch to a label that is not in the function";
    case 'p':
        good = o->kind == OPERAND_LABEL &&
               (o->value == 0 || verify_find_label(v, o->value) != UINT32_MAX);
        return good ? NULL : "a branch to a label that is not in the function";
    case 'e':
        good = o->kind == OPERAND_LABEL && o->value < v->beam->label_count &&
               v->entry_arity[o->value] != NOT_AN_ENTRY;
        return good ? NULL : "a call to a label where no function begins";
    case 'i':
        good = is_number(o, v->beam->import_count);
        return good ? NULL : "an import beyond the table";
    case 'n':
        good = is_number(o, v->beam->fun_count);
        return good ? NULL : "a fun beyond the table";
    case 'F':
        good = o->kind == OPERAND_FLOAT_REGISTER;
        break;
    case 't':
        good = o->kind == OPERAND_ATOM;
        break;
    case 'L':
        good = o->kind == OPERAND_LIST;
        break;
    default:
        break;
    }
    return good ? NULL : "an operand of the wrong kind";
}

static enum status check_items(struct verifier *v, const struct operand *list)
{
    for (int64_t i = 0; i < list->value; i++) {
        const char *what = bad_index(v, &list->items[i]);
        if (what != NULL) {
            return verify_refuse(v, what);
        }
    }
    return STATUS_OK;
}

enum status verify_operands(struct verifier *v)
{
    const struct instruction *i = &v->instructions[v->current];
    const char *letters = verify_signature(i->opcode);
    if (letters == NULL) {
        return verify_refuse(v, "an instruction that cannot stand in a function");
    }
    for (unsigned k = 0; k < i->operand_count; k++) {
        const struct operand *o = &i->operands[k];
        const char *what = bad_index(v, o);
        if (what == NULL) {
            what = bad_kind(v, letters[k], o);
        }
        if (what != NULL) {
            return verify_refuse(v, what);
        }
        if (o->kind == OPERAND_LIST) {
            enum status status = check_items(v, o);
            if (status != STATUS_OK) {
                return status;
            }
        }
    }
    return STATUS_OK;
}
