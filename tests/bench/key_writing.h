#ifndef KEY_WRITING_H
#define KEY_WRITING_H

#include <openssl/evp.h>

#include "blob.h"

/* A private key in the forms in which people mail one. */
enum key_form_written {
    FORM_TRADITIONAL_PEM, /* PKCS#1 or SEC 1 */
    FORM_PKCS8_PEM,
    FORM_OPENSSH_PEM,
    FORM_TRADITIONAL_WITH_PARAMETERS, /* EC PARAMETERS before it; as the first for RSA */
    FORM_ENCRYPTED_PKCS8_PEM,
    FORM_ENCRYPTED_TRADITIONAL_PEM,
    FORM_TRADITIONAL_DER,
    FORM_PKCS8_DER,
    FORMS_WRITTEN
};
#define FORMS_OF_TEXT FORM_TRADITIONAL_DER

struct blob key_write(EVP_PKEY *key, enum key_form_written form, const char *passphrase);

/* Of the canonical SubjectPublicKeyInfo, as 64 lower-case hex digits. */
void key_spki_sha256(EVP_PKEY *key, char text[65]);
void hex_write(char *text, const uint8_t *from, size_t length);

#endif
