#ifndef SUBSCRIBER_LETTERS_H
#define SUBSCRIBER_LETTERS_H

#include "casefile/case_file.h"

/* What each subscriber is owed within 24 hours (BR 4.9.5): a letter in plain text for each contact
 * of notify.csv, contact-DIGITS.txt, with the certificates of theirs, why they are revoked, by
 * when and what to do. Rows of the contacts that hand on the same cells are one contact, and the
 * digits are of the SHA-256 of these cells, so that no name of a file is anybody's text. Where a
 * column email, e-mail, mail, email_address or contact_email holds one plain address, the letter
 * stands as contact-DIGITS.eml too, a draft without From (RFC 5322). Certificates without a
 * contact stand in no-contact.txt, for the CA; index.csv, written last, tells what is there.
 *
 * A letter speaks of nobody else: nothing of the evidence is in it, and of a certificate that
 * several contacts have, no subject and no names. The folder must be empty or not there yet, so
 * that no letter of an older answer stands among them. *rows: certificates of contacts, and
 * those without; 0: there is nobody to write to, and no folder is made. Without `directory` they
 * are only counted. False with `why`. */
MUST_CHECK bool subscriber_letters_write(struct case_file *file, const char *directory,
                                         bool include_short_lived, size_t *rows, char *why,
                                         size_t why_room);

#endif
