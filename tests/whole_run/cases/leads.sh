# What becomes of encrypted keys: they are leads, and the certificates at stake are named.
# shellcheck shell=bash

# An inventory in $WORK/certs: two certificates of the key that openssh-rsa.key closes (one of
# them over), one of the key that is closed in own-listed.pem, all issued by the south.
lead_certificates() {
    local rsa=fixtures/keys/traditional/rsa1024-rfc9500.key serial=$((0x3001)) key days
    mkdir -p "$WORK/certs" "$WORK/evidence"
    openssl pkey -in fixtures/keys/encrypted/own-listed.pem -passin 'pass:correct horse' \
        -out "$WORK/own.key" || fail "own-listed.pem does not open"
    for key in "$rsa 4000" "$rsa -1" "$WORK/own.key 4000"; do
        days=${key##* }
        key=${key% *}
        openssl req -new -key "$key" -subj "/CN=lead $serial" -out "$WORK/request" 2>/dev/null
        openssl x509 -req -in "$WORK/request" -CA "$EXAMPLE/issuers/south.pem" \
            -CAkey fixtures/keys/ca-south.key -set_serial "$serial" -days "$days" \
            -out "$WORK/certs/$serial.pem" 2>/dev/null || fail "no certificate $serial"
        serial=$((serial + 1))
    done
    rm "$WORK/own.key"
}

lead_cells() { # CASE SQL
    sqlite3 -list :memory: ".import --csv '$1/leads.csv' leads" "$2"
}

# Issued now, so judged by the clock as it is.
check_lead_certificates_are_named_and_not_listed() {
    lead_certificates
    cp fixtures/keys/encrypted/openssh-rsa.key fixtures/keys/encrypted/own-listed.pem "$WORK/evidence"
    keytrawl run "$WORK/evidence" --certs "$WORK/certs" --out "$WORK/case"
    expect_status 8
    [ "$(wc -l <"$WORK/case/revoke.csv")" -eq 1 ] || fail "a lead is on the list"
    expect_said '^Leads with certificates: 1\. If opened, 1 more certificate would be listed'
    jq -e '.leads == {"open": 2, "with_certificates": 1, "certificates_at_stake": 1}' \
        "$WORK/case/summary.json" >/dev/null || fail "summary.json counts other leads"
    [ "$(jq -r .status "$WORK/case/certificates.jsonl" | sort | uniq -c | tr -s ' ')" = " 2 lead" ] ||
        fail "not two certificates of a lead"
    local spki
    spki=$(openssl pkey -in fixtures/keys/traditional/rsa1024-rfc9500.key -pubout -outform DER |
        sha256sum | cut -d ' ' -f 1)
    [ "$(lead_cells "$WORK/case" "SELECT verdict, algorithm, bits, sightings, certificates, serial,
        status_if_opened, failure FROM leads WHERE spki_sha256 = '$spki'")" = \
        "encrypted|rsa|1024|1|2|3001 3002|revoke expired|no passphrase opens it" ] ||
        fail "the line of the lead is another"
    [ "$(lead_cells "$WORK/case" "SELECT certificate_sha256 FROM leads WHERE certificates > 0")" = \
        "$(fingerprint "$WORK/certs/12289.pem") $(fingerprint "$WORK/certs/12290.pem")" ] ||
        fail "other fingerprints"
    # without a public half there is nothing to join
    [ "$(lead_cells "$WORK/case" "SELECT key_identity LIKE 'encrypted-%', certificates, algorithm
        FROM leads WHERE spki_sha256 = ''")" = "1|0|" ] || fail "the other lead"
}

# The key in clear beside it: the certificates have their status, the lead says so.
check_lead_of_a_proven_key() {
    lead_certificates
    cp fixtures/keys/encrypted/openssh-rsa.key fixtures/keys/traditional/rsa1024-rfc9500.key \
        "$WORK/evidence"
    keytrawl run "$WORK/evidence" --certs "$WORK/certs" --out "$WORK/case"
    expect_status 9
    [ "$(wc -l <"$WORK/case/revoke.csv")" -eq 2 ] || fail "not the one certificate"
    [ "$(lead_cells "$WORK/case" 'SELECT proven_elsewhere, certificates FROM leads')" = "true|2" ] ||
        fail "the lead does not say that its key is proven"
    jq -e '.leads.with_certificates == 0' "$WORK/case/summary.json" >/dev/null || fail "counted as open"
}

# Certificates of the evidence that lie beside a closed key: a conjecture with its ground.
check_lead_names_certificates_beside_it() {
    local at=$WORK/evidence name number=0
    mkdir -p "$at"/text "$at"/name "$at"/one "$at"/two "$WORK/srv/tls"
    for name in leaf other ca; do
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null \
            -subj "/CN=$name" -days 100 -out "$WORK/$name.pem" -addext \
            "basicConstraints=critical,CA:$([ $name = ca ] && echo TRUE || echo FALSE)" \
            2>/dev/null || fail "no certificate"
    done
    for name in text name one two tar; do
        number=$((number + 1))
        openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes128 \
            -pass "pass:x$number" -out "$WORK/$name.key" 2>/dev/null
    done
    cat "$WORK/ca.pem" "$WORK/text.key" "$WORK/leaf.pem" "$WORK/other.pem" >"$at/text/all.pem"
    cp "$WORK/name.key" "$at/name/www.key"
    cp "$WORK/leaf.pem" "$at/name/www.crt"
    cp "$WORK/other.pem" "$WORK/ca.pem" "$at/name"
    cp "$WORK/one.key" "$WORK/other.pem" "$WORK/ca.pem" "$at/one"
    cp "$WORK/two.key" "$WORK/leaf.pem" "$WORK/other.pem" "$at/two"
    cp "$WORK/tar.key" "$WORK/srv/tls/www.key"
    cp "$WORK/leaf.pem" "$WORK/srv/tls/www.pem"
    cp "$WORK/other.pem" "$WORK/srv/tls"
    tar -C "$WORK/srv" -cf "$at/srv.tar" tls
    keytrawl run "$at" --certs "$WORK/leaf.pem" --out "$WORK/case"
    expect_status 8
    [ "$(lead_cells "$WORK/case" "SELECT public_half_from, certificates, issuer_dn,
        status_if_opened, count(*) FROM leads GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3")" = \
        "|0|||1
beside: same directory|1|CN=other|conjecture|1
beside: same name|1|CN=leaf|conjecture|2
beside: same text|1|CN=leaf|conjecture|1" ] || fail "other grounds"
    [ "$(lead_cells "$WORK/case" "SELECT DISTINCT certificate_sha256 FROM leads
        WHERE issuer_dn = 'CN=leaf'")" = "$(fingerprint "$WORK/leaf.pem")" ] ||
        fail "another fingerprint"
    [ "$(wc -l <"$WORK/case/revoke.csv")" -eq 1 ] || fail "a conjecture is on the list"
    [ ! -s "$WORK/case/certificates.jsonl" ] || fail "a conjecture counts as a match"
}

new_lead() { # NAME: $WORK/NAME.key, closed, with a request and a certificate of its own
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$WORK/open" 2>/dev/null
    openssl req -new -key "$WORK/open" -subj "/CN=$1" -out "$WORK/$1.csr" 2>/dev/null
    openssl req -x509 -key "$WORK/open" -subj "/CN=$1" -days 100 -out "$WORK/$1.pem" \
        -addext 'basicConstraints=critical,CA:FALSE' 2>/dev/null
    openssl pkey -in "$WORK/open" -aes128 -passout "pass:x$RANDOM" -out "$WORK/$1.key"
    openssl pkey -in "$WORK/open" -pubout -outform DER | sha256sum | cut -d ' ' -f 1 >"$WORK/$1.spki"
    rm "$WORK/open"
    [ -s "$WORK/$1.csr" ] && [ -s "$WORK/$1.pem" ] && [ -s "$WORK/$1.key" ] || fail "no key $1"
}

# A request beside a closed key says whose it may be, and the inventory what that key is in.
check_lead_names_requests_beside_it() {
    local at=$WORK/evidence name
    mkdir -p "$at"/name "$at"/text "$at"/der "$at"/both "$at"/two "$WORK/tls" "$WORK/certs"
    for name in name text der both one two tar mail unknown; do
        new_lead "$name"
    done
    cp "$WORK"/{name,text,der,both,one,two,tar,mail}.pem "$WORK/certs"
    cp "$WORK/name.key" "$WORK/name.csr" "$WORK/one.csr" "$at/name"
    cat "$WORK/text.csr" "$WORK/text.key" | sed 's/^/> /' >"$at/text/all.txt"
    cp "$WORK/der.key" "$at/der/server.pem"
    openssl req -in "$WORK/der.csr" -outform DER -out "$at/der/request.der" || fail "no DER"
    cp "$WORK"/both.{key,csr,pem} "$at/both"
    cp "$WORK/one.key" "$at/two/x"
    cp "$WORK"/{one,two}.csr "$at/two"
    cp "$WORK"/tar.{key,csr} "$WORK/tls"
    tar -C "$WORK" -czf "$at/tar.tgz" tls
    {
        printf 'Subject: new\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n'
        printf 'Content-Type: application/x-pem-file; name=k.pem\n\n'
        cat "$WORK/mail.key"
        printf '\n--b\nContent-Type: application/pkcs10; name=r.p10\n'
        printf 'Content-Transfer-Encoding: base64\n\n'
        openssl req -in "$WORK/mail.csr" -outform DER | base64
        printf '\n--b--\n'
    } >"$at/mail.eml"
    mkdir "$at/unknown" && cp "$WORK"/unknown.{key,csr} "$at/unknown"
    keytrawl run "$at" --certs "$WORK/certs" --out "$WORK/case"
    expect_status 8
    [ "$(lead_cells "$WORK/case" "SELECT public_half_from, certificates, issuer_dn,
        status_if_opened, algorithm, curve FROM leads ORDER BY 1, 3")" = \
        "|0||||
beside: request, same directory|1|CN=der|conjecture|ec|P-256
beside: request, same mail|1|CN=mail|conjecture|ec|P-256
beside: request, same name|0|||ec|P-256
beside: request, same name|1|CN=name|conjecture|ec|P-256
beside: request, same name|1|CN=tar|conjecture|ec|P-256
beside: request, same text|1|CN=text|conjecture|ec|P-256
beside: same name|1|CN=both|conjecture||" ] || fail "other grounds"
    for name in name text der tar mail; do
        [ "$(lead_cells "$WORK/case" "SELECT spki_sha256, certificate_sha256 FROM leads
            WHERE issuer_dn = 'CN=$name'")" = \
            "$(cat "$WORK/$name.spki")|$(fingerprint "$WORK/$name.pem")" ] || fail "$name"
    done
    [ "$(lead_cells "$WORK/case" "SELECT spki_sha256 FROM leads WHERE certificates = 0
        AND public_half_from <> ''")" = "$(cat "$WORK/unknown.spki")" ] || fail "another key"
    [ "$(wc -l <"$WORK/case/revoke.csv")" -eq 1 ] || fail "a conjecture is on the list"
    [ ! -s "$WORK/case/certificates.jsonl" ] || fail "a conjecture counts as a match"
}

# What `openssl pkcs12` prints: keys and certificates by localKeyID, not by where they stand.
check_lead_is_joined_by_its_local_key_id() {
    local name
    mkdir -p "$WORK/evidence/text" "$WORK/evidence/files"
    for name in one two; do
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 100 \
            -keyout "$WORK/$name.key" -out "$WORK/$name.pem" -subj "/CN=$name" \
            -addext 'basicConstraints=critical,CA:FALSE' 2>/dev/null || fail "no certificate"
        openssl pkcs12 -export -inkey "$WORK/$name.key" -in "$WORK/$name.pem" -name "$name" \
            -passout pass:x -out "$WORK/$name.p12" || fail "no store"
        openssl pkcs12 -in "$WORK/$name.p12" -passin pass:x -passout "pass:y$RANDOM" -nocerts \
            -out "$WORK/$name.key" || fail "no key"
        openssl pkcs12 -in "$WORK/$name.p12" -passin pass:x -nokeys -out "$WORK/$name.pem" ||
            fail "no certificate"
        grep -q localKeyID "$WORK/$name.key" || fail "no localKeyID"
    done
    # by place the second certificate would be that of both keys
    cat "$WORK"/{one.pem,one.key,two.pem,two.key} >"$WORK/evidence/text/all.pem"
    cp "$WORK/two.key" "$WORK/evidence/files/k.pem"
    cp "$WORK/one.pem" "$WORK/evidence/files/k.crt"
    cp "$WORK/two.pem" "$WORK/evidence/files/other.crt"
    keytrawl run "$WORK/evidence" --certs "$WORK/one.pem" --out "$WORK/case"
    expect_status 8
    [ "$(lead_cells "$WORK/case" "SELECT public_half_from, sightings, certificates, issuer_dn
        FROM leads ORDER BY issuer_dn")" = "beside: same localKeyID|1|1|CN=one
beside: same localKeyID|2|1|CN=two" ] || fail "other certificates"
}

# A certificate that is its own issuer is on no list, opened or not: the summary says which it would be.
check_a_root_at_stake_is_not_called_listed() {
    local rsa=fixtures/keys/traditional/rsa1024-rfc9500.key
    mkdir "$WORK/certs" "$WORK/evidence"
    cp fixtures/keys/encrypted/openssh-rsa.key "$WORK/evidence"
    openssl req -x509 -new -key "$rsa" -subj '/CN=A root' -days 4000 -out "$WORK/certs/root.pem" ||
        fail "no root"
    keytrawl run "$WORK/evidence" --certs "$WORK/certs" --out "$WORK/root"
    expect_said 'If opened, 1 more certificate would be a leaked root \(leads\.csv\)'
    lead_certificates
    keytrawl run "$WORK/evidence" --certs "$WORK/certs" --out "$WORK/both"
    expect_said 'If opened, 2 more certificates would be listed or a leaked root \(leads\.csv\)'
}
