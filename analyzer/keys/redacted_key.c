#include "keys/redacted_key.h"

#include "bounds.h"
#include "crypto/scalar_search.h"
#include "crypto/seed_search.h"
#include "keys/key_form.h"
#include "keys/rsa_salvage.h"

#define X_VALUE 23 /* of the letter X in base64 */
#define X_MAX   (SCALAR_UNKNOWN_BITS_MAX / 6)

static const char remark[] = "repaired: redacted in parts, made from what is left";

/* The part of `unknown` that belongs to a window on the content. */
static struct bytes mask_of(const struct candidate *candidate, struct bytes window)
{
    if (window.left == 0) {
        return bytes_over(NULL, 0);
    }
    const size_t from = (size_t)(window.at - candidate->content.at);
    return bytes_over(candidate->unknown.at + from, window.left);
}

bool redacted_key_knows(const struct candidate *candidate, struct bytes window)
{
    const struct bytes mask = mask_of(candidate, window);
    for (size_t i = 0; i < mask.left; i++) {
        if (mask.at[i] != 0) {
            return false;
        }
    }
    return true;
}

static void blank(const struct candidate *candidate, struct bytes *window)
{
    if (!redacted_key_knows(candidate, *window)) {
        *window = bytes_over(NULL, 0);
    }
}

/* Numbers of RSA that are not whole count as missing. */
static void blank_numbers(const struct candidate *candidate, struct private_key *key)
{
    struct bytes *const numbers[] = { &key->public.n,  &key->public.e,   &key->d,
                                      &key->prime1,    &key->prime2,     &key->exponent1,
                                      &key->exponent2, &key->coefficient };
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        blank(candidate, numbers[i]);
    }
    for (size_t i = 0; i < key->other_prime_count; i++) {
        blank(candidate, &key->other_primes[i]);
    }
}

/* Public halves that are not whole claim nothing. */
static void drop_claims(const struct candidate *candidate, struct private_key *key)
{
    size_t kept = 0;
    for (size_t i = 0; i < key->claim_count; i++) {
        if (redacted_key_knows(candidate, key->claims[i].point) &&
            redacted_key_knows(candidate, key->claims[i].raw) &&
            redacted_key_knows(candidate, key->claims[i].y)) {
            key->claims[kept++] = key->claims[i];
        }
    }
    key->claim_count = kept;
}

static void prove_ec(struct examination *examination, const struct candidate *candidate,
                     struct private_key *key, const char *encoding)
{
    struct buffer scalar = { 0 };
    if (!redacted_key_knows(candidate, key->scalar)) {
        if (key->claim_count == 0 ||
            !examination_may_search(examination, candidate, SCALAR_SEARCH_STEPS) ||
            !scalar_search(key->public.curve, key->scalar, mask_of(candidate, key->scalar),
                           key->claims[0].point, &scalar)) {
            return;
        }
        key->secret = bytes_without_zeros(buffer_bytes(&scalar));
    }
    examination_prove(examination, key, encoding, remark);
    buffer_clear(&scalar);
}

/* Without its public half, any seed would do. */
static void prove_seed(struct examination *examination, const struct candidate *candidate,
                       struct private_key *key, const char *encoding)
{
    struct buffer seed = { 0 };
    if (!redacted_key_knows(candidate, key->secret)) {
        if (key->claim_count == 0 ||
            !examination_may_search(examination, candidate, SEED_SEARCH_STEPS) ||
            !seed_search(key->public.algorithm, key->secret, mask_of(candidate, key->secret),
                         key->claims[0].raw, &seed)) {
            return;
        }
        key->secret = buffer_bytes(&seed);
    }
    examination_prove(examination, key, encoding, remark);
    buffer_clear(&seed);
}

