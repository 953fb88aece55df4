# The four forms of a listing.
printf 'x' >'a "quoted" name.txt'
printf 'yy' >y.txt
avm pack out.avm 'a "quoted" name.txt' y.txt
for format in default csv bare json; do
    echo "== $format"
    avm list --format $format out.avm
done
