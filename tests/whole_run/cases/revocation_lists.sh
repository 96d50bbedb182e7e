# Revocation lists, many and long, and who they are about. Sourced by run.sh.
# shellcheck shell=bash

peak_of() { # FILE of `measure`: MiB of all processes at once
    awk '{ printf "%d\n", $2 / 1024 }' "$1"
}

# 12 lists of 8 MB hold no more than some of them at a time.
check_lists_are_not_all_held_at_once() {
    local count=12
    some_authority known
    revoke_in_index known 260601120000Z,keyCompromise
    list_with "$WORK/model.pem" 01 20260602000000Z
    openssl crl -in "$WORK/model.pem" -outform DER -out "$WORK/model.crl"
    mkdir "$WORK/lists"
    scripts/fixtures/make-long-lists "$WORK/model.crl" "$AUTHORITY/ca.key" "$WORK/lists" $count 160000 11
    [ "$(cat "$WORK"/lists/* | wc -c)" -gt 90000000 ] || fail "the lists are short"
    "$TOOLS/measure" "$WORK/measured" "$KEYTRAWL" run "$WORK/evidence" --certs "$WORK/certs" \
        --crl "$WORK/lists" --out "$WORK/case" -q || fail "the run failed"
    expect_row known '.status == "revoked" and .crl_reason == 1'
    [ "$(jq '.crls | length' "$WORK/case/summary.json")" -eq $count ] || fail "not all are told of"
    [ "$(peak_of "$WORK/measured")" -lt 160 ] || fail "$(peak_of "$WORK/measured") MiB at once"
}

# The lists of fixtures/scopes, through the whole program.
check_lists_count_within_their_scope() {
    mkdir "$WORK/evidence" "$WORK/certs" "$WORK/lists"
    cp fixtures/scopes/root.der fixtures/scopes/ca.der fixtures/scopes/lister.der "$WORK/certs"
    echo nothing >"$WORK/evidence/nothing.txt"
    cp fixtures/scopes/*.crl "$WORK/lists"
    keytrawl run "$WORK/evidence" --certs "$WORK/certs" --crl "$WORK/lists" \
        --as-of 2026-12-01T00:00:00Z --out "$WORK/case"
    expect_status 0
    # of the stranger's issuer nothing was given, but his name is the lister's
    [ "$(jq '[.crls[] | select(.verified)] | length' "$WORK/case/summary.json")" -eq 9 ] ||
        fail "not all are verified: $(jq -c '.crls[]' "$WORK/case/summary.json")"
}
