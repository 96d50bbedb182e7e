#include "evidence_run.h"

/* RFC 9500 section 2.3: a published test key. */
#define KEY                                                                                        \
    "-----BEGIN EC PRIVATE KEY-----\n"                                                             \
    "MHcCAQEEIObLW92AqkWunJXowVR2Z5/+yVPBaFHnEedDk5WJxk/BoAoGCCqGSM49\n"                           \
    "AwEHoUQDQgAEQiVI+I+3gv+17KN0RFLHKh5Vj71vc75eSOkyMsxFxbFsTNEMTLjV\n"                           \
    "uKFxOelIgsiZJXKZNCX0FBmrfpCkKklCcg==\n"                                                       \
    "-----END EC PRIVATE KEY-----\n"

/* A run of text, as word processors write it. */
#define R(text)                                                                                    \
    "<w:proofErr w:type=\"spellStart\"/><w:r w:rsidRPr=\"00AB12CD\"><w:rPr><w:rFonts "             \
    "w:ascii=\"Courier New\" w:hAnsi=\"Courier New\" w:cs=\"Courier New\"/><w:sz w:val=\"20\"/>"   \
    "<w:szCs w:val=\"20\"/></w:rPr><w:t xml:space=\"preserve\">" text "</w:t></w:r>"

static void prepare(void)
{
    run_prepare_scanning("");
}

static void scan(const struct job_file *file, struct record_list *list)
{
    const struct record_sink sink = { list, record_list_add };
    evidence_scan(run_examiner, file, &sink);
}

static void scan_whole(struct bytes content, struct record_list *list)
{
    int descriptor = memory_file(content);
    const struct job_file file = {
        .number = 7, .fd = descriptor, .size = content.left, .mode = SCAN_WHOLE
    };
    scan(&file, list);
    ck_assert_uint_eq(list->done.size, content.left);
    (void)close(descriptor);
}

static unsigned replay(struct bytes content, struct record_list *list)
{
    int descriptor = memory_file(content);
    const struct job_file file = {
        .number = 7, .fd = descriptor, .size = content.left, .mode = SCAN_WHOLE
    };
    struct record_list again = { 0 };
    const struct record_sink sink = { &again, record_list_add };
    evidence_replay(run_examiner, &file, buffer_bytes(&list->provenance), 42, &sink);
    if (again.replays == 1) {
        ck_assert_uint_eq(again.replayed.number, 42);
        ck_assert_str_eq(again.replayed.identity, list->name);
        ck_assert(bytes_equal(buffer_bytes(&again.proof), buffer_bytes(&list->proof)));
    }
    unsigned replays = again.replays;
    record_list_clear(&again);
    (void)close(descriptor);
    return replays;
}

/* Each row: a content, what is expected of it. The last sighting is replayed. */
/* The same in lines of hexadecimal. */
#define KEY_IN_HEX                                                                                 \
    "2d2d2d2d2d424547494e2045432050524956415445204b45592d2d2d2d2d0a4d486343415145\n"               \
    "45494f624c57393241716b57756e4a586f775652325a352f2b795650426146486e456564446b\n"               \
    "35574a786b2f426f416f4743437147534d34390a417745486f55514451674145516956492b49\n"               \
    "2b3367762b31374b4e3052464c484b6835566a37317663373565534f6b794d73784678624673\n"               \
    "544e454d544c6a560a754b46784f656c496773695a4a584b5a4e43583046426d726670436b4b\n"               \
    "6b6c4363673d3d0a2d2d2d2d2d454e442045432050524956415445204b45592d2d2d2d2d0a\n"

