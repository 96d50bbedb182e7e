#include <string.h>

#include "keys/key_reader.h"
#include "keys/ssh_public_key.h"

/* The private key format of ssh.com (Tectia), as puttygen and older clients write it, too:
 * a magic number, the length of all of it, type, cipher, and a string that holds a length
 * and the numbers, which may be closed. There the public half is as closed as the private
 * one. Numbers have their length in bits. */

#define CLOSED_FAILURE "it is closed by a cipher that is not known"
static const uint8_t magic[] = { 0x3f, 0x6f, 0xf9, 0xeb };
static const char clause[] = "ssh.com private key format";

struct sshcom_blob {
    struct bytes type, cipher, closed;
    bool cut;
};

static bool is_text(struct bytes string, const char *text)
{
    return bytes_equal(string, bytes_over(text, strlen(text)));
}

static bool begins(struct bytes string, const char *text)
{
    struct bytes front;
    return bytes_take(&string, strlen(text), &front) && is_text(front, text);
}

static bool read_blob(struct bytes content, struct sshcom_blob *blob)
{
    struct bytes mark;
    uint64_t length;
    if (!bytes_take(&content, sizeof(magic), &mark) || memcmp(mark.at, magic, sizeof(magic)) != 0 ||
        !bytes_take_number(&content, 4, &length) || !ssh_take_string(&content, &blob->type) ||
        !ssh_take_string(&content, &blob->cipher)) {
        return false;
    }
    if (!ssh_take_string(&content, &blob->closed)) {
        blob->cut = true;
        if (bytes_take_number(&content, 4, &length)) {
            blob->closed = content;
        }
    }
    return true;
}

/* A length in bits, then as many octets as they take. */
static bool take_number(struct bytes *from, struct bytes *number)
{
    struct bytes rest = *from, octets;
    uint64_t bits;
    if (!bytes_take_number(&rest, 4, &bits) ||
        !bytes_take(&rest, (size_t)(bits + 7) / 8, &octets)) {
        return false;
    }
    *from = rest;
    *number = bytes_without_zeros(octets);
    return true;
}

/* e, d, n, p^-1 mod q, p, q: in a key that we know the inverse belongs to the second prime. */
static bool take_rsa(struct bytes *from, struct private_key *key)
{
    key->public.algorithm = KEY_RSA;
    if (!take_number(from, &key->public.e) || !take_number(from, &key->d) ||
        !take_number(from, &key->public.n)) {
        return false;
    }
    key->cut = !take_number(from, &key->coefficient) || !take_number(from, &key->prime2) ||
               !take_number(from, &key->prime1);
    return true;
}

/* A zero for numbers that are written out, p, g, q, y, x. */
static bool take_dsa(struct bytes *from, struct private_key *key)
{
    struct public_numbers *public = &key->public;
    uint64_t named;
    struct bytes y;
    public->algorithm = KEY_DSA;
    if (!bytes_take_number(from, 4, &named) || named != 0 || !take_number(from, &public->p) ||
        !take_number(from, &public->g) || !take_number(from, &public->q) ||
        !take_number(from, &y) || !take_number(from, &key->secret)) {
        return false;
    }
    key->claims[0] = *public;
    key->claims[0].y = y;
    key->claim_count = 1;
    return true;
}

/* The numbers behind the length that stands before them. */
static enum outcome read_numbers(struct bytes type, struct bytes open, struct private_key *key)
{
    struct private_key read = { .public = { .algorithm = KEY_ALGORITHM_NONE } };
    uint64_t length;
    bool taken;
    if (!bytes_take_number(&open, 4, &length)) {
        return OUTCOME_TRUNCATED;
    }
    if (begins(type, "if-modn{sign{rsa")) {
        taken = take_rsa(&open, &read);
    } else if (begins(type, "dl-modp{sign{dsa")) {
        taken = take_dsa(&open, &read);
    } else {
        return OUTCOME_UNSUPPORTED;
    }
    if (!taken) {
        return OUTCOME_MALFORMED;
    }
    *key = read;
    return OUTCOME_OK;
}

/* A length that ends within the last block, and numbers that take it up. */
static bool fits(const void *context, struct bytes opened)
{
    const struct sshcom_blob *blob = context;
    struct private_key key;
    struct bytes rest = opened;
    uint64_t length;
    if (!bytes_take_number(&rest, 4, &length) || (!blob->cut && length > rest.left)) {
        return false;
    }
    enum outcome outcome = read_numbers(blob->type, opened, &key);
    if (outcome == OUTCOME_UNSUPPORTED) {
        return length + cipher_block_octets(cipher_of_ssh_name(blob->cipher)) > rest.left;
    }
    return outcome == OUTCOME_OK && (blob->cut || !key.cut);
}

static void prove(struct examination *examination, const struct sshcom_blob *blob,
                  struct bytes open, const char *encoding, const char *remark)
{
    struct private_key key;
    enum outcome outcome = read_numbers(blob->type, open, &key);
    if (outcome == OUTCOME_OK) {
        examination_prove(examination, &key, encoding, remark);
    } else if (outcome == OUTCOME_UNSUPPORTED) {
        examination_lead(examination, VERDICT_UNSUPPORTED, NULL,
                         "a key type that cannot be proven here", encoding);
    } else {
        examination_malformed(examination, NULL, "its numbers are damaged or cut off", clause,
                              encoding);
    }
}

static void examine_closed(struct examination *examination, const struct sshcom_blob *blob)
{
    static const char encoding[] = "sshcom-encrypted";
    struct closed_key closed = { .lock = { .derivation = LOCK_SSHCOM,
                                           .cipher = cipher_of_ssh_name(blob->cipher) },
                                 .closed = blob->closed };
    struct buffer opened = { 0 };
    struct passphrase_search search = { 0 };
    const struct passphrase_judge judge = { fits, blob };
    if (closed.lock.cipher == NULL || !is_text(blob->cipher, "3des-cbc")) {
        closed.obstacle = CLOSED_FAILURE;
    } else {
        closed.closed.left -= closed.closed.left % cipher_block_octets(closed.lock.cipher);
    }
    if (closed.obstacle == NULL && closed.closed.left == 0) {
        closed.obstacle = "it is cut off: the encrypted bytes are missing";
    }
    if (!passphrases_search(examination->passphrases, &closed, &judge, &opened, &search)) {
        examination_lead(examination, VERDICT_ENCRYPTED, NULL, search.failure, encoding);
        return;
    }
    examination_trust(examination);
    prove(examination, blob, buffer_bytes(&opened), encoding, search.remark);
    buffer_clear(&opened);
}

void sshcom_key_examine(struct examination *examination, struct bytes content)
{
    struct sshcom_blob blob = { 0 };
    if (!read_blob(content, &blob)) {
        return;
    }
    if (is_text(blob.cipher, "none")) {
        prove(examination, &blob, blob.closed, "sshcom", NULL);
    } else {
        examine_closed(examination, &blob);
    }
}
