# check, keys, certs, journal, sightings, explain, diff: looking at keys and cases from the terminal.
# shellcheck shell=bash

check_look_key_and_certificates() {
    local k=$WORK/k.pem form
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$k" 2>/dev/null
    openssl req -new -x509 -key "$k" -subj /CN=www.example -out "$WORK/c.pem"
    openssl req -new -key "$k" -subj /CN=www.example -out "$WORK/c.csr"
    openssl x509 -in "$WORK/c.pem" -outform DER -out "$WORK/c.der"
    openssl crl2pkcs7 -nocrl -certfile "$WORK/c.pem" -out "$WORK/c.p7b"
    openssl crl2pkcs7 -nocrl -certfile "$WORK/c.pem" -outform DER -out "$WORK/c.p7c"
    openssl pkcs12 -export -in "$WORK/c.pem" -inkey "$k" -passout pass:word -out "$WORK/c.p12"
    keytrawl check "$k" "$WORK"/c.pem "$WORK"/c.csr "$WORK"/c.der "$WORK"/c.p7b "$WORK"/c.p7c
    expect_status 0
    [ "$(grep -c '^yes    .*: the key is proven to be its own$' "$WORK/stdout")" -eq 5 ] || fail "not five times yes"
    [ ! -s "$WORK/stderr" ] || fail "something on stderr"
    # each form of the key
    openssl pkey -in "$k" -outform DER -out "$WORK/k.der"
    openssl ec -in "$k" -out "$WORK/k.sec1" 2>/dev/null
    openssl ec -in "$k" -param_enc explicit -out "$WORK/k.explicit" 2>/dev/null
    openssl pkey -in "$k" -noout -text >"$WORK/k.text"
    openssl pkey -in "$k" -aes256 -passout pass:word -out "$WORK/k.closed"
    gzip -c "$k" >"$WORK/k.gz"
    for form in der sec1 explicit text gz; do
        keytrawl check "$WORK/k.$form" "$WORK/c.pem"
        expect_status 0
    done
    "$KEYTRAWL" check - "$WORK/c.pem" <"$k" | grep -q '^yes' || fail "not from standard input"
    # closed: unknown, until the passphrase is given
    echo word >"$WORK/words"
    for form in k.closed c.p12; do
        keytrawl check "$WORK/$form" "$WORK/c.pem"
        expect_status 8
        grep -q '^open ' "$WORK/stdout" || fail "$form: not open"
        grep -q -- '--passphrases FILE may open the key' "$WORK/stderr" || fail "$form: no remedy"
        keytrawl check "$WORK/$form" "$WORK/c.pem" --passphrases "$WORK/words"
        expect_status 0
    done
    # behind twenty passphrases that do not fit, each of which is dear
    openssl pkcs8 -topk8 -in "$k" -iter 300000 -passout pass:word -out "$WORK/k.dear"
    { seq 20; echo word; } >"$WORK/many"
    keytrawl check "$WORK/k.dear" "$WORK/c.pem" --passphrases "$WORK/many"
    expect_status 0
    keytrawl check "$WORK/c.p12" -p "$WORK/words" # the certificates beside the key
    expect_status 0
    ! grep -rq word "$WORK/stdout" || fail "a passphrase"
}

