# Without anything to flash.
avm flash -p /dev/null
