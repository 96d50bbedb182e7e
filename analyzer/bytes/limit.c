#include "limit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bounds.h"

#define NAME_MAX_LENGTH 32

const struct limit_row limit_table[LIMITS] = {
    [LIMIT_CONTAINER_DEPTH] = { "container-depth", LIMIT_COUNT, CONTAINER_DEPTH_MAX, 1,
                                CONTAINER_DEPTH_MOST, "containers inside each other" },
    [LIMIT_DECODINGS] = { "decodings", LIMIT_COUNT, DECODINGS_MAX, 1, DECODINGS_MOST,
                          "decodings in a row" },
    [LIMIT_DECODED_BYTES] = { "decoded-bytes", LIMIT_BYTES, DECODED_OBJECT_MAX, 1024,
                              UINT64_C(1) << 48, "bytes that one object decodes to" },
    [LIMIT_EXPANSION] = { "expansion", LIMIT_BYTES, EXPANSION_MAX, MIB, UINT64_C(1) << 50,
                          "bytes that one file expands to, whatever its size" },
    [LIMIT_EXPANSION_FACTOR] = { "expansion-factor", LIMIT_COUNT, EXPANSION_FACTOR, 0, 1000000,
                                 "bytes that a file expands to, of each of its own, where that "
                                 "is more" },
    [LIMIT_RATIO] = { "ratio", LIMIT_COUNT, RATIO_MAX, 2, 1000000,
                      "decoded bytes for one that is packed, past 64M of them" },
    [LIMIT_SWELLING] = { "swelling", LIMIT_BYTES, SWELLING_MAX, 1024, UINT64_C(1) << 50,
                         "bytes past 16 for each that is packed, of what is packed in texts of one "
                         "file, or one range of it, without a key in it" },
    [LIMIT_ENTRIES] = { "entries", LIMIT_COUNT, ENTRIES_MAX, 1, 1000000000,
                        "members of one archive" },
    [LIMIT_MIME_DEPTH] = { "mime-depth", LIMIT_COUNT, MIME_DEPTH_MAX, 1, MIME_DEPTH_MOST,
                           "multiparts inside each other in a mail" },
    [LIMIT_MIME_PARTS] = { "mime-parts", LIMIT_COUNT, MIME_PARTS_MAX, 1, 100000000,
                           "parts of one mail" },
    [LIMIT_HEADER_BLOCK] = { "header-block", LIMIT_BYTES, HEADER_BLOCK_MAX, MIB, GIB,
                             "bytes of the header of one mail, or of one part" },
    [LIMIT_FINDINGS] = { "findings", LIMIT_COUNT, FINDINGS_MAX, 1, 1000000000,
                         "keys and certificates of one file, or one range of it" },
    [LIMIT_NAMELESS_KEYS] = { "nameless-keys", LIMIT_COUNT, NAMELESS_KEYS_MAX, 1, 1000000000,
                              "malformed keys of one file, or one range of it, that do not say "
                              "whose they are" },
    [LIMIT_JOURNAL_ENTRIES] = { "journal-entries", LIMIT_COUNT, JOURNAL_ENTRIES_MAX, 2, 1000000000,
                                "journal entries of one file, or one range of it" },
    [LIMIT_HELD_BYTES] = { "held-bytes", LIMIT_BYTES, HELD_MAX, MIB, UINT64_C(1) << 40,
                           "bytes of a container within another that are held in memory" },
    [LIMIT_VOLUME_BYTES] = { "volume-bytes", LIMIT_BYTES, VOLUME_PARTS_HELD_MAX, MIB,
                             UINT64_C(1) << 40, "bytes of volumes within a container" },
    [LIMIT_MAIL_FRAGMENTS] = { "mail-fragments", LIMIT_COUNT, MESSAGE_FRAGMENTS_MAX, 1, 1000000,
                               "fragments of messages that are held of one mailbox" },
    [LIMIT_FRAGMENT_BYTES] = { "fragment-bytes", LIMIT_BYTES, MESSAGE_FRAGMENT_OCTETS_MAX, MIB,
                               UINT64_C(1) << 40, "bytes of them" },
    [LIMIT_RUN_BYTES] = { "run-bytes", LIMIT_BYTES, RUN_HELD_MAX, MIB, UINT64_C(1) << 40,
                          "bytes that a run of base64 or hex within a text decodes to" },
    [LIMIT_CARVED_STARTS] = { "carved-starts", LIMIT_COUNT, CARVED_STARTS_MAX, 1, 1000000000,
                              "archives and compressed streams that are carved of one content" },
    [LIMIT_PST_NODE] = { "pst-node", LIMIT_BYTES, PST_NODE_MAX, MIB, UINT64_C(1) << 40,
                         "bytes of one node of an Outlook file: an attachment" },
    [LIMIT_PST_MESSAGE] = { "pst-message", LIMIT_BYTES, PST_MESSAGE_MAX, MIB, UINT64_C(1) << 40,
                            "bytes of one message of an Outlook file, with what is attached" },
    [LIMIT_PST_BLOCKS] = { "pst-blocks", LIMIT_COUNT, PST_BLOCKS_MAX, 1, 1000000000,
                           "blocks of an Outlook file" },
    [LIMIT_GIT_OBJECTS] = { "git-objects", LIMIT_COUNT, GIT_OBJECTS_MAX, 1, 1000000000,
                            "objects of one pack of git" },
    [LIMIT_PDF_OBJECTS] = { "pdf-objects", LIMIT_COUNT, PDF_OBJECTS_MAX, 1, 1000000000,
                            "objects of one PDF file" },
    [LIMIT_PDF_TEXT] = { "pdf-text", LIMIT_BYTES, PDF_TEXT_WORK_MAX, 1024, UINT64_C(1) << 48,
                         "bytes that are looked at for the text of one PDF file" },
    [LIMIT_TNEF_PARTS] = { "tnef-parts", LIMIT_COUNT, TNEF_PARTS_MAX, 1, 100000000,
                           "attachments and properties of one TNEF" },
    [LIMIT_SQLITE_FRAMES] = { "sqlite-frames", LIMIT_COUNT, SQLITE_FRAMES_MAX, 1, 1000000000,
                              "frames of a log of SQLite" },
    [LIMIT_DISK_CLUSTERS] = { "disk-clusters", LIMIT_COUNT, DISK_CLUSTERS_MAX, 1,
                              UINT64_C(1000000000000), "clusters of a disk image" },
    [LIMIT_NO_PROGRESS] = { "no-progress", LIMIT_SECONDS, WORKER_SILENCE_MAX, 1, 86400,
                            "seconds without a sign of life before a worker is ended" },
    [LIMIT_TIME] = { "time", LIMIT_SECONDS, WORKER_FILE_TIME_MAX, 1, 864000,
                     "seconds for one file, or one range of it" },
    [LIMIT_MEMORY] = { "memory", LIMIT_BYTES, WORKER_ADDRESS_SPACE, 512 * MIB, UINT64_C(1) << 46,
                       "address space of one worker" },
    [LIMIT_WORKER_FILES] = { "worker-files", LIMIT_COUNT, WORKER_FILES_MAX, 1, 1000000000,
                             "files before a worker is replaced" },
};

