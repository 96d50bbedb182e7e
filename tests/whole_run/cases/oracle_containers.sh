# Other programs read the same containers: what one of them reads of a file, our walk gives too,
# byte for byte.
# shellcheck shell=bash

# Digests of the parts that our walk gives, one a line, sorted.
our_parts() { # FILE DEPTH [mail]
    "$TOOLS/list_parts" "$@" 2>>"$WORK/faults" | awk '{ print $4 }' | sort -u
}

# `SIZE SHA-256 NAME` of what the oracle reads, in $WORK/theirs; what is empty holds nothing.
parts_compare() { # FILE DEPTH [mail]
    our_parts "$@" >"$WORK/ours"
    awk '$1 > 0 { print $2, $1, $3 }' "$WORK/theirs" | sort -u | join -v 1 - "$WORK/ours" >"$WORK/missing"
    [ ! -s "$WORK/missing" ] || echo "${1##*/}: $(head -n 3 "$WORK/missing")" >>"$WORK/differ"
    COMPARED=$((COMPARED + $(awk '$1 > 0' "$WORK/theirs" | wc -l)))
}

parts_judge() { # LEAST
    [ ! -s "$WORK/differ" ] || fail "read by it and not by us: $(cat "$WORK/differ")"
    [ "$COMPARED" -ge "$1" ] || fail "$COMPARED parts only were compared"
    echo "$COMPARED parts"
}

# Where the mails of Python's own tests lie: of a package that a check fetched before, or now.
python_mails() {
    local cache=${XDG_CACHE_HOME:-$HOME/.cache}/keytrawl folder
    for folder in "$cache"/samples/extracted/libpython3*-testsuite_*/usr/lib/python3*/test/test_email/data \
        /usr/lib/python3*/test/test_email/data; do
        if [ -s "$folder/msg_01.txt" ]; then
            echo "$folder"
            return
        fi
    done
    with apt-get dpkg-deb || return 0
    mkdir -p "$WORK/package"
    scripts/fetch-package "$WORK/package" libpython3.11-testsuite libpython3.12-testsuite libpython3.13-testsuite \
        >/dev/null 2>&1 && dpkg-deb -x "$WORK"/package/*.deb "$WORK/package" &&
        echo "$WORK"/package/usr/lib/python3*/test/test_email/data
}

# What GMime reads of it is another matter of opinion, not of bytes: inline uuencode and yEnc are
# parts of their own to us, bad base64 and quoted-printable have no right reading.
is_without_right_reading() { # FILE
    case ${1##*/} in
    base64_joined_* | base64_missing_* | base64_stray_* | crlf_and_lf_mixed.* | quoted_printable_bad_* | uuencode_* | yenc* | uuencoded.eml) ;;
    msg_38.txt) ;; # lines like boundaries within a part
    msg_40.txt) ;; # HTML that declares a boundary, and has it
    *) return 1 ;;
    esac
}

