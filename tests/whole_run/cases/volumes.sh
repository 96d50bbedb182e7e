# Contents that were cut into several files.
# shellcheck shell=bash

VOLUME_KEYS="a.key b.key"

# Two keys, and between them what no program can pack.
volume_source() {
    mkdir -p "$WORK/source" "$WORK/evidence"
    cp fixtures/keys/rfc9500-p256.key "$WORK/source/a.key"
    cp fixtures/keys/shop-rsa-a.key "$WORK/source/b.key"
    [ -s "$WORK/source/noise" ] ||
        openssl enc -aes-128-ctr -K 00112233445566778899aabbccddeeff -iv 00 -in /dev/zero 2>/dev/null |
        head -c 60000 >"$WORK/source/noise"
}

volume_provenances() {
    jq -r '.sightings[].provenance' "$WORK/case/keys.jsonl"
}

# Both keys in the set that begins with this file, each shown again, and nothing unread.
expect_set() { # FIRST VOLUMES
    local line
    rm -rf "$WORK/case"
    keytrawl scan "$WORK/evidence" --out "$WORK/case" -q
    expect_status 0
    for line in $VOLUME_KEYS; do
        line=$(volume_provenances | grep -F "$WORK/evidence/$1!volumes $2" | grep -F "$line") ||
            fail "not in $1: $(volume_provenances)"
        keytrawl show --out "$WORK/case" "$line"
        expect_status 0
        expect_said '^read again: the same$'
        expect_said "^  volumes $2$"
    done
    [ ! -s "$WORK/case/journal.jsonl" ] || fail "journal: $(cat "$WORK/case/journal.jsonl")"
    rm -rf "$WORK/evidence"
    mkdir "$WORK/evidence"
}

check_volumes_of_split() {
    volume_source
    (cd "$WORK/source" && tar czf ../all.tar.gz a.key noise b.key && zip -q ../all.zip a.key noise b.key)
    split -b 25000 "$WORK/all.tar.gz" "$WORK/evidence/all.tar.gz."
    expect_set all.tar.gz.aa 3
    split -b 25000 -d -a 3 --numeric-suffixes=1 "$WORK/all.zip" "$WORK/evidence/all.zip."
    expect_set all.zip.001 3
}

check_volumes_of_zip() {
    volume_source
    # zip takes no less than 64 KiB for a volume
    cat "$WORK/source/noise" "$WORK/source/noise" "$WORK/source/noise" >"$WORK/more"
    mv "$WORK/more" "$WORK/source/noise"
    (cd "$WORK/source" && zip -q -0 -s 64k ../evidence/all.zip a.key noise b.key)
    cp -r "$WORK/evidence" "$WORK/kept"
    expect_set all.z01 3
    cp "$WORK/kept"/all.z01 "$WORK/kept"/all.zip "$WORK/evidence"
    rm -rf "$WORK/case"
    keytrawl scan "$WORK/evidence" --out "$WORK/case" -q
    expect_status 4
    grep -q 'counts more volumes than there are' "$WORK/case/journal.jsonl" || fail "in silence"
    grep -q 'a.key' <(volume_provenances) || fail "what is there was not read"
}

check_volumes_of_7z() {
    with_seven || skip "7z is not installed"
    volume_source
    (cd "$WORK/source" && seven a -bd -v20k ../evidence/all.7z a.key noise b.key)
    expect_set all.7z.001 4
}

check_volumes_of_rar() {
    volume_source
    local make=$ROOT/tests/whole_run/make-rar-volumes
    (cd "$WORK/source" && "$make" ../evidence/all 25000 a.key noise b.key)
    if with_seven && seven_zip i | grep -qw Rar; then # an oracle, where its reader of RAR is installed
        seven_zip t "$WORK/evidence/all.part1.rar" | grep -q '^Everything is Ok$' || fail "7z cannot read it"
    fi
    expect_set all.part1.rar 3
    (cd "$WORK/source" && "$make" ../evidence/old 25000 --old a.key noise b.key)
    expect_set old.rar 3
}

