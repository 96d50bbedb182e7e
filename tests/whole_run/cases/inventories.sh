# Inventories that are no files of certificates: databases, key stores, standard input.
# shellcheck shell=bash

INVENTORY_CLOCK=(--as-of 2026-12-01T12:00:00Z --received 2026-11-30T14:00:00Z)
STORE_CERTIFICATE=fixtures/keys/stores/rsa1024-rfc9500.cer

# The key that the certificate is of, out of a store, as evidence.
inventory_evidence() {
    mkdir -p "$WORK/evidence" "$WORK/certs"
    cp fixtures/keys/stores/java.jks "$WORK/evidence"
    printf 'correct horse\nbattery staple\n' >"$WORK/phrases"
}

match_inventory() { # ARGUMENT...: what is read, and how; is the certificate matched?
    keytrawl run "$WORK/evidence" "$@" --passphrases "$WORK/phrases" "${INVENTORY_CLOCK[@]}" \
        --no-proofs --out "$WORK/case"
}

expect_matched() {
    expect_bit 1
    jq -se 'map(select(.subject_dn == "CN=store two.example" and
        .certificate_source == "inventory evidence")) | length == 1' \
        "$WORK/case/certificates.jsonl" >/dev/null || fail "the certificate is not matched"
}

# A database is read by a confined worker.
check_inventory_in_a_database() {
    command -v sqlite3 >/dev/null || skip "no sqlite3"
    inventory_evidence
    sqlite3 "$WORK/certs/ca.db" "CREATE TABLE issued (serial TEXT, der BLOB);
        INSERT INTO issued VALUES ('1', X'$(xxd -p "$STORE_CERTIFICATE" | tr -d '\n')')"
    match_inventory --certs "$WORK/certs"
    expect_matched
    expect_no_bit 4
}

check_inventory_in_a_database_that_is_compressed() {
    command -v sqlite3 >/dev/null || skip "no sqlite3"
    inventory_evidence
    sqlite3 "$WORK/ca.db" "CREATE TABLE issued (serial TEXT, der BLOB);
        INSERT INTO issued VALUES ('1', X'$(xxd -p "$STORE_CERTIFICATE" | tr -d '\n')')"
    gzip -c "$WORK/ca.db" >"$WORK/certs/ca.db.gz"
    match_inventory --certs "$WORK/certs"
    expect_matched
    expect_no_bit 4
}

# A store of the inventory opens with the passphrases of the run; its keys are no evidence.
check_inventory_in_a_key_store() {
    inventory_evidence
    cp fixtures/keys/stores/keytool-legacy.p12 fixtures/keys/stores/openssl-no-key.p12 "$WORK/certs"
    match_inventory --certs "$WORK/certs"
    expect_no_bit 4
    jq -se 'map(select(.certificate_source == "inventory evidence")) | length >= 1' \
        "$WORK/case/certificates.jsonl" >/dev/null || fail "nothing of the stores is matched"
    jq -se 'map(select(.sentence | startswith("a private key in an inventory"))) | length == 1' \
        "$WORK/case/journal.jsonl" >/dev/null || fail "the key in the inventory is not told of"
}

# Bouncy Castle's: BKS closes its keys alone, UBER all that is in it.
check_inventory_in_a_bouncy_castle_store() {
    inventory_evidence
    cp fixtures/keys/stores/bouncy.bks "$WORK/certs"
    match_inventory --certs "$WORK/certs"
    expect_matched
    expect_no_bit 4
    rm -rf "$WORK/case"
    cp fixtures/keys/stores/bouncy.uber "$WORK/certs"
    match_inventory --certs "$WORK/certs"
    expect_matched
    expect_bit 4
    jq -se 'map(select(.weight != "note")) | length == 1 and
        (.[0].sentence | startswith("a UBER keystore"))' "$WORK/case/journal.jsonl" >/dev/null ||
        fail "the closed store is not told of: $(cat "$WORK/case/journal.jsonl")"
}

