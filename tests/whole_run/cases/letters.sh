# `reply --subscribers`: a letter for each contact of notify.csv.
# shellcheck shell=bash

letters_of() { # CONTACTS
    run_example "$WORK/case" --contacts "$1"
    expect_status 13
    keytrawl reply --out "$WORK/case" --subscribers "$WORK/letters"
    expect_status 0
    [ ! -s "$WORK/stdout" ] || fail "something on stdout"
}

check_letters_speak_of_one_contact_each() {
    local serials first second letter
    run_example "$WORK/plain"
    mapfile -t serials < <(jq -r 'select(.status == "revoke") | .serial' "$WORK/plain/certificates.jsonl")
    {
        echo 'serial,customer_id,email'
        echo "${serials[0]},C-1,one@example.org"
        echo "${serials[1]},C-1,one@example.org"
        echo "${serials[2]},C-2,two@example.org"
        echo "${serials[3]},C-2,two@example.org"
        echo "${serials[3]},C-3,no address"
    } >"$WORK/contacts.csv"
    letters_of "$WORK/contacts.csv"
    [ "$(find "$WORK/letters" -name 'contact-*.txt' | wc -l)" -eq 3 ] || fail "not three letters"
    [ "$(find "$WORK/letters" -name 'contact-*.eml' | wc -l)" -eq 2 ] || fail "not two mails"
    first=$(grep -lF C-1 "$WORK"/letters/*.txt)
    second=$(grep -lF C-2 "$WORK"/letters/*.txt)
    [ "$(grep -c 'serial number: ' "$first")" -eq 2 ] || fail "not two certificates of C-1"
    ! grep -qiE "C-2|C-3|two@|${serials[2]}|${serials[3]}" "$first" || fail "another customer in $first"
    # who shares a certificate is told nothing of the other's names
    [ "$(grep -c 'serial number: ' "$second")" -eq 2 ] && [ "$(grep -c '  subject: ' "$second")" -eq 1 ] ||
        fail "names of a shared certificate"
    # each certificate of notify.csv stands somewhere
    diff <(sqlite3 :memory: ".import --csv '$WORK/case/notify.csv' n" 'SELECT DISTINCT certificate_sha256 FROM n WHERE certificate_sha256 <> "" ORDER BY 1') \
        <(sed -n 's/^  certificate (SHA-256): //p' "$WORK"/letters/*.txt | sort -u | grep -xF -f <(jq -r '.certificate_sha256 // empty' "$WORK/case/certificates.jsonl")) ||
        fail "other certificates"
    ! grep -rqiE 'mbox|fixture-|fixtures/|zip|@75' "$WORK/letters" || fail "something of the evidence"
    for letter in "$WORK"/letters/*.eml; do
        python3 - "$letter" <<'PY' || fail "no mail: $letter"
import email, email.policy, sys
mail = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
assert mail["To"] in ("one@example.org", "two@example.org") and not mail.defects
assert sorted(mail.keys()) == sorted(["To", "Subject", "X-Unsent", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"])
assert "What to do before then" in mail.get_content()
PY
    done
    # the same again, and never beside those of an older answer
    keytrawl reply --out "$WORK/case" --subscribers "$WORK/again"
    diff -r "$WORK/letters" "$WORK/again" || fail "another answer"
    keytrawl reply --out "$WORK/case" --subscribers "$WORK/letters"
    expect_refusal 'not empty'
}

# All of them are revoked, or were told of: no folder that looks like an answer.
check_letters_to_nobody() {
    run_example "$WORK/case"
    run_example "$WORK/again" --baseline "$WORK/case"
    keytrawl reply --out "$WORK/again" --subscribers "$WORK/letters"
    expect_status 0
    expect_line 'nothing to write'
    [ ! -e "$WORK/letters" ] || fail "a folder all the same"
}

check_letters_to_hostile_contacts() {
    python3 - "$WORK/contacts.csv" <<'PY'
import sys
bad = ["../../etc/passwd", "a@example.org\r\nBcc: all@example.org", "a@example.org, b@example.org",
       "<a@example.org>", "a@b@example.org", "@example.org", "a@", "a..b@example.org", "-a@-example.org",
       "a\x1b[2J@example.org", "a" * 65536 + "@example.org", "\xff", "=?utf-8?q?x?= <a@example.org>"]
with open(sys.argv[1], "w", encoding="latin-1", newline="") as out:
    out.write('domain,"na\nme\r\nBcc: x",email\n')
    for value in bad:
        out.write('example.org,"%s","%s"\n' % (value, value))
        out.write('example.com,"%s","%s"\n' % (value, value))
PY
    letters_of "$WORK/contacts.csv"
    [ "$(find "$WORK/letters" -mindepth 1 | wc -l)" -eq "$(find "$WORK/letters" -maxdepth 1 -type f -regextype egrep -regex '.*/(contact-[0-9a-f]{16}\.txt|no-contact\.txt|index\.csv)' | wc -l)" ] ||
        fail "a name of a file, or a mail to what is no address"
    [ "$(find "$WORK/letters" -name 'contact-*.txt' | wc -l)" -eq 13 ] || fail "not a letter for each"
    ! grep -rqE '^Bcc:' "$WORK/letters" || fail "a line of its own"
    ! LC_ALL=C grep -rqP '[\x00-\x09\x0b-\x1f\x7f]' "$WORK"/letters/*.txt || fail "a control character"
    [ "$(cat "$WORK"/letters/*.txt | wc -L)" -le 200 ] || fail "a long line"
    [ "$(du -sb "$WORK/letters" | cut -f1)" -lt 500000 ] || fail "64 KB and more of a value"
}
