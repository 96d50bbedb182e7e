/* Functions under test: base64_read, hex_text_decode, unescape_take, charset_narrow, markup_take,
 * utf7_take, hex_dump_find, base32_read, base85_read */

#include "bytes/base32.h"
#include "bytes/base64.h"
#include "bytes/base85.h"
#include "bytes/charset_text.h"
#include "bytes/hex_dump.h"
#include "bytes/hex_text.h"
#include "bytes/markup.h"
#include "bytes/unescape.h"
#include "bytes/utf7.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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

/* Of each alphabet eight characters are five octets, at once or byte by byte. */
static void check_base32(struct bytes text)
{
    for (int alphabet = BASE32_USUAL; alphabet <= BASE32_HEX_SMALL; alphabet++) {
        const enum base32_alphabet of = (enum base32_alphabet)alphabet;
        const struct bytes run = bytes_over(text.at, base32_run(text, of));
        struct buffer whole = { 0 }, single = { 0 };
        struct base32_reader at_once = { 0 }, reader = { 0 };
        require(base32_read(&at_once, of, run, &whole));
        for (size_t i = 0; i < text.left; i++) {
            require(base32_read(&reader, of, bytes_over(text.at + i, 1), &single));
            require(i + 1 != run.left || bytes_equal(buffer_bytes(&whole), buffer_bytes(&single)));
        }
        require(whole.used == run.left * 5 / 8);
        require(base32_alphabet_of(text) != of || run.left == text.left);
        buffer_clear(&whole);
        buffer_clear(&single);
    }
}

static void check_base85(struct bytes text)
{
    for (int alphabet = BASE85_GIT; alphabet <= BASE85_ASCII; alphabet++) {
        const enum base85_alphabet of = (enum base85_alphabet)alphabet;
        struct buffer whole = { 0 }, single = { 0 };
        struct base85_reader at_once = { 0 }, reader = { 0 };
        require(base85_run(text, of) <= text.left);
        require(base85_read(&at_once, of, text, &whole));
        for (size_t i = 0; i < text.left; i++) {
            require(base85_read(&reader, of, bytes_over(text.at + i, 1), &single));
        }
        require(base85_close(&at_once, &whole) && base85_close(&reader, &single));
        require(bytes_equal(buffer_bytes(&whole), buffer_bytes(&single)));
        require(whole.used <= text.left * 4);
        buffer_clear(&whole);
        buffer_clear(&single);
    }
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

static void check_charsets(struct bytes text)
{
    for (int i = 0; i < CHARSETS; i++) {
        struct buffer narrow = { 0 };
        const size_t width = charset_width((enum charset)i);
        size_t length = charset_run(text, (enum charset)i);
        require(length <= text.left && length % width == 0);
        require(charset_narrow(bytes_over(text.at, length), (enum charset)i, &narrow));
        require(narrow.used == length / width);
        buffer_clear(&narrow);
    }
}

static void check_markup(struct bytes text)
{
    while (text.left > 0) {
        uint8_t seen = 0x55, made[UTF7_MADE_MAX];
        size_t count = 0, taken = markup_take(text, &seen);
        require(taken <= text.left && (seen == 0 || seen == ' ' || seen == '\n'));
        require(taken > 0 || seen == 0);
        size_t shifted = text.at[0] == '+' ? utf7_take(text, made, &count) : 0;
        require(shifted <= text.left && (shifted == 0 || (count > 0 && count < shifted)));
        struct bytes step;
        require(bytes_take(&text, taken > 0 ? taken : 1, &step));
    }
}

static void check_dump(struct bytes text)
{
    while (text.left > 0) {
        struct hex_dump_line line;
        struct buffer octets = { 0 };
        struct bytes step;
        size_t length, end;
        hex_dump_line_end(text, &length, &end);
        require(length <= text.left && end <= text.left - length && length + end > 0);
        struct bytes whole = bytes_over(text.at, length);
        if (hex_dump_find(whole, &line)) {
            require(line.from < line.to && line.to <= length && line.octets > 0);
            require(hex_dump_decode(whole, &line, &octets) && octets.used == line.octets);
        }
        buffer_clear(&octets);
        require(bytes_take(&text, length + end, &step));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes text = bytes_over(data, size);
    check_base64(text);
    check_base32(text);
    check_base85(text);
    check_hex(text);
    check_unescape(text);
    check_charsets(text);
    check_markup(text);
    check_dump(text);
    return 0;
}
