/* Keys in encodings that were damaged themselves: each row is a cause that once lost one. */
#include "array_damage.h"
#include "candidates/runs/run_probe.h"
#include "candidates/views/escaped_text.h"
#include "damage.h"
#include "leaf_log.h"
#include "markup_damage.h"
#include "terminal_damage.h"

/* RFC 2047: the lines of base64 as encoded words of one field. */
static void encoded_words(struct bytes from, struct buffer *into)
{
    struct bytes line;
    put(into, "Subject:");
    while (bytes_take_until(&from, '\n', &line)) {
        put(into, " =?utf-8?B?");
        must(buffer_append(into, line));
        put(into, "?=\n");
    }
    put(into, "Date: Thu, 01 Feb 2018 07:50:00 +0000\n\n");
}

/* Each word with padding of its own. */
static void base64_words(struct bytes from, struct buffer *into)
{
    for (struct bytes part; from.left > 0;) {
        must(bytes_take(&from, from.left < 43 ? from.left : 43, &part));
        base64(part, 0, STANDARD, into);
    }
}

/* RFC 2047 section 4.2, words of any length; spaces are underscores. */
static void quoted_words(struct bytes from, struct buffer *into)
{
    put(into, "Subject:");
    for (struct bytes part; from.left > 0;) {
        must(bytes_take(&from, from.left < 20 ? from.left : 20, &part));
        put(into, " =?utf-8?Q?");
        for (size_t i = 0; i < part.left; i++) {
            char code[4] = { (char)part.at[i], 0 };
            if (part.at[i] == ' ') {
                code[0] = '_';
            } else if (strchr("=?_\n-+/", part.at[i]) != NULL) {
                snprintf(code, sizeof(code), "=%02X", part.at[i]);
            }
            put(into, code);
        }
        put(into, from.left > 0 ? "?=\n" : "?=\n\n");
    }
}

static void as_it_is(struct bytes from, struct buffer *into)
{
    must(buffer_append(into, from));
}

/* The text beside such a dump is full of escapes, of another kind than its line ends have. */
static void dump_percent(struct bytes from, struct buffer *into)
{
    struct buffer escaped = { 0 };
    escape_percent(from, &escaped);
    dump_xxd(buffer_bytes(&escaped), into);
    buffer_clear(&escaped);
}

#define ROW(encode, damage)                                                                        \
    {                                                                                              \
#encode " " #damage, encode, damage                                                        \
    }

static const struct {
    const char *name;
    void (*encode)(struct bytes from, struct buffer *into);
    void (*damage)(struct bytes from, struct buffer *into);
} rows[] = {
    ROW(base64_diff, escape_json_slash),
    ROW(base64_diff, escape_reference),
    ROW(base64_diff, footer_inside),
    ROW(base64_wrapped, footer_inside),
    ROW(base64_spaces, escape_quoted),
    ROW(base64_diff, number_tab),
    ROW(base64_url, diff_plus),
    ROW(base64_spaces, escape_json_slash),
    ROW(dump_wireshark, number_tab),
    ROW(hex_sql, escape_quoted),
    ROW(dump_xxd, soft_hyphen_entities),
    ROW(hex_xxd_include, escape_quoted),
    ROW(base64_diff, escape_unicode),
    ROW(hex_colons, escape_percent),
    ROW(hex_colons, comment_slashes),
    ROW(hex_colons, source_dot),
    ROW(hex_colons, log_iso),
    ROW(hex_colons, number_colon),
    ROW(hex_colons, page_break),
    ROW(hex_colons, word_breaks),
    ROW(hex_array, number_tab),
    ROW(hex_array, source_php),
    ROW(hex_array, markup_nbsp),
    ROW(hex_xxd_include, log_syslog),
    ROW(hex_plain, source_yaml),
    ROW(hex_plain, soft_hyphens),
    ROW(hex_plain, comment_slashes),
    ROW(hex_escapes, soft_hyphen_entities),
    ROW(hex_escapes, escape_quoted),
    ROW(dump_xxd, escape_reference),
    ROW(dump_percent, escape_reference),
    ROW(dump_percent, escape_reference_hex),
    ROW(dump_xxd, blanks_nbsp),
    ROW(dump_xxd, page_break),
    ROW(dump_hexdump, markup_div),
    ROW(dump_hexdump, escape_unicode),
    ROW(dump_hexdump, line_ends_none),
    ROW(dump_od, line_ends_space),
    ROW(dump_od, source_dot),
    ROW(dump_wireshark, escape_quoted),
    ROW(base64_diff, markup_div),
    ROW(base64_diff, in_binary),
    ROW(base64_diff, escape_percent),
    ROW(base64_diff, utf7),
    ROW(base64_diff, diff_plus),
    ROW(base64_diff, soft_hyphens),
    ROW(base64_crcrlf, escape_reference),
    ROW(base64_crcrlf, escape_crlf),
    ROW(base64_crcrlf, trailing_blanks),
    ROW(base64_crcrlf, source_plus),
    ROW(base64_cr_escaped, escape_crlf),
    ROW(base64_line, escape_json_slash),
    ROW(base64_line, utf7),
    ROW(base64_url, escape_quoted),
    ROW(base64_wrapped, source_php),
    ROW(base64_wrapped, encoded_words),
    ROW(array_json, escape_quoted),
    ROW(array_signed, escape_quoted),
    ROW(base64_words, encoded_words),
    ROW(quoted_words, as_it_is),
    ROW(base64_wrapped, colour_runner),
    ROW(base64_crcrlf, colour_runner),
    ROW(base64_crcrlf, colour_line),
    ROW(base64_url, colour_runner),
};
#define ROWS ((int)(sizeof(rows) / sizeof(rows[0])))

