# A machine that waits does not wake up, with timers far away or without, for messages or for input: it
# switches contexts by itself not once, and uses no processor time.
[ -r "/proc/$$/task/$$/status" ] || { echo "no /proc here"; exit 77; }
command -v erlc >/dev/null || { echo "no erlc here"; exit 77; }
cat >idle.erl <<'EOF'
-module(idle).
-export([start/0]).
start() ->
    [spawn(fun() -> receive after infinity -> ok end end) || _ <- lists:seq(1, 100)],
    [spawn(fun() -> receive after 3600000 + I -> ok end end) || I <- lists:seq(1, 100)],
    [erlang:send_after(3600000 + I, self(), x) || I <- lists:seq(1, 100)],
    spawn(fun() -> io:get_line("") end),
    erlang:display(ready),
    receive never -> ok end.
EOF
erlc idle.erl
mkfifo input
exec 3<>input
switches() { cat /proc/"$1"/task/*/status | awk '/^voluntary_ctxt_switches/ { n += $2 } END { print n }'; }
for schedulers in 1 4; do
    : >out
    avm run --schedulers $schedulers idle.beam <input >out 2>&1 &
    pid=$!
    for _ in $(seq 100); do
        ! grep -q ready out || break
        sleep 0.1
    done
    # until it has come to rest
    before=-1 now=$(switches $pid)
    for _ in $(seq 50); do
        [ "$before" != "$now" ] || break
        sleep 0.3
        before=$now now=$(switches $pid)
    done
    sleep 1
    echo "$schedulers: $(($(switches $pid) - now)) wake-ups"
    kill $pid
    wait $pid 2>/dev/null || true
done
