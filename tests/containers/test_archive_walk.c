#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <archive.h>
#include <archive_entry.h>

#include "bounds.h"
#include "buffer.h"
#include "containers/archive_walk.h"
#include "suite.h"

#define LOG_MAX 4096
#define HELD    65536

/* What a walk said, as lines of text. */
struct log {
    char text[LOG_MAX];
    size_t used;
    struct bytes raw; /* the archive, to hold the extents against */
    bool reads;       /* members are read */
    unsigned stop_at; /* part after which the sink wants no more; 0: never */
    unsigned parts;
    uint64_t last_read; /* bytes of the last part */
};

static const char later[] = "the member behind it\n";

static size_t first_text(char text[HELD])
{
    size_t used = 0;
    for (int i = 0; i < 40; i++) {
        used += (size_t)snprintf(text + used, HELD - used, "line %d of the first member\n", i);
    }
    return used;
}

static void say(struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(struct log *log, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    log->used += (size_t)vsnprintf(log->text + log->used, LOG_MAX - log->used, format, values);
    va_end(values);
    ck_assert_uint_lt(log->used, LOG_MAX);
}

static size_t read_all(struct stream *content, char held[HELD], size_t wanted, uint64_t *total)
{
    size_t used = 0;
    for (;;) {
        struct bytes seen = stream_ahead(content, wanted);
        if (seen.left == 0) {
            return used;
        }
        size_t room = HELD - used < seen.left ? HELD - used : seen.left;
        memcpy(held + used, seen.at, room);
        used += room;
        *total += seen.left;
        stream_consume(content, seen.left);
    }
}

static void say_content(struct log *log, const char *held, uint64_t total)
{
    char first[HELD];
    size_t length = first_text(first);
    if (total == length && memcmp(held, first, length) == 0) {
        say(log, " first");
    } else if (total == strlen(later) && memcmp(held, later, strlen(later)) == 0) {
        say(log, " later");
    } else {
        say(log, " %llu bytes", (unsigned long long)total);
    }
}

static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    static char held[HELD];
    struct log *log = context;
    ck_assert_int_eq(nature, PART_UNKNOWN);
    ck_assert_uint_eq(content->offset, 0);
    say(log, "%s %llu %.*s", place->kind == PLACE_MEMBER ? "member" : "reading",
        (unsigned long long)place->number, (int)place->name.left, (const char *)place->name.at);
    if (log->reads) {
        log->last_read = 0;
        size_t used = read_all(content, held, 1, &log->last_read);
        say_content(log, held, log->last_read);
        if (place->kind == PLACE_MEMBER && place->length > 0) {
            ck_assert_uint_le(place->offset + place->length, log->raw.left);
            ck_assert_uint_le(used, place->length);
            ck_assert_mem_eq(log->raw.at + place->offset, held, used);
            say(log, used == place->length ? " in place" : " the front of it");
        }
    }
    say(log, "\n");
    return ++log->parts != log->stop_at;
}

static void take_mail(void *context, const struct mail_facts *facts)
{
    (void)context;
    (void)facts;
    ck_abort_msg("an archive tells nothing of mails");
}

static void take_journal(void *context, const struct place *where, enum journal_weight weight,
                         const struct fault *fault, uint64_t unread)
{
    say(context, "%s %llu %s: %s (%llu)\n", weight == JOURNAL_NOTE ? "note" : "unread",
        where != NULL ? (unsigned long long)where->number : 0, outcome_name(fault->outcome),
        fault->sentence, (unsigned long long)unread);
}

static const struct container *container_of(struct bytes head)
{
    static const struct container *const all[] = { &compressed_container, &archive_seek_container,
                                                   &archive_stream_container };
    const struct container *found = NULL;
    for (size_t i = 0; i < 3; i++) {
        if (all[i]->recognise(head)) {
            ck_assert_ptr_null(found); /* one at most */
            found = all[i];
        }
    }
    return found;
}

/* A stream that cannot go back and shows no more than it is asked for. */
struct drip {
    struct stream stream;
    struct bytes all;
};

static struct bytes drip_ahead(struct stream *stream, size_t wanted)
{
    struct drip *drip = (struct drip *)stream;
    struct bytes shown;
    size_t few = wanted < 7 ? 7 : wanted;
    return bytes_take(&(struct bytes){ drip->all.at, drip->all.left }, few, &shown) ? shown
                                                                                    : drip->all;
}

