#include "candidates/shown_text.h"

#include <string.h>

#include "bounds.h"
#include "bytes/ascii.h"
#include "bytes/hex_text.h"
#include "bytes/utf8.h"
#include "bytes/uuencode_line.h"
#include "candidates/passphrase_words.h"

#define MASK  '*'
#define BLANK '.'

/* Characters without a blank that are no word and no ruler: base85 and the like, of which so many
 * differ; of a row of uuencode; and in a row what `od -c` writes, an octet in three characters. */
#define DENSE_MAX   40u
#define DENSE_MARKS 12u
#define UU_MAX      20u
#define QUOTE_MAX   64u /* in front of one */
#define TOKENS_MAX  8u
#define TOKEN_MAX   3u

struct shown {
    struct bytes text;
    uint8_t *out; /* as many bytes */
};

static void mask(const struct shown *shown, size_t from, size_t to)
{
    if (from < to) {
        memset(shown->out + from, MASK, to - from);
    }
}

/* Of base64 and base64url (RFC 4648 sections 4 and 5). */
static bool is_base64(uint8_t byte)
{
    return ascii_is_alphanumeric(byte) || (byte != 0 && strchr("+/-_=", byte) != NULL);
}

static bool is_hex(uint8_t byte)
{
    return hex_digit(byte) >= 0;
}

/* How many bytes of text stand at `at`, as one character; 0 where it is none. */
static size_t character_at(struct bytes text, size_t at)
{
    const uint8_t byte = text.at[at];
    struct bytes rest = bytes_over(text.at + at, text.left - at);
    uint32_t code;
    if (byte < 0x80) {
        return (byte >= ' ' && byte < 0x7f) || byte == '\n' || byte == '\r' || byte == '\t';
    }
    return utf8_take(&rest, &code) && !utf8_is_unsafe(code) ? text.left - at - rest.left : 0;
}

static uint8_t rendered(uint8_t byte)
{
    return byte == '\r' || byte == '\t'                   ? ' '
           : (byte >= ' ' && byte < 0x7f) || byte == '\n' ? byte
                                                          : BLANK;
}

/* A few printable bytes between others are chance, or a part of a number. */
static void render(const struct shown *shown)
{
    const struct bytes text = shown->text;
    for (size_t at = 0; at < text.left;) {
        size_t end = at, width;
        while (end < text.left && (width = character_at(text, end)) > 0) {
            end += width;
        }
        const bool scrap = end - at < SHOWN_SCRAP_MAX && text.left > end - at;
        for (; at < end; at++) {
            shown->out[at] = scrap ? BLANK : rendered(text.at[at]);
        }
        if (end < text.left) {
            shown->out[at++] = BLANK;
        }
    }
}

static size_t end_of(struct bytes text, size_t at, bool (*is_of)(uint8_t byte), bool wanted)
{
    while (at < text.left && is_of(text.at[at]) == wanted) {
        at++;
    }
    return at;
}

/* May what stands in [from, to) break a run that goes on behind it? A line end does, with marks
 * of quotation around it, and an escape; other marks where the groups are of one length. */
static bool is_gap(struct bytes text, size_t from, size_t to, bool even)
{
    bool breaks = false, names = false;
    for (size_t i = from; i < to; i++) {
        const uint8_t byte = text.at[i];
        breaks =
            breaks || (byte < ' ' && byte != '\t') || (byte != 0 && strchr("\"'`\\", byte) != NULL);
        names = names || byte == ':';
    }
    return (breaks && !names) || (even && to - from <= SHOWN_GAP_MAX);
}

static void mask_base64(const struct shown *shown)
{
    const struct bytes text = shown->text;
    size_t start = end_of(text, 0, is_base64, false);
    while (start < text.left) {
        size_t at = start, end = end_of(text, at, is_base64, true), count = end - at;
        size_t next = end_of(text, end, is_base64, false);
        while (next < text.left) {
            const size_t behind = end_of(text, next, is_base64, true);
            if (!is_gap(text, end, next, behind - next == end - at)) {
                break;
            }
            at = next;
            end = behind;
            count += end - at;
            next = end_of(text, end, is_base64, false);
        }
        if (count >= SHOWN_RUN_MAX) {
            mask(shown, start, end);
        }
        start = next;
    }
}

