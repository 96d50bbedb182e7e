# Where private numbers and passphrases could get to: nothing of them is there.
# shellcheck shell=bash

SECRET_WORDS=(-w Turmfalke-77-listed -w Sperber-41-in-a-store -w wrong-guess-number-3)
PRELOADED=$TOOLS/overhear.so

# Keys of each kind, open and closed; $WORK/known has all of them in clear.
secret_evidence() {
    local key
    mkdir "$WORK/evidence" "$WORK/known"
    cp fixtures/keys/{victim-rsa,shop-p256-a,shop-p384,shop-ed25519}.key "$WORK/known"
    openssl genrsa -primes 3 -out "$WORK/known/primes.key" 2048 2>/dev/null
    cp fixtures/keys/pkcs8/dsa2048-rfc6979.key "$WORK/known/dsa.key"
    cp "$WORK"/known/*.key "$WORK/evidence"
    openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$WORK/known/listed.key" 2>/dev/null
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out "$WORK/known/store.key" 2>/dev/null
    openssl pkcs8 -topk8 -in "$WORK/known/listed.key" -passout pass:Turmfalke-77-listed -iter 200000 \
        -v2 aes256 -out "$WORK/evidence/closed.pem"
    openssl req -new -x509 -key fixtures/keys/rfc9500-p256.key -subj /CN=issuer -days 30 -out "$WORK/issuer.crt"
    openssl req -new -key "$WORK/known/store.key" -subj /CN=store |
        openssl x509 -req -CA "$WORK/issuer.crt" -CAkey fixtures/keys/rfc9500-p256.key -days 30 -out "$WORK/store.crt"
    openssl pkcs12 -export -inkey "$WORK/known/store.key" -in "$WORK/store.crt" \
        -passout pass:Sperber-41-in-a-store -out "$WORK/evidence/store.p12"
    mail_with_secrets >"$WORK/evidence/leak.eml"
    for key in 1 2 3 4 5 6 7 8; do echo "wrong-guess-number-$key"; done >"$WORK/passphrases.txt"
    printf '%s\n' Turmfalke-77-listed Sperber-41-in-a-store >>"$WORK/passphrases.txt"
}

mail_with_secrets() {
    printf 'From: a@example.org\nTo: b@example.org\nSubject: keys\nMIME-Version: 1.0\n'
    printf 'Content-Type: application/zip; name=keys.zip\nContent-Transfer-Encoding: base64\n\n'
    (cd "$WORK/known" && zip -q - shop-p384.key victim-rsa.key) | base64
}

no_secret_in() { # PATH...
    "$TOOLS/secret_search" "${SECRET_WORDS[@]}" "$WORK"/known/*.key -- "$@" || fail "private bytes in $*"
}

# What everybody may read of all its processes, and its files as they are meanwhile, into samples/.
sample_until_it_ends() { # PID
    local process round=0 file
    while is_alive "$1"; do
        round=$((round + 1))
        mkdir -p "$WORK/samples/$round"
        for process in "$1" $(descendants "$1"); do
            cat "/proc/$process/cmdline" "/proc/$process/environ" >>"$WORK/samples/processes" 2>/dev/null
            for file in "/proc/$process"/fd/*; do
                case $(readlink "$file") in
                "$WORK"/case/* | *' (deleted)') cat "$file" >>"$WORK/samples/$round/open" 2>/dev/null ;;
                esac
            done
        done
        cp "$WORK"/case/* "$WORK/samples/$round" 2>/dev/null
        sleep 0.1
    done
    echo "$round rounds of samples"
}

check_secrets_stay_inside() {
    [ -e "$PRELOADED" ] || skip "no overhear.so"
    local pid key name
    secret_evidence
    ! "$TOOLS/secret_search" "${SECRET_WORDS[@]}" "$WORK"/known/*.key -- "$WORK/evidence" \
        "$WORK/passphrases.txt" >"$WORK/found" || fail "the search is blind"
    [ "$(wc -l <"$WORK/found")" -ge 9 ] || fail "the search is nearly blind: $(cat "$WORK/found")"
    cp "$WORK/store.crt" "$WORK/certs.pem"
    KEYTRAWL_TAP=$WORK/tap LD_PRELOAD=$PRELOADED "$KEYTRAWL" run "$WORK/evidence" --certs "$WORK/certs.pem" \
        --passphrases "$WORK/passphrases.txt" --harvest-passphrases "${CLOCK[@]}" -v --jobs 2 \
        --proof csr boulder kca certificate jws --out "$WORK/case" \
        >"$WORK/stdout" 2>"$WORK/stderr" </dev/null &
    pid=$!
    sample_until_it_ends "$pid"
    STATUS=0
    # shellcheck disable=SC2034 # expect_bit reads it
    wait "$pid" || STATUS=$?
    cat "$WORK/stderr"
    expect_bit 1
    ! grep -q 'overhear' "$WORK/stderr" || fail "a freed block was not wiped"
    ! grep -q worker_lost "$WORK/case/journal.jsonl" || fail "a worker was lost: a freed block was not wiped?"
    [ "$(jq -r 'select(.verdict == "proven") | .key_identity' "$WORK/case/keys.jsonl" | sort -u | wc -l)" -eq 8 ] ||
        fail "not all keys are found: $(jq -c '[.verdict, .key_identity]' "$WORK/case/keys.jsonl")"
    [ -s "$WORK/tap" ] && [ -s "$WORK/samples/processes" ] || fail "nothing was overheard"
    key=$(jq -r .key_identity "$WORK/case/keys.jsonl" | head -n 1)
    "$KEYTRAWL" show "$key" --all --out "$WORK/case" >"$WORK/shown" 2>&1
    "$KEYTRAWL" reply --out "$WORK/case" >"$WORK/reply" 2>&1
    "$KEYTRAWL" coverage --all --out "$WORK/case" >"$WORK/coverage" 2>&1
    for name in keys certs sightings journal; do
        "$KEYTRAWL" "$name" --out "$WORK/case" >"$WORK/listed-$name" 2>&1 || fail "no list of $name"
        "$KEYTRAWL" "$name" --json --out "$WORK/case" >"$WORK/listed-$name-json" 2>&1
    done
    "$KEYTRAWL" explain "$WORK/store.crt" --out "$WORK/case" >"$WORK/listed-explain" 2>&1 || fail "not explained"
    "$KEYTRAWL" check "$WORK/evidence/store.p12" "$WORK/store.crt" --passphrases "$WORK/passphrases.txt" -v \
        >"$WORK/listed-check" 2>&1 || fail "the store stays closed: $(cat "$WORK/listed-check")"
    hand_over_what_was_found
    no_secret_in "$WORK/case" "$WORK/samples" "$WORK/tap" "$WORK/stdout" "$WORK/stderr" "$WORK/shown" \
        "$WORK/reply" "$WORK/coverage" "$WORK"/listed-*
}

# All that a case is written out as for others, and what is said of it and of its proofs.
hand_over_what_was_found() {
    local format
    for format in $("$KEYTRAWL" export --list | awk '{ print $1 }'); do
        [ "$format" != acme ] || continue # which sends sealed keys: check_sealed_keys_come_back
        "$KEYTRAWL" export --format "$format" --out "$WORK/case" \
            >"$WORK/listed-as-$format" 2>"$WORK/listed-said-of-$format" || [ $? -eq 4 ] || fail "not exported as $format"
    done
    [ "$(find "$WORK" -name 'listed-as-*' -size +200c | wc -l)" -ge 10 ] || fail "hardly anything is exported: $(wc -c "$WORK"/listed-as-*)"
    "$KEYTRAWL" verify --out "$WORK/case" >"$WORK/listed-verify" 2>&1
    "$KEYTRAWL" verify-proof "$WORK"/case/proofs/* >"$WORK/listed-verify-proof" 2>&1 || fail "proofs do not hold"
    "$KEYTRAWL" diff "$WORK/case" "$WORK/case" >"$WORK/listed-diff" 2>&1
}

# The keys of certificates that have a prime in common with a leaked one, which stand nowhere.
computed_keys() { # FOLDER
    python3 - "$PRIMES/leaked.pem" "$PRIMES/certificates.pem" "$1" <<'PY'
import math, re, subprocess, sys
def said(*command, text=None):
    return subprocess.run(command, input=text, check=True, capture_output=True, text=True).stdout
def modulus(*command, text=None):
    return int(said("openssl", *command, "-noout", "-modulus", text=text).split("=")[1], 16)
leaked, e, made = modulus("rsa", "-in", sys.argv[1]), 65537, 0
for pem in re.findall("-----BEGIN.*?END CERTIFICATE-----\n", open(sys.argv[2]).read(), re.S):
    n = modulus("x509", text=pem)
    p = math.gcd(n, leaked)
    if p in (1, n, leaked) or math.gcd(e * p, n // p * (p - 1) * (n // p - 1)) != 1:
        continue # no key of two primes
    q, made = n // p, made + 1
    d = pow(e, -1, (p - 1) * (q - 1))
    with open(sys.argv[3] + "/numbers", "w") as file:
        print("asn1=SEQUENCE:key\n[key]", *(f"n{i}=INTEGER:{number}" for i, number in enumerate(
            (0, n, e, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p)))), sep="\n", file=file)
    said("openssl", "asn1parse", "-genconf", sys.argv[3] + "/numbers", "-noout", "-out", sys.argv[3] + "/der")
    said("openssl", "rsa", "-inform", "DER", "-in", sys.argv[3] + "/der", "-out", f"{sys.argv[3]}/{made}.key")
PY
    rm "$1/numbers" "$1/der"
}

check_secrets_that_are_computed_stay_inside() {
    [ -e "$PRELOADED" ] || skip "no overhear.so"
    command -v python3 >/dev/null || skip "no python3"
    prime_evidence
    mkdir "$WORK/known"
    computed_keys "$WORK/known" || fail "no key is computed"
    cp "$WORK"/evidence/leaked.pem "$WORK/known/leaked.key"
    ! "$TOOLS/secret_search" "$WORK"/known/1.key -- "$WORK/known/1.key" >/dev/null || fail "the search is blind"
    KEYTRAWL_TAP=$WORK/tap LD_PRELOAD=$PRELOADED prime_run "$WORK/case" -v --jobs 2 \
        --proof csr boulder kca certificate jws
    expect_bit 1
    ! grep -q 'overhear' "$WORK/stderr" || fail "a freed block was not wiped"
    ! grep -q worker_lost "$WORK/case/journal.jsonl" || fail "a worker was lost: a freed block was not wiped?"
    [ "$(jq -r 'select(.verdict == "proven") | .key_identity' "$WORK/case/keys.jsonl" | wc -l)" -gt 2 ] ||
        fail "no key was computed"
    [ -s "$WORK/tap" ] || fail "nothing was overheard"
    no_secret_in "$WORK/case" "$WORK/tap" "$WORK/stdout" "$WORK/stderr"
}

# That check sees it when something is not wiped.
check_secrets_freed_unwiped_are_seen() {
    [ -e "$PRELOADED" ] || skip "no overhear.so"
    mkdir "$WORK/evidence"
    cp fixtures/keys/shop-p256-a.key "$WORK/evidence"
    KEYTRAWL_UNWIPED=1 LD_PRELOAD=$PRELOADED "$KEYTRAWL" scan "$WORK/evidence" "${CLOCK[@]}" \
        --out "$WORK/case" >/dev/null 2>"$WORK/stderr" </dev/null && fail "it ends well without wiping"
    grep -q 'overhear: a freed block was not wiped' "$WORK/stderr" || fail "not seen: $(cat "$WORK/stderr")"
}

# The shell allows core dumps; a worker and the program crash in the middle of the work.
check_secrets_are_in_no_core_dump() {
    local pid crashed=0 process sleeper
    secret_evidence
    cd "$WORK" || exit 1
    ulimit -S -c unlimited 2>/dev/null || skip "no core dumps here"
    [ "$(ulimit -c)" = unlimited ] || skip "no core dumps here"
    (sh -c 'kill -SEGV $$') 2>/dev/null
    compgen -G 'core*' >/dev/null || skip "the kernel writes no core dump beside a program"
    rm -f core*
    for crashed in worker program; do
        rm -rf case pipe
        mkfifo pipe # a run that waits for more does not end before it is killed
        sleep 20 >pipe &
        sleeper=$!
        "$KEYTRAWL" scan evidence - --passphrases passphrases.txt "${CLOCK[@]}" --jobs 2 --out case \
            >stdout 2>stderr <pipe &
        pid=$!
        while is_alive "$pid" && [ "$(descendants "$pid" | wc -l)" -lt 3 ]; do sleep 0.02; done
        sleep 0.3
        process=$pid
        [ $crashed = program ] || process=$(descendants "$pid" | sort -n | tail -n 1)
        kill -SEGV "$process" || fail "the $crashed had ended"
        kill "$sleeper"
        wait "$pid" && [ $crashed = program ] && fail "the program did not crash"
        ! compgen -G 'core*' >/dev/null || fail "a core dump of the $crashed: $(ls)"
    done
    no_secret_in "$WORK/case" "$WORK/stdout" "$WORK/stderr"
}

# What these checks search with finds 24 bytes of a number in each way to write it, and a word.
check_secrets_are_searched_in_each_spelling() {
    command -v python3 >/dev/null || skip "no python3"
    local file
    mkdir "$WORK/spelled"
    openssl pkey -in fixtures/keys/shop-p384.key -noout -text | sed -n '/^priv:/,/^pub:/p' | grep '^ ' |
        tr -d ' :\n' >"$WORK/hex"
    python3 - "$WORK/hex" "$WORK/spelled" <<'PY'
import base64, sys
number = bytes.fromhex(open(sys.argv[1]).read())[-48:]
part, word = number[7:31], b"Turmfalke-77-listed"
spellings = {"raw": part, "reversed": number[::-1][3:27], "hex": part.hex().encode(),
    "hex-capital": part.hex(":").upper().encode(), "hex-reversed": number[::-1][3:27].hex().encode(),
    "decimal": str(int.from_bytes(number, "big"))[5:63].encode(),
    "decimal-reversed": b"x = " + str(int.from_bytes(number, "little")).encode() + b";",
    "decimal-lines": b"\n".join(str(int.from_bytes(number, "big")).encode()[i:i + 40] for i in (0, 40, 80)),
    "word": b"x" + word + b"x", "word-wide": word.decode().encode("utf-16-le"), "word-hex": word.hex().encode()}
for skip in range(3):
    spellings[f"base64-{skip}"] = base64.b64encode(b"abc"[:skip] + part + b"z" * 6)
    spellings[f"base64url-{skip}"] = base64.urlsafe_b64encode(b"abc"[:skip] + number)
    spellings[f"base64-lines-{skip}"] = base64.encodebytes(b"abc"[:skip] + b"-" * 36 + number)
    spellings[f"word-base64-{skip}"] = base64.b64encode(b"abc"[:skip] + word + b"z" * 6)
for name, content in spellings.items():
    open(sys.argv[2] + "/" + name, "wb").write(b"before it\0" + content + b"\0behind it")
open(sys.argv[2] + "/innocent", "wb").write(number[:23] + b"-" + str(int.from_bytes(number, "big"))[:57].encode())
PY
    for file in "$WORK"/spelled/*; do
        if "$TOOLS/secret_search" -w Turmfalke-77-listed fixtures/keys/shop-p384.key -- "$file"; then
            [ "${file##*/}" = innocent ] || fail "not found: ${file##*/}"
        else
            [ "${file##*/}" != innocent ] || fail "found where there are 23 bytes alone"
        fi
    done
    [ "$(find "$WORK/spelled" -type f | wc -l)" -eq 24 ] || fail "not all spellings were tried"
}

