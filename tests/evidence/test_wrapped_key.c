/* What the generator of wrapped keys (tests/wrapping/) once did not find: each test is a cause,
 * with the layers that showed it, through the whole scan. */
#include <lzma.h>

#include "candidates/array_damage.h"
#include "candidates/markup_damage.h"
#include "candidates/terminal_damage.h"
#include "evidence/catalogue.h"

/* Most rows leave out where the key has to stand. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define LAYERS_MAX 3

struct wrapped {
    const char *file; /* under keys/ */
    struct damage layers[LAYERS_MAX];
    const char *within; /* stands in its place; NULL: anything */
};

static void prepare(void)
{
    run_prepare("correct horse\nchangeit\nlisted\n");
}

static void wrap_in(struct bytes from, const struct wrapped *wrapped, struct buffer *content)
{
    must(buffer_append(content, from));
    for (size_t i = 0; i < LAYERS_MAX && wrapped->layers[i].apply != NULL; i++) {
        struct buffer around = { 0 };
        wrapped->layers[i].apply(buffer_bytes(content), &around);
        buffer_clear(content);
        *content = around;
    }
}

/* As it is found where nothing is around it: other tests say that this is right. */
static void name_of(struct bytes key, char name[KEY_IDENTITY_TEXT])
{
    struct record_list list = { 0 };
    run_scan(key, &list);
    ck_assert_uint_eq(list.keys, 1);
    memcpy(name, list.name, KEY_IDENTITY_TEXT);
    record_list_clear(&list);
}

/* Proven, once, and as the key that the file holds. */
static void check(const struct wrapped *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char path[256], name[KEY_IDENTITY_TEXT];
        snprintf(path, sizeof(path), "keys/%s", rows[i].file);
        struct buffer key = fixture_read(path), content = { 0 };
        const struct catalogue_case expected = { .what = rows[i].file,
                                                 .how = rows[i].layers[0].name,
                                                 .verdict = "proven",
                                                 .name = name,
                                                 .within = rows[i].within,
                                                 .places = 1 };
        name_of(buffer_bytes(&key), name);
        wrap_in(buffer_bytes(&key), &rows[i], &content);
        catalogue_check(&expected, buffer_bytes(&content));
        buffer_clear(&key);
        buffer_clear(&content);
    }
}

#define CAUSE(test, ...)                                                                           \
    START_TEST(test)                                                                               \
    {                                                                                              \
        static const struct wrapped rows[] = { __VA_ARGS__ };                                      \
        check(rows, sizeof(rows) / sizeof(rows[0]));                                               \
    }                                                                                              \
    END_TEST
#define L ROW_DAMAGE

CAUSE(label_that_goes_on_in_the_next_line,
      { "configuration/routeros-rsa2048-rfc9500.rsc", { L(number_wide) } },
      { "configuration/routeros-rsa2048-rfc9500.rsc", { L(log_iso) } },
      { "configuration/routeros-rsa2048-rfc9500.rsc", { L(markup_cell) } },
      { "configuration/routeros-rsa2048-rfc9500.rsc", { L(colour_runner) } })

CAUSE(start_tag_that_tags_of_a_page_break, { "xml/xkms-rsa2048-rfc9500.xml", { L(markup_break) } },
      { "xml/xkms-rsa2048-rfc9500.xml", { L(markup_word) } })

/* The first line of a key is that of an OpenSSH blob, too. */
CAUSE(numbers_of_lines_that_blanks_join,
      { "encrypted/openssh-aes128-cbc.key", { L(number_tab), L(line_ends_space) } },
      { "openssh/ed25519-rfc8080a.key", { L(log_iso), L(line_ends_space) } })

/* An empty line has as much before it as the others. */
CAUSE(empty_line_of_lines_that_blanks_join,
      { "openpgp/s2k-mode-1.asc", { L(markup_cell), L(line_ends_space) } })

/* A quoted-printable space, and the rest of a year. */
CAUSE(padding_before_the_date_of_a_joined_log,
      { "openssh/ecdsap256-rfc6979.key", { L(log_iso), L(line_ends_none) } },
      { "encrypted/pkcs8-pbkdf2-sha256.pem", { L(log_iso), L(line_ends_none) } })

