#include "certificates/certificate_status.h"

#include <assert.h>
#include <stddef.h>

#define DAY INT64_C(86400)

/* CRLReason, RFC 5280 section 5.3.1. */
#define REASON_NONE           (-1)
#define REASON_UNSPECIFIED    0
#define REASON_KEY_COMPROMISE 1
#define REASON_HOLD           6
#define REASON_REMOVED        8

/* BR 1.6.1, "Short-lived Subscriber Certificate": what is short, by the day of issue. */
static const struct {
    int64_t issued_from;
    int64_t validity_max; /* seconds, both ends counted */
} short_lives[] = {
    { INT64_C(1773532800), 7 * DAY },  /* 2026-03-15 */
    { INT64_C(1710460800), 10 * DAY }, /* 2024-03-15 */
};

static bool is_short_life(int64_t not_before, int64_t not_after)
{
    if (not_after < not_before) {
        return false;
    }
    for (size_t i = 0; i < sizeof(short_lives) / sizeof(short_lives[0]); i++) {
        if (not_before >= short_lives[i].issued_from) {
            /* Both are seconds that count, so one more than the difference. */
            return (uint64_t)not_after - (uint64_t)not_before <
                   (uint64_t)short_lives[i].validity_max;
        }
    }
    return false;
}

/* The exemption is of the TLS rules and of subscriber certificates alone: the rules for code
 * signing and for S/MIME know none, so a certificate that is of two worlds has none either. */
static bool is_short_lived(const struct status_facts *facts)
{
    const uint32_t others = CERTIFICATE_CODE_SIGNING | CERTIFICATE_EMAIL | CERTIFICATE_CA;
    return (facts->flags & CERTIFICATE_SERVER_AUTH) != 0 && (facts->flags & others) == 0 &&
           is_short_life(facts->not_before, facts->not_after);
}

static bool is_unverified(const struct status_facts *facts)
{
    return !facts->in_inventory && !facts->verified;
}

/* What is closed may be the key: nobody has shown that it is, nor that it is not. */
static bool is_lead(const struct status_facts *facts)
{
    return !facts->proven && facts->lead;
}

static bool is_unproven(const struct status_facts *facts)
{
    return !facts->proven;
}

static bool is_revoked(const struct status_facts *facts)
{
    return facts->revoked && facts->reason == REASON_KEY_COMPROMISE;
}

/* RFC 5280 section 5.3.1: "unspecified" should be left out instead, so it says as little. */
static bool is_revoked_without_reason(const struct status_facts *facts)
{
    return facts->revoked && (facts->reason == REASON_NONE || facts->reason == REASON_UNSPECIFIED);
}

/* A hold can be lifted, and removeFromCRL says that it was: neither is a revocation. */
static bool is_revoked_otherwise(const struct status_facts *facts)
{
    return facts->revoked && !is_revoked(facts) && !is_revoked_without_reason(facts) &&
           facts->reason != REASON_HOLD && facts->reason != REASON_REMOVED;
}

static bool is_expired(const struct status_facts *facts)
{
    return facts->not_after < facts->received;
}

static bool is_expired_code_signing(const struct status_facts *facts)
{
    return is_expired(facts) && (facts->flags & CERTIFICATE_CODE_SIGNING) != 0;
}

static bool is_root(const struct status_facts *facts)
{
    const uint32_t both = CERTIFICATE_SELF_ISSUED | CERTIFICATE_SELF_SIGNED;
    return (facts->flags & both) == both;
}

static bool is_authority(const struct status_facts *facts)
{
    return (facts->flags & CERTIFICATE_CA) != 0;
}

/* No TLS certificate, so the TLS rules are not the ones that its issuer is held to. */
static bool is_code_signing(const struct status_facts *facts)
{
    return (facts->flags & CERTIFICATE_SERVER_AUTH) == 0 &&
           (facts->flags & CERTIFICATE_CODE_SIGNING) != 0;
}

