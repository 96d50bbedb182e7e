#include "certificates/judged_list.h"

#include <string.h>

#include "bytes/der.h"
#include "certificates/certificate_time.h"
#include "certificates/distinguished_name.h"
#include "certificates/pem_block.h"
#include "certificates/revocation_list.h"
#include "crypto/sha256.h"

static const struct fault no_list = { OUTCOME_UNEXPECTED, "RFC 5280 section 5.1",
                                      "no revocation list in it" };
static const struct fault damaged_block = { OUTCOME_MALFORMED, "RFC 7468 section 2",
                                            "revocation list in PEM is damaged" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "memory ran out" };

struct list_case {
    struct bytes content;
    struct issuer_set *issuers;
    const struct judged_set *certificates;
    const struct record_sink *sink;
};

/* One list that can be read: who made it, and under which name it goes. */
struct judged_list {
    struct revocation_list list;
    struct issuer *issuer; /* NULL: not verified */
    uint8_t sha256[SHA256_LENGTH];
    const char *failure; /* NULL when it is verified */
};

static struct bytes words(const char *text)
{
    return text == NULL ? (struct bytes){ 0 } : bytes_over(text, strlen(text));
}

static void send_fault(const struct list_case *given, const struct fault *fault, uint64_t unread)
{
    struct record record = { .kind = RECORD_JOURNAL };
    record.journal = (struct journal_entry){ .weight = JOURNAL_UNREAD,
                                             .outcome = fault->outcome,
                                             .clause = words(fault->clause),
                                             .sentence = words(fault->sentence),
                                             .unread = unread };
    given->sink->record(given->sink->context, &record);
}

static const char *failure_of(const struct issuer_range *range, bool bound)
{
    bool signs = false;
    for (size_t i = 0; i < range->count; i++) {
        signs = signs || range->first[i].may_sign_lists;
    }
    if (range->count == 0) {
        return "no certificate of its issuer was given";
    }
    if (!signs) {
        return "its issuer's certificate does not allow to sign revocation lists";
    }
    return bound ? "more issuers of its name than are tried on a signature"
                 : "its signature does not hold under any issuer of its name";
}

/* RFC 5280 section 6.3.3 (f), (g): the issuer's name, the right to sign lists, the signature. */
static void verify(struct judged_list *judged, const struct list_case *given)
{
    const struct revocation_list *list = &judged->list;
    struct issuer_range range;
    bool bound = false;
    if (!issuer_set_find(given->issuers, list->issuer, &range)) {
        judged->failure = "its issuer's name cannot be read";
        return;
    }
    const struct signed_object object = { .signed_part = list->signed_part,
                                          .signed_algorithm = list->signed_algorithm,
                                          .algorithm = list->algorithm,
                                          .signature = list->signature,
                                          .authority_key_id = list->authority_key_id,
                                          .list = true };
    judged->issuer = issuer_range_signer(&range, &object, &bound);
    if (judged->issuer == NULL) {
        judged->failure = failure_of(&range, bound);
    }
}

static void send_list(const struct judged_list *judged, const struct list_case *given)
{
    struct buffer name = { 0 };
    struct record record = { .kind = RECORD_CRL };
    const struct fault *fault = distinguished_name_print(judged->list.issuer, &name);
    record.crl =
        (struct crl_facts){ .issuer_dn = fault == NULL ? buffer_bytes(&name) : (struct bytes){ 0 },
                            .this_update = judged->list.this_update,
                            .next_update = judged->list.next_update,
                            .entries = judged->list.count,
                            .verified = judged->issuer != NULL,
                            .failure = words(judged->failure) };
    memcpy(record.crl.sha256, judged->sha256, SHA256_LENGTH);
    if (judged->issuer != NULL) {
        memcpy(record.crl.issuer_sha256, judged->issuer->sha256, SHA256_LENGTH);
    }
    given->sink->record(given->sink->context, &record);
    buffer_clear(&name);
}

