#ifndef PAGE_FIELD_H
#define PAGE_FIELD_H

#include "reports/page_text.h"
#include "reports/report_field.h"

/* What a field of a table gives for a row, as text of the page; nothing where it gives none. Of
 * fields with rows of their own, nothing. */
void page_put_field(struct page *page, const struct report_field *field, const void *row);

#endif
