# --proof FORM: what each form says, and that others read it (openssl).
# shellcheck shell=bash

PROOF_FORMS=(csr boulder kca certificate jws)

# A key of each algorithm, and a certificate of it.
proof_evidence() {
    mkdir -p "$WORK/evidence" "$WORK/certs"
    local name
    while read -r name options; do
        # shellcheck disable=SC2086
        openssl genpkey $options -out "$WORK/evidence/$name.key" 2>/dev/null || fail "no key $name"
        openssl req -x509 -new -key "$WORK/evidence/$name.key" -subj "/CN=$name.example" \
            -days 3650 -out "$WORK/certs/$name.pem" 2>/dev/null || fail "no certificate $name"
    done <<'END'
rsa -algorithm RSA -pkeyopt rsa_keygen_bits:2048
pss -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048
p256 -algorithm EC -pkeyopt ec_paramgen_curve:P-256
p384 -algorithm EC -pkeyopt ec_paramgen_curve:P-384
p521 -algorithm EC -pkeyopt ec_paramgen_curve:P-521
k256 -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1
brainpool -algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP256r1
ed25519 -algorithm ED25519
ed448 -algorithm ED448
END
    openssl genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:2048 \
        -pkeyopt dsa_paramgen_q_bits:256 -out "$WORK/dsa" 2>/dev/null
    openssl genpkey -paramfile "$WORK/dsa" -out "$WORK/evidence/dsa.key"
    openssl req -x509 -new -key "$WORK/evidence/dsa.key" -subj "/CN=dsa.example" -days 3650 \
        -out "$WORK/certs/dsa.pem" 2>/dev/null
}

# The name of a key, by its certificate.
proof_name() { # CASE KEY
    jq -r --arg dn "CN=$2.example" 'select(.subject_dn == $dn) | .key_identity' \
        "$1/certificates.jsonl"
}

request_says() { # FILE SUBJECT CERTIFICATE
    local text
    text=$(openssl req -in "$1" -verify -noout -subject 2>&1) || fail "$1: $text"
    [[ $text == *"subject=CN = $2"* ]] || fail "$1: $text"
    cmp <(openssl req -in "$1" -noout -pubkey) <(openssl x509 -in "$3" -noout -pubkey) ||
        fail "$1 is of another key"
}

