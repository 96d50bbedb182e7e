#include "keys/cut_scalar.h"

#include "bounds.h"
#include "buffer.h"
#include "crypto/curve.h"
#include "crypto/scalar_search.h"
#include "key_work_bounds.h"

/* Half of the scalar of the smallest curve that is read, and more. */
#define FRONT_MIN 16
/* Of 16 octets that are drawn by lot 15 differ. */
#define DISTINCT_MIN 12

enum outcome cut_scalar_outcome(struct bytes octets, enum curve curve)
{
    return octets.left >= FRONT_MIN && octets.left < curve_order_octets(curve) &&
                   bytes_distinct(octets) >= DISTINCT_MIN
               ? OUTCOME_TRUNCATED
               : OUTCOME_MALFORMED;
}

static const char remark[] = "repaired: searched for what was cut off its private number";
static const char cut[] = "the private number of an EC key that is cut off";

/* Which bits of the whole are missing: so many at its front, and at its end. */
struct gap {
    size_t front, end;
};

/* Half an octet where digits of hexadecimal are an odd number: a zero stands before the first. */
static bool fits(struct bytes left, size_t width, const struct gap *gap)
{
    const size_t bits = gap->front + gap->end;
    const bool halved = bits % 8 != 0;
    return bits > 0 && bits <= SCALAR_UNKNOWN_BITS_MAX && (!halved || left.at[0] < 0x10) &&
           left.left + bits / 8 == width;
}

static bool fill(struct buffer *into, size_t count)
{
    bool filled = true;
    for (size_t i = 0; i < count && filled; i++) {
        filled = buffer_append_byte(into, 0);
    }
    return filled;
}

/* What is left of the number, in its place. */
static bool place(struct bytes left, size_t width, const struct gap *gap, struct buffer *scalar)
{
    if (!fill(scalar, gap->front / 8) || !buffer_append(scalar, left) ||
        !fill(scalar, width - scalar->used)) {
        return false;
    }
    for (size_t i = 0; gap->end % 8 != 0 && i < width; i++) {
        const unsigned next = i + 1 < width ? scalar->at[i + 1] : 0u;
        scalar->at[i] = (uint8_t)((unsigned)scalar->at[i] << 4 | next >> 4);
    }
    return true;
}

static bool mask(size_t width, const struct gap *gap, struct buffer *unknown)
{
    if (!fill(unknown, width)) {
        return false;
    }
    for (size_t bit = 0; bit < 8 * width; bit++) {
        if (bit < gap->front || bit >= 8 * width - gap->end) {
            unknown->at[bit / 8] |= (uint8_t)(0x80u >> bit % 8);
        }
    }
    return true;
}

static bool search(const struct private_key *key, const struct gap *gap, struct buffer *found)
{
    const size_t width = curve_order_octets(key->public.curve);
    struct buffer scalar = { 0 }, unknown = { 0 };
    const bool made = place(key->secret, width, gap, &scalar) && mask(width, gap, &unknown) &&
                      scalar_search(key->public.curve, buffer_bytes(&scalar),
                                    buffer_bytes(&unknown), key->claims[0].point, found);
    buffer_clear(&scalar);
    buffer_clear(&unknown);
    return made;
}

static bool search_ends(struct examination *examination, const struct candidate *candidate,
                        const struct private_key *key, struct buffer *found)
{
    const size_t width = curve_order_octets(key->public.curve);
    const size_t lacking = 8 * (width - key->secret.left);
    const struct gap gaps[] = { { 0, lacking }, { 0, lacking + 4 }, { lacking, 0 } };
    for (size_t i = 0; i < sizeof(gaps) / sizeof(gaps[0]); i++) {
        if (fits(key->secret, width, &gaps[i]) &&
            examination_may_search(examination, candidate, SCALAR_SEARCH_STEPS) &&
            search(key, &gaps[i], found)) {
            return true;
        }
    }
    return false;
}

/* So much of it is there that it cannot be a word or an example. */
static bool is_front(const struct private_key *key)
{
    return key->public.algorithm == KEY_EC && key->claim_count > 0 &&
           key->secret.left >= FRONT_MIN &&
           key->secret.left <= curve_order_octets(key->public.curve) &&
           bytes_distinct(key->secret) >= DISTINCT_MIN;
}

void cut_scalar_complete(struct examination *examination, const struct candidate *candidate,
                         const struct private_key *key, const char *encoding)
{
    struct buffer found = { 0 };
    if (!is_front(key)) {
        return;
    }
    if (search_ends(examination, candidate, key, &found)) {
        struct private_key whole = *key;
        whole.secret = bytes_without_zeros(buffer_bytes(&found));
        examination_retract_forged(examination);
        examination_prove(examination, &whole, encoding, remark);
        memory_wipe(&whole, sizeof(whole));
    } else if (8 * (curve_order_octets(key->public.curve) - key->secret.left) >
               SCALAR_UNKNOWN_BITS_MAX) {
        examination_retract_forged(examination);
        examination_malformed(examination, &key->claims[0], cut, NULL, encoding);
    }
    buffer_clear(&found);
}
