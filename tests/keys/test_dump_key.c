#include "key_fixture.h"
#include "keys/key_reader.h"

/* Numbers as programs print them: scripts/fixtures/make-number-dumps. */

static struct delivered examine(struct bytes text)
{
    struct key_examiner *examiner = examiner_with("");
    const struct candidate candidate = { .form = CANDIDATE_DUMP,
                                         .origin = ORIGIN_ARMOUR,
                                         .content = text };
    struct delivered delivered = examine_as(examiner, &candidate, true);
    key_examiner_free(examiner);
    return delivered;
}

/* `front`: what stands before the first item. */
static const struct {
    const char *file;
    size_t front;
} files[] = {
    { "keys/dump/puttygen-rsa1024-rfc9500.txt", 0 },
    { "keys/dump/puttygen-rsa2048-rfc9500.txt", 0 },
    { "keys/dump/puttygen-dsa1024-rfc6979.txt", 0 },
    { "keys/dump/puttygen-ecdsap256-rfc9500.txt", 0 },
    { "keys/dump/puttygen-ecdsap384-rfc9500.txt", 0 },
    { "keys/dump/puttygen-ecdsap521-rfc9500.txt", 0 },
    { "keys/dump/puttygen-ed25519-rfc8410.txt", 0 },
    { "keys/dump/puttygen-ed448-own.txt", 0 },
    { "keys/dump/python-rsa1024-rfc9500.txt", 11 },
    { "keys/dump/python-rsa2048-rfc9500.txt", 11 },
};

/* Nothing of it had to be mended, and no public half beside it is a foreign one. */
START_TEST(dump_is_proven)
{
    struct buffer text = fixture_read(files[_i].file);
    struct delivered delivered =
        examine(bytes_over(text.at + files[_i].front, text.used - files[_i].front));
    ck_assert_msg(delivered.count == 1, "%s: %zu", files[_i].file, delivered.count);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_PROVEN);
    ck_assert_str_eq(delivered.findings[0].encoding, "dump");
    ck_assert_ptr_null(delivered.findings[0].remark);
    delivered_clear(&delivered);
    buffer_clear(&text);
}
END_TEST

/* What is proven of a part is the key of the whole. */
START_TEST(every_shorter_one_is_that_key_or_none)
{
    struct buffer text = fixture_read(files[_i].file);
    const size_t front = files[_i].front, step = text.used > 1000 ? 7 : 1;
    struct delivered whole = examine(bytes_over(text.at + front, text.used - front));
    for (size_t kept = 0; kept < text.used - front; kept += step) {
        uint8_t *copy = exact_copy(text.at + front, kept);
        struct delivered delivered = examine(bytes_over(copy, kept));
        for (size_t i = 0; i < delivered.count; i++) {
            ck_assert_msg(delivered.findings[i].verdict != VERDICT_PROVEN ||
                              memcmp(delivered.findings[i].identity.spki_sha256,
                                     whole.findings[0].identity.spki_sha256, SHA256_LENGTH) == 0,
                          "%s: %zu", files[_i].file, kept);
            ck_assert_msg(delivered.findings[i].verdict != VERDICT_FORGED, "%s: %zu",
                          files[_i].file, kept);
        }
        delivered_clear(&delivered);
        free(copy);
    }
    delivered_clear(&whole);
    buffer_clear(&text);
}
END_TEST

static const struct {
    const char *what, *text;
    enum outcome outcome;
} refusals[] = {
    { "nothing", "", OUTCOME_UNEXPECTED },
    { "words", "hello world", OUTCOME_UNEXPECTED },
    { "a public key", "key_type=\"RSA\"\npublic_modulus=0xb0d1\npublic_exponent=0x10001\n",
      OUTCOME_UNEXPECTED },
    { "two numbers", "3231, 65537", OUTCOME_UNEXPECTED },
    { "DSA without its secret", "p=0x17\nq=0x0b\ng=0x02\npublic_y=0x3\n", OUTCOME_MALFORMED },
    { "a curve without a point", "curve_name=\"nistp256\"\nprivate_exponent=0x17\n",
      OUTCOME_MALFORMED },
    { "a point of no curve", "public_affine_x=0x17\npublic_affine_y=0x18\nprivate_exponent=0x19\n",
      OUTCOME_MALFORMED },
    { "a seed that is too short", "curve_name=\"Ed25519\"\nprivate_exponent=0x17\n",
      OUTCOME_MALFORMED },
    { "a seed that is too long",
      "curve_name=\"Ed25519\"\nprivate_exponent=0x112233445566778899aabbccddeeff0011223344556677889"
      "9aabbccddeeff0011\n",
      OUTCOME_MALFORMED },
};

