#include "bytes/jwe_text.h"

#include "bounds.h"
#include "bytes/ascii.h"
#include "bytes/base64.h"
#include "bytes/json_object.h"

#define PARTS 5
/* Of the longest tag, in base64: 32 octets. */
#define TAG_DIGITS_MAX 43

static bool is_digit(uint8_t character)
{
    return base64_value(character) != BASE64_FOREIGN;
}

/* Up to `most` characters of base64url, and the blanks between them. */
static struct bytes take_part(struct bytes *rest, size_t most)
{
    size_t from = 0, to = 0, count = 0;
    while (from < rest->left && ascii_is_space(rest->at[from])) {
        from++;
    }
    to = from;
    for (size_t at = from; at < rest->left && count < most; at++) {
        if (is_digit(rest->at[at])) {
            count++;
            to = at + 1;
        } else if (!ascii_is_space(rest->at[at])) {
            break;
        }
    }
    const struct bytes part = bytes_over(rest->at + from, to - from);
    *rest = bytes_over(rest->at + to, rest->left - to);
    return part;
}

static size_t digits_in(struct bytes part)
{
    size_t count = 0;
    for (size_t i = 0; i < part.left; i++) {
        count += is_digit(part.at[i]) ? 1 : 0;
    }
    return count;
}

/* A dot, blanks before it skipped. */
static bool take_dot(struct bytes *rest)
{
    size_t at = 0;
    while (at < rest->left && ascii_is_space(rest->at[at])) {
        at++;
    }
    if (at == rest->left || rest->at[at] != '.') {
        return false;
    }
    *rest = bytes_over(rest->at + at + 1, rest->left - at - 1);
    return true;
}

bool jwe_text_header(struct bytes protected, struct buffer *header)
{
    struct buffer decoded = { 0 };
    struct json_object object;
    struct json_member member;
    bool read = protected.left > 0 && protected.left <= JWE_HEADER_MAX &&
                base64_decode(protected, &decoded) &&
                json_object_begin(buffer_bytes(&decoded), &object);
    while (read && json_object_next(&object, &member)) {
    }
    if (!read || object.state != JSON_CLOSED) {
        buffer_clear(&decoded);
        return false;
    }
    buffer_clear(header);
    *header = decoded;
    return true;
}

/* RFC 7518 section 5.1: as many octets as half of the hash function, or 16. 0: no such header. */
static size_t tag_digits(struct bytes protected)
{
    struct buffer header = { 0 };
    struct json_member enc;
    size_t octets = 0;
    if (jwe_text_header(protected, &header) &&
        json_object_find(buffer_bytes(&header), "enc", &enc)) {
        octets = json_text_is(enc.value, "A192CBC-HS384")   ? 24
                 : json_text_is(enc.value, "A256CBC-HS512") ? 32
                                                            : 16;
    }
    buffer_clear(&header);
    return (octets * 8 + 5) / 6;
}

/* An object that goes on where reading ends. */
static bool is_long_header(struct bytes front)
{
    struct buffer decoded = { 0 };
    struct json_object object;
    struct json_member member;
    bool begins = digits_in(front) == JWE_HEADER_MAX && base64_decode(front, &decoded) &&
                  json_object_begin(buffer_bytes(&decoded), &object);
    while (begins && json_object_next(&object, &member)) {
    }
    begins = begins && object.state == JSON_CUT;
    buffer_clear(&decoded);
    return begins;
}

/* All five parts behind such a header: of a signature there are three. */
static bool take_long(struct bytes text, struct jwe_text *jwe, size_t *end)
{
    struct jwe_text read = { .whole = true, .long_header = true };
    struct bytes *const parts[PARTS] = { &read.protected, &read.encrypted_key, &read.iv,
                                         &read.ciphertext, &read.tag };
    struct bytes rest = text;
    size_t count = 0;
    do {
        *parts[count] = take_part(&rest, count == PARTS - 1 ? TAG_DIGITS_MAX : SIZE_MAX);
    } while (++count < PARTS && take_dot(&rest));
    if (count < PARTS || read.iv.left == 0 || read.ciphertext.left == 0 || read.tag.left == 0) {
        return false;
    }
    *jwe = read;
    *end = (size_t)(rest.at - text.at);
    return true;
}

static bool is_blank_all(struct bytes rest)
{
    size_t at = 0;
    while (at < rest.left && ascii_is_space(rest.at[at])) {
        at++;
    }
    return at == rest.left;
}

bool jwe_text_compact(struct bytes text, struct jwe_text *jwe, size_t *end)
{
    struct jwe_text read = { 0 };
    struct bytes *const parts[PARTS] = { &read.protected, &read.encrypted_key, &read.iv,
                                         &read.ciphertext, &read.tag };
    struct bytes rest = text;
    size_t digits = 0, count = 0;
    do {
        const size_t most = count == 0 ? JWE_HEADER_MAX : count == PARTS - 1 ? digits : SIZE_MAX;
        *parts[count] = take_part(&rest, most);
        if (count == 0 && (digits = tag_digits(read.protected)) == 0) {
            return is_long_header(read.protected) && take_long(text, jwe, end);
        }
    } while (++count < PARTS && take_dot(&rest));
    read.whole = count == PARTS && digits_in(read.tag) == digits && read.ciphertext.left > 0;
    const bool ends =
        read.whole /* a word may run into it */ ||
        (count > 1 && (count < PARTS || read.ciphertext.left > 0) && is_blank_all(rest));
    if (!ends) {
        return false;
    }
    *jwe = read;
    *end = (size_t)(rest.at - text.at);
    return true;
}

bool jwe_text_json(struct bytes text, struct jwe_text *jwe, size_t *end)
{
    struct jwe_text read = { 0 };
    const struct {
        const char *name;
        struct bytes *value;
    } members[] = {
        { "protected", &read.protected },
        { "encrypted_key", &read.encrypted_key },
        { "iv", &read.iv },
        { "ciphertext", &read.ciphertext },
        { "tag", &read.tag },
        { "unprotected", &read.unprotected },
        { "header", &read.header },
        { "recipients", &read.recipients },
        { "aad", &read.aad },
    };
    struct json_object object;
    struct json_member member;
    if (!json_object_begin(text, &object)) {
        return false;
    }
    while (json_object_next(&object, &member)) {
        for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
            if (json_text_is(member.name, members[i].name)) {
                *members[i].value = member.value;
            }
        }
    }
    const bool cut = object.state == JSON_CUT;
    if (read.ciphertext.left == 0 && !cut) {
        return false;
    }
    read.whole = object.state == JSON_CLOSED && read.tag.left > 0;
    read.long_header = read.protected.left > JWE_HEADER_MAX;
    *jwe = read;
    *end = cut ? text.left : object.end;
    return true;
}
