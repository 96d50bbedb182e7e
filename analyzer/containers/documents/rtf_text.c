#include "containers/documents/rtf_text.h"

#include <string.h>

#include "bytes/ascii.h"
#include "bytes/hex_text.h"
#include "containers/streams/decoding_stream.h"

#define LOOK ((size_t)4096)
/* A control word has at most 32 letters, its number a sign and 10 digits, then a space. */
#define WORD_MAX   32
#define NUMBER_MAX 10
#define SIGHT      64
/* What \ucN may say: more would hide text. */
#define FALLBACK_MAX 8

struct rtf_reader {
    struct decoding_stream decoder; /* first */
    uint64_t depth, hidden;         /* groups; the depth of the one that is not shown, or 0 */
    uint64_t binary;                /* bytes of \bin that are left */
    uint32_t fallback, skipped;     /* characters behind a \u; those still to be left out */
    bool starred;                   /* \* stands before */
};

struct control {
    struct bytes name;
    uint64_t number;
    bool negative, numbered;
    size_t length; /* with the backslash and the space behind it */
};

static bool is_one_of(struct bytes name, const char *const names[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (name.left == strlen(names[i]) && memcmp(name.at, names[i], name.left) == 0) {
            return true;
        }
    }
    return false;
}

/* Of destinations behind \* these alone are shown: text boxes and notes. */
static bool is_shown(struct bytes name)
{
    static const char *const names[] = { "shpinst", "shptxt", "annotation", "footnote" };
    return is_one_of(name, names, sizeof(names) / sizeof(names[0]));
}

static bool is_hidden(struct bytes name)
{
    static const char *const names[] = { "fonttbl", "colortbl", "stylesheet", "pict",
                                         "objdata", "sn",       "sv" };
    return is_one_of(name, names, sizeof(names) / sizeof(names[0]));
}

static uint8_t seen_for(struct bytes name)
{
    static const char *const lines[] = { "par",  "line", "cell",     "row",
                                         "sect", "page", "nestcell", "nestrow" };
    static const char *const none[] = { "tab" };
    if (is_one_of(name, lines, sizeof(lines) / sizeof(lines[0]))) {
        return '\n';
    }
    return is_one_of(name, none, 1) ? '\t' : 0;
}

static void put(struct rtf_reader *reader, uint8_t character, struct decoded *out)
{
    reader->starred = false;
    if (reader->skipped > 0) {
        reader->skipped--;
    } else if (reader->hidden == 0) {
        out->at[out->used++] = character;
    }
}

static struct control take_word(struct bytes text)
{
    struct control word = { 0 };
    size_t at = 1;
    while (at < text.left && at <= WORD_MAX && ascii_is_letter(text.at[at])) {
        at++;
    }
    word.name = bytes_over(text.at + 1, at - 1);
    if (at + 1 < text.left && text.at[at] == '-' && ascii_is_digit(text.at[at + 1])) {
        word.negative = true;
        at++;
    }
    for (size_t from = at; at < text.left && at - from < NUMBER_MAX && ascii_is_digit(text.at[at]);
         at++) {
        word.number = word.number * 10 + (uint64_t)(text.at[at] - '0');
        word.numbered = true;
    }
    word.length = at < text.left && text.at[at] == ' ' ? at + 1 : at;
    return word;
}

static void obey(struct rtf_reader *reader, const struct control *word, struct decoded *out)
{
    static const char *const bin[] = { "bin" }, *const u[] = { "u" }, *const uc[] = { "uc" };
    const bool starred = reader->starred;
    reader->starred = false;
    if (is_one_of(word->name, bin, 1)) {
        reader->binary = word->negative ? 0 : word->number;
    } else if (is_one_of(word->name, uc, 1)) {
        reader->fallback = word->number < FALLBACK_MAX ? (uint32_t)word->number : FALLBACK_MAX;
    } else if (is_one_of(word->name, u, 1) && word->numbered) {
        const bool ascii = !word->negative && word->number < 0x80;
        reader->skipped = 0;
        put(reader, ascii ? (uint8_t)word->number : '?', out);
        reader->skipped = reader->fallback;
    } else if (reader->hidden == 0 && reader->depth > 0 &&
               (is_hidden(word->name) || (starred && !is_shown(word->name)))) {
        reader->hidden = reader->depth;
    } else if (seen_for(word->name) != 0) {
        reader->skipped = 0;
        put(reader, seen_for(word->name), out);
    }
}

