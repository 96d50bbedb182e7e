#ifndef JWK_MEMBERS_H
#define JWK_MEMBERS_H

#include "bytes.h"

/* Members of a JSON Web Key (RFC 7517, 7518, 8037) that stand behind each other without the
 * braces of an object: cut out of their JSON, in YAML, TOML and the like, as named arguments
 * of a program. A name may be in quotes, and so may its value; between them stands `:`, `=`
 * or `=>`. Whatever is no member of a key ends them. */

struct bare_member {
    size_t index;             /* of its name: the same for the same name */
    struct bytes name, value; /* without quotes; an array with its opening bracket */
};

/* Takes the member at the front of the text, behind blanks, one comma and a line end or two.
 * False, with nothing taken, where none stands there. */
MUST_CHECK bool jwk_member_take(struct bytes *text, struct bare_member *member);

/* Where the first of the members begins that end right before `at`, each name once. A mark of
 * YAML's lists begins them, and so does a bracket. `at` itself where none stands before it. */
size_t jwk_members_front(struct bytes text, size_t at);

/* The same where something stands before each line, as in a quoted mail: the first of the
 * lines right before that of `at` that have a member's name, at that name. `at` without. */
size_t jwk_members_front_quoted(struct bytes text, size_t at);

#endif