check_look_key_of_another() {
    local k=$WORK/k.pem
    openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$k" 2>/dev/null
    openssl req -new -x509 -key "$k" -subj "/CN=$(printf 'red \033[31m')" -utf8 -out "$WORK/c.pem"
    keytrawl check "$k" "$WORK/c.pem" "$EXAMPLE/issuers/"*.pem "$EXAMPLE/passphrases.txt"
    expect_status 5
    grep -q "^yes    $WORK/c.pem: " "$WORK/stdout" || fail "its own"
    grep -q "^no     $EXAMPLE/issuers/.*: it is of another key$" "$WORK/stdout" || fail "another's"
    grep -q '^unread .*passphrases.txt: no certificate' "$WORK/stdout" || fail "no certificate"
    ! grep -q $'\033' "$WORK/stdout" || fail "an escape sequence on stdout"
    keytrawl check --json "$k" "$WORK/c.pem" "$EXAMPLE/certs/north.pem"
    expect_status 1
    jq -se --arg sha256 "$(fingerprint "$WORK/c.pem")" 'map(select(.belongs)) as $yes | ($yes | length) == 1 and
        $yes[0].certificate_sha256 == $sha256 and (map(select(.belongs == false and .answer == "no")) | length) > 5' \
        "$WORK/stdout" >/dev/null || fail "other JSON"
    # a key with the public half of somebody else
    keytrawl check "$EXAMPLE/evidence/mail/forged.eml" "$EXAMPLE/certs/north.pem"
    expect_status 1
    ! grep -q '^yes' "$WORK/stdout" || fail "a forgery is believed"
    grep -q '^no .*victim.example.com.*: ' "$WORK/stdout" && ! grep -q 'victim.*another key' "$WORK/stdout" ||
        fail "not said that it is forged"
    # the wrong way round, and nothing at all
    keytrawl check "$WORK/c.pem" "$k"
    expect_refusal 'the key comes first'
    keytrawl check
    expect_refusal 'KEY .*is missing'
    keytrawl check "$WORK/absent" "$WORK/c.pem"
    expect_refusal 'cannot read'
    keytrawl check "$k" "$WORK"
    expect_refusal 'it is no file'
}

# Lists of a case: rows of its outputs, chosen and cut, and a case that stays as it is.
check_look_lists_of_a_case() {
    example_once
    local case=$EXAMPLE_CASE
    cp -r "$case" "$WORK/case"
    (cd "$WORK/case" && find . -printf '%p %T@ %s\n' | sort) >"$WORK/before"
    local name
    for name in keys:keys certs:certificates journal:journal; do
        keytrawl "${name%%:*}" --json --out "$WORK/case"
        expect_status 0
        cmp "$WORK/stdout" "$WORK/case/${name#*:}.jsonl" || fail "${name%%:*} differs from its output"
    done
    keytrawl sightings --json --out "$WORK/case"
    expect_status 0
    diff <(jq -c '. as $key | .sightings[] | [$key.key_identity, $key.verdict, .provenance, .sha256]' "$WORK/case/keys.jsonl") \
        <(jq -c '[.key_identity, .verdict, .provenance, .sha256]' "$WORK/stdout") || fail "other sightings"
    keytrawl certs --csv --status revoke revoke_ca --out "$WORK/case"
    expect_status 0
    diff <(sqlite3 :memory: ".import --csv '$WORK/case/revoke.csv' listed" 'SELECT certificate_sha256 FROM listed') \
        <(sqlite3 :memory: ".import --csv '$WORK/stdout' listed" 'SELECT certificate_sha256 FROM listed') || fail "another list"
    # filters
    keytrawl certs --domain www.a.example.com --columns serial,status --out "$WORK/case"
    diff <(printf 'serial  status\n1001    revoke\n') "$WORK/stdout" || fail "--domain"
    keytrawl certs --issuer 'north' --json --out "$WORK/case"
    [ "$(jq -r .issuer_dn "$WORK/stdout" | sort -u)" = 'CN=North Issuing CA,O=North Trust,C=CH' ] || fail "--issuer"
    keytrawl keys --verdict forged --json --out "$WORK/case"
    [ "$(jq -r .verdict "$WORK/stdout" | sort | uniq -c | tr -s ' ')" = ' 2 forged' ] || fail "--verdict"
    keytrawl sightings --since 2026-11-02T07:30:00Z --json --out "$WORK/case"
    jq -se 'length > 0 and all(.mail_date >= "2026-11-02T07:30:00Z")' "$WORK/stdout" >/dev/null || fail "--since"
    keytrawl journal --path '*inner.key.gz' --columns outcome --out "$WORK/case"
    diff <(printf 'outcome\ntruncated\n') "$WORK/stdout" || fail "--path"
    keytrawl certs --status lead --out "$WORK/case"
    expect_status 0
    expect_line 'none that fits'
    keytrawl scan fixtures/keys/shop-rsa-a.key -q --out "$WORK/clean"
    keytrawl journal --out "$WORK/clean"
    expect_line 'the case has none$'
    (cd "$WORK/case" && find . -printf '%p %T@ %s\n' | sort) | diff "$WORK/before" - || fail "the case is not as it was"
    # slips of the pen
    keytrawl certs --columns serial,statuz --out "$WORK/case"
    expect_refusal "'statuz' of --columns is no column here; there are .*status"
    keytrawl certs --status revoked_perhaps --out "$WORK/case"
    expect_refusal "'revoked_perhaps' of --status is none of ours; there are certificate_unverified, .*, revoke$"
    keytrawl keys --verdict good --out "$WORK/case"
    expect_refusal "'good' of --verdict is none of ours; there are proven, "
    keytrawl keys --csv --json --out "$WORK/case"
    expect_refusal 'does not go with'
    keytrawl keys --out "$WORK/absent"
    expect_status 2
    [ ! -e "$WORK/absent" ] || fail "a case was made"
    # one that another run writes
    flock -x "$WORK/case/case.lock" "$KEYTRAWL" keys --out "$WORK/case" >"$WORK/stdout" 2>"$WORK/stderr"
    expect_line 'in use by another run'
    # and one that was killed
    touch "$WORK/case/case.db-journal"
    keytrawl keys --out "$WORK/case"
    expect_refusal 'keytrawl report'
    rm "$WORK/case/case.db-journal"
    # a copy without its lock, in a folder that cannot be written
    rm "$WORK/case/case.lock"
    chmod a-w "$WORK/case"
    keytrawl keys --out "$WORK/case"
    expect_status 0
    [ ! -e "$WORK/case/case.lock" ] || fail "a lock was made"
}

