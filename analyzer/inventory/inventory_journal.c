#include "inventory/inventory_journal.h"

#include <string.h>

#include "bytes/hex_text.h"

static const char issuer_key[] = "issuer key ";
#define ISSUER_WORDS (sizeof(issuer_key) + 2 * SHA256_LENGTH)

static const struct fault too_many_entries = {
    OUTCOME_BOUND, NULL, "more entries of the journal for this file than are kept"
};

static struct bytes words(const char *text)
{
    return bytes_over(text, text != NULL ? strlen(text) : 0);
}

void inventory_send(const struct inventory *inventory, struct record *record)
{
    record->file = inventory->file->number;
    inventory->sink->record(inventory->sink->context, record);
}

void inventory_journal(struct inventory *inventory, enum journal_weight weight,
                       const struct fault *fault, struct bytes provenance, uint64_t unread)
{
    struct record record = { .kind = RECORD_JOURNAL };
    record.journal = (struct journal_entry){ .weight = weight,
                                             .outcome = fault->outcome,
                                             .provenance = provenance,
                                             .clause = words(fault->clause),
                                             .sentence = words(fault->sentence),
                                             .unread = unread };
    inventory_send(inventory, &record);
}

/* One place: which bytes of which content, in which row, and the how-manieth certificate. */
bool inventory_spot_encode(uint64_t number, const struct source_spot *at, struct buffer *encoded)
{
    char issuer[ISSUER_WORDS] = "";
    if (at->issuer_key.left == SHA256_LENGTH) {
        memcpy(issuer, issuer_key, sizeof(issuer_key));
        hex_text_write(at->issuer_key, issuer + sizeof(issuer_key) - 1);
    }
    const struct provenance row = {
        .outer = at->outer,
        .place = { .kind = PLACE_ROW, .number = at->uncounted ? 0 : at->row, .name = at->column }
    };
    const struct provenance spot = { .outer = at->row > 0 ? &row : at->outer,
                                     .place = { .kind = PLACE_SPOT,
                                                .number = number,
                                                .offset = at->offset,
                                                .length = at->length,
                                                .name = words(issuer) } };
    return provenance_encode(&spot, encoded);
}

/* Of the certificate that is read; a range does not know how many stand before it. */
uint64_t inventory_number(const struct inventory *inventory)
{
    return inventory->in_range ? 0 : inventory->rows;
}

void inventory_journal_place(struct inventory *inventory, enum journal_weight weight,
                             const struct fault *fault, struct bytes place, uint64_t unread)
{
    if (inventory->journalled >= JOURNAL_ENTRIES_MAX) {
        return;
    }
    if (++inventory->journalled == JOURNAL_ENTRIES_MAX) {
        inventory_journal(inventory, JOURNAL_UNREAD, &too_many_entries, (struct bytes){ 0 }, 0);
        return;
    }
    inventory_journal(inventory, weight, fault, place, unread);
}

void inventory_journal_spot(struct inventory *inventory, enum journal_weight weight,
                            const struct fault *fault, const struct source_spot *at)
{
    struct buffer spot = { 0 };
    uint64_t number = weight == JOURNAL_UNREAD ? inventory_number(inventory) : 0;
    if (inventory->journalled < JOURNAL_ENTRIES_MAX && inventory_spot_encode(number, at, &spot)) {
        inventory_journal_place(inventory, weight, fault, buffer_bytes(&spot),
                                weight == JOURNAL_UNREAD ? at->length : 0);
    }
    buffer_clear(&spot);
}

void inventory_fail(struct inventory *inventory, const struct fault *fault,
                    const struct source_spot *at)
{
    inventory->failed++;
    inventory->unread += at->outer == NULL ? at->length : 0;
    if (inventory->outcome == OUTCOME_OK) {
        inventory->outcome = fault->outcome;
    }
    inventory_journal_spot(inventory, JOURNAL_UNREAD, fault, at);
}
