#include "bytes/java_keystore.h"

#include <stdio.h>
#include <string.h>

#include "suite.h"

#define HEAD(magic, version, count) magic "\0\0\0" version "\0\0\0" count
#define JKS                         "\xfe\xed\xfe\xed"
#define JCEKS                       "\xce\xce\xce\xce"
#define DATE                        "\0\0\1\x8b\0\0\0\0"
#define DER                         "\0\0\0\4\x30\2\5\0"
#define CERTIFICATE                 "\0\5X.509" DER
#define TRUSTED(name)               "\0\0\0\2\0\1" name DATE CERTIFICATE
#define KEY(name)                   "\0\0\0\1\0\1" name DATE DER "\0\0\0\2" CERTIFICATE CERTIFICATE
#define SECRET(name)                "\0\0\0\3\0\1" name DATE "\xac\xed\0\5sr\0\0\0\2\0\1!sealed"
#define DIGEST                      "01234567890123456789"

#define TEXT(text) text, sizeof(text) - 1

/* What is taken: kinds, aliases and counts of certificates; `+` behind what is cut off. */
static const struct {
    const char *bytes;
    size_t length;
    const char *entries;
    size_t left;
} stores[] = {
    { TEXT(HEAD(JKS, "\2", "\1") TRUSTED("a") DIGEST), "2a1", 20 },
    { TEXT(HEAD(JKS, "\2", "\2") KEY("k") TRUSTED("a") DIGEST "more"), "1k2 2a1", 24 },
    { TEXT(HEAD(JCEKS, "\2", "\3") KEY("k") SECRET("s") TRUSTED("a") DIGEST), "1k2 3s0 2a1", 20 },
    { TEXT(HEAD(JCEKS, "\2", "\2") KEY("k") SECRET("s") DIGEST), "1k2 3s0", 20 },
    { TEXT(HEAD(JKS, "\1", "\1") "\0\0\0\2\0\1a" DATE DER DIGEST), "2a1", 20 },
    /* what does not go on as an entry is left */
    { TEXT(HEAD(JKS, "\2", "\2") TRUSTED("a") "\0\0\0\7"), "2a1", 4 },
    { TEXT(HEAD(JKS, "\2", "\1") "\0\0\0\2\0\1a" DATE "\0\5X.509\0\0\0\5\x30\2\5\0\0"), "", 31 },
    { TEXT(HEAD(JKS, "\2", "\1") "\0\0\0\2\0\1a" DATE "\0\5X.400" DER), "", 30 },
    /* cut off: in the second certificate, in the key, in the alias */
    { TEXT(HEAD(JKS, "\2", "\1") "\0\0\0\1\0\1k" DATE DER "\0\0\0\2" CERTIFICATE "\0\5X.5"), "1k1+",
      0 },
    { TEXT(HEAD(JKS, "\2", "\1") "\0\0\0\1\0\1k" DATE "\0\0\0\4\x30\2"), "1k0+", 0 },
    { TEXT(HEAD(JKS, "\2", "\1") "\0\0\0\1\0\4k"), "", 7 },
};

static void take_all(struct java_keystore *store, char *text)
{
    struct java_entry entry;
    while (java_keystore_next(store, &entry)) {
        struct bytes der;
        unsigned certificates = 0;
        while (java_keystore_certificate(store, &entry.chain, &der)) {
            ck_assert(bytes_equal(der, bytes_over("\x30\2\5\0", 4)));
            certificates++;
        }
        size_t used = strlen(text);
        ck_assert_uint_lt(used, 40);
        snprintf(text + used, 64 - used, "%s%u%c%u%s", used > 0 ? " " : "", (unsigned)entry.kind,
                 entry.alias.at[0], certificates, store->cut ? "+" : "");
    }
}

START_TEST(entries_are_taken_in_order)
{
    uint8_t *copy = exact_copy(stores[_i].bytes, stores[_i].length);
    struct java_keystore store;
    char text[64] = "";
    ck_assert(java_keystore_begin(bytes_over(copy, stores[_i].length), &store));
    take_all(&store, text);
    ck_assert_str_eq(text, stores[_i].entries);
    ck_assert_uint_eq(store.rest.left, stores[_i].left);
    free(copy);
}
END_TEST

START_TEST(every_shorter_store_is_read_within_its_bytes)
{
    for (size_t kept = 0; kept < stores[_i].length; kept++) {
        uint8_t *copy = exact_copy(stores[_i].bytes, kept);
        struct java_keystore store = { .version = 7 };
        if (java_keystore_begin(bytes_over(copy, kept), &store)) {
            char text[64] = "";
            take_all(&store, text);
        } else {
            ck_assert_uint_eq(store.version, 7);
            ck_assert_uint_lt(kept, 12);
        }
        free(copy);
    }
}
END_TEST

START_TEST(what_is_no_header_is_refused)
{
    static const char *const headers[] = { HEAD("\xfe\xed\xfe\xee", "\2", "\1"),
                                           HEAD(JKS, "\0", "\1"), HEAD(JKS, "\3", "\1") };
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
        struct java_keystore store = { .left = 99 };
        ck_assert(!java_keystore_begin(bytes_over(headers[i], 12), &store));
        ck_assert_uint_eq(store.left, 99);
    }
}
END_TEST

START_TEST(alias_becomes_utf8)
{
    static const struct {
        const char *alias;
        size_t length;
        const char *utf8;
        size_t utf8_length;
    } aliases[] = {
        { "abc", 3, "abc", 3 },
        { "a\xc0\x80z", 4, "a\0z", 3 },
        { "\xed\xa0\xbd\xed\xb4\x91", 6, "\xf0\x9f\x94\x91", 4 }, /* each half by itself */
        { "\xc3\xbc\xff", 3, "\xc3\xbc", 2 },
        { "abcdefghij", 10, "abcdefgh", 8 }, /* no more than was asked for */
    };
    for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
        uint8_t *copy = exact_copy(aliases[i].alias, aliases[i].length);
        struct buffer utf8 = { 0 };
        ck_assert(java_keystore_alias(bytes_over(copy, aliases[i].length), 8, &utf8));
        ck_assert(
            bytes_equal(buffer_bytes(&utf8), bytes_over(aliases[i].utf8, aliases[i].utf8_length)));
        buffer_clear(&utf8);
        free(copy);
    }
}
END_TEST

/* Found by attack: the last secret of a store was looked through to the end of all that was
 * seen, for nothing; bytes made of such stores took minutes for each megabyte. */
START_TEST(last_secret_is_not_looked_through)
{
    static uint8_t bytes[128 << 10];
    memcpy(bytes, HEAD(JCEKS, "\2", "\1") SECRET("s"), sizeof(HEAD(JCEKS, "\2", "\1") SECRET("s")));
    for (int i = 0; i < 50000; i++) {
        struct java_keystore store;
        struct java_entry entry;
        ck_assert(java_keystore_begin(bytes_over(bytes, sizeof(bytes)), &store));
        ck_assert(java_keystore_next(&store, &entry) && !store.cut);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("java_keystore");
    const int count = (int)(sizeof(stores) / sizeof(stores[0]));
    tcase_add_loop_test(tests, entries_are_taken_in_order, 0, count);
    tcase_add_loop_test(tests, every_shorter_store_is_read_within_its_bytes, 0, count);
    tcase_add_test(tests, what_is_no_header_is_refused);
    tcase_add_test(tests, alias_becomes_utf8);
    tcase_add_test(tests, last_secret_is_not_looked_through);
    return suite_run("java_keystore", tests);
}
