# A build of a large index. Sourced by scripts/bench.
# shellcheck shell=bash

measure_index() {
    local names=$((ENTRIES / CERTIFICATES)) i
    data_once inventory.der make_inventory
    rm -rf "$DATA/names"
    mkdir "$DATA/names"
    for ((i = 0; i < names; i++)); do
        ln "$DATA/inventory.der" "$DATA/names/$i.der"
    done
    cat "$DATA/inventory.der" >/dev/null
    measure large-index-keytrawl "$PROGRAM" index build "$DATA/names" --out "$WORK/large-index"
    rm -r "$DATA/names"
    grep -q ": $ENTRIES certificates of $names files," "$WORK/said" ||
        { echo "bench: not all are in the index" >&2 && exit 1; }
    table_head
    row "keytrawl index build, $ENTRIES certificates in DER in $names files" large-index-keytrawl \
        "$ENTRIES" certificates/s
}
