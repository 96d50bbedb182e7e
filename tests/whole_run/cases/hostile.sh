# Traps: each ends within its bound, is in the journal where something was not read, and gives up
# the key that stands in it or beside it. How long it takes is no matter of these checks, but
# that it ends: what a bound allows is counted, not timed.
# shellcheck shell=bash

# Memory of the program and its workers at their highest, summed, in KiB: sampled until it ends.
memory_of() { # PID
    local peak=0 sum process high
    declare -A highest=()
    while is_alive "$1"; do
        for process in "$1" $(descendants "$1"); do
            high=$(awk '/^VmHWM/ { print $2 }' "/proc/$process/status" 2>/dev/null)
            [ -z "$high" ] || highest[$process]=$high
        done
        sum=0
        for process in "${!highest[@]}"; do
            sum=$((sum + highest[$process]))
        done
        [ "$sum" -le "$peak" ] || peak=$sum
        sleep 0.1
    done
    echo "$peak"
}

# Leaves the case in $WORK/case; fails where it takes more memory than that. Seconds are those of a
# processor, in each process: a machine that is busy otherwise takes many times as long.
scan_traps() { # MEBIBYTES SECONDS ARGUMENT...
    local most=$1 patience=$2 pid peak
    shift 2
    (ulimit -t "$patience" && exec timeout "$((30 * patience))" "$KEYTRAWL" scan "$@" --out "$WORK/case" \
        "${CLOCK[@]}") >"$WORK/stdout" 2>"$WORK/stderr" </dev/null &
    pid=$!
    peak=$(memory_of "$pid")
    STATUS=0
    wait "$pid" || STATUS=$?
    echo "scan $*: status $STATUS, $((peak / 1024)) MiB"
    [ "$peak" -gt 0 ] || fail "no memory was seen"
    [ "$((peak / 1024))" -le "$most" ] || fail "more memory than $most MiB"
}

expect_traps() { # lines of: name|what the journal says of it, empty for nothing|sightings of the key
    local name said sightings found
    while IFS='|' read -r name said sightings; do
        found=$(jq -r 'select(.verdict == "proven") | .sightings[].path' "$WORK/case/keys.jsonl" |
            grep -cF "/$name")
        [ "$found" -ge "$sightings" ] || fail "$name: the key was seen $found times, not $sightings"
        found=$(jq -r --arg name "/$name" \
            'select(.weight == "unread" and (.path | endswith($name))) | .sentence' \
            "$WORK/case/journal.jsonl" | sort -u)
        if [ -z "$said" ]; then
            [ -z "$found" ] || fail "$name: all of it is read, and the journal says: $found"
        else
            grep -qE -- "$said" <<<"$found" || fail "$name: the journal says: $found"
        fi
    done
    ! grep -q '"worker_lost"' "$WORK/case/journal.jsonl" || fail "a worker was lost"
}

make_large_traps() {
    command -v python3 >/dev/null || skip "no python3"
    LARGE_TRAPS=$SHARED/traps
    [ -d "$LARGE_TRAPS" ] || { mkdir "$LARGE_TRAPS" && scripts/fixtures/make-hostile-fixtures --large "$LARGE_TRAPS"; }
}

check_hostile_fixtures_are_those_of_the_script() {
    command -v python3 >/dev/null || skip "no python3"
    local file
    mkdir "$WORK/made"
    scripts/fixtures/make-hostile-fixtures "$WORK/made" || fail "the script fails"
    for file in "$WORK"/made/*; do
        cmp "$file" "fixtures/hostile/${file##*/}" || fail "${file##*/} is another"
    done
}

check_hostile_containers_end_and_are_told() {
    mkdir "$WORK/evidence"
    cp fixtures/hostile/{zip,tar,gzip,mail,pdf,compound,pst,git,sqlite,xml}[-_]* "$WORK/evidence"
    scan_traps 3000 300 "$WORK/evidence"
    expect_status 4
    expect_traps <<'END'
zip-bomb-quine.zip|more containers inside each other|2
zip-bomb-overlapping.zip|archive is damaged|1
tar-member-of-8-exabytes.tar|archive is damaged|2
mail-nested-900.eml|more multiparts inside each other|1
pdf-object-loop.pdf||2
compound-fat-loop.doc|chain of a stream.s sectors is damaged|2
pst-node-loop.pst|page of the file.s trees is damaged|1
git-delta-loop.pack|difference to an object that is not in the pack|1
git-delta-bomb.pack|object that must be held in memory is too large|1
sqlite-overflow-loop.db||1
xml-entities.xml||1
END
}