void redacted_key_prove(struct examination *examination, const struct candidate *candidate,
                        struct private_key *key, const char *encoding)
{
    key->redacted = true;
    drop_claims(candidate, key);
    if (key->public.algorithm == KEY_RSA) {
        blank_numbers(candidate, key);
        examination_prove(examination, key, encoding, remark);
    } else if (key->public.algorithm == KEY_EC) {
        prove_ec(examination, candidate, key, encoding);
    } else if (key->public.algorithm == KEY_ED25519 || key->public.algorithm == KEY_ED448) {
        prove_seed(examination, candidate, key, encoding);
    } else if (redacted_key_knows(candidate, key->secret)) {
        examination_prove(examination, key, encoding, remark);
    }
}

/* What it says it is, where that is whole. */
static const struct public_numbers *claim_of(const struct private_key *key)
{
    if (key->public.algorithm == KEY_RSA) {
        return key->public.n.left > 0 && key->public.e.left > 0 ? &key->public : NULL;
    }
    return key->claim_count > 0 ? &key->claims[0] : NULL;
}

void redacted_key_examine(struct examination *examination, const struct candidate *candidate)
{
    struct private_key key = { 0 }, broken;
    const struct key_form *form = key_form_read(candidate->content, candidate->parameters, &key);
    const char *encoding = form != NULL ? form->name : "pkcs1";
    if (form != NULL) {
        redacted_key_prove(examination, candidate, &key, encoding);
    }
    const bool may_be_rsa = form == NULL || (key.public.algorithm == KEY_RSA && key.cut);
    if (!examination_has_proven(examination) && may_be_rsa &&
        rsa_salvage_read(candidate->content, &broken) == OUTCOME_OK) {
        broken.redacted = true;
        examination_prove(examination, &broken, encoding, remark);
    }
    examination_settle_redacted(examination, claim_of(&key), encoding);
}

/* The six bits of a character of the content's base64. */
static unsigned character_at(struct bytes content, size_t place)
{
    unsigned value = 0;
    for (size_t bit = 6 * place; bit < 6 * place + 6; bit++) {
        const unsigned octet = bit / 8 < content.left ? content.at[bit / 8] : 0u;
        value = value << 1 | (octet >> (7 - bit % 8) & 1u);
    }
    return value;
}

/* Marks the bits of letters X in a window that begins at `from` of the content. */
static size_t mark_x(struct bytes content, size_t from, struct buffer *mask)
{
    size_t letters = 0;
    const size_t to = 8 * (from + mask->used);
    for (size_t place = 8 * from / 6; 6 * place < to; place++) {
        if (character_at(content, place) != X_VALUE) {
            continue;
        }
        letters++;
        for (size_t bit = 6 * place; bit < 6 * place + 6; bit++) {
            if (bit >= 8 * from && bit < to) {
                mask->at[bit / 8 - from] |= (uint8_t)(0x80u >> bit % 8);
            }
        }
    }
    return letters;
}

static bool search_x(struct examination *examination, const struct candidate *candidate,
                     const struct private_key *key, struct buffer *mask, struct buffer *scalar)
{
    const struct bytes content = candidate->content;
    const size_t from = (size_t)(key->scalar.at - content.at);
    for (size_t i = 0; i < key->scalar.left; i++) {
        if (!buffer_append_byte(mask, 0)) {
            return false;
        }
    }
    const size_t letters = mark_x(content, from, mask);
    return letters > 0 && letters <= X_MAX &&
           examination_may_search(examination, candidate, SCALAR_SEARCH_STEPS) &&
           scalar_search(key->public.curve, key->scalar, buffer_bytes(mask), key->claims[0].point,
                         scalar);
}

void redacted_key_unmask(struct examination *examination, const struct candidate *candidate,
                         const struct private_key *key, const char *encoding)
{
    struct buffer mask = { 0 }, scalar = { 0 };
    if (key->public.algorithm == KEY_EC && key->scalar.left > 0 && key->claim_count > 0 &&
        search_x(examination, candidate, key, &mask, &scalar)) {
        struct private_key whole = *key;
        whole.secret = bytes_without_zeros(buffer_bytes(&scalar));
        examination_restart(examination);
        examination_prove(examination, &whole, encoding, remark);
    }
    buffer_clear(&mask);
    buffer_clear(&scalar);
}
