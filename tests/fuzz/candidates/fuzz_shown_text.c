/* Functions under test: shown_text_mask */
#include <string.h>

#include "bounds.h"
#include "candidates/shown_text.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_base64(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || (byte != 0 && strchr("+/-_=", byte) != NULL);
}

/* Every byte is shown as it is, as a blank, or masked; no run is left, over line ends either. */
static void check_shown(struct bytes text, struct bytes shown)
{
    size_t run = 0;
    for (size_t i = 0; i < shown.left; i++) {
        const uint8_t byte = shown.at[i];
        require(byte == '\n' || (byte >= ' ' && byte < 0x7f));
        require(byte == text.at[i] || byte == '.' || byte == '*' || byte == ' ');
        run = is_base64(byte) ? run + 1 : byte == '\n' ? run : 0;
        require(run < SHOWN_RUN_MAX);
    }
}

/* Octets apart by one mark: the hexadecimal digits of them. */
static void check_octets(struct bytes shown)
{
    size_t run = 0;
    for (size_t i = 0; i < shown.left; i++) {
        const uint8_t byte = shown.at[i];
        const bool digit = byte != 0 && strchr("0123456789abcdefABCDEF", byte) != NULL;
        const bool mark = (byte == ':' || byte == ' ') && i > 0 && shown.at[i - 1] != byte &&
                          shown.at[i - 1] != ':' && shown.at[i - 1] != ' ';
        run = digit ? run + 1 : mark ? run : 0;
        require(run < SHOWN_RUN_MAX);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes text = bytes_over(data, size);
    uint64_t from = 0, length = 0;
    (void)!(bytes_take_number(&text, 1, &from) && bytes_take_number(&text, 1, &length));
    const struct shown_extent found = { (size_t)from, (size_t)(from + length) };
    struct buffer masked = { 0 };
    require(shown_text_mask(text, &found, 1, size % 2 == 1, &masked));
    require(masked.used == text.left);
    for (size_t i = found.from; i < found.to && i < masked.used; i++) {
        require(masked.at[i] == '*');
    }
    check_shown(text, buffer_bytes(&masked));
    check_octets(buffer_bytes(&masked));
    buffer_clear(&masked);
    return 0;
}