static struct limit_set used;
static bool chosen;

void limit_set_usual(struct limit_set *set)
{
    for (size_t i = 0; i < LIMITS; i++) {
        set->values[i] = limit_table[i].usual;
    }
}

void limit_use(const struct limit_set *set)
{
    used = *set;
    chosen = true;
}

uint64_t limit_of(enum limit limit)
{
    return chosen ? used.values[limit] : limit_table[limit].usual;
}

/* Steps from one name to the other: a character more, less, or another. */
static size_t distance(const char *one, size_t length, const char *other)
{
    size_t row[NAME_MAX_LENGTH + 1];
    const size_t width = strlen(other);
    for (size_t i = 0; i <= width; i++) {
        row[i] = i;
    }
    for (size_t i = 0; i < length; i++) {
        size_t before = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < width; j++) {
            const size_t same = before + (one[i] == other[j] ? 0 : 1);
            before = row[j + 1];
            const size_t changed = (row[j] < row[j + 1] ? row[j] : row[j + 1]) + 1;
            row[j + 1] = same < changed ? same : changed;
        }
    }
    return row[width];
}

static bool is_named(const char *name, size_t length, size_t row)
{
    return strlen(limit_table[row].name) == length &&
           memcmp(limit_table[row].name, name, length) == 0;
}