# What a mail says of itself does not reach the terminal as it is.
check_look_lists_are_harmless() {
    mkdir "$WORK/in"
    printf 'From: "\033]0;x\007\033[31m" <a@example.com>\nDate: Mon, 2 Nov 2026 05:00:00 +0000\nSubject: x\n\n' >"$WORK/in/mail.eml"
    cat "$EXAMPLE/evidence/wrong-label.pem" >>"$WORK/in/mail.eml"
    keytrawl scan "$WORK/in" --out "$WORK/case"
    keytrawl sightings --out "$WORK/case"
    expect_status 0
    grep -q '%1B' "$WORK/stdout" && ! grep -q $'[\033\007]' "$WORK/stdout" || fail "escape sequences on stdout"
}

# Why is it on the list, or not?
check_look_explain() {
    example_once
    local case=$EXAMPLE_CASE word
    for word in 1001 4097 a5ee544ca983de6023a4019f0ea5aa0cd84fb1d4816aca3c454c4d1917756c45 a.example.com; do
        keytrawl explain "$word" --out "$case"
        expect_status 0
        [ "$(grep -c ': on the list$' "$WORK/stdout")" -eq 1 ] || fail "$word: not on the list"
        grep -q '^  status       revoke (BR 4.9.1.1 (3)), due by 2026-11-03T14:00:00Z\.' "$WORK/stdout" || fail "$word: another status"
        grep -q '^  evidence     It stood in 2 places, first: fixtures/case/evidence/dumps/orders.sql@' "$WORK/stdout" || fail "$word: another place"
    done
    # every certificate has its status and its sentences
    jq -r '[.serial, .certificate_sha256 // .precertificate_sha256, .status] | join(" ")' "$case/certificates.jsonl" | while read -r serial sha256 status; do
        "$KEYTRAWL" explain --json "$serial" --out "$case" |
            jq -se --arg sha256 "$sha256" --arg status "$status" 'any(.certificate_sha256 == $sha256 and .status == $status and
                (.sentences | length) == 9 and all(.sentences[]; .says | length > 10))' >/dev/null || fail "$serial"
    done || fail "not explained"
    # the certificate itself, of a key that is known and of one that is not
    keytrawl explain "$EXAMPLE/certs/shadow-root.pem" --out "$case"
    expect_status 0
    grep -q 'no issuer revokes a root' -i "$WORK/stdout" || fail "a root"
    openssl req -new -x509 -newkey ed25519 -nodes -keyout "$WORK/k" -subj /CN=x.example -out "$WORK/c.pem" 2>/dev/null
    keytrawl explain "$WORK/c.pem" --out "$case"
    expect_status 1
    grep -q 'The certificate of the file has the key ed25519-.*nothing in the evidence' "$WORK/stdout" || fail "an unknown key"
    grep -q '^  inventories  23 certificates of 11 files' "$WORK/stdout" || fail "what was searched"
    keytrawl explain --json nothing.example --out "$case"
    expect_status 1
    jq -e '(.known | not) and .asked == "nothing.example" and (.sentences | length) > 3' "$WORK/stdout" >/dev/null || fail "other JSON"
    keytrawl explain "$EXAMPLE/passphrases.txt" --out "$case"
    expect_refusal 'no certificate stands in that file'
    keytrawl explain --out "$case"
    expect_refusal 'is missing'
    keytrawl explain a b --out "$case"
    expect_refusal 'at a time'
}

