/* Functions under test: word_text_table() and word_text_read(). The first two octets of the input
 * say how much of the rest is the document; what is left is its table. Properties: the text is
 * bounded by the document, reading twice gives the same, and nothing but the text changes. */
#include "containers/documents/word_text.h"

#include "bounds.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes table = bytes_over(data, size), document;
    struct buffer first = { 0 }, second = { 0 };
    uint64_t length;
    if (!bytes_take_number(&table, 2, &length) ||
        !bytes_take(&table, length < table.left ? (size_t)length : table.left, &document)) {
        return 0;
    }
    if (word_text_table(document) != WORD_TEXT_NONE) {
        const struct fault *once = word_text_read(document, table, &first);
        const struct fault *twice = word_text_read(document, table, &second);
        require(once == twice && bytes_equal(buffer_bytes(&first), buffer_bytes(&second)));
        /* Three octets for each of 8 bits. */
        require(first.used <= 3 * (size_t)WORD_TEXT_TIMES * document.left);
    }
    buffer_clear(&first);
    buffer_clear(&second);
    return 0;
}
