#include "bytes/json_object.h"

#include <string.h>

#include "bytes/base64.h"
#include "bytes/unescape.h"

/* Words in a row that are neither name nor value: what a log puts before each line is
 * shorter, prose is longer. */
#define LOOSE_MAX 16

enum token_kind {
    TOKEN_END,    /* no more text, or a string without an end */
    TOKEN_BROKEN, /* a string that runs on over lines which are not its own */
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_COLON,
    TOKEN_COMMA,
    TOKEN_STRING,
    TOKEN_WORD
};

struct token {
    enum token_kind kind;
    struct bytes text;
    size_t to; /* of the whole: one past it */
};

static bool is_word(uint8_t character)
{
    uint8_t lower = character | 0x20;
    return (lower >= 'a' && lower <= 'z') || (character >= '0' && character <= '9') ||
           character == '_' || character == '-' || character == '+' || character == '/' ||
           character == '.' || character == '$' || character >= 0x80;
}

static bool is_line_end(uint8_t character)
{
    return character == '\n' || character == '\r';
}

/* What may stand in a string that was broken over lines: base64, blanks, and what
 * quotes a line. */
static bool may_wrap(uint8_t character)
{
    return base64_value(character) != BASE64_FOREIGN || is_line_end(character) ||
           character == ' ' || character == '\t' || character == '=' || character == '>' ||
           character == '|' || character == '\\';
}

/* One quote, or two of them. */
static bool has_quote(struct bytes text, size_t at, uint8_t quote, size_t width)
{
    return text.left - at >= width && text.at[at] == quote && text.at[at + width - 1] == quote;
}

static enum token_kind take_string(struct bytes *rest, size_t width, struct bytes *text)
{
    const uint8_t quote = rest->at[0];
    bool wrapped = false, foreign = false;
    size_t at = width;
    for (; at < rest->left && !has_quote(*rest, at, quote, width); at++) {
        wrapped = wrapped || is_line_end(rest->at[at]);
        foreign = foreign || !may_wrap(rest->at[at]);
        if (wrapped && foreign) {
            return TOKEN_BROKEN;
        }
        if (rest->at[at] == '\\') {
            at++;
            foreign = foreign || (at < rest->left && !may_wrap(rest->at[at]));
        }
    }
    if (at >= rest->left) {
        return TOKEN_END;
    }
    struct bytes taken;
    *text = bytes_over(rest->at + width, at - width);
    return bytes_take(rest, at + width, &taken) ? TOKEN_STRING : TOKEN_END;
}

static void take_word(struct bytes *rest, struct bytes *text)
{
    size_t length = 0;
    while (length < rest->left && is_word(rest->at[length])) {
        length++;
    }
    bool within = bytes_take(rest, length, text);
    (void)within;
}

/* Of a character that is neither quote nor word; TOKEN_END: of none. */
static enum token_kind mark_kind(uint8_t character)
{
    switch (character) {
    case '{':
    case '[':
        return TOKEN_OPEN;
    case '}':
    case ']':
        return TOKEN_CLOSE;
    case ':':
    case '=':
        return TOKEN_COLON;
    case ',':
        return TOKEN_COMMA;
    default:
        return TOKEN_END;
    }
}

static struct token take_token(struct json_object *object)
{
    struct bytes *rest = &object->rest;
    const size_t width = object->doubled ? 2 : 1;
    struct token token = { .kind = TOKEN_END };
    while (rest->left > 0 && token.kind == TOKEN_END) {
        uint8_t next = rest->at[0];
        struct bytes skipped;
        if ((next == '"' || next == '\'') && has_quote(*rest, 0, next, width)) {
            token.kind = take_string(rest, width, &token.text);
            break;
        }
        if (is_word(next)) {
            token.kind = TOKEN_WORD;
            take_word(rest, &token.text);
            break;
        }
        token.kind = mark_kind(next);
        size_t length = next == '=' && rest->left > 1 && rest->at[1] == '>' ? 2 : 1;
        if (!bytes_take(rest, length, &skipped)) {
            break;
        }
    }
    token.to = object->whole.left - rest->left;
    return token;
}

