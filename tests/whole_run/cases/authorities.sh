# Authorities made on the spot by the programs that keep them: their databases as they stand are
# the inventory, and the lists that they sign change the statuses. Sourced by run.sh.
# shellcheck shell=bash

authority_begin() { # PROGRAM...
    local program
    for program in "$@"; do
        command -v "$program" >/dev/null || skip "$program is not installed"
    done
    mkdir -p "$WORK/evidence" "$WORK/lists"
    A=$WORK/authority
    mkdir "$A"
}

# How many certificates of the case have this status.
expect_count_of() { # STATUS COUNT
    local count
    count=$(jq -s "map(select(.status == \"$1\")) | length" "$WORK/case/certificates.jsonl")
    [ "$count" -eq "$2" ] || fail "$count $1, not $2: $(jq -c '[.subject_dn, .status]' "$WORK/case/certificates.jsonl")"
}

expect_status_of() { # NAME STATUS
    jq -se "map(select(.subject_dn | contains(\"CN=$1.example\"))) | length == 1 and .[0].status == \"$2\"" \
        "$WORK/case/certificates.jsonl" >/dev/null ||
        fail "$1 is not $2: $(jq -c '[.subject_dn, .status]' "$WORK/case/certificates.jsonl")"
}

# All of them are there, each once, and nothing of the authority's files is left unread.
expect_inventory() { # PATH COUNT
    jq -se 'map(select(.weight != "note")) | length == 0' "$WORK/case/journal.jsonl" >/dev/null ||
        fail "$(cat "$WORK/case/journal.jsonl")"
    [ "$(sqlite3 :memory: ".import --csv '$WORK/case/sources.csv' sources" \
        "SELECT sum(parsed) || ' ' || sum(failed) FROM sources WHERE path LIKE '$1%'")" = "$2 0" ] ||
        fail "not $2 certificates: $(cat "$WORK/case/sources.csv")"
}

openssl_authority() {
    mkdir "$A/db" "$A/db/newcerts"
    : >"$A/db/index.txt"
    echo 01 >"$A/db/crlnumber"
    printf '%s\n' '[ca]' 'default_ca = here' '[here]' "dir = $A/db" 'database = $dir/index.txt' \
        'new_certs_dir = $dir/newcerts' 'certificate = $dir/ca.pem' "private_key = $A/ca.key" \
        'crlnumber = $dir/crlnumber' 'default_md = sha256' 'default_days = 90' 'default_crl_days = 7' \
        'policy = any' 'unique_subject = no' 'rand_serial = yes' '[any]' 'commonName = supplied' >"$A/ca.cnf"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$A/ca.key" \
        -out "$A/db/ca.pem" -subj '/O=Lab/CN=Lab CA' -days 3650 2>/dev/null
}

openssl_issue() { # NAME...
    local name
    for name in "$@"; do
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$WORK/evidence/$name.key" \
            -out "$A/$name.csr" -subj "/CN=$name.example" 2>/dev/null
        openssl ca -batch -config "$A/ca.cnf" -in "$A/$name.csr" -out "$A/$name.pem" 2>/dev/null ||
            fail "openssl ca issues nothing"
    done
}

# Its index.txt and newcerts are the inventory; what index.txt says of revocation counts for
# nothing before it is published.
check_authority_of_openssl_ca() {
    authority_begin openssl sqlite3
    openssl_authority
    openssl_issue stays leaked old renewed
    openssl ca -config "$A/ca.cnf" -revoke "$A/leaked.pem" -crl_reason keyCompromise 2>/dev/null
    openssl ca -config "$A/ca.cnf" -revoke "$A/old.pem" -crl_compromise 20260101000000Z 2>/dev/null
    openssl ca -config "$A/ca.cnf" -revoke "$A/renewed.pem" -crl_reason superseded 2>/dev/null
    [ "$(grep -c ^R "$A/db/index.txt")" -eq 3 ] || fail "openssl ca revoked nothing"
    keytrawl run "$WORK/evidence" --certs "$A/db" --out "$WORK/case" --no-proofs
    expect_bit 1
    expect_inventory "$A/db" 5
    expect_count_of revoke 4
    openssl ca -config "$A/ca.cnf" -gencrl -out "$WORK/lists/first.crl" 2>/dev/null
    keytrawl match --crl "$WORK/lists/first.crl" --out "$WORK/case"
    expect_bit 1
    expect_status_of stays revoke
    expect_status_of leaked revoked
    expect_status_of old revoked
    expect_status_of renewed revoked_other_reason
    [ "$(listed "$WORK/case")" = "$(fingerprint "$A/stays.pem")" ] || fail "the list is not the one that is left"
    openssl ca -config "$A/ca.cnf" -revoke "$A/stays.pem" -crl_reason keyCompromise 2>/dev/null
    openssl ca -config "$A/ca.cnf" -gencrl -out "$WORK/lists/second.crl" 2>/dev/null
    keytrawl match --crl "$WORK/lists/second.crl" --out "$WORK/case"
    expect_status 0
    expect_count_of revoked 3
}

