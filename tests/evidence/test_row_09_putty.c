/* Row 9 of the catalogue of forms: PuTTY's keys whose public half was lost on the way. Whole
 * ones are in test_catalogue_fixtures.c and test_ssh_client_keys.c. */
#include "evidence/row_check.h"

static void prepare(void)
{
    run_prepare("correct horse\n");
}

static const char *const files[] = {
    "1-rsa1024-rfc9500",        "2-rsa2048-rfc9500",          "3-rsa1024-rfc9500",
    "3-ecdsap256-rfc9500",      "3-ed25519-rfc8410",          "2-closed-rsa1024-rfc9500",
    "3-closed-rsa2048-rfc9500", "3-closed-ecdsap256-rfc9500", "3-closed-ecdsap521-rfc9500",
    "2-closed-ed25519-rfc8410",
};
#define FILES ((int)(sizeof(files) / sizeof(files[0])))

enum loss { LOSS_ALL, LOSS_LINES, LOSS_STARS, LOSS_WORD, LOSS_DAMAGE, LOSSES };

static void put_public_line(struct buffer *into, enum loss loss, struct bytes line, size_t number)
{
    if (loss == LOSS_STARS || (loss == LOSS_DAMAGE && number == 0)) {
        for (size_t i = 0; i < line.left; i++) {
            put_byte(into, loss == LOSS_STARS || i < 8 ? '*' : line.at[i]);
        }
        put(into, "\n");
    } else if (loss == LOSS_DAMAGE) {
        must(buffer_append(into, line));
        put(into, "\n");
    } else if (loss == LOSS_WORD && number == 0) {
        put(into, "[public key removed]\n");
    }
}

static struct buffer without_public(struct bytes text, enum loss loss)
{
    static const char name[] = "Public-Lines: ";
    struct buffer made = { 0 };
    size_t left = 0, number = 0;
    struct bytes line;
    while (bytes_take_until(&text, '\n', &line)) {
        if (left > 0) {
            left--;
            put_public_line(&made, loss, line, number++);
            continue;
        }
        const bool front =
            line.left > sizeof(name) - 1 && memcmp(line.at, name, sizeof(name) - 1) == 0;
        left = front ? (size_t)strtoul((const char *)line.at + sizeof(name) - 1, NULL, 10) : 0;
        if (front && loss == LOSS_ALL) {
            continue;
        }
        must(buffer_append(&made, line));
        put(&made, "\n");
    }
    return made;
}

START_TEST(row_09_public_lines_are_lost)
{
    char path[128], name[KEY_IDENTITY_TEXT];
    const char *stem = strstr(files[_i], "closed-");
    snprintf(path, sizeof(path), "keys/spki/%s.key", stem != NULL ? stem + 7 : files[_i] + 2);
    row_name_of_spki(path, name);
    snprintf(path, sizeof(path), "keys/putty/%s.ppk", files[_i]);
    struct buffer key = fixture_read(path);
    for (enum loss loss = LOSS_ALL; loss < LOSSES; loss++) {
        struct buffer text = without_public(buffer_bytes(&key), loss);
        snprintf(path, sizeof(path), "loss %d", (int)loss);
        row_check_found(files[_i], path, buffer_bytes(&text), name, 0, text.used - 1);
        static const struct damage damages[] = {
            ROW_DAMAGE(quote),      ROW_DAMAGE(escape_json), ROW_DAMAGE(line_ends_crlf),
            ROW_DAMAGE(log_iso),    ROW_DAMAGE(base64_line), ROW_DAMAGE(hex_plain),
            ROW_DAMAGE(indent_tab),
        };
        row_check_damaged(files[_i], buffer_bytes(&text), name, damages,
                          sizeof(damages) / sizeof(damages[0]));
        buffer_clear(&text);
    }
    buffer_clear(&key);
}
END_TEST

/* A disk's bytes run into the first line, of which a padded line and all behind it begin with
 * a tail; longer than the first look at it, which ends within one of them. */
START_TEST(row_09_log_behind_bytes)
{
    struct buffer key = fixture_read("keys/putty/2-rsa2048-rfc9500.ppk"), text = { 0 };
    struct record_list list = { 0 };
    ck_assert(buffer_append_byte(&text, 0xf1));
    log_iso(buffer_bytes(&key), &text);
    run_scan(buffer_bytes(&text), &list);
    ck_assert_int_eq(strncmp(record_list_text(&list), "proven", 6), 0);
    record_list_clear(&list);
    buffer_clear(&text);
    buffer_clear(&key);
}
END_TEST

/* Group and public value stood there. */
START_TEST(row_09_dsa_without_its_group_is_a_lead)
{
    struct buffer key = fixture_read("keys/putty/3-dsa1024-rfc6979.ppk");
    struct buffer text = without_public(buffer_bytes(&key), LOSS_STARS);
    struct record_list list = { 0 };
    char expected[64];
    run_scan(buffer_bytes(&text), &list);
    snprintf(expected, sizeof(expected), "unsupported@0+%zu\n", text.used - 1);
    ck_assert_str_eq(record_list_text(&list), expected);
    record_list_clear(&list);
    buffer_clear(&text);
    buffer_clear(&key);
}
END_TEST

/* What stands before its lines leaves nothing of a closed key but its first one, until it is cut
 * off; and no passphrase tells which reading is right. */
static const struct damage before_lines[] = {
    ROW_DAMAGE(quote),
    ROW_DAMAGE(quote_twice),
    ROW_DAMAGE(log_iso),
    ROW_DAMAGE(diff_plus),
};

START_TEST(row_09_closed_behind_prefixes_is_a_lead)
{
    struct buffer key = fixture_read("keys/putty/2-closed-ed25519-rfc8410.ppk"), text = { 0 };
    struct record_list list = { 0 };
    const char *listed = run_passphrases;
    before_lines[_i].apply(buffer_bytes(&key), &text);
    run_passphrases = "wrong\n";
    run_renew();
    run_passphrases = listed;
    run_scan(buffer_bytes(&text), &list);
    ck_assert_msg(strncmp(record_list_text(&list), "encrypted", 9) == 0, "%s: %s",
                  before_lines[_i].name, record_list_text(&list));
    record_list_clear(&list);
    buffer_clear(&text);
    buffer_clear(&key);
}
END_TEST

/* The first look at it ends within an escape of the quote. */
START_TEST(row_09_closed_quoted_in_a_form)
{
    struct buffer key = fixture_read("keys/putty/2-closed-dsa1024-rfc6979.ppk");
    struct buffer quoted = { 0 }, text = { 0 };
    struct record_list list = { 0 };
    quote_twice(buffer_bytes(&key), &quoted);
    escape_form(buffer_bytes(&quoted), &text);
    run_scan(buffer_bytes(&text), &list);
    ck_assert_msg(strncmp(record_list_text(&list), "proven", 6) == 0, "%s",
                  record_list_text(&list));
    record_list_clear(&list);
    buffer_clear(&text);
    buffer_clear(&quoted);
    buffer_clear(&key);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("row_09_putty");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_set_timeout(tests, 240);
    tcase_add_loop_test(tests, row_09_public_lines_are_lost, 0, FILES);
    tcase_add_test(tests, row_09_log_behind_bytes);
    tcase_add_test(tests, row_09_dsa_without_its_group_is_a_lead);
    tcase_add_test(tests, row_09_closed_quoted_in_a_form);
    tcase_add_loop_test(tests, row_09_closed_behind_prefixes_is_a_lead, 0,
                        (int)(sizeof(before_lines) / sizeof(before_lines[0])));
    return run_suite("row_09_putty", tests);
}
