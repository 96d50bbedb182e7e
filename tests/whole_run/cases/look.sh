# check: does a key belong to a certificate?
# shellcheck shell=bash

check_look_key_and_certificates() {
    local k=$WORK/k.pem form
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$k" 2>/dev/null
    openssl req -new -x509 -key "$k" -subj /CN=www.example -out "$WORK/c.pem"
    openssl req -new -key "$k" -subj /CN=www.example -out "$WORK/c.csr"
    openssl x509 -in "$WORK/c.pem" -outform DER -out "$WORK/c.der"
    openssl crl2pkcs7 -nocrl -certfile "$WORK/c.pem" -out "$WORK/c.p7b"
    openssl crl2pkcs7 -nocrl -certfile "$WORK/c.pem" -outform DER -out "$WORK/c.p7c"
    openssl pkcs12 -export -in "$WORK/c.pem" -inkey "$k" -passout pass:word -out "$WORK/c.p12"
    keytrawl check "$k" "$WORK"/c.pem "$WORK"/c.csr "$WORK"/c.der "$WORK"/c.p7b "$WORK"/c.p7c
    expect_status 0
    [ "$(grep -c '^yes    .*: the key is proven to be its own$' "$WORK/stdout")" -eq 5 ] || fail "not five times yes"
    [ ! -s "$WORK/stderr" ] || fail "something on stderr"
    # each form of the key
    openssl pkey -in "$k" -outform DER -out "$WORK/k.der"
    openssl ec -in "$k" -out "$WORK/k.sec1" 2>/dev/null
    openssl ec -in "$k" -param_enc explicit -out "$WORK/k.explicit" 2>/dev/null
    openssl pkey -in "$k" -noout -text >"$WORK/k.text"
    openssl pkey -in "$k" -aes256 -passout pass:word -out "$WORK/k.closed"
    gzip -c "$k" >"$WORK/k.gz"
    for form in der sec1 explicit text gz; do
        keytrawl check "$WORK/k.$form" "$WORK/c.pem"
        expect_status 0
    done
    "$KEYTRAWL" check - "$WORK/c.pem" <"$k" | grep -q '^yes' || fail "not from standard input"
    # closed: unknown, until the passphrase is given
    echo word >"$WORK/words"
    for form in k.closed c.p12; do
        keytrawl check "$WORK/$form" "$WORK/c.pem"
        expect_status 8
        grep -q '^open ' "$WORK/stdout" || fail "$form: not open"
        keytrawl check "$WORK/$form" "$WORK/c.pem" --passphrases "$WORK/words"
        expect_status 0
    done
    # behind twenty passphrases that do not fit, each of which is dear
    openssl pkcs8 -topk8 -in "$k" -iter 300000 -passout pass:word -out "$WORK/k.dear"
    { seq 20; echo word; } >"$WORK/many"
    keytrawl check "$WORK/k.dear" "$WORK/c.pem" --passphrases "$WORK/many"
    expect_status 0
    keytrawl check "$WORK/c.p12" -p "$WORK/words" # the certificates beside the key
    expect_status 0
    ! grep -rq word "$WORK/stdout" || fail "a passphrase"
}

check_look_key_of_another() {
    local k=$WORK/k.pem
    openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$k" 2>/dev/null
    openssl req -new -x509 -key "$k" -subj "/CN=$(printf 'red \033[31m')" -utf8 -out "$WORK/c.pem"
    keytrawl check "$k" "$WORK/c.pem" "$EXAMPLE/issuers/"*.pem "$EXAMPLE/passphrases.txt"
    expect_status 5
    grep -q "^yes    $WORK/c.pem: " "$WORK/stdout" || fail "its own"
    grep -q "^no     $EXAMPLE/issuers/.*: it is of another key$" "$WORK/stdout" || fail "another's"
    grep -q '^unread .*passphrases.txt: no certificate' "$WORK/stdout" || fail "no certificate"
    ! grep -q $'\033' "$WORK/stdout" || fail "an escape sequence on stdout"
    keytrawl check --json "$k" "$WORK/c.pem" "$EXAMPLE/certs/north.pem"
    expect_status 1
    jq -se --arg sha256 "$(fingerprint "$WORK/c.pem")" 'map(select(.belongs)) as $yes | ($yes | length) == 1 and
        $yes[0].certificate_sha256 == $sha256 and (map(select(.belongs == false and .answer == "no")) | length) > 5' \
        "$WORK/stdout" >/dev/null || fail "other JSON"
    # a key with the public half of somebody else
    keytrawl check "$EXAMPLE/evidence/mail/forged.eml" "$EXAMPLE/certs/north.pem"
    expect_status 1
    ! grep -q '^yes' "$WORK/stdout" || fail "a forgery is believed"
    grep -q '^no .*victim.example.com.*: ' "$WORK/stdout" && ! grep -q 'victim.*another key' "$WORK/stdout" ||
        fail "not said that it is forged"
    # the wrong way round, and nothing at all
    keytrawl check "$WORK/c.pem" "$k"
    expect_refusal 'the key comes first'
    keytrawl check
    expect_refusal 'KEY .*is missing'
    keytrawl check "$WORK/absent" "$WORK/c.pem"
    expect_refusal 'cannot read'
    keytrawl check "$k" "$WORK"
    expect_refusal 'it is no file'
}
