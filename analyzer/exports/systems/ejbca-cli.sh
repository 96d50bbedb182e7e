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
    run_to_the_end "$EJBCA" ca updatepublickeyblacklist --command add --dir "$work/keys"
}
judge_block() {
    if fails "$1"; then
        echo failed
    else
        echo blocked
    fi
}
revoke() {
    run_to_the_end "$EJBCA" ra revokecert --dn "$issuer" -s "$ejbca" -r 1
}
judge() {
    if fails "$1"; then
        echo failed
    else
        echo told
    fi
}
# Names of certificates, which hold any word, stand behind an equals sign; a path may have a folder
# mirror in it. Its exit status counts against it alone, and not where all was done before.
fails() { # TEXT
    printf '%s\n' "$1" | sed 's/=.*//; s|/[^ ]*||g' |
        grep -qiE 'error|exception|failed|invalid|not found|no certificate found' ||
        { last_line_is "$1" '.* ended with [0-9]+' && ! has_line "$1" '.*already (revoked|exists).*'; }
}
