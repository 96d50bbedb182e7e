#include "certificates/certificate_status.h"

#include <check.h>
#include <string.h>

#include "suite.h"

#define DAY      INT64_C(86400)
#define RECEIVED INT64_C(1782000000) /* 2026-06-21T00:00:00Z */
#define MARCH_24 INT64_C(1710460800)
#define MARCH_26 INT64_C(1773532800)

#define TLS  CERTIFICATE_SERVER_AUTH
#define SELF (CERTIFICATE_SELF_ISSUED | CERTIFICATE_SELF_SIGNED)

/* A TLS certificate of a year's validity whose key is proven: to be revoked. */
static struct status_facts plain_facts(void)
{
    return (struct status_facts){ .flags = TLS,
                                  .not_before = RECEIVED - 100 * DAY,
                                  .not_after = RECEIVED + 265 * DAY,
                                  .in_inventory = true,
                                  .proven = true,
                                  .reason = -1,
                                  .received = RECEIVED };
}

static const struct {
    const char *what;
    uint32_t flags;
    bool in_inventory, verified, proven, revoked;
    int reason;
    bool expired;
    enum certificate_status status;
    const char *clause;
    int64_t respite; /* seconds to the deadline; 0 = not listed */
} cases[] = {
    { "plain", TLS, true, false, true, false, -1, false, STATUS_REVOKE, "BR 4.9.1.1 (3)", DAY },
    { "verified and in no inventory", TLS, false, true, true, false, -1, false, STATUS_REVOKE,
      "BR 4.9.1.1 (3)", DAY },
    { "only from the evidence", TLS, false, false, true, false, -1, false,
      STATUS_CERTIFICATE_UNVERIFIED, "RFC 5280 section 6.1.3 (a) (1)", 0 },
    { "only from the evidence, forged key", TLS, false, false, false, true, 1, true,
      STATUS_CERTIFICATE_UNVERIFIED, "RFC 5280 section 6.1.3 (a) (1)", 0 },
    { "self-signed from the evidence", TLS | SELF, false, false, true, false, -1, false,
      STATUS_CERTIFICATE_UNVERIFIED, "RFC 5280 section 6.1.3 (a) (1)", 0 },
    { "forged key", TLS, true, true, false, false, -1, false, STATUS_DO_NOT_REVOKE, "BR 4.9.12",
      0 },
    { "forged key, revoked", TLS, true, true, false, true, 1, true, STATUS_DO_NOT_REVOKE,
      "BR 4.9.12", 0 },
    { "keyCompromise", TLS, true, true, true, true, 1, false, STATUS_REVOKED, "BR 4.9.1.1 (3)", 0 },
    { "keyCompromise, expired", TLS, true, true, true, true, 1, true, STATUS_REVOKED,
      "BR 4.9.1.1 (3)", 0 },
    { "keyCompromise, CA", CERTIFICATE_CA, true, true, true, true, 1, false, STATUS_REVOKED,
      "BR 4.9.1.1 (3)", 0 },
    { "cACompromise", CERTIFICATE_CA, true, true, true, true, 2, false, STATUS_REVOKED_OTHER_REASON,
      "BR 7.2.2", 0 },
    { "affiliationChanged", TLS, true, true, true, true, 3, false, STATUS_REVOKED_OTHER_REASON,
      "BR 7.2.2", 0 },
    { "superseded", TLS, true, true, true, true, 4, true, STATUS_REVOKED_OTHER_REASON, "BR 7.2.2",
      0 },
    { "cessationOfOperation", TLS, true, true, true, true, 5, false, STATUS_REVOKED_OTHER_REASON,
      "BR 7.2.2", 0 },
    { "certificateHold", TLS, true, true, true, true, 6, false, STATUS_REVOKE, "BR 4.9.1.1 (3)",
      DAY },
    { "certificateHold, expired", TLS, true, true, true, true, 6, true, STATUS_EXPIRED,
      "RFC 5280 section 4.1.2.5", 0 },
    { "a reason that RFC 5280 does not use", TLS, true, true, true, true, 7, false,
      STATUS_REVOKED_OTHER_REASON, "BR 7.2.2", 0 },
    { "removeFromCRL", TLS, true, true, true, true, 8, false, STATUS_REVOKE, "BR 4.9.1.1 (3)",
      DAY },
    { "privilegeWithdrawn", TLS, true, true, true, true, 9, false, STATUS_REVOKED_OTHER_REASON,
      "BR 7.2.2", 0 },
    { "aACompromise", TLS, true, true, true, true, 10, false, STATUS_REVOKED_OTHER_REASON,
      "BR 7.2.2", 0 },
    { "no reason", TLS, true, true, true, true, -1, false, STATUS_REVOKED_REASON_UNKNOWN,
      "BR 7.2.2", 0 },
    { "unspecified", TLS, true, true, true, true, 0, true, STATUS_REVOKED_REASON_UNKNOWN,
      "BR 7.2.2", 0 },
    { "a reason without a revocation", TLS, true, true, true, false, 1, false, STATUS_REVOKE,
      "BR 4.9.1.1 (3)", DAY },
    { "expired", TLS, true, true, true, false, -1, true, STATUS_EXPIRED, "RFC 5280 section 4.1.2.5",
      0 },
    { "expired CA", CERTIFICATE_CA, true, true, true, false, -1, true, STATUS_EXPIRED,
      "RFC 5280 section 4.1.2.5", 0 },
    { "expired root", CERTIFICATE_CA | SELF, true, true, true, false, -1, true, STATUS_EXPIRED,
      "RFC 5280 section 4.1.2.5", 0 },
    { "expired code signing", CERTIFICATE_CODE_SIGNING, true, true, true, false, -1, true,
      STATUS_EXPIRED_REVIEW, "CSBR 4.9", 0 },
    { "expired, code signing and TLS", CERTIFICATE_CODE_SIGNING | TLS, true, true, true, false, -1,
      true, STATUS_EXPIRED_REVIEW, "CSBR 4.9", 0 },
    { "root", CERTIFICATE_CA | SELF, true, false, true, false, -1, false, STATUS_ROOT,
      "RFC 5280 section 6.1", 0 },
    { "self-signed, no CA", TLS | SELF, true, false, true, false, -1, false, STATUS_ROOT,
      "RFC 5280 section 6.1", 0 },
    { "self-issued under another key", CERTIFICATE_CA | CERTIFICATE_SELF_ISSUED, true, true, true,
      false, -1, false, STATUS_REVOKE_CA, "BR 4.9.1.2", 7 * DAY },
    { "subordinate CA", CERTIFICATE_CA | TLS, true, true, true, false, -1, false, STATUS_REVOKE_CA,
      "BR 4.9.1.2", 7 * DAY },
    { "code signing", CERTIFICATE_CODE_SIGNING, true, true, true, false, -1, false, STATUS_REVOKE,
      "CSBR 4.9", DAY },
    { "mail", CERTIFICATE_EMAIL, true, true, true, false, -1, false, STATUS_REVOKE, "SBR 4.9.1.1",
      DAY },
    { "client alone", 0, true, true, true, false, -1, false, STATUS_REVOKE, "BR 4.9.1.1 (3)", DAY },
};