/* A first name in doubled quotes; an empty one has no word between them. */
static bool begins_doubled(struct bytes rest)
{
    size_t at = 0;
    while (at < rest.left &&
           (rest.at[at] == ' ' || rest.at[at] == '\t' || is_line_end(rest.at[at]))) {
        at++;
    }
    return rest.left - at > 2 && (rest.at[at] == '"' || rest.at[at] == '\'') &&
           rest.at[at + 1] == rest.at[at] && is_word(rest.at[at + 2]);
}

bool json_object_begin(struct bytes text, struct json_object *object)
{
    struct bytes rest = text, brace;
    if (!bytes_take(&rest, 1, &brace) || mark_kind(brace.at[0]) != TOKEN_OPEN) {
        return false;
    }
    *object = (struct json_object){
        .whole = text, .rest = rest, .state = JSON_OPEN, .doubled = begins_doubled(rest), .end = 1
    };
    return true;
}

static bool stop(struct json_object *object, enum json_state state)
{
    object->state = state;
    return false;
}

/* The rest of an array or object behind its opening bracket. */
static bool take_nested(struct json_object *object, struct bytes *value)
{
    const size_t from = object->whole.left - object->rest.left - 1;
    for (size_t depth = 1; depth > 0;) {
        struct token token = take_token(object);
        if (token.kind == TOKEN_END || token.kind == TOKEN_BROKEN) {
            return stop(object, token.kind == TOKEN_END ? JSON_CUT : JSON_BROKEN);
        }
        depth += token.kind == TOKEN_OPEN ? 1 : 0;
        depth -= token.kind == TOKEN_CLOSE ? 1 : 0;
    }
    const size_t to = object->whole.left - object->rest.left;
    *value = bytes_over(object->whole.at + from, to - from);
    return true;
}

static bool give(struct json_object *object, struct json_member *member, struct bytes name,
                 struct bytes value, bool nested)
{
    object->end = object->whole.left - object->rest.left;
    *member = (struct json_member){ .name = name, .value = value, .nested = nested };
    return true;
}

/* Then it is no value but a name: what stood before it began the line. */
static bool is_name(const struct json_object *object, const struct token *token)
{
    struct bytes rest = object->rest;
    while (rest.left > 0 && (rest.at[0] == ' ' || rest.at[0] == '\t')) {
        rest = bytes_over(rest.at + 1, rest.left - 1);
    }
    if (rest.left > 1 && rest.at[0] == '=' && token->kind == TOKEN_WORD) {
        return rest.at[1] == '>'; /* else the padding of base64 without quotes */
    }
    return rest.left > 0 && mark_kind(rest.at[0]) == TOKEN_COLON;
}

/* Takes tokens up to a name and its value. */
static bool take_member(struct json_object *object, struct json_member *member)
{
    struct bytes last = { 0 }, name = { 0 }, value;
    for (size_t loose = 0; loose < LOOSE_MAX;) {
        struct token token = take_token(object);
        switch (token.kind) {
        case TOKEN_END:
            return stop(object, JSON_CUT);
        case TOKEN_BROKEN:
            return stop(object, JSON_BROKEN);
        case TOKEN_CLOSE:
            object->end = token.to;
            return stop(object, JSON_CLOSED);
        case TOKEN_OPEN:
            if (name.at == NULL) {
                return stop(object, JSON_BROKEN);
            }
            return take_nested(object, &value) && give(object, member, name, value, true);
        case TOKEN_COMMA:
            last = name = (struct bytes){ 0 };
            break;
        case TOKEN_COLON:
            name = last.at != NULL ? last : name;
            break;
        case TOKEN_STRING:
        case TOKEN_WORD:
            if (name.at != NULL && !is_name(object, &token)) {
                return give(object, member, name, token.text, false);
            }
            last = token.text;
            name = (struct bytes){ 0 };
            loose++;
            break;
        }
    }
    return stop(object, JSON_BROKEN);
}

