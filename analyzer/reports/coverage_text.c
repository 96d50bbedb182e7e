#include "reports/coverage_text.h"

#include <stdio.h>
#include <string.h>

#include "provenance.h"
#include "reports/output_table.h"
#include "reports/plain_text.h"
#include "reports/report_field.h"

/* Deeper folders are not moved to the right any more: a terminal has no room for them. */
#define INDENTED_MAX 20

/* What a row of the JSON is made of: a folder, a file, or an entry of the journal. */
struct coverage_row {
    const struct coverage_node *node;
    const struct journal_entry *entry; /* NULL: the node itself */
    struct bytes path, provenance;     /* printed */
};

static const struct coverage_node *node_of(const void *row)
{
    return ((const struct coverage_row *)row)->node;
}

static const struct journal_entry *entry_of(const void *row)
{
    return ((const struct coverage_row *)row)->entry;
}

static bool get_kind(const void *row, struct field_value *value)
{
    const struct coverage_node *node = node_of(row);
    if (entry_of(row) != NULL) {
        return field_text(entry_of(row)->weight == JOURNAL_UNREAD ? "unread" : "note", value);
    }
    return field_text(node->is_file ? "file" : node->parent != NULL ? "folder" : "total", value);
}

static bool get_path(const void *row, struct field_value *value)
{
    return field_window(((const struct coverage_row *)row)->path, value);
}

static bool get_provenance(const void *row, struct field_value *value)
{
    return field_window(((const struct coverage_row *)row)->provenance, value);
}

static bool get_outcome(const void *row, struct field_value *value)
{
    const struct coverage_node *node = node_of(row);
    if (entry_of(row) != NULL) {
        return field_text(outcome_name(entry_of(row)->outcome), value);
    }
    return node->is_file &&
           field_text(node->done ? outcome_name(node->outcome) : "unfinished", value);
}

static bool get_clause(const void *row, struct field_value *value)
{
    return field_window(entry_of(row)->clause, value);
}

static bool get_sentence(const void *row, struct field_value *value)
{
    return field_window(entry_of(row)->sentence, value);
}

static bool get_entry_unread(const void *row, struct field_value *value)
{
    return entry_of(row)->unread > 0 && field_number(entry_of(row)->unread, value);
}

static bool get_files(const void *row, struct field_value *value)
{
    return field_number(node_of(row)->files, value);
}

static bool get_incomplete(const void *row, struct field_value *value)
{
    return field_number(node_of(row)->incomplete, value);
}

static bool get_size(const void *row, struct field_value *value)
{
    return field_number(node_of(row)->size, value);
}

static bool get_examined(const void *row, struct field_value *value)
{
    return field_number(node_of(row)->examined, value);
}

static bool get_unread(const void *row, struct field_value *value)
{
    return field_number(coverage_unread(node_of(row)), value);
}

static bool get_decoded(const void *row, struct field_value *value)
{
    return field_number(node_of(row)->decoded, value);
}

static bool get_decoded_examined(const void *row, struct field_value *value)
{
    return field_number(node_of(row)->decoded_examined, value);
}

static bool get_decoded_unread(const void *row, struct field_value *value)
{
    return field_number(coverage_decoded_unread(node_of(row)), value);
}

static bool get_places(const void *row, struct field_value *value)
{
    return field_number(node_of(row)->places, value);
}

static bool get_notes(const void *row, struct field_value *value)
{
    return field_number(node_of(row)->notes, value);
}

