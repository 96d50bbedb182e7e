# AWS Private CA. AWS_CA_ARN: the ARN of the CA that issued them. It says nothing when it has done it,
# nor when something ended it.
setting AWS_CA_ARN 'the ARN of the CA'
revoke() {
    run aws acm-pca revoke-certificate --certificate-authority-arn "$AWS_CA_ARN" \
        --certificate-serial "$colons" --revocation-reason KEY_COMPROMISE ||
        echo "aws ended with $?"
}
judge() {
    case $1 in
    '' | *RequestAlreadyProcessedException*) echo revoked ;;
    *) echo failed ;;
    esac
}
