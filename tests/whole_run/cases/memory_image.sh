# RSA keys of which a process holds p and q alone.
# shellcheck shell=bash

# NAME of the key (PKCS#1) whose number this is, in the order of RFC 8017, the highest octet first.
number_of() { # NAME INDEX
    openssl asn1parse -in "$1" | sed -n 's/.*INTEGER *://p' | sed -n "$2p"
}
octets() { # HEX
    printf '%s' "$1" | xxd -r -p
}
# As limbs of 64 bits, the lowest octet first.
limbs() { # HEX
    octets "$(printf '%s' "$1" | fold -w 2 | tac | tr -d '\n')"
}
# Behind the header of a chunk of malloc, which its length gives.
chunk() { # HEX
    limbs "$(printf '%016x' $((${#1} / 2 + 17)))" && limbs "$1" && head -c 8 /dev/zero
}
# An int[] in a dump of Java's heap.
dumped_array() { # HEX
    printf '\43' && head -c 12 /dev/zero && octets "$(printf '%08x' $((${#1} / 8)))0a$1"
}

# From the image to the list; and each place is walked to again.
check_primes_of_a_process_revoke_its_certificate() {
    local n p q place
    cd "$WORK" || exit 1
    mkdir ev
    openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=issuer 2>/dev/null
    openssl req -x509 -newkey rsa:2048 -nodes -keyout new.key -out new.pem -subj /CN=process -CA ca.pem -CAkey ca.key \
        -addext basicConstraints=critical,CA:FALSE 2>/dev/null
    openssl rsa -traditional -in new.key -out old.key 2>/dev/null
    n=$(number_of old.key 2) p=$(number_of old.key 5) q=$(number_of old.key 6)
    { head -c 4096 /dev/zero && chunk "$n" && head -c 512 /dev/zero && chunk "$p" && chunk "$q"; } >ev/core
    { printf 'JAVA PROFILE 1.0.2\0' && dumped_array "$n" && dumped_array "$p" && dumped_array "$q"; } >ev/heap.hprof
    openssl x509 -in new.pem -outform DER -out new.der
    { cat new.der && head -c $((4096 - $(wc -c <new.der))) /dev/zero && limbs "$q" && limbs "$p"; } >ev/beside
    { head -c 4096 /dev/zero && chunk "$p" && head -c 1M /dev/zero && chunk "$n"; } >ev/far
    { printf 'JAVA PROFILE 1.0.2\0' && dumped_array "$n" && dumped_array "$p"; } >ev/plain.hprof
    keytrawl run ev --certs new.pem --out "$WORK/case"
    expect_status 1
    jq -r 'select(.verdict == "proven") | .sightings[] | .provenance + " " + .encoding' "$WORK/case/keys.jsonl" |
        sort >"$WORK/found"
    printf 'ev/beside@4096+256 limbs\nev/core@4888+272 limbs\nev/far@4104+128 limbs\nev/heap.hprof@311+274 limbs\nev/plain.hprof@311+128 limbs\n' |
        diff - "$WORK/found" || fail "other places"
    [ "$(wc -l <"$WORK/case/revoke.csv")" -eq 2 ] || fail "the certificate is not on the list"
    while read -r place _; do
        keytrawl show --out "$WORK/case" "$place"
        expect_said '^read again: the same'
    done <"$WORK/found"
    "$TOOLS/secret_search" old.key -- "$WORK/case" || fail "private bytes in the case"
}
