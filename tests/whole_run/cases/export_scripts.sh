# Scripts of exports against stand-ins of the programs that they call.
# shellcheck shell=bash

calls_of() { # SCRIPT
    rm -rf "$WORK/calls" "$1.log" "$WORK/revoked"
    mkdir "$WORK/revoked"
    PATH=$WORK/bin:$PATH sh "$1" --go >"$WORK/go" 2>&1
}

# One certificate of the example, of which all is known.
example_for_export() {
    run_example "$WORK/case"
    jq -r 'select(.status == "revoke" and (.issuer_dn | contains("North"))) |
        [.serial, .serial_decimal, .issuer_dn] | @tsv' "$WORK/case/certificates.jsonl" >"$WORK/north"
    [ -s "$WORK/north" ] || fail "the example has none of North"
}

check_export_scripts_call_their_programs() {
    local hex decimal colons count
    example_for_export
    count=$(wc -l <"$WORK/north")
    IFS=$'\t' read -r hex decimal _ <"$WORK/north"
    hex=$(sed 's/^00*\(..\)/\1/' <<<"${hex,,}")
    [ $((${#hex} % 2)) -eq 0 ] || hex=0$hex
    colons=$(sed 's/../&:/g; s/:$//' <<<"$hex")
    stand_ins
    local row
    while read -r format row; do
        export_to "$format" "$WORK/$format.sh" --issuer North --status revoke
        expect_status 0
        calls_of "$WORK/$format.sh" || fail "$format: $(cat "$WORK/go")"
        grep -qF -- "$row" "$WORK/calls" || fail "$format is not called with $row: $(head -n 3 "$WORK/calls")"
        [ "$(wc -l <"$WORK/calls")" -eq "$count" ] || fail "$format: not a call for each certificate"
    done <<END
step-ca [ca][revoke][--reasonCode][1][--reason][the private key leaked][$decimal]
vault [write][-field=revocation_time][pki/revoke][serial_number=$colons]
dogtag [-n][admin][ca-cert-revoke][0x$hex][--reason][Key_Compromise][--force]
aws-acm-pca [acm-pca][revoke-certificate][--certificate-authority-arn][arn:aws:x][--certificate-serial][$colons][--revocation-reason][KEY_COMPROMISE]
google-cas [privateca][certificates][revoke][--quiet][--serial-number=$hex][--issuer-pool=the pool][--issuer-location=europe-west1][--reason=key_compromise]
ejbca-rest /$hex/revoke?reason=KEY_COMPROMISE]
END
}

# Keys are blocked before anything is revoked; a system that says success for what it does not
# know is not believed.
check_export_to_ejbca_blocks_first_and_believes_nothing() {
    example_for_export
    stand_ins
    export_to ejbca-cli "$WORK/ejbca.sh.out" --issuer North
    expect_status 0
    calls_of "$WORK/ejbca.sh.out" || fail "$(cat "$WORK/go")"
    awk '/revokecert/ { revoked = 1 } /updatepublickeyblacklist/ && revoked { bad = 1 }
        END { exit bad || !revoked }' "$WORK/calls" || fail "it revokes before all keys are blocked"
    grep -q ' 0 now, [1-9][0-9]* told and to be checked' "$WORK/go" || fail "it is believed: $(cat "$WORK/go")"
    ! grep -q '^revoked ' "$WORK/ejbca.sh.out.log" || fail "the log calls them revoked"
    grep -q '\[--dn\]\[CN=North Issuing CA,O=North Trust,C=CH\]' "$WORK/calls" || fail "no issuer"
}

# A server that refuses what is revoked already, in whatever words, is asked for the status.
check_export_to_ejbca_rest_asks_for_the_status() {
    example_for_export
    mkdir -p "$WORK/bin"
    cat >"$WORK/bin/curl" <<'END'
#!/bin/sh
case $* in
*/revocationstatus) printf '{"revoked":%s}\nHTTP 200\n' "$IS_REVOKED" ;;
*) printf '{"error_code":409,"error_message":"that was done before"}\nHTTP 409\n' ;;
esac
END
    chmod +x "$WORK/bin/curl"
    export EJBCA_URL=https://ca.example IS_REVOKED=false
    export_to ejbca-rest "$WORK/rest.sh" --issuer North --status revoke
    ! calls_of "$WORK/rest.sh" || fail "a refusal counts as done"
    grep -q 'that was done before' "$WORK/go" || fail "it does not say why: $(cat "$WORK/go")"
    IS_REVOKED=true calls_of "$WORK/rest.sh" || fail "what is revoked counts as a failure: $(cat "$WORK/go")"
}

# What fails is told and tried again; what was done stays done.
check_export_script_goes_on_after_a_failure() {
    example_for_export
    stand_ins
    export_to step-ca "$WORK/step.sh" --issuer North
    : >"$WORK/broken"
    ! calls_of "$WORK/step.sh" || fail "a failure is no failure"
    grep -q 'not revoked: .*connection refused' "$WORK/go" || fail "it does not say why"
    grep -qF "tried again by: sh $WORK/step.sh --go" "$WORK/go" || fail "it does not say how it goes on"
    rm "$WORK/broken"
    PATH=$WORK/bin:$PATH sh "$WORK/step.sh" --go >"$WORK/go" || fail "it does not go on"
    grep -q ' 0 failed;' "$WORK/go" || fail "$(cat "$WORK/go")"
}

# A dry run is done to learn what is missing.
check_export_script_names_what_is_to_be_set() {
    example_for_export
    export_to openssl-ca "$WORK/revoke.sh" --issuer North
    expect_status 0
    CA_CRL=fresh.crl sh "$WORK/revoke.sh" >/dev/null 2>"$WORK/said"
    grep -q 'set and exported first: OPENSSL_CA_CONFIG CA_CERTIFICATE$' "$WORK/said" || fail "it is not said"
    OPENSSL_CA_CONFIG=a CA_CERTIFICATE=b CA_CRL=c sh "$WORK/revoke.sh" >/dev/null 2>"$WORK/said"
    ! grep -q 'first' "$WORK/said" || fail "more is to be set"
}

# What says nothing when all is well says nothing either when something ended it.
check_export_script_takes_no_silence_for_success() {
    example_for_export
    mkdir -p "$WORK/bin"
    printf '#!/bin/sh\nexit 255\n' >"$WORK/bin/aws"
    chmod +x "$WORK/bin/aws"
    export AWS_CA_ARN=arn:aws:x
    export_to aws-acm-pca "$WORK/aws.sh" --issuer North
    expect_status 0
    ! calls_of "$WORK/aws.sh" || fail "what was not done counts as done"
    ! grep -q '^revoked ' "$WORK/aws.sh.log" || fail "the log calls them revoked"
}

check_export_scripts_are_sound() {
    local format
    example_for_export
    while read -r format; do
        export_to "$format" "$WORK/$format.sh" --issuer North
        head -n 1 "$WORK/$format.sh" | grep -q '^#!/bin/sh' || continue
        sh -n "$WORK/$format.sh" || fail "$format is no script"
        [ "$(tail -n 1 "$WORK/$format.sh")" = finish ] || fail "$format gives no account"
        sh "$WORK/$format.sh" >"$WORK/dry" 2>&1 || fail "$format: the dry run fails: $(cat "$WORK/dry")"
        [ ! -e "$WORK/$format.sh.log" ] || fail "$format: a dry run writes a log"
        ! command -v shellcheck >/dev/null || shellcheck -s sh -S warning "$WORK/$format.sh" ||
            fail "$format has slips"
    done < <("$KEYTRAWL" export --list | awk '{ print $1 }')
}