check_volumes_of_rar_5() {
    volume_source
    local make=$ROOT/tests/whole_run/make-rar-volumes
    (cd "$WORK/source" && "$make" ../evidence/all 25000 --five a.key noise b.key)
    cp -r "$WORK/evidence" "$WORK/kept"
    if with_seven && seven_zip i | grep -qw Rar5; then
        seven_zip t "$WORK/evidence/all.part1.rar" | grep -q '^Everything is Ok$' || fail "7z cannot read it"
    fi
    expect_set all.part1.rar 3
    cp "$WORK/kept/all.part1.rar" "$WORK/kept/all.part3.rar" "$WORK/evidence"
    rm -rf "$WORK/case"
    keytrawl scan "$WORK/evidence" --out "$WORK/case" -q
    expect_status 4
    grep -q "the volume 'all.part2.rar' is missing" "$WORK/case/journal.jsonl" || fail "in silence"
    volume_provenances | grep -q 'all.part1.rar.*a.key' || fail "what is there was not read"
}

# A key over the end of a volume of an image, also when the files are large.
check_volumes_of_image() {
    volume_source
    cat "$WORK/source/noise" "$WORK/source/b.key" "$WORK/source/noise" >"$WORK/image"
    split -b 61000 -d -a 3 --numeric-suffixes=1 "$WORK/image" "$WORK/evidence/disk."
    VOLUME_KEYS="@60000+" expect_set disk.001 2
}

check_volumes_missing() {
    volume_source
    with_seven || skip "7z is not installed"
    (cd "$WORK/source" && seven a -bd -mx=0 -v20k ../evidence/all.7z a.key noise b.key)
    rm "$WORK/evidence/all.7z.002"
    keytrawl scan "$WORK/evidence" --out "$WORK/case" -q
    expect_status 4
    jq -r 'select(.weight == "unread") | .path + " " + .sentence' "$WORK/case/journal.jsonl" |
        grep -q "all.7z.001 the volume 'all.7z.002' is missing" || fail "in silence"
    volume_provenances | grep -q 'all.7z.001@' || fail "what is there was not read"
}

# Whoever reads them, in whatever order, and when the missing one comes later.
check_volumes_same_for_any_jobs() {
    local jobs
    volume_source
    (cd "$WORK/source" && tar czf ../all.tar.gz a.key noise b.key)
    split -b 15000 -d -a 3 --numeric-suffixes=1 "$WORK/all.tar.gz" "$WORK/evidence/all."
    cp "$WORK/source/b.key" "$WORK/evidence/other.001"
    for jobs in 0 1 3; do
        keytrawl scan "$WORK/evidence" --out "$WORK/case-$jobs" -q --jobs "$jobs" "${CLOCK[@]}"
        expect_status 0
    done
    mv "$WORK/evidence/all.003" "$WORK/held"
    keytrawl scan "$WORK/evidence" --out "$WORK/later" -q "${CLOCK[@]}"
    expect_status 4
    mv "$WORK/held" "$WORK/evidence/all.003"
    keytrawl scan "$WORK/evidence" --out "$WORK/later" -q "${CLOCK[@]}"
    expect_status 0
    for jobs in "$WORK"/case-1 "$WORK"/case-3 "$WORK"/later; do
        cmp "$WORK/case-0/keys.jsonl" "$jobs/keys.jsonl" || fail "other keys in $jobs"
        cmp "$WORK/case-0/evidence.csv" "$jobs/evidence.csv" || fail "another account in $jobs"
        cmp "$WORK/case-0/journal.jsonl" "$jobs/journal.jsonl" || fail "another journal in $jobs"
    done
}

