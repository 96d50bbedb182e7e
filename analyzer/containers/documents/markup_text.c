#include "containers/documents/markup_text.h"

#include <string.h>
#include <strings.h>

#include "bounds.h"
#include "bytes/ascii.h"
#include "bytes/unescape.h"
#include "containers/streams/decoding_stream.h"

#define LOOK ((size_t)4096)
/* Longer than any name, reference or mark that is known here. */
#define SIGHT    64
#define NAME_MAX 32
/* Namespaces stand in the root's start tag. */
#define ROOT_REACH ((size_t)8 << 10)

enum markup_state {
    MARKUP_CHARACTERS,
    MARKUP_TAG,
    MARKUP_COMMENT,
    MARKUP_CDATA,
    MARKUP_INSTRUCTION,
    MARKUP_DECLARATION,
    MARKUP_SCRIPT, /* its text, and that of a style */
};

/* What an element does to the text around it. */
enum markup_effect {
    EFFECT_NONE,
    EFFECT_BREAK, /* ends a line where it stands */
    EFFECT_BLOCK, /* stands on lines of its own */
    EFFECT_LINE,  /* ends a line at its end */
    EFFECT_TAB,
    EFFECT_SPACE,
    EFFECT_HYPHEN,
    EFFECT_SCRIPT,
    EFFECT_SHOWN, /* holds the characters of a run */
};

struct markup_reader {
    struct decoding_stream decoder; /* first */
    enum markup_state state;
    enum markup_effect effect; /* of the tag that is read */
    bool page;                 /* HTML or SVG; else of an office */
    bool closes, empty;        /* the tag */
    bool value;                /* a value comes next */
    uint8_t quote;             /* around the value that is read, or 0 */
    uint8_t last;              /* that was written, '\n' at first */
    bool between, gap;         /* behind a tag; in the blanks that lay out the file */
    uint64_t brackets;         /* open in a declaration */
};

static bool begins(struct bytes text, const char *word)
{
    const size_t length = strlen(word);
    return text.left >= length && strncasecmp((const char *)text.at, word, length) == 0;
}

static enum markup_effect effect_of(const struct markup_reader *reader, struct bytes name)
{
    static const struct {
        const char *name;
        bool page;
        enum markup_effect effect;
    } rows[] = {
        { "br", true, EFFECT_BREAK },
        { "p", true, EFFECT_BLOCK },
        { "div", true, EFFECT_BLOCK },
        { "li", true, EFFECT_BLOCK },
        { "tr", true, EFFECT_BLOCK },
        { "pre", true, EFFECT_BLOCK },
        { "dt", true, EFFECT_BLOCK },
        { "dd", true, EFFECT_BLOCK },
        { "h1", true, EFFECT_BLOCK },
        { "h2", true, EFFECT_BLOCK },
        { "h3", true, EFFECT_BLOCK },
        { "h4", true, EFFECT_BLOCK },
        { "blockquote", true, EFFECT_BLOCK },
        { "textarea", true, EFFECT_BLOCK },
        { "table", true, EFFECT_BLOCK },
        { "body", true, EFFECT_BLOCK },
        { "title", true, EFFECT_BLOCK },
        { "text", true, EFFECT_BLOCK },
        { "tspan", true, EFFECT_BLOCK },
        { "td", true, EFFECT_TAB },
        { "th", true, EFFECT_TAB },
        { "script", true, EFFECT_SCRIPT },
        { "style", true, EFFECT_SCRIPT },
        { "w:p", false, EFFECT_LINE },
        { "w:br", false, EFFECT_LINE },
        { "w:cr", false, EFFECT_LINE },
        { "a:p", false, EFFECT_LINE },
        { "a:br", false, EFFECT_LINE },
        { "text:p", false, EFFECT_LINE },
        { "text:h", false, EFFECT_LINE },
        { "text:line-break", false, EFFECT_LINE },
        { "si", false, EFFECT_LINE },
        { "row", false, EFFECT_LINE },
        { "text", false, EFFECT_LINE }, /* of a comment in a sheet */
        { "c", false, EFFECT_TAB },
        { "w:tab", false, EFFECT_TAB },
        { "text:tab", false, EFFECT_TAB },
        { "text:s", false, EFFECT_SPACE },
        { "w:noBreakHyphen", false, EFFECT_HYPHEN },
        { "w:t", false, EFFECT_SHOWN },
        { "a:t", false, EFFECT_SHOWN },
        { "t", false, EFFECT_SHOWN },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].page == reader->page && strlen(rows[i].name) == name.left &&
            strncasecmp((const char *)name.at, rows[i].name, name.left) == 0) {
            return rows[i].effect;
        }
    }
    return EFFECT_NONE;
}

