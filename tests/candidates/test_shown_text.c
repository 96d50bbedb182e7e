#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "candidates/shown_text.h"
#include "suite.h"

/* What is shown of a text in which nothing was found. */
static const struct {
    const char *text, *shown;
} texts[] = {
    { "", "" },
    { "From: alice@example.com\r\nSubject: new key\r\n",
      "From: alice@example.com \nSubject: new key \n" },
    { "# listen on\nport\t443\n", "# listen on\nport 443\n" },
    { "aZ09+/_-aZ09+/_-", "****************" },
    { "aZ09+/_-aZ09+/_", "aZ09+/_-aZ09+/_" },
    { "x aZ09aZ09\naZ09aZ09 y", "x ***************** y" },
    { "x aZ09aZ09\r\n> aZ09aZ09 y", "x ******************** y" },
    { "['aZ09aZ09',\n'aZ09aZ09']", "['********************']" },
    { "aZ09aZ09\" + \"aZ09aZ09", "*********************" },
    { "aZ09aZ0\\naZ09aZ09", "*****************" },
    { "MIIE pAIB AAKC AQEA", "*******************" },
    { "30:82:04:a4:02:01:00:02", "***********************" },
    { "a = 0x30, 0x82, 0x04, 0xa4,\n 0x02;", "*********************************;" },
    { "48, 130, 4, 164, 2, 1, 0, 2, 13", "48, 130, 4, 164, 2, 1, 0, 2, 13" },
    { "48, 130, 4, 164, 2, 1, 0, 2, 130", "********************************" },
    { "\\x30\\x82\\x04\\xa4\\x02\\x01\\x00\\x02", "\\*******************************" },
    { "&#48;&#130;&#104;&#164;&#102;&#101;", "&#********************************;" },
    { "{ (byte)48, (byte)-126, (byte)48, (byte)-126, (byte)4, (byte)-92, (byte)102 }",
      "{ (byt********************************************************************* }" },
    { "see 0R!R!!<aP6HuK93$>0GgZO!-*MQD#]$u$u)rqhoOaqK2s5W'dZ",
      "see **************************************************" },
    { "see ~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:",
      "see ~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:" },
    { "0000000   0   w 002 001   |   p 006 037 012   g",
      "0000000   *************************************" },
    { "it is not as we had it", "it is not as we had it" },
    { "M\"S!5>I_$Z0XS6'VBQ^P1-EN I<KO%#E>@ZC-\\A<\\88:KT/4:/V2)KM/X'4)G\nx",
      "*************************************************************\nx" },
    { "> M\"S!5>I_$Z0XS6'VBQ^P1-EN I<KO%#E>@ZC-\\A<\\88:KT/4:/V2)KM/X'4)G\n| M\"S!5>I_$",
      "***************************************************************\n| M\"S!5>I_$" },
    { "1234 5678 9012 3456", "*******************" },
    { "Password: hunter2, and hunter2 again", "Password****************************" },
    { "the PIN is 4711\nalways 4711.", "the PIN *******\nalways ****." },
    { "passphrase:\ncorrect horse\nbye", "passphrase*\n*************\nbye" },
    { "hidden \x1b[31m red", "hidden .[31m red" },
    { "abc\x80"
      "defg\x81"
      "hijklm",
      ".........hijklm" },
    { "f\xc3\xbcr dich", "f..r dich" },
};

START_TEST(shows_what_is_no_secret)
{
    struct buffer masked = { 0 };
    const char *text = texts[_i].text;
    ck_assert(shown_text_mask(bytes_over(text, strlen(text)), NULL, 0, false, &masked));
    ck_assert(buffer_append_byte(&masked, 0));
    ck_assert_str_eq((const char *)masked.at, texts[_i].shown);
    buffer_clear(&masked);
}
END_TEST

static void expect_found(struct bytes text, struct shown_extent found, const char *shown)
{
    struct buffer masked = { 0 };
    ck_assert(shown_text_mask(text, &found, 1, false, &masked));
    ck_assert_uint_eq(masked.used, strlen(shown));
    ck_assert_mem_eq(masked.at, shown, masked.used);
    buffer_clear(&masked);
}

