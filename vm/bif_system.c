// SPDX-License-Identifier: Apache-2.0
// bif_system.c: what the machine says about itself, and ending it.
//
// Where the answers of the machine's family and of OTP differ (texts as binaries, `undefined` for
// unknown keys), they are those of the family: reference api-surface, section 8.1.

#include <stdio.h>
#include <string.h>

#include "platforms/platform.h"
#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/number.h"
#include "vm/settings.h"
#include "vm/text.h"
#include "vm/utf.h"

#ifndef AVM_VERSION
#define AVM_VERSION "0.0.0"
#endif

// The release of OTP whose natives and instructions are the model.
#define OTP_RELEASE "25"

static term integer_term(struct process *p, uint64_t value)
{
    return heap_ensure(p, INT64_WORDS) ? build_uint64(p, value) : NONE;
}

static term string_term(struct process *p, const char *text)
{
    return list_from_utf8(p, text, strlen(text));
}

static unsigned scheduler_count(const struct vm *vm)
{
    return vm->options.schedulers > 0 ? (unsigned) vm->options.schedulers : 1;
}

// system_info

static bool info_integer(const struct process *p, term key, uint64_t *value)
{
    const struct vm *vm = p->vm;
    switch (key) {
    case ATOM_process_count:
        *value = vm->process_count - vm->port_count;
        return true;
    case ATOM_port_count:
        *value = vm->port_count;
        return true;
    case ATOM_process_limit:
    case ATOM_port_limit: // together
        *value = AVM_MAX_PROCESSES;
        return true;
    case ATOM_ets_count:
    case ATOM_ets_limit:
    case ATOM_creation:
    case ATOM_thread_pool_size:
    case ATOM_dirty_cpu_schedulers:
    case ATOM_dirty_cpu_schedulers_online:
    case ATOM_dirty_io_schedulers:
    case ATOM_trace_control_word:
        *value = 0;
        return true;
    case ATOM_atom_count:
        *value = atom_count(vm);
        return true;
    case ATOM_atom_limit:
        *value = AVM_MAX_ATOMS;
        return true;
    case ATOM_wordsize:
    case ATOM_word_size:
        *value = TERM_BYTES;
        return true;
    case ATOM_schedulers:
    case ATOM_schedulers_online:
        *value = scheduler_count(vm);
        return true;
    case ATOM_scheduler_id:
        *value = (uint64_t) (threads_scheduler(vm) - vm->scheduler) + 1;
        return true;
    case ATOM_logical_processors:
    case ATOM_logical_processors_online:
    case ATOM_logical_processors_available:
        *value = platform_processors();
        return true;
    case ATOM_avm_floatsize:
        *value = sizeof(double);
        return true;
    case ATOM_compat_rel:
        *value = 25;
        return true;
    case ATOM_start_time:
        *value = vm->started_ns;
        return true;
    case ATOM_end_time:
        *value = INT64_MAX;
        return true;
    default:
        return false;
    }
}

// An atom, or NONE.
static term info_atom(term key)
{
    switch (key) {
#if AVM_OBSERVER
    case ATOM_endian:
        return *(const uint8_t *) &(const uint16_t){1} == 1 ? ATOM_little : ATOM_big;
#endif
    case ATOM_break_ignored:
    case ATOM_smp_support:
    case ATOM_threads:
        return make_bool(key == ATOM_break_ignored || AVM_SMP);
    case ATOM_debug_compiled:
    case ATOM_kernel_poll:
    case ATOM_dynamic_trace_probes:
    case ATOM_port_parallelism:
        return ATOM_false;
    case ATOM_dynamic_trace:
        return ATOM_none;
    case ATOM_build_type:
    case ATOM_emu_type:
        return ATOM_opt;
    case ATOM_emu_flavor:
        return ATOM_emu;
    case ATOM_heap_type:
        return ATOM_private;
    case ATOM_message_queue_data:
        return ATOM_on_heap;
    case ATOM_multi_scheduling:
        return ATOM_disabled;
    case ATOM_scheduler_bind_type:
        return ATOM_unbound;
    case ATOM_time_offset:
        return ATOM_volatile;
    case ATOM_time_correction:
        return ATOM_true;
    case ATOM_time_warp_mode:
        return ATOM_multi_time_warp;
    case ATOM_tolerant_timeofday:
        return ATOM_disabled;
#if AVM_OBSERVER
    case ATOM_update_cpu_info:
        return ATOM_unchanged;
    case ATOM_normal_multi_scheduling_blockers:
    case ATOM_taints:
#endif
    case ATOM_refc_binary_info:
    case ATOM_dist_ctrl:
    case ATOM_multi_scheduling_blockers:
        return NIL;
    default:
        return NONE;
    }
}

