#include "commands/listing/cell_colour.h"

#include <string.h>

struct colour_row {
    const char *column, *word, *colour; /* word NULL: any */
};

static const struct colour_row rows[] = {
    { "verdict", "proven", COLOUR_RED },
    { "verdict", "encrypted", COLOUR_YELLOW },
    { "verdict", "unsupported", COLOUR_YELLOW },
    { "status", "revoke", COLOUR_RED },
    { "status", "revoke_ca", COLOUR_RED },
    { "status", "root", COLOUR_RED },
    { "status", "lead", COLOUR_YELLOW },
    { "status", "certificate_unverified", COLOUR_YELLOW },
    { "status", "expired_review", COLOUR_YELLOW },
    { "status", "revoked_reason_unknown", COLOUR_YELLOW },
    { "weight", "unread", COLOUR_YELLOW },
    { "provenance", NULL, COLOUR_DIM },
};

const char *cell_colour(const char *column, struct bytes cell)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *word = rows[i].word;
        if (strcmp(rows[i].column, column) == 0 &&
            (word == NULL || bytes_equal(cell, bytes_over(word, strlen(word))))) {
            return rows[i].colour;
        }
    }
    return NULL;
}
