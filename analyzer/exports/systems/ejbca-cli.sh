# EJBCA by its command line. EJBCA: the program ejbca.sh; EJBCA_PASSWORD and the like as it wants
# them. It says success where it knows no such certificate, so a CRL has to tell. Keys go into its
# list of blocked keys, which a validator of the CA must use.
EJBCA=${EJBCA:-ejbca.sh}
block() {
    mkdir -p "$work/keys" && cp "$work/key.pem" "$work/keys/key.pem"
    run "$EJBCA" ca updatepublickeyblacklist --command add --dir "$work/keys"
}
judge_block() {
    case $1 in
    *rror* | *xception* | *ailed* | *nvalid* | *'not found'*) echo failed ;;
    *) echo blocked ;;
    esac
}
revoke() {
    run "$EJBCA" ra revokecert --dn "$issuer" -s "$ejbca" -r 1
}
judge() {
    case $1 in
    *rror* | *xception* | *ailed* | *nvalid* | *'not found'*) echo failed ;;
    *) echo told ;;
    esac
}
