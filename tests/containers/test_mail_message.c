#include "containers/mail/mail_message.h"

#include "bounds.h"
#include "containers/mail_fixture.h"

static void walk_is_as_read(const char *path, struct bytes mail)
{
    check_walk(&mail_message_container, path, mail);
}

START_TEST(messages_are_walked)
{
    each_fixture("mail/*.eml", 30, walk_is_as_read);
    each_fixture("mail/*.emlx", 1, walk_is_as_read);
}
END_TEST

static void prefixes_end(const char *path, struct bytes mail)
{
    (void)path;
    check_prefixes(&mail_message_container, mail);
}

START_TEST(every_shorter_message_walks_to_its_end)
{
    each_fixture("mail/*.eml", 30, prefixes_end);
}
END_TEST

#define HEAD  "From: a@example.org\nMessage-ID: <1@example.org>\n"
#define MIXED HEAD "Content-Type: multipart/mixed; boundary=b\n\n"

/* Pieces with a text each that is found nowhere else, and the end of what must
 * be there for it to be read. */
START_TEST(what_stands_before_a_cut_is_read)
{
    static const char mail[] = MIXED "preALPHA\n--b\n\nBETA\n--b\n"
                                     "Content-Transfer-Encoding: base64\n\nR0FNTUE=\n"
                                     "--b\nContent-Type: message/rfc822\n\n"
                                     "Subject: x\n\nDELTA\n--b--\nOMEGA\n";
    static const struct {
        const char *encoded, *text;
    } pieces[] = { { "ALPHA", "ALPHA" },
                   { "BETA", "BETA" },
                   { "R0FNTUE", "GAMMA" },
                   { "DELTA", "DELTA" },
                   { "OMEGA", "OMEGA" } };
    struct part_recorder recorder = { 0 };
    for (size_t kept = 0; kept < sizeof(mail); kept++) {
        uint8_t *copy = exact_copy(mail, kept);
        struct memory_stream memory;
        memory_stream_init(&memory, bytes_over(copy, kept));
        const char *got = part_recorder_walk(&recorder, &mail_message_container, &memory.stream);
        for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
            const char *found = strstr(mail, pieces[i].encoded);
            bool there = kept >= (size_t)(found - mail) + strlen(pieces[i].encoded);
            ck_assert_msg((strstr(got, pieces[i].text) != NULL) == there, "%s of %zu:\n%s",
                          pieces[i].text, kept, got);
        }
        free(copy);
    }
    part_recorder_clear(&recorder);
}
END_TEST

static const char *walk_text(struct part_recorder *recorder, struct bytes mail)
{
    struct memory_stream memory;
    memory_stream_init(&memory, mail);
    const char *got = part_recorder_walk(recorder, &mail_message_container, &memory.stream);
    ck_assert_uint_eq(memory.stream.offset, mail.left);
    return got;
}

/* Whatever it says to be: what is in it is looked at as what it is. */
START_TEST(text_with_a_nul_may_be_anything)
{
    static const char text[] = HEAD "\n\x1f\x8b\x08 packed\n",
                      packed[] = HEAD "\n\x1f\x8b\x08\0packed\n";
    struct part_recorder recorder = { 0 };
    const char *got = walk_text(&recorder, bytes_over(text, sizeof(text) - 1));
    ck_assert_ptr_nonnull(strstr(got, " leaf "));
    got = walk_text(&recorder, bytes_over(packed, sizeof(packed) - 1));
    ck_assert_ptr_nonnull(strstr(got, " unknown "));
    part_recorder_clear(&recorder);
}
END_TEST

static void expect_in_hostile(const char *name, const char *const *expected)
{
    char path[4096];
    (void)snprintf(path, sizeof(path), "%s/hostile/%s", FIXTURES, name);
    struct bytes mail = fixture_file(path);
    struct part_recorder recorder = { 0 };
    const char *got = walk_text(&recorder, mail);
    for (; *expected != NULL; expected++) {
        ck_assert_msg(strstr(got, *expected) != NULL, "%s: %s not in:\n%.4000s", name, *expected,
                      got);
    }
    part_recorder_clear(&recorder);
    fixture_free(mail);
}

