#ifndef SUBSTITUTION_H
#define SUBSTITUTION_H

#include "buffer.h"
#include "suite.h"

/* Damage that writes one character as others. */

static inline void put(struct buffer *into, const char *text)
{
    must(buffer_append_text(into, text));
}

static inline void put_byte(struct buffer *into, uint8_t byte)
{
    must(buffer_append_byte(into, byte));
}

/* Each character that has a row is written as it says. */
struct substitution {
    char character;
    const char *text;
};

static inline void substitute(struct bytes from, const struct substitution *rows, size_t count,
                              struct buffer *into)
{
    for (size_t i = 0; i < from.left; i++) {
        const char *text = NULL;
        for (size_t j = 0; j < count; j++) {
            text = rows[j].character == (char)from.at[i] ? rows[j].text : text;
        }
        if (text != NULL) {
            put(into, text);
        } else {
            put_byte(into, from.at[i]);
        }
    }
}

#define SUBSTITUTION(name, ...)                                                                    \
    static inline void name(struct bytes from, struct buffer *into)                                \
    {                                                                                              \
        static const struct substitution rows[] = { __VA_ARGS__ };                                 \
        substitute(from, rows, sizeof(rows) / sizeof(rows[0]), into);                              \
    }

#endif
