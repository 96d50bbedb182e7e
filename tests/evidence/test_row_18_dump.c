/* Row 18 of the catalogue of forms: numbers under names, as programs print them for those who
 * wrote them. */
#include "candidates/written/written_form_row.h"
#include "evidence/row_check.h"

static void prepare(void)
{
    run_prepare("");
}

static const char *const files[] = {
    "puttygen-rsa1024-rfc9500",   "puttygen-rsa2048-rfc9500",   "puttygen-dsa1024-rfc6979",
    "puttygen-ecdsap256-rfc9500", "puttygen-ecdsap384-rfc9500", "puttygen-ecdsap521-rfc9500",
    "puttygen-ed25519-rfc8410",   "python-rsa1024-rfc9500",     "python-rsa2048-rfc9500",
};
#define FILES ((int)(sizeof(files) / sizeof(files[0])))

static struct buffer key_file(const char *file, char name[KEY_IDENTITY_TEXT])
{
    char path[256];
    snprintf(path, sizeof(path), "keys/spki/%s.key", strchr(file, '-') + 1);
    row_name_of_spki(path, name);
    snprintf(path, sizeof(path), "keys/dump/%s.txt", file);
    return fixture_read(path);
}

START_TEST(row_18_dump_is_proven)
{
    char name[KEY_IDENTITY_TEXT];
    struct buffer key = key_file(files[_i], name), content = { 0 };
    const bool python = strncmp(files[_i], "python", 6) == 0;
    const size_t front = python ? strlen("PrivateKey(") : 0;
    const size_t behind = python ? 1 : 0; /* the line end; `)` ends the last number */
    row_check_found(files[_i], "as a file", buffer_bytes(&key), name, front,
                    key.used - front - behind);
    put(&content, "$ puttygen --dump key.ppk\n");
    const size_t before = content.used;
    must(buffer_append(&content, buffer_bytes(&key)));
    put(&content, "$ exit\n");
    row_check_found(files[_i], "in a session", buffer_bytes(&content), name, before + front,
                    key.used - front - behind);
    buffer_clear(&content);
    buffer_clear(&key);
}
END_TEST

START_TEST(row_18_damage_does_not_hide_it)
{
    static const struct damage damages[] = {
        ROW_DAMAGE(escape_json),    ROW_DAMAGE(escaped_twice), ROW_DAMAGE(escaped_in_json),
        ROW_DAMAGE(line_ends_crlf), ROW_DAMAGE(quote),         ROW_DAMAGE(quote_twice),
        ROW_DAMAGE(quoted_crlf),    ROW_DAMAGE(indent),        ROW_DAMAGE(log_iso),
        ROW_DAMAGE(in_mail),        ROW_DAMAGE(base64_line),   ROW_DAMAGE(base64_wrapped),
        ROW_DAMAGE(hex_plain),      ROW_DAMAGE(line_breaks),   ROW_DAMAGE(trailing_blanks),
    };
    char name[KEY_IDENTITY_TEXT];
    struct buffer key = key_file(files[_i], name);
    row_check_damaged(files[_i], buffer_bytes(&key), name, damages,
                      sizeof(damages) / sizeof(damages[0]));
    buffer_clear(&key);
}
END_TEST

/* The numbers of repr() of python-rsa, in decimal. */
#define NUMBERS 5
static void numbers_of(const struct buffer *repr, char *text, size_t room, const char **numbers)
{
    const size_t front = strlen("PrivateKey(");
    ck_assert_uint_lt(repr->used, room);
    memcpy(text, repr->at, repr->used);
    text[repr->used] = '\0';
    char *rest = text + front;
    for (size_t i = 0; i < NUMBERS; i++) {
        numbers[i] = strtok_r(i == 0 ? rest : NULL, ", )\n", &rest);
        ck_assert_ptr_nonnull(numbers[i]);
    }
}

/* With n, e, d, p and q in this order. */
static const struct {
    const char *what, *format;
} ways[] = {
    { "PyCryptodome",
      ">>> key\nRsaKey(n=%s, e=%s, d=%s, p=%s, q=%s, u=12345678901234567890)\n>>> " },
    { "Python 2", "PrivateKey(%sL, %sL, %sL, %sL, %sL)\n" },
    { "Go", "2026/11/02 03:04:05 key: &{PublicKey:{N:+%s E:%s} D:+%s Primes:[+%s +%s] "
            "Precomputed:{Dp:<nil> Dq:<nil> Qinv:<nil> CRTValues:[]}}\n" },
    { "Java", "Sun RSA private CRT key, 1024 bits\n  modulus:          %s\n  public exponent:  %s\n"
              "  private exponent: %s\n  prime p:          %s\n  prime q:          %s\n" },
    { "JavaScript", "{ modulus: %sn,\n  publicExponent: %sn,\n  privateExponent: %sn,\n"
                    "  p: %sn,\n  q: %sn }\n" },
};

