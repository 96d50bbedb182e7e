#ifndef PDF_OBJECTS_H
#define PDF_OBJECTS_H

#include "containers/pdf/pdf_document.h"

/* Object streams, ISO 32000-2 section 7.5.7: adds the objects in those of a document that was
 * swept. False when memory ran out. */
MUST_CHECK bool pdf_objects_open(struct pdf_document *document);

#endif
