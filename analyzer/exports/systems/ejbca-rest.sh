# EJBCA by REST. EJBCA_URL: such as https://ca.example:8443; EJBCA_CURL: options of curl that say
# who one is, such as --cert admin.pem --key admin.key, without spaces in their words.
setting EJBCA_URL 'such as https://ca.example:8443'
url_of() { # TEXT
    printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g'
}
revoke() {
    # shellcheck disable=SC2086
    run curl -sS ${EJBCA_CURL-} -X PUT \
        "$EJBCA_URL/ejbca/ejbca-rest-api/v1/certificate/$(url_of "$issuer")/$hex/revoke?reason=KEY_COMPROMISE"
}
judge() {
    case $1 in
    *'"revoked":true'* | *'"revoked" : true'* | *'already revoked'*) echo revoked ;;
    *) echo failed ;;
    esac
}
