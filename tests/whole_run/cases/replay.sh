# The incident of 2018 with 200 keys: exactly the expected list.
# shellcheck shell=bash

# judges a finished case of a replay
judge_replay() { # FOLDER CASE
    local expected=$1/expected case_folder=$2
    listed "$case_folder" >"$WORK/listed"
    diff "$expected/revoke.txt" "$WORK/listed" || fail "not the expected list"
    statuses "$case_folder" >"$WORK/statuses"
    awk '{ print $1, $2 }' "$expected/certificates.txt" >"$WORK/expected"
    sed 's/$/ certificate_unverified/' "$expected/hand-made.txt" >>"$WORK/expected"
    sort -o "$WORK/expected" "$WORK/expected"
    diff "$WORK/expected" "$WORK/statuses" || fail "not the expected statuses"
    jq -r 'select(.verdict == "proven") | .spki_sha256' "$case_folder/keys.jsonl" | sort >"$WORK/keys"
    uniq -d "$WORK/keys" | grep . && fail "a key stands there twice"
    awk '$2 == "proven" { print $1 }' "$expected/keys.txt" | sort >"$WORK/proven"
    awk '$2 != "claimed" { print $1 }' "$expected/keys.txt" | sort >"$WORK/allowed"
    comm -23 "$WORK/proven" "$WORK/keys" | grep . && fail "keys are missing"
    comm -13 "$WORK/allowed" "$WORK/keys" | grep . && fail "keys that nobody leaked"
    return 0
}

check_replay_gives_the_expected_list() {
    replay
    run_replay "$REPLAY" "$WORK/case"
    # certificates to revoke, and one key that no passphrase opens; all was examined
    expect_status 9
    judge_replay "$REPLAY" "$WORK/case"
}

# Twins are one line with both fingerprints.
check_replay_twins_are_one_line() {
    replay
    run_replay "$REPLAY" "$WORK/case"
    awk '$2 == "revoke" { print $3 }' "$REPLAY/expected/certificates.txt" | sort | uniq -d >"$WORK/twins"
    [ "$(wc -l <"$WORK/twins")" -eq 10 ] || fail "the replay lacks twins"
    sqlite3 :memory: ".import --csv '$WORK/case/revoke.csv' listed" \
        "SELECT serial FROM listed WHERE certificate_sha256 <> '' AND precertificate_sha256 <> ''" |
        sort >"$WORK/found"
    diff "$WORK/twins" "$WORK/found" || fail "not the expected twins"
    sqlite3 :memory: ".import --csv '$WORK/case/revoke.csv' listed" \
        'SELECT serial FROM listed GROUP BY issuer_dn, serial HAVING count(*) > 1' >"$WORK/double"
    [ ! -s "$WORK/double" ] || fail "a serial stands there twice"
}

check_replay_serials() {
    replay
    run_replay "$REPLAY" "$WORK/case"
    awk '$2 == "revoke" || $2 == "revoke_ca" { print $3 }' "$REPLAY/expected/certificates.txt" |
        sort -u >"$WORK/expected"
    sqlite3 :memory: ".import --csv '$WORK/case/revoke.csv' listed" 'SELECT serial FROM listed' |
        sort -u >"$WORK/found"
    diff "$WORK/expected" "$WORK/found" || fail "serials differ"
}

# Another number of keys, given from outside: KEYTRAWL_REPLAY=FOLDER of scripts/make-replay.
check_replay_large() {
    [ -n "${KEYTRAWL_REPLAY:-}" ] || skip "KEYTRAWL_REPLAY names no folder"
    run_replay "$KEYTRAWL_REPLAY" "$WORK/case"
    expect_status 9
    judge_replay "$KEYTRAWL_REPLAY" "$WORK/case"
}

# The certificates of a large inventory, of scripts/bench: KEYTRAWL_INVENTORY=FOLDER with
# inventory.pem and inventory.der. Another tool says what the list is.
check_replay_inventory() {
    local form
    [ -n "${KEYTRAWL_REPLAY:-}" ] && [ -n "${KEYTRAWL_INVENTORY:-}" ] ||
        skip "KEYTRAWL_REPLAY and KEYTRAWL_INVENTORY name no folders"
    command -v python3 >/dev/null || skip "no python3"
    "$KEYTRAWL" scan "$KEYTRAWL_REPLAY/evidence" --passphrases "$KEYTRAWL_REPLAY/passphrases.txt" \
        --no-proofs --out "$WORK/keys" -q || [ $? -ne 2 ] || fail "the scan failed"
    grep -w proven "$KEYTRAWL_REPLAY/expected/keys.txt" >"$WORK/proven"
    tests/whole_run/join-inventory "$KEYTRAWL_INVENTORY/inventory.pem" "$WORK/proven" >"$WORK/expected.pem"
    tests/whole_run/join-inventory "$KEYTRAWL_INVENTORY/inventory.der" "$WORK/proven" "$WORK/inventory.jsonl" \
        >"$WORK/expected.der"
    cp "$WORK/expected.der" "$WORK/expected.jsonl"
    cp -l "$KEYTRAWL_INVENTORY"/inventory.{pem,der} "$WORK" 2>/dev/null ||
        cp -s "$KEYTRAWL_INVENTORY"/inventory.{pem,der} "$WORK"
    for form in pem der jsonl; do
        [ -s "$WORK/expected.$form" ] || fail "the other tool finds nothing in $form"
        cp -r "$WORK/keys" "$WORK/case-$form"
        keytrawl match --certs "$WORK/inventory.$form" --no-proofs --out "$WORK/case-$form"
        # an attacker's own, in the mails, is in no inventory
        jq -r 'select(.certificate_source | contains("inventory")).serial' \
            "$WORK/case-$form/certificates.jsonl" | sort >"$WORK/found"
        diff "$WORK/expected.$form" "$WORK/found" >"$WORK/difference" ||
            fail "$form: not what the other tool finds: $(head -n 5 "$WORK/difference")"
        echo "$form: $(wc -l <"$WORK/found") certificates"
    done
}
