%% SPDX-License-Identifier: Apache-2.0
%% stdlib.app: the application stdlib, the parts of it that are here.
{application, stdlib, [
    {description, "ERTS  CXC 138 10"},
    {vsn, "4.2"},
    {modules, [
        array, atomics, base64, binary, calendar, counters, crypto, dict, ets, filelib, filename,
        gb_sets, gb_trees, gen, gen_event, gen_report,
        gen_server, gen_statem, io, io_lib, io_lib_fread, io_lib_pretty, json, lists, maps, math,
        orddict, ordsets, proc_lib, proplists, queue, rand, re, sets, string, supervisor, sys, timer,
        unicode, unicode_util
    ]},
    {registered, []},
    {applications, [kernel]},
    {env, []}
]}.
