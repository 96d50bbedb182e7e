#include "inventory/scan_log.h"

#include "bytes/hex_text.h"
#include "inventory/form_text.h"
#include "inventory/log_entry.h"
#include "inventory/log_fields.h"

/* Entries of Certificate Transparency logs: answers to get-entries and data tiles. */

static const char *const leaf[] = { "leaf_rsa.der" };

static void put_vector(struct buffer *out, size_t width, struct bytes content)
{
    ck_assert(buffer_append_number(out, width, content.left) && buffer_append(out, content));
}

/* A TimestampedEntry; a precertificate's has a TBSCertificate, which no one reads here. */
static void put_entry(struct buffer *out, struct bytes der, bool early)
{
    uint8_t key[SHA256_LENGTH];
    memset(key, 0xab, sizeof(key));
    ck_assert(buffer_append_number(out, 8, 1700000000000) &&
              buffer_append_number(out, 2, early ? 1 : 0));
    if (early) {
        struct bytes content = der, taken;
        ck_assert(buffer_append(out, bytes_over(key, sizeof(key))));
        ck_assert(bytes_take(&content, 4, &taken)); /* its header: the first element is the TBS */
        const size_t span = 4 + ((size_t)content.at[2] << 8) + content.at[3];
        put_vector(out, 3, bytes_over(content.at, span));
    } else {
        put_vector(out, 3, der);
    }
    ck_assert(buffer_append_number(out, 2, 0));
}

static void put_leaf(struct buffer *tile, struct bytes der, bool early)
{
    uint8_t prints[2 * SHA256_LENGTH] = { 1 };
    put_entry(tile, der, early);
    if (early) {
        put_vector(tile, 3, der);
    }
    put_vector(tile, 2, bytes_over(prints, sizeof(prints)));
}

static void put_fixture_leaf(struct buffer *tile, const char *name, bool early)
{
    struct bytes der = whole(name);
    put_leaf(tile, der, early);
    fixture_free(der);
}

#define TILE_LEAVES 300 /* more than a window holds */

static void make_tile(struct buffer *tile)
{
    for (size_t i = 0; i < TILE_LEAVES; i++) {
        put_fixture_leaf(tile, i % 3 == 0 ? "leaf_ec.der" : "leaf_mail.der", false);
    }
    put_fixture_leaf(tile, "leaf_rsa.der", false);
    put_fixture_leaf(tile, "precertificate.der", true);
}

static void check_tile(const struct seen *seen)
{
    ck_assert_uint_eq(seen->done.rows, TILE_LEAVES + 2);
    ck_assert_uint_eq(seen->done.parsed, TILE_LEAVES + 2);
    ck_assert_uint_eq(seen->journalled, 0);
    ck_assert_uint_eq(seen->matched, 2);
    ck_assert_uint_eq(seen->row[0], TILE_LEAVES + 1);
    ck_assert_uint_eq(seen->row[1], TILE_LEAVES + 2);
}

START_TEST(tile_gives_certificates_and_precertificates)
{
    struct buffer table = { 0 }, tile = { 0 };
    struct key_index index;
    index_of(leaf, 1, &table, &index);
    make_tile(&tile);
    struct seen seen = scan_bytes(buffer_bytes(&tile), &index);
    check_tile(&seen);
    struct bytes der = whole("precertificate.der");
    ck_assert_mem_eq(tile.at + seen.spot[1].offset, der.at, der.left);
    ck_assert_uint_eq(seen.spot[1].length, der.left);
    fixture_free(der);
    buffer_clear(&tile);
    buffer_clear(&table);
}
END_TEST

/* As logs serve them: with Content-Encoding gzip. */
START_TEST(tile_in_gzip_is_read)
{
    struct buffer table = { 0 }, tile = { 0 }, packed = { 0 };
    struct key_index index;
    index_of(leaf, 1, &table, &index);
    make_tile(&tile);
    put_gzip(&packed, buffer_bytes(&tile));
    struct seen seen = scan_bytes(buffer_bytes(&packed), &index);
    check_tile(&seen);
    buffer_clear(&packed);
    buffer_clear(&tile);
    buffer_clear(&table);
}
END_TEST

