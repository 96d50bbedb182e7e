#include "flood_body.h"

#include <string.h>

#define INTEGER      0x02
#define BIT_STRING   0x03
#define OCTET_STRING 0x04
#define NONE         0x05
#define OID          0x06
#define CONTEXT_0    0xa0

uint64_t lot_draw(struct lot *lot)
{
    lot->state += 0x9e3779b97f4a7c15u; /* splitmix64 */
    uint64_t mixed = lot->state;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
    return mixed ^ mixed >> 31;
}

struct blob lot_blob(struct lot *lot, size_t length)
{
    struct blob blob = { malloc(length + 8), length };
    insist(blob.at != NULL, "memory");
    for (size_t i = 0; i < length; i += 8) {
        const uint64_t drawn = lot_draw(lot);
        memcpy(blob.at + i, &drawn, sizeof(drawn));
    }
    blob.at[length] = 0;
    return blob;
}

void lot_write(FILE *into, struct lot *lot, size_t length)
{
    struct blob blob = lot_blob(lot, length);
    blob_write(into, blob);
    blob_clear(&blob);
}

void der_header_write(FILE *into, unsigned tag, size_t length)
{
    fputc((int)tag, into);
    if (length < 0x80) {
        fputc((int)length, into);
        return;
    }
    const int octets = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
    fputc(0x80 | octets, into);
    for (int i = octets; i-- > 0;) {
        fputc((int)(length >> 8 * i & 0xff), into);
    }
}

void der_write(FILE *into, unsigned tag, struct blob content)
{
    der_header_write(into, tag, content.length);
    blob_write(into, content);
}

void der_wrap(FILE *into, unsigned tag, struct blob content)
{
    der_write(into, tag, content);
    blob_clear(&content);
}

void der_natural_write(FILE *into, struct blob magnitude)
{
    const size_t sign = magnitude.length == 0 || (magnitude.at[0] & 0x80) != 0 ? 1 : 0;
    der_header_write(into, INTEGER, magnitude.length + sign);
    if (sign == 1) {
        fputc(0, into);
    }
    blob_write(into, magnitude);
}

void der_number_write(FILE *into, uint64_t number)
{
    uint8_t octets[8];
    size_t length = 0;
    for (int i = 8; i-- > 0;) {
        if (length > 0 || number >> 8 * i != 0) {
            octets[length++] = (uint8_t)(number >> 8 * i);
        }
    }
    der_natural_write(into, (struct blob){ octets, length });
}

static void words_write(FILE *into, unsigned tag, const char *words, size_t length)
{
    der_header_write(into, tag, length);
    fwrite(words, 1, length, into);
}
#define oid_write(into, words) words_write(into, OID, words, sizeof(words) - 1)

struct blob lot_odd_blob(struct lot *lot, size_t length)
{
    struct blob blob = lot_blob(lot, length);
    blob.at[0] |= 0xc0;
    blob.at[length - 1] |= 1;
    return blob;
}

struct blob blob_of_number(BIGNUM *number)
{
    struct blob blob = { malloc((size_t)BN_num_bytes(number) + 1), (size_t)BN_num_bytes(number) };
    insist(blob.at != NULL, "memory");
    BN_bn2bin(number, blob.at);
    BN_free(number);
    return blob;
}

BIGNUM *number_of_blob(struct blob blob)
{
    return BN_bin2bn(blob.at, (int)blob.length, NULL);
}

static struct blob sequence_of(struct blob fields)
{
    struct blob whole;
    FILE *into = blob_begin(&whole);
    der_wrap(into, SEQUENCE, fields);
    blob_done(into);
    return whole;
}

static void odd_write(FILE *into, struct lot *lot, size_t length)
{
    struct blob number = lot_odd_blob(lot, length);
    der_natural_write(into, number);
    blob_clear(&number);
}

/* p = 1 modulo q, so that the exponentiations have to say that it is no group. */
struct blob dsa_der(struct lot *lot, size_t bits)
{
    struct blob fields, q = lot_odd_blob(lot, 32), factor = lot_odd_blob(lot, bits / 8 - 32);
    BN_CTX *scratch = BN_CTX_new();
    BIGNUM *p = BN_new(), *less = number_of_blob(factor), *order = number_of_blob(q);
    FILE *into = blob_begin(&fields);
    BN_clear_bit(less, 0);
    BN_mul(p, less, order, scratch);
    BN_add_word(p, 1);
    struct blob modulus = blob_of_number(p);
    der_number_write(into, 0);
    der_natural_write(into, modulus);
    der_natural_write(into, q);
    odd_write(into, lot, modulus.length - 1);
    odd_write(into, lot, modulus.length - 1);
    odd_write(into, lot, 31);
    blob_done(into);
    BN_free(less);
    BN_free(order);
    BN_CTX_free(scratch);
    blob_clear(&q);
    blob_clear(&factor);
    blob_clear(&modulus);
    return sequence_of(fields);
}

