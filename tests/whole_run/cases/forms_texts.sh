# Keys in texts as programs write them: dumps, logs of terminals, what is packed before it is encoded.
# shellcheck shell=bash

# The dump is of the whole file; its words are read in the order that has the key.
check_text_forms() {
    forms_begin
    od server.key >"$E/od.txt" && form od.txt "!reading @0 hex dump of words$AT"
    with hexdump && hexdump server.key >"$E/hexdump.txt" && form hexdump.txt "!reading @0 hex dump of words$AT"
    with xxd && xxd -e server.key >"$E/xxd-e.txt" && form xxd-e.txt "!reading @0 hex dump of words$AT"
    with xxd && xxd server.key | sed 's/^0000\(....:\)/\t0x\1 /' >"$E/tcpdump.txt" && form tcpdump.txt "!reading @0 hex dump$AT"
    with xxd && xxd -p -c 8 server.key | sed 's/../\t0x&/g' | awk '{ printf "0x7fff%08x <key+%d>:%s\n", n, n, $0; n += 8 }' >"$E/gdb.txt" &&
        form gdb.txt "!reading @0 hex dump$AT"
    python3 -c 'import base64, sys, zlib; sys.stdout.write(base64.b64encode(zlib.compress(sys.stdin.buffer.read())).decode())' \
        <server.key >"$E/zlib.txt" && form zlib.txt "!reading @0 base64!reading @0 zlib$AT"
    cp "$ROOT/fixtures/containers/vim/edited.swp" "$E/notes.swp"
    { seq -f 'line %g of what stands in front of it' 4 53 && echo put in && seq -f 'line %g of what stands in front of it' 54 100; } >"$WORK/front"
    form notes.swp "!reading @0 vim-swap@$(wc -c <"$WORK/front")+${AT#*+}"
    with vim && vim -N -u NONE -i NONE -es -c 'set swapfile directory=.' -c 'edit server.key' -c 'normal! yyp' -c undo \
        -c preserve -c "!cp .server.key.swp $E/live.swp" -c 'qall!' && form live.swp "!reading @0 vim-swap$AT"
    tac server.key >"$E/tac.txt"
    form tac.txt "!reading @$(seq -f 'line %g behind it' 40 | wc -c) lines reversed@0+${AT#*+}"
    python3 -c 'import sys
sizes = b"C\x1f%15d %15d" % (0, 0)
sys.stdout.buffer.write(sizes + b"".join(b"N%c%s" % (len(l), l) for l in sys.stdin.buffer.read().split(b"\n")))' \
        <server.key >"$E/deferred" && form deferred "!reading @0 postfix-queue$AT"
    python3 -c 'import sys, zlib; sys.stdout.buffer.write(bytes(5000) + zlib.compress(sys.stdin.buffer.read()) + bytes(500))' \
        <server.key >"$E/firmware.bin" && form firmware.bin "!reading @5000 carved-zlib$AT"
    python3 -c 'import json, sys; print(json.dumps(dict(enumerate(sys.stdin.buffer.read())), separators=(",", ":")))' \
        <server.key >"$E/uint8array.json" && form uint8array.json "!reading @5 byte array$AT"
    forms_judge
}

