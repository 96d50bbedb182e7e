/* What the vectors let through is what plain C finds: samples of a text from any place to any
 * other, and words in it. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bytes/word_find.h"
#include "candidates/run_sample.h"

static void must(bool held)
{
    if (!held) {
        abort();
    }
}

static void compare_samples(struct bytes text, size_t from, size_t to)
{
    for (size_t at = from; at < text.left; at += RUN_STRIDE) {
        size_t other = at;
        unsigned class = 0, other_class = 0;
        const bool more = run_sample_next(text, &at, to, &class);
        must(more == run_sample_next_portable(text, &other, to, &other_class));
        must(!more || (at == other && class == other_class && at < to));
    }
}

static void compare_words(struct bytes text, struct bytes word)
{
    const char *name = (const char *)word.at;
    const uint8_t *found = word_find(text, name, word.left);
    must(found == word_find_portable(text, name, word.left));
    must(found == memmem(text.at, text.left, word.at, word.left));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 4) {
        return 0;
    }
    const struct bytes text = bytes_over(data + 2, size - 2);
    const size_t width = data[1] % 12u + 2;
    compare_samples(text, data[0] % 64u, text.left - data[1] % text.left);
    if (width < text.left) { /* the first octets as a word of what is behind them */
        compare_words(bytes_over(text.at + width, text.left - width), bytes_over(text.at, width));
    }
    return 0;
}
