#include "bounds.h"
#include "damage.h"
#include "leaf_log.h"

/* Texts full of anchors that lead to nothing: what is written as programs write it is found
 * in them, wherever it stands and whatever was spent, and what was not read is told. */

#define ITEMS 6000
#define KEPT  1024

static const struct {
    const char *name, *item;
} floods[] = {
    { "begin-lines", "-----BEGIN RSA PRIVATE KEY-----\n" },
    { "begin-cut",
      "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAsPnoGUOnrpiSqt4XynxA\n\n> x\n" },
    { "pem-no-key",
      "-----BEGIN PRIVATE KEY-----\nAAAAAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g\n"
      "-----END PRIVATE KEY-----\n" },
    { "pem-no-der",
      "-----BEGIN PRIVATE KEY-----\nMIIEowIBAAKCAQEAsPnoGUOnrpiSqt4XynxAMIIEowIBAAKC\n"
      "-----END PRIVATE KEY-----\n" },
    { "text-jwk-open", "{\"kty\":\"RSA\",\"d\":\"AQ\",\n" },
    { "text-jwk-escaped", "{\\\"kty\\\":\\\"EC\\\",\\\"d\\\":\n" },
    { "text-xml-open", "<RSAKeyValue><D>AQ==</D><Modulus>&lt;\n" },
    { "text-dnssec-open", "Private-key-format: v1.3\nAlgorithm: 8\n" },
    { "text-listing-open", "Private-Key: (2048 bit)\nmodulus:\n    00:b0:d1:83:\n" },
    { "text-putty-open", "PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\n" },
    { "text-agent-open", "Key: (private-key (rsa (n #00C1#)(e #\n" },
    { "base64-fronts", "MIIEowIBAAKCAQEAsPnoGUOnrpiSqt4XynxA\n" },
};
#define FLOODS ((int)(sizeof(floods) / sizeof(floods[0])))

static const char jwk[] =
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE\","
    "\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
    "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\"}\n";
static size_t jwks;

/* Takes whole JWKs as well, of which this one alone stands in a flood. */
static enum offer take_written(void *context, const struct candidate *candidate, bool last)
{
    if (candidate->form == CANDIDATE_JWK && candidate->content.left == sizeof(jwk) - 2 &&
        memcmp(candidate->content.at, jwk, sizeof(jwk) - 2) == 0) {
        jwks++;
        return OFFER_TAKEN;
    }
    return candidate->form == CANDIDATE_DER || candidate->form == CANDIDATE_OPENSSH
               ? log_key(context, candidate, last)
               : OFFER_REFUSED;
}

static void put_flood(struct buffer *text, int kind)
{
    for (int i = 0; i < ITEMS; i++) {
        put(text, floods[kind].item);
    }
}

/* Keys of two kinds in the middle, and others behind; `work`: what the file has left. */
static void find_in_flood(int kind, int64_t work)
{
    struct leaf_log log = { 0 };
    struct buffer text = { 0 };
    put_flood(&text, kind);
    must(buffer_append(&text, buffer_bytes(&known_by_name("p256")->pem)));
    put(&text, jwk);
    put_flood(&text, kind);
    must(buffer_append(&text, buffer_bytes(&known_by_name("rsa2048")->pem)));
    must(buffer_append(&text, buffer_bytes(&known_by_name("ed25519-openssh")->pem)));
    put(&text, jwk);
    jwks = 0;
    struct scan_sink sink = log_sink(&log);
    sink.key = take_written;
    const struct leaf_scan_span span = { .own_to = UINT64_MAX, .work = &work };
    struct leaf_scan *scan = leaf_scan_new(&sink, &span);
    leaf_scan_push(scan, buffer_bytes(&text));
    leaf_scan_finish(scan);
    leaf_scan_free(scan);
    ck_assert_msg(log.keys == 3 && jwks == 2, "%s: %zu keys, %zu of JSON", floods[kind].name,
                  log.keys, jwks);
    buffer_clear(&text);
    log_clear(&log);
}

START_TEST(keys_are_found_in_a_flood)
{
    find_in_flood(_i, CANDIDATE_WORK_FLOOR);
}
END_TEST

START_TEST(keys_are_found_where_no_work_is_left)
{
    find_in_flood(_i, 0);
}
END_TEST

