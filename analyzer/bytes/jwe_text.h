#ifndef JWE_TEXT_H
#define JWE_TEXT_H

#include "buffer.h"

/* JSON Web Encryption (RFC 7516) as text, in either serialization. Windows on the text as it
 * stands: base64url, with the blanks and line ends that broke it on the way. */
struct jwe_text {
    struct bytes protected; /* header; empty where a JSON serialization has none */
    struct bytes encrypted_key, iv, ciphertext, tag;
    /* Of a JSON serialization: further headers, objects with their braces; the array of
     * recipients with its brackets; what is authenticated beside the header. */
    struct bytes unprotected, header, recipients, aad;
    bool whole;       /* its end was seen, and nothing of it is missing */
    bool long_header; /* the protected one is longer than JWE_HEADER_MAX, and is not read */
};

/* What begins at the front of the text in the compact serialization (section 7.1): five parts with
 * dots between them; the last is as long as the header's "enc" says. `end`: one past it. Taken too
 * where it ends with the text, behind the begin of the fourth part: not whole then. False, with
 * nothing changed, for anything else: the header must be JSON with "enc" in it, or begin as JSON
 * and go on beyond JWE_HEADER_MAX. */
MUST_CHECK bool jwe_text_compact(struct bytes text, struct jwe_text *jwe, size_t *end);

/* The object at the front in the JSON serialization (section 7.2), flattened or general. `end`: one
 * past its brace. Taken too, but not whole, where the text ends within it. False, with nothing
 * changed, for a whole object without "ciphertext". */
MUST_CHECK bool jwe_text_json(struct bytes text, struct jwe_text *jwe, size_t *end);

/* The object in the protected header. False where it is none, or memory ran out. */
MUST_CHECK bool jwe_text_header(struct bytes protected, struct buffer *header);

#endif
