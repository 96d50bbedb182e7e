# The list as other systems take it: lines, and what is refused.
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

check_export_refusals() {
    run_example "$WORK/case"
    keytrawl export --out "$WORK/case"
    expect_refusal '--format NAME is missing; --list'
    keytrawl export --format nothing --out "$WORK/case"
    expect_refusal "'nothing' is no format"
    keytrawl export --format opnssl-ca --out "$WORK/case"
    expect_refusal "'opnssl-ca' is no format, perhaps openssl-ca; 'keytrawl export --list' names them"
    keytrawl export --format pem --out "$WORK/none"
    expect_status 2
    keytrawl export --format pem --status expired --out "$WORK/case"
    expect_refusal "status 'expired'.*not exported"
    keytrawl export --format pem --out "$WORK/case" --to "$WORK/no/such/file"
    expect_refusal 'cannot open the folder'
    mkfifo "$WORK/pipe"
    ln -s /dev/null "$WORK/link"
    for name in pipe link; do # a device in its place would be gone for all
        keytrawl export --format pem --out "$WORK/case" --to "$WORK/$name"
        expect_refusal 'is there and no file'
    done
    [ -p "$WORK/pipe" ] && [ -L "$WORK/link" ] || fail "a file took the place of what was there"
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