START_TEST(masks_what_was_found)
{
    static const char text[] = "key: short (old)\n";
    expect_found(bytes_over(text, strlen(text)), (struct shown_extent){ 5, 10 },
                 "key: ***** (old)\n");
    expect_found(bytes_over(text, strlen(text)), (struct shown_extent){ 7, 8 },
                 "key: ***** (old)\n"); /* and what touches it */
    expect_found(bytes_over(text, strlen(text)), (struct shown_extent){ 5, SIZE_MAX },
                 "key: ************");
}
END_TEST

START_TEST(masks_beside_what_was_found_in_bytes)
{
    static const char text[] = "before it \x01\x02\x03\x04 behind it";
    expect_found(bytes_over(text, strlen(text)), (struct shown_extent){ 11, 13 },
                 "************************");
}
END_TEST

/* Secrets of any form, cut anywhere: no run of them is left. */
START_TEST(leaves_no_run)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint8_t text[2048];
    uint32_t state = 1;
    for (unsigned round = 0; round < 60; round++) {
        for (size_t i = 0; i < sizeof(text); i++) {
            state = state * 1664525u + 1013904223u;
            text[i] = (uint8_t)(state >> 24) % (8 + round) == 0
                          ? (uint8_t) "\n\r\"' .:"[(state >> 16) % 7]
                          : (uint8_t)alphabet[(state >> 16) % 64];
        }
        struct buffer masked = { 0 };
        ck_assert(shown_text_mask(bytes_over(text, sizeof(text)), NULL, 0, false, &masked));
        ck_assert_uint_eq(masked.used, sizeof(text));
        size_t run = 0;
        for (size_t i = 0; i < masked.used; i++) {
            const bool breaks = masked.at[i] == '\n'; /* a run goes on behind it */
            run = memchr(alphabet, masked.at[i], 64) != NULL ? run + 1 : breaks ? run : 0;
            ck_assert_uint_lt(run, SHOWN_RUN_MAX);
        }
        buffer_clear(&masked);
    }
}
END_TEST

START_TEST(shows_no_word_near_a_closed_key)
{
    static const char text[] = "Subject: our key\nsesame: try it, or\tcorrect <horse>\n2pass: at\n";
    struct buffer masked = { 0 };
    ck_assert(shown_text_mask(bytes_over(text, strlen(text)), NULL, 0, true, &masked));
    ck_assert(buffer_append_byte(&masked, 0));
    ck_assert_str_eq((const char *)masked.at,
                     "Subject: our key\n******* try it, or ******* *******\n****** at\n");
    buffer_clear(&masked);
}
END_TEST

/* More passphrases than are listed: what comes behind them would be shown. */
START_TEST(shows_nothing_among_many_passphrases)
{
    struct buffer text = { 0 }, masked = { 0 };
    for (unsigned i = 0; i < 2 * HARVEST_CANDIDATES_MAX; i++) {
        char line[32];
        (void)snprintf(line, sizeof(line), "pin %u\n", i);
        ck_assert(buffer_append_text(&text, line));
    }
    ck_assert(shown_text_mask(buffer_bytes(&text), NULL, 0, false, &masked));
    for (size_t i = 0; i < masked.used; i++) {
        ck_assert_uint_eq(masked.at[i], '*');
    }
    buffer_clear(&text);
    buffer_clear(&masked);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("shown_text");
    tcase_add_loop_test(tests, shows_what_is_no_secret, 0, (int)(sizeof(texts) / sizeof(texts[0])));
    tcase_add_test(tests, masks_what_was_found);
    tcase_add_test(tests, masks_beside_what_was_found_in_bytes);
    tcase_add_test(tests, leaves_no_run);
    tcase_add_test(tests, shows_no_word_near_a_closed_key);
    tcase_add_test(tests, shows_nothing_among_many_passphrases);
    return suite_run("shown_text", tests);
}
