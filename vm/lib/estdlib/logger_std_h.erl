%% SPDX-License-Identifier: Apache-2.0
%% logger_std_h: the handler that writes lines to the console or to a file.
%%
%% Standard output belongs to the program, so the default handler writes to standard error. It
%% runs in the process that logs; there is no queue that could overflow.
-module(logger_std_h).

-export([log/2, default_config/0, adding_handler/1, removing_handler/1, changing_config/3]).
-export([filter_config/1, filesync/1]).

%% The configuration of the handler that is there from the beginning:
%% Time [level] <pid> m:f/a message
default_config() ->
    #{
        id => default,
        module => ?MODULE,
        level => all,
        filters => [],
        filter_default => log,
        formatter => {logger_formatter, #{
            single_line => false,
            template => [time, " [", level, "] ", pid, {mfa, [" ", mfa], []}, " ", msg, "\n"]
        }},
        config => #{type => standard_error}
    }.

-spec log(logger:log_event(), logger:handler_config()) -> ok.
log(Event, #{config := #{type := Type} = Config, formatter := {Module, FormatterConfig}}) ->
    Text =
        try Module:format(Event, FormatterConfig) of
            Chars -> Chars
        catch
            Class:Reason ->
                io_lib:format("FORMATTER CRASH: ~tp ~tp~n", [{Class, Reason}, Event])
        end,
    case Config of
        #{device := Device} -> io:put_chars(Device, Text);
        _ -> io:put_chars(Type, Text)
    end;
log(Event, Config) ->
    log(Event, Config#{config => #{type => standard_error}}).

adding_handler(#{config := Config} = Handler) when is_map(Config) ->
    case opened(maps:merge(#{type => standard_error}, Config)) of
        {error, Reason} -> {error, Reason};
        Opened -> {ok, Handler#{config := Opened}}
    end;
adding_handler(#{config := Config}) ->
    {error, {invalid_config, ?MODULE, Config}};
adding_handler(Handler) ->
    adding_handler(Handler#{config => #{}}).

opened(#{type := Type} = Config) when
    Type =:= standard_io; Type =:= standard_error; is_pid(Type)
->
    Config;
opened(#{type := {device, Device}} = Config) ->
    Config#{device => Device};
opened(#{type := file, file := Name} = Config) ->
    open_file(Name, [append], Config);
opened(#{type := {file, Name}} = Config) ->
    open_file(Name, [append], Config#{type := file, file => Name});
opened(#{type := {file, Name, Modes}} = Config) ->
    open_file(Name, Modes, Config#{type := file, file => Name});
opened(#{type := Type}) when is_atom(Type), Type =/= file ->
    {error, {invalid_config, ?MODULE, #{type => Type}}};
opened(Config) ->
    {error, {invalid_config, ?MODULE, Config}}.

open_file(Name, Modes, Config) ->
    Wanted =
        case lists:keymember(encoding, 1, Modes) of
            true -> Modes;
            false -> [{encoding, utf8} | Modes]
        end,
    case file:open(Name, Wanted) of
        {ok, Device} -> Config#{device => Device};
        {error, Reason} -> {error, {Name, Reason}}
    end.

removing_handler(#{config := #{type := file, device := Device}}) ->
    _ = file:close(Device),
    ok;
removing_handler(_) ->
    ok.

%% Where it writes cannot be changed while it runs.
changing_config(How, #{config := Old} = OldHandler, Handler) ->
    Given = maps:get(config, Handler, #{}),
    New =
        case How of
            set -> maps:merge(maps:with([type, file, device], Old), Given);
            update -> maps:merge(Old, Given)
        end,
    case [Key || Key <- [type, file], maps:find(Key, Old) =/= maps:find(Key, New)] of
        [] ->
            {ok, Handler#{config => New}};
        Keys ->
            #{config := _} = OldHandler,
            Reason =
                {illegal_config_change, ?MODULE, maps:with(Keys, Old), maps:with(Keys, New)},
            {error, Reason}
    end.

filter_config(#{config := Config} = Handler) when is_map(Config) ->
    Handler#{config := maps:remove(device, Config)};
filter_config(Handler) ->
    Handler.

%% Everything written so far is on the disk when this returns.
filesync(Id) ->
    case logger:get_handler_config(Id) of
        {ok, #{module := ?MODULE}} -> ok;
        {ok, _} -> {error, {badarg, {filesync, [Id]}}};
        Error -> Error
    end.
