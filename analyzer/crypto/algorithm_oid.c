#include "crypto/algorithm_oid.h"

#include <string.h>

/* The first row of an algorithm is its canonical one. */
static const struct {
    enum key_algorithm algorithm;
    const char *oid;
} rows[] = {
    { KEY_RSA, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01" }, /* rsaEncryption */
    { KEY_RSA, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a" }, /* id-RSASSA-PSS */
    { KEY_RSA, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x07" }, /* id-RSAES-OAEP */
    { KEY_RSA, "\x55\x08\x01\x01" },                     /* X.509's own rsa */
    { KEY_EC, "\x2a\x86\x48\xce\x3d\x02\x01" },          /* id-ecPublicKey */
    { KEY_EC, "\x2b\x81\x04\x01\x0c" },                  /* id-ecDH */
    { KEY_EC, "\x2b\x81\x04\x01\x0d" },                  /* id-ecMQV */
    { KEY_DSA, "\x2a\x86\x48\xce\x38\x04\x01" },         /* id-dsa */
    { KEY_DSA, "\x2b\x0e\x03\x02\x0c" },                 /* OIW's dsa */
    { KEY_ED25519, "\x2b\x65\x70" },
    { KEY_ED448, "\x2b\x65\x71" },
    { KEY_X25519, "\x2b\x65\x6e" },
    { KEY_X448, "\x2b\x65\x6f" },
    { KEY_DH, "\x2a\x86\x48\x86\xf7\x0d\x01\x03\x01" }, /* PKCS#3 dhKeyAgreement */
    { KEY_DH, "\x2a\x86\x48\xce\x3e\x02\x01" },         /* X9.42 dhpublicnumber */
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

/* None of them has a zero octet. */
static struct bytes oid_of_row(size_t i)
{
    return bytes_over(rows[i].oid, strlen(rows[i].oid));
}

enum key_algorithm algorithm_of_oid(struct bytes oid)
{
    for (size_t i = 0; i < ROWS; i++) {
        if (bytes_equal(oid, oid_of_row(i))) {
            return rows[i].algorithm;
        }
    }
    return KEY_OTHER;
}

struct bytes algorithm_oid(enum key_algorithm algorithm)
{
    for (size_t i = 0; i < ROWS; i++) {
        if (rows[i].algorithm == algorithm) {
            return oid_of_row(i);
        }
    }
    return bytes_over(NULL, 0);
}

struct bytes algorithm_oid_x942(void)
{
    return oid_of_row(ROWS - 1);
}

bool algorithm_oid_is_x942(struct bytes oid)
{
    return bytes_equal(oid, algorithm_oid_x942());
}
