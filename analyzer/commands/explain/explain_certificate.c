#include "commands/explain/explain_certificate.h"

#include <stdio.h>
#include <string.h>

#include "reports/proof_report.h"
#include "reports/status_reason.h"

static void say_certificate(const struct match_entry *entry, struct explain_text *text)
{
    explain_text_open(text, "certificate");
    explain_text_put(text, entry->has_final && entry->has_precertificate
                               ? "A certificate and its precertificate of "
                           : entry->has_final ? "A certificate of "
                                              : "A precertificate of ");
    explain_text_put_plain(text, entry->subject_dn);
    explain_text_put(text, ", issued by ");
    explain_text_put_plain(text, entry->issuer_dn);
    if (entry->dns_names.left > 0) {
        explain_text_put(text, ", for ");
        explain_text_put_plain(text, entry->dns_names);
    }
    explain_text_put(text, "; valid from ");
    explain_text_put_time(text, entry->not_before);
    explain_text_put(text, " to ");
    explain_text_put_time(text, entry->not_after);
    explain_text_put(text, ".");
}

static void say_key(const struct explained *item, struct explain_text *text)
{
    const struct key_offer *offer = item->entry->offer;
    explain_text_open(text, "key");
    explain_text_put(text, "Its key is ");
    explain_text_put(text, item->entry->identity_text);
    if (offer->verdict == VERDICT_PROVEN) {
        explain_text_put(text, offer->origin != NULL
                                   ? ", which stood nowhere: it was computed with the leaked key "
                                   : ". The private half is proven: the public half was derived "
                                     "from it, and a signature by it holds");
        explain_text_put(text, offer->origin != NULL ? offer->origin : "");
    } else {
        explain_text_put(text, ". What offers itself as the private half is ");
        explain_text_put(text, verdict_name(offer->verdict));
        explain_text_put(text, offer->failure != NULL ? ": " : "");
        explain_text_put(text, offer->failure != NULL ? offer->failure : "");
    }
    explain_text_put(text, ".");
}

static void say_places(const struct explained *item, struct explain_text *text)
{
    explain_text_open(text, "evidence");
    if (item->sightings == 0) {
        explain_text_put(text, "No place in the evidence shows it.");
        return;
    }
    explain_text_put(text, "It stood in ");
    explain_text_put_number(text, item->sightings, "place: ", "places, first: ");
    explain_text_put_plain(text, buffer_bytes(&item->first));
    if (item->encoding.used > 0) {
        explain_text_put(text, ", as ");
        explain_text_put_plain(text, buffer_bytes(&item->encoding));
    }
    if (item->remark.used > 0) {
        explain_text_put(text, ", ");
        explain_text_put_plain(text, buffer_bytes(&item->remark));
    }
    if (item->has_mail) {
        explain_text_put(text, ", in a mail from ");
        explain_text_put_plain(text, buffer_bytes(&item->mail_from));
    }
    if (item->has_mail && item->mail_date != MAIL_DATE_UNKNOWN) {
        explain_text_put(text, " of ");
        explain_text_put_time(text, item->mail_date);
    }
    explain_text_put(text, ". keytrawl show prints the text around it.");
}

static void say_proof(const struct match_entry *entry, struct explain_text *text)
{
    char path[PROOF_PATH_TEXT];
    proof_report_path(entry, path);
    explain_text_open(text, "proof");
    if (proof_report_is_of_other_exponent(entry)) {
        explain_text_put(text, "None that holds here: the key signed under another public exponent "
                               "than this certificate's (RFC 8017 section 3.1). Who has the "
                               "factors of the modulus can sign under each.");
        return;
    }
    if (path[0] == '\0') {
        explain_text_put(text, entry->offer->verdict == VERDICT_PROVEN
                                   ? "No proof to hand on was made (--no-proofs)."
                                   : "There is none: nobody has shown that the key is known.");
        return;
    }
    explain_text_put(text, path);
    explain_text_put(text, ", signed by the key itself, shows it to anybody.");
}

