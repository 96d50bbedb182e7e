# ACME (RFC 8555 section 7.6): a certificate is revoked by its own key, for which no account is
# needed. RESPONDER_KEY: the private key that the keys were sealed for (--seal-to), in PEM;
# RESPONDER_PASSIN: where openssl has its passphrase from, such as env:NAME; ACME_CURL_OPTIONS:
# for curl, such as --cacert FILE, or another --max-time for an answer. An unsealed key stands in a
# pipe alone, never in a file.
setting RESPONDER_KEY 'the private key that the keys were sealed for, in PEM'
begin() { # DIRECTORY
    ACME_DIRECTORY=${ACME_DIRECTORY:-$1}
    if [ "$mode" = go ]; then
        fetch "$ACME_DIRECTORY" | tr -d ' \t\r\n' >"$work/directory"
        revoke_url=$(member revokeCert)
        nonce_url=$(member newNonce)
        if ! is_url "$revoke_url" || ! is_url "$nonce_url"; then
            say_failure "$0: no ACME directory at $ACME_DIRECTORY" "$(head -c 200 "$work/directory")"
            exit 2
        fi
    fi
}
# What a server names is no option of curl, no file and no pattern of many addresses.
is_url() { # TEXT
    case $1 in
    *[!]A-Za-z0-9._~:/?#@!$\&\'\(\)*+,\;=%[-]*) return 1 ;;
    http://?* | https://?*) ;;
    *) return 1 ;;
    esac
}
fetch() { # ARGUMENT...
    # shellcheck disable=SC2086
    curl -sS --globoff --max-time 120 ${ACME_CURL_OPTIONS-} "$@" | bounded
}
member() { # NAME
    sed -n "s/.*\"$1\":\"\\([^\"]*\\)\".*/\\1/p" "$work/directory"
}
url_base64() {
    openssl base64 -A | tr '+/' '-_' | tr -d '='
}
# Hexadecimal digits as octets.
octets() {
    # shellcheck disable=SC2059
    printf "$(awk '{
        hex = tolower($0)
        for (i = 1; i < length(hex); i += 2)
            printf "\\%03o", 16 * (index("0123456789abcdef", substr(hex, i, 1)) - 1) + \
                index("0123456789abcdef", substr(hex, i + 1, 1)) - 1
    }')"
}
# The INTEGERs of a DER structure, a line of digits each, an even number of them.
integers() {
    openssl asn1parse -inform DER "$@" | sed -n 's/.*prim: *INTEGER *:\([0-9A-F]*\)$/\1/p' |
        awk '{ print (length($0) % 2 ? "0" : "") $0 }'
}
# r and s of a signature, each in so many octets (RFC 7518 section 3.4).
raw_signature() { # OCTETS
    integers | awk -v width="$1" '{
        while (length($0) < 2 * width) $0 = "0" $0
        both = both $0
    } END { print both }' | octets
}
unseal() {
    sed -n '/^-----BEGIN CMS-----$/,$p' "$work/certificate.pem" |
        openssl cms -decrypt -inform PEM -inkey "$RESPONDER_KEY" \
            ${RESPONDER_PASSIN:+-passin "$RESPONDER_PASSIN"}
}
rsa_jwk() {
    bits=$(openssl asn1parse -inform DER -in "$work/public" |
        awk -F: '/BIT STRING/ { print $1 + 0; exit }')
    integers -in "$work/public" -strparse "$bits" >"$work/numbers"
    n=$(sed -n 1p "$work/numbers" | octets | url_base64)
    e=$(sed -n 2p "$work/numbers" | octets | url_base64)
    printf '{"e":"%s","kty":"RSA","n":"%s"}' "$e" "$n"
}
ec_jwk() { # CURVE OCTETS
    x=$(tail -c $((2 * $2)) "$work/public" | head -c "$2" | url_base64)
    y=$(tail -c "$2" "$work/public" | url_base64)
    printf '{"crv":"%s","kty":"EC","x":"%s","y":"%s"}' "$1" "$x" "$y"
}
edwards_jwk() { # CURVE OCTETS
    printf '{"crv":"%s","kty":"OKP","x":"%s"}' "$1" "$(tail -c "$2" "$work/public" | url_base64)"
}
# What kind of key it is: alg, jwk, and how it signs $work/signing.
know_key() {
    unseal 2>"$work/why" | openssl pkey -inform DER -pubout -outform DER >"$work/public" 2>/dev/null
    if [ ! -s "$work/public" ]; then
        echo "its key cannot be unsealed: $(head -n 1 "$work/why")"
        return 1
    fi
    case $(openssl asn1parse -inform DER -in "$work/public") in
    *:rsassaPss*) alg=PS256 jwk=$(rsa_jwk) ;;
    *:rsaEncryption*) alg=RS256 jwk=$(rsa_jwk) ;;
    *:prime256v1*) alg=ES256 width=32 digest=sha256 jwk=$(ec_jwk P-256 32) ;;
    *:secp384r1*) alg=ES384 width=48 digest=sha384 jwk=$(ec_jwk P-384 48) ;;
    *:secp521r1*) alg=ES512 width=66 digest=sha512 jwk=$(ec_jwk P-521 66) ;;
    *:ED25519*) alg=EdDSA jwk=$(edwards_jwk Ed25519 32) ;;
    *:ED448*) alg=EdDSA jwk=$(edwards_jwk Ed448 57) ;;
    *)
        echo "keys of its kind sign no JWS (RFC 7518 section 3.1)"
        return 1
        ;;
    esac
}
sign() {
    case $alg in
    RS256) unseal | openssl dgst -sha256 -sign /dev/stdin "$work/signing" ;;
    PS256)
        unseal | openssl dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 \
            -sign /dev/stdin "$work/signing"
        ;;
    ES*) unseal | openssl dgst "-$digest" -sign /dev/stdin "$work/signing" | raw_signature "$width" ;;
    EdDSA) unseal | openssl pkeyutl -sign -keyform DER -inkey /dev/stdin -rawin -in "$work/signing" ;;
    esac
}
# A nonce serves once.
post() {
    nonce=$(fetch --head "$nonce_url" | tr -d '\r' | sed -n 's/^[Rr]eplay-[Nn]once: *\([A-Za-z0-9_-]*\)$/\1/p')
    protected=$(printf '{"alg":"%s","jwk":%s,"nonce":"%s","url":"%s"}' "$alg" "$jwk" "$nonce" \
        "$revoke_url" | url_base64)
    printf '%s.%s' "$protected" "$payload" >"$work/signing"
    printf '{"protected":"%s","payload":"%s","signature":"%s"}' "$protected" "$payload" \
        "$(sign | url_base64)" >"$work/body"
    fetch --write-out '\nHTTP %{http_code}\n' --header 'Content-Type: application/jose+json' \
        --data-binary "@$work/body" "$revoke_url"
}
revoke() {
    if [ "$mode" != go ]; then
        echo " unseal the key of $hex, and have it revoke its certificate $sha256 at $ACME_DIRECTORY"
        return
    fi
    know_key || return
    payload=$(printf '{"certificate":"%s","reason":1}' \
        "$(openssl x509 -in "$work/certificate.pem" -outform DER | url_base64)" | url_base64)
    for _ in 1 2 3; do
        post >"$work/said" 2>&1
        grep -q 'acme:error:badNonce' "$work/said" || break
    done
    cat "$work/said"
}
# By the status, or by the type of the error: a server repeats names of certificates in what else it
# says. Within a text quotes have backslashes in front.
is_revoked() {
    http_answered "$1" 200 || printf '%s\n' "$1" |
        grep -q '"type"[[:space:]]*:[[:space:]]*"urn:ietf:params:acme:error:alreadyRevoked"'
}
