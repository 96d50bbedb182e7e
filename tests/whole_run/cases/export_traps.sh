# The traps of each CA system, a check by the name of each: what would revoke another certificate, or
# none and say nothing.
# shellcheck shell=bash

# Serial numbers with the sign octet of DER, of digits alone, of one octet, too long for Boulder; one that
# is revoked, one that has expired, and a key that is in no certificate.
make_trap_case() { # FOLDER
    local ca=$1/ca name
    mkdir -p "$1/evidence"
    make_openssl_ca "$ca" 'Lab, 100% & "Co"\/one'
    openssl_ca_issues "$ca" 00A1B2C3D4E5F60718 sign.example
    openssl_ca_issues "$ca" 1234567890 digits.example
    openssl_ca_issues "$ca" 05 one.example
    openssl_ca_issues "$ca" 7F0102030405060708090A0B0C0D0E0F101112 long.example
    openssl_ca_issues "$ca" 7F00 revoked.example
    openssl ca -config "$ca/ca.cnf" -revoke "$ca/revoked.example.crt" -crl_reason keyCompromise 2>/dev/null
    openssl ca -config "$ca/ca.cnf" -gencrl -out "$1/ca.crl" 2>/dev/null
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$ca/expired.example.key" \
        -out "$ca/expired.csr" -subj /CN=expired.example 2>/dev/null
    echo 7F01 >"$ca/serial"
    openssl ca -batch -config "$ca/ca.cnf" -in "$ca/expired.csr" -startdate 190101000000Z \
        -enddate 200101000000Z -out "$ca/expired.example.crt" -notext 2>/dev/null
    openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$ca/nobody.example.key" 2>/dev/null
    for name in sign digits one long revoked expired nobody; do cp "$ca/$name.example.key" "$1/evidence"; done
    make_responder "$1/responder" ec -pkeyopt ec_paramgen_curve:P-256
    "$KEYTRAWL" run "$1/evidence" --certs "$ca/newcerts" --issuers "$ca/ca.crt" --crl "$1/ca.crl" \
        --as-of "$(now)" --out "$1/case" --seal-to "$1/responder.pem" -q
    [ $? -eq 1 ]
}

trap_case() { # FORMAT [ARGUMENT...]: what it writes is $WORK/out
    TRAPS=$SHARED/export-traps
    once export-traps make_trap_case "$TRAPS"
    [ -e "$TRAPS.made" ] || fail "no case"
    local format=$1
    shift
    # a case is open to one program at a time, and checks run at once
    exec 8>"$TRAPS.turn"
    flock 8
    keytrawl export --format "$format" --out "$TRAPS/case" --to "$WORK/out" "$@"
    exec 8>&-
}

# What a script calls: an argument in brackets each.
trap_calls() {
    stand_ins
    export WORK RESPONDER_KEY=$TRAPS/responder.key
    PATH=$WORK/bin:$PATH sh "$WORK/out" --go >"$WORK/go" 2>&1
}

spki_of() { # NAME: SHA-256 of the SubjectPublicKeyInfo
    openssl pkey -in "$TRAPS/evidence/$1.example.key" -pubout -outform DER | sha256sum | cut -d ' ' -f 1
}

check_trap_boulder_serial_is_36_lower_digits_without_0x() {
    trap_case boulder-serials
    printf '%s\n' 000000000000000000000000000000000005 000000000000000000000000001234567890 \
        00000000000000000000a1b2c3d4e5f60718 | diff - <(sort "$WORK/out") || fail "other lines"
}

check_trap_boulder_one_bad_line_aborts_the_batch() {
    trap_case boulder-serials
    expect_status 4
    expect_line 'more than the 36 digits'
    ! grep -q 7f0102 "$WORK/out" || fail "a line that Boulder would refuse, and all others with it"
}

# A certificate that is revoked already returns before its key is blocked.
check_trap_boulder_keys_of_what_is_revoked_are_blocked() {
    local name
    trap_case boulder-spki
    expect_status 0
    ! grep -vqxE '[0-9a-f]{64}' "$WORK/out" || fail "a line that Boulder would refuse"
    for name in revoked expired sign; do
        grep -qx "$(spki_of $name)" "$WORK/out" || fail "the key of $name is not blocked"
    done
}

