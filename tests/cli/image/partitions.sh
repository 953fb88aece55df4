# A partition table: checked and shown, made into bytes, and back.
try() { echo "$ avm $*"; avm "$@" 2>&1; echo "exit $?"; }
cat >table.csv <<'EOF'
# Name, Type, SubType, Offset, Size, Flags
nvs,      data, nvs,     ,         0x6000,
phy_init, data, phy,     ,         4K
factory,  app,  factory, ,         1M, encrypted
storage,  data, littlefs, ,        -2M, readonly:encrypted
own,      0x40, 7,       0x300000, 0x800
EOF
try image partitions table.csv
try image partitions table.csv -o table.bin
wc -c <table.bin
try image partitions table.bin
try image partitions table.bin -o again.csv
try image partitions again.csv -o again.bin
cmp table.bin again.bin && echo same
try image partitions table.csv --no-md5 -o plain.bin
try image partitions plain.bin -o back.csv
cmp again.csv back.csv && echo same
try image partitions table.csv -o copy.csv
cmp again.csv copy.csv && echo same
try image partitions erlang
try image partitions elixir -o elixir.bin
try image partitions elixir.bin
try image partitions erlang --flash-size 2MB
try image partitions table.csv --flash-size 4MB -o table.bin
try image partitions table.csv --offset 0x10000
