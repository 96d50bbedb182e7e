# Vault, OpenBao. VAULT: the program, vault or bao; PKI_MOUNT: where the engine is mounted. It
# takes no reason; revocation is by serial number, so the export is of one issuer.
VAULT=${VAULT:-vault} PKI_MOUNT=${PKI_MOUNT:-pki}
revoke() {
    run_to_the_end "$VAULT" write -field=revocation_time "$PKI_MOUNT/revoke" "serial_number=$colons"
}
# The one field that is asked for, with nothing behind it: the time, which is 0 of what is not revoked.
is_revoked() {
    last_line_is "$1" '[1-9][0-9]*'
}