check_look_diff() {
    example_once
    mkdir "$WORK/in"
    cp "$EXAMPLE/evidence/wrong-label.pem" "$WORK/in"
    keytrawl run "$WORK/in" --certs "$EXAMPLE/certs" --issuers "$EXAMPLE/issuers" "${CLOCK[@]}" --out "$WORK/one"
    cp -r "$WORK/one" "$WORK/two"
    keytrawl diff "$WORK/one" "$WORK/two"
    expect_status 0
    [ ! -s "$WORK/stdout" ] && [ ! -s "$WORK/stderr" ] || fail "a difference"
    cp "$EXAMPLE/evidence/dumps/orders.sql" "$WORK/in"
    keytrawl run "$WORK/in" --certs "$EXAMPLE/certs" --crl "$EXAMPLE/crl" --issuers "$EXAMPLE/issuers" "${CLOCK[@]}" --out "$WORK/two"
    keytrawl diff "$WORK/one" "$WORK/two"
    expect_status 1
    grep -q '^+ key proven, rsa-' "$WORK/stdout" || fail "a new key"
    grep -q '^+ certificate revoke, serial 1001 of CN=North' "$WORK/stdout" || fail "a new certificate"
    grep -qx "+ evidence $WORK/in/orders.sql" "$WORK/stdout" || fail "new evidence"
    ! grep -q '^[-]' "$WORK/stdout" || fail "something is gone"
    keytrawl diff --json "$WORK/two" "$WORK/one"
    expect_status 1
    jq -se --slurpfile two "$WORK/two/certificates.jsonl" --slurpfile one "$WORK/one/certificates.jsonl" '
        ([.[] | select(.kind == "certificate" and .change == "removed") | .name] | sort) ==
        (($two | map(.certificate_sha256)) - ($one | map(.certificate_sha256)) | sort) and
        all(.change != "added")' "$WORK/stdout" >/dev/null || fail "other JSON"
    # the same evidence, and a CRL
    keytrawl run "$EXAMPLE/evidence" --certs "$EXAMPLE/certs" --issuers "$EXAMPLE/issuers" \
        --passphrases "$EXAMPLE/passphrases.txt" "${CLOCK[@]}" --out "$WORK/three"
    keytrawl diff "$WORK/three" "$EXAMPLE_CASE"
    expect_status 1
    grep -q '^~ certificate revoke -> revoked, serial 1004 of ' "$WORK/stdout" || fail "another status"
    [ "$(grep -vc '^~ certificate ' "$WORK/stdout")" -eq 0 ] || fail "more than statuses"
    keytrawl diff -q "$WORK/three" "$EXAMPLE_CASE"
    expect_status 1
    [ ! -s "$WORK/stdout" ] || fail "-q is not quiet"
    keytrawl diff "$WORK/one"
    expect_refusal 'two cases'
    keytrawl diff "$WORK/one" "$WORK/absent"
    expect_refusal absent
}

