%% base64, hex and calendar.
-module(std_base64).
-include("t.hrl").

start() ->
    [begin B = list_to_binary([(I * 37 + N) band 255 || I <- lists:seq(1, N)]), E = base64:encode(B), B = base64:decode(E), B = base64:mime_decode(E), io:format("~w ~s~n", [N, E]) end || N <- [0, 1, 2, 3, 4, 5, 6, 10, 57]],
    p("big", begin B = binary:copy(<<"base64 test ">>, 5000), {byte_size(base64:encode(B)), ck(base64:encode(B)), base64:decode(base64:encode(B)) =:= B, base64:decode_to_string(base64:encode_to_string("list")) } end),
    ts("decode", [fun() -> base64:decode(X) end || X <- [<<"QUJD">>, "QUJD", <<"QU JD\n">>, <<"QUI=">>, <<"QQ==">>, <<"QUJ">>, <<"Q">>, <<"Q===">>, <<"!!!!">>, <<"QUJDQQ==QUJD">>, <<"=">>, a, <<>>, <<"QUJD===">>]]),
    ts("mime", [fun() -> base64:mime_decode(X) end || X <- [<<"Q!U*J_D">>, <<"QQ==ignored">>, <<"Q=UJD">>, <<"QUI">>]]),
    Days = [{1, 1, 1}, {1970, 1, 1}, {2000, 2, 29}, {1900, 3, 1}, {2024, 12, 31}, {9999, 12, 31}, {4, 2, 29}],
    p("days", [begin G = calendar:date_to_gregorian_days(D), D = calendar:gregorian_days_to_date(G), {G, calendar:day_of_the_week(D), calendar:iso_week_number(D), calendar:last_day_of_the_month(element(1, D), element(2, D)), calendar:is_leap_year(element(1, D))} end || D <- Days]),
    p("all", lists:all(fun(G) -> calendar:date_to_gregorian_days(calendar:gregorian_days_to_date(G)) =:= G end, lists:seq(0, 800000, 97))),
    p("seconds", [calendar:datetime_to_gregorian_seconds({{1970, 1, 1}, {0, 0, 0}}), calendar:gregorian_seconds_to_datetime(63876543210), calendar:seconds_to_daystime(100000), calendar:seconds_to_time(86399), calendar:time_to_seconds({23, 59, 59}), calendar:valid_date({2023, 2, 29}), calendar:valid_date(2024, 2, 29), calendar:time_difference({{2020, 1, 1}, {0, 0, 0}}, {{2020, 3, 1}, {12, 0, 1}})]),
    p("rfc", [calendar:system_time_to_rfc3339(S, [{offset, O}]) || {S, O} <- [{0, "Z"}, {1700000000, "Z"}, {1700000000, "+05:30"}, {-1, "-01:00"}]] ++ [calendar:rfc3339_to_system_time(X) || X <- ["1970-01-01T00:00:00Z", "2023-11-14T22:13:20Z", "2018-02-01T16:17:58+01:00", "2018-02-01 15:18:02.088Z"]] ++ [calendar:rfc3339_to_system_time("2018-02-01T15:18:02.088123Z", [{unit, microsecond}]), calendar:system_time_to_universal_time(1700000000, second)]),
    ts("bad", [fun() -> calendar:date_to_gregorian_days({2023, 2, 30}) end, fun() -> calendar:day_of_the_week(2023, 13, 1) end, fun() -> calendar:last_day_of_the_month(2023, 13) end, fun() -> calendar:time_to_seconds({24, 0, 0}) end, fun() -> calendar:seconds_to_time(86400) end]),
    ok.
