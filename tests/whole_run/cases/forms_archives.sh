# Archives and compressed files: the key in every form that the programs here write.
# shellcheck shell=bash

# 7-Zip has another name in each distribution.
seven_zip() { "$(command -v 7zz || command -v 7z || command -v 7za)" "$@"; }
seven() { seven_zip "$@" >/dev/null; }
with_seven() { with 7zz || with 7z || with 7za; }

zip_forms() {
    local method
    if with zip; then
        zip -q -X -0 "$E/stored.zip" server.key
        form stored.zip "!member 1 server.key$AT"
        zip -q -X -9 "$E/deflated.zip" server.key
        form deflated.zip "!member 1 server.key$AT"
        zip -q -X -Z bzip2 "$E/bzip2.zip" server.key
        form bzip2.zip "!member 1 server.key$AT"
        zip -q -X - server.key | cat >"$E/streamed.zip"
        form streamed.zip "!member 1 server.key$AT"
        zip -q -X -fz "$E/zip64.zip" server.key
        form zip64.zip "!member 1 server.key$AT"
        cat server.key | zip -q - - | cat >"$E/from-pipe.zip"
        form from-pipe.zip "!member 1 -$AT"
        head -c $(($(LC_ALL=C grep -a -b -o $'PK\1\2' "$E/deflated.zip" | head -n 1 | cut -d : -f 1))) \
            "$E/deflated.zip" >"$E/without-directory.zip"
        form without-directory.zip "!member 1 server.key$AT"
        { cat "$E/deflated.zip" && seq 20000; } >"$E/junk-behind.zip"
        form junk-behind.zip "!member 1 server.key$AT"
        zip -q -X "$E/inner.zip" server.key
        (cd "$E" && zip -q -X -9 zip-in-zip.zip inner.zip && rm inner.zip)
        form zip-in-zip.zip "!member 1 inner.zip!member 1 server.key$AT"
        echo 'the comment' | zip -q -X -z "$E/comment.zip" server.key >/dev/null
        form comment.zip "!member 1 server.key$AT"
    fi
    if with_seven; then
        for method in LZMA PPMd; do
            seven a -tzip -mm=$method "$E/$method.zip" server.key
            form $method.zip "!member 1 server.key$AT"
        done
    fi
    with python3 || return 0
    if with zstd; then
        zstd -q -c server.key >packed
        zip_of_method 93 zstd.zip
    fi
    if with xz; then
        xz -c server.key >packed
        zip_of_method 95 xz.zip
    fi
    rm -f packed
}

# No program of a distribution writes these: APPNOTE 4.4.5 says their numbers.
zip_of_method() { # NUMBER FILE: of what lies packed
    python3 - "$1" "$E/$2" <<'PYTHON'
import struct, sys, zlib
method, name, plain, data = int(sys.argv[1]), b"server.key", open("server.key", "rb").read(), open("packed", "rb").read()
fields = struct.pack("<HHHHHIIIHH", 63, 0, method, 0, 33, zlib.crc32(plain), len(data), len(plain), len(name), 0)
local = b"PK\3\4" + fields + name + data
central = b"PK\1\2" + struct.pack("<H", 63) + fields + struct.pack("<HHHII", 0, 0, 0, 0o644 << 16, 0) + name
end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)
open(sys.argv[2], "wb").write(local + central + end)
PYTHON
    form "$2" "!member 1 server.key$AT"
}

seven_forms() {
    local method
    with_seven || return 0
    for method in LZMA LZMA2 PPMd BZip2 Deflate Copy; do
        seven a -t7z -m0=$method "$E/$method.7z" server.key
        form $method.7z "!member 1 server.key$AT"
    done
    seven a -t7z -m0=BCJ -m1=LZMA "$E/BCJ.7z" server.key
    form BCJ.7z "!member 1 server.key$AT"
    seven a -t7z -m0=Delta:4 -m1=LZMA "$E/Delta.7z" server.key
    form Delta.7z "!member 1 server.key$AT"
    seven a -t7z -m0=BCJ2 -m1=LZMA -m2=LZMA -m3=LZMA -mb0:1 -mb0s1:2 -mb0s2:3 "$E/BCJ2.7z" server.key
    form BCJ2.7z "!member 1 server.key$AT"
    echo 'only words' >words.txt
    seven a -t7z -ms=on "$E/solid.7z" words.txt server.key
    form solid.7z "!member 1 server.key$AT"
    seven a -ttar "$E/seven.tar" words.txt server.key
    form seven.tar "!member 1 server.key$AT"
    rm -f words.txt
}