static void drip_consume(struct stream *stream, size_t count)
{
    struct drip *drip = (struct drip *)stream;
    struct bytes taken;
    ck_assert(bytes_take(&drip->all, count, &taken));
    stream->offset += count;
}

static void say_end(struct log *log, const struct fault *fault)
{
    if (fault != NULL) {
        say(log, "end %s: %s\n", outcome_name(fault->outcome), fault->sentence);
    }
}

static void walk_log(struct log *log, struct bytes raw, bool reads, unsigned stop_at)
{
    const struct container *container = container_of(raw);
    ck_assert_ptr_nonnull(container);
    *log = (struct log){ .raw = raw, .reads = reads, .stop_at = stop_at };
    const struct container_sink sink = { log, take_part, take_mail, take_journal };
    struct memory_stream content;
    memory_stream_init(&content, raw);
    say_end(log, container->walk(&content.stream, &sink));
}

static void walk_dripping(struct log *log, struct bytes raw)
{
    static const struct stream_kind kind = { drip_ahead, drip_consume, NULL };
    *log = (struct log){ .raw = raw, .reads = true };
    const struct container_sink sink = { log, take_part, take_mail, take_journal };
    struct drip drip = { { .kind = &kind, .size = STREAM_SIZE_UNKNOWN }, raw };
    say_end(log, container_of(raw)->walk(&drip.stream, &sink));
}

static struct bytes fixture(const char *name)
{
    char path[512];
    static uint8_t held[1 << 20];
    (void)snprintf(path, sizeof(path), FIXTURES "/%s", name);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    size_t length = fread(held, 1, sizeof(held), file);
    ck_assert_uint_lt(length, sizeof(held));
    (void)fclose(file);
    return bytes_over(exact_copy(held, length), length);
}

static void release(struct bytes raw)
{
    union {
        const uint8_t *from;
        void *to;
    } memory = { .from = raw.at };
    free(memory.to);
}

static void put_entry(struct archive *archive, const char *name, const char *data, size_t length)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t)length);
    ck_assert_int_eq(archive_write_header(archive, entry), ARCHIVE_OK);
    ck_assert_int_eq(archive_write_data(archive, data, length), (int)length);
    archive_entry_free(entry);
}

/* Two members, by libarchive's own writer. The caller releases it. */
static struct bytes make(const char *format, const char *filter, const char *options)
{
    static uint8_t made[1 << 20];
    char text[HELD];
    size_t used = 0, length = first_text(text);
    struct archive *archive = archive_write_new();
    ck_assert_int_eq(archive_write_set_format_by_name(archive, format), ARCHIVE_OK);
    if (filter != NULL) {
        ck_assert_int_eq(archive_write_add_filter_by_name(archive, filter), ARCHIVE_OK);
    }
    if (options != NULL) {
        ck_assert_int_eq(archive_write_set_options(archive, options), ARCHIVE_OK);
    }
    archive_write_set_bytes_per_block(archive, 512);
    ck_assert_int_eq(archive_write_open_memory(archive, made, sizeof(made), &used), ARCHIVE_OK);
    put_entry(archive, "first.txt", text, length);
    if (strcmp(format, "raw") != 0) {
        put_entry(archive, "later.txt", later, strlen(later));
    }
    ck_assert_int_eq(archive_write_close(archive), ARCHIVE_OK);
    archive_write_free(archive);
    return bytes_over(exact_copy(made, used), used);
}

static bool count_part(void *context, const struct place *place, enum part_nature nature,
                       struct stream *content)
{
    static char held[HELD];
    (void)place;
    (void)nature;
    (void)read_all(content, held, 1, context);
    return true;
}

static void refuse_journal(void *context, const struct place *where, enum journal_weight weight,
                           const struct fault *fault, uint64_t unread)
{
    (void)context;
    (void)where;
    (void)weight;
    (void)unread;
    ck_abort_msg("%s", fault->sentence);
}

static const struct {
    const char *format, *options;
    bool in_place, seeks;
} formats[] = {
    { "ustar", NULL, true, false },
    { "pax", NULL, true, false },
    { "gnutar", NULL, true, false },
    { "v7tar", NULL, true, false },
    { "odc", NULL, true, false },
    { "newc", NULL, true, false },
    { "bin", NULL, true, false },
    { "arbsd", NULL, true, false },
    { "argnu", NULL, true, false },
    { "warc", NULL, true, false },
    { "iso9660", NULL, true, false },
    { "xar", NULL, false, false },
    { "7zip", NULL, false, true },
    { "zip", "zip:compression=deflate", false, true },
    { "zip", "zip:compression=store", true, true },
};

