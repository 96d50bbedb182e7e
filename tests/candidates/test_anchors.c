#include "candidates/anchors.h"

#include <string.h>

#include "suite.h"

static const struct {
    const char *text;
    size_t length;
    unsigned kinds;
} triples[] = {
    { "BEGIN", 5, ANCHOR_ARMOUR },
    { "begin", 5, ANCHOR_ARMOUR },
    { "bEg", 3, ANCHOR_ARMOUR },
    { "B\0E\0G", 5, ANCHOR_ARMOUR_WIDE },
    { "MIIE", 4, ANCHOR_BASE64_DER },
    { "MIGH", 4, ANCHOR_BASE64_DER },
    { "MIA", 3, ANCHOR_BASE64_DER },
    { "CAQA", 4, ANCHOR_BASE64_SHORT },
    { "y-v1", 4, ANCHOR_OPENSSH },
    { "b3Bl", 4, ANCHOR_BASE64_SSH },
    { "0\x82\x04", 3, ANCHOR_DER },
    { "0\x80\x02", 3, ANCHOR_DER },
    { "0\x83\x01", 3, ANCHOR_DER },
    { "\x02\x01\x00", 3, ANCHOR_VERSION },
    { "\x02\x01\x01", 3, ANCHOR_VERSION },
    { "y-f", 3, ANCHOR_DNSSEC },
    { "e-Key", 5, ANCHOR_LISTING },
    { "xpone", 5, ANCHOR_LISTING },
    { "iv:", 3, ANCHOR_LISTING },
    { "ey:", 3, ANCHOR_LISTING },
    { "y%3", 3, ANCHOR_LISTING },
    { "e-key", 5, ANCHOR_AGENT | ANCHOR_AGENT_TEXT },
    { "e-j", 3, 0 },
    { "eyJh", 4, ANCHOR_JWE },
    { "S2-H", 4, ANCHOR_JWE },
    { "S2_", 3, 0 },
    { "ey_", 3, ANCHOR_DUMP },
    { "ey(", 3, ANCHOR_DUMP },
    { "ey)", 3, 0 },
    { "\0\x11\1\0", 4, ANCHOR_OPENPGP },
    { "\x48\xce\x3d\3", 4, ANCHOR_OPENPGP },
    { "\x2b\x81\4\0", 4, ANCHOR_OPENPGP },
    { "\x2b\x24\3\3", 4, ANCHOR_OPENPGP },
    { "\1\xda\x47\x0f", 4, ANCHOR_OPENPGP },
    { "\x97\x55\1\5", 4, ANCHOR_OPENPGP },
    { "\xfe\x09\3\x08", 4, ANCHOR_OPENPGP },
    { "\xfe\x08\3\x08", 4, ANCHOR_OPENPGP },
    { "\xfe\x0a\3\x08", 4, 0 },
    { "8_t)", 4, ANCHOR_SPELLED },
    { "y '0", 4, ANCHOR_SPELLED },
    { "'\x1f\x8b\b", 4, ANCHOR_SPELLED },
    { "PK\3\4", 4, ANCHOR_SPELLED },
    { "PK\5\6", 4, 0 },
    { "\x02\x82\x01", 3, ANCHOR_NUMBER },
    { "\x02\x82\x02", 3, ANCHOR_NUMBER },
    { "SA2", 3, ANCHOR_MICROSOFT },
    { "SA3", 3, ANCHOR_MICROSOFT },
    { "SS2", 3, ANCHOR_MICROSOFT },
    { "2\x20\0", 3, ANCHOR_MICROSOFT },
    { "4\x30\0", 3, ANCHOR_MICROSOFT },
    { "6\x42\0", 3, ANCHOR_MICROSOFT },
    { "V\x20\0", 3, ANCHOR_MICROSOFT },
    { "V\0\1", 3, ANCHOR_MICROSOFT },
    { "V\1\0", 3, ANCHOR_MICROSOFT },
    { "V\x42\0", 3, ANCHOR_MICROSOFT },
    { "V\0\0", 3, 0 },
    { "2\x80\1", 3, ANCHOR_MICROSOFT },
    { "\x1e\xf1\xb5", 3, ANCHOR_MICROSOFT },
    { "SA1", 3, 0 },
    { "\x02\x01\x03", 3, ANCHOR_PKCS12 },
    { "\xfe\xed\xfe\xed", 4, ANCHOR_JAVA },
    { "\xce\xce\xce", 3, ANCHOR_JAVA },
    { "\xd0\x8c\x9d\xdf", 4, ANCHOR_DPAPI },
    { "\xd0\xce\x9d", 3, 0 },
    { "\x02\x01\x02", 3, 0 },
    { "0\x84\x04", 3, 0 },
    { "MIJ", 3, 0 },
    { "BE", 2, 0 },
    { "C\0E", 3, 0 },
    { "", 0, 0 },
};