START_TEST(first_row_that_fits_is_the_status)
{
    struct status_facts facts = plain_facts();
    facts.flags = cases[_i].flags;
    facts.in_inventory = cases[_i].in_inventory;
    facts.verified = cases[_i].verified;
    facts.proven = cases[_i].proven;
    facts.revoked = cases[_i].revoked;
    facts.reason = cases[_i].reason;
    if (cases[_i].expired) {
        facts.not_after = RECEIVED - DAY;
    }
    struct judgement judgement = certificate_judge(&facts);
    ck_assert_msg(judgement.status == cases[_i].status, "%s: %s", cases[_i].what,
                  certificate_status_name(judgement.status));
    ck_assert_str_eq(judgement.clause, cases[_i].clause);
    ck_assert_msg(judgement.listed == (cases[_i].respite != 0), "%s", cases[_i].what);
    ck_assert_msg(judgement.has_deadline == (cases[_i].respite != 0), "%s", cases[_i].what);
    if (judgement.has_deadline) {
        ck_assert_int_eq(judgement.deadline, RECEIVED + cases[_i].respite);
    }
}
END_TEST

/* A public half beside closed bytes is a claim: whatever else is known of the
 * certificate, no lead puts it on the list, nor calls it false. */
START_TEST(lead_decides_nothing)
{
    struct status_facts facts = plain_facts();
    facts.flags = cases[_i].flags;
    facts.in_inventory = cases[_i].in_inventory;
    facts.verified = cases[_i].verified;
    facts.revoked = cases[_i].revoked;
    facts.reason = cases[_i].reason;
    facts.include_short_lived = true;
    facts.proven = false;
    facts.lead = true;
    struct judgement judgement = certificate_judge(&facts);
    const bool counts = facts.in_inventory || facts.verified;
    ck_assert_int_eq(judgement.status, counts ? STATUS_LEAD : STATUS_CERTIFICATE_UNVERIFIED);
    ck_assert_str_eq(judgement.clause, counts ? "BR 4.9.5" : "RFC 5280 section 6.1.3 (a) (1)");
    ck_assert(!judgement.listed && !judgement.has_deadline);
    facts.proven = true; /* the same key in clear elsewhere: the lead says no more */
    const struct judgement both = certificate_judge(&facts);
    facts.lead = false;
    const struct judgement proven = certificate_judge(&facts);
    ck_assert_int_eq(both.status, proven.status);
    ck_assert(both.listed == proven.listed);
}
END_TEST

