/* RSA keys in DER of which the front is left, among other bytes: what proves them, or a lead. */
#include "bounds.h"
#include "bytes/der.h"
#include "evidence/row_check.h"

#define BEFORE 700
#define BEHIND 3000

static void prepare(void)
{
    run_prepare("");
}

static void put_noise(struct buffer *into, size_t length)
{
    uint64_t seed = 7;
    for (size_t i = 0; i < length; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        put_byte(into, (uint8_t)(seed >> 33));
    }
}

static struct buffer scan_text(struct bytes content)
{
    struct record_list list = { 0 };
    struct buffer text = { 0 };
    run_scan(content, &list);
    put(&text, record_list_text(&list));
    must(buffer_append_byte(&text, 0));
    record_list_clear(&list);
    return text;
}

static const struct {
    const char *file;
    unsigned percent;
    const char *verdict;
} cuts[] = {
    { "candidates/rsa2048.pem", 25, "malformed" },
    { "candidates/rsa2048.pem", 40, "malformed" },
    { "candidates/rsa2048.pem", 45, "proven" },
    { "candidates/rsa2048-pkcs8.pem", 27, "malformed" },
    { "candidates/rsa2048-pkcs8.pem", 45, "malformed" },
    { "candidates/rsa2048-pkcs8.pem", 55, "proven" },
    { "candidates/rsa1024.pem", 26, "malformed" },
};

/* At the end of a file, before zeros, before other bytes. */
START_TEST(front_is_told_of)
{
    struct pem_block block = pem_fixture(cuts[_i].file);
    const size_t length = block.content.used * cuts[_i].percent / 100;
    for (int behind = 0; behind < 3; behind++) {
        struct buffer content = { 0 };
        put_noise(&content, BEFORE);
        must(buffer_append(&content, bytes_over(block.content.at, length)));
        for (size_t i = 0; behind == 1 && i < BEHIND; i++) {
            put_byte(&content, 0);
        }
        put_noise(&content, behind == 2 ? BEHIND : 0);
        struct buffer text = scan_text(buffer_bytes(&content));
        char expected[64];
        snprintf(expected, sizeof(expected), "%s@%d+", cuts[_i].verdict, BEFORE);
        const char *seen = (const char *)text.at;
        ck_assert_msg(strncmp(seen, expected, strlen(expected)) == 0, "%s %d: %s", cuts[_i].file,
                      behind, seen);
        ck_assert_ptr_eq(strchr(seen, '\n') + 1, seen + strlen(seen)); /* once */
        buffer_clear(&text);
        buffer_clear(&content);
    }
    buffer_clear(&block.content);
}
END_TEST

/* Where the rest of it should be, another key lies. */
START_TEST(key_in_its_place_is_found)
{
    struct pem_block cut = pem_fixture("candidates/rsa2048.pem"),
                     other = pem_fixture("candidates/p256.pem");
    struct buffer content = { 0 };
    put_noise(&content, BEFORE);
    must(buffer_append(&content, bytes_over(cut.content.at, 300)));
    must(buffer_append(&content, buffer_bytes(&other.content)));
    put_noise(&content, BEHIND);
    struct buffer text = scan_text(buffer_bytes(&content));
    ck_assert_ptr_nonnull(strstr((const char *)text.at, "malformed@700+"));
    ck_assert_ptr_nonnull(strstr((const char *)text.at, "proven@1000+"));
    buffer_clear(&text);
    buffer_clear(&content);
    buffer_clear(&cut.content);
    buffer_clear(&other.content);
}
END_TEST

/* What is left of a key, from the number on that stands at `from`. */
static void put_numbers(struct buffer *into, const char *file, int from, int count)
{
    struct pem_block block = pem_fixture(file);
    struct bytes whole = buffer_bytes(&block.content), rest, number;
    ck_assert_int_eq(der_take(&whole, DER_LENIENT, DER_SEQUENCE, &rest), OUTCOME_OK);
    for (int i = 0; i < from; i++) {
        ck_assert_int_eq(der_take(&rest, DER_LENIENT, DER_INTEGER, &number), OUTCOME_OK);
    }
    const uint8_t *begin = rest.at;
    for (int i = 0; i < count; i++) {
        ck_assert_int_eq(der_take(&rest, DER_LENIENT, DER_INTEGER, &number), OUTCOME_OK);
    }
    must(buffer_append(into, bytes_over(begin, (size_t)(rest.at - begin))));
    buffer_clear(&block.content);
}

/* A front that leaves no doubt, and claims 4,608 bytes. */
static void put_decoy(struct buffer *into)
{
    static const uint8_t head[] = { 0x30, 0x82, 0x12, 0x00, 2, 1, 0, 2, 0x82, 0x04, 0x01, 0 },
                         behind[] = { 2, 3, 1, 0, 1, 2, 0x82, 0x04, 0x00 };
    must(buffer_append(into, bytes_over(head, sizeof(head))));
    const size_t modulus = into->used;
    put_noise(into, 1024);
    into->at[modulus] |= 0x80;
    into->at[into->used - 1] |= 1;
    must(buffer_append(into, bytes_over(behind, sizeof(behind))));
}

