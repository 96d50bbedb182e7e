#include "containers/outlook/msg_item.h"

#include "containers/compound_writer.h"
#include "containers/mail_fixture.h"
#include "containers/outlook/compound_walk.h"
#include "suite.h"

#define TEXT(string)                                                                               \
    {                                                                                              \
        (const uint8_t *)(string), sizeof(string) - 1                                              \
    }
#define STORAGE                                                                                    \
    {                                                                                              \
        NULL, 0                                                                                    \
    }

/* 2018-02-27 10:00:00 and 10:00:05, in ticks of 1601. */
#define SUBMITTED 131641992000000000
#define DELIVERED (SUBMITTED + 50000000)
#define SECONDS   "1519725600 1519725605"

enum { PROPERTIES, SUBJECT };

static const struct writer_entry template[] = {
    { 0, "__properties_version1.0", TEXT("") },
    { 0, "__substg1.0_0037001F", TEXT("k\0\xe9\0y\0") },
    { 0, "__attach_version1.0_#00000000", STORAGE },
    { 3, "__substg1.0_3704001E", TEXT("SERVER~1.PEM\0") },
    { 3, "__substg1.0_37010102", TEXT("content") },
    { 3, "__substg1.0_3701000D", STORAGE },
    { 6, "__substg1.0_37010102", TEXT("inside") },
    { 3, "__substg1.0_3707001F", TEXT("s\0.\0p\0e\0m\0") },
    { 0, "__substg1.0_1000001E", TEXT("hello") },
    { 0, "__substg1.0_0C1A001E", TEXT("A") },
    { 0, "__substg1.0_0C1F001E", TEXT("a@b\0") },
    { 0, "__substg1.0_1035001E", TEXT("<1@b>") },
    { 0, "__substg1.0_007D001E", TEXT("X: y\r\n\r\n") },
};
#define COUNT   (sizeof(template) / sizeof(template[0]))
#define HEADERS (COUNT - 1)

static void put_time(uint8_t *at, uint32_t id, uint64_t ticks)
{
    writer_put(at, 2, 0x40);
    writer_put(at + 2, 2, id);
    writer_put(at + 8, 8, ticks);
}

static const char *walk(struct part_recorder *recorder, const struct writer_entry *entries,
                        size_t count)
{
    struct memory_stream memory;
    struct bytes file = compound_write(entries, count);
    memory_stream_init(&memory, file);
    const char *text = part_recorder_walk(recorder, &compound_container, &memory.stream);
    fixture_free(file);
    return text;
}

static void expect(const char *text, const char *line)
{
    ck_assert_msg(strstr(text, line) != NULL, "%s in\n%.2000s", line, text);
}

static void make(struct writer_entry *entries, uint8_t *properties)
{
    memcpy(entries, template, sizeof(template));
    memset(properties, 0, 64);
    put_time(properties + 32, 0x0039, SUBMITTED);
    put_time(properties + 48, 0x0e06, DELIVERED);
    entries[PROPERTIES].data = bytes_over(properties, 64);
}

START_TEST(a_message_tells_of_itself_and_names_its_attachments)
{
    struct part_recorder recorder = { 0 };
    struct writer_entry entries[COUNT];
    uint8_t properties[64];
    make(entries, properties);
    const char *text = walk(&recorder, entries, COUNT);
    static const char mail[] = "mail " SECONDS " <A <a@b>> <k\\xc3\\xa9y> <<1@b>>\n";
    ck_assert_msg(strncmp(text, mail, sizeof(mail) - 1) == 0, "%s", text);
    expect(text, "part 6 0+0 <s.pem> unknown \"content\"\n");
    expect(text, "member 8 0+0 <__attach_version1.0_#00000000/__substg1.0_3701000D/"
                 "__substg1.0_37010102> unknown \"inside\"\n");
    expect(text, "part 10 0+0 <__substg1.0_1000001E> unknown \"hello\"\n");
    ck_assert_ptr_null(strstr(text, "unread"));
    part_recorder_clear(&recorder);
}
END_TEST