base64url() { # on standard input
    local text
    text=$(tr -d '\n' | tr -- -_ +/)
    while [ $((${#text} % 4)) -ne 0 ]; do text=$text=; done
    base64 -d <<<"$text"
}

# r and s of a JWS as the structure that openssl takes.
der_signature() { # FILE
    local hex half
    hex=$(od -An -v -tx1 "$1" | tr -d ' \n')
    half=$((${#hex} / 2))
    printf 'asn1=SEQUENCE:pair\n[pair]\nr=INTEGER:0x%s\ns=INTEGER:0x%s\n' "${hex:0:half}" \
        "${hex:half}" >"$1.conf"
    openssl asn1parse -genconf "$1.conf" -noout -out "$1.der" && mv "$1.der" "$1"
}

# The key of a certificate that names it for PSS alone, as one for anything.
plain_rsa() { # CERTIFICATE
    printf 'asn1=SEQUENCE:spki\n[spki]\nalgorithm=SEQUENCE:named\nkey=BITWRAP,SEQUENCE:rsa
[named]\noid=OID:rsaEncryption\nnull=NULL\n[rsa]\nn=INTEGER:0x%s\ne=INTEGER:65537\n' \
        "$(openssl x509 -in "$1" -noout -modulus | sed 's/.*=//')" >"$WORK/conf"
    openssl asn1parse -genconf "$WORK/conf" -noout -out "$WORK/der"
    openssl pkey -pubin -inform DER -in "$WORK/der" -out "$WORK/public"
}

jws_holds() { # FILE ALGORITHM CERTIFICATE
    local hash=() alg
    jq -rj '.protected + "." + .payload' "$1" >"$WORK/input"
    jq -r .signature "$1" | base64url >"$WORK/signature"
    openssl x509 -in "$3" -noout -pubkey >"$WORK/public"
    alg=$(jq -r .protected "$1" | base64url | jq -r .alg)
    [ "$alg" = "$2" ] || fail "$1: algorithm $alg"
    jq -r .payload "$1" | base64url | grep -q '^This key is pwned!  See https://pwnedkeys.com' ||
        fail "$1 states something else"
    [ "$(jq -r .protected "$1" | base64url | jq -r .kid)" = \
        "$(openssl pkey -pubin -in "$WORK/public" -outform DER | sha256sum | cut -d ' ' -f 1)" ] ||
        [ "$4" = pss ] || fail "$1: another kid"
    case $alg in
    ES*) der_signature "$WORK/signature" ;;
    esac
    case $alg in
    *256*) hash=(-rawin -digest sha256) ;;
    *384) hash=(-rawin -digest sha384) ;;
    *512) hash=(-rawin -digest sha512) ;;
    *) hash=(-rawin) ;;
    esac
    # What is named for PSS alone does not take another scheme: its numbers do.
    if [ "$4" = pss ]; then
        plain_rsa "$3"
    fi
    openssl pkeyutl -verify -pubin -inkey "$WORK/public" "${hash[@]}" -in "$WORK/input" \
        -sigfile "$WORK/signature" >/dev/null || fail "$1: openssl refuses the signature"
}

check_proof_forms_verify() {
    proof_evidence
    keytrawl run "$WORK/evidence" --certs "$WORK/certs" --proof "${PROOF_FORMS[@]}" --jobs 2 \
        "${CLOCK[@]}" --out "$WORK/case"
    local key alg name certificate said
    while read -r key alg; do
        name=$WORK/case/proofs/$(proof_name "$WORK/case" "$key")
        certificate=$WORK/certs/$key.pem
        request_says "$name.csr" 'Proof of Key Compromise' "$certificate"
        request_says "$name.boulder.csr" "The key that signed this CSR has been publicly \
disclosed. It should not be used for any purpose." "$certificate"
        request_says "$name.kca.csr" 'kca=v1 This Key Is Compromised' "$certificate"
        openssl req -in "$name.kca.csr" -outform DER | openssl asn1parse -inform DER |
            grep -A 2 ':1.3.6.1.5.5.7.1.23' | grep -q 'BOOLEAN.*:255' || fail "$key: not critical"
        openssl req -in "$name.kca.csr" -outform DER | od -An -v -tx1 | tr -d ' \n' |
            grep -q '06082b060105050701170101ff04030101ff' || fail "$key: no TRUE"
        openssl verify -no_check_time -check_ss_sig -CAfile "$name.proof.crt" "$name.proof.crt" \
            >/dev/null || fail "$key: the certificate does not verify"
        openssl x509 -in "$name.proof.crt" -noout -serial -dates -subject -issuer >"$WORK/text"
        diff - "$WORK/text" <<'END' || fail "$key: another certificate"
serial=01
notBefore=Jan  1 00:00:00 1950 GMT
notAfter=Jan  1 00:00:00 1950 GMT
subject=CN = --------------------PROOF OF COMPROMISED KEY--------------------
issuer=CN = --------------------PROOF OF COMPROMISED KEY--------------------
END
        cmp <(openssl x509 -in "$name.proof.crt" -noout -pubkey) \
            <(openssl x509 -in "$certificate" -noout -pubkey) || fail "$key: of another key"
        said=$(jq -r --arg name "$(basename "$name")" 'select(.key_identity == $name) | .proofs' \
            "$WORK/case/keys.jsonl")
        if [ "$alg" = none ]; then
            [ "$said" = "csr boulder kca certificate" ] || fail "$key: keys.jsonl says $said"
            [ ! -e "$name.jws" ] || fail "$key has a JWS"
        else
            [ "$said" = "${PROOF_FORMS[*]}" ] || fail "$key: keys.jsonl says $said"
            jws_holds "$name.jws" "$alg" "$certificate" "$key"
        fi
    done <<'END'
rsa RS256
pss RS256
p256 ES256
p384 ES384
p521 ES512
k256 ES256K
brainpool none
ed25519 EdDSA
ed448 EdDSA
dsa none
END
    [ "$(find "$WORK/case/proofs" -type f | wc -l)" -eq 48 ] || fail "another number of files"
    # The same bytes with any number of workers.
    local jobs
    for jobs in 0 1 4; do
        keytrawl run "$WORK/evidence" --certs "$WORK/certs" --proof "${PROOF_FORMS[@]}" \
            --jobs "$jobs" "${CLOCK[@]}" --out "$WORK/case-$jobs"
        same_outputs "$WORK/case" "$WORK/case-$jobs"
    done
}

# Killed at any moment, the same command makes the rest.
check_proof_forms_outlive_a_kill() {
    mkdir "$WORK/evidence"
    local i delay
    for i in $(seq 60); do
        openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521 -out "$WORK/evidence/$i"
    done
    keytrawl scan "$WORK/evidence" "${CLOCK[@]}" --out "$WORK/case"
    for delay in 0.02 0.05 0.1 0.2; do
        rm -rf "$WORK/again"
        cp -r "$WORK/case" "$WORK/again"
        "$KEYTRAWL" report --out "$WORK/again" --proof jws --jobs 1 >/dev/null 2>&1 &
        sleep "$delay"
        kill -9 $! 2>/dev/null
        wait $! 2>/dev/null
        keytrawl report --out "$WORK/again" --proof jws
        expect_status 0
        [ "$(sqlite3 "$WORK/again/case.db" "SELECT count(*) FROM keys
            WHERE instr(proof, CAST('\"protected\"' AS BLOB)) = 0")" -eq 0 ] ||
            fail "killed after $delay seconds: keys without the form"
    done
}

# Forms that are asked for later are made from the sightings; those that are not are not written.
check_proof_forms_are_made_later() {
    mkdir -p "$WORK/evidence" "$WORK/certs"
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$WORK/evidence/key"
    openssl req -x509 -new -key "$WORK/evidence/key" -subj /CN=later.example -days 3650 \
        -out "$WORK/certs/pem"
    keytrawl run "$WORK/evidence" --certs "$WORK/certs" "${CLOCK[@]}" --out "$WORK/case"
    local name
    name=$(proof_name "$WORK/case" later)
    [ "$(ls "$WORK/case/proofs")" = "$name.csr" ] || fail "not the request alone"
    keytrawl report --out "$WORK/case" --proof jws certificate
    [ "$(find "$WORK/case/proofs" -type f -printf '%f\n' | sort)" = \
        "$name.jws
$name.proof.crt" ] || fail "not the two that were asked for"
    grep -q "proofs/$name.proof.crt" "$WORK/case/certificates.jsonl" || fail "the list names another"
    jws_holds "$WORK/case/proofs/$name.jws" ES256 "$WORK/certs/pem" later
    # Without the evidence they stay as they are, and the case says so.
    mv "$WORK/evidence/key" "$WORK/key"
    keytrawl report --out "$WORK/case" --proof kca
    grep -q '1 keys could not be derived again' "$WORK/stderr" || fail "not said"
    [ -z "$(ls "$WORK/case/proofs")" ] || fail "a form that was never made"
    keytrawl report --out "$WORK/case" --proof nothing
    expect_refusal 'nothing.* of --proof'
    keytrawl report --out "$WORK/case" --proof csr --no-proofs
    expect_refusal 'no-proofs'
}

# A worker has lost its rights before it meets a curve, and not each is used before: what a proof on
# one would still have to load would kill it.
check_proofs_on_each_curve_by_confined_workers() {
    local curve curves=0
    mkdir "$WORK/evidence"
    for curve in $(openssl ecparam -list_curves | sed -n 's/^ *\([A-Za-z0-9-]*\) *:.*/\1/p'); do
        openssl ecparam -name "$curve" -genkey -noout -out "$WORK/evidence/$curve.key" || true
    done 2>/dev/null
    keytrawl scan "$WORK/evidence" --out "$WORK/confined" --jobs 1 "${CLOCK[@]}"
    keytrawl scan "$WORK/evidence" --out "$WORK/alone" --jobs 0 "${CLOCK[@]}"
    cmp "$WORK/confined/keys.jsonl" "$WORK/alone/keys.jsonl" || fail "not the same keys"
    cmp "$WORK/confined/journal.jsonl" "$WORK/alone/journal.jsonl" || fail "not the same journal"
    curves=$(jq -r 'select(.verdict == "proven") | .curve' "$WORK/confined/keys.jsonl" | sort -u | wc -l)
    [ "$curves" -ge 20 ] || fail "only $curves curves"
}
