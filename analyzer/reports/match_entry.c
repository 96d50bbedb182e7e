#include "reports/match_entry.h"

#include <stdlib.h>
#include <string.h>

#include "bytes/hex_text.h"
#include "bytes/item_room.h"
#include "crypto/sha256.h"
#include "reports/match_store.h"
#include "reports/serial_number.h"

/* While the list is read: the certificates that may be twins of the next. */
struct match_reading {
    struct match_store *store; /* of those before */
    const struct key_offer_list *offers;
    bool include_short_lived;
    uint8_t twin_sha256[SHA256_LENGTH]; /* of the group */
    struct match_entry *group;
    size_t count, room;
    size_t paired; /* how many of its certificates have a precertificate */
};

static bool copy_window(struct buffer *text, struct bytes from, struct bytes *window)
{
    const uint8_t *at = text->at + text->used;
    if (!buffer_append(text, from)) {
        return false;
    }
    *window = bytes_over(at, from.left);
    return true;
}

/* Room for all is made first, so that the windows stay good. */
static bool copy_texts(struct match_entry *entry, const struct case_match_view *match)
{
    struct buffer *text = &entry->text, decimal = { 0 };
    bool kept =
        serial_number_decimal(match->serial, &decimal) &&
        buffer_reserve(text, match->serial.left + match->issuer_dn.left + match->subject_dn.left +
                                 match->authority_key_id.left + match->dns_names.left +
                                 match->organization.left + match->emails.left + decimal.used) &&
        copy_window(text, match->serial, &entry->serial) &&
        copy_window(text, match->issuer_dn, &entry->issuer_dn) &&
        copy_window(text, match->subject_dn, &entry->subject_dn) &&
        copy_window(text, match->authority_key_id, &entry->authority_key_id) &&
        copy_window(text, match->dns_names, &entry->dns_names) &&
        copy_window(text, match->organization, &entry->organization) &&
        copy_window(text, match->emails, &entry->emails) &&
        copy_window(text, buffer_bytes(&decimal), &entry->serial_decimal);
    buffer_clear(&decimal);
    return kept;
}

static void copy_facts(struct match_entry *entry, const struct case_match_view *match)
{
    entry->identity = match->identity;
    memcpy(entry->raw_spki_sha256, match->raw_spki_sha256, SHA256_LENGTH);
    entry->flags = match->flags;
    entry->not_before = match->not_before;
    entry->not_after = match->not_after;
    entry->in_inventory = match->in_inventory;
    entry->in_issuers = match->in_issuers;
    entry->in_evidence = match->in_evidence;
    entry->verified = match->verified;
    entry->ours = match->ours;
    entry->below = match->below;
    entry->has_precertificate = (match->flags & CERTIFICATE_PRECERTIFICATE) != 0;
    entry->has_final = !entry->has_precertificate;
    memcpy(entry->has_final ? entry->sha256 : entry->precertificate_sha256, match->sha256,
           SHA256_LENGTH);
}

/* Of what is said of the two the newest fresh word, as within one certificate. */
static bool says_more(const struct case_match_view *match, const struct match_entry *entry)
{
    if (match->state == 0 || entry->state == 0) {
        return match->state != 0;
    }
    if (match->crl_stale != entry->crl_stale) {
        return entry->crl_stale;
    }
    if ((match->state == REVOCATION_UNKNOWN) != (entry->state == REVOCATION_UNKNOWN)) {
        return entry->state == REVOCATION_UNKNOWN;
    }
    return match->crl_this_update > entry->crl_this_update ||
           (match->crl_this_update == entry->crl_this_update && match->state < entry->state);
}

static void take_revocation(struct match_entry *entry, const struct case_match_view *match)
{
    if (!says_more(match, entry)) {
        return;
    }
    entry->state = match->state;
    entry->revoked = match->state == REVOCATION_REVOKED;
    entry->ocsp = match->ocsp;
    entry->revoked_at = match->revoked_at;
    entry->crl_this_update = match->crl_this_update;
    entry->crl_stale = match->crl_stale;
    entry->crl_reason = match->reason;
    memcpy(entry->crl_sha256, match->crl_sha256, SHA256_LENGTH);
}

