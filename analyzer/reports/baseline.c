#include "reports/baseline.h"

#include <stdlib.h>
#include <string.h>

#include "bytes/csv_text.h"
#include "bytes/hex_text.h"
#include "bytes/json_object.h"
#include "crypto/sha256.h"

#define COLUMNS_MAX 4 /* that are looked at */
#define MARK        "baseline\n"

static void digest_of(enum baseline_item item, struct bytes name, struct bytes more,
                      uint8_t digest[SHA256_LENGTH])
{
    const uint8_t kind = (uint8_t)item;
    struct sha256 *hash = sha256_new();
    memset(digest, 0, SHA256_LENGTH);
    if (hash != NULL) {
        sha256_add(hash, bytes_over(&kind, 1));
        sha256_add(hash, name);
        sha256_add(hash, bytes_over("\n", 1));
        sha256_add(hash, more);
        sha256_end(hash, digest);
    }
    sha256_free(hash);
}

static bool add(struct buffer *digests, enum baseline_item item, struct bytes name,
                struct bytes more)
{
    uint8_t digest[SHA256_LENGTH];
    digest_of(item, name, more, digest);
    return name.left == 0 || buffer_append(digests, bytes_over(digest, sizeof(digest)));
}

/* The columns of an output that name its rows, and what a row with them adds. */
struct output_form {
    const char *columns[COLUMNS_MAX]; /* NULL behind the last */
    bool (*take)(const struct buffer cells[COLUMNS_MAX], struct buffer *digests);
};

static bool is_text(const struct buffer *cell, const char *text)
{
    return bytes_equal(buffer_bytes(cell), bytes_over(text, strlen(text)));
}

static bool take_certificate(const struct buffer cells[COLUMNS_MAX], struct buffer *digests)
{
    const bool listed = is_text(&cells[2], "keyCompromise") || is_text(&cells[3], "root");
    bool kept = true;
    for (size_t i = 0; kept && i < 2; i++) {
        const struct bytes print = buffer_bytes(&cells[i]);
        kept = add(digests, BASELINE_CERTIFICATE, print, (struct bytes){ 0 }) &&
               (!listed || add(digests, BASELINE_LISTED, print, (struct bytes){ 0 }));
    }
    return kept;
}

static bool take_lead(const struct buffer cells[COLUMNS_MAX], struct buffer *digests)
{
    return add(digests, BASELINE_LEAD, buffer_bytes(&cells[0]), (struct bytes){ 0 });
}

static bool take_hash(const struct buffer cells[COLUMNS_MAX], struct buffer *digests)
{
    return add(digests, BASELINE_HASH, buffer_bytes(&cells[0]), buffer_bytes(&cells[1]));
}

static bool take_entry(const struct buffer cells[COLUMNS_MAX], struct buffer *digests)
{
    return !is_text(&cells[2], "unread") ||
           add(digests, BASELINE_UNREAD, buffer_bytes(&cells[0]), buffer_bytes(&cells[1]));
}

static const struct output_form forms[] = {
    [BASELINE_CERTIFICATES_JSONL] = { { "certificate_sha256", "precertificate_sha256", "reason",
                                        "status" },
                                      take_certificate },
    [BASELINE_REVOKE_CSV] = { { "certificate_sha256", "precertificate_sha256", "reason", "status" },
                              take_certificate },
    [BASELINE_LEADS_CSV] = { { "key_identity" }, take_lead },
    [BASELINE_HASH_MATCHES_CSV] = { { "spki_sha256", "serial" }, take_hash },
    [BASELINE_JOURNAL_JSONL] = { { "provenance", "sentence", "weight" }, take_entry },
};

static void empty(struct buffer cells[COLUMNS_MAX])
{
    for (size_t i = 0; i < COLUMNS_MAX; i++) {
        buffer_reset(&cells[i]);
    }
}

static bool take_object(const struct output_form *form, struct bytes line,
                        struct buffer cells[COLUMNS_MAX], struct buffer *digests)
{
    struct json_object object;
    struct json_member member;
    empty(cells);
    if (!json_object_begin(line, &object)) {
        return true;
    }
    while (json_object_next(&object, &member)) {
        for (size_t i = 0; i < COLUMNS_MAX && form->columns[i] != NULL; i++) {
            const struct bytes name = bytes_over(form->columns[i], strlen(form->columns[i]));
            if (!member.nested && bytes_equal(member.name, name) &&
                !bytes_equal(member.value, bytes_over("null", 4)) &&
                !json_text_undo(member.value, &cells[i])) {
                return false;
            }
        }
    }
    return form->take(cells, digests);
}

static bool take_lines(const struct output_form *form, struct bytes text,
                       struct buffer cells[COLUMNS_MAX], struct buffer *digests)
{
    struct bytes line;
    bool kept = true;
    while (kept && bytes_take_until(&text, '\n', &line)) {
        kept = take_object(form, line, cells, digests);
    }
    return kept;
}

