#include <string.h>

#include "bytes/markup.h"
#include "bytes/xml_tag.h"
#include "candidates/written/written_form_row.h"

#define PREFIX_MAX 32
/* `ds&#x3a;` and the like. */
#define ESCAPED_PREFIX_MAX 48
/* How far the end of a public key is looked for, before anything is copied. */
#define GLANCE ((size_t)2 << 10)

/* XML Signature section 4.5.2, RFC 4050, XKMS 2.0 section 8.1; .NET and xmlsec write
 * their private numbers into the same elements. */
static const struct key_element {
    const char *name;
    size_t place;                /* of "eyV" or "eyP" in it */
    const char *private_ones[5]; /* names of elements that hold private numbers */
} elements[] = {
    { "RSAKeyValue", 4, { "D", "PrivateExponent", "P", "Q" } },
    { "RSAKeyPair", 4, { "D", "PrivateExponent", "P", "Q" } },
    { "ECDSAKeyValue", 6, { "D", "PrivateKey" } },
    { "ECDSAKeyPair", 6, { "D", "PrivateKey" } },
    { "DSAKeyValue", 4, { "X" } },
    { "DSAKeyPair", 4, { "X" } },
    { "ECKeyValue", 3, { "D", "PrivateKey" } },
    { "ECKeyPair", 3, { "D", "PrivateKey" } },
};
#define ELEMENTS (sizeof(elements) / sizeof(elements[0]))

static bool in_name(uint8_t character)
{
    uint8_t lower = character | 0x20;
    return (lower >= 'a' && lower <= 'z') || (character >= '0' && character <= '9') ||
           character == '_' || character == '-' || character == '.';
}

static const struct key_element *element_at(struct bytes text, size_t anchor)
{
    for (size_t i = 0; i < ELEMENTS; i++) {
        const size_t place = elements[i].place, length = strlen(elements[i].name);
        if (anchor >= place && text.left - (anchor - place) >= length &&
            memcmp(text.at + anchor - place, elements[i].name, length) == 0 &&
            (text.left - (anchor - place) == length ||
             !in_name(text.at[anchor - place + length]))) {
            return &elements[i];
        }
    }
    return NULL;
}

static const struct key_element *element_of(const struct xml_tag *tag)
{
    for (size_t i = 0; i < ELEMENTS; i++) {
        if (xml_tag_is(tag, elements[i].name)) {
            return &elements[i];
        }
    }
    return NULL;
}

/* Where the name with its prefix begins. */
static size_t name_front(struct bytes text, size_t name)
{
    size_t front = name;
    if (front > 0 && text.at[front - 1] == ':') {
        front--;
        while (front > 0 && name - front < PREFIX_MAX && in_name(text.at[front - 1])) {
            front--;
        }
    }
    return front;
}

/* Does `&lt;`, `&#60;`, `\u003c`, `\x3c`, `%3C` or `=3C` stand before the name, with a
 * prefix between them or without? */
static bool is_escaped(struct bytes text, size_t name)
{
    for (size_t at = name; at >= 3 && name - at < ESCAPED_PREFIX_MAX; at--) {
        const uint8_t *end = text.at + at - 3;
        if (memcmp(end, "lt;", 3) == 0 || memcmp(end, "60;", 3) == 0 ||
            (end[1] == '3' && (end[2] | 0x20) == 'c')) {
            return true;
        }
        if (!in_name(end[2]) && (end[2] == '\0' || strchr(":;&#%\\", end[2]) == NULL)) {
            return false;
        }
    }
    return false;
}

static bool holds_private(const struct key_element *element, const struct xml_tag *tag)
{
    for (size_t i = 0; element->private_ones[i] != NULL; i++) {
        if (xml_tag_is(tag, element->private_ones[i])) {
            return true;
        }
    }
    return false;
}

enum element_end { ELEMENT_BROKEN, ELEMENT_PUBLIC, ELEMENT_OPEN, ELEMENT_WHOLE };

/* Line breaks of HTML are no elements. */
static bool is_break(const struct xml_tag *tag)
{
    return xml_tag_is(tag, "br") || xml_tag_is(tag, "BR");
}

