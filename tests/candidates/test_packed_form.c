#include "candidates/packed/packed_form.h"

#include <stdio.h>
#include <string.h>

#include "bounds.h"
#include "buffer.h"
#include "candidates/anchors.h"
#include "candidates/leaf_scan.h"
#include "suite.h"

/* Extents of stores, and how they are held together however the bytes come. */

#define PFX         "\x02\x01\x03\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\0"
#define ENTRY(name) "\0\0\0\2\0\1" name "\0\0\1\x8b\0\0\0\0\0\5X.509\0\0\0\4\x30\2\5\0"
#define JKS(count)  "\xfe\xed\xfe\xed\0\0\0\2\0\0\0" count

static const struct {
    const char *what, *text;
    size_t length, anchor, from, span; /* span 0: none */
} extents[] = {
#define TEXT(text) text, sizeof(text) - 1
    { "a PFX", TEXT("ab\x30\x12" PFX "tail"), 4, 2, 20 },
    { "in long form", TEXT("\x30\x84\0\0\0\x12" PFX), 6, 0, 24 },
    { "longer than the text", TEXT("\x30\x82\x10\0" PFX), 4, 0, 0x1004 },
    { "of indefinite length", TEXT("\x30\x80" PFX "\0\0tail"), 2, 0, 22 },
    { "of indefinite length, cut", TEXT("\x30\x80" PFX), 2, 0, PACKED_OPEN },
    { "of another version", TEXT("\x30\x12\x02\x01\x04" PFX), 2, 0, 0 },
    { "SignedData of version 3", TEXT("\x30\x06\x02\x01\x03\x31\x01\0"), 2, 0, 0 },
    { "no header", TEXT(PFX), 0, 0, 0 },
    { "a JKS", TEXT("abc" JKS("\1") ENTRY("a") "01234567890123456789tail"), 3, 3, 62 },
    { "a JKS without its digest", TEXT(JKS("\1") ENTRY("a")), 0, 0, 62 },
    { "a JKS that is cut", TEXT(JKS("\2") ENTRY("a") "\0\0\0\2\0\1b\0\0\1\x8b\0\0\0\0\0\5X"), 0, 0,
      PACKED_OPEN },
    { "a JKS that goes on as nothing", TEXT(JKS("\2") ENTRY("a") "something else"), 0, 0, 42 },
    { "a JKS of nothing", TEXT(JKS("\1") "something else"), 0, 0, 0 },
};

START_TEST(extent_is_known_by_the_lengths_inside)
{
    const unsigned kinds = ANCHOR_PKCS12 | ANCHOR_JAVA;
    uint8_t *copy = exact_copy(extents[_i].text, extents[_i].length);
    const struct bytes text = bytes_over(copy, extents[_i].length);
    size_t from = 77, length = 77;
    uint64_t work = 0;
    bool found = pkcs12_extent(text, extents[_i].anchor, &from, &length) ||
                 java_extent(text, extents[_i].anchor, &from, &length);
    ck_assert_msg(found == (extents[_i].span > 0), "%s", extents[_i].what);
    ck_assert(packed_form_plausible(text, extents[_i].anchor, kinds, &work) == found);
    ck_assert_uint_eq(from, found ? extents[_i].from : 77);
    ck_assert_uint_eq(length, found ? extents[_i].span : work > 0 ? work : 77);
    free(copy);
}
END_TEST

/* A chain of certificates that breaks off in the last one, and BER that ends in nothing. */
#define CERTIFICATE "\0\5X.509\0\0\0\2\x30\0"
static const struct {
    const char *what, *text;
    size_t length, anchor;
} broken[] = {
    { "a chain",
      TEXT(JKS("\1") "\0\0\0\1\0\1a\0\0\1\x8b\0\0\0\0\0\0\0\2\x30\0\0\0\0\3" CERTIFICATE CERTIFICATE
                     "\0\5X.50?\0\0\0\2\x30\0"),
      0 },
    { "BER", TEXT("\x30\x80" PFX "\x30\x80\x04\x01\0\x1f\xff\xff\xff\xff\xff\xff\0\0"), 2 },
};

START_TEST(what_was_read_for_nothing_is_counted)
{
    const struct bytes text = bytes_over(broken[_i].text, broken[_i].length);
    uint64_t work = 5;
    ck_assert(!packed_form_plausible(text, broken[_i].anchor, ANCHOR_PKCS12 | ANCHOR_JAVA, &work));
    ck_assert_msg(work == 5 + text.left, "%s", broken[_i].what);
}
END_TEST

START_TEST(every_shorter_text_is_read_within_its_bytes)
{
    for (size_t kept = extents[_i].anchor; kept < extents[_i].length; kept++) {
        uint8_t *copy = exact_copy(extents[_i].text, kept);
        size_t from, length;
        (void)!pkcs12_extent(bytes_over(copy, kept), extents[_i].anchor, &from, &length);
        (void)!java_extent(bytes_over(copy, kept), extents[_i].anchor, &from, &length);
        (void)packed_form_wanted(bytes_over(copy, kept));
        free(copy);
    }
}
END_TEST

