# Encrypted S/MIME, and the keys that open it.
# shellcheck shell=bash

CMS=fixtures/containers/cms

# A mailbox with a signed, an encrypted and a plain mail.
encrypted_mailbox() {
    mkdir "$WORK/evidence"
    {
        printf 'From a@b Tue Feb 27 10:00:00 2018\n'
        cat "$CMS/signed.eml"
        printf '\n\nFrom a@b Tue Feb 27 10:00:00 2018\n'
        cat "$CMS/signed-then-encrypted.eml"
        printf '\n\nFrom a@b Tue Feb 27 10:00:00 2018\nSubject: nothing\n\nnothing\n'
    } >"$WORK/evidence/mail.mbox"
}

check_decrypt_with_the_key_of_the_operator() {
    local jobs line rsa=fixtures/keys/rfc9500-rsa-2048.key
    encrypted_mailbox
    keytrawl scan "$WORK/evidence" "${CLOCK[@]}" --out "$WORK/closed"
    expect_status 4
    jq -e 'select(.outcome == "encrypted" and .weight == "unread") |
        (.sentence | contains("--decrypt-with KEY")) and
        (.provenance | endswith("cms-encrypted for serial 4711 of CN=rsa,O=Example"))' \
        "$WORK/closed/journal.jsonl" >/dev/null || fail "no entry that says what opens it"
    for jobs in 0 1 2; do
        keytrawl scan "$WORK/evidence" "${CLOCK[@]}" --decrypt-with "$rsa" --jobs "$jobs" --out "$WORK/open-$jobs"
        expect_status 0
        same_outputs "$WORK/open-0" "$WORK/open-$jobs"
    done
    line=$(jq -r '.sightings[].provenance' "$WORK/open-0/keys.jsonl" | grep cms-decrypted)
    grep -q 'mail.mbox!message 2.*!part 1 smime.p7m!reading @398 cms-decrypted!part 1 smime.p7m!reading @62 cms-signed!part 1@' \
        <<<"$line" || fail "not at its place: $line"
    "$TOOLS/secret_search" fixtures/keys/*.key -- "$WORK/open-0" "$WORK/open-1" || fail "private bytes left"
    jq -e '.options.decrypt_with == 1 and (.options.decrypt_with_found_keys | not)' "$WORK/open-0/summary.json" >/dev/null ||
        fail "the options do not say so"
    keytrawl show "$line" --out "$WORK/open-0"
    expect_status 4
    expect_said 'not reached: it is in an encrypted message'
    keytrawl show "$line" --out "$WORK/open-0" --decrypt-with "$rsa"
    expect_status 0
    expect_said '^read again: the same'
}

check_decrypt_with_other_files() {
    encrypted_mailbox
    keytrawl scan "$WORK/evidence" --decrypt-with fixtures/keys/rfc9500-p256.key --out "$WORK/other"
    expect_status 4
    grep -q 'no key of --decrypt-with opens' "$WORK/other/journal.jsonl" || fail "no entry"
    openssl pkcs12 -export -inkey fixtures/keys/rfc9500-rsa-2048.key -in "$CMS/rsa.pem" -passout pass:open \
        -out "$WORK/key.p12"
    echo open >"$WORK/list"
    keytrawl scan "$WORK/evidence" --decrypt-with "$WORK/key.p12" --passphrases "$WORK/list" --out "$WORK/store"
    expect_status 0
    keytrawl scan "$WORK/evidence" --decrypt-with "$WORK/key.p12" --out "$WORK/refused"
    expect_refusal 'must be a private key'
    keytrawl scan "$WORK/evidence" --decrypt-with "$WORK/list" --out "$WORK/refused"
    expect_refusal 'must be a private key'
}

# The key of one reader lies in clear; the other's in a mail for the first, and its mails open with that.
leaking_evidence() {
    encrypted_mailbox
    mkdir "$WORK/evidence/web"
    cp fixtures/keys/rfc9500-p256.key "$WORK/evidence/web/server.key"
    cp "$CMS/ec.pem" "$WORK/evidence/web"
    openssl cms -encrypt -aes-256-cbc -binary -in fixtures/keys/rfc9500-rsa-2048.key -subject key -from a@b -to c@d \
        -out "$WORK/evidence/zz.eml" "$CMS/ec.pem"
}

# The same, but for which options made it so.
same_but_for_options() { # CASE CASE
    local case_folder
    for case_folder in "$1" "$2"; do
        sed -i -E 's/"decrypt_with":[0-9]+,"decrypt_with_found_keys":(true|false),//' "$case_folder/summary.json"
        sed -i '/<code>decrypt_with/d' "$case_folder/report.html"
    done
    same_outputs "$1" "$2"
}

check_decrypt_with_keys_of_the_evidence() {
    local jobs rsa=fixtures/keys/rfc9500-rsa-2048.key ec=fixtures/keys/rfc9500-p256.key
    leaking_evidence
    keytrawl scan "$WORK/evidence" "${CLOCK[@]}" --decrypt-with "$rsa" --decrypt-with "$ec" --out "$WORK/given"
    expect_status 0
    [ "$(jq -r .key_identity "$WORK/given/keys.jsonl" | sort -u | wc -l)" -eq 3 ] || fail "not three keys"
    for jobs in 0 1 2; do
        keytrawl scan "$WORK/evidence" "${CLOCK[@]}" --decrypt-with-found-keys --jobs "$jobs" --out "$WORK/found-$jobs"
        expect_status 0
        same_but_for_options "$WORK/given" "$WORK/found-$jobs"
    done
    # a case that was read without the option, and again: nothing is told twice
    keytrawl scan "$WORK/evidence" "${CLOCK[@]}" --out "$WORK/later"
    expect_status 4
    grep -q -- --decrypt-with-found-keys "$WORK/later/journal.jsonl" || fail "no entry that names the option"
    for jobs in 1 2; do
        keytrawl unlock --decrypt-with-found-keys --jobs "$jobs" --out "$WORK/later"
        expect_status 0
        same_but_for_options "$WORK/given" "$WORK/later"
    done
    "$TOOLS/secret_search" fixtures/keys/*.key -- "$WORK/found-0" "$WORK/found-2" "$WORK/later" ||
        fail "private bytes left"
}

# Kept as a whole or not at all: whatever a kill leaves, the next run ends like one that was not.
check_decrypt_goes_on_after_a_kill() {
    local at pid
    leaking_evidence
    keytrawl scan "$WORK/evidence" "${CLOCK[@]}" --decrypt-with-found-keys --out "$WORK/whole"
    keytrawl scan "$WORK/evidence" "${CLOCK[@]}" --out "$WORK/closed"
    for at in 0.005 0.02 0.05 0.1; do
        rm -rf "$WORK/killed"
        cp -r "$WORK/closed" "$WORK/killed"
        "$KEYTRAWL" unlock --decrypt-with-found-keys --out "$WORK/killed" >/dev/null 2>&1 </dev/null &
        pid=$!
        sleep "$at"
        kill -9 "$pid" 2>/dev/null || echo "it had ended at $at"
        wait "$pid" || true # timeout(1) goes before what it kills is gone, and lets go of the case
        keytrawl unlock --decrypt-with-found-keys --out "$WORK/killed"
        expect_status 0
        same_outputs "$WORK/whole" "$WORK/killed"
    done
}

check_derived_evidence_says_so() {
    local from='seized/mail.pst, opened by "another tool"!'
    mkdir "$WORK/original" "$WORK/derived"
    cp fixtures/keys/rfc9500-p256.key "$WORK/original"
    cp fixtures/keys/rfc9500-p384.key "$WORK/derived"
    keytrawl scan "$WORK/original" "${CLOCK[@]}" --out "$WORK/case"
    expect_status 0
    keytrawl scan "$WORK/derived" --derived-from "$from" --out "$WORK/case"
    expect_status 0
    expect_said 'derived is derived from seized/mail.pst, opened by "another tool"!\.$'
    [ "$(jq -r '.sightings[] | select(.path | endswith("p384.key")) | .derived_from' "$WORK/case/keys.jsonl")" = "$from" ] ||
        fail "not in the sighting"
    [ "$(jq -r '.sightings[] | select(.path | endswith("p256.key")) | .derived_from' "$WORK/case/keys.jsonl")" = null ] ||
        fail "said of other evidence"
    [ "$(jq -r '[.. | .derived_from? // empty] | join(";")' "$WORK/case/summary.json")" = "$from" ] || fail "not in the summary"
    grep -qF 'p384.key,' "$WORK/case/evidence.csv" || fail "no row"
    grep -F 'p384.key,' "$WORK/case/evidence.csv" | grep -qF ',"seized/mail.pst, opened by ""another tool""!"' ||
        fail "not in evidence.csv"
    # it stays when the evidence is scanned once more, and shows no place other than before
    keytrawl scan "$WORK/derived" --out "$WORK/case"
    expect_said 'is derived from'
    keytrawl show "$(jq -r '.sightings[0].provenance' "$WORK/case/keys.jsonl" | head -n 1)" --out "$WORK/case"
    expect_status 0
}
