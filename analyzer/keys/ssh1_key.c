#include <string.h>

#include "keys/key_reader.h"
#include "keys/ssh_public_key.h"

/* Key file of SSH version 1, as its programs and puttygen write it: a magic text, the cipher,
 * the public numbers and a comment in clear, then four octets of which the last two are the
 * first two once more, d, q^-1 mod p, q and p. Numbers have their length in bits before them. */

#define CIPHER_NONE 0
static const uint8_t magic[] = "SSH PRIVATE KEY FILE FORMAT 1.1\n";
static const char clause[] = "SSH version 1 private key format";

static bool take_number(struct bytes *from, struct bytes *number)
{
    struct bytes rest = *from, octets;
    uint64_t bits;
    if (!bytes_take_number(&rest, 2, &bits) ||
        !bytes_take(&rest, (size_t)(bits + 7) / 8, &octets)) {
        return false;
    }
    *from = rest;
    *number = bytes_without_zeros(octets);
    return true;
}

static bool take_public(struct bytes *from, uint64_t *cipher, struct public_numbers *public)
{
    struct bytes rest = *from, front, comment;
    uint64_t reserved, bits;
    struct public_numbers read = { .algorithm = KEY_RSA };
    if (!bytes_take(&rest, sizeof(magic), &front) || memcmp(front.at, magic, sizeof(magic)) != 0 ||
        !bytes_take_number(&rest, 1, cipher) || !bytes_take_number(&rest, 4, &reserved) ||
        !bytes_take_number(&rest, 4, &bits) || !take_number(&rest, &read.n) ||
        !take_number(&rest, &read.e) || !ssh_take_string(&rest, &comment)) {
        return false;
    }
    *from = rest;
    *public = read;
    return true;
}

/* As far as they are there. */
static void take_private(struct bytes from, struct private_key *key)
{
    struct bytes check;
    key->cut = !bytes_take(&from, 4, &check) || !take_number(&from, &key->d) ||
               !take_number(&from, &key->coefficient) || !take_number(&from, &key->prime2) ||
               !take_number(&from, &key->prime1);
}

void ssh1_key_examine(struct examination *examination, struct bytes content)
{
    struct private_key key = { .cut = false };
    uint64_t cipher;
    if (!take_public(&content, &cipher, &key.public)) {
        return;
    }
    if (cipher != CIPHER_NONE) {
        examination_lead(examination, VERDICT_ENCRYPTED, &key.public,
                         "it is closed as SSH version 1 did, which is not opened here",
                         "ssh1-encrypted");
        return;
    }
    take_private(content, &key);
    if (key.d.left == 0 && key.prime2.left == 0) {
        examination_malformed(examination, &key.public, "its private numbers are cut off", clause,
                              "ssh1");
        return;
    }
    examination_prove(examination, &key, "ssh1", NULL);
}
