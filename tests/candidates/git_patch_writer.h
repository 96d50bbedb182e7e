#ifndef GIT_PATCH_WRITER_H
#define GIT_PATCH_WRITER_H

#include "buffer.h"

/* Writes binary patches as git does, of what is packed already. */

#define PATCH_ROW 52

static inline bool patch_append_group(struct buffer *text, const uint8_t octets[4])
{
    static const char digits[] =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";
    uint32_t value = (uint32_t)octets[0] << 24 | (uint32_t)octets[1] << 16 |
                     (uint32_t)octets[2] << 8 | octets[3];
    char group[6] = { 0 };
    for (size_t i = 5; i > 0; i--) {
        group[i - 1] = digits[value % 85];
        value /= 85;
    }
    return buffer_append_text(text, group);
}

/* Each row behind `before`. */
static inline bool patch_append_rows(struct buffer *text, struct bytes octets, const char *before)
{
    bool done = true;
    for (struct bytes row; done && octets.left > 0;) {
        uint8_t full[PATCH_ROW] = { 0 };
        done = bytes_take(&octets, octets.left < PATCH_ROW ? octets.left : PATCH_ROW, &row) &&
               buffer_append_text(text, before) &&
               buffer_append_byte(
                   text, (uint8_t)(row.left <= 26 ? 'A' + row.left - 1 : 'a' + row.left - 27));
        for (size_t i = 0; i < row.left; i++) {
            full[i] = row.at[i];
        }
        for (size_t i = 0; done && i < row.left; i += 4) {
            done = patch_append_group(text, full + i);
        }
        done = done && buffer_append_byte(text, '\n');
    }
    return done;
}

#endif
