# The same bytes whatever the number of workers, and after a run that was killed.
# shellcheck shell=bash

check_same_for_any_jobs() {
    replay
    local jobs
    for jobs in 0 1 2 7; do
        run_example "$WORK/example-$jobs" --jobs "$jobs"
        expect_status 13
        run_replay "$REPLAY" "$WORK/replay-$jobs" --jobs "$jobs"
        same_outputs "$WORK/example-0" "$WORK/example-$jobs"
        same_outputs "$WORK/replay-0" "$WORK/replay-$jobs"
    done
}

check_same_when_run_again() {
    run_example "$WORK/case"
    cp -r "$WORK/case" "$WORK/first"
    run_example "$WORK/case"
    expect_status 13
    same_outputs "$WORK/first" "$WORK/case"
    keytrawl report --out "$WORK/case"
    expect_status 13
    same_outputs "$WORK/first" "$WORK/case"
}

# Elsewhere, by somebody else, at another time of the clock, under another name of the host: what is asked
# for and what is there makes the outputs, and which program it was.
check_same_on_another_host() {
    local place host=(env -i TZ=Asia/Tokyo LANG=de_DE.UTF-8 LC_ALL=C.UTF-8 HOME=/nonexistent USER=other COLUMNS=40)
    unshare -u true 2>/dev/null && host=(unshare -u sh -c 'hostname elsewhere; exec "$@"' sh "${host[@]}")
    for place in here "there, in another place"; do
        mkdir -p "$WORK/$place"
        cp -r "$EXAMPLE" "$WORK/$place/case"
    done
    find "$WORK/there, in another place" -exec touch -d 2001-02-03 {} +
    for place in here "there, in another place"; do
        (
            cd "$WORK/$place" || exit 2
            umask "$([ "$place" = here ] && echo 022 || echo 077)"
            [ "$place" = here ] && host=(env)
            "${host[@]}" "$KEYTRAWL" run case/evidence --certs case/certs --crl case/crl --issuers case/issuers \
                --passphrases case/passphrases.txt "${CLOCK[@]}" --out out -q
        )
        [ $? -eq 13 ] || fail "another status in $place"
    done
    same_outputs "$WORK/here/out" "$WORK/$place/out"
    cmp "$WORK/here/out/manifest.json" "$WORK/$place/out/manifest.json" || fail "another manifest"
    ! grep -qF "$WORK" "$WORK/here/out/summary.json" || fail "a path of this host is in the summary"
    "$KEYTRAWL" --version | grep -qF "$(jq -r '"\(.version) build \(.build)"' "$WORK/here/out/summary.json")" ||
        fail "another program: $("$KEYTRAWL" --version)"
    jq -e '.options | length > 10' "$WORK/here/out/summary.json" >/dev/null || fail "without its options"
}

ALONE+=(same_after_kill)
check_same_after_kill() {
    replay
    local taken moment pid
    taken=$(seconds_of run_replay "$REPLAY" "$WORK/whole")
    for moment in 0.1 0.3 0.5 0.7 0.85 0.95; do
        rm -rf "$WORK/killed"
        "$KEYTRAWL" run "$REPLAY/evidence" --certs "$REPLAY/certs" --crl "$REPLAY/crl" \
            --passphrases "$REPLAY/passphrases.txt" "${REPLAY_CLOCK[@]}" \
            --out "$WORK/killed" >/dev/null 2>&1 </dev/null &
        pid=$!
        sleep "$(awk -v t="$taken" -v m="$moment" 'BEGIN { print t * m }')"
        kill -9 "$pid" 2>/dev/null || echo "it had ended at $moment"
        wait "$pid" || true
        run_replay "$REPLAY" "$WORK/killed"
        same_outputs "$WORK/whole" "$WORK/killed"
    done
}

# The workers of a coordinator that is killed go with it.
check_workers_end_with_coordinator() {
    local pid sleeper workers
    mkfifo "$WORK/pipe"
    sleep 20 >"$WORK/pipe" &
    sleeper=$!
    "$KEYTRAWL" scan - --out "$WORK/case" --jobs 2 >/dev/null 2>&1 <"$WORK/pipe" &
    pid=$!
    sleep 1
    workers=$(descendants "$pid")
    [ -n "$workers" ] || fail "no workers"
    kill -9 "$pid"
    sleep 0.5
    local worker
    for worker in $workers; do
        ! is_alive "$worker" || fail "worker $worker is still there"
    done
    kill "$sleeper"
}

