# EJBCA by REST. EJBCA_URL: such as https://ca.example:8443; EJBCA_CURL: options of curl that say
# who one is, such as --cert admin.pem --key admin.key, without spaces in their words.
setting EJBCA_URL 'such as https://ca.example:8443'
url_of() { # TEXT
    printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g'
}
ask() { # METHOD WHAT
    # shellcheck disable=SC2086
    run curl -sS ${EJBCA_CURL-} --write-out '\nHTTP %{http_code}\n' -X "$1" \
        "$EJBCA_URL/ejbca/ejbca-rest-api/v1/certificate/$(url_of "$issuer")/$hex/$2"
}
# Each version refuses what is revoked already in other words: the status tells.
revoke() {
    ask PUT 'revoke?reason=KEY_COMPROMISE' >"$work/said" 2>&1
    if [ "$mode" = go ] && ! is_revoked "$(cat "$work/said")"; then
        ask GET revocationstatus >"$work/status" 2>&1
        ! is_revoked "$(cat "$work/status")" || mv "$work/status" "$work/said"
    fi
    cat "$work/said"
}
# A member of the answer itself: within a text its quotes have backslashes in front.
is_revoked() {
    http_answered "$1" 200 && printf '%s\n' "$1" |
        grep -qE '(^|[{,])[[:space:]]*"revoked"[[:space:]]*:[[:space:]]*true'
}
