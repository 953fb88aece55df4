%% SPDX-License-Identifier: Apache-2.0
%% calendar: dates and times of the Gregorian calendar, which is taken back to the year 0.
-module(calendar).

-export([date_to_gregorian_days/1, date_to_gregorian_days/3, datetime_to_gregorian_seconds/1]).
-export([day_of_the_week/1, day_of_the_week/3, gregorian_days_to_date/1, gregorian_seconds_to_datetime/1]).
-export([is_leap_year/1, iso_week_number/0, iso_week_number/1, last_day_of_the_month/2, local_time/0]).
-export([local_time_to_universal_time/1, local_time_to_universal_time/2, local_time_to_universal_time_dst/1]).
-export([now_to_datetime/1, now_to_local_time/1, now_to_universal_time/1, rfc3339_to_system_time/1]).
-export([rfc3339_to_system_time/2, seconds_to_daystime/1, seconds_to_time/1, system_time_to_local_time/2]).
-export([system_time_to_rfc3339/1, system_time_to_rfc3339/2, system_time_to_universal_time/2]).
-export([local_time_to_system_time/1, local_time_to_system_time/2]).
-export([universal_time_to_system_time/1, universal_time_to_system_time/2]).
-export([time_difference/2, time_to_seconds/1, universal_time/0, universal_time_to_local_time/1]).
-export([valid_date/1, valid_date/3]).

-export_type([date/0, datetime/0, time/0]).

-type date() :: {non_neg_integer(), 1..12, 1..31}.
-type time() :: {0..23, 0..59, 0..59}.
-type datetime() :: {date(), time()}.

-define(DAY, 86400).
-define(DAYS_1970, 719528).
-define(SECONDS_1970, (?DAYS_1970 * ?DAY)).
-define(IS_YEAR(Y), is_integer(Y), Y >= 0).

%% Days ------------------------------------------------------------------------------------------

-spec is_leap_year(non_neg_integer()) -> boolean().
is_leap_year(Y) when ?IS_YEAR(Y) -> Y rem 4 =:= 0 andalso Y rem 100 =/= 0 orelse Y rem 400 =:= 0.

-spec last_day_of_the_month(non_neg_integer(), 1..12) -> 28..31.
last_day_of_the_month(Y, 2) when ?IS_YEAR(Y) ->
    case is_leap_year(Y) of
        true -> 29;
        false -> 28
    end;
last_day_of_the_month(Y, M) when ?IS_YEAR(Y), M =:= 4 orelse M =:= 6 orelse M =:= 9 orelse M =:= 11 -> 30;
last_day_of_the_month(Y, M) when ?IS_YEAR(Y), is_integer(M), M > 0, M < 13 -> 31.

-spec valid_date(date()) -> boolean().
valid_date({Y, M, D}) -> valid_date(Y, M, D).

-spec valid_date(integer(), integer(), integer()) -> boolean().
valid_date(Y, M, D) when is_integer(Y), is_integer(M), is_integer(D) ->
    Y >= 0 andalso M > 0 andalso M < 13 andalso D > 0 andalso D =< last_day_of_the_month(Y, M).

-spec date_to_gregorian_days(date()) -> non_neg_integer().
date_to_gregorian_days({Y, M, D}) -> date_to_gregorian_days(Y, M, D).

-spec date_to_gregorian_days(non_neg_integer(), 1..12, 1..31) -> non_neg_integer().
date_to_gregorian_days(Y, M, D) when is_integer(D), D > 0 ->
    Last = last_day_of_the_month(Y, M),
    if
        D =< Last -> days_before(Y) + days_before(Y, M) + D - 1
    end.

days_before(0) -> 0;
days_before(Y) ->
    Before = Y - 1,
    Y * 365 + Before div 4 - Before div 100 + Before div 400 + 1.

days_before(Y, M) -> lists:sum([last_day_of_the_month(Y, N) || N <- lists:seq(1, M - 1)]).

