/* Damages a to g, i, k and m of the catalogue of forms, each under its letter, on keys of several
 * kinds through the whole scan. h, j, l and what arithmetic gives back of a cut key are in
 * test_broken_key.c line by line; here they are once under their names. */
#include "candidates/markup_damage.h"
#include "evidence/catalogue.h"

static void prepare(void)
{
    run_prepare("keytrawl\n");
}

/* Under candidates/, with the key that each is; `headed`: it has headers that it needs. */
static const struct {
    const char *file, *public;
    bool headed;
} keys[] = {
    { "candidates/rsa2048.pem", "keys/spki/rsa2048-rfc9500.key", false },
    { "candidates/rsa2048-pkcs8.pem", "keys/spki/rsa2048-rfc9500.key", false },
    { "candidates/p256.pem", "keys/spki/ecdsap256-rfc9500.key", false },
    { "candidates/p384.pem", "keys/spki/ecdsap384-rfc9500.key", false },
    { "candidates/dsa1024.pem", "keys/spki/dsa1024-rfc6979.key", false },
    { "candidates/ed25519-pkcs8.pem", "keys/spki/ed25519-rfc8410.key", false },
    { "candidates/p256-encrypted.pem", "keys/spki/ecdsap256-rfc9500.key", false },
    { "candidates/p256-des3.pem", "keys/spki/ecdsap256-rfc9500.key", true },
    { "candidates/ed25519-openssh.pem", "keys/spki/ed25519-rfc8410.key", false },
    { "candidates/ed25519-openssh-bcrypt.pem", "keys/spki/ed25519-rfc8410.key", false },
};
#define KEYS ((int)(sizeof(keys) / sizeof(keys[0])))

/* `places`: more than one where the bytes show the key as well as the text that they are. */
static void check(int row, const struct damage *damages, size_t count, unsigned places)
{
    char name[KEY_IDENTITY_TEXT];
    struct buffer key = fixture_read(keys[row].file);
    row_name_of_spki(keys[row].public, name);
    for (size_t i = 0; i < count; i++) {
        struct buffer content = { 0 };
        const struct catalogue_case expected = { .what = keys[row].file,
                                                 .how = damages[i].name,
                                                 .verdict = "proven",
                                                 .name = name,
                                                 .places = places };
        damages[i].apply(buffer_bytes(&key), &content);
        catalogue_check(&expected, buffer_bytes(&content));
        buffer_clear(&content);
    }
    buffer_clear(&key);
}

#define DAMAGE(test, rows, places)                                                                 \
    START_TEST(test)                                                                               \
    {                                                                                              \
        check(_i, rows, sizeof(rows) / sizeof((rows)[0]), places);                                 \
    }                                                                                              \
    END_TEST

static const struct damage escapes[] = {
    ROW_DAMAGE(escape_json),      ROW_DAMAGE(escape_json_slash),    ROW_DAMAGE(escape_crlf),
    ROW_DAMAGE(escape_unicode),   ROW_DAMAGE(escape_percent),       ROW_DAMAGE(escape_form),
    ROW_DAMAGE(escape_reference), ROW_DAMAGE(escape_reference_hex), ROW_DAMAGE(escape_quoted),
    ROW_DAMAGE(escaped_twice),    ROW_DAMAGE(escaped_in_json),
};
DAMAGE(damage_a_escapes, escapes, 1)

static const struct damage quotings[] = {
    ROW_DAMAGE(quote),        ROW_DAMAGE(quote_tight),     ROW_DAMAGE(quote_twice),
    ROW_DAMAGE(quote_bar),    ROW_DAMAGE(quoted_crlf),     ROW_DAMAGE(indent),
    ROW_DAMAGE(indent_tab),   ROW_DAMAGE(number_colon),    ROW_DAMAGE(number_wide),
    ROW_DAMAGE(number_tab),   ROW_DAMAGE(diff_plus),       ROW_DAMAGE(diff_minus),
    ROW_DAMAGE(comment_hash), ROW_DAMAGE(comment_slashes), ROW_DAMAGE(log_syslog),
    ROW_DAMAGE(log_iso),      ROW_DAMAGE(footer_inside),   ROW_DAMAGE(trailing_blanks),
    ROW_DAMAGE(log_rsyslog),  ROW_DAMAGE(log_caret),       ROW_DAMAGE(log_octal),
};
DAMAGE(damage_b_quoting, quotings, 1)

