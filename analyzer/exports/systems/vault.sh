# Vault, OpenBao. VAULT: the program, vault or bao; PKI_MOUNT: where the engine is mounted. It
# takes no reason; revocation is by serial number, so the export is of one issuer.
VAULT=${VAULT:-vault} PKI_MOUNT=${PKI_MOUNT:-pki}
revoke() {
    run "$VAULT" write "$PKI_MOUNT/revoke" "serial_number=$colons"
}
judge() {
    case $1 in
    *revocation_time*) echo revoked ;;
    *) echo failed ;;
    esac
}
