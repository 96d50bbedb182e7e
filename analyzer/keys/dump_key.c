#include <string.h>

#include "bytes/ascii.h"
#include "bytes/dump_text.h"
#include "bytes/hex_text.h"
#include "crypto/curve.h"
#include "crypto/curve_inference.h"
#include "keys/key_reader.h"

/* Octets of zero that programs leave out at the front of a scalar. */
#define SCALAR_ZEROS_MAX 2
#define BARE_MAX         (RSA_OTHER_PRIMES_MAX + 2)
/* The numbers of repr() of python-rsa, which have no names: n, e, d, p and q. */
#define NAMELESS 5
/* Of n and d alone the second has so many digits at least: e is shorter. */
#define PAIR_DIGITS_MIN 128
/* Of a prime that stands without its modulus: half of RSA-1024. */
#define PAIR_OCTETS_MIN 64

struct dump {
    struct dump_item items[DUMP_NAMES];
    struct dump_item bare[BARE_MAX];
    size_t bare_count;
    struct bytes numbers[DUMP_NAMES];
    uint32_t seen;
    bool hexadecimal; /* also without 0x */
    bool unended;     /* its last number may have been longer */
};

static bool has(const struct dump *dump, enum dump_name name)
{
    return (dump->seen >> name & 1u) != 0;
}

static bool has_letter(struct bytes digits)
{
    for (size_t i = 0; i < digits.left; i++) {
        if (hex_digit(digits.at[i]) >= 10) {
            return true;
        }
    }
    return false;
}

static bool has_blank(struct bytes digits)
{
    for (size_t i = 0; i < digits.left; i++) {
        if (ascii_is_space(digits.at[i])) {
            return true;
        }
    }
    return false;
}

static void read_items(struct bytes text, struct dump *dump)
{
    struct dump_item item;
    while (dump_text_take(&text, &item)) {
        dump->hexadecimal = dump->hexadecimal || (!item.prefixed && has_letter(item.number));
        dump->seen |= (uint32_t)1 << item.name;
        dump->unended = text.left == 0;
        if (item.name != DUMP_BARE) {
            dump->items[item.name] = item;
        } else if (dump->bare_count < BARE_MAX) {
            dump->bare[dump->bare_count++] = item;
        }
    }
}

static bool read_number(const struct dump *dump, const struct dump_item *item,
                        struct written_numbers *numbers, struct bytes *number)
{
    return item->prefixed || dump->hexadecimal
               ? written_number_hex(numbers, item->number, number)
               : written_number_decimal(numbers, item->number, number);
}

/* Without names they have an order; behind `Primes` they are the further primes. */
static void place_bare(struct dump *dump)
{
    static const enum dump_name usual[NAMELESS] = { DUMP_N, DUMP_E, DUMP_D, DUMP_P, DUMP_Q },
                                pair[NAMELESS] = { DUMP_N, DUMP_D };
    const bool two = dump->bare_count == 2 && dump->bare[1].number.left >= PAIR_DIGITS_MIN;
    const enum dump_name *order = two ? pair : usual;
    if (has(dump, DUMP_PRIMES)) {
        dump->items[DUMP_P] = dump->items[DUMP_PRIMES];
        dump->items[DUMP_Q] = dump->bare[0];
        dump->seen |= (uint32_t)1 << DUMP_P;
        dump->seen |= dump->bare_count > 0 ? (uint32_t)1 << DUMP_Q : 0;
        return;
    }
    const bool nameless = dump->seen == (uint32_t)1 << DUMP_BARE;
    for (size_t i = 0; nameless && i < NAMELESS && i < dump->bare_count; i++) {
        dump->items[order[i]] = dump->bare[i];
        dump->seen |= (uint32_t)1 << order[i];
    }
}

static bool read_numbers(struct dump *dump, struct written_numbers *numbers)
{
    for (enum dump_name name = DUMP_N; name <= DUMP_SECRET; name++) {
        if (has(dump, name) &&
            !read_number(dump, &dump->items[name], numbers, &dump->numbers[name])) {
            return false;
        }
    }
    return true;
}

static enum outcome read_rsa(const struct dump *dump, struct private_key *key)
{
    const struct bytes *numbers = dump->numbers;
    *key = (struct private_key){
        .public = { .algorithm = KEY_RSA, .n = numbers[DUMP_N], .e = numbers[DUMP_E] },
        .d = numbers[DUMP_D],
        .prime1 = numbers[DUMP_P],
        .prime2 = numbers[DUMP_Q],
        .exponent1 = numbers[DUMP_EXPONENT1],
        .exponent2 = numbers[DUMP_EXPONENT2],
        .coefficient = numbers[DUMP_COEFFICIENT],
        .multi_prime = has(dump, DUMP_PRIMES) && dump->bare_count > 1,
        .listed = true,
    };
    return OUTCOME_OK;
}

/* puttygen calls the secret x by another name; without it x is the secret. */
static enum outcome read_dsa(const struct dump *dump, struct private_key *key)
{
    struct private_key read = {
        .public = { .algorithm = has(dump, DUMP_Q) ? KEY_DSA : KEY_DH,
                    .p = dump->numbers[DUMP_P],
                    .q = dump->numbers[DUMP_Q],
                    .g = dump->numbers[DUMP_G] },
        .secret = dump->numbers[has(dump, DUMP_SECRET) ? DUMP_SECRET : DUMP_X],
        .listed = true,
    };
    if (read.secret.left == 0) {
        return OUTCOME_MALFORMED;
    }
    if (has(dump, DUMP_Y)) {
        read.claims[read.claim_count] = read.public;
        read.claims[read.claim_count++].y = dump->numbers[DUMP_Y];
    }
    *key = read;
    return OUTCOME_OK;
}

