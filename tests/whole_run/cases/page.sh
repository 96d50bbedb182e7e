# report.html, the case for people.
# shellcheck shell=bash

page_data() { # CASE
    sed -n 's/^<script type="application\/json" id="data">/\n&/; /id="data">/,/<\/script>/p' "$1/report.html" |
        sed 's/^.*id="data">//; s/<\/script>$//'
}

check_page_shows_hostile_names_as_text() {
    local name='<script>alert(1)<\/script>'
    mkdir "$WORK/evidence"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
        -keyout "$WORK/evidence/<img src=x onerror=alert(1)>.key" -out "$WORK/inventory.pem" \
        -subj "/O=A \& B/CN=$name" 2>/dev/null
    keytrawl run "$WORK/evidence" --certs "$WORK/inventory.pem" --out "$WORK/case"
    [ "$(grep -o '<script' "$WORK/case/report.html" | wc -l)" -eq 2 ] || fail "a script of the evidence"
    ! grep -q '<img' "$WORK/case/report.html" || fail "an element of the evidence"
    page_data "$WORK/case" | jq -e '.rows[0][4] | contains("<script\\>alert(1)\\</script\\>")' >/dev/null ||
        fail "the name is not there as text"
    page_data "$WORK/case" | jq -e '.keys | to_entries[0].value[1][0][0] | contains("<img")' >/dev/null ||
        fail "the place is not there as text"
}

# Rows are those of certificates.jsonl, columns as the script names them, places of keys.jsonl.
check_page_holds_what_the_other_outputs_hold() {
    run_example "$WORK/case"
    page_data "$WORK/case" >"$WORK/data.json"
    jq -e '.columns as $c | all(.rows[]; length == ($c | length))' "$WORK/data.json" >/dev/null ||
        fail "a row has not its columns"
    diff <(jq -r '.columns as $c | .rows[] | [.[$c | index("status")], .[$c | index("serial")], .[$c | index("deadline")]] | join(" ")' "$WORK/data.json" | sort) \
        <(jq -r '[.status, (.serial | ascii_downcase), .deadline // ""] | join(" ")' "$WORK/case/certificates.jsonl" | sort) ||
        fail "other rows"
    diff <(jq -r '.keys | to_entries[] | .value[1][][0]' "$WORK/data.json" | sort -u) \
        <(jq -r 'select(.certificates | length > 0) | .sightings[].provenance' "$WORK/case/keys.jsonl" | sort -u) ||
        fail "other places"
    diff <(jq -r '.proofs[][] | "\(.[2]) \(.[1])"' "$WORK/data.json" | sort) \
        <(grep ' proofs/' "$WORK/case/manifest.sha256" | tr -s ' ' | sort) || fail "other digests of proofs"
    diff <(jq -r '.keys | to_entries[] | .value[1][] | select(.[4] == "proven") | .[5]' "$WORK/data.json" | sort -u) \
        <(jq -r 'select(.verdict == "proven" and (.certificates | length > 0)) | .sightings[].sha256' "$WORK/case/keys.jsonl" | sort -u) ||
        fail "other digests of what stood there"
    # a certificate that only a forged key claims is found nowhere
    jq -e '[.keys[] | select(.[2] > 0 and .[0] == .[2])] | length == 2' "$WORK/data.json" >/dev/null || fail "forged places count"
    "$KEYTRAWL" export --out "$WORK/case" --format ccadb >"$WORK/ccadb.csv"
    diff <(sqlite3 :memory: ".import --csv '$WORK/ccadb.csv' c" 'SELECT "Serial #" FROM c' | sort) \
        <(sed -n '/id="incident"/,/<\/section>/p' "$WORK/case/report.html" |
            sed -n 's/^<tr>\(.*\)<\/tr>$/\1/p' | sed 's/<\/td>/\n/g' | awk 'NR % 12 == 7' | sed 's/<[^>]*>//' | sort) ||
        fail "other certificates in the incident report"
    grep -q '<h1>10 certificates must be revoked, 9 of them by 2026-11-03T14:00:00Z</h1>' \
        "$WORK/case/report.html" || fail "another headline"
    # each status that is there is explained
    diff <(jq -r '.certificates[] | select(.certificates > 0) | .status' "$WORK/case/summary.json") \
        <(sed -n '/What the statuses mean/,/<\/details>/s/.*<dt>\(.*\)<\/dt><dd>.*\.<\/dd>$/\1/p' "$WORK/case/report.html") ||
        fail "other statuses are explained"
    ! grep -qE '(src|href)="?https?:|@import|url\(' "$WORK/case/report.html" || fail "it asks for something outside"
}

