#include "containers/mail/cms_walk.h"

#include "bytes/cms_message.h"
#include "containers/part_recorder.h"
#include "keys/key_fixture.h"
#include "suite.h"

#define B(text) text, sizeof(text) - 1

static const char *walk(struct part_recorder *recorder, struct bytes message)
{
    struct memory_stream memory;
    memory_stream_init(&memory, message);
    return part_recorder_walk(recorder, &cms_container, &memory.stream);
}

/* Messages by OpenSSL: where the content stands, and that it is the text that was put in. */
static const struct {
    const char *name, *place;
} files[] = {
    { "signed.p7m", "reading 0 60+348 <cms-signed> unknown \"From: a@example.com\\n" },
    { "signed-ber.p7m", "reading 0 50+352 <cms-signed> unknown \"From: a@example.com\\n" },
    { "digested.p7m", "reading 0 54+348 <cms-signed> unknown \"From: a@example.com\\n" },
    { "compressed.p7m", "reading 0 62+291 <cms-compressed> unknown \"From: a@example.com\\n" },
    { "detached.p7s", "" },
    { "rsa-aes-cbc.p7m", "unread: an encrypted CMS message" },
    { "ec-aes-gcm.p7m", "unread: an encrypted CMS message" },
    { "both-ber.p7m", "unread: an encrypted CMS message" },
    { "secret.p7m", "unread: a CMS message encrypted with a secret that both sides have" },
};

static struct buffer message_of(const char *name)
{
    char path[64];
    (void)snprintf(path, sizeof(path), "containers/cms/%s", name);
    return fixture_read(path);
}

START_TEST(message_is_read)
{
    struct buffer message = message_of(files[_i].name);
    struct part_recorder recorder = { 0 };
    ck_assert(cms_container.recognise(buffer_bytes(&message)));
    const char *record = walk(&recorder, buffer_bytes(&message));
    ck_assert_msg(strncmp(record, files[_i].place, strlen(files[_i].place)) == 0, "%s: %s",
                  files[_i].name, record);
    ck_assert_uint_eq(files[_i].place[0] == '\0', record[0] == '\0');
    part_recorder_clear(&recorder);
    buffer_clear(&message);
}
END_TEST

/* What can be read of a message that is cut off is the front of its content, and is told. */
START_TEST(every_shorter_message_is_read)
{
    struct buffer message = message_of(files[_i].name);
    for (size_t kept = 0; kept < message.used; kept += 7) {
        uint8_t *copy = exact_copy(message.at, kept);
        struct part_recorder recorder = { 0 };
        const struct container_sink sink = part_recorder_sink(&recorder);
        struct memory_stream memory;
        memory_stream_init(&memory, bytes_over(copy, kept));
        (void)cms_container.recognise(bytes_over(copy, kept));
        (void)cms_container.walk(&memory.stream, &sink);
        part_recorder_clear(&recorder);
        free(copy);
    }
    buffer_clear(&message);
}
END_TEST

START_TEST(flipped_octets_are_survived)
{
    struct buffer message = message_of(files[_i].name);
    for (size_t at = 0; at < message.used; at += 5) {
        uint8_t *copy = exact_copy(message.at, message.used);
        struct part_recorder recorder = { 0 };
        const struct container_sink sink = part_recorder_sink(&recorder);
        struct memory_stream memory;
        copy[at] ^= (uint8_t)(1u << at % 8);
        memory_stream_init(&memory, bytes_over(copy, message.used));
        (void)cms_container.walk(&memory.stream, &sink);
        part_recorder_clear(&recorder);
        free(copy);
    }
    buffer_clear(&message);
}
END_TEST

START_TEST(cut_content_is_given_and_told)
{
    const size_t kept = 200;
    static const char *const names[] = { "signed.p7m", "signed-ber.p7m", "compressed.p7m" };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct buffer message = message_of(names[i]);
        struct part_recorder recorder = { 0 };
        const char *record = walk(&recorder, bytes_over(message.at, kept));
        ck_assert_msg(strstr(record, "unknown \"From: a@example.com\\nSubject") != NULL, "%s",
                      record);
        ck_assert_msg(strstr(record, "unread: ") != NULL, "%s", record);
        part_recorder_clear(&recorder);
        buffer_clear(&message);
    }
}
END_TEST

#define SIGNED   "\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80\x30\x80\x02\x01\x01"
#define TO_DATA  SIGNED "\x31\x00\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x80"
#define ENDS     "\0\0\0\0\0\0\0\0\0\0"
#define CUT_OFF  "unread: the content of a CMS message is cut off or damaged: read as far as that\n"
#define NESTED_5 "\x24\x80\x24\x80\x24\x80\x24\x80\x24\x80\x24\x80"