static void put(struct markup_reader *reader, uint8_t character, struct decoded *out)
{
    out->at[out->used++] = character;
    reader->last = character;
}

/* At the end of a tag; writes at most one byte. */
static void obey(struct markup_reader *reader, struct decoded *out)
{
    const bool ends = reader->closes || reader->empty;
    reader->state = MARKUP_CHARACTERS;
    reader->between = !reader->page && (ends || reader->effect != EFFECT_SHOWN);
    reader->gap = false;
    if (reader->effect == EFFECT_SCRIPT && !ends) {
        reader->state = MARKUP_SCRIPT;
    } else if ((reader->effect == EFFECT_BREAK && !reader->closes) ||
               (reader->effect == EFFECT_LINE && ends) ||
               (reader->effect == EFFECT_BLOCK && reader->last != '\n')) {
        put(reader, '\n', out);
    } else if (reader->effect == EFFECT_TAB && ends) {
        put(reader, '\t', out);
    } else if (reader->effect == EFFECT_SPACE && ends) {
        put(reader, ' ', out);
    } else if (reader->effect == EFFECT_HYPHEN && ends) {
        put(reader, '-', out);
    }
}

/* Takes `<` and the name behind it. */
static size_t take_name(struct markup_reader *reader, struct bytes text)
{
    const size_t from = text.at[1] == '/' ? 2 : 1;
    size_t to = from;
    while (to < text.left && to - from < NAME_MAX && !ascii_is_space(text.at[to]) &&
           text.at[to] != '>' && text.at[to] != '/') {
        to++;
    }
    reader->state = MARKUP_TAG;
    reader->closes = from == 2;
    reader->empty = reader->value = false;
    reader->quote = 0;
    reader->effect = effect_of(reader, bytes_over(text.at + from, to - from));
    return to;
}

/* Takes what begins with `<`. */
static size_t take_mark(struct markup_reader *reader, struct bytes text, struct decoded *out)
{
    const uint8_t next = text.left > 1 ? text.at[1] : 0;
    if (ascii_is_letter(next) || (next == '/' && text.left > 2 && ascii_is_letter(text.at[2]))) {
        return take_name(reader, text);
    }
    if (begins(text, "<!--")) {
        reader->state = MARKUP_COMMENT;
        return 4;
    }
    if (begins(text, "<![CDATA[")) {
        reader->state = MARKUP_CDATA;
        return 9;
    }
    if (next == '!' || next == '?') {
        reader->state = next == '!' ? MARKUP_DECLARATION : MARKUP_INSTRUCTION;
        reader->brackets = 0;
        return 2;
    }
    put(reader, '<', out);
    return 1;
}

static size_t take_reference(struct markup_reader *reader, struct bytes text, struct decoded *out)
{
    uint8_t made[UNESCAPE_MADE_MAX];
    size_t count = 0;
    const size_t taken = unescape_take(text, made, &count);
    if (taken == 0) {
        put(reader, '&', out);
        return 1;
    }
    for (size_t i = 0; i < count; i++) {
        put(reader, made[i], out);
    }
    return taken;
}

/* Between the tags of an office's document a line end lays out the file. */
static bool is_layout(struct markup_reader *reader, uint8_t character)
{
    if (!reader->between || !ascii_is_space(character)) {
        reader->between = false;
        return false;
    }
    reader->gap = reader->gap || character == '\n' || character == '\r';
    return reader->gap;
}

