#include <string.h>

#include "bounds.h"
#include "candidates/armour/key_fragment.h"
#include "candidates/pattern.h"
#include "suite.h"

/* A P-256 key of RFC 9500 as PKCS#8: lines of 64, 184 characters. */
#define ONE   "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg5ktrfPOQv1uF+epa"
#define TWO   "RgIPUbKqeWHVfzRP3CmhwfQ4LWuhRANCAARCJdqXJ3RFLYD9nyJiA+tQ1jZ3+6qh"
#define THREE "VNOGPRIZpnr5TvMzn8HQXPwI8hsqlxqQ2nSBFwbwXGAbrNfuBGYBNMU8OcFb3Q8Q"
#define LAST  "Zg2qoQ"

struct found {
    size_t count;
    struct fragment_facts facts[4];
    uint64_t offsets[4], lengths[4];
    struct buffer texts[4];
    size_t from[4][FRAGMENT_CUTS_MAX];
};

static struct found found;
static struct bytes leaf;

static void take(void *context, const struct key_fragment *fragment)
{
    ck_assert_ptr_eq(context, &found);
    ck_assert_uint_lt(found.count, 4);
    ck_assert_uint_le(fragment->offset, leaf.left);
    ck_assert_uint_le(fragment->length, leaf.left - fragment->offset);
    const size_t at = found.count++;
    found.facts[at] = fragment->facts;
    found.offsets[at] = fragment->offset;
    found.lengths[at] = fragment->length;
    memcpy(found.from[at], fragment->from, sizeof(found.from[at]));
    ck_assert(buffer_append(&found.texts[at], fragment->text));
}

static void clear_found(void)
{
    for (size_t i = 0; i < 4; i++) {
        buffer_clear(&found.texts[i]);
    }
    found = (struct found){ 0 };
}

static void find(const char *text)
{
    struct fragment_reader reader = { 0 };
    clear_found();
    leaf = bytes_over(text, strlen(text));
    key_fragments_find(&reader, leaf, &found, take);
    fragment_reader_clear(&reader);
}

static void prepare(void)
{
    ck_assert(pattern_prepare());
}

static void release(void)
{
    clear_found();
    pattern_release();
}

#define BEGIN_LINE "-----BEGIN PRIVATE KEY-----\n"
#define END_LINE   "-----END PRIVATE KEY-----\n"

/* What each text is taken for: lengths that it may have. */
static const struct {
    const char *what, *text;
    enum fragment_kind kind;
    uint32_t wanted, cut_count, cuts[FRAGMENT_CUTS_MAX];
} pieces[] = {
    { "cut at the end of a line",
      "Hi,\n" BEGIN_LINE ONE "\n" TWO "\n",
      FRAGMENT_HEAD,
      184,
      1,
      { 128 } },
    { "cut in a line", BEGIN_LINE ONE "\nRgIPU\n", FRAGMENT_HEAD, 184, 2, { 64, 69 } },
    { "a word behind it", BEGIN_LINE ONE "\nRgIPU\nBob\n", FRAGMENT_HEAD, 184, 3, { 64, 69, 72 } },
    { "words behind it on the line",
      BEGIN_LINE ONE "\nRgIPU (to be continued)\n",
      FRAGMENT_HEAD,
      184,
      2,
      { 64, 69 } },
    { "cut in its first line", BEGIN_LINE "MIGHAgEA\n", FRAGMENT_HEAD, 0, 2, { 0, 8 } },
    { "cut behind its first line", "x\n" BEGIN_LINE, FRAGMENT_HEAD, 0, 1, { 0 } },
    { "quoted",
      "> " BEGIN_LINE "> " ONE "\n> RgIPU\n\nSee you\n",
      FRAGMENT_HEAD,
      184,
      3,
      { 64, 69, 72 } },
    { "with mark-up",
      "<p>-----BEGIN PRIVATE KEY-----<br>" ONE "<br>RgIPU</p>",
      FRAGMENT_HEAD,
      184,
      2,
      { 64, 69 } },
    { "a tail",
      "rest:\nwfQ4LW\n" THREE "\n" LAST "==\n" END_LINE,
      FRAGMENT_TAIL,
      0,
      2,
      { 70, 76 } },
    { "a tail behind a word",
      "rest\nwfQ4LW\n" THREE "\n" LAST "==\n" END_LINE,
      FRAGMENT_TAIL,
      0,
      3,
      { 70, 76, 80 } },
    { "a tail of one line", "the rest: " LAST "==\n" END_LINE, FRAGMENT_TAIL, 0, 1, { 6 } },
    { "a quoted tail",
      "> wfQ4LW\n> " THREE "\n> " LAST "==\n> " END_LINE,
      FRAGMENT_TAIL,
      0,
      2,
      { 70, 76 } },
    { "a middle",
      "next:\nRgIPU\n" TWO "\n" THREE "\nabc\nbye bye\n",
      FRAGMENT_MIDDLE,
      0,
      4,
      { 128, 131, 133, 136 } },
    { "a middle alone", TWO "\n" THREE "\n", FRAGMENT_MIDDLE, 0, 1, { 128 } },
    { "a middle with a long piece before it",
      TWO "\n" TWO THREE "\n" TWO THREE "\n",
      FRAGMENT_MIDDLE,
      0,
      2,
      { 256, 320 } },
};

