# Hostile contents: each kind of anchor, 64 MiB of it. Sourced by scripts/bench.
# shellcheck shell=bash

# Text without keys.
make_plain() { "$TOOLS/make_text" "$1" "$CACHE/replay-keys" "$FLOOD" 1 0; }

processor_seconds() { # FILE
    rm -rf "$WORK/case-flood"
    local TIMEFORMAT='%U %S' status=0 spent
    spent=$({ time "$PROGRAM" scan "$1" --out "$WORK/case-flood" --passphrase-work 0 --jobs 0 -q \
        >/dev/null 2>&1; } 2>&1) || status=$?
    [ "$status" -ne 2 ] && [ "$status" -le 13 ] || exit 1
    awk '{ print $1 + $2 }' <<<"$spent"
}
# Keys and leads of the last case: what has to be listed.
listed_count() {
    grep -o '"verdict":"[a-z]*","keys":[0-9]*' "$WORK/case-flood/summary.json" |
        awk -F'[":,]+' '$3 != "forged" && $3 != "malformed" { sum += $5 } END { print sum + 0 }'
}
# Floods of each kind of anchor against plain text of that size, in processor time, which
# others on the machine do not add to. A flood is made when it is scanned: all together take
# gigabytes. What leads to nothing is held against plain text; of what is made of keys and
# leads, each of which has to be listed, what one costs counts.
measure_floods() {
    local plain_seconds kind which seconds
    data_once plain-text make_plain
    plain_seconds=$(for ((i = 0; i < RUNS; i++)); do processor_seconds "$DATA/plain-text/mail-00.mbox"; done |
        sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')
    for which in nothing listed; do
        for kind in $("$TOOLS/make_anchor_flood" list "$which"); do
            "$TOOLS/make_anchor_flood" "$WORK/flood" "$FLOOD" "$kind"
            seconds=$(processor_seconds "$WORK/flood/$kind")
            echo "$seconds $kind $(listed_count)" >>"$WORK/floods-$which"
            rm -f "$WORK/flood/$kind"
        done
    done
    echo "| $FLOOD MiB that lead to nothing | processor seconds | times plain text | keys and leads |"
    echo "|---|---|---|---|"
    echo "| plain text | $plain_seconds | 1.0 | 0 |"
    sort -n -r "$WORK/floods-nothing" |
        awk -v plain="$plain_seconds" '{ printf "| %s | %.2f | %.1f | %d |\n", $2, $1, $1 / plain, $3 }'
    echo
    echo "| $FLOOD MiB of keys and leads | processor seconds | times plain text | keys and leads | seconds per 1,000 |"
    echo "|---|---|---|---|---|"
    sort -n -r "$WORK/floods-listed" | awk -v plain="$plain_seconds" '{
        each = $3 > 0 ? sprintf("%.3f", $1 * 1000 / $3) : ""
        printf "| %s | %.2f | %.1f | %d | %s |\n", $2, $1, $1 / plain, $3, each }'
}