/* The characters behind it are of the alphabet, but stand before each line. */
CAUSE(base64_up_to_the_number_of_a_joined_line,
      { "pkcs8/ed25519-rfc8080.key", { L(number_colon), L(line_ends_none) } },
      { "dialects/ec-p256-no-public.pem", { L(log_iso), L(line_ends_none) } })

/* Before the first line are headers, too, which no other has. */
CAUSE(headers_before_joined_lines,
      { "openpgp/version-3.asc", { L(number_wide), L(line_ends_space) } },
      { "openpgp/version-3.asc", { L(log_syslog), L(line_ends_space) } })

/* Structures in it are fronts of DER as well. */
CAUSE(store_in_joined_lines,
      { "stores/openssl-modern.pem", { L(number_colon), L(line_ends_none) } })

/* With the first characters of some of them they read as escapes. */
CAUSE(backslashes_between_joined_lines,
      { "traditional/rsa1024-rfc4474.key", { L(trailing_backslash), L(line_ends_none) } },
      { "encrypted/openssh-aes256-ctr.key", { L(trailing_backslash), L(line_ends_none) } })

/* Its letters run into the base64 behind it. */
CAUSE(footer_between_joined_lines,
      { "pkcs8/rsa2048-rfc9500.key", { L(footer_inside), L(line_ends_none) } },
      { "dialects/ec-p384-compressed.pem", { L(footer_inside), L(line_ends_none) } },
      { "openssh/rsa1024-rfc9500.key", { L(footer_inside), L(line_ends_none) } },
      { "encrypted/openssh-aes128-gcm.key", { L(footer_inside), L(line_ends_none) } })

CAUSE(lines_of_one_length_that_blanks_join_to_a_footer,
      { "encrypted/pkcs8-pbes2-rc2-40-cbc.pem", { L(footer_inside), L(line_ends_space) } })

CAUSE(name_of_a_line_end_on_a_line_of_its_own,
      { "encrypted/pem-ec-aria192.pem", { L(markup_break), L(source_php) } })

/* Parameters stand on the same line then, between two numbers. */
CAUSE(parameters_of_lines_that_blanks_join,
      { "dialects/behind-parameters-secp256k1.pem", { L(number_tab), L(line_ends_space) } })

CAUSE(base64_of_armour_among_octets,
      { "configuration/docker-ecdsap256-rfc9500.json", { L(in_binary), L(hex_array) } })

CAUSE(marks_of_a_diff_between_joined_lines,
      { "pkcs8/ed448-rfc8080.key", { L(diff_minus), L(line_ends_none) } })

/* A row that begins with a character like the mark of the one line that they are. */
CAUSE(character_like_the_mark_of_joined_rows,
      { "dnssec/ldns-rsamd5.private", { L(ebcdic), L(base64_spaces), L(diff_plus) } })

CAUSE(marks_of_a_diff_behind_joined_headers,
      { "encrypted/pem-ec-aes256.pem", { L(diff_plus), L(line_ends_space) } },
      { "encrypted/pem-dsa-des3.pem", { L(diff_plus), L(line_ends_space) } })

/* The second is of the END line. */
CAUSE(marks_of_a_diff_around_one_line,
      { "pkcs8/ed25519-rfc8080.key", { L(diff_plus), L(line_ends_none) } },
      { "dialects/ec-p256-no-public.pem", { L(diff_plus), L(line_ends_none) } })

CAUSE(parameters_that_other_characters_ran_into,
      { "dialects/behind-parameters-secp256k1.pem", { L(headers), L(line_ends_none) } },
      { "dialects/behind-parameters-secp256k1.pem", { L(diff_plus), L(line_ends_none) } },
      { "dialects/behind-parameters-secp256k1.pem", { L(diff_plus), L(line_ends_space) } })

CAUSE(padding_before_an_empty_line,
      { "dialects/rsa-three-primes.pem", { L(no_end), L(footer_inside) } })

