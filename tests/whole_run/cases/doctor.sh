# What the program says of the kernel that it runs on, and does on one with less.
# shellcheck shell=bash

without() { # LAYER ARGUMENT...: keytrawl where the kernel lacks it
    local layer=$1
    shift
    STATUS=0
    "$TOOLS/without_layer" "$layer" "$KEYTRAWL" "$@" >"$WORK/stdout" 2>"$WORK/stderr" </dev/null ||
        STATUS=$?
    echo "without $layer, keytrawl $*: status $STATUS"
    cat "$WORK/stderr"
}

has_layers() {
    [ "$(grep -cE '^(seccomp|no new rights|limits|no core dumps) +yes ' "$1")" -eq 4 ]
}

check_doctor_names_the_layers() {
    keytrawl doctor
    has_layers "$WORK/stdout" || skip "this kernel lacks a layer that is demanded"
    expect_status 0
    expect_said '^A run goes on here'
    keytrawl doctor "$WORK"
    expect_refusal 'takes no evidence'
}

check_doctor_without_seccomp_no_run_goes_on() {
    mkdir "$WORK/evidence"
    cp fixtures/keys/rfc9500-p256.key "$WORK/evidence"
    without seccomp doctor
    expect_status 2
    expect_said '^seccomp +no '
    expect_said '^A run does NOT go on here: .*--unconfined'
    without seccomp scan "$WORK/evidence" "${CLOCK[@]}" --out "$WORK/case"
    expect_refusal 'no system call filter \(seccomp\); --unconfined'
    [ ! -e "$WORK/case/keys.jsonl" ] || fail "it wrote outputs all the same"
    without seccomp scan "$WORK/evidence" "${CLOCK[@]}" --out "$WORK/case" --unconfined
    expect_status 0
    expect_said 'This run was not confined'
    without seccomp scan "$WORK/evidence" "${CLOCK[@]}" --out "$WORK/alone" --jobs 0
    expect_status 0
    expect_said 'This run was not confined'
    keytrawl scan "$WORK/evidence" "${CLOCK[@]}" --out "$WORK/confined"
    ! grep -q 'not confined' "$WORK/stdout" || fail "it was confined"
    same_outputs "$WORK/case" "$WORK/confined"
    same_outputs "$WORK/alone" "$WORK/confined"
}

# It is beside seccomp, which refuses the same.
check_doctor_without_landlock_runs_go_on() {
    mkdir "$WORK/evidence"
    cp fixtures/keys/rfc9500-p256.key "$WORK/evidence"
    without landlock doctor
    expect_status 0
    expect_said '^Landlock +no '
    without landlock scan "$WORK/evidence" "${CLOCK[@]}" --out "$WORK/case"
    expect_status 0
    jq -e '.verdict == "proven"' "$WORK/case/keys.jsonl" >/dev/null || fail "the key is not found"
}

# Where limit or rights allow it, nothing of a worker gets into the swap space.
check_doctor_memory_is_locked_where_it_may_be() {
    local pid worker locked=0
    keytrawl doctor
    grep -q '^locked memory *yes' "$WORK/stdout" || skip "memory cannot be locked here"
    replay # fills the key cache
    busy_evidence
    "$KEYTRAWL" scan "$BUSY" --out "$WORK/case" --jobs 1 "${CLOCK[@]}" \
        >"$WORK/stdout" 2>"$WORK/stderr" </dev/null &
    pid=$!
    while is_alive "$pid" && [ "$locked" -eq 0 ]; do
        worker=$(descendants "$pid" | sort -n | tail -n 1)
        locked=$(awk '/^VmLck/ { print $2 }' "/proc/${worker:-none}/status" 2>/dev/null || true)
        locked=${locked:-0}
        sleep 0.02
    done
    wait "$pid" || true
    [ "$locked" -gt 1000 ] || fail "no memory of a worker is locked"
    ! grep -q worker_lost "$WORK/case/journal.jsonl" || fail "a worker was lost"
}

# Nor does a run need it.
check_doctor_memory_that_may_not_be_locked() {
    setpriv --bounding-set -ipc_lock --inh-caps -ipc_lock true 2>/dev/null || skip "no rights to give up"
    mkdir "$WORK/evidence"
    cp fixtures/keys/rfc9500-p256.key "$WORK/evidence"
    setpriv --bounding-set -ipc_lock --inh-caps -ipc_lock "$KEYTRAWL" doctor >"$WORK/stdout" || fail "doctor fails"
    grep -q '^locked memory *no' "$WORK/stdout" || fail "doctor does not say so"
    setpriv --bounding-set -ipc_lock --inh-caps -ipc_lock "$KEYTRAWL" scan "$WORK/evidence" "${CLOCK[@]}" \
        --out "$WORK/case" >/dev/null || fail "no run without it"
    jq -e '.verdict == "proven"' "$WORK/case/keys.jsonl" >/dev/null || fail "the key is not found"
}
