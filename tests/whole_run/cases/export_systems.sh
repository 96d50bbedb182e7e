# The list given to real CA software: what it revokes, and that nothing remains.
# shellcheck shell=bash

# What a dry run shows does the same where somebody types it: at a copy of the CA.
expect_dry_run_can_be_pasted() { # SCRIPT FOLDER
    local copy=$WORK/copy
    cp -r "$2" "$copy"
    sed -i "s|^dir = .*|dir = $copy|" "$copy/ca.cnf"
    OPENSSL_CA_CONFIG=$copy/ca.cnf sh "$1" >"$WORK/pasted" 2>/dev/null
    sh -eu "$WORK/pasted" >"$WORK/said" 2>&1 || fail "what it shows fails: $(cat "$WORK/pasted" "$WORK/said")"
    [ "$(grep -c '^R.*keyCompromise' "$copy/index.txt")" -eq 2 ] || fail "what it shows revokes nothing"
    ! sh "$1" --print 00 >"$WORK/said" 2>&1 || fail "it prints what it has not"
}

# From the evidence to a revoked certificate, and a run again that says that nothing remains.
check_export_to_openssl_ca() {
    local ca=$WORK/ca other=$WORK/other script=$WORK/revoke.sh name
    make_openssl_ca "$ca" "Lab CA"
    openssl_ca_issues "$ca" 00A1B2C3D4E5F60718 leaked.example
    openssl_ca_issues "$ca" 1234567890 digits.example
    openssl_ca_issues "$ca" 7F00 kept.example
    # one of another CA with the serial number of a certificate that must not be revoked
    make_openssl_ca "$other" "Other CA"
    openssl_ca_issues "$other" 7F00 elsewhere.example
    mkdir "$WORK/evidence"
    cp "$ca/leaked.example.key" "$ca/digits.example.key" "$other/elsewhere.example.key" "$WORK/evidence"
    keytrawl run "$WORK/evidence" --certs "$ca/newcerts" "$other/newcerts" --issuers "$ca/ca.crt" \
        --as-of "$(now)" --out "$WORK/case"
    expect_bit 1

    export_to openssl-ca "$script"
    expect_status 2
    expect_line 'several issuers.*--issuer'
    [ ! -e "$script" ] || fail "a refused export leaves a file"
    export_to openssl-ca "$script" --issuer 'lab ca'
    expect_status 0

    export OPENSSL_CA_CONFIG=$ca/ca.cnf CA_CERTIFICATE=$ca/ca.crt CA_CRL=$WORK/fresh.crl
    cp "$ca/index.txt" "$WORK/before"
    sh "$script" >"$WORK/dry" 2>&1 || fail "the dry run fails"
    cmp "$ca/index.txt" "$WORK/before" || fail "a dry run has changed the CA"
    [ "$(grep -c 'openssl ca .*-crl_reason keyCompromise' "$WORK/dry")" -eq 2 ] ||
        fail "the dry run does not say what it would do"
    expect_dry_run_can_be_pasted "$script" "$ca"
    [ "$(sed -n 's/^# serial number \([0-9A-Fa-f]*\), SHA-256 [0-9a-f]\{64\}$/\1/p' "$WORK/dry" |
        tr '[:lower:]' '[:upper:]' | sort | tr '\n' ' ')" = '1234567890 A1B2C3D4E5F60718 ' ] ||
        fail "the dry run does not say of which certificates: $(cat "$WORK/dry")"
    sh "$script" --go >"$WORK/go" 2>&1 || fail "the script fails: $(cat "$WORK/go")"
    for name in leaked digits; do
        grep -q "^R.*keyCompromise.*CN=$name.example" "$ca/index.txt" || fail "$name is not revoked"
    done
    grep -q '^V.*CN=kept.example' "$ca/index.txt" || fail "a certificate that nobody named is revoked"
    sh "$script" --go >"$WORK/again" 2>&1 || fail "the second time fails: $(cat "$WORK/again")"
    grep -q '2 revoked before\|2 certificates: 2 before' "$WORK/again" || fail "it does not know its log"
    rm -f "$script.log"
    sh "$script" --go >"$WORK/again" 2>&1 || fail "what is revoked already counts as a failure"
    grep -qF "a fresh CRL was written; now: sh $script --check $WORK/fresh.crl" "$WORK/again" ||
        fail "it asks for the CRL that it has written: $(cat "$WORK/again")"
    ! CA_CRL=$WORK/no/such/fresh.crl sh "$script" --go >"$WORK/unwritten" 2>&1 ||
        fail "a CRL that was not written is no failure"
    grep -q 'no fresh CRL was written' "$WORK/unwritten" || fail "$(cat "$WORK/unwritten")"
    sh "$script" --check "$WORK/fresh.crl" || fail "the check does not find them in the CRL"
    openssl ca -config "$other/ca.cnf" -gencrl -out "$WORK/other.crl" 2>/dev/null
    ! sh "$script" --check "$WORK/other.crl" >"$WORK/check" || fail "another CRL will do"
    [ "$(grep -c 'not in these CRLs: ' "$WORK/check")" -eq 2 ] || fail "the check names none"

    # that of the other CA under this one's name: its signature does not hold
    export_to openssl-ca "$WORK/other.sh" --issuer 'other ca'
    ! sh "$WORK/other.sh" --go >"$WORK/wrong" 2>&1 || fail "a certificate of another CA is revoked"
    grep -q '^V.*CN=kept.example' "$ca/index.txt" || fail "its namesake by serial number is revoked"

    keytrawl match --crl "$WORK/fresh.crl" --as-of "$(now)" --out "$WORK/case" \
        --certs "$ca/newcerts"
    expect_status 0 # what is left is of another CA than the issuers given
    export_to serials "$WORK/rest" --issuer 'lab ca'
    expect_status 0
    [ ! -s "$WORK/rest" ] || fail "something remains to be revoked"
}