CAUSE(padding_behind_the_prefix_of_a_log,
      { "putty/2-ecdsap256-rfc9500.ppk", { L(log_iso), L(escape_form) } },
      { "putty/3-ed448-own.ppk", { L(log_syslog), L(escape_form) } },
      { "dnssec/bind-rsasha256.private", { L(log_iso), L(escape_form) } },
      { "dnssec/bind-ed25519.private", { L(log_syslog), L(line_ends_crlf), L(escape_percent) } })

CAUSE(name_before_a_list_that_is_escaped,
      { "gnupg-agent/text-ed25519-1.key", { L(log_iso), L(escape_form) } },
      { "gnupg-agent/text-rsa-1.key", { L(log_syslog), L(escape_form) } },
      { "gnupg-agent/text-nistp256-1.key", { L(log_syslog), L(blanks_nbsp) } },
      { "gnupg-agent/text-rsa-1.key", { L(log_iso), L(markup_nbsp) } })

CAUSE(soft_line_breaks_in_a_form,
      { "dnssec/bind-ed25519.private", { L(escape_form), L(escape_quoted) } },
      { "putty/2-ecdsap256-rfc9500.ppk", { L(escape_form), L(escape_quoted) } },
      { "putty/3-ed25519-rfc8410.ppk", { L(escape_form), L(escape_quoted), L(line_ends_crlf) } })

/* What was left of a form stood before characters that are a + of base64 by then. */
CAUSE(soft_line_breaks_within_the_escapes_of_a_form,
      { "traditional/rsa2048-rfc9635.key", { L(escape_form), L(escape_quoted) } },
      { "dialects/rsa-three-primes.pem", { L(escape_form), L(escape_quoted) } })

CAUSE(soft_line_break_before_a_field,
      { "configuration/docker-ecdsap256-rfc9500.json", { L(in_json), L(escape_quoted) } },
      { "putty/2-ed25519-rfc8410.ppk", { L(in_json), L(escape_quoted) } },
      { "putty/2-ecdsap256-rfc9500.ppk", { L(in_json), L(escape_quoted) } },
      { "putty/3-ecdsap521-rfc9500.ppk", { L(escape_json), L(escape_quoted) } },
      { "dnssec/bind-ed25519.private", { L(in_json), L(escape_quoted) } })

/* And the string that it stands in; padding there is none. */
CAUSE(soft_line_break_before_the_end_of_a_string,
      { "jwe/rsa2048-rfc9500.jwe", { L(escape_quoted), L(source_php) } },
      { "xml/rfc4050-ecdsap521-rfc9500.xml", { L(escape_quoted), L(source_php) } },
      { "dnssec/bind-ed448.private", { L(escape_quoted), L(source_array) } },
      { "dnssec/bind-ed448.private", { L(source_array) } },
      { "dnssec/ldns-rsamd5.private", { L(escape_quoted), L(source_array) } })

static void empty_lines(struct bytes from, struct buffer *into)
{
    for (size_t i = 0; i < from.left; i++) {
        put(into, from.at[i] == '\n' ? "\n\n" : (char[]){ (char)from.at[i], 0 });
    }
}

/* The first line of the dump is the second one of the text. */
CAUSE(dump_behind_an_empty_line,
      { "pkcs8/ed448-rfc8080.key", { L(dump_wireshark), L(markup_div) } },
      { "pkcs8/ed448-rfc8080.key", { L(dump_xxd), L(empty_lines) } })

/* What stands beside the digits is not all of a text, and would hide them. */
CAUSE(armour_beside_the_digits_of_a_dump,
      { "pkcs8/ed448-rfc8080.key", { L(dump_wireshark), L(markup_break_joined) }, "hex dump" })

CAUSE(last_lines_beside_the_digits_of_a_dump,
      { "jwk/ed448-rfc8080.jwk", { L(source_java), L(dump_xxd) }, "hex dump" },
      { "jwk/ed448-rfc8080.jwk", { L(escape_json), L(dump_wireshark) }, "hex dump" })

CAUSE(quoting_within_strings_and_around_them,
      { "gnupg-agent/text-nistp256-1.key", { L(quote_twice), L(source_c) } },
      { "gnupg-agent/text-rsa-1.key", { L(source_dot), L(markup_span) } })

