# step-ca. How step reaches its CA, and who one is there, stands in its own settings.
# A decimal serial number: hexadecimal digits without 0x would be read as decimal too.
revoke() {
    run step ca revoke --reasonCode 1 --reason 'the private key leaked' "$decimal"
}
judge() {
    case $1 in
    *'has been revoked'* | *'already revoked'*) echo revoked ;;
    *) echo failed ;;
    esac
}