bool json_object_next(struct json_object *object, struct json_member *member)
{
    return object->state == JSON_OPEN && take_member(object, member);
}

static bool is_escaped(struct bytes text, size_t at)
{
    size_t strokes = 0;
    while (strokes < at && text.at[at - strokes - 1] == '\\') {
        strokes++;
    }
    return strokes % 2 == 1;
}

bool json_object_front(struct bytes text, size_t at, bool strings, size_t *front)
{
    uint8_t within = 0;
    size_t depth = 0;
    while (at-- > 0) {
        uint8_t next = text.at[at];
        if (strings && (next == '"' || next == '\'') && (within == 0 || within == next)) {
            within = is_escaped(text, at) ? within : within == 0 ? next : 0;
            continue;
        }
        if (within != 0) {
            continue;
        }
        enum token_kind kind = mark_kind(next);
        if (kind == TOKEN_OPEN && depth == 0) {
            *front = at;
            return true;
        }
        depth += kind == TOKEN_CLOSE ? 1 : 0;
        depth -= kind == TOKEN_OPEN ? 1 : 0;
    }
    return false;
}

/* The next character, its escape undone; 1 to 3 octets, and how many bytes it took. */
static size_t take_character(struct bytes text, uint8_t made[UNESCAPE_MADE_MAX], size_t *count)
{
    size_t taken = text.at[0] == '\\' ? unescape_take(text, made, count) : 0;
    if (taken == 0) {
        made[0] = text.at[0];
        *count = 1;
        return 1;
    }
    return taken;
}

bool json_text_is(struct bytes text, const char *name)
{
    while (text.left > 0 && *name != '\0') {
        uint8_t made[UNESCAPE_MADE_MAX];
        size_t count;
        struct bytes skipped;
        size_t taken = take_character(text, made, &count);
        bool letter = (*name | 0x20) >= 'a' && (*name | 0x20) <= 'z';
        bool same = made[0] == (uint8_t)*name || (letter && (made[0] ^ (uint8_t)*name) == 0x20);
        if (count != 1 || !same || !bytes_take(&text, taken, &skipped)) {
            return false;
        }
        name++;
    }
    return text.left == 0 && *name == '\0';
}

bool json_text_undo(struct bytes text, struct buffer *into)
{
    while (text.left > 0) {
        uint8_t made[UNESCAPE_MADE_MAX];
        size_t count;
        struct bytes skipped;
        size_t taken = take_character(text, made, &count);
        if (!bytes_take(&text, taken, &skipped) || !buffer_append(into, bytes_over(made, count))) {
            return false;
        }
    }
    return true;
}

bool json_object_find(struct bytes text, const char *name, struct json_member *member)
{
    struct json_object object;
    struct json_member next;
    bool found = false;
    if (!json_object_begin(text, &object)) {
        return false;
    }
    while (json_object_next(&object, &next)) {
        if (json_text_is(next.name, name)) {
            *member = next;
            found = true;
        }
    }
    return found;
}

bool json_object_take(struct bytes *text, struct bytes *object)
{
    size_t at = 0;
    while (at < text->left && memchr(" \t\r\n,", text->at[at], 5) != NULL) {
        at++;
    }
    struct json_object walk;
    struct json_member member;
    const struct bytes rest = bytes_over(text->at + at, text->left - at);
    if (rest.left == 0 || rest.at[0] != '{' || !json_object_begin(rest, &walk)) {
        return false;
    }
    while (json_object_next(&walk, &member)) {
    }
    if (walk.state != JSON_CLOSED) {
        return false;
    }
    *object = bytes_over(rest.at, walk.end);
    *text = bytes_over(rest.at + walk.end, rest.left - walk.end);
    return true;
}