# Each dialect of a dump in columns by the program that writes it, with offsets and without.
check_column_forms() {
    local option
    forms_begin
    for option in -c -a '-t u1' '-t d1' -b; do
        # shellcheck disable=SC2086
        { od $option server.key >"$E/od$option.txt" && od -An $option server.key >"$E/bare$option.txt"; }
        [ "$option" = -b ] || form "od$option.txt" "!reading @0 dump in columns$AT"
        form "bare$option.txt" "!reading @0 dump in columns$AT"
    done
    form od-b.txt "!reading @0 hex dump$AT"
    for option in '-t u2' '-t d2' '-t u4' '-t d4' '-t u8' '-t d8' '-t o2'; do
        # shellcheck disable=SC2086
        { od $option server.key >"$E/od$option.txt" && od -An $option server.key >"$E/bare$option.txt"; }
        [ "$option" = '-t o2' ] || form "od$option.txt" "!reading @0 dump of words$AT"
        form "bare$option.txt" "!reading @0 dump of words$AT"
    done
    form 'od-t o2.txt' "!reading @0 hex dump of words$AT"
    od -An -x server.key >"$E/bare-x.txt" && form bare-x.txt "!reading @1 hex dump of words$AT"
    od -Ad -c server.key >"$E/decimal.txt" && form decimal.txt "!reading @0 dump in columns$AT"
    od --endian=big -t u2 server.key >"$E/big.txt" && form big.txt "!reading @0 dump in columns$AT"
    od -t cx1 server.key >"$E/both.txt" && form both.txt "!reading @72 dump in columns$AT"
    with xxd && xxd -b server.key >"$E/xxd-b.txt" && form xxd-b.txt "!reading @0 dump in columns$AT"
    if with hexdump; then
        hexdump -c server.key >"$E/hexdump-c.txt" && form hexdump-c.txt "!reading @0 dump in columns$AT"
        for option in -d -o -x; do
            hexdump "$option" server.key >"$E/hexdump$option.txt" && form "hexdump$option.txt" "!reading @0 dump of words$AT"
        done
    fi
    forms_judge
}

# Encodings of other radices by the programs that write them: of a text with a key, and of a key alone.
check_radix_forms() {
    local name
    forms_begin
    base32 server.key >"$E/base32.txt" && form base32.txt "!reading @0 base32$AT"
    base32 -w 0 server.key | tr -d = >"$E/line.txt" && form line.txt "!reading @0 base32$AT"
    base32 server.key | tr '[:upper:]' '[:lower:]' >"$E/small.txt" && form small.txt "!reading @0 base32$AT"
    basenc --base32hex server.key >"$E/base32hex.txt" && form base32hex.txt "!reading @0 base32$AT"
    { echo 'secret:' && openssl pkey -in "$FORM_KEY" -outform DER | base32 -w 64 | sed 's/^/> /'; } >"$E/quoted.txt" &&
        form quoted.txt "!reading @10 base32@0+$(openssl pkey -in "$FORM_KEY" -outform DER | wc -c)"
    { cat server.key && head -c $((3 - ($(wc -c <server.key) + 3) % 4)) /dev/zero | tr '\0' '\n'; } | basenc --z85 >"$E/z85.txt" &&
        form z85.txt "!reading @0 base85$AT"
    for name in b85encode a85encode; do
        python3 -c 'import base64, sys; print(getattr(base64, sys.argv[1])(sys.stdin.buffer.read()).decode())' "$name" \
            <server.key >"$E/$name.txt" && form "$name.txt" "!reading @0 base85$AT"
    done
    python3 -c 'import base64, sys; print(base64.a85encode(sys.stdin.buffer.read(), foldspaces=True, wrapcol=76, adobe=True).decode())' \
        <server.key >"$E/adobe.txt" && form adobe.txt "!reading @2 base85$AT"
    # What only looks like a row of it hides no base64 behind it.
    { echo 7kq3ztx5sd4wvt2nmq6j7jrkxvwp5sk3htu2y6v4x7znqmzt && gzip -n -c server.key | base64; } >"$E/behind.txt" &&
        form behind.txt "!reading @49 base64!reading @0 gzip$AT"
    { python3 -c 'import base64; print(base64.b85encode(b"nothing but words, and then some more of them").decode())' &&
        gzip -n -c server.key | base64; } >"$E/behind85.txt" && form behind85.txt "!reading @58 base64!reading @0 gzip$AT"
    forms_judge
}

