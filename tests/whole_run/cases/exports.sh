# The list as other systems take it: lines, scripts against real CA software and against stand-ins.
# shellcheck shell=bash

# Certificates that are made now, and CRLs of a moment later.
now() { date -u +%FT%TZ; }

# A CA of openssl ca in $1, with the common name $2.
make_openssl_ca() {
    mkdir -p "$1/newcerts"
    : >"$1/index.txt"
    echo 01 >"$1/crlnumber"
    cat >"$1/ca.cnf" <<END
[ca]
default_ca = c
[c]
dir = $1
database = \$dir/index.txt
new_certs_dir = \$dir/newcerts
certificate = \$dir/ca.crt
private_key = \$dir/ca.key
crlnumber = \$dir/crlnumber
default_md = sha256
default_days = 90
default_crl_days = 7
policy = p
unique_subject = no
serial = \$dir/serial
[p]
commonName = supplied
END
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1/ca.key" \
        -out "$1/ca.crt" -subj "/O=Lab/CN=$2" -days 3650 2>/dev/null
}

# openssl_ca_issues FOLDER SERIAL NAME: a certificate with this serial; its key is FOLDER/NAME.key.
openssl_ca_issues() {
    echo "$2" >"$1/serial"
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1/$3.key" \
        -out "$1/$3.csr" -subj "/CN=$3" 2>/dev/null
    openssl ca -batch -config "$1/ca.cnf" -in "$1/$3.csr" -out "$1/$3.crt" -notext 2>/dev/null ||
        fail "openssl ca issues nothing"
}

export_to() { # FORMAT FILE [ARGUMENT...]
    local format=$1 file=$2
    shift 2
    keytrawl export --format "$format" --out "$WORK/case" --to "$file" "$@"
}

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

