# step-ca. How step reaches its CA, and who one is there, stands in its own settings.
# A decimal serial number: hexadecimal digits without 0x would be read as decimal too.
revoke() {
    run_to_the_end step ca revoke --reasonCode 1 --reason 'the private key leaked' "$decimal"
}
# The last line, with this serial number: in front of it stand questions, and names of who answers.
is_revoked() {
    last_line_is "$1" "Certificate with Serial Number $decimal has been revoked\\." || has_line "$1" \
        "(The request could not be completed: )?certificate with serial number '$decimal' is already revoked.*"
}
