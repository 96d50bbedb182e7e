#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include "bench/mail_writing.h"
#include "suite.h"
#include "wrapping/layer.h"

static la_ssize_t take(struct archive *archive, void *context, const void *bytes, size_t length)
{
    (void)archive;
    must(buffer_append(context, bytes_over(bytes, length)));
    return (la_ssize_t)length;
}

static void member(struct archive *archive, const char *name, struct bytes content)
{
    struct archive_entry *entry = archive_entry_new();
    must(entry != NULL);
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0600);
    archive_entry_set_size(entry, (la_int64_t)content.left);
    must(archive_write_header(archive, entry) == ARCHIVE_OK);
    must(archive_write_data(archive, content.at, content.left) == (la_ssize_t)content.left);
    archive_entry_free(entry);
}

/* Of one member, or (`format` 0) a single compressed stream. */
static void archive(struct bytes from, int format, int filter, struct buffer *into)
{
    struct archive *archive = archive_write_new();
    must(archive != NULL);
    if (format == 0) {
        must(archive_write_set_format_raw(archive) == ARCHIVE_OK);
    } else {
        must(archive_write_set_format(archive, format) == ARCHIVE_OK);
    }
    must(filter == ARCHIVE_FILTER_NONE || archive_write_add_filter(archive, filter) == ARCHIVE_OK);
    must(archive_write_set_bytes_in_last_block(archive, 1) == ARCHIVE_OK);
    must(archive_write_open(archive, into, NULL, take, NULL) == ARCHIVE_OK);
    if (format != 0) {
        member(archive, "readme.txt", bytes_over("nothing of interest\n", 20));
    }
    member(archive, "customers/4711/server.key", from);
    must(archive_write_close(archive) == ARCHIVE_OK);
    must(archive_write_free(archive) == ARCHIVE_OK);
}

#define ARCHIVE(name, format, filter)                                                              \
    static void name(struct bytes from, struct buffer *into)                                       \
    {                                                                                              \
        archive(from, format, filter, into);                                                       \
    }

ARCHIVE(in_zip, ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE)
ARCHIVE(in_tar, ARCHIVE_FORMAT_TAR_PAX_RESTRICTED, ARCHIVE_FILTER_NONE)
ARCHIVE(in_tar_gz, ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP)
ARCHIVE(in_tar_xz, ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_XZ)
ARCHIVE(in_cpio, ARCHIVE_FORMAT_CPIO_SVR4_NOCRC, ARCHIVE_FILTER_NONE)
ARCHIVE(in_7z, ARCHIVE_FORMAT_7ZIP, ARCHIVE_FILTER_NONE)
ARCHIVE(in_iso, ARCHIVE_FORMAT_ISO9660, ARCHIVE_FILTER_NONE)
ARCHIVE(in_gzip, 0, ARCHIVE_FILTER_GZIP)
ARCHIVE(in_bzip2, 0, ARCHIVE_FILTER_BZIP2)
ARCHIVE(in_xz, 0, ARCHIVE_FILTER_XZ)
ARCHIVE(in_zstd, 0, ARCHIVE_FILTER_ZSTD)
ARCHIVE(in_lz4, 0, ARCHIVE_FILTER_LZ4)

static const struct mail_head head = { .number = 17,
                                       .from = "ops@shop.example",
                                       .subject = "the keys" };

static struct blob blob_of(struct bytes from)
{
    struct blob blob;
    FILE *stream = blob_begin(&blob);
    must(fwrite(from.at, 1, from.left, stream) == from.left);
    blob_done(stream);
    return blob;
}

static void finish(FILE *stream, struct blob *mail, struct buffer *into)
{
    blob_done(stream);
    must(buffer_append(into, bytes_over(mail->at, mail->length)));
    blob_clear(mail);
}

static void attached(struct bytes from, bool mbox, struct buffer *into)
{
    struct blob content = blob_of(from), mail;
    FILE *stream = blob_begin(&mail);
    if (mbox) {
        ordinary_mail_write(stream, 3);
        mbox_line_write(stream, &head);
    }
    mixed_begin(stream, &head);
    mixed_file(stream, &head, "application/octet-stream", "server.key", content);
    mixed_end(stream, &head);
    finish(stream, &mail, into);
    blob_clear(&content);
}

static void in_attachment(struct bytes from, struct buffer *into)
{
    attached(from, false, into);
}

static void in_mbox(struct bytes from, struct buffer *into)
{
    attached(from, true, into);
}

/* Any bytes at all: line ends are coded too, as they must be in what is no text. */
static void quoted_binary_write(FILE *into, struct bytes from)
{
    size_t column = 0;
    for (size_t i = 0; i < from.left; i++) {
        bool plain = from.at[i] > ' ' && from.at[i] <= '~' && from.at[i] != '=';
        if (column > 72) {
            fputs("=\n", into);
            column = 0;
        }
        fprintf(into, plain ? "%c" : "=%02X", from.at[i]);
        column += plain ? 1 : 3;
    }
    fputc('\n', into);
}

static void in_quoted_mail(struct bytes from, struct buffer *into)
{
    struct blob quoted, mail;
    FILE *stream = blob_begin(&quoted);
    quoted_binary_write(stream, from);
    blob_done(stream);
    stream = blob_begin(&mail);
    mixed_begin(stream, &head);
    mixed_coded_text(stream, &head, "notes.txt", quoted);
    mixed_end(stream, &head);
    finish(stream, &mail, into);
    blob_clear(&quoted);
}

#define L(name)                                                                                    \
    {                                                                                              \
#name, LAYER_CONTAINER, name                                                               \
    }

const struct layer container_layers[] = {
    L(in_zip),  L(in_tar), L(in_tar_gz),     L(in_tar_xz), L(in_cpio),
    L(in_7z),   L(in_iso), L(in_gzip),       L(in_bzip2),  L(in_xz),
    L(in_zstd), L(in_lz4), L(in_attachment), L(in_mbox),   L(in_quoted_mail),
};
const size_t container_layer_count = sizeof(container_layers) / sizeof(container_layers[0]);