static const struct {
    const char *what;
    const char *content;
    const char *lines;
} contents[] = {
    { "nothing at all", "", "" },
    { "text without a key", "Dear Sir,\n-----BEGIN PUBLIC KEY-----\n", "" },
    { "a key in text", "Here it is:\n" KEY "bye\n", "proven@12+226\n" },
    { "a key in a message",
      "From: a@b\nSubject: keys\nDate: Tue, 27 Feb 2018 10:00:00 +0000\n\n" KEY,
      "proven@63+226\nproven!part 1@0+226\n" },
    { "a key in a message in an mbox",
      "From a@b Tue Feb 27 10:00:00 2018\nFrom: a@b\nSubject: keys\nMessage-ID: <1@b>\n\n" KEY "\n",
      "proven@77+226\nproven!message 1 <1@b>!part 1@0+226\n" },
    { "a key in a document in RTF, each line a paragraph, a word in runs",
      "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}\n-----BEGIN {\\b EC} PRIVATE KEY-----\\par\n"
      "MHcCAQEEIObLW92AqkWunJXowVR2Z5/+yVPBaFHnEedDk5WJxk/BoAoGCCqGSM49\\par\n"
      "AwEHoUQDQgAEQiVI+I+3gv+17KN0{\\*\\bkmkstart a}RFLHKh5Vj71vc75e"
      "SOkyMsxFxbFsTNEMTLjV\\par\n"
      "uKFxOelIgsiZJXKZNCX0FBmrfpCkKklCcg\\'3d\\u61 ?\\par\n"
      "-----END EC PRIVATE KEY-----\\par}",
      "proven!reading @0 rtf-text@0+226\n" },
    { "a key in a page, a comment in each line",
      "<!DOCTYPE html>\n<html><body><p>-----BEGIN EC<!-- > --> PRIVATE&nbsp;KEY-----<br>\n"
      "MHcCAQEEIObLW92AqkWunJXowVR2Z5/+yVPBaFHnEedDk5WJ<!-- <br> -->xk/BoAoGCCqGSM49<br>\n"
      "AwEHoUQDQgAEQiVI+I+3gv+17KN0<b>RFLHKh5Vj71vc75e</b>SOkyMsxFxbFsTNEMTLjV<br>\n"
      "uKFxOelIgsiZJXKZNCX0FBmrfpCkKklCcg&#x3D;=<br>\n"
      "-----END EC<!-- --> PRIVATE KEY-----</p></html>",
      "proven@81+192\nproven!reading @0 markup-text@1+230\n" },
    { "a key in a body that was sent as a page and begins like none, a comment in each line",
      "From: a@b\nContent-Type: text/html\n\n"
      "<p>-----BEGIN EC<!-- x --> PRIVATE KEY-----<br>\n"
      "MHcCAQEEIObLW92AqkWunJXowVR2Z5/<!-- x -->+yVPBaFHnEedDk5WJxk/BoAoGCCqGSM49<br>\n"
      "AwEHoUQDQgAEQiVI+I+3gv+17KN0RFLHKh5V<!-- x -->j71vc75eSOkyMsxFxbFsTNEMTLjV<br>\n"
      "uKFxOelIgsiZJX<!-- x -->KZNCX0FBmrfpCkKklCcg==<br>\n"
      "-----END EC PRIVATE KEY-----</p>",
      "proven!part 1!reading @0 markup-text@0+230\n" },
    { "a key in a document of Office, each line in runs",
      "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/w\"><w:p>" R(
          "-----BE") R("GIN EC PRIV") R("ATE KEY-----") "</w:p><w:p>" R("MHcCAQ")
          R("EEIObLW92AqkWunJXowVR2Z5/+yVPBaFHnEedDk5WJxk/BoAoGCCqGSM49") "</w:p><w:p>" R(
              "AwEHoUQDQgAEQiVI+I+3gv+17KN0")
              R("RFLHKh5Vj71vc75eSOkyMsxFxbFsTNEMTLjV") "</w:p><w:p>" R("uK")
                  R("FxOelIgsiZJXKZNCX0FBmrfpCkKklCcg==") "</w:p><w:p>" R("-----E")
                      R("ND EC PRIVATE") R(" KEY-----") "</w:p></w:document>",
      "proven!reading @0 markup-text@0+226\n" },
    { "a key in the hexadecimal data of an object in RTF, which the text leaves out",
      "{\\rtf1 a{\\object{\\*\\objdata\n" KEY_IN_HEX "}}}", "proven!reading @28 hex@0+226\n" },
    { "a key in hexadecimal in a text that begins like a PDF file", "%PDF-1.4\n" KEY_IN_HEX,
      "proven!reading @9 hex@0+226\n" },
    { "the same in a text that speaks of one", "a %PDF-1.4 file\n" KEY_IN_HEX,
      "proven!reading @16 hex@0+226\n" },
    { "a key in rows with escapes in them, of which the armour is not the whole",
      "----------------BEGIN PRIVATE KEY-----\n"
      "-----------MIGHAgEAMBMGByqGSM49AgEG<wbr>CCqGSM49AwEHBG0wawIBAQQg<wbr>5stb3YCqRa6clejB\n"
      "-----------VHZnn/7JU8FoUecR50OTlYnG<wbr>T8GhRANCAARCJUj4j7eC/7Xs<wbr>o3REUscqHlWPvW9z\n"
      "-----------vl5I6TIyzEXFsWxM0Qx_uNW4<wbr>oXE56UiCyJklcpk0JfQUGat+<wbr>kKQqSUJy\n"
      "----------------END PRIVATE KEY-----\n",
      "proven!reading @0 escaped!reading @50 base64@0+138\n" },
    { "the same behind a whole one",
      "-----BEGIN EC PRIVATE KEY-----\n"
      "MHcCAQEEIObLW92AqkWunJX<wbr>owVR2Z5/+yVPBaFHnEedDk5WJxk/BoAoGCCqGSM49\n"
      "AwEHoUQDQgAEQiVI+I+3gv+17KN0RFLHKh5Vj71vc75eSOkyMsxFxbFsTNEMTLjV\n"
      "uKFxOelIgsiZJXKZNCX0FBmrfpCkKklCcg==\n"
      "-----END EC PRIVATE KEY-----\n"
      "----------------BEGIN PRIVATE KEY-----\n"
      "-----------MIGHAgEAMBMGByqGSM49AgEG<wbr>CCqGSM49AwEHBG0wawIBAQQg<wbr>5stb3YCqRa6clejB\n"
      "-----------VHZnn/7JU8FoUecR50OTlYnG<wbr>T8GhRANCAARCJUj4j7eC/7Xs<wbr>o3REUscqHlWPvW9z\n"
      "-----------vl5I6TIyzEXFsWxM0Qx_uNW4<wbr>oXE56UiCyJklcpk0JfQUGat+<wbr>kKQqSUJy\n"
      "----------------END PRIVATE KEY-----\n",
      "proven@0+231\nproven!reading @0 escaped!reading @52 base64@0+138\n" },
};

