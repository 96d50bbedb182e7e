#ifndef FIELD_TYPE_H
#define FIELD_TYPE_H

#include <stdbool.h>

#include "reports/output_table.h"

/* What a field may hold, in an output of this form: in words for people, and as a pattern of a
 * regular expression (NULL: any text). Static. */
const char *field_type_words(const struct report_field *field, enum output_form form);
const char *field_type_pattern(const struct report_field *field, enum output_form form);

#endif
