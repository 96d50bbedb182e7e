#include "bytes/putty_fields.h"

#include <stdio.h>
#include <string.h>

#include "bounds.h"
#include "suite.h"

/* The fields in the form in which the tests compare them. */
static const char *printed(const struct putty_fields *fields, char *line, size_t room)
{
#define SHOWN(field) (int)fields->field.left, (const char *)fields->field.at
    snprintf(line, room, "%u %.*s|%.*s|%.*s|%.*s|%.*s|%.*s %.*s %.*s %.*s %.*s|%.*s%s%s",
             fields->version, SHOWN(algorithm), SHOWN(encryption), SHOWN(comment),
             SHOWN(public_lines), SHOWN(private_lines), SHOWN(derivation), SHOWN(memory),
             SHOWN(passes), SHOWN(parallelism), SHOWN(salt), SHOWN(mac),
             fields->hashed ? " hash" : "", fields->whole ? "" : " cut");
#undef SHOWN
    return line;
}

#define WHOLE                                                                                      \
    "PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nComment: my key\nPublic-Lines: 1\nAAAA\n"   \
    "Private-Lines: 1\nBBB=\nPrivate-MAC: 0011\n"

/* `rest`: what the fields leave of the text. */
static const struct {
    const char *what, *text, *fields, *rest;
} texts[] = {
    { "as PuTTY writes it", WHOLE "more", "2 ssh-rsa|none|my key|AAAA|BBB=|    |0011", "\nmore" },
    { "CRLF",
      "PuTTY-User-Key-File-2: ssh-rsa\r\nEncryption: none\r\nComment: my key \r\nPublic-Lines: "
      "1\r\nAAAA\r\nPrivate-Lines: 1\r\nBBB=\r\nPrivate-Hash: 0011\r\n",
      "2 ssh-rsa|none|my key |AAAA|BBB=|    |0011 hash", "\r\n" },
    { "all on one line",
      "PuTTY-User-Key-File-2: ssh-rsa Encryption: none Comment: my key Public-Lines: 2 AAAA CCCC "
      "Private-Lines: 1 BBB= Private-MAC: 0011 more",
      "2 ssh-rsa|none|my key|AAAA CCCC|BBB=|    |0011", " more" },
    { "an empty comment, blank lines, other counts",
      "PuTTY-User-Key-File-3: ssh-rsa\n\nEncryption: none\n\nComment: \n\nPublic-Lines: "
      "9\n\nAA\nAA\n\nPrivate-Lines: 0\nBBB=\nPrivate-MAC: 0011",
      "3 ssh-rsa|none||AA\nAA|BBB=|    |0011", "" },
    { "a comment in two lines, that names a field",
      "PuTTY-User-Key-File-1: ssh-dss\nEncryption: none\nComment: of Private-MAC: 1\nand "
      "more\nPublic-Lines: 1\nAAAA\nPrivate-Lines: 1\nBBB=\nPrivate-MAC: 0011",
      "1 ssh-dss|none|of Private-MAC: 1\nand more|AAAA|BBB=|    |0011", "" },
    { "as strings of source code",
      "PuTTY-User-Key-File-2: ssh-rsa\n\" +\n \"Encryption: none\n\" +\n\"Comment: x\n\"\n"
      "\"Public-Lines: 2\n\" .\n'AAAA\n'\n. 'AAAA\n'\n,'Private-Lines: 1\n'\n'BBB=\n'\n"
      "'Private-MAC: 0011\n';",
      "2 ssh-rsa|none|x\n\"\n\"|AAAA\n'\n. 'AAAA|BBB=|    |0011", "\n';" },
    { "closed",
      "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: aes256-cbc\nComment: c\nPublic-Lines: "
      "1\nAAAA\nKey-Derivation: Argon2id\nArgon2-Memory: 8192\nArgon2-Passes: 21\n"
      "Argon2-Parallelism: 1\nArgon2-Salt: 00ff\nPrivate-Lines: 1\nBBBB\nPrivate-MAC: 0011",
      "3 ssh-ed25519|aes256-cbc|c|AAAA|BBBB|Argon2id 8192 21 1 00ff|0011", "" },
    { "cut off in its private lines",
      "PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nComment: c\nPublic-Lines: 1\nAAAA\n"
      "Private-Lines: 2\nBBBB\n-- \nsignature",
      "2 ssh-rsa|none|c|AAAA|BBBB|    | cut", "\n-- \nsignature" },
    { "another behind one that is cut off",
      "PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\n" WHOLE, "2 ssh-rsa|none||||    | cut",
      "\n" WHOLE },
    { "a field twice",
      "PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nPublic-Lines: 1\nAAAA\nPublic-Lines: "
      "1\nCCCC",
      "2 ssh-rsa|none||AAAA||    | cut", "\nPublic-Lines: 1\nCCCC" },
    { "a hash that is missing before a MAC",
      "PuTTY-User-Key-File-1: ssh-rsa\nPrivate-Hash:\nPrivate-MAC: 0011", "1 ssh-rsa|||||    |0011",
      "" },
    { "a comment before a field that was there",
      "PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nComment: c\nEncryption: none",
      "2 ssh-rsa|none||||    | cut", " c\nEncryption: none" },
    { "spoken of", "PuTTY-User-Key-File-2: what is it?\nHello", "2 what|||||    | cut",
      " is it?\nHello" },
};

