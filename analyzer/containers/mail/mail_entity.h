#ifndef MAIL_ENTITY_H
#define MAIL_ENTITY_H

#include "buffer.h"
#include "bytes.h"
#include "containers/streams/decoding_stream.h"

/* What a header block says of the body behind it (RFC 2045 sections 5 and 6,
 * RFC 2183). */

enum mail_body {
    BODY_TEXT,   /* text/plain, and where nothing is said */
    BODY_MARKUP, /* text/html and application/xhtml+xml */
    BODY_OTHER,  /* whatever it is, its bytes will tell */
    BODY_MULTIPART,
    BODY_MESSAGE,  /* message/rfc822, message/global */
    BODY_FRAGMENT, /* message/partial */
    BODY_EXTERNAL  /* message/external-body */
};

struct mail_entity {
    enum mail_body body;
    bool digest;                     /* multipart/digest: its parts are messages */
    bool inline_text;                /* text in which encoded files may stand (uuencode, yEnc) */
    const struct decoding *decoding; /* NULL: as it stands */
    bool unknown_encoding;
    bool cut;               /* a field is longer, or a parameter has more sections, than is read */
    bool long_boundary;     /* it was past BOUNDARY_LENGTH_MAX and is left out */
    struct buffer boundary; /* empty when none was declared */
    struct buffer name;     /* file name in UTF-8; empty without */
    struct buffer line;     /* scratch */
};

/* Reads the block anew; the buffers are emptied and used again. `message` = the
 * default here is message/rfc822 (RFC 2046 section 5.1.5). False when memory ran
 * out: the entity is then bytes as they stand. */
MUST_CHECK bool mail_entity_read(struct bytes block, bool message, struct mail_entity *entity);

void mail_entity_clear(struct mail_entity *entity);

#endif
