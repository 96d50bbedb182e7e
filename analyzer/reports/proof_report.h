#ifndef PROOF_REPORT_H
#define PROOF_REPORT_H

#include "casefile/case_view.h"
#include "proof_form.h"
#include "reports/key_offer.h"
#include "reports/match_entry.h"

/* proofs/IDENTITY.csr and so on (proof_form.h says how each form's file ends; PEM, RFC 7468): the
 * proofs, of these forms (PROOF_BIT), of each proven key that is in a certificate. `together`, all
 * stand in proofs/proofs.pem, one behind the other with the key's name in a line before
 * (section 5.2), and proofs/index.csv says where: key_identity, offset, length, form. They are
 * written into a fresh folder, which takes the old one's place in one step. What is none of these
 * files is left in proofs.new. */
MUST_CHECK bool proof_report_write(struct case_file *file, const char *directory, unsigned forms,
                                   bool together, char *why, size_t why_room);

/* Notes in the offers which of them have proofs, and in what files: *together, since they are more
 * than `files_max` (0: as many as are kept apart without an option). */
MUST_CHECK bool proof_report_list(struct case_file *file, const struct key_offer_list *offers,
                                  unsigned forms, size_t files_max, bool *together);

/* Where the first of the proofs of its key is: "proofs/IDENTITY.csr" or "proofs/proofs.pem"; empty
 * where there is none that holds for this certificate. */
#define PROOF_PATH_TEXT (KEY_IDENTITY_TEXT + 24)
void proof_report_path(const struct match_entry *entry, char path[PROOF_PATH_TEXT]);
/* Whether proofs of its key hold under another public exponent than the certificate's (RFC 8017
 * section 3.1): who has the factors of the modulus signs under each, but who checks a proof has the
 * certificate's alone. */
bool proof_report_is_of_other_exponent(const struct match_entry *entry);
/* Of one form. False, with an empty path, where the key has none of it. */
bool proof_report_file(const struct key_offer *offer, enum proof_form form,
                       char path[PROOF_PATH_TEXT]);

/* Appends the proof as it stands in its file. False when memory ran out. */
MUST_CHECK bool proof_report_text(enum proof_form form, struct bytes proof, struct buffer *text);

#endif