/* Line ends that were escaped before, and spaces that are shifts of UTF-7. */
CAUSE(forms_of_what_was_escaped, { "dnssec/ldns-rsamd5.private", { L(in_json), L(escape_form) } },
      { "putty/3-ecdsap256-rfc9500.ppk", { L(escape_form), L(escape_reference) } },
      { "putty/3-rsa1024-rfc9500.ppk", { L(escape_form), L(utf7) } },
      { "putty/2-closed-rsa2048-rfc9500.ppk", { L(escape_unicode), L(escape_form) } },
      { "dnssec/bind-ecdsap256sha256.private", { L(escape_unicode), L(escape_form) } })

/* An escape that stands for nothing, on the line of the END. */
CAUSE(backslash_before_a_carriage_return,
      { "dump/puttygen-dsa1024-rfc6979.txt", { L(trailing_backslash), L(line_ends_crlf) } },
      { "putty/2-closed-rsa2048-rfc9500.ppk", { L(trailing_backslash), L(line_ends_cr) } },
      { "putty/2-closed-rsa2048-rfc9500.ppk", { L(trailing_backslash), L(escape_crlf) } })

CAUSE(soft_hyphen_before_the_end,
      { "encrypted/openssh-aes192-cbc.key", { L(soft_hyphen_entities), L(line_ends_space) } })

CAUSE(page_number_between_lines_of_any_length,
      { "encrypted/openssh-rsa.key", { L(wrap_mixed), L(page_break) } })

CAUSE(no_break_spaces_behind_names_of_elements,
      { "xml/xmlsec-rsa1024-rfc9500.xml", { L(blanks_nbsp) } })

CAUSE(source_code_in_source_code,
      { "traditional/dsa1024-rfc6979.key", { L(source_plus), L(source_php) } })

CAUSE(strings_joined_by_a_plus_behind_a_quotation_mark,
      { "dump/puttygen-dsa1024-rfc6979.txt", { L(source_plus) } },
      { "dump/puttygen-ecdsap521-rfc9500.txt", { L(source_plus) } })

/* Whatever is in it, a closed key looks like one. */
CAUSE(mark_of_a_diff_before_what_is_closed, { "stores/java-even-salt.der", { L(base64_diff) } },
      { "encrypted/pkcs8-empty-pkcs12.pem", { L(label_unknown), L(diff_plus) } })

/* No row is as long as those that samples find, and the label names nothing of ours. */
CAUSE(broken_rows_behind_a_foreign_label,
      { "encrypted/pkcs8-ed25519.pem", { L(label_translated), L(zero_width_spaces) } },
      { "encrypted/pkcs8-ed25519.pem", { L(label_unknown), L(soft_hyphens) } },
      { "encrypted/pkcs8-ed25519.pem", { L(label_public), L(word_breaks) } },
      { "encrypted/pkcs8-ed25519.pem", { L(label_translated), L(soft_hyphen_entities) } })

CAUSE(operators_beside_the_shifts_of_utf7,
      { "pkcs8/ecdsap256-rfc6979.key", { L(utf7), L(source_plus) } })

CAUSE(quotation_mark_at_the_end_of_a_quoted_line,
      { "jwe/general-rsa1024-rfc9500.json", { L(source_plus) } })

CAUSE(names_right_behind_the_numbers_of_a_dump,
      { "dump/puttygen-dsa1024-rfc6979.txt", { L(line_ends_none) } },
      { "dump/puttygen-ecdsap256-rfc9500.txt", { L(line_ends_none) } },
      { "dump/puttygen-rsa1024-rfc9500.txt", { L(line_ends_none), L(base64_diff) } },
      { "dump/puttygen-ed448-own.txt", { L(in_mail), L(line_ends_none) } })

#define PPK   "putty/3-ecdsap521-rfc9500.ppk"
#define ED448 "pkcs8/ed448-rfc8080.key"

CAUSE(lines_of_an_array_with_more_between_them, { PPK, { L(array_signed), L(quote) } },
      { PPK, { L(array_signed), L(log_iso) } }, { PPK, { L(array_signed), L(markup_word) } },
      { ED448, { L(array_signed), L(source_list) } }, { ED448, { L(array_signed), L(page_break) } },
      { ED448, { L(array_signed), L(in_json) } })

