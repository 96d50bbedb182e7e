# EJBCA by its command line. EJBCA: the program ejbca.sh; EJBCA_PASSWORD and the like as it wants
# them. It ends with success where it knows no such certificate, so a CRL has to tell. Keys go into
# its list of blocked keys, which a validator of the CA must use.
EJBCA=${EJBCA:-ejbca.sh}
block() {
    if [ "$mode" = dry ]; then
        printf ' mkdir -p keys &&'
        show_print "$name"
        printf ' >keys/key.pem &&'
        run "$EJBCA" ca updatepublickeyblacklist --command add --dir keys
        return
    fi
    mkdir -p "$work/keys" && cp "$work/key.pem" "$work/keys/key.pem"
    run "$EJBCA" ca updatepublickeyblacklist --command add --dir "$work/keys"
}
judge_block() {
    if fails "$1"; then
        echo failed
    else
        echo blocked
    fi
}
revoke() {
    run "$EJBCA" ra revokecert --dn "$issuer" -s "$ejbca" -r 1
}
judge() {
    if fails "$1"; then
        echo failed
    else
        echo told
    fi
}
# Names of certificates, which hold any word, stand behind an equals sign; a path may have a folder
# mirror in it.
fails() { # TEXT
    printf '%s\n' "$1" | sed 's/=.*//; s|/[^ ]*||g' |
        grep -qiE 'error|exception|failed|invalid|not found|no certificate found'
}
