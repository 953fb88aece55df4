%% SPDX-License-Identifier: Apache-2.0
%% logger_filters: filters that are wanted often.
-module(logger_filters).

-export([domain/2, level/2, progress/2, remote_gl/2]).

%% Log or stop events by their domain: above (super) or below (sub) a domain, the same (equal), not
%% (not_equal), or without any (undefined).
domain(#{meta := Meta} = Event, {Action, How, Domain}) when
    Action =:= log orelse Action =:= stop, is_list(Domain)
->
    Own =
        case Meta of
            #{domain := D} when is_list(D) -> D;
            _ -> undefined
        end,
    decide(related(How, Own, Domain), Action, Event);
domain(_, _) ->
    error(badarg).

related(undefined, Own, _) -> Own =:= undefined;
related(not_equal, Own, Domain) -> Own =/= Domain;
related(_, undefined, _) -> false;
related(equal, Own, Domain) -> Own =:= Domain;
related(super, Own, Domain) -> lists:prefix(Own, Domain);
related(sub, Own, Domain) -> lists:prefix(Domain, Own).

%% By comparison of the level: eq, neq, lt, gt, lteq, gteq.
level(#{level := Level} = Event, {Action, How, Limit}) when Action =:= log; Action =:= stop ->
    Order = logger:compare_levels(Level, Limit),
    Match =
        case How of
            eq -> Order =:= eq;
            neq -> Order =/= eq;
            lt -> Order =:= lt;
            gt -> Order =:= gt;
            lteq -> Order =/= gt;
            gteq -> Order =/= lt
        end,
    decide(Match, Action, Event);
level(_, _) ->
    error(badarg).

%% Progress reports of supervisors.
progress(#{msg := {report, #{label := {_, progress}}}} = Event, Action) when
    Action =:= log; Action =:= stop
->
    decide(true, Action, Event);
progress(_, Action) when Action =:= log; Action =:= stop ->
    ignore;
progress(_, _) ->
    error(badarg).

%% Events of processes whose group leader is on another node.
remote_gl(#{meta := #{gl := Leader}} = Event, Action) when Action =:= log; Action =:= stop ->
    decide(node(Leader) =/= node(), Action, Event);
remote_gl(_, Action) when Action =:= log; Action =:= stop ->
    ignore;
remote_gl(_, _) ->
    error(badarg).

decide(false, _, _) -> ignore;
decide(true, stop, _) -> stop;
decide(true, log, Event) -> Event.
