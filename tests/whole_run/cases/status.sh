# Verdicts of CRLs and OCSP responses. Sourced by run.sh.
# shellcheck shell=bash

# A CA, and a certificate of a leaked key per name given; an index for `openssl ca` and `ocsp`.
some_authority() { # NAME...
    local name serial=16
    AUTHORITY=$WORK/authority
    mkdir -p "$AUTHORITY" "$WORK/evidence" "$WORK/certs"
    cat >"$AUTHORITY/ca.cnf" <<END
[req]
distinguished_name = dn
[dn]
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[responder]
extendedKeyUsage = OCSPSigning
[leaf]
basicConstraints = CA:FALSE
END
    new_key ca
    openssl req -new -x509 -config "$AUTHORITY/ca.cnf" -extensions authority -key "$AUTHORITY/ca.key" \
        -subj /CN=Authority -days 900 -out "$AUTHORITY/ca.pem"
    cp "$AUTHORITY/ca.pem" "$WORK/certs/ca.pem"
    : >"$AUTHORITY/index.txt"
    certify responder 0F responder
    for name in "$@"; do
        serial=$((serial + 1))
        certify "$name" "$(printf '%02X' "$serial")" leaf
        cp "$AUTHORITY/$name.key" "$WORK/evidence/$name.key"
        cp "$AUTHORITY/$name.pem" "$WORK/certs/$name.pem"
    done
}

new_key() {
    openssl ecparam -name prime256v1 -genkey -noout -out "$AUTHORITY/$1.key"
}

certify() { # NAME SERIAL SECTION
    new_key "$1"
    openssl req -new -config "$AUTHORITY/ca.cnf" -key "$AUTHORITY/$1.key" -subj "/CN=$1" \
        -out "$AUTHORITY/$1.csr"
    openssl x509 -req -in "$AUTHORITY/$1.csr" -CA "$AUTHORITY/ca.pem" -CAkey "$AUTHORITY/ca.key" \
        -set_serial "0x$2" -extfile "$AUTHORITY/ca.cnf" -extensions "$3" -days 800 \
        -out "$AUTHORITY/$1.pem" 2>/dev/null
    printf 'V\t400101000000Z\t\t%s\tunknown\t/CN=%s\n' "$2" "$1" >>"$AUTHORITY/index.txt"
}

revoke_in_index() { # NAME WHEN[,REASON]
    sed -i "s|^V\t\([^\t]*\)\t\t\(.*/CN=$1\)\$|R\t\1\t$2\t\2|" "$AUTHORITY/index.txt"
}

respond() { # FILE DAYS NAME...
    local file=$1 days=$2 asked=() name
    shift 2
    for name in "$@"; do
        asked+=(-cert "$AUTHORITY/$name.pem")
    done
    openssl ocsp -issuer "$AUTHORITY/ca.pem" "${asked[@]}" -reqout "$AUTHORITY/request"
    openssl ocsp -index "$AUTHORITY/index.txt" -CA "$AUTHORITY/ca.pem" -ndays "$days" \
        -rsigner "$AUTHORITY/responder.pem" -rkey "$AUTHORITY/responder.key" \
        -reqin "$AUTHORITY/request" -respout "$file" >/dev/null
}

judge_status() { # [ARGUMENT...]: now, or as the arguments say
    keytrawl run "$WORK/evidence" --certs "$WORK/certs" --out "$WORK/case" "$@"
}

expect_row() { # NAME JQ-CONDITION
    local print
    print=$(fingerprint "$AUTHORITY/$1.pem")
    jq -es "any(.[] | select(.certificate_sha256 == \"$print\"); $2)" "$WORK/case/certificates.jsonl" >/dev/null ||
        fail "$1 is not: $2: $(jq -c "select(.certificate_sha256 == \"$print\")" "$WORK/case/certificates.jsonl")"
}

check_status_of_ocsp_responses() {
    some_authority good known other unheard
    revoke_in_index known 260601120000Z,keyCompromise
    revoke_in_index other 260601120000Z,superseded
    sed -i /CN=unheard/d "$AUTHORITY/index.txt"
    respond "$WORK/answer.ocsp" 30 good known other unheard
    judge_status --crl "$WORK/answer.ocsp"
    local source
    source=ocsp:$(sha256sum <"$WORK/answer.ocsp" | cut -d ' ' -f 1)
    expect_row good '.status == "revoke" and .ocsp_state == "good" and .revocation_stale == false'
    expect_row known ".status == \"revoked\" and .status_source == \"$source\" and .ocsp_state == \"revoked\""
    expect_row other '.status == "revoked_other_reason" and .crl_reason == 4'
    expect_row unheard '.status == "revoke" and .ocsp_state == "unknown"'
    [ "$(jq -r '.crls[0].form' "$WORK/case/summary.json")" = ocsp ] || fail "the summary has no response"
}

