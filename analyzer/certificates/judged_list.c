#include "certificates/judged_list.h"

#include <string.h>

#include "bounds.h"
#include "certificates/certificate_extension.h"
#include "certificates/certificate_time.h"
#include "certificates/issuer_chain.h"
#include "certificates/revocation_list.h"
#include "crypto/sha256.h"

/* One list that can be read: who made it, and under which name it goes. */
struct judged_list {
    struct revocation_list list;
    struct issuer *issuer; /* NULL: not verified */
    uint8_t sha256[SHA256_LENGTH];
    const char *failure; /* NULL when it is verified */
    bool bound;          /* not all that stand above one of its issuers were looked at */
};

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

static const struct fault too_many_tried = {
    OUTCOME_BOUND, NULL, "a list with more issuers of its name than are tried on its signature"
};

/* RFC 5280 section 6.3.3 (f), (g): the issuer's name, the right to sign lists, the signature. */
static void verify(struct judged_list *judged, const struct judged_case *given)
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
    if (bound) {
        judged_case_fault(given, &too_many_tried, 0);
    }
}

/* RFC 5280 section 5.2.4: list and delta are of one issuer, one key and one scope. */
static void name_scope(const struct judged_list *judged, uint8_t scope[SHA256_LENGTH])
{
    struct buffer text = { 0 };
    if (judged->issuer != NULL &&
        buffer_append(&text, bytes_over(judged->issuer->key_digest, SHA256_LENGTH)) &&
        buffer_append(&text, buffer_bytes(&judged->issuer->name)) &&
        buffer_append(&text, judged->list.distribution_point)) {
        sha256_of(buffer_bytes(&text), scope);
    }
    buffer_clear(&text);
}

static void send_list(const struct judged_list *judged, const struct judged_case *given)
{
    struct crl_facts facts = { .form = judged->list.delta ? CRL_FORM_DELTA : CRL_FORM_LIST,
                               .this_update = judged->list.this_update,
                               .next_update = judged->list.next_update,
                               .entries = judged->list.count,
                               .numbered = judged->list.numbered,
                               .number = judged->list.number,
                               .base = judged->list.base };
    name_scope(judged, facts.scope);
    memcpy(facts.sha256, judged->sha256, SHA256_LENGTH);
    if (judged->issuer != NULL) {
        memcpy(facts.issuer_sha256, judged->issuer->sha256, SHA256_LENGTH);
    }
    judged_case_tell(given, &facts, judged->list.issuer, judged->failure);
}

static void send_revocation(const struct judged_list *judged, const struct judged_case *given,
                            const struct judged_certificate *certificate,
                            const struct revocation_entry *entry)
{
    struct record record = { .kind = RECORD_REVOCATION };
    struct bytes when = entry->when;
    int64_t revoked_at;
    if (!certificate_time_take(&when, &revoked_at)) {
        revoked_at = judged->list.this_update; /* it was revoked by then at the latest */
    }
    record.revocation = (struct revocation){ .revoked_at = revoked_at,
                                             .reason = revocation_entry_reason(entry),
                                             .state = REVOCATION_REVOKED,
                                             .this_update = judged->list.this_update,
                                             .next_update = judged->list.next_update };
    memcpy(record.revocation.crl_sha256, judged->sha256, SHA256_LENGTH);
    memcpy(record.revocation.certificate_sha256, certificate->sha256, SHA256_LENGTH);
    given->sink->record(given->sink->context, &record);
}

/* RFC 5280 section 6.3.3 (b), (f): a list of another issuer's counts where the certificate names
 * its issuer, and both are under one trust anchor. */
static bool is_named_signer(struct judged_list *judged, const struct judged_case *given,
                            const struct judged_certificate *certificate)
{
    struct bytes rest = certificate->extensions;
    struct certificate_extension extension;
    while (certificate_extension_take(&rest, &extension)) {
        if (extension.name == EXTENSION_LIST_POINTS) {
            return list_points_name(extension.value, buffer_bytes(&judged->issuer->name)) &&
                   issuer_chains_meet(given->issuers, judged->issuer, certificate->issuer,
                                      &judged->bound);
        }
    }
    return false;
}