static term system_version(struct process *p)
{
    char text[96];
    unsigned count = scheduler_count(p->vm);
    snprintf(text, sizeof text, "avm %s [%u-bit] [smp:%u:%u]\n", AVM_VERSION, TERM_BITS, count,
             count);
    return string_term(p, text);
}

static term info_text(struct process *p, term key)
{
    switch (key) {
    case ATOM_machine:
        return string_term(p, "ATOM");
    case ATOM_otp_release:
        return string_term(p, OTP_RELEASE);
    case ATOM_nif_version:
        return string_term(p, "2.16");
    case ATOM_driver_version:
        return string_term(p, "3.3");
    case ATOM_system_version:
        return system_version(p);
    case ATOM_version:
    case ATOM_atomvm_version:
        return binary_from_bytes(p, AVM_VERSION, strlen(AVM_VERSION));
    case ATOM_system_architecture:
        return binary_from_bytes(p, platform_architecture, strlen(platform_architecture));
    default:
        return ATOM_undefined;
    }
}

static term os_type(struct process *p)
{
    struct platform_system system;
    platform_system(&system);
    term family = atom_intern(p->vm, system.family, strlen(system.family), false);
    term name = atom_intern(p->vm, system.name, strlen(system.name), false);
    if (family == NONE || name == NONE) {
        return raise_system_limit(p);
    }
    return heap_ensure(p, 3) ? build_tuple2(p, family, name) : NONE;
}

static term os_version(struct process *p)
{
    struct platform_system system;
    platform_system(&system);
    if (!heap_ensure(p, 4)) {
        return NONE;
    }
    return build_tuple3(p, make_small((sterm) system.version[0]),
                        make_small((sterm) system.version[1]),
                        make_small((sterm) system.version[2]));
}

// [{max_heap_size, Words}, {min_bin_vheap_size, Words}, {min_heap_size, Words},
// {fullsweep_after, N}]
static term garbage_collection(struct process *p)
{
    static const term keys[] = {ATOM_fullsweep_after, ATOM_min_heap_size, ATOM_min_bin_vheap_size};
    if (!heap_ensure(p, 4 * (2 + 3 + INT64_WORDS))) {
        return NONE;
    }
    term list = NIL;
    for (size_t i = 0; i < 3; i++) {
        term value = build_uint64(p, settings_default(p->vm, keys[i]));
        list = build_cons(p, build_tuple2(p, keys[i], value), list);
    }
    term most = build_uint64(p, p->vm->defaults.max_heap_words);
    return build_cons(p, build_tuple2(p, ATOM_max_heap_size, most), list);
}

term bif_erlang_system_info(struct process *p, term *args)
{
    term key = args[0];
    if (is_tuple(key) && tuple_arity(key) == 2 && tuple_elements(key)[0] == ATOM_wordsize &&
        (tuple_elements(key)[1] == ATOM_internal || tuple_elements(key)[1] == ATOM_external)) {
        return make_small(TERM_BYTES);
    }
    if (!is_atom(key)) {
        return raise_badarg(p);
    }
    uint64_t integer;
    if (info_integer(p, key, &integer)) {
        return integer_term(p, integer);
    }
    term atom = info_atom(key);
    if (atom != NONE) {
        return atom;
    }
    switch (key) {
    case ATOM_os_type:
        return os_type(p);
    case ATOM_os_version:
        return os_version(p);
    case ATOM_garbage_collection:
        return AVM_OBSERVER ? garbage_collection(p) : (term) ATOM_undefined;
    case ATOM_min_heap_size:
    case ATOM_min_bin_vheap_size:
    case ATOM_fullsweep_after:
        return settings_pair(p, key, settings_default(p->vm, key));
    case ATOM_max_heap_size:
        return settings_max_heap(p, NULL);
    default:
        return info_text(p, key);
    }
}