static const struct report_field node_fields[] = {
    { "kind", FIELD_TEXT, get_kind, .meaning = "file, folder or total" },
    { "path", FIELD_TEXT, get_path, .meaning = "path of the file or folder" },
    { "outcome", FIELD_TEXT, get_outcome,
      .meaning = "of a file: ok, unfinished, or why something of it was not examined" },
    { "files", FIELD_NUMBER, get_files, .meaning = "files under it" },
    { "files_not_wholly_read", FIELD_NUMBER, get_incomplete,
      .meaning = "how many of these were not wholly examined" },
    { "size", FIELD_NUMBER, get_size, .meaning = "their size, in bytes" },
    { "examined_bytes", FIELD_NUMBER, get_examined, .meaning = "how many of these were examined" },
    { "unread_bytes", FIELD_NUMBER, get_unread, .meaning = "how many were not" },
    { "decoded_bytes", FIELD_NUMBER, get_decoded,
      .meaning = "bytes of all that containers hold, decoded" },
    { "decoded_examined_bytes", FIELD_NUMBER, get_decoded_examined,
      .meaning = "how many of these were examined" },
    { "decoded_unread_bytes", FIELD_NUMBER, get_decoded_unread, .meaning = "how many were not" },
    { "unread_places", FIELD_NUMBER, get_places, .meaning = "places that were not examined" },
    { "notes", FIELD_NUMBER, get_notes, .meaning = "notes of the journal" },
};

static const struct report_field entry_fields[] = {
    { "kind", FIELD_TEXT, get_kind, .meaning = "unread or note" },
    { "path", FIELD_TEXT, get_path, .meaning = "path of the file" },
    { "provenance", FIELD_TEXT, get_provenance, .meaning = "path and chain of places in one line" },
    { "outcome", FIELD_TEXT, get_outcome, .meaning = "kind of the reason" },
    { "clause", FIELD_TEXT, get_clause, .meaning = "clause of the format that is broken" },
    { "sentence", FIELD_TEXT, get_sentence, .meaning = "the reason, in words" },
    { "unread", FIELD_NUMBER, get_entry_unread,
      .meaning = "bytes that were not examined, where their number is known" },
};

const struct report_table coverage_node_table = { node_fields,
                                                  sizeof(node_fields) / sizeof(node_fields[0]) };
const struct report_table coverage_entry_table = { entry_fields,
                                                   sizeof(entry_fields) / sizeof(entry_fields[0]) };

