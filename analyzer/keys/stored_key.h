#ifndef STORED_KEY_H
#define STORED_KEY_H

#include "keys/closed_key.h"
#include "keys/examination.h"

/* What the stores of keys have in common: private keys, open or closed, and the
 * certificates beside them. examination_enter() has said which entry it is; `encoding`
 * is static, and names the store's kind. */

/* Opens a closed PKCS#8 key and proves it. False, and nothing is told, when it stays
 * shut: `search` says why. */
MUST_CHECK bool stored_key_open(struct examination *examination, const struct closed_key *closed,
                                struct passphrase_search *search, const char *encoding);

/* A key that is open by now; `opened` as in examination_prove(). One that cannot be read
 * is a lead. */
void stored_key_prove(struct examination *examination, struct bytes der, const char *opened,
                      const char *encoding);

/* A lead: the key stays shut. Its public half is that of its certificate, where there is one. */
void stored_key_shut(struct examination *examination, struct bytes certificate, const char *failure,
                     const char *encoding);

/* Hands on a certificate under its alias; what is no whole SEQUENCE is none. */
void stored_key_certificate(struct examination *examination, struct bytes der, struct bytes alias);

#endif
