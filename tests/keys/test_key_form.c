#include "keys/key_form.h"

#include "crypto/der_writer.h"
#include "key_fixture.h"
#include "keys/closed_key.h"
#include "keys/openssh_key.h"

/* The structures, before any number is believed. */

static const struct {
    const char *what;
    const char *der;
    size_t length;
} refusals[] = {
    { "no bytes at all", "", 0 },
    { "an INTEGER", "\x02\x01\x00", 3 },
    { "an empty SEQUENCE", "\x30\x00", 2 },
    { "a version and nothing else", "\x30\x03\x02\x01\x00", 5 },
    { "RSAPublicKey", "\x30\x08\x02\x03\x00\x80\x01\x02\x01\x03", 10 },
    { "version 2", "\x30\x09\x02\x01\x02\x02\x01\x0f\x02\x01\x03", 11 },
    { "five numbers", "\x30\x0f\x02\x01\x00\x02\x01\x0f\x02\x01\x03\x02\x01\x03\x02\x01\x05", 17 },
    { "ECPrivateKey of four octets", "\x30\x09\x02\x01\x01\x04\x04\x01\x02\x03\x04", 11 },
    { "ECPrivateKey of version 2",
      "\x30\x15\x02\x01\x02\x04\x10\1\2\3\4\5\6\7\x08\1\2\3\4\5\6\7\x08", 23 },
    { "PKCS#8 of an unknown algorithm, two octets",
      "\x30\x0e\x02\x01\x00\x30\x05\x06\x03\x2a\x03\x04\x04\x02\x00\x00", 16 },
    { "PKCS#8 of Ed25519 with a short seed",
      "\x30\x10\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x04\x04\x02\x00\x00", 18 },
    { "PKCS#8 of version 7",
      "\x30\x1c\x02\x01\x07\x30\x05\x06\x03\x2a\x03\x04\x04\x10\1\2\3\4\5\6\7\x08\1\2\3\4\5\6\7"
      "\x08",
      30 },
    { "DigestInfo", "\x30\x0b\x30\x05\x06\x03\x2b\x0e\x03\x04\x02\x00\x00", 13 },
};

START_TEST(what_is_no_key_is_refused)
{
    struct private_key key = { .cut = true };
    const struct bytes der = bytes_over(refusals[_i].der, refusals[_i].length);
    ck_assert_msg(key_form_read(der, bytes_over(NULL, 0), &key) == NULL, "%s", refusals[_i].what);
    ck_assert(key.cut);
    ck_assert_int_eq(key.public.algorithm, KEY_ALGORITHM_NONE);
    struct closed_key closed = { .obstacle = "x" };
    ck_assert_int_ne(encrypted_pkcs8_read(der, &closed), OUTCOME_OK);
    ck_assert_str_eq(closed.obstacle, "x");
}
END_TEST

/* Whatever stands around it: the form is known by its structure. */
static const struct {
    const char *file, *form;
    enum key_algorithm algorithm;
} files[] = {
    { "keys/pkcs8/rsa1024-rfc9500.key", "pkcs8", KEY_RSA },
    { "keys/traditional/rsa1024-rfc9500.key", "pkcs1", KEY_RSA },
    { "keys/pkcs8/ecdsap256-rfc9500.key", "pkcs8", KEY_EC },
    { "keys/traditional/ecdsap256-rfc9500.key", "sec1", KEY_EC },
    { "keys/pkcs8/dsa1024-rfc6979.key", "pkcs8", KEY_DSA },
    { "keys/traditional/dsa1024-rfc6979.key", "dsa", KEY_DSA },
    { "keys/pkcs8/ed25519-rfc8410.key", "pkcs8", KEY_ED25519 },
    { "keys/pkcs8/ed448-rfc8080.key", "pkcs8", KEY_ED448 },
};

