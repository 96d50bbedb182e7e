/* Functions under test: base64_read, hex_text_decode, unescape_take, utf16_narrow */
#include <stdlib.h>

#include "bytes/base64.h"
#include "bytes/hex_text.h"
#include "bytes/unescape.h"
#include "bytes/utf16_narrow.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool held)
{
    if (!held) {
        abort();
    }
}

/* Base64 gives the same whether it is fed at once or byte by byte. */
static void check_base64(struct bytes text)
{
    struct buffer whole = { 0 }, single = { 0 };
    struct base64_reader reader = { 0 };
    require(base64_decode(text, &whole));
    for (size_t i = 0; i < text.left; i++) {
        require(base64_read(&reader, bytes_over(text.at + i, 1), &single));
    }
    require(base64_close(&reader, &single));
    require(bytes_equal(buffer_bytes(&whole), buffer_bytes(&single)));
    require(whole.used <= text.left);
    buffer_clear(&whole);
    buffer_clear(&single);
}

static void check_hex(struct bytes text)
{
    struct buffer decoded = { 0 };
    size_t digits, length = hex_text_run(text, &digits);
    require(length <= text.left && digits <= length);
    require(hex_text_decode(bytes_over(text.at, length), &decoded));
    require(decoded.used == digits / 2);
    buffer_clear(&decoded);
}

static void check_unescape(struct bytes text)
{
    while (text.left > 0) {
        uint8_t made[UNESCAPE_MADE_MAX];
        size_t count = 0, taken = unescape_take(text, made, &count);
        require(taken <= text.left && (taken == 0 || count < taken));
        struct bytes step;
        require(bytes_take(&text, taken > 0 ? taken : 1, &step));
    }
}

static void check_utf16(struct bytes text)
{
    for (int big_endian = 0; big_endian < 2; big_endian++) {
        struct buffer narrow = { 0 };
        size_t length = utf16_run(text, big_endian != 0);
        require(length <= text.left && length % 2 == 0);
        require(utf16_narrow(bytes_over(text.at, length), big_endian != 0, &narrow));
        require(narrow.used == length / 2);
        buffer_clear(&narrow);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes text = bytes_over(data, size);
    check_base64(text);
    check_hex(text);
    check_unescape(text);
    check_utf16(text);
    return 0;
}
