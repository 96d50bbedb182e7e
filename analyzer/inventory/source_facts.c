#include "inventory/source_facts.h"

#include <stdlib.h>
#include <string.h>

#include "bytes/block_sum.h"
#include "bytes/der.h"
#include "certificates/certificate_time.h"

#define UTC_TIME_LENGTH 15 /* tag, length, YYMMDDHHMMSSZ */

static void add_issuer(struct source_facts *facts, struct bytes name)
{
    uint64_t sum = block_sum(name);
    sum = sum != 0 ? sum : 1;
    size_t slot = (size_t)(sum % SOURCE_ISSUERS_SLOTS);
    while (facts->issuers[slot].name != 0 && facts->issuers[slot].name != sum) {
        slot = (slot + 1) % SOURCE_ISSUERS_SLOTS;
    }
    if (facts->issuers[slot].name == 0) {
        if (facts->count == SOURCE_ISSUERS_MAX) {
            return;
        }
        facts->issuers[slot].name = sum;
        facts->count++;
    }
    facts->issuers[slot].count++;
}

/* Takes a time that lies between two which were read before; digits sort as time does,
 * within the years 2000 to 2049. */
static bool is_between(const struct source_facts *facts, struct bytes *from)
{
    struct bytes taken;
    if (!facts->dated || from->left < UTC_TIME_LENGTH || from->at[0] != DER_UTC_TIME ||
        from->at[1] != UTC_TIME_LENGTH - 2 || from->at[UTC_TIME_LENGTH - 1] != 'Z' ||
        memcmp(from->at + 2, facts->least_text, sizeof(facts->least_text)) < 0 ||
        memcmp(from->at + 2, facts->most_text, sizeof(facts->most_text)) > 0) {
        return false;
    }
    return bytes_take(from, UTC_TIME_LENGTH, &taken);
}

static void note_text(struct source_facts *facts, struct bytes text, bool first)
{
    if (text.left != UTC_TIME_LENGTH || text.at[0] != DER_UTC_TIME || text.at[2] >= '5') {
        return;
    }
    uint8_t *const to = first ? facts->least_text : facts->most_text;
    memcpy(to, text.at + 2, sizeof(facts->least_text));
}

static bool add_time(struct source_facts *facts, struct bytes *from)
{
    const struct bytes before = *from;
    int64_t seconds;
    if (is_between(facts, from)) {
        return true;
    }
    if (!certificate_time_take(from, &seconds)) {
        return false;
    }
    const struct bytes text = bytes_over(before.at, before.left - from->left);
    if (!facts->dated || seconds < facts->earliest) {
        facts->earliest = seconds;
        note_text(facts, text, true);
    }
    if (!facts->dated || seconds > facts->latest) {
        facts->latest = seconds;
        note_text(facts, text, false);
    }
    facts->dated = true;
    return true;
}

void source_facts_add(struct source_facts *facts, const struct certificate_frame *frame)
{
    struct bytes validity = frame->validity;
    add_issuer(facts, frame->issuer);
    (void)(add_time(facts, &validity) && add_time(facts, &validity));
}

static int compare_names(const void *one, const void *other)
{
    const struct issuer_count *left = one, *right = other;
    return left->name < right->name ? -1 : left->name > right->name;
}

/* To the front: most sources have a handful, and sorting all slots would be the dearest thing
 * that is done for a small one. */
static void gather(struct source_facts *facts)
{
    size_t count = 0;
    for (size_t i = 0; count < facts->count; i++) {
        if (facts->issuers[i].name != 0) {
            facts->issuers[count++] = facts->issuers[i];
        }
    }
    if (count > 1) {
        qsort(facts->issuers, count, sizeof(facts->issuers[0]), compare_names);
    }
}

void source_facts_end(struct source_facts *facts, struct file_done *done)
{
    gather(facts);
    bool kept = true;
    for (size_t i = 0; kept && i < facts->count; i++) {
        kept = buffer_append_number(&facts->told, sizeof(uint64_t), facts->issuers[i].name) &&
               buffer_append_number(&facts->told, sizeof(uint64_t), facts->issuers[i].count);
    }
    done->issuers = buffer_bytes(&facts->told);
    done->dated = facts->dated;
    done->earliest = facts->earliest;
    done->latest = facts->latest;
}

void source_facts_clear(struct source_facts *facts)
{
    buffer_clear(&facts->told);
}
