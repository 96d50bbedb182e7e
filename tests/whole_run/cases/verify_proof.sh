# verify-proof: what is ours, what others made, and what is forged.
# shellcheck shell=bash

GIVEN=fixtures/proofs # scripts/fixtures/make-proof-fixtures

sha256_of_certificate() { # FILE
    openssl x509 -in "$1" -outform DER | sha256sum | cut -d ' ' -f 1
}

check_verify_proof_takes_our_own() {
    proof_evidence
    keytrawl run "$WORK/evidence" --certs "$WORK/certs" --proof "${PROOF_FORMS[@]}" \
        "${CLOCK[@]}" --out "$WORK/case"
    local jobs key name
    for jobs in 0 1 4; do
        keytrawl verify-proof "$WORK"/case/proofs/* --json --out "$WORK/case" --jobs "$jobs"
        expect_status 0
        [ ! -s "$WORK/stderr" ] || [ "$jobs" -eq 0 ] || fail "something on stderr"
        cp "$WORK/stdout" "$WORK/said-$jobs"
    done
    for jobs in 1 4; do
        cmp "$WORK/said-0" "$WORK/said-$jobs" || fail "the number of workers shows"
    done
    jq -se 'length == 48 and all(.holds and .signature_holds and .in_case and .failure == null and
        (.certificates | length) == 1)' "$WORK/said-0" >/dev/null || fail "not all of them hold"
    for key in rsa pss p256 p384 p521 k256 brainpool ed25519 ed448 dsa; do
        name=$(proof_name "$WORK/case" "$key")
        jq -se --arg key "$name" --arg sha256 "$(sha256_of_certificate "$WORK/certs/$key.pem")" '
            map(select(.key_identity == $key)) | length >= 4 and
            all(.certificates[0].sha256 == $sha256)' "$WORK/said-0" >/dev/null ||
            fail "$key: another certificate"
        keytrawl verify-proof "$WORK/case/proofs/$name".* --cert "$WORK/certs/$key.pem"
        expect_status 0
        grep -q "proves certificate $(sha256_of_certificate "$WORK/certs/$key.pem")" \
            "$WORK/stdout" || fail "$key: the certificate is not named"
    done
    # Of somebody else's certificate, and of fewer than were given.
    name=$(proof_name "$WORK/case" rsa)
    keytrawl verify-proof "$WORK/case/proofs/$name.csr" --cert "$WORK/certs/p256.pem"
    expect_status 1
    grep -q 'of none of the certificates given' "$WORK/stdout" || fail "not said"
    keytrawl verify-proof "$WORK/case/proofs/$name.csr" --cert "$WORK/certs/rsa.pem" "$WORK/certs/p256.pem"
    expect_status 1
    expect_line 'no proof is of the certificate number 2, CN=p256.example'
    # As DER, and as the other form of a JWS.
    openssl req -in "$WORK/case/proofs/$name.kca.csr" -outform DER -out "$WORK/der"
    jq -r '.protected + "." + .payload + "." + .signature' "$WORK/case/proofs/$name.jws" >"$WORK/compact"
    openssl x509 -in "$WORK/certs/rsa.pem" -outform DER -out "$WORK/cert.der"
    keytrawl verify-proof "$WORK/der" "$WORK/compact" --cert "$WORK/cert.der"
    expect_status 0
}

# One by one, so that each status is its own.
check_verify_proof_of_others() {
    local file
    for file in digicert.csr p256.der kca.csr pock.crt es256-compact.jws; do
        keytrawl verify-proof "$GIVEN/$file"
        expect_status 0
        grep -q ': holds$' "$WORK/stdout" || fail "$file"
    done
    for file in plain.csr plain.crt pock-of-2026.crt kca-uncritical.csr exponent-one.der md5.csr sha1.csr sha1-pss.csr none.jws \
        hs256.jws es256-zero.jws es256-fine.jws es256-other-kid.jws es256-critical.jws pwnedkeys.jws; do
        keytrawl verify-proof "$GIVEN/$file"
        expect_status 1
        grep -q ': REFUSED: ' "$WORK/stdout" || fail "$file"
        keytrawl verify-proof --json "$GIVEN/$file" --cert "$GIVEN/rsa-2048.crt"
        [ "$file" = pwnedkeys.jws ] && expect_status 0 && continue
        expect_status 1
        jq -e '(.holds | not) and .failure != null and .certificates == []' "$WORK/stdout" >/dev/null ||
            fail "$file with a certificate"
    done
}

# The pwnedkeys API names a key by its fingerprint alone: the case has a certificate of it.
check_verify_proof_finds_keys_in_the_case() {
    example_once
    cp -r "$EXAMPLE_CASE" "$WORK/case"
    keytrawl verify-proof "$GIVEN/pwnedkeys.jws" "$GIVEN/digicert.csr" --json --out "$WORK/case"
    expect_status 0
    jq -se 'length == 2 and .[0].states == "pwnedkeys" and all(.holds and .in_case and
        (.certificates | length) > 0)' "$WORK/stdout" >/dev/null || fail "not found"
    keytrawl verify-proof "$GIVEN/pwnedkeys.jws" "$GIVEN/hs256.jws" --out "$WORK/case"
    expect_status 1
}

# The parts of two proofs that hold.
check_verify_proof_refuses_swapped_parts() {
    local header payload signature
    proof_evidence
    keytrawl run "$WORK/evidence" --certs "$WORK/certs" --proof jws "${CLOCK[@]}" --out "$WORK/case"
    local one two
    one=$WORK/case/proofs/$(proof_name "$WORK/case" p256).jws
    two=$WORK/case/proofs/$(proof_name "$WORK/case" ed25519).jws
    header=$(jq -r .protected "$two") payload=$(jq -r .payload "$one") signature=$(jq -r .signature "$one")
    printf '%s.%s.%s' "$header" "$payload" "$signature" >"$WORK/other-key"
    header=$(jq -r .protected "$one")
    printf '%s.%s.%s' "$header" "$(printf 'This key is fine.' | base64 | tr -d =)" "$signature" \
        >"$WORK/other-statement"
    printf '%s.%s.%s' "$header" "$payload" "${signature:0:60}" >"$WORK/cut"
    printf '%s.%s.%s' "$header" "$payload" "$(jq -r .signature "$two")" >"$WORK/other-signature"
    printf '%s.%s.%s' "$header" "$payload" "$signature" >"$WORK/whole"
    keytrawl verify-proof "$WORK/whole"
    expect_status 0
    local file
    for file in other-key other-statement cut other-signature; do
        keytrawl verify-proof "$WORK/$file"
        expect_status 1
        grep -q 'REFUSED: the signature does not hold' "$WORK/stdout" || fail "$file"
    done
}

check_verify_proof_bad_input() {
    keytrawl verify-proof
    expect_refusal 'FILE.* is missing'
    keytrawl verify-proof "$WORK/absent"
    expect_refusal 'cannot read'
    keytrawl verify-proof "$WORK"
    expect_refusal 'cannot read'
    keytrawl verify-proof "$GIVEN/kca.csr" --cert "$GIVEN/kca.csr"
    expect_refusal "kca.csr' of --cert: no certificate"
    keytrawl verify-proof "$GIVEN/kca.csr" --out "$WORK/absent"
    expect_status 2
    [ ! -e "$WORK/absent" ] || fail "a case was made"
    head -c 17825792 /dev/zero >"$WORK/large"
    : >"$WORK/empty"
    keytrawl verify-proof "$WORK/large" "$WORK/empty" "$GIVEN/kca.csr"
    expect_status 1
    grep -q 'large: REFUSED: larger than any proof' "$WORK/stdout" || fail "a large file"
    grep -q 'empty: REFUSED: no proof of compromise' "$WORK/stdout" || fail "an empty file"
    grep -q 'kca.csr: holds' "$WORK/stdout" || fail "the others do not count"
    keytrawl verify-proof --json "$WORK/large"
    jq -e '.holds == false' "$WORK/stdout" >/dev/null || fail "no JSON of a large file"
    # What a name holds does not reach the terminal as it is.
    openssl genpkey -algorithm ED25519 -out "$WORK/key"
    printf '[req]\ndistinguished_name=n\nprompt=no\nstring_mask=utf8only\n[n]\nCN=Proof of Key Compromise \033[31m\n' \
        >"$WORK/conf"
    openssl req -new -key "$WORK/key" -config "$WORK/conf" -utf8 -out "$WORK/csr"
    keytrawl verify-proof "$WORK/csr"
    expect_status 0
    ! grep -q $'\033' "$WORK/stdout" || fail "an escape sequence on stdout"
    # A name of our own choice counts where it is given.
    keytrawl verify-proof "$GIVEN/plain.csr" --proof-cn www.example.com
    expect_status 0
}
