# Mistakes on the command line: status 2 and one line.
# shellcheck shell=bash

check_usage_errors() {
    local out=(--out "$WORK/case")
    keytrawl
    expect_status 2
    [ ! -s "$WORK/stdout" ] && [ -s "$WORK/stderr" ] || fail "usage belongs on stderr"
    keytrawl dance
    expect_refusal dance
    keytrawl run --certs "$EXAMPLE/certs" "${out[@]}"
    expect_refusal "evidence"
    keytrawl run "$EXAMPLE/evidence" --certs "$EXAMPLE/certs"
    expect_refusal "--out"
    keytrawl run "$EXAMPLE/evidence" "${out[@]}"
    expect_refusal "--certs"
    keytrawl run "$EXAMPLE/evidence" --certs "$EXAMPLE/certs" "${out[@]}" --no-such-option
    expect_refusal "no-such-option"
    keytrawl run "$EXAMPLE/evidence" --certs "$EXAMPLE/certs" "${out[@]}" --jobs many
    expect_refusal "jobs|many"
    keytrawl run "$EXAMPLE/evidence" --certs "$EXAMPLE/certs" "${out[@]}" --jobs -1
    expect_refusal "jobs|-1"
    keytrawl run "$EXAMPLE/evidence" --certs "$EXAMPLE/certs" "${out[@]}" --as-of yesterday
    expect_refusal "as-of|yesterday"
    keytrawl run "$EXAMPLE/evidence" --certs "$EXAMPLE/certs" "${out[@]}" --received 2026-02-30T00:00:00Z
    expect_refusal "received|2026-02-30"
    keytrawl run "$EXAMPLE/evidence" --certs "$EXAMPLE/certs" --out
    expect_refusal "out"
    [ ! -e "$WORK/case" ] || fail "a case was made all the same"
}

check_help_and_version() {
    keytrawl --help
    expect_status 0
    [ -s "$WORK/stdout" ] && [ ! -s "$WORK/stderr" ] || fail "--help belongs on stdout"
    keytrawl --version
    expect_status 0
    grep -qE '^keytrawl [0-9]+\.[0-9]+' "$WORK/stdout" || fail "no version"
    local command
    for command in run scan match unlock report; do
        keytrawl "$command" --help
        expect_status 0
        grep -q -- --out "$WORK/stdout" || fail "$command --help does not tell of --out"
    done
    for command in build info verify; do
        keytrawl index "$command" --help
        expect_status 0
        grep -q "^Usage: keytrawl index $command " "$WORK/stdout" || fail "index $command --help does not say how"
    done
}

# A command that scripts/run does not know would be taken for evidence.
check_run_script_takes_every_command() {
    local word
    "$KEYTRAWL" --help-all | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p' | sort -u >"$WORK/commands"
    [ "$(wc -l <"$WORK/commands")" -gt 8 ] || fail "too few commands"
    sed -n '/^ *case \$1 in/,/;;/p' scripts/run | tr -c 'a-z-' '\n' >"$WORK/taken"
    while read -r word; do
        grep -qx -- "$word" "$WORK/taken" || fail "scripts/run takes '$word' for evidence"
    done <"$WORK/commands"
}

check_double_dash_ends_options() {
    mkdir -p "$WORK/in/--odd"
    cp "$EXAMPLE/evidence/wrong-label.pem" "$WORK/in/--odd"
    (cd "$WORK/in" && "$KEYTRAWL" scan --out "$WORK/case" -- --odd >/dev/null 2>&1) || true
    [ "$(jq -s length "$WORK/case/keys.jsonl")" -eq 1 ] || fail "-- is not honoured"
}

check_no_progress_without_terminal() {
    run_example "$WORK/case"
    [ ! -s "$WORK/stderr" ] || fail "something on stderr"
    run_example "$WORK/quiet" -q
    [ ! -s "$WORK/stdout" ] && [ ! -s "$WORK/stderr" ] || fail "-q is not quiet"
}
