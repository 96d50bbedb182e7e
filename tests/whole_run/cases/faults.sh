# One call of the C library fails, at each of many moments: the run ends with what an undisturbed
# one gives, or says that it lacks something, or stops with one line; and then the same
# command goes on to what the undisturbed one gave.
# shellcheck shell=bash

# Small, but with all that a run does: an archive, text, a key, certificates, a list.
faulty_run() { # CALL:AT:ERROR COORDINATOR|WORKERS: its status is in STATUS
    : >"$WORK/state"
    run_under env FAULT="$1" FAULT_IN="$2" FAULT_STATE="$WORK/state" LD_PRELOAD="$TOOLS/libfault_shim.so"
}

run_under() { # COMMAND...: that runs the program
    STATUS=0
    timeout 60 "$@" "$KEYTRAWL" run "$EXAMPLE/evidence/dumps" "$EXAMPLE/evidence/backup.tar.gz" "$EXAMPLE/evidence/unknown.key" \
        --certs "$EXAMPLE/certs" --crl "$EXAMPLE/crl" --jobs 1 "${CLOCK[@]}" --out "$WORK/case" \
        >"$WORK/stdout" 2>"$WORK/stderr" </dev/null || STATUS=$?
}

calls_made() {
    od -An -tu8 -N8 "$WORK/state" | tr -d ' '
}

outputs_differ() {
    ! diff -rq -x 'case.db*' "$WORK/whole" "$WORK/case" >"$WORK/differ" 2>&1
}

# What is wrong with the run that was disturbed, as a word on stdout; nothing if it may be so.
fault_verdict() { # STATUS-OF-THE-UNDISTURBED [CALL]
    local whole=$1
    if [ "$STATUS" -ge 124 ]; then
        echo "ends by a signal or not at all (status $STATUS)"
    elif [ "${2:-}" = clock ] && [ "$STATUS" -ne "$whole" ]; then
        echo "status $STATUS: a clock decides"
    elif [ "$STATUS" -eq 2 ]; then
        # before it, what was odd about the evidence
        tail -n 1 "$WORK/stderr" | grep -q '^keytrawl: ' || echo "status 2 without its line on stderr"
    elif [ "$STATUS" -eq "$whole" ] && [ $((STATUS & 4)) -eq 0 ]; then
        ! outputs_differ || echo "the status of an undisturbed run, and other outputs: $(head -n 1 "$WORK/differ")"
    elif [ $((STATUS & 4)) -eq 0 ]; then
        echo "status $STATUS, and nothing that could not be examined"
    elif [ ! -s "$WORK/case/journal.jsonl" ]; then
        echo "status $STATUS with an empty journal"
    fi
}

# The same command once more, undisturbed. How often the case was opened stands in the summary alone.
goes_on_to_the_same() { # STATUS-OF-THE-UNDISTURBED
    faulty_run none:0:0 coordinator
    [ "$STATUS" -eq "$1" ] || echo "the next run: status $STATUS: $(head -n 1 "$WORK/stderr")"
    ! outputs_differ || echo "the next run has other outputs: $(head -n 1 "$WORK/differ")"
}

# CALL ERROR coordinator|workers STEP [+]: every STEP-th call fails, alone or with all behind it.
fault_sweep() {
    local call=$1 error=$2 where=$3 step=$4 on=${5:-} whole calls at verdict bad=0 stopped=0
    rm -rf "$WORK/case" "$WORK/whole"
    faulty_run "$call:0:$error" "$where"
    whole=$STATUS
    calls=$(calls_made)
    mv "$WORK/case" "$WORK/whole"
    [ "$calls" -gt 0 ] || { echo "no $call in the $where"; return 1; }
    for ((at = 1 + RANDOM % step; at <= calls; at += step)); do
        rm -rf "$WORK/case"
        faulty_run "$call:$at$on:$error" "$where"
        verdict=$(fault_verdict "$whole" "$call")
        if [ -z "$verdict" ] && [ "$STATUS" -eq 2 ]; then
            stopped=$((stopped + 1))
            cp "$WORK/stderr" "$WORK/stopped"
            verdict=$(goes_on_to_the_same "$whole")
            [ -z "$verdict" ] || verdict+=" (it had stopped with: $(cat "$WORK/stopped"))"
        fi
        [ -z "$verdict" ] || { echo "$call:$at$on:$error in the $where: $verdict" && bad=$((bad + 1)); }
        [ "$bad" -lt 20 ] || break
    done
    echo "$call$on:$error in the $where: $calls calls, every $step tried, $stopped stopped, $bad bad"
    [ "$bad" -eq 0 ]
}

