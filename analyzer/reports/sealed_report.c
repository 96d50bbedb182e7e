#include "reports/sealed_report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "bounds.h"
#include "bytes/hex_text.h"
#include "bytes/pem_text.h"
#include "reports/output_folder.h"
#include "reports/plain_text.h"

#define TOGETHER  "sealed.cms"
#define INDEX     "index.csv"
#define FILE_ROOM (KEY_IDENTITY_TEXT + 8)

#define RECIPIENT_SHOWN 200

struct sealed_writing {
    struct output_folder *folder;
    bool together;
    struct buffer index;
    size_t written; /* octets of TOGETHER: a million messages are not held in memory */
    int failure;    /* errno */
};

static bool is_ours(const char *name)
{
    const size_t length = strlen(name);
    return (length > 4 && strcmp(name + length - 4, ".cms") == 0) || strcmp(name, INDEX) == 0;
}

static bool count_sealed(void *context, const struct case_sealed_view *sealed)
{
    struct sealed_summary *summary = context;
    summary->keys++;
    if (sealed->content.left == 0 || sealed->recipient_sha256.left != SHA256_LENGTH) {
        return true;
    }
    summary->several =
        summary->several ||
        (summary->sealed > 0 &&
         memcmp(summary->recipient_sha256, sealed->recipient_sha256.at, SHA256_LENGTH) != 0);
    memcpy(summary->recipient_sha256, sealed->recipient_sha256.at, SHA256_LENGTH);
    buffer_reset(&summary->recipient);
    summary->sealed++;
    return plain_text_print(sealed->recipient, &summary->recipient);
}

bool sealed_report_count(struct case_file *file, struct sealed_summary *summary)
{
    return case_each_sealed(file, summary, count_sealed);
}

static bool put_row(struct buffer *index, const struct case_sealed_view *sealed, const char *file,
                    size_t offset, size_t length)
{
    char front[KEY_IDENTITY_TEXT + FILE_ROOM + 64];
    (void)snprintf(front, sizeof(front), "%s,%s,%zu,%zu,", sealed->name, file, offset, length);
    if (length == 0) {
        (void)snprintf(front, sizeof(front), "%s,,,,", sealed->name);
    }
    return buffer_append_text(index, front) && plain_text_print_csv(sealed->recipient, index) &&
           buffer_append_byte(index, ',') && hex_text_append(sealed->recipient_sha256, index) &&
           buffer_append_byte(index, ',') && plain_text_print_csv(sealed->note, index) &&
           buffer_append_text(index, "\r\n");
}

static bool put_message(struct sealed_writing *writing, const struct case_sealed_view *sealed,
                        struct bytes pem)
{
    char name[FILE_ROOM];
    if (writing->together) {
        const size_t offset = writing->written;
        writing->written += pem.left;
        return output_folder_append(writing->folder, TOGETHER, pem) &&
               put_row(&writing->index, sealed, TOGETHER, offset, pem.left);
    }
    (void)snprintf(name, sizeof(name), "%s.cms", sealed->name);
    return output_folder_write(writing->folder, name, pem) &&
           put_row(&writing->index, sealed, name, 0, pem.left);
}

static bool write_sealed(void *context, const struct case_sealed_view *sealed)
{
    struct sealed_writing *writing = context;
    struct buffer pem = { 0 };
    errno = ENOMEM;
    const bool written = sealed->content.left == 0
                             ? put_row(&writing->index, sealed, "", 0, 0)
                             : pem_text_write(sealed->content, "CMS", &pem) &&
                                   put_message(writing, sealed, buffer_bytes(&pem));
    writing->failure = written ? 0 : errno;
    buffer_clear(&pem);
    return written;
}

static bool write_all(struct sealed_writing *writing, struct case_file *file, const char **sentence)
{
    static const char head[] =
        "key_identity,file,offset,length,recipient,recipient_sha256,note\r\n";
    errno = ENOMEM;
    if (!buffer_append_text(&writing->index, head)) {
        *sentence = strerror(errno);
        return false;
    }
    if (!case_each_sealed(file, writing, write_sealed)) {
        *sentence = writing->failure != 0 ? strerror(writing->failure) : case_error(file);
        return false;
    }
    const bool placed =
        output_folder_write(writing->folder, INDEX, buffer_bytes(&writing->index)) &&
        output_folder_place(writing->folder);
    *sentence = placed ? "" : strerror(errno);
    return placed;
}

static bool write_into(struct case_file *file, const char *directory, size_t files_max,
                       const struct sealed_summary *summary, const char **sentence)
{
    struct output_folder folder = {
        .name = "sealed", .fresh = "sealed.new", .old = "sealed.old", .owns = is_ours
    };
    struct sealed_writing writing = { .folder = &folder };
    if (summary->keys == 0) {
        return true;
    }
    if (!output_folder_open(&folder, directory)) {
        *sentence = strerror(errno);
        return false;
    }
    writing.together = summary->sealed > (files_max > 0 ? files_max : PROOF_FILES_MAX);
    const bool written = write_all(&writing, file, sentence);
    buffer_clear(&writing.index);
    output_folder_close(&folder);
    return written;
}

bool sealed_report_write(struct case_file *file, const char *directory, size_t files_max,
                         const struct sealed_summary *summary, char *why, size_t why_room)
{
    const char *sentence = "";
    const bool written = write_into(file, directory, files_max, summary, &sentence);
    if (!written) {
        (void)snprintf(why, why_room, "cannot write '%s/sealed': %s", directory,
                       sentence[0] != '\0' ? sentence : "out of memory");
    }
    return written;
}

void sealed_report_say(const struct sealed_summary *summary, char *text, size_t room)
{
    const size_t used = strnlen(text, room);
    const uint64_t open = summary->keys - summary->sealed;
    char sha256[2 * SHA256_LENGTH + 1], to[RECIPIENT_SHOWN + sizeof(sha256) + 32], why[80] = "";
    if (summary->keys == 0) {
        return;
    }
    hex_text_write(bytes_over(summary->recipient_sha256, SHA256_LENGTH), sha256);
    const size_t whole = summary->recipient.used;
    const size_t shown = whole < RECIPIENT_SHOWN ? whole : RECIPIENT_SHOWN;
    (void)snprintf(to, sizeof(to), "%.*s (certificate %s)", (int)shown,
                   shown > 0 ? (const char *)summary->recipient.at : "", sha256);
    if (summary->several) {
        (void)snprintf(to, sizeof(to), "several recipients (sealed/index.csv)");
    } else if (summary->sealed == 0) {
        (void)snprintf(to, sizeof(to), "nobody");
    }
    if (open > 0) {
        (void)snprintf(why, sizeof(why), "; why %llu %s not: sealed/index.csv",
                       (unsigned long long)open, open == 1 ? "is" : "are");
    }
    const int length =
        snprintf(text + used, room - used, "Sealed keys: %llu of %llu, for %s%s.\n",
                 (unsigned long long)summary->sealed, (unsigned long long)summary->keys, to, why);
    if (length < 0 || (size_t)length >= room - used) {
        text[used] = '\0';
    }
}
