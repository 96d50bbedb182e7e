/* What the vectors let through is what plain C finds: samples of a text from any place to any
 * other, anchors, words, base64 and fronts of lines in it. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bytes/base64.h"
#include "bytes/line_front.h"
#include "bytes/word_find.h"
#include "candidates/anchors.h"
#include "candidates/runs/run_sample.h"

#define ANCHORS_MOST 64

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

/* The first octets as what lines begin with. */
static void compare_lines(struct bytes text, const uint8_t *fronts)
{
    const size_t found = line_front_find(text, fronts);
    must(found == line_front_find_portable(text, fronts) && found <= text.left);
    must(found == text.left || (text.at[found] == '\n' && text.left - found > 1 &&
                                line_front_is(fronts, text.at[found + 1])));
}

static void compare_anchors(struct bytes text, size_t from, size_t to)
{
    struct anchor found[ANCHORS_MOST], other[ANCHORS_MOST + 32];
    while (from < to) {
        size_t reached = to, all = to;
        const size_t count = anchors_find(text, from, &reached, found, ANCHORS_MOST);
        must(reached <= to && (reached > from || count == 0));
        all = reached;
        must(anchors_find_portable(text, from, &all, other, ANCHORS_MOST + 32) == count);
        for (size_t i = 0; i < count; i++) {
            must(found[i].at == other[i].at && found[i].kinds == other[i].kinds);
        }
        from = reached;
    }
}

static void compare_base64(struct bytes text)
{
    for (unsigned url = 0; url < 2; url++) {
        size_t length = 0;
        while (length < text.left && base64_belongs(text.at[length], url == 1)) {
            length++;
        }
        must(base64_run(text, url == 1) == length);
        if (url == 0) {
            uint8_t *to = malloc(text.left / 4 * 3 + 1);
            must(to != NULL);
            size_t made = 0;
            must(base64_groups(text, to, &made) == length / 4 * 4 && made == length / 4 * 3);
            for (size_t i = 0; i < made; i++) {
                const uint8_t *group = text.at + i / 3 * 4;
                uint32_t bits = 0;
                for (size_t place = 0; place < 4; place++) {
                    bits = bits << 6 | base64_value(group[place]);
                }
                must(to[i] == (uint8_t)(bits >> (16 - 8 * (i % 3))));
            }
            free(to);
        }
    }
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
    compare_anchors(text, data[0] % text.left, text.left - data[1] % text.left);
    compare_base64(text);
    if (text.left > LINE_FRONTS) {
        const uint8_t one[LINE_FRONTS] = { text.at[0], text.at[0], text.at[0] };
        compare_lines(text, text.at);
        compare_lines(text, one);
    }
    if (width < text.left) { /* the first octets as a word of what is behind them */
        compare_words(bytes_over(text.at + width, text.left - width), bytes_over(text.at, width));
    }
    return 0;
}