check_export_to_cfssl() {
    command -v cfssl >/dev/null && command -v cfssljson >/dev/null && command -v sqlite3 >/dev/null &&
        command -v curl >/dev/null || skip "no cfssl, sqlite3 or curl"
    local serial
    cd "$WORK" || exit 1
    echo '{"CN":"Lab cfssl CA","key":{"algo":"ecdsa","size":256}}' >ca.json
    cfssl gencert -initca ca.json 2>/dev/null | cfssljson -bare ca
    echo '{"signing":{"default":{"expiry":"2160h","usages":["signing","server auth"]}}}' >cfg.json
    echo '{"driver":"sqlite3","data_source":"certs.db"}' >db.json
    sqlite3 certs.db "CREATE TABLE certificates (serial_number blob NOT NULL,
        authority_key_identifier blob NOT NULL, ca_label blob, status blob NOT NULL, reason int,
        expiry timestamp, revoked_at timestamp, pem blob NOT NULL,
        PRIMARY KEY(serial_number, authority_key_identifier));
        CREATE TABLE ocsp_responses (serial_number blob NOT NULL,
        authority_key_identifier blob NOT NULL, body blob NOT NULL, expiry timestamp,
        PRIMARY KEY(serial_number, authority_key_identifier));"
    for name in one two; do
        echo "{\"CN\":\"$name.example\",\"hosts\":[\"$name.example\"],\"key\":{\"algo\":\"ecdsa\",\"size\":256}}" >l.json
        cfssl gencert -ca ca.pem -ca-key ca-key.pem -config cfg.json -db-config db.json l.json \
            2>/dev/null | cfssljson -bare "$name"
    done
    mkdir evidence
    cp one-key.pem evidence
    keytrawl run evidence --certs certs.db --issuers ca.pem --as-of "$(now)" --out case
    expect_bit 1
    export_to cfssl "$WORK/revoke.sh"
    expect_status 0
    cfssl serve -address 127.0.0.1 -port 18899 -ca ca.pem -ca-key ca-key.pem -config cfg.json \
        -db-config db.json >serve.log 2>&1 &
    local server=$!
    for _ in $(seq 50); do
        curl -s http://127.0.0.1:18899/ >/dev/null && break
        sleep 0.1
    done
    CFSSL_URL=http://127.0.0.1:18899 sh revoke.sh --go >go 2>&1
    local status=$?
    kill "$server"
    [ "$status" -eq 0 ] || fail "the script fails: $(cat go serve.log)"
    serial=$(sqlite3 certs.db "SELECT pem LIKE '%' AND reason FROM certificates WHERE status = 'revoked'")
    [ "$serial" = 1 ] || fail "not one certificate is revoked as keyCompromise: '$serial'"
}

# certtool as CA: its certificates, and a CRL of it after which nothing remains.
check_certtool_ca_and_crl() {
    command -v certtool >/dev/null || skip "no certtool"
    cd "$WORK" || exit 1
    local name
    printf 'cn = "Lab certtool CA"\nca\ncert_signing_key\ncrl_signing_key\nexpiration_days = 90\n' >ca.cfg
    certtool --generate-privkey --key-type ecdsa --outfile ca.key 2>/dev/null
    certtool --generate-self-signed --load-privkey ca.key --template ca.cfg --outfile ca.crt 2>/dev/null
    mkdir evidence inventory
    for name in leaked kept; do
        printf 'cn = "%s.example"\ndns_name = "%s.example"\ntls_www_server\nexpiration_days = 30\n' \
            $name $name >$name.cfg
        certtool --generate-privkey --key-type rsa --bits 2048 --outfile $name.key 2>/dev/null
        certtool --generate-certificate --load-privkey $name.key --load-ca-certificate ca.crt \
            --load-ca-privkey ca.key --template $name.cfg --outfile inventory/$name.crt 2>/dev/null ||
            fail "certtool issues nothing"
    done
    cp leaked.key evidence
    keytrawl run evidence --certs inventory --issuers ca.crt --as-of "$(now)" --out case
    expect_bit 1
    export_to serials serials
    certtool --certificate-info --infile inventory/leaked.crt | grep -qi "serial.*: $(cat serials)" ||
        fail "another serial number than certtool says"
    export_to pem list.pem
    printf 'crl_next_update = 30\ncrl_number = 1\n' >crl.cfg
    certtool --generate-crl --load-ca-privkey ca.key --load-ca-certificate ca.crt \
        --load-certificate list.pem --template crl.cfg --outfile fresh.crl 2>/dev/null ||
        fail "certtool makes no CRL"
    keytrawl match --crl fresh.crl --issuers ca.crt --as-of "$(now)" --out case
    expect_no_bit 1
    expect_said 'revoked_reason_unknown 1'
}
