#include "crypto/pdf_lock.h"

#include <string.h>

#include "crypto/rc4.h"
#include "suite.h"

#define B(text)                                                                                    \
    {                                                                                              \
        (const uint8_t *)(text), sizeof(text) - 1                                                  \
    }
#define ID B("\x1c\x17\x81\x98\xfb\xdf\xa5\x1b\x25\x99\x5d\x89\xd4\x10\x20\x43")

/* As qpdf closed files with them; the owner's passphrase is behind the user's. */
static const struct {
    struct pdf_lock lock;
    const char *user, *owner;
} closed[] = {
    { { .revision = 2,
        .key_octets = 5,
        .permissions = 0xfffffffc,
        .owner = B("\xc9\x24\x22\x68\x7f\xac\xee\x68\x6e\x37\x3f\x10\xb5\xc7\xd0\x47"
                   "\x38\x05\x31\x52\xf7\xe2\xee\x30\xe1\x1c\x69\xec\x44\x25\x76\xab"),
        .user = B("\x61\x14\x5b\x71\x8b\xca\x0b\xae\x87\x4b\x12\xad\x40\x36\xa9\xf3"
                  "\x10\x0c\x4f\x48\x8b\xdc\x5d\xaf\x46\x78\x20\x7f\x3e\x27\x58\xb0"),
        .id = B("\x05\xbc\xf2\xb0\x85\x25\xd8\x39\xa4\xc7\x60\x36\xb0\xdc\xc5\x79") },
      "",
      "owner" },
    { { .revision = 3,
        .key_octets = 16,
        .permissions = 0xfffffffc,
        .owner = B("\x38\xdb\xeb\x9a\xd0\x0d\xc1\x45\x5d\xe1\x04\x5f\xe5\x07\x22\x53"
                   "\x23\x1a\x16\x4f\xc3\xa7\xa3\xcf\x66\xc2\x8f\x05\x3c\x07\x10\x26"),
        .user = B("\x5a\xc9\xa6\xe7\xf9\x9e\x56\xc4\x45\x4c\xe5\x77\x9e\xdc\x13\x2b"
                  "\x01\x22\x45\x6a\x91\xba\xe5\x13\x42\x73\xa6\xdb\x13\x4c\x87\xc4"),
        .id = ID },
      "nobody",
      "the owner" },
    { { .revision = 5,
        .key_octets = 32,
        .permissions = 0xfffffffc,
        .owner = B("\xa9\x0e\xcb\xd7\x43\xd1\x9e\x50\xdf\x78\xa3\xc8\x8a\xf1\x45\xce"
                   "\xb1\xf3\x26\x10\x90\xbe\xa9\x4f\x85\x18\x67\x25\xcf\x47\xf2\xe2"
                   "\x87\xb1\x3c\x35\xb0\xcf\xce\xb3\x24\x4f\x90\x6a\xf0\x50\x77\x59"),
        .user = B("\xa6\xb0\xa6\x44\x97\xd8\x65\xba\xb0\x94\x69\xe0\xa6\x28\x6e\x0a"
                  "\x91\x21\x85\x8f\xc2\x47\x47\x2d\x7a\x27\x10\x56\x24\xc3\x37\x77"
                  "\x3b\xe8\x18\x55\x81\xa8\xe4\x03\x7e\x61\xd9\x8e\x72\xb3\x7f\x6e"),
        .owner_key = B("\x05\x28\x05\x3e\x92\xaa\x7e\x9b\x15\x15\x76\xd1\xba\xcd\x54\x81"
                       "\x0e\x6e\x8e\xba\x3d\x60\x8c\x98\x9d\x8b\x08\x80\x45\x82\x8f\xee"),
        .user_key = B("\x06\xa7\x25\x15\xc0\xec\x70\xc7\x42\x2a\x77\x0a\xfe\x59\x7f\x15"
                      "\x4a\x5d\xd8\xe5\xc5\x24\xb6\x90\x58\xd1\xa2\x72\xf3\xe7\xea\xac") },
      "open sesame",
      "owner" },
    { { .revision = 6,
        .key_octets = 32,
        .permissions = 0xfffffffc,
        .owner = B("\x96\x32\x4f\x79\x87\x5c\x2c\x9c\x6a\xea\xe9\x2b\x07\x06\x85\x77"
                   "\x50\x4c\x77\x39\x3b\xcb\xa1\x25\xc9\x91\x6b\xcc\x3e\x0b\x28\x65"
                   "\x2f\xdd\xbe\x33\x98\x06\xa2\x97\xb9\xc7\xe6\x78\x6c\xcc\x57\xba"),
        .user = B("\x31\xa9\x9c\x1d\xf2\x01\xb9\x1e\x73\xb1\xcc\x58\xc0\x5e\x8a\x6e"
                  "\x12\x6a\x8a\xa7\x49\xd0\xb8\x97\xb4\xce\x3b\x44\x95\x46\xf4\x53"
                  "\xbf\x20\x33\x4f\xfb\xf4\x70\x70\x4b\xab\xe0\xee\x0c\xee\xe0\x05"),
        .owner_key = B("\xb7\x3f\x17\x20\xdc\x47\x07\x5b\xbf\xc4\x6e\xcd\xd5\x03\xad\xd9"
                       "\xa5\x3a\x8c\x33\xb7\x83\x3f\x45\x8c\xcf\x24\x05\x7e\xfd\xee\x13"),
        .user_key = B("\x38\xf8\x20\x1e\x22\xb3\xb0\xe4\x84\x03\x46\x54\x01\x44\xe0\xc2"
                      "\x3b\x5b\xa4\xc3\xaf\x55\x0a\x6e\xec\xb7\xc9\xfa\xd1\x0b\x42\xf2") },
      "nobody",
      "the owner" },
};
#define CLOSED (int)(sizeof(closed) / sizeof(closed[0]))