void coverage_size_text(uint64_t size, char text[16])
{
    static const char *const units[] = { "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
    if (size < 1024) {
        (void)snprintf(text, 16, "%u B", (unsigned)size);
        return;
    }
    size_t unit = 0;
    for (; size >> 10 >= 1024; size >>= 10) {
        unit++;
    }
    (void)snprintf(text, 16, "%u.%u %s", (unsigned)(size >> 10) & 1023u,
                   (unsigned)((size & 1023) * 10 / 1024), units[unit]);
}

static void put_sizes(struct output_file *output, const uint64_t sizes[4])
{
    char line[80], texts[4][16];
    for (size_t i = 0; i < 4; i++) {
        coverage_size_text(sizes[i], texts[i]);
    }
    (void)snprintf(line, sizeof(line), "%11s %11s %11s %11s  ", texts[0], texts[1], texts[2],
                   texts[3]);
    output_put_text(output, line);
}

static void put_indentation(struct output_file *output, unsigned depth)
{
    for (unsigned i = 1; i < depth && i < INDENTED_MAX; i++) {
        output_put_text(output, "  ");
    }
}

static void put_counts(struct output_file *output, const struct coverage_node *node)
{
    char text[96];
    (void)snprintf(text, sizeof(text), "  %llu file%s", (unsigned long long)node->files,
                   node->files == 1 ? "" : "s");
    output_put_text(output, text);
    if (node->incomplete > 0) {
        (void)snprintf(text, sizeof(text), ", %llu not wholly read",
                       (unsigned long long)node->incomplete);
        output_put_text(output, text);
    }
}

static bool put_node_text(struct output_file *output, const struct coverage_node *node)
{
    const uint64_t sizes[] = { node->size, coverage_unread(node), node->decoded,
                               coverage_decoded_unread(node) };
    struct buffer name = { 0 };
    const struct bytes own =
        bytes_over(node->path.at + node->name_from, node->path.left - node->name_from);
    const bool kept = node->parent == NULL || plain_text_print_path(own, &name);
    put_sizes(output, sizes);
    put_indentation(output, node->depth);
    output_put(output, buffer_bytes(&name));
    if (node->is_file) {
        output_put_text(output, node->done && node->outcome == OUTCOME_OK ? "" : "  ");
        output_put_text(output, !node->done                   ? "unfinished"
                                : node->outcome != OUTCOME_OK ? outcome_name(node->outcome)
                                                              : "");
    } else {
        output_put_text(output, node->parent == NULL          ? "all evidence"
                                : own.at[own.left - 1] == '/' ? "" /* a root as it was given */
                                                              : "/");
        put_counts(output, node);
    }
    output_put_text(output, "\n");
    buffer_clear(&name);
    return kept;
}

/* In front of what is said of it; sentences on closed archives open with the outcome's own name. */
static void put_weight(struct output_file *output, const struct journal_entry *entry)
{
    const char *name = entry->weight == JOURNAL_UNREAD ? outcome_name(entry->outcome) : "note";
    const size_t length = strlen(name);
    if (entry->clause.left > 0 || entry->sentence.left < length ||
        memcmp(entry->sentence.at, name, length) != 0) {
        output_put_text(output, name);
        output_put_text(output, ": ");
    }
}

static bool put_entry_text(struct output_file *output, const struct coverage_row *row)
{
    const struct journal_entry *entry = row->entry;
    struct buffer text = { 0 };
    char size[16] = "", line[80];
    if (entry->unread > 0) {
        coverage_size_text(entry->unread, size);
    }
    (void)snprintf(line, sizeof(line), "%11s %11s %11s %11s  ", "", size, "", "");
    output_put_text(output, line);
    put_indentation(output, row->node->depth + 1);
    output_put(output, row->provenance);
    const bool kept = plain_text_print(entry->clause, &text) &&
                      (entry->clause.left == 0 || buffer_append_text(&text, ": ")) &&
                      plain_text_print(entry->sentence, &text);
    output_put_text(output, row->provenance.left > 0 ? ": " : "");
    put_weight(output, entry);
    output_put(output, buffer_bytes(&text));
    output_put_text(output, "\n");
    buffer_clear(&text);
    return kept;
}

static bool put_entry(struct output_file *output, const struct coverage_row *node,
                      const struct journal_entry *entry, bool json)
{
    struct buffer line = { 0 };
    struct coverage_row row = *node;
    row.entry = entry;
    bool kept =
        (!json || buffer_append(&line, node->path)) && provenance_print(entry->provenance, &line);
    row.provenance = buffer_bytes(&line);
    if (kept && json) {
        report_put_json_row(output, &coverage_entry_table, &row);
    } else if (kept) {
        kept = put_entry_text(output, &row);
    }
    buffer_clear(&line);
    return kept;
}

static bool put_node(const struct coverage_tree *tree, const struct coverage_node *node, bool json,
                     bool all, struct output_file *output)
{
    struct buffer path = { 0 };
    bool kept = plain_text_print_path(node->path, &path);
    const struct coverage_row row = { .node = node, .path = buffer_bytes(&path) };
    if (kept && json) {
        report_put_json_row(output, &coverage_node_table, &row);
    } else if (kept) {
        kept = put_node_text(output, node);
    }
    for (size_t i = 0; kept && i < node->entries; i++) {
        const struct journal_entry *entry = &tree->entries[node->first_entry + i]->entry;
        if (all || entry->weight == JOURNAL_UNREAD) {
            kept = put_entry(output, &row, entry, json);
        }
    }
    buffer_clear(&path);
    return kept;
}

/* Of a folder that was read wholly one line says all, and its sums. */
static bool is_shown(const struct coverage_node *node)
{
    return node->incomplete > 0 || (!node->is_file && node->parent->incomplete > 0) ||
           node->depth == 1;
}

const struct coverage_node *coverage_total(const struct coverage_tree *tree)
{
    return tree->nodes[0]; /* nothing stands before it */
}

bool coverage_print(const struct coverage_tree *tree, bool json, bool all,
                    struct output_file *output)
{
    bool kept = true;
    if (!json) {
        output_put_text(output, "       size      unread     decoded      unread\n");
    }
    for (size_t i = 1; kept && i < tree->count; i++) {
        if (all || is_shown(tree->nodes[i])) {
            kept = put_node(tree, tree->nodes[i], json, all, output);
        }
    }
    return kept && put_node(tree, coverage_total(tree), json, all, output);
}