term bif_os_type(struct process *p, term *args)
{
    return os_type(p);
}

term bif_os_version(struct process *p, term *args)
{
    return os_version(p);
}

// statistics

// {Total, SinceLast}; told is what was answered before.
static term total_and_since(struct process *p, uint64_t total, uint64_t *told)
{
    uint64_t since = total - *told;
    *told = total;
    if (!heap_ensure(p, 3 + 2 * INT64_WORDS)) {
        return NONE;
    }
    term all = build_uint64(p, total);
    return build_tuple2(p, all, build_uint64(p, since));
}

// {{input, 0}, {output, 0}}: no ports.
static term statistics_io(struct process *p)
{
    if (!heap_ensure(p, 3 * 3)) {
        return NONE;
    }
    term input = build_tuple2(p, ATOM_input, make_small(0));
    return build_tuple2(p, input, build_tuple2(p, ATOM_output, make_small(0)));
}

#if AVM_OBSERVER

// [N of each scheduler] or the sum, of the processes that are ready and, if so, those that run.
static term queue_lengths(struct process *p, bool sum, bool active)
{
    const struct vm *vm = p->vm;
    if (!heap_ensure(p, 2 * (size_t) vm->scheduler_count)) {
        return NONE;
    }
    term list = NIL;
    sterm total = 0;
    for (unsigned i = vm->scheduler_count; i-- > 0;) {
        sterm count = (sterm) SHARED_LOOK(&vm->scheduler[i].ready.length) +
                      (active && vm->scheduler[i].current != NULL);
        total += count;
        list = sum ? NIL : build_cons(p, make_small(count), list);
    }
    return sum ? make_small(total) : list;
}

// [{N, Active, Total}] of each scheduler since it was asked for.
static term wall_time(struct process *p)
{
    const struct vm *vm = p->vm;
    uint64_t total = platform_monotonic_ns() - vm->wall_time_from_ns;
    if (!heap_ensure(p, vm->scheduler_count * (2 + 4 + 2 * (size_t) INT64_WORDS))) {
        return NONE;
    }
    term list = NIL;
    for (unsigned i = vm->scheduler_count; i-- > 0;) {
        uint64_t idle = vm->scheduler[i].idle_ns - vm->scheduler[i].idle_before_ns;
        term active = build_uint64(p, idle < total ? total - idle : 0);
        term row = build_tuple3(p, make_small((sterm) i + 1), active, build_uint64(p, total));
        list = build_cons(p, row, list);
    }
    return list;
}

static term uncommon_statistics(struct process *p, term item)
{
    switch (item) {
    case ATOM_run_queue:
    case ATOM_total_run_queue_lengths:
    case ATOM_total_run_queue_lengths_all:
        return queue_lengths(p, true, false);
    case ATOM_total_active_tasks:
    case ATOM_total_active_tasks_all:
        return queue_lengths(p, true, true);
    case ATOM_run_queue_lengths:
    case ATOM_run_queue_lengths_all:
        return queue_lengths(p, false, false);
    case ATOM_active_tasks:
    case ATOM_active_tasks_all:
        return queue_lengths(p, false, true);
    case ATOM_scheduler_wall_time:
    case ATOM_scheduler_wall_time_all:
        return p->vm->wall_time_from_ns == 0 ? (term) ATOM_undefined : wall_time(p);
    case ATOM_microstate_accounting:
        return ATOM_undefined;
    default:
        return raise_badarg(p);
    }
}

#else