# With --full twenty times as many moments; KEYTRAWL_FAULTS=every, by hand: each (hours).
fault_step() { # STEP
    case ${KEYTRAWL_FAULTS:-}${KEYTRAWL_PATIENT:+patient} in
    every*) echo 1 ;;
    patient) echo $((1 + $1 / 20)) ;;
    *) echo "$1" ;;
    esac
}

fault_sweeps() {
    local bad=0 call error where step on
    command -v jq >/dev/null || skip "no jq"
    while read -r call error where step on; do
        fault_sweep "$call" "$error" "$where" "$(fault_step "$step")" "$on" || bad=$((bad + 1))
    done
    [ "$bad" -eq 0 ] || fail "$bad kinds of faults"
}

# 28: the disk is full; 5: it does not answer; 4: a signal came in between
check_faults_of_the_disk() {
    fault_sweeps <<'END'
write 28 coordinator 40
write 28 coordinator 40 +
write 5 coordinator 60
write short coordinator 80
write 4 coordinator 80
sync 5 coordinator 25
rename 5 coordinator 5
read 5 coordinator 20
read short coordinator 40
read 5 workers 8
read short workers 12
read 4 workers 12
END
}

# A folder that cannot be listed to its end, a file of which nothing can be asked.
check_faults_of_listing() {
    fault_sweeps <<'END'
list 5 coordinator 11
list 5 coordinator 40 +
look 5 coordinator 12
END
}

# 24: no descriptor is left; 11, 12: no process, no memory for one
check_faults_of_the_system() {
    fault_sweeps <<'END'
open 24 coordinator 12
open 24 coordinator 12 +
fork 11 coordinator 1
fork 12 workers 1
fork 12 workers 1 +
END
}

# A key over three files, which are opened with the first, and once more where its pieces are joined.
scan_of_a_set() { # AT
    : >"$WORK/state"
    rm -rf "$WORK/case"
    STATUS=0
    FAULT=open:$1:24 FAULT_IN=coordinator FAULT_STATE=$WORK/state LD_PRELOAD=$TOOLS/libfault_shim.so \
        "$KEYTRAWL" scan "$WORK/evidence" --jobs 1 "${CLOCK[@]}" --out "$WORK/case" -q \
        >"$WORK/stdout" 2>"$WORK/stderr" </dev/null || STATUS=$?
}

check_faults_of_a_set_of_volumes() {
    local at calls verdict bad=0
    mkdir "$WORK/evidence"
    split -a 3 --numeric-suffixes=1 -b 100 fixtures/keys/shop-p256-a.key "$WORK/evidence/set.key."
    scan_of_a_set 0
    calls=$(calls_made)
    [ "$STATUS" -eq 0 ] && [ "$calls" -gt 30 ] || fail "status $STATUS, $calls calls"
    mv "$WORK/case" "$WORK/whole"
    for ((at = 1; at <= calls; at++)); do
        scan_of_a_set "$at"
        verdict=$(fault_verdict 0)
        [ -z "$verdict" ] || { echo "open $at of $calls: $verdict" && bad=$((bad + 1)); }
    done
    [ "$bad" -eq 0 ] || fail "$bad of them"
}

