#include "keys/closed_key.h"

#include "bytes/hex_text.h"
#include "bytes/text_word.h"

#define NAME_OCTETS_MAX 32

/* Hexadecimal, in pairs, to the end. The vector lies in `into`. */
static bool read_vector(struct bytes hex, struct buffer *into)
{
    while (hex.left > 0) {
        struct bytes pair;
        if (!bytes_take(&hex, 2, &pair)) {
            return false;
        }
        int high = hex_digit(pair.at[0]), low = hex_digit(pair.at[1]);
        if (high < 0 || low < 0 || !buffer_append_byte(into, (uint8_t)(high << 4 | low))) {
            return false;
        }
    }
    return true;
}

static const struct cipher *cipher_of(struct bytes name)
{
    uint8_t upper[NAME_OCTETS_MAX];
    if (name.left > sizeof(upper)) {
        return NULL;
    }
    for (size_t i = 0; i < name.left; i++) {
        upper[i] =
            name.at[i] >= 'a' && name.at[i] <= 'z' ? (uint8_t)(name.at[i] - 'a' + 'A') : name.at[i];
    }
    return cipher_of_dek_name(bytes_over(upper, name.left));
}

enum outcome encrypted_pem_read(struct bytes content, struct bytes dek_info, struct buffer *vector,
                                struct closed_key *key)
{
    struct bytes rest = text_trimmed(dek_info), name;
    struct closed_key read = { .closed = content };
    if (content.left == 0) {
        return OUTCOME_TRUNCATED;
    }
    read.lock = (struct lock){ .derivation = LOCK_PEM, .iterations = 1, .padded = true };
    if (!bytes_take_until(&rest, ',', &name)) {
        read.obstacle = "its DEK-Info names no cipher and vector";
        *key = read;
        return OUTCOME_OK;
    }
    read.lock.cipher = cipher_of(text_trimmed(name));
    if (read.lock.cipher == NULL) {
        read.obstacle = "its DEK-Info names a cipher that is not known";
    } else if (!read_vector(text_trimmed(rest), vector) ||
               vector->used != cipher_iv_octets(read.lock.cipher)) {
        read.obstacle = "the vector of its DEK-Info does not fit the cipher";
    } else if (content.left % cipher_block_octets(read.lock.cipher) != 0) {
        read.obstacle = "it is cut off: not a whole number of cipher blocks";
    }
    read.lock.iv = buffer_bytes(vector);
    read.lock.salt = read.lock.iv;
    *key = read;
    return OUTCOME_OK;
}
