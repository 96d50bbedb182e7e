/* inventory_list and inventory_places: what an index says of an inventory, and back. */
#include "inventory/scan_log.h"

#include "inventory/certificate_index.h"

static const char *const keys[] = { "leaf_rsa.der", "leaf_ec.der", "leaf_ed25519.der" };

/* Entries that a listing delivered. */
struct listed {
    struct buffer offsets; /* of those that a place leads to */
    size_t count, walked, authorities, certificates;
    struct file_done done;
};

static void take(void *context, const struct record *record)
{
    struct listed *listed = context;
    listed->certificates += record->kind == RECORD_CERTIFICATE;
    if (record->kind == RECORD_FILE_DONE) {
        listed->done = record->done;
    } else if (record->kind == RECORD_ENTRIES) {
        struct bytes content = record->entries.content;
        uint64_t key, place;
        while (bytes_take_number(&content, 8, &key) && bytes_take_number(&content, 8, &place)) {
            listed->count++;
            listed->authorities += (place & INDEX_AUTHORITY) != 0;
            listed->walked += (place & INDEX_WALKED) != 0;
            ck_assert((place & INDEX_WALKED) != 0 ||
                      buffer_append_number(&listed->offsets, 8, place & INDEX_ADDRESS_MAX));
        }
        ck_assert_uint_eq(content.left, 0);
    }
}

static int descriptor_of(struct bytes content)
{
    FILE *file = tmpfile();
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(content.at, 1, content.left, file), content.left);
    ck_assert_int_eq(fflush(file), 0);
    int fd = dup(fileno(file));
    fclose(file);
    return fd;
}

static struct listed list(int fd, uint64_t size)
{
    struct listed listed = { 0 };
    const struct record_sink sink = { &listed, take };
    const struct job_file file = { .number = 7, .fd = fd, .size = size, .mode = SCAN_WHOLE };
    inventory_list(&file, &sink);
    ck_assert_uint_eq(listed.certificates, 0);
    ck_assert_uint_eq(listed.done.parsed, listed.count);
    ck_assert(listed.done.has_digest);
    return listed;
}

static struct seen read_places(int fd, uint64_t size, const struct key_index *index,
                               struct bytes offsets)
{
    struct seen seen = { 0 };
    const struct record_sink sink = { &seen, note };
    const struct job_file file = { .number = 7, .fd = fd, .size = size, .mode = SCAN_WHOLE };
    inventory_places(&file, offsets, index, &sink);
    ck_assert_int_eq(seen.begun, 1);
    ck_assert_int_eq(seen.ended, 1);
    return seen;
}

static int compare_digests(const void *one, const void *other)
{
    return memcmp(one, other, SHA256_LENGTH);
}

/* Offsets of one bag are all the same: each is told once by the index. */
static void drop_repeated(struct buffer *offsets)
{
    size_t kept = 0;
    for (size_t at = 0; at < offsets->used; at += 8) {
        if (kept == 0 || memcmp(offsets->at + kept - 8, offsets->at + at, 8) != 0) {
            memmove(offsets->at + kept, offsets->at + at, 8);
            kept += 8;
        }
    }
    offsets->used = kept;
}

static const char *const forms[] = { "all.pem",     "concatenated.der", "bag_der.p7b",
                                     "bag_pem.p7b", "trusted_crlf.pem", "leaf_rsa.der",
                                     "sub.der" };

START_TEST(places_lead_to_what_a_scan_finds)
{
    struct buffer table = { 0 };
    struct key_index index;
    index_of(keys, 3, &table, &index);
    struct bytes content = whole(forms[_i]);
    int fd = descriptor_of(content);
    struct seen scanned = scan_bytes(content, &index);
    struct listed listed = list(fd, content.left);
    ck_assert_uint_eq(listed.count, scanned.done.parsed);
    ck_assert_uint_eq(listed.walked, 0);
    drop_repeated(&listed.offsets);
    struct buffer found = { 0 };
    size_t matched = 0, count = 0;
    for (size_t at = 0; at < listed.offsets.used; at += 8) {
        struct seen seen =
            read_places(fd, content.left, &index, bytes_over(listed.offsets.at + at, 8));
        matched += seen.matched;
        count += seen.certificates;
        ck_assert(buffer_append(&found, bytes_over(seen.sha256, seen.certificates * 32)));
    }
    ck_assert_uint_eq(count, scanned.certificates);
    ck_assert_uint_eq(matched, scanned.matched);
    qsort(found.at, count, SHA256_LENGTH, compare_digests);
    qsort(scanned.sha256, count, SHA256_LENGTH, compare_digests);
    ck_assert_mem_eq(found.at, scanned.sha256, count * SHA256_LENGTH);
    buffer_clear(&found);
    buffer_clear(&listed.offsets);
    buffer_clear(&table);
    fixture_free(content);
    close(fd);
}
END_TEST

START_TEST(a_place_gives_what_stands_there_and_no_more)
{
    struct buffer table = { 0 }, two = { 0 }, offset = { 0 };
    struct key_index index;
    index_of(keys, 3, &table, &index);
    struct bytes first = whole("leaf_rsa.der"), second = whole("leaf_ec.der");
    ck_assert(buffer_append(&two, first) && buffer_append(&two, second));
    ck_assert(buffer_append_number(&offset, 8, first.left));
    int fd = descriptor_of(buffer_bytes(&two));
    struct place spot;
    struct seen seen = read_places(fd, two.used, &index, buffer_bytes(&offset));
    ck_assert_uint_eq(seen.certificates, 1);
    ck_assert(has(&seen, "leaf_ec.der", &spot));
    ck_assert_uint_eq(spot.offset, first.left);
    ck_assert_uint_eq(spot.length, second.left);
    buffer_clear(&table);
    buffer_clear(&two);
    buffer_clear(&offset);
    fixture_free(first);
    fixture_free(second);
    close(fd);
}
END_TEST