# Files of a set of EWF count their places from their own front; a key stands in the second, and
# one over the end of the first in the disk.
check_volumes_of_ewf() {
    command -v ewfacquirestream >/dev/null || skip "ewfacquirestream is not installed"
    volume_source
    openssl enc -aes-128-ctr -K 00112233445566778899aabbccddeeff -iv 00 -in /dev/zero 2>/dev/null |
        head -c 3145728 >"$WORK/disk"
    dd if="$WORK/source/a.key" of="$WORK/disk" bs=1 seek=1900000 conv=notrunc status=none
    dd if="$WORK/source/b.key" of="$WORK/disk" bs=1 seek=3000000 conv=notrunc status=none
    (cd "$WORK" && ewfacquirestream -q -c none -f encase6 -D key -e nobody -E 1 -N none -C 1 -S 1MiB -m fixed \
        -M logical -t evidence/disk <disk >/dev/null 2>&1)
    [ -e "$WORK/evidence/disk.E03" ] || fail "not cut: $(ls "$WORK/evidence")"
    cp -r "$WORK/evidence" "$WORK/kept"
    VOLUME_KEYS="@1900000+ @3000000+" expect_set disk.E01 "$(find "$WORK/kept" -name 'disk.E*' | wc -l)"
    cp "$WORK/kept"/disk.E01 "$WORK/kept"/disk.E03 "$WORK/evidence"
    rm -rf "$WORK/case"
    keytrawl scan "$WORK/evidence" --out "$WORK/case" -q
    expect_status 4
    grep -q "the volume 'disk.E02' is missing" "$WORK/case/journal.jsonl" || fail "in silence"
}

# Keys in volumes within this file, each shown again, and nothing unread.
expect_inner_set() { # FILE PLACE
    local line
    rm -rf "$WORK/case"
    keytrawl scan "$WORK/evidence" --out "$WORK/case" -q
    expect_status 0
    for line in $VOLUME_KEYS; do
        line=$(volume_provenances | grep -F "$WORK/evidence/$1!$2" | grep -F "$line") ||
            fail "not in $1: $(volume_provenances)"
        keytrawl show --out "$WORK/case" "$line"
        expect_status 0
        expect_said '^read again: the same$'
    done
    ! grep '"unread",' "$WORK/case/journal.jsonl" || fail "unread"
    rm -rf "$WORK/evidence"
    mkdir "$WORK/evidence"
}

check_volumes_in_an_archive() {
    volume_source
    mkdir "$WORK/parts"
    (cd "$WORK/source" && zip -q ../all.zip a.key noise b.key)
    split -b 25000 -d -a 3 --numeric-suffixes=1 "$WORK/all.zip" "$WORK/parts/all.zip."
    (cd "$WORK/parts" && tar czf ../evidence/all.tar.gz all.zip.003 all.zip.001 all.zip.002)
    expect_inner_set all.tar.gz 'reading @0 gzip!reading 2 @0 volumes all.zip.001!member '
    # one that is too large to be held is read by itself, from its front to its end
    { head -c 70000000 /dev/zero && cat "$WORK/source/b.key"; } >"$WORK/parts/large.zip.001"
    (cd "$WORK/parts" && tar cf ../evidence/large.tar large.zip.001)
    rm -rf "$WORK/case" "$WORK/parts"
    keytrawl scan "$WORK/evidence" --out "$WORK/case" -q
    expect_status 0
    volume_provenances | grep -q 'large.zip.001@70000000+' || fail "not read: $(volume_provenances)"
    grep -q 'read by itself, and not with other volumes' "$WORK/case/journal.jsonl" || fail "in silence"
}

check_volumes_of_a_mail() {
    command -v python3 >/dev/null || skip "no python3"
    volume_source
    mkdir "$WORK/parts"
    (cd "$WORK/source" && zip -q ../all.zip a.key noise b.key)
    split -b 25000 -d -a 3 --numeric-suffixes=1 "$WORK/all.zip" "$WORK/parts/all.zip."
    python3 - "$WORK" <<'PYTHON'
import email.message, sys
mail = email.message.EmailMessage()
mail["From"], mail["Subject"] = "alice@example.org", "the keys"
mail.set_content("in three parts\n")
for number in (1, 2, 3):
    name = "all.zip.%03d" % number
    mail.add_attachment(open("%s/parts/%s" % (sys.argv[1], name), "rb").read(), "application", "octet-stream", filename=name)
open(sys.argv[1] + "/evidence/all.eml", "wb").write(mail.as_bytes())
PYTHON
    cp "$WORK/evidence/all.eml" "$WORK"
    expect_inner_set all.eml 'reading 2 @0 volumes all.zip.001!member '
    sed 's/all\.zip\.002/other.txt/' "$WORK/all.eml" >"$WORK/evidence/lacks.eml"
    rm -rf "$WORK/case"
    keytrawl scan "$WORK/evidence" --out "$WORK/case" -q
    expect_status 4
    grep 'without the next one' "$WORK/case/journal.jsonl" | grep -q 'all.zip.001"' || fail "in silence"
}

