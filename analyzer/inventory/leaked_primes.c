#include "inventory/leaked_primes.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "bytes/der.h"
#include "crypto/public_numbers.h"
#include "crypto/sha256.h"
#include "inventory/inventory_table.h"

struct leaked_name {
    char text[KEY_IDENTITY_TEXT];
};

/* Looking up whose prime it is costs a division for each leaked key. */
struct prime_origin {
    struct buffer prime;
    size_t at; /* of the leaked key */
};

struct leaked_primes {
    uint8_t sha256[SHA256_LENGTH]; /* of what it was made of */
    struct leaked_name *names;     /* in the order of the table: by name */
    struct bytes *moduli;
    size_t count, room;
    struct bytes *sorted;  /* the moduli, for leaked_primes_hold() */
    struct buffer numbers; /* what the moduli are windows on */
    struct common_factor *products;
    struct prime_origin *origins;
    size_t origin_count;
};

/* CertificationRequest, RFC 2986 section 4.2: its subjectPKInfo. */
static bool read_modulus(struct bytes request, struct bytes *modulus)
{
    struct bytes whole, info, version, subject;
    struct public_numbers numbers;
    if (der_take(&request, DER_STRICT, DER_SEQUENCE, &whole) != OUTCOME_OK ||
        der_take(&whole, DER_STRICT, DER_SEQUENCE, &info) != OUTCOME_OK ||
        der_take(&info, DER_STRICT, DER_INTEGER, &version) != OUTCOME_OK ||
        der_take(&info, DER_STRICT, DER_SEQUENCE, &subject) != OUTCOME_OK ||
        spki_read(info, &numbers) != OUTCOME_OK || numbers.algorithm != KEY_RSA ||
        numbers.n.left == 0) {
        return false;
    }
    *modulus = numbers.n;
    return true;
}

static bool grow(struct leaked_primes *primes)
{
    if (primes->count < primes->room) {
        return true;
    }
    const size_t room = primes->room > 0 ? 2 * primes->room : 1024;
    struct leaked_name *names = reallocarray(primes->names, room, sizeof(*names));
    if (names == NULL) {
        return false;
    }
    primes->names = names;
    struct bytes *moduli = reallocarray(primes->moduli, room, sizeof(*moduli));
    if (moduli == NULL) {
        return false;
    }
    primes->moduli = moduli;
    primes->room = room;
    return true;
}

static bool add_modulus(struct leaked_primes *primes, struct bytes name, struct bytes modulus)
{
    if (!grow(primes) || !buffer_append(&primes->numbers, modulus)) {
        return false;
    }
    memset(&primes->names[primes->count], 0, sizeof(primes->names[primes->count]));
    memcpy(primes->names[primes->count].text, name.at, name.left);
    primes->moduli[primes->count++] = (struct bytes){ .left = modulus.left }; /* where: later */
    return true;
}

static int compare_moduli(const void *one, const void *other)
{
    const struct bytes *left = one, *right = other;
    if (left->left != right->left) {
        return left->left < right->left ? -1 : 1;
    }
    return left->left == 0 ? 0 : memcmp(left->at, right->at, left->left);
}

static bool sort_moduli(struct leaked_primes *primes)
{
    struct bytes numbers = buffer_bytes(&primes->numbers);
    primes->sorted = calloc(primes->count + 1, sizeof(*primes->sorted));
    for (size_t i = 0; primes->sorted != NULL && i < primes->count; i++) {
        if (!bytes_take(&numbers, primes->moduli[i].left, &primes->moduli[i])) {
            return false;
        }
        primes->sorted[i] = primes->moduli[i];
    }
    if (primes->sorted != NULL && primes->count > 0) {
        qsort(primes->sorted, primes->count, sizeof(*primes->sorted), compare_moduli);
    }
    return primes->sorted != NULL;
}