static void here_document(struct bytes from, struct buffer *into)
{
    put(into, "cat > /etc/ssl/server.key <<'EOF'\n");
    must(buffer_append(into, from));
    put(into, "EOF\nchmod 600 /etc/ssl/server.key\n");
}

static const struct damage sources[] = {
    ROW_DAMAGE(source_plus),        ROW_DAMAGE(source_dot),  ROW_DAMAGE(source_list),
    ROW_DAMAGE(source_c),           ROW_DAMAGE(source_java), ROW_DAMAGE(source_php),
    ROW_DAMAGE(source_array),       ROW_DAMAGE(source_yaml), ROW_DAMAGE(here_document),
    ROW_DAMAGE(trailing_backslash),
};
DAMAGE(damage_c_source_code, sources, 1)

static const struct damage line_ends[] = {
    ROW_DAMAGE(line_ends_crlf),
    ROW_DAMAGE(line_ends_cr),
    ROW_DAMAGE(line_ends_space),
};
DAMAGE(damage_d_line_ends, line_ends, 1)

static const struct damage line_lengths[] = {
    ROW_DAMAGE(line_ends_none), ROW_DAMAGE(wrap_63),    ROW_DAMAGE(wrap_65),   ROW_DAMAGE(wrap_76),
    ROW_DAMAGE(wrap_78),        ROW_DAMAGE(wrap_mixed), ROW_DAMAGE(wrap_long),
};

/* Headers have lines of their own, which these would break. */
START_TEST(damage_d_line_lengths)
{
    if (!keys[_i].headed) {
        check(_i, line_lengths, sizeof(line_lengths) / sizeof(line_lengths[0]), 1);
    }
}
END_TEST

static const struct damage markups[] = {
    ROW_DAMAGE(line_breaks),          ROW_DAMAGE(markup_break), ROW_DAMAGE(markup_break_joined),
    ROW_DAMAGE(markup_paragraph),     ROW_DAMAGE(markup_span),  ROW_DAMAGE(markup_div),
    ROW_DAMAGE(markup_cell),          ROW_DAMAGE(markup_word),  ROW_DAMAGE(markup_nbsp),
    ROW_DAMAGE(blanks_nbsp),          ROW_DAMAGE(soft_hyphens), ROW_DAMAGE(zero_width_spaces),
    ROW_DAMAGE(soft_hyphen_entities), ROW_DAMAGE(word_breaks),  ROW_DAMAGE(page_break),
};
DAMAGE(damage_e_mark_up, markups, 1)

static const struct damage dashes[] = {
    ROW_DAMAGE(dashes_en),     ROW_DAMAGE(dashes_em), ROW_DAMAGE(dashes_minus),
    ROW_DAMAGE(dashes_4),      ROW_DAMAGE(dashes_6),  ROW_DAMAGE(dashes_markdown),
    ROW_DAMAGE(dashes_entity),
};
DAMAGE(damage_f_dashes, dashes, 1)

static void utf16_le_marked(struct bytes from, struct buffer *into)
{
    must(buffer_append(into, bytes_over("\xff\xfe", 2)));
    utf16_le(from, into);
}

static void utf16_be_marked(struct bytes from, struct buffer *into)
{
    must(buffer_append(into, bytes_over("\xfe\xff", 2)));
    utf16_be(from, into);
}

/* UTF-16 is seen both as it stands and narrowed; the case file folds the two. */
static const struct damage charsets[] = {
    ROW_DAMAGE(utf16_le),
    ROW_DAMAGE(utf16_be),
    ROW_DAMAGE(utf16_le_marked),
    ROW_DAMAGE(utf16_be_marked),
    ROW_DAMAGE(utf32_le),
    ROW_DAMAGE(utf32_be),
    ROW_DAMAGE(utf7),
    ROW_DAMAGE(ebcdic),
};
DAMAGE(damage_g_character_sets, charsets, 2)