START_TEST(content_gives_its_keys)
{
    struct record_list list = { 0 };
    struct bytes content = bytes_over(contents[_i].content, strlen(contents[_i].content));
    scan_whole(content, &list);
    ck_assert_msg(strcmp(record_list_text(&list), contents[_i].lines) == 0, "%s: %s",
                  contents[_i].what, record_list_text(&list));
    ck_assert_uint_eq(list.done.examined, content.left);
    ck_assert_uint_eq(list.done.decoded, list.done.decoded_examined);
    ck_assert(list.done.has_digest);
    if (list.keys > 0) {
        ck_assert_msg(replay(content, &list) == 1, "replay of %s", contents[_i].what);
    }
    record_list_clear(&list);
}
END_TEST

/* Cut anywhere, two ranges together give what the whole gives, and the same sums. */
START_TEST(ranges_lose_nothing_at_their_border)
{
    static const char text[] = "before\n" KEY "between\n" KEY "after\n";
    struct bytes content = bytes_over(text, sizeof(text) - 1);
    for (size_t cut = 1; cut < content.left; cut += 13) {
        int descriptor = memory_file(content);
        struct record_list list = { 0 };
        const struct job_file halves[] = {
            { .number = 1, .fd = descriptor, .size = content.left, .mode = SCAN_RANGE, .to = cut },
            { .number = 1,
              .fd = descriptor,
              .size = content.left,
              .mode = SCAN_RANGE,
              .from = cut,
              .to = content.left },
        };
        scan(&halves[0], &list);
        ck_assert_uint_eq(list.done.examined, cut);
        scan(&halves[1], &list);
        ck_assert_uint_eq(list.done.examined, content.left - cut);
        ck_assert_str_eq(record_list_text(&list), "proven@7+226\nproven@242+226\n");
        record_list_clear(&list);
        (void)close(descriptor);
    }
}
END_TEST