static term uncommon_statistics(struct process *p, term item)
{
    return raise_badarg(p);
}

#endif

term bif_erlang_statistics(struct process *p, term *args)
{
    struct vm *vm = p->vm;
    uint64_t switches = 0;
    term count;
    switch (args[0]) {
    case ATOM_reductions:
    case ATOM_exact_reductions: {
        int32_t used = AVM_REDUCTIONS - p->reductions;
        return total_and_since(p, vm->reductions + (uint64_t) (used > 0 ? used : 0),
                               &vm->told_reductions);
    }
    case ATOM_runtime:
        return total_and_since(p, platform_cpu_ns() / 1000000, &vm->told_run_time_ms);
    case ATOM_wall_clock:
        return total_and_since(p, (platform_monotonic_ns() - vm->started_ns) / 1000000,
                               &vm->told_wall_clock_ms);
    case ATOM_garbage_collection:
        if (!heap_ensure(p, 4 + 2 * INT64_WORDS)) {
            return NONE;
        }
        count = build_uint64(p, vm->collections_minor + vm->collections_major);
        return build_tuple3(p, count, build_uint64(p, vm->words_reclaimed), make_small(0));
    case ATOM_context_switches:
        if (!heap_ensure(p, 3 + INT64_WORDS)) {
            return NONE;
        }
        for (unsigned i = 0; i < vm->scheduler_count; i++) {
            switches += vm->scheduler[i].context_switches;
        }
        return build_tuple2(p, build_uint64(p, switches), make_small(0));
    case ATOM_io:
        return statistics_io(p);
    default:
        return uncommon_statistics(p, args[0]);
    }
}

// memory

// In the order of memory/0.
static const term memory_kinds[] = {ATOM_total,  ATOM_processes, ATOM_processes_used,
                                    ATOM_system, ATOM_atom,      ATOM_atom_used,
                                    ATOM_binary, ATOM_code,      ATOM_ets};
#define MEMORY_KINDS (sizeof memory_kinds / sizeof *memory_kinds)

// Bytes of a kind. False: no such kind.
static bool memory_of(const struct vm *vm, term kind, uint64_t *bytes)
{
    switch (kind) {
    case ATOM_total:
        *bytes = vm->memory_used;
        return true;
    case ATOM_processes:
    case ATOM_processes_used:
        *bytes = vm->heap_used;
        return true;
    case ATOM_system:
        *bytes = vm->memory_used - vm->heap_used;
        return true;
    case ATOM_atom:
    case ATOM_atom_used:
        *bytes = atom_memory(vm);
        return true;
    case ATOM_binary:
        *bytes = vm->refc_bytes;
        return true;
    case ATOM_code:
        *bytes = 0;
        for (const struct module *module = vm->modules; module != NULL; module = module->next) {
            *bytes += module->code_block_size;
        }
        return true;
    case ATOM_ets:
        *bytes = 0;
        return true;
    default:
        return false;
    }
}

#define MEMORY_PAIR_WORDS (2 + 3 + INT64_WORDS)

static term memory_pair(struct process *p, term kind, term rest)
{
    uint64_t bytes = 0;
    memory_of(p->vm, kind, &bytes);
    return build_cons(p, build_tuple2(p, kind, build_uint64(p, bytes)), rest);
}

term bif_erlang_memory_0(struct process *p, term *args)
{
    if (!heap_ensure(p, MEMORY_KINDS * MEMORY_PAIR_WORDS)) {
        return NONE;
    }
    term list = NIL;
    for (size_t i = MEMORY_KINDS; i-- > 0;) {
        list = memory_pair(p, memory_kinds[i], list);
    }
    return list;
}

