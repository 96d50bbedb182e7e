#!/bin/sh
# Revokes certificates whose keys leaked, reason keyCompromise. Made by keytrawl export.
#   sh FILE                 says what it would do, and does nothing
#   sh FILE --go            does it; started again, it goes on behind what its log holds
#   sh FILE --check CRL...  says which certificates stand in none of these CRLs (PEM or DER)
#   sh FILE --print NAME    prints one certificate, by its SHA-256, or one key to be blocked
# The log stands beside the script, FILE.log, or at $KEYTRAWL_LOG. An exit status of 1 says that
# something remains to be done. What counts is a fresh CRL: keytrawl match --crl checks its
# signature too.
set -u
umask 077
LC_ALL=C
export LC_ALL

usage() {
    echo "usage: sh $0 [--go | --check CRL... | --print NAME]" >&2
    exit 2
}

mode=dry
case ${1-} in
'') ;;
--go) mode=go ;;
--check) mode=check ;;
--print) mode=print ;;
*) usage ;;
esac
if [ "$mode" = check ]; then
    shift
    [ $# -gt 0 ] || usage
elif [ "$mode" = print ]; then
    [ $# -eq 2 ] || usage
    wanted=$2
elif [ $# -gt 1 ]; then
    usage
fi
log=${KEYTRAWL_LOG:-$0.log}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
total=0 before=0 now=0 unsure=0 failed=0 blocked=0 missing=0 unblocked=0 unset='' crl='' unpublished=0

# What the operator has to set; in a dry run its name will do.
setting() { # NAME WHAT-FOR
    eval "value=\${$1-}"
    if [ -z "$value" ] && [ "$mode" = go ]; then
        echo "$0: set $1, $2" >&2
        exit 2
    fi
    if [ -z "$value" ]; then
        value="\$$1"
        unset="$unset $1"
    fi
    eval "$1=\$value"
}

# A command: done, or shown so that it could be pasted.
run() {
    if [ "$mode" = go ]; then
        "$@"
        return
    fi
    show "$@"
    echo
}
show() { # WORD...
    for word in "$@"; do
        case $word in
        '' | *[!A-Za-z0-9_./:=,@%+-]*)
            printf " '%s'" "$(printf '%s\n' "$word" | sed "s/'/'\\\\''/g")"
            ;;
        *) printf ' %s' "$word" ;;
        esac
    done
}
# In front of a shown command, what gives it a file that stands in this script alone.
show_print() { # NAME
    show sh "$0" --print "$1"
}

in_log() { # LINE
    [ -f "$log" ] && grep -qxF "$1" "$log"
}
note() { # LINE
    printf '%s\n' "$1" >>"$log" || {
        echo "$0: cannot write $log" >&2
        exit 2
    }
}
# What a server says is not obeyed by a terminal.
say_failure() { # WHAT TEXT
    printf '%s: %s\n' "$1" "$(printf '%s' "$2" | tr '\n' ' ' | tr -c '[:print:]' '?' | cut -c 1-500)" >&2
}

# A server that never ends its answer fills neither memory nor disk.
bounded() {
    head -c 1048576
}

# What a system said of a certificate: revoked; failed; told, where a CRL alone can tell. Each system
# says by is_revoked what counts. What is said repeats names of certificates and whatever a server
# writes, so words within it are no answer: a line, or a member of an answer in JSON, is.
judge() { # SAID
    if is_revoked "$1"; then
        echo revoked
    else
        echo failed
    fi
}
has_line() { # SAID EXPRESSION: a line that the extended regular expression fits from end to end
    printf '%s\n' "$1" | grep -qxE -e "$2"
}
last_line_is() { # SAID EXPRESSION
    has_line "$(printf '%s\n' "$1" | tail -n 1)" "$2"
}
# What an HTTP status stands behind, by curl: no line of the answer itself is the last one.
http_answered() { # SAID STATUS
    last_line_is "$1" "HTTP $2"
}
# A command whose failure is a line behind all that it says.
run_to_the_end() { # COMMAND...
    run "$@" || echo "$1 ended with $?"
}

without_zeros() {
    sed 's/^0*\([0-9A-Fa-f]\)/\1/' | tr '[:lower:]' '[:upper:]'
}

# What openssl and keytrawl write alike of an issuer's name: the attributes alone for which both have
# a short word, and nothing that is escaped.
name_in_short() {
    sed 's/\\[0-9A-F][0-9A-F]//g; s/\\.//g' | tr ',+' '\n\n' |
        grep -E '^(CN|O|OU|C|L|ST|DC|UID)=' | sort | tr -cd 'A-Za-z0-9='
}

# Of each entry of the CRLs: serial number, reason, issuer's key identifier and name. An entry of an
# indirect CRL has an issuer of its own, and is anybody's here.
read_crls() { # CRL...
    for crl in "$@"; do
        openssl crl -in "$crl" -noout -text -nameopt RFC2253 >"$work/text" 2>"$work/why" || {
            echo "$0: cannot read the CRL $crl: $(head -n 1 "$work/why")" >&2
            exit 2
        }
        in_short=$(sed -n 's/^ *Issuer: *//p' "$work/text" | head -n 1 | name_in_short)
        awk -v name="${in_short:-*}" -v key=none '
            function told() { if (serial != "") print serial, reason, key, name; serial = "" }
            /Authority Key Identifier/ {
                getline
                sub(/keyid:/, "")
                gsub(/[: ]/, "")
                if ($0 ~ /^[0-9A-F]+$/) key = $0
            }
            /^ *Serial Number: / { told(); serial = $3; reason = "none" }
            /X509v3 Certificate Issuer/ { name = "*" }
            /CRL Reason Code/ { getline; gsub(/^ +| +$/, ""); gsub(/ /, "_"); reason = $0 }
            /^ *Signature Algorithm/ { told() }' "$work/text" | without_zeros >>"$work/listed"
    done
}

# Another issuer may have given the same serial number to a certificate of its own. An issuer is its
# key, or where a CRL is of a later key, its name.
reasons_of() { # NUMBER
    in_short=$(printf '%s\n' "$issuer" | name_in_short | tr '[:lower:]' '[:upper:]')
    wanted_key=$(printf '%s\n' "$issuer_key" | tr '[:lower:]' '[:upper:]')
    grep "^$1 " "$work/listed" | awk -v name="$in_short" -v key="$wanted_key" \
        '$3 == key || $4 == name || $4 == "*" || name == "" { print $2 }'
}

check_certificate() { # HEX
    reasons=$(reasons_of "$(printf '%s\n' "$1" | without_zeros)")
    if has_line "$reasons" KEY_COMPROMISE; then
        now=$((now + 1))
    elif [ -n "$reasons" ]; then
        unsure=$((unsure + 1))
        echo "revoked for another reason: $1"
    else
        missing=$((missing + 1))
        echo "not in these CRLs: $1"
    fi
}

if [ "$mode" = check ]; then
    : >"$work/listed"
    read_crls "$@"
fi

# Without what of a sealed key stands behind it.
print_when_wanted() { # NAME FILE
    [ "$1" = "$wanted" ] || return
    sed '/^-----END /q' "$2"
    now=1
}

# A certificate of the list: serial number in hex, in decimal, with colons, as EJBCA reads it;
# the issuer's name and key identifier, the certificate's SHA-256; its PEM on standard input.
certificate() {
    # shellcheck disable=SC2034
    hex=$1 decimal=$2 colons=$3 ejbca=$4 issuer=$5 issuer_key=$6 sha256=$7
    cat >"$work/certificate.pem"
    total=$((total + 1))
    if [ "$mode" = print ]; then
        print_when_wanted "$sha256" "$work/certificate.pem"
        return
    fi
    if [ "$mode" = check ]; then
        check_certificate "$hex"
        return
    fi
    if [ "$mode" = dry ]; then
        # What a system is given may be a file that is gone afterwards, and says nothing.
        printf '# serial number %s, SHA-256 %s\n' "$hex" "$sha256"
        revoke
        return
    fi
    if in_log "revoked $sha256"; then
        before=$((before + 1))
        return
    fi
    said=$(revoke 2>&1 | bounded)
    verdict=$(judge "$said")
    case $verdict in
    revoked)
        note "revoked $sha256"
        now=$((now + 1))
        ;;
    told)
        # It cannot be seen from what it says: a CRL tells.
        note "told $sha256"
        unsure=$((unsure + 1))
        ;;
    *)
        note "failed $sha256"
        failed=$((failed + 1))
        say_failure "not revoked: $hex" "$said"
        ;;
    esac
}

