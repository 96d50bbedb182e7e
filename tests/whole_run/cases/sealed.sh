# Private keys that leave a worker sealed alone.
# shellcheck shell=bash

# make_responder FILE ALGORITHM...: FILE.key and the certificate FILE.pem.
make_responder() {
    local file=$1
    shift
    openssl req -x509 -newkey "$@" -nodes -keyout "$file.key" -out "$file.pem" \
        -subj "/O=Lab/CN=Responder ${file##*/}" -days 30 2>/dev/null
}

# Each sealed key of a case opens, and is the key that it is named after.
sealed_are_those_of() { # CASE RESPONDER
    local name file
    while IFS=, read -r name file _; do
        [ -n "$file" ] && [ "$file" != file ] || continue
        openssl cms -decrypt -inform PEM -in "$1/sealed/$file" -inkey "$2.key" |
            openssl pkey -inform DER -pubout -outform DER >"$WORK/public"
        # an RSA-PSS key (1.2.840.113549.1.1.10) is named as the RSA key that it is; no more programs of OpenSSL than
        # it takes: this goes over some hundred keys, and again
        grep -qzaP '\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a' "$WORK/public" ||
            sha256sum "$WORK/public" | sed "s/ .*/ $name/"
    done <"$1/sealed/index.csv" | sort >"$WORK/opened"
    jq -r 'select(.verdict == "proven") | "\(.spki_sha256) \(.key_identity)"' \
        "$1/keys.jsonl" | sort -u >"$WORK/proven"
    [ "$(wc -l <"$WORK/opened")" -gt 100 ] || fail "hardly any key is sealed"
    [ -z "$(comm -23 "$WORK/opened" "$WORK/proven")" ] ||
        fail "another key than its name says: $(comm -23 "$WORK/opened" "$WORK/proven" | head -n 3)"
}

