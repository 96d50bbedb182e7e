# The bundled case against outputs that a person has read.
# shellcheck shell=bash

example_once() {
    EXAMPLE_CASE=$SHARED/example
    once example make_example
    STATUS=$(cat "$SHARED/example-status")
}

make_example() {
    run_example "$EXAMPLE_CASE"
    cp "$WORK/stdout" "$SHARED/example-stdout"
    cp "$WORK/stderr" "$SHARED/example-stderr"
    echo "$STATUS" >"$SHARED/example-status"
}

check_example_outputs() {
    example_once
    # certificates to revoke, an archive that is cut off, a key that no passphrase opens
    expect_status 13
    [ ! -s "$SHARED/example-stderr" ] || fail "something on stderr"
    mkdir "$WORK/plain"
    plain_outputs "$EXAMPLE_CASE" "$WORK/plain"
    sed "s|$ROOT/||g; s|$SHARED/example|case|g" "$SHARED/example-stdout" >"$WORK/plain/stdout"
    diff -r tests/whole_run/expected/case "$WORK/plain" || fail "outputs differ from expected/case"
}

# Against a list that was written by hand, from fixtures/README.md.
check_example_statuses() {
    example_once
    jq -r '"\(.issuer_dn | capture("CN=(?<name>[^,]+)").name) \(.serial) \(.status)"' \
        "$EXAMPLE_CASE/certificates.jsonl" | sort -u >"$WORK/statuses"
    diff tests/whole_run/expected/example-statuses.txt "$WORK/statuses" || fail "statuses differ"
}

# Each shop's key is found once, proven, and nothing else is.
check_example_keys() {
    example_once
    local key
    for key in fixtures/keys/shop-*.key fixtures/keys/rfc9500-rsa-2048.key fixtures/keys/rfc9500-p256.key \
        fixtures/keys/attacker-p256.key; do
        openssl pkey -in "$key" -pubout -outform DER | sha256sum | cut -d ' ' -f 1
    done | sort >"$WORK/expected"
    jq -r 'select(.verdict == "proven") | .spki_sha256' "$EXAMPLE_CASE/keys.jsonl" | sort >"$WORK/found"
    # the scalar of the EC forgery is a key of its own, whose public point is not the victim's
    openssl pkey -in fixtures/keys/forger-p256.key -pubout -outform DER | sha256sum |
        cut -d ' ' -f 1 >"$WORK/forger"
    diff "$WORK/expected" <(grep -vxF -f "$WORK/forger" "$WORK/found") || fail "keys differ"
    [ "$(jq -c 'select(.verdict == "encrypted")' "$EXAMPLE_CASE/keys.jsonl" | wc -l)" -eq 1 ] ||
        fail "not one lead"
}

