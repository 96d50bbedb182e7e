#include "containers/archives/archive_kind.h"

#include <string.h>

#include <archive.h>

#include "containers/archives/tar_header.h"

#define ISO9660_DESCRIPTOR_AT ((size_t)32768)

static bool stands_at(struct bytes head, size_t at, const char *magic, size_t length)
{
    struct bytes before, found;
    return bytes_take(&head, at, &before) && bytes_take(&head, length, &found) &&
           bytes_equal(found, bytes_over(magic, length));
}

/* The old binary header is 13 words of 16 bits; its magic alone is too short to
 * go by, so the name behind it must end where its length says. */
static bool is_binary_cpio(struct bytes head, bool little)
{
    if (head.left < 28) {
        return false;
    }
    size_t low = little ? 20 : 21, high = little ? 21 : 20;
    size_t length = (size_t)head.at[low] | (size_t)head.at[high] << 8;
    return length >= 2 && length <= 1024 && head.left >= 26 + length && head.at[26] != '\0' &&
           head.at[26 + length - 1] == '\0';
}

static bool is_cpio(struct bytes head)
{
    if (stands_at(head, 0, "07070", 5)) {
        return head.left >= 76 && (head.at[5] == '1' || head.at[5] == '2' || head.at[5] == '7');
    }
    return (stands_at(head, 0, "\xc7\x71", 2) && is_binary_cpio(head, true)) ||
           (stands_at(head, 0, "\x71\xc7", 2) && is_binary_cpio(head, false));
}

static bool is_ar(struct bytes head)
{
    return stands_at(head, 0, "!<arch>\n", 8);
}

static bool is_rpm(struct bytes head)
{
    return stands_at(head, 0, "\xed\xab\xee\xdb", 4);
}

static bool is_cab(struct bytes head)
{
    return stands_at(head, 0, "MSCF\0\0\0\0", 8);
}

static bool is_xar(struct bytes head)
{
    return stands_at(head, 0, "xar!\0", 5);
}

static bool is_warc(struct bytes head)
{
    return stands_at(head, 0, "WARC/0.", 7) || stands_at(head, 0, "WARC/1.", 7);
}

/* Method `-lh5-` and its like at 2, header level 0 to 3 at 20. */
static bool is_lha(struct bytes head)
{
    return head.left >= 22 && head.at[2] == '-' && head.at[3] == 'l' &&
           (head.at[4] == 'h' || head.at[4] == 'z') && head.at[6] == '-' && head.at[20] <= 3;
}

static bool is_iso9660(struct bytes head)
{
    return stands_at(head, ISO9660_DESCRIPTOR_AT + 1, "CD001\1", 6);
}

static bool is_rar4(struct bytes head)
{
    return stands_at(head, 0, "Rar!\x1a\x07\x00", 7);
}

static bool is_rar5(struct bytes head)
{
    return stands_at(head, 0, "Rar!\x1a\x07\x01\x00", 8);
}

/* APPNOTE 4.3: a local header, an empty archive, or the mark of a split one. */
static bool is_zip(struct bytes head)
{
    return stands_at(head, 0, "PK\3\4", 4) || stands_at(head, 0, "PK\5\6", 4) ||
           stands_at(head, 0, "PK\7\10PK\3\4", 8) || stands_at(head, 0, "PK00PK\3\4", 8);
}

static bool is_7zip(struct bytes head)
{
    return stands_at(head, 0, "7z\xbc\xaf\x27\x1c", 6);
}

static bool enable_tar(struct archive *archive)
{
    return archive_read_support_format_tar(archive) == ARCHIVE_OK;
}

static bool enable_cpio(struct archive *archive)
{
    return archive_read_support_format_cpio(archive) == ARCHIVE_OK;
}

static bool enable_ar(struct archive *archive)
{
    return archive_read_support_format_ar(archive) == ARCHIVE_OK;
}

/* An RPM is a head, which the filter steps over, and a compressed cpio. WARN
 * would say that a program is started for a filter: refused. */
static bool enable_rpm(struct archive *archive)
{
    return archive_read_support_filter_rpm(archive) == ARCHIVE_OK &&
           archive_read_support_filter_gzip(archive) == ARCHIVE_OK &&
           archive_read_support_filter_bzip2(archive) == ARCHIVE_OK &&
           archive_read_support_filter_xz(archive) == ARCHIVE_OK &&
           archive_read_support_filter_lzma(archive) == ARCHIVE_OK &&
           archive_read_support_filter_zstd(archive) == ARCHIVE_OK && enable_cpio(archive);
}

static bool enable_cab(struct archive *archive)
{
    return archive_read_support_format_cab(archive) == ARCHIVE_OK;
}

static bool enable_xar(struct archive *archive)
{
    return archive_read_support_format_xar(archive) == ARCHIVE_OK;
}

static bool enable_warc(struct archive *archive)
{
    return archive_read_support_format_warc(archive) == ARCHIVE_OK;
}

