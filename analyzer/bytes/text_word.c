#include "bytes/text_word.h"

#include "bytes/ascii.h"

struct bytes text_without_blanks(struct bytes text)
{
    struct bytes first;
    while (text.left > 0 && ascii_is_space(text.at[0]) && bytes_take(&text, 1, &first)) {
    }
    while (text.left > 0 && ascii_is_space(text.at[text.left - 1])) {
        text.left--;
    }
    return text;
}

struct bytes text_trimmed(struct bytes text)
{
    struct bytes first;
    while (text.left > 0 && text.at[0] <= ' ' && bytes_take(&text, 1, &first)) {
    }
    while (text.left > 0 && text.at[text.left - 1] <= ' ') {
        text.left--;
    }
    return text;
}

/* Quotes open the strings of source code, and no word is told by one. */
static bool is_before_word(uint8_t character)
{
    return ascii_is_space(character) || character == '"' || character == '\'';
}

bool text_word_take(struct bytes *text, struct bytes *word, size_t *lines)
{
    size_t from = 0, feeds = 0, returns = 0;
    while (from < text->left && is_before_word(text->at[from])) {
        feeds += text->at[from] == '\n';
        returns += text->at[from] == '\r';
        from++;
    }
    size_t to = from;
    while (to < text->left && !ascii_is_space(text->at[to])) {
        to++;
    }
    struct bytes gap;
    if (to == from || !bytes_take(text, from, &gap) || !bytes_take(text, to - from, word)) {
        return false;
    }
    *lines = feeds > 0 ? feeds : returns;
    return true;
}

/* Small letters; no other byte becomes one. */
static uint32_t letters_of(const uint8_t *at)
{
    return ((uint32_t)at[0] << 16 | (uint32_t)at[1] << 8 | at[2]) | 0x202020u;
}

unsigned text_word_among(struct bytes word, const char *names)
{
    const uint32_t wanted = word.left >= 3 ? letters_of(word.at) : 0;
    for (unsigned i = 1; word.left >= 3 && *names != '\0'; i++, names += 3) {
        if (letters_of((const uint8_t *)names) == wanted) {
            return i;
        }
    }
    return 0;
}

bool text_word_is_mark(struct bytes word)
{
    for (size_t i = 0; i < word.left; i++) {
        const uint8_t lower = word.at[i] | 0x20;
        if ((lower >= 'a' && lower <= 'z') || (word.at[i] >= '0' && word.at[i] <= '9') ||
            word.at[i] >= 0x80) {
            return false;
        }
    }
    return true;
}
