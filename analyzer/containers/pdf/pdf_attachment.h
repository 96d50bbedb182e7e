#ifndef PDF_ATTACHMENT_H
#define PDF_ATTACHMENT_H

#include "containers/pdf/pdf_document.h"

/* Names of embedded files: file specifications, ISO 32000-2 section 7.11.3. */

struct pdf_attachment {
    uint32_t number;   /* of the object whose stream is the file */
    struct bytes name; /* of the string, as it stands: a window on the document's texts */
    bool hex;
};

struct pdf_attachments {
    struct pdf_attachment *items;
    size_t count, room;
};

/* False when memory ran out. */
MUST_CHECK bool pdf_attachments_find(const struct pdf_document *document,
                                     struct pdf_attachments *found);
void pdf_attachments_clear(struct pdf_attachments *found);

/* Appends the name of the object, if it has one. False when memory ran out. */
MUST_CHECK bool pdf_attachments_name(const struct pdf_attachments *found, uint32_t number,
                                     struct buffer *into);

#endif