static bool read_all(struct leaked_primes *primes, struct bytes table)
{
    struct bytes name, request, modulus;
    while (inventory_table_next(&table, &name, &request)) {
        if (name.left < KEY_IDENTITY_TEXT && read_modulus(request, &modulus) &&
            modulus.left <= RSA_BITS_MAX / 8 && !add_modulus(primes, name, modulus)) {
            return false;
        }
    }
    return sort_moduli(primes);
}

struct leaked_primes *leaked_primes_new(struct bytes moduli,
                                        const struct common_factor_watch *watch)
{
    struct leaked_primes *primes = calloc(1, sizeof(*primes));
    if (primes == NULL) {
        return NULL;
    }
    sha256_of(moduli, primes->sha256);
    primes->origins = calloc(PRIME_ORIGINS_MAX, sizeof(*primes->origins));
    if (primes->origins != NULL && read_all(primes, moduli)) {
        primes->products = common_factor_new(primes->moduli, primes->count, watch);
    }
    if (primes->products == NULL) {
        leaked_primes_free(primes);
        return NULL;
    }
    return primes;
}

void leaked_primes_free(struct leaked_primes *primes)
{
    if (primes == NULL) {
        return;
    }
    for (size_t i = 0; i < primes->origin_count; i++) {
        buffer_clear(&primes->origins[i].prime);
    }
    free(primes->origins);
    common_factor_free(primes->products);
    free(primes->names);
    free(primes->moduli);
    free(primes->sorted);
    buffer_clear(&primes->numbers);
    free(primes);
}

bool leaked_primes_are_of(const struct leaked_primes *primes, struct bytes moduli)
{
    uint8_t sha256[SHA256_LENGTH];
    sha256_of(moduli, sha256);
    return memcmp(sha256, primes->sha256, sizeof(sha256)) == 0;
}

bool leaked_primes_hold(const struct leaked_primes *primes, struct bytes modulus)
{
    return primes->count > 0 && bsearch(&modulus, primes->sorted, primes->count,
                                        sizeof(*primes->sorted), compare_moduli) != NULL;
}

bool leaked_primes_find(const struct leaked_primes *primes, const struct bytes *moduli,
                        size_t count, struct buffer *factors,
                        const struct common_factor_watch *watch)
{
    return common_factor_find(primes->products, moduli, count, factors, watch);
}

static const struct prime_origin *known_origin(const struct leaked_primes *primes,
                                               struct bytes prime)
{
    for (size_t i = 0; i < primes->origin_count; i++) {
        if (bytes_equal(buffer_bytes(&primes->origins[i].prime), prime)) {
            return &primes->origins[i];
        }
    }
    return NULL;
}

/* Memory that ran out costs time alone. */
static void remember_origin(struct leaked_primes *primes, struct bytes prime, size_t at)
{
    if (primes->origin_count < PRIME_ORIGINS_MAX) {
        struct prime_origin *origin = &primes->origins[primes->origin_count];
        if (buffer_append(&origin->prime, prime)) {
            origin->at = at;
            primes->origin_count++;
        }
    }
}

const char *leaked_primes_origin(struct leaked_primes *primes, struct bytes modulus,
                                 struct buffer *factor)
{
    struct buffer found = { 0 };
    const bool parts = !bytes_equal(buffer_bytes(factor), modulus);
    const struct prime_origin *known = parts ? known_origin(primes, buffer_bytes(factor)) : NULL;
    size_t at = primes->count;
    if (known != NULL) {
        at = known->at;
    } else if (parts) {
        at =
            common_factor_first(buffer_bytes(factor), primes->moduli, primes->count, false, &found);
        remember_origin(primes, buffer_bytes(factor), at);
    } else {
        at = common_factor_first(modulus, primes->moduli, primes->count, true, &found);
        buffer_reset(factor);
        if (at < primes->count && !buffer_append(factor, buffer_bytes(&found))) {
            at = primes->count;
        }
    }
    buffer_clear(&found);
    return at < primes->count ? primes->names[at].text : NULL;
}
