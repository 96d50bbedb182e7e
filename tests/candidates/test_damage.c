/* Keys through everything that happens to them on the way, one damage at a
 * time and in stacks. */
#include "damage.h"
#include "dump_damage.h"
#include "leaf_log.h"
#include "radix_damage.h"
#include "terminal_damage.h"

#define D(name)                                                                                    \
    {                                                                                              \
#name, name                                                                                \
    }

static const struct damage alone[] = {
    D(escape_json),
    D(escape_json_slash),
    D(escape_crlf),
    D(escape_unicode),
    D(escape_percent),
    D(log_rsyslog),
    D(log_caret),
    D(log_octal),
    D(escape_form),
    D(escape_reference),
    D(escape_reference_hex),
    D(escape_quoted),
    D(psql_cell),
    D(line_ends_crlf),
    D(line_ends_cr),
    D(line_ends_none),
    D(line_ends_space),
    D(dashes_en),
    D(dashes_em),
    D(dashes_4),
    D(dashes_6),
    D(quote),
    D(quote_tight),
    D(quote_twice),
    D(quote_bar),
    D(indent),
    D(indent_tab),
    D(number_colon),
    D(number_wide),
    D(number_tab),
    D(diff_plus),
    D(diff_minus),
    D(comment_hash),
    D(comment_slashes),
    D(log_syslog),
    D(log_iso),
    D(source_plus),
    D(source_dot),
    D(source_list),
    D(footer_inside),
    D(headers),
    D(bag_attributes),
    D(wrap_63),
    D(wrap_65),
    D(wrap_76),
    D(wrap_78),
    D(wrap_mixed),
    D(wrap_long),
    D(no_end),
    D(begin_twice),
    D(in_json),
    D(in_mail),
    D(utf16_le),
    D(utf16_be),
    D(in_binary),
    D(base64_line),
    D(base64_wrapped),
    D(base64_url),
    D(hex_plain),
    D(hex_colons),
    D(hex_array),
    D(base64_crcrlf),
    D(base64_cr_escaped),
    D(base64_spaces),
    D(base64_diff),
    D(base64_glued_1),
    D(base64_glued_2),
    D(base64_glued_3),
    D(base64_glued_far),
    D(hex_quoted),
    D(hex_quoted_twice),
    D(hex_diff),
    D(hex_escaped),
    D(hex_escaped_crlf),
    D(words_hexdump),
    D(words_od),
    D(words_od_b),
    D(words_od_x4),
    D(words_od_x8),
    D(words_xxd_e),
    D(words_sparc),
    D(words_od_bare),
    D(words_bare_x4),
    D(columns_u1),
    D(columns_u1_bare),
    D(columns_u1_decimal),
    D(columns_u2),
    D(columns_u2_bare),
    D(columns_u4),
    D(columns_u8),
    D(columns_sparc),
    D(columns_b_bare),
    D(columns_o_bare),
    D(columns_hexdump_d),
    D(columns_hexdump_o),
    D(columns_hexdump_x),
    D(columns_od_c),
    D(columns_od_c_bare),
    D(columns_od_a),
    D(columns_d1),
    D(columns_xxd_b),
    D(base32_wrapped),
    D(base32_line),
    D(base32_small),
    D(base32_hex),
    D(base32_hex_small),
    D(base85_git),
    D(base85_z85),
    D(base85_adobe),
    D(base85_quoted),
    D(gdb_octets),
    D(gdb_words),
    D(gdb_giants),
    D(lldb_octets),
    D(tcpdump_x),
    D(hex_cisco),
    D(colour_line),
    D(colour_runner),
    D(colour_grep),
    D(colour_caret),
    D(colour_rsyslog),
    D(colour_lost),
    D(link_line),
    D(cursor_lines),
    D(escape_powershell),
    D(escape_powershell_crlf),
};
#define ALONE ((int)(sizeof(alone) / sizeof(alone[0])))

static const char *const names[] = {
    "rsa2048",         "rsa2048-pkcs8",          "p256",           "p256-pkcs8",     "p384",
    "dsa1024",         "ed25519-pkcs8",          "p256-encrypted", "rsa1024-aes128", "p256-des3",
    "ed25519-openssh", "ed25519-openssh-bcrypt",
};
#define NAMES ((int)(sizeof(names) / sizeof(names[0])))

