# --baseline: what an earlier case told is no news.
# shellcheck shell=bash

news_of() { jq -c .new "$1/summary.json"; }

# The same case again: nothing is new, so the exit status says nothing; then one more key.
check_baseline_leaves_the_news_alone() {
    run_example "$WORK/first"
    expect_status 13
    [ "$(news_of "$WORK/first")" = null ] || fail "news without a baseline"
    jq -se 'all(.new == null)' "$WORK/first/certificates.jsonl" >/dev/null || fail "marked without one"
    run_example "$WORK/second" --baseline "$WORK/first"
    expect_status 0
    expect_said 'New since the baseline: 0 to revoke, 0 roots, 0 by a hash, 0 leads, 0 not examined'
    ! grep '^Next: ' "$WORK/stdout" || fail "what was told before is to be done again"
    [ "$(wc -l <"$WORK/second/notify.csv")" -eq 1 ] || fail "somebody is notified twice"
    jq -se 'length > 0 and all(.new == false)' "$WORK/second/certificates.jsonl" >/dev/null ||
        fail "something is new"
    # The outputs are functions of the case: the report says the same without the option.
    mkdir "$WORK/before"
    cp -r "$WORK/second"/* "$WORK/before"
    keytrawl report --out "$WORK/second" "${CLOCK[@]:0:2}"
    expect_status 0
    same_outputs "$WORK/before" "$WORK/second"
    # What was revoked last night and is not yet is still known; a new key is not.
    local victim=fixtures/keys/victim-rsa.key
    mkdir "$WORK/more"
    cp "$victim" "$WORK/more/"
    head -c 400 fixtures/keys/encrypted/own-listed.pem >"$WORK/more/closed.pem"
    cp fixtures/keys/lead-p256.encrypted "$WORK/more/other-name.key"
    keytrawl scan "$WORK/more" "${CLOCK[@]}" --out "$WORK/second"
    keytrawl match --as-of 2026-11-03T12:00:00Z --out "$WORK/second" --certs "$EXAMPLE/certs"
    expect_bit 1
    expect_said 'Next: keytrawl export --new --format NAME'
    expect_said 'Next: keytrawl unlock --harvest-passphrases'
    jq -se 'map(select(.new)) | length == 1 and .[0].status == "revoke"' \
        "$WORK/second/certificates.jsonl" >/dev/null || fail "the new one is not marked alone"
    [ "$(jq .new.certificates_to_revoke "$WORK/second/summary.json")" -eq 1 ] || fail "not one"
    [ "$(wc -l <"$WORK/second/notify.csv")" -eq 2 ] || fail "not the new one alone is notified"
    # and what looks at the case, or hands its list on, can leave the rest out
    keytrawl certs --new --json --out "$WORK/second"
    jq -se 'length == 1 and .[0].new' "$WORK/stdout" >/dev/null || fail "certs --new has others"
    keytrawl export --new --format pem --out "$WORK/second"
    [ "$(grep -c BEGIN "$WORK/stdout")" -eq 1 ] || fail "export --new has others"
    keytrawl export --new --format boulder-spki --out "$WORK/second"
    expect_refusal 'of keys'
    keytrawl export --new --format pem --out "$WORK/first"
    expect_refusal 'no baseline'
}

# A list alone knows certificates alone; a case may be its own baseline.
check_baseline_forms() {
    run_example "$WORK/first"
    local list
    for list in revoke.csv certificates.jsonl; do
        run_example "$WORK/case-$list" --baseline "$WORK/first/$list"
        expect_bit 4
        expect_bit 8
        [ "$(jq .new.certificates_to_revoke "$WORK/case-$list/summary.json")" -eq 0 ] ||
            fail "$list: certificates are new"
    done
    keytrawl report --out "$WORK/first" --baseline "$WORK/first"
    expect_status 0
    keytrawl report --out "$WORK/first" --baseline "$WORK/nowhere"
    expect_refusal 'cannot read the baseline'
    keytrawl report --out "$WORK/first" --baseline fixtures/keys/shop-rsa-a.key
    expect_refusal 'cannot read the baseline'
    mkdir "$WORK/empty"
    keytrawl report --out "$WORK/first" --baseline "$WORK/empty"
    expect_refusal 'cannot read the baseline'
    # What was no root and not on the list before is new when it is.
    sed 's/"reason":"keyCompromise"/"reason":null/' "$WORK/case-revoke.csv/certificates.jsonl" \
        >"$WORK/unlisted.jsonl"
    keytrawl report --out "$WORK/first" --baseline "$WORK/unlisted.jsonl"
    expect_bit 1
}

# A disk that is not mounted: the folder is there, and nothing in it, at first or later.
check_evidence_without_a_file() {
    mkdir "$WORK/disk"
    keytrawl scan "$WORK/disk" "${CLOCK[@]}" --out "$WORK/case"
    expect_status 4
    expect_line "no file was found in '.*/disk': is it mounted"
    expect_said 'No file was found in .*/disk'
    cp fixtures/keys/victim-rsa.key "$WORK/disk"
    keytrawl scan "$WORK/disk" "${CLOCK[@]}" --out "$WORK/case"
    expect_status 0
    rm "$WORK/disk/victim-rsa.key"
    keytrawl run "$WORK/disk" --certs "$EXAMPLE/certs" "${CLOCK[@]}" --out "$WORK/case" \
        --baseline "$WORK/case"
    expect_bit 4
    expect_line "no file was found in '.*/disk': is it mounted"
}