/* Reads on to the end tag of the element that opened before `at`; to where the text can
 * belong to it no more. */
static enum element_end find_end(struct bytes text, const struct key_element *element, size_t at,
                                 size_t *end)
{
    struct xml_tag tag;
    size_t depth = 0;
    bool is_private = false;
    while (*end = at, xml_tag_next(text, &at, &tag)) {
        if (tag.kind == XML_END && xml_tag_is(&tag, element->name)) {
            *end = at;
            return is_private ? ELEMENT_WHOLE : ELEMENT_PUBLIC;
        }
        if ((tag.kind == XML_END && depth == 0) || element_of(&tag) != NULL) {
            return is_private ? ELEMENT_WHOLE : ELEMENT_BROKEN;
        }
        is_private = is_private || (tag.kind != XML_END && holds_private(element, &tag));
        depth += tag.kind == XML_START && !is_break(&tag) ? 1 : 0;
        depth -= tag.kind == XML_END ? 1 : 0;
    }
    return ELEMENT_OPEN;
}

/* The element whose start tag holds the anchor. False where no such tag stands there. */
static bool find_element(struct bytes text, size_t anchor, struct written_extent *extent,
                         enum element_end *end)
{
    const struct key_element *element = element_at(text, anchor);
    if (element == NULL) {
        return false;
    }
    size_t front = name_front(text, anchor - element->place), at = front > 0 ? front - 1 : 0;
    struct xml_tag tag;
    if (front == 0 || text.at[at] != '<') {
        return false;
    }
    *extent = (struct written_extent){ .from = front - 1, .to = text.left, .open = true };
    if (!xml_tag_next(text, &at, &tag)) {
        *end = ELEMENT_OPEN;
        return true;
    }
    if (tag.from != extent->from || tag.kind != XML_START) {
        return false;
    }
    *end = find_end(text, element, at, &extent->to);
    extent->open = *end == ELEMENT_OPEN;
    return true;
}

/* A start tag that goes on behind a tag of the page that shows the file line by line. */
static bool is_broken_by_page(struct bytes text, size_t name)
{
    size_t at = name;
    struct xml_tag tag;
    return xml_tag_next(text, &at, &tag) && memchr(text.at + name, '>', tag.from - name) == NULL &&
           markup_is_page(bytes_over(text.at + tag.from, text.left - tag.from));
}

/* A start tag, unless that of a public key, by a look at what follows. A stroke escapes,
 * and what stands in a string may be joined of several: then nothing is said of it. */
static bool may_be_private(struct bytes text, size_t anchor, uint64_t *work)
{
    const size_t seen = text.left - anchor < GLANCE ? text.left : anchor + GLANCE;
    struct written_extent extent;
    enum element_end end;
    if (!find_element(bytes_over(text.at, seen), anchor, &extent, &end)) {
        return is_broken_by_page(bytes_over(text.at, seen), anchor);
    }
    const bool private = end != ELEMENT_PUBLIC ||
                         memchr(text.at + extent.from, '\\', extent.to - extent.from) != NULL;
    *work += private ? 0 : extent.to - extent.from;
    return private;
}

bool xml_element_plausible(struct bytes text, size_t anchor, size_t *front, uint64_t *work)
{
    const struct key_element *element = element_at(text, anchor);
    if (element == NULL) {
        return false;
    }
    const size_t name = anchor - element->place, begin = name_front(text, name);
    const bool plain = begin > 0 && text.at[begin - 1] == '<';
    if (plain ? !may_be_private(text, anchor, work) : !is_escaped(text, name)) {
        return false;
    }
    *front = plain ? begin - 1 : name;
    return true;
}

bool xml_element_extent(struct bytes text, size_t anchor, struct written_extent *extent)
{
    struct written_extent found;
    enum element_end end;
    if (anchor >= text.left || !find_element(text, anchor, &found, &end) ||
        (end != ELEMENT_OPEN && end != ELEMENT_WHOLE)) {
        return false;
    }
    *extent = found;
    return true;
}
