# --shared-primes: fixtures/primes (scripts/fixtures/make-prime-fixtures says what is in it).
# shellcheck shell=bash

PRIMES=fixtures/primes

# The keys of the leak alone; certificates of their own, one in a file and all in another.
prime_evidence() {
    mkdir -p "$WORK/evidence" "$WORK/certs"
    cp "$PRIMES"/leaked*.pem "$WORK/evidence"
    cp "$PRIMES/certificates.pem" "$WORK/certs/all.pem"
    openssl x509 -in "$PRIMES/certificates.pem" -outform DER -out "$WORK/certs/shared.der"
}

prime_run() { # CASE [ARGUMENT...]
    local folder=$1
    shift
    keytrawl run "$WORK/evidence" --certs "$WORK/certs" --shared-primes "${CLOCK[@]}" \
        --out "$folder" "$@"
}

listed_names() { # CASE
    jq -r 'select(.reason != null) | [.subject_dn, .status, .clause] | join(" ")' \
        "$1/certificates.jsonl" | sort -u
}

# What computes a key is told with its origin, and what does not is in the journal.
check_shared_primes_compute_keys() {
    prime_evidence
    local jobs leaked
    for jobs in 0 1 4; do
        prime_run "$WORK/case-$jobs" --jobs "$jobs"
        expect_status 5
        [ ! -s "$WORK/stderr" ] || fail "something on stderr"
        same_outputs "$WORK/case-0" "$WORK/case-$jobs"
    done
    # apart has its prime from shared, small from apart
    [ "$(listed_names "$WORK/case-0")" = 'CN=apart.example revoke BR 4.9.1.1 (4)
CN=both.example revoke BR 4.9.1.1 (4)
CN=equal.example revoke BR 4.9.1.1 (3)
CN=renewed.example revoke BR 4.9.1.1 (4)
CN=shared.example revoke BR 4.9.1.1 (4)
CN=small.example revoke BR 4.9.1.1 (4)' ] || fail "another list: $(listed_names "$WORK/case-0")"
    leaked=$(jq -r .key_identity "$WORK/case-0/keys.jsonl")
    jq -se --arg leaked "$leaked" 'map(select(.remark != null)) | length == 4 and
        all(.verdict == "proven" and .sightings[0].encoding == "computed" and
            (.remark | startswith("computed: prime in common with ")) and
            (.remark[31:] as $origin | $leaked | split("\n") | any(. == $origin)))' \
        "$WORK/case-0/keys.jsonl" >/dev/null || fail "other computed keys"
    jq -se 'map(select(.sentence | contains("no key was computed"))) | length == 3' \
        "$WORK/case-0/journal.jsonl" >/dev/null || fail "not three whose key was not computed"
    jq -se 'map(select(.outcome == "bound")) | length == 1' "$WORK/case-0/journal.jsonl" \
        >/dev/null || fail "the large modulus is not in the journal"
    local proof
    for proof in "$WORK"/case-0/proofs/*.csr; do
        openssl req -in "$proof" -verify -noout 2>/dev/null || fail "$proof does not verify"
    done
    [ "$(find "$WORK/case-0/proofs" -name '*.csr' | wc -l)" -eq 5 ] || fail "not five proofs"
}

# No prime of a leaked key, nor of one that was computed, leaves a worker.
check_shared_primes_stay_secret() {
    prime_evidence
    prime_run "$WORK/case" --verbose
    local key number
    for key in "$PRIMES"/leaked*.pem; do
        for number in prime1 prime2; do
            number=$(openssl rsa -in "$key" -noout -text 2>/dev/null |
                sed -n "/^$number:/,/^[a-z]/p" | grep '^ ' | tr -d ' :\n' | sed 's/^00//')
            [ ${#number} -eq 128 ] || fail "no prime of 512 bits: $number"
            ! cat "$WORK/case"/* "$WORK/case/proofs"/* "$WORK/stdout" "$WORK/stderr" 2>/dev/null |
                xxd -p | tr -d '\n' | grep -q "$number" || fail "a prime is in the case"
            ! grep -rqi "$number" "$WORK/case" "$WORK/stdout" "$WORK/stderr" ||
                fail "a prime is in the case, in hex"
        done
    done
}

# After a scan, and again: what is known already is not read again, what is new is.
check_shared_primes_after_a_scan() {
    prime_evidence
    prime_run "$WORK/whole"
    keytrawl scan "$WORK/evidence" "${CLOCK[@]}" --out "$WORK/case"
    keytrawl match --certs "$WORK/certs" --as-of "${CLOCK[1]}" --out "$WORK/case"
    [ "$(listed_names "$WORK/case")" = 'CN=equal.example revoke BR 4.9.1.1 (3)' ] ||
        fail "primes were looked for without the option"
    rm -rf "$WORK/evidence/leaked"*
    keytrawl match --shared-primes --as-of "${CLOCK[1]}" --out "$WORK/case" --certs "$WORK/certs"
    [ "$(listed_names "$WORK/case")" = "$(listed_names "$WORK/whole")" ] ||
        fail "another list: $(listed_names "$WORK/case")"
    keytrawl match --shared-primes --as-of "${CLOCK[1]}" --out "$WORK/case" --certs "$WORK/certs" --verbose
    grep -q 'match: 0 of 2 files to read' "$WORK/stderr" || fail "what is known was read again"
    # Without the option new files are read, and what was computed before stays.
    cp "$PRIMES/ca.crt" "$WORK/certs"
    keytrawl match --as-of "${CLOCK[1]}" --out "$WORK/case" --certs "$WORK/certs"
    [ "$(listed_names "$WORK/case")" = "$(listed_names "$WORK/whole")" ] ||
        fail "what was computed is gone"
    keytrawl match --shared-primes --as-of "${CLOCK[1]}" --out "$WORK/case" --certs "$WORK/certs" --verbose
    grep -q 'match: 3 of 3 files to read' "$WORK/stderr" || fail "new files were not looked at"
}

# What holds no moduli: an index says so; a table of hashes is held against what was computed.
check_shared_primes_where_no_moduli_are() {
    prime_evidence
    local hash
    hash=$(openssl x509 -in "$PRIMES/certificates.pem" -noout -pubkey |
        openssl pkey -pubin -outform DER | sha256sum | cut -d ' ' -f 1)
    printf 'keyHash,certNotAfter,certSerial\n%s,2027-01-01,03aa11\n' "$hash" >"$WORK/certs/0-hashes.csv"
    prime_run "$WORK/case"
    grep -q '03aa11' "$WORK/case/hash_matches.csv" || fail "the hash of a computed key is not found"
    keytrawl index build "$WORK/certs/all.pem" --out "$WORK/index"
    keytrawl match --certs "$WORK/index" --shared-primes --out "$WORK/case" --as-of "${CLOCK[1]}"
    expect_bit 4
    jq -se 'map(select(.sentence | startswith("an index does not hold moduli"))) | length == 1' \
        "$WORK/case/journal.jsonl" >/dev/null || fail "the index is not in the journal"
    rm -rf "$WORK/case"
    keytrawl scan "$WORK/evidence" --no-proofs "${CLOCK[@]}" --out "$WORK/case"
    keytrawl match --certs "$WORK/certs" --shared-primes --out "$WORK/case"
    expect_bit 4
    jq -se 'map(select(.sentence | startswith("no proof of this key was kept"))) | length == 2' \
        "$WORK/case/journal.jsonl" >/dev/null || fail "keys without a modulus are not in the journal"
    keytrawl match --certs "$WORK/certs" --shared-primes --no-proofs --out "$WORK/case"
    expect_refusal 'shared-primes .*no-proofs'
}

# CASE: what a run that was killed at each of these moments, and then run again, has to give.
same_after_kills() { # CASE SECONDS...
    local whole=$1 moment pid
    shift
    for moment in "$@"; do
        rm -rf "$WORK/killed"
        "$KEYTRAWL" run "$WORK/evidence" --certs "$WORK/certs" --shared-primes "${CLOCK[@]}" \
            --jobs 2 --out "$WORK/killed" >/dev/null 2>&1 </dev/null &
        pid=$!
        sleep "$moment"
        kill -9 "$pid" 2>/dev/null || echo "it had ended at $moment"
        wait "$pid" || true
        prime_run "$WORK/killed" --jobs 2
        same_outputs "$whole" "$WORK/killed"
    done
}

check_shared_primes_same_after_kill() {
    prime_evidence
    prime_run "$WORK/whole" --jobs 2
    same_after_kills "$WORK/whole" 0.02 0.05 0.1 0.2 0.4
}

# A computed key brings a prime that others share, and so on; in one file and in many, with
# whatever workers, and again.
check_shared_primes_follow_computed_keys() {
    mkdir -p "$WORK/evidence" "$WORK/certs"
    cp "$PRIMES/chain/leaked.pem" "$WORK/evidence"
    cp "$PRIMES/chain/certificates.pem" "$WORK/certs/all.pem"
    local jobs
    for jobs in 0 1 2; do
        prime_run "$WORK/case-$jobs" --jobs "$jobs"
        [ ! -s "$WORK/stderr" ] || fail "something on stderr"
        same_outputs "$WORK/case-0" "$WORK/case-$jobs"
    done
    [ "$(listed_names "$WORK/case-0")" = 'CN=first.example revoke BR 4.9.1.1 (4)
CN=second.example revoke BR 4.9.1.1 (4)
CN=third.example revoke BR 4.9.1.1 (4)' ] || fail "another list: $(listed_names "$WORK/case-0")"
    jq -nre --slurpfile keys "$WORK/case-0/keys.jsonl" '
        ($keys | map({(.key_identity): .}) | add) as $named |
        [inputs | {(.subject_dn): .key_identity}] | add as $of |
        def origin(of): $named[$of[of]].remark | sub("computed: prime in common with "; "");
        origin("CN=third.example") == $of["CN=second.example"] and
        origin("CN=second.example") == $of["CN=first.example"] and
        $named[origin("CN=first.example")].remark == null' "$WORK/case-0/certificates.jsonl" \
        >/dev/null || fail "other origins"
    keytrawl match --shared-primes --as-of "${CLOCK[1]}" --out "$WORK/case-0" --certs "$WORK/certs" --verbose
    grep -q 'match: 0 of 1 files to read' "$WORK/stderr" || fail "what is known was read again"
    same_outputs "$WORK/case-0" "$WORK/case-1"
    same_after_kills "$WORK/case-1" 0.05 0.1 0.2
}

# Moduli of small files wait for each other: each file is told of as if it had been alone.
check_shared_primes_in_small_files() {
    mkdir -p "$WORK/evidence" "$WORK/certs"
    cp "$PRIMES"/leaked*.pem "$WORK/evidence"
    awk -v to="$WORK/certs/" '/BEGIN/ { n++ } { print > sprintf("%s%02d.pem", to, n) }' "$PRIMES/certificates.pem"
    echo none >"$WORK/certs/05-none.txt"
    local jobs
    for jobs in 0 1 2; do
        prime_run "$WORK/case-$jobs" --jobs "$jobs"
        expect_status 5
        same_outputs "$WORK/case-0" "$WORK/case-$jobs"
    done
    cp -r "$WORK/certs" "$WORK/files"
    rm -rf "$WORK/certs"
    mkdir "$WORK/certs"
    cp "$PRIMES/certificates.pem" "$WORK/certs/all.pem"
    prime_run "$WORK/whole"
    [ "$(listed_names "$WORK/case-0")" = "$(listed_names "$WORK/whole")" ] ||
        fail "another list: $(listed_names "$WORK/case-0")"
    [ "$(jq -c '[.key_identity, .verdict, .remark]' "$WORK/case-0/keys.jsonl")" = \
        "$(jq -c '[.key_identity, .verdict, .remark]' "$WORK/whole/keys.jsonl")" ] || fail "other keys"
    jq -se 'map(select(.sentence | contains("no key was computed"))) | length == 3 and
        (map(.path) | unique | length == 3)' "$WORK/case-0/journal.jsonl" >/dev/null ||
        fail "not three files whose key was not computed"
}
