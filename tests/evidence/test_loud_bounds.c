/* Each bound that evidence can reach is said in the journal, with the place: here it is reached. */
#include "bytes/pem_text.h"
#include "evidence/loud_bound.h"

/* Base64 of the letter A. */
static void fill_letters(struct buffer *into, size_t count)
{
    for (size_t i = 0; i < count; i += 4) {
        put(into, "QUFB");
    }
}

/* Three octets of a header give four characters: {"alg":"PBES2-HS256+A128KW", ... */
#define JWE_FRONT "eyJhbGciOiJQQkVTMi1IUzI1NitBMTI4S1ciLCJlbmMiOiJBMTI4R0NNIiwiY3R5IjoiandrK2pzb24i"

static void put_recipients(struct buffer *text, unsigned count)
{
    put(text, "{\"protected\":\"" JWE_FRONT "fQ\",\"recipients\":[");
    for (unsigned i = 0; i < count; i++) {
        put(text, i > 0 ? "," : "");
        put(text, "{\"header\":{\"p2c\":1,\"p2s\":\"AAAAAAAAAAA\"},\"encrypted_key\":"
                  "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}");
    }
    put(text, "],\"iv\":\"AAAAAAAAAAAAAAAA\",\"ciphertext\":\"AAAA\","
              "\"tag\":\"AAAAAAAAAAAAAAAAAAAAAA\"}\n");
}

START_TEST(jwe_recipients)
{
    struct buffer text = { 0 };
    put_recipients(&text, JWE_RECIPIENTS_MAX);
    expect_none(&text);
    put_recipients(&text, JWE_RECIPIENTS_MAX + 1);
    expect(&text, "more recipients than passphrases are tried for", 1);
}
END_TEST

/* What says that it is an encryption may stand behind all that is read of the header. */
START_TEST(jwe_header)
{
    static const char late[] = "eyJhYWEiOiJB"; /* {"aaa":"A */
    static const char behind[] = "..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA\n";
    struct buffer text = { 0 };
    put(&text, _i == 0 ? JWE_FRONT "LCJhIjoi" : late);
    fill_letters(&text, JWE_HEADER_MAX);
    put(&text, "In0"); /* "} */
    put(&text, behind);
    expect(&text, "whose header is longer than is read", 1);
    put(&text, late); /* of a signature, and of no object at all */
    fill_letters(&text, JWE_HEADER_MAX);
    put(&text, "In0.AAAA.AAAA\n");
    fill_letters(&text, JWE_HEADER_MAX + 16);
    put(&text, behind);
    expect_none(&text);
}
END_TEST

/* Longer than what is looked at of most. */
START_TEST(jwe_header_within_the_bound)
{
    struct buffer text = { 0 };
    struct record_list list = { 0 };
    put(&text, JWE_FRONT "LCJhIjoi");
    fill_letters(&text, JWE_HEADER_MAX / 2);
    put(&text, "In0..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA\n");
    run_scan(buffer_bytes(&text), &list);
    ck_assert_msg(list.keys == 1 && strncmp(record_list_text(&list), "encrypted", 9) == 0, "%s",
                  record_list_text(&list));
    record_list_clear(&list);
    buffer_clear(&text);
}
END_TEST

START_TEST(jwe_header_in_an_object)
{
    struct buffer text = { 0 };
    put(&text, "{\"protected\":\"eyJhYWEiOiJB");
    fill_letters(&text, JWE_HEADER_MAX);
    put(&text, "In0\",\"iv\":\"AAAAAAAAAAAAAAAA\",\"ciphertext\":\"AAAA\",\"tag\":\"AAAAAAAA\"}\n");
    expect(&text, "whose header is longer than is read", 1);
}
END_TEST

static void put_string(struct buffer *into, const char *text)
{
    put_big(into, strlen(text));
    put(into, text);
}

static void put_openssh(struct buffer *into, size_t keys, size_t list)
{
    put_octets(into, "openssh-key-v1", 15);
    put_string(into, "none");
    put_string(into, "none");
    put_string(into, "");
    put_big(into, keys);
    for (size_t i = 0; i < keys; i++) {
        put_string(into, "public");
    }
    put_big(into, list);
    put_big(into, 7);
    put_big(into, 7);
    fill(into, 1, list - 8);
}

