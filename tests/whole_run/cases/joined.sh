# Keys that were cut apart, in mails, members of archives and files beside each other.
# shellcheck shell=bash

# One mail for a mailbox or a maildir: NUMBER SUBJECT HEADER, the body on standard input.
cut_mail() {
    printf 'From: a@b\nSubject: %s\nDate: Tue, 27 Feb 2018 10:%02d:00 +0000\n' "$2" "$1"
    printf 'Message-ID: <%d@b>\n%s\n' "$1" "${3:+$3$'\n'}"
    cat
    echo
}

# Five keys in pieces: in a mailbox (the second half first), in a maildir in threes, as
# attachments in a zip, as split files, and closed.
cut_evidence() {
    local box=$WORK/evidence/box.mbox dir=$WORK/evidence/maildir at
    mkdir -p "$WORK/evidence/split" "$dir/cur" "$dir/new" "$WORK/archive"
    key_bytes() { tail -c "+$((1 + $2))" "fixtures/keys/$1" | head -c "${3:-100000}"; }
    {
        echo "From a@b Tue Feb 27 10:00:00 2018"
        { echo "the rest:" && key_bytes shop-rsa-a.key 700; } | cut_mail 2 "Re: key" "In-Reply-To: <1@b>"
        for at in 3 4 5 6; do
            echo "From a@b Tue Feb 27 10:00:00 2018"
            echo "hello" | cut_mail "$at" "noise $at"
        done
        echo "From a@b Tue Feb 27 10:00:00 2018"
        { key_bytes shop-rsa-a.key 0 700 && printf '\nto be continued\n'; } | cut_mail 1 "key"
    } >"$box"
    key_bytes shop-rsa-b.key 0 500 | cut_mail 11 "server key, part 1" >"$dir/cur/3"
    key_bytes shop-rsa-b.key 500 555 | cut_mail 12 "server key, part 2" >"$dir/cur/1"
    key_bytes shop-rsa-b.key 1055 | cut_mail 13 "server key, part 3" >"$dir/new/2"
    echo "hello" | cut_mail 14 "noise" >"$dir/new/4"
    key_bytes shop-p384.key 0 101 >"$WORK/archive/key.pem.part1"
    key_bytes shop-p384.key 101 >"$WORK/archive/key.pem.part2"
    tar -C "$WORK/archive" -czf "$WORK/evidence/keys.tar.gz" key.pem.part1 key.pem.part2
    key_bytes shop-p256-a.key 0 110 >"$WORK/evidence/split/key.aa"
    key_bytes shop-p256-a.key 110 >"$WORK/evidence/split/key.ab"
    key_bytes encrypted/own-listed.pem 0 130 >"$WORK/evidence/split/closed.1"
    key_bytes encrypted/own-listed.pem 130 >"$WORK/evidence/split/closed.2"
}

joined_keys() { # CASE
    jq -c 'select(.remark != null and (.remark | startswith("repaired: joined"))) |
        [.verdict, .algorithm, (.sightings | length)]' "$1/keys.jsonl" | LC_ALL=C sort
}

