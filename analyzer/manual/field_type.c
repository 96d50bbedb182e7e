#include "manual/field_type.h"

#include <string.h>

#define DIGEST "[0-9a-f]{64}"

static bool is_digest(const struct report_field *field)
{
    return field->kind == FIELD_HEX && strstr(field->name, "sha256") != NULL;
}

const char *field_type_words(const struct report_field *field, enum output_form form)
{
    switch (field->kind) {
    case FIELD_HEX:
    case FIELD_HEX_UPPER:
        return "Hex";
    case FIELD_HEX_LIST:
        return form == OUTPUT_CSV ? "Digests, apart by a space" : "Array of digests";
    case FIELD_NUMBER:
        return "Number";
    case FIELD_TIME:
        return "Time (RFC 3339, UTC)";
    case FIELD_TRUTH:
        return "true or false";
    case FIELD_OBJECT:
        return "Object";
    case FIELD_ROWS:
        return "Array of objects";
    case FIELD_TEXT:
        break;
    }
    return "Text";
}

const char *field_type_pattern(const struct report_field *field, enum output_form form)
{
    const bool csv = form == OUTPUT_CSV;
    switch (field->kind) {
    case FIELD_HEX:
        return is_digest(field) ? "^" DIGEST "$" : "^([0-9a-f]{2})+$";
    case FIELD_HEX_UPPER:
        return "^([0-9A-F]{2})+$";
    case FIELD_HEX_LIST:
        return csv ? "^" DIGEST "( " DIGEST ")*$" : NULL;
    case FIELD_NUMBER:
        return csv ? "^[0-9]+$" : NULL;
    case FIELD_TIME:
        return "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$";
    case FIELD_TRUTH:
        return csv ? "^(true|false)$" : NULL;
    case FIELD_OBJECT:
    case FIELD_ROWS:
    case FIELD_TEXT:
        break;
    }
    return NULL;
}
