#include "crypto/der_writer.h"

#include <assert.h>
#include <string.h>

#include "bytes/der.h"

#define LENGTH_FIELD_MAX 5 /* 84 and four octets */

void der_writer_raw(struct der_writer *writer, struct bytes der)
{
    if (!writer->failed && !buffer_append(writer->into, der)) {
        writer->failed = true;
    }
}

static void put_byte(struct der_writer *writer, uint8_t byte)
{
    der_writer_raw(writer, bytes_over(&byte, 1));
}

/* The shortest form, X.690 section 10.1. */
static size_t length_field(size_t length, uint8_t field[LENGTH_FIELD_MAX])
{
    assert(length <= UINT32_MAX);
    if (length < 0x80) {
        field[0] = (uint8_t)length;
        return 1;
    }
    size_t width = 1;
    while (length >> (8 * width) != 0) {
        width++;
    }
    field[0] = (uint8_t)(0x80 | width);
    for (size_t i = 0; i < width; i++) {
        field[1 + i] = (uint8_t)(length >> (8 * (width - 1 - i)));
    }
    return 1 + width;
}

size_t der_writer_open(struct der_writer *writer, unsigned tag)
{
    put_byte(writer, (uint8_t)tag);
    return writer->into->used;
}

void der_writer_close(struct der_writer *writer, size_t mark)
{
    if (writer->failed) {
        return;
    }
    assert(mark <= writer->into->used);
    size_t length = writer->into->used - mark;
    uint8_t field[LENGTH_FIELD_MAX];
    size_t width = length_field(length, field);
    if (!buffer_reserve(writer->into, width)) {
        writer->failed = true;
        return;
    }
    memmove(writer->into->at + mark + width, writer->into->at + mark, length);
    memcpy(writer->into->at + mark, field, width);
    writer->into->used += width;
}

void der_writer_put(struct der_writer *writer, unsigned tag, struct bytes content)
{
    uint8_t field[LENGTH_FIELD_MAX];
    size_t width = length_field(content.left, field);
    put_byte(writer, (uint8_t)tag);
    der_writer_raw(writer, bytes_over(field, width));
    der_writer_raw(writer, content);
}

void der_writer_natural(struct der_writer *writer, struct bytes magnitude)
{
    magnitude = bytes_without_zeros(magnitude);
    size_t mark = der_writer_open(writer, DER_INTEGER);
    if (magnitude.left == 0 || (magnitude.at[0] & 0x80) != 0) {
        put_byte(writer, 0);
    }
    der_writer_raw(writer, magnitude);
    der_writer_close(writer, mark);
}

void der_writer_bits(struct der_writer *writer, struct bytes octets)
{
    size_t mark = der_writer_open(writer, DER_BIT_STRING);
    put_byte(writer, 0);
    der_writer_raw(writer, octets);
    der_writer_close(writer, mark);
}