START_TEST(each_triple_is_what_it_is)
{
    struct anchor found[128];
    uint8_t *copy = exact_copy(triples[_i].text, triples[_i].length);
    size_t to = triples[_i].length;
    size_t count = anchors_find(bytes_over(copy, triples[_i].length), 0, &to, found, 128);
    ck_assert_uint_eq(count, triples[_i].kinds != 0 ? 1 : 0);
    if (count > 0) {
        ck_assert_uint_eq(found[0].at, 0);
        ck_assert_uint_eq(found[0].kinds, triples[_i].kinds);
    }
    ck_assert_uint_eq(to, triples[_i].length);
    free(copy);
}
END_TEST

#define LENGTH 4099

/* Bytes among which anchors are frequent. */
static void fill(uint8_t *memory, uint64_t seed)
{
    static const char likely[] = "BEGbegMIIMIGCAQy-vb3B0\x82\x81"
                                 "0\x80\x82\x02\x01\0\x02\x01\x01"
                                 "B\0E0\x81\x01";
    for (size_t i = 0; i < LENGTH; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        size_t row = (seed >> 40) % (sizeof(likely) / 3) * 3;
        memory[i] = (uint8_t)(seed >> 33);
        if (seed >> 62 == 0 && LENGTH - i >= 3) {
            memcpy(memory + i, likely + row, 3);
            i += 2;
        }
    }
}

static size_t find_all(struct bytes text, size_t from, size_t most, bool portable,
                       struct anchor *found)
{
    size_t count = 0;
    while (from < text.left) {
        size_t to = text.left;
        count += portable ? anchors_find_portable(text, from, &to, found + count, most)
                          : anchors_find(text, from, &to, found + count, most);
        ck_assert_uint_gt(to, from);
        from = to;
    }
    return count;
}

START_TEST(vectors_and_plain_c_find_the_same)
{
    static struct anchor one[2 * LENGTH], other[2 * LENGTH];
    uint8_t *memory = malloc(LENGTH);
    ck_assert_ptr_nonnull(memory);
    fill(memory, (uint64_t)_i);
    size_t from = (size_t)_i % 67;
    struct bytes text = bytes_over(memory, LENGTH - (size_t)_i);
    size_t count = find_all(text, from, 64 + (size_t)_i % 9, false, one);
    ck_assert_uint_eq(count, find_all(text, from, LENGTH, true, other));
    ck_assert_uint_gt(count, 10);
    for (size_t i = 0; i < count; i++) {
        ck_assert_uint_eq(one[i].at, other[i].at);
        ck_assert_uint_eq(one[i].kinds, other[i].kinds);
    }
    free(memory);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("anchors");
    tcase_add_loop_test(tests, each_triple_is_what_it_is, 0,
                        (int)(sizeof(triples) / sizeof(triples[0])));
    tcase_add_loop_test(tests, vectors_and_plain_c_find_the_same, 0, 40);
    return suite_run("anchors", tests);
}
