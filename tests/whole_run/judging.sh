# What the checks are written in. Sourced by run.sh; every check has $WORK to itself and may
# keep what other checks need too in $SHARED (see once).
# shellcheck shell=bash

EXAMPLE=fixtures/case
CLOCK=(--as-of 2026-11-03T12:00:00Z --received 2026-11-02T14:00:00Z)
REPLAY_CLOCK=(--as-of 2018-02-28T12:00:00Z --received 2018-02-27T14:00:00Z)
OUTPUTS=(revoke.csv certificates.jsonl keys.jsonl leads.csv evidence.csv sources.csv hash_matches.csv notify.csv journal.jsonl summary.json report.html)

fail() {
    echo "FAILED: $*"
    exit 1
}

skip() {
    echo "SKIP: $*"
    exit 0
}

# Runs the program; its status is in STATUS, what it said in $WORK/stdout and $WORK/stderr.
keytrawl() {
    STATUS=0
    "$KEYTRAWL" "$@" >"$WORK/stdout" 2>"$WORK/stderr" </dev/null || STATUS=$?
    echo "keytrawl $*: status $STATUS"
    head -c 2000 "$WORK/stderr"
}

expect_status() { # STATUS...: one of them
    local allowed
    for allowed in "$@"; do
        [ "$STATUS" -ne "$allowed" ] || return 0
    done
    fail "status $STATUS, expected $*"
}

expect_bit() { # BIT
    [ "$STATUS" -ne 2 ] && [ "$STATUS" -le 13 ] && [ $((STATUS & $1)) -ne 0 ] ||
        fail "status $STATUS lacks $1"
}

expect_no_bit() {
    [ "$STATUS" -ne 2 ] && [ "$STATUS" -le 13 ] && [ $((STATUS & $1)) -eq 0 ] ||
        fail "status $STATUS has $1"
}

# Exactly one line on stderr that the extended regular expression fits.
expect_line() {
    [ "$(wc -l <"$WORK/stderr")" -eq 1 ] || fail "not one line on stderr"
    grep -qiE -- "$1" "$WORK/stderr" || fail "the line does not say: $1"
}

# The summary on stdout says so in one of its lines.
expect_said() {
    grep -qiE -- "$1" "$WORK/stdout" || fail "the summary does not say: $1"
}

# Refused: status 2, one line, and nothing on stdout.
expect_refusal() {
    expect_status 2
    expect_line "$1"
    [ ! -s "$WORK/stdout" ] || fail "something on stdout"
}

run_example() { # CASE [ARGUMENT...]
    local folder=$1
    shift
    keytrawl run "$EXAMPLE/evidence" --certs "$EXAMPLE/certs" --crl "$EXAMPLE/crl" \
        --issuers "$EXAMPLE/issuers" --passphrases "$EXAMPLE/passphrases.txt" \
        "${CLOCK[@]}" --out "$folder" "$@"
}

# Where the repository and the case lie is not part of what is compared.
# Nor is which build of the program it was.
plain_text() {
    local build
    build=$("$KEYTRAWL" --version | sed -n 's/.* build //p')
    sed "s|$ROOT/||g; s|$WORK/||g; s|${build:?}|BUILD|g"
}

plain_outputs() { # CASE INTO
    local name proof
    for name in "${OUTPUTS[@]}"; do
        plain_text <"$1/$name" >"$2/$name"
    done
    for proof in "$1"/proofs/*; do
        printf '%s %s\n' "$(sha256sum <"$proof" | cut -d ' ' -f 1)" "${proof##*/}"
    done >"$2/proofs.sha256"
}

same_outputs() { # CASE CASE: byte for byte
    local name
    for name in "${OUTPUTS[@]}"; do
        cmp "$1/$name" "$2/$name" || { diff "$1/$name" "$2/$name" | cut -c1-400 | head -n 6; fail "$name differs"; }
    done
    diff -r "$1/proofs" "$2/proofs" || fail "proofs differ"
}

# Fingerprints on the list, of certificates and precertificates, one a line, sorted.
listed() { # CASE
    sqlite3 :memory: ".import --csv '$1/revoke.csv' listed" \
        'SELECT certificate_sha256 FROM listed UNION SELECT precertificate_sha256 FROM listed' |
        grep . | sort -u
}

# `FINGERPRINT STATUS` of each certificate and precertificate, sorted.
statuses() { # CASE
    jq -r '.status as $status | .certificate_sha256, .precertificate_sha256
        | select(. != null and . != "") | "\(.) \($status)"' "$1/certificates.jsonl" | sort -u
}

fingerprint() { # FILE [INFORM]
    openssl x509 -in "$1" -inform "${2:-PEM}" -noout -fingerprint -sha256 |
        sed 's/.*=//; s/://g' | tr A-F a-f
}

# once NAME COMMAND...: makes $SHARED/NAME for all checks, of which others run at the same time.
once() {
    local name=$1
    shift
    (
        flock 9
        [ -e "$SHARED/$name.made" ] || { "$@" && touch "$SHARED/$name.made"; }
    ) 9>"$SHARED/$name.lock"
}

# The replay of 200 keys.
replay() {
    REPLAY=$SHARED/replay
    once replay env KEYTRAWL_TOOLS="$TOOLS" scripts/make-replay 200 "$REPLAY" >/dev/null
}

run_replay() { # FOLDER CASE [ARGUMENT...]
    local folder=$1 into=$2
    shift 2
    keytrawl run "$folder/evidence" --certs "$folder/certs" --crl "$folder/crl" \
        --passphrases "$folder/passphrases.txt" "${REPLAY_CLOCK[@]}" --out "$into" "$@"
}

# Not ended, and not merely waiting for somebody to ask for its status.
is_alive() { # PID
    [ -r "/proc/$1/stat" ] && ! grep -qE '^[0-9]+ \(.*\) Z' "/proc/$1/stat" 2>/dev/null
}

descendants() { # PID: all processes below it
    local child
    for child in $(pgrep -P "$1"); do
        echo "$child"
        descendants "$child"
    done
}

# Seconds with fraction, of running the rest.
seconds_of() {
    local begin end
    begin=$(date +%s%N)
    "$@" >&2
    end=$(date +%s%N)
    printf '%d.%03d\n' $(((end - begin) / 1000000000)) $(((end - begin) / 1000000 % 1000))
}
