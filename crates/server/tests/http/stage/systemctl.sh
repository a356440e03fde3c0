#!/bin/sh
# Does what systemctl does for one service, by the lines of its unit.
set -eu
run=$ROOT/run
unit() { sed -n "s/^$1=//p" "$ROOT/oneclick.service"; }
is_up() {
    [ -s "$run/pid" ] || return 1
    # What has ended stands there until somebody asks how it ended.
    grep -q '^State:.[^Z]' "/proc/$(cat "$run/pid")/status" 2> /dev/null
}
is_down() { ! is_up; }
is_settled() { grep -q 'oneclick ready' "$run/out" || is_down; }
wait_until() {
    tries=0
    until "$1"; do
        tries=$((tries + 1))
        [ $tries -lt 1200 ] || { echo "never: $1" >&2; exit 1; }
        sleep 0.05
    done
}
enter() {
    set -a
    . "$ROOT/etc/oneclick/oneclick.env"
    set +a
    cd "$ROOT/var/lib/oneclick"
}
start() {
    enter
    eval "$(unit ExecStartPre)" >> "$run/log" 2>&1
    : > "$run/out"
    eval "exec $(unit ExecStart)" > "$run/out" 2>> "$run/log" < /dev/null &
    echo $! > "$run/pid"
    wait_until is_settled
}
stop() {
    if is_up; then
        kill "$(cat "$run/pid")"
        wait_until is_down
    fi
}
reload() {
    is_up
    MAINPID=$(cat "$run/pid")
    enter
    unit ExecReload > "$run/reload"
    while read -r line; do
        eval "$line" >> "$run/log" 2>&1 < /dev/null
    done < "$run/reload"
}
case "$*" in
"start oneclick") start ;;
"stop oneclick") stop ;;
"restart oneclick") stop; start ;;
"reload oneclick") reload ;;
*) echo "systemctl $*: not known here" >&2; exit 1 ;;
esac