START_TEST(fields_are_read)
{
    char line[512];
    const struct bytes text = bytes_over(texts[_i].text, strlen(texts[_i].text));
    struct putty_fields fields;
    ck_assert_msg(putty_fields_read(text, &fields), "%s", texts[_i].what);
    ck_assert_msg(strcmp(printed(&fields, line, sizeof(line)), texts[_i].fields) == 0, "%s: %s",
                  texts[_i].what, line);
    ck_assert_msg(strcmp(texts[_i].text + fields.end, texts[_i].rest) == 0, "%s: %s",
                  texts[_i].what, texts[_i].text + fields.end);
}
END_TEST

static const char *const refused[] = {
    "",
    "PuTTY",
    "PuTTY-User-Key-File-",
    "PuTTY-User-Key-File-2",
    "PuTTY-User-Key-File-2:",
    "PuTTY-User-Key-File-2: \n",
    "PuTTY-User-Key-File-0: ssh-rsa",
    "PuTTY-User-Key-File-4: ssh-rsa",
    "PuTTY-User-Key-File-22: ssh-rsa",
    "PuTTY-User-Key-file-2: ssh-rsa",
};

START_TEST(what_is_none_is_refused)
{
    struct putty_fields fields = { .version = 77 };
    uint8_t *copy = exact_copy(refused[_i], strlen(refused[_i]));
    ck_assert(!putty_fields_read(bytes_over(copy, strlen(refused[_i])), &fields));
    ck_assert_uint_eq(fields.version, 77);
    free(copy);
}
END_TEST

START_TEST(shorter_ones_are_open)
{
    const size_t length = strlen(texts[_i].text);
    for (size_t i = 0; i < length; i++) {
        struct putty_fields fields = { .version = 77 };
        uint8_t *copy = exact_copy(texts[_i].text, i);
        if (putty_fields_read(bytes_over(copy, i), &fields)) {
            ck_assert_uint_le(fields.end, i);
            ck_assert(fields.open || i > length - strlen(texts[_i].rest));
        } else {
            ck_assert_uint_le(i, 24);
        }
        free(copy);
    }
}
END_TEST

/* Without a field behind it a comment is not gone through to the end of all. */
START_TEST(comment_is_bounded)
{
    char text[2 * PUTTY_COMMENT_MAX];
    struct putty_fields fields;
    memset(text, 'x', sizeof(text));
    memcpy(text, "PuTTY-User-Key-File-2: ssh-rsa\nComment: ", 40);
    for (size_t i = 45; i < sizeof(text); i += 5) {
        text[i] = ' ';
    }
    ck_assert(putty_fields_read(bytes_over(text, sizeof(text)), &fields));
    ck_assert(!fields.open && !fields.whole);
    ck_assert_uint_eq(fields.end, 39);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("putty_fields");
    tcase_add_loop_test(tests, fields_are_read, 0, (int)(sizeof(texts) / sizeof(texts[0])));
    tcase_add_loop_test(tests, what_is_none_is_refused, 0,
                        (int)(sizeof(refused) / sizeof(refused[0])));
    tcase_add_loop_test(tests, shorter_ones_are_open, 0, (int)(sizeof(texts) / sizeof(texts[0])));
    tcase_add_test(tests, comment_is_bounded);
    return suite_run("putty_fields", tests);
}
