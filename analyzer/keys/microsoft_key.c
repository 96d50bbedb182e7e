#include <string.h>

#include "bounds.h"
#include "keys/closed_key.h"
#include "keys/cng_numbers.h"
#include "keys/key_reader.h"
#include "keys/microsoft_numbers.h"

#define BLOB_HEADER 8

typedef enum outcome numbers_read(struct bytes blob, struct written_numbers *numbers,
                                  struct private_key *key);

static void prove_numbers(struct examination *examination, struct bytes blob, numbers_read *read,
                          const char *encoding, const char *opened)
{
    struct written_numbers numbers = { 0 };
    struct private_key key;
    if (!written_numbers_begin(&numbers, blob.left + 16)) {
        examination->bounded = true;
        return;
    }
    if (read(blob, &numbers, &key) == OUTCOME_OK) {
        examination_prove(examination, &key, encoding, opened);
    }
    written_numbers_clear(&numbers);
}

/* By a key of 128 bits, then by one of 40 bits; nothing says which it is. */
static void open_file(struct examination *examination, struct bytes salt, struct bytes closed)
{
    static const enum lock_derivation derivations[] = { LOCK_PVK, LOCK_PVK_WEAK };
    struct passphrase_search search = { 0 };
    for (size_t i = 0; i < sizeof(derivations) / sizeof(derivations[0]); i++) {
        const struct closed_key key = {
            .lock = { .derivation = derivations[i], .salt = salt, .cipher = cipher_named("RC4") },
            .closed = closed
        };
        struct buffer open = { 0 };
        if (passphrases_open(examination->passphrases, &key, microsoft_numbers_fit, &open,
                             &search)) {
            examination_trust(examination);
            prove_numbers(examination, buffer_bytes(&open), microsoft_numbers_read, "pvk-encrypted",
                          search.remark);
            buffer_clear(&open);
            return;
        }
    }
    examination_lead(examination, VERDICT_ENCRYPTED, NULL, search.failure, "pvk-encrypted");
}

static const struct fault long_salt = {
    OUTCOME_BOUND, NULL, "a PVK file with a longer salt than its key is looked for behind"
};

/* Behind the magic number: reserved, kind of key, closed or not, lengths of salt and blob. */
static void examine_file(struct examination *examination, struct bytes file)
{
    uint32_t words[6];
    for (size_t i = 0; i < 6; i++) {
        if (!microsoft_word_take(&file, &words[i])) {
            return;
        }
    }
    struct bytes salt, header;
    if (words[4] > PVK_SALT_MAX) {
        examination_bound(examination, &long_salt);
        return;
    }
    if (!bytes_take(&file, words[4], &salt) || !bytes_take(&file, BLOB_HEADER, &header) ||
        file.left == 0) {
        return;
    }
    if (salt.left > 0) {
        open_file(examination, salt, file);
    } else {
        prove_numbers(examination, file, microsoft_numbers_read, "pvk", NULL);
    }
}

void microsoft_key_examine(struct examination *examination, struct bytes content)
{
    static const uint8_t pvk[] = { 0x1e, 0xf1, 0xb5, 0xb0 };
    struct bytes body = content, header;
    if (content.left >= sizeof(pvk) && memcmp(content.at, pvk, sizeof(pvk)) == 0) {
        examine_file(examination, content);
    } else if (content.left > 0 && content.at[0] >= 'A') { /* a magic number of letters */
        prove_numbers(examination, content, cng_numbers_read, "cng-blob", NULL);
    } else if (bytes_take(&body, BLOB_HEADER, &header)) {
        prove_numbers(examination, body, microsoft_numbers_read, "privatekeyblob", NULL);
    }
}
