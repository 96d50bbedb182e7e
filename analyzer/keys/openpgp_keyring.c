#include "bounds.h"
#include "bytes/openpgp_packet.h"
#include "crypto/key_proof.h"
#include "crypto/message_digest.h"
#include "keys/key_reader.h"
#include "keys/openpgp_numbers.h"

#define SHA1_OCTETS 20
#define SUM_OCTETS  2
/* Of the longest seed. */
#define RAW_OCTETS_MAX 57

static const char open_name[] = "openpgp", closed_name[] = "openpgp-encrypted";
static const char clause[] = "RFC 9580 section 5.5.3";

/* One packet and what is known of it. */
struct keyring_entry {
    struct examination *examination;
    struct openpgp_key packet;
    struct public_numbers public;
    bool readable; /* there is a public half */
    bool cut;      /* the packet ends before its time */
    unsigned tag;
};

static const struct public_numbers *public_of(const struct keyring_entry *entry)
{
    return entry->readable ? &entry->public : NULL;
}

static void add_malformed(const struct keyring_entry *entry, const char *failure)
{
    const enum candidate_origin origin = entry->examination->origin;
    if (origin != ORIGIN_BINARY && origin != ORIGIN_PACKED) {
        examination_malformed(entry->examination, public_of(entry), failure, clause, open_name);
    }
}

/* The numbers of a key whose sum is wrong may be right all the same. */
static bool holds_all_the_same(const struct private_key *key)
{
    const struct key_proof_settings settings = { .proofs = false };
    struct key_proof proof;
    key_prove(key, &settings, &proof);
    bool holds = proof.count > 0;
    for (size_t i = 0; i < proof.count; i++) {
        holds = holds && proof.facts[i].verdict == VERDICT_PROVEN;
    }
    key_proof_clear(&proof);
    return holds;
}

static void prove(const struct keyring_entry *entry, const struct bytes secret[OPENPGP_NUMBERS_MAX],
                  bool summed, const char *encoding, const char *opened)
{
    struct written_numbers numbers = { 0 };
    struct private_key key;
    if (!written_numbers_begin(&numbers, secret[0].left + RAW_OCTETS_MAX)) {
        entry->examination->bounded = true;
        return;
    }
    if (!openpgp_private_numbers(&entry->packet, secret, &numbers, &key)) {
        add_malformed(entry, "the secret number has not the length of its algorithm");
    } else if (!summed && !holds_all_the_same(&key)) {
        add_malformed(entry, "the check sum of the secret numbers is wrong, and they do not hold");
    } else {
        examination_prove(entry->examination, &key, encoding, opened);
    }
    memory_wipe(&key, sizeof(key));
    written_numbers_clear(&numbers);
}

/* Version 6 has no sum. */
static bool is_summed(const struct openpgp_key *packet, struct bytes clear, struct bytes rest)
{
    uint64_t sum;
    const struct bytes numbers = bytes_over(clear.at, clear.left - rest.left);
    return packet->version == 6 ||
           (bytes_take_number(&rest, SUM_OCTETS, &sum) && sum == openpgp_key_sum(numbers));
}

static void examine_open(const struct keyring_entry *entry)
{
    struct bytes secret[OPENPGP_NUMBERS_MAX], rest;
    const struct bytes clear = entry->packet.secret;
    if (!openpgp_key_numbers(&entry->packet, clear, secret, &rest)) {
        add_malformed(entry, "the secret numbers are cut off");
        return;
    }
    prove(entry, secret, is_summed(&entry->packet, clear, rest), open_name, NULL);
}

static bool fits_sha1(struct bytes opened)
{
    uint8_t digest[MESSAGE_DIGEST_MAX];
    struct bytes numbers;
    return opened.left > SHA1_OCTETS && bytes_take(&opened, opened.left - SHA1_OCTETS, &numbers) &&
           message_digest("SHA1", numbers, digest) == SHA1_OCTETS &&
           bytes_equal(opened, bytes_over(digest, SHA1_OCTETS));
}

/* A sum of 16 bits alone fits one wrong passphrase in 65,536: the numbers have to end
 * where it begins as well, and to have the bits that they say. */
