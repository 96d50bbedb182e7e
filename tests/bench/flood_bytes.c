#include "flood_kind.h"

#include <string.h>

#include "flood_body.h"

#define LARGE_BITS    16384 /* include/bounds.h: RSA_BITS_MAX */
#define DISCRETE_BITS 9984
#define ITERATIONS    250000 /* DERIVATION_SCAN_MAX */

static void raw_openssh(FILE *into, struct lot *lot)
{
    blob_pass(into, openssh_blob(lot, 24));
}

static void raw_ec_explicit(FILE *into, struct lot *lot)
{
    blob_pass(into, ec_explicit_der(lot));
}

static void raw_ec_large(FILE *into, struct lot *lot)
{
    blob_pass(into, ec_large_der(lot));
}

static void raw_rsa_drawn(FILE *into, struct lot *lot)
{
    blob_pass(into, rsa_der(lot, LARGE_BITS, RSA_DRAWN, RSA_NUMBERS));
}

static void raw_rsa_unrelated(FILE *into, struct lot *lot)
{
    blob_pass(into, rsa_der(lot, 4096, RSA_UNRELATED, RSA_NUMBERS));
}

static void raw_rsa_small(FILE *into, struct lot *lot)
{
    blob_pass(into, rsa_der(lot, 1024, RSA_DRAWN, RSA_NUMBERS));
}

static void raw_rsa_cut(FILE *into, struct lot *lot)
{
    blob_pass(into, rsa_der(lot, LARGE_BITS, RSA_DRAWN, 4));
}

static void raw_rsa_row(FILE *into, struct lot *lot)
{
    blob_pass(into, rsa_row(lot, 2048, lot_draw(lot) % 4));
}

static void raw_rsa_row_large(FILE *into, struct lot *lot)
{
    blob_pass(into, rsa_row(lot, LARGE_BITS, lot_draw(lot) % 4));
}

static void raw_dsa(FILE *into, struct lot *lot)
{
    blob_pass(into, dsa_der(lot, DISCRETE_BITS));
}

static void raw_dh(FILE *into, struct lot *lot)
{
    blob_pass(into, dh_der(lot, DISCRETE_BITS));
}

static void raw_closed(FILE *into, struct lot *lot)
{
    blob_pass(into, closed_der(lot, ITERATIONS));
}

static void raw_pfx(FILE *into, struct lot *lot)
{
    blob_pass(into, pfx_der(lot, ITERATIONS / 3));
}

static void raw_sequences(FILE *into, struct lot *lot)
{
    static const char *const fronts[] = { "\x30\x82\x20\x01\x30\x82\x1f\x01\x30",
                                          "\x30\x82\x7f\x01\x02\x01\x01\x02\x82",
                                          "\x02\x82\x01\x01\x02\x82\x02\x02\x02",
                                          "\x30\x80\x02\x01\x03\x30\x80\x06\x09" };
    const char *front = fronts[lot_draw(lot) % 4];
    for (size_t i = 0; i < 9; i++) {
        fputc(front[i], into);
    }
}

static void list_item(FILE *into, const char *name, struct blob number)
{
    fprintf(into, "(1:%s%zu:", name, number.length);
    blob_write(into, number);
    fputs(")", into);
}

static void raw_agent(FILE *into, struct lot *lot)
{
    static const char *const names[] = { "n", "e", "d", "p", "q" };
    struct rsa_forgery forgery;
    rsa_forge(lot, 4096, RSA_DRAWN, &forgery);
    fputs("(11:private-key(3:rsa", into);
    for (size_t i = 0; i < 5; i++) {
        list_item(into, names[i], forgery.numbers[i]);
    }
    fputs("))", into);
    rsa_forgery_clear(&forgery);
}

