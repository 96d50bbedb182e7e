#include "keys/openssh_key.h"

#include <string.h>

#include "crypto/curve.h"
#include "keys/cut_der.h"
#include "keys/ssh_public_key.h"

/* Two lines of base64: the first is the same in all keys of a kind, and stands in many a manual. */
#define FRONT_MIN 90
/* Behind it: less than the seed of the smallest. */
#define REMAINS_MIN 24

static const char magic[] = "openssh-key-v1"; /* with its zero */
/* Behind it cipher, derivation, its options, and how many keys there are. */
static const char open_head[] = "openssh-key-v1\0\0\0\0\4none\0\0\0\4none\0\0\0\0\0\0\0\1";

static bool is_text(struct bytes string, const char *text)
{
    return bytes_equal(string, bytes_over(text, strlen(text)));
}

/* kdfoptions of bcrypt: salt, rounds. */
static const char *read_lock(struct bytes cipher, struct bytes kdf, struct bytes options,
                             struct lock *lock)
{
    *lock = (struct lock){ .derivation = LOCK_BCRYPT, .cipher = cipher_of_ssh_name(cipher) };
    if (lock->cipher == NULL) {
        return "it is closed by a cipher that is not known";
    }
    if (!is_text(kdf, "bcrypt")) {
        return "it is closed by a key derivation that is not known";
    }
    if (!ssh_take_string(&options, &lock->salt) ||
        !bytes_take_number(&options, 4, &lock->iterations)) {
        return "its encryption parameters cannot be read";
    }
    return NULL;
}

/* The list of private keys is the last string; what is there of it. */
static void take_list(struct bytes rest, struct openssh_blob *read)
{
    struct bytes after = rest;
    if (ssh_take_string(&after, &read->closed.closed)) {
        return;
    }
    uint64_t length;
    read->cut = true;
    if (bytes_take_number(&rest, 4, &length)) {
        read->closed.closed = rest;
    }
    if (read->closed.obstacle == NULL) {
        read->closed.obstacle = "it is cut off: the end of the encrypted bytes is missing";
    }
}

/* As many strings as it says that it has keys. */
static bool take_publics(struct bytes *blob, uint64_t count, struct openssh_blob *read)
{
    struct bytes public;
    for (uint64_t i = 0; i < count; i++) {
        if (!ssh_take_string(blob, &public)) {
            return false;
        }
        if (i < OPENSSH_KEYS_MAX) {
            read->publics[read->count++] = public;
        }
    }
    read->more = count > OPENSSH_KEYS_MAX;
    return true;
}

/* What stands before the public keys. */
struct openssh_head {
    struct bytes cipher, kdf, options;
    uint64_t count;
};

static enum outcome take_head(struct bytes *blob, struct openssh_head *head)
{
    struct bytes mark;
    if (!bytes_take(blob, sizeof(magic), &mark)) {
        return OUTCOME_TRUNCATED;
    }
    if (memcmp(mark.at, magic, sizeof(magic)) != 0) {
        return OUTCOME_UNEXPECTED;
    }
    if (!ssh_take_string(blob, &head->cipher) || !ssh_take_string(blob, &head->kdf) ||
        !ssh_take_string(blob, &head->options) || !bytes_take_number(blob, 4, &head->count)) {
        return OUTCOME_TRUNCATED;
    }
    return head->count == 0 ? OUTCOME_MALFORMED : OUTCOME_OK;
}

enum outcome openssh_blob_read(struct bytes blob, struct openssh_blob *into)
{
    struct openssh_blob read = { 0 };
    struct openssh_head head;
    const enum outcome outcome = take_head(&blob, &head);
    if (outcome != OUTCOME_OK) {
        return outcome;
    }
    if (!take_publics(&blob, head.count, &read)) {
        return OUTCOME_TRUNCATED;
    }
    read.is_closed = !is_text(head.cipher, "none");
    if (read.is_closed) {
        read.closed.obstacle = read_lock(head.cipher, head.kdf, head.options, &read.closed.lock);
    }
    take_list(blob, &read);
    *into = read;
    return OUTCOME_OK;
}

bool openssh_blob_front(struct bytes blob, bool *is_closed)
{
    struct bytes rest = blob, type;
    struct openssh_head head;
    struct openssh_blob read = { 0 };
    uint64_t length;
    if (blob.left < FRONT_MIN || take_head(&rest, &head) != OUTCOME_OK) {
        return false;
    }
    struct bytes public = rest;
    if (take_publics(&rest, head.count, &read) || !bytes_take_number(&public, 4, &length) ||
        !ssh_take_string(&public, &type) || ssh_key_kind_of(type) == SSH_UNKNOWN) {
        return false;
    }
    *is_closed = !is_text(head.cipher, "none");
    return cut_der_looks_drawn(*is_closed ? head.options : public);
}

bool openssh_blob_remains(struct bytes blob, struct bytes label)
{
    static const char named[] = "OPENSSH";
    struct bytes mark, front;
    const bool told =
        (bytes_take(&(struct bytes){ blob.at, blob.left }, sizeof(magic), &mark) &&
         memcmp(mark.at, magic, sizeof(magic)) == 0) ||
        (label.left > 0 && memmem(label.at, label.left, named, sizeof(named) - 1) != NULL);
    return told && bytes_take(&blob, FRONT_MIN, &front) && blob.left >= REMAINS_MIN &&
           cut_der_looks_drawn(blob);
}

struct bytes openssh_open_head(void)
{
    return bytes_over(open_head, sizeof(open_head) - 1);
}

