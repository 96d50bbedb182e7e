#include "candidates/payload/line_prefix.h"

#include "bytes/ascii.h"

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

static size_t run_of(struct bytes text, size_t from, bool (*belongs)(uint8_t))
{
    size_t length = 0;
    while (from + length < text.left && belongs(text.at[from + length])) {
        length++;
    }
    return length;
}

/* A name, which has no number in it: `source`. */
static bool is_name(struct bytes word)
{
    return run_of(word, 0, ascii_is_letter) == word.left;
}

static size_t match(struct bytes prefix, struct bytes line, bool same_names)
{
    size_t in_prefix = run_of(prefix, 0, ascii_is_blank), in_line = run_of(line, 0, ascii_is_blank);
    while (in_prefix < prefix.left) {
        bool (*belongs)(uint8_t) = ascii_is_alphanumeric(prefix.at[in_prefix])
                                       ? ascii_is_alphanumeric
                                   : ascii_is_blank(prefix.at[in_prefix]) ? ascii_is_blank
                                                                          : NULL;
        if (belongs == NULL) {
            if (in_line == line.left || line.at[in_line] != prefix.at[in_prefix]) {
                return 0;
            }
            in_prefix++;
            in_line++;
            continue;
        }
        size_t wanted = run_of(prefix, in_prefix, belongs), there = run_of(line, in_line, belongs);
        const struct bytes word = bytes_over(prefix.at + in_prefix, wanted);
        if (there == 0 || (same_names && belongs == ascii_is_alphanumeric && is_name(word) &&
                           !bytes_equal(word, bytes_over(line.at + in_line, there)))) {
            return 0;
        }
        in_prefix += wanted;
        in_line += there;
    }
    return in_line;
}

size_t line_prefix_match(struct bytes prefix, struct bytes line)
{
    return match(prefix, line, false);
}

/* A prefix ends where a word does: what runs into the payload is no prefix of
 * lines but the text before it, as a member's name in a zip stands right before
 * the BEGIN (and would match the payload's own words). */
static bool ends_a_word(struct bytes prefix)
{
    uint8_t last = prefix.left > 0 ? prefix.at[prefix.left - 1] : 0;
    return !ascii_is_alphanumeric(last) && last != '/';
}

size_t line_prefix_find_tail(struct bytes prefix, struct bytes line, struct bytes *tail)
{
    if (!ends_a_word(prefix)) {
        return 0;
    }
    for (size_t from = 0; from < prefix.left; from++) {
        bool inside = from > 0 && ascii_is_alphanumeric(prefix.at[from]) &&
                      ascii_is_alphanumeric(prefix.at[from - 1]);
        const struct bytes rest = bytes_over(prefix.at + from, prefix.left - from);
        size_t cut = inside ? 0 : line_prefix_match(rest, line);
        if (cut > 0) {
            *tail = rest;
            return cut;
        }
    }
    return 0;
}

size_t line_prefix_match_tail(struct bytes prefix, struct bytes line)
{
    struct bytes tail;
    return line_prefix_find_tail(prefix, line, &tail);
}

size_t line_prefix_match_head(struct bytes prefix, struct bytes line)
{
    for (size_t to = prefix.left; to > 0; to--) {
        /* A word alone could be any word. */
        if (ascii_is_alphanumeric(prefix.at[to - 1])) {
            continue;
        }
        /* Behind the prefix the first line has names of its own, and the others words. */
        size_t cut = match(bytes_over(prefix.at, to), line, to < prefix.left);
        if (cut > 0) {
            return cut;
        }
    }
    return 0;
}

static size_t line_length(struct bytes text)
{
    size_t length = 0;
#if defined(__x86_64__)
    const __m128i feed = _mm_set1_epi8('\n'), carriage = _mm_set1_epi8('\r');
    for (; text.left - length >= sizeof(feed); length += sizeof(feed)) {
        const __m128i block = _mm_loadu_si128((const __m128i *)(const void *)(text.at + length));
        const __m128i ends =
            _mm_or_si128(_mm_cmpeq_epi8(block, feed), _mm_cmpeq_epi8(block, carriage));
        const unsigned found = (unsigned)_mm_movemask_epi8(ends);
        if (found != 0) {
            return length + (size_t)__builtin_ctz(found);
        }
    }
#endif
    while (length < text.left && text.at[length] != '\n' && text.at[length] != '\r') {
        length++;
    }
    return length;
}

bool line_take(struct bytes *text, struct bytes *line)
{
    if (text->left == 0) {
        return false;
    }
    const size_t length = line_length(*text);
    size_t end = length;
    if (end < text->left) {
        end += text->at[end] == '\r' && end + 1 < text->left && text->at[end + 1] == '\n' ? 2 : 1;
    }
    struct bytes whole;
    bool within = bytes_take(text, end, &whole);
    return within && bytes_take(&whole, length, line);
}