START_TEST(taken_for)
{
    find(pieces[_i].text);
    ck_assert_msg(found.count == 1, "%s: %zu found", pieces[_i].what, found.count);
    ck_assert_int_eq(found.facts[0].kind, pieces[_i].kind);
    ck_assert_msg(found.facts[0].wanted == pieces[_i].wanted, "%s: %u wanted", pieces[_i].what,
                  found.facts[0].wanted);
    ck_assert_msg(found.facts[0].cut_count == pieces[_i].cut_count, "%s: %u cuts", pieces[_i].what,
                  found.facts[0].cut_count);
    for (size_t i = 0; i < pieces[_i].cut_count; i++) {
        ck_assert_msg(found.facts[0].cuts[i] == pieces[_i].cuts[i], "%s: %u", pieces[_i].what,
                      found.facts[0].cuts[i]);
        ck_assert_uint_le(found.from[0][i] + found.facts[0].cuts[i], found.texts[0].used);
    }
}
END_TEST

static const struct {
    const char *what, *text;
} refusals[] = {
    { "nothing", "" },
    { "words", "Hello,\nhow are you\n" },
    { "a whole key", BEGIN_LINE ONE "\n" TWO "\n" THREE "\n" END_LINE },
    { "a whole key with something between", BEGIN_LINE ONE "\nwell\n" TWO "\n" END_LINE },
    { "a certificate", "-----BEGIN CERTIFICATE-----\n" ONE "\n" },
    { "OpenPGP", "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n" ONE "\n" },
    { "DEK-Info",
      "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n" ONE
      "\n" },
    { "no structure", BEGIN_LINE TWO "\n" TWO "\n" },
    { "a structure past the bound", BEGIN_LINE "MIP/////" ONE "\n" ONE "\n" },
    { "digests", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"
                 "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210\n" },
    { "two blocks", TWO "\n\nand\n\n" THREE "\n" },
    { "short lines", "abcdefghijklmnop\nabcdefghijklmnop\nabcdefghijklmnop\n" },
};

START_TEST(refused)
{
    find(refusals[_i].text);
    ck_assert_msg(found.count == 0, "%s: a %d", refusals[_i].what, found.facts[0].kind);
}
END_TEST

START_TEST(every_shorter_text)
{
    static const char text[] = "> " BEGIN_LINE "> " ONE "\n> RgIPU\n\nOn Monday:\n\nwfQ4LW\n" THREE
                               "\n" LAST "==\n" END_LINE "and\n" BEGIN_LINE ONE "\nx";
    for (size_t length = 0; length <= strlen(text); length++) {
        uint8_t *copy = exact_copy(text, length);
        struct fragment_reader reader = { 0 };
        clear_found();
        leaf = bytes_over(copy, length);
        key_fragments_find(&reader, leaf, &found, take);
        fragment_reader_clear(&reader);
        free(copy);
    }
    ck_assert_uint_eq(found.count, 1); /* the first BEGIN and the END are one armour */
}
END_TEST

/* The tail of a mail above the head that it quotes. */
START_TEST(tail_above_its_head)
{
    find("wfQ4LW\n" THREE "\n" END_LINE "\nOn Monday Bob wrote:\n> " BEGIN_LINE "> " ONE "\n");
    ck_assert_uint_eq(found.count, 2);
    ck_assert_int_eq(found.facts[0].kind, FRAGMENT_TAIL);
    ck_assert_int_eq(found.facts[1].kind, FRAGMENT_HEAD);
    ck_assert_uint_gt(found.offsets[1], found.offsets[0] + found.lengths[0]);
}
END_TEST

static bool joins(const char *one, const char *other)
{
    const struct bytes parts[] = { bytes_over(one, strlen(one)), bytes_over(other, strlen(other)) };
    struct buffer decoded = { 0 };
    enum candidate_form form;
    const bool joined = key_fragment_join(parts, 2, &decoded, &form);
    buffer_clear(&decoded);
    return joined;
}

START_TEST(joined_by_length)
{
    ck_assert(joins("MAYCAQACAQ", "A"));
    ck_assert(!joins("MAYCAQACAQ", ""));
    ck_assert(!joins("MAYCAQACAQ", "AA"));
    ck_assert(!joins("MAYCAQACAQ", "AAAA"));
    ck_assert(!joins("", ""));
    ck_assert(!joins("MIP/////", "AAAA"));
    ck_assert(!joins("BAYCAQACAQ", "A"));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("key fragment");
    tcase_add_unchecked_fixture(tests, prepare, release);
    tcase_add_loop_test(tests, taken_for, 0, (int)(sizeof(pieces) / sizeof(pieces[0])));
    tcase_add_loop_test(tests, refused, 0, (int)(sizeof(refusals) / sizeof(refusals[0])));
    tcase_add_test(tests, every_shorter_text);
    tcase_add_test(tests, tail_above_its_head);
    tcase_add_test(tests, joined_by_length);
    return suite_run("key_fragment", tests);
}
