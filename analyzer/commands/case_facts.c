#include "commands/case_facts.h"

#include <stdlib.h>
#include <string.h>

#include "bytes/hex_text.h"
#include "bytes/item_room.h"
#include "reports/case_reading.h"
#include "reports/plain_text.h"

static bool keep_text(struct case_facts *facts, const char *words)
{
    return buffer_append_text(&facts->text, words) && buffer_append_byte(&facts->text, 0);
}

bool case_facts_add(struct case_facts *facts, const struct case_fact *fact)
{
    struct case_fact *items =
        item_room(facts->items, facts->count, &facts->room, 64, sizeof(*items));
    if (items == NULL) {
        return false;
    }
    facts->items = items;
    facts->items[facts->count++] = *fact;
    return keep_text(facts, fact->name) && keep_text(facts, fact->value) &&
           keep_text(facts, fact->words);
}

static int compare_facts(const void *one, const void *other)
{
    const struct case_fact *left = one, *right = other;
    return left->kind != right->kind ? (int)left->kind - (int)right->kind
                                     : strcmp(left->name, right->name);
}

/* The text moves as it grows, so that only now it is known where its words stand. */
void case_facts_end(struct case_facts *facts)
{
    const char *next = (const char *)facts->text.at;
    for (size_t i = 0; i < facts->count; i++) {
        struct case_fact *fact = &facts->items[i];
        fact->name = next;
        fact->value = fact->name + strlen(fact->name) + 1;
        fact->words = fact->value + strlen(fact->value) + 1;
        next = fact->words + strlen(fact->words) + 1;
    }
    if (facts->count > 0) {
        qsort(facts->items, facts->count, sizeof(*facts->items), compare_facts);
    }
}

/* Sightings come by key, the best verdict first. */
struct key_facts {
    struct case_facts *facts;
    char last[KEY_IDENTITY_TEXT];
};

static bool take_sighting(void *context, const struct case_key_view *key,
                          const struct case_key_sighting *sighting)
{
    struct key_facts *keys = context;
    (void)sighting;
    if (strncmp(keys->last, key->name, sizeof(keys->last) - 1) == 0) {
        return true;
    }
    memset(keys->last, 0, sizeof(keys->last));
    memcpy(keys->last, key->name, strnlen(key->name, sizeof(keys->last) - 1));
    return case_facts_add(keys->facts, &(struct case_fact){ .kind = FACT_KEY,
                                                            .name = keys->last,
                                                            .value = verdict_name(key->verdict),
                                                            .words = "" });
}

static bool add_certificate(struct case_facts *facts, const struct match_entry *entry)
{
    char name[2 * SHA256_LENGTH + 1];
    struct buffer words = { 0 };
    hex_text_write(match_fingerprint(entry), name);
    const bool kept =
        buffer_append_text(&words, "serial ") && hex_text_append_upper(entry->serial, &words) &&
        buffer_append_text(&words, " of ") && plain_text_print(entry->issuer_dn, &words) &&
        buffer_append_byte(&words, 0) &&
        case_facts_add(
            facts, &(struct case_fact){ .kind = FACT_CERTIFICATE,
                                        .listed = entry->judgement.listed,
                                        .name = name,
                                        .value = certificate_status_name(entry->judgement.status),
                                        .words = (const char *)words.at });
    buffer_clear(&words);
    return kept;
}

static bool take_source(void *context, const struct case_source_view *source)
{
    struct buffer path = { 0 };
    char digest[2 * SHA256_LENGTH + 1] = "";
    if (source->sha256.left == SHA256_LENGTH) {
        hex_text_write(source->sha256, digest);
    }
    const bool kept = plain_text_print_path(source->path, &path) && buffer_append_byte(&path, 0) &&
                      case_facts_add(context, &(struct case_fact){ .kind = FACT_EVIDENCE,
                                                                   .name = (const char *)path.at,
                                                                   .value = digest,
                                                                   .words = "" });
    buffer_clear(&path);
    return kept;
}

bool case_facts_read(struct case_facts *facts, struct case_file *file, bool include_short_lived)
{
    struct case_reading reading;
    struct key_facts keys = { .facts = facts };
    *facts = (struct case_facts){ 0 };
    bool read = case_reading_read(&reading, file, include_short_lived) &&
                case_each_key_sighting(file, &keys, take_sighting) &&
                case_each_source_view(file, SOURCE_EVIDENCE, facts, take_source);
    for (size_t i = 0; read && i < reading.matches.count; i++) {
        read = add_certificate(facts, match_list_at(&reading.matches, i));
    }
    case_reading_clear(&reading);
    case_facts_end(facts);
    return read;
}

void case_facts_clear(struct case_facts *facts)
{
    free(facts->items);
    buffer_clear(&facts->text);
    *facts = (struct case_facts){ 0 };
}

/* What was read without a digest (--no-digest) says nothing of its bytes. */
static bool agree(const struct case_fact *one, const struct case_fact *other)
{
    const bool unknown =
        one->kind == FACT_EVIDENCE && (one->value[0] == '\0' || other->value[0] == '\0');
    return (unknown || strcmp(one->value, other->value) == 0) && one->listed == other->listed;
}

bool case_facts_compare(const struct case_facts *one, const struct case_facts *other, void *context,
                        bool (*differ)(void *context, const struct case_fact *one,
                                       const struct case_fact *other))
{
    size_t left = 0, right = 0;
    while (left < one->count || right < other->count) {
        const int order = left == one->count ? 1
                          : right == other->count
                              ? -1
                              : compare_facts(&one->items[left], &other->items[right]);
        const struct case_fact *first = order <= 0 ? &one->items[left++] : NULL;
        const struct case_fact *second = order >= 0 ? &other->items[right++] : NULL;
        if ((first == NULL || second == NULL || !agree(first, second)) &&
            !differ(context, first, second)) {
            return false;
        }
    }
    return true;
}