static bool is_vouched_for(const struct match_entry *entry)
{
    return entry->in_inventory || entry->in_issuers || entry->verified;
}

/* A certificate that somebody vouches for never takes one that nobody does. */
static bool same_group(const struct match_reading *reading, const struct case_match_view *match)
{
    if (reading->count == 0) {
        return false;
    }
    const struct match_entry *first = &reading->group[0];
    return memcmp(reading->twin_sha256, match->twin_sha256, SHA256_LENGTH) == 0 &&
           bytes_equal(first->serial, match->serial) &&
           public_identity_equal(&first->identity, &match->identity) &&
           is_vouched_for(first) == (match->in_inventory || match->in_issuers || match->verified);
}

/* Certificates stand before precertificates; the first takes the first, and so on. */
static struct match_entry *find_twin(struct match_reading *reading,
                                     const struct case_match_view *match)
{
    const size_t at = reading->paired;
    if ((match->flags & CERTIFICATE_PRECERTIFICATE) == 0 || at == reading->count ||
        !reading->group[at].has_final) {
        return NULL;
    }
    reading->paired++;
    return &reading->group[at];
}

static void join_twin(struct match_entry *entry, const struct case_match_view *match)
{
    entry->has_precertificate = true;
    memcpy(entry->precertificate_sha256, match->sha256, SHA256_LENGTH);
    entry->in_inventory = entry->in_inventory || match->in_inventory;
    entry->in_issuers = entry->in_issuers || match->in_issuers;
    entry->in_evidence = entry->in_evidence || match->in_evidence;
    entry->verified = entry->verified || match->verified;
    take_revocation(entry, match);
}

static bool grow(struct match_reading *reading)
{
    struct match_entry *group =
        item_room(reading->group, reading->count, &reading->room, 16, sizeof(*group));
    if (group == NULL) {
        return false;
    }
    reading->group = group;
    return true;
}

static void judge(struct match_entry *entry, bool include_short_lived)
{
    const enum verdict verdict = entry->offer->verdict;
    struct status_facts facts = { .flags = entry->flags,
                                  .not_before = entry->not_before,
                                  .not_after = entry->not_after,
                                  .in_inventory = entry->in_inventory || entry->in_issuers,
                                  .verified = entry->verified,
                                  .proven = verdict == VERDICT_PROVEN,
                                  .computed = entry->offer->origin != NULL,
                                  .lead = verdict_is_lead(verdict),
                                  .revoked = entry->revoked && !entry->crl_stale,
                                  .reason = entry->crl_reason,
                                  .received = entry->offer->received,
                                  .include_short_lived = include_short_lived };
    entry->judgement = certificate_judge(&facts);
    facts.proven = facts.proven || facts.lead;
    entry->if_proven = certificate_judge(&facts);
}

/* The same for the same certificate and key, whatever else is in the case. */
static bool name_finding(struct match_entry *entry)
{
    struct buffer text = { 0 };
    uint8_t digest[SHA256_LENGTH];
    char identity[KEY_IDENTITY_TEXT];
    public_identity_text(&entry->identity, identity);
    bool kept =
        buffer_append(&text, match_fingerprint(entry)) && buffer_append_text(&text, identity);
    if (kept) {
        sha256_of(buffer_bytes(&text), digest);
        hex_text_write(bytes_over(digest, FINDING_ID_TEXT / 2), entry->finding_id);
    }
    buffer_clear(&text);
    return kept;
}

static void clear_group(struct match_reading *reading)
{
    for (size_t i = 0; i < reading->count; i++) {
        buffer_clear(&reading->group[i].text);
    }
    reading->count = 0;
    reading->paired = 0;
}

/* Nothing comes any more that could change what is said of them. */
static bool end_group(struct match_reading *reading)
{
    bool ended = true;
    for (size_t i = 0; ended && i < reading->count; i++) {
        struct match_entry *entry = &reading->group[i];
        if (entry->offer != NULL) { /* else a key without a sighting: the case never keeps one */
            judge(entry, reading->include_short_lived);
            ended = name_finding(entry) && match_store_add(reading->store, entry);
        }
    }
    clear_group(reading);
    return ended;
}