static bool is_encrypted_armour(const char *name)
{
    return strstr(name, "des3") != NULL || strstr(name, "aes128") != NULL;
}

/* The ways that lose what an encrypted key with headers needs. */
static bool fits(const char *damage, const char *name)
{
    static const char *const never[] = { "headers", "line_ends_none", "no_end", "wrap_" };
    for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++) {
        if (is_encrypted_armour(name) && strncmp(damage, never[i], strlen(never[i])) == 0) {
            return false;
        }
    }
    return true;
}

static void apply(const struct damage *damage, struct buffer *text)
{
    struct buffer damaged = { 0 };
    damage->apply(buffer_bytes(text), &damaged);
    buffer_clear(text);
    *text = damaged;
}

/* In the leaf itself: from the first dash of BEGIN to the last one of END. */
static void check_place(const struct leaf_log *log, struct bytes text, const char *what)
{
    const uint8_t *begin = memmem(text.at, text.left, "-----BEGIN ", 11);
    /* A soft line break may stand in the middle of the dashes. */
    if (log->readings > 0 || begin == NULL || strstr(what, "quoted") != NULL) {
        return;
    }
    while (begin > text.at && begin[-1] == '-') {
        begin--;
    }
    ck_assert_msg(log->found.offset == (uint64_t)(begin - text.at), "%s: offset %llu", what,
                  (unsigned long long)log->found.offset);
    const uint8_t *end = memmem(begin, (size_t)(text.at + text.left - begin), "-----END ", 9);
    end = end == NULL ? NULL : memmem(end, (size_t)(text.at + text.left - end), "KEY-----", 8);
    if (end != NULL) {
        uint64_t last = (uint64_t)(end + 8 - text.at);
        ck_assert_msg(log->found.offset + log->found.length == last ||
                          log->found.offset + log->found.length == last + 1,
                      "%s: length %llu", what, (unsigned long long)log->found.length);
    }
}

static bool is_of_terminal(const char *damage)
{
    return strncmp(damage, "colour_", 7) == 0 || strncmp(damage, "link_", 5) == 0 ||
           strncmp(damage, "cursor_", 7) == 0;
}

START_TEST(damage_alone)
{
    const struct damage *damage = &alone[_i];
    for (size_t i = 0; i < NAMES; i++) {
        const struct known_key *key = known_by_name(names[i]);
        if (!fits(damage->name, key->name)) {
            continue;
        }
        struct leaf_log log = { 0 };
        struct buffer text = { 0 };
        damage->apply(buffer_bytes(&key->pem), &text);
        scan_leaf(&log, buffer_bytes(&text));
        ck_assert_msg(log.keys == 1 && strcmp(log.found_name, key->name) == 0,
                      "%s of %s: %.*s\n%.*s", damage->name, key->name, (int)log.lines.used,
                      (const char *)log.lines.at, (int)text.used, (const char *)text.at);
        /* What a terminal is told behind the last dash is of no other text. */
        if (strcmp(damage->name, "begin_twice") != 0 && !is_of_terminal(damage->name)) {
            check_place(&log, buffer_bytes(&text), damage->name);
        }
        buffer_clear(&text);
        log_clear(&log);
    }
}
END_TEST

static const struct damage shapes[] = {
    D(wrap_63),       D(wrap_65),        D(wrap_76),        D(wrap_78),         D(wrap_mixed),
    D(wrap_long),     D(headers),        D(bag_attributes), D(dashes_4),        D(dashes_6),
    D(footer_inside), D(line_ends_crlf), D(line_ends_none), D(line_ends_space), D(in_mail),
};
static const struct damage prefixes[] = {
    D(quote),        D(quote_tight),  D(quote_twice), D(quote_bar),  D(indent),
    D(indent_tab),   D(number_colon), D(number_wide), D(number_tab), D(diff_plus),
    D(comment_hash), D(log_syslog),   D(log_iso),     D(in_mail),
};
static const struct damage escapes[] = {
    D(escape_json),    D(escape_json_slash), D(escape_crlf),      D(escape_unicode),
    D(escape_percent), D(escape_form),       D(escape_reference), D(escape_reference_hex),
    D(escape_quoted),  D(in_json),
};
static const struct damage wide[] = { D(utf16_le), D(utf16_be) };
static const struct damage readings[] = {
    D(base64_line), D(base64_wrapped), D(base64_url), D(hex_plain), D(hex_colons), D(hex_array),
};

