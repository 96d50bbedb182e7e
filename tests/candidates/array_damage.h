#ifndef ARRAY_DAMAGE_H
#define ARRAY_DAMAGE_H

#include <stdio.h>

#include "candidates/damage.h"

/* Octets as the numbers of an array, as programs print them and programmers write them. */

static inline void array_of(struct bytes from, const char *format, bool with_sign,
                            const char *between, size_t per_line, struct buffer *into)
{
    for (size_t i = 0; i < from.left; i++) {
        char number[16];
        const int value = with_sign && from.at[i] > 127 ? from.at[i] - 256 : from.at[i];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(number, sizeof(number), format, value);
#pragma GCC diagnostic pop
        put(into, i == 0 ? "" : between);
        put(into, i > 0 && per_line > 0 && i % per_line == 0 ? "\n    " : "");
        put(into, number);
    }
}

/* JSON.stringify() of a Buffer of node. */
static inline void array_json(struct bytes from, struct buffer *into)
{
    put(into, "{\"type\":\"Buffer\",\"data\":[");
    array_of(from, "%d", false, ",", 0, into);
    put(into, "]}\n");
}

static inline void array_json_lines(struct bytes from, struct buffer *into)
{
    put(into, "{\n  \"type\": \"Buffer\",\n  \"data\": [\n    ");
    array_of(from, "%d", false, ",", 1, into);
    put(into, "\n  ]\n}\n");
}

static inline void array_signed(struct bytes from, struct buffer *into)
{
    put(into, "static final byte[] KEY = {");
    array_of(from, "%d", true, ", ", 16, into);
    put(into, "};\n");
}

static inline void array_rust(struct bytes from, struct buffer *into)
{
    put(into, "const KEY: &[u8] = &[");
    array_of(from, "%d", false, ", ", 20, into);
    put(into, "];\n");
}

static inline void array_go(struct bytes from, struct buffer *into)
{
    put(into, "var key = []byte{");
    array_of(from, "0x%x", false, ", ", 0, into);
    put(into, "}\n");
}

/* One number a line, as PowerShell prints them. */
static inline void array_lines(struct bytes from, struct buffer *into)
{
    array_of(from, "%d", false, "\r\n", 0, into);
    put(into, "\r\n");
}

#endif