/* Whose entries follow: section 5.3.3, from one with certificateIssuer on. */
struct entry_owner {
    bool own; /* the list's own issuer */
    struct issuer *keys[ISSUER_TRIES_MAX];
    size_t count; /* of the issuers of another name, each key once */
    bool bound;   /* it was told that there were too many */
};

static bool same_name(const struct issuer *one, const struct issuer *other)
{
    return bytes_equal(buffer_bytes(&one->name), buffer_bytes(&other->name));
}

static void add_key(struct entry_owner *owner, struct issuer *issuer)
{
    for (size_t i = 0; i < owner->count; i++) {
        if (issuer_same_key(owner->keys[i], issuer)) {
            return;
        }
    }
    owner->keys[owner->count++] = issuer;
}

/* An issuer that the operator did not give has no certificates in the set either. */
static void set_owner(const struct judged_list *judged, const struct judged_case *given,
                      struct bytes name, struct entry_owner *owner)
{
    static const struct fault too_many = {
        OUTCOME_BOUND, NULL, "more issuers of one name than an entry of a list is looked up for"
    };
    struct issuer_range range;
    owner->own = false;
    owner->count = 0;
    if (name.left == 0 || !issuer_set_find(given->issuers, name, &range) || range.count == 0) {
        return;
    }
    owner->own = same_name(&range.first[0], judged->issuer);
    if (owner->own || !judged->list.scope.indirect) {
        return;
    }
    if (range.count > ISSUER_TRIES_MAX) {
        if (!owner->bound) {
            judged_case_fault(given, &too_many, 0);
        }
        owner->bound = true;
        return;
    }
    for (size_t i = 0; i < range.count; i++) {
        add_key(owner, &range.first[i]);
    }
}

static void match_entry(struct judged_list *judged, const struct judged_case *given,
                        const struct revocation_entry *entry, const struct issuer *issuer)
{
    const bool own = same_name(issuer, judged->issuer);
    size_t count;
    const struct judged_certificate *found =
        judged_set_find(given->certificates, issuer, entry->serial, &count);
    for (size_t i = 0; i < count; i++) {
        if (same_name(found[i].issuer, issuer) &&
            list_scope_covers(&judged->list.scope, found[i].authority) &&
            (own || is_named_signer(judged, given, &found[i]))) {
            send_revocation(judged, given, &found[i], entry);
        }
    }
}

/* Of the list's own issuer: what its key has issued, and the keys that it has followed. */
static void match_own(struct judged_list *judged, const struct judged_case *given,
                      const struct revocation_entry *entry,
                      const struct issuer *const before[ISSUER_CHAIN_MAX], size_t count)
{
    match_entry(judged, given, entry, judged->issuer);
    for (size_t i = 0; i < count; i++) {
        match_entry(judged, given, entry, before[i]);
    }
}

static const struct fault too_many_above = {
    OUTCOME_BOUND, "RFC 5280 section 6.3.3",
    "more certificates above the issuers of a list than are looked at: it may revoke more"
};

static void match_entries(struct judged_list *judged, const struct judged_case *given)
{
    struct bytes rest = judged->list.entries, name;
    struct revocation_entry entry;
    struct entry_owner owner = { .own = true };
    const struct issuer *before[ISSUER_CHAIN_MAX];
    const size_t count =
        issuer_predecessors(given->issuers, judged->issuer, before, &judged->bound);
    while (given->certificates->count > 0 && revocation_entry_take(&rest, &entry)) {
        if (entry.extensions.left > 0 && revocation_entry_names_issuer(&entry, &name)) {
            set_owner(judged, given, name, &owner);
        }
        if (owner.own) {
            match_own(judged, given, &entry, before, count);
        }
        for (size_t i = 0; i < owner.count; i++) {
            match_entry(judged, given, &entry, owner.keys[i]);
        }
    }
    if (judged->bound) {
        judged_case_fault(given, &too_many_above, 0);
    }
}

void judged_list_run(struct bytes der, struct bytes named, const struct judged_case *given)
{
    struct judged_list judged = { 0 };
    const struct fault *fault = revocation_list_read(der, &judged.list);
    if (fault != NULL) {
        judged_case_fault(given, fault, der.left);
        return;
    }
    sha256_of(named, judged.sha256);
    verify(&judged, given);
    send_list(&judged, given);
    if (judged.issuer != NULL) {
        match_entries(&judged, given);
    }
}
