#include <string.h>

#include "crypto/ssh1_lock.h"
#include "keys/closed_key.h"
#include "keys/key_reader.h"
#include "keys/ssh_public_key.h"

/* Key file of SSH version 1, as its programs and puttygen write it: a magic text, the cipher,
 * the public numbers and a comment in clear, then four octets of which the last two are the
 * first two once more, d, q^-1 mod p, q and p. Numbers have their length in bits before them. */

#define CIPHER_NONE  0
#define CIPHER_3DES  3
#define CHECK_OCTETS 4
#define SHORTER_MAX  4 /* octets that d has less than the modulus */
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
    key->cut = !bytes_take(&from, CHECK_OCTETS, &check) || !take_number(&from, &key->d) ||
               !take_number(&from, &key->coefficient) || !take_number(&from, &key->prime2) ||
               !take_number(&from, &key->prime1);
}

static bool checks(struct bytes opened)
{
    return opened.left >= CHECK_OCTETS && opened.at[0] == opened.at[2] &&
           opened.at[1] == opened.at[3];
}

/* Two octets that stand there twice are there by chance once in 65,536 times; the numbers have to
 * be as long as the modulus asks for, too. */
static bool fits(const void *context, struct bytes opened)
{
    const struct public_numbers *public = context;
    struct private_key key = { .cut = false };
    if (!checks(opened)) {
        return false;
    }
    take_private(opened, &key);
    const size_t width = public->n.left, primes = key.prime1.left + key.prime2.left;
    return key.d.left <= width && key.d.left + SHORTER_MAX >= width &&
           (key.cut || primes == width || primes == width + 1);
}

static void examine_closed(struct examination *examination, uint64_t cipher, struct bytes closed,
                           struct private_key *key)
{
    static const char encoding[] = "ssh1-encrypted";
    const struct passphrase_judge judge = { fits, &key->public };
    struct closed_key lock = { .lock = { .derivation = LOCK_SSH1 }, .closed = closed };
    struct passphrase_search search = { 0 };
    struct buffer open = { 0 };
    lock.closed.left -= closed.left % SSH1_BLOCK_OCTETS;
    if (cipher != CIPHER_3DES) {
        lock.obstacle = "it is closed by a cipher that is not known";
    } else if (lock.closed.left == 0) {
        lock.obstacle = closed_key_cut;
    }
    if (!passphrases_search(examination->passphrases, &lock, &judge, &open, &search)) {
        examination_lead(examination, VERDICT_ENCRYPTED, &key->public, search.failure, encoding);
        return;
    }
    examination_trust(examination);
    take_private(buffer_bytes(&open), key);
    examination_prove(examination, key, encoding, search.remark);
    buffer_clear(&open);
}

void ssh1_key_examine(struct examination *examination, struct bytes content)
{
    struct private_key key = { .cut = false };
    uint64_t cipher;
    if (!take_public(&content, &cipher, &key.public)) {
        return;
    }
    if (cipher != CIPHER_NONE) {
        examine_closed(examination, cipher, content, &key);
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
