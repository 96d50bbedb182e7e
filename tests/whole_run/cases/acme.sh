# ACME: certificates are revoked by their own keys, which were sealed.
# shellcheck shell=bash

check_acme_export_wants_sealed_keys() {
    run_example "$WORK/case"
    keytrawl export --format acme --out "$WORK/case"
    expect_refusal '--directory must name the URL'
    keytrawl export --format acme --directory "https://ca.example/'x" --out "$WORK/case"
    expect_refusal '--directory must name the URL'
    keytrawl export --format vault --directory https://ca.example/ --out "$WORK/case"
    expect_refusal '--directory is of acme alone'
    keytrawl export --format acme --directory https://ca.example/ --out "$WORK/case" --to "$WORK/acme.sh"
    expect_refusal 'no key of this case is sealed'
    [ ! -e "$WORK/acme.sh" ] || fail "a script all the same"
    make_responder "$WORK/rsa" rsa:2048
    keytrawl report --out "$WORK/case" --seal-to "$WORK/rsa.pem"
    keytrawl export --format acme --directory https://ca.example/ --out "$WORK/case" --to "$WORK/acme.sh"
    [ "$STATUS" -eq 0 ] || expect_status 4
    sh -n "$WORK/acme.sh" || fail "no script"
    ! command -v shellcheck >/dev/null || shellcheck -s sh -S warning "$WORK/acme.sh" ||
        fail "it has slips"
    sh "$WORK/acme.sh" >"$WORK/dry" 2>&1 || fail "the dry run fails: $(cat "$WORK/dry")"
    grep -q 'unseal the key of [0-9a-f]*, .* at https://ca.example/$' "$WORK/dry" || fail "what it would do"
}

# r and s have no leading zeros in DER, and all of them in a JWS.
check_acme_signatures_of_short_numbers() {
    sed -n '/^octets()/,/^}/p; /^integers()/,/^}/p; /^raw_signature()/,/^}/p' \
        analyzer/exports/systems/acme.sh >"$WORK/functions.sh"
    local der raw
    while read -r der raw; do
        xxd -r -p <<<"$der" >"$WORK/der"
        [ "$(sh -c ". '$WORK/functions.sh'; raw_signature 4 <'$WORK/der'" | xxd -p)" = "$raw" ] ||
            fail "$der is not $raw"
    done <<END
300b020411223344020300aabb 112233440000aabb
300a02041122334402020abb 1122334400000abb
3007020105020200ff 00000005000000ff
END
}