check_example_proofs_verify() {
    example_once
    local proof text count=0
    for proof in "$EXAMPLE_CASE"/proofs/*.csr; do
        text=$(openssl req -in "$proof" -verify -noout -subject 2>&1) || fail "$proof: $text"
        [[ $text == *"Proof of Key Compromise"* ]] || fail "$proof: $text"
        local spki name
        spki=$(openssl req -in "$proof" -noout -pubkey | openssl pkey -pubin -outform DER |
            sha256sum | cut -d ' ' -f 1)
        name=$(basename "$proof" .csr)
        jq -se --arg spki "$spki" --arg name "$name" 'any(.key_identity == $name and
            .spki_sha256 == $spki and .verdict == "proven")' "$EXAMPLE_CASE/keys.jsonl" >/dev/null ||
            fail "$proof is not the proof of that key"
        count=$((count + 1))
    done
    [ "$count" -eq "$(jq -c 'select(.verdict == "proven" and (.certificates | length) > 0)' \
        "$EXAMPLE_CASE/keys.jsonl" | wc -l)" ] || fail "$count proofs"
}

check_example_forgeries_never_listed() {
    example_once
    listed "$EXAMPLE_CASE" >"$WORK/listed"
    [ -s "$WORK/listed" ] || fail "an empty list"
    local serial victim
    for serial in 1006 2004; do
        victim=$(victim_fingerprint "$serial")
        ! grep -q "$victim" "$WORK/listed" || fail "the victim $serial is on the list"
        statuses "$EXAMPLE_CASE" | grep -qx "$victim do_not_revoke" ||
            fail "the victim $serial is not do_not_revoke"
    done
    jq -r 'select(.verdict == "forged") | .failure' "$EXAMPLE_CASE/keys.jsonl" >"$WORK/forged"
    [ "$(wc -l <"$WORK/forged")" -ge 2 ] || fail "forgeries are not reported"
    ! grep -qx '' "$WORK/forged" || fail "a forgery without its reason"
}

victim_fingerprint() { # SERIAL
    if [ "$1" = 2004 ]; then
        fingerprint "$EXAMPLE/certs/south/2004.der" DER
        return
    fi
    csplit -s -f "$WORK/cert-" "$EXAMPLE/certs/north.pem" '/BEGIN/' '{*}'
    local one
    for one in "$WORK"/cert-*; do
        [ -s "$one" ] && [ "$(openssl x509 -in "$one" -noout -serial)" = "serial=$1" ] &&
            fingerprint "$one"
    done
    return 0
}

# A certificate from the evidence with the victim's serial and the attacker's key.
check_example_hand_made_certificate_never_listed() {
    example_once
    local made
    made=$(fingerprint fixtures/keys/hand-made.pem)
    ! listed "$EXAMPLE_CASE" | grep -q "$made" || fail "it is on the list"
    statuses "$EXAMPLE_CASE" | grep -qx "$made certificate_unverified" || fail "it is not reported"
}

# The same, but its issuer is given nowhere: still unverified; and without any inventory.
check_evidence_certificate_alone() {
    keytrawl run "$EXAMPLE/evidence/mail" --certs "$EXAMPLE/certs/south" "${CLOCK[@]}" \
        --out "$WORK/case"
    local made
    made=$(fingerprint fixtures/keys/hand-made.pem)
    statuses "$WORK/case" | grep -qx "$made certificate_unverified" || fail "it is not reported"
    ! listed "$WORK/case" | grep -q "$made" || fail "it is on the list"
}

check_example_imitated_crl_changes_nothing() {
    example_once
    rm -rf "$WORK/crl"
    mkdir "$WORK/crl"
    cp "$EXAMPLE"/crl/north.crl "$EXAMPLE"/crl/south.crl "$WORK/crl"
    keytrawl run "$EXAMPLE/evidence" --certs "$EXAMPLE/certs" --crl "$WORK/crl" \
        --issuers "$EXAMPLE/issuers" --passphrases "$EXAMPLE/passphrases.txt" "${CLOCK[@]}" \
        --out "$WORK/case"
    cmp "$EXAMPLE_CASE/revoke.csv" "$WORK/case/revoke.csv" || fail "it changed the list"
    cmp "$EXAMPLE_CASE/certificates.jsonl" "$WORK/case/certificates.jsonl" || fail "it changed a status"
}

# No piece of a private number in the case, on stdout or on stderr.
check_example_no_secret_leaves() {
    example_once
    run_example "$WORK/case" -v --jobs 2
    "$TOOLS/secret_search" fixtures/keys/*.key -- "$WORK" "$EXAMPLE_CASE" \
        "$SHARED/example-stdout" "$SHARED/example-stderr" || fail "private bytes left"
    run_example "$WORK/case0" -v --jobs 0
    "$TOOLS/secret_search" fixtures/keys/*.key -- "$WORK" || fail "private bytes left with --jobs 0"
    if "$TOOLS/secret_search" fixtures/keys/*.key -- "$EXAMPLE/evidence" >"$WORK/found"; then
        fail "the search finds nothing in the evidence itself"
    fi
    [ "$(wc -l <"$WORK/found")" -gt 5 ] || fail "the search is blind"
}

# Both ledgers of each file add up: nothing was passed over in silence.
check_example_summary_says_the_same() {
    example_once
    jq -e . "$EXAMPLE_CASE/summary.json" >/dev/null || fail "summary.json is no JSON"
    local lines
    lines=$(sqlite3 :memory: ".import --csv '$EXAMPLE_CASE/revoke.csv' listed" 'SELECT count(*) FROM listed')
    jq -e --argjson lines "$lines" '[.. | numbers] | index($lines) != null' \
        "$EXAMPLE_CASE/summary.json" >/dev/null || fail "summary.json does not count $lines lines"
}

# A list whose nextUpdate is over is reported, and what it says decides nothing.
check_stale_crl_decides_nothing() {
    keytrawl run "$EXAMPLE/evidence" --certs "$EXAMPLE/certs" --crl "$EXAMPLE/crl" \
        --issuers "$EXAMPLE/issuers" --passphrases "$EXAMPLE/passphrases.txt" \
        --as-of 2040-01-01T00:00:00Z --received 2026-11-02T14:00:00Z --out "$WORK/case"
    expect_status 13
    ! grep -q '"status":"revoked' "$WORK/case/certificates.jsonl" || fail "a stale list decided"
    jq -se 'any(.status == "revoke" and .revoked_at != null)' "$WORK/case/certificates.jsonl" \
        >/dev/null || fail "what the stale list says is not reported"
    jq -e '[.crls[] | select(.verified)] | length > 0 and all(.stale)' "$WORK/case/summary.json" \
        >/dev/null || fail "the summary does not say that the lists are stale"
}

# Proofs with another common name are made from the sightings again: no key was kept.
check_proofs_are_made_again() {
    example_once
    cp -r "$EXAMPLE_CASE" "$WORK/case"
    keytrawl report --out "$WORK/case" --proof-cn "Another name" \
        --passphrases "$EXAMPLE/passphrases.txt"
    expect_status 13
    local proof count=0
    for proof in "$WORK/case"/proofs/*.csr; do
        openssl req -in "$proof" -verify -noout -subject 2>&1 | grep -q "CN = Another name" ||
            fail "$proof does not carry the name, or does not verify"
        count=$((count + 1))
    done
    [ "$count" -eq "$(find "$EXAMPLE_CASE/proofs" -name '*.csr' | wc -l)" ] || fail "$count proofs"
    diff "$EXAMPLE_CASE/revoke.csv" "$WORK/case/revoke.csv" || fail "the list differs"
}

check_readme_shows_this_output() {
    local line
    while IFS= read -r line; do
        grep -qxF -- "$line" README.md || fail "README.md lacks: $line"
    done < <(sed -e 's|^The list is case/|The list is build/case-example/|' -e 's|--out case |--out build/case-example |' tests/whole_run/expected/case/stdout)
}
