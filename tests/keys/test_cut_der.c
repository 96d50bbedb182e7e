#include "keys/cut_der.h"

#include "key_fixture.h"

/* Fronts of keys, of which an armour shows too little for any proof. */

static const struct {
    const char *file;
    const char *name; /* NULL: never one */
    size_t from, to;  /* octets with which it is one */
} rows[] = {
    { "candidates/rsa2048.pem", "pkcs1", 90, 1190 },
    { "candidates/rsa2048-pkcs8.pem", "pkcs8", 90, 1216 },
    { "candidates/dsa1024.pem", "pkcs1", 90, 400 },
    { "keys/pkcs8/dsa1024-rfc6979.key", "pkcs8", 90, 300 },
    { "keys/pkcs8/dsa2048-rfc6979.key", "pkcs8", 90, 600 },
    { "candidates/p256.pem", "sec1", 40, 120 },
    { "candidates/p256-pkcs8.pem", "pkcs8", 40, 137 },
    { "candidates/p256-encrypted.pem", NULL, 0, 0 },
    { "candidates/certificate.pem", NULL, 0, 0 },
    { "candidates/certificate-rsa.pem", NULL, 0, 0 },
    { "keys/spki/rsa1024-rfc9500.key", NULL, 0, 0 },
    { "keys/spki/dsa1024-rfc6979.key", NULL, 0, 0 },
};

START_TEST(every_shorter_one_is_a_front_or_none)
{
    struct pem_block block = pem_fixture(rows[_i].file);
    for (size_t length = 0; length <= block.content.used; length += length < 160 ? 1 : 37) {
        uint8_t *copy = exact_copy(block.content.at, length);
        const char *name = cut_der_front(bytes_over(copy, length));
        if (rows[_i].name == NULL || length < rows[_i].from || length == block.content.used) {
            ck_assert_msg(name == NULL, "%s at %zu", rows[_i].file, length);
        } else if (length < rows[_i].to) {
            ck_assert_msg(name != NULL && strcmp(name, rows[_i].name) == 0, "%s at %zu",
                          rows[_i].file, length);
        }
        free(copy);
    }
    buffer_clear(&block.content);
}
END_TEST

/* One octet of the front is another, or what is behind it is no key's. */
START_TEST(what_is_no_front_is_none)
{
    static const struct {
        size_t at;
        uint8_t octet;
    } others[] = { { 0, 0x31 }, { 4, 0x04 }, { 5, 0x02 }, { 6, 0x02 }, { 6, 0x03 }, { 7, 0x05 } };
    struct pem_block block = pem_fixture("candidates/rsa2048.pem");
    const struct bytes front = bytes_over(block.content.at, 200);
    ck_assert_ptr_nonnull(cut_der_front(front));
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        const uint8_t before = block.content.at[others[i].at];
        block.content.at[others[i].at] = others[i].octet;
        ck_assert_msg(cut_der_front(front) == NULL, "row %zu", i);
        block.content.at[others[i].at] = before;
    }
    memset(block.content.at + 12, 0xaa, 188);
    ck_assert_ptr_null(cut_der_front(front));
    buffer_clear(&block.content);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("cut_der");
    tcase_add_loop_test(tests, every_shorter_one_is_a_front_or_none, 0,
                        (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(tests, what_is_no_front_is_none);
    return suite_run("cut_der", tests);
}
