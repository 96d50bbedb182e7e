#include <string.h>

#include "bytes/s_expression.h"
#include "keys/gnupg_agent_lock.h"
#include "keys/key_reader.h"
#include "keys/openpgp_numbers.h"

/* A private key of gpg-agent (GnuPG, agent/keyformat.txt), with the numbers of OpenPGP under
 * names of one letter. */

static const char open_name[] = "gnupg-agent", closed_name[] = "gnupg-agent-encrypted";
static const char clause[] = "GnuPG agent/keyformat.txt";

/* The names of numbers, public ones first, in the order of OpenPGP. */
static const struct {
    const char *name;
    enum openpgp_algorithm algorithm;
    const char *public, *secret; /* a letter each */
} algorithms[] = {
    { "rsa", OPENPGP_RSA, "ne", "dpqu" },   { "dsa", OPENPGP_DSA, "pqgy", "x" },
    { "elg", OPENPGP_ELGAMAL, "pgy", "x" }, { "ecc", OPENPGP_ECDSA, "q", "d" },
    { "ecdsa", OPENPGP_ECDSA, "q", "d" },   { "ecdh", OPENPGP_ECDSA, "q", "d" },
    { "eddsa", OPENPGP_ECDSA, "q", "d" },
};
#define ALGORITHMS (sizeof(algorithms) / sizeof(algorithms[0]))

/* libgcrypt's names of curves, its own first, and the content octets of their OIDs. */
static const struct {
    const char *name, *oid;
    size_t length;
} curves[] = {
    { "Ed25519", "\x2b\x06\x01\x04\x01\xda\x47\x0f\x01", 9 },
    { "Curve25519", "\x2b\x06\x01\x04\x01\x97\x55\x01\x05\x01", 10 },
    { "Ed448", "\x2b\x65\x71", 3 },
    { "X448", "\x2b\x65\x6f", 3 },
    { "NIST P-256", "\x2a\x86\x48\xce\x3d\x03\x01\x07", 8 },
    { "nistp256", "\x2a\x86\x48\xce\x3d\x03\x01\x07", 8 },
    { "secp256r1", "\x2a\x86\x48\xce\x3d\x03\x01\x07", 8 },
    { "NIST P-384", "\x2b\x81\x04\x00\x22", 5 },
    { "nistp384", "\x2b\x81\x04\x00\x22", 5 },
    { "secp384r1", "\x2b\x81\x04\x00\x22", 5 },
    { "NIST P-521", "\x2b\x81\x04\x00\x23", 5 },
    { "nistp521", "\x2b\x81\x04\x00\x23", 5 },
    { "secp521r1", "\x2b\x81\x04\x00\x23", 5 },
    { "secp256k1", "\x2b\x81\x04\x00\x0a", 5 },
    { "brainpoolP256r1", "\x2b\x24\x03\x03\x02\x08\x01\x01\x07", 9 },
    { "brainpoolP384r1", "\x2b\x24\x03\x03\x02\x08\x01\x01\x0b", 9 },
    { "brainpoolP512r1", "\x2b\x24\x03\x03\x02\x08\x01\x01\x0d", 9 },
};

/* What the list says. */
struct agent_key {
    struct bytes list; /* the algorithm's, without its "(" */
    size_t algorithm;  /* index in algorithms */
    struct s_token numbers['z' + 1];
    struct openpgp_key key;
    struct bytes secret[OPENPGP_NUMBERS_MAX];
    size_t parameters;
    bool garbled; /* a name that is none: escapes or quoting stand in the text */
};

static struct bytes curve_oid_of(const struct s_token *token)
{
    for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++) {
        if (s_expression_is(token, curves[i].name)) {
            return bytes_over(curves[i].oid, curves[i].length);
        }
    }
    return bytes_over(NULL, 0);
}

