# Input that is not as it should be: one clear line, the right status, nothing lost.
# shellcheck shell=bash

as_nobody() {
    [ "$(id -u)" -eq 0 ] || skip "needs root to become somebody else"
    command -v setpriv >/dev/null || skip "no setpriv"
    install -m 755 "$KEYTRAWL" "$WORK/program"
    chmod 777 "$WORK"
    STATUS=0
    setpriv --reuid=65534 --regid=65534 --clear-groups "$WORK/program" "$@" \
        >"$WORK/stdout" 2>"$WORK/stderr" </dev/null || STATUS=$?
    echo "as nobody: keytrawl $*: status $STATUS"
    cat "$WORK/stderr"
}

# fail() ends the shell of a check, and the file system must not stay.
unmount_at_exit() {
    MOUNTED=$1
    trap 'umount "$MOUNTED"' EXIT
}

some_evidence() {
    mkdir -p "$WORK/evidence"
    cp "$EXAMPLE/evidence/wrong-label.pem" "$WORK/evidence"
}

check_bad_missing_evidence() {
    keytrawl run "$WORK/nowhere" --certs "$EXAMPLE/certs" --out "$WORK/case"
    expect_refusal "nowhere"
    [ ! -e "$WORK/case" ] || fail "a case was made all the same"
}

check_bad_missing_inventory() {
    some_evidence
    keytrawl run "$WORK/evidence" --certs "$WORK/nowhere" --out "$WORK/case"
    expect_refusal "nowhere"
}

check_bad_missing_passphrases() {
    some_evidence
    keytrawl run "$WORK/evidence" --certs "$EXAMPLE/certs" --passphrases "$WORK/nowhere" --out "$WORK/case"
    expect_refusal "nowhere"
}

check_bad_unreadable_root() {
    some_evidence
    chmod 000 "$WORK/evidence"
    as_nobody scan "$WORK/evidence" --out "$WORK/case"
    grep -q "evidence" "$WORK/stderr" "$WORK/case/journal.jsonl" || fail "it is not named"
    [ "$STATUS" -eq 2 ] || expect_bit 4
}

check_bad_unreadable_file() {
    some_evidence
    cp "$EXAMPLE/evidence/unknown.key" "$WORK/evidence/closed.key"
    chmod 000 "$WORK/evidence/closed.key"
    as_nobody scan "$WORK/evidence" --out "$WORK/case"
    expect_bit 4
    jq -e 'select(.outcome == "unreadable") | tostring | contains("closed.key")' \
        "$WORK/case/journal.jsonl" >/dev/null || fail "it is not in the journal"
    [ "$(jq -s length "$WORK/case/keys.jsonl")" -eq 1 ] || fail "the readable one is not examined"
}

check_bad_empty_directory() {
    mkdir "$WORK/empty"
    keytrawl run "$WORK/empty" --certs "$EXAMPLE/certs" "${CLOCK[@]}" --out "$WORK/case"
    expect_status 4
    expect_said "no file"
    [ -s "$WORK/case/summary.json" ] || fail "no outputs"
    [ "$(wc -l <"$WORK/case/revoke.csv")" -eq 1 ] || fail "not just a header"
}

check_bad_folder_is_no_case() {
    some_evidence
    mkdir "$WORK/photos"
    echo holiday >"$WORK/photos/one.txt"
    keytrawl run "$WORK/evidence" --certs "$EXAMPLE/certs" --out "$WORK/photos"
    expect_refusal "photos"
    [ "$(ls -A "$WORK/photos")" = one.txt ] && [ "$(cat "$WORK/photos/one.txt")" = holiday ] ||
        fail "the folder was changed"
    keytrawl report --out "$WORK/nowhere"
    expect_refusal "nowhere"
    [ ! -e "$WORK/nowhere" ] || fail "a case was made all the same"
}

check_bad_case_is_a_file() {
    some_evidence
    echo text >"$WORK/file"
    keytrawl run "$WORK/evidence" --certs "$EXAMPLE/certs" --out "$WORK/file"
    expect_refusal "file"
    [ "$(cat "$WORK/file")" = text ] || fail "the file was changed"
}

