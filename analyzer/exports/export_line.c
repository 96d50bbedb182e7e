#include "exports/export_line.h"

#include <string.h>

#include "exports/export_place.h"

bool export_line_put(const char *line, struct export_row *row, struct buffer *into)
{
    bool kept = true;
    while (kept && *line != '\0') {
        const char *place = strstr(line, "%{");
        const char *end = place != NULL ? strchr(place, '}') : NULL;
        if (end == NULL) {
            return buffer_append_text(into, line);
        }
        kept = buffer_append(into, bytes_over(line, (size_t)(place - line))) &&
               export_place_put(bytes_over(place + 2, (size_t)(end - place - 2)), row, into);
        line = end + 1;
    }
    return kept;
}
