#include "certificates/distinguished_name.h"

#include <inttypes.h>
#include <stdio.h>

#include "bounds.h"
#include "bytes/der.h"
#include "bytes/hex_text.h"
#include "bytes/utf8.h"
#include "certificates/directory_string.h"

static const struct fault bad_name = { OUTCOME_MALFORMED, "RFC 5280 section 4.1.2.4",
                                       "name cannot be read" };
static const struct fault too_many = { OUTCOME_BOUND, "RFC 5280 section 4.1.2.4",
                                       "name with more parts than this program reads" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "memory ran out" };

/* RFC 4514 section 3. */
static const struct {
    const char *keyword;
    size_t length;
    const char *oid;
} keywords[] = {
    { "CN", 3, "\x55\x04\x03" },
    { "L", 3, "\x55\x04\x07" },
    { "ST", 3, "\x55\x04\x08" },
    { "O", 3, "\x55\x04\x0a" },
    { "OU", 3, "\x55\x04\x0b" },
    { "C", 3, "\x55\x04\x06" },
    { "STREET", 3, "\x55\x04\x09" },
    { "DC", 10, "\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19" },
    { "UID", 10, "\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x01" },
};

/* AttributeTypeAndValue ::= SEQUENCE { type, value ANY } */
struct attribute {
    struct bytes type;
    unsigned tag;
    struct bytes value;
    struct bytes whole; /* of the value, with its header */
};

static bool take_attribute(struct bytes *from, struct attribute *attribute)
{
    struct bytes fields;
    return der_take(from, DER_LENIENT, DER_SEQUENCE, &fields) == OUTCOME_OK &&
           der_take(&fields, DER_LENIENT, DER_OBJECT_IDENTIFIER, &attribute->type) == OUTCOME_OK &&
           der_take_any(&fields, DER_LENIENT, &attribute->tag, &attribute->value,
                        &attribute->whole) == OUTCOME_OK &&
           fields.left == 0;
}

static const char *keyword_of(struct bytes type)
{
    for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++) {
        if (bytes_equal(type, bytes_over(keywords[i].oid, keywords[i].length))) {
            return keywords[i].keyword;
        }
    }
    return NULL;
}

static bool append_number(struct buffer *text, uint64_t number, const char *before)
{
    char digits[32];
    (void)snprintf(digits, sizeof(digits), "%s%" PRIu64, before, number);
    return buffer_append_text(text, digits);
}

/* X.690 section 8.19: base 128, the first number holds two arcs. */
static const struct fault *print_oid(struct bytes oid, struct buffer *text)
{
    uint64_t arc = 0;
    bool first = true, open = false;
    for (size_t i = 0; i < oid.left; i++) {
        if (arc > UINT64_MAX >> 7) {
            return &bad_name;
        }
        arc = arc << 7 | (oid.at[i] & 0x7f);
        open = (oid.at[i] & 0x80) != 0;
        if (open) {
            continue;
        }
        uint64_t root = arc < 80 ? arc / 40 : 2;
        if (first && !append_number(text, root, "")) {
            return &no_memory;
        }
        if (!append_number(text, first ? arc - root * 40 : arc, ".")) {
            return &no_memory;
        }
        first = false;
        arc = 0;
    }
    return first || open ? &bad_name : NULL;
}

static bool print_hex(struct bytes octets, struct buffer *text)
{
    return buffer_append_byte(text, '#') && hex_text_append_upper(octets, text);
}

/* Octets at the front of a character that would do something to a screen: controls, and what
 * changes the direction or breaks the line. 0: none such. */
static size_t unsafe_octets(struct bytes value)
{
    struct bytes rest = value;
    uint32_t code;
    if (!utf8_take(&rest, &code)) {
        return 0;
    }
    return utf8_is_unsafe(code) ? value.left - rest.left : 0;
}

/* RFC 4514 section 2.4. */
static bool print_escaped(struct bytes value, struct buffer *text)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t unsafe = 0;
    bool fits = true;
    for (size_t i = 0; fits && i < value.left; i++) {
        uint8_t byte = value.at[i];
        bool at_end = (byte == ' ' && (i == 0 || i + 1 == value.left)) || (byte == '#' && i == 0);
        unsafe = unsafe > 0 ? unsafe : unsafe_octets(bytes_over(value.at + i, value.left - i));
        if (unsafe > 0) {
            unsafe--;
            fits = buffer_append_byte(text, '\\') &&
                   buffer_append_byte(text, (uint8_t)digits[byte >> 4]);
            byte = (uint8_t)digits[byte & 15];
        } else if (at_end || byte == '"' || byte == '+' || byte == ',' || byte == ';' ||
                   byte == '<' || byte == '>' || byte == '\\') {
            fits = buffer_append_byte(text, '\\');
        }
        fits = fits && buffer_append_byte(text, byte);
    }
    return fits;
}

static const struct fault *print_value(const struct attribute *attribute, struct buffer *text)
{
    struct buffer value = { 0 };
    enum outcome outcome = directory_string_read(attribute->tag, attribute->value, &value);
    bool fits = outcome == OUTCOME_OK ? print_escaped(buffer_bytes(&value), text)
                                      : print_hex(attribute->whole, text);
    buffer_clear(&value);
    return fits && outcome != OUTCOME_NO_MEMORY ? NULL : &no_memory;
}

