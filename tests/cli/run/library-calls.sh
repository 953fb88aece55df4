# Every function that the library exports stands in a table of tests/erlang/library, which calls it with
# right and wrong arguments, or in this list: what only the library calls, and what ends or starts the machine.
command -v erlc >/dev/null || { echo "no erlc here"; exit 77; }
cat >missing.erl <<'EOT'
-module(missing).
-export([start/0]).

start() ->
    [Tables, Modules] = [[list_to_atom(W) || W <- string:lexemes(Words, " ")] || Words <- init:get_plain_arguments()],
    Called = lists:append([M:entries() || M <- Tables]) ++ inside(),
    [io:format("~w:~w/~w~n", [M, F, A]) || M <- Modules, {F, A} <- M:module_info(exports), F =/= module_info,
                                           not lists:member(M, whole()), not lists:member({M, F, A}, Called)].

%% Modules that only others of the library call.
whole() -> [application_controller, application_master, avm_user, gen_report, logger_manager, logger_std_h].

inside() ->
    [{M, F, A} || {M, Fs} <- [
        {application, [{takeover, 2}]}, % waits for another node
        {base64, [{format_error, 2}]},
        {error_logger, [{adding_handler, 1}, {removing_handler, 1}, {report_to_format, 1}]},
        {code, [{del_paths, 1}]}, % of OTP 26
        {file, [{read_file, 2}]}, % of OTP 27
        {filelib, [{fold_files, 5}, {fold_files, 6}]}, % need PCRE2
        {gen, [{cast, 2}, {client_info, 1}, {debug_options, 1}, {log_options, 1}, {parent, 0}, {post, 2}, {reason, 3},
               {registered_name, 1}, {report_crash, 3}]},
        {gen_event, [{format_log, 1}, {format_log, 2}, {format_status, 2}]},
        {gen_server, [{format_log, 1}, {format_log, 2}, {format_status, 2}, {wake_hib, 3}]},
        {gen_statem, [{format_log, 1}, {format_log, 2}, {format_status, 2}, {wake, 1}]},
        {global, [{handle_call, 3}, {init, 1}, {stop, 0}]},
        {init, [{arguments, 0}, {boot, 1}, {reboot, 0}, {restart, 0}, {restart, 1}, {stop, 0}, {stop, 1}, {wait_until_started, 0}]}, % otp/otp_init
        {io_lib, [{record_fields, 2}, {within, 3}, {write_leaf, 2}]},
        {io_lib_pretty, [{print, 5}]},
        {kernel, [{init, 1}, {prep_stop, 1}, {server, 0}, {start, 2}]},
        {logger, [{compare, 2}, {emit, 2}, {get_filter, 0}, {get_levels, 0}, {get_sinks, 0}, {reconfigure, 0}, {set_filter, 1},
                  {set_levels, 1}, {set_sinks, 1}, {start, 0}, {start, 1}, {stop, 0}]},
        {os, [{cmd, 1}, {cmd, 2}]}, % process/os_cmd
        {port, [{call, 2}, {call, 3}]}, % not of Erlang/OTP: process/port_drivers
        {supervisor, [{format_log, 1}, {format_log, 2}, {handle_info, 2}]},
        {unicode_util, [{clusters, 1}, {form, 2}, {is_id_continue, 1}, {is_id_start, 1}, {map_case, 2}]}
    ], {F, A} <- Fs].
EOT
erlc missing.erl && erlc -W0 -I "$TREE/tests/erlang" "$TREE"/tests/erlang/library/*_calls.erl
names() { for file in "$@"; do basename "$file" .erl; done | tr '\n' ' '; }
avm run missing.beam ./*_calls.beam -- "$(names "$TREE"/tests/erlang/library/*_calls.erl)" "$(names "$TREE"/vm/lib/estdlib/*.erl)"