static const char *const names[] = { "rsa2048", "p256", "ed25519-openssh" };
#define NAMES (sizeof(names) / sizeof(names[0]))

START_TEST(damaged_encoding)
{
    for (size_t i = 0; i < NAMES; i++) {
        const struct known_key *key = known_by_name(names[i]);
        struct leaf_log log = { 0 };
        struct buffer encoded = { 0 }, text = { 0 };
        rows[_i].encode(buffer_bytes(&key->pem), &encoded);
        rows[_i].damage(buffer_bytes(&encoded), &text);
        scan_leaf(&log, buffer_bytes(&text));
        ck_assert_msg(log.keys >= 1 && strcmp(log.found_name, key->name) == 0,
                      "%s of %s: %zu keys, %zu readings", rows[_i].name, key->name, log.keys,
                      log.readings);
        buffer_clear(&encoded);
        buffer_clear(&text);
        log_clear(&log);
    }
}
END_TEST

/* What a file does not compress is seen in its base64 as well: the file is shown all the same. */
START_TEST(file_that_is_hardly_more_than_a_key)
{
    const struct known_key *key = known_by_name(names[0]);
    struct leaf_log log = { 0 };
    struct buffer file = { 0 }, text = { 0 };
    must(buffer_append(&file, bytes_over("\x1f\x8b\x08\0\0\0\0\0\0\3\1\0\0\0\0", 15)));
    must(buffer_append(&file, buffer_bytes(&key->content)));
    base64_line(buffer_bytes(&file), &text);
    scan_leaf(&log, buffer_bytes(&text));
    ck_assert_uint_eq(log.readings, 1);
    buffer_clear(&file);
    buffer_clear(&text);
    log_clear(&log);
}
END_TEST

/* Dashes in a row of base64 for URLs: four, as at one of 2^24 places of it, or more, as where the
 * octets are ones; not those of armour. */
START_TEST(dashes_within_base64_for_urls)
{
#define ROW_OF_32 "S2hsXPhfwgv0FyFPa0r1yrPGU1rXR2SM"
    static const struct {
        const char *text;
        size_t digits;
    } dashes[] = {
        { ROW_OF_32 "6NrZaaiiVsL2-6EuhrtdGffDYPFes1xh----Zf6_wOBt", 76 },
        { "QlpoOTFBWSZTWTOlh4YAAOH___39_37-5PX----5d_3b", 44 },
        { "BEGIN_ENCRYPTED_PRIVATE_KEY----MIIEvgIBADANBg", 27 },
        { ROW_OF_32 "6NrZaaiiVsL2+6EuhrtdGffDYPFes1xh----Zf6_wOBt", 64 },
        { ROW_OF_32 "6NrZaaiiVsL2-6EuhrtdGffDYPFes1xh-----Zf6_wOB", 64 },
        { ROW_OF_32 "6NrZaaiiVsL2-6EuhrtdGffDYPFes1xh----END KEY-", 64 },
        { "abYnAC8W1-9AUXseyAMkwOkmqBMp5Szm-----m_KLHTjyytJl5AVJe", 54 },
        { "abYnAC8W1-9AUXseyAMkwOkmqBMp5Szm-------m_KLHTjyytJl5AVJeVgQ", 59 },
        { "abYnAC8W1-9AUXseyAMkwOkmqBMp5Szm-----END_PRIVATE_KEY_AND_MORE", 32 },
        { "abYnAC8W1-9AUXseyAMkwOkmqBMp5Szm-----BEGIN_PRIVATE_KEY_AND_MORE", 32 },
        { "abYnAC8W1-9AUXseyAMkwOkmqBMp5Szm-------------m_KLHTjyytJl5AVJeVgQ", 32 },
    };
    for (size_t i = 0; i < sizeof(dashes) / sizeof(dashes[0]); i++) {
        const struct bytes text = bytes_over(dashes[i].text, strlen(dashes[i].text));
        ck_assert_uint_eq(run_probe_base64(text, text.left), dashes[i].digits);
    }
}
END_TEST