# The authority goes over to a new key: its new list speaks of the old certificates once the
# certificate is there by which the old key vouches for the new one.
check_authority_with_a_new_key() {
    authority_begin openssl sqlite3
    openssl_authority
    openssl_issue leaked
    openssl ca -config "$A/ca.cnf" -revoke "$A/leaked.pem" -crl_reason keyCompromise 2>/dev/null
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$A/new.key" \
        -out "$A/new.csr" -subj '/O=Lab/CN=Lab CA' 2>/dev/null
    printf 'basicConstraints = critical,CA:TRUE\nsubjectKeyIdentifier = hash\n' >"$A/link.cnf"
    openssl x509 -req -in "$A/new.csr" -signkey "$A/new.key" -extfile "$A/link.cnf" -days 3650 \
        -out "$A/new.pem" 2>/dev/null
    openssl x509 -req -in "$A/new.csr" -CA "$A/db/ca.pem" -CAkey "$A/ca.key" -extfile "$A/link.cnf" \
        -set_serial 77 -days 3650 -out "$A/link.pem" 2>/dev/null
    openssl ca -config "$A/ca.cnf" -gencrl -cert "$A/new.pem" -keyfile "$A/new.key" \
        -out "$WORK/lists/new.crl" 2>/dev/null
    keytrawl run "$WORK/evidence" --certs "$A/db" --certs "$A/new.pem" --crl "$WORK/lists/new.crl" \
        --out "$WORK/case" --no-proofs
    expect_bit 1
    expect_status_of leaked revoke
    keytrawl match --certs "$A/link.pem" --out "$WORK/case"
    expect_status_of leaked revoked
    expect_status 0
}

# As cfssl's own migrations of certdb make it.
CFSSL_SCHEMA='CREATE TABLE certificates (serial_number blob NOT NULL, authority_key_identifier blob NOT NULL,
  ca_label blob, status blob NOT NULL, reason int, expiry timestamp, revoked_at timestamp, pem blob NOT NULL,
  PRIMARY KEY(serial_number, authority_key_identifier));
  CREATE TABLE ocsp_responses (serial_number blob NOT NULL, authority_key_identifier blob NOT NULL,
  body blob NOT NULL, expiry timestamp, PRIMARY KEY(serial_number, authority_key_identifier),
  FOREIGN KEY(serial_number, authority_key_identifier) REFERENCES certificates(serial_number, authority_key_identifier));'

cfssl_authority() {
    cd "$A" || fail "no folder"
    echo '{"CN":"Lab cfssl CA","key":{"algo":"ecdsa","size":256}}' >ca.json
    echo '{"signing":{"default":{"expiry":"2160h","usages":["signing","key encipherment","server auth"]}}}' >cfg.json
    echo '{"driver":"sqlite3","data_source":"certs.db"}' >db.json
    sqlite3 certs.db "$CFSSL_SCHEMA"
    cfssl gencert -initca ca.json 2>/dev/null | cfssljson -bare ca
    [ -s ca-key.pem ] || fail "cfssl makes no authority"
}

# The signer puts what it issues into the database.
cfssl_issue() { # NAME...
    local name
    for name in "$@"; do
        echo "{\"CN\":\"$name.example\",\"hosts\":[\"$name.example\"],\"key\":{\"algo\":\"ecdsa\",\"size\":256}}" >"$name.json"
        cfssl gencert -ca ca.pem -ca-key ca-key.pem -config cfg.json -db-config db.json "$name.json" 2>/dev/null |
            cfssljson -bare "$name"
        mv "$name-key.pem" "$WORK/evidence/$name.key" || fail "cfssl issues nothing"
    done
}

cfssl_serial() { # NAME: in decimals, as the database has it
    sqlite3 certs.db "SELECT serial_number FROM certificates WHERE
        trim(pem, char(10)) = trim(CAST(readfile('$1.pem') AS text), char(10))"
}

# One request to the server that the authority is then run as; the command line wants a key
# identifier, of which Debian's version stores none.
cfssl_ask() { # PORT PATH BODY
    exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
    printf 'POST %s HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' "$2" \
        "${#3}" "$3" >&3
    timeout 10 cat <&3
    exec 3>&-
}

cfssl_revoke() { # NAME REASON
    local serial identifier port server tries
    serial=$(cfssl_serial "$1")
    [ -n "$serial" ] || fail "$1 is not in the database"
    identifier=$(sqlite3 certs.db "SELECT authority_key_identifier FROM certificates WHERE serial_number = '$serial'")
    port=$((20000 + RANDOM % 10000))
    cfssl serve -address 127.0.0.1 -port $port -ca ca.pem -ca-key ca-key.pem -config cfg.json \
        -db-config db.json >server.log 2>&1 &
    server=$!
    for tries in $(seq 50); do
        cfssl_ask $port /api/v1/cfssl/revoke \
            "{\"serial\":\"$serial\",\"authority_key_id\":\"$identifier\",\"reason\":\"$2\"}" \
            >answer 2>/dev/null && break
        sleep 0.2
    done
    kill $server
    [ "$(sqlite3 certs.db "SELECT status FROM certificates WHERE serial_number = '$serial'")" = revoked ] ||
        fail "cfssl did not revoke $1 ($tries): $(cat answer server.log)"
}

# From the serials that the database calls revoked; no reasons stand in this list.
cfssl_list() { # FILE
    sqlite3 certs.db "SELECT serial_number FROM certificates WHERE status = 'revoked'" >serials
    cfssl gencrl serials ca.pem ca-key.pem 2>/dev/null | base64 -d >"$1"
    openssl crl -inform DER -in "$1" -noout || fail "cfssl wrote no list"
}

check_authority_of_cfssl() {
    authority_begin cfssl cfssljson openssl sqlite3
    cfssl_authority
    cfssl_issue stays leaked
    cfssl_revoke leaked keycompromise
    keytrawl run "$WORK/evidence" --certs "$A/certs.db" --certs "$A/ca.pem" --out "$WORK/case" --no-proofs
    expect_bit 1
    expect_inventory "$A/certs.db" 2
    expect_count_of revoke 2
    cfssl_list "$WORK/lists/first.crl"
    keytrawl match --crl "$WORK/lists/first.crl" --out "$WORK/case"
    expect_bit 1
    expect_status_of stays revoke
    expect_status_of leaked revoked_reason_unknown
    [ "$(listed "$WORK/case")" = "$(fingerprint "$A/stays.pem")" ] || fail "the list is not the one that is left"
}