check_trap_ejbca_reads_ten_digits_as_decimal() {
    trap_case ejbca-cli
    trap_calls || fail "$(cat "$WORK/go")"
    grep -q '\[-s\]\[78187493520\]' "$WORK/calls" || fail "digits alone are not written in decimal"
    grep -q '\[-s\]\[A1B2C3D4E5F60718\]' "$WORK/calls" || fail "others are not in hexadecimal"
}

check_trap_ejbca_says_success_for_what_it_does_not_know() {
    trap_case ejbca-cli
    stand_ins
    printf '#!/bin/sh\necho "No certificate found with issuerDN and serialNumber"\n' >"$WORK/bin/ejbca.sh"
    ! PATH=$WORK/bin:$PATH sh "$WORK/out" --go >"$WORK/go" 2>&1 || fail "it is believed"
    ! grep -qE '^(revoked|told) ' "$WORK/out.log" || fail "the log believes it"
}

check_trap_ejbca_rest_name_in_an_address() {
    local address
    trap_case ejbca-rest
    trap_calls || fail "$(cat "$WORK/go")"
    address=$(grep -o 'https://[^]]*' "$WORK/calls" | head -n 1)
    ! grep -q '[^A-Za-z0-9%:/.?=_-]' <<<"$address" || fail "not an address: $address"
    python3 -c 'import sys, urllib.parse; print(urllib.parse.unquote(sys.argv[1].split("/")[7]))' "$address" |
        diff - <(jq -r .issuer_dn "$TRAPS/case/certificates.jsonl" | head -n 1) || fail "another name"
}

check_trap_step_ca_reads_hexadecimal_as_decimal() {
    trap_case step-ca
    trap_calls || fail "$(cat "$WORK/go")"
    [ "$(grep -o '\[[0-9]*\]$' "$WORK/calls" | sort | tr '\n' ' ')" = \
        "[11651590505119483672] [2832282437072609805480599206306892437680820498] [5] [78187493520] " ] || fail "not in decimal: $(cat "$WORK/calls")"
}

check_trap_vault_takes_no_reason_and_one_certificate_a_call() {
    trap_case vault
    trap_calls || fail "$(cat "$WORK/go")"
    [ "$(wc -l <"$WORK/calls")" -eq 4 ] || fail "not a call for each"
    ! grep -qi reason "$WORK/calls" || fail "a reason"
    grep -q '\[serial_number=a1:b2:c3:d4:e5:f6:07:18\]' "$WORK/calls" || fail "not pairs with colons"
}

# Debian's version stores an empty one, and knows no certificate under another.
check_trap_cfssl_stores_no_key_identifier() {
    trap_case cfssl
    stand_ins
    cat >"$WORK/bin/curl" <<'END'
#!/bin/sh
case $* in
*'"authority_key_id":""'*) printf '{"success":true,"result":{},"errors":[],"messages":[]}\nHTTP 200\n' ;;
*) printf '{"success":false,"result":null,"errors":[{"code":11000,"message":"not found"}],"messages":[]}\nHTTP 404\n' ;;
esac
END
    PATH=$WORK/bin:$PATH sh "$WORK/out" --go >"$WORK/go" 2>&1 || fail "$(cat "$WORK/go")"
    [ "$(grep -c '^revoked ' "$WORK/out.log")" -eq 4 ] || fail "not all are revoked"
}

check_trap_openssl_ca_ends_with_1_for_what_is_revoked() {
    trap_case openssl-ca
    trap_calls || fail "$(cat "$WORK/go")"
    rm "$WORK/out.log"
    PATH=$WORK/bin:$PATH sh "$WORK/out" --go >"$WORK/go" 2>&1 || fail "what is revoked already is a failure: $(cat "$WORK/go")"
    grep -q ' 4 now' "$WORK/go" || fail "it is not done: $(cat "$WORK/go")"
}

check_trap_adcs_takes_pairs_of_digits() {
    trap_case adcs
    printf '%s\n' 05 1234567890 7f0102030405060708090a0b0c0d0e0f101112 a1b2c3d4e5f60718 |
        diff - <(sort "$WORK/out") || fail "other lines"
}

