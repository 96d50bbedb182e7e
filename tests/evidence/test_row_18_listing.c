/* Row 18 of the catalogue of forms: numbers as `openssl -text` and certtool list them. */
#include <dirent.h>

#include "evidence/row_check.h"

#define FOLDER FIXTURES "/keys/listing"

static void prepare(void)
{
    run_prepare("");
}

static const char *files[64];
static size_t file_count;

/* All but one, whose curve is not known. */
static void list_files(void)
{
    DIR *folder = opendir(FOLDER);
    if (folder == NULL) {
        return;
    }
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char *dot = strstr(entry->d_name, ".txt");
        if (dot != NULL && strstr(entry->d_name, "c2pnb163v1") == NULL &&
            file_count < sizeof(files) / sizeof(files[0])) {
            *dot = 0;
            files[file_count++] = strdup(entry->d_name);
        }
    }
    closedir(folder);
}

/* `openssl-KEY`: a published key; `own-KEY`: its public half lies beside it. */
static struct buffer listing(const char *stem, char name[KEY_IDENTITY_TEXT])
{
    char path[256];
    const char *own = strstr(stem, "own-");
    if (own != NULL) {
        snprintf(path, sizeof(path), "keys/listing/%s.pem", own);
    } else {
        snprintf(path, sizeof(path), "keys/spki/%s.key", strchr(stem, '-') + 1);
    }
    row_name_of_spki(path, name);
    snprintf(path, sizeof(path), "keys/listing/%s.txt", stem);
    return fixture_read(path);
}

/* From its first name on: what certtool writes before it are remarks. */
static size_t listing_begin(const char *stem, struct bytes text)
{
    static const char *const firsts[] = { "modulus", "curve", "private key" };
    for (size_t i = 0; strncmp(stem, "certtool", 8) == 0 && i < 3; i++) {
        const uint8_t *at = memmem(text.at, text.left, firsts[i], strlen(firsts[i]));
        if (at != NULL) {
            return (size_t)(at - text.at);
        }
    }
    return 0;
}

/* Behind its last octet or word. */
static size_t listing_end(const char *stem, struct bytes text)
{
    static const char *const behind[] = { "\n\t\n\n\nPublic Key PIN", "\n\n\nPublic Key PIN",
                                          "\nField Type", "\nNo PSS" };
    for (size_t i = 0; i < 4; i++) {
        const uint8_t *at = memmem(text.at, text.left, behind[i], strlen(behind[i]));
        if (at != NULL) {
            return (size_t)(at - text.at);
        }
    }
    (void)stem;
    return text.left - 1;
}

START_TEST(every_listing_is_proven_where_it_stands)
{
    char name[KEY_IDENTITY_TEXT];
    struct buffer key = listing(files[_i], name), content = { 0 };
    const size_t begin = listing_begin(files[_i], buffer_bytes(&key));
    const size_t end = listing_end(files[_i], buffer_bytes(&key));
    put(&content, "Here it is:\n");
    must(buffer_append(&content, buffer_bytes(&key)));
    put(&content, "\nbye\n");
    row_check_found(files[_i], "in text", buffer_bytes(&content), name, 12 + begin, end - begin);
    row_check_found(files[_i], "as a file", buffer_bytes(&key), name, begin, end - begin);
    buffer_clear(&content);
    buffer_clear(&key);
}
END_TEST

START_TEST(damage_does_not_hide_it)
{
    char name[KEY_IDENTITY_TEXT];
    struct buffer key = listing(files[_i], name);
    row_check_damaged(files[_i], buffer_bytes(&key), name, row_text_damages, ROW_TEXT_DAMAGES);
    buffer_clear(&key);
}
END_TEST

START_TEST(utf16_does_not_hide_it)
{
    char name[KEY_IDENTITY_TEXT];
    struct buffer key = listing(files[_i], name);
    static const struct damage wide[] = { ROW_DAMAGE(utf16_le), ROW_DAMAGE(utf16_be) };
    for (size_t i = 0; i < 2; i++) {
        struct buffer content = { 0 };
        wide[i].apply(buffer_bytes(&key), &content);
        row_check_found(files[_i], wide[i].name, buffer_bytes(&content), name, 0, 0);
        buffer_clear(&content);
    }
    buffer_clear(&key);
}
END_TEST

/* What is left when the rest was cut off. */
static const struct {
    const char *what, *stem, *from, *to; /* from the first of these on, to before the other */
} cuts[] = {
    { "n, e, d", "openssl-rsa2048-rfc9500", NULL, "prime1" },
    { "n, e, d, p", "openssl-rsa2048-rfc9500", NULL, "prime2" },
    { "n, e, d, p, q", "openssl-rsa2048-rfc9500", NULL, "exponent1" },
    { "n, e, d of certtool", "certtool-rsa1024-rfc9500", NULL, "prime1" },
    { "no header", "openssl-rsa1024-rfc9500", "modulus", NULL },
    { "no header", "openssl-ecdsap256-rfc9500", "priv", NULL },
    { "no curve", "openssl-ecdsap384-rfc9500", NULL, "ASN1" },
    { "no header and no curve", "openssl-ecdsap521-rfc9500", "priv", "ASN1" },
    { "no name of a curve", "certtool-ecdsap256-rfc9500", "private key", NULL },
    { "no point", "certtool-ecdsap256-rfc9500", NULL, "x:" },
    { "no header", "openssl_dsa-dsa1024-rfc6979", "priv", NULL },
    { "no public half", "openssl-ed25519-rfc8410", NULL, "pub" },
};