check_cut_keys_are_joined() {
    cut_evidence
    local jobs
    for jobs in 0 1 2; do
        keytrawl scan "$WORK/evidence" --jobs "$jobs" "${CLOCK[@]}" --out "$WORK/case-$jobs"
        expect_status 8
        [ ! -s "$WORK/stderr" ] || fail "something on stderr"
        same_outputs "$WORK/case-0" "$WORK/case-$jobs"
    done
    [ "$(joined_keys "$WORK/case-0")" = '["encrypted",null,2]
["proven","ec",2]
["proven","ec",2]
["proven","rsa",2]
["proven","rsa",3]' ] || fail "other keys: $(joined_keys "$WORK/case-0")"
    [ "$(wc -l <"$WORK/case-0/keys.jsonl")" -eq 5 ] || fail "a half is left as a finding of its own"
    jq -se 'map(select(.sightings | length == 3)) | .[0].remark == "repaired: joined from three places"
        and ([.[0].sightings[].message_id] | sort) == ["<11@b>", "<12@b>", "<13@b>"]' \
        "$WORK/case-0/keys.jsonl" >/dev/null || fail "the key in threes is told otherwise"
    "$TOOLS/secret_search" fixtures/keys/*.key -- "$WORK/case-0" || fail "private bytes left"
    # once more, it is the same
    keytrawl scan "$WORK/evidence" "${CLOCK[@]}" --out "$WORK/case-0"
    expect_status 8
    same_outputs "$WORK/case-1" "$WORK/case-0"
}

# A passphrase that comes later opens what is joined, and another name gets onto the proofs.
check_cut_keys_are_opened_and_proven_anew() {
    cut_evidence
    printf 'correct horse\n' >"$WORK/list"
    keytrawl scan "$WORK/evidence" "${CLOCK[@]}" --out "$WORK/later"
    expect_status 8
    keytrawl unlock --passphrases "$WORK/list" --out "$WORK/later"
    expect_status 0
    keytrawl scan "$WORK/evidence" --passphrases "$WORK/list" "${CLOCK[@]}" --out "$WORK/once"
    expect_status 0
    same_outputs "$WORK/once" "$WORK/later"
    [ "$(joined_keys "$WORK/once" | grep -c proven)" -eq 5 ] || fail "not five keys"
    grep -q 'joined from two places; opened with a listed passphrase' "$WORK/once/keys.jsonl" ||
        fail "it is not said how it was opened"
    # what pieces of it are put together to is closed again, and known
    keytrawl scan "$WORK/evidence" "${CLOCK[@]}" --out "$WORK/later"
    expect_status 0
    same_outputs "$WORK/once" "$WORK/later"
}

# Evidence that comes later, or that goes.
check_cut_keys_of_later_evidence() {
    cut_evidence
    mkdir "$WORK/rest"
    mv "$WORK/evidence/split/key.ab" "$WORK/kept"
    keytrawl scan "$WORK/evidence/split" "${CLOCK[@]}" --out "$WORK/case"
    expect_status 8
    [ "$(joined_keys "$WORK/case")" = '["encrypted",null,2]' ] || fail "joined without its half"
    mv "$WORK/kept" "$WORK/evidence/split/key.ab"
    keytrawl scan "$WORK/evidence/split" "${CLOCK[@]}" --out "$WORK/case"
    keytrawl scan "$WORK/evidence/split" "${CLOCK[@]}" --out "$WORK/once"
    same_outputs "$WORK/once" "$WORK/case"
    [ "$(joined_keys "$WORK/case" | grep -c proven)" -eq 1 ] || fail "not joined"
}

# Twenty ends of other keys, as long as the one that is wanted, stand before it: the bound that
# is hit is told in the journal, once, however often the joining is done.
check_pieces_past_the_bounds_are_journalled() {
    local number turn
    mkdir -p "$WORK/evidence"
    head -c 700 fixtures/keys/shop-rsa-a.key >"$WORK/evidence/a"
    for number in $(seq 10 29); do
        tail -c +701 fixtures/keys/shop-rsa-a.key | sed '/-----/!y/ABCDEFGHIJ/BCDEFGHIJA/' \
            >"$WORK/evidence/b$number"
    done
    tail -c +701 fixtures/keys/shop-rsa-a.key >"$WORK/evidence/c"
    for turn in 1 2; do
        keytrawl scan "$WORK/evidence" "${CLOCK[@]}" --out "$WORK/case"
        [ "$(grep -c 'more pieces fit to this one than are tried' "$WORK/case/journal.jsonl")" -eq 1 ] ||
            fail "turn $turn: the journal does not say it once"
        [ -z "$(joined_keys "$WORK/case" | grep proven)" ] || fail "it was joined for all that"
    done
}