check_trap_dogtag_reads_digits_without_0x_as_decimal() {
    trap_case dogtag
    trap_calls || fail "$(cat "$WORK/go")"
    [ "$(grep -c '\[ca-cert-revoke\]\[0x[0-9a-f]*\]' "$WORK/calls")" -eq 4 ] || fail "without 0x"
}

# They know a certificate within a CA or a pool alone.
check_trap_clouds_want_to_know_the_ca() {
    local format setting
    while read -r format setting; do
        trap_case "$format"
        stand_ins
        unset AWS_CA_ARN GOOGLE_CA_POOL
        ! PATH=$WORK/bin:$PATH sh "$WORK/out" --go >"$WORK/go" 2>&1 || fail "$format goes without $setting"
        grep -q "set $setting" "$WORK/go" || fail "$format does not say what it wants: $(cat "$WORK/go")"
        [ ! -e "$WORK/calls" ] || fail "$format calls all the same"
    done <<'END'
aws-acm-pca AWS_CA_ARN
google-cas GOOGLE_CA_POOL
END
}

# So nothing can be signed in advance.
check_trap_acme_nonce_serves_once() {
    trap_case acme --directory https://ca.example/directory
    stand_ins
    cat >"$WORK/bin/curl" <<'END'
#!/bin/sh
case $* in
*--head\ *)
    echo >>"$WORK/nonces"
    printf 'HTTP/2 200\r\nreplay-nonce: n%s\r\n\r\n' "$(wc -l <"$WORK/nonces")"
    ;;
*/directory) echo '{"newNonce":"https://ca.example/nonce","revokeCert":"https://ca.example/revoke"}' ;;
*)
    body=${*##*--data-binary @}
    sed 's/.*"protected":"\([^"]*\)".*/\1/' "${body%% *}" | tr '_-' '/+' | base64 -di 2>/dev/null |
        sed 's/.*"nonce":"\([^"]*\)".*/\1\n/' >>"$WORK/used"
    printf '\nHTTP 200\n'
    ;;
esac
END
    export WORK RESPONDER_KEY=$TRAPS/responder.key
    PATH=$WORK/bin:$PATH sh "$WORK/out" --go >"$WORK/go" 2>&1 || fail "$(cat "$WORK/go")"
    [ "$(grep . "$WORK/used" | sort -u | tr '\n' ' ')" = "n1 n2 n3 n4 " ] || fail "nonces: $(cat "$WORK/used")"
}

# Links from 10,000 on: tests/exports/test_incident_report, links_from_ten_thousand_on.
check_trap_ccadb_counts_what_is_valid_alone() {
    trap_case ccadb
    sqlite3 :memory: ".import --csv '$WORK/out' c" 'SELECT "Serial #", "Is revoked?" FROM c' | sort >"$WORK/rows"
    [ "$(wc -l <"$WORK/rows")" -eq 5 ] || fail "not five rows: $(cat "$WORK/rows")"
    ! grep -qi '7f01|' "$WORK/rows" || fail "one that has expired"
    grep -qi '^7f00|Yes$' "$WORK/rows" || fail "the one that is revoked"
    ! grep -vqE '\|(Yes|Planned|Delayed|N/A)$' "$WORK/rows" || fail "another word"
}

# In octets, as DER has it: a sign octet belongs to it.
check_trap_onecrl_serial_has_its_sign_octet() {
    trap_case onecrl
    jq -r '.[].serialNumber' "$WORK/out" | while read -r octets; do base64 -d <<<"$octets" | xxd -p -c 30; done | sort >"$WORK/serials"
    printf '%s\n' 00a1b2c3d4e5f60718 05 1234567890 7f0102030405060708090a0b0c0d0e0f101112 | diff - "$WORK/serials" || fail "other octets"
    diff <(jq -r '.[0].issuerName' "$WORK/out" | base64 -d | xxd -p) \
        <(openssl x509 -in "$TRAPS/ca/ca.crt" -outform DER | openssl asn1parse -inform DER -strparse \
            "$(openssl asn1parse -in "$TRAPS/ca/ca.crt" | awk -F: '/d=2 .*SEQUENCE/ { print $1 + 0; n++ } n == 2 { exit }' | tail -n 1)" -noout -out /dev/stdout | xxd -p) || fail "another name"
}