/* What stands between octets: `0x41, 0x42`, `41:42`, `\x41`, `&#65;`, `%41`, `65, 66`, `65L`, and
 * in Java `(byte)65`. */
static bool is_between_octets(uint8_t byte)
{
    return !ascii_is_letter(byte) || strchr("xXuUhHlL", byte) != NULL;
}

static size_t cast_at(struct bytes text, size_t at)
{
    static const char cast[] = "(byte)";
    const size_t length = sizeof(cast) - 1;
    return text.left - at >= length && memcmp(text.at + at, cast, length) == 0 ? length : 0;
}

static void mask_octets(const struct shown *shown)
{
    const struct bytes text = shown->text;
    size_t at = 0;
    while ((at = end_of(text, at, is_hex, false)) < text.left) {
        const size_t start = at;
        size_t count = 0, end = at, gap = 0, cast;
        while (at < text.left && gap <= SHOWN_GAP_MAX &&
               ((cast = cast_at(text, at)) > 0 || is_hex(text.at[at]) ||
                is_between_octets(text.at[at]))) {
            if (cast == 0 && is_hex(text.at[at])) {
                count++;
                end = at + 1;
                gap = 0;
            } else if (cast == 0) {
                gap++;
            }
            at += cast > 0 ? cast : 1;
        }
        if (count >= SHOWN_RUN_MAX) {
            mask(shown, start, end);
        }
    }
}

static bool is_in_word(uint8_t byte)
{
    return byte > ' ' && byte != 0x7f;
}

/* Rulers are long words as well, of one or two characters. */
static bool is_dense(struct bytes word)
{
    bool seen[256] = { false };
    size_t marks = 0;
    for (size_t i = 0; i < word.left; i++) {
        marks += seen[word.at[i]] ? 0 : 1;
        seen[word.at[i]] = true;
    }
    return word.left >= DENSE_MAX && marks >= DENSE_MARKS;
}

/* Words as no language has them, of base85 for one, and rows of words so short as octets are. */
static void mask_dense(const struct shown *shown)
{
    const struct bytes text = shown->text;
    size_t first = 0, tokens = 0;
    for (size_t at = 0, end; at < text.left; at = end_of(text, end, is_in_word, false)) {
        end = end_of(text, at, is_in_word, true);
        if (is_dense(bytes_over(text.at + at, end - at))) {
            mask(shown, at, end);
        }
        first = tokens == 0 ? at : first;
        tokens = end - at <= TOKEN_MAX ? tokens + 1 : 0;
        if (tokens >= TOKENS_MAX) {
            mask(shown, first, end);
        }
    }
}

static bool is_uuencode(struct bytes line)
{
    line = uuencode_line_trim(line);
    const size_t octets = line.left > 0 ? (line.at[0] - ' ') & 63u : 0;
    return uuencode_line_kind(line) == UUENCODE_DATA && line.left <= 2 + (octets + 2) / 3 * 4;
}

/* Whatever somebody quoted it with. */
static bool ends_in_uuencode(struct bytes line)
{
    struct bytes first;
    bool begins = true, ends = false;
    for (size_t i = 0; !ends && i < QUOTE_MAX && line.left > UU_MAX; i++) {
        ends = begins && is_uuencode(line);
        begins = bytes_take(&line, 1, &first) && !is_base64(first.at[0]);
    }
    return ends;
}

static void mask_uuencode(const struct shown *shown)
{
    struct bytes rest = shown->text, line;
    while (rest.left > 0) {
        const size_t at = shown->text.left - rest.left;
        if (!bytes_take_until(&rest, '\n', &line)) {
            line = rest;
            rest = bytes_over(NULL, 0);
        }
        if (ends_in_uuencode(line)) {
            mask(shown, at, at + line.left);
        }
    }
}

