#include "containers/archives/archive_opening.h"

#include <string.h>

#include <archive.h>

#include "containers/archives/archive_member.h"
#include "containers/archives/archive_reading.h"

static bool spend(struct archive_reading *reading, uint64_t steps)
{
    const struct container_passphrases *passphrases = reading->sink->passphrases;
    if (!passphrases->spend(passphrases->context, steps)) {
        reading->opening.spent = true;
    }
    return !reading->opening.spent;
}

/* libarchive takes a text that ends in NUL: a passphrase with one inside cannot be meant. */
static bool take_next(struct archive_reading *reading)
{
    struct archive_opening *opening = &reading->opening;
    struct bytes passphrase;
    while (reading->sink->passphrases->take(&opening->rest, &passphrase)) {
        buffer_reset(&opening->given);
        if (memchr(passphrase.at, '\0', passphrase.left) == NULL) {
            return buffer_append(&opening->given, passphrase) &&
                   buffer_append_byte(&opening->given, 0);
        }
    }
    return false;
}

/* libarchive's question, again and again, while the first octets of a member are read. */
static const char *give_passphrase(struct archive *archive, void *context)
{
    struct archive_reading *reading = context;
    struct archive_opening *opening = &reading->opening;
    (void)archive;
    if (opening->only_hit) {
        bool first = !opening->asked;
        opening->asked = true;
        return first ? (const char *)opening->hit.at : NULL;
    }
    if (!spend(reading, ARCHIVE_PASSPHRASE_TRY_STEPS) || !take_next(reading)) {
        return NULL;
    }
    opening->asked = true;
    return (const char *)opening->given.at;
}

void archive_opening_begin(struct archive_reading *reading)
{
    reading->opening.asked = false;
    reading->opening.fatal = false;
    if (container_has_passphrases(reading->sink)) {
        (void)archive_read_set_passphrase_callback(reading->archive, reading, give_passphrase);
    }
}

/* What is longer than is held is only looked at, to its end. */
static void drain(struct archive_reading *reading, struct archive_member *member,
                  struct buffer *held, bool *whole)
{
    uint64_t sign = ARCHIVE_PASSPHRASE_SIGN;
    for (;;) {
        struct bytes seen = stream_ahead(&member->stream, 1);
        if (seen.left == 0) {
            return;
        }
        *whole = *whole && held->used + seen.left <= ARCHIVE_ENCRYPTED_HELD_MAX &&
                 buffer_append(held, seen);
        stream_consume(&member->stream, seen.left);
        if (member->stream.offset >= sign) {
            (void)spend(reading, 0);
            sign += ARCHIVE_PASSPHRASE_SIGN;
        }
    }
}

/* With what libarchive is given, as far as the member's end. */
static bool opens(struct archive_reading *reading, struct archive_entry *entry, struct buffer *held,
                  bool *whole)
{
    struct archive_member member;
    buffer_reset(held);
    *whole = true;
    archive_member_init(&member, reading->archive, &reading->window,
                        archive_member_declared(entry));
    member.most = container_decoded_max(reading->sink);
    drain(reading, &member, held, whole);
    bool opened = member.stream.fault == NULL && member.remark == NULL;
    if (!opened) {
        (void)spend(reading, member.stream.offset / ARCHIVE_PASSPHRASE_STEP_OCTETS);
        buffer_reset(held);
    }
    reading->opening.fatal = member.fatal;
    archive_member_clear(&member);
    return opened;
}

/* A step for each member: their headers are read again. */
static bool open_again(struct archive_reading *reading, struct archive_entry **entry)
{
    (void)spend(reading, reading->entries);
    return archive_reading_again(reading, entry);
}

static bool try_hit(struct archive_reading *reading, struct archive_entry **entry,
                    struct buffer *held, enum opening_end *end)
{
    struct archive_opening *opening = &reading->opening;
    bool whole;
    bool fresh = opening->only_hit || !opening->asked;
    opening->only_hit = true;
    if (!fresh && !open_again(reading, entry)) {
        *end = OPENING_LOST;
        return true;
    }
    if (!opens(reading, *entry, held, &whole)) {
        return false;
    }
    *end = OPENING_DONE;
    if (!whole) {
        buffer_clear(held);
        *end = open_again(reading, entry) ? OPENING_LARGE : OPENING_LOST;
    }
    return true;
}

static bool keep_hit(struct archive_opening *opening)
{
    buffer_reset(&opening->hit);
    return buffer_append(&opening->hit, buffer_bytes(&opening->given));
}

/* One round ends where libarchive takes a passphrase for right, or has asked for all. */
static enum opening_end search(struct archive_reading *reading, struct archive_entry **entry,
                               struct buffer *held)
{
    struct archive_opening *opening = &reading->opening;
    bool whole;
    opening->rest = reading->sink->passphrases->list;
    opening->only_hit = false;
    while (opening->rest.left > 0 && !opening->spent) {
        if (opening->asked && !open_again(reading, entry)) {
            return OPENING_LOST;
        }
        size_t left = opening->rest.left;
        bool opened = opens(reading, *entry, held, &whole);
        if (opening->rest.left == left || (opened && !keep_hit(opening))) {
            break; /* nobody asked: it is encrypted in another way */
        }
        if (!opened) {
            continue;
        }
        if (whole) {
            return OPENING_DONE;
        }
        buffer_clear(held);
        opening->only_hit = true;
        return open_again(reading, entry) ? OPENING_LARGE : OPENING_LOST;
    }
    return OPENING_CLOSED;
}

/* Where the last try ended libarchive's reading, the members behind it are still to be read. Once
 * the bound is reached, that is left to the reading's own, stricter one. */
static enum opening_end leave_closed(struct archive_reading *reading, struct archive_entry **entry)
{
    if (!reading->opening.fatal || reading->opening.spent) {
        return OPENING_CLOSED;
    }
    return open_again(reading, entry) ? OPENING_CLOSED : OPENING_LOST;
}

enum opening_end archive_opening_try(struct archive_reading *reading, struct archive_entry **entry,
                                     struct buffer *held)
{
    struct archive_opening *opening = &reading->opening;
    enum opening_end end = OPENING_CLOSED;
    if (!container_has_passphrases(reading->sink) ||
        archive_format(reading->archive) != ARCHIVE_FORMAT_ZIP) {
        return OPENING_CLOSED;
    }
    if (opening->hit.used > 0 && try_hit(reading, entry, held, &end)) {
        return end;
    }
    if (!opening->spent) {
        end = search(reading, entry, held);
    }
    return end == OPENING_CLOSED ? leave_closed(reading, entry) : end;
}

void archive_opening_clear(struct archive_opening *opening)
{
    buffer_clear(&opening->hit);
    buffer_clear(&opening->given);
}