static bool is_mail(const struct status_facts *facts)
{
    return (facts->flags & CERTIFICATE_SERVER_AUTH) == 0 && (facts->flags & CERTIFICATE_EMAIL) != 0;
}

static bool is_computed(const struct status_facts *facts)
{
    return facts->proven && facts->computed;
}

static bool is_any(const struct status_facts *facts)
{
    return facts->proven;
}

enum list_rule { LIST_NO, LIST_YES, LIST_WHEN_ASKED };

/* docs/revocation.md, row by row: the first that fits. */
static const struct status_row {
    enum certificate_status status;
    const char *name;
    bool (*fits)(const struct status_facts *facts);
    enum list_rule list;
    int64_t respite; /* seconds from receipt to the deadline, where it is listed */
    const char *clause;
} rows[] = {
    { STATUS_CERTIFICATE_UNVERIFIED, "certificate_unverified", is_unverified, LIST_NO, 0,
      "RFC 5280 section 6.1.3 (a) (1)" },
    { STATUS_LEAD, "lead", is_lead, LIST_NO, 0, "BR 4.9.5" },
    { STATUS_DO_NOT_REVOKE, "do_not_revoke", is_unproven, LIST_NO, 0, "BR 4.9.12" },
    { STATUS_REVOKED, "revoked", is_revoked, LIST_NO, 0, "BR 4.9.1.1 (3)" },
    { STATUS_REVOKED_OTHER_REASON, "revoked_other_reason", is_revoked_otherwise, LIST_NO, 0,
      "BR 7.2.2" },
    { STATUS_REVOKED_REASON_UNKNOWN, "revoked_reason_unknown", is_revoked_without_reason, LIST_NO,
      0, "BR 7.2.2" },
    { STATUS_EXPIRED_REVIEW, "expired_review", is_expired_code_signing, LIST_NO, 0, "CSBR 4.9" },
    { STATUS_EXPIRED, "expired", is_expired, LIST_NO, 0, "RFC 5280 section 4.1.2.5" },
    { STATUS_SHORT_LIVED_EXEMPT, "short_lived_exempt", is_short_lived, LIST_WHEN_ASKED, DAY,
      "BR 1.6.1" },
    { STATUS_ROOT, "root", is_root, LIST_NO, 0, "RFC 5280 section 6.1" },
    { STATUS_REVOKE_CA, "revoke_ca", is_authority, LIST_YES, 7 * DAY, "BR 4.9.1.2" },
    { STATUS_REVOKE, "revoke", is_code_signing, LIST_YES, DAY, "CSBR 4.9" },
    { STATUS_REVOKE, "revoke", is_mail, LIST_YES, DAY, "SBR 4.9.1.1" },
    { STATUS_REVOKE, "revoke", is_computed, LIST_YES, DAY, "BR 4.9.1.1 (4)" },
    { STATUS_REVOKE, "revoke", is_any, LIST_YES, DAY, "BR 4.9.1.1 (3)" },
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

static bool is_listed(enum list_rule rule, const struct status_facts *facts)
{
    return rule == LIST_YES || (rule == LIST_WHEN_ASKED && facts->include_short_lived);
}

static struct judgement judgement_of(const struct status_row *row, const struct status_facts *facts)
{
    struct judgement judgement = { .status = row->status, .clause = row->clause };
    judgement.listed = is_listed(row->list, facts);
    if (judgement.listed && facts->received <= INT64_MAX - row->respite) {
        judgement.has_deadline = true;
        judgement.deadline = facts->received + row->respite;
    }
    return judgement;
}

struct judgement certificate_judge(const struct status_facts *facts)
{
    const struct status_row *row = rows;
    while (!row->fits(facts)) {
        row++;
        assert(row < rows + ROWS); /* a proven key fits the last row, any other the third */
    }
    return judgement_of(row, facts);
}

const char *certificate_status_name(enum certificate_status status)
{
    for (size_t i = 0; i < ROWS; i++) {
        if (rows[i].status == status) {
            return rows[i].name;
        }
    }
    return "";
}