static bool take_match(void *context, const struct case_match_view *match)
{
    struct match_reading *reading = context;
    if (!same_group(reading, match)) {
        if (!end_group(reading)) {
            return false;
        }
        memcpy(reading->twin_sha256, match->twin_sha256, SHA256_LENGTH);
    }
    struct match_entry *twin = find_twin(reading, match);
    if (twin != NULL) {
        join_twin(twin, match);
        return true;
    }
    if (!grow(reading)) {
        return false;
    }
    struct match_entry *entry = &reading->group[reading->count++];
    *entry = (struct match_entry){ .crl_reason = -1 };
    copy_facts(entry, match);
    take_revocation(entry, match);
    entry->offer = key_offer_of(reading->offers, &entry->identity); /* without one it goes */
    return copy_texts(entry, match);
}

bool match_list_read(struct match_list *list, struct case_file *file,
                     const struct key_offer_list *offers, bool include_short_lived)
{
    struct match_reading reading = { .store = match_store_open(file),
                                     .offers = offers,
                                     .include_short_lived = include_short_lived };
    const bool read = reading.store != NULL && case_each_match_view(file, &reading, take_match) &&
                      end_group(&reading) && match_store_sort(reading.store);
    clear_group(&reading);
    free(reading.group);
    *list = (struct match_list){ .store = reading.store };
    if (!read) {
        match_list_clear(list);
        return false;
    }
    list->count = match_store_count(list->store);
    return true;
}

static struct bytes fingerprint_text(const uint8_t sha256[SHA256_LENGTH],
                                     char text[2 * SHA256_LENGTH + 1])
{
    hex_text_write(bytes_over(sha256, SHA256_LENGTH), text);
    return bytes_over(text, 2 * SHA256_LENGTH);
}

/* A certificate whose precertificate was told is no news, nor the other way round. */
static enum novelty novelty_of(const struct match_entry *entry, const struct baseline *baseline)
{
    const bool acted_on = entry->judgement.listed || entry->judgement.status == STATUS_ROOT;
    const enum baseline_item item = acted_on ? BASELINE_LISTED : BASELINE_CERTIFICATE;
    const struct bytes nothing = { 0 };
    char text[2 * SHA256_LENGTH + 1];
    enum novelty novelty = baseline->given ? NOVELTY_NEW : NOVELTY_UNKNOWN;
    if (entry->has_final) {
        novelty = baseline_novelty(baseline, item, fingerprint_text(entry->sha256, text), nothing);
    }
    if (entry->has_precertificate && novelty != NOVELTY_KNOWN) {
        novelty = baseline_novelty(baseline, item,
                                   fingerprint_text(entry->precertificate_sha256, text), nothing);
    }
    return novelty;
}

void match_list_mark(struct match_list *list, const struct baseline *baseline)
{
    for (size_t i = 0; i < list->count; i++) {
        struct match_entry *entry = match_store_at(list->store, i);
        entry->novelty = novelty_of(entry, baseline);
    }
}

void match_list_clear(struct match_list *list)
{
    match_store_close(list->store);
    *list = (struct match_list){ 0 };
}

const struct match_entry *match_list_at(const struct match_list *list, size_t number)
{
    return match_store_at(list->store, number);
}

struct bytes match_fingerprint(const struct match_entry *entry)
{
    return bytes_over(entry->has_final ? entry->sha256 : entry->precertificate_sha256,
                      SHA256_LENGTH);
}

int64_t match_compromised_since(const struct match_entry *entry)
{
    const struct key_offer *offer = entry->offer;
    int64_t since = offer->dated != MAIL_DATE_UNKNOWN ? offer->dated : offer->received;
    since = since < entry->not_before ? entry->not_before : since;
    return since > offer->received ? offer->received : since;
}

const char *match_issuer_scope(const struct match_entry *entry)
{
    const bool other = entry->verified && (entry->flags & CERTIFICATE_SELF_SIGNED) == 0;
    return entry->ours ? "ours" : other ? "other" : "private";
}
