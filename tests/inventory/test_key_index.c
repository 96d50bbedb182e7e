#include "inventory/key_index.h"

#include <check.h>
#include <string.h>

#include "suite.h"

#define MANY 2000

/* A key whose numbers follow from one number. */
static struct public_identity identity_of(uint64_t number)
{
    struct public_identity identity = { .algorithm = number % 2 == 0 ? KEY_RSA : KEY_EC,
                                        .curve = number % 2 == 0 ? CURVE_NONE : CURVE_P256,
                                        .probe = number * UINT64_C(0x123456789) };
    for (size_t i = 0; i < SHA256_LENGTH; i++) {
        identity.digest[i] = (uint8_t)(number >> (8 * (i % 8)));
    }
    return identity;
}

static void open_all(struct public_identity *all, size_t count, struct buffer *table,
                     struct key_index *index)
{
    ck_assert(key_index_build(all, count, table));
    ck_assert(key_index_open(buffer_bytes(table), index));
}

START_TEST(what_is_in_it_is_found_and_nothing_else)
{
    static struct public_identity all[MANY];
    for (size_t i = 0; i < MANY; i++) {
        all[i] = identity_of(MANY - 1 - i);
    }
    struct buffer table = { 0 };
    struct key_index index;
    open_all(all, MANY, &table, &index);
    for (size_t i = 0; i < MANY; i++) {
        ck_assert(key_index_may_hold(&index, all[i].algorithm, all[i].probe));
        ck_assert(key_index_holds(&index, &all[i]));
    }
    for (uint64_t i = MANY; i < (uint64_t)2 * MANY; i++) {
        struct public_identity other = identity_of(i);
        ck_assert(!key_index_may_hold(&index, other.algorithm, other.probe));
        ck_assert(!key_index_holds(&index, &other));
    }
    buffer_clear(&table);
}
END_TEST

START_TEST(algorithm_curve_and_digest_all_count)
{
    struct public_identity one = identity_of(7), other = one;
    struct buffer table = { 0 };
    struct key_index index;
    open_all(&one, 1, &table, &index);
    other.algorithm = KEY_RSA;
    ck_assert(!key_index_may_hold(&index, other.algorithm, other.probe));
    ck_assert(!key_index_holds(&index, &other));
    other = one;
    other.curve = CURVE_P384;
    ck_assert(!key_index_holds(&index, &other));
    other = one;
    other.digest[31] ^= 1;
    ck_assert(key_index_may_hold(&index, other.algorithm, other.probe));
    ck_assert(!key_index_holds(&index, &other));
    ck_assert(!key_index_may_hold(&index, one.algorithm, one.probe + 1));
    buffer_clear(&table);
}
END_TEST

/* Moduli with the same low 64 bits are easily made: one slot for all of them. */
START_TEST(keys_that_share_a_probe_take_one_slot)
{
    static struct public_identity all[MANY];
    for (size_t i = 0; i < MANY; i++) {
        all[i] = identity_of(2 * i);
        all[i].probe = 0;
    }
    struct buffer table = { 0 };
    struct key_index index;
    open_all(all, MANY, &table, &index);
    for (size_t i = 0; i < MANY; i++) {
        ck_assert(key_index_holds(&index, &all[i]));
    }
    uint64_t slots, taken = 0;
    memcpy(&slots, table.at + 24, 8);
    for (uint64_t i = 0; i < slots; i++) {
        uint64_t tag;
        memcpy(&tag, table.at + 48 + 8 * i, 8);
        taken += tag != 0;
    }
    ck_assert_uint_eq(taken, 1);
    buffer_clear(&table);
}
END_TEST

START_TEST(duplicates_are_dropped)
{
    struct public_identity all[] = { identity_of(1), identity_of(2), identity_of(1) };
    struct buffer table = { 0 };
    struct key_index index;
    open_all(all, 3, &table, &index);
    uint64_t keys;
    memcpy(&keys, table.at + 32, 8);
    ck_assert_uint_eq(keys, 2);
    ck_assert(key_index_holds(&index, &all[0]));
    ck_assert(key_index_holds(&index, &all[1]));
    buffer_clear(&table);
}
END_TEST

START_TEST(empty_index_holds_nothing)
{
    struct public_identity one = identity_of(1);
    struct buffer table = { 0 };
    struct key_index index;
    open_all(&one, 0, &table, &index);
    ck_assert(!key_index_may_hold(&index, one.algorithm, one.probe));
    ck_assert(!key_index_holds(&index, &one));
    buffer_clear(&table);
    const struct key_index none = { 0 }; /* of a job without a table */
    ck_assert(!key_index_may_hold(&none, one.algorithm, one.probe));
    ck_assert(!key_index_holds(&none, &one));
}
END_TEST