static const struct {
    const char *what, *message;
    size_t length;
    const char *walk; /* NULL: not taken for a message */
} messages[] = {
    { "pieces", B(TO_DATA "\x24\x80\x04\x02Hi\x04\x01!\0\0" ENDS),
      "reading 0 37+11 <cms-signed> unknown \"Hi!\"\n" },
    { "pieces in pieces",
      B(TO_DATA "\x24\x80\x24\x80\x04\x01H\0\0\x24\x03\x04\x01i\x04\x00\0\0" ENDS),
      "reading 0 37+18 <cms-signed> unknown \"Hi\"\n" },
    { "pieces without an end", B(TO_DATA "\x24\x80\x04\x02Hi"),
      "reading 0 37+6 <cms-signed> unknown \"Hi\"\n" CUT_OFF },
    { "damage among pieces", B(TO_DATA "\x24\x80\x04\x02Hi\x05\x01?\0\0" ENDS),
      "reading 0 37+6 <cms-signed> unknown \"Hi\"\n" CUT_OFF },
    { "pieces nested too deep", B(TO_DATA NESTED_5 "\x04\x02Hi" ENDS ENDS),
      "reading 0 37+10 <cms-signed> unknown \"\"\n" CUT_OFF },
    { "a length beyond the end", B(TO_DATA "\x04\x84\xff\xff\xff\xffHi"),
      "reading 0 37+8 <cms-signed> unknown \"Hi\"\n" CUT_OFF },
    { "no OCTET STRING", B(TO_DATA "\x30\x02\x05\0" ENDS), "" },
    { "nothing but a front", B(SIGNED), "" },
    { "another type", B("\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x80\x30\x80"),
      NULL },
    { "a certificate", B("\x30\x82\x01\x02\x30\x82\x01\x02\xa0\x03\x02\x01\x02"), NULL },
    { "nothing", B(""), NULL },
};

START_TEST(odd_message_is_read)
{
    uint8_t *copy = exact_copy(messages[_i].message, messages[_i].length);
    const struct bytes message = bytes_over(copy, messages[_i].length);
    ck_assert_msg(cms_container.recognise(message) == (messages[_i].walk != NULL), "%s",
                  messages[_i].what);
    if (messages[_i].walk != NULL) {
        struct part_recorder recorder = { 0 };
        ck_assert_str_eq(walk(&recorder, message), messages[_i].walk);
        part_recorder_clear(&recorder);
    }
    free(copy);
}
END_TEST

/* For whom a message is: by issuer and serial, and by key. */
static const struct {
    const char *name;
    unsigned issued, named;
    uint16_t serial;
} addressed[] = {
    { "rsa-aes-cbc.p7m", 1, 0, 0x4711 }, { "rsa-key-id.p7m", 0, 1, 0 },
    { "ec-aes-cbc.p7m", 1, 0, 0x4712 },  { "ec-aes-gcm.p7m", 1, 0, 0x4712 },
    { "both-ber.p7m", 2, 0, 0x4712 },    { "secret.p7m", 0, 0, 0 },
};

START_TEST(recipients_are_told)
{
    struct buffer message = message_of(addressed[_i].name);
    struct cms_recipients recipients;
    struct cms_recipient recipient;
    unsigned issued = 0, named = 0;
    uint64_t serial = 0;
    const bool begun = cms_recipients_begin(buffer_bytes(&message), &recipients);
    while (begun && cms_recipients_next(&recipients, &recipient)) {
        issued += recipient.issuer.left > 0 ? 1 : 0;
        named += recipient.key_id.left > 0 ? 1 : 0;
        ck_assert(recipient.serial.left == 0 || bytes_take_number(&recipient.serial, 2, &serial));
    }
    ck_assert_uint_eq(issued, addressed[_i].issued);
    ck_assert_uint_eq(named, addressed[_i].named);
    ck_assert_uint_eq(serial, addressed[_i].serial);
    buffer_clear(&message);
}
END_TEST

int main(void)
{
    const int count = (int)(sizeof(files) / sizeof(files[0]));
    TCase *tests = tcase_create("cms_walk");
    tcase_add_loop_test(tests, message_is_read, 0, count);
    tcase_add_loop_test(tests, every_shorter_message_is_read, 0, count);
    tcase_add_loop_test(tests, flipped_octets_are_survived, 0, count);
    tcase_add_test(tests, cut_content_is_given_and_told);
    tcase_add_loop_test(tests, odd_message_is_read, 0,
                        (int)(sizeof(messages) / sizeof(messages[0])));
    tcase_add_loop_test(tests, recipients_are_told, 0,
                        (int)(sizeof(addressed) / sizeof(addressed[0])));
    return suite_run("cms_walk", tests);
}
