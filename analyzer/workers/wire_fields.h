#ifndef WIRE_FIELDS_H
#define WIRE_FIELDS_H

#include "buffer.h"
#include "bytes.h"

/* One walk over the fields of a frame that either writes or reads them: what
 * is written and what is read cannot drift apart. Every function takes a value
 * and returns one: writing, the value it was given; reading, what stood in the
 * frame. After the first failure reading returns what it was given, and the
 * caller throws all of it away. */
struct wire_fields {
    struct buffer *to;    /* writing: where to; NULL = reading */
    struct bytes from;    /* reading: what is left of the frame */
    struct buffer *text;  /* reading: copies that have to end in NUL */
    enum outcome outcome; /* OK, MALFORMED or NO_MEMORY */
};

/* Strings that are static in the worker: at most so many in one record, and of
 * this length in bytes, so that room for all of them is made at once. */
#define WIRE_TEXTS_MAX       4
#define WIRE_TEXT_LENGTH_MAX 511
#define WIRE_TEXT_ROOM       ((size_t)WIRE_TEXTS_MAX * (WIRE_TEXT_LENGTH_MAX + 1))

/* Big-endian, 1 to 8 bytes wide. */
uint64_t wire_number(struct wire_fields *fields, size_t width, uint64_t value);

/* A number that has to lie in [least, most]; for enums and flags. */
uint32_t wire_within(struct wire_fields *fields, uint32_t value, uint32_t least, uint32_t most);

bool wire_bool(struct wire_fields *fields, bool value);
int64_t wire_signed(struct wire_fields *fields, int64_t value);

/* u32 length and the bytes. Reading: a window on the frame. */
struct bytes wire_window(struct wire_fields *fields, struct bytes value);

/* The same for an absolute path, which the coordinator opens: without NUL. */
struct bytes wire_path(struct wire_fields *fields, struct bytes value);

/* The same for numbers one behind the other, `width` octets each. */
struct bytes wire_numbers(struct wire_fields *fields, struct bytes value, size_t width);

/* Exactly `length` bytes, in place. */
void wire_array(struct wire_fields *fields, uint8_t *at, size_t length);

/* A string, or NULL. Reading: a copy in `text`, where WIRE_TEXT_ROOM is free. */
const char *wire_text(struct wire_fields *fields, const char *value);

/* A buffer's content. Reading: a view of a copy in `text`, not to be cleared by
 * itself. Has to come before the record's first wire_text(): it may move `text`. */
struct buffer wire_held(struct wire_fields *fields, struct buffer value);

/* Reading: the frame breaks its rules. Writing: no effect. */
void wire_refuse(struct wire_fields *fields);

#endif
