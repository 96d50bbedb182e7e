#include "containers/mail_message.h"

#include "containers/part_recorder.h"
#include "suite.h"

#define HEAD "From: a@example.org\nSubject: s\n"
#define MIXED "Content-Type: multipart/mixed; boundary=b\n"

static void expect_walk(const char *what, const char *mail, const char *expected)
{
    struct part_recorder recorder = { 0 };
    struct memory_stream stream;
    memory_stream_init(&stream, bytes_over(mail, strlen(mail)));
    const char *got = part_recorder_walk(&recorder, &mail_message_container, &stream.stream);
    ck_assert_msg(strcmp(got, expected) == 0, "%s:\n--- got\n%s--- expected\n%s", what, got,
                  expected);
    part_recorder_clear(&recorder);
}

static const struct {
    const char *what, *mail, *expected;
} mails[] = {
    { "dump", HEAD "\nHello\n", "" },
    { "dump", HEAD MIXED "\npre\n--b\n\none\n--b\nContent-Type: application/zip; name=\"a b.zip\"\nContent-Transfer-Encoding: base64\n\nSGVs\r\nbG8=\r\n--b--\nepi\n", "" },
    { "dump", HEAD MIXED "\nno boundary at all\nxx\n", "" },
    { "dump", HEAD "Content-Type: multipart/mixed\n\n--zz\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\nSGVsbG8=\n--zz--\nafter\n", "" },
    { "dump", HEAD MIXED "Content-Transfer-Encoding: base64\n\nLS1iCkNvbnRlbnQtVHlwZTogdGV4dC9wbGFpbgoKaW5uZXIKLS1iLS0K\n", "" },
    { "dump", HEAD MIXED "Content-Transfer-Encoding: base64\n\n--b\n\ninner\n--b--\n", "" },
    { "dump", HEAD "\ntext\n\nbegin 644 cat.txt\n#0V%T\n`\nend\nmore\n", "" },
    { "dump", HEAD "\ntext\n=ybegin line=128 size=3 name=x y\n\x8d\x8b\x9e\n=yend size=3\nmore\n", "" },
    { "dump", HEAD MIXED "\n--b\nContent-Type: message/rfc822\n\nFrom: x@y\nSubject: inner\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\nalt\n--b--\n", "" },
    { "dump", HEAD "no header line\nbody\n", "" },
    { "dump", "1234  \n" HEAD "\nHello", "" },
    { "dump", HEAD "Content-Transfer-Encoding: base64\n\nSGVs!bG8=\nSGVsbG8=", "" },
    { "dump", HEAD "Content-Transfer-Encoding: quoted-printable\n\na=3Db=\nc=XY=", "" },
    { "dump", HEAD "Content-Transfer-Encoding: x-odd\nContent-Type: message/partial\n\nbody", "" },
    { "dump", "", "" },
    { "dump", "just text\n", "" },
};

START_TEST(mail_is_walked)
{
    expect_walk(mails[_i].what, mails[_i].mail, mails[_i].expected);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("mail_message");
    tcase_add_loop_test(tests, mail_is_walked, 0, (int)(sizeof(mails) / sizeof(mails[0])));
    return suite_run("mail_message", tests);
}