static void raw_agent_closed(FILE *into, struct lot *lot)
{
    struct blob n = lot_blob(lot, 129), iv = lot_blob(lot, 16), closed = lot_blob(lot, 400);
    n.at[0] = 0;
    fputs("(21:protected-private-key(3:rsa", into);
    list_item(into, "n", n);
    list_item(into, "e", (struct blob){ (uint8_t *)"\x01\x00\x01", 3 });
    fputs("(9:protected25:openpgp-s2k3-sha1-aes-cbc((4:sha18:", into);
    lot_write(into, lot, 8);
    fputs("8:25000000)16:", into);
    blob_write(into, iv);
    fputs(")400:", into);
    blob_write(into, closed);
    fputs(")))", into);
    blob_clear(&n);
    blob_clear(&iv);
    blob_clear(&closed);
}

/* Dropbear: e, n, d, and primes whose product agrees in its lowest octets. */
static void raw_dropbear(FILE *into, struct lot *lot)
{
    static const size_t order[] = { 1, 0, 2, 3, 4 };
    struct rsa_forgery forgery;
    rsa_forge(lot, LARGE_BITS, RSA_DRAWN, &forgery);
    word_write(into, "ssh-rsa");
    for (size_t i = 0; i < 5; i++) {
        struct blob number = forgery.numbers[order[i]];
        number.at[0] &= order[i] == 1 ? 0xff : 0x7f;
        counted_write(into, number);
    }
    rsa_forgery_clear(&forgery);
}

static void little_write(FILE *into, uint32_t number)
{
    for (int i = 0; i < 4; i++) {
        fputc((int)(number >> 8 * i & 0xff), into);
    }
}

static void reversed_write(FILE *into, struct blob number)
{
    for (size_t i = number.length; i-- > 0;) {
        fputc(number.at[i], into);
    }
}

/* PRIVATEKEYBLOB: n, p, q, dP, dQ, qInv, d. */
static void raw_microsoft(FILE *into, struct lot *lot)
{
    static const size_t order[] = { 0, 3, 4, 5, 6, 7, 2 };
    struct rsa_forgery forgery;
    rsa_forge(lot, LARGE_BITS, RSA_DRAWN, &forgery);
    fwrite("\x07\x02\0\0\0\xa4\0\0RSA2", 1, 12, into);
    little_write(into, LARGE_BITS);
    little_write(into, 65537);
    for (size_t i = 0; i < 7; i++) {
        reversed_write(into, forgery.numbers[order[i]]);
    }
    rsa_forgery_clear(&forgery);
}

static void raw_pvk(FILE *into, struct lot *lot)
{
    fwrite("\x1e\xf1\xb5\xb0\0\0\0\0\x01\0\0\0\x01\0\0\0\x10\0\0\0\x54\x02\0\0", 1, 24, into);
    lot_write(into, lot, 16);
    fwrite("\x07\x02\0\0\0\xa4\0\0", 1, 8, into);
    lot_write(into, lot, 588);
}

static void raw_cng(FILE *into, struct lot *lot)
{
    struct rsa_forgery forgery;
    rsa_forge(lot, LARGE_BITS, RSA_DRAWN, &forgery);
    fputs("RSA2", into);
    little_write(into, LARGE_BITS);
    little_write(into, 3);
    little_write(into, LARGE_BITS / 8);
    little_write(into, LARGE_BITS / 16);
    little_write(into, LARGE_BITS / 16);
    static const size_t order[] = { 1, 0, 3, 4 };
    for (size_t i = 0; i < 4; i++) {
        blob_write(into, forgery.numbers[order[i]]);
    }
    rsa_forgery_clear(&forgery);
}

static void raw_cng_curve(FILE *into, struct lot *lot)
{
    fputs("ECS6", into);
    little_write(into, 66);
    fputc(0xff, into);
    lot_write(into, lot, 197);
}

/* JKS with one key, closed as its own scheme does. */
static void raw_java(FILE *into, struct lot *lot)
{
    struct blob closed = closed_der(lot, ITERATIONS);
    fwrite("\xfe\xed\xfe\xed\0\0\0\x02\0\0\0\x01\0\0\0\x01\0\x01k", 1, 19, into);
    lot_write(into, lot, 8);
    counted_write(into, closed);
    fwrite("\0\0\0\0", 1, 4, into);
    lot_write(into, lot, 20);
    blob_clear(&closed);
}

