#ifndef MAIL_PROPERTY_H
#define MAIL_PROPERTY_H

#include <string.h>

#include "container.h"
#include "containers/mail/mail_message.h"
#include "scarce_stream.h"

/* Properties of a walk through mail, whatever the bytes are:
 * - places lie in the container, pieces of one walk do not overlap and come in order;
 * - what is given as it stands is what lies at that place;
 * - the container is consumed to its end;
 * - what is given is the same however the bytes arrive. */

struct property_walk {
    struct bytes all;  /* the container; empty where it was decoded */
    uint64_t size;     /* of it */
    uint64_t last_end; /* of the last piece with an extent */
    unsigned depth;
    uint64_t digest; /* over all that was given, FNV-1a */
    uint64_t given;
};

static inline void property_digest(struct property_walk *walk, struct bytes bytes)
{
    fnv_add(&walk->digest, bytes);
}

static inline void property_number(struct property_walk *walk, uint64_t number)
{
    property_digest(walk, bytes_over(&number, sizeof(number)));
}

static inline void property_journal(void *context, const struct place *where,
                                    enum journal_weight weight, const struct fault *fault,
                                    uint64_t unread)
{
    (void)where;
    (void)unread;
    property_number(context, (uint64_t)weight);
    property_digest(context, bytes_over(fault->sentence, strlen(fault->sentence)));
}

static inline void property_mail(void *context, const struct mail_facts *facts)
{
    property_number(context, (uint64_t)facts->date);
    property_number(context, (uint64_t)facts->received);
    property_digest(context, facts->from);
    property_digest(context, facts->subject);
    property_digest(context, facts->message_id);
}

static inline void property_place(struct property_walk *walk, const struct place *place)
{
    require(place->offset <= walk->size && place->length <= walk->size - place->offset);
    if (place->length > 0) {
        require(place->offset >= walk->last_end);
        walk->last_end = place->offset + place->length;
    }
    property_number(walk, (uint64_t)place->kind);
    property_number(walk, place->number);
    property_number(walk, place->offset);
    property_number(walk, place->length);
    property_digest(walk, place->name);
}

static inline bool property_part(void *context, const struct place *place, enum part_nature nature,
                                 struct stream *content)
{
    struct property_walk *walk = context;
    property_place(walk, place);
    if (nature == PART_MESSAGE && walk->depth < 8) {
        struct property_walk inner = { .size = UINT64_MAX,
                                       .depth = walk->depth + 1,
                                       .digest = walk->digest };
        const struct container_sink sink = { .context = &inner,
                                             .part = property_part,
                                             .mail = property_mail,
                                             .journal = property_journal };
        require(mail_message_container.walk(content, &sink) == NULL);
        walk->digest = inner.digest;
        return true;
    }
    for (;;) {
        struct bytes seen = stream_ahead(content, 1);
        if (seen.left == 0) {
            break;
        }
        property_digest(walk, seen);
        walk->given += seen.left;
        stream_consume(content, seen.left);
    }
    bool as_it_stands = place->kind == PLACE_TEXT && place->length > 0;
    require(!as_it_stands || content->offset == place->length);
    return true;
}

static inline uint64_t property_of_stream(const struct container *container, struct stream *stream,
                                          size_t size)
{
    struct property_walk walk = { .size = size };
    const struct container_sink sink = {
        .context = &walk, .part = property_part, .mail = property_mail, .journal = property_journal
    };
    require(container->walk(stream, &sink) == NULL);
    require(stream->offset == size);
    /* a line of uuencode may leave out the blanks at its end: its first octet stands for up to 63
     */
    require(walk.given <= 32 * (uint64_t)size);
    return walk.digest;
}

static inline void property_of_container(const struct container *container, struct bytes all)
{
    struct memory_stream memory;
    struct scarce_stream scarce;
    memory_stream_init(&memory, all);
    scarce_stream_init(&scarce, all, false);
    require(property_of_stream(container, &memory.stream, all.left) ==
            property_of_stream(container, &scarce.stream, all.left));
    bool taken = container->recognise(all);
    (void)taken;
}

#endif
