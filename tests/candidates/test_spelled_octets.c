/* Keys in octets as source code and prints of programs spell them. */
#include "candidates/runs/spelled_octets.h"

#include "damage.h"
#include "leaf_bounds.h"

/* The length of the third ends in the octet of a backslash. */
static const char *const keys[] = { "rsa2048", "p256", "rsa1024-length-5c", "ed25519-pkcs8" };
#define KEYS 4

static void put_number(struct buffer *into, const char *before, int value, const char *behind)
{
    char number[48];
    snprintf(number, sizeof(number), "%s0x%02x%s", before, (unsigned)value, behind);
    put(into, number);
}

/* javac wants the word where a number is above 127. */
static void java_mixed(struct bytes der, struct buffer *into)
{
    put(into, "    private static final byte[] KEY = {\n        ");
    for (size_t i = 0; i < der.left; i++) {
        put_number(into, der.at[i] > 127 ? "(byte)" : "", der.at[i], ", ");
        put(into, i % 12 == 11 ? "\n        " : "");
    }
    put(into, "\n    };\n");
}

static void java_cast(struct bytes der, struct buffer *into)
{
    put(into, "byte[] key = new byte[] {");
    for (size_t i = 0; i < der.left; i++) {
        put_number(into, "(byte) ", der.at[i], i + 1 < der.left ? "," : "};\n");
    }
}

static void c_cast(struct bytes der, struct buffer *into)
{
    put(into, "static const uint8_t key[] = {\n");
    for (size_t i = 0; i < der.left; i++) {
        put_number(into, "(uint8_t) ", der.at[i], i % 8 == 7 ? ",\n" : ", ");
    }
    put(into, "};\n");
}

static void java_signed(struct bytes der, struct buffer *into)
{
    put(into, "byte[] key = {\n");
    for (size_t i = 0; i < der.left; i++) {
        char number[24];
        snprintf(number, sizeof(number), "(byte) %d, ", (int8_t)der.at[i]);
        put(into, number);
        put(into, i % 10 == 9 ? "\n" : "");
    }
    put(into, "};\n");
}

static void kotlin(struct bytes der, struct buffer *into)
{
    put(into, "val key = byteArrayOf(");
    for (size_t i = 0; i < der.left; i++) {
        put_number(into, "", der.at[i], i + 1 < der.left ? ".toByte(), " : ".toByte())\n");
    }
}

static void rust(struct bytes der, struct buffer *into)
{
    put(into, "let key = [");
    for (size_t i = 0; i < der.left; i++) {
        put_number(into, "", der.at[i], i + 1 < der.left ? "u8, " : "u8];\n");
    }
}

static void assembler(struct bytes der, struct buffer *into)
{
    put(into, "key:\n");
    for (size_t i = 0; i < der.left; i++) {
        put_number(into, "\t.byte\t", der.at[i], "\n");
    }
    put(into, "\t.size\tkey, .-key\n");
}

static void put_escape(struct buffer *into, const char *format, uint8_t octet)
{
    char escape[16];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(escape, sizeof(escape), format, octet);
#pragma GCC diagnostic pop
    put(into, escape);
}

static void put_string(struct buffer *into, struct bytes part, const char *format,
                       const char *before, const char *special)
{
    for (size_t i = 0; i < part.left; i++) {
        const char character[2] = { (char)part.at[i], '\0' };
        if (part.at[i] < ' ' || part.at[i] > '~') {
            put_escape(into, format, part.at[i]);
            continue;
        }
        put(into, strchr(special, part.at[i]) != NULL ? before : "");
        put(into, character);
    }
}

static void octal_lines(struct bytes der, struct buffer *into)
{
    put(into, "static const char key[] =");
    for (struct bytes part; der.left > 0;) {
        must(bytes_take(&der, der.left < 16 ? der.left : 16, &part));
        put(into, "\n    \"");
        for (size_t i = 0; i < part.left; i++) {
            put_escape(into, "\\%03o", part.at[i]);
        }
        put(into, "\"");
    }
    put(into, ";\n");
}

/* As gcc writes a string in assembler. */
static void octal_ascii(struct bytes der, struct buffer *into)
{
    put(into, "key:\n");
    for (struct bytes part; der.left > 0;) {
        must(bytes_take(&der, der.left < 48 ? der.left : 48, &part));
        put(into, "\t.ascii\t\"");
        put_string(into, part, "\\%03o", "\\", "\"\\");
        put(into, "\"\n");
    }
}

/* Only what cannot be printed is an escape, in one string. */
static void octal_mixed(struct bytes der, struct buffer *into)
{
    put(into, "static const char key[] = \"");
    put_string(into, der, "\\%03o", "\\", "\"\\");
    put(into, "\";\n");
}

/* print(der) of Python. */
static void python_print(struct bytes der, struct buffer *into)
{
    put(into, ">>> print(der)\nb'");
    put_string(into, der, "\\x%02x", "\\", "'\\");
    put(into, "'\n>>> \n");
}

static void python_parts(struct bytes der, struct buffer *into)
{
    put(into, "KEY = (");
    for (struct bytes part; der.left > 0;) {
        must(bytes_take(&der, der.left < 20 ? der.left : 20, &part));
        const bool other =
            memchr(part.at, '\'', part.left) != NULL && memchr(part.at, '"', part.left) == NULL;
        put(into, other ? "\n    b\"" : "\n    b'");
        put_string(into, part, "\\x%02x", "\\", other ? "\\" : "'\\");
        put(into, other ? "\"" : "'");
    }
    put(into, ")\n");
}