static void no_begin(struct bytes from, struct buffer *into)
{
    const uint8_t *line = memchr(from.at, '\n', from.left);
    must(buffer_append(into, bytes_over(line + 1, from.left - (size_t)(line + 1 - from.at))));
}

/* Only the middle: neither mark, in a letter. */
static void no_marks(struct bytes from, struct buffer *into)
{
    struct buffer once = { 0 };
    no_begin(from, &once);
    put(into, "Dear all,\n\n");
    no_end(buffer_bytes(&once), into);
    put(into, "\nRegards\n");
    buffer_clear(&once);
}

static const struct damage cuts[] = { ROW_DAMAGE(no_end), ROW_DAMAGE(no_begin),
                                      ROW_DAMAGE(no_marks) };

/* What stood in a header is lost with the BEGIN line, or what says where it ends. */
START_TEST(damage_h_cut_off)
{
    if (!keys[_i].headed) {
        check(_i, cuts, sizeof(cuts) / sizeof(cuts[0]), 1);
    }
}
END_TEST

static const struct damage doublings[] = { ROW_DAMAGE(begin_twice) };
DAMAGE(damage_i_begin_twice, doublings, 1)

static const struct damage labels[] = {
    ROW_DAMAGE(label_pkcs8),  ROW_DAMAGE(label_rsa),   ROW_DAMAGE(label_certificate),
    ROW_DAMAGE(label_public), ROW_DAMAGE(label_lower), ROW_DAMAGE(label_translated),
};

START_TEST(damage_j_wrong_label)
{
    if (!keys[_i].headed) {
        check(_i, labels, sizeof(labels) / sizeof(labels[0]), 1);
    }
}
END_TEST

static const struct damage header_lines[] = { ROW_DAMAGE(bag_attributes), ROW_DAMAGE(headers) };

START_TEST(damage_k_extra_headers)
{
    check(_i, header_lines, keys[_i].headed ? 1 : 2, 1);
}
END_TEST

/* A percent sign and a zero in noise behind a key are no form in which `+` is a space. */
START_TEST(damage_a_is_not_seen_in_noise)
{
    static const char noise[] = "PK\x03\x04\x07 %0\x91\xf3%\x02\x88+\xe1%%0a\x01%";
    struct buffer key = fixture_read("keys/openssh/ecdsap256-rfc9500.key");
    struct record_list list = { 0 };
    ck_assert(buffer_append(&key, bytes_over(noise, sizeof(noise) - 1)));
    run_scan(buffer_bytes(&key), &list);
    ck_assert_msg(list.keys == 1, "%s", record_list_text(&list));
    ck_assert_msg(strncmp(record_list_text(&list), "proven@0+", 9) == 0, "%s",
                  record_list_text(&list));
    record_list_clear(&list);
    buffer_clear(&key);
}
END_TEST

/* A key within another's block, and one of them again and again. */
/* What stands behind each line has a mark of the alphabet for URLs in it, and the key nothing that
 * could show that it was read wrongly. */
START_TEST(damage_c_in_php_without_a_public_half)
{
    char name[KEY_IDENTITY_TEXT];
    struct buffer key = fixture_read("keys/dialects/ec-p256-no-public.pem"), content = { 0 };
    const struct catalogue_case expected = {
        .what = "ec-p256-no-public", .how = "in PHP", .verdict = "proven", .name = name, .places = 1
    };
    row_name_of_spki("keys/dialects/ec-p256-no-public.spki", name);
    source_php(buffer_bytes(&key), &content);
    catalogue_check(&expected, buffer_bytes(&content));
    buffer_clear(&content);
    buffer_clear(&key);
}
END_TEST

START_TEST(damage_i_key_within_a_key)
{
    struct buffer outer = fixture_read("candidates/rsa2048.pem"), text = { 0 };
    struct buffer inner = fixture_read("candidates/p256.pem");
    struct record_list list = { 0 };
    put(&text, "");
    must(buffer_append(&text, bytes_over(outer.at, 32 + 10 * 65)));
    must(buffer_append(&text, buffer_bytes(&inner)));
    must(buffer_append(&text, bytes_over(outer.at + 32 + 10 * 65, outer.used - (32 + 10 * 65))));
    run_scan(buffer_bytes(&text), &list);
    ck_assert_msg(list.keys == 2, "%s", record_list_text(&list));
    ck_assert_ptr_null(strstr(record_list_text(&list), "malformed"));
    record_list_clear(&list);
    buffer_clear(&text);
    buffer_clear(&inner);
    buffer_clear(&outer);
}
END_TEST