# --dry-run says what would be read, and makes nothing.
check_look_dry_run() {
    mkdir -p "$WORK/in/folder"
    printf 123 >"$WORK/in/a"
    printf 4567 >"$WORK/in/folder/b"
    ln -s /etc/passwd "$WORK/in/link"
    local evidence=("$WORK/in" --out "$WORK/case")
    keytrawl run "${evidence[@]}" --certs "$EXAMPLE/certs" --crl "$EXAMPLE/crl" --issuers "$EXAMPLE/issuers" --dry-run
    expect_status 0
    grep -qx "evidence     2 files, 7 B: $WORK/in" "$WORK/stdout" || fail "other evidence"
    grep -q '^certificates [0-9]* files, .*KiB: ' "$WORK/stdout" && grep -q '^crls  ' "$WORK/stdout" && grep -q '^issuers  ' "$WORK/stdout" || fail "other sources"
    grep -q 'would be made; nothing was read or written' "$WORK/stdout" || fail "no word of the case"
    [ ! -e "$WORK/case" ] || fail "a case was made"
    keytrawl scan "${evidence[@]}"
    (cd "$WORK/case" && find . -printf '%p %T@ %s\n' | sort) >"$WORK/before"
    printf 89012 >"$WORK/in/c"
    keytrawl scan "${evidence[@]}" --dry-run --json
    expect_status 0
    jq -e '.kind == "evidence" and .files == 3 and .bytes == 12 and .read_before == 2 and .unlisted == 0' "$WORK/stdout" >/dev/null || fail "other JSON"
    (cd "$WORK/case" && find . -printf '%p %T@ %s\n' | sort) | diff "$WORK/before" - || fail "the case is not as it was"
    keytrawl scan "$WORK/absent" --out "$WORK/case" --dry-run
    expect_refusal absent
}

# Of the commands that write something else: what they would read or write, and nothing is made.
check_look_dry_run_of_all() {
    example_once
    cp -r "$EXAMPLE_CASE" "$WORK/case"
    (cd "$WORK/case" && find . -type f -printf '%p %T@ %s\n' | sort) >"$WORK/before"
    keytrawl index build "$EXAMPLE/certs" --dry-run --out "$WORK/index"
    expect_status 0
    grep -q "^certificates [0-9]* files, .*: $EXAMPLE/certs\$" "$WORK/stdout" || fail "index build reads something else"
    grep -q "^index        $WORK/index would be made; nothing was" "$WORK/stdout" || fail "no word of the index"
    keytrawl index build "$EXAMPLE/certs" --dry-run --json --out "$WORK/index"
    jq -e '.kind == "certificates" and .files > 5' "$WORK/stdout" >/dev/null || fail "index build: other JSON"
    keytrawl unlock --dry-run --out "$WORK/case"
    expect_status 0
    grep -q '^evidence     13 files, .*, 13 read before: ' "$WORK/stdout" && grep -q '^crls ' "$WORK/stdout" || fail "unlock reads something else"
    keytrawl report --dry-run --out "$WORK/case"
    expect_status 0
    grep -q '^case .* goes on, and its outputs would be written again; nothing was' "$WORK/stdout" || fail "report"
    keytrawl report --dry-run --json --out "$WORK/case"
    jq -e --arg case "$WORK/case" '.kind == "output" and .root == $case' "$WORK/stdout" >/dev/null || fail "report: other JSON"
    keytrawl report --dry-run --out "$WORK/absent"
    expect_refusal absent
    keytrawl reply --dry-run --out "$WORK/case" --to "$WORK/answer"
    expect_status 0
    grep -q "^[0-9.]* [KMi]*B would be written to $WORK/answer; nothing was (--dry-run)\$" "$WORK/stdout" || fail "reply"
    keytrawl reply --dry-run --json --out "$WORK/case" --to "$WORK/answer"
    jq -e --arg to "$WORK/answer" '.kind == "output" and .root == $to and .bytes > 1000' "$WORK/stdout" >/dev/null || fail "reply: other JSON"
    keytrawl export --format serials --issuer South --dry-run --json --out "$WORK/case"
    jq -e '.kind == "output" and .root == "-" and .files == 1' "$WORK/stdout" >/dev/null || fail "export: other JSON"
    keytrawl export --format serials --issuer South --json --out "$WORK/case"
    expect_refusal "--json is of --list and --dry-run alone"
    keytrawl reply --dry-run --out "$WORK/case" --subscribers "$WORK/letters"
    grep -q "^letters about [1-9].* would be written into $WORK/letters; nothing was" "$WORK/stdout" || fail "letters"
    keytrawl export --format openssl-ca --issuer South --dry-run --out "$WORK/case"
    grep -q "would be written to standard output; nothing was" "$WORK/stdout" || fail "export"
    [ "$(wc -l <"$WORK/stdout")" -eq 1 ] || fail "export writes it all the same"
    (cd "$WORK/case" && find . -type f -printf '%p %T@ %s\n' | sort) | diff "$WORK/before" - || fail "the case is not as it was"
    [ "$(cd "$WORK" && ls)" = "$(printf '%s\n' before case stderr stdout)" ] || fail "something was made"
}

