#ifndef TNEF_FACTS_H
#define TNEF_FACTS_H

#include "provenance.h"
#include "stream.h"

/* What a message in TNEF says of itself, [MS-OXTNEF] 2.1.3.3 and 2.1.3.4. */

/* Bytes of a stream; none where `length` is 0. */
struct tnef_span {
    uint64_t offset, length;
};

/* Attributes of the message that tell of it. */
struct tnef_facts_source {
    struct tnef_span subject, from, sent, properties;
};

/* Reads them, the attributes first, then the properties. False where no sender is told: mail
 * programs leave the sender to the mail that the TNEF is a part of, which says more. The windows
 * of `facts` are on `text`, which is emptied first. */
MUST_CHECK bool tnef_facts_read(struct stream *content, const struct tnef_facts_source *source,
                                struct mail_facts *facts, struct buffer *text);

/* Appends a string as UTF-8 up to its NUL, at most TNEF_TEXT_MAX bytes of it: UTF-16 is decoded,
 * others are taken as they stand. False when memory ran out, and where the stream ends. */
MUST_CHECK bool tnef_text_append(struct stream *content, struct tnef_span span, bool utf16,
                                 struct buffer *text);

#endif