/* Copies what stands for itself. */
static size_t take_run(struct markup_reader *reader, struct bytes text, struct decoded *out)
{
    const size_t room = out->room - out->used, most = text.left < room ? text.left : room;
    size_t length = 0;
    while (length < most && text.at[length] != '<' && text.at[length] != '&') {
        out->at[out->used++] = text.at[length++];
    }
    reader->last = text.at[length - 1];
    return length;
}

static size_t take_character(struct markup_reader *reader, struct bytes text, struct decoded *out)
{
    if (text.at[0] == '<') {
        return take_mark(reader, text, out);
    }
    if (is_layout(reader, text.at[0])) {
        return 1;
    }
    if (text.at[0] == '&') {
        return take_reference(reader, text, out);
    }
    return take_run(reader, text, out);
}

/* What stands in a tag behind its name. */
static size_t take_attributes(struct markup_reader *reader, struct bytes text, struct decoded *out)
{
    for (size_t at = 0; at < text.left; at++) {
        const uint8_t character = text.at[at];
        if (reader->quote != 0) {
            const uint8_t *end = memchr(text.at + at, reader->quote, text.left - at);
            if (end == NULL) {
                return text.left;
            }
            at = (size_t)(end - text.at);
            reader->quote = 0;
            reader->value = false;
        } else if (character == '>') {
            obey(reader, out);
            return at + 1;
        } else {
            const bool quotes = character == '"' || character == '\'';
            reader->quote = quotes && reader->value ? character : 0;
            reader->value = character == '=' || (reader->value && ascii_is_space(character));
            reader->empty = character == '/';
        }
    }
    return text.left;
}

/* Takes on to the mark and behind it; all but its last characters where it is not there. */
static size_t take_until(struct markup_reader *reader, struct bytes text, const char *mark,
                         bool whole)
{
    const size_t length = strlen(mark);
    const uint8_t *found = memmem(text.at, text.left, mark, length);
    if (found != NULL) {
        reader->state = MARKUP_CHARACTERS;
        return (size_t)(found - text.at) + length;
    }
    return whole || text.left < length ? text.left : text.left - (length - 1);
}

static size_t take_declaration(struct markup_reader *reader, struct bytes text)
{
    for (size_t at = 0; at < text.left; at++) {
        if (text.at[at] == '>' && reader->brackets == 0) {
            reader->state = MARKUP_CHARACTERS;
            return at + 1;
        }
        reader->brackets += text.at[at] == '[' ? 1 : 0;
        reader->brackets -= text.at[at] == ']' && reader->brackets > 0 ? 1 : 0;
    }
    return text.left;
}

static size_t take_cdata(struct markup_reader *reader, struct bytes text, struct decoded *out)
{
    if (begins(text, "]]>")) {
        reader->state = MARKUP_CHARACTERS;
        reader->between = false;
        return 3;
    }
    put(reader, text.at[0], out);
    return 1;
}

/* Only its end tag ends it. */
static size_t take_script(struct markup_reader *reader, struct bytes text)
{
    if (text.at[0] == '<') {
        const bool ends = begins(text, "</script") || begins(text, "</style");
        reader->state = ends ? MARKUP_CHARACTERS : MARKUP_SCRIPT;
        return ends ? 0 : 1;
    }
    const uint8_t *next = memchr(text.at, '<', text.left);
    return next == NULL ? text.left : (size_t)(next - text.at);
}

/* Takes one thing, as far as there is room: UNESCAPE_MADE_MAX bytes at least. */
static size_t take_thing(struct markup_reader *reader, struct bytes text, bool whole,
                         struct decoded *out)
{
    switch (reader->state) {
    case MARKUP_TAG:
        return take_attributes(reader, text, out);
    case MARKUP_COMMENT:
        return take_until(reader, text, "-->", whole);
    case MARKUP_INSTRUCTION:
        return take_until(reader, text, ">", whole);
    case MARKUP_DECLARATION:
        return take_declaration(reader, text);
    case MARKUP_CDATA:
        return take_cdata(reader, text, out);
    case MARKUP_SCRIPT:
        return take_script(reader, text);
    case MARKUP_CHARACTERS:
        break;
    }
    return take_character(reader, text, out);
}

