#!/usr/bin/env bash
# Runs the built program as a whole and judges what it says, writes and leaves.
# usage: run.sh KEYTRAWL TOOLS [CHECK...]       TOOLS: folder of make_replay, secret_search, ...
#        run.sh --record KEYTRAWL               writes expected/ anew, to be read by a person
# Each function check_NAME in cases/*.sh is one check, run in a folder of its own that is
# removed afterwards; each prints one line, PASS or FAIL. One more runs at a time than there are
# processors: most wait at times, for a moment that they chose or for what they ended. The last lines
# say which took the most seconds of a processor.
# KEYTRAWL_SANITIZED names a second build of the program, with sanitizers.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export ROOT=${here%/tests/whole_run}
export LC_ALL=C TZ=UTC0
cd "$ROOT" || exit 2

if [ "${1:-}" = --record ]; then
    KEYTRAWL=$(realpath "$2") || exit 2
    # shellcheck source=tests/whole_run/judging.sh
    . "$here/judging.sh"
    WORK=$(mktemp -d)
    trap 'rm -rf "$WORK"' EXIT
    run_example "$WORK/case"
    rm -rf "$here/expected/case"
    mkdir -p "$here/expected/case"
    plain_outputs "$WORK/case" "$here/expected/case"
    plain_text <"$WORK/stdout" >"$here/expected/case/stdout"
    echo "recorded in $here/expected/case (status $STATUS); now read it"
    exit 0
fi

if [ $# -lt 2 ]; then
    echo "usage: run.sh KEYTRAWL TOOLS [CHECK...]" >&2
    exit 2
fi
KEYTRAWL=$(realpath "$1") && TOOLS=$(realpath "$2") || exit 2
export KEYTRAWL TOOLS
shift 2
# shellcheck source=tests/whole_run/judging.sh
. "$here/judging.sh"
# shellcheck source=tests/whole_run/evidence_forms.sh
. "$here/evidence_forms.sh"
ALONE=() # checks that stop a run at a moment that was timed have the machine to themselves, at the end
for file in "$here"/cases/*.sh; do
    # shellcheck source=/dev/null
    . "$file"
done

SHARED=$(mktemp -d)
export SHARED
trap 'chmod -R u+rwx "$SHARED"; rm -rf "$SHARED"' EXIT
chmod 755 "$SHARED"
# A check by itself, in a folder of its own: one line, and below a failure what was said.
run_check() { # NAME
    local why
    WORK=$SHARED/work-$1
    mkdir -p "$WORK"
    if ("check_$1") >"$WORK.log" 2>&1; then
        why=$(sed -n 's/^SKIP: //p' "$WORK.log" | tail -n 1)
        echo "PASS $1${why:+ (skipped: $why)}"
    else
        echo "FAIL $1"
        sed 's/^/    /' "$WORK.log" | tail -n 30
    fi >"$SHARED/result-$1"
    cat "$SHARED/result-$1"
    chmod -R u+rwx "$WORK"
    rm -rf "$WORK"
    times >"$SHARED/time-$1" # of this shell, and of its children
}

# Those that were asked for, and of these, in which order they begin.
asked_for() { # NAME
    [ ${#asked[@]} -eq 0 ] || [[ " ${asked[*]} " == *" $1 "* ]]
}
in_order() {
    local name rank # those alone are the last: before each of them all processors but one wait
    for name in $(compgen -A function check_ | sed 's/^check_//' | sort); do
        rank=1
        [[ " ${ALONE[*]} " != *" $name "* ]] || rank=2
        ! asked_for "$name" || echo "$rank $name"
    done | sort | cut -d ' ' -f 2
}
# Seconds of a processor that the children of each check had, the most first.
slowest() {
    awk -F '[ms ]' 'FNR == 2 { sub(/.*time-/, "", FILENAME); printf "%6.1f s %s\n", $1 * 60 + $2 + $4 * 60 + $5, FILENAME }' \
        "$SHARED"/time-* | sort -rn | head -n 20
}

lanes=$(($(nproc) + 1))
asked=("$@")
mapfile -t checks < <(in_order)
for name in "${checks[@]}"; do
    if [[ " ${ALONE[*]} " == *" $name "* ]]; then
        wait
        run_check "$name" & # in a shell of its own, whose children are counted
        wait
        continue
    fi
    while [ "$(jobs -rp | wc -l)" -ge "$lanes" ]; do
        wait -n
    done
    run_check "$name" &
done
wait
slowest
passed=$(cat "$SHARED"/result-* 2>/dev/null | grep -c '^PASS ')
failed=$(cat "$SHARED"/result-* 2>/dev/null | grep -c '^FAIL ')
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