START_TEST(digest_and_ranges_agree_on_their_blocks)
{
    struct buffer text = { 0 };
    for (size_t i = 0; i < 3 * (size_t)BLOCK_SUM_SPAN / 7; i++) {
        ck_assert(buffer_append_text(&text, "letters"));
    }
    int descriptor = memory_file(buffer_bytes(&text));
    struct record_list digest = { 0 }, range = { 0 };
    struct job_file file = {
        .number = 1, .fd = descriptor, .size = text.used, .mode = SCAN_DIGEST, .to = text.used
    };
    scan(&file, &digest);
    ck_assert(digest.done.has_digest);
    file.mode = SCAN_RANGE;
    scan(&file, &range);
    ck_assert(!range.done.has_digest);
    ck_assert_uint_eq(digest.progress.bytes, text.used);
    ck_assert_uint_eq(range.progress.bytes, text.used);
    ck_assert_uint_eq(digest.sums.used, 3 * sizeof(uint64_t));
    ck_assert(bytes_equal(buffer_bytes(&digest.sums), buffer_bytes(&range.sums)));
    record_list_clear(&digest);
    record_list_clear(&range);
    buffer_clear(&text);
    (void)close(descriptor);
}
END_TEST

static const struct {
    const char *what;
    size_t size; /* as it was when it was listed */
    const char *sentence;
} changes[] = {
    { "shrunk", 500, "the file became shorter while it was read\n" },
    { "grown", 3, "the file became longer while it was read\n" },
};

START_TEST(change_while_reading_is_journalled)
{
    static const char text[] = "no key in here";
    int descriptor = memory_file(bytes_over(text, sizeof(text) - 1));
    const struct job_file file = {
        .number = 1, .fd = descriptor, .size = changes[_i].size, .mode = SCAN_WHOLE
    };
    struct record_list list = { 0 };
    scan(&file, &list);
    ck_assert_str_eq(record_list_text(&list), changes[_i].sentence);
    ck_assert_int_eq(list.done.outcome, OUTCOME_CHANGED);
    ck_assert_uint_eq(list.done.examined, sizeof(text) - 1);
    record_list_clear(&list);
    (void)close(descriptor);
}
END_TEST

/* Nobody reads a file from end to end then: each range sees for itself what is missing of it, and
 * the last one what was added. */
START_TEST(undigested_ranges_see_change)
{
    static const char text[] = "before\n" KEY "after\n" KEY;
    const size_t there = sizeof(text) - 1, half = 100;
    int descriptor = memory_file(bytes_over(text, there));
    struct record_list list = { 0 };
    struct job_file file = { .number = 1,
                             .fd = descriptor,
                             .size = there + 500,
                             .mode = SCAN_RANGE,
                             .undigested = true,
                             .to = half };
    scan(&file, &list);
    ck_assert_str_eq(record_list_text(&list), "proven@7+226\n");
    ck_assert_uint_eq(list.done.examined, half);
    ck_assert_uint_eq(list.sums.used, 0);
    file.from = half;
    file.to = file.size;
    buffer_reset(&list.lines);
    scan(&file, &list);
    ck_assert_str_eq(record_list_text(&list),
                     "the file became shorter while it was read\nproven@240+226\n");
    ck_assert_uint_eq(list.done.examined, there - half);
    ck_assert_uint_eq(list.done.size, there + 500);
    file.to = file.size = half + 10; /* the second key was added */
    buffer_reset(&list.lines);
    scan(&file, &list);
    ck_assert_str_eq(record_list_text(&list),
                     "the file became longer while it was read\nproven@240+226\n");
    ck_assert_uint_eq(list.done.examined, there - half);
    ck_assert_uint_eq(list.done.size, there);
    record_list_clear(&list);
    (void)close(descriptor);
}
END_TEST