START_TEST(damage_i_same_key_23000_times)
{
    struct buffer key = fixture_read("candidates/p256.pem"), text = { 0 };
    struct record_list list = { 0 };
    for (unsigned i = 0; i < 23000; i++) {
        must(buffer_append(&text, buffer_bytes(&key)));
    }
    run_scan(buffer_bytes(&text), &list);
    ck_assert_uint_eq(list.keys, 23000);
    ck_assert_uint_eq(list.unread + list.notes, 0);
    record_list_clear(&list);
    buffer_clear(&text);
    buffer_clear(&key);
}
END_TEST

/* Redacted here and there: more of it in test_broken_key.c. */
START_TEST(damage_l_redaction)
{
    static const char *const signs[] = { "X", "*", "#", "?", "\xe2\x96\x88" };
    char name[KEY_IDENTITY_TEXT];
    row_name_of_spki("keys/spki/rsa2048-rfc9500.key", name);
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        struct buffer key = fixture_read("candidates/rsa2048.pem"), text = { 0 };
        const size_t from = 32 + 14 * 65 + 20, to = from + 12;
        must(buffer_append(&text, bytes_over(key.at, from)));
        for (size_t k = from; k < to; k++) {
            put(&text, signs[i]);
        }
        must(buffer_append(&text, bytes_over(key.at + to, key.used - to)));
        row_check_found("rsa2048.pem", signs[i], buffer_bytes(&text), name, 0, 0);
        buffer_clear(&text);
        buffer_clear(&key);
    }
}
END_TEST

/* fixtures/hostile, made by scripts/fixtures/make-forgeries: one number is wrong, the others hold.
 */
static const struct {
    const char *file, *lines;
} wrong_numbers[] = {
    { "hostile/rsa_wrong_dp.pem", "proven@0+" },
    { "hostile/rsa_wrong_d.pem", "proven@0+" },
};

START_TEST(damage_m_numbers_out_of_order)
{
    struct buffer key = fixture_read(wrong_numbers[_i].file);
    struct record_list list = { 0 };
    run_scan(buffer_bytes(&key), &list);
    ck_assert_msg(strncmp(record_list_text(&list), wrong_numbers[_i].lines,
                          strlen(wrong_numbers[_i].lines)) == 0,
                  "%s: %s", wrong_numbers[_i].file, record_list_text(&list));
    ck_assert_uint_eq(list.keys, 1);
    record_list_clear(&list);
    buffer_clear(&key);
}
END_TEST

#define LOOP(test) tcase_add_loop_test(tests, test, 0, KEYS)

int main(void)
{
    TCase *tests = tcase_create("catalogue_damages");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_set_timeout(tests, 240);
    LOOP(damage_a_escapes);
    LOOP(damage_b_quoting);
    LOOP(damage_c_source_code);
    LOOP(damage_d_line_ends);
    LOOP(damage_d_line_lengths);
    LOOP(damage_e_mark_up);
    LOOP(damage_f_dashes);
    LOOP(damage_g_character_sets);
    tcase_add_test(tests, damage_a_is_not_seen_in_noise);
    LOOP(damage_h_cut_off);
    LOOP(damage_i_begin_twice);
    tcase_add_test(tests, damage_c_in_php_without_a_public_half);
    tcase_add_test(tests, damage_i_key_within_a_key);
    tcase_add_test(tests, damage_i_same_key_23000_times);
    LOOP(damage_j_wrong_label);
    LOOP(damage_k_extra_headers);
    tcase_add_test(tests, damage_l_redaction);
    tcase_add_loop_test(tests, damage_m_numbers_out_of_order, 0,
                        (int)(sizeof(wrong_numbers) / sizeof(wrong_numbers[0])));
    return run_suite("catalogue_damages", tests);
}
