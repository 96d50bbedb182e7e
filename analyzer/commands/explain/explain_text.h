#ifndef EXPLAIN_TEXT_H
#define EXPLAIN_TEXT_H

#include "buffer.h"
#include "reports/match_entry.h"

/* Sentences, each about something, as lines for people or as one JSON object. What comes from the
 * evidence is printed harmlessly (plain_text.h). */

struct explain_text {
    struct buffer *into;
    bool json;
    bool failed; /* memory ran out */
    struct buffer sentence;
    const char *about;
    size_t count;
};

/* The front: what it is about; `entry` NULL: what nothing is known of. */
void explain_text_begin(struct explain_text *text, const char *word,
                        const struct match_entry *entry);
/* One sentence is opened, filled piece by piece, and closed with the next or the end. `about` is
 * static. */
void explain_text_open(struct explain_text *text, const char *about);
void explain_text_put(struct explain_text *text, const char *words);
void explain_text_put_plain(struct explain_text *text, struct bytes words);
void explain_text_put_number(struct explain_text *text, uint64_t number, const char *one,
                             const char *many);
void explain_text_put_time(struct explain_text *text, int64_t time);
void explain_text_end(struct explain_text *text);

#endif