all_are_sealed() { # CASE
    [ "$(grep -c '\.cms,' "$1/sealed/index.csv")" -eq "$(jq -r 'select(.verdict == "proven") |
        .key_identity' "$1/keys.jsonl" | sort -u | wc -l)" ] || fail "not all of $1 are sealed"
}

check_sealed_keys_come_back() {
    local case=$WORK/case name=ec-p256
    make_responder "$WORK/rsa" rsa:2048
    make_responder "$WORK/ec" ec -pkeyopt ec_paramgen_curve:P-384
    keytrawl run fixtures/keys --certs fixtures/certificates "${CLOCK[@]}" --out "$case"
    [ ! -e "$case/sealed" ] || fail "private keys that nobody asked for"
    keytrawl run fixtures/keys --certs fixtures/certificates "${CLOCK[@]}" --out "$WORK/sealed" \
        --seal-to "$WORK/rsa.pem"
    expect_said 'Sealed keys: [0-9]* of [0-9]*, for CN=Responder rsa,O=Lab \(certificate [0-9a-f]{64}\)'
    sealed_are_those_of "$WORK/sealed" "$WORK/rsa"
    all_are_sealed "$WORK/sealed"
    diff -r -x sealed -x summary.json -x case.db -x case.lock -x 'manifest.*' "$case" \
        "$WORK/sealed" || fail "other outputs change"
    jq -e '.sealed_keys == null' "$case/summary.json" >/dev/null || fail "sealed for nobody"
    diff <(jq 'del(.sealed_keys)' "$case/summary.json") \
        <(jq 'del(.sealed_keys)' "$WORK/sealed/summary.json") || fail "another summary"
    jq -r '.sealed_keys | "\(.sealed) \(.not_sealed) \(.recipient) \(.recipient_sha256)"' \
        "$WORK/sealed/summary.json" >"$WORK/told"
    echo "$(grep -c '\.cms,' "$WORK/sealed/sealed/index.csv") $(grep -c ',,,,' \
        "$WORK/sealed/sealed/index.csv") CN=Responder rsa,O=Lab $(openssl x509 -in "$WORK/rsa.pem" \
        -outform DER | sha256sum | cut -d ' ' -f 1)" | diff - "$WORK/told" || fail "miscounted"

    # a case that is there is walked again, with the same keys as a run, and for another recipient too
    keytrawl report --out "$case" --seal-to "$WORK/rsa.pem"
    cut -d , -f 1,2 "$WORK/sealed/sealed/index.csv" >"$WORK/names"
    cut -d , -f 1,2 "$case/sealed/index.csv" | diff "$WORK/names" - || fail "fewer keys at a report"
    keytrawl report --out "$case" --seal-to "$WORK/ec.pem"
    expect_said 'for CN=Responder ec,O=Lab'
    sealed_are_those_of "$case" "$WORK/ec"
    # and what is sealed stays as it is
    cp -r "$case/sealed" "$WORK/before"
    keytrawl report --out "$case" --seal-to "$WORK/ec.pem"
    diff -r "$case/sealed" "$WORK/before" || fail "sealed twice"
    keytrawl report --out "$case"
    diff -r "$case/sealed" "$WORK/before" || fail "a report without --seal-to changes them"

    name=$(sed -n 's/^\(ec-p256-[^,]*\),ec.*/\1/p' "$case/sealed/index.csv" | head -n 1)
    scripts/unseal "$case" "$WORK/ec.key" "$name" | sed 1d |
        openssl pkey -noout -check >/dev/null 2>&1 || fail "scripts/unseal"
    # as README makes the responder's key: closed, and nobody there to type
    openssl pkey -in "$WORK/ec.key" -aes256 -passout pass:shut -out "$WORK/shut.key"
    RESPONDER_PASSIN=pass:shut scripts/unseal "$case" "$WORK/shut.key" "$name" 2>/dev/null </dev/null | sed 1d |
        openssl pkey -noout -check >/dev/null 2>&1 || fail "scripts/unseal of a closed key"
    ! scripts/unseal "$case" "$WORK/ec.key" ec-p256-none 2>/dev/null || fail "a key of nobody"
}

# The very key that was found, by a published one whose numbers are known.
check_sealed_key_is_the_one_found() {
    make_responder "$WORK/rsa" rsa:2048
    mkdir "$WORK/evidence"
    cp fixtures/keys/rfc9500-p256.key "$WORK/evidence"
    keytrawl scan "$WORK/evidence" "${CLOCK[@]}" --out "$WORK/case" --seal-to "$WORK/rsa.pem"
    scripts/unseal "$WORK/case" "$WORK/rsa.key" | sed 1d | openssl pkey -outform DER >"$WORK/unsealed"
    openssl pkey -in fixtures/keys/rfc9500-p256.key -outform DER | cmp - "$WORK/unsealed" ||
        fail "another key"
    "$TOOLS/secret_search" fixtures/keys/rfc9500-p256.key -- "$WORK/case" || fail "in clear"
}

# One that does not open keeps none behind it closed, and the exit status says it.
check_unseal_goes_on_behind_a_damaged_one() {
    make_responder "$WORK/ec" ec -pkeyopt ec_paramgen_curve:P-256
    mkdir "$WORK/evidence"
    for name in one two three; do openssl genpkey -algorithm ED25519 -out "$WORK/evidence/$name"; done
    keytrawl scan "$WORK/evidence" --out "$WORK/case" --seal-to "$WORK/ec.pem"
    scripts/unseal "$WORK/case" "$WORK/ec.key" >"$WORK/given" || fail "not all open"
    [ "$(grep -c 'BEGIN PRIVATE KEY' "$WORK/given")" -eq 3 ] || fail "not three"
    for name in "$WORK"/case/sealed/*.cms; do break; done
    openssl genpkey -algorithm ED25519 >"$name"
    ! scripts/unseal "$WORK/case" "$WORK/ec.key" >"$WORK/given" 2>"$WORK/said" || fail "all is well"
    [ "$(grep -c 'BEGIN PRIVATE KEY' "$WORK/given")" -eq 2 ] || fail "the others stay closed: $(cat "$WORK/said")"
    grep -q "$(basename "$name" .cms) cannot be unsealed" "$WORK/said" || fail "it does not say which: $(cat "$WORK/said")"
}

# The numbers behind a front are walked to again, whatever stands before them.
check_sealed_key_behind_a_front() {
    make_responder "$WORK/rsa" rsa:2048
    openssl rsa -in fixtures/candidates/rsa2048.pem -traditional -outform DER 2>/dev/null |
        head -c 1080 | base64 -w 64 >"$WORK/evidence"
    keytrawl scan "$WORK/evidence" "${CLOCK[@]}" --out "$WORK/case"
    jq -r 'select(.verdict == "proven") | .sightings[].provenance' "$WORK/case/keys.jsonl" >"$WORK/places"
    [ "$(wc -l <"$WORK/places")" -eq 1 ] || fail "not one place"
    grep -q '@273+' "$WORK/places" || fail "not the numbers themselves: $(cat "$WORK/places")"
    keytrawl report --out "$WORK/case" --seal-to "$WORK/rsa.pem"
    expect_said 'Sealed keys: 1 of 1, '
}

# Of more than two primes (RFC 8017 appendix A.1.2): all that was written of them comes back.
check_sealed_key_of_several_primes() {
    local file
    make_responder "$WORK/rsa" rsa:2048
    for file in rsa-three-primes rsa-four-primes-pkcs8; do
        mkdir "$WORK/$file"
        cp "fixtures/keys/dialects/$file.pem" "$WORK/$file"
        keytrawl scan "$WORK/$file" "${CLOCK[@]}" --out "$WORK/case-$file" --seal-to "$WORK/rsa.pem"
        scripts/unseal "$WORK/case-$file" "$WORK/rsa.key" | sed 1d |
            openssl pkey -outform DER >"$WORK/unsealed" || fail "$file: no key"
        openssl pkey -in "fixtures/keys/dialects/$file.pem" -outform DER |
            cmp - "$WORK/unsealed" || fail "$file: another key"
    done
}

# What a passphrase opened after the scan, what was put together, what was computed.
check_sealed_keys_of_all_phases() {
    local jobs
    make_responder "$WORK/rsa" rsa:2048
    make_responder "$WORK/ec" ec -pkeyopt ec_paramgen_curve:P-256
    replay
    run_replay "$REPLAY" "$WORK/replay" --seal-to "$WORK/rsa.pem"
    all_are_sealed "$WORK/replay"
    # those whose passphrase is not told again stay sealed for the other
    keytrawl report --out "$WORK/replay" --seal-to "$WORK/ec.pem"
    expect_said 'for several recipients'
    expect_said 'NOT sealed for the certificate of --seal-to'
    expect_bit 4
    keytrawl report --out "$WORK/replay" --seal-to "$WORK/ec.pem" --passphrases "$REPLAY/passphrases.txt"
    expect_said 'for CN=Responder ec'
    ! grep -q 'NOT sealed' "$WORK/stdout" || fail "all are sealed"
    all_are_sealed "$WORK/replay"
    cut_evidence
    keytrawl scan "$WORK/evidence" --out "$WORK/joined" --seal-to "$WORK/rsa.pem"
    all_are_sealed "$WORK/joined"
    keytrawl scan "$WORK/evidence" --out "$WORK/joined-before"
    keytrawl report --out "$WORK/joined-before" --seal-to "$WORK/rsa.pem"
    all_are_sealed "$WORK/joined-before"
    rm -r "$WORK/evidence"
    prime_evidence
    for jobs in 0 2; do
        prime_run "$WORK/primes-$jobs" --seal-to "$WORK/rsa.pem" --jobs $jobs
        all_are_sealed "$WORK/primes-$jobs"
    done
}

check_sealed_to_nobody_who_can_receive() {
    openssl req -x509 -newkey ed25519 -nodes -keyout "$WORK/ed.key" -out "$WORK/ed.pem" -subj /CN=Ed \
        2>/dev/null
    for file in "$WORK/ed.pem" "$WORK/ed.key" /dev/null; do
        keytrawl scan fixtures/keys --out "$WORK/case" --seal-to "$file"
        expect_status 2
        expect_line 'seal-to'
    done
    keytrawl scan fixtures/keys --out "$WORK/case" --seal-to "$WORK/none.pem"
    expect_refusal "cannot read a certificate from '.*none.pem'"
}

# Opened by a word of the evidence, which a report does not look for again: the status says that it
# stays open, and a new case does it.
check_sealing_says_what_it_leaves() {
    make_responder "$WORK/rsa" rsa:2048
    mkdir "$WORK/evidence"
    openssl genpkey -algorithm ED25519 -aes256 -pass pass:Kranich-77 -out "$WORK/shut.key"
    { printf 'password: Kranich-77\n\n' && cat "$WORK/shut.key"; } >"$WORK/evidence/note.txt"
    keytrawl scan "$WORK/evidence" "${CLOCK[@]}" --out "$WORK/case" --harvest-passphrases
    expect_status 0
    keytrawl report "${CLOCK[@]:0:2}" --out "$WORK/case" --seal-to "$WORK/rsa.pem"
    expect_status 4
    expect_said '1 key is NOT sealed for the certificate of --seal-to'
    [ "$(jq .exit_status "$WORK/case/summary.json")" -eq 4 ] || fail "another status in summary.json"
    keytrawl scan "$WORK/evidence" "${CLOCK[@]}" --out "$WORK/new" --harvest-passphrases \
        --seal-to "$WORK/rsa.pem"
    expect_status 0
    all_are_sealed "$WORK/new"
}
