# What every script of an export promises, whatever system it is for: it is played against stand-ins of
# the programs that it calls.
# shellcheck shell=bash

# Programs that note what they are called with, and say and keep what the real ones do: what is
# revoked already is told of in their words, and is a failure by their exit status.
stand_in() { # PROGRAM; its answer on standard input, in sh
    mkdir -p "$WORK/bin" "$WORK/revoked"
    {
        printf '#!/bin/sh\nWORK=%s\n' "$WORK"
        cat <<'END'
note_call() {
    { for word; do printf '[%s]' "$word"; done && echo; } >>"$WORK/calls"
    [ ! -f "$WORK/broken" ] || { echo "connection refused"; exit 1; }
    # in the middle of the run: what the script has begun is begun
    [ ! -f "$WORK/stop" ] || [ "$(wc -l <"$WORK/calls")" -ne "$(cut -d ' ' -f 1 "$WORK/stop")" ] ||
        kill "$(cut -d ' ' -f 2 "$WORK/stop")" "$(cat "$WORK/pid")"
}
# is_new SERIAL: asked once
is_new() { mkdir "$WORK/revoked/$1" 2>/dev/null; }
END
        cat
    } >"$WORK/bin/$1"
    chmod +x "$WORK/bin/$1"
}

stand_ins() {
    stand_in step <<'END'
note_call "$@"
echo "CA: https://ca.example"
is_new "$7" && echo "Certificate with Serial Number $7 has been revoked." ||
    { echo "certificate with serial number '$7' is already revoked" && exit 1; }
END
    stand_in vault <<'END'
note_call "$@"
echo 1700000000
END
    stand_in pki <<'END'
note_call "$@"
is_new "$4" && echo "  Status: REVOKED" || { echo "BadRequestException: certificate $4 is already revoked" && exit 255; }
END
    stand_in aws <<'END'
note_call "$@"
is_new "$6" || {
    printf '\nAn error occurred (RequestAlreadyProcessedException) when calling the RevokeCertificate operation: done\n'
    exit 254
}
END
    stand_in gcloud <<'END'
note_call "$@"
is_new "$5" && echo "Revoked certificate [projects/p/certificates/x] at 2026-11-02T14:00:00." ||
    { echo "ERROR: (gcloud.privateca.certificates.revoke) FAILED_PRECONDITION: It is already revoked." && exit 1; }
END
    stand_in ejbca.sh <<'END'
note_call "$@"
case $* in
*revokecert*) is_new "$6" && echo "Revoked certificate" || { echo "It is already revoked, nothing was done." && exit 1; } ;;
esac
END
    stand_in openssl <<'END'
case $1 in
ca | verify) ;;
*) PATH=${PATH#*:} && exec openssl "$@" ;;
esac
case $* in
*-gencrl*) echo CRL >"${*##*-out }" && exit ;;
verify*) exit 0 ;;
esac
note_call "$@"
is_new "$(sha256sum <"$5" | cut -c 1-64)" && echo "Data Base Updated" || { echo "ERROR:Already revoked, serial number 1" && exit 1; }
END
    stand_in curl <<'END'
case $* in
*--head\ *) printf 'HTTP/2 200\r\nreplay-nonce: abc\r\n\r\n' && exit ;;
*/directory) echo '{ "newNonce": "https://ca.example/nonce", "revokeCert": "https://ca.example/revoke" }' && exit ;;
*/revocationstatus)
    [ ! -d "$WORK/revoked/$(basename "$(dirname "${*##* }")")" ] || printf '{"revoked":true}\nHTTP 200\n'
    exit
    ;;