START_TEST(openssh_keys)
{
    static const char more[] = "it says that it holds more keys than are read of one";
    struct buffer blob = { 0 }, text = { 0 };
    put_openssh(&blob, OPENSSH_KEYS_MAX, 200);
    expect_none(&blob);
    put_openssh(&blob, OPENSSH_KEYS_MAX + 1, 200);
    put(&text, "-----BEGIN OPENSSH PRIVATE KEY-----\n");
    ck_assert(base64_text_write(buffer_bytes(&blob), &text));
    put(&text, "\n-----END OPENSSH PRIVATE KEY-----\n");
    expect(&blob, more, 1);
    expect(&text, more, 1);
}
END_TEST

/* OneAsymmetricKey (RFC 5958) of Ed25519 with attributes behind the key. */
static void put_attributed(struct buffer *into, size_t attributes)
{
    static const uint8_t front[] = { 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03,
                                     0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20 };
    const size_t whole = sizeof(front) + 32 + 5 + attributes;
    const uint8_t header[] = { 0x30, 0x83, (uint8_t)(whole >> 16), (uint8_t)(whole >> 8),
                               (uint8_t)whole };
    const uint8_t behind[] = { 0xa0, 0x83, (uint8_t)(attributes >> 16), (uint8_t)(attributes >> 8),
                               (uint8_t)attributes };
    put_octets(into, header, sizeof(header));
    put_octets(into, front, sizeof(front));
    for (unsigned i = 0; i < 32; i++) {
        ck_assert(buffer_append_byte(into, (uint8_t)(i * 89 + 7)));
    }
    put_octets(into, behind, sizeof(behind));
    fill(into, 'a', attributes);
}

START_TEST(key_with_attributes)
{
    struct buffer key = { 0 };
    put(&key, "behind something");
    put_attributed(&key, KEY_DER_MAX);
    expect(&key, "a private key is longer than is read of one", 1);
}
END_TEST

/* Where it is not too long it is found. */
START_TEST(key_with_attributes_in_armour)
{
    struct buffer key = { 0 }, text = { 0 };
    struct record_list list = { 0 };
    put_attributed(&key, 70000 * (size_t)(_i + 1));
    put(&text, "-----BEGIN PRIVATE KEY-----\n");
    ck_assert(base64_text_write(buffer_bytes(&key), &text));
    put(&text, "\n-----END PRIVATE KEY-----\n");
    run_scan(buffer_bytes(&text), &list);
    const char *found = _i == 0 ? "proven" : "a private key is longer than is read of one";
    ck_assert_msg(strstr(record_list_text(&list), found) != NULL, "%s", record_list_text(&list));
    record_list_clear(&list);
    buffer_clear(&key);
    buffer_clear(&text);
}
END_TEST

/* Of PBE, whose octets are as many as its lengths say, or fewer. */
static void put_closed(struct buffer *into, size_t whole, size_t octets)
{
    static const uint8_t scheme[] = { 0x30, 0x0e, 0x06, 0x0a, 0x2a, 0x86, 0x48, 0x86,
                                      0xf7, 0x0d, 0x01, 0x0c, 0x01, 0x03, 0x30, 0x00 };
    const size_t closed = whole - sizeof(scheme) - 5;
    put_octets(into, "\x30\x83", 2);
    ck_assert(buffer_append_number(into, 3, whole));
    put_octets(into, scheme, sizeof(scheme));
    put_octets(into, "\x04\x83", 2);
    ck_assert(buffer_append_number(into, 3, closed));
    fill(into, 0xee, octets < closed ? octets : closed);
}

START_TEST(closed_key)
{
    struct buffer key = { 0 };
    put(&key, _i == 0 ? "" : "behind something");
    put_closed(&key, (size_t)1 << 20, 2000);
    expect(&key, "a private key is longer than is read of one", 1);
}
END_TEST

START_TEST(closed_key_of_three_octets_of_length)
{
    struct buffer key = { 0 };
    struct record_list list = { 0 };
    put(&key, "behind something");
    put_closed(&key, 70000, SIZE_MAX);
    put(&key, "before something");
    run_scan(buffer_bytes(&key), &list);
    ck_assert_msg(list.keys == 1 && strncmp(record_list_text(&list), "encrypted", 9) == 0, "%s",
                  record_list_text(&list));
    record_list_clear(&list);
    buffer_clear(&key);
}
END_TEST