term bif_erlang_memory_1(struct process *p, term *args)
{
    uint64_t bytes;
    if (is_atom(args[0])) {
        return memory_of(p->vm, args[0], &bytes) ? integer_term(p, bytes) : raise_badarg(p);
    }
    size_t count = 0;
    term t = args[0];
    for (; is_cons(t) && memory_of(p->vm, cons_head(t), &bytes); t = cons_tail(t)) {
        count++;
    }
    if (t != NIL) {
        return raise_badarg(p);
    }
    if (count == 0) {
        return NIL;
    }
    if (!heap_ensure(p, count * MEMORY_PAIR_WORDS)) {
        return NONE;
    }
    // In the order of the argument: each new cell is the tail of the one before.
    term list = NIL;
    term *last = &list;
    for (t = args[0]; is_cons(t); t = cons_tail(t)) {
        *last = memory_pair(p, cons_head(t), NIL);
        last = &cons_cell(*last)[1];
    }
    return list;
}

// halt

static term halt(struct process *p, int status)
{
    platform_console_flush();
    p->vm->halt_status = status;
    SHARED_SET(&p->vm->halted, true);
    return NONE;
}

static void write_error(const char *bytes, size_t size)
{
    platform_console_write(bytes, size, true);
}

// halt("reason"): the reason goes to the error stream, the status says that something went wrong.
static bool write_slogan(term t)
{
    char text[200 + 4 + 1];
    size_t size = 0;
    for (; is_cons(t); t = cons_tail(t)) {
        term head = cons_head(t);
        if (!is_small(head) || small_value(head) < 0 ||
            !utf_is_valid((uint64_t) small_value(head))) {
            return false;
        }
        if (size < 200) {
            size += utf8_encode((uint32_t) small_value(head), (uint8_t *) text + size);
        }
    }
    if (t != NIL) {
        return false;
    }
    text[size++] = '\n';
    write_error(text, size);
    return true;
}

static term halt_with(struct process *p, term status)
{
    uint64_t value;
    if (is_integer(status) && !is_boxed_tag(status, TAG_BIG_NEG) &&
        !(is_small(status) && small_value(status) < 0)) {
        value = integer_low_bits(status);
        return halt(p, (int) (value & 0xff));
    }
    if (status == ATOM_abort) {
        return halt(p, 128 + 6); // as ended by the signal of abort()
    }
    if (is_list(status) && write_slogan(status)) {
        return halt(p, 1);
    }
    return raise_badarg(p);
}

// From now on only a halt ends the machine: the first process may end before.
term bif_erts_internal_await_halt(struct process *p, term *args)
{
    SHARED_SET(&p->vm->awaits_halt, true);
    return ATOM_ok;
}

term bif_erlang_halt_0(struct process *p, term *args)
{
    return halt(p, 0);
}

term bif_erlang_halt_1(struct process *p, term *args)
{
    return halt_with(p, args[0]);
}

term bif_erlang_halt_2(struct process *p, term *args)
{
    term t = args[1];
    for (; is_cons(t); t = cons_tail(t)) {
        term option = cons_head(t);
        if (!is_tuple(option) || tuple_arity(option) != 2 ||
            tuple_elements(option)[0] != ATOM_flush ||
            (tuple_elements(option)[1] != ATOM_true && tuple_elements(option)[1] != ATOM_false)) {
            return raise_badarg(p);
        }
    }
    return t == NIL ? halt_with(p, args[0]) : raise_badarg(p);
}

// Sizes

term bif_erts_debug_flat_size(struct process *p, term *args)
{
    size_t words;
    if (!term_flat_size(p->vm, args[0], &words)) {
        return raise_out_of_memory(p);
    }
    return integer_term(p, words);
}

// What a program is asked for on the command line.

// [String]; count texts, each up to its NUL.
term bif_init_arguments(struct process *p, term *args)
{
    const struct vm_options *options = &p->vm->options;
    term slots[2] = {NIL, NIL}; // list, argument
    struct gc_roots roots;
    roots_push(p, &roots, slots, 2);
    bool good = true;
    for (size_t i = options->argument_count; good && i-- > 0;) {
        slots[1] = string_term(p, options->arguments[i]);
        good = slots[1] != NONE && heap_ensure(p, 2);
        if (good) {
            slots[0] = build_cons(p, slots[1], slots[0]);
        }
    }
    roots_pop(p, &roots);
    return good ? slots[0] : NONE;
}
