# Passphrases that come later, and the budget for trying them.
# shellcheck shell=bash

ENCRYPTED=fixtures/keys/encrypted

# A mail with an archive of an encrypted key, a copy of that key, and others closed otherwise.
closed_evidence() {
    mkdir -p "$WORK/evidence" "$WORK/archive"
    cp "$ENCRYPTED/own-listed.pem" "$ENCRYPTED/openssh-rsa.key" "$ENCRYPTED/pem-ec-aes128.pem" \
        "$WORK/evidence"
    cp "$ENCRYPTED/own-listed.pem" "$WORK/archive/copy.key"
    cp "$ENCRYPTED/own-empty.pem" "$WORK/archive/open.key"
    tar -C "$WORK/archive" -czf "$WORK/evidence/keys.tar.gz" copy.key open.key
    {
        printf 'From a@b Tue Feb 27 10:00:00 2018\nFrom: a@b\nSubject: keys\n'
        printf 'Date: Tue, 27 Feb 2018 10:00:00 +0000\nMIME-Version: 1.0\n'
        printf 'Content-Type: application/gzip\nContent-Transfer-Encoding: base64\n\n'
        base64 "$WORK/evidence/keys.tar.gz"
        echo
    } >"$WORK/evidence/mail.mbox"
    printf 'one\ncorrect horse\n' >"$WORK/list"
}

# In whatever order passphrases, certificates and evidence come, the case ends the same.
check_unlock_gives_what_a_scan_gives() {
    closed_evidence
    lead_certificates
    local clock=(--as-of 2030-01-01T00:00:00Z --received 2026-11-02T14:00:00Z) jobs
    keytrawl run "$WORK/evidence" --certs "$WORK/certs" --issuers "$EXAMPLE/issuers" \
        --passphrases "$WORK/list" "${clock[@]}" --out "$WORK/once"
    expect_status 1
    [ "$(jq -c 'select(.verdict == "proven")' "$WORK/once/keys.jsonl" | wc -l)" -eq 4 ] ||
        fail "not four keys"
    for jobs in 0 2; do
        keytrawl run "$WORK/evidence" --certs "$WORK/certs" --issuers "$EXAMPLE/issuers" \
            "${clock[@]}" --out "$WORK/later-$jobs"
        expect_status 8
        keytrawl unlock --passphrases "$WORK/list" --jobs "$jobs" --out "$WORK/later-$jobs"
        expect_status 1
        [ ! -s "$WORK/stderr" ] || fail "something on stderr"
        same_outputs "$WORK/once" "$WORK/later-$jobs"
    done
    # nothing is left to be opened
    keytrawl unlock --passphrases "$WORK/list" --out "$WORK/later-0"
    expect_status 1
    same_outputs "$WORK/once" "$WORK/later-0"
}

# Whatever closes a key: file by file, store by store.
check_unlock_of_every_form() {
    local form
    mkdir "$WORK/evidence"
    for form in encrypted openpgp putty sshcom gnupg-agent microsoft stores; do
        cp -r "fixtures/keys/$form" "$WORK/evidence"
    done
    printf '%s\n' changeit 'correct horse' 'battery staple' >"$WORK/list"
    keytrawl scan "$WORK/evidence" --passphrases "$WORK/list" "${CLOCK[@]}" --out "$WORK/once"
    keytrawl scan "$WORK/evidence" "${CLOCK[@]}" --out "$WORK/later"
    [ "$(wc -l <"$WORK/later/leads.csv")" -gt $((100 + $(wc -l <"$WORK/once/leads.csv"))) ] ||
        fail "not a hundred more leads"
    keytrawl unlock --passphrases "$WORK/list" --out "$WORK/later"
    same_outputs "$WORK/once" "$WORK/later"
}

