#include "bytes/jwe_text.h"

#include <string.h>

#include "suite.h"

/* {"enc":"A128CBC-HS256"} and {"enc":"A256CBC-HS512"}, and tags of 16 and 32 octets. */
#define HEADER      "eyJlbmMiOiJBMTI4Q0JDLUhTMjU2In0"
#define HEADER_LONG "eyJlbmMiOiJBMjU2Q0JDLUhTNTEyIn0"
#define TAG         "AAAAAAAAAAAAAAAAAAAAAA"
#define TAG_LONG    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

enum taken { TAKEN_NOT, TAKEN_CUT, TAKEN_WHOLE };

static const struct {
    const char *what, *text;
    enum taken taken;
    size_t behind; /* what is left of the text */
} compacts[] = {
    { "five parts", HEADER ".a2V5.aXY.Y2lwaGVy." TAG, TAKEN_WHOLE, 0 },
    { "text behind it", HEADER ".a2V5.aXY.Y2lwaGVy." TAG " and so on", TAKEN_WHOLE, 10 },
    { "a long tag", HEADER_LONG ".a2V5.aXY.Y2lwaGVy." TAG_LONG "\n", TAKEN_WHOLE, 1 },
    { "no encrypted key", HEADER "..aXY.Y2lwaGVy." TAG, TAKEN_WHOLE, 0 },
    { "over lines",
      "eyJlbmMiOiJBMTI4Q0JD\r\n LUhTMjU2In0.a2V5\n.\naXY.Y2lw\n\taGVy\n.AAAAAAAAAAAA\nAAAAAAAAAA",
      TAKEN_WHOLE, 0 },
    { "a word that ran into the tag", HEADER ".a2V5.aXY.Y2lwaGVy." TAG "regards,", TAKEN_WHOLE, 8 },
    { "a tag too short", HEADER ".a2V5.aXY.Y2lwaGVy.AAAA", TAKEN_CUT, 0 },
    { "a tag too short, and more behind it", HEADER ".a2V5.aXY.Y2lwaGVy.AAAA;", TAKEN_NOT, 0 },
    { "no content", HEADER ".a2V5.aXY.." TAG, TAKEN_NOT, 0 },
    { "four parts", HEADER ".a2V5.aXY.Y2lwaGVy", TAKEN_CUT, 0 },
    { "three parts, as a signature has", HEADER ".a2V5.aXY;", TAKEN_NOT, 0 },
    { "a header alone", HEADER, TAKEN_NOT, 0 },
    { "a header of a signature", "eyJhbGciOiJIUzI1NiJ9.a2V5.aXY.Y2lwaGVy." TAG, TAKEN_NOT, 0 },
    { "a header that is no JSON", "aGVsbG8.a2V5.aXY.Y2lwaGVy." TAG, TAKEN_NOT, 0 },
    { "a header that is cut off", "eyJlbmMiOiJBMTI4Q0JDL.a2V5.aXY.Y2lwaGVy." TAG, TAKEN_NOT, 0 },
    { "nothing", "", TAKEN_NOT, 0 },
};

START_TEST(compact_is_taken_as_far_as_it_goes)
{
    const size_t length = strlen(compacts[_i].text);
    uint8_t *copy = exact_copy(compacts[_i].text, length);
    struct jwe_text jwe = { .aad = bytes_over("x", 1) };
    size_t end = 77;
    const bool taken = jwe_text_compact(bytes_over(copy, length), &jwe, &end);
    ck_assert_msg(taken == (compacts[_i].taken != TAKEN_NOT), "%s", compacts[_i].what);
    if (taken) {
        ck_assert_msg(jwe.whole == (compacts[_i].taken == TAKEN_WHOLE), "%s", compacts[_i].what);
        ck_assert_msg(end == length - compacts[_i].behind, "%s: %zu", compacts[_i].what, end);
    } else {
        ck_assert(end == 77 && jwe.aad.left == 1);
    }
    free(copy);
}
END_TEST

#define FLAT                                                                                       \
    "{\"protected\":\"" HEADER "\",\"header\":{\"alg\":\"x\"},\"encrypted_key\":\"a2V5\","         \
    "\"iv\":\"aXY\",\"ciphertext\":\"Y2lwaGVy\",\"tag\":\"" TAG "\"}"

START_TEST(json_has_its_members)
{
    static const char text[] = FLAT " and so on";
    struct jwe_text jwe;
    size_t end;
    ck_assert(jwe_text_json(bytes_over(text, sizeof(text) - 1), &jwe, &end));
    ck_assert(jwe.whole && jwe.recipients.left == 0 && jwe.aad.left == 0);
    ck_assert_uint_eq(end, sizeof(FLAT) - 1);
    ck_assert(bytes_equal(jwe.header, bytes_over("{\"alg\":\"x\"}", 11)));
    ck_assert(bytes_equal(jwe.ciphertext, bytes_over("Y2lwaGVy", 8)));
    ck_assert(bytes_equal(jwe.tag, bytes_over(TAG, 22)));
}
END_TEST

START_TEST(json_without_ciphertext_is_none)
{
    static const char *const texts[] = { "{\"protected\":\"" HEADER "\"}", "{}", "[1]", "", "x" };
    struct jwe_text jwe = { .aad = bytes_over("x", 1) };
    size_t end = 77;
    ck_assert(!jwe_text_json(bytes_over(texts[_i], strlen(texts[_i])), &jwe, &end));
    ck_assert(end == 77 && jwe.aad.left == 1);
}
END_TEST

/* None of them is whole, and none is read past its end. */
START_TEST(shorter_ones_are_cut)
{
    static const char compact[] = HEADER ".a2V5.aXY.Y2lwaGVy." TAG, flat[] = FLAT;
    for (size_t kept = 0; kept < sizeof(flat) - 1; kept++) {
        uint8_t *copy = exact_copy(flat, kept);
        struct jwe_text jwe = { .whole = false };
        size_t end;
        ck_assert(!jwe_text_json(bytes_over(copy, kept), &jwe, &end) || !jwe.whole);
        free(copy);
    }
    for (size_t kept = 0; kept < sizeof(compact) - 1; kept++) {
        uint8_t *copy = exact_copy(compact, kept);
        struct jwe_text jwe = { .whole = false };
        size_t end;
        ck_assert(!jwe_text_compact(bytes_over(copy, kept), &jwe, &end) || !jwe.whole);
        free(copy);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("jwe_text");
    tcase_add_loop_test(tests, compact_is_taken_as_far_as_it_goes, 0,
                        (int)(sizeof(compacts) / sizeof(compacts[0])));
    tcase_add_test(tests, json_has_its_members);
    tcase_add_loop_test(tests, json_without_ciphertext_is_none, 0, 5);
    tcase_add_test(tests, shorter_ones_are_cut);
    return suite_run("jwe_text", tests);
}