# What phases behind the scan open once more: mails of a thread, volumes of a closed key, an encrypted
# message and the file of its key, fragments of a message, what an index of certificates names.
reopened_evidence() {
    local in=$WORK/evidence key=fixtures/keys/shop-p256-a.key
    mkdir -p "$in/cur" "$in/set" "$in/cms" "$in/new" "$in.certs"
    thread_mail 1 "k@b" "" "the key" "$(cat "$ENCRYPTED/own-listed.pem")" >"$in/cur/1"
    thread_mail 2 "r@b" "In-Reply-To: <k@b>\n" "password: correct horse" >"$in/cur/2"
    tar -cz --mtime=2018-02-27 -C "$ENCRYPTED" openssh-ed25519.key |
        split -a 3 --numeric-suffixes=1 -b 250 - "$in/set/closed.tar.gz."
    cp fixtures/containers/cms/ec-aes-cbc.p7m fixtures/keys/rfc9500-p256.key "$in/cms"
    {
        printf 'From: a@b\nContent-Type: message/partial; id="x@b"; number=1; total=2\n\nSubject: key\n\n'
        head -n 3 "$key"
    } >"$in/new/1"
    {
        printf 'From: a@b\nContent-Type: message/partial; id="x@b"; number=2; total=2\n\n'
        tail -n +4 "$key"
    } >"$in/new/2"
    printf 'correct horse\n' >"$WORK/list"
    openssl req -x509 -key fixtures/keys/rfc9500-p256.key -subj /CN=found -days 9000 -out "$in.certs/found.pem"
    keytrawl index build "$in.certs" --out "$WORK/index"
}

# Each file of the evidence that the command opens finds no descriptor once, where it begins with the
# case in $WORK/before: it ends as an undisturbed one, or stops, and the next one is like that.
each_open_fails() { # OUTPUT-OR-- COMMAND ARGUMENT...
    local at calls verdict whole bad=0 stopped=0 printed=$1
    shift
    failing_open 0 "$@"
    calls=$(calls_made) whole=$STATUS
    [ $((whole & 6)) -eq 0 ] && [ "$calls" -gt 0 ] || fail "status $whole, $calls calls: $(cat "$WORK/stderr")"
    rm -rf "$WORK/whole"
    mv "$WORK/case" "$WORK/whole"
    mv "$WORK/stdout" "$WORK/said"
    for ((at = 1; at <= calls; at++)); do
        failing_open "$at" "$@"
        verdict=$(fault_verdict "$whole")
        [ "$STATUS" -eq 2 ] || [ "$printed" = - ] || cmp -s "$WORK/said" "$WORK/stdout" || verdict="another thing said"
        [ "$STATUS" -ne 2 ] || stopped=$((stopped + 1))
        if [ "$STATUS" -eq 2 ] && [ "$at" -eq "$calls" ]; then
            FAULT=open:0:24 run_faulty "$@"
            ! outputs_differ || verdict="the next run has other outputs: $(head -n 1 "$WORK/differ")"
        elif [ "$STATUS" -ne 2 ] && [ "$STATUS" -ne "$whole" ]; then
            FAULT=open:0:24 run_faulty "$@" # what was read without it stays a place of its own
            [ "$(keys_of whole)" = "$(keys_of case)" ] || verdict="the next run has other keys"
        fi
        [ -z "$verdict" ] || { echo "$1, open $at of $calls: $verdict" && bad=$((bad + 1)); }
    done
    echo "$1: $calls files opened, $stopped stopped, $bad bad"
    [ "$bad" -eq 0 ] && [ "$stopped" -gt 0 ]
}
keys_of() { # CASE
    jq -r '.key_identity + " " + .verdict' "$WORK/$1/keys.jsonl"
}
failing_open() { # AT COMMAND ARGUMENT...
    rm -rf "$WORK/case"
    [ ! -d "$WORK/before" ] || cp -r "$WORK/before" "$WORK/case"
    FAULT=open:$1:24 run_faulty "${@:2}"
}
run_faulty() { # COMMAND ARGUMENT...
    : >"$WORK/state"
    STATUS=0
    FAULT_IN=coordinator FAULT_BENEATH=$WORK/evidence FAULT_STATE=$WORK/state LD_PRELOAD=$TOOLS/libfault_shim.so \
        timeout 60 "$KEYTRAWL" "$@" --jobs 1 --out "$WORK/case" -q >"$WORK/stdout" 2>"$WORK/stderr" </dev/null || STATUS=$?
}

