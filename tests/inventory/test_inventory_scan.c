#include "inventory/scan_log.h"

#include <fcntl.h>

static const char *const two_keys[] = { "leaf_rsa.der", "leaf_explicit.der" };

START_TEST(matches_and_issuers_of_a_pem_file_are_delivered)
{
    struct buffer table = { 0 };
    struct key_index index;
    struct place spot;
    index_of(two_keys, 2, &table, &index);
    struct seen seen = scan_fixture("all.pem", &index);
    ck_assert_uint_eq(seen.done.rows, 26);
    ck_assert_uint_eq(seen.done.parsed, 26);
    ck_assert_int_eq(seen.done.outcome, OUTCOME_OK);
    ck_assert_uint_eq(seen.done.examined, seen.done.size);
    /* leaf_rsa, its precertificate, leaf_explicit; eight CA certificates */
    ck_assert_uint_eq(seen.matched, 3);
    ck_assert_uint_eq(seen.certificates, 11);
    ck_assert_uint_eq(seen.journalled, 0);
    ck_assert(has(&seen, "leaf_rsa.der", &spot));
    ck_assert_uint_eq(spot.number, 9);
    ck_assert(has(&seen, "precertificate.der", &spot));
    ck_assert(has(&seen, "cross_signed.der", &spot));
    ck_assert(!has(&seen, "leaf_ec.der", &spot));
    buffer_clear(&table);
}
END_TEST

START_TEST(spot_is_where_the_block_stands)
{
    struct buffer table = { 0 };
    struct key_index index;
    struct place spot;
    index_of(two_keys, 2, &table, &index);
    struct bytes content = whole("all.pem");
    struct seen seen = scan_bytes(content, &index);
    ck_assert(has(&seen, "leaf_explicit.der", &spot));
    ck_assert_mem_eq(content.at + spot.offset, "-----BEGIN CERTIFICATE-----", 27);
    ck_assert_mem_eq(content.at + spot.offset + spot.length - 25, "-----END CERTIFICATE-----", 25);
    fixture_free(content);
    buffer_clear(&table);
}
END_TEST

START_TEST(empty_index_gives_issuers_alone)
{
    const struct key_index none = { 0 };
    struct seen seen = scan_fixture("all.pem", &none);
    ck_assert_uint_eq(seen.matched, 0);
    ck_assert_uint_eq(seen.certificates, 8);
}
END_TEST

static const struct {
    const char *name;
    uint64_t rows;
    size_t certificates, matched;
    uint64_t offset; /* of leaf_rsa's */
} forms[] = {
    { "leaf_rsa.der", 1, 1, 1, 0 },     { "concatenated.der", 3, 2, 1, 0 },
    { "trusted_crlf.pem", 2, 1, 1, 0 }, { "bag_der.p7b", 3, 2, 1, UINT64_MAX },
    { "bag_pem.p7b", 3, 2, 1, 0 },
};

START_TEST(each_form_is_read)
{
    struct buffer table = { 0 };
    struct key_index index;
    struct place spot;
    index_of(two_keys, 1, &table, &index);
    struct seen seen = scan_fixture(forms[_i].name, &index);
    ck_assert_uint_eq(seen.done.rows, forms[_i].rows);
    ck_assert_uint_eq(seen.done.parsed, forms[_i].rows);
    ck_assert_uint_eq(seen.certificates, forms[_i].certificates);
    ck_assert_uint_eq(seen.matched, forms[_i].matched);
    ck_assert_uint_eq(seen.journalled, 0);
    ck_assert(has(&seen, "leaf_rsa.der", &spot));
    if (forms[_i].offset != UINT64_MAX) {
        ck_assert_uint_eq(spot.offset, forms[_i].offset);
    }
    buffer_clear(&table);
}
END_TEST

START_TEST(spot_in_a_bag_is_the_certificate_itself)
{
    struct buffer table = { 0 };
    struct key_index index;
    struct place spot;
    index_of(two_keys, 1, &table, &index);
    struct bytes bag = whole("bag_der.p7b"), leaf = whole("leaf_rsa.der");
    struct seen seen = scan_bytes(bag, &index);
    ck_assert(has(&seen, "leaf_rsa.der", &spot));
    ck_assert_uint_eq(spot.length, leaf.left);
    ck_assert_mem_eq(bag.at + spot.offset, leaf.at, leaf.left);
    fixture_free(bag);
    fixture_free(leaf);
    buffer_clear(&table);
}
END_TEST