# The same evidence in two steps as in one, and new CRLs alone update the statuses.
check_steps_give_the_same() {
    local inputs=(--issuers "$EXAMPLE/issuers")
    keytrawl run "$EXAMPLE/evidence/dumps" "$EXAMPLE/evidence/mail" --certs "$EXAMPLE/certs" \
        --crl "$EXAMPLE/crl" "${inputs[@]}" "${CLOCK[@]}" --out "$WORK/once"
    keytrawl scan "$EXAMPLE/evidence/dumps" "${CLOCK[@]}" --out "$WORK/steps"
    keytrawl scan "$EXAMPLE/evidence/mail" "${CLOCK[@]}" --out "$WORK/steps"
    keytrawl match --certs "$EXAMPLE/certs" --out "$WORK/steps" "${inputs[@]}" --as-of 2026-11-03T12:00:00Z
    expect_bit 1
    listed "$WORK/steps" >"$WORK/before"
    keytrawl match --crl "$EXAMPLE/crl" --out "$WORK/steps" --as-of 2026-11-03T12:00:00Z
    expect_bit 1
    same_outputs "$WORK/once" "$WORK/steps"
    # 2006 is revoked in the south's CRL: it was on the list before
    local revoked
    revoked=$(fingerprint "$EXAMPLE/certs/south/2006.der" DER)
    grep -q "$revoked" "$WORK/before" || fail "not listed before the CRL"
    ! listed "$WORK/steps" | grep -q "$revoked" || fail "listed after the CRL"
}

check_inventories_add_up() {
    keytrawl scan "$EXAMPLE/evidence" --passphrases "$EXAMPLE/passphrases.txt" "${CLOCK[@]}" --out "$WORK/steps"
    keytrawl match --certs "$EXAMPLE/certs/north.pem" --out "$WORK/steps"
    listed "$WORK/steps" >"$WORK/north"
    keytrawl match --certs "$EXAMPLE/certs/south" --out "$WORK/steps"
    listed "$WORK/steps" >"$WORK/both"
    [ -z "$(comm -23 "$WORK/north" "$WORK/both")" ] || fail "a smaller inventory took certificates away"
    [ "$(wc -l <"$WORK/both")" -gt "$(wc -l <"$WORK/north")" ] || fail "the second inventory adds nothing"
}

check_sanitized_build_gives_the_same() {
    [ -n "${KEYTRAWL_SANITIZED:-}" ] || skip "no build with sanitizers was given"
    run_example "$WORK/release"
    KEYTRAWL=$KEYTRAWL_SANITIZED
    export ASAN_OPTIONS=detect_leaks=1
    run_example "$WORK/sanitized-0" --jobs 0
    expect_status 13
    [ ! -s "$WORK/stderr" ] || fail "the sanitizers have something to say"
    export ASAN_OPTIONS=detect_leaks=0
    run_example "$WORK/sanitized-2" --jobs 2
    expect_status 13
    same_outputs "$WORK/release" "$WORK/sanitized-0"
    same_outputs "$WORK/release" "$WORK/sanitized-2"
}

# Two pipes are two pieces of evidence: the second never takes the place of the first.
check_standard_inputs_add_up() {
    local key
    for key in shop-p256-a shop-p256-b; do
        "$KEYTRAWL" scan - --out "$WORK/case" "${CLOCK[@]}" <"fixtures/keys/$key.key" || fail "$key"
    done
    [ "$(grep -c '"verdict":"proven"' "$WORK/case/keys.jsonl")" -eq 2 ] || fail "not two keys"
}

# Walks that several workers share: a zip of many members, by itself and in a mail.
make_shared_evidence() { # FOLDER
    mkdir -p "$1" "$1.members"
    "$TOOLS/make_evidence" small-files "$1.members/small" 8800
    cp -r "$EXAMPLE/evidence" "$1.members/a"
    cp -r "$EXAMPLE/evidence" "$1.members/z"
    (cd "$1.members" && find . -type f | LC_ALL=C sort | zip -q -X -1 "$1/all.zip" -@)
    rm -r "$1.members"
    {
        printf 'From a@b Mon Jan  1 00:00:00 2018\nFrom: a@b\nDate: Mon, 1 Jan 2018 00:00:00 +0000\nMIME-Version: 1.0\n'
        printf 'Content-Type: application/zip; name=all.zip\nContent-Transfer-Encoding: base64\n\n'
        base64 "$1/all.zip"
        printf '\nFrom a@b Mon Jan  1 00:00:00 2018\nSubject: the last\n\n'
        cat "$EXAMPLE/evidence/unknown.key"
    } >"$1/mails"
}

# What was found in a folder of the archive, wherever that stands, without its number.
found_in() { # a|z
    jq -r '.sightings[].provenance' "$WORK/case-0/keys.jsonl" | sed -nE "s|!member [0-9]+ $1/|!member |p" | LC_ALL=C sort
}