static const struct fault *print_attribute(const struct attribute *attribute, struct buffer *text)
{
    const char *keyword = keyword_of(attribute->type);
    if (keyword != NULL) {
        if (!buffer_append_text(text, keyword) || !buffer_append_byte(text, '=')) {
            return &no_memory;
        }
        return print_value(attribute, text);
    }
    const struct fault *fault = print_oid(attribute->type, text);
    if (fault != NULL) {
        return fault;
    }
    return buffer_append_byte(text, '=') && print_hex(attribute->whole, text) ? NULL : &no_memory;
}

/* Lower case, spaces at the ends gone, runs of them one. */
static bool fold_value(struct bytes value, struct buffer *folded)
{
    bool fits = true, space = false, begun = false;
    for (size_t i = 0; fits && i < value.left; i++) {
        uint8_t byte = value.at[i];
        if (byte == ' ') {
            space = begun;
            continue;
        }
        if (space) {
            fits = buffer_append_byte(folded, ' ');
        }
        space = false;
        begun = true;
        byte = byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte | 0x20) : byte;
        fits = fits && buffer_append_byte(folded, byte);
    }
    return fits;
}

/* Lengths in front, so that no two names are folded into one. */
static bool append_counted(struct buffer *folded, uint8_t mark, struct bytes content)
{
    bool fits = buffer_append_byte(folded, mark);
    for (unsigned shift = 32; fits && shift > 0; shift -= 8) {
        fits = buffer_append_byte(folded, (uint8_t)(content.left >> (shift - 8)));
    }
    return fits && buffer_append(folded, content);
}

static const struct fault *fold_attribute(const struct attribute *attribute, struct buffer *folded)
{
    struct buffer text = { 0 }, value = { 0 };
    enum outcome outcome = directory_string_read(attribute->tag, attribute->value, &text);
    bool fits = outcome != OUTCOME_NO_MEMORY && append_counted(folded, 'T', attribute->type);
    if (outcome == OUTCOME_OK) {
        fits = fits && fold_value(buffer_bytes(&text), &value) &&
               append_counted(folded, 'S', buffer_bytes(&value));
    } else {
        fits = fits && append_counted(folded, 'V', attribute->whole);
    }
    buffer_clear(&text);
    buffer_clear(&value);
    return fits ? NULL : &no_memory;
}

/* SET OF: any order will do (RFC 4514 section 2.2); from the last on, as OpenSSL does. */
static const struct fault *print_part(struct bytes list, struct buffer *text)
{
    struct attribute attributes[PART_VALUES_MAX];
    size_t count = 0;
    for (; list.left > 0; count++) {
        if (count == PART_VALUES_MAX) {
            return &too_many;
        }
        if (!take_attribute(&list, &attributes[count])) {
            return &bad_name;
        }
    }
    const struct fault *fault = count == 0 ? &bad_name : NULL;
    for (size_t i = count; fault == NULL && i > 0; i--) {
        if (i < count && !buffer_append_byte(text, '+')) {
            return &no_memory;
        }
        fault = print_attribute(&attributes[i - 1], text);
    }
    return fault;
}

static const struct fault *fold_part(struct bytes attributes, struct buffer *folded)
{
    const struct fault *fault = attributes.left == 0 ? &bad_name : NULL;
    if (!buffer_append_byte(folded, 'R')) {
        return &no_memory;
    }
    while (fault == NULL && attributes.left > 0) {
        struct attribute attribute;
        fault = take_attribute(&attributes, &attribute) ? fold_attribute(&attribute, folded)
                                                        : &bad_name;
    }
    return fault;
}

/* RDNSequence ::= SEQUENCE OF SET OF AttributeTypeAndValue */
static const struct fault *take_parts(struct bytes name, struct bytes parts[NAME_PARTS_MAX],
                                      size_t *count)
{
    struct bytes list;
    if (der_take(&name, DER_LENIENT, DER_SEQUENCE, &list) != OUTCOME_OK || name.left != 0) {
        return &bad_name;
    }
    for (*count = 0; list.left > 0; ++*count) {
        if (*count == NAME_PARTS_MAX) {
            return &too_many;
        }
        if (der_take(&list, DER_LENIENT, DER_SET, &parts[*count]) != OUTCOME_OK) {
            return &bad_name;
        }
    }
    return NULL;
}

const struct fault *distinguished_name_print(struct bytes name, struct buffer *text)
{
    struct bytes parts[NAME_PARTS_MAX];
    size_t count;
    const struct fault *fault = take_parts(name, parts, &count);
    for (size_t i = count; fault == NULL && i > 0; i--) {
        if (i < count && !buffer_append_byte(text, ',')) {
            return &no_memory;
        }
        fault = print_part(parts[i - 1], text);
    }
    return fault;
}

const struct fault *distinguished_name_fold(struct bytes name, struct buffer *folded)
{
    struct bytes parts[NAME_PARTS_MAX];
    size_t count;
    const struct fault *fault = take_parts(name, parts, &count);
    for (size_t i = 0; fault == NULL && i < count; i++) {
        fault = fold_part(parts[i], folded);
    }
    return fault;
}

bool distinguished_name_attribute(struct bytes name, struct bytes type, struct buffer *text)
{
    struct bytes parts, part;
    struct attribute attribute;
    if (der_take(&name, DER_LENIENT, DER_SEQUENCE, &parts) != OUTCOME_OK) {
        return true;
    }
    while (der_take(&parts, DER_LENIENT, DER_SET, &part) == OUTCOME_OK) {
        while (take_attribute(&part, &attribute)) {
            if (bytes_equal(attribute.type, type)) {
                return directory_string_read(attribute.tag, attribute.value, text) !=
                       OUTCOME_NO_MEMORY;
            }
        }
    }
    return true;
}