# A case of one certificate is told in a sentence that speaks of one.
check_page_headline_of_one() {
    keytrawl run fixtures/keys/victim-rsa.key --certs "$EXAMPLE/certs" "${CLOCK[@]}" --out "$WORK/case"
    grep -q '<h1>1 certificate must be revoked by 2026-11-03T14:00:00Z</h1>' \
        "$WORK/case/report.html" || fail "another headline"
}

check_page_redacted() {
    run_example "$WORK/case"
    keytrawl report --redacted --out "$WORK/case" "${CLOCK[@]:0:2}"
    local word
    for word in fixtures/case mbox customers/ 'Example Shop' example.org b.example.com; do
        ! grep -q -- "$word" "$WORK/case/report.html" || fail "'$word' stands in it"
    done
    grep -q 'North Issuing CA' "$WORK/case/report.html" || fail "issuers are left out too"
    grep -q '00f00dface' "$WORK/case/report.html" || fail "serial numbers are left out too"
}

check_page_of_nothing() {
    mkdir "$WORK/evidence"
    echo 'no key' >"$WORK/evidence/a.txt"
    keytrawl run "$WORK/evidence" --certs "$EXAMPLE/certs" --out "$WORK/case"
    grep -q '<h1>No certificate needs revocation</h1>' "$WORK/case/report.html" || fail "no headline"
    page_data "$WORK/case" | jq -e '.rows == [] and .keys == {}' >/dev/null || fail "rows of nothing"
}

# Each form of proof by what it is, with its file and the digest of that; none that was not written.
check_page_names_each_form_of_proof() {
    mkdir "$WORK/evidence"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
        -keyout "$WORK/evidence/key" -out "$WORK/inventory.pem" -subj /CN=forms.example 2>/dev/null
    keytrawl run "$WORK/evidence" --certs "$WORK/inventory.pem" --out "$WORK/case" \
        --proof csr boulder kca certificate jws
    page_data "$WORK/case" >"$WORK/data.json"
    diff <(jq -r '.proofs[][] | "\(.[2]) \(.[1])"' "$WORK/data.json" | sort) \
        <(grep ' proofs/' "$WORK/case/manifest.sha256" | tr -s ' ' | sort) || fail "other digests"
    diff - <(jq -r '.proofs[][] | "\(.[1] | sub("^[^.]*"; "")): \(.[0])"' "$WORK/data.json") <<'END' ||
.csr: PKCS#10 (RFC 2986)
.boulder.csr: PKCS#10 (RFC 2986) as Boulder takes it
.kca.csr: PKCS#10 (RFC 2986) with an attestation, kca=v1
.proof.crt: self-signed certificate (RFC 5280) of 1950
.jws: JWS (RFC 7515)
END
        fail "a form by another name"
    keytrawl report --out "$WORK/case" --proof jws
    page_data "$WORK/case" | jq -e '[.proofs[][] | .[0]] == ["JWS (RFC 7515)"]' >/dev/null ||
        fail "a form that was not asked for"
    keytrawl report --out "$WORK/case" --no-proofs
    page_data "$WORK/case" | jq -e '.proofs == {}' >/dev/null || fail "a proof that was not written"
}