check_trap_crlite_serial_has_its_sign_octet() {
    local issuer
    trap_case crlite
    issuer=$(openssl x509 -in "$TRAPS/ca/ca.crt" -noout -pubkey | openssl pkey -pubin -outform DER | sha256sum | cut -d ' ' -f 1)
    printf "$issuer %s\n" 00a1b2c3d4e5f60718 05 1234567890 7f0102030405060708090a0b0c0d0e0f101112 |
        diff - <(sort "$WORK/out") || fail "other lines"
}

check_trap_blocklists_have_keys_that_match_nothing() {
    local hash
    trap_case spki-blocklist
    grep -qx "$(spki_of nobody)" "$WORK/out" || fail "not in spki-blocklist"
    trap_case badkeys-blocklist
    hash=$(openssl rsa -in "$TRAPS/evidence/nobody.example.key" -noout -modulus | sed 's/.*=//' |
        xxd -r -p | openssl dgst -sha256 -r | cut -c 1-30)
    xxd -p -c 16 "$WORK/out" | grep -qx "${hash}00" || fail "not in badkeys-blocklist"
}

# An issuer is its key, not its name: serial numbers of the one revoke others at its namesake.
check_trap_serials_of_two_issuers_of_one_name() {
    local name key
    mkdir "$WORK/evidence"
    for name in one two; do
        make_openssl_ca "$WORK/$name" 'Twin CA'
        openssl_ca_issues "$WORK/$name" 7F00 "$name.example"
        cp "$WORK/$name/$name.example.key" "$WORK/evidence"
    done
    keytrawl run "$WORK/evidence" --certs "$WORK/one/newcerts" "$WORK/two/newcerts" --issuers "$WORK/one/ca.crt" \
        "$WORK/two/ca.crt" --as-of "$(now)" --out "$WORK/case"
    expect_bit 1
    for name in serials adcs step-ca vault cfssl openssl-ca dogtag aws-acm-pca google-cas; do
        export_to "$name" "$WORK/out" --issuer 'Twin CA'
        expect_refusal 'several issuers'
        [ ! -e "$WORK/out" ] || fail "$name writes all the same"
    done
    # by its key there is but one
    key=$(openssl x509 -in "$WORK/two/ca.crt" -noout -pubkey | openssl pkey -pubin -outform DER | sha256sum | cut -c 1-16)
    export_to pem "$WORK/out" --issuer "$key"
    expect_status 0
    [ "$(fingerprint "$WORK/out")" = "$(fingerprint "$WORK/two/two.example.crt")" ] || fail "another than asked for"
    export_to adcs "$WORK/serial" --issuer "$key"
    expect_status 0
}

# The lists of two CAs with one and the same serial number: each speaks of its own certificate.
check_trap_crl_of_another_issuer() {
    local name
    mkdir "$WORK/evidence"
    make_openssl_ca "$WORK/one" 'One, \"CA\" & co/emailAddress=ca@one.example/serialNumber=1'
    make_openssl_ca "$WORK/two" 'Two CA'
    for name in one two; do
        openssl_ca_issues "$WORK/$name" 7F00 "$name.example"
        cp "$WORK/$name/$name.example.key" "$WORK/evidence"
        openssl ca -config "$WORK/$name/ca.cnf" -revoke "$WORK/$name/$name.example.crt" \
            -crl_reason keyCompromise 2>/dev/null
        openssl ca -config "$WORK/$name/ca.cnf" -gencrl -out "$WORK/$name.crl" 2>/dev/null
    done
    keytrawl run "$WORK/evidence" --certs "$WORK/one/newcerts" "$WORK/two/newcerts" --issuers "$WORK/one/ca.crt" \
        "$WORK/two/ca.crt" --as-of "$(now)" --out "$WORK/case"
    export_to ejbca-cli "$WORK/script"
    expect_status 0
    for name in one two; do
        ! sh "$WORK/script" --check "$WORK/$name.crl" >"$WORK/check" || fail "$name's list speaks of both"
        grep -q '^2 certificates: 1 revoked as keyCompromise, 0 .* 1 not in these' "$WORK/check" || fail "$(cat "$WORK/check")"
    done
    sh "$WORK/script" --check "$WORK/one.crl" "$WORK/two.crl" >"$WORK/check" || fail "$(cat "$WORK/check")"
}