/* Every cut: what is whole is read, the rest is told. */
START_TEST(tile_cut_anywhere_is_read_as_far_as_it_goes)
{
    struct buffer table = { 0 }, tile = { 0 };
    struct key_index index;
    index_of(leaf, 1, &table, &index);
    put_fixture_leaf(&tile, "leaf_rsa.der", false);
    const size_t first = tile.used;
    put_fixture_leaf(&tile, "precertificate.der", true);
    for (size_t length = 100; length < tile.used; length += 7) {
        uint8_t *copy = exact_copy(tile.at, length);
        struct seen seen = scan_bytes(bytes_over(copy, length), &index);
        ck_assert_uint_eq(seen.matched, length >= first ? 1 : 0);
        ck_assert_uint_eq(seen.done.failed, length == first ? 0 : 1);
        ck_assert_uint_eq(seen.journalled, seen.done.failed);
        free(copy);
    }
    buffer_clear(&tile);
    buffer_clear(&table);
}
END_TEST

static const struct {
    const char *what;
    size_t at; /* in the second leaf */
    uint8_t value;
} damages[] = {
    { "a timestamp past all years", 0, 1 },
    { "an entry of a third kind", 9, 2 },
    { "a length that is not the certificate's", 12, 0x77 },
    { "no SEQUENCE", 13, 0x31 },
};

START_TEST(leaf_that_is_none_ends_the_tile_with_a_word)
{
    struct buffer tile = { 0 };
    const struct key_index none = { 0 };
    put_fixture_leaf(&tile, "leaf_rsa.der", false);
    const size_t first = tile.used;
    put_fixture_leaf(&tile, "leaf_ec.der", false);
    tile.at[first + damages[_i].at] = damages[_i].value;
    struct seen seen = scan_bytes(buffer_bytes(&tile), &none);
    ck_assert_msg(seen.done.parsed == 1 && seen.done.failed == 1, "%s", damages[_i].what);
    ck_assert_uint_eq(seen.journalled, 1);
    ck_assert_str_eq(seen.journal[0].sentence, "no leaf of a log where one should be");
    ck_assert_uint_eq(seen.journal[0].spot.offset, first);
    ck_assert_uint_eq(seen.journal[0].unread, tile.used - first);
    buffer_clear(&tile);
}
END_TEST

/* A refused reading moves nothing. */
START_TEST(refused_entry_moves_nothing)
{
    struct buffer tile = { 0 };
    put_fixture_leaf(&tile, "precertificate.der", true);
    for (size_t length = 0; length < tile.used; length++) {
        uint8_t *copy = exact_copy(tile.at, length);
        struct bytes from = bytes_over(copy, length);
        struct log_entry entry = { .precertificate = true };
        ck_assert_int_eq(log_leaf_take(&from, &entry), OUTCOME_TRUNCATED);
        ck_assert(from.left == length && entry.certificate.at == NULL);
        free(copy);
    }
    buffer_clear(&tile);
}
END_TEST

static void put_field(struct buffer *json, const char *name, const struct buffer *octets)
{
    put(json, "\"");
    put(json, name);
    put(json, "\":\"");
    put_base64(json, buffer_bytes(octets), true);
    put(json, "\"");
}

/* sub and root, as a log has them behind each entry. */
static void put_chain(struct buffer *out)
{
    struct buffer list = { 0 };
    struct bytes sub = whole("sub.der"), root = whole("root.der");
    put_vector(&list, 3, sub);
    put_vector(&list, 3, root);
    put_vector(out, 3, buffer_bytes(&list));
    fixture_free(root);
    fixture_free(sub);
    buffer_clear(&list);
}

/* Which fields of an entry are there, and in which order. */
enum answer_fields { BOTH_FIELDS, LEAF_ALONE, EXTRA_FIRST };

static void put_fields(struct buffer *json, const char *name, bool early, enum answer_fields fields)
{
    struct buffer input = { 0 }, extra = { 0 };
    struct bytes der = whole(name);
    ck_assert(buffer_append_number(&input, 2, 0));
    put_entry(&input, der, early);
    if (early) {
        put_vector(&extra, 3, der);
    }
    put_chain(&extra);
    put(json, "{");
    if (fields == EXTRA_FIRST) {
        put_field(json, "extra_data", &extra);
        put(json, ",");
    }
    put_field(json, "leaf_input", &input);
    if (fields == BOTH_FIELDS) {
        put(json, ",");
        put_field(json, "extra_data", &extra);
    }
    put(json, "}");
    fixture_free(der);
    buffer_clear(&extra);
    buffer_clear(&input);
}

