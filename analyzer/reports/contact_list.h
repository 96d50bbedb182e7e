#ifndef CONTACT_LIST_H
#define CONTACT_LIST_H

#include "bounds.h"
#include "buffer.h"
#include "public_identity.h"

/* Contacts of the operator's own: a CSV with a first row of names, of which some say whose
 * row it is and the others are handed on. */

enum contact_key { CONTACT_FINGERPRINT, CONTACT_SERIAL, CONTACT_DOMAIN, CONTACT_KEYS };

struct contact_entry {
    struct bytes key; /* as contact_list_find() wants it */
    size_t row;
};

struct contact_list {
    struct buffer text;             /* owns all cells */
    struct bytes *cells;            /* `columns` for each row; the first row is the names */
    size_t columns, rows, room;     /* rows without the first */
    int kinds[CONTACT_COLUMNS_MAX]; /* enum contact_key, or -1: handed on */
    struct contact_entry *entries[CONTACT_KEYS]; /* sorted by key */
    size_t counts[CONTACT_KEYS];
};

/* Which names of columns say whose a row is: certificate_sha256, sha256, fingerprint;
 * serial, serial_number; domain, dns_name, host. False when memory ran out; a text
 * without such a column is a list without rows. */
MUST_CHECK bool contact_list_read(struct bytes text, struct contact_list *list);
void contact_list_clear(struct contact_list *list);

/* The rows with this key, as a range of entries. Fingerprints are lower-case digits,
 * serials upper-case ones without zeros in front, domains lower case. */
const struct contact_entry *contact_list_find(const struct contact_list *list,
                                              enum contact_key kind, struct bytes key,
                                              size_t *count);

struct bytes contact_list_cell(const struct contact_list *list, size_t row, size_t column);

#endif
