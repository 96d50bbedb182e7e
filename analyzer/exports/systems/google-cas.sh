# Google Cloud CA Service. GOOGLE_CA_POOL and GOOGLE_CA_LOCATION: where they were issued.
setting GOOGLE_CA_POOL 'the pool of the CA'
setting GOOGLE_CA_LOCATION 'its location, such as europe-west1'
revoke() {
    run_to_the_end gcloud privateca certificates revoke --quiet "--serial-number=$hex" \
        "--issuer-pool=$GOOGLE_CA_POOL" "--issuer-location=$GOOGLE_CA_LOCATION" \
        --reason=key_compromise
}
# The last line, with the resource that it names; an error of gcloud says of which command it is.
is_revoked() {
    last_line_is "$1" 'Revoked certificate \[[A-Za-z0-9/_-]+\] at [^=]*' || has_line "$1" \
        'ERROR: \(gcloud\.privateca\.certificates\.revoke\) [^=]*already revoked[^=]*'
}
