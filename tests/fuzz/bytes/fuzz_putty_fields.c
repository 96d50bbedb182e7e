/* Functions under test: putty_fields_begin, putty_fields_read */

#include "bytes/putty_fields.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Empty, or within the part of the text that belongs to it. */
static void within(struct bytes window, const uint8_t *data, size_t end)
{
    require(window.left == 0 ||
            (window.at >= data && window.left <= (size_t)(data + end - window.at)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct putty_fields fields = { .version = 77 };
    const struct bytes text = bytes_over(data, size);
    if (!putty_fields_read(text, &fields)) {
        require(fields.version == 77);
        return 0;
    }
    require(putty_fields_begin(text));
    require(fields.version >= 1 && fields.version <= 3);
    require(fields.end > 0 && fields.end <= size);
    require(!fields.whole || fields.mac.left > 0);
    within(fields.algorithm, data, fields.end);
    within(fields.encryption, data, fields.end);
    within(fields.comment, data, fields.end);
    within(fields.public_lines, data, fields.end);
    within(fields.private_lines, data, fields.end);
    within(fields.salt, data, fields.end);
    within(fields.mac, data, fields.end);
    /* What belongs to it, alone, is the same again. */
    struct putty_fields again;
    require(putty_fields_read(bytes_over(data, fields.end), &again));
    require(again.end == fields.end && again.whole == fields.whole);
    return 0;
}