/* A certificate on the border of each window: the same, wherever it stands. */
START_TEST(border_of_a_window_makes_no_difference)
{
    struct buffer table = { 0 }, text = { 0 };
    struct key_index index;
    index_of(two_keys, 1, &table, &index);
    struct bytes block = whole("trusted_crlf.pem");
    for (size_t shift = 0; shift < block.left + 40; shift += 61) {
        buffer_reset(&text);
        ck_assert(buffer_reserve(&text, READ_WINDOW));
        memset(text.at, 'x', READ_WINDOW - shift);
        text.used = READ_WINDOW - shift;
        ck_assert(buffer_append(&text, block));
        struct seen seen = scan_bytes(buffer_bytes(&text), &index);
        ck_assert_uint_eq(seen.matched, 1);
        ck_assert_uint_eq(seen.done.parsed, 2);
        ck_assert_uint_eq(seen.spot[0].offset, READ_WINDOW - shift);
        ck_assert_uint_eq(seen.journalled, 0);
    }
    fixture_free(block);
    buffer_clear(&text);
    buffer_clear(&table);
}
END_TEST

static const struct {
    const char *what;
    const char *content;
    size_t length;
    enum journal_weight weight;
    enum outcome outcome;
    const char *sentence;
    uint64_t failed, unread;
} oddities[] = {
    { "empty", "", 0, JOURNAL_NOTE, OUTCOME_UNEXPECTED, "no certificate in it", 0, 0 },
    { "text", "hello, world\n", 13, JOURNAL_UNREAD, OUTCOME_UNEXPECTED, "no certificate in it", 0,
      13 },
    { "configuration of openssl ca", "# ours\n\n [ ca ] \r\ndefault_ca = here\n", 36, JOURNAL_NOTE,
      OUTCOME_UNEXPECTED, "no certificate in it", 0, 0 },
    { "a section that is not named at first", "here = 1\n[ ca ]\n", 16, JOURNAL_UNREAD,
      OUTCOME_UNEXPECTED, "no certificate in it", 0, 16 },
    { "comments alone", "# ours\n", 7, JOURNAL_UNREAD, OUTCOME_UNEXPECTED, "no certificate in it",
      0, 7 },
    { "a section without a name", "[]\n", 3, JOURNAL_UNREAD, OUTCOME_UNEXPECTED,
      "no certificate in it", 0, 3 },
    { "what is no name of a section", "[a;b]\n", 6, JOURNAL_UNREAD, OUTCOME_UNEXPECTED,
      "no certificate in it", 0, 6 },
    { "another PEM object", "-----BEGIN THING-----\nAAAA\n-----END THING-----\n", 47, JOURNAL_NOTE,
      OUTCOME_UNEXPECTED, "no certificate in it", 0, 0 },
    { "no END line", "-----BEGIN CERTIFICATE-----\nAAAA\n", 33, JOURNAL_UNREAD, OUTCOME_MALFORMED,
      "no base64 up to an END line", 1, 33 },
    { "no base64", "-----BEGIN CERTIFICATE-----\nAA*A\n-----END CERTIFICATE-----\n", 59,
      JOURNAL_UNREAD, OUTCOME_MALFORMED, "no base64 up to an END line", 1, 30 },
    { "no certificate", "-----BEGIN CERTIFICATE-----\nMAAA\n-----END CERTIFICATE-----\n", 59,
      JOURNAL_UNREAD, OUTCOME_MALFORMED, "no certificate in a block that says so", 1, 58 },
    { "nothing in the block", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", 54,
      JOURNAL_UNREAD, OUTCOME_MALFORMED, "no certificate in a block that says so", 1, 53 },
    { "a long SEQUENCE cut short", "\x30\x82\x10\x00\x30\x00", 6, JOURNAL_UNREAD, OUTCOME_TRUNCATED,
      "the file ends before the certificate does", 1, 6 },
    { "a SEQUENCE of something else", "\x30\x81\x03\x02\x01\x05", 6, JOURNAL_UNREAD,
      OUTCOME_UNEXPECTED, "no certificate", 1, 6 },
    { "larger than any bag", "\x30\x84\xff\xff\xff\xff\x30\x00", 8, JOURNAL_UNREAD, OUTCOME_BOUND,
      "larger than a bag of certificates may be", 1, 8 },
    { "indefinite length without an end",
      "\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80", 15, JOURNAL_UNREAD,
      OUTCOME_MALFORMED, "PKCS#7 cannot be read", 1, 15 },
};

