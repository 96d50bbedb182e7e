#include "containers/tnef_writer.h"
#include "disguise.h"
#include "evidence_run.h"

static struct buffer key;

static void prepare(void)
{
    run_prepare_scanning("");
    key = fixture_read("keys/rfc9500-p256.key");
}

static void release(void)
{
    buffer_clear(&key);
    run_release();
}

/* Each key where it lies in the file, and where it lies in a part; the last is found again. */
static void check_scan(struct bytes content, const char *expected)
{
    struct record_list list = { 0 }, again = { 0 };
    const struct record_sink sink = { &again, record_list_add };
    run_scan(content, &list);
    ck_assert_str_eq(record_list_text(&list), expected);
    int descriptor = memory_file(content);
    const struct job_file file = {
        .number = 7, .fd = descriptor, .size = content.left, .mode = SCAN_WHOLE
    };
    evidence_replay(run_examiner, &file, buffer_bytes(&list.provenance), 42, &sink);
    ck_assert_uint_eq(again.replays, 1);
    ck_assert_str_eq(again.replayed.identity, list.name);
    (void)close(descriptor);
    record_list_clear(&list);
    record_list_clear(&again);
}

static void put_message(struct buffer *content)
{
    tnef_begin(content);
    tnef_attribute_text(content, 1, 0x00018004, "keys");
    tnef_attachment(content, "server.key", buffer_bytes(&key));
}

START_TEST(key_in_an_attachment_is_found)
{
    struct buffer content = { 0 };
    put_message(&content);
    check_scan(buffer_bytes(&content), "proven@56+240\nproven!part 1 server.key@0+240\n");
    buffer_clear(&content);
}
END_TEST

START_TEST(key_in_an_embedded_message_is_found)
{
    struct buffer content = { 0 }, inner = { 0 }, list = { 0 };
    put_message(&inner);
    tnef_begin(&content);
    tnef_attachment(&content, "", bytes_over(NULL, 0));
    tnef_number(&list, 4, 1);
    tnef_value(&list, 0x0d, 0x3701, bytes_over("0123456789abcdef", 16), buffer_bytes(&inner));
    tnef_attribute(&content, 2, 0x00069005, buffer_bytes(&list));
    check_scan(buffer_bytes(&content), "proven@151+240\n"
                                       "proven!part 1!part 1 server.key@0+240\n"
                                       "proven!part 1@56+240\n");
    buffer_clear(&content);
    buffer_clear(&inner);
    buffer_clear(&list);
}
END_TEST

START_TEST(key_in_the_body_is_found)
{
    struct buffer content = { 0 }, list = { 0 };
    ck_assert(buffer_append_byte(&key, 0));
    tnef_begin(&content);
    tnef_number(&list, 4, 1);
    tnef_value_utf16(&list, 0x1000, (const char *)key.at);
    key.used--;
    tnef_attribute(&content, 1, 0x00069003, buffer_bytes(&list));
    check_scan(buffer_bytes(&content), "proven@30+480\n"
                                       "proven!text 1 PidTagBody!reading @0 utf-16le@0+240\n");
    buffer_clear(&content);
    buffer_clear(&list);
}
END_TEST

START_TEST(key_in_a_part_of_a_mail_is_found)
{
    static const char head[] =
        "From: a@b\nSubject: keys\nMIME-Version: 1.0\nContent-Type: application/ms-tnef;\n"
        " name=winmail.dat\nContent-Transfer-Encoding: base64\n\n";
    struct buffer content = { 0 }, inner = { 0 };
    put_message(&inner);
    ck_assert(buffer_append_text(&content, head));
    disguise_base64(buffer_bytes(&inner), &content);
    check_scan(buffer_bytes(&content), "proven!part 1 winmail.dat!part 1 server.key@0+240\n"
                                       "proven!part 1 winmail.dat@56+240\n");
    buffer_clear(&content);
    buffer_clear(&inner);
}
END_TEST

/* What Outlook wrote: the bytes of its third file are made a key, and their sum is mended. */
START_TEST(key_in_what_outlook_wrote_is_found)
{
    static const char path[] = FIXTURES "/../../shared/specimens/outlook/testWINMAIL.dat";
    enum { AT = 35682, LENGTH = 18638 };
    if (access(path, R_OK) != 0) {
        puts("SKIP key_in_what_outlook_wrote_is_found: no ../shared/specimens");
        return;
    }
    struct buffer content = fixture_read("../../shared/specimens/outlook/testWINMAIL.dat");
    uint8_t *data = content.at + AT + 9;
    uint16_t sum = 0;
    memset(data, '\n', LENGTH);
    memcpy(data, key.at, key.used);
    for (size_t i = 0; i < LENGTH; i++) {
        sum = (uint16_t)(sum + data[i]);
    }
    data[LENGTH] = (uint8_t)(sum & 0xff);
    data[LENGTH + 1] = (uint8_t)(sum >> 8);
    check_scan(buffer_bytes(&content), "proven@35691+240\n"
                                       "proven!part 3 quick.pdf@0+240\n");
    buffer_clear(&content);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("tnef_scan");
    tcase_add_unchecked_fixture(tests, prepare, release);
    tcase_add_test(tests, key_in_an_attachment_is_found);
    tcase_add_test(tests, key_in_an_embedded_message_is_found);
    tcase_add_test(tests, key_in_the_body_is_found);
    tcase_add_test(tests, key_in_a_part_of_a_mail_is_found);
    tcase_add_test(tests, key_in_what_outlook_wrote_is_found);
    return run_suite("tnef_scan", tests);
}