tar_forms() {
    local kind
    with tar || return 0
    for kind in v7 oldgnu gnu ustar posix; do
        tar --format=$kind -cf "$E/$kind.tar" server.key
        form $kind.tar "!member 1 server.key$AT"
    done
    tar -cf - server.key | head -c 3072 >"$E/cut.tar"
    form cut.tar "!member 1 server.key$AT"
    mkdir -p "$(printf 'long%.0s' {1..40})"
    cp server.key "$(printf 'long%.0s' {1..40})"
    for kind in gnu posix; do
        tar --format=$kind -cf "$E/long-$kind.tar" long*/server.key
        form long-$kind.tar "!member 1 $(printf 'long%.0s' {1..40})/server.key$AT"
    done
    rm -r long*
    cp server.key holes.key
    truncate -s 2M holes.key
    tar --format=gnu -S -cf "$E/sparse-gnu.tar" holes.key
    tar --format=posix -S -cf "$E/sparse-posix.tar" holes.key
    form sparse-gnu.tar "!member 1 holes.key$AT"
    form sparse-posix.tar "!member 1 holes.key$AT"
    rm holes.key
    tar -C "$WORK" -czf "$E/compressed.tar.gz" plain/server.key
    form compressed.tar.gz "!reading @0 gzip!member 1 plain/server.key$AT"
    printf 'name that is no text' >$'\xff\xfe name'
    cp server.key $'\xff\xfe name'
    tar -cf "$E/strange-name.tar" $'\xff\xfe name'
    form strange-name.tar "!member 1 %FF%FE name$AT"
    rm -f $'\xff\xfe name'
    with bsdtar || return 0
    bsdtar --format pax -cf "$E/libarchive-pax.tar" server.key
    form libarchive-pax.tar "!member 1 server.key$AT"
}

other_archive_forms() {
    local kind
    if with cpio; then
        for kind in bin odc newc crc; do
            echo server.key | cpio --quiet -o -H $kind >"$E/$kind.cpio"
            form $kind.cpio "!member 1 server.key$AT"
        done
        echo server.key | cpio --quiet -o -H bin --swap-bytes >"$E/swapped.cpio" 2>/dev/null || rm -f "$E/swapped.cpio"
    fi
    if with ar; then
        ar rcD "$E/ar.a" server.key 2>/dev/null
        form ar.a "!member 1 server.key$AT"
    fi
    if with dpkg-deb; then
        mkdir -p package/DEBIAN package/etc
        cp server.key package/etc
        printf 'Package: example\nVersion: 1\nArchitecture: all\nMaintainer: none <none@example.org>\nDescription: none\n' \
            >package/DEBIAN/control
        for kind in gzip xz none zstd; do
            dpkg-deb -Z$kind --root-owner-group -b package "$E/$kind.deb" >/dev/null 2>&1 || rm -f "$E/$kind.deb"
            [ ! -s "$E/$kind.deb" ] || deb_form $kind
        done
        rm -r package
    fi
    if with bsdtar; then
        bsdtar --format xar -cf "$E/xar.xar" server.key
        form xar.xar "!member 1 server.key$AT"
        bsdtar --format warc -cf "$E/warc.warc" server.key
        form warc.warc "!member 1 server.key$AT"
        bsdtar --format iso9660 -cf "$E/libarchive.iso" server.key
        form libarchive.iso "!member 2 server.key$AT"
        bsdtar --format shar -cf "$E/shar.shar" server.key
    fi
    if with jlha; then
        jlha c "$E/jlha.lzh" server.key >/dev/null
        form jlha.lzh "!member 1 server.key$AT"
    fi
    if with gcab; then
        gcab -c "$E/stored.cab" server.key
        form stored.cab "!member 1 server.key$AT"
        gcab -c -z "$E/mszip.cab" server.key
        form mszip.cab "!member 1 server.key$AT"
    fi
}