/* What a sink was shown; it takes every store, or none. */
struct shown {
    struct buffer lines;
    bool takes;
};

static void note(struct shown *shown, const char *what, uint64_t offset, uint64_t length)
{
    char line[96];
    snprintf(line, sizeof(line), "%s %llu+%llu\n", what, (unsigned long long)offset,
             (unsigned long long)length);
    ck_assert(buffer_append_text(&shown->lines, line));
}

static enum offer take_key(void *context, const struct candidate *candidate, bool last)
{
    struct shown *shown = context;
    ck_assert_uint_eq(candidate->length, candidate->taken.left);
    ck_assert_uint_eq(candidate->content.left, candidate->taken.left);
    ck_assert(last);
    note(shown, candidate->origin == ORIGIN_WHOLE ? "whole" : "part", candidate->offset,
         candidate->length);
    return shown->takes ? OFFER_TAKEN : OFFER_REFUSED;
}

static void take_certificate(void *context, const struct found_certificate *found)
{
    note(context, "certificate", found->offset, found->length);
}

static void take_reading(void *context, const char *decoding, struct bytes decoded, uint64_t offset,
                         uint64_t length)
{
    (void)decoded;
    note(context, decoding, offset, length);
}

static void take_unread(void *context, const struct fault *fault, uint64_t offset, uint64_t length)
{
    note(context, fault->sentence, offset, length);
}

static void scan(struct shown *shown, struct bytes text, size_t step)
{
    const struct scan_sink sink = { shown, take_key, take_certificate, take_reading, take_unread };
    const struct leaf_scan_span span = { .own_to = UINT64_MAX, .readings = true };
    struct leaf_scan *scan = leaf_scan_new(&sink, &span);
    ck_assert_ptr_nonnull(scan);
    while (text.left > 0) {
        struct bytes piece = text;
        if (!bytes_take(&text, step, &piece)) {
            piece = text;
            text = bytes_over(NULL, 0);
        }
        leaf_scan_push(scan, piece);
    }
    leaf_scan_finish(scan);
    leaf_scan_free(scan);
}

static struct buffer long_store(size_t entries)
{
    static const char entry[] = ENTRY("a");
    struct buffer store = { 0 };
    ck_assert(buffer_append(&store, bytes_over(JKS("\0"), 8)));
    ck_assert(buffer_append_number(&store, 4, entries));
    for (size_t i = 0; i < entries; i++) {
        ck_assert(buffer_append(&store, bytes_over(entry, sizeof(entry) - 1)));
    }
    ck_assert(buffer_append_text(&store, "01234567890123456789"));
    return store;
}

static const struct {
    size_t entries, behind; /* bytes behind the store */
    bool takes;
    const char *lines; /* NULL: whatever one piece gives */
} cuts[] = {
    { 20000, 0, true, "whole 0+600032\n" },
    { 20000, 1000, true, "part 0+600032\n" },
    { 3000, 700000, true, "part 0+90032\n" },
    { 20000, 0, false, NULL },
    { 500000, 0, true, NULL }, /* past the bound: said to be */
};

START_TEST(pieces_do_not_change_what_is_delivered)
{
    static const size_t steps[] = { SIZE_MAX, 4096, 100003, 430000, 1048576 };
    struct buffer store = long_store(cuts[_i].entries);
    struct buffer first = { 0 };
    for (size_t i = 0; i < cuts[_i].behind; i++) {
        ck_assert(buffer_append_byte(&store, ' '));
    }
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        struct shown shown = { .takes = cuts[_i].takes };
        scan(&shown, buffer_bytes(&store), steps[i]);
        const char *lines = cuts[_i].lines;
        ck_assert(i > 0 || buffer_append(&first, buffer_bytes(&shown.lines)));
        ck_assert(bytes_equal(buffer_bytes(&shown.lines), buffer_bytes(&first)));
        ck_assert(lines == NULL ||
                  bytes_equal(buffer_bytes(&first), bytes_over(lines, strlen(lines))));
        buffer_clear(&shown.lines);
    }
    if (store.used > STORE_HELD_MAX) {
        ck_assert_ptr_nonnull(memmem(first.at, first.used, "longer than is held", 19));
    }
    buffer_clear(&first);
    buffer_clear(&store);
}
END_TEST

#define LOOP(tests, test, rows)                                                                    \
    tcase_add_loop_test(tests, test, 0, (int)(sizeof(rows) / sizeof((rows)[0])))

int main(void)
{
    if (!leaf_scan_prepare()) {
        return EXIT_FAILURE;
    }
    TCase *tests = tcase_create("packed_form");
    tcase_set_timeout(tests, 240);
    LOOP(tests, extent_is_known_by_the_lengths_inside, extents);
    LOOP(tests, what_was_read_for_nothing_is_counted, broken);
    LOOP(tests, every_shorter_text_is_read_within_its_bytes, extents);
    LOOP(tests, pieces_do_not_change_what_is_delivered, cuts);
    return suite_run("packed_form", tests);
}
