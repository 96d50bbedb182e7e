#include "keys/key_form.h"

#include <stddef.h>

const struct key_form key_forms[KEY_FORMS] = {
    { "pkcs8", pkcs8_key_read, "PKCS#8, versions 1 and 2 (RFC 5208, RFC 5958)" },
    { "pkcs1", pkcs1_key_read, "PKCS#1 (RFC 8017)" },
    { "sec1", sec1_key_read, "SEC 1 (RFC 5915)" },
    { "dsa", dsa_key_read, "DSA of OpenSSL" },
};

const struct key_shell key_shells[KEY_SHELLS] = {
    [KEY_SHELL_PKCS8] = { "pkcs8-encrypted",
                          "encrypted PKCS#8: PBES1, PBES2, scrypt, PKCS#12's own" },
    [KEY_SHELL_PEM] = { "pem-encrypted", "encrypted traditional PEM (`DEK-Info`, RFC 1421)" },
    [KEY_SHELL_OPENSSH] = { "openssh", "OpenSSH, open and closed by bcrypt" },
    [KEY_SHELL_OPENSSH_CLOSED] = { "openssh-encrypted", NULL },
};

const struct key_form *key_form_read(struct bytes der, struct bytes parameters,
                                     struct private_key *key)
{
    for (size_t i = 0; i < KEY_FORMS; i++) {
        if (key_forms[i].read(der, parameters, key) == OUTCOME_OK) {
            return &key_forms[i];
        }
    }
    return NULL;
}
