# AWS Private CA. AWS_CA_ARN: the ARN of the CA that issued them. It says nothing when it has done it,
# nor when something ended it.
setting AWS_CA_ARN 'the ARN of the CA'
revoke() {
    run_to_the_end aws acm-pca revoke-certificate --certificate-authority-arn "$AWS_CA_ARN" \
        --certificate-serial "$colons" --revocation-reason KEY_COMPROMISE
}
is_revoked() {
    [ -z "$1" ] ||
        has_line "$1" 'An error occurred \(RequestAlreadyProcessedException\) when calling the RevokeCertificate operation.*'
}
