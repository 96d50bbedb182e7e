#include "reports/manifest_file.h"

#include <stdlib.h>
#include <string.h>

#include "bytes/hex_text.h"
#include "bytes/item_room.h"
#include "reports/output_table.h"
#include "reports/plain_text.h"
#include "reports/report_field.h"

static const char *const kinds[MANIFEST_KINDS] = { "output", "evidence", "certificates", "issuers",
                                                   "crl" };

const char *manifest_kind_name(enum manifest_kind kind)
{
    return kinds[kind];
}

struct entry_row {
    const struct manifest_entry *entry;
    struct bytes printed;
};

static const struct manifest_entry *entry_of(const void *row)
{
    return ((const struct entry_row *)row)->entry;
}

static bool get_kind(const void *row, struct field_value *value)
{
    return field_text(kinds[entry_of(row)->kind], value);
}

static bool get_path(const void *row, struct field_value *value)
{
    value->text = ((const struct entry_row *)row)->printed;
    return true;
}

static bool get_size(const void *row, struct field_value *value)
{
    value->number = entry_of(row)->size;
    return value->number != UINT64_MAX;
}

static bool get_sha256(const void *row, struct field_value *value)
{
    value->text = bytes_over(entry_of(row)->sha256, SHA256_LENGTH);
    return entry_of(row)->has_digest;
}

static const struct report_field fields[] = {
    { "kind", FIELD_TEXT, get_kind, .meaning = "output, evidence, certificates, issuers or crl" },
    { "path", FIELD_TEXT, get_path,
      .meaning = "path of the file: of an output in the case, else below its root; of an inventory "
                 "behind an index, absolute" },
    { "size", FIELD_NUMBER, get_size, .meaning = "its size, in bytes" },
    { "sha256", FIELD_HEX, get_sha256,
      .meaning = "its SHA-256; absent where it was not read to its end" },
};
const struct report_table manifest_entry_table = { fields, sizeof(fields) / sizeof(fields[0]) };

bool manifest_file_put(struct output_file *output, const struct manifest_entry *entry, bool first)
{
    struct buffer printed = { 0 };
    const bool kept = plain_text_print_path(entry->path, &printed);
    if (kept) {
        const struct entry_row row = { entry, buffer_bytes(&printed) };
        output_put_text(output, first ? "" : ",");
        report_put_json_row(output, &manifest_entry_table, &row);
    }
    buffer_clear(&printed);
    return kept;
}

static bool take_word(struct bytes *from, const char *word)
{
    struct bytes rest = *from, taken;
    if (!bytes_take(&rest, strlen(word), &taken) ||
        !bytes_equal(taken, bytes_over(word, strlen(word)))) {
        return false;
    }
    *from = rest;
    return true;
}

static bool take_kind(struct bytes *from, enum manifest_kind *kind)
{
    struct bytes rest = *from, name;
    if (!bytes_take_until(&rest, '"', &name)) {
        return false;
    }
    for (size_t i = 0; i < MANIFEST_KINDS; i++) {
        if (bytes_equal(name, bytes_over(kinds[i], strlen(kinds[i])))) {
            *kind = (enum manifest_kind)i;
            *from = rest;
            return true;
        }
    }
    return false;
}

/* `null`, or digits that fit. */
static bool take_size(struct bytes *from, uint64_t *size)
{
    struct bytes rest = *from, digit;
    uint64_t number = 0;
    size_t digits = 0;
    if (take_word(from, "null")) {
        *size = UINT64_MAX;
        return true;
    }
    while (rest.left > 0 && rest.at[0] >= '0' && rest.at[0] <= '9') {
        const unsigned value = rest.at[0] - (unsigned)'0';
        if (++digits > 19 || !bytes_take(&rest, 1, &digit)) {
            return false;
        }
        number = 10 * number + value;
    }
    if (digits == 0) {
        return false;
    }
    *size = number;
    *from = rest;
    return true;
}

