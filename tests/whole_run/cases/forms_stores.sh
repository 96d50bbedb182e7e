# What holds a key and is neither mail, archive nor document: repositories, databases, layers of
# images, decodings in each other, and files that are not files.
# shellcheck shell=bash

git_forms() {
    with git || return 0
    export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_DATE='1517821200 +0000' GIT_COMMITTER_DATE='1517821200 +0000'
    local committed="blob 6c7082e06d97444d73259409d990c28b3b0326ab server.key (commit 28350003aa7cb967a0991cfc26353fdb07a29f77)$AT"
    local who=(-c user.name=alice -c user.email=alice@example.org -c gc.auto=0 -c init.defaultBranch=main)
    git "${who[@]}" init -q work
    cp server.key work/server.key
    git -C work "${who[@]}" add server.key
    git -C work "${who[@]}" commit -q -m 'the key'
    cp -r work/.git "$E/loose.git"
    echo nothing >work/server.key
    git -C work "${who[@]}" commit -q -a -m 'without it'
    git -C work "${who[@]}" bundle create -q "$E/deleted.bundle" --all
    # a key of which only a delta tells: the larger text is whole, the smaller one leans on it
    seq 400 >work/long.txt
    git -C work "${who[@]}" add long.txt
    git -C work "${who[@]}" commit -q -m 'long'
    sed -i '200r server.key' work/long.txt
    git -C work "${who[@]}" commit -q -a -m 'longer'
    git -C work "${who[@]}" gc -q
    mkdir "$E/packed"
    cp work/.git/objects/pack/*.pack "$E/packed/objects.pack"
    rm -rf work
    form loose.git/objects/6c/7082e06d97444d73259409d990c28b3b0326ab "!member 1 blob 6c7082e06d97444d73259409d990c28b3b0326ab$AT"
    form deleted.bundle "!member 6 $committed"
    form packed/objects.pack "!member 12 $committed"
    form packed/objects.pack "!member 5 blob 85baff27a77b475434d1f4e579bd196d4ab0c45a long.txt (commit d591afbe88949f619765e86f94ef224613b3f6e6)@2203+240"
}

database_forms() {
    with sqlite3 || return 0
    local encoding
    for encoding in UTF-8 UTF-16le UTF-16be; do
        sqlite3 "$E/$encoding.sqlite" "PRAGMA encoding='$encoding'; CREATE TABLE keys (id INTEGER PRIMARY KEY, pem TEXT);
            INSERT INTO keys (pem) VALUES ('$(cat "$FORM_KEY")');"
    done
    form UTF-16le.sqlite @7712+480
    form UTF-16be.sqlite @7713+478
    form_raw UTF-8.sqlite
    log_forms
}

# Copied while the database is open: its own file has no page of the key, or no longer. In DER over
# the border of two frames it is lost to whoever reads the bytes as they stand.
log_forms() {
    local table="CREATE TABLE keys (id INTEGER PRIMARY KEY, der BLOB)" filler insert
    filler=$(printf 'word %.0s' {1..84})
    { printf '%s' "$filler" && sed -n '/BEGIN/,/END/{/----/d;p}' "$FORM_KEY" | base64 -d && printf '%s' "$filler"; } >value
    insert="INSERT INTO keys (der) VALUES (readfile('value'))"
    mkdir "$E/logs" logs
    sqlite3 logs/wal.db "PRAGMA page_size=512; PRAGMA journal_mode=WAL; $table; PRAGMA wal_checkpoint; $insert;
        UPDATE keys SET der = 'gone'" ".shell cp logs/wal.db logs/wal.db-wal '$E/logs'" >logs/said
    tar -C "$E/logs" -czf "$E/log.tgz" wal.db-wal
    sqlite3 logs/old.db "PRAGMA page_size=512; $table; $insert; PRAGMA cache_size=1; BEGIN; UPDATE keys SET der = '$filler$filler$filler'" \
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 99) INSERT INTO keys (der) SELECT '$filler' FROM n" \
        ".shell cp logs/old.db-journal '$E/logs'" >>logs/said
    form logs/wal.db-wal '!row 1 frame 2 column 2@420+138'
    form logs/old.db-journal '!row 1 frame 2 column 2@420+138'
    form log.tgz '!reading @0 gzip!member 1 wal.db-wal!row 1 frame 2 column 2@420+138'
    rm -r logs value
}

# As `docker save` writes them, and as the Open Container Initiative has them.
layer_forms() {
    with tar || return 0
    local digest
    mkdir layer image && cp server.key layer
    tar -C layer -cf image/layer.tar server.key
    echo '[{"Config":"c.json","RepoTags":["a:1"],"Layers":["layer.tar"]}]' >image/manifest.json
    tar -C image -cf "$E/saved.tar" layer.tar manifest.json
    rm image/*
    mkdir -p image/blobs/sha256
    tar -C layer -cf - server.key | gzip -n >layer.tar.gz
    digest=$(sha256sum layer.tar.gz | cut -d ' ' -f 1)
    mv layer.tar.gz "image/blobs/sha256/$digest"
    echo '{"imageLayoutVersion":"1.0.0"}' >image/oci-layout
    tar -C image -cf "$E/oci.tar" oci-layout "blobs/sha256/$digest"
    form saved.tar "!member 1 layer.tar!member 1 server.key$AT"
    form oci.tar "!member 2 blobs/sha256/$digest!reading @0 gzip!member 1 server.key$AT"
    rm -r layer image
}

decoding_forms() {
    base64 "$FORM_KEY" >"$E/base64.txt"
    gzip -n -c "$FORM_KEY" | base64 -w 0 >"$E/base64-of-gzip.txt"
    gzip -n -c "$FORM_KEY" | xxd -p >"$E/hex-of-gzip.txt"
    xxd -p "$FORM_KEY" | tr -d '\n' | base64 >"$E/base64-of-hex.txt"
    cp "$FORM_KEY" deep
    for _ in 1 2 3 4; do
        base64 -w 0 deep >deeper
        xxd -p deeper >deep
    done
    cp deep "$E/eight-deep.txt"
    printf '{"log":"stored %s"}\n' "$(base64 -w 0 "$FORM_KEY" | base64 -w 0)" >"$E/log.json"
    xxd "$FORM_KEY" >"$E/listing.txt"
    form base64.txt '!reading @0 base64@0+240'
    form base64-of-gzip.txt '!reading @0 base64!reading @0 gzip@0+240'
    form hex-of-gzip.txt '!reading @0 hex!reading @0 gzip@0+240'
    form base64-of-hex.txt '!reading @0 base64!reading @0 hex@0+240'
    form eight-deep.txt "$(printf '!reading @0 hex!reading @0 base64%.0s' 1 2 3 4)@0+240"
    form log.json '!reading @15 base64!reading @0 base64@0+240'
    form listing.txt '!reading @0 hex dump@0+240'
    rm deep deeper
}

# Made by pg_dump 15 out of a table with a hundred rows and a large object: compressed, and with -Z0.
dump_forms() {
    local kind
    for kind in zlib plain; do
        cp "$ROOT/fixtures/containers/pg_dump/$kind-15.dump" "$E/$kind.dump"
    done
    form zlib.dump '!member 2 public.secrets!reading @0 zlib@7614+244'
    form zlib.dump '!member 3 blob 16394!reading @0 zlib@0+240'
    form plain.dump '!member 2 public.secrets@7614+244'
    form plain.dump '!member 3 blob 16394@0+240'
}

# Made by PostgreSQL 15: values that it packed, or cut into chunks, or both; and the same among the
# sectors of a disk.
table_forms() {
    cp "$ROOT"/fixtures/containers/postgres/{packed,chunked}.heap "$E"
    { head -c 1024 /dev/zero | tr '\0' x && cat "$E/packed.heap"; } >"$E/table.img"
    form packed.heap '!reading @7828 postgres-pglz@2239+240'
    form packed.heap '!reading @7468 postgres-lz4@2239+240'
    form packed.heap '!reading @7068 postgres-pglz@2245+240'
    form table.img '!reading @1024 carved-postgres!reading @7828 postgres-pglz@2239+240'
    form table.img '!reading @1024 carved-postgres!reading @7468 postgres-lz4@2239+240'
    form table.img '!reading @1024 carved-postgres!reading @7068 postgres-pglz@2245+240'
    form chunked.heap '!member 1 toast 16394@9884+240'
    form chunked.heap '!member 2 toast 16395@5406+240'
    form chunked.heap '!member 3 toast 16396@9890+240'
    form chunked.heap '@11738+240' # the second member's, as it stands in one of its chunks
}

# Made by Redis 7.0, alone and at the front of its log.
redis_forms() {
    cp "$ROOT/fixtures/containers/redis/dump.rdb" "$E"
    { cat "$E/dump.rdb" && printf '*1\r\n$5\r\nMULTI\r\n'; } | gzip -n >"$E/appendonly.aof.gz"
    local place
    for place in @93%985 @458%960 @776%959; do
        form dump.rdb "!reading ${place%%%*} redis-lzf@${place##*%}+240"
        form appendonly.aof.gz "!reading @0 gzip!reading ${place%%%*} redis-lzf@${place##*%}+240"
    done
}

# Made by systemd-journal-remote 252: lines of a key between those of another service. Base64 that is
# cut so is read in the raw bytes, too.
journal_forms() {
    local said='!member 1 _STREAM_ID=0123456789abcdef0123456789abcdef@0+240'
    cp "$ROOT"/fixtures/containers/systemd/*.journal.gz "$E"
    form compact.journal.gz "!reading @0 gzip$said"
    form compact.journal.gz '!reading @0 gzip@3734128+2777'
    gzip -d "$E/wide.journal.gz"
    form wide.journal "$said"
    form wide.journal @3735368+1536
}

# Made by LevelDB and RocksDB, and as Firefox keeps a session: each has the key twice in one block, of
# which the second is a copy.
packed_forms() {
    local name file at
    cp "$ROOT"/fixtures/containers/leveldb/* "$E"
    # a batch of Kafka: its header, what snappy-java writes, and the next one
    python3 -c 'import sys
key, rest = sys.stdin.buffer.read(), b""
block = len(key).to_bytes(2, "little") # Snappy: the length, a literal, and all of it again
packed = bytes([2 * len(key) & 127 | 128, 2 * len(key) >> 7, 60 << 2, len(key) - 1]) + key
while len(rest) < len(key):
    step = min(64, len(key) - len(rest))
    packed, rest = packed + bytes([(step - 1) << 2 | 2]) + block, rest + bytes(step)
frame = b"\x82SNAPPY\0\0\0\0\1\0\0\0\1" + len(packed).to_bytes(4, "big") + packed
sys.stdout.buffer.write((bytes(61) + frame) * 2)' <"$FORM_KEY" >"$E/00000.log"
    for at in 0 241; do
        form 00000.log "!reading @61 carved-snappy!reading @0 snappy@$at+240"
        form 00000.log "!reading @399 carved-snappy!reading @0 snappy@$at+240"
    done
    for name in snappy.ldb:leveldb-snappy lz4.sst:leveldb-lz4 session.jsonlz4:mozilla-lz4; do
        file=${name%:*}
        for at in $([ "$file" = session.jsonlz4 ] && echo 19 326 || echo 37 350); do
            form "$file" "!reading @0 ${name#*:}@$at+244"
        done
    done
}

# As programmers of chips get them.
firmware_forms() {
    with objcopy || return 0
    objcopy -I binary -O ihex server.key "$E/firmware.hex"
    objcopy -I binary -O srec server.key "$E/firmware.s19"
    { printf ':020000040800F2\r\n' && cat "$E/firmware.hex"; } | gzip -n >"$E/firmware.hex.gz"
    form firmware.hex "!reading @0 intel-hex$AT"
    form firmware.s19 "!reading @0 s-record$AT"
    form firmware.hex.gz "!reading @0 gzip!reading @0 intel-hex$AT"
}

odd_forms() {
    truncate -s 300M "$E/sparse.img"
    dd if="$FORM_KEY" of="$E/sparse.img" bs=1M seek=200 conv=notrunc status=none
    form sparse.img "@209715200+240"
    ln -s "$FORM_KEY" "$E/link.key"
    mkfifo "$E/pipe"
    [ "$(id -u)" -eq 0 ] || { cp server.key "$E/closed.key" && chmod 0 "$E/closed.key"; }
    { seq 3000000 && cat server.key && seq 1000; } >"$E/large.txt"
    form_raw large.txt
    head -c 65536 /dev/zero >"$E/memory.core"
    cat "$FORM_KEY" >>"$E/memory.core"
    form_raw memory.core
}

check_forms_of_stores() {
    forms_begin
    git_forms
    database_forms
    dump_forms
    table_forms
    redis_forms
    journal_forms
    packed_forms
    layer_forms
    decoding_forms
    firmware_forms
    odd_forms
    forms_judge
    local name
    for name in link.key pipe closed.key; do
        [ ! -L "$E/$name" ] && [ ! -e "$E/$name" ] || grep -q "/$name\"" "$WORK/case/journal.jsonl" || fail "nothing is said of $name"
    done
}

# Of a file that git takes for binary, in mails and pasted: as it came, as it went (the hunk back has
# it), and as what was put into another one.
check_binary_patches_of_git() {
    local who=(-c user.name=alice -c user.email=alice@example.org -c gc.auto=0 -c init.defaultBranch=main)
    with git || skip "git writes these"
    forms_begin
    export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_DATE='1517821200 +0000' GIT_COMMITTER_DATE='1517821200 +0000'
    git "${who[@]}" init -q work
    echo '* binary' >work/.gitattributes
    seq 4000 >work/long.txt
    git -C work "${who[@]}" add -A
    git -C work "${who[@]}" commit -q -m long
    cp server.key work/server.key
    git -C work "${who[@]}" add -A
    git -C work "${who[@]}" commit -q -m 'the key'
    git -C work "${who[@]}" show --binary >"$E/added.txt"
    git -C work "${who[@]}" format-patch -q -1 --stdout >"$E/added.patch"
    rm work/server.key
    git -C work "${who[@]}" commit -q -a -m 'without it'
    git -C work "${who[@]}" show --binary | sed 's/^/> /; s/ $//' >"$E/deleted.txt"
    sed -i '2000r server.key' work/long.txt
    git -C work "${who[@]}" commit -q -a -m 'longer'
    git -C work "${who[@]}" show --binary | sed 's/^/2018-02-05 10:00:00 INFO /' >"$E/longer.log"
    rm -rf work
    at() { LC_ALL=C grep -a -b -o -m 1 'GIT binary' "$1" | cut -d : -f 1; }
    form added.txt "!reading @$(at "$E/added.txt") git-patch!member 1 literal$AT"
    form added.patch "!message 1!part 1!reading @$(sed '1,/^$/d' "$E/added.patch" >"$WORK/body" && at "$WORK/body") git-patch!member 1 literal$AT"
    form deleted.txt "!reading @$(at "$E/deleted.txt") git-patch!member 2 literal$AT"
    form longer.log "!reading @$(at "$E/longer.log") git-patch!member 1 delta$AT"
    forms_judge
}

# As `curl -i --raw` writes what a server sends: chunks end within lines, and within what is packed.
check_messages_of_http() {
    with python3 || skip "python3 writes these"
    forms_begin
    python3 - "$E" <<'PYTHON'
import gzip, json, sys, zlib
key = open("server.key", "rb").read()

def chunked(body, size):
    return b"".join(b"%x\r\n%s\r\n" % (len(body[i:i + size]), body[i:i + size])
                    for i in range(0, len(body), size)) + b"0\r\n\r\n"

def write(name, fields, body):
    head = b"HTTP/1.1 200 OK\r\nServer: x\r\n" + b"".join(f + b"\r\n" for f in fields) + b"\r\n"
    request = b"GET /server.key HTTP/1.1\r\nHost: example.org\r\n\r\n"
    open(sys.argv[1] + "/" + name, "wb").write(request + head + body + request)

chunks = b"Transfer-Encoding: chunked"
bare = zlib.compressobj(9, zlib.DEFLATED, -15)
write("text", [chunks], chunked(key, 97))
write("gzip", [chunks, b"Content-Encoding: gzip"], chunked(gzip.compress(key, mtime=0), 64))
packed = bare.compress(key) + bare.flush()
write("deflate", [b"Content-Encoding: deflate", b"Content-Length: %d" % len(packed)], packed)
PYTHON
    form text "!member 2 HTTP/1.1 200 OK$AT"
    form gzip "!member 2 HTTP/1.1 200 OK!reading @0 gzip$AT"
    form deflate "!member 2 HTTP/1.1 200 OK$AT"
    forms_judge
}

# Frames as tcpdump writes them: segments that came late, twice, and among those of others. What was
# packed is in no frame whole.
check_captures_of_a_network() {
    with python3 || skip "python3 writes these"
    forms_begin
    python3 - "$E" <<'PYTHON'
import gzip, random, struct, sys
key = open("server.key", "rb").read()
random.seed(1)
noise = bytes(random.randrange(32, 127) for _ in range(3000))
body = gzip.compress(key + noise, mtime=0)
head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body)

def frame(payload, sequence, source, target):
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 40 + len(payload), 1, 0x4000, 64, 6, 0, bytes([10, 0, 0, 1]), bytes([10, 0, 0, 2]))
    return bytes(12) + b"\x08\x00" + ip + struct.pack(">HHIIBBHHH", source, target, sequence, 1, 0x50, 24, 8000, 0, 0) + payload

def frames(content, size):
    cut = [frame(content[i:i + size], 4294967000 + i & 0xffffffff, 80, 40000) for i in range(0, len(content), size)]
    request = frame(b"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n", 7, 40000, 80)
    return [request, cut[0], cut[2], cut[1], request, cut[1]] + cut[3:]

def capture(name, listed):
    out = struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1)
    open(sys.argv[1] + "/" + name, "wb").write(out + b"".join(
        struct.pack("<IIII", 1517821200, 0, len(f), len(f)) + f for f in listed))

capture("packed.pcap", frames(head + body, 300))
capture("text.pcap", frames(b"220 ready\r\n" + key, 40))
PYTHON
    form packed.pcap "!member 1 tcp 10.0.0.1:80 > 10.0.0.2:40000!member 1 HTTP/1.1 200 OK!reading @0 gzip$AT"
    at=${AT#@} && form text.pcap "!member 1 tcp 10.0.0.1:80 > 10.0.0.2:40000@$((${at%+*} + 11))+${AT#*+}"
    with editcap && editcap -F pcapng "$E/packed.pcap" "$E/packed.pcapng" &&
        form packed.pcapng "!member 2 tcp 10.0.0.1:80 > 10.0.0.2:40000!member 1 HTTP/1.1 200 OK!reading @0 gzip$AT"
    forms_judge
}
