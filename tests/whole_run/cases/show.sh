# `show`: the place of a sighting again, with the text around it.
# shellcheck shell=bash

check_show_every_sighting_of_the_example() {
    local line count=0
    keytrawl scan "$EXAMPLE/evidence" --passphrases "$EXAMPLE/passphrases.txt" --out "$WORK/case" -q
    cat "$WORK"/case/*.jsonl | jq -r '.sightings[]?.provenance' | sort -u >"$WORK/lines"
    find "$WORK/case" -type f -exec sha256sum {} + | sort >"$WORK/before"
    mkdir "$WORK/shown"
    while IFS= read -r line; do
        count=$((count + 1))
        keytrawl show --out "$WORK/case" "$line" </dev/null
        expect_status 0
        expect_said '^evidence file: as in the case'
        ! grep -q 'not reached' "$WORK/stdout" || fail "not reached: $line"
        ! LC_ALL=C grep -q '[^[:print:]]' "$WORK/stdout" || fail "control characters"
        cat "$WORK/stdout" "$WORK/stderr" >"$WORK/shown/$count"
    done <"$WORK/lines"
    [ "$count" -ge 20 ] || fail "$count sightings only"
    find "$WORK/case" -type f -exec sha256sum {} + | sort | diff "$WORK/before" - || fail "the case changed"
    "$TOOLS/secret_search" fixtures/keys/*.key -- "$WORK/shown" || fail "private bytes are shown"
    # what a key could be made of, in clear or as text, and the passphrases
    ! sed -n 's/^  | //p' "$WORK"/shown/* | grep -E '[A-Za-z0-9+/=_-]{16}' || fail "a run is shown"
    ! grep -hwFf <(awk 'length >= 4' "$EXAMPLE/passphrases.txt") "$WORK"/shown/* || fail "a passphrase is shown"
    # what a person recognises the place by
    grep -q '^  | CREATE TABLE orders' "$WORK"/shown/* || fail "the text around"
    grep -q '^  member 1 customers/4711/server.key$' "$WORK"/shown/* || fail "the chain"
    grep -q '^mail subject: our key$' "$WORK"/shown/* || fail "the mail"
}

check_show_by_key() {
    local key
    keytrawl scan "$EXAMPLE/evidence" --out "$WORK/case" -q
    key=$(jq -r 'select((.sightings | length) > 1) | .key_identity' "$WORK/case/keys.jsonl" | head -n 1)
    keytrawl show --out "$WORK/case" "$key" --jobs 0
    expect_status 0
    [ "$(grep -c '^evidence file:' "$WORK/stdout")" -eq 1 ] || fail "not the first alone"
    keytrawl show --out "$WORK/case" "${key:0:20}" --all
    expect_status 0
    [ "$(grep -c '^evidence file:' "$WORK/stdout")" -ge 2 ] || fail "not all"
    expect_said "^proven $key, "
    keytrawl show --out "$WORK/case" rsa
    expect_refusal 'several keys'
    keytrawl show --out "$WORK/case" 'nothing!of it'
    expect_refusal 'keys.jsonl lists'
    keytrawl show --out "$WORK/case"
    expect_refusal 'SIGHTING is missing'
}

check_show_as_json() {
    local key
    keytrawl scan "$EXAMPLE/evidence" --out "$WORK/case" -q
    key=$(jq -r 'select((.sightings | length) > 1) | .key_identity' "$WORK/case/keys.jsonl" | head -n 1)
    keytrawl show --out "$WORK/case" "$key" --all --json
    expect_status 0
    jq -es --arg key "$key" 'length >= 2 and all(.key_identity == $key and .verdict == "proven" and .reached and .read_again
        and .evidence == "as in the case" and .evidence_sha256 == .evidence_sha256_now
        and (.before | type) == "string" and .shown_place < (.sighting.chain | length))' "$WORK/stdout" >/dev/null ||
        fail "not so: $(cat "$WORK/stdout")"
    # what keys.jsonl says of them
    jq -c .sighting "$WORK/stdout" | sort >"$WORK/shown"
    jq -c --arg key "$key" 'select(.key_identity == $key) | .sightings[]' "$WORK/case/keys.jsonl" | sort |
        diff - "$WORK/shown" >/dev/null || fail "other sightings"
    "$TOOLS/secret_search" fixtures/keys/*.key -- "$WORK/stdout" || fail "private bytes are shown"
}

check_show_says_that_evidence_changed() {
    local line
    mkdir "$WORK/evidence"
    { echo 'Subject: the old key' && cat fixtures/keys/rfc9500-p256.key && echo bye; } >"$WORK/evidence/note.txt"
    keytrawl scan "$WORK/evidence" --out "$WORK/case" -q
    line=$(jq -r '.sightings[0].provenance' "$WORK/case/keys.jsonl")
    keytrawl show --out "$WORK/case" "$line"
    expect_status 0
    expect_said '^  | Subject: the old key$'
    expect_said '^  | bye$'
    expect_said '^read again: the same$'
    echo more >>"$WORK/evidence/note.txt"
    keytrawl show --out "$WORK/case" "$line"
    expect_status 4
    expect_said 'CHANGED since the case'
    : >"$WORK/evidence/note.txt"
    keytrawl show --out "$WORK/case" "$line"
    expect_status 4
    expect_said 'not reached'
    rm "$WORK/evidence/note.txt"
    keytrawl show --out "$WORK/case" "$line"
    expect_status 4
    expect_said 'missing'
}
