# Evidence of every shape beside the programs that read the same bytes. Sourced by scripts/bench.
# shellcheck shell=bash

make_text() { "$TOOLS/make_text" "$1" "$CACHE/replay-keys" "$MIB" "$FILES" "$KEYS"; }
make_attachments() { "$TOOLS/make_evidence" attachments "$1" "$MIB"; }
make_letters() { "$TOOLS/make_evidence" letters "$1" $((MIB * 3 / 10)); }
make_members() { "$TOOLS/make_evidence" members "$1" "$MIB" "$MEMBERS"; }
make_small_files() { "$TOOLS/make_evidence" small-files "$1" "$SMALL_FILES"; }
make_key_zip() { "$TOOLS/make_evidence" key-zip "$1" "$CACHE/replay-keys" "$REPLAY"; }
make_tar() { tar -C "$DATA" --sort=name --owner=0 --group=0 --mtime=@0 -czf "$1" text; }
# The same files as eight archives.
make_tars() {
    local i
    mkdir "$1"
    for ((i = 0; i < 8; i++)); do
        find "$DATA/text" -type f -printf '%f\n' | LC_ALL=C sort | awk -v i="$i" 'NR % 8 == i' |
            tar -C "$DATA/text" --owner=0 --group=0 --mtime=@0 -czf "$1/$i.tar.gz" -T -
    done
}
# Programs and libraries of this machine, again and again until there are enough.
make_binaries() {
    local left=$((MIB << 20)) round size path
    mkdir "$1"
    for ((round = 0; left > 0; round++)); do
        while [ "$left" -gt 0 ] && read -r size path; do
            cp "$path" "$1/$round-${path//\//_}"
            left=$((left - size))
        done < <(find /usr/bin /usr/lib -type f \( -name '*.so.*' -o -perm -100 \) -size +64k -printf '%s %p\n' | LC_ALL=C sort -k 2)
    done
}
# Names of the text for ten times its size; the bytes are read ten times all the same.
make_tenfold() {
    local i
    mkdir "$1"
    for ((i = 0; i < 10; i++)); do
        cp -rl "$DATA/text" "$1/$i"
    done
}