START_TEST(form_is_known_by_structure)
{
    struct pem_block block = pem_fixture(files[_i].file);
    struct private_key key;
    const struct key_form *form =
        key_form_read(buffer_bytes(&block.content), bytes_over(NULL, 0), &key);
    ck_assert_ptr_nonnull(form);
    ck_assert_str_eq(form->name, files[_i].form);
    ck_assert_int_eq(key.public.algorithm, files[_i].algorithm);
    ck_assert(!key.cut && !key.left_over);
    ck_assert(buffer_append_byte(&block.content, 0));
    ck_assert_ptr_eq(key_form_read(buffer_bytes(&block.content), bytes_over(NULL, 0), &key), form);
    ck_assert(key.left_over);
    buffer_clear(&block.content);
}
END_TEST

/* What is cut off is refused or says so; nothing is read past the end. */
START_TEST(every_shorter_key_is_cut_or_refused)
{
    struct pem_block block = pem_fixture(files[_i].file);
    for (size_t kept = 0; kept < block.content.used; kept++) {
        uint8_t *copy = exact_copy(block.content.at, kept);
        struct private_key key;
        if (key_form_read(bytes_over(copy, kept), bytes_over(NULL, 0), &key) != NULL) {
            ck_assert(key.cut);
            ck_assert(key.public.algorithm == KEY_RSA || key.secret.left > 0);
        }
        free(copy);
    }
    buffer_clear(&block.content);
}
END_TEST

START_TEST(every_shorter_closed_key_is_refused_or_has_an_obstacle)
{
    struct pem_block block = pem_fixture("keys/encrypted/pkcs8-scrypt.pem");
    for (size_t kept = 0; kept < block.content.used; kept++) {
        uint8_t *copy = exact_copy(block.content.at, kept);
        struct closed_key closed;
        if (encrypted_pkcs8_read(bytes_over(copy, kept), &closed) == OUTCOME_OK) {
            ck_assert_ptr_nonnull(closed.obstacle);
        }
        free(copy);
    }
    buffer_clear(&block.content);
}
END_TEST

START_TEST(every_shorter_openssh_blob_is_cut_or_refused)
{
    struct pem_block block = pem_fixture("keys/openssh/rsa1024-rfc9500.key");
    for (size_t kept = 0; kept < block.content.used; kept++) {
        uint8_t *copy = exact_copy(block.content.at, kept);
        struct openssh_blob blob;
        if (openssh_blob_read(bytes_over(copy, kept), &blob) == OUTCOME_OK) {
            ck_assert(blob.cut);
            struct bytes list = blob.closed.closed;
            struct private_key key;
            if (openssh_list_begin(&list)) {
                (void)!openssh_list_next(&list, &key);
            }
        }
        free(copy);
    }
    buffer_clear(&block.content);
}
END_TEST

/* X.690 indefinite lengths, as some Java and Windows programs write them. */
START_TEST(indefinite_lengths_are_read)
{
    struct pem_block block = pem_fixture("keys/traditional/ecdsap256-rfc9500.key");
    struct buffer ber = { 0 };
    struct private_key key, own;
    ck_assert(buffer_append(&ber, bytes_over("\x30\x80", 2)));
    ck_assert(buffer_append(&ber, bytes_over(block.content.at + 2, block.content.used - 2)));
    ck_assert(buffer_append(&ber, bytes_over("\0\0", 2)));
    ck_assert_ptr_nonnull(key_form_read(buffer_bytes(&ber), bytes_over(NULL, 0), &key));
    ck_assert_ptr_nonnull(key_form_read(buffer_bytes(&block.content), bytes_over(NULL, 0), &own));
    ck_assert(bytes_equal(key.secret, own.secret) && !key.cut && !key.left_over);
    ck_assert(bytes_equal(key.claims[0].point, own.claims[0].point));
    buffer_clear(&ber);
    buffer_clear(&block.content);
}
END_TEST

