/* Functions under test: passphrase_words_announced, passphrase_words_near */
#include <string.h>

#include "bounds.h"
#include "candidates/passphrase_words.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Each word stands in the text, is within the bounds, and comes once. */
static void check_words(struct bytes text, const struct passphrase_words *words)
{
    struct bytes lines = buffer_bytes(&words->lines), line;
    size_t count = 0;
    while (bytes_take_until(&lines, '\n', &line)) {
        count++;
        require(line.left > 0 && line.left <= PASSPHRASE_LENGTH_MAX);
        require(memmem(text.at, text.left, line.at, line.left) != NULL);
        struct bytes others = lines, other;
        while (bytes_take_until(&others, '\n', &other)) {
            require(!bytes_equal(line, other));
        }
    }
    require(lines.left == 0 && count == words->count && count <= HARVEST_CANDIDATES_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes text = bytes_over(data, size);
    uint64_t from = 0, length = 0;
    (void)!(bytes_take_number(&text, 1, &from) && bytes_take_number(&text, 1, &length));
    from = from < text.left ? from : text.left;
    length = length < text.left - from ? length : text.left - from;
    struct passphrase_words words = { 0 };
    require(passphrase_words_announced(text, &words));
    check_words(text, &words);
    require(passphrase_words_near(text, (size_t)from, (size_t)(from + length), &words));
    check_words(text, &words);
    passphrase_words_clear(&words);
    return 0;
}
