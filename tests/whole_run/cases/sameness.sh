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
