# Forms do not multiply the time: text without keys under all anchors and under PEM's alone,
# in turn; with the search for encoded text behind them, as leaves are scanned, and without. In
# time, which others on the machine add to, and in instructions, which they do not.
# Sourced by scripts/bench.
# shellcheck shell=bash

best() { sort -n -r "$1" | awk 'NR == 1 { print $1 }'; }

# Of one MiB more; all passes of the program read both, and the tables fall out.
instructions_of_scan() { # PROGRAM FILE [readings]
    local program=$TOOLS/$1 file=$2 mib
    shift 2
    for mib in 1 2; do
        head -c "${mib}M" "$file" >"$WORK/counted"
        valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" "$WORK/counted" "$@" 2>&1 >/dev/null |
            sed -n 's/.*Collected : *//p'
    done | awk '{ more = $1 - last; last = $1 } END { print more }'
}

form_row() { # WHAT NAME
    awk -v what="$1" -v all="$(best "$WORK/$2-all")" -v pem="$(best "$WORK/$2-pem")" \
        -v counted="$(cat "$WORK/$2-counted")" -v alone="$(cat "$WORK/$2-counted-pem")" 'BEGIN {
        printf "| %s | %.2f | %.2f | %+.0f %% | %+.1f %% |\n", what, all, pem, (pem / all - 1) * 100,
            (counted / alone - 1) * 100 }'
}

measure_forms() {
    local i plain=$DATA/plain-text/mail-00.mbox
    data_once plain-text make_plain
    for ((i = 0; i < RUNS; i++)); do
        "$TOOLS/bench_leaf_scan" "$plain" readings >>"$WORK/anchors-all"
        "$TOOLS/bench_leaf_scan_pem" "$plain" readings >>"$WORK/anchors-pem"
        "$TOOLS/bench_leaf_scan" "$plain" >>"$WORK/alone-all"
        "$TOOLS/bench_leaf_scan_pem" "$plain" >>"$WORK/alone-pem"
    done
    instructions_of_scan bench_leaf_scan "$plain" readings >"$WORK/anchors-counted"
    instructions_of_scan bench_leaf_scan_pem "$plain" readings >"$WORK/anchors-counted-pem"
    instructions_of_scan bench_leaf_scan "$plain" >"$WORK/alone-counted"
    instructions_of_scan bench_leaf_scan_pem "$plain" >"$WORK/alone-counted-pem"
    echo "| $FLOOD MiB of text without keys, one leaf, GB/s of processor time, best of $RUNS | all forms | PEM alone | time of all forms | instructions |"
    echo "|---|---|---|---|---|"
    form_row "leaf scan" anchors
    form_row "its anchors alone" alone
}
