#ifndef DER_WRITER_H
#define DER_WRITER_H

#include "buffer.h"

/* Writes DER (ITU-T X.690) into a buffer in the order of the schema. When memory
 * ran out the writer says so once, at the end: `failed`; what it wrote is then
 * no DER. */
struct der_writer {
    struct buffer *into;
    bool failed;
};

/* Begins a constructed element; der_writer_close() takes the mark it gives and
 * puts the length in. Elements close in the reverse order of their opening. */
size_t der_writer_open(struct der_writer *writer, unsigned tag);
void der_writer_close(struct der_writer *writer, size_t mark);

/* A whole element. */
void der_writer_put(struct der_writer *writer, unsigned tag, struct bytes content);

/* An INTEGER that is not negative, from its magnitude with or without leading zeros. */
void der_writer_natural(struct der_writer *writer, struct bytes magnitude);

/* A BIT STRING of whole octets. */
void der_writer_bits(struct der_writer *writer, struct bytes octets);

/* Bytes that are DER already. */
void der_writer_raw(struct der_writer *writer, struct bytes der);

#endif
