#include "exports/export_key.h"

#include <stdlib.h>
#include <string.h>

#include "bytes/der.h"
#include "exports/export_format.h"

/* Matches whose certificate writes the key otherwise, by key and digest. */
struct spelling_list {
    const struct match_entry **items;
    size_t count, next;
};

struct key_visit {
    struct export_run *run;
    struct spelling_list spellings;
    void *context;
    bool (*visit)(void *context, struct export_row *row);
};

static int compare_spellings(const void *one, const void *other)
{
    const struct match_entry *left = *(const struct match_entry *const *)one;
    const struct match_entry *right = *(const struct match_entry *const *)other;
    const int order = strcmp(left->identity_text, right->identity_text);
    return order != 0 ? order
                      : memcmp(left->raw_spki_sha256, right->raw_spki_sha256, SHA256_LENGTH);
}

static bool list_spellings(struct spelling_list *list, const struct match_list *matches)
{
    list->items = calloc(matches->count + 1, sizeof(const struct match_entry *));
    if (list->items == NULL) {
        return false;
    }
    for (size_t i = 0; i < matches->count; i++) {
        const struct match_entry *match = match_list_at(matches, i);
        if (memcmp(match->raw_spki_sha256, match->identity.spki_sha256, SHA256_LENGTH) != 0) {
            list->items[list->count++] = match;
        }
    }
    if (list->count > 0) {
        qsort(list->items, list->count, sizeof(const struct match_entry *), compare_spellings);
    }
    return true;
}

/* The key in a proof: CertificationRequestInfo, RFC 2986 section 4.1. Empty where none stands. */
static struct bytes spki_of_proof(struct bytes proof)
{
    struct bytes request, information, version, subject, spki = { 0 };
    if (der_take(&proof, DER_STRICT, DER_SEQUENCE, &request) != OUTCOME_OK ||
        der_take(&request, DER_STRICT, DER_SEQUENCE, &information) != OUTCOME_OK ||
        der_take(&information, DER_STRICT, DER_INTEGER, &version) != OUTCOME_OK ||
        der_take(&information, DER_STRICT, DER_SEQUENCE, &subject) != OUTCOME_OK ||
        der_take_whole(&information, DER_STRICT, DER_SEQUENCE, &spki) != OUTCOME_OK) {
        return (struct bytes){ 0 };
    }
    return spki;
}

static bool visit_spellings(struct key_visit *visit, const char *name)
{
    struct spelling_list *list = &visit->spellings;
    bool going = true;
    for (; going && list->next < list->count; list->next++) {
        const struct match_entry *match = list->items[list->next];
        const int order = strcmp(match->identity_text, name);
        if (order > 0) {
            break;
        }
        if (order < 0 || (list->next > 0 && compare_spellings(&list->items[list->next - 1],
                                                              &list->items[list->next]) == 0)) {
            continue;
        }
        struct export_row row = { .key_name = name, .key_spki_sha256 = match->raw_spki_sha256 };
        going = visit->visit(visit->context, &row);
    }
    return going;
}

static bool take_key(void *context, const struct case_proven_key *key)
{
    struct key_visit *visit = context;
    struct export_row row = { .key_name = key->name,
                              .key_spki_sha256 = key->identity.spki_sha256,
                              .key_spki = spki_of_proof(key->proof) };
    return visit->visit(visit->context, &row) &&
           (!visit->run->options->format->all_spellings || visit_spellings(visit, key->name));
}

bool export_key_each(struct export_run *run, const struct match_list *matches, void *context,
                     bool (*visit)(void *context, struct export_row *row))
{
    struct key_visit keys = { .run = run, .context = context, .visit = visit };
    const bool visited = list_spellings(&keys.spellings, matches) &&
                         case_each_proven_key(run->file, &keys, take_key);
    free(keys.spellings.items);
    if (!visited && run->why[0] == 0) {
        return export_run_fail(run, case_error(run->file));
    }
    return visited;
}