/* Without a comma behind it a number is none of the array. */
CAUSE(numbers_of_the_lines_of_an_array, { ED448, { L(array_signed), L(number_tab) } },
      { PPK, { L(array_signed), L(number_wide) } })

CAUSE(escapes_between_the_numbers_of_an_array, { ED448, { L(array_signed), L(escape_reference) } },
      { PPK, { L(array_signed), L(escape_percent) } }, { PPK, { L(array_signed), L(markup_nbsp) } },
      { ED448, { L(array_signed), L(escape_crlf) } })

/* A soft line break within one of them. */
CAUSE(number_of_an_array_that_is_broken, { ED448, { L(array_signed), L(escape_quoted) } })

/* As a diff, a list or a page shows the source code of PHP. */
CAUSE(names_of_line_ends_on_lines_with_more_before_them,
      { "listing/own-rsa-pss.txt", { L(source_php), L(diff_plus) } },
      { "putty/1-closed-rsa1024-rfc9500.ppk", { L(source_php), L(number_tab) } },
      { "putty/1-closed-rsa1024-rfc9500.ppk", { L(source_php), L(markup_span) } },
      { "gnupg-agent/text-ed25519-1.key", { L(source_php), L(markup_cell) } },
      { "dump/puttygen-ed448-own.txt", { L(source_php), L(quote) } },
      { "dump/puttygen-ed448-own.txt", { L(quote_tight), L(source_php) } },
      { "listing/own-rsa-pss.txt", { L(number_colon), L(source_php) } })

/* More than a thousand characters of it, which were cut into two readings. */
/* The last letter of what a terminal is told stood before the offset, as of one word with it. */
CAUSE(colour_before_the_offsets_of_a_dump,
      { "pkcs8/rsa1024-rfc4871.key", { L(hex_escapes), L(dump_xxd), L(colour_line) } },
      { "pkcs8/rsa2048-rfc9500.key", { L(hex_escapes), L(dump_wireshark), L(colour_runner) } })

CAUSE(row_of_base64_without_escapes_in_an_escaped_text,
      { "configuration/kubernetes-rsa2048-rfc9500.yaml", { L(escape_form), L(hex_array) } })

/* The lines behind it have the mark of a diff before them, and it has the end of base64. */
START_TEST(key_in_the_middle_of_a_line_of_a_diff_opens)
{
    struct buffer key = fixture_read("keys/stores/openssl-rc2-40.p12"), whole = { 0 },
                  content = { 0 };
    struct record_list list = { 0 };
    put(&whole, "c");
    must(buffer_append(&whole, buffer_bytes(&key)));
    base64_diff(buffer_bytes(&whole), &content);
    run_scan(buffer_bytes(&content), &list);
    ck_assert_msg(strstr(record_list_text(&list), "proven") != NULL &&
                      strstr(record_list_text(&list), "encrypted@") == NULL,
                  "%s", record_list_text(&list));
    record_list_clear(&list);
    buffer_clear(&key);
    buffer_clear(&whole);
    buffer_clear(&content);
}
END_TEST

/* The name of an algorithm, and the blank behind it. */
CAUSE(form_of_a_listing_with_more_before_its_lines,
      { "listing/openssl-ed448-rfc8080.txt", { L(comment_hash), L(escape_form) } })

/* Behind the mark of a diff, which is a shift of UTF-7 like it. */
CAUSE(plus_of_base64_behind_the_shift_of_a_mark,
      { "microsoft/cngcurve-ecdsap256-rfc9500.blob", { L(base64_diff), L(utf7) } })

CAUSE(quoting_between_joined_names_of_a_dump,
      { "dump/puttygen-ed448-own.txt", { L(quote), L(line_ends_none) } })

/* The text beside the digits has references in it, and the line ends are escapes. */
CAUSE(references_beside_the_digits_of_an_escaped_dump,
      { "encrypted/pkcs8-pbkdf2-sha512.pem", { L(markup_nbsp), L(dump_xxd), L(escape_unicode) } })

/* A name is broken there. */
CAUSE(soft_line_breaks_of_a_return_alone,
      { "xml/w3c-ecdsap256-rfc9500.xml", { L(escape_quoted), L(line_ends_cr) } })