static bool is_name(struct bytes text)
{
    for (size_t i = 0; i < text.left; i++) {
        const uint8_t lower = text.at[i] | 0x20;
        if (!(lower >= 'a' && lower <= 'z') && !(text.at[i] >= '0' && text.at[i] <= '9') &&
            text.at[i] != ' ' && text.at[i] != '-' && text.at[i] != '.') {
            return false;
        }
    }
    return text.left > 0;
}

/* A list of a name and a value; its "(" was taken. */
static bool take_parameter(struct bytes *list, struct agent_key *read)
{
    struct s_token name, value;
    if (!s_expression_take(list, &name)) {
        return false;
    }
    struct bytes rest = *list;
    if (s_expression_take(&rest, &value) && value.kind != S_OPEN && value.kind != S_CLOSE) {
        if (s_expression_is(&name, "curve")) {
            read->key.curve = curve_oid_of(&value);
            read->garbled = read->garbled || !is_name(value.text);
        } else if (name.text.left == 1 && name.text.at[0] >= 'a' && name.text.at[0] <= 'z') {
            read->numbers[name.text.at[0]] = value;
        }
    }
    read->parameters++;
    return s_expression_leave(list);
}

static bool take_algorithm(struct bytes *list, struct agent_key *read)
{
    struct s_token open, name;
    if (!s_expression_take(list, &open) || open.kind != S_OPEN) {
        return false;
    }
    read->list = *list;
    if (!s_expression_take(list, &name)) {
        return false;
    }
    read->garbled = !is_name(name.text);
    read->algorithm = 0;
    while (read->algorithm < ALGORITHMS &&
           !s_expression_is(&name, algorithms[read->algorithm].name)) {
        read->algorithm++;
    }
    return true;
}

static bool number_of(const struct agent_key *read, char letter, struct written_numbers *memory,
                      struct bytes *number)
{
    const struct s_token *value = &read->numbers[(unsigned char)letter];
    if (value->kind == S_HEX) {
        return written_number_hex(memory, value->text, number);
    }
    *number = bytes_without_zeros(value->text);
    return value->kind == S_OCTETS && number->left > 0;
}

static bool read_numbers(const struct agent_key *read, const char *letters,
                         struct written_numbers *memory, struct bytes numbers[OPENPGP_NUMBERS_MAX])
{
    for (size_t i = 0; letters[i] != '\0'; i++) {
        if (!number_of(read, letters[i], memory, &numbers[i])) {
            return false;
        }
    }
    return true;
}

static void read_parameters(struct bytes list, struct agent_key *read)
{
    struct s_token token;
    while (s_expression_take(&list, &token) && token.kind == S_OPEN &&
           take_parameter(&list, read)) {
    }
}

/* The algorithm's list, up to what is no parameter; its end may be missing. */
static bool read_list(struct bytes list, struct agent_key *read)
{
    if (!take_algorithm(&list, read)) {
        return false;
    }
    read_parameters(list, read);
    return true;
}

/* The numbers come right, or the text is damaged. */
static void prove(struct examination *examination, struct agent_key *read,
                  struct written_numbers *memory, const struct public_numbers *public,
                  const char *encoding, const char *opened)
{
    struct private_key key;
    if (!read_numbers(read, algorithms[read->algorithm].secret, memory, read->secret) ||
        !openpgp_private_numbers(&read->key, read->secret, memory, &key)) {
        examination_malformed(examination, public, "the secret numbers are missing or damaged",
                              clause, encoding);
        return;
    }
    examination_prove(examination, &key, encoding, opened);
    memory_wipe(&key, sizeof(key));
}

/* ((parameters) and what else there is: "((" was taken. */
static bool begin_opened(struct bytes *opened)
{
    struct s_token first, second;
    return s_expression_take(opened, &first) && first.kind == S_OPEN &&
           s_expression_take(opened, &second) && second.kind == S_OPEN;
}