START_TEST(each_format_gives_its_members_where_they_stand)
{
    const char *packed = "member 1 first.txt first\nmember 2 later.txt later\n";
    const char *in_place = "member 1 first.txt first in place\n"
                           "member 2 later.txt later in place\n";
    struct bytes raw = make(formats[_i].format, NULL, formats[_i].options);
    struct log log;
    ck_assert_ptr_eq(container_of(raw),
                     formats[_i].seeks ? &archive_seek_container : &archive_stream_container);
    walk_log(&log, raw, true, 0);
    const char *found = log.text;
    if (strncmp(found, "member 1 . 0 bytes\n", 19) == 0) { /* the root of an iso9660 */
        ck_assert_str_eq(found, "member 1 . 0 bytes\nmember 2 first.txt first in place\n"
                                "member 3 later.txt later in place\n");
    } else {
        ck_assert_str_eq(found, formats[_i].in_place ? in_place : packed);
    }
    release(raw);
}
END_TEST

START_TEST(members_need_not_be_read)
{
    struct bytes raw = make(formats[_i].format, NULL, formats[_i].options);
    struct log log;
    walk_log(&log, raw, false, 0);
    ck_assert_ptr_nonnull(strstr(log.text, " first.txt\nmember "));
    ck_assert_ptr_nonnull(strstr(log.text, " later.txt\n"));
    walk_log(&log, raw, false, 1);
    ck_assert_uint_eq(log.parts, 1);
    release(raw);
}
END_TEST

START_TEST(a_stream_in_drops_gives_the_same)
{
    struct bytes raw = make(formats[_i].format, NULL, formats[_i].options);
    struct log whole, drops;
    if (strcmp(formats[_i].format, "7zip") != 0) { /* its directory stands at the end */
        walk_log(&whole, raw, true, 0);
        walk_dripping(&drops, raw);
        ck_assert_str_eq(whole.text, drops.text);
    }
    release(raw);
}
END_TEST

/* Members of odd sizes, so that headers stand across the borders of blocks. */
START_TEST(headers_may_stand_across_blocks)
{
    static const char *const names[] = { "warc", "pax", "newc", "arbsd", "zip" };
    static uint8_t made[2 << 20];
    static char data[977];
    size_t used = 0;
    struct archive *archive = archive_write_new();
    ck_assert_int_eq(archive_write_set_format_by_name(archive, names[_i]), ARCHIVE_OK);
    archive_write_set_bytes_per_block(archive, 512);
    ck_assert_int_eq(archive_write_open_memory(archive, made, sizeof(made), &used), ARCHIVE_OK);
    memset(data, 'x', sizeof(data));
    for (size_t i = 0; i < 400; i++) {
        put_entry(archive, "m", data, sizeof(data) - i);
    }
    ck_assert_int_eq(archive_write_close(archive), ARCHIVE_OK);
    archive_write_free(archive);
    static const struct stream_kind kind = { drip_ahead, drip_consume, NULL };
    struct drip drip = { { .kind = &kind, .size = STREAM_SIZE_UNKNOWN }, bytes_over(made, used) };
    uint64_t total = 0;
    const struct container_sink sink = { &total, count_part, take_mail, refuse_journal };
    ck_assert_ptr_null(container_of(drip.all)->walk(&drip.stream, &sink));
    ck_assert_uint_eq(total, 400 * 977 - 399 * 400 / 2);
}
END_TEST

START_TEST(every_shorter_archive_ends)
{
    struct bytes raw = make(formats[_i].format, NULL, formats[_i].options);
    /* Large formats in steps: what matters is where a structure is cut. */
    size_t step = raw.left > 20000 ? 509 : 7;
    for (size_t length = 0; length < raw.left; length += step) {
        struct bytes cut = bytes_over(exact_copy(raw.at, length), length);
        struct log log;
        if (container_of(cut) != NULL) {
            walk_log(&log, cut, true, 0);
            ck_assert(strncmp(log.text, "member 1 ", 9) == 0 || strncmp(log.text, "end ", 4) == 0 ||
                      strncmp(log.text, "unread 0 ", 9) == 0 || log.used == 0);
        }
        release(cut);
    }
    release(raw);
}
END_TEST

static const char *const packed_fixtures[] = {
    "archives/deflated.zip", "archives/bzip2.zip",    "archives/lzma.zip",
    "archives/stored.rar",   "archives/stored-5.rar", "archives/stored.lzh",
    "archives/stored.cab",   "archives/gzip.rpm",     "archives/junk-before-end.zip",
};

