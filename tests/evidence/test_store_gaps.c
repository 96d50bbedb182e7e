#include <string.h>

#include "row_check.h"

/* Keys that hide in a store, where nothing of the store itself is read. */

static void prepare(void)
{
    run_prepare_scanning("correct horse\n");
}

static const struct {
    const char *file, *spki;
} hidden[] = {
    { "keys/pkcs8/ecdsap384-rfc9500.key", "keys/spki/ecdsap384-rfc9500.key" },
    { "keys/traditional/ecdsap256-rfc7515.key", "keys/spki/ecdsap256-rfc7515.key" },
    { "keys/openssh/ed25519-rfc8410.key", "keys/spki/ed25519-rfc8410.key" },
};

static void insert(struct buffer *content, size_t at, struct bytes more)
{
    struct buffer made = { 0 };
    must(buffer_append(&made, bytes_over(content->at, at)));
    must(buffer_append(&made, more));
    must(buffer_append(&made, bytes_over(content->at + at, content->used - at)));
    buffer_clear(content);
    *content = made;
}

static void add_number(uint8_t *at, size_t more)
{
    const size_t sum = ((size_t)at[0] << 8 | at[1]) + more;
    at[0] = (uint8_t)(sum >> 8);
    at[1] = (uint8_t)sum;
}

/* Behind the MacData, as one more field of the PFX. */
static size_t hide_in_pfx(struct buffer *store, struct bytes key)
{
    const size_t at = store->used;
    insert(store, at, key);
    add_number(store->at + 2, key.left);
    return at;
}

/* In the name of the first entry of a JKS. */
static size_t hide_in_alias(struct buffer *store, struct bytes key)
{
    insert(store, 18, key);
    add_number(store->at + 16, key.left);
    return 18;
}

/* Behind a JKS that says it has one more entry. */
static size_t hide_behind(struct buffer *store, struct bytes key)
{
    const size_t at = store->used;
    store->at[11]++;
    insert(store, at, key);
    return at;
}

static const struct {
    const char *file;
    size_t (*hide)(struct buffer *store, struct bytes key);
} stores[] = {
    { "keys/stores/openssl-modern.p12", hide_in_pfx },
    { "keys/stores/openssl-clear-certificate.p12", hide_in_pfx },
    { "keys/stores/nss.p12", hide_in_pfx },
    { "keys/stores/keytool.jks", hide_in_alias },
    { "keys/stores/keytool.jks", hide_behind },
    { "keys/stores/java.jceks", hide_behind },
};
#define HIDDEN ((int)(sizeof(hidden) / sizeof(hidden[0])))
#define STORES ((int)(sizeof(stores) / sizeof(stores[0])))

static unsigned count_lines(const char *text, const char *line)
{
    unsigned count = 0;
    for (const char *at = strstr(text, line); at != NULL; at = strstr(at + 1, line)) {
        count++;
    }
    return count;
}

/* All that the store says is said, and the key that hides beside it: each once. */
START_TEST(key_in_a_gap_is_found)
{
    const int at_store = _i / HIDDEN, at_key = _i % HIDDEN;
    struct buffer store = fixture_read(stores[at_store].file);
    struct pem_block key = pem_fixture(hidden[at_key].file);
    struct record_list before = { 0 }, after = { 0 };
    run_scan(buffer_bytes(&store), &before);
    const size_t at = stores[at_store].hide(&store, buffer_bytes(&key.content));
    run_scan(buffer_bytes(&store), &after);
    char line[64];
    snprintf(line, sizeof(line), "proven@%zu+%zu\n", at, key.content.used);
    ck_assert_msg(count_lines(record_list_text(&after), line) == 1, "%s in %s: no %s in %s",
                  hidden[at_key].file, stores[at_store].file, line, record_list_text(&after));
    ck_assert_msg(after.keys == before.keys + 1, "%s: %s", stores[at_store].file,
                  record_list_text(&after));
    ck_assert_uint_eq(after.certificates, before.certificates);
    record_list_clear(&before);
    record_list_clear(&after);
    buffer_clear(&key.content);
    buffer_clear(&store);
}
END_TEST

/* A second copy is known by then: what hides in it stands there all the same. */
START_TEST(key_in_a_gap_of_a_second_copy_is_found)
{
    struct buffer store = fixture_read(stores[_i].file), content = { 0 };
    struct pem_block key = pem_fixture(hidden[0].file);
    struct record_list list = { 0 };
    const size_t at = stores[_i].hide(&store, buffer_bytes(&key.content));
    char lines[2][64];
    for (size_t i = 0; i < 2; i++) {
        must(buffer_append_text(&content, "behind this one comes a store: "));
        snprintf(lines[i], sizeof(lines[i]), "proven@%zu+%zu\n", content.used + at,
                 key.content.used);
        must(buffer_append(&content, buffer_bytes(&store)));
    }
    run_scan(buffer_bytes(&content), &list);
    for (size_t i = 0; i < 2; i++) {
        ck_assert_msg(count_lines(record_list_text(&list), lines[i]) == 1, "%s: no %s in %s",
                      stores[_i].file, lines[i], record_list_text(&list));
    }
    record_list_clear(&list);
    buffer_clear(&key.content);
    buffer_clear(&content);
    buffer_clear(&store);
}
END_TEST

/* What is read as part of a store is no key of its own: these have keys in clear. */
static const char *const open_stores[] = { "openssl-clear.p12", "openssl-clear-key.p12",
                                           "openssl-two.p12",   "java.p12",
                                           "keytool.jks",       "java.jceks",
                                           "gnutls.p12" };

START_TEST(store_is_told_once)
{
    char path[128];
    snprintf(path, sizeof(path), "keys/stores/%s", open_stores[_i]);
    struct buffer store = fixture_read(path);
    struct record_list list = { 0 };
    run_scan(buffer_bytes(&store), &list);
    char whole[64];
    snprintf(whole, sizeof(whole), "@0+%zu", store.used);
    ck_assert_msg(list.keys > 0 && count_lines(record_list_text(&list), whole) == list.keys,
                  "%s: %s", open_stores[_i], record_list_text(&list));
    record_list_clear(&list);
    buffer_clear(&store);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("store gaps");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, key_in_a_gap_is_found, 0, HIDDEN * STORES);
    tcase_add_loop_test(tests, key_in_a_gap_of_a_second_copy_is_found, 0, STORES);
    tcase_add_loop_test(tests, store_is_told_once, 0,
                        (int)(sizeof(open_stores) / sizeof(open_stores[0])));
    return run_suite("store_gaps", tests);
}
