#include "bytes/der.h"
#include "crypto/algorithm_oid.h"
#include "crypto/curve.h"
#include "crypto/der_writer.h"
#include "crypto/public_numbers.h"

static void write_discrete_parameters(struct der_writer *der, const struct public_numbers *numbers)
{
    size_t parameters = der_writer_open(der, DER_SEQUENCE);
    der_writer_natural(der, numbers->p);
    if (numbers->algorithm == KEY_DSA) {
        der_writer_natural(der, numbers->q);
    }
    der_writer_natural(der, numbers->g);
    if (numbers->algorithm == KEY_DH && numbers->q.left > 0) {
        der_writer_natural(der, numbers->q);
    }
    der_writer_close(der, parameters);
}

static void write_algorithm(struct der_writer *der, const struct public_numbers *numbers)
{
    struct bytes oid = algorithm_oid(numbers->algorithm);
    if (numbers->algorithm == KEY_OTHER) {
        oid = numbers->oid;
    } else if (numbers->algorithm == KEY_DH && numbers->q.left > 0) {
        oid = algorithm_oid_x942();
    }
    size_t algorithm = der_writer_open(der, DER_SEQUENCE);
    der_writer_put(der, DER_OBJECT_IDENTIFIER, oid);
    if (numbers->algorithm == KEY_RSA) {
        der_writer_put(der, DER_NULL, bytes_over(NULL, 0));
    } else if (numbers->algorithm == KEY_EC) {
        der_writer_put(der, DER_OBJECT_IDENTIFIER, curve_oid(numbers->curve));
    } else if (numbers->algorithm == KEY_DSA || numbers->algorithm == KEY_DH) {
        write_discrete_parameters(der, numbers);
    } else {
        der_writer_raw(der, numbers->parameters);
    }
    der_writer_close(der, algorithm);
}

/* Opens the BIT STRING itself, so that nested DER needs no second buffer. */
static size_t open_bits(struct der_writer *der)
{
    size_t mark = der_writer_open(der, DER_BIT_STRING);
    der_writer_raw(der, bytes_over("", 1));
    return mark;
}

static void write_key(struct der_writer *der, const struct public_numbers *numbers)
{
    size_t bits = open_bits(der);
    uint8_t spread[POINT_OCTETS_MAX];
    size_t length;
    switch (numbers->algorithm) {
    case KEY_RSA: {
        size_t key = der_writer_open(der, DER_SEQUENCE);
        der_writer_natural(der, numbers->n);
        der_writer_natural(der, numbers->e);
        der_writer_close(der, key);
        break;
    }
    case KEY_EC:
        if (!curve_point_spread(numbers->curve, numbers->point, spread, &length)) {
            der->failed = true;
            break;
        }
        der_writer_raw(der, bytes_over(spread, length));
        break;
    case KEY_DSA:
    case KEY_DH:
        der_writer_natural(der, numbers->y);
        break;
    case KEY_ED25519:
    case KEY_ED448:
    case KEY_X25519:
    case KEY_X448:
    case KEY_OTHER:
    case KEY_ALGORITHM_NONE:
        der_writer_raw(der, numbers->raw);
        break;
    }
    der_writer_close(der, bits);
}

bool spki_write(const struct public_numbers *numbers, struct buffer *spki)
{
    struct der_writer der = { .into = spki };
    size_t whole = der_writer_open(&der, DER_SEQUENCE);
    write_algorithm(&der, numbers);
    write_key(&der, numbers);
    der_writer_close(&der, whole);
    return !der.failed;
}