# A zip and a PDF file that no scan has opened stay closed, and what opens them is said.
check_unlock_tells_of_archives() {
    mkdir "$WORK/evidence"
    cp fixtures/containers/carve/key-encrypted.zip fixtures/keys/encrypted/own-listed.pem \
        fixtures/containers/pdf/encrypted-passphrase-aes-128.pdf "$WORK/evidence"
    printf 'correct\ncorrect horse\n' >"$WORK/list"
    keytrawl scan "$WORK/evidence" "${CLOCK[@]}" --out "$WORK/case"
    [ "$(grep -c 'encrypted: --passphrases FILE may open it in a new case' \
        "$WORK/case/journal.jsonl")" -eq 2 ] || fail "the journal does not tell the remedy twice"
    keytrawl unlock --passphrases "$WORK/list" --out "$WORK/case"
    grep -qF '(2 entries of the journal) a scan reads, with --passphrases in a new case' \
        "$WORK/stderr" || fail "unlock does not say what opens archives"
    keytrawl scan fixtures/containers/carve/key-encrypted.zip "${CLOCK[@]}" --out "$WORK/one"
    keytrawl unlock --passphrases "$WORK/list" --out "$WORK/one"
    grep -qF '(1 entry of the journal) a scan reads' "$WORK/stderr" || fail "one entry is not one"
    keytrawl scan "$WORK/evidence" --passphrases "$WORK/list" "${CLOCK[@]}" --out "$WORK/new"
    grep -qF 'key-encrypted.zip!member' "$WORK/new/keys.jsonl" || fail "the remedy does not help"
}