START_TEST(rows_and_packed_content_are_walked)
{
    struct bytes der = whole("leaf_rsa.der");
    struct buffer table = { 0 };
    static const char digits[] = "0123456789abcdef";
    ck_assert(buffer_append_text(&table, "id,certificate\n1,"));
    for (size_t i = 0; i < der.left; i++) {
        ck_assert(buffer_append_byte(&table, (uint8_t)digits[der.at[i] >> 4]));
        ck_assert(buffer_append_byte(&table, (uint8_t)digits[der.at[i] & 15]));
    }
    ck_assert(buffer_append_byte(&table, '\n'));
    int fd = descriptor_of(buffer_bytes(&table));
    struct listed listed = list(fd, table.used);
    ck_assert_uint_eq(listed.count, 1);
    ck_assert_uint_eq(listed.walked, 1);
    buffer_clear(&listed.offsets);
    buffer_clear(&table);
    fixture_free(der);
    close(fd);
}
END_TEST

START_TEST(other_bytes_at_the_place_are_a_change)
{
    static const char *const others[] = { "leaf_p384.der", "leaf_pss.der" };
    struct buffer table = { 0 }, offset = { 0 };
    struct key_index index;
    index_of(keys, 1, &table, &index);
    ck_assert(buffer_append_number(&offset, 8, 0));
    for (size_t i = 0; i < 2; i++) {
        struct bytes other = whole(others[i]);
        int fd = descriptor_of(other);
        struct seen seen = read_places(fd, other.left, &index, buffer_bytes(&offset));
        ck_assert_uint_eq(seen.certificates, 0);
        ck_assert_uint_eq(seen.journalled, 1);
        ck_assert_int_eq(seen.journal[0].outcome, OUTCOME_CHANGED);
        ck_assert_str_eq(seen.journal[0].sentence, "inventory changed since the index was built");
        ck_assert_int_eq(seen.done.outcome, OUTCOME_CHANGED);
        fixture_free(other);
        close(fd);
    }
    buffer_clear(&table);
    buffer_clear(&offset);
}
END_TEST

START_TEST(a_place_behind_the_end_or_within_a_certificate_is_a_change)
{
    struct buffer table = { 0 }, offset = { 0 };
    struct key_index index;
    index_of(keys, 1, &table, &index);
    struct bytes der = whole("leaf_rsa.der");
    int fd = descriptor_of(der);
    const uint64_t at[] = { 1, 4, der.left - 1, der.left, der.left + 1, UINT64_MAX };
    for (size_t i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
        buffer_reset(&offset);
        ck_assert(buffer_append_number(&offset, 8, at[i]));
        struct seen seen = read_places(fd, der.left, &index, buffer_bytes(&offset));
        ck_assert_uint_eq(seen.certificates, 0);
        ck_assert_uint_ge(seen.journalled, 1);
        ck_assert_int_ne(seen.done.outcome, OUTCOME_OK);
    }
    /* and each shorter file */
    buffer_reset(&offset);
    ck_assert(buffer_append_number(&offset, 8, 0));
    for (size_t length = 0; length < der.left; length += 13) {
        ck_assert_int_eq(ftruncate(fd, (off_t)(der.left - 1 - length)), 0);
        struct seen seen = read_places(fd, der.left, &index, buffer_bytes(&offset));
        ck_assert_uint_eq(seen.certificates, 0);
        ck_assert_uint_ge(seen.journalled, 1);
    }
    buffer_clear(&table);
    buffer_clear(&offset);
    fixture_free(der);
    close(fd);
}
END_TEST

/* The probe of another key is easily made the same: no match, and no change either. */
START_TEST(a_key_with_the_same_probe_is_neither_match_nor_change)
{
    struct bytes der = whole("leaf_rsa.der");
    struct certificate certificate = { 0 };
    struct buffer table = { 0 }, offset = { 0 };
    struct key_index index;
    ck_assert_ptr_null(certificate_read(der, &certificate));
    struct public_identity identity = certificate.identity;
    identity.digest[0] ^= 1;
    ck_assert(key_index_build(&identity, 1, &table));
    ck_assert(key_index_open(buffer_bytes(&table), &index));
    ck_assert(buffer_append_number(&offset, 8, 0));
    int fd = descriptor_of(der);
    struct seen seen = read_places(fd, der.left, &index, buffer_bytes(&offset));
    ck_assert_uint_eq(seen.certificates, 0);
    ck_assert_uint_eq(seen.journalled, 0);
    certificate_clear(&certificate);
    buffer_clear(&table);
    buffer_clear(&offset);
    fixture_free(der);
    close(fd);
}
END_TEST

int main(void)
{
    ck_assert(inventory_scan_prepare());
    TCase *tests = tcase_create("inventory_places");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, places_lead_to_what_a_scan_finds, 0,
                        (int)(sizeof(forms) / sizeof(forms[0])));
    tcase_add_test(tests, a_place_gives_what_stands_there_and_no_more);
    tcase_add_test(tests, rows_and_packed_content_are_walked);
    tcase_add_test(tests, other_bytes_at_the_place_are_a_change);
    tcase_add_test(tests, a_place_behind_the_end_or_within_a_certificate_is_a_change);
    tcase_add_test(tests, a_key_with_the_same_probe_is_neither_match_nor_change);
    return suite_run("inventory_places", tests);
}