/* puttygen shows seed and y as numbers whose octets stand the other way round; of x the last bit
 * is the sign (RFC 8032 section 5.1.2). */
static enum outcome read_seed(const struct dump *dump, enum key_algorithm algorithm,
                              struct written_numbers *numbers, struct private_key *key)
{
    const size_t length = public_numbers_raw_octets(algorithm);
    struct private_key read = { .public = { .algorithm = algorithm } };
    const struct bytes x = dump->numbers[DUMP_X];
    struct bytes raw;
    if (dump->numbers[DUMP_D].left == 0 || dump->numbers[DUMP_D].left + SCALAR_ZEROS_MAX < length ||
        !written_octets_reversed(numbers, dump->numbers[DUMP_D], length, &read.secret)) {
        return OUTCOME_MALFORMED;
    }
    if (x.left > 0 && written_octets_reversed(numbers, dump->numbers[DUMP_Y], length, &raw)) {
        numbers->octets.at[numbers->octets.used - 1] |= (uint8_t)((x.at[x.left - 1] & 1) << 7);
        read.claims[read.claim_count++] =
            (struct public_numbers){ .algorithm = algorithm, .raw = raw };
    }
    *key = read;
    return OUTCOME_OK;
}

static size_t field_width(size_t x, size_t y)
{
    size_t width = 0;
    for (enum curve curve = CURVE_NONE + 1; curve <= CURVE_LAST; curve++) {
        const size_t octets = curve_field_octets(curve);
        width = octets >= x && octets >= y && (width == 0 || octets < width) ? octets : width;
    }
    return width;
}

/* Without a name the point tells the curve; without both any of several would do. */
static enum outcome read_ec(const struct dump *dump, struct written_numbers *numbers,
                            struct private_key *key)
{
    const struct bytes scalar = dump->numbers[DUMP_D], x = dump->numbers[DUMP_X],
                       y = dump->numbers[DUMP_Y];
    enum curve curve = curve_of_ssh_name(dump->items[DUMP_CURVE].word);
    const bool named = curve != CURVE_NONE;
    struct bytes point = { 0 };
    const size_t width = named ? curve_field_octets(curve) : field_width(x.left, y.left);
    if (scalar.left == 0 || x.left == 0 || y.left == 0 ||
        !written_point(numbers, x, y, width, &point)) {
        return OUTCOME_MALFORMED;
    }
    curve = named ? curve : curve_infer(scalar, point);
    if (curve == CURVE_NONE || scalar.left > curve_order_octets(curve) ||
        scalar.left + SCALAR_ZEROS_MAX < curve_order_octets(curve)) {
        return OUTCOME_MALFORMED;
    }
    *key = (struct private_key){ .public = { .algorithm = KEY_EC, .curve = curve },
                                 .secret = scalar,
                                 .claim_count = 1,
                                 .curve_inferred = !named };
    key->claims[0] = (struct public_numbers){ .algorithm = KEY_EC, .curve = curve, .point = point };
    return OUTCOME_OK;
}

static enum key_algorithm algorithm_of(struct bytes curve)
{
    return bytes_equal(curve, bytes_over("Ed25519", 7)) ? KEY_ED25519
           : bytes_equal(curve, bytes_over("Ed448", 5)) ? KEY_ED448
                                                        : KEY_ALGORITHM_NONE;
}

/* Two primes make a key of RSA where they are as long as each other. Those of curves and of GOST
 * R 34.10 are too short, or alike in their upper half. */
static bool is_prime_pair(const struct dump *dump)
{
    const struct bytes p = dump->numbers[DUMP_P], q = dump->numbers[DUMP_Q];
    return !has(dump, DUMP_X) && !has(dump, DUMP_Y) && p.left == q.left &&
           p.left >= PAIR_OCTETS_MIN && memcmp(p.at, q.at, p.left / 2) != 0;
}

static enum outcome read_key(struct dump *dump, struct written_numbers *numbers,
                             struct private_key *key)
{
    if (!read_numbers(dump, numbers)) {
        return OUTCOME_MALFORMED;
    }
    const enum key_algorithm algorithm = algorithm_of(dump->items[DUMP_CURVE].word);
    if (algorithm != KEY_ALGORITHM_NONE) {
        return read_seed(dump, algorithm, numbers, key);
    }
    if (has(dump, DUMP_P) && has(dump, DUMP_G)) {
        return read_dsa(dump, key);
    }
    if ((has(dump, DUMP_N) && (has(dump, DUMP_D) || has(dump, DUMP_P))) || is_prime_pair(dump)) {
        return read_rsa(dump, key);
    }
    return has(dump, DUMP_D) ? read_ec(dump, numbers, key) : OUTCOME_UNEXPECTED;
}

enum outcome dump_key_read(struct bytes text, struct written_numbers *numbers,
                           struct private_key *key)
{
    struct dump dump = { .seen = 0 };
    read_items(text, &dump);
    place_bare(&dump);
    const enum outcome outcome = read_key(&dump, numbers, key);
    if (outcome == OUTCOME_OK && key->public.algorithm != KEY_RSA) {
        /* The front of a secret makes a key of its own, and so does one with more in it. */
        key->chance = dump.unended || has_blank(dump.items[DUMP_D].number) ||
                      has_blank(dump.items[DUMP_SECRET].number);
        key->pieced = has_blank(dump.items[DUMP_X].number) || has_blank(dump.items[DUMP_Y].number);
    }
    return outcome;
}
