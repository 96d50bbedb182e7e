# Stores of keys as evidence: their keys are matched, and their certificates count.
# shellcheck shell=bash

STORES=fixtures/keys/stores
STORE_CLOCK=(--as-of 2026-12-01T12:00:00Z --received 2026-11-30T14:00:00Z)

stores() { # FILE...: as the evidence
    local name
    mkdir -p "$WORK/evidence" "$WORK/certs"
    for name in "$@"; do
        cp "$STORES/$name" "$WORK/evidence"
    done
    printf 'wrong\ncorrect horse\nbattery staple\n' >"$WORK/phrases"
}

# The key out of a store is that of a certificate of the inventory.
check_store_key_matches_a_certificate() {
    stores openssl-legacy.p12 java.jks
    cp "$STORES/rsa1024-rfc9500.cer" "$WORK/certs"
    keytrawl run "$WORK/evidence" --certs "$WORK/certs" --passphrases "$WORK/phrases" \
        "${STORE_CLOCK[@]}" --out "$WORK/case"
    expect_bit 1
    expect_no_bit 4
    [ "$(jq -r 'select(.verdict == "proven") | .algorithm' "$WORK/case/keys.jsonl" | sort | xargs)" = "ec rsa" ] ||
        fail "not the two keys"
    jq -se 'map(select(.subject_dn == "CN=store two.example")) |
        length == 1 and .[0].key_verdict == "proven" and .[0].certificate_source == "inventory evidence" and
        .[0].reason == "keyCompromise"' "$WORK/case/certificates.jsonl" >/dev/null ||
        fail "the certificate of the inventory is not matched"
    jq -se '[.[].sightings[] | select(.encoding == "jks") | .chain[-1].name] | sort ==
        ["schlüssel eins", "two"]' "$WORK/case/keys.jsonl" >/dev/null || fail "not by their aliases"
}

# With no inventory of them the certificates in the stores are those that are known.
check_store_certificates_are_evidence() {
    stores openssl-clear.p12 java-trusted.jks
    keytrawl run "$WORK/evidence" --certs "$EXAMPLE/certs" "${STORE_CLOCK[@]}" --out "$WORK/case"
    jq -se 'map(select(.certificate_source == "evidence") | .subject_dn) | sort ==
        ["CN=store one.example"]' "$WORK/case/certificates.jsonl" >/dev/null ||
        fail "the certificate beside the key is not in the list"
    [ "$(sqlite3 "$WORK/case/case.db" "SELECT count(*) FROM certificate_sightings
        WHERE instr(provenance, cast('trusted' AS blob)) > 0 OR
              instr(provenance, cast('Schlüssel 1' AS blob)) > 0")" -eq 2 ] ||
        fail "the certificates do not say their aliases"
}

check_store_that_stays_shut_is_a_lead() {
    stores openssl-clear-certificate.p12 openssl-modern.p12
    keytrawl scan "$WORK/evidence" "${STORE_CLOCK[@]}" --out "$WORK/case"
    expect_bit 8
    jq -se 'length == 2 and all(.verdict == "encrypted") and
        (map(select(.algorithm == "ec")) | length == 1)' "$WORK/case/keys.jsonl" >/dev/null ||
        fail "not two leads, one of them with its public key"
    [ ! -s "$WORK/case/journal.jsonl" ] || fail "something in the journal"
}

# No byte of a key, and no passphrase, leaves the program.
check_store_keeps_its_secrets() {
    stores java.jceks bouncy.bks openssl-umlaut.p12
    keytrawl scan "$WORK/evidence" --passphrases "$WORK/phrases" "${STORE_CLOCK[@]}" --out "$WORK/case"
    ! grep -rqaE 'correct horse|battery staple' "$WORK/case" "$WORK/stdout" "$WORK/stderr" ||
        fail "a passphrase was written"
    "$TOOLS/secret_search" fixtures/keys/pkcs8/ecdsap256-rfc9500.key fixtures/keys/pkcs8/rsa1024-rfc9500.key \
        -- "$WORK/case" "$WORK/stdout" "$WORK/stderr" || fail "private bytes left the program"
}
