/* DER of keys that was carried as a text: each line feed became two octets. */
#include "bounds.h"
#include "evidence/row_check.h"

#define BEFORE 700
#define BEHIND 700

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

/* How many octets were put before others. */
static size_t translate(struct bytes octets, struct buffer *into)
{
    const size_t begun = into->used;
    for (size_t i = 0; i < octets.left; i++) {
        if (octets.at[i] == '\n') {
            put_byte(into, '\r');
        }
        put_byte(into, octets.at[i]);
    }
    return into->used - begun - octets.left;
}

/* An attribute of PKCS#8 with ends of lines of its own. */
static const uint8_t described[] = { 0xa0, 0x12, 0x30, 0x10, 6,   3,    0x55, 4,   0x0d, 0x31,
                                     8,    0x0c, 6,    'a',  'b', '\r', '\n', 'c', '\r', '\n' };
#define LENGTH_PLACE 2 /* of the two octets of the length of a SEQUENCE */

static const char *const files[] = { "candidates/rsa2048.pem",    "candidates/rsa2048-pkcs8.pem",
                                     "candidates/rsa1024.pem",    "candidates/p256.pem",
                                     "candidates/p256-pkcs8.pem", "candidates/p384.pem" };
#define FILES ((int)(sizeof(files) / sizeof(files[0])))

static void take_key(int index, struct buffer *octets)
{
    const bool with = index == FILES;
    struct pem_block block = pem_fixture(with ? "candidates/rsa2048-pkcs8.pem" : files[index]);
    must(buffer_append(octets, buffer_bytes(&block.content)));
    if (with) {
        const size_t length = octets->used - LENGTH_PLACE - 2 + sizeof(described);
        must(buffer_append(octets, bytes_over(described, sizeof(described))));
        octets->at[LENGTH_PLACE] = (uint8_t)(length >> 8);
        octets->at[LENGTH_PLACE + 1] = (uint8_t)length;
    }
    buffer_clear(&block.content);
}

/* Told once, at its place, with all that it takes; as it is when it was not carried so. */
static void expect(struct bytes octets, bool translated, const char *what)
{
    struct buffer content = { 0 };
    struct record_list list = { 0 };
    char expected[64];
    put_noise(&content, BEFORE);
    if (translated) {
        ck_assert_uint_gt(translate(octets, &content), 0);
    } else {
        must(buffer_append(&content, octets));
    }
    snprintf(expected, sizeof(expected), "proven@%d+%zu\n", BEFORE, content.used - BEFORE);
    put_noise(&content, BEHIND);
    run_scan(buffer_bytes(&content), &list);
    ck_assert_msg(strcmp(record_list_text(&list), expected) == 0, "%s: %s", what,
                  record_list_text(&list));
    run_replay(buffer_bytes(&content), &list);
    record_list_clear(&list);
    buffer_clear(&content);
}

START_TEST(key_that_was_carried_as_a_text_is_proven)
{
    struct buffer octets = { 0 };
    const char *what = _i < FILES ? files[_i] : "with ends of lines";
    take_key(_i, &octets);
    expect(buffer_bytes(&octets), false, what);
    if (memchr(octets.at, '\n', octets.used) != NULL) {
        expect(buffer_bytes(&octets), true, what);
    }
    buffer_clear(&octets);
}
END_TEST

/* Whatever is left of it is read within itself, and told once at most. */
START_TEST(shorter_ones_are_read)
{
    struct buffer octets = { 0 }, whole = { 0 };
    take_key(FILES, &octets);
    (void)translate(buffer_bytes(&octets), &whole);
    for (size_t length = 0; length < whole.used; length += length < whole.used - 40 ? 13 : 1) {
        struct record_list list = { 0 };
        uint8_t *copy = exact_copy(whole.at, length);
        run_scan(bytes_over(copy, length), &list);
        ck_assert_uint_le(list.keys, 1);
        record_list_clear(&list);
        free(copy);
    }
    buffer_clear(&whole);
    buffer_clear(&octets);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("translated_der");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_loop_test(tests, key_that_was_carried_as_a_text_is_proven, 0, FILES + 1);
    tcase_add_test(tests, shorter_ones_are_read);
    return run_suite("translated_der", tests);
}
