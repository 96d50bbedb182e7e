# cfssl serve. CFSSL_URL: where it listens. Debian's cfssl 1.2 stores an empty authority key
# identifier, newer ones the issuer's: the one is tried behind the other.
setting CFSSL_URL 'such as http://127.0.0.1:8888'
revoke_as() { # AUTHORITY-KEY-IDENTIFIER
    run curl -sS --write-out '\nHTTP %{http_code}\n' --data "{\"serial\":\"$decimal\",\"authority_key_id\":\"$1\",\"reason\":\"keycompromise\"}" \
        "$CFSSL_URL/api/v1/cfssl/revoke"
}
revoke() {
    revoke_as "$issuer_key" >"$work/said" 2>&1
    if [ "$mode" = go ] && ! is_revoked "$(cat "$work/said")"; then
        revoke_as '' >"$work/other" 2>&1
        if is_revoked "$(cat "$work/other")"; then
            mv "$work/other" "$work/said"
        else
            cat "$work/other" >>"$work/said"
        fi
    fi
    cat "$work/said"
}
# By the status and by how the answer begins: its errors may say anything.
is_revoked() {
    http_answered "$1" 200 && has_line "$(printf '%s\n' "$1" | head -n 1)" '\{"success":true,.*'
}
