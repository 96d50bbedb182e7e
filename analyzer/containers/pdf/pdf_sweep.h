#ifndef PDF_SWEEP_H
#define PDF_SWEEP_H

#include "containers/pdf/pdf_document.h"

/* Finds `N G obj` in one pass over the file, and the extent of each object and of its stream. */

/* False when memory ran out. */
MUST_CHECK bool pdf_sweep(struct pdf_document *document);

/* A place for one more object, zeroed. NULL when memory ran out, and at LIMIT_PDF_OBJECTS, which
 * goes into the journal. */
struct pdf_object *pdf_sweep_add(struct pdf_document *document, bool *memory);

#endif
