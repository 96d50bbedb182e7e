# A worker that dies costs one journal entry, never the run.
# shellcheck shell=bash

# Evidence that keeps one worker busy for a while: text with 60 keys.
busy_evidence() {
    BUSY=$SHARED/busy
    once busy "$TOOLS/make_text" "$BUSY" "${XDG_CACHE_HOME:-$HOME/.cache}/keytrawl/replay-keys" 256 32 60
}

ALONE+=(killed_worker_costs_one_entry)
check_killed_worker_costs_one_entry() {
    replay # fills the key cache
    busy_evidence
    local taken moment pid worker lost
    taken=$(seconds_of keytrawl scan "$BUSY" --out "$WORK/whole" --jobs 1 "${CLOCK[@]}")
    for moment in 0.5 0.6 0.4 0.7 0.3; do
        rm -rf "$WORK/case"
        "$KEYTRAWL" scan "$BUSY" --out "$WORK/case" --jobs 1 "${CLOCK[@]}" \
            >"$WORK/stdout" 2>"$WORK/stderr" </dev/null &
        pid=$!
        sleep "$(awk -v t="$taken" -v m="$moment" 'BEGIN { print t * m }')"
        # the worker is the youngest: the spawner was there before it
        worker=$(descendants "$pid" | sort -n | tail -n 1)
        [ -z "$worker" ] || kill -9 "$worker" 2>/dev/null
        STATUS=0
        wait "$pid" || STATUS=$?
        lost=$(jq -c 'select(.outcome == "worker_lost")' "$WORK/case/journal.jsonl" | wc -l)
        echo "killed worker ${worker:-none} at $moment of $taken s: status $STATUS, $lost entries"
        [ "$lost" -eq 0 ] || break
    done
    [ "$lost" -eq 1 ] || fail "$lost journal entries"
    expect_bit 4
    jq -e 'select(.outcome == "worker_lost") | tostring | test("signal|kill"; "i")' \
        "$WORK/case/journal.jsonl" >/dev/null || fail "the entry does not name the signal"
    # the raw bytes of the file are scanned all the same
    diff <(jq -r .key_identity "$WORK/whole/keys.jsonl") <(jq -r .key_identity "$WORK/case/keys.jsonl") ||
        fail "keys were lost with the worker"
}

# A worker that stops for good is ended by the watchdog. It takes half a minute: with --full only.
ALONE+=(stalled_worker_is_ended)
check_stalled_worker_is_ended() {
    [ -n "${KEYTRAWL_PATIENT:-}" ] || skip "takes 40 seconds; scripts/test --full runs it"
    replay
    busy_evidence
    "$KEYTRAWL" scan "$BUSY" --out "$WORK/case" --jobs 1 "${CLOCK[@]}" \
        >"$WORK/stdout" 2>"$WORK/stderr" </dev/null &
    local pid=$! worker
    # not the spawner, which nobody watches: stopped, it would be waited for without end; nor one without a job
    while is_alive "$pid"; do
        worker=$(descendants "$pid" | sort -n | tail -n 1)
        [ -z "$(find "/proc/${worker:-0}/fd" -lname "$BUSY/*" 2>/dev/null)" ] || break
        sleep 0.01
    done
    kill -STOP "$worker" || fail "no worker to be stopped"
    STATUS=0
    wait "$pid" || STATUS=$?
    expect_bit 4
    [ "$(jq -c 'select(.outcome == "worker_lost")' "$WORK/case/journal.jsonl" | wc -l)" -eq 1 ] ||
        fail "not one journal entry"
}