/* By e and d beside n, and by their primes, of which the claim would give one alone. */
START_TEST(remains_in_what_a_front_claims_are_found)
{
    static const char *const files[] = { "candidates/rsa2048.pem", "candidates/rsa1024.pem" };
    for (int row = 0; row < 2; row++) {
        struct buffer content = { 0 };
        put_noise(&content, BEFORE);
        put_decoy(&content);
        for (size_t i = 0; i < 2; i++) {
            put_noise(&content, 100);
            put_numbers(&content, files[i], row == 0 ? 1 : 4, row == 0 ? 3 : 5);
        }
        put_noise(&content, 2 * BEHIND);
        struct buffer text = scan_text(buffer_bytes(&content));
        const char *seen = (const char *)text.at;
        const char *first = strstr(seen, "proven@18");
        ck_assert_msg(strncmp(seen, row == 0 ? "malformed@700+" : "proven@700+", 11) == 0, "%s",
                      seen);
        ck_assert_msg(first != NULL && strstr(first + 1, "proven@2") != NULL, "%s", seen);
        buffer_clear(&text);
        buffer_clear(&content);
    }
}
END_TEST

/* 85 bytes each, which claim 292. */
static void put_fronts(struct buffer *into, size_t count)
{
    static const uint8_t head[] = { 0x30, 0x82, 0x01, 0x20, 2, 1, 0, 2, 0x41, 0 },
                         behind[] = { 2, 3, 1, 0, 1, 2, 0x40 };
    struct buffer noise = { 0 };
    put_noise(&noise, 64 * count);
    for (size_t i = 0; i < count; i++) {
        must(buffer_append(into, bytes_over(head, sizeof(head))));
        const size_t modulus = into->used;
        must(buffer_append(into, bytes_over(noise.at + 64 * i, 64)));
        into->at[modulus] |= 0x80;
        into->at[into->used - 1] |= 1;
        must(buffer_append(into, bytes_over(behind, sizeof(behind))));
        must(buffer_append(into, bytes_over("\x55---", 4)));
    }
    buffer_clear(&noise);
}

static size_t count_of(const char *text, const char *word)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, word)) != NULL; at++) {
        count++;
    }
    return count;
}

/* The bound just kept, and passed; a key behind it is found all the same. */
START_TEST(flood_of_fronts_is_bounded_and_that_is_said)
{
    static const char sentence[] = "more fronts of broken RSA keys than are told of one file";
    struct pem_block key = pem_fixture("candidates/p256.pem");
    for (size_t more = 0; more < 6; more += 5) {
        struct buffer content = { 0 };
        put_noise(&content, BEFORE);
        put_fronts(&content, FRONTS_FILE_MAX + more);
        put_noise(&content, BEFORE);
        must(buffer_append(&content, buffer_bytes(&key.content)));
        put_noise(&content, BEFORE);
        struct buffer text = scan_text(buffer_bytes(&content));
        const char *seen = (const char *)text.at;
        ck_assert_uint_eq(count_of(seen, "malformed@"), FRONTS_FILE_MAX);
        ck_assert_uint_eq(count_of(seen, sentence), more > 0 ? 1 : 0);
        ck_assert_uint_eq(count_of(seen, "proven@"), 1);
        buffer_clear(&text);
        buffer_clear(&content);
    }
    buffer_clear(&key.content);
}
END_TEST

/* A number of the front, or a length, that is none of a key's. */
static const struct {
    const char *what;
    size_t at;
    uint8_t octet;
} others[] = {
    { "a modulus of another length", 10, 0xfe }, /* so that the next is no number */
    { "an even modulus", 11 + 256, 0x02 },         { "an even exponent", 11 + 257 + 4, 0x02 },
    { "no number behind it", 11 + 257 + 5, 0x04 }, { "a length of a short one", 2, 0x01 },
    { "a version that is none", 6, 0x07 },
};

START_TEST(what_is_no_front_is_nothing)
{
    struct pem_block block = pem_fixture("candidates/rsa2048.pem");
    struct buffer content = { 0 };
    block.content.at[others[_i].at] = others[_i].octet;
    put_noise(&content, BEFORE);
    must(buffer_append(&content, bytes_over(block.content.at, 400)));
    put_noise(&content, BEHIND);
    struct buffer text = scan_text(buffer_bytes(&content));
    ck_assert_msg(strcmp((const char *)text.at, "") == 0, "%s: %s", others[_i].what,
                  (const char *)text.at);
    buffer_clear(&text);
    buffer_clear(&content);
    buffer_clear(&block.content);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("cut_structure");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_loop_test(tests, front_is_told_of, 0, (int)(sizeof(cuts) / sizeof(cuts[0])));
    tcase_add_test(tests, key_in_its_place_is_found);
    tcase_add_test(tests, remains_in_what_a_front_claims_are_found);
    tcase_add_test(tests, flood_of_fronts_is_bounded_and_that_is_said);
    tcase_add_loop_test(tests, what_is_no_front_is_nothing, 0,
                        (int)(sizeof(others) / sizeof(others[0])));
    return run_suite("cut_structure", tests);
}
