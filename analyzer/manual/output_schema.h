#ifndef OUTPUT_SCHEMA_H
#define OUTPUT_SCHEMA_H

#include "manual/page_file.h"

/* schemas/NAME.schema.json: a JSON Schema (2020-12) for each output: of JSON lines for one line,
 * of CSV for one row as an object of texts. schemas/dictionary.csv: every field of all of them. */
void output_schemas_write(const struct manual *manual);

#endif