esac
note_call "$@"
case $* in
*/revoke\?*) is_new "$(basename "$(dirname "${*##* }")")" && printf '{"revoked":true}\nHTTP 200\n' || printf '{"error_code":409}\nHTTP 409\n' ;;
*/cfssl/revoke) printf '{"success":true,"result":{},"errors":[],"messages":[]}\nHTTP 200\n' ;;
*)
    body=${*##*--data-binary @}
    is_new "$(sed 's/.*"payload":"\([^"]*\)".*/\1/' "${body%% *}" | sha256sum | cut -c 1-64)" && printf '\nHTTP 200\n' ||
        printf '{"type":"urn:ietf:params:acme:error:alreadyRevoked"}\nHTTP 400\n'
    ;;
esac
END
    export AWS_CA_ARN=arn:aws:x GOOGLE_CA_POOL='the pool' GOOGLE_CA_LOCATION=europe-west1
    export EJBCA_URL=https://ca.example PKI_OPTIONS='-n admin' CFSSL_URL=http://127.0.0.1:8888
    export OPENSSL_CA_CONFIG="a place/ca.cnf" CA_CERTIFICATE=ca.crt CA_CRL="$WORK/fresh.crl"
}

# Two leaked keys in certificates of an authority whose name a shell would obey.
promised_case() { # FOLDER
    local name
    mkdir -p "$1/evidence"
    make_openssl_ca "$1/ca" "It's \"the\" \$(touch ran) \`touch ran\` CA"
    openssl_ca_issues "$1/ca" 00A1B2C3D4E5F60718 one.example
    openssl_ca_issues "$1/ca" 1234567890 two.example
    for name in one two; do cp "$1/ca/$name.example.key" "$1/evidence"; done
    make_responder "$1/responder" ec -pkeyopt ec_paramgen_curve:P-256
    "$KEYTRAWL" run "$1/evidence" --certs "$1/ca/newcerts" --issuers "$1/ca/ca.crt" --out "$1/case" \
        --as-of "$(now)" --seal-to "$1/responder.pem" -q
    [ $? -eq 1 ]
}

# In the foreground of a shell of its own, which heeds Ctrl-C, as one that was started in the
# background does not.
play() { # ARGUMENT...: the status is in PLAYED
    PLAYED=0
    (cd "$WORK/desk" && TMPDIR=$WORK/left PATH=$WORK/bin:$PATH env --default-signal=INT \
        sh -c 'echo $$ >"$WORK/pid"; exec "$@"' sh "${SHELL_OF_IT[@]}" "$SCRIPT" "$@") >"$WORK/said" 2>&1 || PLAYED=$?
    [ ! -e "$WORK/desk/ran" ] || promise "a name is obeyed"
}

promise() { fail "$FORMAT: $*: $(head -c 600 "$WORK/said")"; }

anew() {
    rm -rf "$SCRIPT.log" "$WORK/calls" "$WORK/revoked" "$WORK/stop" "$WORK/broken"
    mkdir "$WORK/revoked"
}

calls() { # [PATTERN]
    grep -c -- "${1-.}" "$WORK/calls" 2>/dev/null
}

all_is_done() {
    [ "$PLAYED" -eq 0 ] || promise "it ends with $PLAYED $1"
    [ "$(grep -E '^(revoked|told) ' "$SCRIPT.log" | sort -u | wc -l)" -eq 2 ] || promise "not all is done $1"
    [ -z "$(ls -A "$WORK/left")" ] || promise "it leaves something $1"
}

# Nothing is called, written or left; what is shown does, typed, what --go does.
promises_of_a_dry_run() {
    local shell
    for shell in dash 'busybox sh' 'bash --posix' ksh mksh; do
        command -v "${shell%% *}" >/dev/null || continue
        read -ra SHELL_OF_IT <<<"$shell"
        play
        [ "$PLAYED" -eq 0 ] || promise "the dry run of $shell ends with $PLAYED"
        [ ! -e "$WORK/calls" ] && [ ! -e "$SCRIPT.log" ] || promise "a dry run of $shell does something"
        [ "$(grep -c '^# serial number' "$WORK/said")" -eq 2 ] || promise "the dry run of $shell does not say what it would do"
        [ -z "$(ls -A "$WORK/left")" ] || promise "a dry run of $shell leaves something"
    done
    SHELL_OF_IT=(sh)
    grep -v '^nothing was done' "$WORK/said" >"$WORK/typed"
    [ "$FORMAT" = acme ] || (cd "$WORK/desk" && PATH=$WORK/bin:$PATH sh "$WORK/typed") >"$WORK/said" 2>&1
    [ ! -e "$WORK/desk/ran" ] || promise "a name is obeyed where it is typed"
    mv "$WORK/calls" "$WORK/calls-typed" 2>/dev/null
}

# Each certificate once, keys before them, and nothing again; without its log what is done already counts.
promises_of_going() {
    local blocked
    anew
    play --go
    all_is_done "at once"
    ! awk '/revoke/ && !/updatepublickey/ { revoked = 1 } /updatepublickey/ && revoked { bad = 1 } END { exit !bad }' "$WORK/calls" ||
        promise "it revokes before all keys are blocked"
    blocked=$(calls updatepublickey)
    [ "$(calls)" -eq $((2 + blocked)) ] || promise "not a call for each certificate and key"
    case $FORMAT in
    acme) ;;
    openssl-ca | ejbca-cli) [ "$(wc -l <"$WORK/calls-typed")" -eq "$(calls)" ] || promise "what is shown does something else" ;;
    *) diff "$WORK/calls-typed" "$WORK/calls" || promise "what is shown does something else" ;;
    esac
    rm "$WORK/calls"
    play --go
    all_is_done "again"
    grep -q '^told ' "$SCRIPT.log" || [ ! -e "$WORK/calls" ] || promise "what is done is done again"
    ! grep -q 'updatepublickey' "$WORK/calls" 2>/dev/null || promise "what is blocked is blocked again"
    rm "$SCRIPT.log"
    play --go
    all_is_done "without its log"
}

