#include "keys/stored_key.h"

#include "bytes/der.h"
#include "crypto/certificate_key.h"
#include "keys/key_form.h"

static bool fits_key(struct bytes opened)
{
    struct private_key key;
    bool fits = key_form_read(opened, bytes_over(NULL, 0), &key) != NULL && !key.cut;
    memory_wipe(&key, sizeof(key));
    return fits;
}

bool stored_key_open(struct examination *examination, const struct closed_key *closed,
                     struct passphrase_search *search, const char *encoding)
{
    struct buffer open = { 0 };
    if (!passphrases_open(examination->passphrases, closed, fits_key, &open, search)) {
        return false;
    }
    stored_key_prove(examination, buffer_bytes(&open), search->remark, encoding);
    buffer_clear(&open);
    return true;
}

void stored_key_prove(struct examination *examination, struct bytes der, const char *opened,
                      const char *encoding)
{
    struct private_key key;
    examination_trust(examination);
    if (key_form_read(der, bytes_over(NULL, 0), &key) == NULL) {
        examination_lead(examination, VERDICT_UNSUPPORTED, NULL,
                         "a private key whose structure cannot be read", encoding);
        return;
    }
    examination_prove(examination, &key, encoding, opened);
    memory_wipe(&key, sizeof(key));
}

void stored_key_shut(struct examination *examination, struct bytes certificate, const char *failure,
                     const char *encoding)
{
    struct public_numbers public = { .algorithm = KEY_ALGORITHM_NONE };
    bool readable = certificate_key_read(certificate, &public) == OUTCOME_OK;
    examination_lead(examination, VERDICT_ENCRYPTED, readable ? &public : NULL, failure, encoding);
}

void stored_key_certificate(struct examination *examination, struct bytes der, struct bytes alias)
{
    struct bytes rest = der, whole;
    if (der_take_whole(&rest, DER_LENIENT, DER_SEQUENCE, &whole) == OUTCOME_OK) {
        examination_certificate(examination, whole, alias);
    }
}