static struct bytes words(const char *text)
{
    return bytes_over(text, strlen(text));
}

START_TEST(user_and_owner_open_with_the_same_key)
{
    uint8_t by_user[PDF_LOCK_KEY_MAX] = { 0 }, by_owner[PDF_LOCK_KEY_MAX] = { 0 };
    const struct pdf_lock *lock = &closed[_i].lock;
    ck_assert(pdf_lock_open(lock, words(closed[_i].user), by_user));
    ck_assert(pdf_lock_open(lock, words(closed[_i].owner), by_owner));
    ck_assert_mem_eq(by_user, by_owner, PDF_LOCK_KEY_MAX);
    ck_assert_uint_ne(by_user[0] | by_user[1] | by_user[2] | by_user[3] | by_user[4], 0);
}
END_TEST

static void refuses(struct pdf_lock lock, const char *passphrase, const char *what)
{
    uint8_t key[PDF_LOCK_KEY_MAX], before[PDF_LOCK_KEY_MAX];
    memset(key, 0x5a, sizeof(key));
    memcpy(before, key, sizeof(key));
    ck_assert_msg(!pdf_lock_open(&lock, words(passphrase), key), "%s", what);
    ck_assert_mem_eq(key, before, sizeof(key));
}

START_TEST(other_locks_and_passphrases_are_refused)
{
    const struct pdf_lock good = closed[_i].lock;
    struct pdf_lock lock = good;
    refuses(good, "wrong", "a wrong passphrase");
    lock.revision = 1;
    refuses(lock, closed[_i].user, "revision 1");
    lock.revision = 7;
    refuses(lock, closed[_i].user, "revision 7");
    lock = good;
    lock.user.left = good.user.left - 17;
    refuses(lock, closed[_i].user, "a short /U");
    lock = good;
    lock.user = bytes_over(NULL, 0);
    refuses(lock, closed[_i].user, "no /U");
    lock = good;
    lock.owner = lock.user_key = bytes_over(NULL, 0);
    refuses(lock, closed[_i].user, "neither /O nor /UE");
    lock = good;
    lock.key_octets = 17;
    if (lock.revision < 5) {
        refuses(lock, closed[_i].user, "a long key");
        lock.key_octets = 0;
        refuses(lock, closed[_i].user, "no key");
    }
}
END_TEST

/* RFC 6229 section 2: keys of 40 and of 128 bits. */
START_TEST(rc4_gives_the_streams_of_rfc_6229)
{
    uint8_t key[16], stream[16] = { 0 };
    struct rc4 state;
    for (size_t i = 0; i < sizeof(key); i++) {
        key[i] = (uint8_t)(i + 1);
    }
    rc4_begin(&state, key, 5);
    rc4_apply(&state, stream, 7);
    rc4_apply(&state, stream + 7, 9);
    ck_assert_mem_eq(stream, "\xb2\x39\x63\x05\xf0\x3d\xc0\x27\xcc\xc3\x52\x4a\x0a\x11\x18\xa8",
                     16);
    memset(stream, 0, sizeof(stream));
    rc4_begin(&state, key, 16);
    rc4_apply(&state, stream, 16);
    ck_assert_mem_eq(stream, "\x9a\xc7\xcc\x9a\x60\x9d\x1e\xf7\xb2\x93\x28\x99\xcd\xe4\x1b\x97",
                     16);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("pdf_lock");
    tcase_add_loop_test(tests, user_and_owner_open_with_the_same_key, 0, CLOSED);
    tcase_add_loop_test(tests, other_locks_and_passphrases_are_refused, 0, CLOSED);
    tcase_add_test(tests, rc4_gives_the_streams_of_rfc_6229);
    return suite_run("pdf_lock", tests);
}