START_TEST(bounds_are_told_and_nothing_is_left_out)
{
    static const char *const nested[] = { "unread: more multiparts inside each other", "the bottom",
                                          NULL };
    static const char *const parts[] = { "part 10000 ", "unread: the message has more parts",
                                         "<rest> leaf \"x\\n--b\\n\\nx\\n", NULL };
    static const char *const encoded[] = { "unread: more encodings inside each other", NULL };
    static const char *const name[] = { "no empty line", "body\\n", NULL };
    static const char *const pem[] = {
        "leaf \"-----BEGIN PRIVATE KEY-----\\nAAAA\\n-----END PRIVATE KEY-----\"", NULL
    };
    expect_in_hostile("mail_nested_200_multiparts.eml", nested);
    expect_in_hostile("mail_20000_parts.eml", parts);
    expect_in_hostile("mail_ten_encoded_multiparts.eml", encoded);
    expect_in_hostile("mail_header_name_without_end.eml", name);
    expect_in_hostile("mail_pem_like_boundary.eml", pem);
}
END_TEST

/* Past the look-ahead window, and past the bound. */
START_TEST(a_long_header_block_is_read)
{
    static const struct {
        size_t length;
        const char *expected;
    } cases[] = {
        { (size_t)3 << 20, "<late.key> unknown \"Hello\"" },
        { HEADER_BLOCK_MAX + ((size_t)1 << 20), "unread: the header block is longer" },
    };
    static const char end[] = "\nContent-Disposition: attachment; filename=late.key\n"
                              "Content-Transfer-Encoding: base64\n\nSGVsbG8=\n";
    struct buffer mail = { 0 };
    struct part_recorder recorder = { 0 };
    ck_assert(buffer_append_text(&mail, HEAD "X-Long: "));
    while (mail.used < cases[_i].length) {
        record_require(buffer_append_text(&mail, _i == 0 ? "x" : "y\nX: y\n folded"));
    }
    ck_assert(buffer_append_text(&mail, end));
    const char *got = walk_text(&recorder, buffer_bytes(&mail));
    ck_assert_ptr_nonnull(strstr(got, cases[_i].expected));
    struct part_recorder other = { 0 };
    struct dribble_stream dribble;
    dribble_stream_init(&dribble, buffer_bytes(&mail), 4099);
    (void)part_recorder_walk(&other, &mail_message_container, &dribble.stream);
    ck_assert(bytes_equal(buffer_bytes(&other.text), buffer_bytes(&recorder.text)));
    part_recorder_clear(&other);
    part_recorder_clear(&recorder);
    buffer_clear(&mail);
}
END_TEST

/* An attachment far longer than any window. */
START_TEST(a_long_attachment_is_given_whole)
{
    struct buffer mail = { 0 };
    struct part_recorder recorder = { 0 };
    ck_assert(buffer_append_text(&mail, MIXED "--b\nContent-Transfer-Encoding: base64\n\n"));
    size_t lines = 50000;
    for (size_t i = 0; i < lines; i++) {
        record_require(buffer_append_text(&mail,
                                          "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9w"
                                          "cXJzdHV2d3h5ejAx\n"));
    }
    ck_assert(buffer_append_text(&mail, "\n--b\n\nbehind\n--b--\n"));
    const char *got = walk_text(&recorder, buffer_bytes(&mail));
    ck_assert_uint_gt(recorder.text.used, lines * 54);
    ck_assert_ptr_nonnull(strstr(got, "part 1 130+0 unknown \"ABCDEFGHIJKLMNOPQRSTUVWXYZabc"));
    ck_assert_ptr_nonnull(strstr(got, "leaf \"behind\"\n"));
    ck_assert_ptr_null(strstr(got, "note"));
    part_recorder_clear(&recorder);
    buffer_clear(&mail);
}
END_TEST

