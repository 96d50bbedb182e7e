# Dogtag. PKI_OPTIONS: options of pki that say who one is and where, without spaces in their words.
# With 0x in front: other digits would be read as decimal.
revoke() {
    # shellcheck disable=SC2086
    run pki ${PKI_OPTIONS-} ca-cert-revoke "0x$hex" --reason Key_Compromise --force
}
# Names of certificates, which hold any word, stand behind an equals sign.
is_revoked() {
    has_line "$1" ' *Status: REVOKED|Revoked certificate.*|([A-Za-z.]+: )?[Cc]ertificate [^=]*already (been )?revoked[^=]*'
}