check_bad_case_of_another_version() {
    some_evidence
    keytrawl run "$WORK/evidence" --certs "$EXAMPLE/certs" "${CLOCK[@]}" --out "$WORK/case"
    local database=$WORK/case/case.db before
    sqlite3 "$database" "PRAGMA user_version = 9999" || fail "no SQLite file"
    before=$(cat "$WORK/case"/* 2>/dev/null | sha256sum)
    keytrawl run "$EXAMPLE/evidence" --certs "$EXAMPLE/certs" "${CLOCK[@]}" --out "$WORK/case"
    expect_refusal "version"
    [ "$before" = "$(cat "$WORK/case"/* 2>/dev/null | sha256sum)" ] || fail "the case was changed"
}

check_bad_case_is_damaged() {
    some_evidence
    keytrawl run "$WORK/evidence" --certs "$EXAMPLE/certs" "${CLOCK[@]}" --out "$WORK/case"
    head -c 5000 /dev/zero | tr '\0' x >"$WORK/case/case.db"
    keytrawl report --out "$WORK/case"
    expect_refusal "case"
}

check_bad_case_inside_evidence() {
    some_evidence
    local run
    for run in first second; do
        keytrawl run "$WORK/evidence" --certs "$EXAMPLE/certs" "${CLOCK[@]}" --out "$WORK/evidence/case"
        expect_status 1
        # it is left out, and said to be
        [ "$(jq -c 'select(.sentence | test("case itself"))' "$WORK/evidence/case/journal.jsonl" | wc -l)" -eq 1 ] ||
            fail "the $run run does not say that the case is left out"
        ! grep -q 'case/' "$WORK/evidence/case/evidence.csv" || fail "the case is evidence of itself"
    done
}

check_bad_full_disk() {
    [ "$(id -u)" -eq 0 ] || skip "needs root to mount a small file system"
    local disk=$WORK/disk before
    mkdir "$disk"
    mount -t tmpfs -o size=3m tmpfs "$disk" 2>/dev/null || skip "tmpfs cannot be mounted here"
    replay
    unmount_at_exit "$disk"
    run_example "$disk/case"
    expect_status 13
    before=$(cd "$disk/case" && sha256sum "${OUTPUTS[@]}")
    dd if=/dev/zero of="$disk/filler" bs=4096 2>/dev/null
    run_replay "$REPLAY" "$disk/case"
    expect_status 2
    expect_line "space|full"
    [ "$before" = "$(cd "$disk/case" && sha256sum "${OUTPUTS[@]}")" ] || fail "outputs were lost"
    rm "$disk/filler"
    # with space again the same command ends as if nothing had been
    run_example "$disk/case"
    expect_status 13
}

check_bad_full_disk_can_be_continued() {
    [ "$(id -u)" -eq 0 ] || skip "needs root to mount a small file system"
    local disk=$WORK/disk
    mkdir "$disk"
    mount -t tmpfs -o size=256k tmpfs "$disk" 2>/dev/null || skip "tmpfs cannot be mounted here"
    unmount_at_exit "$disk"
    replay
    run_replay "$REPLAY" "$disk/case"
    expect_status 2
    expect_line "space|full"
    [ ! -e "$disk/case/revoke.csv" ] || fail "half an output was written"
    mount -o remount,size=64m "$disk"
    run_replay "$REPLAY" "$disk/case"
    expect_status 9
    run_replay "$REPLAY" "$WORK/whole"
    same_outputs "$WORK/whole" "$disk/case"
}

check_bad_two_runs_on_one_case() {
    some_evidence
    mkfifo "$WORK/pipe"
    "$KEYTRAWL" scan - --out "$WORK/case" "${CLOCK[@]}" <"$WORK/pipe" >/dev/null 2>&1 &
    local first=$!
    exec 9>"$WORK/pipe"
    cat "$EXAMPLE/evidence/wrong-label.pem" >&9
    head -c 1000000 /dev/zero >&9 # more than a pipe holds: it reads, and so has its case
    keytrawl run "$WORK/evidence" --certs "$EXAMPLE/certs" "${CLOCK[@]}" --out "$WORK/case"
    expect_refusal "in use|another run"
    exec 9>&-
    wait "$first"
    [ "$(jq -s length "$WORK/case/keys.jsonl")" -eq 1 ] || fail "the first run lost its key"
}

check_bad_inventory_without_certificate() {
    some_evidence
    echo "nothing here" >"$WORK/inventory.txt"
    keytrawl run "$WORK/evidence" --certs "$WORK/inventory.txt" "${CLOCK[@]}" --out "$WORK/case"
    expect_bit 4
    expect_said "no certificate.*inventory.txt"
}

check_bad_crl_of_another_issuer() {
    some_evidence
    keytrawl run "$WORK/evidence" --certs "$EXAMPLE/certs" --issuers "$EXAMPLE/issuers" \
        --crl "$EXAMPLE/crl/imitated.crl" "${CLOCK[@]}" --out "$WORK/case"
    expect_said "CRL.*not be verified"
    keytrawl run "$WORK/evidence" --certs "$EXAMPLE/certs" --issuers "$EXAMPLE/issuers" \
        "${CLOCK[@]}" --out "$WORK/without"
    cmp "$WORK/case/certificates.jsonl" "$WORK/without/certificates.jsonl" || fail "it changed a status"
}

check_bad_crl_is_none() {
    some_evidence
    echo "no CRL" >"$WORK/list.crl"
    keytrawl run "$WORK/evidence" --certs "$EXAMPLE/certs" --crl "$WORK/list.crl" "${CLOCK[@]}" --out "$WORK/case"
    expect_bit 4
    expect_said "list.crl"
}

check_passphrases_with_crlf() {
    sed 's/$/\r/' "$EXAMPLE/passphrases.txt" >"$WORK/crlf.txt"
    printf '%s' "$(cat "$WORK/crlf.txt")" >"$WORK/crlf-cut.txt" # no end on the last line
    run_example "$WORK/lf"
    local list
    for list in crlf crlf-cut; do
        keytrawl run "$EXAMPLE/evidence" --certs "$EXAMPLE/certs" --crl "$EXAMPLE/crl" \
            --issuers "$EXAMPLE/issuers" --passphrases "$WORK/$list.txt" "${CLOCK[@]}" --out "$WORK/$list"
        same_outputs "$WORK/lf" "$WORK/$list"
    done
    grep -q '"pkcs8-encrypted"' "$WORK/crlf/keys.jsonl" || fail "no encrypted key was opened"
}

check_standard_input_is_evidence() {
    STATUS=0
    "$KEYTRAWL" run - --certs "$EXAMPLE/certs" "${CLOCK[@]}" --out "$WORK/case" \
        <"$EXAMPLE/evidence/backup.tar.gz" >"$WORK/stdout" 2>"$WORK/stderr" || STATUS=$?
    expect_bit 1
    expect_no_bit 4
    [ "$(jq -c 'select(.verdict == "proven")' "$WORK/case/keys.jsonl" | wc -l)" -eq 2 ] ||
        fail "not the two keys of the backup"
}

check_odd_files_are_not_followed() {
    some_evidence
    ln -s "$ROOT/$EXAMPLE/evidence/unknown.key" "$WORK/evidence/link.key"
    ln -s . "$WORK/evidence/loop"
    mkfifo "$WORK/evidence/pipe"
    : >"$WORK/evidence/empty"
    printf 'x' >"$WORK/evidence/$(printf 'line\nend \xff')"
    keytrawl run "$WORK/evidence" --certs "$EXAMPLE/certs" "${CLOCK[@]}" --out "$WORK/case"
    [ "$STATUS" -ne 2 ] || fail "the run was given up"
    [ "$(jq -s length "$WORK/case/keys.jsonl")" -eq 1 ] || fail "a link was followed"
    jq -e . "$WORK/case/journal.jsonl" >/dev/null || fail "journal.jsonl is no JSON"
}

# More base64 than is held in memory: what was not decoded is in the journal, noise or not.
check_long_run_is_in_the_journal() {
    mkdir "$WORK/evidence"
    head -c 68000000 /dev/zero | openssl enc -aes-128-ctr -K 00 -iv 00 2>/dev/null | base64 -w 0 \
        >"$WORK/evidence/long"
    keytrawl scan "$WORK/evidence" --out "$WORK/case"
    expect_status 4
    jq -se 'length == 1 and .[0].outcome == "bound" and .[0].unread > 0' \
        "$WORK/case/journal.jsonl" >/dev/null || fail "the journal does not say so"
    awk -F , 'NR == 2 && $6 - $7 > 0 { found = 1 } END { exit !found }' "$WORK/case/evidence.csv" ||
        fail "the ledger does not say so"
}

# What is printed and finds no room is no success, whatever prints it.
check_bad_full_standard_output() {
    [ -c /dev/full ] || skip "no /dev/full"
    local line command
    example_once
    keytrawl index build "$EXAMPLE/certs" --out "$WORK/all.idx"
    while read -r line; do
        read -ra command <<<"$line"
        STATUS=0
        "$KEYTRAWL" "${command[@]}" >/dev/full 2>"$WORK/stderr" </dev/null || STATUS=$?
        [ "$STATUS" -eq 2 ] || fail "$line: status $STATUS"
        grep -q '^keytrawl: cannot write' "$WORK/stderr" || fail "$line: $(cat "$WORK/stderr")"
    done <<END
--version
--help
scan --help-all
scan --limit list
export --list
doctor
keys --out $EXAMPLE_CASE
certs --json --out $EXAMPLE_CASE
journal --csv --out $EXAMPLE_CASE
coverage --out $EXAMPLE_CASE
reply --out $EXAMPLE_CASE
verify --out $EXAMPLE_CASE
export --format pem --out $EXAMPLE_CASE
scan $EXAMPLE/evidence --dry-run --out $WORK/none
scan $EXAMPLE/evidence --out $WORK/scanned
match --certs $EXAMPLE/certs --out $WORK/scanned
report --out $WORK/scanned
unlock --out $WORK/scanned
index info $WORK/all.idx
index verify $WORK/all.idx
index build $EXAMPLE/certs --out $WORK/other.idx
check fixtures/keys/shop-p256-a.key
END
}
