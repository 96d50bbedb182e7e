#include <string.h>

#include "bytes/putty_fields.h"
#include "crypto/curve.h"
#include "crypto/message_digest.h"
#include "keys/key_reader.h"
#include "keys/ssh_private_numbers.h"
#include "keys/ssh_public_key.h"

/* PuTTY's manual, appendix C. */

#define MAC_KEY_SHA1   20
#define MAC_KEY_SHA256 32
#define CIPHER_BLOCK   16
#define WRONG_MAC      "its MAC does not fit"
#define OPEN_FAILURE   "the private numbers are damaged or cut off"
static const char clause[] = "PuTTY manual appendix C";

struct putty_key {
    struct putty_fields fields;
    struct written_numbers numbers;
    struct bytes public_blob, private_blob, mac;
    bool has_public;
    struct public_numbers public;
    enum ssh_key_kind kind;
};

static bool is_text(struct bytes word, const char *text)
{
    return bytes_equal(word, bytes_over(text, strlen(text)));
}

/* The kind that the public half has, or else that of the first line. */
static enum ssh_key_kind kind_of(const struct putty_key *key)
{
    struct bytes blob = key->public_blob, type;
    enum ssh_key_kind kind = SSH_UNKNOWN;
    if (key->has_public && ssh_take_string(&blob, &type)) {
        kind = ssh_key_kind_of(ssh_key_type_certified(type));
    }
    return kind != SSH_UNKNOWN ? kind
                               : ssh_key_kind_of(ssh_key_type_certified(key->fields.algorithm));
}

/* Of a public half that cannot be read the first line still tells the curve. */
static void assume_curve(struct putty_key *key)
{
    static const char front[] = "ecdsa-sha2-";
    struct bytes name = ssh_key_type_certified(key->fields.algorithm), type;
    if (key->kind == SSH_ECDSA && bytes_take(&name, sizeof(front) - 1, &type)) {
        key->public =
            (struct public_numbers){ .algorithm = KEY_EC, .curve = curve_of_ssh_name(name) };
    }
}

static bool read_lines(struct bytes lines, struct written_numbers *numbers, struct bytes *octets)
{
    struct buffer base64 = { 0 };
    struct bytes word;
    bool held = true;
    while (held && putty_fields_next_word(&lines, &word)) {
        held = buffer_append(&base64, word);
    }
    held = held && written_octets_base64(numbers, buffer_bytes(&base64), octets);
    buffer_clear(&base64);
    return held;
}

/* False where nothing of a key is there. */
static bool read_text(struct bytes text, struct putty_key *key)
{
    struct written_numbers *numbers = &key->numbers;
    if (!putty_fields_read(text, &key->fields) ||
        !written_numbers_begin(numbers, text.left + SSH_SEED_MAX)) {
        return false;
    }
    const struct putty_fields *fields = &key->fields;
    bool public = read_lines(fields->public_lines, numbers, &key->public_blob);
    bool private = read_lines(fields->private_lines, numbers, &key->private_blob);
    (void)!written_octets_hex(numbers, fields->mac, &key->mac);
    key->has_public = public && ssh_public_key_read(key->public_blob, &key->public) == OUTCOME_OK;
    key->kind = kind_of(key);
    if (!key->has_public) {
        assume_curve(key);
    }
    return key->has_public || private;
}

static bool add_string(struct buffer *message, struct bytes string)
{
    return buffer_append_number(message, 4, string.left) && buffer_append(message, string);
}

/* What the MAC covers: of version 1 the private numbers alone. */
static bool write_covered(const struct putty_key *key, struct bytes open, struct buffer *message)
{
    if (key->fields.version == 1) {
        return buffer_append(message, open);
    }
    return add_string(message, key->fields.algorithm) &&
           add_string(message, key->fields.encryption) &&
           add_string(message, key->fields.comment) && add_string(message, key->public_blob) &&
           add_string(message, open);
}

static bool mac_fits(const struct putty_key *key, struct bytes mac_key, struct bytes open)
{
    const char *name = key->fields.version == 3 ? "SHA256" : "SHA1";
    uint8_t digest[MESSAGE_DIGEST_MAX];
    struct buffer message = { 0 };
    size_t length = 0;
    if (write_covered(key, open, &message)) {
        length = key->fields.hashed
                     ? message_digest(name, buffer_bytes(&message), digest)
                     : message_digest_keyed(name, mac_key, buffer_bytes(&message), digest);
    }
    buffer_clear(&message);
    return length > 0 && bytes_equal(key->mac, bytes_over(digest, length));
}

/* The key of the MAC of what is not closed. */
static struct bytes open_mac_key(const struct putty_key *key, uint8_t digest[MESSAGE_DIGEST_MAX])
{
    static const char name[] = "putty-private-key-file-mac-key";
    if (key->fields.version == 3) {
        return bytes_over(digest, 0);
    }
    return bytes_over(digest, message_digest("SHA1", bytes_over(name, sizeof(name) - 1), digest));
}

static void prove(struct examination *examination, struct putty_key *key, struct bytes open,
                  const char *encoding, const char *remark)
{
    struct private_key read;
    const struct public_numbers *claimed = key->has_public ? &key->public : NULL;
    enum outcome outcome =
        ssh_private_numbers_read(key->kind, &key->public, open, &key->numbers, &read);
    if (key->kind == SSH_DSS && !key->has_public) {
        examination_lead(examination, VERDICT_UNSUPPORTED, NULL,
                         "its public half is lost, and the group with it", encoding);
    } else if (outcome == OUTCOME_OK) {
        examination_prove(examination, &read, encoding, remark);
    } else if (outcome == OUTCOME_UNSUPPORTED) {
        examination_lead(examination, VERDICT_UNSUPPORTED, claimed,
                         "a key type that cannot be proven here", encoding);
    } else {
        examination_malformed(examination, claimed, OPEN_FAILURE, clause, encoding);
    }
}