/* And they are no line that the row begins behind. */
START_TEST(base64_for_urls_begins_before_its_dashes)
{
    static const char text[] =
        " QlpoOTFBWSZTWTOlh4YAAOH___39_37-5PX----5d_3b_fp_77Xf_vd_9-_2__NP0j7_sA"
        "FbNopADQDQBoDQ00ABo0GgMhoAAAAAyNDQA0AANGjRo0Bppo0DIDQaGjEzU00yZqIAGg";
    const struct leaf_window window = { .text = bytes_over(text, sizeof(text) - 1) };
    struct run_start start = { 0 };
    size_t calm = SIZE_MAX;
    ck_assert(run_probe_find(&window, 0, 64, window.text.left, &calm, &start));
    ck_assert_int_eq(start.kind, RUN_BASE64);
    ck_assert_uint_eq(start.at, 1);
}
END_TEST

/* Half of the samples of such rows have few digits of hex. */
START_TEST(short_rows_parted_by_what_nobody_sees)
{
#define ROWS_PARTED(by)                                                                            \
    "KLMNOPQRSTUVWXYZghi" by "jklmnopqrstuvwxyzGHIJ" by "KLMNOPQRSTUVWXYZghij" by
    static const struct {
        const char *text;
        bool starts;
    } parted[] = {
        { ROWS_PARTED("\xe2\x80\x8b") ROWS_PARTED("\xe2\x80\x8b"), true },
        { ROWS_PARTED("\xc2\xad") ROWS_PARTED("\xc2\xad"), true },
        { ROWS_PARTED("&shy;") ROWS_PARTED("&shy;"), true },
        { ROWS_PARTED(" ") ROWS_PARTED(" "), false },
        { ROWS_PARTED("\xc3\xad") ROWS_PARTED("\xc3\xad"), false },
    };
    for (size_t i = 0; i < sizeof(parted) / sizeof(parted[0]); i++) {
        const struct leaf_window window = { .text = bytes_over(parted[i].text,
                                                               strlen(parted[i].text)) };
        struct run_start start = { 0 };
        size_t calm = SIZE_MAX;
        const bool starts = run_probe_find(&window, 0, 0, window.text.left, &calm, &start);
        ck_assert_msg(starts == parted[i].starts, "%zu", i);
        ck_assert(!starts || start.kind == RUN_ESCAPED);
    }
}
END_TEST

/* What a terminal was told before a row ends in a letter, which is none of the row. */
START_TEST(row_behind_a_colour_begins_with_its_first_digit)
{
#define ROW_HEX    "50:4B:03:04:14:00:08:00:08:00:00:00:21:00:00:00:00:00:00:00:"
#define ROW_BASE64 "UEsDBBQACAAIAAAAIQAAAAAAAAAAABQAAAAKABQAcmVhZG1lLnR4dFVU "
    static const char *const lines[] = {
        "\x1b[36;1m" ROW_HEX ROW_HEX ROW_HEX, "\x1b[0;m\x1b[36;1m" ROW_HEX ROW_HEX ROW_HEX,
        "\x1b[36;1m" ROW_BASE64 ROW_BASE64 ROW_BASE64 ROW_BASE64 ROW_BASE64 ROW_BASE64 ROW_BASE64
    };
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        const struct leaf_window window = { .text = bytes_over(lines[i], strlen(lines[i])) };
        struct run_start start = { 0 };
        size_t calm = SIZE_MAX;
        ck_assert(run_probe_find(&window, 0, 0, window.text.left, &calm, &start));
        ck_assert_msg(start.kind == (i < 2 ? RUN_HEX : RUN_BASE64), "%zu", i);
        ck_assert_msg(lines[i][start.at - 1] == 'm', "%zu: %zu", i, start.at);
    }
}
END_TEST

