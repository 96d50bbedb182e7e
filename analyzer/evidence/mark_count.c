#include "evidence/mark_count.h"

#include <string.h>

#include "bytes/word_find.h"
#include "candidates/armour/key_mark.h"

/* Those that end behind `behind`; the others were counted. */
static void count_in(struct mark_count *count, struct bytes text, size_t behind)
{
    static const char word[] = "PRIVATE KEY";
    struct key_mark mark;
    if (word_find(text, word, sizeof(word) - 1) == NULL) {
        return; /* most texts, at several gigabytes a second */
    }
    for (size_t at = 0; key_mark_find(text, at, &mark); at = mark.to) {
        count->begins += mark.to > behind && mark.begins ? 1 : 0;
        count->ends += mark.to > behind && !mark.begins ? 1 : 0;
    }
}

static struct bytes last_of(struct bytes text, size_t most)
{
    const size_t skipped = text.left > most ? text.left - most : 0;
    return bytes_over(text.at + skipped, text.left - skipped);
}

/* Those that one piece begins and the next one ends. */
static void count_at_border(struct mark_count *count, struct bytes piece)
{
    uint8_t joint[2 * MARK_LENGTH_MAX];
    const size_t front = piece.left < MARK_LENGTH_MAX ? piece.left : MARK_LENGTH_MAX;
    struct mark_count both = { 0 }, front_alone = { 0 };
    memcpy(joint, count->carried, count->carried_count);
    memcpy(joint + count->carried_count, piece.at, front);
    count_in(&both, bytes_over(joint, count->carried_count + front), count->carried_count);
    count_in(&front_alone, bytes_over(piece.at, front), 0);
    count->begins += both.begins - front_alone.begins;
    count->ends += both.ends - front_alone.ends;
}

static void carry(struct mark_count *count, struct bytes piece)
{
    const struct bytes last = last_of(piece, MARK_LENGTH_MAX);
    const struct bytes kept =
        last_of(bytes_over(count->carried, count->carried_count), MARK_LENGTH_MAX - last.left);
    memmove(count->carried, kept.at, kept.left);
    memcpy(count->carried + kept.left, last.at, last.left);
    count->carried_count = kept.left + last.left;
}

void mark_count_take(struct mark_count *count, struct bytes piece)
{
    if (piece.left == 0 || count->binary) {
        return;
    }
    count->binary = memchr(piece.at, 0, piece.left) != NULL;
    count_at_border(count, piece);
    count_in(count, piece, 0);
    carry(count, piece);
}

bool mark_count_is_uneven(const struct mark_count *count)
{
    return !count->binary && count->begins != count->ends;
}
