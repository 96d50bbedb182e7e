#ifndef JSON_OBJECT_H
#define JSON_OBJECT_H

#include "buffer.h"

/* One object of JSON (RFC 8259), member by member, as leaks carry it. Also read: names
 * without quotes or in single ones, `=>` or `=` for the colon, commas too many or
 * missing, brackets for the braces, whatever stands between two lines, line ends in a
 * string of base64, where a mail program broke it, and quotes that are doubled
 * throughout, as in a field of CSV (RFC 4180). Nothing is unescaped by the walk. */

struct json_member {
    struct bytes name;  /* as it stands, without its quotes */
    struct bytes value; /* likewise; an array or object with its brackets */
    bool nested;        /* an array or object */
};

enum json_state {
    JSON_OPEN,   /* there may be more members */
    JSON_CLOSED, /* its closing brace was read */
    JSON_CUT,    /* the text ended before it did */
    JSON_BROKEN  /* what follows cannot belong to it */
};

struct json_object {
    struct bytes whole, rest;
    enum json_state state;
    bool doubled; /* its quotes are */
    size_t end;   /* of `whole`: one past the last byte that belongs to it as far as it was read */
};

/* False unless a brace or bracket opens at the front. */
MUST_CHECK bool json_object_begin(struct bytes text, struct json_object *object);

/* The next member. False at the end, and `state` says which. */
MUST_CHECK bool json_object_next(struct json_object *object, struct json_member *member);

/* The last member with this name (RFC 8259 leaves it open which one counts) of the object at the
 * front of a text. False where there is none. */
MUST_CHECK bool json_object_find(struct bytes text, const char *name, struct json_member *member);

/* Takes the next object of an array that was begun: `text` is its inside, behind the bracket.
 * False at its end, and where anything but an object stands there. */
MUST_CHECK bool json_object_take(struct bytes *text, struct bytes *object);

/* Where the brace or bracket stands that opens around `at`, which lies outside of any
 * string. With `strings`, what stands in quotes is skipped; without, all brackets count:
 * right where some quote before `at` has no other. False where none is open. */
bool json_object_front(struct bytes text, size_t at, bool strings, size_t *front);

/* Is this name or string, its backslash escapes undone, that one? Case is ignored. */
bool json_text_is(struct bytes text, const char *name);

/* Its backslash escapes undone, into the buffer. False when memory ran out. */
MUST_CHECK bool json_text_undo(struct bytes text, struct buffer *into);

#endif