static void send_revocation(const struct judged_list *judged, const struct list_case *given,
                            const struct judged_certificate *certificate,
                            const struct revocation_entry *entry)
{
    struct record record = { .kind = RECORD_REVOCATION };
    struct bytes when = entry->when;
    int64_t revoked_at;
    if (!certificate_time_take(&when, &revoked_at)) {
        revoked_at = judged->list.this_update; /* it was revoked by then at the latest */
    }
    record.revocation =
        (struct revocation){ .revoked_at = revoked_at, .reason = revocation_entry_reason(entry) };
    memcpy(record.revocation.crl_sha256, judged->sha256, SHA256_LENGTH);
    memcpy(record.revocation.certificate_sha256, certificate->sha256, SHA256_LENGTH);
    given->sink->record(given->sink->context, &record);
}

/* A serial number says nothing without its issuer's key. */
static void match_entry(const struct judged_list *judged, const struct list_case *given,
                        const struct revocation_entry *entry)
{
    size_t count;
    const struct judged_certificate *found =
        judged_set_find(given->certificates, entry->serial, &count);
    for (size_t i = 0; i < count; i++) {
        if (issuer_same_key(found[i].issuer, judged->issuer)) {
            send_revocation(judged, given, &found[i], entry);
        }
    }
}

static bool same_name(struct bytes one, struct bytes other)
{
    struct buffer left = { 0 }, right = { 0 };
    bool same = distinguished_name_fold(one, &left) == NULL &&
                distinguished_name_fold(other, &right) == NULL &&
                bytes_equal(buffer_bytes(&left), buffer_bytes(&right));
    buffer_clear(&left);
    buffer_clear(&right);
    return same;
}

/* Section 5.3.3: from an entry with certificateIssuer on, entries are of that issuer. */
static void match_entries(const struct judged_list *judged, const struct list_case *given)
{
    struct bytes rest = judged->list.entries, name;
    struct revocation_entry entry;
    bool own = true;
    while (given->certificates->count > 0 && revocation_entry_take(&rest, &entry)) {
        if (entry.extensions.left > 0 && revocation_entry_names_issuer(&entry, &name)) {
            own = same_name(name, judged->list.issuer);
        }
        if (own) {
            match_entry(judged, given, &entry);
        }
    }
}

static void judge_one(struct bytes der, struct bytes named, const struct list_case *given)
{
    struct judged_list judged = { 0 };
    const struct fault *fault = revocation_list_read(der, &judged.list);
    if (fault != NULL) {
        send_fault(given, fault, der.left);
        return;
    }
    sha256_of(named, judged.sha256);
    verify(&judged, given);
    send_list(&judged, given);
    if (judged.issuer != NULL) {
        match_entries(&judged, given);
    }
}

static bool is_list_label(struct bytes label)
{
    return bytes_equal(label, bytes_over("X509 CRL", 8)) ||
           bytes_equal(label, bytes_over("CRL", 3));
}

/* Goes through the blocks: counts the lists, or (`judging`) judges each. */
static size_t walk_blocks(const struct list_case *given, bool judging, size_t lists)
{
    struct bytes rest = given->content, passed;
    struct buffer room = { 0 };
    struct pem_block block;
    enum pem_end end = PEM_NONE;
    size_t count = 0;
    bool fits;
    while ((fits = pem_block_next(rest, true, &room, &block, &end)) && end != PEM_NONE) {
        if (is_list_label(block.label)) {
            count++;
        }
        if (judging && is_list_label(block.label) && end == PEM_BLOCK) {
            judge_one(block.content, lists == 1 ? given->content : block.content, given);
        } else if (judging && is_list_label(block.label)) {
            send_fault(given, &damaged_block, block.end - block.begin);
        }
        if (!bytes_take(&rest, block.end, &passed)) {
            break;
        }
    }
    if (!fits && judging) {
        send_fault(given, &no_memory, rest.left);
    }
    buffer_clear(&room);
    return count;
}

void judged_list_run(struct bytes content, struct issuer_set *issuers,
                     const struct judged_set *certificates, const struct record_sink *sink)
{
    const struct list_case given = {
        .content = content, .issuers = issuers, .certificates = certificates, .sink = sink
    };
    if (der_next_is(content, DER_SEQUENCE)) {
        judge_one(content, content, &given);
        return;
    }
    size_t lists = walk_blocks(&given, false, 0);
    if (lists == 0) {
        send_fault(&given, &no_list, content.left);
        return;
    }
    (void)walk_blocks(&given, true, lists);
}