# Ended in the middle of the second certificate, by whom it can hear and by whom it cannot. What all
# scripts have in common does it: those that do more than call a program for each stand for the rest.
promises_of_being_stopped() { # SIGNAL STATUS KEYS
    local done_before
    case ${KEYTRAWL_PATIENT:+patient}$FORMAT in
    patient* | ejbca-cli | openssl-ca | acme) ;;
    *) return ;;
    esac
    anew
    echo "$((2 + $3)) -$1" >"$WORK/stop"
    play --go
    [ "$PLAYED" -eq "$2" ] || promise "$1: it ends with $PLAYED"
    [ "$1" != INT ] || [ -z "$(ls -A "$WORK/left")" ] || promise "$1: it leaves something"
    rm -rf "$WORK/left" "$WORK/stop"
    mkdir "$WORK/left"
    done_before=$(grep -cE '^(revoked|told) ' "$SCRIPT.log")
    [ "$done_before" -eq 1 ] || promise "$1: $done_before are done before it"
    play --go
    all_is_done "after $1"
    grep -q '^told ' "$SCRIPT.log" || [ "$(calls)" -eq 3 ] || promise "$1: what was done is done again"
}

# A failure is one; words are none of success.
promises_of_judging() {
    local program
    anew
    : >"$WORK/broken"
    play --go
    [ "$PLAYED" -ne 0 ] || promise "a failure is no failure"
    ! grep -qE '^(revoked|blocked) ' "$SCRIPT.log" 2>/dev/null || promise "the log believes a failure"
    rm "$WORK/broken"
    play --go
    all_is_done "after a failure"
    mv "$WORK/bin" "$WORK/kept"
    mkdir "$WORK/bin"
    for program in step vault pki aws gcloud ejbca.sh curl; do
        printf '#!/bin/sh\necho "{}: revoked Status: REVOKED has been revoked, is already revoked, success: true, revocation_time 1"\n' >"$WORK/bin/$program"
        chmod +x "$WORK/bin/$program"
    done
    cp "$WORK/kept/openssl" "$WORK/bin"
    sed -i 's/^note_call "\$@"/echo "Data Base Updated, Already revoked" \&\& exit/' "$WORK/bin/openssl"
    anew
    play --go
    rm -r "${WORK:?}/bin"
    mv "$WORK/kept" "$WORK/bin"
    ! grep -q '^revoked ' "$SCRIPT.log" 2>/dev/null || promise "words are believed"
}

check_export_scripts_keep_their_promises() {
    local SCRIPT FORMAT PLAYED SHELL_OF_IT=(sh) keys
    once promised promised_case "$SHARED/promised"
    [ -e "$SHARED/promised.made" ] || fail "no case"
    export WORK RESPONDER_KEY=$SHARED/promised/responder.key
    stand_ins
    mkdir "$WORK/desk" "$WORK/left"
    while read -r FORMAT; do
        SCRIPT=$WORK/$FORMAT.sh
        "$KEYTRAWL" export --format "$FORMAT" --out "$SHARED/promised/case" --issuer "it's" \
            --directory https://ca.example/directory --to "$SCRIPT" 2>/dev/null ||
            "$KEYTRAWL" export --format "$FORMAT" --out "$SHARED/promised/case" --issuer "it's" --to "$SCRIPT" || fail "no $FORMAT"
        [ "$(head -n 1 "$SCRIPT")" = '#!/bin/sh' ] || continue
        echo "$FORMAT" >>"$WORK/played"
        keys=$(grep -c '^key ' "$SCRIPT")
        anew
        promises_of_a_dry_run
        promises_of_going
        promises_of_being_stopped INT 130 "$keys"
        promises_of_being_stopped KILL 137 "$keys"
        promises_of_judging
    done < <("$KEYTRAWL" export --list | awk '{ print $1 }')
    [ "$(wc -l <"$WORK/played")" -eq 10 ] || fail "not all scripts: $(cat "$WORK/played")"
}