START_TEST(formats_that_libarchive_does_not_write_are_read)
{
    struct bytes raw = fixture(packed_fixtures[_i]);
    struct log log;
    walk_log(&log, raw, true, 0);
    ck_assert_str_eq(log.text, "member 1 first.txt first\nmember 2 below/later.txt later\n");
    for (size_t length = 0; length < raw.left; length++) {
        struct bytes cut = bytes_over(exact_copy(raw.at, length), length);
        if (container_of(cut) != NULL) {
            walk_log(&log, cut, true, 0);
        }
        release(cut);
    }
    release(raw);
}
END_TEST

static const struct {
    const char *filter, *name;
} filters[] = { { "gzip", "gzip" }, { "bzip2", "bzip2" },       { "xz", "xz" },
                { "lzma", "lzma" }, { "lzip", "lzip" },         { "zstd", "zstd" },
                { "lz4", "lz4" },   { "compress", "compress" }, { "uuencode", "uuencode" } };

START_TEST(each_compression_gives_one_reading)
{
    struct bytes raw = make("raw", filters[_i].filter, NULL);
    struct log log;
    char expected[64];
    (void)snprintf(expected, sizeof(expected), "reading 0 %s first\n", filters[_i].name);
    ck_assert_ptr_eq(container_of(raw), &compressed_container);
    walk_log(&log, raw, true, 0);
    ck_assert_str_eq(log.text, expected);
    walk_dripping(&log, raw);
    ck_assert_str_eq(log.text, expected);
    release(raw);
}
END_TEST

/* What was decoded before the cut is given; only a cut in the trailer costs no byte. */
START_TEST(every_shorter_compressed_stream_gives_its_front)
{
    struct bytes raw = make("raw", filters[_i].filter, NULL);
    bool own = _i < 5;
    uint64_t most = 0;
    for (size_t length = 16; length < raw.left; length++) {
        struct bytes cut = bytes_over(exact_copy(raw.at, length), length);
        struct log log;
        if (container_of(cut) != NULL) {
            walk_log(&log, cut, true, 0);
            ck_assert(!own || log.last_read >= most);
            ck_assert(!own || strstr(log.text, "\nunread 0 truncated: ") != NULL);
            most = log.last_read;
        }
        release(cut);
    }
    ck_assert(!own || most == 1110);
    release(raw);
}
END_TEST

START_TEST(members_of_a_compressed_file_follow_each_other)
{
    struct bytes one = make("raw", filters[_i].filter, NULL);
    struct buffer two = { 0 };
    struct log log;
    char expected[64];
    ck_assert(buffer_append(&two, one) && buffer_append(&two, one));
    walk_log(&log, buffer_bytes(&two), true, 0);
    (void)snprintf(expected, sizeof(expected), "reading 0 %s 2220 bytes\n", filters[_i].name);
    ck_assert_str_eq(log.text, expected);
    buffer_clear(&two);
    release(one);
}
END_TEST

static const struct {
    const char *name, *expected;
} hostile[] = {
    { "zip-bomb-zeros.zip",
      "member 1 zeros 67108864 bytes\n"
      "unread 1 bound: expands by a ratio that only a decompression bomb has (16777216)\n"
      "member 2 later.txt later\n" },
    { "gzip-bomb-zeros.gz",
      "reading 0 gzip 67239936 bytes\n"
      "unread 0 bound: expands by a ratio that only a decompression bomb has (0)\n" },
    { "gzip-cut-off.gz",
      "reading 0 gzip 528 bytes\n"
      "unread 0 truncated: the compressed stream ends before its end mark (0)\n" },
    { "gzip-then-garbage.gz",
      "reading 0 gzip first\n"
      "note 0 unexpected: other bytes follow the compressed stream; they were scanned as they "
      "stand (0)\n" },
    { "zip-cut-off-in-member.zip", "member 1 first.txt 836 bytes\n"
                                   "unread 1 truncated: the archive is cut off (274)\n"
                                   "end truncated: the archive is cut off\n" },
    { "zip-bad-crc.zip", "member 1 first.txt 1110 bytes in place\n"
                         "note 1 malformed: the checksum does not hold (0)\n"
                         "member 2 later.txt later in place\n" },
    { "zip-damaged-deflate.zip", "member 1 first.txt 113 bytes\n"
                                 "unread 1 malformed: the archive is damaged (997)\n"
                                 "member 2 later.txt later\n" },
    { "zip-encrypted-member.zip",
      "unread 1 encrypted: encrypted, and no passphrase opens it (1110)\n"
      "member 2 later.txt later in place\n" },
    { "zip-aes-member.zip", "unread 1 encrypted: encrypted, and no passphrase opens it (1110)\n" },
    { "tar-damaged-header.tar",
      "member 1 first.txt first in place\n"
      "unread 0 malformed: damaged: no header of a member stands here (1536)\n"
      "member 2 last later in place\n" },
    { "tar-dotdot-and-links.tar", "member 1 ../../../etc/passwd 3 bytes in place\n"
                                  "member 2 /etc/shadow 9 bytes in place\n"
                                  "member 3 link 0 bytes\n"
                                  "member 4 hard 0 bytes\n"
                                  "member 5 device 0 bytes\n"
                                  "member 6 link/below later in place\n" },
};