# Octets in source code and as programs print arrays: what each writes is its own spelling of the same.
check_array_forms() {
    local row name format place
    forms_begin
    for row in 'pascal:$%02X, :27' 'basic:&H%X, :27' 'javascript:%d: %d, :30' 'export:  %d => %d,\n:34' 'print_r:    [%d] => %d\n:38'; do
        IFS=: read -r name format <<<"$row"
        place=${format##*:}
        python3 -c 'import sys
form = sys.argv[1].replace("\\n", "\n")
octets = sys.stdin.buffer.read()
print("what stands in front of it\n" + "".join(form % ((i, b) if form.count("%") == 2 else b) for i, b in enumerate(octets)))' \
            "${format%:*}" <server.key >"$E/$name.txt" && form "$name.txt" "!reading @$place byte array$AT"
    done
    openssl pkey -in "$FORM_KEY" -outform DER | xxd -p | tr -d '\n' | sed 's/../%&/g; s/^/key=/' >"$E/percent.txt" &&
        form percent.txt "!reading @4 hex@0+$(openssl pkey -in "$FORM_KEY" -outform DER | wc -c)"
    with php && php -r 'print_r(array_values(unpack("C*", file_get_contents("server.key"))));' >"$E/php.txt" &&
        form php.txt "!reading @19 byte array$AT"
    with perl && perl -MData::Dumper -0777 -ne 'print Dumper([unpack "C*", $_])' server.key >"$E/dumper.txt" &&
        form dumper.txt "!reading @20 byte array$AT"
    forms_judge
}

# Keys of curves of which somebody looked at the structure. No listing shows the public half: the
# certificate tells that it is the same key.
check_asn1_listings() {
    local name
    mkdir "$WORK/evidence" "$WORK/certificates"
    for name in prime256v1 secp384r1 secp521r1 secp256k1 brainpoolP256r1; do
        openssl ecparam -name "$name" -genkey -noout -out "$WORK/$name.key"
    done
    for name in ed25519 ed448 x25519 x448; do
        openssl genpkey -algorithm "$name" -out "$WORK/$name.key"
    done
    for name in "$WORK"/*.key; do
        openssl asn1parse -in "$name" >"$WORK/evidence/$(basename "$name" .key).txt"
    done
    for name in prime256v1 secp384r1 secp521r1 secp256k1 brainpoolP256r1 ed25519 ed448; do
        openssl req -x509 -key "$WORK/$name.key" -subj "/CN=$name" -days 3000 -out "$WORK/certificates/$name.pem" ||
            fail "no certificate of $name"
    done
    keytrawl run "$WORK/evidence" --certs "$WORK/certificates" --out "$WORK/case"
    expect_status 1
    [ "$(jq -r 'select(.verdict == "proven") | .sightings[].provenance' "$WORK/case/keys.jsonl" | grep -c 'asn1parse@0')" = 9 ] ||
        fail "not each of the nine"
    [ "$(wc -l <"$WORK/case/certificates.jsonl")" = 7 ] || fail "not the seven certificates"
}

# As mysqldump writes binary columns where nobody told it to use hexadecimal digits. What is armour
# there is found where it stands, once, also beside octets.
check_sql_strings() {
    local row at length
    forms_begin
    openssl ec -in "$FORM_KEY" -outform DER -out "$WORK/key.der" 2>/dev/null || fail "no DER"
    openssl pkcs8 -topk8 -nocrypt -in "$FORM_KEY" -outform DER -out "$WORK/pkcs8.der" || fail "no PKCS#8"
    { cat "$FORM_KEY" && head -c 3000 /dev/zero && cat server.key; } >"$WORK/mixed"
    gzip -n -c server.key >"$WORK/key.gz"
    python3 - "$WORK" "$E" <<'PYTHON'
import sys
work, evidence = sys.argv[1:]
escapes = {0: b"\\0", 10: b"\\n", 13: b"\\r", 26: b"\\Z", 34: b'\\"', 39: b"\\'", 92: b"\\\\"}
escaped = lambda octets: b"".join(escapes.get(octet, bytes([octet])) for octet in octets)
for name in ("key.der", "pkcs8.der", "key.gz", "mixed"):
    octets = escaped(open(work + "/" + name, "rb").read())
    rows = b"-- MySQL dump 10.13\nINSERT INTO `k` VALUES (1,'it\\'s'),(2,_binary '" + octets + b"'),(3,'x');\n"
    open(evidence + "/" + name + ".sql", "wb").write(rows)
    open(evidence + "/" + name + ".old.sql", "wb").write(rows.replace(b"_binary ", b""))
open(evidence + "/column.tsv", "wb").write(b"2\t" + escaped(open(work + "/pkcs8.der", "rb").read()) + b"\tx\n")
PYTHON
    for row in sql:67 old.sql:59; do
        at="!reading @${row#*:} SQL string"
        row=${row%:*}
        form "key.der.$row" "$at@0+$(wc -c <"$WORK/key.der")"
        form "pkcs8.der.$row" "$at@0+$(wc -c <"$WORK/pkcs8.der")"
        form "key.gz.$row" "$at!reading @0 gzip$AT"
    done
    length=$(($(wc -c <"$FORM_KEY") - 1))
    form mixed.sql "!reading @67 SQL string@0+$length"
    form mixed.sql "!reading @67 SQL string@$(($(wc -c <"$FORM_KEY") + 3000 + $(tr -d @ <<<"${AT%+*}")))+$length"
    form column.tsv "!reading @2 SQL string@0+$(wc -c <"$WORK/pkcs8.der")"
    rm "$E/mixed.old.sql"
    forms_judge
    jq -r '.sightings[].provenance' "$WORK/case/keys.jsonl" >"$WORK/places"
    while read -r at; do
        keytrawl show --out "$WORK/case" "$at" </dev/null
        expect_status 0
    done <"$WORK/places"
}

# Numbers with names alone are a key where their arithmetic says it, and nothing otherwise.
check_named_numbers() {
    mkdir "$WORK/evidence" "$WORK/no-key"
    openssl rsa -in fixtures/keys/rfc9500-rsa-2048.key -noout -text 2>/dev/null >"$WORK/listing"
    python3 - "$WORK" <<'PYTHON'
import os, re, sys
work = sys.argv[1]
listing = open(os.path.join(work, "listing")).read()

def number(name):
    return int(re.sub("[^0-9a-f]", "", re.search(name + r":\n((?: +[0-9a-f:]+\n)+)", listing).group(1)), 16)

n, d, p, q = number("modulus"), number("privateExponent"), number("prime1"), number("prime2")

def write(folder, name, text):
    open(os.path.join(work, folder, name), "w").write(text)

write("evidence", "decimal.txt", "n = %d\ne = 65537\nd = %d\n" % (n, d))
write("evidence", "script.py", "from math import gcd\nN = 0x%x\nE = 0x10001\nD = 0x%x\nprint(gcd(N, D))\n" % (n, d))
write("evidence", "member.json", '{"e": 65537, "modulus": %d, "private_exponent": %d}\n' % (n, d))
write("evidence", "factor.txt", "it was weak:\nn: %d\ne: 65537\np: %d\n" % (n, p))
write("evidence", "primes.txt", "p=%d\nq=%d\n" % (p, q))
write("no-key", "wrong.txt", "n = %d\ne = 65537\nd = %d\n" % (n, d + 2))
write("no-key", "composite.txt", "p = %d\nq = %d\n" % (p + 2, q))
write("no-key", "alike.txt", "p = %d\nq = %d\n" % (p, p + 2))
write("no-key", "public.txt", "n = %d\ne = 65537\n" % n)
write("no-key", "curve.txt", "p = 0x%x\nq = 0x%x\n" % (2**521 - 1, 2**521 - 2**260 + 1))
PYTHON
    keytrawl scan "$WORK/evidence" --out "$WORK/case"
    expect_status 0
    jq -r '.verdict, (.sightings[] | "\(.encoding) \(.path | sub(".*/"; ""))")' "$WORK/case/keys.jsonl" >"$WORK/found"
    printf '%s\n' proven 'dump decimal.txt' 'dump factor.txt' 'dump member.json' 'dump primes.txt' 'dump script.py' |
        diff - "$WORK/found" || fail "not the one key in five places"
    keytrawl scan "$WORK/no-key" --out "$WORK/other"
    expect_status 0
    [ ! -s "$WORK/other/keys.jsonl" ] || fail "found: $(cat "$WORK/other/keys.jsonl")"
}