static void put_answer_entry(struct buffer *json, const char *name, bool early)
{
    put_fields(json, name, early, BOTH_FIELDS);
}

static void make_answer(struct buffer *json)
{
    put(json, "{\"entries\":[");
    for (int i = 0; i < 40; i++) {
        put_answer_entry(json, "leaf_ec.der", false);
        put(json, ",");
    }
    put_answer_entry(json, "leaf_rsa.der", false);
    put(json, ",\n");
    put_answer_entry(json, "precertificate.der", true);
    put(json, "]}");
}

START_TEST(answer_of_a_log_gives_entries_and_each_chain_once)
{
    struct buffer table = { 0 }, json = { 0 };
    struct key_index index;
    struct place spot;
    index_of(leaf, 1, &table, &index);
    make_answer(&json);
    struct seen seen = scan_bytes(buffer_bytes(&json), &index);
    ck_assert_uint_eq(seen.done.rows, 42 + 2);
    ck_assert_uint_eq(seen.done.failed, 0);
    ck_assert_uint_eq(seen.journalled, 0);
    ck_assert_uint_eq(seen.matched, 2);
    ck_assert_uint_eq(seen.certificates, 4);
    ck_assert(has(&seen, "sub.der", &spot) && has(&seen, "root.der", &spot));
    ck_assert(has(&seen, "leaf_rsa.der", &spot) && has(&seen, "precertificate.der", &spot));
    buffer_clear(&json);
    buffer_clear(&table);
}
END_TEST

/* Entries of one answer; the key of precertificate.der is known, that of leaf_mail.der is not. */
static const struct {
    const char *what;
    struct {
        const char *name;
        bool early;
        enum answer_fields fields;
    } entries[3];
    size_t certificates, hashes;
} answers[] = {
    { "a leaf alone", { { "precertificate.der", true, LEAF_ALONE } }, 0, 1 },
    { "leaves alone, another last",
      { { "precertificate.der", true, LEAF_ALONE }, { "leaf_mail.der", true, LEAF_ALONE } },
      0,
      1 },
    { "a leaf alone before a whole entry",
      { { "precertificate.der", true, LEAF_ALONE }, { "leaf_mail.der", true, BOTH_FIELDS } },
      0,
      1 },
    { "a leaf alone before one whose other field stands in front",
      { { "precertificate.der", true, LEAF_ALONE }, { "leaf_mail.der", true, EXTRA_FIRST } },
      0,
      1 },
    { "a certificate's leaf alone, which has it whole",
      { { "leaf_rsa.der", false, LEAF_ALONE } },
      1,
      0 },
    { "a whole entry", { { "precertificate.der", true, BOTH_FIELDS } }, 1, 0 },
};

/* Leaves that were saved without their extra_data hold no precertificate, but its key and its
 * serial number: they are told as a table of hashes is. */
START_TEST(leaf_without_its_extra_data_is_known_by_its_key)
{
    struct buffer table = { 0 }, json = { 0 };
    struct key_index index;
    struct bytes der = whole("precertificate.der");
    struct certificate certificate = { 0 };
    char serial[64];
    index_of(leaf, 1, &table, &index);
    put(&json, "{\"entries\":[");
    for (size_t i = 0; i < 3 && answers[_i].entries[i].name != NULL; i++) {
        put(&json, i > 0 ? "," : "");
        put_fields(&json, answers[_i].entries[i].name, answers[_i].entries[i].early,
                   answers[_i].entries[i].fields);
    }
    put(&json, "]}");
    struct seen seen = scan_bytes(buffer_bytes(&json), &index);
    ck_assert_msg(seen.hashes == answers[_i].hashes, "%s: %zu", answers[_i].what, seen.hashes);
    ck_assert_msg(seen.matched == answers[_i].certificates, "%s: %zu", answers[_i].what,
                  seen.matched);
    ck_assert_uint_eq(seen.journalled, 0);
    ck_assert_ptr_null(certificate_read(der, &certificate));
    hex_text_write(certificate.serial, serial);
    ck_assert(seen.hashes == 0 || strcmp(seen.serial, serial) == 0);
    certificate_clear(&certificate);
    fixture_free(der);
    buffer_clear(&json);
    buffer_clear(&table);
}
END_TEST

