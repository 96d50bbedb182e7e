#include "commands/options/nearest_word.h"

#include <stdbool.h>
#include <string.h>

#define LETTERS_MAX 31 /* nobody writes longer ones by mistake */

void nearest_word_begin(struct nearest_word *nearest, const char *wanted)
{
    const size_t length = strlen(wanted);
    *nearest = (struct nearest_word){ .wanted = wanted, .distance = (length + 2) / 3 + 1 };
}

static size_t least(size_t one, size_t two, size_t three)
{
    const size_t less = one < two ? one : two;
    return less < three ? less : three;
}

/* The rows of the table of edits (optimal string alignment): now, before, and before that. */
static size_t distance_of(const char *one, size_t one_length, const char *two, size_t two_length)
{
    size_t rows[3][LETTERS_MAX + 1];
    for (size_t j = 0; j <= two_length; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= one_length; i++) {
        size_t *now = rows[i % 3];
        const size_t *before = rows[(i + 2) % 3], *earlier = rows[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= two_length; j++) {
            const size_t other = one[i - 1] != two[j - 1] ? 1 : 0;
            now[j] = least(before[j] + 1, now[j - 1] + 1, before[j - 1] + other);
            if (i > 1 && j > 1 && one[i - 1] == two[j - 2] && one[i - 2] == two[j - 1] &&
                earlier[j - 2] + 1 < now[j]) {
                now[j] = earlier[j - 2] + 1;
            }
        }
    }
    return rows[one_length % 3][two_length];
}

void nearest_word_offer(struct nearest_word *nearest, const char *word)
{
    const size_t wanted = strlen(nearest->wanted), length = strlen(word);
    if (wanted < 2 || wanted > LETTERS_MAX || length > LETTERS_MAX) {
        return;
    }
    const size_t shared = wanted < length ? wanted : length;
    const bool begins = shared >= 3 && strncmp(nearest->wanted, word, shared) == 0;
    const size_t distance = begins ? 1 : distance_of(nearest->wanted, wanted, word, length);
    if (distance < nearest->distance) {
        nearest->distance = distance;
        nearest->best = word;
    }
}