START_TEST(what_cannot_be_read_is_journalled)
{
    const struct key_index none = { 0 };
    struct seen seen = scan_bytes(bytes_over(oddities[_i].content, oddities[_i].length), &none);
    ck_assert_msg(seen.journalled == 1, "%s: %zu entries", oddities[_i].what, seen.journalled);
    ck_assert_str_eq(seen.journal[0].sentence, oddities[_i].sentence);
    ck_assert_msg(seen.journal[0].weight == oddities[_i].weight, "%s", oddities[_i].what);
    ck_assert_msg(seen.journal[0].outcome == oddities[_i].outcome, "%s", oddities[_i].what);
    ck_assert_msg(seen.journal[0].unread == oddities[_i].unread, "%s: %u", oddities[_i].what,
                  (unsigned)seen.journal[0].unread);
    ck_assert_uint_eq(seen.done.failed, oddities[_i].failed);
    ck_assert_uint_eq(seen.done.examined, oddities[_i].length - oddities[_i].unread);
    ck_assert((seen.done.outcome == OUTCOME_OK) == (oddities[_i].weight == JOURNAL_NOTE));
}
END_TEST

START_TEST(revocation_list_is_a_note)
{
    const struct key_index none = { 0 };
    struct seen seen = scan_fixture(_i == 0 ? "good.crl" : "two_crls.pem", &none);
    ck_assert_uint_eq(seen.journalled, _i == 0 ? 2 : 3);
    for (size_t i = 0; i < seen.journalled; i++) {
        ck_assert_int_eq(seen.journal[i].weight, JOURNAL_NOTE);
    }
    ck_assert_str_eq(seen.journal[0].sentence, "a revocation list among certificates is not used");
    ck_assert_str_eq(seen.journal[seen.journalled - 1].sentence, "no certificate in it");
    ck_assert_int_eq(seen.done.outcome, OUTCOME_OK);
    ck_assert_uint_eq(seen.done.failed, 0);
}
END_TEST

/* One damaged certificate costs itself and nothing of its neighbours. */
START_TEST(damaged_certificate_leaves_its_neighbours)
{
    struct buffer table = { 0 }, file = { 0 };
    struct key_index index;
    index_of(two_keys, 1, &table, &index);
    struct bytes issuer = whole("sub.der"), leaf = whole("leaf_rsa.der");
    ck_assert(buffer_append(&file, issuer) && buffer_append(&file, issuer) &&
              buffer_append(&file, leaf));
    file.at[issuer.left + 4] = 0x31; /* TBSCertificate is no SEQUENCE any more */
    struct seen seen = scan_bytes(buffer_bytes(&file), &index);
    ck_assert_uint_eq(seen.done.rows, 3);
    ck_assert_uint_eq(seen.done.failed, 1);
    ck_assert_uint_eq(seen.certificates, 2);
    ck_assert_uint_eq(seen.matched, 1);
    ck_assert_uint_eq(seen.journalled, 1);
    ck_assert_uint_eq(seen.journal[0].spot.number, 2);
    ck_assert_uint_eq(seen.journal[0].spot.offset, issuer.left);
    ck_assert_uint_eq(seen.journal[0].spot.length, issuer.left);
    ck_assert_uint_eq(seen.done.examined, file.used - issuer.left);
    fixture_free(issuer);
    fixture_free(leaf);
    buffer_clear(&file);
    buffer_clear(&table);
}
END_TEST

/* As in a JSON text, indented, and without padding: read all the same. */
START_TEST(pem_is_read_leniently)
{
    struct buffer table = { 0 }, odd = { 0 };
    struct key_index index;
    index_of(two_keys, 1, &table, &index);
    struct bytes block = whole("trusted_crlf.pem");
    for (size_t i = 0; i < block.left; i++) {
        const char *written = block.at[i] == '\r' ? "\\r" : block.at[i] == '\n' ? "\\n  " : NULL;
        ck_assert(written != NULL      ? buffer_append_text(&odd, written)
                  : block.at[i] == '=' ? true
                                       : buffer_append_byte(&odd, block.at[i]));
    }
    struct seen seen = scan_bytes(buffer_bytes(&odd), &index);
    ck_assert_uint_eq(seen.done.parsed, 2);
    ck_assert_uint_eq(seen.matched, 1);
    ck_assert_uint_eq(seen.journalled, 0);
    fixture_free(block);
    buffer_clear(&odd);
    buffer_clear(&table);
}
END_TEST

