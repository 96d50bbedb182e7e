/* Functions under test: message_fragment_header, message_fragment_fields, message_fragments_take,
 * message_fragments_tap, message_fragments_settle, message_fragments_end */
#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "containers/mail/message_fragment.h"
#include "limit.h"

/* A mailbox: an octet of settings, and mails with a zero behind each. No fragment is held twice, or
 * past the bounds; each is given once at most, and no more octets of them than came; at the end
 * nothing is held. */

#define MAILS_MAX 64
#define HELD_MOST 512
#define MANY_MOST 6
/* What is put to a message beside octets of its mails: an end of a line, and an empty line. */
#define ADDED_EACH 2

struct seen {
    size_t mails, parts, journalled;
    uint64_t came, given;
    bool begun[MAILS_MAX + 1], stops;
};

static void must(bool held)
{
    if (!held) {
        abort();
    }
}

static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    struct seen *seen = context;
    struct bytes shown;
    must(place->kind == PLACE_READING && nature == PART_MESSAGE && place->length == 0);
    must(place->number > 0 && place->number <= seen->mails && !seen->begun[place->number]);
    seen->begun[place->number] = true;
    while ((shown = stream_ahead(content, 1)).left > 0) {
        seen->given += shown.left;
        stream_consume(content, shown.left);
    }
    seen->parts++;
    must(seen->given <= seen->came + ADDED_EACH * seen->parts);
    return !seen->stops;
}

static void take_journal(void *context, const struct place *where, enum journal_weight weight,
                         const struct fault *fault, uint64_t unread)
{
    struct seen *seen = context;
    must(fault->sentence != NULL && unread == 0);
    must(weight == JOURNAL_NOTE ? where != NULL && where->number <= seen->mails : true);
    seen->journalled++;
}

static bool same(const struct message_fragment *one, const struct message_fragment *other)
{
    return one->number == other->number &&
           bytes_equal(buffer_bytes(&one->id), buffer_bytes(&other->id));
}

static void must_hold(const struct message_fragments *fragments)
{
    uint64_t octets = 0;
    for (size_t i = 0; i < fragments->count; i++) {
        const struct message_fragment *one = &fragments->items[i];
        must(one->number > 0 && one->octets == one->held.used && one->id.used > 0);
        must(one->total == 0 || one->number <= one->total);
        octets += one->octets;
        for (size_t j = 0; j < i; j++) {
            must(!same(one, &fragments->items[j]));
        }
    }
    must(fragments->count <= MANY_MOST && octets == fragments->own && octets <= HELD_MOST);
}

static bool take_mail(struct message_fragments *fragments, struct bytes mail, struct seen *seen,
                      const struct container_sink *sink)
{
    struct memory_stream memory;
    struct bytes name, type, front, rest = mail;
    bool ends;
    memory_stream_init(&memory, mail);
    message_fragment_fields(message_fragment_header(&memory.stream, &ends), &name, &type);
    if (!message_fragments_take(fragments, type, ++seen->mails, (uint64_t)seen->mails)) {
        return true;
    }
    seen->came += mail.left;
    must(bytes_take(&rest, mail.left / 2, &front));
    message_fragments_tap(fragments, front);
    message_fragments_tap(fragments, rest);
    const bool more = message_fragments_settle(fragments, sink);
    must_hold(fragments);
    return more;
}

static struct bytes next_mail(struct bytes *rest)
{
    struct bytes mail = bytes_over(NULL, 0), zero;
    const uint8_t *end = memchr(rest->at, 0, rest->left);
    must(bytes_take(rest, end != NULL ? (size_t)(end - rest->at) : rest->left, &mail));
    must(rest->left == 0 || bytes_take(rest, 1, &zero));
    return mail;
}

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerInitialize(int *count, char ***arguments)
{
    struct limit_set limits;
    (void)count;
    (void)arguments;
    limit_set_usual(&limits);
    limits.values[LIMIT_MAIL_FRAGMENTS] = MANY_MOST;
    limits.values[LIMIT_FRAGMENT_BYTES] = HELD_MOST;
    limit_use(&limits);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes rest = bytes_over(data, size);
    uint64_t settings;
    if (!bytes_take_number(&rest, 1, &settings)) {
        return 0;
    }
    struct seen seen = { .stops = (settings & 1) != 0 };
    const struct container_sink sink = { .context = &seen,
                                         .part = take_part,
                                         .journal = take_journal };
    struct message_fragments fragments = { .empty_lines = (settings & 2) != 0 };
    bool more = true;
    while (more && rest.left > 0 && seen.mails < MAILS_MAX) {
        more = take_mail(&fragments, next_mail(&rest), &seen, &sink);
    }
    if (more) {
        message_fragments_end(&fragments, &sink);
        must(seen.stops || (fragments.count == 0 && fragments.own == 0));
        must(!fragments.bounded || seen.journalled > 0);
    }
    message_fragments_clear(&fragments);
    must(fragments.count == 0);
    return 0;
}
