# The search for shared primes at its size. Sourced by scripts/bench.
# shellcheck shell=bash

# Certificates of which a few share a prime with leaked keys, and exactly these must be told, each
# with its leaked key.
planted_are_found() { # CASE
    jq -nr --slurpfile keys "$1/keys.jsonl" '($KEYS | map({(.key_identity): .}) | add) as $named |
        inputs | $named[.key_identity] as $key | select($key.remark != null) |
        "\(.serial | ascii_downcase) \($named[$key.remark | sub("computed: prime in common with "; "")].spki_sha256)"' \
        "$1/certificates.jsonl" | sort >"$WORK/found"
    sort "$DATA/planted" | diff - "$WORK/found" >&2 || { echo "bench: not what was planted" >&2 && exit 1; }
}
measure_primes() {
    if [ ! -e "$DATA/planted" ]; then
        "$TOOLS/make_inventory" "$DATA/primes.der" "$CACHE/replay-keys" "$CERTIFICATES" 0 9 >"$DATA/planted.new"
        mv "$DATA/planted.new" "$DATA/planted"
    fi
    "$PROGRAM" scan "$CACHE/replay-$REPLAY/evidence" --passphrases "$CACHE/replay-$REPLAY/passphrases.txt" \
        --out "$WORK/case" -q >/dev/null || [ $? -ne 2 ]
    measure primes-keytrawl "$PROGRAM" match --certs "$DATA/primes.der" --shared-primes --jobs 2 \
        --out "$WORK/case" -q
    planted_are_found "$WORK/case"
    table_head
    row "keytrawl match --shared-primes, $CERTIFICATES certificates in DER, $REPLAY keys" primes-keytrawl \
        "$CERTIFICATES" moduli/s
}
