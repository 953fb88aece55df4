# Programs get failures as events, too.
printf 'x' >data
avm flash --json -p ./missing 0x1000=data