START_TEST(what_is_no_key_is_refused)
{
    const size_t length = strlen(refusals[_i].text);
    uint8_t *copy = exact_copy(refusals[_i].text, length);
    struct written_numbers numbers = { 0 };
    struct private_key key = { .multi_prime = true };
    ck_assert(written_numbers_begin(&numbers, length + WRITTEN_SPARE));
    ck_assert_msg(dump_key_read(bytes_over(copy, length), &numbers, &key) == refusals[_i].outcome,
                  "%s", refusals[_i].what);
    ck_assert(key.multi_prime);
    ck_assert_int_eq(key.public.algorithm, KEY_ALGORITHM_NONE);
    written_numbers_clear(&numbers);
    free(copy);
}
END_TEST

/* x and y of another key beside the secret. */
START_TEST(foreign_point_is_a_forgery)
{
    struct buffer text = fixture_read("keys/dump/puttygen-ecdsap256-rfc9500.txt");
    uint8_t *secret = memmem(text.at, text.used, "private_exponent=0x", 19);
    secret[25] = secret[25] == '1' ? '2' : '1';
    struct delivered delivered = examine(buffer_bytes(&text));
    ck_assert_uint_eq(delivered.count, 2);
    ck_assert_int_eq(delivered.findings[1].verdict, VERDICT_FORGED);
    delivered_clear(&delivered);
    buffer_clear(&text);
}
END_TEST

/* The number of a line that stands within y, where the line break is gone, is no forger's. */
START_TEST(public_half_of_broken_lines_is_no_forgery)
{
    static const char *const names[] = { "ecdsap256-rfc9500", "ed448-own", "dsa1024-rfc6979" };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char name[64];
        (void)snprintf(name, sizeof(name), "keys/dump/puttygen-%s.txt", names[i]);
        struct buffer text = fixture_read(name), broken = { 0 };
        const uint8_t *y = memmem(text.at, text.used, i < 2 ? "affine_y=0x" : "public_y=0x", 11);
        const size_t front = (size_t)(y - text.at) + 11 + 30;
        ck_assert(buffer_append(&broken, bytes_over(text.at, front)));
        ck_assert(buffer_append_text(&broken, i < 2 ? "\t" : "12\t"));
        ck_assert(buffer_append(&broken, bytes_over(text.at + front, text.used - front)));
        if (i < 2) { /* as long as it was, not to be refused for that */
            broken.at[front - 2] = broken.at[front - 2] == '1' ? '2' : '1';
        }
        struct delivered delivered = examine(buffer_bytes(&broken));
        ck_assert_msg(delivered.count == 1, "%s: %zu", name, delivered.count);
        ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_PROVEN);
        delivered_clear(&delivered);
        buffer_clear(&broken);
        buffer_clear(&text);
    }
}
END_TEST

/* Nor is a seed with such a number in it that of a key. */
START_TEST(secret_of_broken_lines_needs_its_public_half)
{
    static const char text[] =
        "curve_name=\"Ed448\"\n"
        "public_affine_x=0xa80a289971b812e757b8c97fce0f3d8427bf4acd01834ff6c6d1"
        "899e94edb44a43dcff058e1b097ad918dd838a7915d2bc97bf1d52ee63f6\n"
        "public_affine_y=0x32ef66ab3207696fab7bdcec66a7fcfc64e75c4c68eb79622170"
        "12\tf7cbd2c9a1cc57ae657bdb14c34b23ed173ca8f92ae010f81a84b0f35454\n"
        "private_exponent=0xc6e89c7abe661467ade6068aec65beca4885a427c95c0b26920"
        "14\tf620c8baf14d6464fc0319c943266e3babee87173cf62c1c0fb1a05175243\n\n.";
    struct delivered delivered = examine(bytes_over(text, sizeof(text) - 1));
    ck_assert_uint_eq(delivered.count, 0);
    delivered_clear(&delivered);
}
END_TEST

static void prepare(void)
{
    ck_assert(key_examine_prepare());
}

int main(void)
{
    TCase *tests = tcase_create("dump_key");
    const int count = (int)(sizeof(files) / sizeof(files[0]));
    tcase_add_unchecked_fixture(tests, prepare, NULL);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, dump_is_proven, 0, count);
    tcase_add_loop_test(tests, every_shorter_one_is_that_key_or_none, 0, count);
    tcase_add_loop_test(tests, what_is_no_key_is_refused, 0,
                        (int)(sizeof(refusals) / sizeof(refusals[0])));
    tcase_add_test(tests, foreign_point_is_a_forgery);
    tcase_add_test(tests, secret_of_broken_lines_needs_its_public_half);
    tcase_add_test(tests, public_half_of_broken_lines_is_no_forgery);
    return suite_run("dump_key", tests);
}