struct stack {
    uint64_t seed;
    char what[256];
    struct buffer text;
};

static unsigned draw(struct stack *stack, unsigned below)
{
    stack->seed = stack->seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(stack->seed >> 33) % below;
}

static void pile(struct stack *stack, const struct damage *row)
{
    size_t length = strlen(stack->what);
    snprintf(stack->what + length, sizeof(stack->what) - length, " %s", row->name);
    apply(row, &stack->text);
}

#define PILE(stack, rows) pile(stack, &(rows)[draw(stack, sizeof(rows) / sizeof((rows)[0]))])

static bool crowds(const char *what)
{
    return strstr(what, "line_ends_none") != NULL || strstr(what, "line_ends_space") != NULL;
}

/* Shape, quoting, escapes, quoting again, another reading: any of them or none. */
static void build(struct stack *stack, const struct known_key *key)
{
    snprintf(stack->what, sizeof(stack->what), "%s:", key->name);
    ck_assert(buffer_append(&stack->text, buffer_bytes(&key->pem)));
    unsigned plan = draw(stack, 32);
    if ((plan & 1) != 0) {
        const struct damage *row = &shapes[draw(stack, sizeof(shapes) / sizeof(shapes[0]))];
        if (fits(row->name, key->name)) {
            pile(stack, row);
        }
    }
    if ((plan & 2) != 0 && !crowds(stack->what)) {
        PILE(stack, prefixes);
    }
    if ((plan & 4) != 0) {
        PILE(stack, escapes);
    }
    /* Of two `+` before a line of an encrypted key, one may be its own. */
    if ((plan & 8) != 0 && strstr(stack->what, "diff_plus") == NULL) {
        PILE(stack, prefixes);
    }
    /* Escaped again, two things are lost: which `+` was a space, and where the lines
     * of quoted-printable began behind their prefixes. */
    if ((plan & 12) == 12 && draw(stack, 3) == 0 && strstr(stack->what, "form") == NULL &&
        strstr(stack->what, "quoted") == NULL) {
        PILE(stack, escapes);
    }
    if ((plan & 16) != 0) {
        if (draw(stack, 3) == 0) {
            PILE(stack, wide);
        }
        for (unsigned more = draw(stack, 3); more > 0; more--) {
            PILE(stack, readings);
        }
    }
}

#define STACKS_PER_LOOP 300

START_TEST(damages_in_stacks)
{
    unsigned failed = 0;
    for (unsigned i = 0; i < STACKS_PER_LOOP; i++) {
        struct stack stack = { .seed = (uint64_t)_i * 1000003 + i };
        struct leaf_log log = { 0 };
        const struct known_key *key = known_by_name(names[draw(&stack, (unsigned)NAMES)]);
        build(&stack, key);
        scan_leaf(&log, buffer_bytes(&stack.text));
        if (log.keys != 1 || strcmp(log.found_name, key->name) != 0) {
            fprintf(stderr, "%llu %u keys:%s\n%.*s\n", (unsigned long long)_i * 1000003 + i,
                    (unsigned)log.keys, stack.what, (int)log.lines.used,
                    (const char *)log.lines.at);
            failed++;
        } else {
            check_place(&log, buffer_bytes(&stack.text), stack.what);
        }
        buffer_clear(&stack.text);
        log_clear(&log);
    }
    ck_assert_uint_eq(failed, 0);
}
END_TEST

static void set_up(void)
{
    ck_assert(leaf_scan_prepare());
    for (int i = 0; i < NAMES; i++) {
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
    TCase *tests = tcase_create("damage");
    tcase_set_timeout(tests, 240);
    tcase_add_unchecked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, damage_alone, 0, ALONE);
    tcase_add_loop_test(tests, damages_in_stacks, 0, 10);
    return suite_run("damage", tests);
}
