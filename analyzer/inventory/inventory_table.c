#include "inventory/inventory_table.h"

#include <string.h>

#define LENGTH 8 /* octets; the index behind it stays where words of 64 bits may stand */

bool inventory_table_add(struct buffer *moduli, const char *name, struct bytes proof)
{
    const struct bytes text = bytes_over(name, strlen(name));
    return buffer_append_number(moduli, 1, text.left) && buffer_append(moduli, text) &&
           buffer_append_number(moduli, 4, proof.left) && buffer_append(moduli, proof);
}

bool inventory_table_write(struct bytes index, struct bytes moduli, struct buffer *table)
{
    buffer_reset(table);
    return buffer_append_number(table, LENGTH, index.left) && buffer_append(table, index) &&
           buffer_append(table, moduli);
}

bool inventory_table_read(struct bytes table, struct bytes *index, struct bytes *moduli)
{
    uint64_t length;
    struct bytes taken;
    if (!bytes_take_number(&table, LENGTH, &length) || length > table.left ||
        !bytes_take(&table, (size_t)length, &taken)) {
        return false;
    }
    *index = taken;
    *moduli = table;
    return true;
}

bool inventory_table_next(struct bytes *moduli, struct bytes *name, struct bytes *proof)
{
    struct bytes from = *moduli, text, request;
    uint64_t length;
    if (!bytes_take_number(&from, 1, &length) || !bytes_take(&from, (size_t)length, &text) ||
        !bytes_take_number(&from, 4, &length) || !bytes_take(&from, (size_t)length, &request)) {
        return false;
    }
    *moduli = from;
    *name = text;
    *proof = request;
    return true;
}
