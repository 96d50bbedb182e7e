# --limit: each bound, lowered until it is hit, and raised until the key is found.
# shellcheck shell=bash

LIMIT_KEY=fixtures/keys/rfc9500-p256.key

# limited NAME FILE KEYS SAYS [LIMIT...]: FILE, read within these limits, shows so many keys (0 or 1)
# and the journal says so; with an empty SAYS nothing is unread.
limited() {
    local name=$1 file=$2 keys=$3 says=$4 limit unread
    shift 4
    local words=()
    for limit; do
        words+=(--limit "$limit")
    done
    rm -rf "$WORK/case"
    keytrawl scan "$file" "${words[@]}" "${CLOCK[@]}" --jobs 1 --out "$WORK/case"
    [ "$(jq -s 'map(select(.verdict == "proven")) | length' "$WORK/case/keys.jsonl")" -eq "$keys" ] ||
        fail "$name: not $keys key with: $*"
    unread=$(jq -r 'select(.weight == "unread") | .sentence' "$WORK/case/journal.jsonl" | sort -u)
    if [ -n "$says" ]; then
        expect_bit 4
        grep -qE -- "$says" <<<"$unread" || fail "$name: the journal says with $*: $unread"
    else
        [ -z "$unread" ] || fail "$name: the journal says with $*: $unread"
    fi
}

gzipped() { # TIMES: of standard input
    if [ "$1" -eq 0 ]; then cat; else gzip -9 -n | gzipped $(($1 - 1)); fi
}

encoded() { # TIMES
    if [ "$1" -eq 0 ]; then cat; else base64 | encoded $(($1 - 1)); fi
}

check_limits_of_nesting() {
    gzipped 40 <"$LIMIT_KEY" >"$WORK/deep.gz"
    limited container-depth "$WORK/deep.gz" 0 'more containers inside each other'
    limited container-depth "$WORK/deep.gz" 1 '' container-depth=64
}

# What lies so deep is walked to again, too.
check_limits_of_nesting_hold_for_an_unlock() {
    gzipped 50 <fixtures/keys/encrypted/own-listed.pem >"$WORK/deep.gz"
    keytrawl scan "$WORK/deep.gz" --limit container-depth=60 --out "$WORK/case"
    expect_status 8
    echo 'correct horse' >"$WORK/list"
    keytrawl unlock --passphrases "$WORK/list" --out "$WORK/case"
    expect_status 0
    [ ! -s "$WORK/stderr" ] || fail "something on stderr"
}

# Zeros and what is read, in gzip and base64.
packed_in_text() {
    { head -c 200000 /dev/zero && cat; } | gzip -9 -n | base64 -w0
    echo .
}

check_limits_of_decoding() {
    local name
    encoded 10 <"$LIMIT_KEY" >"$WORK/encoded"
    limited decodings "$WORK/encoded" 0 'more .*(inside each other|in a row|than are undone)'
    limited decodings "$WORK/encoded" 1 '' decodings=12
    { yes 'a line of text' | head -c 300000; cat "$LIMIT_KEY"; } | gzip -n >"$WORK/long.gz"
    limited decoded-bytes "$WORK/long.gz" 1 ''
    limited decoded-bytes "$WORK/long.gz" 0 'more decoded bytes than one object' decoded-bytes=64K
    { head -c 70M /dev/zero; cat "$LIMIT_KEY"; } | gzip -9 -n >"$WORK/zeros.gz"
    limited ratio "$WORK/zeros.gz" 0 'ratio that only a decompression bomb has'
    limited ratio "$WORK/zeros.gz" 1 '' ratio=2K
    { packed_in_text </dev/null && seq 50 && packed_in_text <"$LIMIT_KEY"; } >"$WORK/swells.txt"
    limited swelling "$WORK/swells.txt" 1 ''
    limited swelling "$WORK/swells.txt" 0 'packed in texts of the file has expanded by far' swelling=1K
}

