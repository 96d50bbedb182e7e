# Google Cloud CA Service. GOOGLE_CA_POOL and GOOGLE_CA_LOCATION: where they were issued.
setting GOOGLE_CA_POOL 'the pool of the CA'
setting GOOGLE_CA_LOCATION 'its location, such as europe-west1'
revoke() {
    run gcloud privateca certificates revoke --quiet "--serial-number=$hex" \
        "--issuer-pool=$GOOGLE_CA_POOL" "--issuer-location=$GOOGLE_CA_LOCATION" \
        --reason=key_compromise
}
judge() {
    case $1 in
    *'Revoked certificate'* | *'already revoked'*) echo revoked ;;
    *) echo failed ;;
    esac
}
