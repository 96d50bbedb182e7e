#ifndef CASE_PAGE_H
#define CASE_PAGE_H

#include "manual/page_file.h"

/* keytrawl-case(5): every file of a case, and every field in it, from the tables that write
 * them; and keytrawl-index(5), which is docs/index-format.md. */
void case_page_write(const struct manual *manual);
void index_page_write(const struct manual *manual);

#endif
