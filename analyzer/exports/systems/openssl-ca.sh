# openssl ca. OPENSSL_CA_CONFIG: its configuration file; CA_CERTIFICATE: the certificate of the CA,
# because openssl ca looks a certificate up by its serial number alone, whoever issued it.
# CA_CRL: where a fresh CRL goes.
setting OPENSSL_CA_CONFIG 'the configuration file of the CA'
setting CA_CERTIFICATE 'the certificate of the CA, in PEM'
setting CA_CRL 'the file that a fresh CRL is written to'
revoke() {
    if [ "$mode" = dry ]; then
        show_revocation
        return
    fi
    if ! openssl verify -partial_chain -no_check_time -CAfile "$CA_CERTIFICATE" \
        "$work/certificate.pem" >/dev/null 2>&1; then
        echo "its signature is not of $CA_CERTIFICATE"
        return
    fi
    run openssl ca -config "$OPENSSL_CA_CONFIG" -revoke "$work/certificate.pem" \
        -crl_reason keyCompromise
}
# Of one line, to be pasted: both programs read the certificate from a pipe.
show_revocation() {
    show_print "$sha256"
    printf ' |'
    show openssl verify -partial_chain -no_check_time -CAfile "$CA_CERTIFICATE"
    printf ' &&'
    show_print "$sha256"
    printf ' |'
    run openssl ca -config "$OPENSSL_CA_CONFIG" -revoke /dev/stdin -crl_reason keyCompromise
}
# By whole lines: it repeats names of certificates in what else it says.
is_revoked() {
    has_line "$1" 'Database updated|Data Base Updated|ERROR:Already revoked.*'
}
publish() {
    run openssl ca -config "$OPENSSL_CA_CONFIG" -gencrl -out "$CA_CRL" && crl=$CA_CRL
}