/* JSON.stringify(der.toString('latin1')) where what is not ASCII is escaped. */
static void json_latin(struct bytes der, struct buffer *into)
{
    put(into, "{\"key\":\"");
    put_string(into, der, "\\u%04x", "\\", "\"\\");
    put(into, "\"}\n");
}

/* A bytea of PostgreSQL in the escape format, in a string of JSON. */
static void bytea_in_json(struct bytes der, struct buffer *into)
{
    put(into, "{\"der\":\"");
    for (size_t i = 0; i < der.left; i++) {
        if (der.at[i] < ' ' || der.at[i] > '~') {
            put_escape(into, "\\\\%03o", der.at[i]);
        } else if (der.at[i] == '\\') {
            put(into, "\\\\\\\\");
        } else {
            put_escape(into, der.at[i] == '"' ? "\\%c" : "%c", der.at[i]);
        }
    }
    put(into, "\"}\n");
}

static void as_it_is(struct bytes text, struct buffer *into)
{
    must(buffer_append(into, text));
}

static void each_line(struct bytes text, const char *before, struct buffer *into)
{
    for (struct bytes line; bytes_take_until(&text, '\n', &line);) {
        put(into, before);
        must(buffer_append(into, line));
        put(into, "\n");
    }
}

static void in_reply(struct bytes text, struct buffer *into)
{
    put(into, "You wrote:\n");
    each_line(text, "> ", into);
}

static void in_log(struct bytes text, struct buffer *into)
{
    each_line(text, "2026-01-02 10:00:01.250 INFO  ", into);
}

static void in_diff(struct bytes text, struct buffer *into)
{
    each_line(text, "+ ", into);
}

#define ROW(spell, damage)                                                                         \
    {                                                                                              \
#spell " " #damage, spell, damage                                                          \
    }

static const struct {
    const char *name;
    void (*spell)(struct bytes der, struct buffer *into);
    void (*damage)(struct bytes text, struct buffer *into);
} rows[] = {
    ROW(java_mixed, as_it_is),   ROW(java_cast, as_it_is),    ROW(java_signed, as_it_is),
    ROW(kotlin, as_it_is),       ROW(rust, as_it_is),         ROW(assembler, as_it_is),
    ROW(octal_lines, as_it_is),  ROW(octal_ascii, as_it_is),  ROW(python_print, as_it_is),
    ROW(python_parts, as_it_is), ROW(json_latin, as_it_is),   ROW(bytea_in_json, as_it_is),
    ROW(java_mixed, in_reply),   ROW(java_signed, in_reply),  ROW(java_mixed, in_log),
    ROW(assembler, in_reply),    ROW(octal_lines, in_reply),  ROW(octal_ascii, in_log),
    ROW(python_print, in_reply), ROW(python_parts, in_reply), ROW(python_parts, in_log),
    ROW(java_signed, in_log),    ROW(java_mixed, in_json),    ROW(java_signed, in_json),
    ROW(octal_lines, in_json),   ROW(python_parts, in_json),  ROW(octal_lines, in_diff),
    ROW(python_parts, in_diff),  ROW(octal_mixed, as_it_is),  ROW(octal_mixed, in_json),
    ROW(octal_ascii, in_json),   ROW(c_cast, as_it_is),       ROW(c_cast, in_reply),
    ROW(c_cast, in_json),
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

static void make(struct buffer *text, const char *key, size_t row)
{
    struct buffer spelled = { 0 };
    rows[row].spell(buffer_bytes(&known_by_name(key)->content), &spelled);
    rows[row].damage(buffer_bytes(&spelled), text);
    buffer_clear(&spelled);
}

START_TEST(row_17_octets_in_source_code)
{
    struct buffer text = { 0 };
    struct leaf_log log = { 0 };
    const char *key = keys[(size_t)_i % KEYS];
    make(&text, key, (size_t)_i / KEYS);
    scan_leaf(&log, buffer_bytes(&text));
    ck_assert_msg(log.keys == 1, "%s, %s: %zu keys\n%.*s", rows[(size_t)_i / KEYS].name, key,
                  log.keys, (int)log.lines.used, (const char *)log.lines.at);
    log_clear(&log);
    buffer_clear(&text);
    forget_known();
}
END_TEST

/* What a reading takes lies within the text, however it was cut. */
START_TEST(every_shorter_text_is_read_within_itself)
{
    struct buffer text = { 0 };
    make(&text, "p256", (size_t)_i);
    check_shorter(buffer_bytes(&text), 200, 13);
    buffer_clear(&text);
    forget_known();
}
END_TEST

static const char *const floods[] = {
    "(byte)",
    "uint8_t a, uint8_t b, ",
    "(uint8_t)1,",
    "0x30, (byte)",
    "(byte)3,",
    "0\\x82\\xff\\xff\\x02\\x01\\x00\\x02",
    "\\x02\\x01\\x00",
    "0\\202\\377\\377\\002\\001\\0000",
    ".byte 3\n",
    "0\\x30",
    "3u8,",
    "\\\\\\\\x02\\\\\\\\x01",
};

START_TEST(a_flood_of_them_is_not_quadratic)
{
    check_flood(floods[_i]);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("spelled_octets");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, row_17_octets_in_source_code, 0, (int)(ROWS * KEYS));
    tcase_add_loop_test(tests, every_shorter_text_is_read_within_itself, 0, (int)ROWS);
    tcase_add_loop_test(tests, a_flood_of_them_is_not_quadratic, 0,
                        (int)(sizeof(floods) / sizeof(floods[0])));
    return suite_run("spelled_octets", tests);
}
