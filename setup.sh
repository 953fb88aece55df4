#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# From a fresh clone to a running program, or to a tested one, with one command:
#
#     ./setup.sh demo    build avm; compile, pack, list and run an example
#     ./setup.sh test    build and run the whole test suite
#
# On Debian 12 it installs what is missing, as root or with sudo, after saying what. It can be run
# again at any time and does only what is left to do. Details go to build/setup.log, which is shown
# when a step fails. Environment: AVM_BUILD (build folder), AVM_SHARED (conformance corpus).
set -eu

tree=$(cd "$(dirname "$0")" && pwd)
build=${AVM_BUILD:-$tree/build}

usage() {
    sed -n '/^# From/,/^set/{/^set/d;s/^# \{0,1\}//;p;}' "$0"
}

case ${1:-} in
demo | test) ;;
-h | --help) usage; exit 0 ;;
*) usage >&2; exit 2 ;;
esac
if [ $# -gt 1 ]; then
    echo "setup.sh: '$2' is one word too many" >&2
    exit 2
fi

# What each command needs, as Debian names it.
demo_packages="gcc libc6-dev make cmake zlib1g-dev pkg-config libserialport-dev
    libftdi1-dev libreadline-dev libpcre2-dev erlang-base"
test_packages="$demo_packages gcc-multilib lib32z1-dev clang clang-format
    gcc-arm-none-eabi picolibc-arm-none-eabi python3 stm32flash dosfstools fusefat
    tmux zsh fish man-db"
case $1 in
demo) packages=$demo_packages ;;
test) packages=$test_packages ;;
esac

mkdir -p "$build"
build=$(cd "$build" && pwd)
log=$build/setup.log
: >"$log"

# Run a step with its output in the log; show the log's end and stop when it fails.
step() { # name command...
    name=$1
    shift
    echo "== $name: $*" >>"$log"
    if ! "$@" >>"$log" 2>&1 </dev/null; then
        echo "setup.sh: failed: $name" >&2
        echo "the last lines of $log:" >&2
        sed -n "/^== $name: /,\$p" "$log" | tail -n 40 | sed 's/^/    /' >&2
        exit 1
    fi
}

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

install_missing() {
    if ! command -v apt-get >/dev/null 2>&1 || [ ! -f /etc/debian_version ]; then
        echo "setup.sh: this is not Debian; install what it calls" >&2
        # shellcheck disable=SC2086 # a list of words
        printf '    %s\n' $packages >&2
        echo "then build with: cmake -S . -B build && cmake --build build" >&2
        exit 1
    fi
    missing=
    for package in $packages; do
        is_installed "$package" || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null 2>&1; then
        echo "setup.sh: missing packages; run as root: apt-get install$missing" >&2
        exit 1
    fi
    echo "installing:$missing"
    # A question for a password must be seen, so it is asked for before output goes to the log.
    [ "$(id -u)" -eq 0 ] || sudo -v
    step "update package lists" as_root apt-get update
    # shellcheck disable=SC2086
    step "install packages" as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends $missing
}

build_avm() {
    [ -f "$build/avm" ] || echo "building in $build"
    step "configure" cmake -S "$tree" -B "$build"
    step "build" cmake --build "$build" --target avm -j "$(nproc)"
}

# Show a command as one would type it, and run it.
show() {
    echo "\$ $*"
    "$@"
}

demo() {
    PATH=$build:$PATH
    mkdir -p "$build/demo"
    cd "$build/demo"
    cp "$tree/docs/examples/hello.erl" .
    show erlc hello.erl
    show avm pack hello.avm hello.beam
    show avm list hello.avm
    show avm run hello.avm
}

install_missing
case $1 in
demo)
    build_avm
    demo
    ;;
test)
    exec "$tree/tests/run" --build "$build"
    ;;
esac
