#ifndef EXPORT_LINE_H
#define EXPORT_LINE_H

#include "exports/export_row.h"

/* Puts one row into a line with places in it, such as "%{serial}\n". False when memory ran out. */
MUST_CHECK bool export_line_put(const char *line, struct export_row *row, struct buffer *into);

#endif