# What index and export print as JSON.
check_look_every_json() {
    example_once
    keytrawl index build "$EXAMPLE/certs" --out "$WORK/index"
    keytrawl index info --json "$WORK/index"
    expect_status 0
    jq -se '(map(.certificates) | add) > 15 and all(.remark == null)' "$WORK/stdout" >/dev/null || fail "index info"
    keytrawl index verify --json "$WORK/index"
    expect_status 0
    jq -se 'length > 5 and all(.remark == null)' "$WORK/stdout" >/dev/null || fail "index verify"
    keytrawl export --list
    cut -d ' ' -f 1 "$WORK/stdout" >"$WORK/names"
    keytrawl export --list --json
    jq -r .name "$WORK/stdout" | diff "$WORK/names" - || fail "export --list"
}

# --json prints summary.json as one object a line.
check_look_summary_as_json() {
    example_once
    cp -r "$EXAMPLE_CASE" "$WORK/case"
    keytrawl report --json --out "$WORK/case"
    expect_bit 1
    [ "$(wc -l <"$WORK/stdout")" -eq 1 ] || fail "not one line"
    diff <(jq -S . "$WORK/stdout") <(jq -S . "$WORK/case/summary.json") || fail "not summary.json"
}

ALONE+=(look_state_and_interrupt)
# SIGUSR1 asks how far it is; after Ctrl-C the same command goes on.
check_look_state_and_interrupt() {
    mkdir "$WORK/in"
    head -c 400000000 /dev/zero | openssl enc -aes-128-ctr -K 00 -iv 00 2>/dev/null | base64 -w 76 >"$WORK/in/large"
    cp "$EXAMPLE/evidence/wrong-label.pem" "$WORK/in"
    "$KEYTRAWL" scan "$WORK/in" --jobs 1 -q --out "$WORK/case" >"$WORK/stdout" 2>"$WORK/stderr" &
    local pid=$! i
    for ((i = 0; i < 100; i++)); do
        [ -e "$WORK/case/case.db" ] && break
        sleep 0.05
    done
    sleep 0.3
    kill -USR1 "$pid"
    for ((i = 0; i < 60; i++)); do
        [ -s "$WORK/stderr" ] && break
        sleep 0.05
    done
    kill -INT "$pid"
    local status=0
    wait "$pid" || status=$?
    cat "$WORK/stderr"
    [ "$status" -eq 2 ] || fail "status $status"
    grep -qE '^keytrawl: [a-z]+ .*items  [0-9]+ keys' "$WORK/stderr" || fail "no state"
    grep -q '^keytrawl: interrupted; the same command goes on' "$WORK/stderr" || fail "not said how to go on"
    [ "$(wc -l <"$WORK/stderr")" -eq 2 ] || fail "more is said"
    rm "$WORK/in/large"
    keytrawl scan "$WORK/in" --out "$WORK/case"
    [ "$(jq -s length "$WORK/case/keys.jsonl")" -eq 1 ] || fail "it did not go on"
}

