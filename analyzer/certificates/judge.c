#include "certificates/judge.h"

#include <string.h>

#include "certificates/certificate_extension.h"
#include "certificates/certificate_frame.h"
#include "certificates/issuer_set.h"
#include "certificates/judged_set.h"
#include "certificates/revocation_file.h"
#include "crypto/sha256.h"

/* One item: what it is in one octet, its source in four, its length in eight, itself. */
#define SOURCE_WIDTH 4
#define LENGTH_WIDTH 8

static const struct fault bad_table = { OUTCOME_MALFORMED, NULL,
                                        "the table of the case is damaged" };
static const struct fault too_many_issuers = {
    OUTCOME_BOUND, NULL, "more issuers of one name than are tried on a signature"
};

bool judge_case_head(struct buffer *head, enum judge_item item, uint32_t source, uint64_t length)
{
    return buffer_append_byte(head, (uint8_t)item) &&
           buffer_append_number(head, SOURCE_WIDTH, source) &&
           buffer_append_number(head, LENGTH_WIDTH, length);
}

bool judge_case_add(struct buffer *table, enum judge_item item, uint32_t source,
                    struct bytes content)
{
    return content.left <= SIZE_MAX / 2 &&
           buffer_reserve(table, 1 + SOURCE_WIDTH + LENGTH_WIDTH + content.left) &&
           judge_case_head(table, item, source, content.left) && buffer_append(table, content);
}

struct judge_entry {
    enum judge_item item;
    uint32_t source;
    struct bytes content;
};

static bool take_item(struct bytes *table, struct judge_entry *entry)
{
    struct bytes rest = *table, content;
    uint64_t kind, source, length;
    if (!bytes_take_number(&rest, 1, &kind) || kind < JUDGE_ISSUER ||
        kind > JUDGE_SETTLED_CERTIFICATE || !bytes_take_number(&rest, SOURCE_WIDTH, &source) ||
        !bytes_take_number(&rest, LENGTH_WIDTH, &length) || length > rest.left ||
        !bytes_take(&rest, (size_t)length, &content)) {
        return false;
    }
    *entry = (struct judge_entry){ (enum judge_item)kind, (uint32_t)source, content };
    *table = rest;
    return true;
}

static void send_fault(const struct record_sink *sink, const struct fault *fault, uint64_t unread)
{
    const char *clause = fault->clause == NULL ? "" : fault->clause;
    struct record record = { .kind = RECORD_JOURNAL };
    record.journal = (struct journal_entry){
        .weight = JOURNAL_UNREAD,
        .outcome = fault->outcome,
        .clause = bytes_over(clause, strlen(clause)),
        .sentence = bytes_over(fault->sentence, strlen(fault->sentence)),
        .unread = unread,
    };
    sink->record(sink->context, &record);
}

struct judge {
    const struct record_sink *outer;
    struct record_sink own, *sink; /* `own` stamps each record with its source */
    uint32_t source;
    struct issuer_set issuers;
    struct judged_set certificates;
};

static void stamp(void *context, const struct record *record)
{
    const struct judge *judge = context;
    struct record stamped = *record;
    stamped.file = judge->source;
    judge->outer->record(judge->outer->context, &stamped);
}

/* Calls for each item of one kind, in the order of the table. */
static void each_item(struct bytes table, enum judge_item wanted, struct judge *judge,
                      void (*visit)(struct judge *judge, struct bytes content))
{
    struct judge_entry entry;
    while (take_item(&table, &entry)) {
        if (entry.item == wanted) {
            judge->source = entry.source;
            visit(judge, entry.content);
        }
    }
}

/* Inventories hold CA certificates and others alike: those that are no CA's are
 * left out without a word. */
static void add_issuer(struct judge *judge, struct bytes content)
{
    const struct fault *fault = issuer_set_add(&judge->issuers, content);
    if (fault != NULL && fault->outcome != OUTCOME_UNEXPECTED) {
        send_fault(judge->sink, fault, content.left);
    }
}

static struct bytes frame_authority_key_id(const struct certificate_frame *frame)
{
    struct bytes rest = frame->extensions;
    struct certificate_extension extension;
    while (certificate_extension_take(&rest, &extension)) {
        if (extension.name == EXTENSION_AUTHORITY_KEY_ID) {
            return authority_key_id_of(extension.value);
        }
    }
    return (struct bytes){ 0 };
}

static struct issuer *signer_of(struct judge *judge, const struct certificate_frame *frame)
{
    struct issuer_range range;
    bool bound = false;
    if (!issuer_set_find(&judge->issuers, frame->issuer, &range)) {
        return NULL;
    }
    const struct signed_object object = { .signed_part = frame->signed_part,
                                          .signed_algorithm = frame->signed_algorithm,
                                          .algorithm = frame->algorithm,
                                          .signature = frame->signature,
                                          .authority_key_id = frame_authority_key_id(frame) };
    struct issuer *issuer = issuer_range_signer(&range, &object, &bound);
    if (bound) {
        send_fault(judge->sink, &too_many_issuers, 0);
    }
    return issuer;
}

