#include "inventory/leaked_primes.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "bytes/der.h"
#include "crypto/public_numbers.h"
#include "crypto/sha256.h"
#include "inventory/inventory_table.h"

#define NONE SIZE_MAX

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
    size_t leaked;   /* of them; the others were computed */
    size_t *parents; /* of each: the leaked key that it was computed with; NONE */
    struct sorted_modulus {
        struct bytes octets;
        size_t at;
    } * sorted;            /* the leaked moduli, and behind them those that were computed */
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
    size_t *parents = reallocarray(primes->parents, room, sizeof(*parents));
    if (parents == NULL) {
        return false;
    }
    primes->parents = parents;
    primes->room = room;
    return true;
}

static bool add_modulus(struct leaked_primes *primes, struct bytes name, struct bytes modulus,
                        size_t parent)
{
    if (!grow(primes) || !buffer_append(&primes->numbers, modulus)) {
        return false;
    }
    memset(&primes->names[primes->count], 0, sizeof(primes->names[primes->count]));
    memcpy(primes->names[primes->count].text, name.at, name.left);
    primes->parents[primes->count] = parent;
    primes->moduli[primes->count++] = (struct bytes){ .left = modulus.left }; /* where: later */
    return true;
}

static int compare_moduli(const void *one, const void *other)
{
    const struct bytes left = ((const struct sorted_modulus *)one)->octets;
    const struct bytes right = ((const struct sorted_modulus *)other)->octets;
    if (left.left != right.left) {
        return left.left < right.left ? -1 : 1;
    }
    return left.left == 0 ? 0 : memcmp(left.at, right.at, left.left);
}

static void sort_part(struct sorted_modulus *from, size_t count)
{
    if (count > 0) {
        qsort(from, count, sizeof(*from), compare_moduli);
    }
}

static const struct sorted_modulus *find_modulus(const struct sorted_modulus *from, size_t count,
                                                 struct bytes octets)
{
    const struct sorted_modulus wanted = { .octets = octets };
    return count > 0 ? bsearch(&wanted, from, count, sizeof(*from), compare_moduli) : NULL;
}

static bool sort_moduli(struct leaked_primes *primes)
{
    struct bytes numbers = buffer_bytes(&primes->numbers);
    primes->sorted = calloc(primes->count + 1, sizeof(*primes->sorted));
    for (size_t i = 0; primes->sorted != NULL && i < primes->count; i++) {
        if (!bytes_take(&numbers, primes->moduli[i].left, &primes->moduli[i])) {
            return false;
        }
        primes->sorted[i] = (struct sorted_modulus){ primes->moduli[i], i };
    }
    if (primes->sorted != NULL) {
        sort_part(primes->sorted, primes->leaked);
        sort_part(primes->sorted + primes->leaked, primes->count - primes->leaked);
    }
    return primes->sorted != NULL;
}

static int compare_name(const void *name, const void *item)
{
    const struct bytes wanted = *(const struct bytes *)name;
    const char *text = ((const struct leaked_name *)item)->text;
    const int order = strncmp((const char *)wanted.at, text, wanted.left);
    return order == 0 && text[wanted.left] != '\0' ? -1 : order;
}

/* Of the leaked ones, which come by name. */
static size_t named(const struct leaked_primes *primes, struct bytes name)
{
    const struct leaked_name *found =
        primes->leaked > 0
            ? bsearch(&name, primes->names, primes->leaked, sizeof(*primes->names), compare_name)
            : NULL;
    return found != NULL ? (size_t)(found - primes->names) : NONE;
}

static bool read_all(struct leaked_primes *primes, struct bytes table)
{
    struct bytes name, request, modulus;
    bool computed = false;
    size_t parent = NONE;
    while (inventory_table_next(&table, &name, &request)) {
        computed = computed || name.left == 0;
        if (computed && request.left == 0) {
            parent = named(primes, name);
        } else if (name.left < KEY_IDENTITY_TEXT && read_modulus(request, &modulus) &&
                   modulus.left <= RSA_BITS_MAX / 8 &&
                   !add_modulus(primes, name, modulus, parent)) {
            return false;
        }
        primes->leaked = computed ? primes->leaked : primes->count;
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
    free(primes->parents);
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
    return find_modulus(primes->sorted, primes->leaked, modulus) != NULL;
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

/* Of a modulus that has both its primes in common with others. Where it was computed before, it is
 * told again as it was then, without a look at all others. */
static size_t part(struct leaked_primes *primes, struct bytes modulus, struct buffer *factor)
{
    struct buffer found = { 0 };
    const struct sorted_modulus *computed =
        find_modulus(primes->sorted + primes->leaked, primes->count - primes->leaked, modulus);
    const size_t parent = computed != NULL ? primes->parents[computed->at] : NONE;
    size_t at = primes->count;
    if (parent != NONE &&
        common_factor_first(modulus, primes->moduli + parent, 1, true, &found) == 0) {
        at = parent;
    } else {
        at = common_factor_first(modulus, primes->moduli, primes->count, true, &found);
    }
    buffer_reset(factor);
    if (at < primes->count && !buffer_append(factor, buffer_bytes(&found))) {
        at = primes->count;
    }
    buffer_clear(&found);
    return at;
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
        at = part(primes, modulus, factor);
    }
    buffer_clear(&found);
    return at < primes->count ? primes->names[at].text : NULL;
}