# What is handed on is the certificates themselves, whole, and of the list alone.
check_trap_pem_is_of_the_list_alone() {
    trap_case pem
    (cd "$WORK" && csplit -sz -f one- out '/^-----BEGIN/' '{*}')
    for name in "$WORK"/one-*; do fingerprint "$name"; done | sort >"$WORK/written"
    for name in sign digits one long; do fingerprint "$TRAPS/ca/$name.example.crt"; done | sort | diff - "$WORK/written" ||
        fail "other certificates"
}

# Those that are revoked or have expired are in no script.
check_trap_scripts_are_of_the_list_alone() {
    local name format scripts=0
    trap_case pem
    for name in sign digits one long; do fingerprint "$TRAPS/ca/$name.example.crt"; done | sort >"$WORK/wanted"
    for format in $("$KEYTRAWL" export --list | awk '{ print $1 }'); do
        case $format in
        acme) trap_case acme --directory https://ca.example/directory ;;
        *) trap_case "$format" ;;
        esac
        [ "$(head -n 1 "$WORK/out" | tr -d '\0')" = '#!/bin/sh' ] || continue
        scripts=$((scripts + 1))
        grep '^certificate ' "$WORK/out" | grep -oE ' [0-9a-f]{64} ' | tr -d ' ' | sort | diff "$WORK/wanted" - || fail "$format: other certificates"
    done
    [ "$scripts" -eq 10 ] || fail "$scripts scripts"
}

# Of systems that are not to be had here: all that each is called with, from the first character to the
# last, as its documentation writes it.
check_export_calls_fit_the_grammar_of_each_system() {
    local format grammar pairs='([0-9a-f]{2}:){0,19}[0-9a-f]{2}'
    while read -r format grammar; do
        trap_case "$format"
        rm -rf "${WORK:?}/bin" "$WORK/calls" "$WORK/revoked" "$WORK/out.log"
        trap_calls || fail "$format: $(cat "$WORK/go")"
        [ "$(grep -cvE 'updatepublickey' "$WORK/calls")" -eq 4 ] || fail "$format: not a call for each"
        ! grep -vxE -- "$grammar" "$WORK/calls" || fail "$format: another word than its grammar has"
    done <<END
step-ca \[ca\]\[revoke\]\[--reasonCode\]\[1\]\[--reason\]\[[a-z ]+\]\[[1-9][0-9]*\]
vault \[write\]\[-field=revocation_time\]\[pki/revoke\]\[serial_number=$pairs\]
dogtag \[-n\]\[admin\]\[ca-cert-revoke\]\[0x[0-9a-f]{2,40}\]\[--reason\]\[Key_Compromise\]\[--force\]
aws-acm-pca \[acm-pca\]\[revoke-certificate\]\[--certificate-authority-arn\]\[arn:aws:x\]\[--certificate-serial\]\[$pairs\]\[--revocation-reason\]\[KEY_COMPROMISE\]
google-cas \[privateca\]\[certificates\]\[revoke\]\[--quiet\]\[--serial-number=[0-9a-f]{2,40}\]\[--issuer-pool=the pool\]\[--issuer-location=europe-west1\]\[--reason=key_compromise\]
ejbca-cli \[ra\]\[revokecert\]\[--dn\]\[CN=[^]]+\]\[-s\]\[([0-9]{1,9}|[0-9]{10,}|[0-9A-F]*[A-F][0-9A-F]*)\]\[-r\]\[1\]|\[ca\]\[updatepublickeyblacklist\]\[--command\]\[add\]\[--dir\]\[/[^]]+\]
ejbca-rest \[-sS\]\[--write-out\]\[.nHTTP %\{http_code\}.n\]\[-X\]\[PUT\]\[https://ca\.example/ejbca/ejbca-rest-api/v1/certificate/(%[0-9a-f]{2})+/[0-9a-f]{2,40}/revoke\?reason=KEY_COMPROMISE\]
cfssl \[-sS\]\[--write-out\]\[.nHTTP %\{http_code\}.n\]\[--data\]\[\{"serial":"[1-9][0-9]*","authority_key_id":"([0-9a-f]{2})*","reason":"keycompromise"\}\]\[http://127\.0\.0\.1:8888/api/v1/cfssl/revoke\]
END
}
