# `reply`: what the reporter is told.
# shellcheck shell=bash

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
