# Files that are not as files mostly are.
# shellcheck shell=bash

check_odd_files_sparse() {
    mkdir "$WORK/evidence"
    truncate -s 1G "$WORK/evidence/image"
    dd if=fixtures/keys/rfc9500-p256.key of="$WORK/evidence/image" bs=1M seek=700 conv=notrunc status=none
    keytrawl scan "$WORK/evidence" --out "$WORK/case" -q
    expect_status 0
    jq -r '.sightings[].provenance' "$WORK/case/keys.jsonl" | grep -Fq 'image@734003200+' || fail "no key"
    awk -F, 'NR == 2 && $2 == 1073741824 && $4 == $2 && length($3) == 64 { found = 1 } END { exit !found }' \
        "$WORK/case/evidence.csv" || fail "the account does not add up"
    [ ! -s "$WORK/case/journal.jsonl" ] || fail "journal"
}

# Nobody writes into the pipe: whoever opened it would wait for ever.
check_odd_files_pipe_does_not_hang() {
    local writer others=1
    mkdir "$WORK/evidence"
    mkfifo "$WORK/evidence/pipe"
    (: >"$WORK/evidence/pipe" && : >"$WORK/opened") 2>/dev/null & # goes on when somebody opens the other end
    writer=$!
    cp fixtures/keys/rfc9500-p256.key "$WORK/evidence/key"
    mknod "$WORK/evidence/device" c 1 5 2>/dev/null && others=$((others + 1)) # zeros without end
    if command -v python3 >/dev/null; then
        (cd "$WORK/evidence" && python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")')
        others=$((others + 1))
    fi
    timeout 20 "$KEYTRAWL" scan "$WORK/evidence" --out "$WORK/case" -q </dev/null >/dev/null ||
        fail "status $?"
    [ "$(wc -l <"$WORK/case/keys.jsonl")" -eq 1 ] || fail "no key"
    [ "$(jq -r '.weight + " " + .path + " " + .sentence' "$WORK/case/journal.jsonl" |
        grep -cE '^note .*/(pipe|device|socket) a device, socket or pipe; not opened$')" -eq "$others" ] || fail "in silence"
    [ ! -e "$WORK/opened" ] || fail "the pipe was opened"
    timeout 5 cat "$WORK/evidence/pipe"
    wait "$writer"
    [ -e "$WORK/opened" ] || fail "nobody waited at the pipe"
}

# Nothing of it changes: no octet, no right, no time, that of the last access neither.
check_odd_files_evidence_is_as_it_was() {
    local path facts='%n %s %a %u %g %Y %Z %X'
    cp -r "$EXAMPLE/evidence" "$WORK/evidence"
    find "$WORK/evidence" >"$WORK/paths"
    xargs -d '\n' touch -c -a -d 2001-01-01 <"$WORK/paths"
    xargs -d '\n' stat -c "$facts" <"$WORK/paths" >"$WORK/before"
    keytrawl run "$WORK/evidence" --certs "$EXAMPLE/certs" --passphrases "$EXAMPLE/passphrases.txt" --out "$WORK/case" -q
    xargs -d '\n' stat -c "$facts" <"$WORK/paths" | diff "$WORK/before" - || fail "the evidence is not as it was"
    keytrawl unlock --harvest-passphrases --out "$WORK/case"
    keytrawl show "$(jq -r .key_identity "$WORK/case/keys.jsonl" | head -n 1)" --all --out "$WORK/case"
    keytrawl verify --evidence "$WORK/evidence" --out "$WORK/case"
    keytrawl check "$WORK/evidence/unknown.key"
    xargs -d '\n' stat -c "$facts" <"$WORK/paths" | diff "$WORK/before" - || fail "it is not, behind other commands"
    (cd "$EXAMPLE/evidence" && find . -type f) | while read -r path; do
        cmp "$EXAMPLE/evidence/$path" "$WORK/evidence/$path" || exit 1
    done || fail "an octet changed"
    xargs -d '\n' stat -c "$facts" <"$WORK/paths" | diff -q "$WORK/before" - >/dev/null &&
        skip "the file system keeps no times of access"
    true
}

check_odd_files_named_pipe_is_read() {
    mkfifo "$WORK/pipe"
    cat fixtures/keys/rfc9500-p256.key >"$WORK/pipe" &
    timeout 20 "$KEYTRAWL" scan "$WORK/pipe" --out "$WORK/case" -q </dev/null >/dev/null ||
        fail "status $?"
    wait
    [ "$(wc -l <"$WORK/case/keys.jsonl")" -eq 1 ] || fail "no key"
}

check_odd_files_device_is_refused() {
    keytrawl scan /dev/zero --out "$WORK/case" -q
    expect_bit 4
    grep -q 'a device, socket or pipe; not opened' "$WORK/case/journal.jsonl" || fail "in silence"
}

# A root that is a link was named on purpose; what a folder links to was not.
check_odd_files_links() {
    mkdir "$WORK/evidence" "$WORK/outside"
    cp fixtures/keys/rfc9500-p256.key "$WORK/outside/key"
    ln -s "$WORK/outside/key" "$WORK/evidence/link"
    ln -s "$WORK/outside" "$WORK/evidence/folder"
    keytrawl scan "$WORK/evidence" --out "$WORK/case" -q
    [ ! -s "$WORK/case/keys.jsonl" ] || fail "a link was followed"
    [ "$(grep -c 'a symbolic link; not followed' "$WORK/case/journal.jsonl")" -eq 2 ] || fail "in silence"
    keytrawl scan "$WORK/evidence/link" --out "$WORK/named" -q
    [ "$(wc -l <"$WORK/named/keys.jsonl")" -eq 1 ] || fail "the named root was not read"
}

# What no reader here reads is said, with what is in clear; what lies open in it is found all the same.
check_odd_files_unread_formats() {
    mkdir "$WORK/evidence"
    cat fixtures/keys/rfc9500-p256.key fixtures/keys/rfc9500-p256.key fixtures/keys/rfc9500-p256.key >"$WORK/three"
    : >"$WORK/expected"
    if command -v lzop >/dev/null; then
        lzop -q -o "$WORK/evidence/three.lzo" "$WORK/three"
        echo "three.lzo!member 1 three lzop's compression is not read" >>"$WORK/expected"
    fi
    if command -v 7z >/dev/null; then
        7z a -bd -mm=Deflate64 "$WORK/evidence/three.zip" "$WORK/three" >/dev/null
        echo "three.zip!member 1 three a kind of compression that is not read" >>"$WORK/expected"
    fi
    if command -v mkudffs >/dev/null || [ -x /usr/sbin/mkudffs ]; then
        truncate -s 1M "$WORK/evidence/disc.udf"
        PATH=$PATH:/usr/sbin mkudffs -b 2048 "$WORK/evidence/disc.udf" >/dev/null
        dd if="$WORK/three" of="$WORK/evidence/disc.udf" bs=1 seek=900000 conv=notrunc status=none
        echo "disc.udf a file system of UDF is not read" >>"$WORK/expected"
    fi
    if command -v qemu-img >/dev/null; then
        qemu-img create -q -f qcow2 "$WORK/evidence/disk.qcow2" 4M
        qemu-img snapshot -c first "$WORK/evidence/disk.qcow2"
        echo "disk.qcow2 the disk image has snapshots" >>"$WORK/expected"
        (cd "$WORK/evidence" && qemu-img create -q -f qcow2 -b disk.qcow2 -F qcow2 based.qcow2)
        echo "based.qcow2 clusters that did not change stand in another file" >>"$WORK/expected"
    fi
    [ -s "$WORK/expected" ] || skip "none of the programs is installed"
    keytrawl scan "$WORK/evidence" --out "$WORK/case" -q
    jq -r --arg root "$WORK/evidence/" 'select(.weight == "unread") | (.provenance | ltrimstr($root)) + " " + .sentence' \
        "$WORK/case/journal.jsonl" >"$WORK/found"
    while read -r line; do
        grep -q "^$line" "$WORK/found" || fail "not told: $line"
    done <"$WORK/expected"
    [ ! -e "$WORK/evidence/disc.udf" ] ||
        jq -r '.sightings[].provenance' "$WORK/case/keys.jsonl" | grep -q 'disc.udf@900000+' || fail "no key"
}