check_limits_of_containers() {
    mkdir "$WORK/members"
    head -c 2M /dev/zero >"$WORK/members/1"
    echo two >"$WORK/members/2"
    cp "$LIMIT_KEY" "$WORK/members/3.key"
    (cd "$WORK/members" && tar -cf - 1 2 3.key | gzip -n) >"$WORK/members.tar.gz"
    limited entries "$WORK/members.tar.gz" 1 ''
    limited entries "$WORK/members.tar.gz" 1 'more members than are read of one archive' entries=2
    (cd "$WORK/members" && zip -q -X -9 ../members.zip 1 2 3.key)
    limited entries "$WORK/members.zip" 0 'more members than are read of one archive' entries=2
    limited expansion "$WORK/members.zip" 0 'expands to more than is decoded' expansion=1M expansion-factor=0
    limited expansion "$WORK/members.zip" 1 '' expansion=3M expansion-factor=0
    limited expansion-factor "$WORK/members.zip" 1 '' expansion=1M expansion-factor=2K
}

check_limits_of_mail() {
    local i
    {
        printf 'From: a@example.org\n'
        for i in $(seq 120); do
            printf 'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' "$i" "$i"
        done
        printf '\n'
        cat "$LIMIT_KEY"
        for i in $(seq 120 -1 1); do
            printf -- '--b%d--\n' "$i"
        done
    } >"$WORK/deep.eml"
    limited mime-depth "$WORK/deep.eml" 1 'more multiparts inside each other'
    limited mime-depth "$WORK/deep.eml" 1 '' mime-depth=150
    {
        printf 'From: a@example.org\nContent-Type: multipart/mixed; boundary="b"\n\n'
        for i in $(seq 20); do
            printf -- '--b\n\npart\n'
        done
        printf -- '--b\n\n'
        cat "$LIMIT_KEY"
        printf -- '--b--\n'
    } >"$WORK/parts.eml"
    limited mime-parts "$WORK/parts.eml" 1 ''
    limited mime-parts "$WORK/parts.eml" 1 'more parts than are opened' mime-parts=5
    limited mime-parts fixtures/hostile/mail_20000_parts.eml 0 'more parts than are opened'
    limited mime-parts fixtures/hostile/mail_20000_parts.eml 0 '' mime-parts=30K
    {
        printf 'From: a@example.org\nSubject: keys\nMIME-Version: 1.0\nX-Long: 1\n'
        yes ' and it goes on' | head -c 3M
        printf 'Content-Type: text/plain\n\n'
        cat "$LIMIT_KEY"
    } >"$WORK/head.eml"
    limited header-block "$WORK/head.eml" 1 ''
    limited header-block "$WORK/head.eml" 1 'header block is longer' header-block=1M
}