static bool fits_sum(struct bytes opened)
{
    struct bytes numbers, number;
    uint64_t sum;
    bool exact = true;
    if (opened.left <= SUM_OCTETS || !bytes_take(&opened, opened.left - SUM_OCTETS, &numbers) ||
        !bytes_take_number(&opened, SUM_OCTETS, &sum) || sum != openpgp_key_sum(numbers)) {
        return false;
    }
    while (numbers.left > 0) {
        if (!openpgp_take_number(&numbers, &number, &exact) || number.left == 0) {
            return false;
        }
    }
    return exact;
}

/* Its seal was right. */
static bool fits_seal(struct bytes opened)
{
    return opened.left > 0;
}

static bool (*fits_of(const struct openpgp_protection *protection))(struct bytes opened)
{
    return protection->usage == OPENPGP_AEAD       ? fits_seal
           : protection->usage == OPENPGP_CFB_SHA1 ? fits_sha1
                                                   : fits_sum;
}

static void examine_closed(const struct keyring_entry *entry, struct passphrase_search *search)
{
    struct closed_key closed;
    struct buffer open = { 0 }, sealed = { 0 };
    struct bytes secret[OPENPGP_NUMBERS_MAX], rest;
    if (!openpgp_closed_key(&entry->packet, entry->tag, &sealed, &closed)) {
        entry->examination->bounded = true;
        return;
    }
    if (entry->cut && closed.obstacle == NULL) {
        closed.obstacle = "it is cut off: the end of the encrypted bytes is missing";
    }
    if (!passphrases_open(entry->examination->passphrases, &closed,
                          fits_of(&entry->packet.protection), &open, search)) {
        examination_lead(entry->examination, VERDICT_ENCRYPTED, public_of(entry), search->failure,
                         closed_name);
    } else if (openpgp_key_numbers(&entry->packet, buffer_bytes(&open), secret, &rest)) {
        prove(entry, secret, true, closed_name, search->remark);
    } else {
        add_malformed(entry, "the secret numbers are cut off");
    }
    buffer_clear(&open);
    buffer_clear(&sealed);
}

static void examine_key(struct keyring_entry *entry, struct passphrase_search *search)
{
    const struct openpgp_protection *protection = &entry->packet.protection;
    entry->examination->known = true;
    entry->readable = openpgp_public_numbers(&entry->packet, &entry->public);
    if (protection->s2k == OPENPGP_S2K_DUMMY) {
        return; /* the public half alone was left behind */
    }
    if (protection->s2k == OPENPGP_S2K_CARD) {
        examination_lead(entry->examination, VERDICT_UNSUPPORTED, public_of(entry),
                         "the private half is in a smart card", open_name);
    } else if (!entry->readable) {
        examination_lead(entry->examination, VERDICT_UNSUPPORTED, NULL,
                         "a curve that cannot be proven here", open_name);
    } else if (protection->usage == OPENPGP_CLEAR) {
        examine_open(entry);
    } else {
        examine_closed(entry, search);
    }
}

static void examine_packet(struct examination *examination, const struct openpgp_packet *packet,
                           struct passphrase_search *search)
{
    struct keyring_entry entry = { .examination = examination,
                                   .cut = packet->cut,
                                   .tag = packet->tag };
    enum outcome outcome = openpgp_key_read(packet->body, &entry.packet);
    if (outcome == OUTCOME_OK) {
        examine_key(&entry, search);
    } else if (outcome == OUTCOME_UNSUPPORTED && !packet->cut) {
        examination_lead(examination, VERDICT_UNSUPPORTED, NULL,
                         "a key type that cannot be proven here", open_name);
    } else {
        add_malformed(&entry, packet->cut ? "the key packet is cut off"
                                          : "the key packet does not hold what it says");
    }
}

void openpgp_keyring_examine(struct examination *examination, struct bytes content)
{
    struct passphrase_search search = { 0 };
    struct openpgp_packet packet;
    size_t keys = 0;
    while (openpgp_packet_take(&content, &packet)) {
        if (!openpgp_packet_is_secret(&packet)) {
            continue;
        }
        if (keys++ == STORE_KEYS_MAX) {
            examination->bounded = true;
            return;
        }
        examine_packet(examination, &packet, &search);
    }
}
