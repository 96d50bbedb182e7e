#include "evidence/mail_thread.h"

#include <string.h>

#include "crypto/sha256.h"

/* Of THREAD_IDS_MAX, beside its own id and the first of all. */
#define ANSWERED_MAX   4
#define REFERENCES_MAX (THREAD_IDS_MAX - 2 - ANSWERED_MAX)
/* "Re", "Fwd", "Antw" ... */
#define REPLY_MARK_MAX 5
/* A shorter subject says nothing. */
#define SUBJECT_MIN 3

static const uint8_t no_id[THREAD_ID_OCTETS];

bool message_id_take(struct bytes *from, struct bytes *id)
{
    struct bytes rest = *from, before, within;
    if (!bytes_take_until(&rest, '<', &before)) {
        return false;
    }
    const uint8_t *begin = rest.at - 1;
    if (!bytes_take_until(&rest, '>', &within) || within.left == 0) {
        return false;
    }
    *id = bytes_over(begin, within.left + 2);
    *from = rest;
    return true;
}

static bool put_digest(struct bytes text, struct buffer *thread)
{
    uint8_t digest[SHA256_LENGTH];
    sha256_of(text, digest);
    return buffer_append(thread, bytes_over(digest, THREAD_ID_OCTETS));
}

static bool is_letter(uint8_t character)
{
    const uint8_t lower = character | 0x20;
    return (lower >= 'a' && lower <= 'z') || character >= 0x80;
}

/* A mark like `Re:`, `Fwd :` or `AW[2]:` at the front; how long it is, 0 without. */
static size_t reply_mark(struct bytes subject)
{
    size_t at = 0;
    while (at < subject.left && at < REPLY_MARK_MAX && is_letter(subject.at[at])) {
        at++;
    }
    if (at < 2) {
        return 0;
    }
    while (at < subject.left && (subject.at[at] == '[' || subject.at[at] == ']' ||
                                 (subject.at[at] >= '0' && subject.at[at] <= '9'))) {
        at++;
    }
    while (at < subject.left && subject.at[at] == ' ') {
        at++;
    }
    return at < subject.left && subject.at[at] == ':' ? at + 1 : 0;
}

static struct bytes without_marks(struct bytes subject)
{
    struct bytes cut;
    for (;;) {
        while (subject.left > 0 && subject.at[0] == ' ' && bytes_take(&subject, 1, &cut)) {
        }
        const size_t mark = reply_mark(subject);
        if (mark == 0 || !bytes_take(&subject, mark, &cut)) {
            return subject;
        }
    }
}

/* Small letters, numbers all alike, no blanks: parts of one thing are told apart by number. */
static bool plain_subject(struct bytes subject, struct buffer *plain)
{
    bool kept = true, number = false;
    subject = without_marks(subject);
    for (size_t i = 0; kept && i < subject.left; i++) {
        const uint8_t next = subject.at[i];
        const bool digit = next >= '0' && next <= '9';
        if (next > ' ' && !(digit && number)) {
            kept = buffer_append_byte(plain, digit                        ? '#'
                                             : next >= 'A' && next <= 'Z' ? next | 0x20
                                                                          : next);
        }
        number = digit;
    }
    return kept;
}

static bool put_subject(struct bytes subject, struct buffer *thread)
{
    struct buffer plain = { 0 };
    bool kept = plain_subject(subject, &plain);
    kept =
        kept && (plain.used < SUBJECT_MIN ? buffer_append(thread, bytes_over(no_id, sizeof(no_id)))
                                          : put_digest(buffer_bytes(&plain), thread));
    buffer_clear(&plain);
    return kept;
}

/* The first `most` of a list. */
static bool put_first(struct bytes list, size_t most, struct buffer *thread)
{
    struct bytes id;
    bool kept = true;
    for (size_t i = 0; kept && i < most && message_id_take(&list, &id); i++) {
        kept = put_digest(id, thread);
    }
    return kept;
}

static size_t count_of(struct bytes list)
{
    struct bytes id;
    size_t count = 0;
    while (message_id_take(&list, &id)) {
        count++;
    }
    return count;
}

/* References go from the first message of all to the one that is answered. */
static bool put_last(struct bytes list, size_t most, struct buffer *thread)
{
    struct bytes id;
    const size_t count = count_of(list), skip = count > most ? count - most : 0;
    bool kept = true;
    for (size_t i = 0; kept && message_id_take(&list, &id); i++) {
        kept = i < skip || put_digest(id, thread);
    }
    return kept;
}

bool mail_thread_put(const struct mail_facts *facts, struct buffer *thread)
{
    const size_t before = thread->used;
    const bool kept = put_subject(facts->subject, thread) &&
                      put_first(facts->message_id, 1, thread) &&
                      put_first(facts->references, 1, thread) &&
                      put_first(facts->in_reply_to, ANSWERED_MAX, thread) &&
                      put_last(facts->references, REFERENCES_MAX, thread);
    thread->used = kept ? thread->used : before;
    return kept;
}

bool mail_thread_is_cut(const struct mail_facts *facts)
{
    /* The first reference is kept beside the last ones. */
    return count_of(facts->in_reply_to) > ANSWERED_MAX ||
           count_of(facts->references) > REFERENCES_MAX + 1;
}

static bool is_none(const uint8_t *id)
{
    return memcmp(id, no_id, sizeof(no_id)) == 0;
}

static bool names(struct bytes thread, const uint8_t *wanted)
{
    struct bytes id;
    while (bytes_take(&thread, THREAD_ID_OCTETS, &id)) {
        if (memcmp(id.at, wanted, THREAD_ID_OCTETS) == 0) {
            return true;
        }
    }
    return false;
}

bool mail_thread_begin(struct bytes *thread)
{
    struct bytes subject;
    return bytes_take(thread, THREAD_ID_OCTETS, &subject);
}

bool mail_thread_take(struct bytes *thread, struct bytes *id)
{
    return bytes_take(thread, THREAD_ID_OCTETS, id);
}

bool mail_thread_meets(struct bytes one, struct bytes other)
{
    struct bytes subject, id;
    bool meets = false;
    if (!bytes_take(&one, THREAD_ID_OCTETS, &subject) ||
        !bytes_take(&other, THREAD_ID_OCTETS, &subject)) {
        return false;
    }
    while (!meets && bytes_take(&one, THREAD_ID_OCTETS, &id)) {
        meets = names(other, id.at);
    }
    return meets;
}

bool mail_thread_same_subject(struct bytes one, struct bytes other)
{
    struct bytes left, right;
    return bytes_take(&one, THREAD_ID_OCTETS, &left) &&
           bytes_take(&other, THREAD_ID_OCTETS, &right) && !is_none(left.at) &&
           bytes_equal(left, right);
}