# What is held of a container, and how much of it is counted.
check_limits_of_what_is_held() {
    local i
    head -c 1200000 /dev/zero | tr '\0' x >"$WORK/long"
    sqlite3 "$WORK/one.db" "CREATE TABLE t(a TEXT, b TEXT); INSERT INTO t VALUES (CAST(readfile('$WORK/long') AS TEXT),
        CAST(readfile('$WORK/long') || readfile('$LIMIT_KEY') || readfile('$WORK/long') AS TEXT))"
    gzip -n "$WORK/one.db"
    limited held-bytes "$WORK/one.db.gz" 1 ''
    limited held-bytes "$WORK/one.db.gz" 1 'more of it|too large|larger' held-bytes=1M
    for i in 1 2 3; do
        printf 'From a Mon Feb  5 10:00:00 2018\nFrom: a@example.org\n'
        printf 'Content-Type: message/partial; id="a"; number=%d; total=3\n\n' "$i"
        [ "$i" -gt 1 ] || printf 'From: a@example.org\nContent-Type: text/plain\n\n'
        split -n "l/$i/3" "$LIMIT_KEY"
        echo
    done >"$WORK/pieces.mbox"
    limited mail-fragments "$WORK/pieces.mbox" 1 ''
    limited mail-fragments "$WORK/pieces.mbox" 1 'fragments' mail-fragments=1
    git init -q "$WORK/repository"
    for i in 1 2 3 4 5; do
        seq "$i" "${i}00" >"$WORK/repository/$i"
    done
    cp "$LIMIT_KEY" "$WORK/repository/6"
    git -C "$WORK/repository" add .
    git -C "$WORK/repository" -c user.name=a -c user.email=a@example.org commit -q -m one
    git -C "$WORK/repository" bundle create -q ../one.bundle HEAD
    limited git-objects "$WORK/one.bundle" 1 ''
    limited git-objects "$WORK/one.bundle" 0 'more objects' git-objects=2
    mkdir "$WORK/cut"
    for i in 1 2 3; do
        gzip -n <"$WORK/long" | head -c 600 >"$WORK/cut/$i.gz"
    done
    cp "$LIMIT_KEY" "$WORK/cut/4"
    tar -C "$WORK/cut" -cf "$WORK/cut.tar" 1.gz 2.gz 3.gz 4
    limited journal-entries "$WORK/cut.tar" 1 'cut|end' journal-entries=50
    limited journal-entries "$WORK/cut.tar" 1 'more journal entries' journal-entries=2
}

# What the reader of one form takes of it.
check_limits_of_readers() {
    local i
    { printf 'data: ' && { seq 220000 && cat "$LIMIT_KEY"; } | base64 -w0; } >"$WORK/run.txt"
    limited run-bytes "$WORK/run.txt" 1 ''
    limited run-bytes "$WORK/run.txt" 1 'encoded run is longer than is held' run-bytes=1M
    { printf 'xx' && for i in 1 2; do seq "$i" 500 | gzip -n && seq 9; done && gzip -n <"$LIMIT_KEY"; } >"$WORK/carved"
    limited carved-starts "$WORK/carved" 1 ''
    limited carved-starts "$WORK/carved" 0 'more compressed streams' carved-starts=2
    limited pst-blocks fixtures/hostile/pst-node-loop.pst 1 'damaged'
    limited pst-blocks fixtures/hostile/pst-node-loop.pst 1 'more blocks than are held' pst-blocks=1
    limited pdf-text fixtures/containers/pdf/libreoffice.pdf 1 ''
    limited pdf-text fixtures/containers/pdf/libreoffice.pdf 0 'pages of a PDF file take more work' pdf-text=1K
    with python3 || skip "python3 is not installed"
    python3 - "$LIMIT_KEY" "$WORK" <<'PYTHON'
import shutil, sqlite3, struct, sys
key, work = open(sys.argv[1], "rb").read(), sys.argv[2]
attribute = lambda name, data: struct.pack("<BII", 2, name, len(data)) + data + struct.pack("<H", sum(data) & 0xffff)
attached = lambda data: attribute(0x00069002, bytes(14)) + attribute(0x0006800f, data)
open(work + "/winmail.dat", "wb").write(struct.pack("<IH", 0x223e9f78, 1) + attached(b"some words that are no key\n") +
                                        attached(b"and some more of such words\n") + attached(key))
case = sqlite3.connect(work + "/one.db")
case.execute("PRAGMA journal_mode=wal")
case.execute("PRAGMA wal_autocheckpoint=0")
case.execute("CREATE TABLE t(a TEXT)")
for text in ["x" * 5000] * 5 + ["y" * 2000 + key.decode() + "z" * 3947]:
    case.execute("INSERT INTO t VALUES (?)", (text,))
    case.commit()
shutil.copy(work + "/one.db-wal", work + "/other.db-wal")
PYTHON
    limited tnef-parts "$WORK/winmail.dat" 1 ''
    limited tnef-parts "$WORK/winmail.dat" 1 'more attachments or properties' tnef-parts=2
    limited sqlite-frames "$WORK/other.db-wal" 1 ''
    limited sqlite-frames "$WORK/other.db-wal" 0 'more frames of a log' sqlite-frames=3
    with qemu-img || skip "qemu-img is not installed"
    truncate -s 3000000 "$WORK/raw.img"
    cat "$LIMIT_KEY" >>"$WORK/raw.img"
    qemu-img convert -q -c -O qcow2 "$WORK/raw.img" "$WORK/one.qcow2"
    limited disk-clusters "$WORK/one.qcow2" 1 ''
    limited disk-clusters "$WORK/one.qcow2" 0 'more bytes than are read of such an image' disk-clusters=2
}

