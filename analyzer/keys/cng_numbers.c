#include "keys/cng_numbers.h"

#include <string.h>

#include "crypto/curve.h"
#include "crypto/curve_inference.h"
#include "keys/microsoft_numbers.h"

#define MAGIC_OCTETS     4
#define RSA_NUMBERS      8
#define COUNT_OCTETS     4 /* how often the making of p was tried */
#define SUBGROUP_OCTETS  20
#define SEED_OCTETS      20
#define FULL_VERSION     1
#define FULL_WEIERSTRASS 1

struct blob_field {
    size_t width;
    struct bytes *octets; /* NULL: nobody needs it */
};

static bool take_words(struct bytes *from, uint32_t *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!microsoft_word_take(from, &words[i])) {
            return false;
        }
    }
    return true;
}

/* How many of them are there in full. */
static size_t take_fields(struct bytes *from, const struct blob_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct bytes octets;
        if (!bytes_take(from, fields[i].width, &octets)) {
            return i;
        }
        if (fields[i].octets != NULL) {
            *fields[i].octets = octets;
        }
    }
    return count;
}

static enum outcome read_rsa(struct bytes blob, bool full, struct private_key *key)
{
    struct private_key read = { .public = { .algorithm = KEY_RSA } };
    uint32_t words[5]; /* bits, then octets of exponent, modulus and primes */
    if (!take_words(&blob, words, 5)) {
        return OUTCOME_TRUNCATED;
    }
    const struct blob_field fields[RSA_NUMBERS] = {
        { words[1], &read.public.e },    { words[2], &read.public.n },
        { words[3], &read.prime1 },      { words[4], &read.prime2 },
        { words[3], &read.exponent1 },   { words[4], &read.exponent2 },
        { words[3], &read.coefficient }, { words[2], &read.d },
    };
    const size_t count = full ? RSA_NUMBERS : RSA_NUMBERS / 2;
    read.cut = take_fields(&blob, fields, count) < count;
    for (size_t i = 0; i < count; i++) {
        *fields[i].octets = bytes_without_zeros(*fields[i].octets);
    }
    if (read.public.n.left == 0) {
        return OUTCOME_TRUNCATED;
    }
    read.left_over = !read.cut && blob.left > 0;
    *key = read;
    return OUTCOME_OK;
}

/* DSA where it has q, else DH. */
static enum outcome take_discrete(struct bytes blob, struct bytes q, size_t width, size_t secret,
                                  struct private_key *key)
{
    struct private_key read = { .public = { .algorithm = q.left > 0 ? KEY_DSA : KEY_DH },
                                .claim_count = 1 };
    struct bytes p = { 0 }, g = { 0 }, y = { 0 }, x = { 0 };
    const struct blob_field fields[] = {
        { width, &p }, { width, &g }, { width, &y }, { secret, &x }
    };
    const size_t count = sizeof(fields) / sizeof(fields[0]);
    if (take_fields(&blob, fields, count) < count) {
        return OUTCOME_TRUNCATED;
    }
    read.public.p = bytes_without_zeros(p);
    read.public.q = bytes_without_zeros(q);
    read.public.g = bytes_without_zeros(g);
    read.secret = bytes_without_zeros(x);
    read.claims[0] = read.public;
    read.claims[0].y = bytes_without_zeros(y);
    read.left_over = blob.left > 0;
    if (read.public.p.left == 0 || read.secret.left == 0) {
        return OUTCOME_MALFORMED;
    }
    *key = read;
    return OUTCOME_OK;
}

static enum outcome read_dsa(struct bytes blob, struct private_key *key)
{
    uint32_t width;
    struct bytes q = { 0 };
    const struct blob_field front[] = { { COUNT_OCTETS, NULL },
                                        { SEED_OCTETS, NULL },
                                        { SUBGROUP_OCTETS, &q } };
    if (!microsoft_word_take(&blob, &width) || take_fields(&blob, front, 3) < 3) {
        return OUTCOME_TRUNCATED;
    }
    return take_discrete(blob, q, width, SUBGROUP_OCTETS, key);
}

/* Width, hash, standard, octets of the seed and of the subgroup. */
static enum outcome read_dsa_long(struct bytes blob, struct private_key *key)
{
    uint32_t words[5];
    struct bytes q = { 0 };
    if (!take_words(&blob, words, 5)) {
        return OUTCOME_TRUNCATED;
    }
    const struct blob_field front[] = { { COUNT_OCTETS, NULL },
                                        { words[3], NULL },
                                        { words[4], &q } };
    if (take_fields(&blob, front, 3) < 3) {
        return OUTCOME_TRUNCATED;
    }
    return q.left > 0 ? take_discrete(blob, q, words[0], words[4], key) : OUTCOME_MALFORMED;
}

static enum outcome read_dh(struct bytes blob, struct private_key *key)
{
    uint32_t width;
    if (!microsoft_word_take(&blob, &width)) {
        return OUTCOME_TRUNCATED;
    }
    return take_discrete(blob, bytes_over(NULL, 0), width, width, key);
}