/* Which column of the form a cell of the first row names; COLUMNS_MAX: none. */
static size_t column_of(const struct output_form *form, const struct buffer *cell)
{
    size_t i = 0;
    while (i < COLUMNS_MAX && (form->columns[i] == NULL || !is_text(cell, form->columns[i]))) {
        i++;
    }
    return i;
}

#define CELLS_MAX 256

static bool take_names(const struct output_form *form, struct csv_text *csv, struct buffer *cell,
                       size_t columns[CELLS_MAX])
{
    bool row_ends = false, kept = true;
    for (size_t i = 0; i < CELLS_MAX; i++) {
        columns[i] = COLUMNS_MAX;
    }
    for (size_t i = 0; kept && !row_ends; i++) {
        kept = csv_text_take(csv, cell, &row_ends);
        if (kept && i < CELLS_MAX) {
            columns[i] = column_of(form, cell);
        }
    }
    return kept;
}

static bool take_rows(const struct output_form *form, struct bytes text,
                      struct buffer cells[COLUMNS_MAX], struct buffer *digests)
{
    struct csv_text csv = csv_text_over(text);
    struct buffer cell = { 0 };
    size_t columns[CELLS_MAX];
    bool kept = take_names(form, &csv, &cell, columns);
    while (kept && csv.rest.left > 0) {
        bool row_ends = false;
        empty(cells);
        for (size_t i = 0; kept && !row_ends; i++) {
            kept = csv_text_take(&csv, &cell, &row_ends) &&
                   (i >= CELLS_MAX || columns[i] == COLUMNS_MAX ||
                    buffer_append(&cells[columns[i]], buffer_bytes(&cell)));
        }
        kept = kept && form->take(cells, digests);
    }
    buffer_clear(&cell);
    return kept;
}

bool baseline_take(enum baseline_output output, struct bytes text, struct buffer *digests)
{
    struct buffer cells[COLUMNS_MAX] = { { 0 } };
    const bool lines = output == BASELINE_CERTIFICATES_JSONL || output == BASELINE_JOURNAL_JSONL;
    const bool kept = (lines ? take_lines : take_rows)(&forms[output], text, cells, digests);
    for (size_t i = 0; i < COLUMNS_MAX; i++) {
        buffer_clear(&cells[i]);
    }
    return kept;
}

static int compare_digests(const void *one, const void *other)
{
    return memcmp(one, other, SHA256_LENGTH);
}

static void sort_digests(struct buffer *digests)
{
    if (digests->used > 0) {
        qsort(digests->at, digests->used / SHA256_LENGTH, SHA256_LENGTH, compare_digests);
    }
}

bool baseline_write(struct buffer *digests, struct buffer *text)
{
    char line[2 * SHA256_LENGTH + 1];
    struct bytes rest, digest;
    sort_digests(digests);
    rest = buffer_bytes(digests);
    bool kept = buffer_append_text(text, MARK);
    while (kept && bytes_take(&rest, SHA256_LENGTH, &digest)) {
        hex_text_write(digest, line);
        kept = buffer_append_text(text, line);
    }
    return kept;
}

static unsigned value_of(uint8_t digit)
{
    return digit <= '9' ? digit - (unsigned)'0' : digit - (unsigned)'a' + 10;
}

bool baseline_read(struct bytes text, struct baseline *baseline)
{
    struct bytes mark, pair;
    bool kept = true;
    *baseline = (struct baseline){ .given = bytes_take(&text, strlen(MARK), &mark) };
    while (kept && baseline->given && bytes_take(&text, 2, &pair)) {
        kept = buffer_append_byte(&baseline->digests,
                                  (uint8_t)(value_of(pair.at[0]) << 4 | value_of(pair.at[1])));
    }
    return kept;
}

bool baseline_of_case(struct case_file *file, struct baseline *baseline)
{
    struct buffer text = { 0 };
    const bool read =
        case_get_setting(file, "baseline", &text) && baseline_read(buffer_bytes(&text), baseline);
    buffer_clear(&text);
    return read;
}

void baseline_clear(struct baseline *baseline)
{
    buffer_clear(&baseline->digests);
    baseline->given = false;
}

enum novelty baseline_novelty(const struct baseline *baseline, enum baseline_item item,
                              struct bytes name, struct bytes more)
{
    uint8_t digest[SHA256_LENGTH];
    if (!baseline->given) {
        return NOVELTY_UNKNOWN;
    }
    digest_of(item, name, more, digest);
    const size_t count = baseline->digests.used / SHA256_LENGTH;
    return count > 0 && bsearch(digest, baseline->digests.at, count, SHA256_LENGTH,
                                compare_digests) != NULL
               ? NOVELTY_KNOWN
               : NOVELTY_NEW;
}