# What no reader of inventories knows is searched as evidence is: archives, mails, exports of directories.
check_inventory_that_is_searched() {
    inventory_evidence
    local form
    openssl x509 -inform DER -in "$STORE_CERTIFICATE" -out "$WORK/one.pem"
    mkdir "$WORK/forms"
    python3 -m zipfile -c "$WORK/forms/export.zip" "$WORK/one.pem"
    tar -C "$WORK/forms" -cf "$WORK/forms/export.tar" export.zip
    { printf 'dn: cn=one\nuserCertificate;binary::' && base64 -w 60 "$STORE_CERTIFICATE" | sed 's/^/ /'; } >"$WORK/forms/export.ldif"
    { printf 'Subject: here it is\nMIME-Version: 1.0\nFrom: a@example.org\nContent-Transfer-Encoding: base64\n\n' &&
        base64 "$STORE_CERTIFICATE"; } >"$WORK/forms/mail.eml"
    for form in "$WORK"/forms/*; do
        rm -rf "$WORK/case"
        match_inventory --certs "$form"
        expect_matched
        expect_no_bit 4
        [ "$(cut -d , -f 5 "$WORK/case/sources.csv" | tail -n +2 | paste -sd +)" = 1 ] ||
            fail "$form: not one certificate: $(cut -d , -f 5 "$WORK/case/sources.csv")"
    done
    keytrawl index build "$WORK/forms" --out "$WORK/forms.index" || fail "no index"
    rm -rf "$WORK/case"
    match_inventory --certs "$WORK/forms.index"
    expect_bit 1
}


# JSON lines large enough for ranges: certificates in the first and the last, in a line that is
# longer than a range, and a cell that is none.
check_inventory_in_large_json_lines() {
    inventory_evidence
    local name der
    der=$(base64 -w 0 "$STORE_CERTIFICATE")
    {
        printf '{"id": 1, "der": "%s"}\n' "$der"
        yes '{"id": 2, "filler": "................................................", "der": null}' |
            head -n 700000
        printf '{"id": 3, "list": ['
        yes '"................", ' | head -n 5000000 | tr -d '\n'
        printf '"."], "der": "%s"}\n' "$der"
        printf '{"id": 4, "der": "damaged"}\n{"id": 5, "der": "%s"}\n' "$der"
    } >"$WORK/certs/large.jsonl"
    match_inventory --certs "$WORK/certs" --jobs 1
    expect_matched
    mv "$WORK/case" "$WORK/one"
    match_inventory --certs "$WORK/certs" --jobs 2
    expect_matched
    for name in certificates.jsonl journal.jsonl sources.csv revoke.csv; do
        cmp "$WORK/one/$name" "$WORK/case/$name" || fail "$name differs"
    done
    grep -q ',4,3,1,' "$WORK/case/sources.csv" || fail "not all rows are counted"
    [ "$(jq -s 'map(select(.sentence | startswith("no certificate in a cell"))) | length' \
        "$WORK/case/journal.jsonl")" = 1 ] || fail "the damaged cell is not told once"
}

match_large_table() { # by one worker and by two: one and the same outputs
    local name
    match_inventory --certs "$WORK/certs" --jobs 1
    expect_matched
    rm -rf "$WORK/one"
    mv "$WORK/case" "$WORK/one"
    match_inventory --certs "$WORK/certs" --jobs 2 --verbose
    expect_matched
    for name in certificates.jsonl journal.jsonl sources.csv revoke.csv; do
        cmp "$WORK/one/$name" "$WORK/case/$name" || fail "$name differs"
    done
    grep -q ',4,3,1,' "$WORK/case/sources.csv" || fail "not all rows are counted"
    name=$(grep -n -m 1 '^6,broken' "$WORK/certs/large.csv" | cut -d : -f 1)
    jq -se --arg row "large.csv!row $name der@" 'map(select(.weight == "unread")) |
        length == 1 and (.[0].provenance | contains($row))' "$WORK/case/journal.jsonl" >/dev/null ||
        fail "the damaged cell is not told once in row $name: $(cat "$WORK/case/journal.jsonl")"
}

# A table large enough for ranges, whose rows go over several lines. Then the same with cells
# that look like rows, and rows that do not: what the ranges guess is wrong, and seen to be.
check_inventory_in_a_large_table() {
    command -v openssl >/dev/null || skip "no openssl"
    inventory_evidence
    local pem
    pem=$(openssl x509 -inform der -in "$STORE_CERTIFICATE")
    {
        printf 'id,note,der,mail\n1,first,"%s",a@example\n' "$pem"
        yes '2,"say ""this"",
................................................................................,
then go",,b@example' | head -n 3300000
        printf '3,between,"%s",c@example\n' "$pem"
        yes '4,................................................,,d@example' | head -n 200000
        printf '6,broken,damaged,e@example\n7,last,"%s",f@example\n' "$pem"
    } >"$WORK/certs/large.csv"
    match_large_table
    ! grep -q 'ranges do not join' "$WORK/stderr" || fail "the ranges do not join"
    {
        printf 'id,note,der,mail\n1,first,"%s",a@example\n' "$pem"
        yes '4,................................................,,d@example' | head -n 950000
        printf '2,"\n'
        yes '4,................................................,,d@example' | head -n 200000
        printf '",,\n3,between,"%s",c@example\n' "$pem"
        yes '4,................................................,,d@example' | head -n 1100000
        printf '6,broken,damaged,e@example\n7,last,"%s",f@example\n' "$pem"
    } >"$WORK/certs/large.csv"
    rm -rf "$WORK/case"
    match_large_table
    grep -q 'ranges do not join' "$WORK/stderr" || fail "nothing was guessed wrong"
}

# Standard input, of which one column alone is read; later runs do without it.
check_inventory_from_standard_input() {
    inventory_evidence
    { echo 'id,der,note'; echo "1,$(base64 -w0 "$STORE_CERTIFICATE"),x"; } >"$WORK/table"
    local status=0
    "$KEYTRAWL" run "$WORK/evidence" --certs - --certs-column der --passphrases "$WORK/phrases" \
        "${INVENTORY_CLOCK[@]}" --no-proofs --out "$WORK/case" <"$WORK/table" >"$WORK/stdout" || status=$?
    STATUS=$status
    echo "from standard input: status $STATUS"
    expect_matched
    keytrawl match --certs fixtures/keys/stores/ecdsap256-rfc9500.cer --out "$WORK/case" \
        "${INVENTORY_CLOCK[@]:0:2}"
    expect_matched
}

# The folder of an authority as openssl ca keeps it: nothing in it is left unread.
check_inventory_of_openssl_ca() {
    command -v openssl >/dev/null || skip "no openssl"
    inventory_evidence
    mkdir -p "$WORK/ca/newcerts"
    (
        cd "$WORK/ca" || exit 1
        : >index.txt
        echo 1000 >serial
        echo 01 >crlnumber
        printf '%s\n' '[ca]' 'default_ca = here' '[here]' 'dir = .' 'database = ./index.txt' \
            'new_certs_dir = ./newcerts' 'serial = ./serial' 'crlnumber = ./crlnumber' \
            'default_md = sha256' 'default_days = 30' 'policy = any' '[any]' 'commonName = supplied' \
            >ca.cnf
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ../ca.key \
            -out ca.pem -subj /CN=ca -days 30 2>/dev/null
        openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ../one.key \
            -out ../one.csr -subj /CN=issued.example 2>/dev/null
        openssl ca -config ca.cnf -batch -cert ca.pem -keyfile ../ca.key -in ../one.csr -out one.pem
        openssl ca -config ca.cnf -cert ca.pem -keyfile ../ca.key -revoke newcerts/1000.pem \
            -crl_reason keyCompromise
    ) 2>/dev/null
    cp "$WORK/one.key" "$WORK/evidence"
    [ -s "$WORK/ca/index.txt" ] || fail "openssl ca wrote no database"
    "$KEYTRAWL" run "$WORK/evidence" --certs "$WORK/ca" --passphrases "$WORK/phrases" --no-proofs \
        --out "$WORK/case" >"$WORK/stdout" 2>&1
    jq -se 'map(select(.subject_dn == "CN=issued.example")) | length == 1' \
        "$WORK/case/certificates.jsonl" >/dev/null || fail "the certificate is not matched"
    jq -se 'map(select(.weight != "note")) | length == 0' "$WORK/case/journal.jsonl" >/dev/null ||
        fail "$(cat "$WORK/case/journal.jsonl")"
}

# A table that names keys by their hash, with serials and no certificates.
check_inventory_of_hashes() {
    local hash
    inventory_evidence
    hash=$(openssl x509 -inform DER -in "$STORE_CERTIFICATE" -noout -pubkey | openssl pkey -pubin -outform DER |
        sha256sum | cut -c1-64)
    printf '%s\n' '-- MySQL dump 10.13' \
        'CREATE TABLE `keyHashToSerial` (`id` bigint, `keyHash` binary(32), `certNotAfter` datetime, `certSerial` varchar(255));' \
        "INSERT INTO \`keyHashToSerial\` VALUES (1,0x$hash,'2027-01-01','03AA11'),(2,0x${hash//[0-7]/e},'2027-01-01','03bb');" \
        >"$WORK/certs/hashes.sql"
    match_inventory --certs "$WORK/certs"
    expect_bit 1
    expect_no_bit 4
    [ "$(tail -n +2 "$WORK/case/hash_matches.csv" | cut -d, -f1,2,4,5)" = "$hash,03aa11,proven,false" ] ||
        fail "not the serial: $(cat "$WORK/case/hash_matches.csv")"
    jq -e '.hash_matches == 1' "$WORK/case/summary.json" >/dev/null || fail "not counted"
}

# The roots that the system trusts, as Debian gives them: one file, and a folder of many.
check_inventory_of_trusted_roots() {
    local bundle=/etc/ssl/certs/ca-certificates.crt folder=/usr/share/ca-certificates count
    [ -r "$bundle" ] && [ -d "$folder" ] || skip "no ca-certificates"
    inventory_evidence
    count=$(grep -c '^-----BEGIN CERTIFICATE-----' "$bundle")
    match_inventory --certs "$bundle" --certs "$folder"
    jq -e ".certificates_parsed >= $count and .certificates_seen == .certificates_parsed" \
        <(jq .funnel "$WORK/case/summary.json") >/dev/null || fail "not all $count roots are read"
    sqlite3 :memory: ".import --csv '$WORK/case/sources.csv' sources" \
        "SELECT parsed || ' ' || failed FROM sources WHERE path = '$bundle'" >"$WORK/counts"
    [ "$(cat "$WORK/counts")" = "$count 0" ] || fail "the bundle: $(cat "$WORK/counts"), not $count 0"
}

# A row of a gigabyte is told of, and what stands around it is read.
check_inventory_with_a_row_of_a_gigabyte() {
    inventory_evidence
    local cell
    cell=$(base64 -w 0 "$STORE_CERTIFICATE")
    cat >"$WORK/rows" <<END
#!/bin/sh
printf 'id,der\n1,%s\n2,' "$cell"
head -c 1073741824 /dev/zero | tr '\0' A
printf '\n3,%s\n' "$cell"
END
    sh "$WORK/rows" | "$TOOLS/measure" "$WORK/measured" "$KEYTRAWL" run "$WORK/evidence" --certs - \
        --passphrases "$WORK/phrases" "${INVENTORY_CLOCK[@]}" --no-proofs --out "$WORK/case" -q ||
        STATUS=$?
    expect_matched
    expect_bit 4
    jq -se 'map(select(.sentence == "row longer than this program reads" and
        (.place // .provenance // "" | tostring | contains("3")))) | length == 1' \
        "$WORK/case/journal.jsonl" >/dev/null || fail "the row is not told of: $(cat "$WORK/case/journal.jsonl")"
    [ "$(jq '.funnel.certificates_parsed' "$WORK/case/summary.json")" -eq 2 ] || fail "not both are read"
    [ "$(awk '{ printf "%d", $2 / 1024 }' "$WORK/measured")" -lt 300 ] || fail "$(cat "$WORK/measured")"
}
