#include "bytes/xml_tag.h"

#include <string.h>

#include "bytes/ascii.h"
#include "bytes/unescape.h"

static bool begins_name(uint8_t character)
{
    uint8_t lower = character | 0x20;
    return (lower >= 'a' && lower <= 'z') || character == '_' || character >= 0x80;
}

static bool continues_name(uint8_t character)
{
    return begins_name(character) || (character >= '0' && character <= '9') || character == '-' ||
           character == '.' || character == ':';
}

static bool begins_with(struct bytes text, size_t at, const char *front)
{
    const size_t length = strlen(front);
    return text.left - at >= length && memcmp(text.at + at, front, length) == 0;
}

/* One past the first `end` behind `at`. False where there is none. */
static bool pass(struct bytes text, size_t at, const char *end, size_t *behind)
{
    const uint8_t *found = memmem(text.at + at, text.left - at, end, strlen(end));
    if (found == NULL) {
        return false;
    }
    *behind = (size_t)(found - text.at) + strlen(end);
    return true;
}

/* Markup that is no tag, at a `<`: one past it. False where it has no end; `*behind` is
 * `at` where no such markup stands there. */
static bool pass_other(struct bytes text, size_t at, size_t *behind)
{
    *behind = at;
    if (begins_with(text, at, "<!--")) {
        return pass(text, at + 4, "-->", behind);
    }
    if (begins_with(text, at, "<![CDATA[")) {
        return pass(text, at + 9, "]]>", behind);
    }
    if (begins_with(text, at, "<?") || begins_with(text, at, "<!")) {
        return pass(text, at + 2, ">", behind);
    }
    return true;
}

/* A no-break space is no part of a name, though an editor may write it for the blank behind one. */
static size_t name_end(struct bytes text, size_t at)
{
    while (at < text.left && continues_name(text.at[at]) && !begins_with(text, at, "\xc2\xa0")) {
        at++;
    }
    return at;
}

static struct bytes local_name(struct bytes name)
{
    struct bytes prefix;
    while (bytes_take_until(&name, ':', &prefix)) {
    }
    return name;
}

/* The `>` of a tag, behind its name: none inside of a value counts. False where another
 * tag begins first, or the text ends: then `*end` is that place. */
static bool find_end(struct bytes text, size_t at, size_t *end)
{
    uint8_t within = 0;
    bool found = false;
    for (; at < text.left; at++) {
        uint8_t next = text.at[at];
        if (next == '"' || next == '\'') {
            within = within == 0 ? next : within == next ? 0 : within;
        } else if ((next == '>' || next == '<') && within == 0) {
            found = next == '>';
            break;
        }
    }
    *end = at;
    return found;
}

/* A tag at a `<`. Where none stands there, `*behind` is as far as that was looked for. */
static bool take_tag(struct bytes text, size_t at, struct xml_tag *tag, size_t *behind)
{
    const bool closes = begins_with(text, at, "</");
    const size_t from = at + (closes ? 2 : 1), to = name_end(text, from);
    size_t end = from;
    if (to == from || !begins_name(text.at[from]) || !find_end(text, to, &end)) {
        *behind = end;
        return false;
    }
    *behind = end + 1;
    const bool empty = !closes && end > to && text.at[end - 1] == '/';
    *tag = (struct xml_tag){
        .kind = closes  ? XML_END
                : empty ? XML_EMPTY
                        : XML_START,
        .name = local_name(bytes_over(text.at + from, to - from)),
        .attributes = bytes_over(text.at + to, end - to - (empty ? 1 : 0)),
        .from = at,
        .to = end + 1,
    };
    return true;
}

bool xml_tag_next(struct bytes text, size_t *at, struct xml_tag *tag)
{
    size_t place = *at, behind;
    while (place < text.left) {
        const uint8_t *found = memchr(text.at + place, '<', text.left - place);
        if (found == NULL) {
            return false;
        }
        place = (size_t)(found - text.at);
        if (!pass_other(text, place, &behind)) {
            return false;
        }
        if (behind > place) {
            place = behind;
            continue;
        }
        if (take_tag(text, place, tag, &place)) {
            *at = tag->to;
            return true;
        }
    }
    return false;
}

bool xml_tag_is(const struct xml_tag *tag, const char *name)
{
    return bytes_equal(tag->name, bytes_over(name, strlen(name)));
}

static bool opens_value(uint8_t character)
{
    return ascii_is_space(character) || character == '"' || character == '\'' ||
           character == '\\' || character == '=';
}

bool xml_attribute(const struct xml_tag *tag, const char *name, struct bytes *value)
{
    const struct bytes text = tag->attributes;
    for (size_t at = 0; at < text.left;) {
        size_t to = name_end(text, at);
        if (to == at) {
            at++;
            continue;
        }
        struct bytes found = local_name(bytes_over(text.at + at, to - at));
        for (at = to; at < text.left && opens_value(text.at[at]); at++) {
        }
        size_t from = at;
        while (at < text.left && !opens_value(text.at[at])) {
            at++;
        }
        if (bytes_equal(found, bytes_over(name, strlen(name)))) {
            *value = bytes_over(text.at + from, at - from);
            return true;
        }
    }
    return false;
}

/* What stands at `at`: appends its characters, and says how many bytes it took. */
static bool append_next(struct bytes text, size_t at, struct buffer *into, size_t *taken)
{
    struct xml_tag tag;
    uint8_t made[UNESCAPE_MADE_MAX];
    size_t behind, count;
    *taken = 1;
    switch (text.at[at]) {
    case '<':
        if (begins_with(text, at, "<![CDATA[")) {
            *taken = 9;
        } else if (!pass_other(text, at, &behind)) {
            *taken = text.left - at;
        } else if (behind > at) {
            *taken = behind - at;
        } else if (take_tag(text, at, &tag, &behind)) {
            *taken = behind - at;
        }
        return true;
    case ']':
        *taken = begins_with(text, at, "]]>") ? 3 : 1;
        return true;
    case '&':
        *taken = unescape_take(bytes_over(text.at + at, text.left - at), made, &count);
        if (*taken > 0) {
            return buffer_append(into, bytes_over(made, count));
        }
        break;
    default:
        break;
    }
    *taken = 1;
    return buffer_append_byte(into, text.at[at]);
}

bool xml_characters(struct bytes text, struct buffer *into)
{
    for (size_t at = 0, taken; at < text.left; at += taken) {
        if (!append_next(text, at, into, &taken)) {
            return false;
        }
    }
    return true;
}
