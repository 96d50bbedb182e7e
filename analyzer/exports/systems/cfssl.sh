# cfssl serve. CFSSL_URL: where it listens. Debian's cfssl 1.2 stores an empty authority key
# identifier, newer ones the issuer's: the one is tried behind the other.
setting CFSSL_URL 'such as http://127.0.0.1:8888'
revoke_as() { # AUTHORITY-KEY-IDENTIFIER
    run curl -sS --data "{\"serial\":\"$decimal\",\"authority_key_id\":\"$1\",\"reason\":\"keycompromise\"}" \
        "$CFSSL_URL/api/v1/cfssl/revoke"
}
revoke() {
    revoke_as "$issuer_key" >"$work/said" 2>&1
    cat "$work/said"
    case $mode$(judge "$(cat "$work/said")") in
    gofailed) revoke_as '' ;;
    esac
}
judge() {
    case $1 in
    *'"success":true'*) echo revoked ;;
    *) echo failed ;;
    esac
}
