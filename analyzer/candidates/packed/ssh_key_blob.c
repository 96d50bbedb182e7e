#include <string.h>

#include "bounds.h"
#include "candidates/packed/packed_form.h"

/* Key blobs of Dropbear, and those that go to an ssh agent: a type, then fields, each with
 * its length in four octets (RFC 4251 section 5). They begin as public keys do, which are
 * everywhere in files and on the wire, with anything behind them. So all numbers are held
 * against each other as far as that costs nothing. */

#define MODULUS_MIN 32
/* A public exponent is no longer. */
#define EXPONENT_MAX 8
#define SUBGROUP_MIN 20
/* A private number shorter than its bound by more than so many octets has no chance. */
#define SHORT_MAX 4

enum blob_kind { BLOB_RSA, BLOB_DSS, BLOB_ECDSA, BLOB_EDWARDS };

static const struct {
    const char *type;
    size_t anchor; /* where the triple stands in it */
    enum blob_kind kind;
    size_t width; /* of a coordinate, or of a seed */
} rows[] = {
    { "ssh-rsa", 1, BLOB_RSA, 0 },
    { "ssh-dss", 1, BLOB_DSS, 0 },
    { "ssh-ed25519", 1, BLOB_EDWARDS, 32 },
    { "ssh-ed448", 1, BLOB_EDWARDS, 57 },
    { "ecdsa-sha2-nistp256", 8, BLOB_ECDSA, 32 },
    { "ecdsa-sha2-nistp384", 8, BLOB_ECDSA, 48 },
    { "ecdsa-sha2-nistp521", 8, BLOB_ECDSA, 66 },
};
#define ROWS        (sizeof(rows) / sizeof(rows[0]))
#define CURVE_PLACE 11 /* of "nistp256" in the type */

static bool take_string(struct bytes *from, struct bytes *string)
{
    struct bytes rest = *from;
    uint64_t length;
    if (!bytes_take_number(&rest, 4, &length) || !bytes_take(&rest, (size_t)length, string)) {
        return false;
    }
    *from = rest;
    return true;
}

/* An mpint that is not negative, within [least, most] octets. */
static bool take_natural(struct bytes *from, size_t least, size_t most, struct bytes *magnitude)
{
    struct bytes rest = *from, digits;
    if (!take_string(&rest, &digits) || digits.left == 0 || digits.left > most + 1 ||
        (digits.at[0] & 0x80) != 0) {
        return false;
    }
    digits = bytes_without_zeros(digits);
    if (digits.left < least || digits.left > most) {
        return false;
    }
    *from = rest;
    *magnitude = digits;
    return true;
}

static bool is_odd(struct bytes magnitude)
{
    return magnitude.left > 0 && (magnitude.at[magnitude.left - 1] & 1) != 0;
}

static uint32_t low_bits(struct bytes magnitude)
{
    uint32_t low = 0;
    for (size_t i = magnitude.left > 4 ? magnitude.left - 4 : 0; i < magnitude.left; i++) {
        low = low << 8 | magnitude.at[i];
    }
    return low;
}

/* Takes the primes where they stand there: Dropbear once wrote none. */
static void take_primes(struct bytes *from, struct bytes n, bool inverse)
{
    struct bytes rest = *from, p, q, ignored;
    if ((!inverse || take_natural(&rest, 0, n.left, &ignored)) &&
        take_natural(&rest, 1, n.left, &p) && take_natural(&rest, 1, n.left, &q) &&
        low_bits(p) * low_bits(q) == low_bits(n)) {
        *from = rest;
    }
}

/* Dropbear: e, n, d, p, q; agent: n, e, d, q^-1 mod p, p, q. */
static bool take_rsa(struct bytes *from)
{
    const size_t most = KEY_NUMBER_MAX;
    struct bytes rest = *from, n, e, d;
    const bool short_first = take_natural(&rest, 1, EXPONENT_MAX, &e);
    if (!(short_first ? take_natural(&rest, MODULUS_MIN, most, &n)
                      : take_natural(&rest, MODULUS_MIN, most, &n) &&
                            take_natural(&rest, 1, EXPONENT_MAX, &e)) ||
        !is_odd(n) || !is_odd(e) || !take_natural(&rest, n.left / 2 - SHORT_MAX, n.left, &d) ||
        !is_odd(d)) {
        return false;
    }
    take_primes(&rest, n, !short_first);
    *from = rest;
    return true;
}

static bool take_dss(struct bytes *from)
{
    struct bytes p, q, g, y, x;
    return take_natural(from, MODULUS_MIN, KEY_NUMBER_MAX, &p) && is_odd(p) &&
           take_natural(from, SUBGROUP_MIN, p.left, &q) && is_odd(q) &&
           take_natural(from, 1, p.left, &g) && take_natural(from, 1, p.left, &y) &&
           take_natural(from, q.left - SHORT_MAX, q.left, &x);
}

static bool take_ecdsa(struct bytes *from, const char *curve, size_t width)
{
    struct bytes name, point, scalar;
    return take_string(from, &name) && bytes_equal(name, bytes_over(curve, strlen(curve))) &&
           take_string(from, &point) && (point.left == 2 * width + 1 || point.left == width + 1) &&
           take_natural(from, width - SHORT_MAX, width, &scalar);
}

/* Dropbear: seed and public half in one string; agent: the public half before them too.
 * A signature has Dropbear's form as well: only the proof tells the two apart. */
static bool take_edwards(struct bytes *from, size_t width)
{
    struct bytes first, both, seed;
    if (!take_string(from, &first)) {
        return false;
    }
    if (first.left == 2 * width) {
        return true;
    }
    return first.left == width && take_string(from, &both) && both.left == 2 * width &&
           bytes_take(&both, width, &seed) && bytes_equal(first, both);
}

static bool take_fields(size_t row, struct bytes *from)
{
    switch (rows[row].kind) {
    case BLOB_RSA:
        return take_rsa(from);
    case BLOB_DSS:
        return take_dss(from);
    case BLOB_ECDSA:
        return take_ecdsa(from, rows[row].type + CURVE_PLACE, rows[row].width);
    case BLOB_EDWARDS:
        return take_edwards(from, rows[row].width);
    }
    return false;
}

bool ssh_key_blob_extent(struct bytes text, size_t anchor, size_t *from, size_t *length)
{
    for (size_t i = 0; i < ROWS; i++) {
        const size_t back = rows[i].anchor + 4;
        if (anchor < back || anchor >= text.left) {
            continue;
        }
        const struct bytes blob = bytes_over(text.at + anchor - back, text.left - (anchor - back));
        struct bytes rest = blob, type;
        if (take_string(&rest, &type) &&
            bytes_equal(type, bytes_over(rows[i].type, strlen(rows[i].type)))) {
            if (!take_fields(i, &rest)) {
                return false;
            }
            *from = anchor - back;
            *length = blob.left - rest.left;
            return true;
        }
    }
    return false;
}