deb_form() { # KIND
    case $1 in
    gzip) form gzip.deb "!member 3 data.tar.gz!reading @0 gzip!member 3 ./etc/server.key$AT" ;;
    xz) form xz.deb "!member 3 data.tar.xz!reading @0 xz!member 3 ./etc/server.key$AT" ;;
    zstd) form zstd.deb "!member 3 data.tar.zst!reading @0 zstd!member 3 ./etc/server.key$AT" ;;
    none) form none.deb "!member 3 data.tar!member 3 ./etc/server.key$AT" ;;
    esac
}

disc_forms() {
    if with genisoimage; then
        genisoimage -quiet -o "$E/plain.iso" server.key 2>/dev/null
        form plain.iso "!member 2 SERVER.KEY$AT"
        genisoimage -quiet -R -o "$E/rock-ridge.iso" server.key 2>/dev/null
        form rock-ridge.iso "!member 2 server.key$AT"
        genisoimage -quiet -J -o "$E/joliet.iso" server.key 2>/dev/null
        form joliet.iso "!member 2 server.key$AT"
        genisoimage -quiet -udf -o "$E/bridge.udf.iso" server.key 2>/dev/null
        form bridge.udf.iso "!member 2 SERVER.KEY$AT"
        gzip -9 -n -c server.key >server.key.gz
        genisoimage -quiet -R -o "$E/with-gzip.iso" server.key.gz 2>/dev/null
        form with-gzip.iso "!member 2 server.key.gz!reading @0 gzip$AT"
        rm server.key.gz
    fi
    if with mkfs.vfat mcopy; then
        truncate -s 512K "$E/fat.img"
        mkfs.vfat "$E/fat.img" >/dev/null
        mcopy -i "$E/fat.img" server.key ::server.key
        form_raw fat.img
    fi
    if with mkfs.ext4; then
        mkdir root && cp server.key root
        truncate -s 2M "$E/ext4.img"
        mkfs.ext4 -q -O ^has_journal -d root "$E/ext4.img" 2>/dev/null
        form_raw ext4.img
        rm -r root
    fi
}