static void raw_java_front(FILE *into, struct lot *lot)
{
    fwrite("\xfe\xed\xfe\xed\0\0\0\x02\0\0\xff\xff\0\0\0\x02\0\x01k", 1, 19, into);
    lot_write(into, lot, 8);
}

static void multiprecision_write(FILE *into, struct blob number)
{
    fputc((int)(8 * number.length >> 8), into);
    fputc((int)(8 * number.length & 0xff), into);
    blob_write(into, number);
}

static void packet_write(FILE *into, struct blob body)
{
    fputc(0x95, into);
    fputc((int)(body.length >> 8), into);
    fputc((int)(body.length & 0xff), into);
    blob_pass(into, body);
}

static FILE *packet_begin(struct blob *body, struct lot *lot, unsigned algorithm)
{
    FILE *into = blob_begin(body);
    fputc(4, into);
    lot_write(into, lot, 4);
    fputc((int)algorithm, into);
    return into;
}

/* RSA in clear, with a sum that fits. */
static void raw_openpgp(FILE *into, struct lot *lot)
{
    static const size_t order[] = { 2, 3, 4, 7 };
    struct rsa_forgery forgery;
    struct blob body, secret;
    rsa_forge(lot, 4096, RSA_DRAWN, &forgery);
    FILE *behind = blob_begin(&secret);
    for (size_t i = 0; i < 4; i++) {
        multiprecision_write(behind, forgery.numbers[order[i]]);
    }
    blob_done(behind);
    unsigned sum = 0;
    for (size_t i = 0; i < secret.length; i++) {
        sum += secret.at[i];
    }
    behind = packet_begin(&body, lot, 1);
    multiprecision_write(behind, forgery.numbers[0]);
    fwrite("\0\x11\x01\0\x01\0", 1, 6, behind);
    blob_pass(behind, secret);
    fputc((int)(sum >> 8 & 0xff), behind);
    fputc((int)(sum & 0xff), behind);
    blob_done(behind);
    packet_write(into, body);
    rsa_forgery_clear(&forgery);
}

/* Ed25519, closed by as much hashing as there is. */
static void raw_openpgp_closed(FILE *into, struct lot *lot)
{
    struct blob body;
    FILE *behind = packet_begin(&body, lot, 22);
    fwrite("\x09\x2b\x06\x01\x04\x01\xda\x47\x0f\x01\x01\x07\x40", 1, 13, behind);
    lot_write(behind, lot, 32);
    fwrite("\xfe\x07\x03\x08", 1, 4, behind);
    lot_write(behind, lot, 8);
    fputc(0xff, behind);
    lot_write(behind, lot, 16 + 54);
    blob_done(behind);
    packet_write(into, body);
}

/* What is searched for backwards: protection behind fronts of DSA keys that are none. */
static void raw_openpgp_front(FILE *into, struct lot *lot)
{
    static const char *const fronts[] = { "\x95\x02\x04\0\0\0\0\x11\x04\0",
                                          "\xfe\x09\x03\x08\xfe\x07\x03\x08\xfe\x03",
                                          "\0\x11\x01\0\x01\0\x11\x01\0\x01",
                                          "\x05\x2b\x81\x04\0\x22\x05\x2b\x81\x04" };
    fwrite(fronts[lot_draw(lot) % 4], 1, 10, into);
}

static void raw_dpapi(FILE *into, struct lot *lot)
{
    fwrite("\x01\0\0\0\xd0\x8c\x9d\xdf\x01\x15\xd1\x11\x8c\x7a\0\xc0\x4f\xc2\x97\xeb\x01\0\0\0", 1,
           24, into);
    lot_write(into, lot, 16);
    fwrite("\0\0\0\0\0\x04\0\0", 1, 8, into);
    lot_write(into, lot, 1024);
}

