#include "keys/gnupg_agent_lock.h"

#include <stdio.h>

#include "bounds.h"
#include "bytes/hex_text.h"

#define LENGTH_TEXT 24

/* The octets of an atom behind those in `into`; gaps in hex are skipped. */
static bool append_octets(const struct s_token *token, struct buffer *into)
{
    if (token->kind != S_HEX) {
        return buffer_append(into, token->text);
    }
    unsigned octet = 0;
    bool half = false;
    for (size_t i = 0; i < token->text.left; i++) {
        int digit = hex_digit(token->text.at[i]);
        if (digit < 0) {
            continue;
        }
        octet = (octet << 4 | (unsigned)digit) & 0xff;
        if (half && !buffer_append_byte(into, (uint8_t)octet)) {
            return false;
        }
        half = !half;
    }
    return !half;
}

static size_t octets_of(const struct s_token *token)
{
    if (token->kind != S_HEX) {
        return token->text.left;
    }
    size_t digits = 0;
    for (size_t i = 0; i < token->text.left; i++) {
        digits += hex_digit(token->text.at[i]) >= 0 ? 1 : 0;
    }
    return digits / 2;
}

/* In the canonical encoding. */
static bool append_token(const struct s_token *token, struct buffer *into)
{
    if (token->kind == S_OPEN || token->kind == S_CLOSE) {
        return buffer_append(into, token->text);
    }
    char length[LENGTH_TEXT];
    (void)snprintf(length, sizeof(length), "%zu:", octets_of(token));
    return buffer_append_text(into, length) && append_octets(token, into);
}

/* A list whose "(" was taken, unless it is the one of the protection. */
static bool append_list(struct bytes *list, struct buffer *into)
{
    struct bytes rest = *list;
    struct s_token token;
    if (s_expression_take(&rest, &token) && s_expression_is(&token, "protected")) {
        return s_expression_leave(list);
    }
    const struct bytes begin = *list;
    if (!s_expression_leave(list)) {
        return false;
    }
    rest = bytes_over(begin.at, begin.left - list->left);
    bool written = buffer_append_byte(into, '(');
    while (written && s_expression_take(&rest, &token)) {
        written = append_token(&token, into);
    }
    return written;
}

/* The associated data: the list with all but its protection. */
static bool write_associated(struct bytes list, struct buffer *into)
{
    struct s_token token;
    bool written = buffer_append_byte(into, '(');
    while (written && s_expression_take(&list, &token) && token.kind != S_CLOSE) {
        written = token.kind == S_OPEN ? append_list(&list, into) : append_token(&token, into);
    }
    return written && buffer_append_byte(into, ')');
}

/* To the list of the protection, behind its name. */
static bool find_protection(struct bytes list, struct bytes *found)
{
    struct s_token token;
    while (s_expression_take(&list, &token) && token.kind != S_CLOSE) {
        struct bytes inside = list;
        if (token.kind != S_OPEN) {
            continue;
        }
        if (s_expression_take(&inside, &token) && s_expression_is(&token, "protected")) {
            *found = inside;
            return true;
        }
        if (!s_expression_leave(&list)) {
            return false;
        }
    }
    return false;
}

static uint64_t count_of(struct bytes digits)
{
    uint64_t count = 0;
    for (size_t i = 0; i < digits.left && i < 10 && digits.at[i] >= '0' && digits.at[i] <= '9';
         i++) {
        count = count * 10 + (uint64_t)(digits.at[i] - '0');
    }
    return count;
}

struct protection {
    struct s_token mode, digest, salt, count, vector, octets;
};

/* mode ((sha1 salt count) vector) octets */
static bool read_protection(struct bytes list, struct protection *read)
{
    struct s_token one, other, close, end;
    return s_expression_take(&list, &read->mode) && s_expression_take(&list, &one) &&
           one.kind == S_OPEN && s_expression_take(&list, &other) && other.kind == S_OPEN &&
           s_expression_take(&list, &read->digest) && s_expression_take(&list, &read->salt) &&
           s_expression_take(&list, &read->count) && s_expression_take(&list, &close) &&
           close.kind == S_CLOSE && s_expression_take(&list, &read->vector) &&
           s_expression_take(&list, &end) && end.kind == S_CLOSE &&
           s_expression_take(&list, &read->octets) && read->octets.kind != S_OPEN &&
           read->octets.kind != S_CLOSE;
}

/* The next octets in memory, whose room was made before: windows on it stay. */
static bool lay_down(const struct s_token *token, struct buffer *memory, struct bytes *octets)
{
    const size_t before = memory->used;
    if (!append_octets(token, memory)) {
        return false;
    }
    *octets = bytes_over(memory->at + before, memory->used - before);
    return true;
}

static void name_obstacle(const struct protection *read, struct closed_key *closed)
{
    const bool sealed = s_expression_is(&read->mode, "openpgp-s2k3-ocb-aes");
    if (!sealed && !s_expression_is(&read->mode, "openpgp-s2k3-sha1-aes-cbc")) {
        closed->obstacle = "it is closed in a way that is not known";
    } else if (!s_expression_is(&read->digest, "sha1") || closed->lock.salt.left == 0) {
        closed->obstacle = "it is closed by a key derivation that is not known";
    } else if (!sealed && closed->lock.iv.left < cipher_iv_octets(closed->lock.cipher)) {
        closed->obstacle = "its encryption parameters cannot be read";
    }
    if (!sealed) {
        closed->lock.seal = NULL;
        closed->lock.associated = bytes_over(NULL, 0);
    }
}

bool gnupg_agent_lock_read(struct bytes list, struct buffer *memory, struct closed_key *closed)
{
    struct closed_key key = { .lock = { .derivation = LOCK_OPENPGP,
                                        .digest = "SHA1",
                                        .cipher = cipher_named("AES-128-CBC") } };
    struct protection read;
    struct bytes found;
    if (!find_protection(list, &found)) {
        return false;
    }
    if (!read_protection(found, &read)) {
        key.obstacle = "it is closed in a way that is not known";
        *closed = key;
        return true;
    }
    /* The octets are no more than the list; the shortest of atoms come to twice as much in
     * the canonical encoding. */
    if (!buffer_reserve(memory, 4 * list.left + LENGTH_TEXT)) {
        return false;
    }
    if (!lay_down(&read.salt, memory, &key.lock.salt) ||
        !lay_down(&read.vector, memory, &key.lock.iv) ||
        !lay_down(&read.octets, memory, &key.closed)) {
        return false;
    }
    const size_t associated = memory->used;
    if (!write_associated(list, memory)) {
        return false;
    }
    key.lock.iterations = count_of(read.count.text);
    key.lock.seal = "AES-128-OCB";
    key.lock.associated = bytes_over(memory->at + associated, memory->used - associated);
    name_obstacle(&read, &key);
    *closed = key;
    return true;
}
