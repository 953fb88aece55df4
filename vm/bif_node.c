// SPDX-License-Identifier: Apache-2.0
// bif_node.c: natives about nodes. There is one, and it has no name: what Erlang/OTP answers before
// distribution is started.

#include "vm/bif.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/map.h"

term bif_erlang_node_0(struct process *p, term *args)
{
    return ATOM_nonode_at_nohost;
}

term bif_erlang_node_1(struct process *p, term *args)
{
    term t = args[0];
    if (is_boxed_tag(t, TAG_EXTERNAL)) {
        return boxed_object(t)[2];
    }
    if (is_pid(t) || is_port(t) || is_reference(t)) {
        return ATOM_nonode_at_nohost;
    }
    return raise_badarg(p);
}

term bif_erlang_nodes_0(struct process *p, term *args)
{
    return NIL;
}

// Does a kind of nodes, or one of a list of kinds, include this node? False in *good: no such kind.
static bool includes_this(term kinds, bool *good)
{
    bool found = false;
    bool list = is_list(kinds);
    while (!list || is_cons(kinds)) {
        term kind = list ? cons_head(kinds) : kinds;
        kinds = list ? cons_tail(kinds) : NIL;
        list = true;
        found |= kind == ATOM_this || kind == ATOM_known;
        *good &= kind == ATOM_this || kind == ATOM_known || kind == ATOM_visible ||
                 kind == ATOM_hidden || kind == ATOM_connected;
    }
    *good &= kinds == NIL;
    return found;
}

term bif_erlang_nodes_1(struct process *p, term *args)
{
    bool good = true;
    bool found = includes_this(args[0], &good);
    if (!good) {
        return raise_badarg(p);
    }
    if (!found) {
        return NIL;
    }
    return heap_ensure(p, 2) ? build_cons(p, ATOM_nonode_at_nohost, NIL) : NONE;
}

#if AVM_OBSERVER

// What of this node is asked for, as keys and values. False: no such options.
static bool read_node_info(term options, term *pairs, size_t *count)
{
    if (!is_map(options)) {
        return false;
    }
    struct map_walk walk;
    term key, value;
    map_walk_init(&walk, options);
    while (map_walk_next(&walk, &key, &value)) {
        if ((key != ATOM_connection_id && key != ATOM_node_type) ||
            (value != ATOM_true && value != ATOM_false)) {
            return false;
        }
        if (value == ATOM_true) {
            pairs[2 * *count] = key;
            pairs[2 * *count + 1] = key == ATOM_node_type ? (term) ATOM_this : ATOM_undefined;
            ++*count;
        }
    }
    return true;
}

term bif_erlang_nodes_2(struct process *p, term *args)
{
    term pairs[4];
    size_t count = 0;
    bool good = true;
    bool found = includes_this(args[0], &good);
    if (!good || !read_node_info(args[1], pairs, &count)) {
        return raise_badarg(p);
    }
    if (!found) {
        return NIL;
    }
    args[0] = map_from_pairs(p, pairs, count);
    if (args[0] == NONE || !heap_ensure(p, 5)) {
        return NONE;
    }
    return build_cons(p, build_tuple2(p, ATOM_nonode_at_nohost, args[0]), NIL);
}

#endif

term bif_erlang_is_alive(struct process *p, term *args)
{
    return ATOM_false;
}

// monitor_node(Node, Bool), monitor_node(Node, Bool, [allow_passive_connect]): others cannot be
// reached.
term bif_erlang_monitor_node_2(struct process *p, term *args)
{
    if (!is_atom(args[0])) {
        return raise_badarg(p);
    }
    if (args[0] != ATOM_nonode_at_nohost) {
        return raise_error(p, ATOM_notalive);
    }
    return args[1] == ATOM_true || args[1] == ATOM_false ? (term) ATOM_true : raise_badarg(p);
}

term bif_erlang_monitor_node_3(struct process *p, term *args)
{
    term t = args[2];
    while (is_cons(t) && cons_head(t) == ATOM_allow_passive_connect) {
        t = cons_tail(t);
    }
    return t == NIL ? bif_erlang_monitor_node_2(p, args) : raise_badarg(p);
}

#if AVM_OBSERVER
// Others cannot be reached, so there is nothing to take leave of.
term bif_erlang_disconnect_node(struct process *p, term *args)
{
    return ATOM_ignored;
}
#endif

// Cookies and distribution

term bif_erlang_get_cookie_0(struct process *p, term *args)
{
    return ATOM_nocookie;
}

term bif_erlang_get_cookie_1(struct process *p, term *args)
{
    return is_atom(args[0]) ? (term) ATOM_nocookie : raise_badarg(p);
}

term bif_erlang_set_cookie_1(struct process *p, term *args)
{
    return is_atom(args[0]) ? raise_error(p, ATOM_distribution_not_started) : raise_badarg(p);
}

term bif_erlang_set_cookie_2(struct process *p, term *args)
{
    bool other = is_atom(args[0]) && args[0] != ATOM_nonode_at_nohost;
    return other ? bif_erlang_set_cookie_1(p, args + 1) : raise_badarg(p);
}

// setnode/2, setnode/3, dist_ctrl_put_data/2: they need a connection's process, and nobody is one.
term bif_erlang_setnode(struct process *p, term *args)
{
    return raise_badarg(p);
}

// dist_ctrl_get_data/1, dist_ctrl_get_data_notification/1
term bif_erlang_dist_ctrl_get_data(struct process *p, term *args)
{
    return raise_error(p, ATOM_notsup);
}