-spec gregorian_days_to_date(non_neg_integer()) -> date().
gregorian_days_to_date(Days) when Days >= 0 ->
    Year = year_of(Days, (Days * 400) div 146097),
    month_of(Year, 1, Days - days_before(Year)).

%% 400 years have 146097 days, so the first guess is off by one at most.
year_of(Days, Guess) ->
    case {days_before(Guess) > Days, days_before(Guess + 1) > Days} of
        {true, _} -> year_of(Days, Guess - 1);
        {false, true} -> Guess;
        {false, false} -> year_of(Days, Guess + 1)
    end.

month_of(Year, Month, Days) ->
    case last_day_of_the_month(Year, Month) of
        Last when Days >= Last -> month_of(Year, Month + 1, Days - Last);
        _ -> {Year, Month, Days + 1}
    end.

-spec day_of_the_week(date()) -> 1..7.
day_of_the_week({Y, M, D}) -> day_of_the_week(Y, M, D).

-spec day_of_the_week(non_neg_integer(), 1..12, 1..31) -> 1..7.
day_of_the_week(Y, M, D) -> (date_to_gregorian_days(Y, M, D) + 5) rem 7 + 1.

-spec iso_week_number() -> {non_neg_integer(), 1..53}.
iso_week_number() -> iso_week_number(element(1, local_time())).

%% A week belongs to the year that its Thursday is in.
-spec iso_week_number(date()) -> {non_neg_integer(), 1..53}.
iso_week_number({Y, M, D}) ->
    Days = date_to_gregorian_days(Y, M, D),
    Thursday = Days - (Days + 5) rem 7 + 3,
    {Year, _, _} = gregorian_days_to_date(Thursday),
    {Year, (Thursday - days_before(Year)) div 7 + 1}.

%% Seconds ---------------------------------------------------------------------------------------

-spec time_to_seconds(time()) -> non_neg_integer().
time_to_seconds({H, M, S}) when is_integer(H), is_integer(M), is_integer(S) -> (H * 60 + M) * 60 + S.

-spec seconds_to_time(0..86399) -> time().
seconds_to_time(S) when S >= 0, S < ?DAY -> {S div 3600, S rem 3600 div 60, S rem 60}.

-spec seconds_to_daystime(integer()) -> {integer(), time()}.
seconds_to_daystime(Seconds) ->
    Rest = Seconds rem ?DAY,
    case Rest < 0 of
        true -> {Seconds div ?DAY - 1, seconds_to_time(Rest + ?DAY)};
        false -> {Seconds div ?DAY, seconds_to_time(Rest)}
    end.

-spec datetime_to_gregorian_seconds(datetime()) -> non_neg_integer().
datetime_to_gregorian_seconds({Date, Time}) -> date_to_gregorian_days(Date) * ?DAY + time_to_seconds(Time).

-spec gregorian_seconds_to_datetime(non_neg_integer()) -> datetime().
gregorian_seconds_to_datetime(Seconds) when Seconds >= 0 ->
    {gregorian_days_to_date(Seconds div ?DAY), seconds_to_time(Seconds rem ?DAY)}.

-spec time_difference(datetime(), datetime()) -> {integer(), time()}.
time_difference(From, To) ->
    seconds_to_daystime(datetime_to_gregorian_seconds(To) - datetime_to_gregorian_seconds(From)).

%% Clocks and zones ------------------------------------------------------------------------------

-spec local_time() -> datetime().
local_time() -> erlang:localtime().

-spec universal_time() -> datetime().
universal_time() -> erlang:universaltime().

-spec universal_time_to_local_time(datetime()) -> datetime().
universal_time_to_local_time(Time) -> erlang:universaltime_to_localtime(Time).

-spec local_time_to_universal_time(datetime()) -> datetime().
local_time_to_universal_time(Time) -> erlang:localtime_to_universaltime(Time).

-spec local_time_to_universal_time(datetime(), boolean() | undefined) -> datetime().
local_time_to_universal_time(Time, Dst) -> erlang:localtime_to_universaltime(Time, Dst).