check_stale_ocsp_response_decides_nothing() {
    some_authority known
    revoke_in_index known 260601120000Z,keyCompromise
    respond "$WORK/answer.ocsp" 2 known
    judge_status --crl "$WORK/answer.ocsp" --as-of "$(date -u -d '+9 days' +%Y-%m-%dT%H:%M:%SZ)"
    expect_row known '.status == "revoke" and .ocsp_state == "revoked" and .revocation_stale == true'
    expect_said "1 stale OCSP response decided nothing"
}

check_changed_ocsp_response_changes_nothing() {
    some_authority known
    revoke_in_index known 260601120000Z,keyCompromise
    respond "$WORK/answer.ocsp" 30 known
    sed 's/20260601120000Z/20260601120001Z/' "$WORK/answer.ocsp" >"$WORK/forged.ocsp"
    cmp -s "$WORK/answer.ocsp" "$WORK/forged.ocsp" && fail "nothing was changed"
    judge_status --crl "$WORK/forged.ocsp"
    expect_row known '.status == "revoke" and .ocsp_state == null'
    expect_said "1 OCSP response could not be verified"
}

# The newest word counts: a CRL says revoked, a later response that it is good.
check_newest_word_counts() {
    some_authority known
    respond "$WORK/good.ocsp" 30 known
    revoke_in_index known 260601120000Z,keyCompromise
    printf '[ca]\ndefault_ca=one\n[one]\ndatabase=%s\ndefault_md=sha256\n' "$AUTHORITY/index.txt" >"$AUTHORITY/list.cnf"
    for when in 20260602000000Z 20990101000000Z; do
        openssl ca -config "$AUTHORITY/list.cnf" -gencrl -keyfile "$AUTHORITY/ca.key" \
            -cert "$AUTHORITY/ca.pem" -crl_lastupdate $when -crl_nextupdate 21000101000000Z \
            -out "$WORK/$when.crl" 2>/dev/null
    done
    judge_status --crl "$WORK/20260602000000Z.crl"
    expect_row known '.status == "revoked" and (.status_source | startswith("crl:"))'
    keytrawl match --out "$WORK/case" --crl "$WORK/good.ocsp"
    expect_row known '.status == "revoke" and .ocsp_state == "good"'
    keytrawl match --out "$WORK/case" --crl "$WORK/20990101000000Z.crl"
    expect_row known '.status == "revoked" and (.status_source | startswith("crl:"))'
}

list_with() { # FILE NUMBER LASTUPDATE [BASE]
    printf '%s\n' "$2" >"$AUTHORITY/number"
    {
        printf '[ca]\ndefault_ca=one\n[one]\ndatabase=%s\ndefault_md=sha256\n' "$AUTHORITY/index.txt"
        printf 'crlnumber=%s\n[extensions]\n' "$AUTHORITY/number"
        [ -z "${4:-}" ] || printf '2.5.29.27=critical,DER:0201%s\n' "$4"
    } >"$AUTHORITY/list.cnf"
    openssl ca -config "$AUTHORITY/list.cnf" -gencrl -crlexts extensions -keyfile "$AUTHORITY/ca.key" \
        -cert "$AUTHORITY/ca.pem" -crl_lastupdate "$3" -crl_nextupdate 21000101000000Z \
        -out "$1" 2>/dev/null
}

check_delta_adds_to_its_base() {
    some_authority held known later
    revoke_in_index held 260601120000Z,certificateHold
    revoke_in_index known 260601120000Z,keyCompromise
    list_with "$WORK/base.crl" 05 20260701000000Z
    sed -i 's/,certificateHold/,removeFromCRL/; s/,keyCompromise/,removeFromCRL/' "$AUTHORITY/index.txt"
    revoke_in_index later 260702120000Z,keyCompromise
    list_with "$WORK/delta.crl" 07 20260705000000Z 05
    list_with "$WORK/too-new.crl" 09 20260709000000Z 06
    list_with "$WORK/too-old.crl" 05 20260709000000Z 01
    judge_status --crl "$WORK/base.crl"
    expect_row held '.status == "revoke" and .crl_reason == 6'
    expect_row later '.status == "revoke"'
    keytrawl match --out "$WORK/case" --crl "$WORK/delta.crl"
    expect_row held '.status == "revoke" and .crl_reason == 8'
    expect_row known '.status == "revoked" and .crl_reason == 1'
    expect_row later '.status == "revoked"'
    local delta
    for delta in delta too-new too-old; do
        rm -rf "$WORK/case"
        if [ $delta = delta ]; then
            judge_status --crl "$WORK/delta.crl"
        else
            judge_status --crl "$WORK/base.crl" "$WORK/$delta.crl"
        fi
        expect_row later '.status == "revoke" and .crl_reason == null'
        jq -e '.crls[] | select(.form == "delta_crl") | .failure | startswith("a delta without")' \
            "$WORK/case/summary.json" >/dev/null || fail "$delta: it does not say why"
    done
}
