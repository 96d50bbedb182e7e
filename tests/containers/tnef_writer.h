#ifndef TNEF_WRITER_H
#define TNEF_WRITER_H

#include <string.h>

#include "buffer.h"
#include "suite.h"

/* Writes TNEF as [MS-OXTNEF] has it. */

static inline void tnef_number(struct buffer *into, size_t width, uint64_t number)
{
    for (size_t i = 0; i < width; i++) {
        must(buffer_append_byte(into, (uint8_t)(number >> (8 * i))));
    }
}

static inline void tnef_begin(struct buffer *into)
{
    tnef_number(into, 4, 0x223e9f78);
    tnef_number(into, 2, 0x1234);
}

static inline void tnef_attribute(struct buffer *into, unsigned level, uint32_t id,
                                  struct bytes data)
{
    uint16_t sum = 0;
    for (size_t i = 0; i < data.left; i++) {
        sum = (uint16_t)(sum + data.at[i]);
    }
    tnef_number(into, 1, level);
    tnef_number(into, 4, id);
    tnef_number(into, 4, data.left);
    must(buffer_append(into, data));
    tnef_number(into, 2, sum);
}

static inline void tnef_attribute_text(struct buffer *into, unsigned level, uint32_t id,
                                       const char *text)
{
    tnef_attribute(into, level, id, bytes_over(text, strlen(text) + 1));
}

/* One property with one value of a varying length, `before` in front of it. */
static inline void tnef_value(struct buffer *list, uint16_t type, uint16_t id, struct bytes before,
                              struct bytes value)
{
    tnef_number(list, 2, type);
    tnef_number(list, 2, id);
    tnef_number(list, 4, 1);
    tnef_number(list, 4, before.left + value.left);
    must(buffer_append(list, before) && buffer_append(list, value));
    tnef_number(list, (4 - (before.left + value.left) % 4) % 4, 0);
}

static inline void tnef_value_text(struct buffer *list, uint16_t id, const char *text)
{
    tnef_value(list, 0x1e, id, bytes_over(NULL, 0), bytes_over(text, strlen(text) + 1));
}

static inline void tnef_value_utf16(struct buffer *list, uint16_t id, const char *text)
{
    struct buffer wide = { 0 };
    for (size_t i = 0; i <= strlen(text); i++) {
        tnef_number(&wide, 2, (uint8_t)text[i]);
    }
    tnef_value(list, 0x1f, id, bytes_over(NULL, 0), buffer_bytes(&wide));
    buffer_clear(&wide);
}

/* attAttachRenddata, attAttachData, attAttachTitle. */
static inline void tnef_attachment(struct buffer *into, const char *title, struct bytes data)
{
    static const uint8_t rendering[14] = { 1 };
    tnef_attribute(into, 2, 0x00069002, bytes_over(rendering, sizeof(rendering)));
    tnef_attribute(into, 2, 0x0006800f, data);
    tnef_attribute_text(into, 2, 0x00018010, title);
}

#endif
