#include "bytes/csv_text.h"

struct csv_text csv_text_over(struct bytes text)
{
    static const uint8_t marks[] = { ',', ';', '\t' };
    size_t counts[sizeof(marks)] = { 0 };
    size_t best = 0;
    for (size_t i = 0; i < text.left && text.at[i] != '\n'; i++) {
        for (size_t j = 0; j < sizeof(marks); j++) {
            counts[j] += text.at[i] == marks[j] ? 1 : 0;
        }
    }
    for (size_t j = 1; j < sizeof(marks); j++) {
        best = counts[j] > counts[best] ? j : best;
    }
    return (struct csv_text){ .rest = text, .delimiter = marks[best] };
}

static bool take_octet(struct csv_text *csv, uint8_t *octet)
{
    uint64_t taken;
    if (!bytes_take_number(&csv->rest, 1, &taken)) {
        return false;
    }
    *octet = (uint8_t)taken;
    return true;
}

/* Behind the opening quote, up to the closing one; two quotes are one. */
static bool take_quoted(struct csv_text *csv, struct buffer *cell)
{
    uint8_t octet;
    while (take_octet(csv, &octet)) {
        if (octet == '"') {
            if (csv->rest.left == 0 || csv->rest.at[0] != '"' || !take_octet(csv, &octet)) {
                return true;
            }
        }
        if (!buffer_append_byte(cell, octet)) {
            return false;
        }
    }
    return true;
}

bool csv_text_take(struct csv_text *csv, struct buffer *cell, bool *row_ends)
{
    uint8_t octet;
    buffer_reset(cell);
    *row_ends = true;
    if (csv->rest.left > 0 && csv->rest.at[0] == '"' &&
        (!take_octet(csv, &octet) || !take_quoted(csv, cell))) {
        return false;
    }
    while (take_octet(csv, &octet) && octet != '\n') {
        if (octet == csv->delimiter) {
            *row_ends = false;
            return true;
        }
        if (octet != '\r' && !buffer_append_byte(cell, octet)) {
            return false;
        }
    }
    return true;
}
