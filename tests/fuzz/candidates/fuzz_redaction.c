/* Functions under test: redaction_read, redaction_known, integer_row_take, raw_numbers_plausible */

#include "bounds.h"
#include "bytes/integer_row.h"
#include "candidates/packed/raw_numbers.h"
#include "candidates/payload/redaction.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct redaction redaction;
    struct bytes body = bytes_over(data, size), number;
    if (redaction_read(body, &redaction)) {
        require(redaction.decoded.used == redaction.unknown.used);
        require(redaction.text.used == redaction.marks.used);
        require(redaction_known(&redaction) < redaction.decoded.used);
        for (size_t i = 0; i < redaction.decoded.used; i++) {
            require((redaction.decoded.at[i] & redaction.unknown.at[i]) == 0);
        }
    }
    while (body.left > 0) {
        const struct bytes before = body;
        if (integer_row_take(&body, &number)) {
            require(body.left < before.left && number.left <= INTEGER_OCTETS_MAX);
            require(number.left == 0 || number.at[0] != 0);
        } else {
            require(body.left == before.left && body.at == before.at);
            body = bytes_over(body.at + 1, body.left - 1);
        }
    }
    for (size_t i = 0; i < size; i++) {
        (void)raw_numbers_plausible(bytes_over(data, size), i, i % 2 == 0);
    }
    return 0;
}