/* p = g^2 + g + 1, so that g has the order 3, and x is a multiple of it: the public number
 * comes to 1. */
struct blob dh_der(struct lot *lot, size_t bits)
{
    struct blob fields, algorithm, group, secret, g = lot_odd_blob(lot, bits / 16);
    struct blob third = lot_odd_blob(lot, bits / 8 - 2);
    BN_CTX *scratch = BN_CTX_new();
    BIGNUM *root = number_of_blob(g), *p = BN_new(), *x = number_of_blob(third);
    BN_sqr(p, root, scratch);
    BN_add(p, p, root);
    BN_add_word(p, 1);
    BN_mul_word(x, 3);
    blob_clear(&third);
    third = blob_of_number(x);
    struct blob modulus = blob_of_number(p);
    FILE *into = blob_begin(&group);
    der_natural_write(into, modulus);
    der_natural_write(into, g);
    blob_done(into);
    into = blob_begin(&algorithm);
    oid_write(into, "\x2a\x86\x48\x86\xf7\x0d\x01\x03\x01");
    der_wrap(into, SEQUENCE, group);
    blob_done(into);
    into = blob_begin(&secret);
    der_natural_write(into, third);
    blob_done(into);
    into = blob_begin(&fields);
    der_number_write(into, 0);
    der_wrap(into, SEQUENCE, algorithm);
    der_wrap(into, OCTET_STRING, secret);
    blob_done(into);
    BN_free(root);
    BN_CTX_free(scratch);
    blob_clear(&modulus);
    blob_clear(&g);
    blob_clear(&third);
    return sequence_of(fields);
}

/* Field, curve, generator, order and cofactor as RFC 3279 section 2.3.5 writes them. */
static struct blob explicit_parameters(struct lot *lot)
{
    struct blob field, curve, fields, octets;
    FILE *into = blob_begin(&field);
    oid_write(into, "\x2a\x86\x48\xce\x3d\x01\x01");
    odd_write(into, lot, 66);
    blob_done(into);
    into = blob_begin(&curve);
    for (int i = 0; i < 2; i++) {
        octets = lot_blob(lot, 66);
        der_wrap(into, OCTET_STRING, octets);
    }
    blob_done(into);
    into = blob_begin(&fields);
    der_number_write(into, 1);
    der_wrap(into, SEQUENCE, field);
    der_wrap(into, SEQUENCE, curve);
    octets = lot_blob(lot, 133);
    octets.at[0] = 4;
    der_wrap(into, OCTET_STRING, octets);
    odd_write(into, lot, 66);
    der_number_write(into, 1);
    blob_done(into);
    return sequence_of(fields);
}

static struct blob ec_der(struct blob scalar, struct blob parameters, struct blob point)
{
    struct blob fields, inner;
    FILE *into = blob_begin(&fields);
    der_number_write(into, 1);
    der_wrap(into, OCTET_STRING, scalar);
    der_wrap(into, CONTEXT_0, parameters);
    FILE *behind = blob_begin(&inner);
    der_header_write(behind, BIT_STRING, point.length + 1);
    fputc(0, behind);
    blob_write(behind, point);
    blob_done(behind);
    der_wrap(into, CONTEXT_0 + 1, inner);
    blob_done(into);
    blob_clear(&point);
    return sequence_of(fields);
}

struct blob ec_explicit_der(struct lot *lot)
{
    struct blob point = lot_blob(lot, 133);
    point.at[0] = 4;
    return ec_der(lot_blob(lot, 66), explicit_parameters(lot), point);
}

struct blob ec_large_der(struct lot *lot)
{
    struct blob scalar = lot_blob(lot, 66), point = lot_blob(lot, 133), curve;
    FILE *into = blob_begin(&curve);
    oid_write(into, "\x2b\x81\x04\x00\x23");
    blob_done(into);
    scalar.at[0] = 0xff;
    point.at[0] = 4;
    return ec_der(scalar, curve, point);
}

/* PBES2 with this function, AES-256-CBC, and octets by lot. */
static struct blob closed_by(struct lot *lot, struct blob function)
{
    struct blob fields, algorithm, schemes, cipher;
    FILE *into = blob_begin(&cipher);
    oid_write(into, "\x60\x86\x48\x01\x65\x03\x04\x01\x2a");
    der_wrap(into, OCTET_STRING, lot_blob(lot, 16));
    blob_done(into);
    into = blob_begin(&schemes);
    der_wrap(into, SEQUENCE, function);
    der_wrap(into, SEQUENCE, cipher);
    blob_done(into);
    into = blob_begin(&algorithm);
    oid_write(into, "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d");
    der_wrap(into, SEQUENCE, schemes);
    blob_done(into);
    into = blob_begin(&fields);
    der_wrap(into, SEQUENCE, algorithm);
    der_wrap(into, OCTET_STRING, lot_blob(lot, 48));
    blob_done(into);
    return sequence_of(fields);
}

