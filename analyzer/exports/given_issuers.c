#include "exports/given_issuers.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "bytes/item_room.h"
#include "casefile/case_view.h"

/* Both stand in one list: what a text is of is its first octet. */
#define NAME   'n'
#define KEY_ID 'k'

struct given_name {
    size_t at, length; /* in the texts, which move while they grow */
    struct bytes text; /* once all are there */
};

/* Names are the same in upper and lower case (RFC 5280 section 7.1). */
static bool append_folded(struct buffer *into, uint8_t kind, struct bytes text)
{
    bool kept = buffer_append_byte(into, kind);
    for (size_t i = 0; kept && i < text.left; i++) {
        kept = buffer_append_byte(into, kind == NAME ? (uint8_t)tolower(text.at[i]) : text.at[i]);
    }
    return kept;
}

static bool add(struct given_issuers *issuers, uint8_t kind, struct bytes text)
{
    if (text.left == 0) {
        return true;
    }
    struct given_name *names =
        item_room(issuers->names, issuers->count, &issuers->room, 64, sizeof(*names));
    if (names == NULL) {
        return false;
    }
    issuers->names = names;
    issuers->names[issuers->count++] =
        (struct given_name){ issuers->texts.used, text.left + 1, { 0 } };
    return append_folded(&issuers->texts, kind, text);
}

static bool take_issuer(void *context, const struct case_given_issuer *issuer)
{
    return add(context, NAME, issuer->subject_dn) && add(context, KEY_ID, issuer->subject_key_id);
}

static int compare_names(const void *one, const void *other)
{
    const struct given_name *left = one, *right = other;
    if (left->text.left != right->text.left) {
        return left->text.left < right->text.left ? -1 : 1;
    }
    return memcmp(left->text.at, right->text.at, left->text.left);
}

bool given_issuers_read(struct given_issuers *issuers, struct case_file *file)
{
    *issuers = (struct given_issuers){ .count = 0 };
    if (!case_each_given_issuer(file, issuers, take_issuer)) {
        given_issuers_clear(issuers);
        return false;
    }
    for (size_t i = 0; i < issuers->count; i++) {
        struct given_name *name = &issuers->names[i];
        name->text = bytes_over(issuers->texts.at + name->at, name->length);
    }
    if (issuers->count > 0) {
        qsort(issuers->names, issuers->count, sizeof(*issuers->names), compare_names);
    }
    return true;
}

void given_issuers_clear(struct given_issuers *issuers)
{
    free(issuers->names);
    buffer_clear(&issuers->texts);
    *issuers = (struct given_issuers){ .count = 0 };
}

static bool holds(const struct given_issuers *issuers, uint8_t kind, struct bytes text, bool *found)
{
    struct buffer folded = { 0 };
    const bool kept = text.left == 0 || append_folded(&folded, kind, text);
    if (kept && text.left > 0) {
        const struct given_name wanted = { .text = buffer_bytes(&folded) };
        *found = *found || bsearch(&wanted, issuers->names, issuers->count, sizeof(*issuers->names),
                                   compare_names) != NULL;
    }
    buffer_clear(&folded);
    return kept;
}

bool given_issuers_disown(const struct given_issuers *issuers, const struct match_entry *entry,
                          bool *disowned)
{
    *disowned = false;
    return entry->verified || entry->ours || issuers->count == 0 ||
           (holds(issuers, NAME, entry->issuer_dn, disowned) &&
            holds(issuers, KEY_ID, entry->authority_key_id, disowned));
}
