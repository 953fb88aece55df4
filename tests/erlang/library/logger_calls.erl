%% SPDX-License-Identifier: Apache-2.0
%% Every function of logger, error_logger, application, init, global, kernel and net_kernel, with right and wrong arguments
%% (calls.hrl). Only what handlers do not print is compared.
-module(logger_calls).
%% library: own
-export([log/2, filter/2, start/2, stop/1, init/1]).
-include("calls.hrl").

log(_, _) -> ok.
filter(_, _) -> ignore.
start(_, _) -> {ok, self()}.
stop(_) -> ok.
init(_) -> {ok, x}.

calls() -> [{M, [plain(E) || E <- Es]} || {M, Es} <- [{logger, logger()}, {logger_filters, filters()}, {logger_formatter, formatter()}, {error_logger, error_logger()},
                                                      {application, application()}, {init, init()}, {global, global()}, {kernel, kernel()}, {net_kernel, net_kernel()}]].

%% What a wrong argument makes fail inside is not the same everywhere, that it fails is.
plain({F, [Args | _] = Calls}) -> plain({F, length(Args), Calls, []});
plain({F, N, Calls}) -> plain({F, N, Calls, []});
plain({F, N, Calls, Options}) -> {F, N, Calls, Options ++ id(F)}.

%% Some say that what is no atom is not found, others that it is no identity.
id(F) when F =:= remove_handler; F =:= get_handler_config; F =:= set_handler_config; F =:= update_handler_config; F =:= update_formatter_config;
           F =:= add_handler_filter; F =:= remove_handler_filter -> [1];
id(_) -> [].