static void in_xz(struct bytes from, struct buffer *into)
{
    uint8_t packed[4096];
    lzma_stream encoder = LZMA_STREAM_INIT;
    ck_assert_int_eq(lzma_easy_encoder(&encoder, 6, LZMA_CHECK_CRC64), LZMA_OK);
    encoder.next_in = from.at;
    encoder.avail_in = from.left;
    encoder.next_out = packed;
    encoder.avail_out = sizeof(packed);
    ck_assert_int_eq(lzma_code(&encoder, LZMA_FINISH), LZMA_STREAM_END);
    must(buffer_append(into, bytes_over(packed, (size_t)encoder.total_out)));
    lzma_end(&encoder);
}

/* The first line is full of escapes: the next one, behind a mark, is seen before it. */
CAUSE(line_full_of_escapes_before_the_mark_of_a_diff,
      { "stores/openssl-empty.p12", { L(in_xz), L(base64_diff), L(escape_reference_hex) } })

/* The line ends are references, and other escapes stand in the text beside the digits. */
CAUSE(references_between_the_lines_of_a_dump_of_escapes,
      { "encrypted/pkcs8-pbe-sha1-rc2-64.pem",
        { L(escape_percent), L(dump_xxd), L(escape_reference_hex) } },
      { "attacker-p256.key", { L(hex_escapes), L(dump_xxd), L(escape_reference_hex) } })

/* Blanks have become of its line ends, and the escapes are of that text. */
CAUSE(escapes_beside_the_digits_of_a_joined_dump,
      { "openssh/ecdsap256-rfc6605.key",
        { L(escape_percent), L(dump_hexdump), L(line_ends_space) } },
      { "dump/puttygen-ecdsap521-rfc9500.txt",
        { L(escape_percent), L(dump_wireshark), L(line_ends_space) } })

static void octal_throughout(struct bytes from, struct buffer *into)
{
    for (size_t i = 0; i < from.left; i++) {
        char escape[8];
        snprintf(escape, sizeof(escape), "\\%03o", (unsigned)from.at[i]);
        put(into, escape);
    }
}

static void quoted_throughout(struct bytes from, struct buffer *into)
{
    for (size_t i = 0; i < from.left; i++) {
        char escape[8];
        snprintf(escape, sizeof(escape), "%s=%02X", i > 0 && i % 25 == 0 ? "=\n" : "",
                 (unsigned)from.at[i]);
        put(into, escape);
    }
}

CAUSE(escapes_of_each_character, { "pkcs8/rsa2048-rfc9500.key", { L(octal_throughout) } },
      { "pkcs8/ecdsap256-rfc9500.key", { L(octal_throughout), L(in_json) } },
      { "pkcs8/ecdsap256-rfc9500.key", { L(quoted_throughout) } },
      { "encrypted/pkcs8-pbkdf2-sha512.pem", { L(quoted_throughout), L(in_json) } })

/* All words of a log's lines, and not those of the key alone, may end where the key does: the
 * scalar has the others in it then. */
