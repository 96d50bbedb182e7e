# The replay, and inventories matched with its keys. Sourced by scripts/bench.
# shellcheck shell=bash

# The form is that of the name. For the ordinary loop, which takes a hundred seconds for all of
# them, a tenth.
make_inventory() { "$TOOLS/make_inventory" "$1" "$CACHE/replay-keys" "$CERTIFICATES" "$KEYS"; }
make_tenth() { "$TOOLS/make_inventory" "$1" "$CACHE/replay-keys" $((CERTIFICATES / 10)) 1; }
make_tiles() { "$TOOLS/make_tiles" "$1" "$DATA/inventory.der"; }
make_large_index() { "$TOOLS/make_index" "$1" "$ENTRIES" $((REPLAY / 2)); }

make_certificate_data() {
    data_once inventory.pem make_inventory
    data_once inventory.der make_inventory
    data_once tiles make_tiles
    data_once tenth.pem make_tenth
    data_once tenth.der make_tenth
    data_once large-index make_large_index
}

measure_replay() {
    local i folder=$CACHE/replay-$REPLAY
    # each into a folder of its own: ext4 makes files slowly just after it has deleted as many
    for ((i = 0; i < RUNS; i++)); do
        measure replay-keytrawl "$PROGRAM" run "$folder/evidence" --certs "$folder/certs" \
            --crl "$folder/crl" --passphrases "$folder/passphrases.txt" \
            --as-of 2018-02-28T12:00:00Z --received 2018-02-27T14:00:00Z --out "$WORK/case-replay-$i" -q
    done
    row "keytrawl run, replay with $REPLAY keys and $((2 * REPLAY)) certificates" replay-keytrawl "$REPLAY" keys/s
}

# The keys of the replay, and two inventories that hold a thousandth of them.
measure_matches() {
    local i form tile_bytes
    "$PROGRAM" scan "$CACHE/replay-$REPLAY/evidence" --out "$WORK/case-keys" --no-proofs -q || [ $? -ne 2 ]
    warm "$DATA"/inventory.* "$DATA"/tenth.* "$DATA/tiles"
    for ((i = 0; i < RUNS; i++)); do
        for form in inventory.pem inventory.der tiles; do
            rm -rf "$WORK/case-match"
            cp -r "$WORK/case-keys" "$WORK/case-match"
            measure "match-${form#*.}-keytrawl" "$PROGRAM" match --certs "$DATA/$form" --no-proofs \
                --out "$WORK/case-match" -q
        done
        measure match-wc wc -l "$DATA/inventory.pem"
        measure match-digest openssl dgst -sha256 "$DATA/inventory.pem"
    done
    measure match-pem-loop "$TOOLS/d2i_join" "$DATA/tenth.pem" "$REPLAY"
    measure match-der-loop "$TOOLS/d2i_join" "$DATA/tenth.der" "$REPLAY"
    tile_bytes=$(bytes_of "$DATA/tiles")
    row "keytrawl match, $CERTIFICATES certificates in PEM ($(($(bytes_of "$DATA/inventory.pem") / 1000000)) MB), $REPLAY keys" \
        match-pem-keytrawl "$CERTIFICATES" certificates/s
    row "wc -l on the same" match-wc "$CERTIFICATES" certificates/s
    row "openssl dgst -sha256 on the same" match-digest "$CERTIFICATES" certificates/s
    row "tests/bench/d2i_join on a tenth of them" match-pem-loop $((CERTIFICATES / 10)) certificates/s
    row "keytrawl match, $CERTIFICATES certificates in DER, $REPLAY keys" match-der-keytrawl "$CERTIFICATES" certificates/s
    row "tests/bench/d2i_join on a tenth of them" match-der-loop $((CERTIFICATES / 10)) certificates/s
    row "keytrawl match, $CERTIFICATES certificates in data tiles of a log ($((tile_bytes / 1000000)) MB), $REPLAY keys" \
        match-tiles-keytrawl "$CERTIFICATES" certificates/s
    row "tests/bench/d2i_join on a tenth of them, in DER" match-der-loop $((CERTIFICATES / 10)) certificates/s
}

# An index of these, and a match of the same keys through it; and a large one alone, asked
# for half the keys that it holds and as many that it does not.
measure_small_index() {
    local i
    warm "$DATA/large-index"
    for ((i = 0; i < RUNS; i++)); do
        rm -rf "$WORK/case-match" "$WORK/index"
        cp -r "$WORK/case-keys" "$WORK/case-match"
        measure index-keytrawl "$PROGRAM" index build "$DATA/inventory.der" --out "$WORK/index" -q
        measure match-index-keytrawl "$PROGRAM" match --certs "$WORK/index" --no-proofs --out "$WORK/case-match" -q
    done
    for ((i = 0; i < RUNS; i++)); do
        measure look-up-keytrawl "$TOOLS/make_index" --ask "$DATA/large-index" $((REPLAY / 2))
    done
    row "keytrawl index build, $CERTIFICATES certificates in DER" index-keytrawl "$CERTIFICATES" certificates/s
    row "keytrawl match through that index" match-index-keytrawl "$CERTIFICATES" certificates/s
    row "look-up of $REPLAY keys in an index of $ENTRIES certificates" look-up-keytrawl "$REPLAY" keys/s
}

measure_certificates() {
    make_certificate_data
    measure_replay
    measure_matches
    measure_small_index
}
