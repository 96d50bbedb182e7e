#ifndef PROOF_REPORT_H
#define PROOF_REPORT_H

#include "casefile/case_view.h"
#include "reports/key_offer.h"

/* proofs/IDENTITY.csr: the proof (PKCS#10 in PEM, RFC 7468 section 7) of each proven key
 * that is in a certificate. All of them are written into a fresh folder, which takes the
 * old one's place in one step. Files in it that are no .csr are left in proofs.new. */
MUST_CHECK bool proof_report_write(struct case_file *file, const char *directory, char *why,
                                   size_t why_room);

/* Notes in the offers which of them have a proof. */
MUST_CHECK bool proof_report_list(struct case_file *file, const struct key_offer_list *offers);

#endif