START_TEST(hostile_archives_cost_only_what_is_damaged)
{
    char name[128];
    (void)snprintf(name, sizeof(name), "hostile/%s", hostile[_i].name);
    struct bytes raw = fixture(name);
    struct log log;
    walk_log(&log, raw, true, 0);
    ck_assert_str_eq(log.text, hostile[_i].expected);
    release(raw);
}
END_TEST

/* Extents of these do not map byte for byte, so they are walked without that check. */
START_TEST(claimed_sizes_are_not_believed)
{
    struct bytes raw = fixture("hostile/tar-hole-of-a-terabyte.tar");
    struct log log = { .raw = raw };
    struct memory_stream content;
    const struct container_sink sink = { &log, take_part, take_mail, take_journal };
    memory_stream_init(&content, raw);
    ck_assert_ptr_null(archive_stream_container.walk(&content.stream, &sink));
    ck_assert_str_eq(log.text, "member 1 hole\n");
    release(raw);

    raw = fixture("hostile/tar-claims-8-gib.tar");
    walk_log(&log, raw, true, 0);
    ck_assert_str_eq(log.text,
                     "member 1 huge 3584 bytes in place\n"
                     "unread 1 truncated: the archive is cut off (8589931007)\n"
                     "end malformed: what follows the damaged member cannot be reached\n");
    release(raw);
}
END_TEST

static bool take_hole(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    (void)place;
    (void)nature;
    struct bytes front = stream_ahead(content, 5);
    ck_assert_mem_eq(front.at, "front", 5);
    uint64_t total = 0;
    char last[4] = "";
    for (struct bytes seen = stream_ahead(content, 4); seen.left > 0;
         seen = stream_ahead(content, 4)) {
        if (seen.left >= 4) {
            memcpy(last, seen.at + seen.left - 4, 4);
        }
        total += seen.left;
        stream_consume(content, seen.left);
    }
    ck_assert_mem_eq(last, "back", 4);
    *(uint64_t *)context = total;
    return true;
}

static void ignore_journal(void *context, const struct place *where, enum journal_weight weight,
                           const struct fault *fault, uint64_t unread)
{
    (void)context;
    (void)where;
    ck_assert_int_eq(weight, JOURNAL_NOTE);
    ck_assert_int_eq(fault->outcome, OUTCOME_BOUND);
    ck_assert_uint_eq(unread, 0);
}

START_TEST(holes_are_shown_shortened_and_what_follows_is_read)
{
    struct bytes raw = fixture("hostile/tar-hole-of-a-terabyte.tar");
    uint64_t total = 0;
    struct memory_stream content;
    const struct container_sink sink = { &total, take_hole, take_mail, ignore_journal };
    memory_stream_init(&content, raw);
    ck_assert_ptr_null(archive_stream_container.walk(&content.stream, &sink));
    ck_assert_uint_eq(total, 2 * HOLE_SHOWN_MAX);
    release(raw);
}
END_TEST

struct descent {
    unsigned depth;
    uint64_t innermost;
};

static bool descend(void *context, const struct place *place, enum part_nature nature,
                    struct stream *content)
{
    (void)nature;
    struct descent *descent = context;
    struct buffer held = { 0 };
    char expected[32];
    (void)snprintf(expected, sizeof(expected), "level-%u", ++descent->depth);
    ck_assert(bytes_equal(place->name, bytes_over(expected, strlen(expected))));
    ck_assert(stream_hold(content, HELD_MAX, &held));
    struct memory_stream inner;
    memory_stream_init(&inner, buffer_bytes(&held));
    if (archive_seek_container.recognise(buffer_bytes(&held))) {
        const struct container_sink sink = { descent, descend, take_mail, ignore_journal };
        ck_assert_ptr_null(archive_seek_container.walk(&inner.stream, &sink));
    } else {
        descent->innermost = held.used;
    }
    buffer_clear(&held);
    return true;
}