check_faults_of_what_is_opened_once_more() {
    local bad=0 scan
    reopened_evidence
    scan=(run "$WORK/evidence" --certs "$WORK/index" "${CLOCK[@]}" --decrypt-with-found-keys)
    each_open_fails - "${scan[@]}" || bad=1
    mv "$WORK/whole" "$WORK/before"
    each_open_fails - unlock --passphrases "$WORK/list" --harvest-passphrases || bad=1
    rm -r "$WORK/before"
    mv "$WORK/whole" "$WORK/before"
    each_open_fails - "${scan[@]}" --proof-cn other || bad=1
    each_open_fails + show "$(jq -r 'select(.sightings[0].encoding == "openssh-encrypted").key_identity' "$WORK/before/keys.jsonl")" || bad=1
    [ "$bad" -eq 0 ] || fail "something is lost"
}

check_faults_of_memory() {
    fault_sweeps <<'END'
memory 12 coordinator 2500
memory 12 coordinator 4000 +
memory 12 workers 2000
memory 12 workers 5000 +
END
}

# A clock that is set, or that a machine finds a day later when it wakes up: it decides nothing.
check_faults_of_the_clock() {
    fault_sweeps <<'END'
clock 86400 coordinator 2
clock 86400 coordinator 2 +
clock -86400 coordinator 2 +
clock 86400 workers 20
clock 86400 workers 20 +
END
}

# Nor does a worker that is silent over its work meanwhile pass for one that stands still.
check_faults_of_the_clock_while_busy() {
    local calls at
    openssl pkcs8 -topk8 -in fixtures/keys/shop-p256-a.key -passout pass:right -iter 2000000 -v2 aes256 \
        -out "$WORK/closed.pem"
    printf '%s\n' wrong right >"$WORK/passphrases.txt"
    silent_run 0:0
    calls=$(calls_made)
    [ "$calls" -gt 10 ] || fail "only $calls looks at the clock"
    for at in 3 2; do
        silent_run $((calls / at))+:1728000
    done
}

silent_run() { # AT:SECONDS
    rm -rf "$WORK/case"
    : >"$WORK/state"
    FAULT=clock:$1 FAULT_IN=coordinator FAULT_STATE=$WORK/state LD_PRELOAD=$TOOLS/libfault_shim.so keytrawl scan \
        "$WORK/closed.pem" --passphrases "$WORK/passphrases.txt" "${CLOCK[@]}" --jobs 1 --out "$WORK/case"
    expect_status 0
}

# Limits of the system, which each call meets that needs what is limited: descriptors, the length of a file.
check_faults_of_limits() {
    local limit whole verdict bad=0 stopped=0 most
    command -v prlimit >/dev/null || skip "no prlimit"
    run_under env
    whole=$STATUS
    mv "$WORK/case" "$WORK/whole"
    most=$(stat -c %s "$WORK/whole/case.db")
    for limit in nofile={4..26}: fsize={1000,4096,$((most / 4)),$((most / 2)),$((most - 1))}:; do
        rm -rf "$WORK/case"
        run_under prlimit --"$limit"
        verdict=$(fault_verdict "$whole")
        [ "$STATUS" -ne 2 ] || stopped=$((stopped + 1))
        if grep -q 'holds other files' "$WORK/stderr"; then
            verdict="an empty folder is said to hold files"
        elif [[ $limit = nofile* ]] && grep -q 'out of memory' "$WORK/stderr"; then
            verdict="it is descriptors that are lacking, not memory"
        fi
        [ -n "$verdict" ] || verdict=$(goes_on_to_the_same "$whole")
        [ -z "$verdict" ] || { echo "$limit: $verdict: $(tail -n 1 "$WORK/stderr")" && bad=$((bad + 1)); }
    done
    echo "$stopped stopped, $bad bad"
    [ "$bad" -eq 0 ] || fail "$bad limits"
    [ "$stopped" -gt 5 ] || fail "the limits stop nothing"
}

