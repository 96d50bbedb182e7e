# Keys that are not read as they stand, but undone from other spellings into buffers of the reader:
# none of these is left behind, and nothing of them is said.
# shellcheck shell=bash

UNDONE=(shop-rsa-a shop-rsa-b shop-rsa-c shop-rsa-d shop-p256-a shop-p256-b shop-p384 shop-ed25519 victim-rsa rfc9500-p256)

# One file each: limbs of primes, strings of SQL, dumps, uuencode, lines turned round, and what is packed
# where an archive has nothing.
undone_evidence() {
    command -v python3 >/dev/null || skip "no python3"
    mkdir "$WORK/evidence" "$WORK/known"
    local name
    for name in "${UNDONE[@]}"; do
        cp "fixtures/keys/$name.key" "$WORK/known"
    done
    cp fixtures/containers/vim/edited.swp "$WORK/evidence"
    python3 - "$WORK/known" "$WORK/evidence" <<'PY' || fail "no evidence"
import binascii, gzip, io, re, subprocess, sys, tarfile, zlib
def said(*command):
    return subprocess.run(("openssl",) + command, capture_output=True, check=True).stdout
def text(name):
    return open(f"{sys.argv[1]}/{name}.key", "rb").read()
def der(name):
    return said("pkey", "-in", f"{sys.argv[1]}/{name}.key", "-outform", "DER")
def number(name, field):
    listing = said("pkey", "-in", f"{sys.argv[1]}/{name}.key", "-noout", "-text").decode()
    return int(re.sub("[^0-9a-f]", "", re.search(field + r":\n((?: +[0-9a-f:]+\n)+)", listing).group(1)), 16)
def factors(name):
    return number(name, "modulus"), number(name, "prime1"), number(name, "prime2")
def write(name, content):
    open(f"{sys.argv[2]}/{name}", "wb").write(content if isinstance(content, bytes) else content.encode())
def chunk(value, length):
    return (length + 17).to_bytes(8, "little") + value.to_bytes(length, "little") + b"\0" * 8
def array(value, length):
    return b"#" + b"\0" * 12 + (length // 4).to_bytes(4, "big") + b"\x0a" + value.to_bytes(length, "big")
def sql(octets):
    escapes = {0: b"\\0", 10: b"\\n", 13: b"\\r", 26: b"\\Z", 34: b'\\"', 39: b"\\'", 92: b"\\\\"}
    return b"_binary '" + b"".join(escapes.get(octet, bytes([octet])) for octet in octets) + b"'"
def archive(at, hidden):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        member = tarfile.TarInfo("a.txt")
        member.size = 5
        tar.addfile(member, io.BytesIO(b"hello"))
    file = file.getvalue()
    return file[:at] + hidden + file[at + len(hidden):]

n, p, q = factors("shop-rsa-a")
write("core", b"\0" * 4096 + chunk(n, 256) + b"\0" * 512 + chunk(p, 128) + chunk(q, 128))
n, p, q = factors("shop-rsa-d")
write("heap.hprof", b"JAVA PROFILE 1.0.2\0" + array(n, 256) + array(p, 128) + array(q, 128))
write("dump.sql", b"INSERT INTO `k` VALUES (" + sql(der("shop-p384")) + b"," + sql(gzip.compress(text("shop-rsa-b"))) + b");\n")
mail = text("shop-ed25519")
rows = [binascii.b2a_uu(mail[i:i + 45]).decode() for i in range(0, len(mail), 45)]
write("uuencoded.txt", "".join("> " + row for row in ["begin 644 server.key\n", *rows, "`\n", "end\n"]))
write("newest-first.log", "".join(reversed(text("victim-rsa").decode().splitlines(True))))
octets = der("shop-p256-a")
write("packets.txt", "12:00:00 IP a > b\n" + "".join(f"\t0x{i:04x}:  {octets[i:i + 16].hex(' ', 2)}\n" for i in range(0, len(octets), 16)))
octets = der("shop-rsa-c")
octets += b"\0" * (-len(octets) % 16)
words = [f"0x{int.from_bytes(octets[i:i + 4], 'little'):08x}" for i in range(0, len(octets), 4)]
write("words.txt", "".join(f"0x7ffff{4 * i:07x}:\t" + "\t".join(words[i:i + 4]) + "\n" for i in range(0, len(words), 4)))
write("beside.tar", archive(520, gzip.compress(der("shop-p256-b"))))
write("behind.tar", archive(3000, zlib.compress(der("rfc9500-p256"))))
PY
}

check_secrets_of_what_is_undone_stay_inside() {
    [ -e "$PRELOADED" ] || skip "no overhear.so"
    local name
    undone_evidence
    KEYTRAWL_TAP=$WORK/tap LD_PRELOAD=$PRELOADED "$KEYTRAWL" scan "$WORK/evidence" "${CLOCK[@]}" -v --jobs 2 \
        --proof csr boulder kca certificate jws --out "$WORK/case" >"$WORK/stdout" 2>"$WORK/stderr" </dev/null
    ! grep -q 'overhear' "$WORK/stderr" || fail "a freed block was not wiped"
    ! grep -q worker_lost "$WORK/case/journal.jsonl" || fail "a worker was lost: a freed block was not wiped?"
    [ "$(jq -r 'select(.verdict == "proven") | .key_identity' "$WORK/case/keys.jsonl" | wc -l)" -eq ${#UNDONE[@]} ] ||
        fail "not all keys are found: $(jq -c '[.verdict, .sightings[].path]' "$WORK/case/keys.jsonl")"
    jq -r '.sightings[].provenance' "$WORK/case/keys.jsonl" |
        while read -r name; do "$KEYTRAWL" show --out "$WORK/case" "$name"; done >"$WORK/listed-show" 2>&1
    [ "$(grep -c '^read again: the same' "$WORK/listed-show")" -ge ${#UNDONE[@]} ] || fail "not walked to again"
    for name in keys sightings journal "coverage --all"; do
        # shellcheck disable=SC2086 # a command and its option
        "$KEYTRAWL" $name --out "$WORK/case" >"$WORK/listed-${name% *}" 2>&1 || fail "no list of $name"
    done
    [ -s "$WORK/tap" ] || fail "nothing was overheard"
    no_secret_in "$WORK/case" "$WORK/tap" "$WORK/stdout" "$WORK/stderr" "$WORK"/listed-*
}

# With patience each file is the last one, so that nothing is gone by chance of what came behind it.
check_memory_holds_no_key_that_was_undone() {
    command -v gdb >/dev/null || skip "no gdb"
    local file files
    undone_evidence
    files=("$WORK/evidence")
    [ -z "${KEYTRAWL_PATIENT:-}" ] || files=("$WORK"/evidence/*)
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$WORK/r.key" -out "$WORK/r.pem" -subj /CN=r 2>/dev/null
    for file in "${files[@]}"; do
        rm -rf "$WORK/case" "$WORK/core"
        memory_at 'catch syscall exit_group' 0 scan "$file" --seal-to "$WORK/r.pem" --out "$WORK/case"
        [ -n "$(find "$WORK/case/sealed" -name '*.cms')" ] || fail "${file##*/}: nothing is sealed"
        no_secret_in "$WORK/core"
    done
}