ALONE+=(look_state_and_interrupt_of_reports)
# While the outputs are written, too; those of before stay. So much journal takes a second.
check_look_state_and_interrupt_of_reports() {
    command -v sqlite3 >/dev/null || skip "no sqlite3 here"
    example_once
    cp -r "$EXAMPLE_CASE" "$WORK/case"
    mkdir "$WORK/before"
    cp -r "$WORK/case"/* "$WORK/before"
    sqlite3 "$WORK/case/case.db" "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)
        INSERT INTO journal SELECT NULL, source, weight, outcome, provenance, clause, sentence, unread, told_by
            FROM n, (SELECT * FROM journal LIMIT 1)" || fail "the journal does not grow"
    "$KEYTRAWL" report --out "$WORK/case" >"$WORK/stdout" 2>"$WORK/stderr" </dev/null &
    local pid=$! i status=0
    for ((i = 0; i < 400 && $(find "$WORK/case" -name '*.new' | wc -l) == 0; i++)); do sleep 0.01; done
    kill -USR1 "$pid"
    for ((i = 0; i < 400; i++)); do
        [ ! -s "$WORK/stderr" ] || break
        sleep 0.01
    done
    kill -INT "$pid"
    wait "$pid" || status=$?
    cat "$WORK/stderr"
    [ "$status" -eq 2 ] || fail "status $status"
    grep -qx 'keytrawl: writing the outputs' "$WORK/stderr" || fail "no state"
    grep -q '^keytrawl: interrupted; the same command goes on' "$WORK/stderr" || fail "not said how to go on"
    [ "$(wc -l <"$WORK/stderr")" -eq 2 ] || fail "more is said"
    diff -r -x case.db "$WORK/before" "$WORK/case" || fail "the outputs of before are touched"
}

# On a terminal, of a zip in a zip: the share rises, and is whole at the end alone.
check_look_progress_of_a_nested_zip() {
    [ -n "${KEYTRAWL_PATIENT:-}" ] || skip "seconds of work, for scripts/test --full"
    command -v script >/dev/null || skip "script(1) is not installed"
    (cd "$WORK" && python3 - <<'END'
import random
import zipfile

with zipfile.ZipFile("inner.zip", "w") as made:
    made.writestr("noise", random.Random(1).randbytes(150000000))
with zipfile.ZipFile("outer.zip", "w") as made:
    made.write("inner.zip")
END
    ) || fail "no zip"
    rm "$WORK/inner.zip"
    script -qec "'$KEYTRAWL' scan --jobs 1 '$WORK/outer.zip' --out '$WORK/case'" /dev/null </dev/null >"$WORK/terminal"
    tr '\r' '\n' <"$WORK/terminal" | sed -nE 's/.*scan ([0-9]+)%.*/\1/p' >"$WORK/shares"
    [ "$(wc -l <"$WORK/shares")" -ge 2 ] || fail "too few lines: $(tr '\r' '\n' <"$WORK/terminal")"
    sort -cn "$WORK/shares" || fail "it goes back: $(tr '\n' ' ' <"$WORK/shares")"
    ! grep -qx 100 "$WORK/shares" || fail "it is whole before the end"
    grep -q ' inside ' "$WORK/terminal" || fail "nothing is told of what is inside"
}