static bool is_within_word(struct bytes text, size_t at)
{
    return at > 0 && at < text.left &&
           (ascii_is_letter(text.at[at]) || ascii_is_digit(text.at[at])) &&
           (ascii_is_letter(text.at[at - 1]) || ascii_is_digit(text.at[at - 1]));
}

static void mask_word(const struct shown *shown, struct bytes word)
{
    const struct bytes text = shown->text;
    size_t at = 0;
    const uint8_t *hit;
    while (at < text.left &&
           (hit = memmem(text.at + at, text.left - at, word.at, word.left)) != NULL) {
        at = (size_t)(hit - text.at);
        if (!is_within_word(text, at) && !is_within_word(text, at + word.left)) {
            mask(shown, at, at + word.left);
        }
        at++;
    }
}

/* Where there are more of them than are listed, nothing is shown. */
static bool mask_passphrases(const struct shown *shown)
{
    struct passphrase_words words = { 0 };
    const bool listed = passphrase_words_announced(shown->text, &words);
    struct bytes lines = buffer_bytes(&words.lines), word;
    while (listed && !words.bounded && bytes_take_until(&lines, '\n', &word)) {
        mask_word(shown, word);
    }
    if (words.bounded) {
        mask(shown, 0, shown->text.left);
    }
    passphrase_words_clear(&words);
    return listed;
}

static bool is_text(struct bytes text, size_t from, size_t to)
{
    size_t width;
    while (from < to && (width = character_at(text, from)) > 0) {
        from += width;
    }
    return from >= to;
}

/* Beside a finding in bytes stand other fields of the same structure; what touches one in text
 * may be more of its digits. */
static void mask_found(const struct shown *shown, struct shown_extent found)
{
    const struct bytes text = shown->text;
    size_t to = found.to < text.left ? found.to : text.left;
    size_t from = found.from < to ? found.from : to;
    const size_t before = from > SHOWN_MARGIN ? from - SHOWN_MARGIN : 0;
    const size_t behind = text.left - to > SHOWN_MARGIN ? to + SHOWN_MARGIN : text.left;
    if (!is_text(text, before, from)) {
        from = before;
    }
    if (!is_text(text, to, behind)) {
        to = behind;
    }
    while (from > 0 && is_base64(text.at[from - 1])) {
        from--;
    }
    mask(shown, from, end_of(text, to, is_base64, true));
}

/* At the front of a line; any other word with a colon may be a passphrase. */
static bool is_field_name(struct bytes text, size_t at, size_t end)
{
    static const char *const names[] = { "From:",     "To:",          "Cc:",       "Subject:",
                                         "Date:",     "Sent:",        "Received:", "Message-ID:",
                                         "Reply-To:", "Content-Type:" };
    const bool first = at == 0 || text.at[at - 1] == '\n';
    bool named = false;
    for (size_t i = 0; first && !named && i < sizeof(names) / sizeof(names[0]); i++) {
        named = strlen(names[i]) == end - at && memcmp(text.at + at, names[i], end - at) == 0;
    }
    return named;
}

/* Shorter words than HARVEST_WORD_MIN are not tried either, unless they are announced. */
static void mask_words(const struct shown *shown)
{
    const struct bytes text = shown->text;
    for (size_t at = 0, end; at < text.left; at = end + 1) {
        end = end_of(text, at, is_in_word, true);
        if (end - at >= HARVEST_WORD_MIN && !is_field_name(text, at, end)) {
            mask(shown, at, end);
        }
    }
}

bool shown_text_mask(struct bytes text, const struct shown_extent *found, size_t count, bool closed,
                     struct buffer *masked)
{
    if (text.left == 0) {
        return true;
    }
    if (!buffer_reserve(masked, text.left)) {
        return false;
    }
    const struct shown shown = { text, masked->at + masked->used };
    render(&shown);
    mask_base64(&shown);
    mask_octets(&shown);
    mask_dense(&shown);
    mask_uuencode(&shown);
    for (size_t i = 0; i < count; i++) {
        mask_found(&shown, found[i]);
    }
    if (closed) {
        mask_words(&shown);
    }
    const bool listed = mask_passphrases(&shown);
    masked->used += listed ? text.left : 0;
    return listed;
}