static void examine_open(struct examination *examination, struct putty_key *key)
{
    uint8_t digest[MESSAGE_DIGEST_MAX];
    const bool fits = mac_fits(key, open_mac_key(key, digest), key->private_blob);
    prove(examination, key, key->private_blob, "putty",
          fits || !key->fields.whole ? NULL : WRONG_MAC);
}

static bool decimal(struct bytes digits, uint64_t *number)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < digits.left; i++) {
        if (digits.at[i] < '0' || digits.at[i] > '9' || sum > UINT32_MAX) {
            return false;
        }
        sum = sum * 10 + (uint64_t)(digits.at[i] - '0');
    }
    *number = sum;
    return digits.left > 0;
}

static const char *read_argon2(struct putty_key *key, struct lock *lock)
{
    const struct putty_fields *fields = &key->fields;
    lock->derivation = LOCK_ARGON2;
    lock->mac_key = MAC_KEY_SHA256;
    if (is_text(fields->derivation, "Argon2id")) {
        lock->kind = ARGON_ID;
    } else if (is_text(fields->derivation, "Argon2i")) {
        lock->kind = ARGON_I;
    } else if (is_text(fields->derivation, "Argon2d")) {
        lock->kind = ARGON_D;
    } else {
        return "it is closed by a key derivation that is not known";
    }
    if (!decimal(fields->memory, &lock->block) || !decimal(fields->passes, &lock->iterations) ||
        !decimal(fields->parallelism, &lock->lanes) ||
        !written_octets_hex(&key->numbers, fields->salt, &lock->salt)) {
        return "its encryption parameters cannot be read";
    }
    return NULL;
}

static void read_lock(struct putty_key *key, struct closed_key *closed)
{
    struct lock *lock = &closed->lock;
    closed->closed = key->private_blob;
    closed->closed.left -= closed->closed.left % CIPHER_BLOCK;
    *lock = (struct lock){ .derivation = LOCK_PUTTY, .mac_key = MAC_KEY_SHA1 };
    lock->cipher = cipher_of_ssh_name(key->fields.encryption);
    if (lock->cipher == NULL || !is_text(key->fields.encryption, "aes256-cbc")) {
        closed->obstacle = "it is closed by a cipher that is not known";
    } else if (key->fields.version == 3) {
        closed->obstacle = read_argon2(key, lock);
    }
    if (closed->obstacle == NULL && closed->closed.left == 0) {
        closed->obstacle = "it is cut off: the encrypted bytes are missing";
    }
}

/* Behind what was opened stands the key of the MAC. */
static struct bytes split(const struct putty_key *key, struct bytes opened, struct bytes *mac_key)
{
    const size_t width = key->fields.version == 3 ? MAC_KEY_SHA256 : MAC_KEY_SHA1;
    struct bytes open = { 0 };
    if (opened.left < width || !bytes_take(&opened, opened.left - width, &open)) {
        return open;
    }
    *mac_key = opened;
    return open;
}

/* Its MAC, or numbers that could be those of the public half: a comment that was
 * wrapped on the way makes the MAC wrong. */
static bool fits(const void *context, struct bytes opened)
{
    const struct putty_key *key = context;
    struct bytes mac_key = { 0 }, open = split(key, opened, &mac_key);
    return mac_fits(key, mac_key, open) ||
           ssh_private_numbers_plausible(key->kind, &key->public, open);
}

/* How it was opened has to be said as well. */
static const char *remark_of_wrong_mac(const char *opened)
{
    static const struct {
        const char *opened, *both;
    } remarks[] = {
        { passphrases_empty, "opened with the empty passphrase; " WRONG_MAC },
        { passphrases_listed, "opened with a listed passphrase; " WRONG_MAC },
        { passphrases_evidence, "opened with a passphrase found in the evidence; " WRONG_MAC },
    };
    size_t at = 0;
    while (at + 1 < sizeof(remarks) / sizeof(remarks[0]) && remarks[at].opened != opened) {
        at++;
    }
    return remarks[at].both;
}

static void examine_closed(struct examination *examination, struct putty_key *key)
{
    static const char encoding[] = "putty-encrypted";
    struct closed_key closed = { 0 };
    struct buffer opened = { 0 };
    struct passphrase_search search = { 0 };
    const struct passphrase_judge judge = { fits, key };
    read_lock(key, &closed);
    if (!passphrases_search(examination->passphrases, &closed, &judge, &opened, &search)) {
        const bool cut = closed.obstacle == NULL && !key->fields.whole;
        examination_lead(
            examination, VERDICT_ENCRYPTED, key->has_public ? &key->public : NULL,
            cut ? "it is cut off, and no passphrase opens what is left" : search.failure, encoding);
        return;
    }
    struct bytes mac_key = { 0 }, open = split(key, buffer_bytes(&opened), &mac_key);
    examination_trust(examination);
    prove(examination, key, open, encoding,
          mac_fits(key, mac_key, open) || !key->fields.whole ? search.remark
                                                             : remark_of_wrong_mac(search.remark));
    buffer_clear(&opened);
}

void putty_key_examine(struct examination *examination, struct bytes text)
{
    struct putty_key key = { .kind = SSH_UNKNOWN };
    if (read_text(text, &key)) {
        if (is_text(key.fields.encryption, "none")) {
            examine_open(examination, &key);
        } else {
            examine_closed(examination, &key);
        }
    }
    written_numbers_clear(&key.numbers);
}