START_TEST(without_a_digest_the_same_is_found)
{
    static const char text[] = "before\n" KEY "after\n";
    int descriptor = memory_file(bytes_over(text, sizeof(text) - 1));
    const struct job_file file = { .number = 1,
                                   .fd = descriptor,
                                   .size = sizeof(text) - 1,
                                   .mode = SCAN_WHOLE,
                                   .undigested = true };
    struct record_list list = { 0 };
    scan(&file, &list);
    ck_assert_str_eq(record_list_text(&list), "proven@7+226\n");
    ck_assert(!list.done.has_digest);
    ck_assert_uint_eq(list.done.examined, sizeof(text) - 1);
    record_list_clear(&list);
    (void)close(descriptor);
}
END_TEST

START_TEST(pipe_is_scanned_as_it_comes)
{
    static const char text[] =
        "From: a@b\nSubject: keys\nDate: Tue, 27 Feb 2018 10:00:00 +0000\n\n" KEY;
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], text, sizeof(text) - 1), sizeof(text) - 1);
    (void)close(ends[1]);
    const struct job_file file = {
        .number = 1, .fd = ends[0], .size = UINT64_MAX, .mode = SCAN_WHOLE
    };
    struct record_list list = { 0 };
    scan(&file, &list);
    ck_assert_uint_eq(list.keys, 2);
    ck_assert_uint_eq(list.done.size, sizeof(text) - 1);
    ck_assert_uint_eq(list.done.examined, sizeof(text) - 1);
    record_list_clear(&list);
    (void)close(ends[0]);
}
END_TEST