static bool fits(struct bytes opened)
{
    struct s_token open, name, value;
    return begin_opened(&opened) && s_expression_take(&opened, &open) && open.kind == S_OPEN &&
           s_expression_take(&opened, &name) && name.kind == S_OCTETS && name.text.left == 1 &&
           s_expression_take(&opened, &value) && value.kind == S_OCTETS;
}

static void examine_closed(struct examination *examination, struct agent_key *read,
                           struct written_numbers *memory, const struct public_numbers *public)
{
    struct closed_key closed = { .obstacle = "how it is closed cannot be read" };
    struct buffer octets = { 0 }, open = { 0 };
    struct passphrase_search search = { .failure = closed.obstacle };
    if (!gnupg_agent_lock_read(read->list, &octets, &closed) ||
        !passphrases_open(examination->passphrases, &closed, fits, &open, &search)) {
        examination_lead(examination, VERDICT_ENCRYPTED, public, search.failure, closed_name);
    } else {
        struct bytes opened = buffer_bytes(&open);
        if (begin_opened(&opened)) {
            read_parameters(opened, read);
        }
        examination_trust(examination);
        prove(examination, read, memory, public, closed_name, search.remark);
    }
    buffer_clear(&open);
    buffer_clear(&octets);
}

/* Of a curve any octets make a secret number: where an encoding stands over the text, it is the
 * point that shows it. */
static bool is_point(const struct public_numbers *public)
{
    if (public->algorithm == KEY_EC) {
        return public->point.left > 1 && public->point.at[0] >= 2 && public->point.at[0] <= 7;
    }
    return public->raw.at == NULL ||
           public->raw.left == public_numbers_raw_octets(public->algorithm);
}

static void examine_algorithm(struct examination *examination, const struct s_token *head,
                              struct agent_key *read, struct written_numbers *memory)
{
    struct public_numbers public;
    if (read->garbled || read->parameters == 0) {
        return; /* to be read in another way, or a text about keys */
    }
    if (read->algorithm == ALGORITHMS) {
        examination_lead(examination, VERDICT_UNSUPPORTED, NULL,
                         "a key type that cannot be proven here", open_name);
        return;
    }
    read->key.version = 4;
    read->key.algorithm = algorithms[read->algorithm].algorithm;
    if (!read_numbers(read, algorithms[read->algorithm].public, memory, read->key.public)) {
        return; /* likewise */
    }
    const bool readable = openpgp_public_numbers(&read->key, &public);
    if (readable && !is_point(&public)) {
        return; /* likewise */
    }
    if (s_expression_is(head, "shadowed-private-key")) {
        examination_lead(examination, VERDICT_UNSUPPORTED, readable ? &public : NULL,
                         "the private half is in a smart card", open_name);
    } else if (!readable) {
        examination_lead(examination, VERDICT_UNSUPPORTED, NULL,
                         "a curve that cannot be proven here", open_name);
    } else if (s_expression_is(head, "protected-private-key")) {
        examine_closed(examination, read, memory, &public);
    } else {
        prove(examination, read, memory, &public, open_name, NULL);
    }
}

static bool is_head(const struct s_token *head)
{
    return s_expression_is(head, "private-key") || s_expression_is(head, "protected-private-key") ||
           s_expression_is(head, "shadowed-private-key");
}

void gnupg_agent_key_examine(struct examination *examination, struct bytes content)
{
    struct agent_key read = { 0 };
    struct written_numbers memory = { 0 };
    struct s_token open, head;
    if (!s_expression_take(&content, &open) || open.kind != S_OPEN ||
        !s_expression_take(&content, &head) || !is_head(&head) || !read_list(content, &read)) {
        return;
    }
    /* Hex comes to half; seeds and scalars are written once more. */
    if (!written_numbers_begin(&memory, content.left + 64)) {
        examination->bounded = true;
        return;
    }
    examine_algorithm(examination, &head, &read, &memory);
    memory_wipe(&read, sizeof(read));
    written_numbers_clear(&memory);
}
