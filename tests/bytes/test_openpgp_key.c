#include "bytes/openpgp_key.h"

#include <string.h>

#include "suite.h"

/* Packets: header in both formats. */
static const struct {
    const char *what, *data;
    size_t length;
    bool taken;
    unsigned tag;
    size_t body;
    bool open, cut;
} headers[] = {
    { "nothing", "", 0, false, 0, 0, false, false },
    { "no packet", "\x14\x01x", 3, false, 0, 0, false, false },
    { "tag 0", "\x80\x01x", 3, false, 0, 0, false, false },
    { "legacy, one octet", "\x94\x01x", 3, true, 5, 1, false, false },
    { "legacy, two octets", "\x9d\x00\x02xy", 5, true, 7, 2, false, false },
    { "legacy, four octets", "\x96\x00\x00\x00\x01x", 6, true, 5, 1, false, false },
    { "legacy, open", "\x97xyz", 4, true, 5, 3, true, false },
    { "legacy, cut", "\x95\x01\x00xyz", 6, true, 5, 3, false, true },
    { "legacy, length cut", "\x95\x01", 2, false, 0, 0, false, false },
    { "one octet", "\xc5\x02xy", 4, true, 5, 2, false, false },
    { "two octets, cut", "\xc7\xc0\x01xy", 5, true, 7, 2, false, true },
    { "two octets, length cut", "\xc7\xc0", 2, false, 0, 0, false, false },
    { "five octets", "\xc5\xff\x00\x00\x00\x01x", 7, true, 5, 1, false, false },
    { "five octets, length cut", "\xc5\xff\x00\x00\x00", 5, false, 0, 0, false, false },
    { "partial lengths", "\xc5\xe1xy\x01z", 6, false, 0, 0, false, false },
};

START_TEST(packet_headers)
{
    uint8_t *copy = exact_copy(headers[_i].data, headers[_i].length);
    struct bytes from = bytes_over(copy, headers[_i].length);
    struct openpgp_packet packet = { .tag = 77 };
    ck_assert_msg(openpgp_packet_take(&from, &packet) == headers[_i].taken, "%s", headers[_i].what);
    if (headers[_i].taken) {
        ck_assert_uint_eq(packet.tag, headers[_i].tag);
        ck_assert_uint_eq(packet.body.left, headers[_i].body);
        ck_assert_int_eq(packet.open, headers[_i].open);
        ck_assert_int_eq(packet.cut, headers[_i].cut);
        ck_assert_uint_eq(from.left, 0);
    } else {
        ck_assert_uint_eq(packet.tag, 77);
        ck_assert_uint_eq(from.left, headers[_i].length);
    }
    free(copy);
}
END_TEST

