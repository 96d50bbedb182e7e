#ifndef PART_RECORDER_H
#define PART_RECORDER_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "container.h"
#include "containers/mail/mail_message.h"
#include "stream.h"

/* A stream that shows as few bytes as it may: those asked for, rounded up to a
 * multiple of `grain`. */
struct dribble_stream {
    struct stream stream;
    struct bytes all;
    size_t grain;
    size_t shown;
};

static inline struct bytes dribble_ahead(struct stream *stream, size_t wanted)
{
    struct dribble_stream *dribble = (struct dribble_stream *)stream;
    size_t least = wanted > 0 ? wanted : 1;
    size_t shown = (least + dribble->grain - 1) / dribble->grain * dribble->grain;
    size_t left = dribble->all.left - (size_t)stream->offset;
    dribble->shown = shown < left ? shown : left;
    return bytes_over(dribble->all.at + stream->offset, dribble->shown);
}

static inline void dribble_consume(struct stream *stream, size_t count)
{
    struct dribble_stream *dribble = (struct dribble_stream *)stream;
    if (count > dribble->shown) {
        abort();
    }
    dribble->shown -= count;
    stream->offset += count;
}

static inline void dribble_stream_init(struct dribble_stream *stream, struct bytes all,
                                       size_t grain)
{
    static const struct stream_kind kind = { dribble_ahead, dribble_consume, NULL };
    *stream = (struct dribble_stream){ .stream = { .kind = &kind, .size = STREAM_SIZE_UNKNOWN },
                                       .all = all,
                                       .grain = grain };
}

/* Writes down a walk, one line for each call of the sink:
 *   part 1 120+34 leaf <a.txt> "content"
 * Messages inside are walked as well, their lines stand deeper. */
struct part_recorder {
    struct buffer text;
    unsigned depth;
    size_t stop_after; /* parts; 0 = never */
    bool blind;        /* reads no content */
    bool no_notes;
    size_t parts;
};

/* Not ck_assert(): that writes to a file each time. */
static inline void record_require(bool held)
{
    if (!held) {
        abort();
    }
}

static inline void record_text(struct part_recorder *recorder, const char *text)
{
    record_require(buffer_append_text(&recorder->text, text));
}

static inline void record_escaped(struct part_recorder *recorder, struct bytes bytes)
{
    for (size_t i = 0; i < bytes.left; i++) {
        char escaped[8];
        uint8_t byte = bytes.at[i];
        bool plain = byte >= 0x20 && byte < 0x7f && byte != '\\' && byte != '"';
        if (plain) {
            record_require(buffer_append_byte(&recorder->text, byte));
            continue;
        }
        (void)snprintf(escaped, sizeof(escaped), byte == '\n' ? "\\n" : "\\x%02x", byte);
        record_text(recorder, escaped);
    }
}

static inline void record_place(struct part_recorder *recorder, const struct place *place)
{
    char line[128];
    (void)snprintf(line, sizeof(line), "%*s%s %llu %llu+%llu", (int)recorder->depth * 2, "",
                   place_kind_name(place->kind), (unsigned long long)place->number,
                   (unsigned long long)place->offset, (unsigned long long)place->length);
    record_text(recorder, line);
    if (place->name.left > 0) {
        record_text(recorder, " <");
        record_escaped(recorder, place->name);
        record_text(recorder, ">");
    }
}

static inline bool record_part(void *context, const struct place *place, enum part_nature nature,
                               struct stream *content);
static inline void record_mail(void *context, const struct mail_facts *facts)
{
    struct part_recorder *recorder = context;
    char line[128];
    (void)snprintf(line, sizeof(line), "%*smail %lld %lld", (int)recorder->depth * 2, "",
                   facts->date == MAIL_DATE_UNKNOWN ? -1 : (long long)facts->date,
                   facts->received == MAIL_DATE_UNKNOWN ? -1 : (long long)facts->received);
    record_text(recorder, line);
    const struct bytes texts[] = { facts->from, facts->subject, facts->message_id };
    for (size_t i = 0; i < 3; i++) {
        record_text(recorder, " <");
        record_escaped(recorder, texts[i]);
        record_text(recorder, ">");
    }
    record_text(recorder, "\n");
}

static inline void record_journal(void *context, const struct place *where,
                                  enum journal_weight weight, const struct fault *fault,
                                  uint64_t unread)
{
    struct part_recorder *recorder = context;
    char line[64];
    record_require(fault != NULL);
    if (recorder->no_notes) {
        return;
    }
    (void)unread;
    (void)where;
    (void)snprintf(line, sizeof(line), "%*s%s: ", (int)recorder->depth * 2, "",
                   weight == JOURNAL_NOTE ? "note" : "unread");
    record_text(recorder, line);
    record_text(recorder, fault->sentence);
    record_text(recorder, "\n");
}

static inline struct container_sink part_recorder_sink(struct part_recorder *recorder)
{
    return (struct container_sink){
        .context = recorder, .part = record_part, .mail = record_mail, .journal = record_journal
    };
}

static inline bool record_part(void *context, const struct place *place, enum part_nature nature,
                               struct stream *content)
{
    static const char *const natures[] = { "unknown", "message", "markup", "leaf", "disk" };
    struct part_recorder *recorder = context;
    record_place(recorder, place);
    record_text(recorder, " ");
    record_text(recorder, natures[nature]);
    if (nature == PART_MESSAGE && !recorder->blind) {
        const struct container_sink sink = part_recorder_sink(recorder);
        record_text(recorder, "\n");
        recorder->depth++;
        record_require(mail_message_container.walk(content, &sink) == NULL);
        recorder->depth--;
    } else if (!recorder->blind) {
        struct buffer held = { 0 };
        record_require(stream_hold(content, UINT64_MAX, &held));
        record_text(recorder, " \"");
        record_escaped(recorder, buffer_bytes(&held));
        record_text(recorder, "\"\n");
        buffer_clear(&held);
    } else {
        record_text(recorder, "\n");
    }
    recorder->parts++;
    return recorder->stop_after == 0 || recorder->parts < recorder->stop_after;
}

/* The whole record of a walk as a C string. */
static inline const char *part_recorder_walk(struct part_recorder *recorder,
                                             const struct container *container,
                                             struct stream *content)
{
    const struct container_sink sink = part_recorder_sink(recorder);
    buffer_reset(&recorder->text);
    recorder->parts = 0;
    record_require(container->walk(content, &sink) == NULL);
    record_require(buffer_append_byte(&recorder->text, 0));
    recorder->text.used--;
    return (const char *)recorder->text.at;
}

static inline void part_recorder_clear(struct part_recorder *recorder)
{
    buffer_clear(&recorder->text);
}

#endif
