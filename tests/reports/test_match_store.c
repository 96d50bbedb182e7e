#include "reports/match_store.h"

#include <dirent.h>
#include <stdio.h>

#include "bounds.h"
#include "casefile/sample_case.h"

#define FEW  40u
#define MANY (2 * (unsigned)(MATCHES_HELD_MAX / sizeof(struct match_entry)))

static uint32_t scramble(uint32_t number)
{
    number = (number ^ number >> 16) * 0x7feb352dU;
    number = (number ^ number >> 15) * 0x846ca68bU;
    return number ^ number >> 16;
}

static bool is_authority(uint32_t number)
{
    return number % 1000 == 7;
}

/* Serials rise, three of them equal each time; issuers come in any order. */
static void add(struct match_store *store, uint32_t number)
{
    struct match_entry entry = { .has_final = true, .not_after = number };
    const uint8_t serial[3] = { 1, (uint8_t)(number / 3 >> 8), (uint8_t)(number / 3) };
    char issuer[32], subject[32];
    const uint32_t mixed = scramble(number);
    (void)snprintf(issuer, sizeof(issuer), "CN=%u", mixed % 8 == 0 ? mixed : mixed % 3);
    (void)snprintf(subject, sizeof(subject), "CN=host-%u", number);
    entry.judgement.status = is_authority(number) ? STATUS_REVOKE_CA : STATUS_REVOKE;
    entry.serial = bytes_over(serial, sizeof(serial));
    entry.issuer_dn = bytes_over(issuer, strlen(issuer));
    entry.subject_dn = bytes_over(subject, strlen(subject));
    memcpy(entry.sha256, &mixed, sizeof(mixed));
    ck_assert(match_store_add(store, &entry));
}

static bool in_order(const struct match_entry *one, const struct match_entry *next)
{
    const bool left = one->judgement.status == STATUS_REVOKE_CA;
    const bool right = next->judgement.status == STATUS_REVOKE_CA;
    int order = left == right ? bytes_compare(one->issuer_dn, next->issuer_dn) : left ? -1 : 1;
    order = order != 0 ? order : bytes_compare(one->serial, next->serial);
    return (order != 0 ? order : memcmp(one->sha256, next->sha256, SHA256_LENGTH)) < 0;
}

static void check(struct match_store *store, size_t number, uint32_t count)
{
    const struct match_entry *entry = match_store_at(store, number);
    char subject[32];
    (void)snprintf(subject, sizeof(subject), "CN=host-%u", (unsigned)entry->not_after);
    ck_assert(bytes_equal(entry->subject_dn, bytes_over(subject, strlen(subject))));
    ck_assert_uint_lt((uint64_t)entry->not_after, count);
    ck_assert_uint_eq(entry->number, number);
    ck_assert_uint_eq(entry->emails.left, 0);
    if (number > 0) {
        const struct match_entry *before = match_store_at(store, number - 1);
        ck_assert(in_order(before, entry));
        ck_assert(before < entry);
    }
}

static size_t count_files(const char *folder)
{
    size_t count = 0;
    DIR *listing = opendir(folder);
    ck_assert_ptr_nonnull(listing);
    while (readdir(listing) != NULL) {
        count++;
    }
    (void)closedir(listing);
    return count;
}

START_TEST(entries_come_in_order_from_memory_and_from_files)
{
    const uint32_t count = _i == 0 ? 0 : _i == 1 ? FEW : MANY;
    const struct sample_folder folder = sample_folder_make();
    struct case_file *file = sample_open(&folder);
    struct match_store *store = match_store_open(file);
    const size_t files = count_files(folder.path);
    ck_assert_ptr_nonnull(store);
    for (uint32_t i = 0; i < count; i++) {
        add(store, i);
    }
    ck_assert_msg(match_store_sort(store), "%s", case_error(file));
    ck_assert_uint_eq(match_store_count(store), count);
    for (size_t i = 0; i < count; i++) {
        check(store, i, count);
    }
    for (uint32_t i = 0; count > 0 && i < 500; i++) {
        check(store, scramble(i) % count, count);
    }
    ck_assert_uint_eq(count_files(folder.path), files);
    match_store_close(store);
    case_close(file);
    sample_folder_remove(&folder);
}
END_TEST

/* What is written of an entry stays, wherever it lies. */
START_TEST(a_change_lasts)
{
    const struct sample_folder folder = sample_folder_make();
    struct case_file *file = sample_open(&folder);
    struct match_store *store = match_store_open(file);
    for (uint32_t i = 0; i < MANY; i++) {
        add(store, i);
    }
    ck_assert(match_store_sort(store));
    for (size_t i = 0; i < MANY; i++) {
        match_store_at(store, i)->below = i;
    }
    for (size_t i = 0; i < MANY; i++) {
        ck_assert_uint_eq(match_store_at(store, i)->below, i);
    }
    match_store_close(store);
    case_close(file);
    sample_folder_remove(&folder);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("match store");
    tcase_add_loop_test(tests, entries_come_in_order_from_memory_and_from_files, 0, 3);
    tcase_add_test(tests, a_change_lasts);
    tcase_set_timeout(tests, 60);
    return suite_run("match_store", tests);
}