START_TEST(pipe_of_unknown_size_is_read)
{
    struct buffer table = { 0 };
    struct key_index index;
    int ends[2];
    index_of(two_keys, 1, &table, &index);
    struct bytes content = whole("bag_pem.p7b");
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], content.at, content.left), (ssize_t)content.left);
    close(ends[1]);
    struct seen seen = scan_descriptor(ends[0], UINT64_MAX, &index);
    close(ends[0]);
    ck_assert_uint_eq(seen.matched, 1);
    ck_assert_uint_eq(seen.journalled, 0);
    ck_assert_uint_eq(seen.done.size, content.left);
    fixture_free(content);
    buffer_clear(&table);
}
END_TEST

START_TEST(file_that_cannot_be_read_is_journalled)
{
    const struct key_index none = { 0 };
    struct seen seen = scan_descriptor(-1, 100, &none);
    ck_assert_int_eq(seen.done.outcome, OUTCOME_UNREADABLE);
    ck_assert(!seen.done.has_digest);
    ck_assert_uint_eq(seen.done.size, 100);
    ck_assert_uint_eq(seen.done.examined, 0);
    ck_assert_uint_eq(seen.journalled, 1);
    ck_assert_uint_eq(seen.journal[0].unread, 100);
}
END_TEST

START_TEST(file_that_shrank_is_journalled)
{
    const struct key_index none = { 0 };
    int fd = open(FIXTURES "/certificates/root.der", O_RDONLY);
    ck_assert_int_ge(fd, 0);
    struct seen seen = scan_descriptor(fd, 5000, &none);
    close(fd);
    ck_assert_int_eq(seen.done.outcome, OUTCOME_CHANGED);
    ck_assert_uint_eq(seen.certificates, 1);
    ck_assert_uint_eq(seen.journalled, 1);
    ck_assert_uint_eq(seen.journal[0].unread, 5000 - seen.done.size);
}
END_TEST

/* Every shorter file: refused or not, never read past, and all of it accounted for. */
START_TEST(every_shorter_file_is_survived)
{
    static const char *const names[] = { "leaf_rsa.der", "bag_der.p7b", "trusted_crlf.pem" };
    const struct key_index none = { 0 };
    struct bytes content = whole(names[_i]);
    for (size_t kept = 1; kept < content.left; kept += _i == 0 ? 1 : 17) {
        struct seen seen = scan_bytes(bytes_over(content.at, kept), &none);
        ck_assert_msg(seen.done.parsed < 3, "%zu", kept);
        ck_assert_uint_le(seen.done.examined, kept);
    }
    fixture_free(content);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("scan");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, matches_and_issuers_of_a_pem_file_are_delivered);
    tcase_add_test(tests, spot_is_where_the_block_stands);
    tcase_add_test(tests, empty_index_gives_issuers_alone);
    tcase_add_loop_test(tests, each_form_is_read, 0, (int)(sizeof(forms) / sizeof(forms[0])));
    tcase_add_test(tests, spot_in_a_bag_is_the_certificate_itself);
    tcase_add_test(tests, border_of_a_window_makes_no_difference);
    tcase_add_loop_test(tests, what_cannot_be_read_is_journalled, 0,
                        (int)(sizeof(oddities) / sizeof(oddities[0])));
    tcase_add_loop_test(tests, revocation_list_is_a_note, 0, 2);
    tcase_add_test(tests, damaged_certificate_leaves_its_neighbours);
    tcase_add_test(tests, pem_is_read_leniently);
    tcase_add_test(tests, pipe_of_unknown_size_is_read);
    tcase_add_test(tests, file_that_cannot_be_read_is_journalled);
    tcase_add_test(tests, file_that_shrank_is_journalled);
    tcase_add_loop_test(tests, every_shorter_file_is_survived, 0, 3);
    return suite_run("inventory_scan", tests);
}
