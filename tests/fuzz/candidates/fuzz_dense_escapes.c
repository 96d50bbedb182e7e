/* Function under test: dense_escapes_kind */

#include "candidates/runs/dense_escapes.h"
#include "candidates/views/escaped_text.h"
#include "require.h"

/* The rest of one escape, and two whole ones. */
#define SURE 20

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is dense is so from anywhere on, and up to anywhere. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 512) {
        return 0;
    }
    const unsigned kind = dense_escapes_kind(bytes_over(data, size));
    require(kind <= (unsigned)ESCAPE_MARKUP && (kind & (kind - 1)) == 0);
    for (size_t i = 1; kind != 0 && i + SURE <= size; i++) {
        require(dense_escapes_kind(bytes_over(data, size - i)) == kind);
        require(dense_escapes_kind(bytes_over(data + i, size - i)) == kind);
    }
    uint8_t clear[512 + UNESCAPE_MADE_MAX];
    size_t length;
    /* Of quoted-printable with small letters nothing is undone. */
    require(kind == 0 || size < SURE || kind == (unsigned)ESCAPE_QUOTED ||
            escaped_text_clear(bytes_over(data, size), kind, clear, sizeof(clear), &length) > 0);
    return 0;
}
