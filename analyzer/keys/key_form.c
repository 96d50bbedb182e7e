#include "keys/key_form.h"

#include <stddef.h>

const struct key_form key_forms[KEY_FORMS] = {
    { "pkcs8", pkcs8_key_read },
    { "pkcs1", pkcs1_key_read },
    { "sec1", sec1_key_read },
    { "dsa", dsa_key_read },
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
