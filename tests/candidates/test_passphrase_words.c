#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "candidates/passphrase_words.h"
#include "suite.h"

/* What is announced: the first lines that come out, apart by |. */
static const struct {
    const char *text, *words;
} announcements[] = {
    { "Password: hunter2", "hunter2|" },
    { "PASSWORD=hunter2\n", "hunter2|" },
    { "the passphrase is hunter2.", "hunter2|hunter2.|" },
    { "The password for the attached key is: hunter2, enjoy", "hunter2|hunter2,|" },
    { "passphrase: correct horse battery\nnext", "correct|correct horse battery|" },
    { "Passphrase: \"correct horse\" as agreed", "correct horse|correct|\"correct|" },
    { "{\"password\": \"x y\",\"user\":\"me\"}", "x y|" },
    { "db_password = 'geheim'", "geheim|" },
    { "dbPassword:geheim", "geheim|" },
    { "Das Kennwort lautet Geheim!23", "Geheim!23|" },
    { "Passwort geheim", "geheim|" },
    { "PIN: 4711", "4711|" },
    { "pwd=a", "a|" },
    { "Mot de passe : s3same", "s3same|" },
    { "contrase\xc3\xb1"
      "a: abrete",
      "abrete|" },
    { "Senha: abre", "abre|" },
    { "Has\xc5\x82o: otworz", "otworz|" },
    { "\xe5\xaf\x86\xe7\xa0\x81\xef\xbc\x9a"
      "kaimen",
      "kaimen|" },
    { "\xe5\xaf\x86\xe7\xa0\x81"
      "\xe6\x98\xaf"
      "kaimen",
      "kaimen|" },
    { "\xe3\x83\x91\xe3\x82\xb9\xe3\x83\xaf\xe3\x83\xbc\xe3\x83\x89: hirake", "hirake|" },
    { "<p>Password: <b>hunter2</b></p>", "hunter2|" },
    { "<td>Password:</td> <td class=x>hunter2</td>", "hunter2|" },
    { "Password: <hunter2>", "hunter2|" },
    { "Password:\r\n\r\n  hunter2\r\n", "hunter2|" },
    { "Password: \xe2\x80\x9chunter2\xe2\x80\x9d", "hunter2|" },
    { "shipping: none, compass: north", "" },
    { "Passing by", "" },
    { "", "" },
    { "password", "" },
};

static char *lines_of(const struct passphrase_words *words)
{
    char *text = strndup((const char *)words->lines.at, words->lines.used);
    ck_assert_ptr_nonnull(text);
    for (char *at = text; *at != '\0'; at++) {
        *at = *at == '\n' ? '|' : *at;
    }
    return text;
}

static struct bytes text_of(const char *text)
{
    return bytes_over(text, strlen(text));
}

START_TEST(keyword_announces_a_word)
{
    struct passphrase_words words = { 0 };
    ck_assert(passphrase_words_announced(text_of(announcements[_i].text), &words));
    char *lines = words.lines.used > 0 ? lines_of(&words) : strdup("");
    ck_assert_msg(strncmp(lines, announcements[_i].words, strlen(announcements[_i].words)) == 0,
                  "%s: %s", announcements[_i].text, lines);
    ck_assert_msg((words.count == 0) == (announcements[_i].words[0] == '\0'), "%s: %s",
                  announcements[_i].text, lines);
    free(lines);
    passphrase_words_clear(&words);
}
END_TEST

START_TEST(html_is_stripped)
{
    struct passphrase_words words = { 0 };
    ck_assert(passphrase_words_announced(text_of("Password: hunter2</b><br>\n"), &words));
    char *lines = lines_of(&words);
    ck_assert_ptr_eq(strstr(lines, "hunter2|"), lines);
    free(lines);
    passphrase_words_clear(&words);
}
END_TEST

START_TEST(nearest_words_come_first)
{
    static const char text[] = "far1 (near1), [KEYKEYKEY] near2 far2 abc far3 near2";
    const size_t from = (size_t)(strstr(text, "KEY") - text) - 1;
    struct passphrase_words words = { 0 };
    ck_assert(passphrase_words_near(text_of(text), from, from + 11, &words));
    char *lines = lines_of(&words);
    ck_assert_str_eq(lines, "near1|(near1),|near2|far2|far1|far3|");
    free(lines);
    passphrase_words_clear(&words);
    ck_assert(passphrase_words_near(text_of(text), 0, 0, &words));
    lines = lines_of(&words);
    ck_assert_str_eq(lines, "far1|near1|(near1),|KEYKEYKEY|[KEYKEYKEY]|near2|far2|far3|");
    free(lines);
    passphrase_words_clear(&words);
}
END_TEST

START_TEST(words_are_bounded)
{
    struct buffer text = { 0 };
    for (unsigned i = 0; i < 2 * HARVEST_CANDIDATES_MAX; i++) {
        char word[32];
        (void)snprintf(word, sizeof(word), "PIN: %05u\n", i);
        ck_assert(buffer_append_text(&text, word));
    }
    struct passphrase_words words = { 0 };
    ck_assert(passphrase_words_announced(buffer_bytes(&text), &words));
    ck_assert_uint_eq(words.count, HARVEST_CANDIDATES_MAX);
    ck_assert(words.bounded);
    ck_assert(passphrase_words_near(buffer_bytes(&text), 0, 0, &words));
    ck_assert_uint_eq(words.count, HARVEST_CANDIDATES_MAX);
    passphrase_words_clear(&words);
    buffer_clear(&text);
}
END_TEST

/* Every shorter text, on a copy without a spare byte. */
START_TEST(text_may_end_anywhere)
{
    const struct bytes text = text_of(announcements[_i].text);
    for (size_t length = 0; length <= text.left; length++) {
        uint8_t *copy = malloc(length > 0 ? length : 1);
        struct passphrase_words words = { 0 };
        ck_assert_ptr_nonnull(copy);
        memcpy(copy, text.at, length);
        ck_assert(passphrase_words_announced(bytes_over(copy, length), &words));
        ck_assert(passphrase_words_near(bytes_over(copy, length), length / 2, length, &words));
        passphrase_words_clear(&words);
        free(copy);
    }
}
END_TEST

int main(void)
{
    const int count = (int)(sizeof(announcements) / sizeof(announcements[0]));
    TCase *tests = tcase_create("passphrase_words");
    tcase_add_loop_test(tests, keyword_announces_a_word, 0, count);
    tcase_add_test(tests, html_is_stripped);
    tcase_add_test(tests, nearest_words_come_first);
    tcase_add_test(tests, words_are_bounded);
    tcase_add_loop_test(tests, text_may_end_anywhere, 0, count);
    return suite_run("passphrase_words", tests);
}