struct blob closed_der(struct lot *lot, uint64_t iterations)
{
    struct blob function, parameters;
    FILE *into = blob_begin(&parameters);
    der_wrap(into, OCTET_STRING, lot_blob(lot, 16));
    der_number_write(into, iterations);
    blob_done(into);
    into = blob_begin(&function);
    oid_write(into, "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c");
    der_wrap(into, SEQUENCE, parameters);
    blob_done(into);
    return closed_by(lot, function);
}

struct blob closed_scrypt_der(struct lot *lot, uint64_t cost)
{
    struct blob function, parameters;
    FILE *into = blob_begin(&parameters);
    der_wrap(into, OCTET_STRING, lot_blob(lot, 16));
    der_number_write(into, cost);
    der_number_write(into, 8);
    der_number_write(into, 1);
    blob_done(into);
    into = blob_begin(&function);
    oid_write(into, "\x2b\x06\x01\x04\x01\xda\x47\x04\x0b");
    der_wrap(into, SEQUENCE, parameters);
    blob_done(into);
    return closed_by(lot, function);
}

/* SafeContents with one shrouded key, and a MAC by lot. */
struct blob pfx_der(struct lot *lot, uint64_t iterations)
{
    static const char data[] = "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
    struct blob bag, bags, content, safes, safe, mac, digest, fields;
    FILE *into = blob_begin(&bag);
    oid_write(into, "\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x02");
    der_wrap(into, CONTEXT_0, closed_der(lot, iterations));
    blob_done(into);
    into = blob_begin(&bags);
    der_wrap(into, SEQUENCE, bag);
    blob_done(into);
    into = blob_begin(&content);
    der_wrap(into, OCTET_STRING, sequence_of(bags));
    blob_done(into);
    into = blob_begin(&safe);
    words_write(into, OID, data, sizeof(data) - 1);
    der_wrap(into, CONTEXT_0, content);
    blob_done(into);
    into = blob_begin(&safes);
    der_wrap(into, OCTET_STRING, sequence_of(sequence_of(safe)));
    blob_done(into);
    into = blob_begin(&safe);
    words_write(into, OID, data, sizeof(data) - 1);
    der_wrap(into, CONTEXT_0, safes);
    blob_done(into);
    into = blob_begin(&digest);
    words_write(into, SEQUENCE, "\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00", 13);
    der_wrap(into, OCTET_STRING, lot_blob(lot, 32));
    blob_done(into);
    into = blob_begin(&mac);
    der_wrap(into, SEQUENCE, digest);
    der_wrap(into, OCTET_STRING, lot_blob(lot, 8));
    der_number_write(into, iterations);
    blob_done(into);
    into = blob_begin(&fields);
    der_number_write(into, 3);
    der_wrap(into, SEQUENCE, safe);
    der_wrap(into, SEQUENCE, mac);
    blob_done(into);
    return sequence_of(fields);
}

void blob_pass(FILE *into, struct blob body)
{
    blob_write(into, body);
    blob_clear(&body);
}

void counted_write(FILE *into, struct blob octets)
{
    for (int i = 4; i-- > 0;) {
        fputc((int)(octets.length >> 8 * i & 0xff), into);
    }
    blob_write(into, octets);
}

void word_write(FILE *into, const char *word)
{
    for (int i = 4; i-- > 0;) {
        fputc((int)(strlen(word) >> 8 * i & 0xff), into);
    }
    fputs(word, into);
}

struct blob openssh_blob(struct lot *lot, unsigned rounds)
{
    struct blob whole, drawn = lot_blob(lot, 32), closed = lot_blob(lot, 144);
    FILE *into = blob_begin(&whole);
    fwrite("openssh-key-v1", 1, 15, into);
    word_write(into, "aes256-ctr");
    word_write(into, "bcrypt");
    fwrite("\0\0\0\x18\0\0\0\x10", 1, 8, into);
    lot_write(into, lot, 16);
    fwrite("\0\0\0", 1, 3, into);
    fputc((int)rounds, into);
    fwrite("\0\0\0\x01\0\0\0\x33", 1, 8, into);
    word_write(into, "ssh-ed25519");
    counted_write(into, drawn);
    counted_write(into, closed);
    blob_done(into);
    blob_clear(&drawn);
    blob_clear(&closed);
    return whole;
}