START_TEST(row_18_other_program_prints_it)
{
    static const struct damage damages[] = {
        ROW_DAMAGE(quote),   ROW_DAMAGE(escaped_in_json), ROW_DAMAGE(base64_line),
        ROW_DAMAGE(log_iso), ROW_DAMAGE(in_mail),
    };
    char name[KEY_IDENTITY_TEXT], text[4096], made[8192];
    const char *numbers[NUMBERS];
    struct buffer repr = key_file("python-rsa2048-rfc9500", name);
    numbers_of(&repr, text, sizeof(text), numbers);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    const int length = snprintf(made, sizeof(made), ways[_i].format, numbers[0], numbers[1],
                                numbers[2], numbers[3], numbers[4]);
#pragma GCC diagnostic pop
    const struct bytes content = bytes_over(made, (size_t)length);
    row_check_found(ways[_i].what, "as it is", content, name, 0, 0);
    row_check_damaged(ways[_i].what, content, name, damages, sizeof(damages) / sizeof(damages[0]));
    buffer_clear(&repr);
}
END_TEST

/* As a caller of PyCryptodome writes them, and without anything: n, e and d, or n and d alone. */
START_TEST(row_18_tuple_is_proven)
{
    static char text[4096], spelled[4096];
    static const char *const before[] = { "key = RSA.construct((", "(", "[" };
    char name[KEY_IDENTITY_TEXT];
    const char *numbers[NUMBERS];
    struct buffer key = key_file("python-rsa2048-rfc9500", name);
    numbers_of(&key, text, sizeof(text), numbers);
    for (size_t with_e = 0; with_e < 2; with_e++) {
        snprintf(spelled, sizeof(spelled), "%s%s, %s%s%s)\n", before[_i], numbers[0],
                 with_e ? numbers[1] : "", with_e ? ", " : "", numbers[2]);
        const struct bytes content = bytes_over(spelled, strlen(spelled));
        row_check_found("tuple", before[_i], content, name, strlen(before[_i]),
                        content.left - strlen(before[_i]) - 1);
    }
    buffer_clear(&key);
}
END_TEST

/* From the line of the modulus on; indented too, as with -i. */
START_TEST(row_18_numbers_of_asn1parse_are_proven)
{
    char name[KEY_IDENTITY_TEXT];
    struct buffer listing = fixture_read("candidates/asn1parse-rsa2048.txt"), indented = { 0 };
    const char *modulus = memmem(listing.at, listing.used, "    7:d=1", 9);
    const size_t before = (size_t)(modulus - (const char *)listing.at);
    row_name_of_spki("keys/spki/rsa2048-rfc9500.key", name);
    row_check_found("asn1parse", "as it is", buffer_bytes(&listing), name, before,
                    listing.used - before);
    for (size_t i = 0; i < listing.used; i++) {
        must(buffer_append_byte(&indented, listing.at[i]));
        put(&indented, i >= 5 && memcmp(listing.at + i - 5, "prim: ", 6) == 0 ? "    " : "");
    }
    row_check_found("asn1parse", "indented", buffer_bytes(&indented), name, 0, 0);
    buffer_clear(&listing);
    buffer_clear(&indented);
}
END_TEST

static const char *const nothings[] = {
    ("key_type=\"RSA\"\npublic_modulus=0xb0d18352a88f53d5516f46c20e7a367d7de88acf54a019f6\n"
     "public_exponent=0x10001\n"),
    "RsaKey(n=124166110122983991337731418229841999167986890488136991, e=65537)",
    "PrivateKey(2048)\nPrivateKey(124166110122983991337731418229841999167986890488136991, 3)",
    "PublicKey:{N:+124166110122983991337731418229841999167986890488136991 E:65537}",
    "the private exponent: 124166110122983991337731418229841999167986890488136991",
};

START_TEST(row_18_public_number_gives_none)
{
    row_check_nothing(nothings[_i], bytes_over(nothings[_i], strlen(nothings[_i])));
}
END_TEST

/* The line of an anchor begins before it, also where the first number stands behind it. */
START_TEST(row_18_front_is_before_the_anchor)
{
    static const char text[] = "k = PrivateKey(12416611012298399133773141822984)";
    size_t front = 77;
    uint64_t work = 0;
    ck_assert(number_dump_plausible(bytes_over(text, sizeof(text) - 1), 12, &front, &work));
    ck_assert_uint_eq(front, 4);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("row_18_dump");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, row_18_dump_is_proven, 0, FILES);
    tcase_add_loop_test(tests, row_18_damage_does_not_hide_it, 0, FILES);
    tcase_add_loop_test(tests, row_18_other_program_prints_it, 0,
                        (int)(sizeof(ways) / sizeof(ways[0])));
    tcase_add_loop_test(tests, row_18_public_number_gives_none, 0,
                        (int)(sizeof(nothings) / sizeof(nothings[0])));
    tcase_add_test(tests, row_18_front_is_before_the_anchor);
    tcase_add_loop_test(tests, row_18_tuple_is_proven, 0, 3);
    tcase_add_test(tests, row_18_numbers_of_asn1parse_are_proven);
    return run_suite("row_18_dump", tests);
}