/* The text beside its digits is not undone before the tags around its lines. */
START_TEST(dump_of_escapes_within_tags)
{
    struct buffer escapes = { 0 }, dump = { 0 }, text = { 0 };
    hex_escapes(buffer_bytes(&known_by_name(names[0])->content), &escapes);
    dump_wireshark(buffer_bytes(&escapes), &dump);
    markup_div(buffer_bytes(&dump), &text);
    const struct leaf_window window = { .text = buffer_bytes(&text) };
    struct run_start start = { 0 };
    ck_assert(run_probe_escaped(&window, 0, 0, NULL, &start));
    ck_assert_uint_eq(start.escapes, ESCAPE_MARKUP);
    buffer_clear(&escapes);
    buffer_clear(&dump);
    buffer_clear(&text);
}
END_TEST

/* Those that stand in the text beside the digits go on over its lines: whoever undid them first
 * took digits for a part of one. */
START_TEST(dump_in_json_of_text_with_tags)
{
    for (int i = 0; i < 2; i++) {
        struct buffer page = { 0 }, dump = { 0 }, text = { 0 };
        markup_paragraph(buffer_bytes(&known_by_name(names[i])->pem), &page);
        (i == 0 ? dump_xxd : dump_wireshark)(buffer_bytes(&page), &dump);
        in_json(buffer_bytes(&dump), &text);
        const struct leaf_window window = { .text = buffer_bytes(&text) };
        struct run_start start = { 0 };
        ck_assert(run_probe_escaped(&window, 0, 0, NULL, &start));
        ck_assert_uint_eq(start.escapes, ESCAPE_BACKSLASH);
        buffer_clear(&page);
        buffer_clear(&dump);
        buffer_clear(&text);
    }
}
END_TEST

/* A row of it has all of the BEGIN, and characters of the lines behind: that is no key of which
 * some were made unreadable. */
START_TEST(text_beside_a_dump_is_not_redacted)
{
    const struct buffer *pem = &known_by_name(names[0])->pem;
    struct bytes lines = buffer_bytes(pem), line;
    struct buffer text = { 0 }, dump = { 0 };
    struct leaf_log log = { 0 };
    must(bytes_take_until(&lines, '\n', &line));
    put(&text, "<p>7 1234567\t-----BEGIN PKCS12-----</p>\n");
    for (unsigned number = 8; bytes_take_until(&lines, '\n', &line); number++) {
        char before[16];
        snprintf(before, sizeof(before), "<p>%u\t", number);
        put(&text, before);
        must(buffer_append(&text, line));
        put(&text, "</p>\n");
    }
    dump_xxd(buffer_bytes(&text), &dump);
    ck_assert_ptr_nonnull(memmem(dump.at, dump.used, " --BEGIN PKCS12--", 17));
    scan_leaf(&log, buffer_bytes(&dump));
    ck_assert_uint_eq(log.keys, 1);
    ck_assert_msg(log.last == 0, "%.*s", (int)log.lines.used, (const char *)log.lines.at);
    log_clear(&log);
    buffer_clear(&text);
    buffer_clear(&dump);
}
END_TEST

enum beside { ALL_SHOWN, NONE_SHOWN, FRONTS_SHOWN, FIRST_SHOWN, NO_OFFSETS, BESIDES };

/* Short lines of a text, each behind digits that stand for it, or not. */
static void put_beside(struct bytes text, enum beside beside, struct buffer *into)
{
    size_t offset = 0, octets;
    for (struct bytes row; text.left > 0; offset += octets) {
        char part[32];
        const uint8_t *feed = memchr(text.at, '\n', text.left);
        const size_t line = feed != NULL ? (size_t)(feed - text.at) : text.left;
        must(bytes_take(&text, line < 32 ? line : 32, &row));
        if (line <= 32 && text.left > 0) {
            text = bytes_over(text.at + 1, text.left - 1);
        }
        octets = row.left > 8 && beside == FRONTS_SHOWN ? 8 : row.left;
        snprintf(part, sizeof(part), "%08zx ", beside == NO_OFFSETS ? 0 : offset);
        put(into, part);
        for (size_t i = 0; i < octets; i++) {
            const bool zero = beside == NONE_SHOWN || (beside == FIRST_SHOWN && offset > 32);
            snprintf(part, sizeof(part), " %02x", zero ? 0u : row.at[i]);
            put(into, part);
        }
        put(into, "  ");
        must(buffer_append(into, row));
        put(into, "\n");
    }
}