-spec local_time_to_system_time(datetime()) -> integer().
local_time_to_system_time(Time) -> local_time_to_system_time(Time, []).

%% Of times that the clock showed exactly once.
-spec local_time_to_system_time(datetime(), [{unit, erlang:time_unit()}]) -> integer().
local_time_to_system_time(Time, Options) ->
    [Universal] = local_time_to_universal_time_dst(Time),
    universal_time_to_system_time(Universal, Options).

-spec universal_time_to_system_time(datetime()) -> integer().
universal_time_to_system_time(Time) -> universal_time_to_system_time(Time, []).

-spec universal_time_to_system_time(datetime(), [{unit, erlang:time_unit()}]) -> integer().
universal_time_to_system_time({Date, {H, M, S} = Time}, Options) when H < 24, M < 60, S < 60 ->
    ((date_to_gregorian_days(Date) - ?DAYS_1970) * ?DAY + time_to_seconds(Time)) * factor(proplists:get_value(unit, Options, second)).

factor(second) -> 1;
factor(millisecond) -> 1000;
factor(microsecond) -> 1000000;
factor(nanosecond) -> 1000000000;
factor(native) -> erlang:convert_time_unit(1, second, native).

%% None when the clock skipped this time, two when it showed it twice.
-spec local_time_to_universal_time_dst(datetime()) -> [datetime()].
local_time_to_universal_time_dst(Time) ->
    Guesses = [erlang:localtime_to_universaltime(Time, Dst) || Dst <- [true, false]],
    [Guess || Guess <- uniq(Guesses), erlang:universaltime_to_localtime(Guess) =:= Time].

uniq([Same, Same]) -> [Same];
uniq(Both) -> Both.

-spec now_to_universal_time(erlang:timestamp()) -> datetime().
now_to_universal_time({Mega, Seconds, _}) -> since_1970(Mega * 1000000 + Seconds).

-spec now_to_datetime(erlang:timestamp()) -> datetime().
now_to_datetime(Now) -> now_to_universal_time(Now).

-spec now_to_local_time(erlang:timestamp()) -> datetime().
now_to_local_time({_, _, _} = Now) -> universal_time_to_local_time(now_to_universal_time(Now)).

-spec system_time_to_universal_time(integer(), erlang:time_unit()) -> datetime().
system_time_to_universal_time(Time, Unit) -> since_1970(erlang:convert_time_unit(Time, Unit, second)).

-spec system_time_to_local_time(integer(), erlang:time_unit()) -> datetime().
system_time_to_local_time(Time, Unit) -> universal_time_to_local_time(system_time_to_universal_time(Time, Unit)).

since_1970(Seconds) -> gregorian_seconds_to_datetime(Seconds + ?SECONDS_1970).

%% RFC 3339 --------------------------------------------------------------------------------------

-spec system_time_to_rfc3339(integer()) -> string().
system_time_to_rfc3339(Time) -> system_time_to_rfc3339(Time, []).

%% A time before 1970 that is no whole second is rounded towards 1970, and its fraction printed without
%% the sign: that is what Erlang/OTP prints.
-spec system_time_to_rfc3339(integer(), [{atom(), term()}]) -> string().
system_time_to_rfc3339(Time, Options) ->
    rfc3339(Time, proplists:get_value(unit, Options, second), Options).

rfc3339(Time, native, Options) ->
    rfc3339(erlang:convert_time_unit(Time, native, millisecond), millisecond, Options);
