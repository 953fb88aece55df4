%% SPDX-License-Identifier: Apache-2.0
%% Units of time, calendar conversions, clocks that go on.
-module(native_time).
-include("t.hrl").
-compile(nowarn_deprecated_function).

start() ->
    Units = [second, millisecond, microsecond, nanosecond, native, perf_counter, seconds, milli_seconds, micro_seconds, nano_seconds, 7, 1000],
    Times = [0, 1, -1, 1500, -1500, 999999999, -999999999, 1 bsl 59, -(1 bsl 62), 1 bsl 80, -(1 bsl 80)],
    [p("convert " ++ integer_to_list(T), [[erlang:convert_time_unit(T, F, To) || To <- Units] || F <- Units]) || T <- Times],
    p("large units", [erlang:convert_time_unit(T, F, To) || T <- [1, -5, 1 bsl 70], {F, To} <- [{1 bsl 70, 1}, {1, 1 bsl 70}, {1 bsl 70, 1 bsl 71}]]),
    ts("bad unit", [fun() -> erlang:convert_time_unit(id(T), id(F), id(To)) end
                    || {T, F, To} <- [{1, 0, 1}, {1, 1, 0}, {1, foo, second}, {a, second, second}, {1.5, second, second}, {1, -1, second}, {1, second, "s"}]]),
    Dates = [{{2024, 7, 1}, {12, 0, 0}}, {{2024, 2, 29}, {23, 59, 59}}, {{1970, 1, 1}, {0, 0, 0}}, {{1969, 12, 31}, {0, 0, 0}},
             {{2024, 2, 30}, {12, 0, 0}}, {{2023, 2, 29}, {12, 0, 0}}, {{2024, 13, 1}, {0, 0, 0}}, {{2024, 1, 1}, {24, 0, 0}},
             {{2024, 1, 1}, {0, 0, 60}}, {{2024, 1, 1}, {-1, 0, 0}}, {{9999, 12, 31}, {1, 2, 3}}, foo, {{2024, 1}, {0, 0, 0}}],
    ts("posix", [fun() -> erlang:universaltime_to_posixtime(id(D)) end || D <- Dates]),
    ts("from posix", [fun() -> erlang:posixtime_to_universaltime(id(S)) end || S <- [0, 1, -1, 951868799, 1 bsl 40, 1 bsl 70, x]]),
    ts("there and back", [fun() -> erlang:universaltime_to_localtime(erlang:localtime_to_universaltime(id(D), undefined)) end || D <- Dates]),
    ts("bad dst", [fun() -> erlang:localtime_to_universaltime({{2024, 7, 1}, {12, 0, 0}}, id(x)) end]),
    ts("bad clock unit", [fun() -> erlang:F(id(U)) end || F <- [monotonic_time, system_time, time_offset], U <- [foo, 0, -1, [second]]]),
    {A, B} = {erlang:monotonic_time(), erlang:monotonic_time(nanosecond)},
    p("forward", [is_integer(A), B >= A, erlang:monotonic_time(second) =< erlang:monotonic_time(second),
                  abs(erlang:system_time(second) - os:system_time(second)) < 2, erlang:system_time(millisecond) > 1600000000000]),
    {M, S, U} = os:timestamp(),
    p("timestamp", [abs(M * 1000000 + S - os:system_time(second)) < 2, U < 1000000, tuple_size(erlang:timestamp()), erlang:now() < erlang:now()]),
    {{Y, Mo, D}, {H, Mi, Se}} = erlang:universaltime(),
    p("date", [Y > 2020, Mo =< 12, D =< 31, H < 24, Mi < 60, Se < 60, erlang:date() =:= element(1, erlang:localtime()), tuple_size(erlang:time())]),
    Ids = [erlang:unique_integer() || _ <- lists:seq(1, 100)],
    Up = [erlang:unique_integer([monotonic, positive]) || _ <- lists:seq(1, 100)],
    p("unique", [length(lists:usort(Ids)), Up =:= lists:sort(Up), hd(Up) > 0]),
    ts("bad unique", [fun() -> erlang:unique_integer(id(O)) end || O <- [foo, [foo], [positive | x]]]),
    Refs = [make_ref() || _ <- lists:seq(1, 100)],
    p("refs", [length(lists:usort(Refs)), lists:all(fun is_reference/1, Refs), list_to_ref(ref_to_list(hd(Refs))) =:= hd(Refs)]),
    p("self", [list_to_pid(pid_to_list(self())) =:= self(), node(self()), node(hd(Refs)), is_pid(list_to_pid("<0.5.7>")), pid_to_list(list_to_pid("<0.5.7>"))]),
    ts("bad identity", [fun() -> erlang:F(id(L)) end || {F, L} <- [{list_to_pid, "<0.5>"}, {list_to_pid, "<1.5.0>"}, {list_to_pid, "<0.5.0> "}, {list_to_pid, "<0.5.8192>"},
                        {list_to_pid, a}, {list_to_ref, "#Ref<0.1.2>"}, {list_to_port, "#Port<0>"}, {list_to_port, "<0.5>"}, {pid_to_list, a}, {ref_to_list, 1}, {port_to_list, "x"}, {fun_to_list, 1}]]).