/* Were it taken for what the digits say, it would be lost where they do not say all of it. */
START_TEST(redacted_key_beside_digits_is_found)
{
    struct buffer text = { 0 }, dump = { 0 };
    struct leaf_log log = { 0 };
    must(buffer_append(&text, buffer_bytes(&known_by_name(names[0])->pem)));
    uint8_t *masked = (uint8_t *)memchr(text.at, '\n', text.used) + 40;
    for (size_t i = 0; i < 12; i++) {
        masked[i] = '*';
    }
    put_beside(buffer_bytes(&text), (enum beside)_i, &dump);
    scan_leaf(&log, buffer_bytes(&dump));
    ck_assert_msg(log.last > 0, "%.*s", (int)log.lines.used, (const char *)log.lines.at);
    /* Or else of what the digits stand for. */
    const bool beside = memcmp(log.lines.at, "last", 4) == 0 ||
                        memmem(log.lines.at, log.lines.used, "\nlast", 5) != NULL;
    ck_assert_msg(beside == (_i != ALL_SHOWN), "%.*s", (int)log.lines.used,
                  (const char *)log.lines.at);
    log_clear(&log);
    buffer_clear(&text);
    buffer_clear(&dump);
}
END_TEST

/* On a line that is longer than what stands beside digits. */
static const char *const before_dumps[] = {
    "{\"crv\":\"Ed25519\",\"d\":\"7HmvVLSyQL9oGBfSgPz2u5LSRYqXjzSUL4p8zTWcY0k\","
    "\"x\":\"1rE1Fd6Bp3kyL0FYV4y8n1Qm7Yd2hFGq5yG1pV9wqBE\",\"kty\":\"OKP\"}",
    "MC4CAQAwBQYDK2VwBCIEIOx5r1S0skC/aBgX0oD89ruS0kWKl480lC+KfM01nGNJ",
};

START_TEST(key_on_the_line_before_a_dump_is_offered)
{
    static const char *const between[] = { "\n", "\n$ xxd notes\n" };
    const char *key = before_dumps[_i];
    for (size_t i = 0; i < 2; i++) {
        struct buffer text = { 0 };
        struct leaf_log log = { 0 };
        char line[64];
        put(&text, key);
        put(&text, between[i]);
        dump_xxd(bytes_over("Nothing but notes stand here, no key of anybody.\n", 49), &text);
        scan_leaf(&log, buffer_bytes(&text));
        snprintf(line, sizeof(line), "refused  0+%zu\n", strlen(key));
        ck_assert_msg(memmem(log.lines.at, log.lines.used, line, strlen(line)) != NULL, "%.*s",
                      (int)log.lines.used, (const char *)log.lines.at);
        log_clear(&log);
        buffer_clear(&text);
    }
}
END_TEST

static void set_up(void)
{
    ck_assert(leaf_scan_prepare());
    for (size_t i = 0; i < NAMES; i++) {
        know(names[i]);
    }
}

static void tear_down(void)
{
    forget_known();
    leaf_scan_release();
}

int main(void)
{
    TCase *tests = tcase_create("encoded_damage");
    tcase_set_timeout(tests, 60);
    tcase_add_unchecked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, damaged_encoding, 0, ROWS);
    tcase_add_test(tests, dashes_within_base64_for_urls);
    tcase_add_test(tests, base64_for_urls_begins_before_its_dashes);
    tcase_add_test(tests, short_rows_parted_by_what_nobody_sees);
    tcase_add_test(tests, row_behind_a_colour_begins_with_its_first_digit);
    tcase_add_test(tests, dump_of_escapes_within_tags);
    tcase_add_test(tests, dump_in_json_of_text_with_tags);
    tcase_add_test(tests, text_beside_a_dump_is_not_redacted);
    tcase_add_loop_test(tests, redacted_key_beside_digits_is_found, 0, BESIDES);
    tcase_add_loop_test(tests, key_on_the_line_before_a_dump_is_offered, 0, 2);
    tcase_add_test(tests, file_that_is_hardly_more_than_a_key);
    return suite_run("encoded_damage", tests);
}
