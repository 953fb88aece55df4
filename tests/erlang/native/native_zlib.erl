%% zlib:compress/1: the frame of RFC 1950 around whatever the compressor makes, its checksum, wrong arguments.
-module(native_zlib).
-include("t.hrl").

start() ->
    Inputs = [
        <<>>, "", <<"a">>, ["abc", [<<"def">>, $g], []], binary:copy(<<"0123456789">>, 20000),
        << <<(X * X rem 251)>> || X <- lists:seq(1, 3000) >>
    ],
    [
        begin
            Packed = zlib:compress(Input),
            Plain = iolist_to_binary(Input),
            <<16#78, _, _/binary>> = Packed,
            p(size, {byte_size(Plain), byte_size(Packed) =< byte_size(Plain) + 16}),
            p(sum, binary:decode_unsigned(binary:part(Packed, byte_size(Packed), -4)) =:= erlang:adler32(Plain))
        end
     || Input <- Inputs
    ],
    ts(wrong, [
        fun() -> zlib:compress(atom) end,
        fun() -> zlib:compress([256]) end,
        fun() -> zlib:compress([a | b]) end,
        fun() -> zlib:compress(<<1:3>>) end
    ]).