# An RPM for each kind of compression, and an MSI.
package_forms() {
    local kind
    if with rpmbuild; then
        for kind in gzdio bzdio xzdio zstdio lzdio ufdio; do
            printf '%s\n' 'Name: example' 'Version: 1' 'Release: 1' 'Summary: none' 'License: none' 'BuildArch: noarch' \
                "%define _binary_payload w6.$kind" '%description' 'none' '%install' \
                "install -D -m 644 $PWD/server.key %{buildroot}/etc/server.key" '%files' '/etc/server.key' >example.spec
            rpmbuild --quiet --define "_topdir $WORK/rpm" --define "_rpmdir $WORK/rpm" -bb example.spec >/dev/null 2>&1 || continue
            mv "$WORK"/rpm/noarch/*.rpm "$E/$kind.rpm"
            form $kind.rpm "!member 1 ./etc/server.key$AT"
        done
        rm example.spec
    fi
    if with wixl; then
        cat >example.wxs <<'XML'
<?xml version="1.0"?><Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
<Product Id="11111111-2222-3333-4444-555555555555" Name="E" UpgradeCode="11111111-2222-3333-4444-555555555556" Language="1033" Version="1.0.0" Manufacturer="E">
<Package InstallerVersion="200" Compressed="yes"/><Media Id="1" Cabinet="e.cab" EmbedCab="yes"/>
<Directory Id="TARGETDIR" Name="SourceDir"><Component Id="C" Guid="11111111-2222-3333-4444-555555555557"><File Id="F" Source="server.key"/></Component></Directory>
<Feature Id="A" Level="1"><ComponentRef Id="C"/></Feature></Product></Wix>
XML
        wixl -o "$E/installer.msi" example.wxs >/dev/null
        rm example.wxs
        form installer.msi "!member 5 䞨䄦䠥!member 1 F$AT"
    fi
}

# As the start of Linux is packed: microcode, and what else is wanted behind it, compressed; with padding between them or not.
initrd_forms() {
    with cpio gzip zstd || return 0
    local size
    echo microcode >early
    echo early | cpio -o --quiet -H newc >early.cpio
    size=$(wc -c <early.cpio)
    { cat early.cpio && echo server.key | cpio -o --quiet -H newc | gzip -n; } >"$E/initrd.img"
    { cat early.cpio && head -c 4096 /dev/zero && echo server.key | cpio -o --quiet -H newc | zstd -q; } >"$E/initrd.zst.img"
    { tar -cf - early && tar -cf - server.key | gzip -n; } >"$E/behind.tar"
    form initrd.img "!reading @$size carved-gzip!member 1 server.key$AT"
    form initrd.zst.img "!reading @$((size + 4096)) carved-zstd!member 1 server.key$AT"
    form behind.tar "!reading @10240 carved-gzip!member 1 server.key$AT"
    rm early early.cpio
}

android_forms() {
    with perl tar || return 0
    { printf 'ANDROID BACKUP\n5\n1\nnone\n' &&
        tar -cf - server.key | perl -MCompress::Zlib -e 'local $/; print compress(<STDIN>)'; } >"$E/device.ab"
    form device.ab "!reading @24 android-backup!member 1 server.key$AT"
}

check_forms_of_archives() {
    forms_begin
    initrd_forms
    android_forms
    zip_forms
    seven_forms
    tar_forms
    other_archive_forms
    disc_forms
    package_forms
    forms_judge
}

# A zip in a tar, too large to be held in memory while it is read; and one that holds more than
# would be let out of a bomb.
check_form_of_a_large_nested_zip() {
    with zip tar || skip "zip is not installed"
    forms_begin
    mv "$WORK/plain/server.key" last.key
    truncate -s 270M first.bin
    zip -q -X -0 large.zip first.bin last.key
    rm first.bin
    tar -cf "$E/large.tar" large.zip
    rm large.zip
    { seq 10000000 && cat last.key; } >long.txt
    zip -q -X -1 long.zip long.txt
    tar -cf "$E/long.tar" long.zip
    form large.tar "!member 1 large.zip!member 2 last.key$AT"
    form long.tar "!member 1 long.zip!member 1 long.txt@$((78888897 + ${AT:1:4}))+240"
    rm long.*
    forms_judge
    [ "$STATUS" -eq 0 ] || fail "status $STATUS"
    grep -q 'read from its front' "$WORK/case/journal.jsonl" || fail "no note"
    keytrawl show --out "$WORK/case" "$(jq -r '.sightings[0].provenance' "$WORK/case/keys.jsonl")"
    expect_said '^read again: the same$'
}

# Random bytes cannot be packed: what is cut in the middle of them has had the key before.
compressed_form() { # FILE NAME PROGRAM ARGUMENT...: which writes what it packs on its standard output
    local file=$1 name=$2
    shift 2
    with "$1" || return 0
    "$@" <server.key >"$E/$file"
    form "$file" "!reading @0 $name$AT"
    if [ "$name" != compress ]; then # which knows no several
        "$@" <words >"$E/several-$file"
        cat "$E/$file" >>"$E/several-$file"
        form "several-$file" "!reading @0 $name$AFTER"
    fi
    "$@" <long | head -c 1000000 >"$E/cut-$file"
    form "cut-$file" "!reading @0 $name$AT"
}

# As pzstd begins, and frames behind each other of which the last is cut off: the others are whole.
broken_zstd() {
    with zstd || return 0
    { printf 'P*M\030\004\0\0\0abcd' && cat "$E/server.zst"; } >"$E/passed-over.zst"
    form passed-over.zst "!reading @0 zstd$AT"
    { cat "$E/several-server.zst" && tail -c 1000000 long | zstd -q -c | head -c 50000; } >"$E/last-cut.zst"
    form last-cut.zst "!reading @0 zstd$AFTER"
}

check_forms_of_compression() {
    forms_begin
    seq 2000 >words
    AFTER=@$((${AT:1:4} + $(wc -c <words)))+${AT#*+}
    { cat server.key && head -c 1500000 <(openssl enc -aes-128-ctr -K 00 -iv 00 -in /dev/zero 2>/dev/null); } >long
    compressed_form server.gz gzip gzip -c
    compressed_form server.bz2 bzip2 bzip2 -c -1
    compressed_form server.xz xz xz -c
    compressed_form server.lzma lzma xz --format=lzma -c
    { gzip -c words && head -c 8 /dev/zero && xz -c server.key; } >"$E/other-behind.gz"
    form other-behind.gz "!reading @$((8 + $(gzip -c words | wc -c))) carved-xz$AT"
    compressed_form server.zst zstd zstd -q -c
    compressed_form server.lz4 lz4 lz4 -q -c -B4
    compressed_form server.lz lzip lzip -c
    compressed_form server.Z compress compress -c
    compressed_form server.uu uuencode uuencode server.key
    broken_zstd
    compressed_form zlib.zz zlib perl -MCompress::Zlib -e 'local $/; print compress(<STDIN>)'
    if with lz4; then
        lz4 -q -l -c server.key >"$E/legacy.lz4"
        form legacy.lz4 "!reading @0 lz4$AT"
    fi
    if with uuencode; then
        uuencode -m server.key <server.key >"$E/base64.uu"
        form base64.uu "!reading @28 base64$AT"
    fi
    forms_judge
}

# What an archive has packed stands nowhere in it as it is: the same octets behind it are another
# place, and so they are behind a member that is only stored, which is seen twice and told once.
copied() { # FILE: and beside it the same with the key behind it
    [ -s "$E/$1" ] || fail "$1 was not written"
    printf '%s\n' "$1!member 2 a.key@0+1703" "behind-$1!member 2 a.key@0+1703" \
        "behind-$1@$(stat -c %s "$E/$1")+1703" >>"$WORK/expected"
    cat "$E/$1" a.key >"$E/behind-$1"
}

check_form_of_a_copy_beside_a_packed_member() {
    local method make=$ROOT/tests/whole_run/make-rar-volumes
    forms_begin
    cp "$ROOT/fixtures/keys/rfc9500-rsa-2048.key" a.key
    seq 30000 >a.bin # over the borders of what is read at once
    if with zip; then
        zip -q "$E/packed.zip" a.bin a.key && copied packed.zip
        zip -q -0 "$E/stored.zip" a.bin a.key && copied stored.zip
    fi
    if with_seven; then
        for method in Copy LZMA2 PPMd; do
            seven a -t7z -m0=$method "$E/$method.7z" a.bin a.key && copied $method.7z
        done
    fi
    if with gcab; then
        gcab -c "$E/stored.cab" a.bin a.key && copied stored.cab
        gcab -c -z "$E/mszip.cab" a.bin a.key && copied mszip.cab
    fi
    if with bsdtar; then
        bsdtar --format xar -cf "$E/packed.xar" a.bin a.key && copied packed.xar
        bsdtar --format xar --options xar:compression=none -cf "$E/stored.xar" a.bin a.key && copied stored.xar
    fi
    if with jlha; then
        jlha c "$E/packed.lzh" a.bin a.key >/dev/null && copied packed.lzh
    fi
    "$make" "$E/four" 10000000 a.bin a.key && copied four.part1.rar
    "$make" "$E/five" 10000000 --five a.bin a.key && copied five.part1.rar
    cd "$ROOT" || fail "no $ROOT"
    keytrawl scan "$E" --out "$WORK/case" -q
    jq -r '.sightings[].provenance | sub(".*/evidence/"; "")' "$WORK/case/keys.jsonl" | sort >"$WORK/places"
    sort "$WORK/expected" | diff - "$WORK/places" >"$WORK/differ" || fail "$(cat "$WORK/differ")"
}