static size_t markup_step(struct decoding_stream *stream, struct bytes in, bool whole,
                          struct decoded *out)
{
    struct markup_reader *reader = (struct markup_reader *)stream;
    size_t taken = 0;
    while (taken < in.left && out->room - out->used >= UNESCAPE_MADE_MAX) {
        const size_t left = in.left - taken;
        if (left < SIGHT && !whole) { /* what is cut there is seen whole with what comes */
            break;
        }
        taken += take_thing(reader, bytes_over(in.at + taken, left), whole, out);
    }
    return taken;
}

/* Behind a byte order mark and blanks. */
static struct bytes skip_front(struct bytes head)
{
    struct bytes rest = head;
    if (begins(rest, "\xef\xbb\xbf")) {
        rest = bytes_over(rest.at + 3, rest.left - 3);
    }
    while (rest.left > 0 && ascii_is_space(rest.at[0])) {
        rest = bytes_over(rest.at + 1, rest.left - 1);
    }
    return rest;
}

static bool begins_word(struct bytes text, const char *word)
{
    const size_t length = strlen(word);
    return begins(text, word) && text.left > length &&
           (ascii_is_space(text.at[length]) || text.at[length] == '>');
}

static bool is_page(struct bytes front)
{
    static const char *const fronts[] = { "<html", "<!doctype html", "<svg" };
    for (size_t i = 0; i < sizeof(fronts) / sizeof(fronts[0]); i++) {
        if (begins_word(front, fronts[i])) {
            return true;
        }
    }
    return false;
}

static bool names_any(struct bytes front, const char *const names[], size_t count)
{
    const size_t reach = front.left < ROOT_REACH ? front.left : ROOT_REACH;
    for (size_t i = 0; i < count; i++) {
        if (memmem(front.at, reach, names[i], strlen(names[i])) != NULL) {
            return true;
        }
    }
    return false;
}

/* XHTML and SVG. */
static bool is_xml_page(struct bytes front)
{
    static const char *const names[] = { "<html", "<svg", "http://www.w3.org/1999/xhtml" };
    return begins_word(front, "<?xml") && names_any(front, names, 3);
}

static bool is_office(struct bytes front)
{
    static const char *const names[] = {
        "http://schemas.openxmlformats.org/", "http://schemas.microsoft.com/office/",
        "http://purl.oclc.org/ooxml/",
        "urn:oasis:names:tc:opendocument:", "http://openoffice.org/2000/"
    };
    return begins_word(front, "<?xml") && names_any(front, names, 5);
}

static bool markup_recognise(struct bytes head)
{
    const struct bytes front = skip_front(head);
    return front.left > 0 && front.at[0] == '<' &&
           (is_page(front) || is_xml_page(front) || is_office(front));
}

static const struct fault *markup_walk(struct stream *content, const struct container_sink *sink)
{
    static const struct decoding decoding = { "markup-text", LOOK, markup_step, NULL };
    static const struct fault cut = { OUTCOME_TRUNCATED, "XML 1.0 section 2.1",
                                      "the document ends within a tag, a comment or the like" };
    const struct bytes front = skip_front(stream_ahead(content, CONTENT_HEAD));
    struct decoding_window window = { 0 };
    struct markup_reader reader = { .last = '\n', .page = !is_office(front) };
    const struct place place = decoding_place(&decoding, content);
    decoding_stream_init(&reader.decoder, content, &decoding, &window);
    (void)sink->part(sink->context, &place, PART_UNKNOWN, &reader.decoder.stream);
    if (reader.decoder.ended && reader.state != MARKUP_CHARACTERS) {
        sink->journal(sink->context, &place, JOURNAL_NOTE, &cut, 0);
    }
    decoding_window_clear(&window);
    return NULL;
}

const struct container markup_text_container = { .name = "markup-text",
                                                 .recognise = markup_recognise,
                                                 .walk = markup_walk,
                                                 .readings = true,
                                                 .roomy = true };
