# What a run of hours costs: memory stays where it is, no descriptor is left open, and time grows
# with the work alone. With --full only.
# shellcheck shell=bash

only_patient() { # WHY
    [ -n "${KEYTRAWL_PATIENT:-}" ] || skip "$1; scripts/test --full runs it"
}

# MIB of mails with attachments, texts, archives of them and noise, the same again and again.
stream_of_evidence() { # MIB
    local pool=$WORK/pool left=$1 each
    mkdir "$pool"
    "$TOOLS/make_evidence" letters "$pool/letters.mbox" 20
    "$TOOLS/make_evidence" attachments "$pool/attachments.mbox" 20
    head -c 20000000 /dev/urandom >"$pool/noise"
    tar -C "$pool" -czf "$pool/packed.tar.gz" letters.mbox
    each=$(($(cat "$pool"/* | wc -c) >> 20))
    while [ "$left" -gt 0 ]; do
        cat "$pool"/* || return 0
        left=$((left - each))
    done
}

# `KIB DESCRIPTORS` of a process and all below it, each second, as long as it is there.
watch_processes() { # PID
    local process kib descriptors
    while is_alive "$1"; do
        kib=0 descriptors=0
        for process in "$1" $(descendants "$1"); do
            kib=$((kib + $(awk '/^Pss:/ { print $2 }' "/proc/$process/smaps_rollup" 2>/dev/null || echo 0)))
            descriptors=$((descriptors + $(find "/proc/$process/fd" -mindepth 1 2>/dev/null | wc -l)))
        done
        echo "$kib $descriptors"
        sleep 1
    done
}

ALONE+=(memory_is_flat_over_50_gib)
check_memory_is_flat_over_50_gib() {
    only_patient "reads 50 GiB"
    local pid mib=${KEYTRAWL_STREAM_MIB:-51200}
    mkfifo "$WORK/pipe"
    stream_of_evidence "$mib" >"$WORK/pipe" &
    "$KEYTRAWL" scan - --out "$WORK/case" -q <"$WORK/pipe" >"$WORK/stdout" 2>"$WORK/stderr" &
    pid=$!
    watch_processes "$pid" >"$WORK/watched"
    STATUS=0
    wait "$pid" || STATUS=$?
    [ "$STATUS" -ne 2 ] || fail "status 2: $(cat "$WORK/stderr")"
    awk -F, -v mib="$mib" 'NR == 2 { size = $2 } END { exit size < mib * 1000000 }' "$WORK/case/evidence.csv" ||
        fail "less was read: $(cat "$WORK/case/evidence.csv")"
    # the first tenth, and all that comes behind it
    awk '{ kib[NR] = $1; open[NR] = $2 }
        END {
            early = int(NR / 10) + 1
            for (i = 1; i <= NR; i++) {
                if (i <= early) { if (kib[i] > a) a = kib[i]; if (open[i] > d) d = open[i] }
                else { if (kib[i] > b) b = kib[i]; if (open[i] > e) e = open[i] }
            }
            print NR " seconds: " a " KiB at first, " b " later; " d " descriptors, " e " later"
            exit b > 1.25 * a + 16384 || e > d + 2
        }' "$WORK/watched" || fail "memory or descriptors grow"
}

# TIMES entries of a log, each with the same key.
log_with_one_key() { # TIMES
    awk -v times="$1" '{ key = key $0 "\n" } END { for (i = 1; i <= times; i++) printf "entry %d\n%s", i, key }' \
        fixtures/keys/rfc9500-p256.key
}

# One key at a million places: reported once, with all of them.
check_a_million_sightings_of_one_key() {
    local times=20000
    [ -z "${KEYTRAWL_PATIENT:-}" ] || times=1000000
    log_with_one_key "$times" >"$WORK/log.txt"
    keytrawl scan "$WORK/log.txt" --out "$WORK/case" -q
    [ "$STATUS" -eq 0 ] || fail "status $STATUS"
    [ "$(wc -l <"$WORK/case/keys.jsonl")" -eq 1 ] || fail "not one key"
    [ "$(grep -o '"encoding"' "$WORK/case/keys.jsonl" | wc -l)" -eq "$times" ] || fail "not $times places"
    jq -e '.verdict == "proven"' "$WORK/case/keys.jsonl" >/dev/null || fail "not proven"
}

# Seconds of all processors that a scan took, workers among them, in SECONDS_TAKEN; its case is $WORK/NAME.
timed_scan() { # NAME ARGUMENT...
    local name=$1 TIMEFORMAT='%U %S'
    shift
    STATUS=0
    { time "$KEYTRAWL" scan "$@" --out "$WORK/$name" -q </dev/null >"$WORK/stdout" 2>"$WORK/stderr" || STATUS=$?; } \
        2>"$WORK/taken"
    SECONDS_TAKEN=$(awk '{ print $1 + $2 }' "$WORK/taken")
    echo "scan $*: status $STATUS, $SECONDS_TAKEN s"
}

# Ten times as much takes no more than twelve times as long.
expect_linear() { # SECONDS-OF-A-TENTH SECONDS
    awk -v few="$1" -v many="$2" 'BEGIN { exit many > 12 * few + 5 }' || fail "a tenth takes $1 s, and all of it $2 s"
}

# What is read by people and programs can still be opened, and the page has a bound.
outputs_open() { # CASE
    local name
    for name in keys.jsonl certificates.jsonl journal.jsonl summary.json; do
        jq -n 'reduce inputs as $each (0; . + 1)' "$1/$name" >"$WORK/count" || fail "$name cannot be read"
        echo "$name: $(cat "$WORK/count")"
    done
    [ "$(stat -c %s "$1/report.html")" -lt 100000000 ] || fail "the page is larger than a browser opens"
    "$KEYTRAWL" journal --out "$1" >"$WORK/listed" || fail "the journal cannot be listed"
    "$KEYTRAWL" keys --out "$1" >"$WORK/listed" || fail "the keys cannot be listed"
}

# Keys of P-256 as SEC 1 has them without their points, behind each other.
many_keys() { # COUNT
    python3 -c 'import hashlib, sys
for i in range(int(sys.argv[1])):
    sys.stdout.buffer.write(bytes.fromhex("30310201010420") + hashlib.sha256(b"%d" % i).digest() +
                            bytes.fromhex("a00a06082a8648ce3d030107"))' "$1"
}

check_a_million_keys() {
    local keys=${KEYTRAWL_MANY:-1000000} few
    only_patient "proves 1,100,000 keys"
    many_keys $((keys / 10)) >"$WORK/few.bin"
    many_keys "$keys" >"$WORK/many.bin"
    timed_scan few "$WORK/few.bin"
    few=$SECONDS_TAKEN
    timed_scan case "$WORK/many.bin"
    [ "$STATUS" -eq 0 ] || fail "status $STATUS: $(cat "$WORK/stderr" "$WORK/case/journal.jsonl" | head -n 5)"
    [ "$(wc -l <"$WORK/case/keys.jsonl")" -eq "$keys" ] || fail "$(wc -l <"$WORK/case/keys.jsonl") keys"
    expect_linear "$few" "$SECONDS_TAKEN"
    outputs_open "$WORK/case"
}

# Archives of members that are all broken: an entry of the journal for each.
check_a_million_entries_of_the_journal() {
    local entries=${KEYTRAWL_MANY:-1000000} few i
    only_patient "writes 1,100,000 entries"
    mkdir "$WORK/few" "$WORK/many"
    python3 -c 'import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as archive:
    for i in range(int(sys.argv[2])):
        archive.writestr(str(i), b"\x1f\x8b\x08\0\0\0\0\0\0\3broken")' "$WORK/few/0.zip" $((entries / 20))
    cp "$WORK/few/0.zip" "$WORK/few/1.zip"
    for i in $(seq 20); do
        cp "$WORK/few/0.zip" "$WORK/many/$i.zip"
    done
    timed_scan few-case "$WORK/few"
    few=$SECONDS_TAKEN
    timed_scan case "$WORK/many"
    [ "$STATUS" -eq 4 ] || fail "status $STATUS: $(cat "$WORK/stderr")"
    [ "$(jq -n '[inputs | select(.weight == "unread")] | length' "$WORK/case/journal.jsonl")" -eq "$entries" ] ||
        fail "$(wc -l <"$WORK/case/journal.jsonl") entries"
    expect_linear "$few" "$SECONDS_TAKEN"
    outputs_open "$WORK/case"
}