# Of twenty keys and a certificate behind them: all, or as many as are told of one file. What else is
# in it is counted by the next file anew.
check_limits_of_findings() {
    local i
    mkdir "$WORK/evidence"
    for i in $(seq 20); do
        cat "$LIMIT_KEY"
    done >"$WORK/evidence/keys"
    cat "$EXAMPLE"/issuers/*.pem | sed -n '1,/END/p' >>"$WORK/evidence/keys"
    cp "$LIMIT_KEY" "$WORK/evidence/one"
    limited findings "$WORK/evidence" 1 ''
    limited findings "$WORK/evidence" 1 'more keys and certificates than are told of one file' findings=20
    jq -e 'select(.verdict == "proven") | .sightings | length == 21' "$WORK/case/keys.jsonl" >/dev/null ||
        fail "not all keys are told: $(cat "$WORK/case/keys.jsonl")"
    [ "$(wc -l <"$WORK/case/journal.jsonl")" -eq 1 ] || fail "not one entry: $(cat "$WORK/case/journal.jsonl")"
    limited findings "$WORK/evidence" 1 'more keys and certificates than are told of one file' findings=5
    jq -e 'select(.verdict == "proven") | .sightings | length == 6' "$WORK/case/keys.jsonl" >/dev/null ||
        fail "not as many keys as are told: $(cat "$WORK/case/keys.jsonl")"
    [ "$(wc -l <"$WORK/case/journal.jsonl")" -eq 1 ] || fail "not one entry: $(cat "$WORK/case/journal.jsonl")"
}

# Heads of keys that are cut off within their modulus, and a key behind them.
check_limits_of_nameless_keys() {
    local i
    for i in $(seq 5); do
        printf -- '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n'
        printf 'z%s%s' "$(seq "$i" 90 | sha512sum | head -c 127)" "$(seq "$i" 91 | sha512sum | head -c 128)" | fold -w 64
        printf '\n\n'
    done >"$WORK/heads"
    cat "$LIMIT_KEY" >>"$WORK/heads"
    limited nameless-keys "$WORK/heads" 1 ''
    [ "$(jq -s 'map(select(.verdict == "malformed")) | length' "$WORK/case/keys.jsonl")" -eq 5 ] ||
        fail "not all heads are told: $(cat "$WORK/case/keys.jsonl")"
    limited nameless-keys "$WORK/heads" 1 'more malformed keys that do not say whose they are' nameless-keys=2
    [ "$(jq -s 'map(select(.verdict == "malformed")) | length' "$WORK/case/keys.jsonl")" -eq 2 ] ||
        fail "not two heads are told: $(cat "$WORK/case/keys.jsonl")"
    jq -e 'select(.weight == "note") | .sentence | contains("not told of: 3, this is the last")' \
        "$WORK/case/journal.jsonl" >/dev/null || fail "not counted: $(cat "$WORK/case/journal.jsonl")"
}

# Text that is slow to read; a worker that is stopped; and what the kernel was told.
check_limits_of_workers() {
    yes 0123456789abcde | head -c 60M >"$WORK/slow.txt"
    limited time "$WORK/slow.txt" 0 'worker that read it was lost' time=1
    mkfifo "$WORK/pipe"
    "$KEYTRAWL" scan - --limit memory=1G --limit no-progress=2s --jobs 1 --out "$WORK/other" "${CLOCK[@]}" \
        <"$WORK/pipe" >"$WORK/stdout" 2>"$WORK/stderr" &
    local pid=$! worker='' most
    exec 9>"$WORK/pipe"
    for _ in $(seq 600); do # the youngest: the spawner was there before it; it is there before it is confined
        worker=$(descendants "$pid" | sort -n | tail -n 1)
        most=$(awk '/^Max address space/ { print $4 }' "/proc/${worker:-none}/limits" 2>/dev/null || true)
        [ "$most" != 1073741824 ] || break
        sleep 0.05
    done
    [ "$most" = 1073741824 ] || fail "memory: the worker may take $most: $(cat "$WORK/stderr")"
    cat "$LIMIT_KEY" >&9
    kill -STOP "$worker"
    exec 9>&-
    wait "$pid" && fail "no-progress: nothing was lost"
    grep -q 'no sign of life' "$WORK/other/journal.jsonl" || fail "no-progress: $(cat "$WORK/other/journal.jsonl")"
    keytrawl scan "$EXAMPLE/evidence" --limit worker-files=1 "${CLOCK[@]}" --out "$WORK/single"
    keytrawl scan "$EXAMPLE/evidence" "${CLOCK[@]}" --out "$WORK/usual"
    cmp "$WORK/single/keys.jsonl" "$WORK/usual/keys.jsonl" || fail "worker-files: other keys"
    cmp "$WORK/single/journal.jsonl" "$WORK/usual/journal.jsonl" || fail "worker-files: another journal"
}

check_limits_belong_to_the_case() {
    cp "$LIMIT_KEY" "$WORK/one.key"
    encoded 10 <fixtures/keys/shop-p256-a.key >"$WORK/encoded"
    keytrawl scan "$WORK/one.key" --limit decodings=12 --limit ratio=500 "${CLOCK[@]}" --out "$WORK/case"
    expect_status 0
    jq -e '.options.limits == "decodings=12 ratio=500"' "$WORK/case/summary.json" >/dev/null ||
        fail "the summary does not name them"
    # a run that goes on has them without being told, and takes no others
    keytrawl scan "$WORK/encoded" --limit decodings=9 "${CLOCK[@]}" --out "$WORK/case"
    expect_refusal 'within other limits'
    keytrawl scan "$WORK/encoded" "${CLOCK[@]}" --out "$WORK/case"
    expect_status 0
    [ "$(jq -s length "$WORK/case/keys.jsonl")" -eq 2 ] || fail "they were not those of the case"
    # what is shown is reached as it was found
    keytrawl show --out "$WORK/case" "$(jq -r '.sightings[] | select(.path | endswith("encoded")) | .provenance' "$WORK/case/keys.jsonl" | head -n 1)"
    expect_status 0
    keytrawl scan "$WORK/one.key" "${CLOCK[@]}" --out "$WORK/usual"
    jq -e '.options.limits == "usual"' "$WORK/usual/summary.json" >/dev/null || fail "not the usual ones"
    keytrawl scan "$WORK/one.key" --limit ratio=500 "${CLOCK[@]}" --out "$WORK/usual"
    expect_refusal 'within other limits'
}

check_limits_refused() {
    keytrawl scan "$LIMIT_KEY" --limit ratoi=5 --out "$WORK/case"
    expect_refusal "'ratio' is the nearest"
    keytrawl scan "$LIMIT_KEY" --limit ratio=many --out "$WORK/case"
    expect_refusal 'ratio=2 to 1M'
    keytrawl match --out "$WORK/case" --certs "$EXAMPLE/certs" --limit ratio=5
    expect_refusal limit
    [ ! -e "$WORK/case" ] || fail "a case was made all the same"
    keytrawl scan --limit list
    expect_status 0
    [ "$(wc -l <"$WORK/stdout")" -eq 33 ] || fail "not all limits are listed"
    expect_said '^container-depth +32 '
}