# A server that asks for another nonce once, and then believes what is signed by the certificate's
# key alone (RFC 7515 section 5.2; RFC 7518 section 3.4).
acme_stand_in() {
    mkdir -p "$WORK/bin"
    cat >"$WORK/bin/curl" <<'END'
#!/usr/bin/env python3
import base64, json, os, sys
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils

def octets(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

def verify(key, alg, signature, signed):
    if alg == "RS256":
        key.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
    elif alg == "PS256":
        key.verify(signature, signed, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
    elif alg == "EdDSA":
        key.verify(signature, signed)
    else:
        digest, width = {"ES256": (hashes.SHA256(), 32), "ES384": (hashes.SHA384(), 48),
                         "ES512": (hashes.SHA512(), 66)}[alg]
        assert len(signature) == 2 * width
        r, s = (int.from_bytes(half, "big") for half in (signature[:width], signature[width:]))
        key.verify(utils.encode_dss_signature(r, s), signed, ec.ECDSA(digest))

def told(key, jwk):
    number = lambda name: int.from_bytes(octets(jwk[name]), "big")
    if jwk["kty"] == "RSA":
        return (number("n"), number("e")) == (key.public_numbers().n, key.public_numbers().e)
    if jwk["kty"] == "EC":
        return jwk["crv"] == "P-%d" % key.curve.key_size and \
            len(octets(jwk["x"])) == len(octets(jwk["y"])) == (key.curve.key_size + 7) // 8 and \
            (number("x"), number("y")) == (key.public_numbers().x, key.public_numbers().y)
    return octets(jwk["x"]) == key.public_bytes(serialization.Encoding.Raw,
                                                serialization.PublicFormat.Raw)

work = os.environ["WORK"]
words = sys.argv[1:]
if "--head" in words:
    print("HTTP/2 200\r\nreplay-nonce: abc_-1\r\n\r")
elif "--data-binary" not in words:
    print('{ "newNonce": "https://ca.example/nonce",\n "revokeCert": "https://ca.example/revoke" }')
elif not os.path.exists(work + "/asked"):
    open(work + "/asked", "w")
    print('{"type":"urn:ietf:params:acme:error:badNonce"}\nHTTP 400')
else:
    jws = json.load(open(words[words.index("--data-binary") + 1][1:]))
    head, payload = (json.loads(octets(jws[name])) for name in ("protected", "payload"))
    key = x509.load_der_x509_certificate(octets(payload["certificate"])).public_key()
    verify(key, head["alg"], octets(jws["signature"]),
           (jws["protected"] + "." + jws["payload"]).encode())
    assert told(key, head["jwk"]) and payload["reason"] == 1
    assert (head["nonce"], head["url"]) == ("abc_-1", "https://ca.example/revoke")
    open(work + "/algorithms", "a").write(head["alg"] + "\n")
    print("\nHTTP 200")
END
    chmod +x "$WORK/bin/curl"
}

# Of the runner what reads a server's directory, alone; the check puts its own curl into $WORK/bin.
acme_begin_alone() {
    mkdir "$WORK/bin"
    {
        sed -n '/^say_failure()/,/^}/p; /^bounded()/,/^}/p' analyzer/exports/systems/every-system.sh
        echo 'setting() { :; }'
        sed '/^judge()/,$d' analyzer/exports/systems/acme.sh
        echo 'mode=go work=$WORK; begin https://ca.example/dir; echo taken'
    } >"$WORK/functions.sh"
}

# A server's directory that names an option of curl, a file, or what a terminal would obey.
check_acme_takes_no_option_from_a_server() {
    acme_begin_alone
    printf '#!/bin/sh\ncat "$WORK/directory.json"\n' >"$WORK/bin/curl"
    chmod +x "$WORK/bin/curl"
    export WORK
    local url said
    for url in -K/tmp/options file:///etc/passwd \
        "$(printf 'https://ca.example/\033[2J')" 'https://{a,b}.example/'; do
        printf '{"newNonce":"https://ca.example/n","revokeCert":"%s"}' "$url" >"$WORK/directory.json"
        said=$(PATH=$WORK/bin:$PATH sh "$WORK/functions.sh" 2>&1) &&
            fail "taken: $url"
        case $said in
        *"$(printf '\033')"*) fail "obeyed by a terminal: $url" ;;
        esac
    done
    for url in https://ca.example/revoke 'http://[::1]:14000/acme/revoke-cert?a=b'; do
        printf '{"newNonce":"https://ca.example/n","revokeCert":"%s"}' "$url" >"$WORK/directory.json"
        said=$(PATH=$WORK/bin:$PATH sh "$WORK/functions.sh" 2>&1)
        [ "$said" = taken ] || fail "not taken: $url: $said"
    done
}

check_acme_signs_with_keys_of_all_kinds() {
    python3 -c 'import cryptography' 2>/dev/null || skip "no python3 with cryptography"
    cd "$WORK" || exit 1
    mkdir evidence inventory
    openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -subj /CN=CA 2>/dev/null
    local kind
    while read -r name kind; do
        # shellcheck disable=SC2086
        openssl genpkey $kind -out "evidence/$name.key" 2>/dev/null
        openssl req -new -key "evidence/$name.key" -subj "/CN=$name" -out "$name.csr"
        openssl x509 -req -in "$name.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 \
            -out "inventory/$name.crt" 2>/dev/null || fail "no certificate of $name"
    done <<END
rsa -algorithm RSA -pkeyopt rsa_keygen_bits:2048
pss -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048
p256 -algorithm EC -pkeyopt ec_paramgen_curve:P-256
p384 -algorithm EC -pkeyopt ec_paramgen_curve:P-384
p521 -algorithm EC -pkeyopt ec_paramgen_curve:P-521
ed25519 -algorithm ED25519
ed448 -algorithm ED448
END
    make_responder "$WORK/responder" ec -pkeyopt ec_paramgen_curve:P-256
    keytrawl run evidence --certs inventory --as-of "$(now)" --out case --seal-to responder.pem
    export_to acme revoke.sh --directory https://ca.example/dir
    expect_status 0
    acme_stand_in
    export WORK RESPONDER_KEY=responder.key
    PATH=$WORK/bin:$PATH sh revoke.sh --go >go 2>&1 || fail "$(cat go)"
    [ "$(sort algorithms | tr '\n' ' ')" = "ES256 ES384 ES512 EdDSA EdDSA PS256 RS256 " ] ||
        fail "not by all of them: $(cat algorithms)"
}

start_pebble() { # PORT
    openssl req -x509 -newkey rsa:2048 -nodes -keyout srv.key -out srv.crt -subj /CN=localhost \
        -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -days 30 2>/dev/null
    cat >pebble.json <<END
{"pebble":{"listenAddress":"127.0.0.1:$1","managementListenAddress":"127.0.0.1:$(($1 + 1))",
"certificate":"srv.crt","privateKey":"srv.key","httpPort":$(($1 + 2)),"tlsPort":$(($1 + 3)),
"ocspResponderURL":"","externalAccountBindingRequired":false}}
END
    PEBBLE_VA_ALWAYS_VALID=1 PEBBLE_VA_NOSLEEP=1 PEBBLE_WFE_NONCEREJECT=0 \
        pebble -config pebble.json -strict >pebble.log 2>&1 &
    PEBBLE=$!
    for _ in $(seq 100); do
        curl -s --cacert srv.crt "https://127.0.0.1:$1/dir" >/dev/null && return
        sleep 0.1
    done
    fail "pebble does not start: $(cat pebble.log)"
}

pebble_says() { # PORT CERTIFICATE
    curl -s --cacert srv.crt "https://127.0.0.1:$(($1 + 1))/cert-status-by-serial/$(openssl x509 \
        -in "$2" -noout -serial | cut -d = -f 2)" | jq -r '"\(.Status) \(.Reason)"'
}

pebble_issues() { # PORT NAME KEY-TYPE
    REQUESTS_CA_BUNDLE=$PWD/srv.crt certbot certonly -n --agree-tos -m a@example.org \
        --server "https://127.0.0.1:$1/dir" --standalone --http-01-port $(($1 + 2)) \
        --config-dir c --work-dir w --logs-dir l -d "$2" --key-type "$3" >certbot.log 2>&1 ||
        fail "certbot gets nothing: $(tail -n 5 certbot.log)"
}

# The keys lie in a zip in a mail; the certificates in the inventory.
mail_with_keys() { # FILE KEY...
    local mail=$1
    shift
    rm -f keys.zip
    zip -q keys.zip "$@" || fail "no zip"
    {
        printf 'From: head@reseller.example\nTo: ca@ca.example\nSubject: keys\nMIME-Version: 1.0\n'
        printf 'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nAttached.\n'
        printf '%s\nContent-Type: application/zip; name=keys.zip\n' --b
        printf 'Content-Transfer-Encoding: base64\n\n'
        base64 keys.zip
        printf '%s\n' --b--
    } >"$mail"
}

# pebble publishes nothing, and its CA may sign no CRL: openssl says by OCSP what pebble says, with
# the key that pebble gives out for tests. The answer is fresh.ocsp, its issuer intermediates.pem.
answer_of_pebble() { # PORT NAME...: of inventory/NAME.pem
    local port=$1 of asked=()
    shift
    for of in intermediates intermediate-keys; do
        curl -s --cacert srv.crt "https://127.0.0.1:$((port + 1))/$of/0" >"$of.pem"
    done
    for of in "$@"; do
        [ "$(pebble_says "$port" "inventory/$of.pem")" = "Revoked 1" ] || fail "$of is not revoked"
        printf 'R\t491231235959Z\t%s,keyCompromise\t%s\tunknown\t/CN=x\n' "$(date -u +%y%m%d%H%M%SZ)" \
            "$(openssl x509 -in "inventory/$of.pem" -noout -serial | cut -d = -f 2)"
    done >index.txt
    for of in "$@"; do asked+=(-cert "inventory/$of.pem"); done
    openssl ocsp -index index.txt -CA intermediates.pem -rsigner intermediates.pem \
        -rkey intermediate-keys.pem -ndays 2 -issuer intermediates.pem "${asked[@]}" \
        -noverify -respout fresh.ocsp >ocsp.log 2>&1 || fail "openssl ocsp: $(cat ocsp.log)"
}

nothing_remains() { # PORT NAME...
    answer_of_pebble "$@"
    keytrawl match --issuers intermediates.pem --as-of "$(now)" --out case
    expect_bit 1
    keytrawl match --crl fresh.ocsp --issuers intermediates.pem --as-of "$(now)" --out case
    expect_no_bit 1
    expect_said 'Certificates to revoke: 0'
}

check_acme_revokes_by_the_sealed_key() {
    for program in pebble certbot curl jq python3; do
        command -v $program >/dev/null || skip "no $program"
    done
    local port=24100 name status=0
    cd "$WORK" || exit 1
    start_pebble $port
    trap 'kill $PEBBLE 2>/dev/null' EXIT
    pebble_issues $port rsa.example rsa
    pebble_issues $port ec.example ecdsa
    pebble_issues $port kept.example ecdsa
    mkdir evidence inventory
    for name in rsa ec kept; do cp "c/live/$name.example/cert.pem" "inventory/$name.pem"; done
    cp c/archive/rsa.example/privkey1.pem rsa.pem
    cp c/archive/ec.example/privkey1.pem ec.pem
    mail_with_keys evidence/leak.eml rsa.pem ec.pem
    make_responder "$WORK/responder" rsa:2048
    keytrawl run evidence --certs inventory --as-of "$(now)" --out case --seal-to responder.pem
    expect_bit 1
    export_to acme revoke.sh --directory "https://127.0.0.1:$port/dir"
    expect_status 0
    export ACME_CURL_OPTIONS="--cacert srv.crt" RESPONDER_KEY=responder.key
    sh revoke.sh >dry 2>&1 || fail "the dry run fails: $(cat dry)"
    [ "$(pebble_says $port inventory/rsa.pem)" = "Valid null" ] || fail "a dry run revokes"

    # the wrong keys: each certificate with the sealed key of the other
    python3 - <<'END' >wrong.sh || fail "no two keys to exchange"
import re
script = open("revoke.sh").read()
one, other = re.findall(r"^-----BEGIN CMS-----\n.*?END CMS-----\n", script, re.S | re.M)
print(script.replace(one, "\0").replace(other, one).replace("\0", other), end="")
END
    ! sh wrong.sh --go >wrong 2>&1 || fail "the wrong key revokes: $(cat wrong)"
    [ "$(grep -c 'not revoked: .*HTTP 403' wrong)" -eq 2 ] || fail "not refused with 403: $(cat wrong)"
    [ "$(grep -c '^failed ' wrong.sh.log)" -eq 2 ] || fail "the log of the wrong keys"
    [ "$(pebble_says $port inventory/ec.pem)" = "Valid null" ] || fail "the wrong key has revoked"

    sh revoke.sh --go >go 2>&1 || status=$?
    [ $status -eq 0 ] || fail "the script fails: $(cat go)"
    for name in rsa ec; do
        [ "$(pebble_says $port inventory/$name.pem)" = "Revoked 1" ] || fail "$name is not revoked"
    done
    [ "$(pebble_says $port inventory/kept.pem)" = "Valid null" ] || fail "one that nobody named is revoked"
    sh revoke.sh --go >again 2>&1 || fail "started again it fails: $(cat again)"
    grep -q '2 revoked before' again || fail "it does not know its log: $(cat again)"
    rm revoke.sh.log
    sh revoke.sh --go >again 2>&1 || fail "alreadyRevoked counts as a failure: $(cat again)"
    grep -q ' 2 now' again || fail "alreadyRevoked is not done: $(cat again)"
    nothing_remains $port rsa ec
    RESPONDER_KEY=c/archive/kept.example/privkey1.pem KEYTRAWL_LOG=$WORK/nolog sh revoke.sh --go >closed 2>&1 &&
        fail "another responder's key opens them"
    grep -q 'cannot be unsealed' closed || fail "$(cat closed)"
}

# A responder's key that opens nothing: each key says so, nothing is sent, and nothing unsealed stays.
check_acme_with_a_wrong_responder_key() {
    python3 -c 'import cryptography' 2>/dev/null || skip "no python3 with cryptography"
    cd "$WORK" || exit 1
    mkdir evidence inventory keys
    local name wrong
    make_responder ca rsa:2048
    for name in one two; do
        openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "evidence/$name.key"
        openssl req -new -key "evidence/$name.key" -subj "/CN=$name" -out "$name.csr"
        openssl x509 -req -in "$name.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 \
            -out "inventory/$name.crt" 2>/dev/null || fail "no certificate of $name"
    done
    make_responder keys/right rsa:2048
    make_responder keys/other rsa:2048
    make_responder keys/curve ec -pkeyopt ec_paramgen_curve:P-256
    openssl pkey -in keys/right.key -aes256 -passout pass:shut -out keys/shut.key
    cp keys/right.pem keys/none.key
    keytrawl run evidence --certs inventory --as-of "$(now)" --out case --seal-to keys/right.pem
    export_to acme revoke.sh --directory https://ca.example/dir
    expect_status 0
    acme_stand_in
    # what the script writes stays, to be searched
    printf '#!/bin/sh\n' >bin/rm
    chmod +x bin/rm
    mkdir left
    touch left/first
    export WORK RESPONDER_PASSIN=pass:wrong
    for wrong in other curve shut none; do
        RESPONDER_KEY=keys/$wrong.key TMPDIR=$WORK/left PATH=$WORK/bin:$PATH sh revoke.sh --go \
            >said 2>&1 </dev/null && fail "$wrong: it ends as if all were done: $(cat said)"
        [ "$(grep -c 'not revoked: .*its key cannot be unsealed: .' said)" -eq 2 ] ||
            fail "$wrong: not said of each: $(cat said)"
        [ "$(grep -c '^failed ' revoke.sh.log)" -eq 2 ] || fail "$wrong: the log"
        command rm -f revoke.sh.log
        [ ! -e asked ] || fail "$wrong: something was sent"
    done
    RESPONDER_KEY=keys/right.key RESPONDER_PASSIN='' TMPDIR=$WORK/left PATH=$WORK/bin:$PATH \
        sh revoke.sh --go >said 2>&1 || fail "the right one opens nothing: $(cat said)"
    [ "$(find left -type f | wc -l)" -gt 5 ] || fail "nothing is left to be searched"
    "$TOOLS/secret_search" evidence/one.key evidence/two.key -- left said revoke.sh revoke.sh.log ||
        fail "a key in clear"
}

# uacme trusts the system's authorities alone, so it sees pebble's in their place.
uacme_revokes() { # PORT CERTIFICATE KEY
    unshare -rm sh -c 'mount --bind "$PWD/srv.crt" /etc/ssl/certs/ca-certificates.crt && exec "$@"' sh \
        uacme -v -y -a "https://127.0.0.1:$1/dir" -c "$PWD/u" -r 1 revoke "$2" "$3" >uacme.log 2>&1
}

# Another program with the keys that were unsealed, and our script behind it.
check_acme_revokes_with_uacme() {
    local program port=24200 name key
    for program in pebble certbot uacme unshare curl jq; do
        command -v $program >/dev/null || skip "no $program"
    done
    unshare -rm mount --bind /dev/null /etc/ssl/certs/ca-certificates.crt 2>/dev/null ||
        skip "no mount of one's own"
    cd "$WORK" || exit 1
    start_pebble $port
    trap 'kill $PEBBLE 2>/dev/null' EXIT
    mkdir evidence inventory given
    for name in rsa ecdsa; do
        pebble_issues $port $name.example $name
        cp "c/live/$name.example/cert.pem" "inventory/$name.pem"
        cp "c/live/$name.example/privkey.pem" "evidence/$name.key"
    done
    make_responder responder rsa:2048
    keytrawl run evidence --certs inventory --as-of "$(now)" --out case --seal-to responder.pem
    export_to acme revoke.sh --directory "https://127.0.0.1:$port/dir"
    for name in rsa ecdsa; do
        key=$(jq -r "select(.subject_dn | contains(\"$name.example\")) | .key_identity" case/certificates.jsonl)
        "$ROOT/scripts/unseal" case responder.key "$key" | sed 1d |
            openssl pkey -out "given/$name.key" || fail "$name is not unsealed"
        cp "inventory/$name.pem" given # uacme gives the file of what it has revoked another name
    done
    uacme_revokes $port given/rsa.pem given/ecdsa.key && fail "the wrong key revokes: $(cat uacme.log)"
    grep -q '"status": 403' uacme.log || fail "not refused with 403: $(cat uacme.log)"
    [ "$(pebble_says $port inventory/rsa.pem)" = "Valid null" ] || fail "the wrong key has revoked"
    for name in rsa ecdsa; do
        uacme_revokes $port given/$name.pem given/$name.key || fail "uacme: $(cat uacme.log)"
        [ "$(pebble_says $port inventory/$name.pem)" = "Revoked 1" ] || fail "$name is not revoked"
    done
    # what it did is done for the script too
    export ACME_CURL_OPTIONS="--cacert srv.crt" RESPONDER_KEY=responder.key
    sh revoke.sh --go >go 2>&1 || fail "alreadyRevoked counts as a failure: $(cat go)"
    grep -q ' 2 now' go || fail "alreadyRevoked is not done: $(cat go)"
    nothing_remains $port rsa ecdsa
}

# README alone, typed line by line, with the name of this server, its root and a passphrase: the mail of a
# reporter, a key sealed for a responder, a certificate that pebble has revoked, and nothing that remains.
check_readme_from_a_case_to_a_revocation_by_acme() {
    local program port=24300 desk=$WORK/desk
    for program in pebble certbot curl jq zip; do
        command -v $program >/dev/null || skip "no $program"
    done
    mkdir -p "$desk/evidence" "$desk/inventory" "$WORK/bin"
    ln -s "$KEYTRAWL" "$WORK/bin/keytrawl"
    cd "$desk" || exit 1
    start_pebble $port
    trap 'kill $PEBBLE 2>/dev/null' EXIT
    pebble_issues $port shop.example ecdsa
    pebble_issues $port kept.example ecdsa
    cp c/live/shop.example/cert.pem inventory/shop.pem
    cp c/live/kept.example/cert.pem inventory/kept.pem
    cp c/archive/shop.example/privkey1.pem key.pem
    mail_with_keys evidence/leak.eml key.pem
    sed -n '/^## From a case to revoked/,/^## Every night/p' "$ROOT/README.md" | sed -n 's/^ \{7\}//p' >"$WORK/all"
    sed -n '/^openssl req/,/^sh revoke/p' "$WORK/all" | sed "s|https://ca.example/directory|https://127.0.0.1:$port/dir|
        s|^openssl req|& -passout file:PASSPHRASE|" >"$WORK/typed"
    [ "$(grep -c . "$WORK/typed")" -eq 5 ] || fail "other commands than this check knows: $(cat "$WORK/typed")"
    cp srv.crt ROOTS
    echo correct-horse >PASSPHRASE
    PATH=$WORK/bin:$PATH
    keytrawl run evidence --certs inventory --as-of "$(now)" --out CASE
    expect_bit 1
    # report ends with 1 as long as certificates are to be revoked
    bash -u "$WORK/typed" >"$WORK/said" 2>&1 || fail "$(cat "$WORK/said")"
    [ "$(pebble_says $port inventory/shop.pem)" = "Revoked 1" ] || fail "it is not revoked"
    [ "$(pebble_says $port inventory/kept.pem)" = "Valid null" ] || fail "one that nobody named is revoked"
    answer_of_pebble $port shop
    cp fresh.ocsp fresh.crl
    cp intermediates.pem ca.crt
    grep '^keytrawl match' "$WORK/all" >"$WORK/typed"
    bash -eu "$WORK/typed" >"$WORK/said" 2>&1 || fail "something remains: $(cat "$WORK/said")"
    grep -q '^Certificates to revoke: 0' "$WORK/said" || fail "it is not said that nothing remains"
}