check_unlock_of_the_example() {
    run_example "$WORK/once"
    keytrawl run "$EXAMPLE/evidence" --certs "$EXAMPLE/certs" --crl "$EXAMPLE/crl" \
        --issuers "$EXAMPLE/issuers" "${CLOCK[@]}" --out "$WORK/later"
    [ "$(wc -l <"$WORK/later/leads.csv")" -gt "$(wc -l <"$WORK/once/leads.csv")" ] ||
        fail "no lead is left to be opened"
    keytrawl unlock --passphrases "$EXAMPLE/passphrases.txt" --out "$WORK/later"
    expect_status 13
    same_outputs "$WORK/once" "$WORK/later"
    "$TOOLS/secret_search" fixtures/keys/*.key -- "$WORK/later" || fail "private bytes left"
    ! grep -rqF -f "$EXAMPLE/passphrases.txt" "$WORK/later" || fail "a passphrase is in the case"
}

# 1,000,000 steps a try, so that the scan makes none; the budget is for the empty one and three.
check_passphrase_work_is_kept() {
    mkdir "$WORK/evidence"
    cp "$ENCRYPTED/pkcs8-million.pem" "$WORK/evidence"
    printf 'one\ntwo\ncorrect horse\n' >"$WORK/list"
    local jobs
    for jobs in 0 1 2; do
        keytrawl scan "$WORK/evidence" --passphrases "$WORK/list" --passphrase-work 3999999 \
            --jobs "$jobs" "${CLOCK[@]}" --out "$WORK/less-$jobs"
        expect_status 8
        jq -se '.[0].failure == "the bound on passphrase work was reached before the list'"'"'s end"' \
            "$WORK/less-$jobs/keys.jsonl" >/dev/null || fail "the lead does not say so"
        keytrawl scan "$WORK/evidence" --passphrases "$WORK/list" --passphrase-work 4M \
            --jobs "$jobs" "${CLOCK[@]}" --out "$WORK/enough-$jobs"
        expect_status 0
        same_outputs "$WORK/less-0" "$WORK/less-$jobs"
        same_outputs "$WORK/enough-0" "$WORK/enough-$jobs"
    done
    # the same budget again, later, is enough for what is asked then
    printf 'correct horse\n' >"$WORK/list"
    keytrawl unlock --passphrases "$WORK/list" --passphrase-work 2000000 --out "$WORK/less-0"
    expect_status 0
    # all but what the budget of the first scan was
    jq -e '.options.passphrase_work == 3999999' "$WORK/less-0/summary.json" >/dev/null || fail "another budget"
    sed -i 's/3999999/4000000/' "$WORK/less-0/summary.json" "$WORK/less-0/report.html"
    same_outputs "$WORK/enough-0" "$WORK/less-0"
}

check_unlock_of_changed_evidence() {
    closed_evidence
    keytrawl scan "$WORK/evidence" "${CLOCK[@]}" --out "$WORK/case"
    expect_status 8
    echo "more" >>"$WORK/evidence/openssh-rsa.key"
    rm "$WORK/evidence/pem-ec-aes128.pem" "$WORK/evidence/own-listed.pem"
    keytrawl unlock --passphrases "$WORK/list" --out "$WORK/case"
    expect_status 8
    # own-listed.pem is gone, its copies are not
    [ "$(jq -c 'select(.remark == "opened with a listed passphrase")' "$WORK/case/keys.jsonl" | wc -l)" -eq 1 ] ||
        fail "the copy was not opened"
    [ "$(jq -r 'select(.sentence | test("gone or changed")) | .outcome' "$WORK/case/journal.jsonl" |
        sort | uniq -c | tr -s ' ')" = " 2 changed" ] || fail "the journal does not say so"
    [ "$(wc -l <"$WORK/case/leads.csv")" -eq 3 ] || fail "not two leads are left"
    # said once, however often it is tried
    keytrawl unlock --passphrases "$WORK/list" --out "$WORK/case"
    [ "$(grep -c 'gone or changed' "$WORK/case/journal.jsonl")" -eq 2 ] || fail "said twice"
}

# Killed while it tries, it ends like one that was not.
check_unlock_after_kill() {
    mkdir "$WORK/evidence"
    cp "$ENCRYPTED/pkcs8-million.pem" "$ENCRYPTED/openssh-rsa.key" "$WORK/evidence"
    printf '%s\n' one two three four five 'correct horse' >"$WORK/list"
    local taken moment pid
    taken=$(seconds_of keytrawl scan "$WORK/evidence" --passphrases "$WORK/list" "${CLOCK[@]}" \
        --passphrase-work 3M --out "$WORK/whole")
    for moment in 0.3 0.6 0.9; do
        rm -rf "$WORK/killed"
        "$KEYTRAWL" scan "$WORK/evidence" --passphrases "$WORK/list" "${CLOCK[@]}" \
            --passphrase-work 3M --out "$WORK/killed" >/dev/null 2>&1 </dev/null &
        pid=$!
        sleep "$(awk -v t="$taken" -v m="$moment" 'BEGIN { print t * m }')"
        kill -9 "$pid" 2>/dev/null || echo "it had ended at $moment"
        wait "$pid" || true
        keytrawl scan "$WORK/evidence" --passphrases "$WORK/list" "${CLOCK[@]}" \
            --passphrase-work 3M --out "$WORK/killed"
        same_outputs "$WORK/whole" "$WORK/killed"
    done
}

check_unlock_usage() {
    keytrawl unlock --out "$WORK/nowhere"
    expect_refusal "nowhere"
    closed_evidence
    keytrawl scan "$WORK/evidence" "${CLOCK[@]}" --out "$WORK/case"
    keytrawl unlock "$WORK/evidence" --out "$WORK/case"
    expect_refusal "no evidence"
    local steps
    for steps in some -1 3T 3kk 99999999999999999999 18446744073709551615G ''; do
        keytrawl unlock --out "$WORK/case" --passphrase-work "$steps"
        expect_refusal "passphrase-work"
    done
    keytrawl unlock --out "$WORK/case" --passphrase-work 0
    expect_status 8
}

# The passphrase comes in the next mail, and in clear beside the key in an archive.
check_harvested_passphrases() {
    mkdir -p "$WORK/evidence" "$WORK/archive"
    cp "$ENCRYPTED/openssh-ed25519.key" "$WORK/archive/a.key"
    printf 'the password of a.key is "correct horse"\n' >"$WORK/archive/b-readme.txt"
    tar -C "$WORK/archive" -czf "$WORK/evidence/keys.tar.gz" a.key b-readme.txt
    {
        printf 'From a@b Tue Feb 27 10:00:00 2018\nFrom: a@b\nSubject: the key\n\n'
        cat "$ENCRYPTED/own-listed.pem"
        printf '\nFrom a@b Tue Feb 27 10:05:00 2018\nFrom: a@b\nSubject: Re: the key\n\n'
        printf 'The passphrase is: "correct horse"\n\n'
    } >"$WORK/evidence/mail.mbox"
    cp "$ENCRYPTED/openssh-rsa.key" "$WORK/evidence/alone.key"
    local jobs
    for jobs in 0 1 2; do
        keytrawl scan "$WORK/evidence" --harvest-passphrases --jobs "$jobs" "${CLOCK[@]}" \
            --out "$WORK/once-$jobs" -v
        expect_status 8
        same_outputs "$WORK/once-0" "$WORK/once-$jobs"
    done
    [ "$(jq -r 'select(.verdict == "proven") | .remark' "$WORK/once-0/keys.jsonl" | sort)" = \
        "$(printf 'opened with a passphrase found in the evidence\n%.0s' 1 2)" ] ||
        fail "not the two keys that can be opened"
    [ "$(wc -l <"$WORK/once-0/leads.csv")" -eq 2 ] || fail "not the one lead"
    keytrawl scan "$WORK/evidence" "${CLOCK[@]}" --out "$WORK/later"
    [ "$(wc -l <"$WORK/later/leads.csv")" -eq 4 ] || fail "a scan harvests unasked"
    keytrawl unlock --harvest-passphrases --passphrase-work 1000 --out "$WORK/later"
    [ "$(wc -l <"$WORK/later/leads.csv")" -eq 4 ] || fail "the budget is not kept"
    keytrawl unlock --harvest-passphrases --out "$WORK/later"
    same_outputs "$WORK/once-0" "$WORK/later"
    ! grep -rqF "correct horse" "$WORK/once-0" "$WORK/once-2" "$WORK/later" "$WORK/stdout" "$WORK/stderr" ||
        fail "a passphrase left"
}

# thread_mail NUMBER ID HEADERS BODY...: one mail
thread_mail() {
    printf 'From: a%d@b\nSubject: mail %d\nMessage-ID: <%s>\nDate: Tue, 27 Feb 2018 10:%02d:00 +0000\n%b\n' \
        "$1" "$1" "$2" "$1" "$3"
    shift 3
    printf '%b\n' "$@"
}

# The passphrase comes twenty mails later, or in another file of the maildir, and once in an
# answer to the answer; a mail of another thread has it for nobody.
check_passphrases_over_the_thread() {
    local number jobs key
    key=$(cat "$ENCRYPTED/own-listed.pem")
    mkdir -p "$WORK/evidence/maildir/cur" "$WORK/evidence/maildir/new" \
        "$WORK/evidence/maildir/.Sent/cur" "$WORK/evidence/other"
    for number in $(seq 1 40); do
        printf 'From a@b Tue Feb 27 10:00:00 2018\n'
        case $number in
        10) thread_mail 10 the-key@b "" "Here is the key" "$key" ;;
        30) thread_mail 30 answer@b "In-Reply-To: <the-key@b>\n" 'The passphrase is: "correct horse"' ;;
        *) thread_mail "$number" "n$number@b" "References: <x$number@b>\n" "Good morning" ;;
        esac
    done >"$WORK/evidence/forty.mbox"
    key=$(cat "$ENCRYPTED/openssh-ed25519.key")
    for number in $(seq 1 30); do
        thread_mail "$number" "m$number@b" "" "Good morning" >"$WORK/evidence/maildir/cur/$number:2,S"
    done
    thread_mail 31 "k@b" "References: <first@b> <m3@b>\n" "the key" "$key" \
        >"$WORK/evidence/maildir/cur/31:2,S"
    thread_mail 32 "r@b" "In-Reply-To: <k@b>\n" "and the password?" >"$WORK/evidence/maildir/new/32"
    thread_mail 33 "s@b" "In-Reply-To: <r@b>\n" "password: correct horse" \
        >"$WORK/evidence/maildir/.Sent/cur/33:2,S"
    thread_mail 1 "z@b" "" "the key" "$(cat "$ENCRYPTED/openssh-rsa.key")" >"$WORK/evidence/other/1.eml"
    thread_mail 2 "y@b" "In-Reply-To: <x@b>\n" "password: correct horse" >"$WORK/evidence/other/2.eml"
    for jobs in 0 1 2; do
        keytrawl scan "$WORK/evidence" --harvest-passphrases --jobs "$jobs" "${CLOCK[@]}" \
            --out "$WORK/once-$jobs" -v
        expect_status 8
        same_outputs "$WORK/once-0" "$WORK/once-$jobs"
    done
    [ "$(jq -r 'select(.verdict == "proven") | .remark' "$WORK/once-0/keys.jsonl" | sort)" = \
        "$(printf 'opened with a passphrase found in the evidence\n%.0s' 1 2)" ] ||
        fail "not the two keys whose threads have the passphrase"
    [ "$(wc -l <"$WORK/once-0/leads.csv")" -eq 2 ] || fail "not the one lead of another thread"
    ! grep -rqF "correct horse" "$WORK/once-0" "$WORK/once-2" "$WORK/stdout" "$WORK/stderr" ||
        fail "a passphrase left"
}

expect_dear() { # CASE STEPS
    expect_status 8
    grep -q "takes more than $2 steps" "$1/leads.csv" || fail "the lead says another thing"
    [ "$(jq -r '.sentence' "$1/journal.jsonl" | grep -c "takes more than $2 steps")" -eq 1 ] ||
        fail "the journal does not say it"
}

# A bound of the search for passphrases is told, each once, and nothing else comes of it.
check_bounds_of_the_harvest_are_told() {
    local number jobs
    mkdir -p "$WORK/evidence" "$WORK/store"
    for number in $(seq 1 34); do
        printf 'From a@b Tue Feb 27 10:00:00 2018\n'
        if [ "$number" -eq 1 ]; then
            thread_mail 1 the-key@b "" "Here is the key" "$(cat "$ENCRYPTED/openssh-rsa.key")"
        else
            thread_mail "$number" "n$number@b" "In-Reply-To: <the-key@b>\n" "Good morning"
        fi
    done >"$WORK/evidence/long.mbox"
    {
        cat "$ENCRYPTED/pem-ec-aes128.pem" # each try of bcrypt would take 5 ms
        seq -f 'word%05.0fs' 1 2000
    } >"$WORK/evidence/words.txt"
    for jobs in 0 2; do
        keytrawl scan "$WORK/evidence" --harvest-passphrases --jobs "$jobs" "${CLOCK[@]}" \
            --out "$WORK/once-$jobs"
        expect_status 8
    done
    same_outputs "$WORK/once-0" "$WORK/once-2"
    [ "$(jq -r '.sentence' "$WORK/once-0/journal.jsonl" | sort)" = \
        "more stands around this key than is looked through for passphrases, or than is tried of it
the thread of this key has more mails than are looked through for its passphrase" ] ||
        fail "not the two bounds, once each"
    # what one try takes is known from the scan
    cp "$ENCRYPTED/own-listed.pem" "$WORK/store"
    keytrawl scan "$WORK/store" --out "$WORK/dear"
    sqlite3 "$WORK/dear/case.db" 'UPDATE key_sightings SET try_steps = 100000001 WHERE try_steps > 0'
    printf 'correct horse\n' >"$WORK/list"
    cp -r "$WORK/dear" "$WORK/dearest"
    cp -r "$WORK/dear" "$WORK/paid"
    keytrawl unlock --passphrases "$WORK/list" --out "$WORK/dear"
    expect_dear "$WORK/dear" 100,000,000
    keytrawl unlock --passphrases "$WORK/list" --passphrase-work 900G --out "$WORK/paid"
    expect_status 0
    [ "$(jq -r '.verdict' "$WORK/paid/keys.jsonl")" = proven ] || fail "what is paid for is not tried"
    sqlite3 "$WORK/dearest/case.db" 'UPDATE key_sightings SET try_steps = 500000001 WHERE try_steps > 0'
    keytrawl unlock --passphrases "$WORK/list" --passphrase-work 900G --out "$WORK/dearest"
    expect_dear "$WORK/dearest" 500,000,000
}

# Members that are compressed by themselves: the key, its certificate, and what opens it.
check_compressed_members_are_beside_each_other() {
    local pack key name
    mkdir -p "$WORK/plain" "$WORK/evidence"
    new_lead www
    new_lead other
    openssl pkey -in fixtures/keys/shop-p256-a.key -aes128 -passout pass:sesame77 -out "$WORK/www.key"
    cp "$WORK/www.key" "$WORK/www.pem" "$WORK/other.pem" "$WORK/plain"
    printf 'the password of the key is "sesame77"\n' >"$WORK/plain/readme.txt"
    for pack in lz4 zstd gzip; do
        command -v "$pack" >/dev/null || skip "no $pack"
        for key in yes no; do
            rm -rf "$WORK/tls"
            cp -r "$WORK/plain" "$WORK/tls"
            for name in www.pem other.pem readme.txt $([ $key = no ] || echo www.key); do
                case $pack in
                lz4) lz4 -q "$WORK/tls/$name" "$WORK/tls/$name.lz4" ;;
                zstd) zstd -q "$WORK/tls/$name" ;;
                gzip) gzip -k "$WORK/tls/$name" ;;
                esac
                rm "$WORK/tls/$name"
            done
            tar -C "$WORK" -cf "$WORK/evidence/$pack-$key.tar" tls
        done
    done
    keytrawl run "$WORK/evidence" --certs "$WORK/www.pem" --out "$WORK/case"
    expect_status 8
    [ "$(sqlite3 -list :memory: ".import --csv '$WORK/case/leads.csv' leads" \
        'SELECT public_half_from, sightings, issuer_dn FROM leads')" = \
        'beside: same name|6|CN=www' ] || fail "another certificate"
    for name in "$WORK"/evidence/*.tar; do
        keytrawl scan "$name" --harvest-passphrases --out "$WORK/case-$(basename "$name" .tar)"
        expect_status 0
    done
}

# One try on it takes more work than the scan has for a key: it waits for what comes behind, or
# for an unlock.
check_unlock_of_a_store_that_the_scan_leaves() {
    command -v openssl >/dev/null || skip "no openssl"
    mkdir "$WORK/evidence"
    openssl pkcs12 -export -inkey fixtures/keys/rfc9500-p256.key -nocerts -iter 600000 \
        -passout 'pass:correct horse' -out "$WORK/evidence/hardened.p12" || fail "no store"
    printf 'one\ncorrect horse\n' >"$WORK/list"
    keytrawl scan "$WORK/evidence" "${CLOCK[@]}" --out "$WORK/later"
    expect_status 8
    [ "$(wc -l <"$WORK/later/leads.csv")" -eq 2 ] || fail "not one lead"
    keytrawl unlock --passphrases "$WORK/list" --out "$WORK/later"
    expect_status 0
    jq -se 'map(.verdict) == ["proven"]' "$WORK/later/keys.jsonl" >/dev/null || fail "not opened"
    keytrawl scan "$WORK/evidence" --passphrases "$WORK/list" "${CLOCK[@]}" --out "$WORK/once"
    expect_status 0
    same_outputs "$WORK/once" "$WORK/later"
}