START_TEST(a_zip_can_be_walked_inside_itself)
{
    struct bytes raw = fixture("hostile/zip-nested-40-deep.zip");
    struct descent descent = { 0 };
    struct memory_stream content;
    const struct container_sink sink = { &descent, descend, take_mail, ignore_journal };
    memory_stream_init(&content, raw);
    ck_assert_ptr_null(archive_seek_container.walk(&content.stream, &sink));
    ck_assert_uint_eq(descent.depth, 40);
    ck_assert_uint_eq(descent.innermost, 1110);
    release(raw);
}
END_TEST

START_TEST(other_bytes_are_no_archive)
{
    static const struct {
        const char *what;
        const char *bytes;
        size_t length;
    } others[] = {
        { "nothing", "", 0 },
        { "text", "From x Mon Jan  1 00:00:00 2001\n", 32 },
        { "a zip's central header", "PK\1\2abcdefghijklmnopqrstuvwxyz", 30 },
        { "gzip with a reserved flag", "\x1f\x8b\x08\xe0\0\0\0\0\0\3", 10 },
        { "gzip cut in its header", "\x1f\x8b\x08\0\0\0\0\0\0", 9 },
        { "compress with codes of 17 bits", "\x1f\x9d\x91xyz", 6 },
        { "lzma with a strange dictionary",
          "\x5d\x01\x02\x03\x00\xff\xff\xff\xff\xff\xff\xff\xff\0", 14 },
        { "a word of cpio", "\xc7\x71\x00\x00\x00\x00", 6 },
        { "the word begin", "begin the work\nnow\n", 19 },
        { "old mtree", "#mtree\n/set type=file\n", 22 },
    };
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        ck_assert_msg(container_of(bytes_over(others[i].bytes, others[i].length)) == NULL, "%s",
                      others[i].what);
    }
}
END_TEST

START_TEST(a_tar_is_known_by_its_checksum)
{
    struct bytes raw = make("v7tar", NULL, NULL);
    uint8_t *changed = exact_copy(raw.at, raw.left);
    ck_assert_ptr_eq(container_of(raw), &archive_stream_container);
    changed[3] ^= 1;
    ck_assert_ptr_null(container_of(bytes_over(changed, raw.left)));
    free(changed);
    release(raw);
}
END_TEST

START_TEST(preparing_can_be_done_again)
{
    ck_assert(archive_walk_prepare());
}
END_TEST

int main(void)
{
    if (!archive_walk_prepare()) {
        return EXIT_FAILURE;
    }
    TCase *tests = tcase_create("archive_walk");
    int all = (int)(sizeof(formats) / sizeof(formats[0]));
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, each_format_gives_its_members_where_they_stand, 0, all);
    tcase_add_loop_test(tests, members_need_not_be_read, 0, all);
    tcase_add_loop_test(tests, a_stream_in_drops_gives_the_same, 0, all);
    tcase_add_loop_test(tests, headers_may_stand_across_blocks, 0, 5);
    tcase_add_loop_test(tests, every_shorter_archive_ends, 0, all);
    tcase_add_loop_test(tests, formats_that_libarchive_does_not_write_are_read, 0,
                        (int)(sizeof(packed_fixtures) / sizeof(packed_fixtures[0])));
    tcase_add_loop_test(tests, each_compression_gives_one_reading, 0, 9);
    tcase_add_loop_test(tests, every_shorter_compressed_stream_gives_its_front, 0, 9);
    tcase_add_loop_test(tests, members_of_a_compressed_file_follow_each_other, 0, 7);
    tcase_add_loop_test(tests, hostile_archives_cost_only_what_is_damaged, 0,
                        (int)(sizeof(hostile) / sizeof(hostile[0])));
    tcase_add_test(tests, claimed_sizes_are_not_believed);
    tcase_add_test(tests, holes_are_shown_shortened_and_what_follows_is_read);
    tcase_add_test(tests, a_zip_can_be_walked_inside_itself);
    tcase_add_test(tests, other_bytes_are_no_archive);
    tcase_add_test(tests, a_tar_is_known_by_its_checksum);
    tcase_add_test(tests, preparing_can_be_done_again);
    return suite_run("archive_walk", tests);
}