# Mails of one message, each a file of a maildir: FOLDER.
write_fragments() {
    local number folder
    mkdir -p "$1/cur" "$1/new"
    { printf 'Content-Type: application/zip; name=keys.zip\nContent-Transfer-Encoding: base64\n\n' && base64 "$WORK/keys.zip"; } >"$WORK/message"
    split -n l/3 -a 1 --numeric-suffixes=1 "$WORK/message" "$WORK/fragment."
    for number in 1 2 3; do
        folder=new
        [ "$number" = 2 ] || folder=cur
        { printf 'From: a@b\nSubject: keys\nMessage-ID: <%s@b>\n' $number &&
            printf 'Content-Type: message/partial; id="one@b";\n number=%s; total=3\n\n' $number &&
            cat "$WORK/fragment.$number"; } >"$1/$folder/$number"
    done
}

check_volumes_of_a_message() {
    local line
    volume_source
    (cd "$WORK/source" && zip -q ../keys.zip a.key b.key)
    write_fragments "$WORK/evidence"
    keytrawl scan "$WORK/evidence" --out "$WORK/case" -q
    expect_status 0
    for line in $VOLUME_KEYS; do
        line=$(volume_provenances |
            grep -F "$WORK/evidence/cur/1!volumes 3 ../new/2//3!reading 1 @0 message/partial!part 1 keys.zip" |
            grep -F "$line") || fail "not there: $(volume_provenances)"
        keytrawl show --out "$WORK/case" "$line"
        expect_status 0
        expect_said '^read again: the same$'
    done
    [ ! -s "$WORK/case/journal.jsonl" ] || fail "journal: $(cat "$WORK/case/journal.jsonl")"
    keytrawl scan "$WORK/evidence" --out "$WORK/other" -q --jobs 1
    cmp "$WORK/case/keys.jsonl" "$WORK/other/keys.jsonl" || fail "not the same by one worker"
    # what is missing, and once: also when it comes in later
    mv "$WORK/evidence/new/2" "$WORK/two"
    rm -r "$WORK/case"
    keytrawl scan "$WORK/evidence" --out "$WORK/case" -q
    [ "$(grep -c 'message/partial without 2 of 3' "$WORK/case/journal.jsonl")" = 1 ] || fail "in silence"
    mv "$WORK/two" "$WORK/evidence/new/2"
    keytrawl scan "$WORK/evidence" --out "$WORK/case" -q
    ! grep -q 'message/partial without' "$WORK/case/journal.jsonl" || fail "still missing"
    volume_provenances | grep -qF 'volumes 3 ../new/2//3' || fail "not put together"
    rm "$WORK/evidence"/cur/*
    rm -r "$WORK/case"
    keytrawl scan "$WORK/evidence" --out "$WORK/case" -q
    grep -q 'message/partial without 1 3 of 3' "$WORK/case/journal.jsonl" || fail "alone in silence"
    # a copy of all is read as well
    write_fragments "$WORK/evidence/copy"
    write_fragments "$WORK/evidence/more"
    rm "$WORK/evidence"/new/*
    rm -r "$WORK/case"
    keytrawl scan "$WORK/evidence" --out "$WORK/case" -q
    [ "$(volume_provenances | grep -c 'cur/1!volumes 3 ../new/2//3!')" = 4 ] || fail "copies: $(volume_provenances)"
}

# FOLDER, of which the mails named came in later: what was seen of the message in two scans is what one
# scan sees of it.
same_in_two_scans() { # FOLDER MAIL...
    local folder=$1 mail
    shift
    rm -rf "$WORK/case" "$WORK/later" && mkdir "$WORK/later"
    for mail in "$@"; do
        mv "$folder/$mail" "$WORK/later/"
    done
    keytrawl scan "$folder" --out "$WORK/case" "${CLOCK[@]}" -q
    for mail in "$@"; do
        mv "$WORK/later/$mail" "$folder/$mail"
    done
    keytrawl scan "$folder" --out "$WORK/case" "${CLOCK[@]}" -q
    same_outputs "$WORK/once" "$WORK/case"
}

# A key within the first of the mails, one over the first two, and one behind it, which is cut off
# where the third is missing.
check_volumes_of_a_message_that_come_later() {
    local number folder=$WORK/evidence key=fixtures/keys/shop-rsa-a.key
    mkdir "$folder"
    for number in 1 2 3 4; do
        printf 'From: a@b\nContent-Type: message/partial; id="x@b"; number=%d; total=4\n\n' "$number"
        case $number in
        1) printf 'Subject: keys\n\n' && cat fixtures/keys/shop-p256-a.key && head -n 6 "$key" ;;
        2) tail -n +7 "$key" && head -n 6 fixtures/keys/shop-rsa-b.key ;;
        3) tail -n +7 fixtures/keys/shop-rsa-b.key ;;
        4) cat fixtures/keys/shop-p384.key ;;
        esac
    done | awk -v folder="$folder" '/^From: / { number++ } { print >(folder "/" number) }'
    keytrawl scan "$folder" --out "$WORK/once" "${CLOCK[@]}" -q
    expect_status 0
    [ "$(wc -l <"$WORK/once/keys.jsonl")" -eq 4 ] || fail "not four keys"
    same_in_two_scans "$folder" 4
    same_in_two_scans "$folder" 3
    same_in_two_scans "$folder" 2
    same_in_two_scans "$folder" 1
    same_in_two_scans "$folder" 1 3
    # what went is still what was seen
    rm "$folder/4"
    keytrawl scan "$folder" --out "$WORK/case" "${CLOCK[@]}" -q
    [ "$(grep -c '"proven"' "$WORK/case/keys.jsonl")" -eq 4 ] || fail "a key went with its mail"
}

# Two of the mails in a mailbox, between others, and one in a file: FOLDER.
write_mailbox() {
    local number
    write_fragments "$1"
    for number in 3 0 1; do
        printf 'From a@b Mon Feb  5 10:00:00 2018\n'
        [ "$number" = 0 ] && printf 'Subject: other\n\nwords\n\n' && continue
        cat "$1/cur/$number" && echo
    done >"$1/box.mbox"
    rm -r "$1/cur"
}

check_volumes_of_a_message_in_a_mailbox() {
    local line
    volume_source
    (cd "$WORK/source" && zip -q ../keys.zip a.key b.key)
    write_mailbox "$WORK/evidence"
    keytrawl scan "$WORK/evidence" --out "$WORK/case" -q
    expect_status 0
    for line in $VOLUME_KEYS; do
        line=$(volume_provenances | grep -F "$WORK/evidence/box.mbox!volumes 3 /" | grep -F "//new/2//box.mbox///0+" |
            grep -F "!reading 1 @" | grep -F "$line") || fail "not there: $(volume_provenances)"
        keytrawl show --out "$WORK/case" "$line"
        expect_status 0
        expect_said '^read again: the same$'
    done
    [ ! -s "$WORK/case/journal.jsonl" ] || fail "journal: $(cat "$WORK/case/journal.jsonl")"
    keytrawl scan "$WORK/evidence" --out "$WORK/other" -q --jobs 1
    cmp "$WORK/case/keys.jsonl" "$WORK/other/keys.jsonl" || fail "not the same by one worker"
    # alone it is told what is missing, until that comes in
    mv "$WORK/evidence/new/2" "$WORK/two"
    rm -r "$WORK/case"
    keytrawl scan "$WORK/evidence" --out "$WORK/case" -q
    [ "$(grep -c 'message/partial without 2 of 3' "$WORK/case/journal.jsonl")" = 1 ] || fail "in silence"
    mv "$WORK/two" "$WORK/evidence/new/2"
    keytrawl scan "$WORK/evidence" --out "$WORK/case" -q
    expect_status 0
    volume_provenances | grep -qF '//new/2//box.mbox' || fail "not put together"
}
