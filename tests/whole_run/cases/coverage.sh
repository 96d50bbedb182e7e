# `coverage`: the account of the evidence as a tree.
# shellcheck shell=bash

check_coverage_adds_up() {
    keytrawl scan "$EXAMPLE/evidence" fixtures/hostile --out "$WORK/case" -q
    expect_bit 4
    keytrawl coverage --out "$WORK/case"
    expect_status 4
    expect_said 'cut-off.tar.gz +truncated$'
    expect_said 'member 1 first.txt: encrypted'
    expect_said '  dumps/  3 files$'
    ! grep -q 'howto.txt' "$WORK/stdout" || fail "a file that was read wholly"
    ! LC_ALL=C grep -q '[^[:print:]]' "$WORK/stdout" || fail "control characters"
    keytrawl coverage --out "$WORK/case" --all --json
    expect_status 4
    # every file of evidence.csv, every line of the journal, and sums that are those of the files
    jq -r 'select(.kind == "file") | .path' "$WORK/stdout" | sort >"$WORK/files"
    tail -n +2 "$WORK/case/evidence.csv" | cut -d, -f1 | sort | diff - "$WORK/files" || fail "other files"
    jq -r 'select(.kind == "unread" or .kind == "note") | .provenance' "$WORK/stdout" | sort >"$WORK/places"
    jq -r .provenance "$WORK/case/journal.jsonl" | sort | diff - "$WORK/places" || fail "other places"
    jq -se '(map(select(.kind == "file"))) as $files | .[-1] | .kind == "total" and
        .size == ($files | map(.size) | add) and .unread_bytes == ($files | map(.unread_bytes) | add) and
        .decoded_unread_bytes == ($files | map(.decoded_unread_bytes) | add) and
        .files == ($files | length)' "$WORK/stdout" >/dev/null || fail "sums do not add up"
}

check_coverage_of_what_was_read_wholly() {
    mkdir -p "$WORK/evidence/below/deep"
    cp "$EXAMPLE/evidence/howto.txt" "$WORK/evidence/below/deep"
    keytrawl scan "$WORK/evidence" --out "$WORK/case" -q
    expect_no_bit 4
    keytrawl coverage --out "$WORK/case"
    expect_status 0
    [ "$(wc -l <"$WORK/stdout")" -eq 3 ] || fail "more than a line of what is complete"
    keytrawl coverage --out "$WORK/none"
    expect_refusal none
    keytrawl coverage "$WORK/evidence" --out "$WORK/case"
    expect_refusal 'takes no evidence'
}