static void put_pvk(struct buffer *into, size_t salt)
{
    static const uint8_t header[] = { 0x07, 0x02, 0, 0, 0, 0xa4, 0, 0 };
    put_little(into, 0xb0b5f11e);
    put_little(into, 0);
    put_little(into, 1);
    put_little(into, 1);
    put_little(into, salt);
    put_little(into, 308);
    fill(into, 's', salt);
    put_octets(into, header, sizeof(header));
    fill(into, 'c', 300);
}

START_TEST(pvk_salt)
{
    struct buffer file = { 0 };
    put_pvk(&file, DERIVATION_SALT_MAX + 1);
    struct record_list list = { 0 };
    run_scan(buffer_bytes(&file), &list);
    ck_assert_msg(list.keys == 1 && strncmp(record_list_text(&list), "encrypted", 9) == 0, "%s",
                  record_list_text(&list));
    record_list_clear(&list);
    buffer_clear(&file);
    put_pvk(&file, PVK_SALT_MAX + 1);
    expect(&file, "a PVK file with a longer salt", 1);
}
END_TEST

/* A length that a header makes up covers nothing of what stands behind it. */
START_TEST(key_behind_a_made_up_salt)
{
    static const uint8_t header[] = {
        0x1e, 0xf1, 0xb5, 0xb0, 0,    0,    0,    0,    2,    0, 0, 0,
        1,    0,    0,    0,    0xff, 0xff, 0xff, 0xff, 0x54, 2, 0, 0
    };
    struct buffer file = { 0 }, key = fixture_read("keys/rfc9500-p256.key");
    put_octets(&file, header, sizeof(header));
    ck_assert(buffer_append(&file, buffer_bytes(&key)));
    struct record_list list = scan_for(buffer_bytes(&file), "a PVK file with a longer salt");
    ck_assert_msg(strstr(record_list_text(&list), "proven") != NULL, "%s", record_list_text(&list));
    record_list_clear(&list);
    buffer_clear(&file);
    buffer_clear(&key);
}
END_TEST

static void put_natural(struct buffer *into, uint8_t first, size_t octets, uint8_t last)
{
    const uint8_t header[] = { 0x02, 0x82, (uint8_t)(octets >> 8), (uint8_t)octets };
    put_octets(into, header, sizeof(header));
    ck_assert(buffer_append_byte(into, first));
    fill(into, 0x55, octets - 2);
    ck_assert(buffer_append_byte(into, last));
}

/* The form of OpenSSL: version, p, q, g, y, x. */
static void put_dsa(struct buffer *into, size_t p, size_t q)
{
    static const uint8_t version[] = { 0x02, 0x01, 0x00 };
    const size_t whole = sizeof(version) + 3 * (4 + p) + 2 * (4 + q);
    const uint8_t header[] = { 0x30, 0x82, (uint8_t)(whole >> 8), (uint8_t)whole };
    put_octets(into, header, sizeof(header));
    put_octets(into, version, sizeof(version));
    put_natural(into, 0x7f, p, 0x55);
    put_natural(into, 0x7e, q, 0x55);
    put_natural(into, 0x11, p, 0x55);
    put_natural(into, 0x12, p, 0x55);
    put_natural(into, 0x13, q, 0x55);
}

/* What is too large to be computed with is a lead, and not said to be damaged. */
START_TEST(discrete_bits)
{
    static const size_t sizes[][2] = { { DISCRETE_BITS_MAX / 8 + 6, 32 },
                                       { 256, SIGNING_ORDER_BITS_MAX / 8 + 8 } };
    struct buffer key = { 0 };
    put(&key, "-----");
    put_dsa(&key, sizes[_i][0], sizes[_i][1]);
    struct record_list list = { 0 };
    run_scan(buffer_bytes(&key), &list);
    ck_assert_msg(strncmp(record_list_text(&list), "unsupported", 11) == 0 && list.keys == 1, "%s",
                  record_list_text(&list));
    record_list_clear(&list);
    buffer_clear(&key);
}
END_TEST