# A leaked key that must never be certified again: its name and the SHA-256 of its
# SubjectPublicKeyInfo; its PEM on standard input.
key() {
    # shellcheck disable=SC2034
    name=$1 spki=$2
    cat >"$work/key.pem"
    if [ "$mode" = print ]; then
        print_when_wanted "$name" "$work/key.pem"
        return
    fi
    if [ "$mode" = check ] || { [ "$mode" = go ] && in_log "blocked $name"; }; then
        return
    fi
    if [ "$mode" = dry ]; then
        block
        return
    fi
    said=$(block 2>&1 | bounded)
    if [ "$(judge_block "$said")" = blocked ]; then
        note "blocked $name"
        blocked=$((blocked + 1))
    else
        unblocked=$((unblocked + 1))
        say_failure "key not blocked: $name" "$said"
    fi
}

finish() {
    case $mode in
    dry)
        [ -z "$unset" ] || echo "to be set and exported first:$unset" >&2
        echo "nothing was done: $total certificates; sh $0 --go does it" >&2
        ;;
    check)
        echo "$total certificates: $now revoked as keyCompromise, $unsure for another reason, $missing not in these CRLs"
        [ "$missing" -eq 0 ] && [ "$unsure" -eq 0 ]
        ;;
    print)
        [ "$now" -eq 1 ] || echo "$0: there is no $wanted in it" >&2
        [ "$now" -eq 1 ]
        ;;
    go)
        publish || unpublished=1
        echo "$total certificates: $before revoked before, $now now, $unsure told and to be checked, $failed failed; $blocked keys blocked, $unblocked not"
        [ "$failed$unblocked" = 00 ] || echo "what failed is tried again by: sh $0 --go"
        if [ "$unpublished" -ne 0 ]; then
            echo "no fresh CRL was written; it is tried again by: sh $0 --go"
        elif [ -n "$crl" ]; then
            echo "a fresh CRL was written; now: sh $0 --check$(show "$crl")"
        else
            echo "now get a fresh CRL, and: sh $0 --check CRL"
        fi
        [ "$failed$unblocked$unpublished" = 000 ]
        ;;
    esac
}

# What a system may do once all are revoked; nothing where it does that by itself. A file that a
# fresh CRL was written to is named in crl.
publish() {
    :
}
