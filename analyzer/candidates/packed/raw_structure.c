#include "candidates/packed/raw_structure.h"

#include "bounds.h"
#include "bytes/der.h"
#include "candidates/anchors.h"
#include "candidates/packed/der_candidate.h"
#include "candidates/packed/translated_der.h"

/* Where "y-v" stands in "openssh-key-v1". */
#define MAGIC_PLACE 10
/* An EC key that is cut off is no longer, on any curve: many that only look so would cost much. */
#define CUT_MAX 512

static struct bytes from_place(const struct leaf_window *window, size_t at)
{
    return bytes_over(window->text.at + at, window->text.left - at);
}

static enum offer offer_as(const struct leaf_window *window, size_t at, size_t length,
                           enum candidate_form form, enum candidate_origin origin, bool last,
                           struct delivery *delivery)
{
    struct bytes content = bytes_over(window->text.at + at, length);
    struct candidate candidate = { .form = form,
                                   .origin = origin,
                                   .content = content,
                                   .offset = window->base + at,
                                   .length = length,
                                   .taken = content };
    enum offer answer = delivery_key(delivery, &candidate, last);
    delivery->digested += answer == OFFER_TAKEN ? 0 : length;
    return answer;
}

static enum offer offer_once(const struct leaf_window *window, size_t at, size_t length,
                             enum candidate_form form, bool last, struct delivery *delivery)
{
    const uint64_t offset = window->base + at;
    const bool whole = offset == 0 && window->ends && length == window->text.left;
    enum offer answer =
        offer_as(window, at, length, form, whole ? ORIGIN_WHOLE : ORIGIN_BINARY, last, delivery);
    if (answer == OFFER_TAKEN) {
        delivery_take(delivery, offset, offset + length);
    }
    return answer;
}

static enum offer offer_key(const struct leaf_window *window, size_t at, size_t length,
                            enum candidate_form form, struct delivery *delivery)
{
    return offer_once(window, at, length, form, true, delivery);
}

/* Where the SEQUENCE begins whose content begins at `at`; SIZE_MAX = none. */
static size_t sequence_before(struct bytes text, size_t at)
{
    for (size_t octets = 0; octets <= 3 && octets + 2 <= at; octets++) {
        const uint8_t *header = text.at + at - octets - 2;
        bool fits = octets == 0 ? header[1] <= 0x80 : header[1] == (0x80 | octets);
        if (header[0] == DER_SEQUENCE && fits) {
            return at - octets - 2;
        }
    }
    return SIZE_MAX;
}

/* A key that is not seen to its end; what lies in it is scanned all the same. */
static void report_long(const struct leaf_window *window, size_t at, struct delivery *delivery)
{
    static const struct fault bound = { OUTCOME_BOUND, NULL,
                                        "a private key is longer than is read of one" };
    const uint64_t span = der_candidate_long_key(from_place(window, at));
    if (span > 0 && delivery_owns(delivery, window->base + at)) {
        delivery->sink->unread(delivery->sink->context, &bound, window->base + at, span);
    }
}

/* A file ends within an EC key, behind its private half: what is left of the public one tells. */
static bool offer_cut(const struct leaf_window *window, size_t at, struct delivery *delivery)
{
    const struct bytes from = from_place(window, at);
    return window->ends && from.left <= CUT_MAX && der_span(from) > from.left &&
           der_candidate_scalar(from) &&
           offer_key(window, at, from.left, CANDIDATE_DER, delivery) == OFFER_TAKEN;
}

/* An RSA key whose front leaves no doubt, as an armour does, and whose rest is lost or foreign:
 * what is left of its numbers may prove it, or it is a lead. In what is foreign other keys may
 * lie, or what remains of them, so no more than the front is taken: numbers behind it stand for
 * themselves too, and the case folds a key that both told of (sighting_fold.h). */
