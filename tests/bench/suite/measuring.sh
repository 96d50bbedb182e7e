# How commands are measured and rows are written. Sourced by scripts/bench, which sets WORK
# (a folder that is removed), DATA (one that stays), RUNS, TOOLS and PROGRAM.
# shellcheck shell=bash

processors() { # HOW
    echo "$(nproc) processors ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)), $1, warm cache"
}

# NAME COMMAND...: a line in $WORK/NAME. keytrawl's statuses are no failures, but for a refusal.
measure() {
    local name=$1 status=0
    shift
    "$TOOLS/measure" "$WORK/$name" "$@" >"$WORK/said" 2>&1 </dev/null || status=$?
    if [ "$status" -eq 2 ] || [ "$status" -gt 13 ]; then
        echo "bench: $* failed with status $status" >&2
        tail -n 5 "$WORK/said" >&2
        exit 1
    fi
}

# NAME ARGUMENT...: a scan into a new case.
measure_scan() {
    local name=$1
    shift
    rm -rf "$WORK/case"
    measure "$name" "$PROGRAM" scan "$@" --out "$WORK/case" -q
}

median() { # FILE COLUMN
    sort -n -k "$2,$2" "$1" | awk -v column="$2" '{ v[NR] = $column } END { print v[int((NR + 1) / 2)] }'
}
peak() { sort -n -k 2,2 "$1" | awk 'END { printf "%.0f", $2 / 1024 }'; }

table_head() {
    echo "| work | seconds | rate | times ours | peak MiB (PSS) |"
    echo "|---|---|---|---|---|"
}

ours=1
row() { # WHAT NAME AMOUNT UNIT: keytrawl's own row comes first and is what others are compared with
    local seconds
    seconds=$(median "$WORK/$2" 1)
    [[ $2 == *-keytrawl ]] && ours=$seconds
    awk -v what="$1" -v seconds="$seconds" -v amount="$3" -v unit="$4" -v ours="$ours" -v peak="$(peak "$WORK/$2")" \
        'BEGIN { printf "| %s | %.2f | %.0f %s | %.2f | %s |\n", what, seconds, amount / seconds, unit, seconds / ours, peak }'
}

# NAME COMMAND...: data that is made once, beside and then renamed; the command gets the path last.
data_once() {
    local name=$1
    shift
    [ -e "$DATA/$name" ] || { rm -rf "$DATA/new.$name" && "$@" "$DATA/new.$name" && mv "$DATA/new.$name" "$DATA/$name"; }
}
into() { # COMMAND... FILE: what the command says goes into the file
    "${@:1:$#-1}" >"${*: -1}"
}
bytes_of() { # PATH...
    find "$@" -type f -printf '%s\n' | awk '{ sum += $1 } END { printf "%.0f\n", sum }'
}
warm() { # PATH...
    find "$@" -type f -exec cat {} + >/dev/null
}