/* As Python prints them. */
static void put_numbers(struct buffer *into, size_t zeros, size_t digits)
{
    put(into, "RsaKey(n=");
    fill(into, '0', zeros);
    fill(into, '7', digits);
    put(into, ", e=65537, d=1234567890123456789012345678901, "
              "p=123456789012345678901234567890123456789, "
              "q=123456789012345678901234567890123456781)\n");
}

START_TEST(decimal_digits)
{
    struct buffer text = { 0 };
    put_numbers(&text, DECIMAL_DIGITS_MAX, 300);
    expect_none(&text);
    put_numbers(&text, 0, DECIMAL_DIGITS_MAX + 1);
    expect(&text, "a number of it has more decimal digits than are read", 1);
}
END_TEST

/* Longer than PuTTY's dialogue takes. */
START_TEST(putty_comment)
{
    static const char name[] = "\nComment: ";
    struct buffer key = fixture_read("keys/putty/3-ecdsap384-rfc9500.ppk"), text = { 0 };
    const uint8_t *found = memmem(key.at, key.used, name, strlen(name));
    ck_assert_ptr_nonnull(found);
    const size_t front = (size_t)(found - key.at) + strlen(name);
    ck_assert(buffer_append(&text, bytes_over(key.at, front)));
    fill(&text, 'c', PUTTY_COMMENT_MAX - 96);
    ck_assert(buffer_append(&text, bytes_over(key.at + front, key.used - front)));
    struct record_list list = { 0 };
    run_scan(buffer_bytes(&text), &list);
    ck_assert_msg(strncmp(record_list_text(&list), "proven", 6) == 0, "%s",
                  record_list_text(&list));
    record_list_clear(&list);
    buffer_clear(&text);
    buffer_clear(&key);
}
END_TEST

#define END_MARK "-----END PRIVATE KEY-----\n"

static void put_long_text(struct buffer *text)
{
    for (size_t i = 0; i < FRAGMENT_LEAF_MAX / 64 + 2; i++) {
        fill(text, '.', 63);
        put(text, "\n");
    }
}

START_TEST(fragment_leaf)
{
    struct buffer text = { 0 };
    put_long_text(&text);
    memcpy(text.at + 100000, END_MARK, sizeof(END_MARK) - 1);
    expect(&text, "a text that seems to hold a piece of a key is longer", 0);
}
END_TEST

/* SEC 1 in PEM, a line of 64: of the scalar's characters three are made unreadable, each time
 * others, so that each has to be searched for. */
START_TEST(scalar_searches)
{
    struct buffer key = fixture_read("keys/traditional/ecdsap256-rfc9500.key"), text = { 0 };
    const size_t body = strlen("-----BEGIN EC PRIVATE KEY-----\n");
    for (unsigned i = 0; i <= SCALAR_SEARCHES_MAX; i++) {
        char kept[3];
        memcpy(kept, key.at + body + 16 + i, sizeof(kept));
        memcpy(key.at + body + 16 + i, "***", sizeof(kept));
        ck_assert(buffer_append(&text, buffer_bytes(&key)));
        memcpy(key.at + body + 16 + i, kept, sizeof(kept));
    }
    expect(&text, "not examined to the end", 1);
    buffer_clear(&key);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("loud_bounds");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, jwe_recipients);
    tcase_add_loop_test(tests, jwe_header, 0, 2);
    tcase_add_test(tests, jwe_header_within_the_bound);
    tcase_add_test(tests, jwe_header_in_an_object);
    tcase_add_test(tests, openssh_keys);
    tcase_add_test(tests, key_with_attributes);
    tcase_add_loop_test(tests, key_with_attributes_in_armour, 0, 2);
    tcase_add_loop_test(tests, closed_key, 0, 2);
    tcase_add_test(tests, closed_key_of_three_octets_of_length);
    tcase_add_test(tests, pvk_salt);
    tcase_add_test(tests, key_behind_a_made_up_salt);
    tcase_add_loop_test(tests, discrete_bits, 0, 2);
    tcase_add_test(tests, decimal_digits);
    tcase_add_test(tests, putty_comment);
    tcase_add_test(tests, fragment_leaf);
    tcase_add_test(tests, scalar_searches);
    return run_suite("loud_bounds", tests);
}