# Nor does anything of the evidence come to the coordinator but through its workers: of the files it has
# open for them it reads nothing, where one process for all reads all.
check_coordinator_reads_no_evidence() {
    local jobs
    for jobs in 0 1; do
        : >"$WORK/state"
        FAULT=read:0:5 FAULT_IN=coordinator FAULT_BENEATH=$(realpath "$EXAMPLE/evidence") FAULT_STATE=$WORK/state \
            LD_PRELOAD=$TOOLS/libfault_shim.so "$KEYTRAWL" run "$EXAMPLE/evidence" --certs "$EXAMPLE/certs" \
            --passphrases "$EXAMPLE/passphrases.txt" --harvest-passphrases --decrypt-with-found-keys "${CLOCK[@]}" \
            --jobs $jobs --out "$WORK/case-$jobs" >"$WORK/stdout" 2>"$WORK/stderr" </dev/null
        calls_made >"$WORK/calls-$jobs"
    done
    [ "$(cat "$WORK/calls-0")" -gt 20 ] || fail "the count is blind: $(cat "$WORK/calls-0")"
    [ "$(cat "$WORK/calls-1")" -eq 0 ] || fail "it reads evidence itself, $(cat "$WORK/calls-1") times"
}

# Each change of the case that is kept by itself is five syncs, which are most of what a small run takes
# on a disk that turns: the second time nothing is read anew.
check_syncs_of_a_run() {
    local first again
    faulty_run sync:0:0 coordinator
    first=$(calls_made)
    faulty_run sync:0:0 coordinator
    again=$(calls_made)
    [ "$first" -gt "$again" ] && [ "$again" -gt 0 ] || fail "$first syncs, and then $again"
    [ "$first" -le 67 ] || fail "$first syncs of a first run, 67 are needed"
    [ "$again" -le 25 ] || fail "$again syncs of a run that reads nothing anew, 25 are needed"
}

# Whoever is killed, and whenever: the next run ends like one that nobody disturbed. Four moments; with
# --full 200.
ALONE+=(same_after_kills_at_random)
check_same_after_kills_at_random() {
    local taken pid victim moment round rounds=4 ended=0
    [ -z "${KEYTRAWL_PATIENT:-}" ] || rounds=200
    RANDOM=${KEYTRAWL_SEED:-4711}
    taken=$(seconds_of run_example "$WORK/whole" --jobs 2)
    for ((round = 1; round <= rounds; round++)); do
        rm -rf "$WORK/killed"
        run_example "$WORK/killed" --jobs 2 >/dev/null &
        pid=$!
        moment=$(awk -v t="$taken" -v r="$RANDOM" 'BEGIN { print t * r / 32768 }')
        sleep "$moment"
        # the coordinator, the spawner or a worker
        victim=$(descendants "$pid" | shuf -n 1 --random-source=<(yes "$RANDOM"))
        kill -9 "${victim:-$pid}" 2>/dev/null || ended=$((ended + 1))
        wait "$pid" || true
        run_example "$WORK/killed" --jobs 2
        (same_outputs "$WORK/whole" "$WORK/killed") ||
            fail "round $round of $rounds: killed ${victim:-all} after $moment of $taken s"
    done
    echo "$rounds kills, $ended of them after the end"
}
