# Addresses that are none.
printf 'x' >data
for port in socket://here rfc2217://:4000 rfc2217://host: ftdi://zz:1/1 ftdi://0403:6001/9 http://host:80 \
    socket://127.0.0.1:1; do
    avm flash -p "$port" 0x1000=data
    echo "exit $?"
done