/* Of an item that was settled: the digest in front. */
static bool take_signer(struct judge *judge, struct bytes *content, struct issuer **signer)
{
    struct bytes digest;
    if (!bytes_take(content, SHA256_LENGTH, &digest)) {
        send_fault(judge->sink, &bad_table, content->left);
        return false;
    }
    *signer = issuer_set_find_digest(&judge->issuers, digest.at);
    return true;
}

/* Told already what is wrong with them. */
static void add_settled_issuer(struct judge *judge, struct bytes content)
{
    struct bytes digest;
    if (bytes_take(&content, SHA256_LENGTH, &digest)) {
        (void)!issuer_set_add(&judge->issuers, content);
    }
}

static void link_settled_issuer(struct judge *judge, struct bytes content)
{
    struct issuer *signer, *issuer;
    uint8_t digest[SHA256_LENGTH];
    if (take_signer(judge, &content, &signer)) {
        sha256_of(content, digest);
        issuer = issuer_set_find_digest(&judge->issuers, digest);
        if (issuer != NULL) {
            issuer->above = signer;
        }
    }
}

static void send_verified(const struct record_sink *sink, const struct judged_certificate *judged)
{
    struct record record = { .kind = RECORD_VERIFIED };
    memcpy(record.verified.certificate_sha256, judged->sha256, SHA256_LENGTH);
    memcpy(record.verified.issuer_sha256, judged->issuer->sha256, SHA256_LENGTH);
    sink->record(sink->context, &record);
}

/* Who stands above whom among the CAs: whose a certificate is hangs on the whole chain. */
static void judge_issuers(struct judge *judge)
{
    for (size_t i = 0; i < judge->issuers.count; i++) {
        struct judged_certificate judged = { .serial = judge->issuers.all[i].frame.serial };
        judged.issuer = signer_of(judge, &judge->issuers.all[i].frame);
        judge->issuers.all[i].above = judged.issuer;
        if (judged.issuer != NULL) {
            memcpy(judged.sha256, judge->issuers.all[i].sha256, SHA256_LENGTH);
            send_verified(judge->sink, &judged);
        }
    }
}

static void keep_certificate(struct judge *judge, struct bytes content,
                             const struct certificate_frame *frame, struct issuer *issuer,
                             bool told)
{
    struct judged_certificate judged = { .serial = frame->serial,
                                         .issuer_name = frame->issuer,
                                         .extensions = frame->extensions,
                                         .authority = certificate_frame_says_authority(frame),
                                         .issuer = issuer };
    sha256_of(content, judged.sha256);
    if (!told) {
        send_verified(judge->sink, &judged);
    }
    const struct fault *fault = judged_set_add(&judge->certificates, &judged);
    if (fault != NULL) {
        send_fault(judge->sink, fault, content.left);
    }
}

static void judge_certificate(struct judge *judge, struct bytes content)
{
    struct certificate_frame frame;
    const struct fault *fault = certificate_frame_read(content, &frame);
    if (fault != NULL) {
        send_fault(judge->sink, fault, content.left);
        return;
    }
    struct issuer *issuer = signer_of(judge, &frame);
    if (issuer != NULL) {
        keep_certificate(judge, content, &frame, issuer, false);
    }
}

static void keep_settled_certificate(struct judge *judge, struct bytes content)
{
    struct certificate_frame frame;
    struct issuer *issuer;
    if (take_signer(judge, &content, &issuer) && issuer != NULL &&
        certificate_frame_read(content, &frame) == NULL) {
        keep_certificate(judge, content, &frame, issuer, true);
    }
}

static void judge_list(struct judge *judge, struct bytes content)
{
    const struct judged_case given = { &judge->issuers, &judge->certificates, judge->sink };
    revocation_file_run(content, &given);
}

static bool is_whole(struct bytes table)
{
    struct judge_entry entry;
    while (take_item(&table, &entry)) {
    }
    return table.left == 0;
}

/* Those of a table are all settled, or none is. */
static void gather_issuers(struct bytes table, struct judge *judge)
{
    each_item(table, JUDGE_ISSUER, judge, add_issuer);
    const bool judging = judge->issuers.count > 0;
    each_item(table, JUDGE_SETTLED_ISSUER, judge, add_settled_issuer);
    issuer_set_settle(&judge->issuers);
    if (judging) {
        judge_issuers(judge);
    } else {
        each_item(table, JUDGE_SETTLED_ISSUER, judge, link_settled_issuer);
    }
}

void judge_case_run(struct bytes table, const struct record_sink *sink)
{
    struct judge judge = { .outer = sink };
    judge.own = (struct record_sink){ &judge, stamp };
    judge.sink = &judge.own;
    if (!is_whole(table)) {
        send_fault(sink, &bad_table, table.left);
        return;
    }
    gather_issuers(table, &judge);
    each_item(table, JUDGE_CERTIFICATE, &judge, judge_certificate);
    each_item(table, JUDGE_SETTLED_CERTIFICATE, &judge, keep_settled_certificate);
    judged_set_settle(&judge.certificates);
    each_item(table, JUDGE_CRL, &judge, judge_list);
    judged_set_clear(&judge.certificates);
    issuer_set_clear(&judge.issuers);
}
