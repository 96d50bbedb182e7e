#include "candidates/views/escaped_border.h"

#include "bounds.h"

/* In bytes: how often it is asked where there are no words, and what is looked at. */
#define STEP ((size_t)64)
#define SEEN ((size_t)128)
/* Lower-case letters that make a word, and how many words make a text. Of base64 in groups of four
 * one in 37 is lower-case. */
#define WORD_LEAST  3
#define WORD_MOST   24
#define WORDS_LEAST 8

/* Octets of UTF-8 beyond ASCII: a word for each few of them, as some scripts part none. */
#define FOREIGN_WORD 6

static bool is_hex_letter(uint8_t byte)
{
    return byte >= 'a' && byte <= 'f';
}

static bool is_letter(uint8_t byte)
{
    return byte >= 'a' && byte <= 'z';
}

/* Lines of hexadecimal have words of their own. */
static bool is_word(struct bytes word)
{
    size_t hex = 0;
    for (size_t i = 0; i < word.left; i++) {
        hex += is_hex_letter(word.at[i]);
    }
    return word.left >= WORD_LEAST && word.left <= WORD_MOST && hex < word.left;
}

/* Whole words, with a blank or the like on either side. */
static bool parts(uint8_t byte)
{
    return byte == ' ' || byte == '\n' || byte == ',' || byte == '.';
}

/* How much the end of it is like a text in words. */
static bool speaks(struct bytes piece)
{
    size_t words = 0, foreign = 0, begin = SIZE_MAX;
    const struct bytes seen = bytes_over(piece.at + piece.left - SEEN, SEEN);
    for (size_t i = 0; i < SEEN; i++) {
        foreign += seen.at[i] >= 0x80;
        if (is_letter(seen.at[i])) {
            continue;
        }
        if (begin != SIZE_MAX && parts(seen.at[i])) {
            words += is_word(bytes_over(seen.at + begin, i - begin));
        }
        begin = parts(seen.at[i]) ? i + 1 : SIZE_MAX;
    }
    return words + foreign / FOREIGN_WORD >= WORDS_LEAST;
}

size_t escaped_border_distance(struct bytes piece)
{
    if (piece.left < ESCAPED_PIECE_MAX) {
        return ESCAPED_PIECE_MAX - piece.left;
    }
    return speaks(piece) ? 1 : STEP;
}

/* Right behind a word: what comes next may be the first character of a key. */
bool escaped_border_fits(struct bytes piece)
{
    if (piece.left < ESCAPED_PIECE_MAX) {
        return false;
    }
    const uint8_t last = piece.at[piece.left - 1], before = piece.at[piece.left - 2];
    return (last >= 0x80 || last == ' ' || (last == '\n' && parts(before))) && speaks(piece);
}
