#include "reports/contact_list.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bytes/csv_text.h"
#include "bytes/hex_text.h"
#include "bytes/item_room.h"

static const struct {
    const char *name;
    enum contact_key kind;
} key_names[] = {
    { "certificate_sha256", CONTACT_FINGERPRINT },
    { "sha256", CONTACT_FINGERPRINT },
    { "fingerprint", CONTACT_FINGERPRINT },
    { "sha256_fingerprint", CONTACT_FINGERPRINT },
    { "serial", CONTACT_SERIAL },
    { "serial_number", CONTACT_SERIAL },
    { "serialnumber", CONTACT_SERIAL },
    { "domain", CONTACT_DOMAIN },
    { "dns_name", CONTACT_DOMAIN },
    { "host", CONTACT_DOMAIN },
    { "hostname", CONTACT_DOMAIN },
    { "fqdn", CONTACT_DOMAIN },
};

static int kind_of(struct bytes name)
{
    for (size_t i = 0; i < sizeof(key_names) / sizeof(key_names[0]); i++) {
        if (name.left == strlen(key_names[i].name) &&
            strncasecmp((const char *)name.at, key_names[i].name, name.left) == 0) {
            return (int)key_names[i].kind;
        }
    }
    return -1;
}

/* Cells are put as lengths first, since the text moves while it grows. */
static bool add_cell(struct contact_list *list, size_t index, struct bytes cell)
{
    struct bytes *cells = item_room(list->cells, index, &list->room, 1024, sizeof(*cells));
    if (cells == NULL) {
        return false;
    }
    list->cells = cells;
    list->cells[index] = (struct bytes){ .left = cell.left };
    return buffer_append(&list->text, cell);
}

static bool read_row(struct contact_list *list, struct csv_text *csv, struct buffer *cell,
                     size_t *count)
{
    bool row_ends = false;
    for (*count = 0; !row_ends;) {
        if (!csv_text_take(csv, cell, &row_ends)) {
            return false;
        }
        const bool wanted =
            *count < CONTACT_COLUMNS_MAX && (list->columns == 0 || *count < list->columns);
        if (wanted) {
            if (!add_cell(list, list->rows * list->columns + *count, buffer_bytes(cell))) {
                return false;
            }
            ++*count;
        }
    }
    return true;
}

/* All rows as cells; the first is row 0. */
static bool read_rows(struct contact_list *list, struct bytes text)
{
    struct csv_text csv = csv_text_over(text);
    struct buffer cell = { 0 };
    size_t count;
    bool read = true;
    while (read && csv.rest.left > 0) {
        read = read_row(list, &csv, &cell, &count);
        if (list->columns == 0) {
            list->columns = count;
        }
        for (; read && count < list->columns; count++) {
            read = add_cell(list, list->rows * list->columns + count, (struct bytes){ 0 });
        }
        list->rows += read ? 1 : 0;
    }
    buffer_clear(&cell);
    return read;
}

static void settle_cells(struct contact_list *list)
{
    const uint8_t *at = list->text.at;
    for (size_t i = 0; i < list->rows * list->columns; i++) {
        list->cells[i].at = at;
        at = list->cells[i].left > 0 ? at + list->cells[i].left : at;
    }
}

/* In place: keys are compared, and shown by nobody. */
static struct bytes fold_digits(uint8_t *at, struct bytes text, bool upper)
{
    size_t length = 0;
    if (text.left > 2 && text.at[0] == '0' && (text.at[1] | 0x20) == 'x') {
        text = bytes_over(text.at + 2, text.left - 2);
    }
    for (size_t i = 0; i < text.left; i++) {
        const uint8_t octet = text.at[i];
        if (hex_digit(octet) < 0 || (upper && octet == '0' && length == 0)) {
            continue;
        }
        const uint8_t letter = (uint8_t)(upper ? octet & ~0x20 : octet | 0x20);
        at[length++] = octet >= '0' && octet <= '9' ? octet : letter;
    }
    return bytes_over(at, length);
}

static struct bytes fold_domain(uint8_t *at, struct bytes text)
{
    size_t length = 0;
    for (size_t i = 0; i < text.left; i++) {
        const uint8_t octet = text.at[i];
        if (octet > ' ') {
            at[length++] = octet >= 'A' && octet <= 'Z' ? (uint8_t)(octet | 0x20) : octet;
        }
    }
    return bytes_over(at, length);
}

static int compare_entries(const void *one, const void *other)
{
    const struct contact_entry *left = one, *right = other;
    const int order = bytes_compare(left->key, right->key);
    return order != 0 ? order : left->row < right->row ? -1 : left->row > right->row;
}

static bool index_column(struct contact_list *list, size_t column, enum contact_key kind)
{
    const size_t room = list->counts[kind] + list->rows;
    struct contact_entry *entries = reallocarray(list->entries[kind], room + 1, sizeof(*entries));
    if (entries == NULL) {
        return false;
    }
    list->entries[kind] = entries;
    for (size_t row = 1; row < list->rows; row++) {
        const struct bytes cell = contact_list_cell(list, row, column);
        uint8_t *at = list->text.at + (cell.left > 0 ? (size_t)(cell.at - list->text.at) : 0);
        const struct bytes key = kind == CONTACT_DOMAIN
                                     ? fold_domain(at, cell)
                                     : fold_digits(at, cell, kind == CONTACT_SERIAL);
        if (key.left > 0) {
            entries[list->counts[kind]++] = (struct contact_entry){ key, row };
        }
    }
    return true;
}

bool contact_list_read(struct bytes text, struct contact_list *list)
{
    *list = (struct contact_list){ 0 };
    bool read = read_rows(list, text);
    if (read) {
        settle_cells(list);
    }
    for (size_t column = 0; read && list->rows > 0 && column < list->columns; column++) {
        list->kinds[column] = kind_of(contact_list_cell(list, 0, column));
        if (list->kinds[column] >= 0) {
            read = index_column(list, column, (enum contact_key)list->kinds[column]);
        }
    }
    for (size_t kind = 0; read && kind < CONTACT_KEYS; kind++) {
        if (list->counts[kind] > 0) {
            qsort(list->entries[kind], list->counts[kind], sizeof(*list->entries[kind]),
                  compare_entries);
        }
    }
    if (!read) {
        contact_list_clear(list);
    }
    return read;
}

void contact_list_clear(struct contact_list *list)
{
    for (size_t kind = 0; kind < CONTACT_KEYS; kind++) {
        free(list->entries[kind]);
    }
    free(list->cells);
    buffer_clear(&list->text);
    *list = (struct contact_list){ 0 };
}

const struct contact_entry *contact_list_find(const struct contact_list *list,
                                              enum contact_key kind, struct bytes key,
                                              size_t *count)
{
    size_t low = 0, high = list->counts[kind];
    const struct contact_entry wanted = { key, 0 };
    *count = 0;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (compare_entries(&list->entries[kind][middle], &wanted) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    while (low + *count < list->counts[kind] &&
           bytes_equal(list->entries[kind][low + *count].key, key)) {
        ++*count;
    }
    return *count > 0 ? &list->entries[kind][low] : NULL;
}

struct bytes contact_list_cell(const struct contact_list *list, size_t row, size_t column)
{
    return list->cells[row * list->columns + column];
}
