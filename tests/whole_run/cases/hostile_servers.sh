# What the scripts of exports believe of what a server or a program says.
# shellcheck shell=bash

judging_of() { # SYSTEM
    local name
    for name in judge has_line last_line_is http_answered is_revoked fails; do
        sed -n "/^$name()/,/^}/p" analyzer/exports/systems/every-system.sh "analyzer/exports/systems/$1.sh"
    done
}

# What is said of a certificate may hold any word of its names.
check_export_scripts_judge_by_no_name() {
    local system verdict said
    while IFS='|' read -r system verdict said; do
        judging_of "$system" >"$WORK/functions.sh"
        [ "$(sh -c '. "$1"; decimal=32512; judge "$(printf -- "$2")"' - "$WORK/functions.sh" "$said")" = "$verdict" ] ||
            fail "$system: not $verdict: $said"
    done <<'END'
acme|revoked|\nHTTP 200
acme|failed|{"type":"urn:ietf:params:acme:error:unauthorized","detail":"not of CN=HTTP 200"}\nHTTP 403
acme|failed|{"type":"urn:ietf:params:acme:error:malformed","detail":"\nHTTP 200\n"}\nHTTP 400
acme|failed|{"type":"urn:ietf:params:acme:error:malformed","detail":"CN=acme:error:alreadyRevoked"}\nHTTP 400
acme|failed|{"detail":"\\"type\\": \\"urn:ietf:params:acme:error:alreadyRevoked\\""}\nHTTP 400
acme|revoked|{"detail":"x","type": "urn:ietf:params:acme:error:alreadyRevoked"}\nHTTP 400
acme|failed|
openssl-ca|revoked|Using configuration from ca.cnf\nRevoking Certificate 7F00.\nData Base Updated
openssl-ca|revoked|Using configuration from ca.cnf\nERROR:Already revoked, serial number 7F00
openssl-ca|failed|ERROR:name does not match /CN=Data Base Updated
openssl-ca|failed|Adding Entry with serial number 7F00 to DB for /CN=Already revoked
ejbca-cli|told|Found certificate:\nSubject DN=CN=No certificate found\nRevoked certificate with issuerDN 'CN=Mirror Invalid Error CA,O=Failed Exception' and serialNumber 7F00. Revocation reason=1
ejbca-cli|told|Certificate with issuerDN 'CN=Terror CA' and serialNumber 7F00 is already revoked, nothing was done.
ejbca-cli|failed|No certificate found with issuerDN 'CN=Lab CA' and serialNumber 7F00
ejbca-cli|failed|ERROR: CLI user not authorized to revoke certificate.
ejbca-cli|failed|ejbca.sh: not found
ejbca-cli|failed|connection refused\n/opt/ejbca/bin/ejbca.sh ended with 1
ejbca-cli|told|Certificate with issuerDN 'CN=Lab CA' and serialNumber 7F00 is already revoked, nothing was done.\nejbca.sh ended with 1
ejbca-rest|revoked|{"issuer_dn":"CN=Lab CA","revoked":true}\nHTTP 200
ejbca-rest|revoked|{ "revoked" : true }\nHTTP 200
ejbca-rest|failed|{"revoked":true}\nHTTP 500
ejbca-rest|failed|{"error_code":404,"error_message":"issuer DN 'CN=already revoked' was not found"}\nHTTP 404
ejbca-rest|failed|{"issuer_dn":"CN=\\",\\"revoked\\":true","revoked":false}\nHTTP 200
dogtag|revoked|-----\nRevoked certificate "0x7f00"\n-----\n  Subject DN: CN=x\n  Status: REVOKED
dogtag|revoked|BadRequestException: certificate 0x7f00 is already revoked
dogtag|failed|  Subject DN: CN=Status: REVOKED\n  Status: VALID
dogtag|revoked|ConflictingOperationException: Certificate 0x7f00 has already been revoked
dogtag|failed|revoked, is already revoked, Status: REVOKED
dogtag|failed|PKIException: nobody knows CN=already revoked
step-ca|revoked|CA: https://ca.example\nCertificate with Serial Number 32512 has been revoked.
step-ca|revoked|The request could not be completed: certificate with serial number '32512' is already revoked.\nstep ended with 1
step-ca|failed|Certificate with Serial Number 7 has been revoked.
step-ca|failed|nobody knows CN=Certificate with Serial Number 32512 has been revoked.
step-ca|failed|CA: https://x/\nCertificate with Serial Number 32512 has been revoked.\nerror: no such thing\nstep ended with 1
step-ca|failed|error: certificate with serial number '7' is already revoked\nstep ended with 1
step-ca|failed|error: CN=already revoked, O=has been revoked\nstep ended with 1
step-ca|failed|
vault|revoked|1700000000
vault|revoked|WARNING! VAULT_ADDR and -address unset.\n1700000000
vault|failed|0
vault|failed|Error writing data: Code: 400. Errors:\n\n* certificate revocation_time 1700000000 not found\nvault ended with 2
vault|failed|* what they call revocation_time:\n1700000000\nvault ended with 2
vault|failed|No data to write: revocation_time
vault|failed|
cfssl|revoked|{"success":true,"result":{},"errors":[],"messages":[]}\nHTTP 200
cfssl|failed|{"success":false,"result":null,"errors":[{"code":1,"message":"CN=\\"success\\":true"}]}\nHTTP 400
cfssl|failed|{"success":false,"result":{"success":true},"errors":[]}\nHTTP 200
cfssl|failed|{"success":true,"result":{}}\nHTTP 502
cfssl|failed|<html>{"success":true,}</html>\nHTTP 200
google-cas|revoked|Revoked certificate [projects/p/locations/l/caPools/x/certificates/y-1] at 2026-11-02T14:00:00+00:00.
google-cas|revoked|ERROR: (gcloud.privateca.certificates.revoke) FAILED_PRECONDITION: The certificate is already revoked.\ngcloud ended with 1
google-cas|failed|ERROR: (gcloud.privateca.certificates.revoke) NOT_FOUND: CN=Revoked certificate [x] at 1., O=already revoked\ngcloud ended with 1
google-cas|failed|Revoked certificate [x] at 2026-11-02.\nERROR: (gcloud) it was not\ngcloud ended with 1
google-cas|failed|Listed: Revoked certificate [x] at 2026-11-02.
aws-acm-pca|revoked|
aws-acm-pca|revoked|\nAn error occurred (RequestAlreadyProcessedException) when calling the RevokeCertificate operation: done.\naws ended with 254
aws-acm-pca|failed|An error occurred (ResourceNotFoundException) when calling the RevokeCertificate operation: no RequestAlreadyProcessedException\naws ended with 254
aws-acm-pca|failed|aws ended with 255
END
}

# An answer that never ends is cut off, and told of in a line.
check_acme_of_an_endless_answer() {
    acme_begin_alone
    printf '#!/bin/sh\necho "$*" >>"$WORK/words"\nexec yes "{ no directory"\n' >"$WORK/bin/curl"
    chmod +x "$WORK/bin/curl"
    export WORK
    local status=0
    (ulimit -f 4096 && PATH=$WORK/bin:$PATH timeout 10 sh "$WORK/functions.sh" >"$WORK/said" 2>&1) || status=$?
    [ $status -eq 2 ] || fail "it ends with $status"
    grep -q 'no ACME directory' "$WORK/said" || fail "it does not say why"
    [ "$(wc -c <"$WORK/directory")" -le 1048576 ] || fail "all of it is kept"
    grep -q -- '--max-time' "$WORK/words" || fail "a server that is silent is waited for without end"
}