/* All are judged at the moment they were issued, so that none is expired. */
static const struct {
    const char *what;
    uint32_t flags;
    int64_t not_before, difference; /* not_after - not_before */
    bool exempt;
} lives[] = {
    { "7 days from March 2026", TLS, MARCH_26, 604799, true },
    { "a second more", TLS, MARCH_26, 604800, false },
    { "10 days on the last second of the old rule", TLS, MARCH_26 - 1, 863999, true },
    { "a second more under the old rule", TLS, MARCH_26 - 1, 864000, false },
    { "10 days under the new rule", TLS, MARCH_26, 863999, false },
    { "10 days from March 2024", TLS, MARCH_24, 863999, true },
    { "10 days a second too early", TLS, MARCH_24 - 1, 863999, false },
    { "7 days a second too early", TLS, MARCH_24 - 1, 604799, false },
    { "one second", TLS, MARCH_26, 0, true },
    { "ends before it begins", TLS, MARCH_26, -1, false },
    { "code signing", CERTIFICATE_CODE_SIGNING, MARCH_26, 604799, false },
    { "TLS and code signing", TLS | CERTIFICATE_CODE_SIGNING, MARCH_26, 604799, false },
    { "mail", CERTIFICATE_EMAIL, MARCH_26, 604799, false },
    { "TLS and mail", TLS | CERTIFICATE_EMAIL, MARCH_26, 604799, false },
    { "client alone", 0, MARCH_26, 604799, false },
    { "CA", TLS | CERTIFICATE_CA, MARCH_26, 604799, false },
};

START_TEST(short_life_is_exempt_to_the_second)
{
    struct status_facts facts = plain_facts();
    facts.flags = lives[_i].flags;
    facts.not_before = lives[_i].not_before;
    facts.not_after = lives[_i].not_before + lives[_i].difference;
    facts.received = facts.not_after;
    struct judgement judgement = certificate_judge(&facts);
    ck_assert_msg((judgement.status == STATUS_SHORT_LIVED_EXEMPT) == lives[_i].exempt, "%s: %s",
                  lives[_i].what, certificate_status_name(judgement.status));
    ck_assert_msg(judgement.listed == !lives[_i].exempt, "%s", lives[_i].what);
}
END_TEST

START_TEST(short_life_is_listed_when_asked_for)
{
    struct status_facts facts = plain_facts();
    facts.not_before = RECEIVED;
    facts.not_after = RECEIVED + 100;
    facts.include_short_lived = true;
    struct judgement judgement = certificate_judge(&facts);
    ck_assert_int_eq(judgement.status, STATUS_SHORT_LIVED_EXEMPT);
    ck_assert(judgement.listed && judgement.has_deadline);
    ck_assert_int_eq(judgement.deadline, RECEIVED + DAY);
    ck_assert_str_eq(judgement.clause, "BR 1.6.1");
}
END_TEST