START_TEST(packets_stand_whole_at_the_front)
{
    static const struct {
        const char *data;
        size_t length, whole;
    } rows[] = {
        { "\x94\x01x\xb4\x02yz", 7, 7 }, /* key, user */
        { "\x94\x01x\xb4\x03yz", 7, 3 }, /* the second is cut */
        { "\x98\x01x\xb4\x02yz", 7, 0 }, /* a public key */
        { "\x94\x01x\xb4\x01yz", 7, 6 }, /* something behind */
        { "\x94\x02x", 3, 0 },           /* the first is cut */
        { "", 0, 0 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint8_t *copy = exact_copy(rows[i].data, rows[i].length);
        ck_assert_uint_eq(openpgp_packets_length(bytes_over(copy, rows[i].length)), rows[i].whole);
        free(copy);
    }
}
END_TEST

START_TEST(numbers_say_their_bits)
{
    static const struct {
        const char *data;
        size_t length, number;
        bool taken, exact;
    } rows[] = {
        { "\x00\x09\x01\xff", 4, 2, true, true },  { "\x00\x10\x01\xff", 4, 2, true, false },
        { "\x00\x08\x00", 3, 0, true, false },     { "\x00\x00", 2, 0, true, true },
        { "\x00\x09\x01", 3, 0, false, true },     { "\x00", 1, 0, false, true },
        { "\x00\x09\x00\xff", 4, 1, true, false },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint8_t *copy = exact_copy(rows[i].data, rows[i].length);
        struct bytes from = bytes_over(copy, rows[i].length), number = { 0 };
        bool exact = true;
        ck_assert_int_eq(openpgp_take_number(&from, &number, &exact), rows[i].taken);
        ck_assert_int_eq(exact, rows[i].exact);
        ck_assert_uint_eq(number.left, rows[i].number);
        ck_assert_uint_eq(from.left, rows[i].taken ? 0 : rows[i].length);
        free(copy);
    }
}
END_TEST

/* Bodies. The point and the seed are no key; nothing is computed here. */
#define TIME       "\x5c\x91\xf4\xe4"
#define OCTETS     "abcdefghijklmnopqrstuvwxyz012345"
#define OID        "\x09\x2b\x06\x01\x04\x01\xda\x47\x0f\x01"
#define POINT      OID "\x01\x07\x40" OCTETS
#define SEED       "\x00\xff" OCTETS
#define SALT       "saltsalt"
#define IV         "vectorvector1234"
#define BODY(text) text, sizeof(text) - 1

static const struct {
    const char *what, *body;
    size_t length;
    enum outcome outcome;
    bool beyond_doubt;
} bodies[] = {
    { "version 4 in clear", BODY("\x04" TIME "\x16" POINT "\x00" SEED "\x0d\x4d"), OUTCOME_OK,
      true },
    { "a wrong sum", BODY("\x04" TIME "\x16" POINT "\x00" SEED "\x0d\x4e"), OUTCOME_OK, false },
    { "no sum", BODY("\x04" TIME "\x16" POINT "\x00" SEED), OUTCOME_OK, false },
    { "something behind the sum", BODY("\x04" TIME "\x16" POINT "\x00" SEED "\x0d\x4dx"),
      OUTCOME_OK, false },
    { "version 4, protected",
      BODY("\x04" TIME "\x16" POINT "\xfe\x07\x03\x02" SALT "\x60" IV OCTETS), OUTCOME_OK, true },
    { "an unknown digest", BODY("\x04" TIME "\x16" POINT "\xfe\x07\x03\x63" SALT "\x60" IV OCTETS),
      OUTCOME_OK, false },
    { "an unknown cipher", BODY("\x04" TIME "\x16" POINT "\xfe\x63\x03\x02" SALT "\x60" IV OCTETS),
      OUTCOME_OK, false },
    { "an unknown S2K", BODY("\x04" TIME "\x16" POINT "\xfe\x07\x02\x02" SALT "\x60" IV OCTETS),
      OUTCOME_MALFORMED, false },
    { "nothing closed", BODY("\x04" TIME "\x16" POINT "\xfe\x07\x03\x02" SALT "\x60" IV),
      OUTCOME_OK, false },
    { "a dummy", BODY("\x04" TIME "\x16" POINT "\xfe\x00\x65\x00GNU\x01"), OUTCOME_OK, true },
    { "a card", BODY("\x04" TIME "\x16" POINT "\xff\x00\x65\x00GNU\x02\x02sn"), OUTCOME_OK, true },
    { "GNU without a mode", BODY("\x04" TIME "\x16" POINT "\xff\x00\x65\x00GNU\x07"),
      OUTCOME_MALFORMED, false },
    { "version 5 in clear",
      BODY("\x05" TIME "\x16\x00\x00\x00\x2d" POINT "\x00\x00\x00\x00\x00\x22" SEED "\x0d\x4d"),
      OUTCOME_OK, true },
    { "version 6 in clear", BODY("\x06" TIME "\x1b\x00\x00\x00\x20" OCTETS "\x00" OCTETS),
      OUTCOME_OK, true },
    { "version 6, more counted than there is",
      BODY("\x06" TIME "\x1b\x00\x00\x01\x20" OCTETS "\x00" OCTETS), OUTCOME_TRUNCATED, false },
    { "version 6, more counted than the key",
      BODY("\x06" TIME "\x1b\x00\x00\x00\x21" OCTETS "x\x00" OCTETS), OUTCOME_OK, false },
    { "version 6, AEAD and Argon2",
      BODY("\x06" TIME "\x1b\x00\x00\x00\x20" OCTETS "\xfd\x26\x09\x02\x14\x04" IV
           "\x01\x04\x15nonce nonce 15" OCTETS),
      OUTCOME_OK, true },
    { "an unknown version", BODY("\x07" TIME "\x16" POINT "\x00" SEED "\x0d\x4d"),
      OUTCOME_UNSUPPORTED, false },
    { "an unknown algorithm", BODY("\x04" TIME "\x63" POINT "\x00" SEED "\x0d\x4d"),
      OUTCOME_UNSUPPORTED, false },
    { "no exponent", BODY("\x03" TIME "\x00\x00\x01\x00\xff" OCTETS "\x00"), OUTCOME_MALFORMED,
      false },
};
#define BODIES ((int)(sizeof(bodies) / sizeof(bodies[0])))

START_TEST(key_bodies)
{
    uint8_t *copy = exact_copy(bodies[_i].body, bodies[_i].length);
    struct openpgp_key key = { .version = 99 };
    ck_assert_msg(openpgp_key_read(bytes_over(copy, bodies[_i].length), &key) == bodies[_i].outcome,
                  "%s", bodies[_i].what);
    if (bodies[_i].outcome == OUTCOME_OK) {
        ck_assert_msg(openpgp_key_beyond_doubt(&key) == bodies[_i].beyond_doubt, "%s",
                      bodies[_i].what);
    } else if (bodies[_i].outcome != OUTCOME_UNSUPPORTED) {
        ck_assert_uint_eq(key.version, 99);
    }
    free(copy);
}
END_TEST

/* No shorter one is beyond doubt, and none is read past its end. */
START_TEST(every_shorter_body)
{
    for (size_t length = 0; length < bodies[_i].length; length++) {
        uint8_t *copy = exact_copy(bodies[_i].body, length);
        struct openpgp_key key;
        struct bytes secret[OPENPGP_NUMBERS_MAX], rest;
        if (openpgp_key_read(bytes_over(copy, length), &key) == OUTCOME_OK) {
            (void)!openpgp_key_numbers(&key, key.secret, secret, &rest);
            ck_assert_msg(!bodies[_i].beyond_doubt || !openpgp_key_beyond_doubt(&key) ||
                              key.protection.usage != OPENPGP_CLEAR,
                          "%s, %zu octets", bodies[_i].what, length);
        }
        free(copy);
    }
}
END_TEST

START_TEST(counts_of_the_iterated_one)
{
    static const struct {
        const char *coded;
        uint32_t octets;
    } rows[] = { { "\x00", 1024 }, { "\x60", 65536 }, { "\xff", 65011712 } };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char body[] = "\x04" TIME "\x16" POINT "\xfe\x07\x03\x02" SALT "\x60" IV OCTETS;
        body[sizeof(body) - 1 - 32 - 16 - 1] = rows[i].coded[0];
        struct openpgp_key key;
        ck_assert_int_eq(openpgp_key_read(bytes_over(body, sizeof(body) - 1), &key), OUTCOME_OK);
        ck_assert_uint_eq(key.protection.octets, rows[i].octets);
        ck_assert_uint_eq(key.protection.iv.left, 16);
        ck_assert_uint_eq(key.secret.left, 32);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("openpgp_key");
    tcase_add_loop_test(tests, packet_headers, 0, (int)(sizeof(headers) / sizeof(headers[0])));
    tcase_add_test(tests, packets_stand_whole_at_the_front);
    tcase_add_test(tests, numbers_say_their_bits);
    tcase_add_loop_test(tests, key_bodies, 0, BODIES);
    tcase_add_loop_test(tests, every_shorter_body, 0, BODIES);
    tcase_add_test(tests, counts_of_the_iterated_one);
    return suite_run("openpgp_key", tests);
}