%% Functions that see the logger in a state that they put back.
quiet(Args) -> fun() -> logger:set_primary_config(level, none), Args end.
handler(Args) -> fun() -> logger:add_handler(h, ?MODULE, #{}), Args end.

logger() ->
    Meta = #{a => 1},
    Ignore = fun(_, _) -> ignore end,
    Some = {show, fun(R) when is_map(R); is_list(R) -> some; (R) -> R end},
    Levels = [emergency, alert, critical, error, warning, notice, info, debug],
    [{F, 1, [quiet(["text"]), quiet([#{a => 1}]), quiet([[{a, 1}]])], []} || F <- Levels] ++
    [{F, 2, [quiet(["~p", [x]]), quiet([#{a => 1}, Meta]), quiet([fun(_) -> {"~p", [x]} end, x])], []} || F <- Levels] ++
    [{F, 3, [quiet(["~p", [x], Meta]), quiet([fun(_) -> {"~p", [x]} end, x, Meta])], [3]} || F <- Levels] ++
    [{log, 2, [quiet([info, "text"])]}, {log, 3, [quiet([info, "~p", [x]])]}, {log, 4, [quiet([info, "~p", [x], Meta])], [4]},
     {macro_log, 3, [fun() -> [logger:remove_handler(Id) || Id <- [default, simple]], [#{mfa => {?MODULE, f, 0}}, debug, "text"] end], [right]}, {macro_log, 4, [fun() -> logger:set_primary_config(level, none), [#{mfa => {?MODULE, f, 0}}, debug, "~p", [x]] end], [right]}, {macro_log, 5, [fun() -> [#{mfa => {?MODULE, f, 0}}, debug, "~p", [x], Meta] end], [right]},
     {allow, 2, [quiet([info, ?MODULE]), quiet([emergency, ?MODULE])]}, {compare_levels, [[info, debug], [error, error], [debug, alert], [x, info]]},
     {add_handler, 3, [fun() -> logger:remove_handler(h), [h, ?MODULE, #{}] end, handler([h, ?MODULE, #{}]), [h2, nosuch, #{}]], [1]}, {remove_handler, 1, [handler([h]), [nosuch]]},
     {add_handlers, 1, [[[]], [nosuch]], [right]},
     {add_handler_filter, 3, [handler([h, f, {Ignore, x}]), handler([h, f, x]), [nosuch, f, {Ignore, x}]], [2]}, {remove_handler_filter, 2, [handler([h, f]), handler([h, nosuch])]},
     {add_primary_filter, 2, [[pf, {Ignore, x}], [pf, x]], [1]}, {remove_primary_filter, 1, [[pf], [nosuch]]},
     {get_config, 0, [[]], [Some]}, {get_primary_config, 0, [[]], [Some]}, {get_proxy_config, 0, [[]], [Some]},
     {get_handler_config, 0, [[]], [Some]}, {get_handler_config, 1, [handler([h]), [nosuch]], [Some]}, {get_handler_ids, 0, [handler([])], [{show, fun lists:sort/1}]},
     {get_module_level, 0, [[]]}, {get_module_level, 1, [[?MODULE], [[?MODULE]]], [1]}, {set_module_level, 2, [[?MODULE, debug], [?MODULE, x], [?MODULE, none], [7, debug]], [1]}, {unset_module_level, 0, [[]]}, {unset_module_level, 1, [[?MODULE], [7]], [1]},
     {set_process_metadata, 1, [[Meta]]}, {update_process_metadata, 1, [[Meta]]}, {unset_process_metadata, 0, [[]]}, {get_process_metadata, 0, [[], fun() -> logger:set_process_metadata(Meta), [] end]},
     {set_primary_config, 1, [quiet([#{level => none, filter_default => log, filters => []}])]}, {set_primary_config, 2, [[level, none], [filter_default, x], [nosuch, 1]]}, {update_primary_config, 1, [quiet([#{level => none}])]},
     {set_handler_config, 2, [handler([h, #{level => info}]), [nosuch, #{}]]}, {set_handler_config, 3, [handler([h, level, info]), handler([h, level, x]), handler([h, filters, x])]},
     {update_handler_config, 2, [handler([h, #{level => info}]), [nosuch, #{}]]}, {update_handler_config, 3, [handler([h, level, info]), handler([h, level, x])]},
     {update_formatter_config, 2, [handler([h, #{single_line => true}]), [nosuch, #{}]]}, {update_formatter_config, 3, [handler([h, single_line, true]), handler([h, single_line, x])]},
     {set_proxy_config, 1, [fun() -> [logger:get_proxy_config()] end]}, {update_proxy_config, 1, [[#{}]]},
     {set_application_level, 2, [[nosuch, info], [kernel, x]], [right]}, {unset_application_level, 1, [[nosuch]], [right]},
     {format_report, 1, [[#{a => 1}], [[{a, 1}, b]], ["text"], [#{label => x, report => [{a, 1}]}]], [{without, ["improper"]}]}, {format_otp_report, 1, [[#{label => x, report => [{a, 1}]}], [#{}]], [right]},
     {timestamp, 0, [[]], [shape]}].

filters() ->
    Event = #{level => info, msg => {string, "x"}, meta => #{domain => [otp, sasl], gl => self(), time => 0, pid => self()}},
    [{domain, 2, [[Event, {stop, sub, [otp]}], [Event, {log, equal, [otp]}], [Event, {log, not_equal, [x]}], [Event, {log, super, [otp, sasl, x]}], [Event, {stop, undefined, []}]], [{show, fun is_map/1}]},
     {level, 2, [[Event, {stop, gt, debug}], [Event, {log, eq, info}], [Event, {log, lt, debug}]], [{show, fun is_map/1}]},
     {progress, 2, [[Event, stop], [Event#{msg := {report, #{label => {a, progress}}}}, log]], [{show, fun is_map/1}]},
     {remote_gl, 2, [[Event, stop], [Event, log]], [{show, fun is_map/1}]}].

formatter() ->
    Event = #{level => info, msg => {string, "x"}, meta => #{time => 0, pid => self()}},
    Flat = {show, fun lists:flatten/1},
    [{check_config, 1, [[#{}], [#{single_line => true}], [#{single_line => x}], [#{nosuch => x}], [#{depth => -1}], [#{max_size => x}], [#{template => [msg, "\n"]}], [#{template => x}]]},
     {format, 2, [[Event, #{template => [level, " ", msg]}], [Event#{msg := {"~p", [x]}}, #{template => [msg]}], [Event#{msg := {report, #{a => 1}}}, #{template => [msg]}], [Event, #{template => [{a, [a], ["no a"]}]}]], [1, Flat]}].

error_logger() ->
    M = error_logger,
    [{F, 1, [quiet(["text"])], []} || F <- [error_msg, info_msg, warning_msg, error_report, info_report, warning_report]] ++
    [{F, 2, [quiet(["~p", [x]])], []} || F <- [error_msg, info_msg, warning_msg, format]] ++
    [{F, 2, [quiet([std_type, x])], []} || F <- [error_report, info_report, warning_report]] ++
    [{add_report_handler, 1, [[?MODULE]], [right]}, {add_report_handler, 2, [[?MODULE, x]], [1]}, {delete_report_handler, 1, [[nosuch], fun() -> M:add_report_handler(?MODULE), [?MODULE] end], [right]},
     {get_format_depth, 0, [[]]}, {limit_term, 1, [[{a, b}]]}, {logfile, 1, [[filename], [close]]}, {tty, 1, [[true], [false]]}, {warning_map, 0, [[]]},
     {which_report_handlers, 0, [[]], [{show, fun is_list/1}]}, {stop, 0, [[]]}, {start, 0, [[]], [{show, fun(_) -> done end}]}, {start_link, 0, [[]], [{show, fun(_) -> done end}]},
     {log, 2, [quiet([#{level => info, msg => {string, "x"}, meta => #{pid => self(), gl => self(), time => 0, error_logger => #{tag => info_msg}}}, #{}])], [right, {show, fun(_) -> done end}]}].

application() ->
    App = {application, an_app, [{description, "d"}, {vsn, "1"}, {modules, []}, {registered, []}, {applications, [kernel, stdlib]}, {env, [{k, v}]}]},
    Loaded = fun(Args) -> fun() -> application:load(App), Args end end,
    [{load, 1, [fun() -> application:unload(an_app), [App] end, Loaded([App]), [nosuchapp]], [{without, ["[]", "improper"]}]}, {load, 2, [fun() -> application:unload(an_app), [App, []] end], [right]},
     {start, 1, [Loaded([an_app]), Loaded([an_app]), [nosuchapp]], [1]}, {start, 2, [[an_app, temporary], [an_app, x]], [1]}, {stop, 1, [[an_app], [an_app], [nosuchapp]], [1]},
     {ensure_started, 1, [[kernel], [nosuchapp]], [1]}, {ensure_started, 2, [[kernel, temporary], [nosuchapp, permanent]], [1]},
     {ensure_all_started, 1, [[kernel], [nosuchapp]], [1]}, {ensure_all_started, 2, [[kernel, temporary], [nosuchapp, permanent]], [1]},
     {unload, 1, [Loaded([an_app]), [nosuchapp]], [1]}, {loaded_applications, 0, [[]], [{show, fun(L) -> lists:sort([element(1, A) || A <- L, lists:member(element(1, A), [kernel, stdlib])]) end}]},
     {which_applications, 0, [[]], [{show, fun is_list/1}]}, {which_applications, 1, [[5000]], [right, {show, fun is_list/1}]},
     {get_env, 1, [[nosuch]]}, {get_env, 2, [Loaded([an_app, k]), Loaded([an_app, x])]}, {get_env, 3, [Loaded([an_app, k, d]), Loaded([an_app, x, d])]}, {get_all_env, 0, [[]]}, {get_all_env, 1, [Loaded([an_app])]},
     {get_key, 1, [[vsn]]}, {get_key, 2, [Loaded([an_app, vsn]), Loaded([an_app, nosuch]), [nosuchapp, vsn]]}, {get_all_key, 0, [[]]}, {get_all_key, 1, [Loaded([an_app]), [nosuchapp]], [{show, fun({ok, L}) -> lists:sort(L); (R) -> R end}]},
     {get_application, 0, [[]]}, {get_application, 1, [[nosuch], fun() -> [self()] end]},
     {set_env, 3, [Loaded([an_app, k, w])]}, {set_env, 4, [Loaded([an_app, k, w, []]), Loaded([an_app, k, w, [{persistent, true}]])], [{without, ["0", "-1"]}]}, {set_env, 1, [[[{an_app, [{k, v}]}]], [[{an_app, [{k, v}]}, {an_app, []}]], [[x]]]}, {set_env, 2, [[[{an_app, [{k, v}]}], []]], [{without, ["0", "-1"]}]},
     {unset_env, 2, [Loaded([an_app, k])]}, {unset_env, 3, [Loaded([an_app, k, []])], [{without, ["0", "-1"]}]}, {permit, 2, [[an_app, true], [nosuchapp, false]], [right]},
     {info, 0, [[]], [{show, fun is_list/1}]}, {start_boot, 1, [[nosuchapp]], [right]}, {start_boot, 2, [[nosuchapp, temporary]], [right]}, {start_type, 0, [[]]}, {behaviour_info, 1, [[callbacks]], [{show, fun(L) -> L -- [{config_change, 3}, {prep_stop, 1}, {start_phase, 3}] end}]}].

init() ->
    [{archive_extension, 0, [[]]}, {objfile_extension, 0, [[]]}, {code_path_choice, 0, [[]]}, {get_argument, 1, [[nosuch]]}, {get_arguments, 0, [[]], [{show, fun is_list/1}]}, {get_plain_arguments, 0, [[]]},
     {get_status, 0, [[]], [{show, fun({_, _}) -> status end}]}, {script_id, 0, [[]], [{show, fun is_tuple/1}]}, {script_name, 0, [[]], [{show, fun is_list/1}]}, {fetch_loaded, 0, [[]], [{show, fun is_list/1}]}, {ensure_loaded, 1, [[lists], [nosuch]], [right, {show, fun is_tuple/1}]},
     {notify_when_started, 1, [fun() -> [self()] end], [right]}, {get_configfd, 1, [[x]], [right]}, {set_configfd, 2, [[1, x]], [right]}, {make_permanent, 2, [[x, y]], [right]}, {run_on_load_handlers, 0, [[]]}].

global() ->
    Named = fun(Args) -> fun() -> global:register_name(g, self()), Args end end,
    Quiet = {without, ["0"]},
    [{register_name, 2, [fun() -> [g1, self()] end]}, {register_name, 3, [fun() -> [g2, self(), fun global:random_exit_name/3] end], [right]}, {re_register_name, 2, [fun() -> [g3, self()] end]}, {re_register_name, 3, [fun() -> [g4, self(), fun global:random_exit_name/3] end], [right]},
     {register_name_external, 2, [fun() -> [g5, self()] end], [right]}, {register_name_external, 3, [fun() -> [g6, self(), fun global:random_exit_name/3] end], [right]}, {unregister_name_external, 1, [[nosuch]], [right]},
     {unregister_name, 1, [Named([g]), [nosuch]]}, {whereis_name, 1, [Named([g]), [nosuch]]}, {registered_names, 0, [[]], [{show, fun is_list/1}]}, {send, 2, [Named([g, x]), [nosuch, x]]},
     {set_lock, 1, [fun() -> [{a, self()}] end]}, {set_lock, 2, [fun() -> [{b, self()}, [node()]] end], [{without, ["0", "improper"]}]}, {set_lock, 3, [fun() -> [{c, self()}, [node()], 0] end], [{without, ["0", "improper"]}]}, {del_lock, 1, [fun() -> [{a, self()}] end]}, {del_lock, 2, [fun() -> [{a, self()}, [node()]] end], [{without, ["0", "improper"]}]},
     {trans, 2, [fun() -> [{d, self()}, fun() -> x end] end]}, {trans, 3, [fun() -> [{d, self()}, fun() -> x end, [node()]] end], [{without, ["0", "improper"]}]}, {trans, 4, [fun() -> [{d, self()}, fun() -> x end, [node()], 0] end], [{without, ["0", "improper"]}]},
     {sync, 0, [[]]}, {disconnect, 0, [[]]}, {info, 0, [[]], [{show, fun is_tuple/1}]}, {notify_all_name, 3, [fun() -> [x, self(), self()] end], [right]}, {random_notify_name, 3, [fun() -> [x, self(), self()] end], [right]},
     {random_exit_name, 3, [fun() -> P = spawn(fun() -> receive x -> ok end end), [x, P, P] end], [right]}, {start, 0, [[]], [{show, fun(_) -> done end}]}, {start_link, 0, [[]], [{show, fun(_) -> done end}]},
     {handle_cast, 2, [[x, x]], [right, classes, {show, fun(_) -> done end}]}, {handle_info, 2, [[x, x]], [right, classes, {show, fun(_) -> done end}]}].

kernel() -> [{config_change, 3, [[[], [], []]], [right]}, {stop, 1, [[x]]}].

net_kernel() ->
    [{F, 0, [[]]} || F <- [get_state, longnames, nodes_info, stop, get_net_ticktime]] ++
    [{F, 1, [[X] || X <- Good ++ [0, 1.5, <<"x">>, {a, b}]]} || {F, Good} <- [{node_info, [a@b]}, {connect_node, [a@b]}, {hidden_connect_node, [a@b]}, {allow, [[a@b]]},
                                                                              {verbose, [1]}, {monitor_nodes, [true, false]}, {set_net_ticktime, [20]}]] ++
    [{monitor_nodes, 2, [[true, O] || O <- [[], [nodedown_reason], [{node_type, all}], [{node_type, x}], [x, {node_type, all}, y], [{nodedown_reason, x}],
                                            #{}, #{node_type => all}, #{x => y}, bad, <<>>]] ++ [[bad, []], [bad, x]], [right]},
     {set_net_ticktime, 2, [[20, 20], [20, 0], [0, 20]]}, {dflag_unicode_io, 1, [fun() -> [self()] end]}].

loose() ->
    [].