START_TEST(words_of_a_log_are_of_no_scalar)
{
    struct buffer key = fixture_read("keys/pkcs8/ecdsap384-rfc7520.key"),
                  text = fixture_read("candidates/p384-quoted-log.txt");
    char name[KEY_IDENTITY_TEXT];
    name_of(buffer_bytes(&key), name);
    const struct catalogue_case expected = {
        .what = "p384", .how = "in a quoted log", .verdict = "proven", .name = name, .places = 1
    };
    catalogue_check(&expected, buffer_bytes(&text));
    buffer_clear(&key);
    buffer_clear(&text);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("wrapped_key");
    tcase_set_timeout(tests, 120);
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_test(tests, label_that_goes_on_in_the_next_line);
    tcase_add_test(tests, start_tag_that_tags_of_a_page_break);
    tcase_add_test(tests, numbers_of_lines_that_blanks_join);
    tcase_add_test(tests, empty_line_of_lines_that_blanks_join);
    tcase_add_test(tests, padding_before_the_date_of_a_joined_log);
    tcase_add_test(tests, base64_up_to_the_number_of_a_joined_line);
    tcase_add_test(tests, headers_before_joined_lines);
    tcase_add_test(tests, store_in_joined_lines);
    tcase_add_test(tests, backslashes_between_joined_lines);
    tcase_add_test(tests, footer_between_joined_lines);
    tcase_add_test(tests, lines_of_one_length_that_blanks_join_to_a_footer);
    tcase_add_test(tests, name_of_a_line_end_on_a_line_of_its_own);
    tcase_add_test(tests, parameters_of_lines_that_blanks_join);
    tcase_add_test(tests, base64_of_armour_among_octets);
    tcase_add_test(tests, marks_of_a_diff_between_joined_lines);
    tcase_add_test(tests, marks_of_a_diff_behind_joined_headers);
    tcase_add_test(tests, character_like_the_mark_of_joined_rows);
    tcase_add_test(tests, marks_of_a_diff_around_one_line);
    tcase_add_test(tests, parameters_that_other_characters_ran_into);
    tcase_add_test(tests, padding_before_an_empty_line);
    tcase_add_test(tests, padding_behind_the_prefix_of_a_log);
    tcase_add_test(tests, name_before_a_list_that_is_escaped);
    tcase_add_test(tests, soft_line_breaks_in_a_form);
    tcase_add_test(tests, soft_line_breaks_within_the_escapes_of_a_form);
    tcase_add_test(tests, soft_line_break_before_a_field);
    tcase_add_test(tests, soft_line_break_before_the_end_of_a_string);
    tcase_add_test(tests, dump_behind_an_empty_line);
    tcase_add_test(tests, armour_beside_the_digits_of_a_dump);
    tcase_add_test(tests, last_lines_beside_the_digits_of_a_dump);
    tcase_add_test(tests, quoting_within_strings_and_around_them);
    tcase_add_test(tests, forms_of_what_was_escaped);
    tcase_add_test(tests, backslash_before_a_carriage_return);
    tcase_add_test(tests, soft_hyphen_before_the_end);
    tcase_add_test(tests, page_number_between_lines_of_any_length);
    tcase_add_test(tests, no_break_spaces_behind_names_of_elements);
    tcase_add_test(tests, source_code_in_source_code);
    tcase_add_test(tests, strings_joined_by_a_plus_behind_a_quotation_mark);
    tcase_add_test(tests, key_in_the_middle_of_a_line_of_a_diff_opens);
    tcase_add_test(tests, operators_beside_the_shifts_of_utf7);
    tcase_add_test(tests, quotation_mark_at_the_end_of_a_quoted_line);
    tcase_add_test(tests, names_right_behind_the_numbers_of_a_dump);
    tcase_add_test(tests, mark_of_a_diff_before_what_is_closed);
    tcase_add_test(tests, broken_rows_behind_a_foreign_label);
    tcase_add_test(tests, lines_of_an_array_with_more_between_them);
    tcase_add_test(tests, numbers_of_the_lines_of_an_array);
    tcase_add_test(tests, escapes_between_the_numbers_of_an_array);
    tcase_add_test(tests, number_of_an_array_that_is_broken);
    tcase_add_test(tests, names_of_line_ends_on_lines_with_more_before_them);
    tcase_add_test(tests, colour_before_the_offsets_of_a_dump);
    tcase_add_test(tests, row_of_base64_without_escapes_in_an_escaped_text);
    tcase_add_test(tests, form_of_a_listing_with_more_before_its_lines);
    tcase_add_test(tests, plus_of_base64_behind_the_shift_of_a_mark);
    tcase_add_test(tests, references_beside_the_digits_of_an_escaped_dump);
    tcase_add_test(tests, references_between_the_lines_of_a_dump_of_escapes);
    tcase_add_test(tests, soft_line_breaks_of_a_return_alone);
    tcase_add_test(tests, line_full_of_escapes_before_the_mark_of_a_diff);
    tcase_add_test(tests, escapes_beside_the_digits_of_a_joined_dump);
    tcase_add_test(tests, quoting_between_joined_names_of_a_dump);
    tcase_add_test(tests, escapes_of_each_character);
    tcase_add_test(tests, words_of_a_log_are_of_no_scalar);
    return run_suite("wrapped_key", tests);
}