bool openssh_list_begin(struct bytes *list)
{
    struct bytes rest = *list;
    uint64_t one, other;
    if (!bytes_take_number(&rest, 4, &one) || !bytes_take_number(&rest, 4, &other) ||
        one != other) {
        return false;
    }
    *list = rest;
    return true;
}

/* n, e, d, q^-1 mod p, p, q */
static bool take_rsa(struct bytes *list, struct private_key *key)
{
    key->public.algorithm = KEY_RSA;
    return ssh_take_natural(list, &key->public.n) && ssh_take_natural(list, &key->public.e) &&
           ssh_take_natural(list, &key->d) && ssh_take_natural(list, &key->coefficient) &&
           ssh_take_natural(list, &key->prime1) && ssh_take_natural(list, &key->prime2);
}

static bool take_ecdsa(struct bytes *list, struct private_key *key)
{
    struct bytes curve;
    struct public_numbers *claimed = &key->claims[0];
    if (!ssh_take_string(list, &curve) || !ssh_take_string(list, &claimed->point) ||
        !ssh_take_string(list, &key->scalar)) {
        return false;
    }
    key->secret = bytes_without_zeros(key->scalar);
    claimed->algorithm = key->public.algorithm = KEY_EC;
    claimed->curve = key->public.curve = curve_of_ssh_name(curve);
    key->claim_count = 1;
    return key->public.curve != CURVE_NONE;
}

/* What is there of seed and public key where the list is cut off: all of the seed. The public key
 * in front of it tells whether it is one. */
static bool take_cut_seed(struct bytes *list, size_t width, struct private_key *key)
{
    uint64_t length;
    if (!bytes_take_number(list, 4, &length) || length != 2 * width ||
        !bytes_take(list, width, &key->secret)) {
        return false;
    }
    *list = bytes_over(NULL, 0);
    key->claims[0].algorithm = key->public.algorithm;
    key->claim_count = 1;
    key->cut = true;
    return true;
}

/* The public key, then seed and public key in one string. */
static bool take_edwards(struct bytes *list, size_t width, struct private_key *key)
{
    struct bytes both;
    if (!ssh_take_string(list, &key->claims[0].raw)) {
        return false;
    }
    if (!ssh_take_string(list, &both)) {
        return take_cut_seed(list, width, key);
    }
    if (!bytes_take(&both, width, &key->secret) || both.left != width) {
        return false;
    }
    key->claims[1].raw = both;
    key->claims[0].algorithm = key->claims[1].algorithm = key->public.algorithm;
    key->claim_count = 2;
    return true;
}

static bool take_dss(struct bytes *list, struct private_key *key)
{
    struct public_numbers *public = &key->public;
    public->algorithm = KEY_DSA;
    if (!ssh_take_natural(list, &public->p) || !ssh_take_natural(list, &public->q) ||
        !ssh_take_natural(list, &public->g)) {
        return false;
    }
    key->claims[0] = *public;
    key->claim_count = 1;
    return ssh_take_natural(list, &key->claims[0].y) && ssh_take_natural(list, &key->secret);
}

/* public key, application, flags, key handle, reserved */
static bool take_token(struct bytes *list, bool has_curve, struct private_key *key)
{
    struct bytes ignored;
    uint64_t flags;
    key->public.algorithm = KEY_OTHER;
    return (!has_curve || ssh_take_string(list, &ignored)) && ssh_take_string(list, &ignored) &&
           ssh_take_string(list, &ignored) && bytes_take_number(list, 1, &flags) &&
           ssh_take_string(list, &ignored) && ssh_take_string(list, &ignored);
}

static bool take_fields(enum ssh_key_kind kind, struct bytes *list, struct private_key *key)
{
    switch (kind) {
    case SSH_RSA:
        return take_rsa(list, key);
    case SSH_ECDSA:
        return take_ecdsa(list, key);
    case SSH_ED25519:
        key->public.algorithm = KEY_ED25519;
        return take_edwards(list, 32, key);
    case SSH_ED448:
        key->public.algorithm = KEY_ED448;
        return take_edwards(list, 57, key);
    case SSH_DSS:
        return take_dss(list, key);
    case SSH_TOKEN_ED25519:
        return take_token(list, false, key);
    case SSH_TOKEN_ECDSA:
        return take_token(list, true, key);
    case SSH_UNKNOWN:
        break;
    }
    return false;
}

enum outcome openssh_list_next(struct bytes *list, struct private_key *key)
{
    struct bytes rest = *list, type, comment;
    struct private_key read = { 0 };
    if (!ssh_take_string(&rest, &type)) {
        return OUTCOME_TRUNCATED;
    }
    const enum ssh_key_kind kind = ssh_key_kind_of(type);
    if (kind == SSH_UNKNOWN) {
        return OUTCOME_UNSUPPORTED;
    }
    if (!take_fields(kind, &rest, &read)) {
        return OUTCOME_MALFORMED;
    }
    if (!ssh_take_string(&rest, &comment)) { /* the key itself may be whole: openssh_list_ends() */
        rest = bytes_over(NULL, 0);
    }
    *list = rest;
    if (kind == SSH_TOKEN_ED25519 || kind == SSH_TOKEN_ECDSA) {
        return OUTCOME_UNSUPPORTED;
    }
    *key = read;
    return OUTCOME_OK;
}

bool openssh_list_ends(struct bytes list)
{
    for (size_t i = 0; i < list.left; i++) {
        if (list.at[i] != (uint8_t)(i + 1)) {
            return false;
        }
    }
    return list.at != NULL;
}