static const struct {
    const char *what, *blob;
    size_t length;
    enum outcome outcome;
} blobs[] = {
    { "no bytes at all", "", 0, OUTCOME_TRUNCATED },
    { "another magic", "openssh-key-v2\0\0\0\0\0", 19, OUTCOME_UNEXPECTED },
    { "no key", "openssh-key-v1\0\0\0\0\4none\0\0\0\4none\0\0\0\0\0\0\0\0", 39, OUTCOME_MALFORMED },
    { "4,294,967,295 keys", "openssh-key-v1\0\0\0\0\4none\0\0\0\4none\0\0\0\0\xff\xff\xff\xff", 39,
      OUTCOME_TRUNCATED },
    { "a key longer than the blob",
      "openssh-key-v1\0\0\0\0\4none\0\0\0\4none\0\0\0\0\0\0\0\1\xff\xff\xff\xff", 43,
      OUTCOME_TRUNCATED },
};

START_TEST(what_is_no_openssh_blob_is_refused)
{
    uint8_t *copy = exact_copy(blobs[_i].blob, blobs[_i].length);
    struct openssh_blob blob = { .count = 77 };
    ck_assert_msg(openssh_blob_read(bytes_over(copy, blobs[_i].length), &blob) == blobs[_i].outcome,
                  "%s", blobs[_i].what);
    ck_assert_uint_eq(blob.count, 77);
    free(copy);
}
END_TEST

static const struct {
    const char *dek_info, *obstacle; /* a part of it; NULL for none */
} headers[] = {
    { "AES-128-CBC,00112233445566778899AABBCCDDEEFF", NULL },
    { " aes-128-cbc , 00112233445566778899aabbccddeeff\r", NULL },
    { "DES-CBC,0011223344556677", NULL },
    { "", "names no cipher" },
    { "AES-128-CBC", "names no cipher" },
    { "AES-128-CBC,0011", "does not fit" },
    { "AES-128-CBC,0011223344556677889", "does not fit" },
    { "AES-128-CBC,0011223344556677889900112233445G", "does not fit" },
    { "AES-128-GCM,001122334455667788990011", "not known" },
    { "RC4,", "not known" },
};

START_TEST(dek_info_is_read)
{
    struct closed_key closed;
    struct buffer vector = { 0 };
    const struct bytes content = bytes_over("0123456789abcdef", 16);
    ck_assert_int_eq(
        encrypted_pem_read(content, bytes_over(headers[_i].dek_info, strlen(headers[_i].dek_info)),
                           &vector, &closed),
        OUTCOME_OK);
    if (headers[_i].obstacle == NULL) {
        ck_assert_ptr_null(closed.obstacle);
        ck_assert_uint_eq(closed.lock.iv.left, cipher_iv_octets(closed.lock.cipher));
    } else {
        ck_assert_ptr_nonnull(strstr(closed.obstacle, headers[_i].obstacle));
    }
    buffer_clear(&vector);
    ck_assert_int_eq(encrypted_pem_read(bytes_over(NULL, 0), content, &vector, &closed),
                     OUTCOME_TRUNCATED);
    buffer_clear(&vector);
}
END_TEST

#define LOOP(tests, test, rows)                                                                    \
    tcase_add_loop_test(tests, test, 0, (int)(sizeof(rows) / sizeof((rows)[0])))

int main(void)
{
    TCase *tests = tcase_create("key_form");
    tcase_set_timeout(tests, 60);
    LOOP(tests, what_is_no_key_is_refused, refusals);
    LOOP(tests, form_is_known_by_structure, files);
    LOOP(tests, every_shorter_key_is_cut_or_refused, files);
    LOOP(tests, what_is_no_openssh_blob_is_refused, blobs);
    LOOP(tests, dek_info_is_read, headers);
    tcase_add_test(tests, every_shorter_closed_key_is_refused_or_has_an_obstacle);
    tcase_add_test(tests, every_shorter_openssh_blob_is_cut_or_refused);
    tcase_add_test(tests, indefinite_lengths_are_read);
    return suite_run("key_form", tests);
}