START_TEST(half_of_the_slots_stay_free)
{
    static struct public_identity all[MANY];
    for (size_t i = 0; i < MANY; i++) {
        all[i] = identity_of(i);
    }
    for (size_t count = 1; count < 70; count++) {
        struct buffer table = { 0 };
        struct key_index index;
        open_all(all, count, &table, &index);
        uint64_t slots;
        memcpy(&slots, table.at + 24, 8);
        ck_assert_uint_ge(slots, 2 * count);
        buffer_clear(&table);
    }
}
END_TEST

static void refuses(struct buffer *table, size_t at, uint64_t word, const char *what)
{
    uint64_t before;
    struct key_index index = { .table = { .at = NULL } };
    memcpy(&before, table->at + at, 8);
    memcpy(table->at + at, &word, 8);
    ck_assert_msg(!key_index_open(buffer_bytes(table), &index), "%s", what);
    ck_assert_ptr_null(index.table.at);
    memcpy(table->at + at, &before, 8);
    ck_assert(key_index_open(buffer_bytes(table), &index));
}

START_TEST(table_of_another_shape_is_refused)
{
    struct public_identity all[] = { identity_of(1), identity_of(2) };
    struct buffer table = { 0 };
    struct key_index index;
    open_all(all, 2, &table, &index);
    refuses(&table, 0, 0, "another mark");
    refuses(&table, 24, 0, "no slots");
    refuses(&table, 24, 7, "slots that are no power of two");
    refuses(&table, 24, 16, "more slots than are there");
    refuses(&table, 24, UINT64_C(1) << 61, "slots whose size overflows");
    refuses(&table, 32, 3, "more keys than are there");
    refuses(&table, 32, UINT64_MAX / 40 + 3, "keys whose size overflows");
    buffer_clear(&table);
}
END_TEST

START_TEST(every_shorter_table_is_refused)
{
    struct public_identity one = identity_of(1);
    struct buffer table = { 0 };
    struct key_index index;
    open_all(&one, 1, &table, &index);
    for (size_t kept = 0; kept < table.used; kept++) {
        uint8_t *copy = exact_copy(table.at, kept);
        ck_assert(!key_index_open(bytes_over(copy, kept), &index));
        free(copy);
    }
    buffer_clear(&table);
}
END_TEST

START_TEST(table_without_a_free_slot_is_no_endless_loop)
{
    struct public_identity one = identity_of(1);
    struct buffer table = { 0 };
    struct key_index index;
    open_all(&one, 1, &table, &index);
    memset(table.at + 48, 0xff, (size_t)8 * 8); /* the slots behind the header */
    ck_assert(!key_index_may_hold(&index, one.algorithm, one.probe));
    buffer_clear(&table);
}
END_TEST

START_TEST(key_is_found_by_the_hash_of_its_encoding)
{
    struct buffer table = { 0 };
    struct key_index index;
    struct public_identity all[64], found;
    uint8_t hash[SHA256_LENGTH] = { 0 };
    for (uint64_t i = 0; i < 64; i++) {
        all[i] = identity_of(i);
        memset(all[i].spki_sha256, (int)(200 - i), SHA256_LENGTH);
    }
    ck_assert(key_index_build(all, 64, &table));
    ck_assert(key_index_open(buffer_bytes(&table), &index));
    for (size_t i = 0; i < 64; i++) {
        ck_assert(key_index_find_hash(&index, all[i].spki_sha256, &found));
        ck_assert_mem_eq(found.digest, all[i].digest, SHA256_LENGTH);
        ck_assert(found.algorithm == all[i].algorithm && found.curve == all[i].curve);
    }
    ck_assert(!key_index_find_hash(&index, hash, &found));
    hash[0] = 1;
    ck_assert(!key_index_find_hash(&index, hash, &found));
    memset(all[0].spki_sha256, 0, SHA256_LENGTH); /* one that has none */
    memset(hash, 0, SHA256_LENGTH);
    ck_assert(key_index_build(all, 1, &table));
    ck_assert(key_index_open(buffer_bytes(&table), &index));
    ck_assert(!key_index_find_hash(&index, hash, &found));
    buffer_clear(&table);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("index");
    tcase_add_test(tests, what_is_in_it_is_found_and_nothing_else);
    tcase_add_test(tests, algorithm_curve_and_digest_all_count);
    tcase_add_test(tests, keys_that_share_a_probe_take_one_slot);
    tcase_add_test(tests, duplicates_are_dropped);
    tcase_add_test(tests, empty_index_holds_nothing);
    tcase_add_test(tests, half_of_the_slots_stay_free);
    tcase_add_test(tests, table_of_another_shape_is_refused);
    tcase_add_test(tests, every_shorter_table_is_refused);
    tcase_add_test(tests, table_without_a_free_slot_is_no_endless_loop);
    tcase_add_test(tests, key_is_found_by_the_hash_of_its_encoding);
    return suite_run("key_index", tests);
}