# As proof of completion: what remains of all, whatever was told before; the outputs stay as they are.
check_baseline_and_all_that_remains() {
    run_example "$WORK/first"
    run_example "$WORK/second" --baseline "$WORK/first"
    expect_status 0
    mkdir "$WORK/before"
    cp -r "$WORK/second"/* "$WORK/before"
    keytrawl report --out "$WORK/second" "${CLOCK[@]:0:2}" --all
    expect_status 13
    expect_said 'New since the baseline: 0 to revoke'
    [ "$(jq .exit_status "$WORK/second/summary.json")" -eq 13 ] || fail "summary.json says another"
    diff <(jq 'del(.exit_status)' "$WORK/before/summary.json") \
        <(jq 'del(.exit_status)' "$WORK/second/summary.json") || fail "it changes what is told"
    diff -r -x summary.json -x 'manifest.*' -x 'case.*' -x report.html "$WORK/before" "$WORK/second" ||
        fail "it changes other outputs"
    keytrawl match --out "$WORK/second" "${CLOCK[@]:0:2}" --crl "$EXAMPLE/crl"
    expect_status 0
    keytrawl match --out "$WORK/second" "${CLOCK[@]:0:2}" --crl "$EXAMPLE/crl" --all
    expect_bit 1
    # and of a case of which nothing is left, nothing
    cp fixtures/keys/victim-rsa.key "$WORK/alone.key"
    keytrawl run "$WORK/alone.key" --out "$WORK/third" "${CLOCK[@]}" --baseline "$WORK/first" --all \
        --certs fixtures/keys/rfc9500-p256.key
    expect_no_bit 1
}

# One command for every night, the first too: the exit status speaks of what is new.
check_baseline_of_a_nightly_case() {
    local night=$WORK/night
    run_example "$night" --baseline "$night"
    expect_status 13
    run_example "$night" --baseline "$night"
    expect_status 0
    cp fixtures/keys/victim-rsa.key "$WORK/late.key"
    keytrawl run "$WORK/late.key" --certs "$EXAMPLE/certs" "${CLOCK[@]}" --out "$night" --baseline "$night"
    expect_bit 1
    # what has told something and lost it is no first night elsewhere
    rm "$night/certificates.jsonl"
    run_example "$WORK/other" --baseline "$night"
    expect_refusal 'cannot read the baseline'
}