static bool offer_front(const struct leaf_window *window, size_t at, struct delivery *delivery)
{
    const struct bytes from = from_place(window, at);
    const uint64_t span = der_span(from), offset = window->base + at;
    size_t front;
    if (span > KEY_DER_MAX || (span > from.left && !window->ends) ||
        !der_candidate_rsa_front(from, &front)) {
        return false;
    }
    const size_t length = span < from.left ? (size_t)span : from.left;
    /* Whatever the answer is: what is behind has to be read alike in a replay, which refuses all
     * that it does not look for. */
    (void)offer_as(window, at, length, CANDIDATE_DER, ORIGIN_ARMOUR, true, delivery);
    delivery_take(delivery, offset, offset + front);
    return true;
}

/* Numbers may have ends of lines of their own: as it stands (of this length, where it has the shape
 * of a key), as it may have been, and as it stands with a last word on it. */
static bool offer_ways(const struct leaf_window *window, size_t at, size_t length,
                       struct delivery *delivery)
{
    return (length > 0 &&
            offer_once(window, at, length, CANDIDATE_DER, false, delivery) == OFFER_TAKEN) ||
           translated_der_read(window, at, delivery) ||
           (length > 0 &&
            offer_once(window, at, length, CANDIDATE_DER, true, delivery) == OFFER_TAKEN);
}

static void read_version(const struct leaf_window *window, size_t at, struct delivery *delivery)
{
    size_t begin = sequence_before(window->text, at), length;
    if (begin == SIZE_MAX || delivery_is_taken(delivery, window->base + begin)) {
        return;
    }
    const bool shaped = der_candidate_shape(from_place(window, begin), &length) == DER_SHAPE_KEY;
    const bool taken =
        translated_der_may_be(window, begin, delivery)
            ? offer_ways(window, begin, shaped ? length : 0, delivery)
            : shaped && offer_key(window, begin, length, CANDIDATE_DER, delivery) == OFFER_TAKEN;
    if (!taken && !offer_cut(window, begin, delivery) && !offer_front(window, begin, delivery)) {
        report_long(window, begin, delivery);
    }
}

static void read_sequence(const struct leaf_window *window, size_t at, struct delivery *delivery)
{
    struct bytes from = from_place(window, at);
    size_t header = from.left >= 2 && from.at[1] > 0x80 ? 2u + (from.at[1] & 0x7fu) : 2u, length;
    if (from.left <= header || from.at[header] != DER_SEQUENCE) {
        return;
    }
    enum der_shape shape = der_candidate_shape(from, &length);
    if (shape == DER_SHAPE_KEY) {
        (void)offer_key(window, at, length, CANDIDATE_DER, delivery);
    }
    if (shape == DER_SHAPE_NONE && !translated_der_read(window, at, delivery)) {
        report_long(window, at, delivery);
    }
    if (shape == DER_SHAPE_CERTIFICATE) {
        uint64_t offset = window->base + at;
        delivery_certificate(delivery, bytes_over(from.at, length), offset, length);
        delivery_take(delivery, offset, offset + length);
    }
    if (shape == DER_SHAPE_REQUEST) {
        delivery_request(delivery, bytes_over(from.at, length), window->base + at, length);
    }
}

void raw_structure_front(const struct leaf_window *window, struct delivery *delivery)
{
    const struct bytes text = window->text;
    const bool other = text.left > 1 && (text.at[1] < 0x80 || text.at[1] > 0x83);
    if (other && text.at[0] == DER_SEQUENCE && !delivery_is_taken(delivery, window->base)) {
        read_sequence(window, 0, delivery);
    }
}

static void read_openssh(const struct leaf_window *window, size_t at, struct delivery *delivery)
{
    if (at < MAGIC_PLACE) {
        return;
    }
    size_t begin = at - MAGIC_PLACE, length = openssh_blob_length(from_place(window, begin));
    if (length > 0 && length <= window->text.left - begin &&
        !delivery_is_taken(delivery, window->base + begin)) {
        (void)offer_key(window, begin, length, CANDIDATE_OPENSSH, delivery);
    }
}

void raw_structure_read(const struct leaf_window *window, size_t at, unsigned kinds,
                        struct delivery *delivery)
{
    if ((kinds & ANCHOR_DER) != 0) {
        read_sequence(window, at, delivery);
    }
    if ((kinds & ANCHOR_VERSION) != 0) {
        read_version(window, at, delivery);
    }
    if ((kinds & ANCHOR_OPENSSH) != 0) {
        read_openssh(window, at, delivery);
    }
}