make_evidence_data() {
    data_once text make_text
    data_once text.mbox into cat "$DATA"/text/*
    data_once attachments.mbox make_attachments
    data_once attachments.b64 into grep -xE '[A-Za-z0-9+/]{76}' "$DATA/attachments.mbox"
    data_once letters.mbox make_letters
    data_once text.tar.gz make_tar
    data_once text.zip make_members
    data_once archives make_tars
    data_once binaries make_binaries
    data_once small-files make_small_files
    data_once key-zip.mbox make_key_zip
    data_once tenfold make_tenfold
    mkdir -p "$DATA/empty"
}

measure_text() {
    local i
    warm "$DATA/text" "$DATA/text.mbox"
    for ((i = 0; i < RUNS; i++)); do
        measure_scan text-keytrawl "$DATA/text"
        measure_scan text-alone-keytrawl "$DATA/text" --jobs 1
        measure_scan text-one-keytrawl "$DATA/text.mbox"
        measure_scan text-undigested-keytrawl "$DATA/text" --no-digest
        measure_scan text-one-undigested-keytrawl "$DATA/text.mbox" --no-digest
        measure text-digest openssl dgst -sha256 "$DATA"/text/*
        measure text-one-digest openssl dgst -sha256 "$DATA/text.mbox"
        measure text-grep grep -c 'PRIVATE KEY' "$DATA"/text/*
    done
    local megabytes=$(($(bytes_of "$DATA/text") / 1000000)) of="$MIB MiB of text in $FILES files"
    row "keytrawl scan, $of, $KEYS keys" text-keytrawl "$megabytes" MB/s
    row "openssl dgst -sha256 on the same" text-digest "$megabytes" MB/s
    row "keytrawl scan --no-digest on the same" text-undigested-keytrawl "$megabytes" MB/s
    row "grep -c 'PRIVATE KEY' (C locale) on the same" text-grep "$megabytes" MB/s
    row "keytrawl scan --no-digest, the same in one file" text-one-undigested-keytrawl "$megabytes" MB/s
    row "keytrawl scan --jobs 1 on the same" text-alone-keytrawl "$megabytes" MB/s
    row "keytrawl scan, the same in one file" text-one-keytrawl "$megabytes" MB/s
    row "openssl dgst -sha256 on the same" text-one-digest "$megabytes" MB/s
}

measure_mail() {
    local i megabytes mails
    warm "$DATA"/*.mbox "$DATA/attachments.b64"
    for ((i = 0; i < RUNS; i++)); do
        measure_scan attachments-keytrawl "$DATA/attachments.mbox"
        measure attachments-base64 base64 -di "$DATA/attachments.b64"
        measure_scan letters-keytrawl "$DATA/letters.mbox"
        measure_scan key-zip-keytrawl "$DATA/key-zip.mbox"
    done
    megabytes=$(($(bytes_of "$DATA/attachments.mbox") / 1000000))
    mails=$(grep -c '^From ' "$DATA/letters.mbox")
    row "keytrawl scan, mbox of $megabytes MB, mails of 200 KB with an attachment" attachments-keytrawl "$megabytes" MB/s
    row "base64 -di on its attachments" attachments-base64 "$megabytes" MB/s
    row "keytrawl scan, mbox of $mails mails of 2.5 KB" letters-keytrawl "$mails" mails/s
    row "keytrawl scan, $REPLAY RSA-2048 keys in a zip in a mail" key-zip-keytrawl "$REPLAY" keys/s
    # the floor of that: as many signatures as proofs
    echo "| openssl speed -multi $(nproc) rsa2048, for as many signatures | $(openssl speed -seconds 2 -multi "$(nproc)" rsa2048 2>/dev/null |
        awk -v keys="$REPLAY" -v ours="${ours:?}" '/^rsa 2048/ { printf "%.2f | %.0f keys/s | %.2f", keys / $6, $6, keys / $6 / ours }') | |"
}

measure_archives() {
    local i megabytes=$(($(bytes_of "$DATA/text") / 1000000))
    warm "$DATA"/text.tar.gz "$DATA/text.zip" "$DATA/archives"
    for ((i = 0; i < RUNS; i++)); do
        measure_scan tar-keytrawl "$DATA/text.tar.gz"
        measure tar-bsdtar bsdtar -xOf "$DATA/text.tar.gz"
        measure_scan zip-keytrawl "$DATA/text.zip"
        measure zip-bsdtar bsdtar -xOf "$DATA/text.zip"
        measure_scan tars-keytrawl "$DATA/archives"
        # shellcheck disable=SC2016
        measure tars-bsdtar sh -c 'for archive; do bsdtar -xOf "$archive"; done' sh "$DATA"/archives/*
    done
    row "keytrawl scan, the text in one .tar.gz" tar-keytrawl "$megabytes" MB/s
    row "bsdtar -xO on the same" tar-bsdtar "$megabytes" MB/s
    row "keytrawl scan, text in one .zip of $MEMBERS members" zip-keytrawl "$megabytes" MB/s
    row "bsdtar -xO on the same" zip-bsdtar "$megabytes" MB/s
    row "keytrawl scan, the text in 8 archives" tars-keytrawl "$megabytes" MB/s
    row "bsdtar -xO on the same, one after the other" tars-bsdtar "$megabytes" MB/s
}

measure_files() {
    local i megabytes=$(($(bytes_of "$DATA/binaries") / 1000000)) tenfold=$(($(bytes_of "$DATA/tenfold") / 1000000))
    warm "$DATA/binaries" "$DATA/small-files"
    for ((i = 0; i < RUNS; i++)); do
        measure_scan binaries-keytrawl "$DATA/binaries"
        measure binaries-digest sh -c 'exec openssl dgst -sha256 "$1"/*' sh "$DATA/binaries"
        measure_scan small-files-keytrawl "$DATA/small-files"
        measure small-files-rg rg -c 'PRIVATE KEY' "$DATA/small-files"
        measure_scan empty-keytrawl "$DATA/empty"
    done
    measure_scan tenfold-keytrawl "$DATA/tenfold"
    row "keytrawl scan, $megabytes MB of programs and libraries" binaries-keytrawl "$megabytes" MB/s
    row "openssl dgst -sha256 on the same" binaries-digest "$megabytes" MB/s
    row "keytrawl scan, $SMALL_FILES files of 1 KB" small-files-keytrawl "$SMALL_FILES" files/s
    row "rg -c 'PRIVATE KEY' on the same" small-files-rg "$SMALL_FILES" files/s
    row "keytrawl scan, an empty folder" empty-keytrawl 1 runs/s
    row "keytrawl scan, $tenfold MB of text, once" tenfold-keytrawl "$tenfold" MB/s
}

measure_evidence() {
    local tool
    for tool in rg bsdtar; do
        command -v "$tool" >/dev/null || { echo "bench: $tool is not installed" >&2 && exit 1; }
    done
    make_evidence_data
    measure_text
    measure_mail
    measure_archives
    measure_files
}