/* A word of the name is nearer than any that is spelt like it. */
static bool is_word_of(const char *name, size_t length, size_t row)
{
    const char *whole = limit_table[row].name;
    return length > 2 && memmem(whole, strlen(whole), name, length) != NULL;
}

static size_t nearest(const char *name, size_t length)
{
    size_t best = 0, least = SIZE_MAX;
    length = length < NAME_MAX_LENGTH ? length : NAME_MAX_LENGTH;
    for (size_t i = 0; i < LIMITS; i++) {
        const size_t far = is_named(name, length, i) ? 0
                           : is_word_of(name, length, i)
                               ? 1
                               : distance(name, length, limit_table[i].name) + 1;
        if (far < least) {
            least = far;
            best = i;
        }
    }
    return best;
}

struct suffix {
    const char *text;
    uint64_t times;
};
static const struct suffix suffixes[][5] = {
    [LIMIT_COUNT] = { { "G", 1000000000 }, { "M", 1000000 }, { "K", 1000 }, { "", 1 } },
    [LIMIT_BYTES] = { { "G", GIB }, { "M", MIB }, { "K", 1024 }, { "", 1 } },
    [LIMIT_SECONDS] = { { "m", 60 }, { "s", 1 }, { "", 1 } },
};

static bool read_value(const char *text, const struct limit_row *row, uint64_t *value)
{
    uint64_t number = 0;
    size_t digits = 0;
    for (; text[digits] >= '0' && text[digits] <= '9' && digits < 16; digits++) {
        number = number * 10 + (uint64_t)(text[digits] - '0');
    }
    for (const struct suffix *suffix = suffixes[row->unit]; digits > 0 && suffix->text != NULL;
         suffix++) {
        if (strcmp(text + digits, suffix->text) == 0) {
            *value = number <= UINT64_MAX / suffix->times ? number * suffix->times : UINT64_MAX;
            return *value >= row->least && *value <= row->most;
        }
    }
    return false;
}

enum limit_end limit_read(const char *text, struct limit_set *set, const struct limit_row **row)
{
    const size_t length = strcspn(text, "=");
    const size_t found = nearest(text, length);
    uint64_t value;
    *row = &limit_table[found];
    if (!is_named(text, length, found)) {
        return LIMIT_UNKNOWN;
    }
    if (text[length] != '=' || !read_value(text + length + 1, *row, &value)) {
        return LIMIT_NO_VALUE;
    }
    set->values[found] = value;
    return LIMIT_READ;
}

void limit_value_print(const struct limit_row *row, uint64_t value, char *into, size_t room)
{
    const struct suffix *suffix = suffixes[row->unit];
    while (suffix->times > 1 && (value == 0 || value % suffix->times != 0)) {
        suffix++;
    }
    (void)snprintf(into, room, "%" PRIu64 "%s", value / suffix->times, suffix->text);
}

bool limit_print(const struct limit_set *set, struct buffer *out)
{
    const size_t before = out->used;
    char value[24];
    for (size_t i = 0; i < LIMITS; i++) {
        if (set->values[i] == limit_table[i].usual) {
            continue;
        }
        limit_value_print(&limit_table[i], set->values[i], value, sizeof(value));
        if (!buffer_append_text(out, out->used > before ? " " : "") ||
            !buffer_append_text(out, limit_table[i].name) || !buffer_append_byte(out, '=') ||
            !buffer_append_text(out, value)) {
            return false;
        }
    }
    return true;
}