/* Two streams of gzip with an octet between them; the key is in the second. */
static const uint8_t behind_gzip[] = {
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xcb, 0xcb, 0x2f, 0xc9, 0xc8, 0xcc,
    0x4b, 0x57, 0xc8, 0x4f, 0x53, 0xc8, 0xcb, 0x2f, 0x49, 0x55, 0xc8, 0xcc, 0x53, 0xc8, 0x48, 0x2d,
    0x4a, 0x05, 0x00, 0x1a, 0x3b, 0xcb, 0x3f, 0x17, 0x00, 0x00, 0x00, 0x00, 0x1f, 0x8b, 0x08, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x65, 0x8f, 0xcb, 0x72, 0x82, 0x30, 0x18, 0x46, 0xf7, 0x3c,
    0x85, 0xfb, 0x0e, 0x23, 0x2a, 0xa9, 0x71, 0xf9, 0xe7, 0x42, 0x88, 0x1a, 0x86, 0x80, 0xa6, 0x83,
    0x3b, 0x9b, 0x2a, 0x5e, 0x98, 0x94, 0xcb, 0x08, 0xda, 0xa7, 0xaf, 0xed, 0x74, 0xd7, 0xb3, 0xfa,
    0xce, 0xb7, 0x3b, 0xbe, 0xff, 0x84, 0x70, 0x21, 0x93, 0x51, 0x9a, 0x49, 0x03, 0x1b, 0x3e, 0x5a,
    0xf1, 0xe2, 0xe7, 0xf4, 0x3d, 0x25, 0x45, 0x0c, 0x25, 0x07, 0x45, 0x94, 0x20, 0x8f, 0x46, 0xe4,
    0x2a, 0x5c, 0x3c, 0x5d, 0x50, 0xfa, 0xb7, 0x07, 0x1e, 0x13, 0x11, 0x0c, 0xfb, 0x41, 0x12, 0xd0,
    0xba, 0xbc, 0xc6, 0xe9, 0x67, 0x0d, 0xd7, 0xf3, 0x44, 0xb5, 0x8d, 0x96, 0x86, 0x7b, 0x0d, 0x7b,
    0xad, 0xd1, 0xd9, 0x45, 0x6e, 0xda, 0xb3, 0xec, 0x38, 0xbe, 0xa1, 0x9e, 0xa7, 0xf3, 0xc2, 0xed,
    0xec, 0x85, 0x9e, 0x32, 0x48, 0x28, 0x80, 0x7e, 0x47, 0x65, 0xda, 0xe0, 0x9b, 0x09, 0xa2, 0x99,
    0x2d, 0xfa, 0x70, 0x7e, 0x17, 0x11, 0xee, 0xeb, 0x9c, 0x4c, 0xd9, 0xf2, 0xd0, 0x79, 0x12, 0x41,
    0xbe, 0xd5, 0x55, 0xc8, 0x2d, 0x33, 0xd5, 0x87, 0x5e, 0x1c, 0x70, 0xbb, 0x45, 0xee, 0xb4, 0xc9,
    0x77, 0x2f, 0xcb, 0x60, 0xb2, 0x5e, 0x77, 0x2d, 0x8e, 0xde, 0xec, 0xca, 0xca, 0x41, 0x50, 0xf3,
    0x55, 0x8e, 0x13, 0x84, 0x71, 0x57, 0x39, 0xeb, 0xfd, 0x06, 0xf0, 0x84, 0xfd, 0x8f, 0xfa, 0x06,
    0x7c, 0x2d, 0xd6, 0x7f, 0xf1, 0x00, 0x00, 0x00
};

START_TEST(replay_of_what_was_carved_behind_a_stream)
{
    struct record_list list = { 0 };
    const struct bytes content = bytes_over(behind_gzip, sizeof(behind_gzip));
    scan_whole(content, &list);
    ck_assert_str_eq(record_list_text(&list), "other bytes follow the compressed stream; they were "
                                              "scanned as they stand\n"
                                              "proven!reading @44 carved-gzip@0+240\n");
    ck_assert_uint_eq(replay(content, &list), 1);
    record_list_clear(&list);
}
END_TEST

START_TEST(replay_of_what_is_gone_gives_nothing)
{
    static const char text[] = "Here it is:\n" KEY;
    struct record_list list = { 0 };
    scan_whole(bytes_over(text, sizeof(text) - 1), &list);
    ck_assert_uint_eq(replay(bytes_over("something else", 14), &list), 0);
    buffer_drop_front(&list.provenance, 1);
    ck_assert_uint_eq(replay(bytes_over(text, sizeof(text) - 1), &list), 0);
    record_list_clear(&list);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("evidence_scan");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_loop_test(tests, content_gives_its_keys, 0,
                        (int)(sizeof(contents) / sizeof(contents[0])));
    tcase_add_test(tests, ranges_lose_nothing_at_their_border);
    tcase_add_test(tests, digest_and_ranges_agree_on_their_blocks);
    tcase_add_loop_test(tests, change_while_reading_is_journalled, 0,
                        (int)(sizeof(changes) / sizeof(changes[0])));
    tcase_add_test(tests, undigested_ranges_see_change);
    tcase_add_test(tests, without_a_digest_the_same_is_found);
    tcase_add_test(tests, pipe_is_scanned_as_it_comes);
    tcase_add_test(tests, replay_of_what_was_carved_behind_a_stream);
    tcase_add_test(tests, replay_of_what_is_gone_gives_nothing);
    tcase_set_timeout(tests, 60);
    return run_suite("evidence_scan", tests);
}