check_oracle_gmime() {
    [ -x "$TOOLS/gmime_parts" ] || skip "GMime is not installed (libgmime-3.0-dev)"
    local file mails
    COMPARED=0
    forms_begin
    with python3 && write_mails
    cd "$ROOT" || fail "no $ROOT"
    mails=$(python_mails)
    for file in "$E"/*.eml fixtures/mail/*.eml ${mails:+"$mails"/msg_*.txt}; do
        if ! is_without_right_reading "$file"; then
            "$TOOLS/gmime_parts" "$file" >"$WORK/theirs" 2>/dev/null || fail "GMime on $file"
            parts_compare "$file" 8 mail
        fi
    done
    parts_judge 60
    [ -n "$mails" ] || skip "the mails of Python's tests: they are not here"
}

# All files below a folder that hold anything, whatever their names are, in the form of parts_compare.
files_below() { # FOLDER
    find "$1" -type f -size +0 -exec sha256sum {} + | sed 's/^\\//' | awk '{ print 1, $1, $2 }'
}

# What the program takes out of the archive; nothing where it cannot.
archive_compare() { # FILE PROGRAM...
    local file=$1
    shift
    chmod -R u+rwx "$WORK/taken" 2>/dev/null
    rm -rf "$WORK/taken"
    mkdir "$WORK/taken"
    (cd "$WORK/taken" && "$@") >/dev/null 2>&1
    files_below "$WORK/taken" >"$WORK/theirs"
    parts_compare "$file" 2
}

# 7-Zip gives what stands around the members of these, as files beside them or instead of them: the
# table of contents of a xar, the cpio in an RPM, the map of holes of a sparse file.
is_taken_apart() { # FILE
    case $1 in
    *.xar | *.rpm | *sparse-posix.tar) ;;
    *) return 1 ;;
    esac
}

# A folder with many files in it, with odd names, empty and larger ones.
write_many() {
    mkdir -p many/below
    cp "$ROOT"/fixtures/mail/*.eml "$ROOT"/fixtures/keys/*.key many
    cp "$ROOT"/tests/whole_run/cases/*.sh many/below
    : >many/empty
    seq 100000 >many/below/numbers
    cp server.key 'many/with blanks & more'
    with bsdtar || return 0
    local kind
    for kind in pax ustar gnutar cpio newc odc zip 7zip iso9660 xar warc ar; do
        bsdtar --format $kind -cf "$E/many.$kind" many 2>/dev/null || rm -f "$E/many.$kind"
    done
    bsdtar --format zip --options zip:compression=store -cf "$E/many.stored" many
    bsdtar --format 7zip --options 7zip:compression=deflate -cf "$E/many.7z-deflate" many
}

check_oracle_archives() {
    with bsdtar || skip "bsdtar is not installed"
    local file
    COMPARED=0
    forms_begin
    write_many
    zip_forms
    seven_forms
    tar_forms
    other_archive_forms
    disc_forms
    package_forms
    cd "$ROOT" || fail "no $ROOT"
    rm -f "$E"/*.img
    for file in "$E"/* fixtures/archives/*.*; do
        case $file in *.md | */two-passphrases.zip) continue ;; esac # which is encrypted
        file=$(realpath "$file")
        archive_compare "$file" bsdtar -xf "$file"
        is_taken_apart "$file" || ! with_seven || archive_compare "$file" seven x -y "$file"
    done
    parts_judge 1000
}

# Of the words that pdftotext reads, in a hundred, how many we read too; each as often as it is there.
words_in_common() { # FILE
    pdftotext -raw "$1" - 2>/dev/null | tr -s '[:space:]\f' '\n' | grep . | sort >"$WORK/theirs"
    "$TOOLS/list_parts" "$1" 1 text 2>/dev/null | tr -s '[:space:]' '\n' | grep . | sort >"$WORK/ours"
    [ -s "$WORK/theirs" ] || fail "no words in $1"
    echo $(($(comm -12 "$WORK/theirs" "$WORK/ours" | wc -l) * 100 / $(wc -l <"$WORK/theirs")))
}

check_oracle_pdftotext() {
    with pdftotext || skip "pdftotext is not installed"
    local file share
    cp fixtures/containers/pdf/*.pdf "$WORK"
    rm -f "$WORK"/encrypted-*
    if with soffice; then
        # no sheet: where a cell reaches over to another page pdftotext cuts its words
        for file in page.odt table.odt slide.odp; do
            cp "fixtures/containers/office/$file" "$WORK"
            (cd "$WORK" && soffice "-env:UserInstallation=file://$WORK/profile" --headless --convert-to pdf $file) >/dev/null 2>&1
            [ -s "$WORK/${file%.*}.pdf" ] || fail "LibreOffice makes no PDF of $file"
        done
    fi
    for file in "$WORK"/*.pdf; do
        share=$(words_in_common "$file")
        echo "${file##*/}: $share of a hundred words"
        [ "$share" -ge 99 ] || fail "${file##*/}: $share of a hundred words"
    done
}