/* A backslash and what is no letter. */
static size_t take_symbol(struct rtf_reader *reader, struct bytes text, struct decoded *out)
{
    if (text.left < 2) {
        return 1;
    }
    switch (text.at[1]) {
    case '\'':
        if (text.left >= 4 && hex_digit(text.at[2]) >= 0 && hex_digit(text.at[3]) >= 0) {
            const int octet = hex_digit(text.at[2]) << 4 | hex_digit(text.at[3]);
            put(reader, octet < 0x80 ? (uint8_t)octet : '?', out);
            return 4;
        }
        return 2;
    case '*':
        reader->starred = true;
        return 2;
    case '~':
        put(reader, ' ', out);
        return 2;
    case '_':
        put(reader, '-', out);
        return 2;
    case '\\':
    case '{':
    case '}':
        put(reader, text.at[1], out);
        return 2;
    case '\n':
    case '\r':
        put(reader, '\n', out);
        return 2;
    default: /* \- may part a word, the others show nothing */
        return 2;
    }
}

static void end_group(struct rtf_reader *reader)
{
    if (reader->hidden != 0 && reader->hidden == reader->depth) {
        reader->hidden = 0;
    }
    reader->depth -= reader->depth > 0 ? 1 : 0;
    reader->skipped = 0;
}

/* Takes one thing; writes at most one byte. */
static size_t take_thing(struct rtf_reader *reader, struct bytes text, struct decoded *out)
{
    switch (text.at[0]) {
    case '{':
        reader->depth++;
        reader->skipped = 0;
        return 1;
    case '}':
        end_group(reader);
        return 1;
    case '\r':
    case '\n':
    case '\0':
        return 1;
    case '\\':
        if (text.left >= 2 && ascii_is_letter(text.at[1])) {
            const struct control word = take_word(text);
            obey(reader, &word, out);
            return word.length;
        }
        return take_symbol(reader, text, out);
    default:
        put(reader, text.at[0], out);
        return 1;
    }
}

static size_t rtf_step(struct decoding_stream *stream, struct bytes in, bool whole,
                       struct decoded *out)
{
    struct rtf_reader *reader = (struct rtf_reader *)stream;
    size_t taken = 0;
    while (taken < in.left && out->used < out->room) {
        const size_t left = in.left - taken;
        if (reader->binary > 0) {
            const size_t skipped = reader->binary < left ? (size_t)reader->binary : left;
            reader->binary -= skipped;
            taken += skipped;
        } else if (left < SIGHT && !whole) { /* a control word may be cut there */
            break;
        } else {
            taken += take_thing(reader, bytes_over(in.at + taken, left), out);
        }
    }
    return taken;
}

static bool rtf_recognise(struct bytes head)
{
    static const char front[] = "{\\rtf";
    return head.left >= sizeof(front) - 1 && memcmp(head.at, front, sizeof(front) - 1) == 0;
}

static const struct fault *rtf_walk(struct stream *content, const struct container_sink *sink)
{
    static const struct decoding decoding = { "rtf-text", LOOK, rtf_step, NULL };
    static const struct fault cut = { OUTCOME_TRUNCATED, "RTF 1.9.1",
                                      "the document ends within a group" };
    struct decoding_window window = { 0 };
    struct rtf_reader reader = { .fallback = 1 };
    const struct place place = decoding_place(&decoding, content);
    decoding_stream_init(&reader.decoder, content, &decoding, &window);
    (void)sink->part(sink->context, &place, PART_UNKNOWN, &reader.decoder.stream);
    if (reader.decoder.ended && (reader.depth > 0 || reader.binary > 0)) {
        sink->journal(sink->context, &place, JOURNAL_NOTE, &cut, 0);
    }
    decoding_window_clear(&window);
    return NULL;
}

const struct container rtf_text_container = { .name = "rtf-text",
                                              .recognise = rtf_recognise,
                                              .walk = rtf_walk,
                                              .readings = true,
                                              .roomy = true };
