#include "candidates/armour/armour_label.h"

#include <string.h>
#include <strings.h>

#include "bytes/ascii.h"
#include "bytes/base64.h"
#include "bytes/markup.h"
#include "bytes/unescape.h"

/* And within so many bytes with them. */
#define LABEL_BYTES 256

/* How the names of our armours begin; what follows may be broken by line ends. */
static bool names_armour(const uint8_t *text, size_t length)
{
    static const char *const words[] = { "PRI", "CER", "PKC", "CMS", "SECRET KEY" };
    for (size_t at = 5; at < length; at++) {
        for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
            size_t width = strlen(words[i]);
            if ((text[at] | 0x20) == (words[i][0] | 0x20) && length - at >= width &&
                strncasecmp((const char *)text + at, words[i], width) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* The text behind the anchor without soft line breaks, other escapes that stand for
 * nothing, and what nobody sees: any of them may stand in a word. */
static size_t narrow_label(struct bytes text, size_t anchor, bool wide,
                           uint8_t narrow[ARMOUR_LABEL_REACH])
{
    const size_t step = wide ? 2 : 1;
    struct bytes rest = bytes_over(text.at + anchor, text.left - anchor), taken;
    size_t count = 0;
    for (size_t read = 0; count < ARMOUR_LABEL_REACH && read < LABEL_BYTES && rest.left >= step;) {
        uint8_t made[UNESCAPE_MADE_MAX], seen = rest.at[0];
        size_t made_count, length = wide ? 0 : markup_take(rest, &seen);
        if (length == 0) {
            seen = rest.at[0];
            length = wide || seen == '\\' ? 0 : unescape_take(rest, made, &made_count);
            length = length > 0 && made_count == 0 ? length : 0;
            seen = length > 0 || seen == '=' || seen == '\n' || seen == '\r' ? 0 : seen;
        }
        if (seen != 0) {
            narrow[count++] = seen;
        }
        length = length > step ? length : step;
        read += length;
        if (!bytes_take(&rest, length, &taken)) {
            break;
        }
    }
    return count;
}

/* A sample of base64 falls into a row of so many characters (run_sample.h). */
#define ROW_SAMPLED 47
/* Behind BEGIN: its line, and some of the first ones of what it is around. */
#define ROWS_LOOK 256

bool armour_label_hides(struct bytes text, size_t anchor)
{
    const size_t to = text.left - anchor < ROWS_LOOK ? text.left : anchor + ROWS_LOOK;
    size_t row = 0;
    if (anchor == 0 || (text.at[anchor - 1] != '-' && text.at[anchor - 1] < 0x80)) {
        return false; /* a word of any text */
    }
    for (size_t at = anchor; at < to && row < ROW_SAMPLED; at++) {
        row = base64_value(text.at[at]) != BASE64_FOREIGN ? row + 1 : 0;
    }
    return row < ROW_SAMPLED;
}

bool armour_plausible(struct bytes text, size_t anchor, bool wide)
{
    uint8_t narrow[ARMOUR_LABEL_REACH];
    if (text.left - anchor < 9 || (!wide && anchor > 0 && ascii_is_letter(text.at[anchor - 1]))) {
        return false;
    }
    size_t count = narrow_label(text, anchor, wide, narrow);
    return count > 5 && strncasecmp((const char *)narrow, "BEGIN", 5) == 0 &&
           !ascii_is_letter(narrow[5]) &&
           (names_armour(narrow, count) || (!wide && armour_label_hides(text, anchor)));
}
