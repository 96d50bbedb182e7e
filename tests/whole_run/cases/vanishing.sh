# Evidence that was there when it was listed, and is gone, another or closed when its turn comes:
# each is told, the rest is read, and once it is back the same case takes it up.
# shellcheck shell=bash

# A scan of a pipe and of $WORK/evidence, by somebody whom permissions stop. It stands at the pipe, with all
# listed and nothing else opened, while CHANGE is done to the evidence.
scan_while() { # CHANGE
    local program=("$KEYTRAWL") pid
    if [ "$(id -u)" -eq 0 ]; then
        command -v setpriv >/dev/null || skip "no setpriv"
        install -m 755 "$KEYTRAWL" "$WORK/program"
        chmod 777 "$WORK"
        program=(setpriv --reuid=65534 --regid=65534 --clear-groups "$WORK/program")
    fi
    mkfifo -m 644 "$WORK/pipe"
    "${program[@]}" scan "$WORK/pipe" "$WORK/evidence" --jobs 1 --out "$WORK/case" "${CLOCK[@]}" -q \
        >"$WORK/stdout" 2>"$WORK/stderr" </dev/null &
    pid=$!
    exec 3>"$WORK/pipe"
    "$1"
    echo 'no key' >&3
    exec 3>&-
    STATUS=0
    wait "$pid" || STATUS=$?
    echo "status $STATUS"
    cat "$WORK/stderr" "$WORK/case/journal.jsonl"
}

# Of each file that did not stay what it was: what the journal says.
expect_told() { # lines of: path below evidence|words
    local path words
    while IFS='|' read -r path words; do
        jq -r --arg path "$WORK/evidence/$path" \
            'select(.weight == "unread" and .path == $path) | .sentence' "$WORK/case/journal.jsonl" |
            grep -qE -- "$words" || fail "$path: not told that $words"
    done
}

proven_paths() { # CASE
    jq -r --arg root "$WORK/evidence/" \
        'select(.verdict == "proven") | .sightings[].path | ltrimstr($root)' "$1/keys.jsonl" | sort
}

make_passing_evidence() {
    local name
    mkdir -p "$WORK/evidence/folder/below" "$WORK/outside"
    for name in closed device directory folder/below/inside gone grows linked replaced shrinks stays; do
        cp fixtures/keys/shop-p256-b.key "$WORK/evidence/$name.key"
    done
    cp fixtures/keys/rfc9500-p256.key "$WORK/outside/other.key"
    split -a 3 --numeric-suffixes=1 -b 100 fixtures/keys/shop-p256-a.key "$WORK/evidence/set.key."
    proven_paths_before=$(cd "$WORK/evidence" && find . -name '*.key' | sed 's|^\./||' | sort)
}

change_passing_evidence() {
    cd "$WORK/evidence" || exit
    mkdir "$WORK/kept"
    cp -a . "$WORK/kept"
    chmod 000 closed.key
    rm gone.key device.key directory.key linked.key set.key.002
    mkfifo device.key
    mkdir directory.key
    ln -s "$WORK/outside/other.key" linked.key
    cp "$WORK/outside/other.key" "$WORK/outside/new.key"
    mv "$WORK/outside/new.key" replaced.key
    mv folder renamed
    truncate -s 20 shrinks.key
    echo 'one more line' >>grows.key
    cd "$ROOT" || exit
}

check_vanishing_files_are_told() {
    make_passing_evidence
    scan_while change_passing_evidence
    expect_status 4
    expect_told <<'END'
closed.key|permission denied
device.key|another file stands there
directory.key|another file stands there
folder/below/inside.key|no such file
gone.key|no such file
grows.key|became longer
linked.key|another file stands there
replaced.key|another file stands there
set.key.002|no such file
shrinks.key|became shorter
END
    [ "$(proven_paths "$WORK/case")" = $'grows.key\nstays.key' ] ||
        fail "keys of: $(proven_paths "$WORK/case")"
    # back again: the same case, and what a case has that never missed any of it
    chmod -R u+rwx "$WORK/evidence"
    rm -rf "$WORK/evidence"
    cp -a "$WORK/kept" "$WORK/evidence"
    chown -R --reference="$WORK/case" "$WORK/evidence"
    keytrawl scan "$WORK/evidence" --out "$WORK/case" "${CLOCK[@]}" -q
    expect_no_bit 4
    keytrawl scan "$WORK/evidence" --out "$WORK/never" "${CLOCK[@]}" -q
    [ "$(proven_paths "$WORK/case")" = "$(proven_paths "$WORK/never")" ] || fail "keys are missing still"
    [ "$(proven_paths "$WORK/case" | wc -l)" -ge "$(wc -l <<<"$proven_paths_before")" ] || fail "keys are missing"
    [ ! -s "$WORK/case/journal.jsonl" ] || fail "the journal speaks of what is read by now"
}

unmount_disk() {
    umount -l "$WORK/evidence/disk"
}

check_vanishing_disk_is_told() {
    [ "$(id -u)" -eq 0 ] || skip "needs root to mount"
    mkdir -p "$WORK/evidence/disk"
    mount -t tmpfs none "$WORK/evidence/disk" 2>/dev/null || skip "nothing can be mounted"
    trap 'umount -l "$WORK/evidence/disk" 2>/dev/null' EXIT
    cp fixtures/keys/shop-p256-b.key "$WORK/evidence/disk/first.key"
    cp fixtures/keys/shop-p256-b.key "$WORK/evidence/disk/second.key"
    cp fixtures/keys/rfc9500-p256.key "$WORK/evidence/stays.key"
    scan_while unmount_disk
    expect_status 4
    expect_told <<'END'
disk/first.key|no such file
disk/second.key|no such file
END
    [ "$(proven_paths "$WORK/case")" = stays.key ] || fail "keys of: $(proven_paths "$WORK/case")"
}
