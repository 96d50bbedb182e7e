#ifndef PDF_ENCRYPTION_H
#define PDF_ENCRYPTION_H

#include "containers/pdf/pdf_document.h"
#include "containers/streams/decoding_stream.h"
#include "crypto/rc4.h"

/* The encryption of a PDF file by the standard security handler (ISO 32000-2 section 7.6): opened
 * with no passphrase, as who reads it needs none, or with one of those that were given. */

/* Opens it, once the file was swept: strings of the objects are then open in their texts, in
 * hexadecimal. Where nothing opens it the document stays `encrypted`. False when memory ran out.
 */
MUST_CHECK bool pdf_encryption_open(struct pdf_document *document);

/* The stream of an object, opened. */
struct pdf_opened_stream {
    struct decoding_stream decoding; /* its first member */
    struct decoding_window window;
    struct rc4 rc4;
    uint8_t key[32], vector[16];
    size_t key_octets;
};

/* Is the stream closed? Not that of a cross-reference, and none that says so itself. */
bool pdf_encryption_closes(struct pdf_document *document, const struct pdf_object *object);

/* `from` shows it as it stands in the file. */
void pdf_opened_stream_init(struct pdf_opened_stream *stream, struct stream *from,
                            const struct pdf_document *document, const struct pdf_object *object,
                            enum pdf_closing closing);
void pdf_opened_stream_clear(struct pdf_opened_stream *stream);

#endif
