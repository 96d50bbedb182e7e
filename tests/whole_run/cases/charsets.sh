# Whole contents in other character sets than ASCII's.
# shellcheck shell=bash

check_charsets_of_a_mail() {
    local set letters='é' more='С уважением'
    mkdir "$WORK/evidence"
    for set in UTF-32LE UTF-32BE UTF-32 UTF-16LE UTF-16BE UTF-16 UTF-8 LATIN1 IBM037 IBM500 IBM1047; do
        case $set in
        UTF*) letters=$more ;;
        *) letters='é' ;;
        esac
        {
            printf 'From: a@example.org\nTo: b@example.org\nSubject: keys\nDate: Mon, 1 Jan 2018 10:00:00 +0000\n'
            printf 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b1"\n\n--b1\n\nHere it is: %s\n' "$letters"
            printf -- '--b1\nContent-Type: application/gzip; name="k.gz"\nContent-Transfer-Encoding: base64\n\n'
            gzip -n <fixtures/keys/shop-rsa-a.key | base64
            printf -- '\n--b1--\n'
        } | iconv -f UTF-8 -t "$set" >"$WORK/evidence/$set"
    done
    keytrawl scan "$WORK/evidence" --out "$WORK/case" -q
    expect_status 0
    for set in "$WORK"/evidence/*; do
        jq -r '.sightings[] | .provenance' "$WORK/case/keys.jsonl" |
            grep -F "${set##*/}" | grep -F '!part 2 k.gz!' >/dev/null || fail "${set##*/}: no part of a mail"
    done
    [ "$(wc -l <"$WORK/case/keys.jsonl")" -eq 1 ] || fail "not one key"
    [ "$(jq '.sightings | length' "$WORK/case/keys.jsonl")" -eq 11 ] || fail "not each once"
    [ ! -s "$WORK/case/journal.jsonl" ] || fail "journal: $(cat "$WORK/case/journal.jsonl")"
}