static bool take_digest(struct bytes *from, struct manifest_entry *entry)
{
    struct bytes rest = *from, digits;
    if (take_word(from, "null")) {
        entry->has_digest = false;
        return true;
    }
    if (!take_word(&rest, "\"") || !bytes_take_until(&rest, '"', &digits) ||
        digits.left != 2 * SHA256_LENGTH) {
        return false;
    }
    for (size_t i = 0; i < SHA256_LENGTH; i++) {
        const int high = hex_digit(digits.at[2 * i]), low = hex_digit(digits.at[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        entry->sha256[i] = (uint8_t)(16 * high + low);
    }
    entry->has_digest = true;
    *from = rest;
    return true;
}

/* One character of a path: as it stands, behind a backslash, or as %XX. */
static bool take_octet(struct bytes *from, uint8_t *octet)
{
    struct bytes rest = *from, taken;
    if (!bytes_take(&rest, 1, &taken) || taken.at[0] == '"' || taken.at[0] < 0x20) {
        return false;
    }
    *octet = taken.at[0];
    if (*octet == '\\') {
        if (!bytes_take(&rest, 1, &taken) || (taken.at[0] != '"' && taken.at[0] != '\\')) {
            return false;
        }
        *octet = taken.at[0];
    } else if (*octet == '%') {
        if (!bytes_take(&rest, 2, &taken) || hex_digit(taken.at[0]) < 0 ||
            hex_digit(taken.at[1]) < 0) {
            return false;
        }
        *octet = (uint8_t)(16 * hex_digit(taken.at[0]) + hex_digit(taken.at[1]));
    }
    *from = rest;
    return true;
}

/* Up to the quote that ends it. The path lies in `paths` from where that ended. */
static enum manifest_reading take_path(struct bytes *from, struct buffer *paths)
{
    uint8_t octet;
    while (!take_word(from, "\"")) {
        if (!take_octet(from, &octet) || octet == 0) {
            return MANIFEST_REFUSED;
        }
        if (!buffer_append_byte(paths, octet)) {
            return MANIFEST_NO_MEMORY;
        }
    }
    return MANIFEST_READ;
}

/* The window of its path is set once all are read, when their memory moves no more. */
static enum manifest_reading read_line(struct bytes line, struct manifest_file *manifest)
{
    struct manifest_entry entry = { 0 };
    const size_t before = manifest->paths.used;
    if (!take_word(&line, "{\"kind\":\"") || !take_kind(&line, &entry.kind) ||
        !take_word(&line, ",\"path\":\"")) {
        return MANIFEST_REFUSED;
    }
    const enum manifest_reading path = take_path(&line, &manifest->paths);
    if (path != MANIFEST_READ) {
        return path;
    }
    if (!take_word(&line, ",\"size\":") || !take_size(&line, &entry.size) ||
        !take_word(&line, ",\"sha256\":") || !take_digest(&line, &entry) ||
        !take_word(&line, "}") || line.left > 0) {
        return MANIFEST_REFUSED;
    }
    struct manifest_entry *entries =
        item_room(manifest->entries, manifest->count, &manifest->room, 256, sizeof(*entries));
    if (entries == NULL) {
        return MANIFEST_NO_MEMORY;
    }
    manifest->entries = entries;
    entry.path.left = manifest->paths.used - before;
    manifest->entries[manifest->count++] = entry;
    return MANIFEST_READ;
}

static enum manifest_reading read_lines(struct bytes text, struct manifest_file *manifest)
{
    struct bytes line;
    if (!take_word(&text, MANIFEST_HEAD) || !bytes_take_until(&text, '\n', &line) ||
        !take_word(&text, MANIFEST_FILES "\n")) {
        return MANIFEST_REFUSED;
    }
    while (!take_word(&text, MANIFEST_TAIL)) {
        if ((manifest->count > 0 && !take_word(&text, ",")) ||
            !bytes_take_until(&text, '\n', &line)) {
            return MANIFEST_REFUSED;
        }
        const enum manifest_reading reading = read_line(line, manifest);
        if (reading != MANIFEST_READ) {
            return reading;
        }
    }
    return text.left == 0 ? MANIFEST_READ : MANIFEST_REFUSED;
}

static int compare_entries(const void *one, const void *other)
{
    const struct manifest_entry *left = one, *right = other;
    return left->kind != right->kind ? (left->kind < right->kind ? -1 : 1)
                                     : bytes_compare(left->path, right->path);
}

static void set_paths(struct manifest_file *manifest)
{
    struct bytes paths = buffer_bytes(&manifest->paths);
    for (size_t i = 0; i < manifest->count; i++) {
        struct manifest_entry *entry = &manifest->entries[i];
        if (!bytes_take(&paths, entry->path.left, &entry->path)) {
            entry->path = (struct bytes){ 0 };
        }
    }
    if (manifest->count > 0) {
        qsort(manifest->entries, manifest->count, sizeof(*manifest->entries), compare_entries);
    }
}

enum manifest_reading manifest_file_read(struct bytes text, struct manifest_file *manifest)
{
    *manifest = (struct manifest_file){ 0 };
    const enum manifest_reading reading = read_lines(text, manifest);
    if (reading == MANIFEST_READ) {
        set_paths(manifest);
    } else {
        manifest_file_clear(manifest);
    }
    return reading;
}

size_t manifest_file_find(const struct manifest_file *manifest, enum manifest_kind kind,
                          struct bytes path, size_t *first)
{
    const struct manifest_entry wanted = { .kind = kind, .path = path };
    size_t low = 0, high = manifest->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (compare_entries(&manifest->entries[middle], &wanted) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *first = low;
    while (high < manifest->count && compare_entries(&manifest->entries[high], &wanted) == 0) {
        high++;
    }
    return high - low;
}

void manifest_file_clear(struct manifest_file *manifest)
{
    buffer_clear(&manifest->paths);
    free(manifest->entries);
    *manifest = (struct manifest_file){ 0 };
}