/* An uncompressed point of its coordinates, which lie side by side. */
static bool make_point(struct written_numbers *numbers, struct bytes coordinates,
                       struct bytes *point)
{
    struct buffer *memory = &numbers->octets;
    const size_t before = memory->used;
    if (memory->room - before < 1 + coordinates.left || /* it must not move */
        !buffer_append_byte(memory, 4) || !buffer_append(memory, coordinates)) {
        return false;
    }
    *point = bytes_over(memory->at + before, memory->used - before);
    return true;
}

/* A point that nobody claims of a curve that is not known. */
static enum outcome make_ec(enum curve curve, struct bytes point, struct bytes secret,
                            struct private_key *key)
{
    secret = bytes_without_zeros(secret);
    if (curve == CURVE_NONE || secret.left == 0) {
        return OUTCOME_MALFORMED;
    }
    *key = (struct private_key){ .public = { .algorithm = KEY_EC, .curve = curve },
                                 .secret = secret,
                                 .claim_count = 1 };
    key->claims[0] = (struct public_numbers){ .algorithm = KEY_EC, .curve = curve, .point = point };
    return OUTCOME_OK;
}

static enum curve curve_of_mark(uint8_t mark)
{
    return mark == '2'   ? CURVE_P256
           : mark == '4' ? CURVE_P384
           : mark == '6' ? CURVE_P521
                         : CURVE_NONE;
}

/* X, Y and d, each as wide as the field. */
static enum outcome read_ec(struct bytes blob, uint8_t mark, struct written_numbers *numbers,
                            struct private_key *key)
{
    struct bytes coordinates, secret, point;
    uint32_t width;
    if (!microsoft_word_take(&blob, &width) || width > blob.left ||
        !bytes_take(&blob, 2 * (size_t)width, &coordinates) || !bytes_take(&blob, width, &secret)) {
        return OUTCOME_TRUNCATED;
    }
    if (!make_point(numbers, coordinates, &point)) {
        return OUTCOME_NO_MEMORY;
    }
    const bool named = mark != 'V';
    const enum curve curve =
        named ? curve_of_mark(mark) : curve_infer(bytes_without_zeros(secret), point);
    const enum outcome outcome = make_ec(curve, point, secret, key);
    if (outcome == OUTCOME_OK) {
        key->curve_inferred = !named;
        key->left_over = blob.left > 0;
    }
    return outcome;
}

/* The curve is written out: p, a, b, the generator, its order, the cofactor and the seed; then
 * X, Y and d. */
static enum outcome read_ec_full(struct bytes blob, struct written_numbers *numbers,
                                 struct private_key *key)
{
    uint32_t words[7]; /* version, kind, how it was made; octets of field, order, cofactor, seed */
    struct curve_equation curve = { 0 };
    struct bytes generator = { 0 }, coordinates = { 0 }, secret = { 0 }, point;
    if (!take_words(&blob, words, 7)) {
        return OUTCOME_TRUNCATED;
    }
    const size_t field = words[3], order = words[4];
    const struct blob_field fields[] = {
        { field, &curve.p },       { field, &curve.a },         { field, &curve.b },
        { 2 * field, &generator }, { order, &curve.order },     { words[5], NULL },
        { words[6], NULL },        { 2 * field, &coordinates }, { order, &secret },
    };
    const size_t count = sizeof(fields) / sizeof(fields[0]);
    if (take_fields(&blob, fields, count) < count) {
        return OUTCOME_TRUNCATED;
    }
    if (!make_point(numbers, generator, &curve.generator) ||
        !make_point(numbers, coordinates, &point)) {
        return OUTCOME_NO_MEMORY;
    }
    if (words[1] != FULL_WEIERSTRASS) {
        return OUTCOME_MALFORMED;
    }
    const enum outcome outcome = make_ec(curve_of_equation(&curve), point, secret, key);
    if (outcome == OUTCOME_OK) {
        key->left_over = blob.left > 0;
    }
    return outcome;
}

static bool is_full(struct bytes blob)
{
    uint32_t version;
    return microsoft_word_take(&blob, &version) && version == FULL_VERSION;
}

static bool is_magic(struct bytes magic, const char *letters)
{
    return memcmp(magic.at, letters, strlen(letters)) == 0;
}

enum outcome cng_numbers_read(struct bytes blob, struct written_numbers *numbers,
                              struct private_key *key)
{
    struct bytes magic;
    if (!bytes_take(&blob, MAGIC_OCTETS, &magic)) {
        return OUTCOME_TRUNCATED;
    }
    if (is_magic(magic, "RSA2") || is_magic(magic, "RSA3")) {
        return read_rsa(blob, magic.at[3] == '3', key);
    }
    if (is_magic(magic, "DSPV")) {
        return read_dsa(blob, key);
    }
    if (is_magic(magic, "DPV2")) {
        return read_dsa_long(blob, key);
    }
    if (is_magic(magic, "DHPV")) {
        return read_dh(blob, key);
    }
    if (is_magic(magic, "ECDV") || is_magic(magic, "ECKV")) {
        return is_full(blob) ? read_ec_full(blob, numbers, key)
                             : read_ec(blob, magic.at[3], numbers, key);
    }
    if (is_magic(magic, "ECS") || is_magic(magic, "ECK")) {
        return read_ec(blob, magic.at[3], numbers, key);
    }
    return OUTCOME_UNEXPECTED;
}