START_TEST(what_is_left_is_proven)
{
    char name[KEY_IDENTITY_TEXT];
    struct buffer key = listing(cuts[_i].stem, name), content = { 0 };
    must(buffer_append_byte(&key, 0));
    const char *text = (const char *)key.at;
    const char *from = cuts[_i].from != NULL ? strstr(text, cuts[_i].from) : text;
    const char *to = cuts[_i].to != NULL ? strstr(text, cuts[_i].to) : text + key.used - 1;
    must(buffer_append(&content, bytes_over(from, (size_t)(to - from))));
    row_check_found(cuts[_i].stem, cuts[_i].what, buffer_bytes(&content), name, 0, 0);
    put(&content, "\nRegards\n");
    row_check_found(cuts[_i].stem, cuts[_i].what, buffer_bytes(&content), name, 0, 0);
    buffer_clear(&content);
    buffer_clear(&key);
}
END_TEST

static void log_twice(struct bytes from, struct buffer *into)
{
    struct buffer once = { 0 };
    log_iso(from, &once);
    log_syslog(buffer_bytes(&once), into);
    buffer_clear(&once);
}

/* A modulus that begins more than 4 KiB before what gives it away, quoted at that. */
START_TEST(front_may_be_far)
{
    static const struct damage damages[] = { ROW_DAMAGE(log_iso), ROW_DAMAGE(log_twice) };
    char name[KEY_IDENTITY_TEXT];
    struct buffer key = listing("openssl-rsa4096-rfc9500", name);
    must(buffer_append_byte(&key, 0));
    const char *from = strstr((const char *)key.at, "modulus");
    row_check_damaged("openssl-rsa4096-rfc9500", bytes_over(from, strlen(from)), name, damages, 2);
    buffer_clear(&key);
}
END_TEST

START_TEST(two_listings_are_two_keys)
{
    char name[KEY_IDENTITY_TEXT];
    static const char *const stems[] = { "openssl-rsa1024-rfc9500",    "openssl-ecdsap256-rfc9500",
                                         "openssl-ed25519-rfc8410",    "certtool-rsa2048-rfc9500",
                                         "certtool-ecdsap384-rfc9500", "openssl-dsa1024-rfc6979" };
    struct buffer content = { 0 };
    for (size_t i = 0; i < 6; i++) {
        struct buffer key = listing(stems[i], name);
        must(buffer_append(&content, buffer_bytes(&key)));
        buffer_clear(&key);
    }
    struct record_list list = { 0 };
    run_scan(buffer_bytes(&content), &list);
    ck_assert_msg(list.keys == 6, "%s", record_list_text(&list));
    ck_assert_ptr_null(strstr(record_list_text(&list), "malformed"));
    record_list_clear(&list);
    buffer_clear(&content);
}
END_TEST

static const struct {
    const char *what, *text;
} nothings[] = {
    { "names in prose", "The priv: and the privateExponent: and the private key: are secret.\n" },
    { "a placeholder", "Private-Key: (256 bit)\npriv:\n    00:11:22:...\npub:\n    04:...\n" },
    { "the front of a scalar",
      "Private-Key: (256 bit)\npriv:\n    e6:cb:5b:dd:80:aa:45:ae:9c:95:e8:c1:54:76:67:\n"
      "ASN1 OID: prime256v1\n" },
    { "the front of a seed",
      "ED25519 Private-Key:\npriv:\n    d4:ee:72:db:f9:13:58:4a:d5:b6:d8:f1:f7:69:f8:\n" },
    { "a public key",
      "Public-Key: (1024 bit)\nModulus:\n    00:b0:d1:83:52:a8:8f:53:d5:51:6f:46:c2:0e:7a:\n"
      "Exponent: 65537 (0x10001)\n" },
    { "a fingerprint", "Key: 00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff\n" },
};

START_TEST(what_is_no_key_gives_none)
{
    row_check_nothing(nothings[_i].what, bytes_over(nothings[_i].text, strlen(nothings[_i].text)));
}
END_TEST

START_TEST(unknown_curve_is_a_lead)
{
    struct buffer key = fixture_read("keys/listing/own-c2pnb163v1.txt");
    struct record_list list = { 0 };
    run_scan(buffer_bytes(&key), &list);
    ck_assert_uint_eq(list.keys, 1);
    ck_assert_int_eq(strncmp(record_list_text(&list), "unsupported@0+", 14), 0);
    record_list_clear(&list);
    buffer_clear(&key);
}
END_TEST

#define LOOP(tests, test, rows)                                                                    \
    tcase_add_loop_test(tests, test, 0, (int)(sizeof(rows) / sizeof((rows)[0])))

int main(void)
{
    list_files();
    TCase *tests = tcase_create("row_18_listing");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, every_listing_is_proven_where_it_stands, 0, (int)file_count);
    tcase_add_loop_test(tests, damage_does_not_hide_it, 0, (int)file_count);
    tcase_add_loop_test(tests, utf16_does_not_hide_it, 0, (int)file_count);
    LOOP(tests, what_is_left_is_proven, cuts);
    LOOP(tests, what_is_no_key_gives_none, nothings);
    tcase_add_test(tests, front_may_be_far);
    tcase_add_test(tests, two_listings_are_two_keys);
    tcase_add_test(tests, unknown_curve_is_a_lead);
    return run_suite("row_18_listing", tests);
}