check_same_for_any_share() {
    local jobs
    once shared make_shared_evidence "$SHARED/shared"
    for jobs in 0 2; do
        keytrawl run "$SHARED/shared" --certs "$EXAMPLE/certs" "${CLOCK[@]}" --jobs "$jobs" --out "$WORK/case-$jobs" --verbose
        expect_bit 1
        [ "$(grep -c 'a walk is shared' "$WORK/stderr")" -eq 4 ] || fail "two archives are not walked in three shares each"
    done
    same_outputs "$WORK/case-0" "$WORK/case-2"
    # the front of the archive is of one share, its end of another
    found_in a >"$WORK/front"
    found_in z | diff "$WORK/front" - || fail "one share found what another did not"
    [ "$(wc -l <"$WORK/front")" -ge 20 ] || fail "too little was found"
    [ "$(grep -c 'unknown.key' "$WORK/front")" -eq 2 ] || fail "not once by itself and once in the mail"
}

# A mailbox that is read in ranges is walked in shares as well.
check_same_for_any_share_of_an_mbox() {
    local jobs
    mkdir "$WORK/evidence"
    replay # fills the key cache
    busy_evidence
    (cd "$BUSY" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 cat | head -c 150M) >"$WORK/evidence/all.mbox"
    for jobs in 0 2; do
        keytrawl scan "$WORK/evidence" "${CLOCK[@]}" --jobs "$jobs" --out "$WORK/case-$jobs" --verbose
        expect_no_bit 4
        [ "$(grep -c 'a walk is shared' "$WORK/stderr")" -eq 2 ] || fail "the mailbox is not walked in three shares"
    done
    same_outputs "$WORK/case-0" "$WORK/case-2"
    # each key stands in the message that so many begin before
    jq -r '.sightings[].chain[0].number' "$WORK/case-0/keys.jsonl" | sort -n >"$WORK/said"
    grep -aE '^From [^ ]+ .* [0-9]{4}$|^-----BEGIN .*PRIVATE KEY-----' "$WORK/evidence/all.mbox" |
        awk '/^From / { number++; next } { print number }' | diff - "$WORK/said" || fail "other messages"
}

ALONE+=(same_after_a_share_is_killed)
check_same_after_a_share_is_killed() {
    local taken moment pid
    once shared make_shared_evidence "$SHARED/shared"
    taken=$(seconds_of keytrawl scan "$SHARED/shared" "${CLOCK[@]}" --out "$WORK/whole")
    for moment in 0.3 0.6 0.8; do
        rm -rf "$WORK/killed"
        "$KEYTRAWL" scan "$SHARED/shared" "${CLOCK[@]}" --out "$WORK/killed" >/dev/null 2>&1 </dev/null &
        pid=$!
        sleep "$(awk -v t="$taken" -v m="$moment" 'BEGIN { print t * m }')"
        kill -9 "$pid" 2>/dev/null || echo "it had ended at $moment"
        wait "$pid" || true
        keytrawl scan "$SHARED/shared" "${CLOCK[@]}" --out "$WORK/killed"
        same_outputs "$WORK/whole" "$WORK/killed"
    done
}

# A worker that is lost with a share, or with the walk that offered it, costs an entry and no key.
ALONE+=(same_keys_after_a_worker_is_lost)
check_same_keys_after_a_worker_is_lost() {
    local try pid worker lost=0
    once shared make_shared_evidence "$SHARED/shared"
    keytrawl scan "$SHARED/shared" "${CLOCK[@]}" --out "$WORK/whole" --jobs 2
    for try in 1 2 3 4 5 6; do
        rm -rf "$WORK/case"
        : >"$WORK/stderr"
        "$KEYTRAWL" scan "$SHARED/shared" "${CLOCK[@]}" --out "$WORK/case" --jobs 2 --verbose >/dev/null 2>"$WORK/stderr" </dev/null &
        pid=$!
        until grep -q 'a walk is shared' "$WORK/stderr" || ! kill -0 "$pid" 2>/dev/null; do
            sleep 0.01
        done
        worker=$(descendants "$pid" | sort -n | tail -n 1)
        [ -z "$worker" ] || kill -9 "$worker" 2>/dev/null
        wait "$pid" || true
        cmp "$WORK/whole/keys.jsonl" "$WORK/case/keys.jsonl" || fail "other keys"
        diff <(cut -d , -f 1-7 "$WORK/whole/evidence.csv") <(cut -d , -f 1-7 "$WORK/case/evidence.csv") || fail "another ledger"
        lost=$(jq -c 'select(.outcome == "worker_lost")' "$WORK/case/journal.jsonl" | wc -l)
        [ "$lost" -eq 0 ] || break
        echo "at try $try it had nothing to do"
    done
    [ "$lost" -eq 1 ] || fail "$lost journal entries"
}