/* Whose key issued a precertificate is told beside it. */
START_TEST(precertificate_names_the_key_of_its_issuer)
{
    struct log_fields fields = { 0 };
    struct buffer input = { 0 }, extra = { 0 }, text = { 0 };
    struct bytes der = whole("precertificate.der");
    ck_assert(buffer_append_number(&input, 2, 0));
    put_entry(&input, der, true);
    put_base64(&text, buffer_bytes(&input), true);
    struct spot_log log = { 0 };
    const struct certificate_sink sink = spot_log_sink(&log);
    struct source_spot spot = { .column = bytes_over("leaf_input", 10) };
    ck_assert(log_fields_read(&fields, buffer_bytes(&text), &spot, &sink));
    ck_assert_uint_eq(log.certificates, 0);
    put_vector(&extra, 3, der);
    put_chain(&extra);
    buffer_reset(&text);
    put_base64(&text, buffer_bytes(&extra), true);
    spot.column = bytes_over("extra_data", 10);
    ck_assert(log_fields_read(&fields, buffer_bytes(&text), &spot, &sink));
    ck_assert_uint_eq(log.certificates, 3);
    ck_assert_uint_eq(log.issuer_key[0][0], 0xab);
    ck_assert_uint_eq(log.issuer_key_length[0], SHA256_LENGTH);
    ck_assert_uint_eq(log.issuer_key_length[1], 0);
    fixture_free(der);
    buffer_clear(&text);
    buffer_clear(&extra);
    buffer_clear(&input);
    log_fields_clear(&fields);
}
END_TEST

static const struct {
    const char *what, *json;
    size_t failed;
} fields_refused[] = {
    { "what is no base64", "{\"leaf_input\":\"@@@\",\"extra_data\":\"\"}", 1 },
    { "a leaf that is cut short", "{\"leaf_input\":\"AAAB\",\"extra_data\":\"AAAA\"}", 1 },
    { "a length past its end", "{\"leaf_input\":\"AAAAAAAAAAAAAAD/////\"}", 1 },
    { "a precertificate's leaf without one",
      "{\"leaf_input\":\"AAAAAAAAAAAAAAABqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqoAAAQwAgUAAAA="
      "\"}",
      1 },
    { "extra data of another kind", "{\"extra_data\":\"AAAB\"}", 1 },
    { "nothing in it", "{\"leaf_input\":null,\"extra_data\":\"\"}", 0 },
};

START_TEST(field_that_is_no_entry_is_told)
{
    const struct key_index none = { 0 };
    const char *json = fields_refused[_i].json;
    struct seen seen = scan_bytes(bytes_over(json, strlen(json)), &none);
    ck_assert_msg(seen.done.failed == fields_refused[_i].failed, "%s", fields_refused[_i].what);
    ck_assert_uint_eq(seen.done.parsed, 0);
    if (seen.done.failed > 0) {
        ck_assert_str_eq(seen.journal[0].sentence, "no entry of a log in a field of that name");
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("log_source");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, tile_gives_certificates_and_precertificates);
    tcase_add_test(tests, tile_in_gzip_is_read);
    tcase_add_test(tests, tile_cut_anywhere_is_read_as_far_as_it_goes);
    tcase_add_loop_test(tests, leaf_that_is_none_ends_the_tile_with_a_word, 0,
                        (int)(sizeof(damages) / sizeof(damages[0])));
    tcase_add_test(tests, refused_entry_moves_nothing);
    tcase_add_test(tests, answer_of_a_log_gives_entries_and_each_chain_once);
    tcase_add_loop_test(tests, leaf_without_its_extra_data_is_known_by_its_key, 0,
                        (int)(sizeof(answers) / sizeof(answers[0])));
    tcase_add_test(tests, precertificate_names_the_key_of_its_issuer);
    tcase_add_loop_test(tests, field_that_is_no_entry_is_told, 0,
                        (int)(sizeof(fields_refused) / sizeof(fields_refused[0])));
    return suite_run("log_source", tests);
}