START_TEST(expiry_is_judged_at_receipt_to_the_second)
{
    struct status_facts facts = plain_facts();
    facts.not_after = RECEIVED; /* that second still counts */
    ck_assert_int_eq(certificate_judge(&facts).status, STATUS_REVOKE);
    facts.not_after = RECEIVED - 1;
    ck_assert_int_eq(certificate_judge(&facts).status, STATUS_EXPIRED);
    facts.flags = CERTIFICATE_CODE_SIGNING;
    ck_assert_int_eq(certificate_judge(&facts).status, STATUS_EXPIRED_REVIEW);
}
END_TEST

START_TEST(not_yet_valid_is_revoked)
{
    struct status_facts facts = plain_facts();
    facts.not_before = RECEIVED + DAY;
    ck_assert_int_eq(certificate_judge(&facts).status, STATUS_REVOKE);
}
END_TEST

/* Dates from hostile certificates and clocks at the ends of their range. */
START_TEST(extreme_dates_do_not_overflow)
{
    struct status_facts facts = plain_facts();
    facts.not_before = INT64_MIN;
    facts.not_after = INT64_MAX;
    ck_assert_int_eq(certificate_judge(&facts).status, STATUS_REVOKE);
    facts.not_before = MARCH_26;
    ck_assert_int_eq(certificate_judge(&facts).status, STATUS_REVOKE);
    facts.received = INT64_MAX;
    ck_assert(!certificate_judge(&facts).has_deadline);
    facts.received = INT64_MAX - DAY;
    ck_assert_int_eq(certificate_judge(&facts).deadline, INT64_MAX);
}
END_TEST

/* Like any other, but for the clause of the one rule that speaks of keys in general. */
START_TEST(computed_key_has_a_clause_of_its_own)
{
    struct status_facts facts = plain_facts();
    facts.in_inventory = facts.proven = facts.computed = true;
    ck_assert_str_eq(certificate_judge(&facts).clause, "BR 4.9.1.1 (4)");
    ck_assert_int_eq(certificate_judge(&facts).status, STATUS_REVOKE);
    ck_assert(certificate_judge(&facts).listed);
    facts.proven = false;
    ck_assert_int_eq(certificate_judge(&facts).status, STATUS_DO_NOT_REVOKE);
}
END_TEST

static const char *const names[] = { "certificate_unverified",
                                     "lead",
                                     "do_not_revoke",
                                     "revoked",
                                     "revoked_other_reason",
                                     "revoked_reason_unknown",
                                     "expired",
                                     "expired_review",
                                     "short_lived_exempt",
                                     "root",
                                     "revoke_ca",
                                     "revoke" };

START_TEST(each_status_has_its_name)
{
    for (int i = 0; i < (int)(sizeof(names) / sizeof(names[0])); i++) {
        ck_assert_str_eq(certificate_status_name((enum certificate_status)(i + 1)), names[i]);
    }
    ck_assert_str_eq(certificate_status_name((enum certificate_status)0), "");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("status");
    tcase_add_loop_test(tests, first_row_that_fits_is_the_status, 0,
                        (int)(sizeof(cases) / sizeof(cases[0])));
    tcase_add_loop_test(tests, lead_decides_nothing, 0, (int)(sizeof(cases) / sizeof(cases[0])));
    tcase_add_loop_test(tests, short_life_is_exempt_to_the_second, 0,
                        (int)(sizeof(lives) / sizeof(lives[0])));
    tcase_add_test(tests, short_life_is_listed_when_asked_for);
    tcase_add_test(tests, expiry_is_judged_at_receipt_to_the_second);
    tcase_add_test(tests, computed_key_has_a_clause_of_its_own);
    tcase_add_test(tests, not_yet_valid_is_revoked);
    tcase_add_test(tests, extreme_dates_do_not_overflow);
    tcase_add_test(tests, each_status_has_its_name);
    return suite_run("certificate_status", tests);
}
