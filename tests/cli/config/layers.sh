# The user's file, the project's file, the environment, the command line: the stronger ones win.
mkdir -p "$HOME/.config/avm" project/src
here=$(pwd)
show() { avm config "$@" | sed "s|$here/||g; s|$HOME|~|" | tr -s ' '; }
avm config 2>&1 | sed "s|$HOME|~|"
printf 'port = /dev/user\nbaud = 9600\n[flash]\nchip = esp32\n' >"$HOME/.config/avm/avm.conf"
printf '# a project\n\n  port=/dev/project  \npa = ebin\n[flash]\nbaud = 921600\n' >project/avm.conf
cd project/src
echo '== in a project'
show
echo '== and the environment'
export AVM_PORT=/dev/environment AVM_FLASH_CHIP=esp32c3
show
echo '== everything'
show --all
avm config --json | sed "s|$here/||g; s|$HOME|~|"
echo '== what a command gets'
avm flash info 2>&1 | head -n 1
avm flash -p /dev/typed info 2>&1 | head -n 1
rm "$HOME/.config/avm/avm.conf"