static bool enable_lha(struct archive *archive)
{
    return archive_read_support_format_lha(archive) == ARCHIVE_OK;
}

static bool enable_iso9660(struct archive *archive)
{
    return archive_read_support_format_iso9660(archive) == ARCHIVE_OK;
}

static bool enable_rar4(struct archive *archive)
{
    return archive_read_support_format_rar(archive) == ARCHIVE_OK;
}

static bool enable_rar5(struct archive *archive)
{
    return archive_read_support_format_rar5(archive) == ARCHIVE_OK;
}

/* Both ways: by the central directory, and by the local headers where it is missing. */
static bool enable_zip(struct archive *archive)
{
    return archive_read_support_format_zip_streamable(archive) == ARCHIVE_OK &&
           archive_read_support_format_zip_seekable(archive) == ARCHIVE_OK;
}

static bool enable_7zip(struct archive *archive)
{
    return archive_read_support_format_7zip(archive) == ARCHIVE_OK;
}

/* MS-CAB section 2.1; 7zFormat.txt, SignatureHeader; ECMA-119 section 8.4.8 and 8.4.12. */
uint64_t archive_kind_said(const struct archive_kind *kind, struct bytes head)
{
    const size_t volume = ISO9660_DESCRIPTOR_AT;
    if (kind->recognise == is_cab && head.left >= 12) {
        return bytes_little(head.at + 8, 4);
    }
    if (kind->recognise == is_7zip && head.left >= 32) {
        const uint64_t offset = bytes_little(head.at + 12, 8), size = bytes_little(head.at + 20, 8);
        return offset < INT64_MAX && size < INT64_MAX - offset - 32 ? 32 + offset + size : 0;
    }
    if (kind->recognise == is_iso9660 && head.left >= volume + 130) {
        return bytes_little(head.at + volume + 80, 4) * bytes_little(head.at + volume + 128, 2);
    }
    return 0;
}

const struct archive_kind *archive_kind_of(struct bytes head)
{
    static const struct archive_kind kinds[] = {
        { "zip", is_zip, enable_zip, true, ARCHIVE_LAYOUT_NAMED, 0, NULL, true,
          ARCHIVE_END_DIRECTORY, ARCHIVE_ROOM_NONE },
        { "7zip", is_7zip, enable_7zip, true, ARCHIVE_LAYOUT_EITHER, 32, NULL, false,
          ARCHIVE_END_SAID, ARCHIVE_ROOM_NONE },
        { "rar", is_rar4, enable_rar4, false, ARCHIVE_LAYOUT_EITHER, 0, NULL, false,
          ARCHIVE_END_OWN, ARCHIVE_ROOM_NONE },
        { "rar5", is_rar5, enable_rar5, false, ARCHIVE_LAYOUT_EITHER, 0, NULL, false,
          ARCHIVE_END_RAR5, ARCHIVE_ROOM_NONE },
        { "ar", is_ar, enable_ar, false, ARCHIVE_LAYOUT_BEHIND, 0, NULL, false, ARCHIVE_END_NONE,
          ARCHIVE_ROOM_NONE },
        { "rpm", is_rpm, enable_rpm, false, ARCHIVE_LAYOUT_FILTERED, 96, NULL, false,
          ARCHIVE_END_NONE, ARCHIVE_ROOM_AROUND },
        { "cab", is_cab, enable_cab, false, ARCHIVE_LAYOUT_EITHER, 36, NULL, false,
          ARCHIVE_END_SAID, ARCHIVE_ROOM_NONE },
        { "xar", is_xar, enable_xar, false, ARCHIVE_LAYOUT_EITHER, 28, NULL, false,
          ARCHIVE_END_NONE, ARCHIVE_ROOM_ORDERED },
        { "warc", is_warc, enable_warc, false, ARCHIVE_LAYOUT_BEHIND, 0, "\r\n\r\nWARC/", false,
          ARCHIVE_END_NONE, ARCHIVE_ROOM_NONE },
        { "cpio", is_cpio, enable_cpio, false, ARCHIVE_LAYOUT_BEHIND, 0, NULL, false,
          ARCHIVE_END_OWN, ARCHIVE_ROOM_NONE },
        { "tar", tar_header_holds, enable_tar, false, ARCHIVE_LAYOUT_BEHIND, 0, NULL, false,
          ARCHIVE_END_OWN, ARCHIVE_ROOM_PADDING },
        { "lha", is_lha, enable_lha, false, ARCHIVE_LAYOUT_EITHER, 0, NULL, false, ARCHIVE_END_OWN,
          ARCHIVE_ROOM_NONE },
        { "iso9660", is_iso9660, enable_iso9660, false, ARCHIVE_LAYOUT_APART, 0, NULL, false,
          ARCHIVE_END_SAID, ARCHIVE_ROOM_BETWEEN },
    };
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (kinds[i].recognise(head)) {
            return &kinds[i];
        }
    }
    return NULL;
}