# Colour for people alone, and not where they want none.
check_look_colour_on_terminals() {
    command -v script >/dev/null || skip "script(1) is not installed"
    example_once
    local command="'$KEYTRAWL' keys --out '$EXAMPLE_CASE'"
    TERM=xterm script -qec "$command" /dev/null </dev/null >"$WORK/terminal"
    grep -q $'\033\[1m' "$WORK/terminal" || fail "no colour on a terminal"
    NO_COLOR=1 TERM=xterm script -qec "$command" /dev/null </dev/null >"$WORK/terminal"
    ! grep -q $'\033' "$WORK/terminal" || fail "NO_COLOR is not honoured"
    TERM=dumb script -qec "$command" /dev/null </dev/null >"$WORK/terminal"
    ! grep -q $'\033' "$WORK/terminal" || fail "colour on a dumb terminal"
    CLICOLOR=0 TERM=xterm script -qec "$command" /dev/null </dev/null >"$WORK/terminal"
    ! grep -q $'\033' "$WORK/terminal" || fail "CLICOLOR=0 is not honoured"
    keytrawl keys --out "$EXAMPLE_CASE"
    ! grep -q $'\033' "$WORK/stdout" || fail "colour in a file"
    # what is compromised is red, what somebody has to look at yellow
    CLICOLOR_FORCE=1 keytrawl keys --out "$EXAMPLE_CASE"
    grep -q $'^\033\[31mproven\033\[0m ' "$WORK/stdout" || fail "a proven key is not red"
    grep -q $'^\033\[33mencrypted\033\[0m ' "$WORK/stdout" || fail "a lead is not yellow"
    CLICOLOR_FORCE=1 keytrawl keys --color never --out "$EXAMPLE_CASE"
    ! grep -q $'\033' "$WORK/stdout" || fail "--color never is not honoured"
    keytrawl certs --color always --out "$EXAMPLE_CASE"
    grep -q $'^\033\[31mrevoke\033\[0m ' "$WORK/stdout" || fail "what is to be revoked is not red"
    keytrawl certs --color always --json --out "$EXAMPLE_CASE"
    ! grep -q $'\033' "$WORK/stdout" || fail "colour in JSON"
    keytrawl check fixtures/keys/shop-rsa-a.key "$EXAMPLE/certs/north.pem" --color always
    grep -q $'^\033\[31myes' "$WORK/stdout" || fail "a key that belongs is not red"
    keytrawl keys --color blue --out "$EXAMPLE_CASE"
    expect_refusal "'blue' of --color"
}

# The nearest right word is told, and which commands have an option.
check_look_nearest_word() {
    keytrawl scna
    expect_refusal "'scna' is no command, perhaps scan; try"
    keytrawl scan in --pasphrases words --out "$WORK/case"
    expect_refusal "unknown option '--pasphrases', perhaps --passphrases; try 'keytrawl scan --help'"
    keytrawl scan in --format pem --out "$WORK/case"
    expect_refusal "'--format' is no option of scan, but of export; try"
    keytrawl run in --pass words --out "$WORK/case"
    expect_refusal "'--pass' is the front of several options: --passphrases, --passphrase-work; try"
}

# A zip that a scan would share among the workers is looked at as a whole.
check_look_check_sees_all_of_a_large_zip() {
    "$TOOLS/make_evidence" small-files "$WORK/members" 4300
    cp fixtures/keys/shop-p256-a.key "$WORK/members/zz.key"
    (cd "$WORK/members" && find . -type f | LC_ALL=C sort | zip -q -X -1 "$WORK/all.zip" -@)
    openssl req -x509 -new -key fixtures/keys/shop-p256-a.key -subj /CN=a -out "$WORK/a.pem" 2>/dev/null
    keytrawl scan "$WORK/all.zip" --out "$WORK/case" --verbose
    grep -q 'a walk is shared' "$WORK/stderr" || fail "it is not shared, so that this shows nothing"
    keytrawl check "$WORK/all.zip" "$WORK/a.pem"
    expect_status 0
}
