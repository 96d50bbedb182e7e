#include "reports/status_reason.h"

#include <stddef.h>

static const struct status_reason reasons[] = {
    { STATUS_CERTIFICATE_UNVERIFIED,
      "It stands in no inventory, and its signature holds under no issuer that was given, so "
      "anybody may have made it, with any serial number.",
      "An inventory that holds it (match --certs), or the certificate of its issuer (match "
      "--issuers)." },
    { STATUS_LEAD,
      "No key that may be its own is proven: what was found stays closed, or is of a kind that is "
      "not read.",
      "A passphrase that opens the key (unlock --passphrases, --harvest-passphrases)." },
    { STATUS_DO_NOT_REVOKE,
      "The only keys that claim to be its own are forged or damaged: whoever made them knows its "
      "public key alone.",
      "A key that is proven to be its own, in other evidence (scan)." },
    { STATUS_REVOKED, "It is revoked already, for keyCompromise: nothing is left to be done.",
      "Nothing but a CRL or an OCSP response that takes it back." },
    { STATUS_REVOKED_OTHER_REASON, "It is revoked already, for another reason than keyCompromise.",
      "A CRL in which its issuer has put keyCompromise in the reason's place (match --crl)." },
    { STATUS_REVOKED_REASON_UNKNOWN, "It is revoked already, and no reason is given.",
      "A CRL in which its issuer gives keyCompromise as the reason (match --crl)." },
    { STATUS_EXPIRED, "It had expired when the evidence was received.",
      "Nothing: when the evidence was received is kept in the case." },
    { STATUS_EXPIRED_REVIEW,
      "It had expired when the evidence was received, but it signs code: a revocation that is "
      "dated back still counts, so somebody has to look.",
      "Nothing: when the evidence was received is kept in the case." },
    { STATUS_SHORT_LIVED_EXEMPT,
      "Its key leaked, but it lives so short that the Baseline Requirements ask for no revocation.",
      "--include-short-lived, which puts such certificates on the list too." },
    { STATUS_ROOT,
      "It is a trust anchor whose key leaked. No issuer revokes a root: the root programs have to "
      "be told.",
      "Nothing: root programs take it out by themselves." },
    { STATUS_REVOKE_CA, "It is a CA's, and its key leaked: its issuer has to revoke it first.",
      "A fresh CRL of its issuer that has it (match --crl)." },
    { STATUS_REVOKE, "Its key leaked, and nothing says that it is revoked already.",
      "A fresh CRL or OCSP response of its issuer that has it (match --crl)." },
};

const struct status_reason *status_reason_of(enum certificate_status status)
{
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        if (reasons[i].status == status) {
            return &reasons[i];
        }
    }
    return NULL;
}