/* Triples of every row, by lot, with hardly anything between them. */
static void raw_triples(FILE *into, struct lot *lot)
{
    static const char *const triples[] = {
        "SA2",          "SS2",          "CAQ",          "sh-",          "BEG",
        "B\0E",         "a2-",          "y-v",          "y-f",          "y%3",
        "\x02\x01\0",   "\x02\x01\x03", "\x02\x41\0",   "\x02\x81\x81", "\x02\x82\x01",
        "MIA",          "MIE",          "MII",          "xpo",          "eyV",
        "eyP",          "PuT",          "iv:",          "ey:",          "2\x20\0",
        "4\x30\0",      "6\x42\0",      "\xfe\xed\xfe", "\xce\xce\xce", "\x30\x80\0",
        "\x30\x82\xff", "\xd0\x8c\x9d", "\x1e\xf1\xb5", "kty",          "b3B",
        "e-K",          "\xfe\x03\x03", "\xfe\x07\x03", "\xfe\x09\x03", "\x97\x55\x01",
        "\x2b\x81\x04", "\0\x11\x01",   "\x48\xce\x3d", "\x2b\x24\x03", "\x01\xda\x47",
        "e-k"
    };
    fwrite(triples[lot_draw(lot) % (sizeof(triples) / sizeof(triples[0]))], 1, 3, into);
}

/* Fronts of keys that are 32 KiB long and lie in each other. */
static void raw_overlapping(FILE *into, struct lot *lot)
{
    struct blob n = lot_odd_blob(lot, 32);
    fwrite("\x30\x82\x7f\xff\x02\x01\0", 1, 7, into);
    der_natural_write(into, n);
    fwrite("\x02\x01\x03\x02\x01\x03\x02\x01\x03", 1, 9, into);
    blob_clear(&n);
}

static void raw_rsa_multiplied(FILE *into, struct lot *lot)
{
    blob_pass(into, rsa_der(lot, 2048, RSA_MULTIPLIED, RSA_NUMBERS));
}

const struct flood_kind flood_bytes[] = {
    { "raw-openssh", raw_openssh, true },
    { "raw-ec-explicit", raw_ec_explicit, true },
    { "raw-ec-large", raw_ec_large, false },
    { "raw-rsa-drawn", raw_rsa_drawn, false },
    { "raw-rsa-unrelated", raw_rsa_unrelated, false },
    { "raw-rsa-small", raw_rsa_small, false },
    { "raw-rsa-cut", raw_rsa_cut, false },
    { "raw-rsa-row", raw_rsa_row, false },
    { "raw-rsa-row-large", raw_rsa_row_large, false },
    { "raw-dsa", raw_dsa, false },
    { "raw-dh", raw_dh, false },
    { "raw-closed", raw_closed, true },
    { "raw-pfx", raw_pfx, true },
    { "raw-sequences", raw_sequences, false },
    { "raw-agent", raw_agent, false },
    { "raw-agent-closed", raw_agent_closed, true },
    { "raw-dropbear", raw_dropbear, false },
    { "raw-microsoft", raw_microsoft, false },
    { "raw-pvk", raw_pvk, true },
    { "raw-cng", raw_cng, false },
    { "raw-cng-curve", raw_cng_curve, true },
    { "raw-java", raw_java, true },
    { "raw-java-front", raw_java_front, false },
    { "raw-openpgp", raw_openpgp, false },
    { "raw-openpgp-closed", raw_openpgp_closed, true },
    { "raw-openpgp-front", raw_openpgp_front, false },
    { "raw-dpapi", raw_dpapi, false },
    { "raw-triples", raw_triples, false },
    { "raw-overlapping", raw_overlapping, false },
    { "raw-rsa-multiplied", raw_rsa_multiplied, false },
};
const size_t flood_bytes_count = sizeof(flood_bytes) / sizeof(flood_bytes[0]);