rfc3339(Time, Unit, Options) ->
    Factor = erlang:convert_time_unit(1, second, Unit),
    {Shift, Zone} = zone(proplists:get_value(offset, Options, ""), Time, Unit),
    Shifted = Time + Shift * Factor,
    Seconds = Shifted div Factor + ?SECONDS_1970,
    is_printable(Seconds) orelse erlang:error({badarg, [Time, Options]}),
    {{Y, Mo, D}, {H, Mi, S}} = gregorian_seconds_to_datetime(Seconds),
    Designator = proplists:get_value(time_designator, Options, $T),
    lists:flatten([digits(Y, 4), $-, digits(Mo, 2), $-, digits(D, 2), Designator, digits(H, 2), $:, digits(Mi, 2), $:,
                   digits(S, 2), fraction(abs(Shifted rem Factor), Factor), Zone]).

is_printable(Seconds) -> Seconds >= 0 andalso Seconds < 3652425 * ?DAY.

digits(N, Width) -> string:right(integer_to_list(N), Width, $0).

fraction(_, 1) -> [];
fraction(Part, Factor) -> [$. | digits(Part, length(integer_to_list(Factor)) - 1)].

%% The seconds east of Greenwich, and how the zone is written.
zone("Z", _Time, _Unit) -> {0, "Z"};
zone("z", _Time, _Unit) -> {0, "z"};
zone([Sign, _, _, $:, _, _] = Zone, _Time, _Unit) when Sign =:= $+; Sign =:= $- -> {zone_seconds(Zone), Zone};
zone("", Time, Unit) ->
    Universal = system_time_to_universal_time(Time, Unit),
    Local = universal_time_to_local_time(Universal),
    zone(datetime_to_gregorian_seconds(Local) - datetime_to_gregorian_seconds(Universal), Time, Unit);
zone(Seconds, _Time, _Unit) when is_integer(Seconds) ->
    Minutes = abs(Seconds) div 60,
    Sign = if Seconds < 0 -> $-; true -> $+ end,
    {Seconds, [Sign, digits(Minutes div 60, 2), $:, digits(Minutes rem 60, 2)]}.

zone_seconds([Sign, H1, H2, $:, M1, M2]) ->
    Seconds = time_to_seconds({list_to_integer([H1, H2]), list_to_integer([M1, M2]), 0}),
    if Sign =:= $- -> -Seconds; true -> Seconds end.

-spec rfc3339_to_system_time(string()) -> integer().
rfc3339_to_system_time(Text) -> rfc3339_to_system_time(Text, []).

-spec rfc3339_to_system_time(string(), [{unit, erlang:time_unit()}]) -> integer().
rfc3339_to_system_time(Text, Options) ->
    [Y1, Y2, Y3, Y4, $-, Mo1, Mo2, $-, D1, D2, _T, H1, H2, $:, Mi1, Mi2, $:, S1, S2 | Rest] = Text,
    Numbers = [[Y1, Y2, Y3, Y4], [Mo1, Mo2], [D1, D2], [H1, H2], [Mi1, Mi2], [S1, S2]],
    [Y, Mo, D, H, Mi, S] = [list_to_integer(N) || N <- Numbers],
    Local = datetime_to_gregorian_seconds({{Y, Mo, D}, {H, Mi, S}}),
    {Part, Zone} = lists:splitwith(fun(C) -> C =:= $. orelse C >= $0 andalso C =< $9 end, Rest),
    Seconds = Local - offset(Zone) - ?SECONDS_1970,
    Unit = proplists:get_value(unit, Options, second),
    scaled(Seconds, Part, erlang:convert_time_unit(1, second, Unit)).

offset(Zone) when Zone =:= "Z"; Zone =:= "z" -> 0;
offset(Zone) ->
    [Sign, _, _, $:, _, _] = Zone,
    true = Sign =:= $+ orelse Sign =:= $-,
    zone_seconds(Zone).

%% As in Erlang/OTP the fraction leads away from 1970 on both sides.
scaled(Seconds, _Part, 1) -> Seconds;
scaled(Seconds, [$. | _] = Part, Factor) ->
    Fraction = round(list_to_float([$0 | Part]) * Factor),
    Seconds * Factor + if Seconds < 0 -> -Fraction; true -> Fraction end;
scaled(Seconds, [], Factor) -> Seconds * Factor.