START_TEST(keys_are_found_where_much_was_overdrawn)
{
    find_in_flood(_i, -(int64_t)GIB);
}
END_TEST

/* What one anchor takes beyond what is left is missing later. */
START_TEST(work_that_was_overdrawn_is_paid_back)
{
    struct leaf_log log = { 0 };
    struct buffer text = { 0 };
    int64_t work = 1;
    for (int i = 0; i < ITEMS; i++) {
        put(&text, "{\\\"kty\\\":\\\"EC\\\",\\\"d\\\":");
    }
    const struct scan_sink sink = log_sink(&log);
    const struct leaf_scan_span span = { .own_to = UINT64_MAX, .work = &work };
    struct leaf_scan *scan = leaf_scan_new(&sink, &span);
    leaf_scan_push(scan, buffer_bytes(&text));
    leaf_scan_finish(scan);
    leaf_scan_free(scan);
    ck_assert_int_lt(work, 0);
    ck_assert_uint_gt(log.unread, 0);
    buffer_clear(&text);
    log_clear(&log);
}
END_TEST

struct offers {
    size_t keys, readings;
};

static enum offer count_key(void *context, const struct candidate *candidate, bool last)
{
    struct offers *offers = context;
    (void)candidate, (void)last;
    offers->keys++;
    return OFFER_REFUSED;
}

static void count_certificate(void *context, const struct found_certificate *found)
{
    (void)context, (void)found;
}

static void count_reading(void *context, const char *decoding, struct bytes decoded,
                          uint64_t offset, uint64_t length)
{
    struct offers *offers = context;
    (void)decoding, (void)offset, (void)length;
    offers->readings += decoded.left == KEPT ? 1 : 0;
}

static void count_unread(void *context, const struct fault *fault, uint64_t offset, uint64_t length)
{
    (void)context, (void)fault, (void)offset, (void)length;
}

static struct offers offered(const struct buffer *text, bool passing)
{
    struct offers offers = { 0 };
    int64_t work = 0;
    const struct scan_sink sink = { &offers, count_key, count_certificate, count_reading,
                                    count_unread };
    const struct leaf_scan_span span = {
        .own_to = UINT64_MAX, .readings = true, .passing = passing, .work = &work
    };
    struct leaf_scan *scan = leaf_scan_new(&sink, &span);
    leaf_scan_push(scan, buffer_bytes(text));
    leaf_scan_finish(scan);
    leaf_scan_free(scan);
    return offers;
}

/* On the way to what a reading of it holds next to nothing is offered for a key where no work is
 * left; the reading is. */
START_TEST(flood_is_passed_for_its_readings)
{
    struct buffer text = { 0 };
    for (int i = 0; i < ITEMS; i++) {
        put(&text, jwk);
    }
    put(&text, "\n--\n");
    for (int i = 0; i < KEPT; i++) { /* in hex */
        put(&text, i % 32 == 31 ? "4a\n" : "4b");
    }
    put(&text, "\n--\n");
    const struct offers all = offered(&text, false), passed = offered(&text, true);
    ck_assert_uint_ge(all.keys, ITEMS);
    ck_assert_uint_eq(all.readings, 1);
    ck_assert_uint_lt(passed.keys, ITEMS / 20); /* each stretch has a little work of its own */
    ck_assert_uint_eq(passed.readings, 1);
    buffer_clear(&text);
}
END_TEST

static void set_up(void)
{
    ck_assert(leaf_scan_prepare());
    know("p256");
    know("rsa2048");
    know("ed25519-openssh");
}

static void tear_down(void)
{
    forget_known();
    leaf_scan_release();
}

int main(void)
{
    TCase *tests = tcase_create("anchor_flood");
    tcase_set_timeout(tests, 240);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, keys_are_found_in_a_flood, 0, FLOODS);
    tcase_add_loop_test(tests, keys_are_found_where_no_work_is_left, 0, FLOODS);
    tcase_add_loop_test(tests, keys_are_found_where_much_was_overdrawn, 0, FLOODS);
    tcase_add_test(tests, work_that_was_overdrawn_is_paid_back);
    tcase_add_test(tests, flood_is_passed_for_its_readings);
    return suite_run("anchor_flood", tests);
}