check_hostile_sizes_end_and_are_told() {
    make_large_traps
    scan_traps 3000 300 "$LARGE_TRAPS" --limit expansion=512M
    expect_status 4
    expect_traps <<'END'
zip-bomb-nested.zip|expands to more than is decoded|1
gzip-zeros-10-gib.gz|ratio that only a decompression bomb has|1
mail-million-parts.eml|more parts than are opened|2
mail-header-64-mib.eml|header block is longer|1
mail-base64-line-40-mb.eml||1
git-delta-chain-100000.pack|more differences on top of each other|1
git-same-content.pack||1
git-long-name.pack||1
pdf-parameters.pdf|longer parameters than are looked at|1
tnef-titles.dat||1
END
}

# 64 GiB of zeros and of trees, a header of 1 GiB: five minutes of a processor, four of them for zeros.
check_hostile_bombs_of_minutes() {
    [ -n "${KEYTRAWL_PATIENT:-}" ] || skip "takes minutes; scripts/test --full runs it"
    command -v python3 >/dev/null || skip "no python3"
    mkdir "$WORK/evidence"
    scripts/fixtures/make-hostile-fixtures --long "$WORK/evidence" || fail "the script fails"
    scan_traps 3000 900 "$WORK/evidence"
    expect_status 4
    expect_traps <<'END'
zip-bomb-nested.zip|expands to more than is decoded|1
git-tree-chain.pack|more bytes were made of a pack.s differences|1
mail-header-1-gib.eml|header block is longer|1
END
}

# Cuts a file while a worker has it open, which is stopped meanwhile.
cut_while_it_is_read() { # PID FILE SIZE
    local process
    while is_alive "$1"; do
        for process in $(descendants "$1"); do
            find "/proc/$process/fd" -lname "$2" 2>/dev/null | grep -q . || continue
            kill -STOP "$process" 2>/dev/null
            truncate -s "$3" "$2"
            kill -CONT "$process" 2>/dev/null
            return
        done
    done
}

is_journalled() { # NAME
    jq -se --arg name "/$1" 'any(.path | endswith($name))' "$WORK/case/journal.jsonl" >/dev/null
}

# One scan of a file that grows all the while, one that is cut, and a fifo.
scan_changing_files() {
    local pid
    rm -rf "$WORK/evidence" "$WORK/case"
    mkdir "$WORK/evidence"
    { cat fixtures/keys/rfc9500-p256.key; yes 'a line of a log' | head -c 150000000; } >"$WORK/evidence/grows.log"
    { cat fixtures/keys/shop-p256-a.key; yes 'a line of a log' | head -c 150000000; } >"$WORK/evidence/is-cut.log"
    mkfifo "$WORK/evidence/fifo"
    "$KEYTRAWL" scan "$WORK/evidence" --jobs 1 --out "$WORK/case" "${CLOCK[@]}" >"$WORK/stdout" 2>"$WORK/stderr" </dev/null &
    pid=$!
    (while is_alive "$pid"; do
        echo 'one more line' >>"$WORK/evidence/grows.log"
        sleep 0.01
    done) &
    cut_while_it_is_read "$pid" "$WORK/evidence/is-cut.log" 1000000
    STATUS=0
    wait "$pid" || STATUS=$?
    wait
    echo "status $STATUS"
    cat "$WORK/case/journal.jsonl"
}

# Each is told; what was there is read. That a file is cut while it is open takes some luck: a job
# may be over before its worker is stopped.
check_hostile_files_that_change() {
    for _ in 1 2 3 4 5; do
        scan_changing_files
        is_journalled is-cut.log && break
    done
    expect_bit 4
    [ "$(jq -s 'map(select(.verdict == "proven")) | length' "$WORK/case/keys.jsonl")" -eq 2 ] ||
        fail "not both keys"
    local name
    for name in grows.log is-cut.log fifo; do
        is_journalled "$name" || fail "$name is not in the journal"
    done
}