static void say_matching(const struct match_entry *entry, struct explain_text *text)
{
    explain_text_open(text, "matching");
    explain_text_put(text, entry->in_inventory  ? "An inventory that was given holds it"
                           : entry->in_issuers  ? "It was given as an issuer's"
                           : entry->in_evidence ? "It lies in the evidence alone"
                                                : "It is known from elsewhere");
    explain_text_put(
        text, entry->in_inventory && entry->in_evidence ? ", and so does the evidence; " : "; ");
    explain_text_put(text, "it was matched by the numbers of its public key.");
}

static void say_chain(const struct match_entry *entry, struct explain_text *text)
{
    explain_text_open(text, "chain");
    explain_text_put(text, entry->verified
                               ? "Its signature holds under the certificate of an issuer that was "
                                 "given or stands in an inventory"
                               : "No issuer is known under which its signature holds");
    const char *scope = match_issuer_scope(entry);
    explain_text_put(text, strcmp(scope, "ours") == 0 ? ", one of yours (--issuers)."
                           : strcmp(scope, "other") == 0
                               ? ", another CA's: only that one can revoke it."
                               : (entry->in_inventory ? "; the inventory vouches for it."
                                                      : "; so nobody vouches for it."));
}

static const char *reason_name(int reason)
{
    static const char *const names[] = {
        "unspecified",   "keyCompromise",        "cACompromise",    "affiliationChanged",
        "superseded",    "cessationOfOperation", "certificateHold", NULL,
        "removeFromCRL", "privilegeWithdrawn",   "aACompromise"
    };
    const size_t count = sizeof(names) / sizeof(names[0]);
    return reason >= 0 && (size_t)reason < count && names[reason] != NULL ? names[reason]
                                                                          : "no known reason";
}

static void say_revocation(const struct match_entry *entry, struct explain_text *text)
{
    explain_text_open(text, "revocation");
    if (entry->state == 0) {
        explain_text_put(text, "No CRL or OCSP response that was given and verified speaks of it.");
        return;
    }
    explain_text_put(text, entry->ocsp ? "A verified OCSP response" : "A verified CRL");
    explain_text_put(text, " of ");
    explain_text_put_time(text, entry->crl_this_update);
    if (entry->state == REVOCATION_REVOKED) {
        explain_text_put(text, " says that it was revoked at ");
        explain_text_put_time(text, entry->revoked_at);
        explain_text_put(text, entry->crl_reason < 0 ? ", without a reason" : ", for ");
        explain_text_put(text, entry->crl_reason < 0 ? "" : reason_name(entry->crl_reason));
    } else {
        explain_text_put(text, entry->state == REVOCATION_GOOD ? " says that it is good"
                                                               : " does not know it");
    }
    explain_text_put(text, entry->crl_stale ? "; but it is stale, and decides nothing." : ".");
}

static void say_status(const struct match_entry *entry, struct explain_text *text)
{
    const struct judgement *judgement = &entry->judgement;
    const struct status_reason *reason = status_reason_of(judgement->status);
    explain_text_open(text, "status");
    explain_text_put(text, certificate_status_name(judgement->status));
    if (judgement->clause != NULL) {
        explain_text_put(text, " (");
        explain_text_put(text, judgement->clause);
        explain_text_put(text, ")");
    }
    if (judgement->has_deadline) {
        explain_text_put(text, ", due by ");
        explain_text_put_time(text, judgement->deadline);
    }
    explain_text_put(text, ". ");
    explain_text_put(text, reason != NULL ? reason->why : "");
    explain_text_open(text, "change");
    explain_text_put(text, reason != NULL ? reason->change : "");
}

void explain_certificate(const struct explained *item, const char *word, struct explain_text *text)
{
    explain_text_begin(text, word, item->entry);
    say_certificate(item->entry, text);
    say_key(item, text);
    say_places(item, text);
    say_proof(item->entry, text);
    say_matching(item->entry, text);
    say_chain(item->entry, text);
    say_revocation(item->entry, text);
    say_status(item->entry, text);
    explain_text_end(text);
}