# Anybody makes a certificate with the name of a CA and a serial number of it: what goes by serial
# numbers would revoke another's.
check_export_of_forged_certificates() {
    local ca=$WORK/ca other=$WORK/other format
    make_openssl_ca "$ca" "Lab CA"
    openssl_ca_issues "$ca" 7F00 kept.example
    openssl_ca_issues "$ca" 7F01 leaked.example
    make_openssl_ca "$other" "LAB CA"
    openssl_ca_issues "$other" 7F00 forged.example
    mkdir "$WORK/evidence"
    cp "$ca/leaked.example.key" "$other/forged.example.key" "$WORK/evidence"
    keytrawl run "$WORK/evidence" --certs "$ca/newcerts" "$other/newcerts" --issuers "$ca/ca.crt" \
        --as-of "$(now)" --out "$WORK/case"
    expect_bit 1
    for format in boulder-serials ejbca-cli onecrl; do
        export_to $format "$WORK/$format"
        expect_status 4
        expect_line 'signature holds under none'
    done
    [ "$(grep -c . "$WORK/boulder-serials")" -eq 1 ] || fail "a forged certificate is revoked"
    ! grep -q 'certificate 7f00' "$WORK/ejbca-cli" || fail "a forged certificate is in the script"
    # who gives that CA's certificate too has said that it is one
    keytrawl match --certs "$ca/newcerts" "$other/newcerts" --issuers "$ca/ca.crt" "$other/ca.crt" \
        --as-of "$(now)" --out "$WORK/case"
    export_to boulder-serials "$WORK/both"
    expect_status 0
    [ "$(grep -c . "$WORK/both")" -eq 2 ] || fail "a certificate of a CA that was given is left out"
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

# Programs that note what they are called with and say what the real ones say.
stand_in() { # PROGRAM WORDS-IT-SAYS
    mkdir -p "$WORK/bin"
    cat >"$WORK/bin/$1" <<END
#!/bin/sh
for word; do printf '[%s]' "\$word"; done >>"$WORK/calls"
echo >>"$WORK/calls"
if [ -f "$WORK/broken" ]; then echo "connection refused"; exit 1; fi
printf '%s\n' '$2'
END
    chmod +x "$WORK/bin/$1"
}

calls_of() { # SCRIPT
    rm -f "$WORK/calls" "$1.log"
    PATH=$WORK/bin:$PATH sh "$1" --go >"$WORK/go" 2>&1
}

# One certificate of the example, of which all is known.
example_for_export() {
    run_example "$WORK/case"
    jq -r 'select(.status == "revoke" and (.issuer_dn | contains("North"))) |
        [.serial, .serial_decimal, .issuer_dn] | @tsv' "$WORK/case/certificates.jsonl" >"$WORK/north"
    [ -s "$WORK/north" ] || fail "the example has none of North"
}

check_export_scripts_call_their_programs() {
    local hex decimal colons count
    example_for_export
    count=$(wc -l <"$WORK/north")
    IFS=$'\t' read -r hex decimal _ <"$WORK/north"
    hex=$(sed 's/^00*\(..\)/\1/' <<<"${hex,,}")
    [ $((${#hex} % 2)) -eq 0 ] || hex=0$hex
    colons=$(sed 's/../&:/g; s/:$//' <<<"$hex")
    stand_in step 'Certificate with Serial Number x has been revoked.'
    stand_in vault 'revocation_time    1700000000'
    stand_in pki '  Status: REVOKED'
    stand_in aws ''
    stand_in gcloud 'Revoked certificate [x] at 2026-01-01.'
    stand_in curl $'{"revoked":true}\nHTTP 200'
    export AWS_CA_ARN=arn:aws:x GOOGLE_CA_POOL='the pool' GOOGLE_CA_LOCATION=europe-west1
    export EJBCA_URL=https://ca.example PKI_OPTIONS='-n admin'
    local row
    while read -r format row; do
        export_to "$format" "$WORK/$format.sh" --issuer North --status revoke
        expect_status 0
        calls_of "$WORK/$format.sh" || fail "$format: $(cat "$WORK/go")"
        grep -qF -- "$row" "$WORK/calls" || fail "$format is not called with $row: $(head -n 3 "$WORK/calls")"
        [ "$(wc -l <"$WORK/calls")" -eq "$count" ] || fail "$format: not a call for each certificate"
        calls_of "$WORK/$format.sh" && rm -f "$WORK/calls"
        PATH=$WORK/bin:$PATH sh "$WORK/$format.sh" --go >/dev/null || fail "$format: started again it fails"
        [ ! -e "$WORK/calls" ] || fail "$format: what was done is done again"
    done <<END
step-ca [ca][revoke][--reasonCode][1][--reason][the private key leaked][$decimal]
vault [write][pki/revoke][serial_number=$colons]
dogtag [-n][admin][ca-cert-revoke][0x$hex][--reason][Key_Compromise][--force]
aws-acm-pca [acm-pca][revoke-certificate][--certificate-authority-arn][arn:aws:x][--certificate-serial][$colons][--revocation-reason][KEY_COMPROMISE]
google-cas [privateca][certificates][revoke][--quiet][--serial-number=$hex][--issuer-pool=the pool][--issuer-location=europe-west1][--reason=key_compromise]
ejbca-rest /$hex/revoke?reason=KEY_COMPROMISE]
END
}

# Keys are blocked before anything is revoked; a system that says success for what it does not
# know is not believed.
check_export_to_ejbca_blocks_first_and_believes_nothing() {
    example_for_export
    stand_in ejbca.sh 'done'
    export_to ejbca-cli "$WORK/ejbca.sh.out" --issuer North
    expect_status 0
    calls_of "$WORK/ejbca.sh.out" || fail "$(cat "$WORK/go")"
    awk '/revokecert/ { revoked = 1 } /updatepublickeyblacklist/ && revoked { bad = 1 }
        END { exit bad || !revoked }' "$WORK/calls" || fail "it revokes before all keys are blocked"
    grep -q ' 0 now, [1-9][0-9]* told and to be checked' "$WORK/go" || fail "it is believed: $(cat "$WORK/go")"
    ! grep -q '^revoked ' "$WORK/ejbca.sh.out.log" || fail "the log calls them revoked"
    grep -q '\[--dn\]\[CN=North Issuing CA,O=North Trust,C=CH\]' "$WORK/calls" || fail "no issuer"
}

# A server that refuses what is revoked already, in whatever words, is asked for the status.
check_export_to_ejbca_rest_asks_for_the_status() {
    example_for_export
    mkdir -p "$WORK/bin"
    cat >"$WORK/bin/curl" <<'END'
#!/bin/sh
case $* in
*/revocationstatus) printf '{"revoked":%s}\nHTTP 200\n' "$IS_REVOKED" ;;
*) printf '{"error_code":409,"error_message":"that was done before"}\nHTTP 409\n' ;;
esac
END
    chmod +x "$WORK/bin/curl"
    export EJBCA_URL=https://ca.example IS_REVOKED=false
    export_to ejbca-rest "$WORK/rest.sh" --issuer North --status revoke
    ! calls_of "$WORK/rest.sh" || fail "a refusal counts as done"
    grep -q 'that was done before' "$WORK/go" || fail "it does not say why: $(cat "$WORK/go")"
    IS_REVOKED=true calls_of "$WORK/rest.sh" || fail "what is revoked counts as a failure: $(cat "$WORK/go")"
}

# What fails is told and tried again; what was done stays done.
check_export_script_goes_on_after_a_failure() {
    example_for_export
    stand_in step 'Certificate with Serial Number x has been revoked.'
    export_to step-ca "$WORK/step.sh" --issuer North
    : >"$WORK/broken"
    ! calls_of "$WORK/step.sh" || fail "a failure is no failure"
    grep -q 'not revoked: .*connection refused' "$WORK/go" || fail "it does not say why"
    grep -qF "tried again by: sh $WORK/step.sh --go" "$WORK/go" || fail "it does not say how it goes on"
    rm "$WORK/broken"
    PATH=$WORK/bin:$PATH sh "$WORK/step.sh" --go >"$WORK/go" || fail "it does not go on"
    grep -q ' 0 failed;' "$WORK/go" || fail "$(cat "$WORK/go")"
}

# A dry run is done to learn what is missing.
check_export_script_names_what_is_to_be_set() {
    example_for_export
    export_to openssl-ca "$WORK/revoke.sh" --issuer North
    expect_status 0
    CA_CRL=fresh.crl sh "$WORK/revoke.sh" >/dev/null 2>"$WORK/said"
    grep -q 'set and exported first: OPENSSL_CA_CONFIG CA_CERTIFICATE$' "$WORK/said" || fail "it is not said"
    OPENSSL_CA_CONFIG=a CA_CERTIFICATE=b CA_CRL=c sh "$WORK/revoke.sh" >/dev/null 2>"$WORK/said"
    ! grep -q 'first' "$WORK/said" || fail "more is to be set"
}

# What says nothing when all is well says nothing either when something ended it.
check_export_script_takes_no_silence_for_success() {
    example_for_export
    mkdir -p "$WORK/bin"
    printf '#!/bin/sh\nexit 255\n' >"$WORK/bin/aws"
    chmod +x "$WORK/bin/aws"
    export AWS_CA_ARN=arn:aws:x
    export_to aws-acm-pca "$WORK/aws.sh" --issuer North
    expect_status 0
    ! calls_of "$WORK/aws.sh" || fail "what was not done counts as done"
    ! grep -q '^revoked ' "$WORK/aws.sh.log" || fail "the log calls them revoked"
}

# Each system's own idea of a serial number, held against certificates.jsonl.
check_export_lines() {
    local listed='select(.status == "revoke" or .status == "revoke_ca")'
    run_example "$WORK/case"
    export_to boulder-serials "$WORK/serials"
    expect_status 0
    jq -r "$listed | .serial | ascii_downcase | ltrimstr(\"00\") |
        (\"0\" * (36 - length)) + ." "$WORK/case/certificates.jsonl" | sort >"$WORK/expected"
    sort "$WORK/serials" | diff - "$WORK/expected" || fail "boulder-serials"
    ! grep -vqxE '[0-9a-f]{36}' "$WORK/serials" || fail "a line that Boulder would refuse"

    # certutil takes pairs of digits alone, without the octet that DER puts in front
    export_to adcs "$WORK/adcs" --issuer North
    jq -r "$listed | select(.issuer_dn | contains(\"North\")) | .serial | ascii_downcase |
        if length > 2 then ltrimstr(\"00\") else . end" "$WORK/case/certificates.jsonl" | sort >"$WORK/pairs"
    sort "$WORK/adcs" | diff - "$WORK/pairs" || fail "adcs"
    ! grep -vqxE '([0-9a-f]{2})+' "$WORK/adcs" || fail "a line that certutil would refuse"

    export_to spki-blocklist "$WORK/keys"
    jq -r "$listed | .spki_sha256" "$WORK/case/certificates.jsonl" | sort -u >"$WORK/matched"
    [ -z "$(sort -u "$WORK/keys" | comm -13 - "$WORK/matched")" ] || fail "a certificate's key is missing"
    [ "$(sort -u "$WORK/keys" | wc -l)" -gt "$(wc -l <"$WORK/matched")" ] ||
        fail "keys that match nothing are missing"
    cmp "$WORK/keys" <(keytrawl_out export --format boulder-spki --out "$WORK/case") ||
        fail "boulder-spki differs"

    export_to onecrl "$WORK/onecrl.json"
    jq -e "length == $(wc -l <"$WORK/expected") and all(.issuerName and .serialNumber)" \
        "$WORK/onecrl.json" >/dev/null || fail "onecrl"
    export_to crlite "$WORK/crlite" --issuer North
    ! grep -vqxE '[0-9a-f]{64} [0-9a-f]+' "$WORK/crlite" || fail "crlite"
    export_to pem "$WORK/list.pem"
    [ "$(grep -c '^-----BEGIN CERTIFICATE-----$' "$WORK/list.pem")" -eq "$(wc -l <"$WORK/expected")" ] ||
        fail "pem"
    export_to ccadb "$WORK/ccadb.csv"
    [ "$(head -n 1 "$WORK/ccadb.csv" | tr -d '\r')" = "Precertificate SHA-256 hash,Certificate SHA-256 hash,Subject,Issuer,Not before,Not after,Serial #,dNSNames,Is revoked?,Revocation date,Revocation reason" ] ||
        fail "the columns of ccadb"
    grep -q ',Yes,.*keyCompromise' "$WORK/ccadb.csv" || fail "ccadb does not tell what is revoked"
}

keytrawl_out() { "$KEYTRAWL" "$@" </dev/null; }

# BKHASH120 of the matched RSA keys, made by openssl.
check_export_badkeys_blocklist() {
    run_example "$WORK/case"
    export_to badkeys-blocklist "$WORK/blocklist.dat"
    expect_status 0
    xxd -p -c 16 "$WORK/blocklist.dat" >"$WORK/blocks"
    sort -c -u "$WORK/blocks" || fail "not sorted, or one twice"
    local found=0
    for proof in "$WORK"/case/proofs/rsa-*.csr; do
        modulus=$(openssl req -in "$proof" -noout -modulus | sed 's/.*=//')
        hash=$(printf '%s' "$modulus" | xxd -r -p | openssl dgst -sha256 -r | cut -c 1-30)
        grep -qx "${hash}00" "$WORK/blocks" || fail "$proof is not in it"
        found=$((found + 1))
    done
    [ "$found" -gt 0 ] || fail "no RSA key was looked for"
}

check_export_scripts_are_sound() {
    local format
    example_for_export
    while read -r format; do
        export_to "$format" "$WORK/$format.sh" --issuer North
        head -n 1 "$WORK/$format.sh" | grep -q '^#!/bin/sh' || continue
        sh -n "$WORK/$format.sh" || fail "$format is no script"
        [ "$(tail -n 1 "$WORK/$format.sh")" = finish ] || fail "$format gives no account"
        sh "$WORK/$format.sh" >"$WORK/dry" 2>&1 || fail "$format: the dry run fails: $(cat "$WORK/dry")"
        [ ! -e "$WORK/$format.sh.log" ] || fail "$format: a dry run writes a log"
        ! command -v shellcheck >/dev/null || shellcheck -s sh -S warning "$WORK/$format.sh" ||
            fail "$format has slips"
    done < <("$KEYTRAWL" export --list | awk '{ print $1 }')
}

check_export_refusals() {
    run_example "$WORK/case"
    keytrawl export --out "$WORK/case"
    expect_refusal '--format NAME is missing; --list'
    keytrawl export --format nothing --out "$WORK/case"
    expect_refusal "'nothing' is no format"
    keytrawl export --format pem --out "$WORK/none"
    expect_status 2
    keytrawl export --format pem --status expired --out "$WORK/case"
    expect_refusal "status 'expired'.*not exported"
    keytrawl export --format pem --out "$WORK/case" --to "$WORK/no/such/file"
    expect_refusal 'cannot open the folder'
    cp "$WORK/case/case.db" "$WORK/before"
    keytrawl export --format pem --out "$WORK/case" --to "$WORK/case/../case/case.db"
    expect_refusal 'a file of the case itself'
    cmp "$WORK/case/case.db" "$WORK/before" || fail "an export has replaced the case"
    keytrawl export --format pem --out "$WORK/case" --issuer 'Nobody at all'
    expect_status 0
    [ ! -s "$WORK/stdout" ] || fail "something of nobody"
    expect_line "no certificate of the list fits --issuer 'Nobody at all'"
    keytrawl export --list
    expect_status 0
    [ "$(wc -l <"$WORK/stdout")" -ge 19 ] || fail "formats are missing"
}

# The reporter is told what was proven and what was not, and nothing of anybody else.
check_reply_to_the_reporter() {
    run_example "$WORK/case"
    keytrawl reply --out "$WORK/case"
    expect_status 0
    ! grep -E '@|mbox|/' "$WORK/stdout" || fail "senders or paths"
    plain_text <"$WORK/stdout" | diff "$ROOT/tests/whole_run/expected/reply" - || fail "another answer"
    keytrawl reply --out "$WORK/case" --evidence "$EXAMPLE/evidence"
    plain_text <"$WORK/stdout" | diff "$ROOT/tests/whole_run/expected/reply" - || fail "the only root is not all"
    keytrawl reply --out "$WORK/case" --evidence "$EXAMPLE"/evid
    expect_status 2
    expect_line 'no such evidence'
    # of two reporters each is told of his own
    mkdir "$WORK/one" "$WORK/two"
    cp fixtures/keys/rfc9500-p256.key "$WORK/one/"
    echo nothing >"$WORK/two/empty.txt"
    keytrawl scan "$WORK/one" "$WORK/two" "${CLOCK[@]}" --out "$WORK/both"
    keytrawl reply --out "$WORK/both" --evidence "$WORK/two"
    expect_said 'No key could be proven'
    keytrawl reply --out "$WORK/both" --evidence "$WORK/one"
    expect_said 'Keys proven to be compromised: 1'
}

# The same as lines of JSON: no more and no less than the letter, and no more of anybody.
check_reply_as_json() {
    example_once
    keytrawl reply --out "$EXAMPLE_CASE"
    cp "$WORK/stdout" "$WORK/letter"
    keytrawl reply --json --out "$EXAMPLE_CASE"
    expect_status 0
    ! grep -E '@|mbox|/' "$WORK/stdout" || fail "senders or paths"
    jq -se '.[0] | .kind == "receipt" and .files == 13 and .due == "2026-11-03T14:00:00Z"' "$WORK/stdout" >/dev/null ||
        fail "what was received is not the first line"
    jq -r 'select(.kind != "receipt") | .certificate_sha256 // .precertificate_sha256 // .spki_sha256 // empty' "$WORK/stdout" >"$WORK/named"
    grep -oE '[0-9a-f]{64}' "$WORK/letter" | diff - "$WORK/named" || fail "other keys or certificates"
    jq -r 'select(.kind == "certificate" and .listed) | .status + " by " + .deadline + " (" + .clause + ")"' \
        "$WORK/stdout" >"$WORK/told"
    grep -oE 'revoke(_ca)? by .*' "$WORK/letter" | diff - "$WORK/told" || fail "other deadlines"
    jq -r 'select(.failure) | .failure + if .clause then "; " + .clause else "" end' "$WORK/stdout" >"$WORK/told"
    sed -n '/^Forged/,/^Certificates/s/^    //p' "$WORK/letter" | diff - "$WORK/told" || fail "other reasons"
    keytrawl reply --json --out "$EXAMPLE_CASE" --to "$WORK/answer.jsonl"
    cmp "$WORK/stdout" /dev/null && [ -s "$WORK/answer.jsonl" ] || fail "--to is not heard"
    keytrawl reply --json --out "$EXAMPLE_CASE" --subscribers "$WORK/letters"
    expect_refusal '--json does not go with --subscribers'
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
