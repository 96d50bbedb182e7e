#ifndef KEY_FORM_H
#define KEY_FORM_H

#include "candidate.h"
#include "crypto/private_key.h"

/* The structures that a private key stands in, in DER or BER. Each reader takes
 * what it knows by its structure alone, whatever label was around it, and leaves
 * `key` as it was when it refuses. A key that is cut off is read as far as it goes. */

struct key_form {
    const char *name; /* in outputs */
    /* `parameters`: DER of EC parameters that stood before the key; may be empty. */
    enum outcome (*read)(struct bytes der, struct bytes parameters, struct private_key *key);
    const char *reads; /* for README's table, in Markdown */
};

#define KEY_FORMS 4
extern const struct key_form key_forms[KEY_FORMS];

/* What stands around such a structure, or beside them in PEM. */
enum key_shell_kind {
    KEY_SHELL_PKCS8,
    KEY_SHELL_PEM,
    KEY_SHELL_OPENSSH,
    KEY_SHELL_OPENSSH_CLOSED,
    KEY_SHELLS
};
struct key_shell {
    const char *name;  /* in outputs */
    const char *reads; /* as above; NULL: the row before says it */
};
extern const struct key_shell key_shells[KEY_SHELLS];

/* The first form that reads it. NULL where none does. */
const struct key_form *key_form_read(struct bytes der, struct bytes parameters,
                                     struct private_key *key);

/* RFC 5208 and RFC 5958 */
MUST_CHECK enum outcome pkcs8_key_read(struct bytes der, struct bytes parameters,
                                       struct private_key *key);
/* RSAPrivateKey, RFC 8017 appendix A.1.2 */
MUST_CHECK enum outcome pkcs1_key_read(struct bytes der, struct bytes parameters,
                                       struct private_key *key);
/* ECPrivateKey, RFC 5915. Parameters inside go before those given. */
MUST_CHECK enum outcome sec1_key_read(struct bytes der, struct bytes parameters,
                                      struct private_key *key);
/* OpenSSL's DSA: version, p, q, g, y, x */
MUST_CHECK enum outcome dsa_key_read(struct bytes der, struct bytes parameters,
                                     struct private_key *key);

#endif
