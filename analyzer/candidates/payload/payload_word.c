#include "candidates/payload/payload_word.h"

#include <string.h>

#include "bytes/base64.h"

#define PAGE_DIGITS_MAX 4
/* Words of `+` and `/` alone: string concatenation, comments. */
#define JUNK_MAX 3

static bool is_junk(struct bytes word)
{
    if (word.left > JUNK_MAX) {
        return false;
    }
    for (size_t i = 0; i < word.left; i++) {
        if (word.at[i] != '+' && word.at[i] != '/') {
            return false;
        }
    }
    return true;
}

/* How PHP names the end of a line, behind the string that the line stands in. */
static size_t named_line_end(struct bytes text)
{
    static const char name[] = "PHP_EOL";
    const size_t length = sizeof(name) - 1;
    return text.left >= length && memcmp(text.at, name, length) == 0 ? length : 0;
}

bool payload_word_take(struct bytes *line, bool url, struct bytes *word, bool *padded)
{
    for (;;) {
        struct bytes skipped;
        size_t gap = 0;
        while (gap < line->left && !base64_belongs(line->at[gap], url)) {
            gap++;
        }
        if (!bytes_take(line, gap, &skipped) ||
            !bytes_take(line, named_line_end(*line), &skipped) || line->left == 0 ||
            !bytes_take(line, base64_run(*line, url), word)) {
            return false;
        }
        if (!is_junk(*word)) {
            *padded = line->left > 0 && line->at[0] == '=';
            return true;
        }
    }
}

bool payload_word_is_page(struct bytes line, struct bytes word)
{
    size_t digits = 0;
    while (digits < word.left && word.at[digits] >= '0' && word.at[digits] <= '9') {
        digits++;
    }
    return digits == word.left && digits <= PAGE_DIGITS_MAX && line.left > word.left;
}