# Keys that were put among the sources, in each of the forms that people have them in, are refused.
check_secrets_of_the_repository_are_seen() {
    local file number=0
    mkdir "$WORK/tree" "$WORK/other"
    for file in fixtures/keys/{shop-p256-a.key,pkcs8/*.key,openssh/*.key,putty/*.ppk,jwk/*p256*.jwk,sshcom/*.key} \
        fixtures/keys/encrypted/{pem-*.pem,pkcs8-[ps]*.pem,openssh-*.key} fixtures/keys/openpgp/*.asc; do
        grep -qE 'PRIVATE KEY|Private-Lines|"d"' "$file" || continue
        number=$((number + 1))
        cp "$file" "$WORK/tree/$number-${file##*/}"
    done
    [ "$number" -gt 50 ] || fail "only $number keys"
    ! scripts/check-secrets "$WORK/tree" >"$WORK/said" || fail "none is seen"
    ls "$WORK/tree" >"$WORK/there"
    sed -n 's/^\(a private key: \)\?\.\///p' "$WORK/said" | LC_ALL=C sort | diff "$WORK/there" - || fail "not all are seen"
    sed 's/PRIVATE/PUBLIC/' fixtures/keys/shop-p256-a.key >"$WORK/other/notes.md"
    scripts/check-secrets "$WORK/other" || fail "no key is seen"
}
