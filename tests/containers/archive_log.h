#ifndef ARCHIVE_LOG_H
#define ARCHIVE_LOG_H

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <archive.h>
#include <archive_entry.h>

#include "bounds.h"
#include "buffer.h"
#include "containers/archives/archive_walk.h"
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
    struct place last_place;
};

static const char later[] = "the member behind it\n";

static inline size_t first_text(char text[HELD])
{
    size_t used = 0;
    for (int i = 0; i < 40; i++) {
        used += (size_t)snprintf(text + used, HELD - used, "line %d of the first member\n", i);
    }
    return used;
}

static inline void say(struct log *log, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static inline void say(struct log *log, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    log->used += (size_t)vsnprintf(log->text + log->used, LOG_MAX - log->used, format, values);
    va_end(values);
    ck_assert_uint_lt(log->used, LOG_MAX);
}

static inline size_t read_all(struct stream *content, char held[HELD], size_t wanted,
                              uint64_t *total)
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

static inline void say_content(struct log *log, const char *held, uint64_t total)
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

static inline bool take_part(void *context, const struct place *place, enum part_nature nature,
                             struct stream *content)
{
    static char held[HELD];
    struct log *log = context;
    ck_assert_int_eq(nature, PART_UNKNOWN);
    ck_assert_uint_eq(content->offset, 0);
    log->last_place = *place;
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

static inline void take_mail(void *context, const struct mail_facts *facts)
{
    (void)context;
    (void)facts;
    ck_abort_msg("an archive tells nothing of mails");
}

static inline void take_journal(void *context, const struct place *where,
                                enum journal_weight weight, const struct fault *fault,
                                uint64_t unread)
{
    say(context, "%s %llu %s: %s (%llu)\n", weight == JOURNAL_NOTE ? "note" : "unread",
        where != NULL ? (unsigned long long)where->number : 0, outcome_name(fault->outcome),
        fault->sentence, (unsigned long long)unread);
}

static inline const struct container *container_of(struct bytes head)
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

static inline struct bytes drip_ahead(struct stream *stream, size_t wanted)
{
    struct drip *drip = (struct drip *)stream;
    struct bytes shown;
    size_t few = wanted < 7 ? 7 : wanted;
    return bytes_take(&(struct bytes){ drip->all.at, drip->all.left }, few, &shown) ? shown
                                                                                    : drip->all;
}

static inline void drip_consume(struct stream *stream, size_t count)
{
    struct drip *drip = (struct drip *)stream;
    struct bytes taken;
    ck_assert(bytes_take(&drip->all, count, &taken));
    stream->offset += count;
}

static inline void say_end(struct log *log, const struct fault *fault)
{
    if (fault != NULL) {
        say(log, "end %s: %s\n", outcome_name(fault->outcome), fault->sentence);
    }
}

static inline void walk_log(struct log *log, struct bytes raw, bool reads, unsigned stop_at)
{
    const struct container *container = container_of(raw);
    ck_assert_ptr_nonnull(container);
    *log = (struct log){ .raw = raw, .reads = reads, .stop_at = stop_at };
    const struct container_sink sink = {
        .context = log, .part = take_part, .mail = take_mail, .journal = take_journal
    };
    struct memory_stream content;
    memory_stream_init(&content, raw);
    say_end(log, container->walk(&content.stream, &sink));
}

static inline void walk_dripping(struct log *log, struct bytes raw)
{
    static const struct stream_kind kind = { drip_ahead, drip_consume, NULL };
    *log = (struct log){ .raw = raw, .reads = true };
    const struct container_sink sink = {
        .context = log, .part = take_part, .mail = take_mail, .journal = take_journal
    };
    struct drip drip = { { .kind = &kind, .size = STREAM_SIZE_UNKNOWN }, raw };
    say_end(log, container_of(raw)->walk(&drip.stream, &sink));
}

static inline struct bytes fixture(const char *name)
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

static inline void release(struct bytes raw)
{
    union {
        const uint8_t *from;
        void *to;
    } memory = { .from = raw.at };
    free(memory.to);
}

static inline void put_entry(struct archive *archive, const char *name, const char *data,
                             size_t length)
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
static inline struct bytes make(const char *format, const char *filter, const char *options)
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

static inline bool count_part(void *context, const struct place *place, enum part_nature nature,
                              struct stream *content)
{
    static char held[HELD];
    (void)place;
    (void)nature;
    (void)read_all(content, held, 1, context);
    return true;
}

static inline void refuse_journal(void *context, const struct place *where,
                                  enum journal_weight weight, const struct fault *fault,
                                  uint64_t unread)
{
    (void)context;
    (void)where;
    (void)weight;
    (void)unread;
    ck_abort_msg("%s", fault->sentence);
}

#endif