START_TEST(transport_headers_count_first)
{
    static const char headers[] = "From: c@d\r\nSubject: other\r\nMessage-ID: <2@b>\r\n\r\n";
    struct part_recorder recorder = { 0 };
    struct writer_entry entries[COUNT];
    uint8_t properties[64];
    make(entries, properties);
    entries[HEADERS].data = bytes_over(headers, sizeof(headers) - 1);
    expect(walk(&recorder, entries, COUNT), "mail " SECONDS " <c@d> <other> <<2@b>>\n");
    part_recorder_clear(&recorder);
}
END_TEST

START_TEST(what_is_missing_is_left_empty)
{
    struct part_recorder recorder = { 0 };
    struct writer_entry entries[COUNT];
    uint8_t properties[64];
    make(entries, properties);
    entries[PROPERTIES].data.left = 40; /* cut within the first property */
    entries[7].name = "__substg1.0_370Z001F";
    const char *text = walk(&recorder, entries, COUNT - 4);
    expect(text, "mail -1 -1 <> <k\\xc3\\xa9y> <>\n");
    expect(text, "part 6 0+0 <SERVER~1.PEM> unknown \"content\"\n");
    entries[3].name = "__substg1.0_370Z001E";
    text = walk(&recorder, entries, COUNT - 4);
    expect(text, "part 6 0+0 <__attach_version1.0_#00000000/__substg1.0_37010102> unknown");
    entries[PROPERTIES].name = "__properties_version1.1";
    text = walk(&recorder, entries, COUNT);
    ck_assert_ptr_null(strstr(text, "mail"));
    ck_assert_ptr_null(strstr(text, "part"));
    part_recorder_clear(&recorder);
}
END_TEST

START_TEST(a_property_that_is_too_long_is_cut_and_told)
{
    struct part_recorder recorder = { 0 };
    struct writer_entry entries[COUNT];
    uint8_t properties[64];
    const size_t size = MAIL_FIELD_MAX + 1;
    uint8_t *subject = calloc(1, size);
    ck_assert_ptr_nonnull(subject);
    memset(subject, 'x', size);
    make(entries, properties);
    entries[SUBJECT].name = "__substg1.0_0037001E";
    entries[SUBJECT].data = bytes_over(subject, size);
    const char *text = walk(&recorder, entries, COUNT);
    expect(text, "note: a property of the message is longer");
    expect(text, "member 3 "); /* all of it */
    free(subject);
    part_recorder_clear(&recorder);
}
END_TEST

/* Files of real programs, where ../shared is beside the checkout. */
static const struct {
    const char *name;
    const char *lines[4];
} specimens[] = {
    { "test-outlook.msg",
      { "mail 1175790366", " <Microsoft Outlook Express 6> <", "<__substg1.0_10090102> unknown",
        "LZFu" } },
    { "test-outlook2003.msg",
      { "mail 12", " <Microsoft Outlook 2003 Team <olteam@microsoft.com>> <Welcome to Microsoft",
        "<1.jpg> unknown \"\\xff\\xd8\\xff\\xe0", "<12.jpg> unknown \"\\xff\\xd8\\xff\\xe0" } },
};

START_TEST(real_messages)
{
    char path[4096];
    (void)snprintf(path, sizeof(path), "%s/../../shared/specimens/outlook/%s", FIXTURES,
                   specimens[_i].name);
    FILE *there = fopen(path, "rb");
    if (there == NULL) {
        (void)printf("SKIP %s: not there\n", path);
        return;
    }
    (void)fclose(there);
    struct part_recorder recorder = { 0 };
    struct memory_stream memory;
    struct bytes file = fixture_file(path);
    memory_stream_init(&memory, file);
    const char *text = part_recorder_walk(&recorder, &compound_container, &memory.stream);
    for (size_t i = 0; i < 4; i++) {
        expect(text, specimens[_i].lines[i]);
    }
    ck_assert_ptr_null(strstr(text, "unread"));
    fixture_free(file);
    part_recorder_clear(&recorder);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("msg_item");
    tcase_add_test(tests, a_message_tells_of_itself_and_names_its_attachments);
    tcase_add_test(tests, transport_headers_count_first);
    tcase_add_test(tests, what_is_missing_is_left_empty);
    tcase_add_test(tests, a_property_that_is_too_long_is_cut_and_told);
    tcase_add_loop_test(tests, real_messages, 0, 2);
    return suite_run("msg_item", tests);
}
