#include "containers/archives/android_backup.h"

#include "containers/part_recorder.h"
#include "suite.h"

#define B(text) text, sizeof(text) - 1

/* "keys of mine" as zlib writes it. */
#define PACKED                                                                                     \
    "\x78"                                                                                         \
    "\xda"                                                                                         \
    "\xcb"                                                                                         \
    "\x4e"                                                                                         \
    "\xad"                                                                                         \
    "\x2c"                                                                                         \
    "\x56"                                                                                         \
    "\xc8"                                                                                         \
    "\x4f"                                                                                         \
    "\x53"                                                                                         \
    "\xc8"                                                                                         \
    "\xcd"                                                                                         \
    "\xcc"                                                                                         \
    "\x4b"                                                                                         \
    "\x05"                                                                                         \
    "\x00"                                                                                         \
    "\x1d"                                                                                         \
    "\x69"                                                                                         \
    "\x04"                                                                                         \
    "\x7b"
/* "the keys behind it" as gzip writes it. */
#define BEHIND                                                                                     \
    "\x1f"                                                                                         \
    "\x8b"                                                                                         \
    "\x08"                                                                                         \
    "\x00"                                                                                         \
    "\x00"                                                                                         \
    "\x00"                                                                                         \
    "\x00"                                                                                         \
    "\x00"                                                                                         \
    "\x02"                                                                                         \
    "\x03"                                                                                         \
    "\x2b"                                                                                         \
    "\xc9"                                                                                         \
    "\x48"                                                                                         \
    "\x55"                                                                                         \
    "\xc8"                                                                                         \
    "\x4e"                                                                                         \
    "\xad"                                                                                         \
    "\x2c"                                                                                         \
    "\x56"                                                                                         \
    "\x48"                                                                                         \
    "\x4a"                                                                                         \
    "\xcd"                                                                                         \
    "\xc8"                                                                                         \
    "\xcc"                                                                                         \
    "\x4b"                                                                                         \
    "\x51"                                                                                         \
    "\xc8"                                                                                         \
    "\x2c"                                                                                         \
    "\x01"                                                                                         \
    "\x00"                                                                                         \
    "\xec"                                                                                         \
    "\x7a"                                                                                         \
    "\xd4"                                                                                         \
    "\x8e"                                                                                         \
    "\x12"                                                                                         \
    "\x00"                                                                                         \
    "\x00"                                                                                         \
    "\x00"
#define FRONT  "ANDROID BACKUP\n5\n1\nnone\n"
#define PLAIN  "ANDROID BACKUP\n5\n0\nnone\n"
#define CLOSED "ANDROID BACKUP\n5\n1\nAES-256\n"

static const struct {
    const char *what, *text;
    size_t length;
    const char *walk; /* NULL: not taken for one */
} texts[] = {
    { "compressed", B(FRONT PACKED),
      "reading 0 24+20 <android-backup> unknown \"keys of mine\"\n" },
    { "not compressed", B(PLAIN "keys of mine"),
      "reading 0 24+12 <android-backup> unknown \"keys of mine\"\n" },
    { "nothing behind", B(PLAIN), "reading 0 24+0 <android-backup> unknown \"\"\n" },
    { "zeros behind it", B(FRONT PACKED "\0\0\0"),
      "reading 0 24+23 <android-backup> unknown \"keys of mine\"\n" },
    { "a compressed stream behind it", B(FRONT PACKED "\0" BEHIND),
      "reading 0 24+59 <android-backup> unknown \"keys of mine\"\n"
      "note: other bytes follow the backup of Android; they were scanned as they stand\n"
      "reading 0 45+0 <carved-gzip> unknown \"the keys behind it\"\n" },
    { "another mark", B("ANDROID BACKUPS\n5\n1\nnone\n"), NULL },
    { "no version", B("ANDROID BACKUP\n\n1\nnone\n"), NULL },
    { "neither compressed nor not", B("ANDROID BACKUP\n5\n2\nnone\n"), NULL },
    { "a cipher of no end", B("ANDROID BACKUP\n5\n1\nAES-256-of-a-name-longer-than-any-line\n"),
      NULL },
    { "cut", B("ANDROID BACKUP\n5\n1\nnone"), NULL },
    { "nothing", B(""), NULL },
};

START_TEST(backup_is_recognised_and_read)
{
    uint8_t *copy = exact_copy(texts[_i].text, texts[_i].length);
    const struct bytes text = bytes_over(copy, texts[_i].length);
    const bool taken = android_backup_container.recognise(text);
    ck_assert_msg(taken == (texts[_i].walk != NULL), "%s", texts[_i].what);
    if (taken) {
        struct part_recorder recorder = { 0 };
        struct memory_stream memory;
        memory_stream_init(&memory, text);
        ck_assert_str_eq(part_recorder_walk(&recorder, &android_backup_container, &memory.stream),
                         texts[_i].walk);
        part_recorder_clear(&recorder);
    }
    free(copy);
}
END_TEST

static const struct fault *walk(struct bytes text, struct part_recorder *recorder)
{
    struct memory_stream memory;
    memory_stream_init(&memory, text);
    const struct container_sink sink = part_recorder_sink(recorder);
    return android_backup_container.walk(&memory.stream, &sink);
}

START_TEST(encrypted_backup_is_told)
{
    struct part_recorder recorder = { 0 };
    const struct fault *fault =
        walk(bytes_over(CLOSED "....", sizeof(CLOSED "....") - 1), &recorder);
    ck_assert_ptr_nonnull(fault);
    ck_assert_int_eq(fault->outcome, OUTCOME_ENCRYPTED);
    ck_assert_uint_eq(recorder.parts, 0);
    part_recorder_clear(&recorder);
}
END_TEST

/* Up to the end of the header it is none; a stream that is cut gives what it has, and says so. */
START_TEST(every_shorter_backup_is_read)
{
    static const char whole[] = FRONT PACKED;
    for (size_t kept = 0; kept < sizeof(whole) - 1; kept++) {
        uint8_t *copy = exact_copy(whole, kept);
        struct part_recorder recorder = { 0 };
        const struct fault *fault = walk(bytes_over(copy, kept), &recorder);
        const bool begun = kept >= sizeof(FRONT) - 1;
        ck_assert((fault == NULL) == begun);
        ck_assert_uint_eq(recorder.parts, begun ? 1 : 0);
        ck_assert(!begun || memmem(recorder.text.at, recorder.text.used, "unread: ", 8) != NULL);
        part_recorder_clear(&recorder);
        free(copy);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("android_backup");
    tcase_add_rows(tests, backup_is_recognised_and_read, texts);
    tcase_add_test(tests, encrypted_backup_is_told);
    tcase_add_test(tests, every_shorter_backup_is_read);
    return suite_run("android_backup", tests);
}
