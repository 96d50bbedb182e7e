#include <stdio.h>
#include <string.h>

#include "buffer.h"
#include "candidates/anchors.h"
#include "candidates/packed/packed_form.h"
#include "suite.h"

/* Row 10 of the catalogue of forms: what passes for a private key blob by its fields. */

static struct buffer read_fixture(const char *name)
{
    char path[512];
    uint8_t piece[4096];
    size_t got;
    struct buffer content = { 0 };
    snprintf(path, sizeof(path), FIXTURES "/keys/%s", name);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    while ((got = fread(piece, 1, sizeof(piece), file)) > 0) {
        ck_assert(buffer_append(&content, bytes_over(piece, got)));
    }
    fclose(file);
    return content;
}

/* The first anchor in the text is looked at. */
static bool extent_of(struct bytes text, size_t *from, size_t *length)
{
    struct anchor found[128];
    size_t to = text.left, count = anchors_find(text, 0, &to, found, 128);
    for (size_t i = 0; i < count; i++) {
        if ((found[i].kinds & ANCHOR_DROPBEAR) != 0 &&
            ssh_key_blob_extent(text, found[i].at, from, length)) {
            return true;
        }
    }
    return false;
}

/* `enough`: RSA keys are whole without their primes. */
static const struct {
    const char *file;
    size_t primes;
} files[] = {
    { "dropbear/dss-own.key", 0 },
    { "dropbear/ecdsap256-rfc9500.key", 0 },
    { "dropbear/ecdsap384-rfc9500.key", 0 },
    { "dropbear/ecdsap521-rfc9500.key", 0 },
    { "dropbear/ed25519-rfc8410.key", 0 },
    { "dropbear/rsa1024-rfc9500.key", 2 * (4 + 65) },
    { "dropbear/rsa2048-rfc9500.key", 2 * (4 + 129) },
};

START_TEST(extent_is_that_of_the_blob)
{
    struct buffer key = read_fixture(files[_i].file), text = { 0 };
    size_t from, length;
    ck_assert(buffer_append(&text, bytes_over("\1\2\3\4\5", 5)));
    ck_assert(buffer_append(&text, buffer_bytes(&key)));
    ck_assert(buffer_append(&text, bytes_over("\0\0\0\7ssh-rsa", 11)));
    ck_assert_msg(extent_of(buffer_bytes(&text), &from, &length), "%s", files[_i].file);
    ck_assert_uint_eq(from, 5);
    ck_assert_uint_eq(length, key.used);
    buffer_clear(&text);
    buffer_clear(&key);
}
END_TEST

START_TEST(shorter_ones_are_refused)
{
    struct buffer key = read_fixture(files[_i].file);
    for (size_t i = 0; i < key.used; i++) {
        uint8_t *copy = exact_copy(key.at, i);
        size_t from = 77, length = 77;
        if (extent_of(bytes_over(copy, i), &from, &length)) {
            ck_assert_uint_ge(i, key.used - files[_i].primes);
            ck_assert_uint_eq(from, 0);
            ck_assert_uint_eq(length, key.used - files[_i].primes);
        } else {
            ck_assert_uint_lt(i, key.used - files[_i].primes);
            ck_assert_uint_eq(from, 77);
            ck_assert_uint_eq(length, 77);
        }
        free(copy);
    }
    buffer_clear(&key);
}
END_TEST

/* One octet changed, in a blob that begins the text. */
static const struct {
    const char *what, *file;
    size_t at;
    uint8_t value;
} refusals[] = {
    { "another length of the type", "dropbear/rsa1024-rfc9500.key", 3, 8 },
    { "a longer type", "dropbear/ecdsap256-rfc9500.key", 3, 20 },
    { "another type", "dropbear/rsa1024-rfc9500.key", 10, 'b' },
    { "an exponent that is even", "dropbear/rsa1024-rfc9500.key", 17, 2 },
    { "an exponent that is negative", "dropbear/rsa1024-rfc9500.key", 15, 0x81 },
    { "a modulus that is even", "dropbear/rsa1024-rfc9500.key", 150, 0x40 },
    { "a modulus past the bound", "dropbear/rsa1024-rfc9500.key", 19, 1 },
    { "a private exponent that is even", "dropbear/rsa1024-rfc9500.key", 282, 2 },
    { "a private exponent of few octets", "dropbear/rsa1024-rfc9500.key", 154, 32 },
    { "another curve", "dropbear/ecdsap256-rfc9500.key", 34, '4' },
    { "a point of another curve", "dropbear/ecdsap256-rfc9500.key", 38, 97 },
    { "a scalar that is too short", "dropbear/ecdsap256-rfc9500.key", 107, 20 },
    { "a scalar that is too long", "dropbear/ecdsap256-rfc9500.key", 107, 65 },
    { "a public half of Ed25519", "dropbear/ed25519-rfc8410.key", 18, 32 },
    { "a subgroup that is too large", "dropbear/dss-own.key", 147, 0x90 },
};

START_TEST(what_does_not_fit_is_refused)
{
    struct buffer key = read_fixture(refusals[_i].file);
    size_t from = 77, length = 77;
    ck_assert(extent_of(buffer_bytes(&key), &from, &length));
    ck_assert_uint_lt(refusals[_i].at, key.used);
    ck_assert_msg(key.at[refusals[_i].at] != refusals[_i].value, "%s", refusals[_i].what);
    key.at[refusals[_i].at] = refusals[_i].value;
    from = length = 77;
    ck_assert_msg(!extent_of(buffer_bytes(&key), &from, &length), "%s", refusals[_i].what);
    ck_assert_uint_eq(from, 77);
    ck_assert_uint_eq(length, 77);
    buffer_clear(&key);
}
END_TEST

/* The blob without its private fields, twice over: as host keys stand in files. */
static const struct {
    const char *file;
    size_t public;
} publics[] = {
    { "dropbear/rsa1024-rfc9500.key", 11 + 7 + 4 + 129 },
    { "dropbear/ecdsap256-rfc9500.key", 23 + 12 + 4 + 65 },
    { "dropbear/ecdsap521-rfc9500.key", 23 + 12 + 4 + 133 },
};

START_TEST(public_blobs_are_none)
{
    struct buffer key = read_fixture(publics[_i].file), text = { 0 };
    size_t from, length;
    for (int i = 0; i < 2; i++) {
        ck_assert(buffer_append(&text, bytes_over(key.at, publics[_i].public)));
        ck_assert(!extent_of(buffer_bytes(&text), &from, &length));
    }
    buffer_clear(&text);
    buffer_clear(&key);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("ssh_key_blob");
    const int all = (int)(sizeof(files) / sizeof(files[0]));
    tcase_add_loop_test(tests, extent_is_that_of_the_blob, 0, all);
    tcase_add_loop_test(tests, shorter_ones_are_refused, 0, all);
    tcase_add_loop_test(tests, what_does_not_fit_is_refused, 0,
                        (int)(sizeof(refusals) / sizeof(refusals[0])));
    tcase_add_loop_test(tests, public_blobs_are_none, 0,
                        (int)(sizeof(publics) / sizeof(publics[0])));
    return suite_run("ssh_key_blob", tests);
}
