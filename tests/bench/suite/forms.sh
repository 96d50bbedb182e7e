# Forms do not multiply the time: text without keys under all anchors and under PEM's alone,
# in turn; with the search for encoded text behind them, as leaves are scanned, and without.
# Sourced by scripts/bench.
# shellcheck shell=bash

best() { sort -n -r "$1" | awk 'NR == 1 { print $1 }'; }

form_row() { # WHAT NAME
    awk -v what="$1" -v all="$(best "$WORK/$2-all")" -v pem="$(best "$WORK/$2-pem")" \
        'BEGIN { printf "| %s | %.2f | %.2f | %+.0f %% |\n", what, all, pem, (pem / all - 1) * 100 }'
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
    echo "| $FLOOD MiB of text without keys, one leaf, GB/s of processor time, best of $RUNS | all forms | PEM alone | time of all forms |"
    echo "|---|---|---|---|"
    form_row "leaf scan" anchors
    form_row "its anchors alone" alone
}