START_TEST(a_sink_that_reads_nothing_gets_every_part)
{
    static const char mail[] = MIXED "--b\n\none\n--b\nContent-Transfer-Encoding: base64\n\nSGVs"
                                     "\n--b--\n";
    struct part_recorder recorder = { .blind = true };
    const char *got = walk_text(&recorder, bytes_over(mail, strlen(mail)));
    ck_assert_ptr_nonnull(strstr(got, "part 1 96+3 leaf\n"));
    ck_assert_ptr_nonnull(strstr(got, "part 2 139+4 unknown\n"));
    part_recorder_clear(&recorder);
}
END_TEST

START_TEST(a_sink_that_wants_no_more_gets_no_more)
{
    static const char mail[] = MIXED "--b\n\none\n--b\n\ntwo\n--b--\n";
    for (size_t after = 1; after <= 3; after++) {
        struct part_recorder recorder = { .stop_after = after };
        struct memory_stream memory;
        memory_stream_init(&memory, bytes_over(mail, strlen(mail)));
        (void)part_recorder_walk(&recorder, &mail_message_container, &memory.stream);
        ck_assert_uint_eq(recorder.parts, after);
        part_recorder_clear(&recorder);
    }
}
END_TEST

static const struct {
    const char *what, *head;
    bool is_mail;
} heads[] = {
    { "ordinary", "From: a@example.org\nTo: b@example.org\nSubject: x\n\nHello\n", true },
    { "received alone", "Received: from a by b; Mon, 5 Feb 2018 10:00:00 +0100\n\n", true },
    { "folded", "Return-Path: <>\nReceived: from a\n\tby b\n\n", true },
    { "Usenet", "Path: a!b\nNewsgroups: comp.x\nSubject: s\n\ntext", true },
    { "a part saved by itself",
      "Content-Type: application/zip\nContent-Transfer-Encoding: base64\n\nUEs=\n", true },
    { ".emlx", "812       \nReturn-Path: <a@example.org>\n\n", true },
    { "CRLF, behind empty lines", "\r\n\r\nMessage-ID: <a@b>\r\nX: y\r\n\r\n", true },
    { "no empty line behind three fields", "From: a@example.org\nMessage-ID: <x>\nDear Bob,\n",
      true },
    { "nothing", "", false },
    { "text", "Dear Bob,\nFrom: here on it goes\n", false },
    { "a note", "Subject: shopping\nTo: buy milk\n\n", false },
    { "YAML", "from: somewhere\nto: elsewhere\nsubject: none\n", false },
    { "YAML with lists", "date: 2018-02-05\nname: x\nitems:\n  - a\n", false },
    { "HTTP", "HTTP/1.1 200 OK\nDate: Mon, 05 Feb 2018 10:00:00 GMT\nContent-Type: text/html\n\n",
      false },
    { "HTTP without its first line",
      "Date: Mon, 05 Feb 2018 10:00:00 GMT\nServer: x\nContent-Type: text/html\n\n", false },
    { "PEM with headers",
      "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0\n\nAA\n",
      false },
    { "Debian control", "Package: x\nVersion: 1\nMaintainer: A <a@example.org>\nSource: y\n\n",
      false },
    { "certificate as text", "Certificate:\n    Data:\n        Version: 3 (0x2)\n", false },
};

START_TEST(a_message_is_told_from_other_text)
{
    struct bytes head = bytes_over(heads[_i].head, strlen(heads[_i].head));
    ck_assert_msg(mail_message_container.recognise(head) == heads[_i].is_mail, "%s",
                  heads[_i].what);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("mail_message");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, messages_are_walked);
    tcase_add_test(tests, every_shorter_message_walks_to_its_end);
    tcase_add_test(tests, what_stands_before_a_cut_is_read);
    tcase_add_test(tests, text_with_a_nul_may_be_anything);
    tcase_add_test(tests, bounds_are_told_and_nothing_is_left_out);
    tcase_add_loop_test(tests, a_long_header_block_is_read, 0, 2);
    tcase_add_test(tests, a_long_attachment_is_given_whole);
    tcase_add_test(tests, a_sink_that_reads_nothing_gets_every_part);
    tcase_add_test(tests, a_sink_that_wants_no_more_gets_no_more);
    tcase_add_loop_test(tests, a_message_is_told_from_other_text, 0,
                        (int)(sizeof(heads) / sizeof(heads[0])));
    return suite_run("mail_message", tests);
}
