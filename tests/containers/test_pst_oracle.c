#include "containers/outlook/pst_walk.h"

#include <stdio.h>
#include <stdlib.h>

#include "bounds.h"
#include "containers/mail/mail_message.h"
#include "containers/outlook/compressed_rtf.h"
#include "suite.h"

/* What libpff reads of an Outlook file, and our walk does not, is a failure: texts and attachments
 * of messages, octet by octet, of Outlook's own files and of such as are written here. */

#ifdef WITH_PFF
#include "containers/outlook_writer.h"
#include "containers/pff_oracle.h"

struct contents {
    struct buffer texts; /* each: 8 octets of its length, and itself */
    size_t count;
};

static void contents_add(struct contents *contents, struct bytes content)
{
    must(buffer_append_number(&contents->texts, 8, content.left) &&
         buffer_append(&contents->texts, content));
    contents->count++;
}

static bool contents_have(const struct contents *contents, struct bytes wanted)
{
    struct bytes left = buffer_bytes(&contents->texts), one;
    uint64_t length;
    while (bytes_take_number(&left, 8, &length) && bytes_take(&left, (size_t)length, &one)) {
        while (one.left > wanted.left && one.at[one.left - 1] == 0) {
            one.left--; /* libpff's texts end before that */
        }
        if (bytes_equal(one, wanted)) {
            return true;
        }
    }
    return false;
}

static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content);
static void walk_inner(struct contents *contents, const struct container *container,
                       struct bytes content)
{
    const struct container_sink sink = { .context = contents,
                                         .part = take_part,
                                         .mail = container_ignore_mail,
                                         .journal = container_ignore_journal };
    struct memory_stream memory;
    memory_stream_init(&memory, content);
    (void)container->walk(&memory.stream, &sink);
}

static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    struct contents *contents = context;
    struct buffer held = { 0 };
    must(stream_hold(content, UINT64_MAX, &held));
    const struct bytes all = buffer_bytes(&held);
    if (nature == PART_MESSAGE) {
        walk_inner(contents, &mail_message_container, all);
    } else {
        contents_add(contents, all);
        if (place->kind != PLACE_READING && compressed_rtf_container.recognise(all)) {
            walk_inner(contents, &compressed_rtf_container, all);
        }
    }
    buffer_clear(&held);
    return true;
}

struct comparison {
    struct contents ours;
    size_t compared, missing;
};

static void compare(void *context, enum pff_content kind, struct bytes content)
{
    static const char *const kinds[] = { "plain text", "HTML", "RTF", "attachment" };
    struct comparison *comparison = context;
    comparison->compared++;
    if (!contents_have(&comparison->ours, content)) {
        comparison->missing++;
        (void)fprintf(stderr, "not read: %s of %zu octets: %.*s\n", kinds[kind], content.left,
                      content.left < 40 ? (int)content.left : 40, (const char *)content.at);
    }
}

static size_t compare_file(struct bytes file, bool opens)
{
    struct comparison comparison = { 0 };
    struct pff_oracle oracle = { .take = compare, .context = &comparison };
    walk_inner(&comparison.ours, &pst_container, file);
    const bool opened = pff_oracle_read(&oracle, file.at, file.left);
    ck_assert(!opens || (opened && oracle.messages > 0));
    ck_assert_uint_eq(comparison.missing, 0);
    buffer_clear(&comparison.ours.texts);
    return comparison.compared;
}

/* One page of the file's trees after the other is blank; libpff opens three of four such files. */
static void compare_damaged(struct buffer *file)
{
    uint8_t kept[512];
    size_t pages = 0;
    for (size_t at = 1024; at + sizeof(kept) <= file->used; at += sizeof(kept)) {
        const uint8_t type = file->at[at + 496];
        if ((type != 0x80 && type != 0x81) || type != file->at[at + 497] || pages++ % 12 != 0) {
            continue;
        }
        memcpy(kept, file->at + at, sizeof(kept));
        memset(file->at + at, 0, sizeof(kept));
        (void)compare_file(buffer_bytes(file), false);
        memcpy(file->at + at, kept, sizeof(kept));
    }
    ck_assert_uint_gt(pages, 0);
}

static const char *const specimens[] = { "testPST", "dist-list", "passworded" };

START_TEST(what_libpff_reads_of_outlooks_files_is_read)
{
    char path[128];
    struct buffer file = { 0 };
    (void)snprintf(path, sizeof(path), "../shared/specimens/outlook/%s.pst", specimens[_i]);
    FILE *from = fopen(path, "rb");
    uint8_t piece[4096];
    size_t got;
    if (from == NULL) {
        (void)fprintf(stderr, "SKIP %s: not there\n", path);
        return;
    }
    while ((got = fread(piece, 1, sizeof(piece), from)) > 0) {
        ck_assert(buffer_append(&file, bytes_over(piece, got)));
    }
    (void)fclose(from);
    (void)compare_file(buffer_bytes(&file), true);
    compare_damaged(&file);
    buffer_clear(&file);
}
END_TEST

static const struct {
    unsigned version;
    uint8_t encoding;
} layouts[] = { { 14, 0 }, { 14, 1 }, { 14, 2 }, { 23, 0 }, { 23, 1 },
                { 23, 2 }, { 36, 0 }, { 36, 1 }, { 36, 2 } };

START_TEST(what_libpff_reads_of_each_version_is_read)
{
    static struct outlook_writer store;
    static uint8_t attached[20000];
    static const uint32_t listed[] = { 0x200024, 0x200044 };
    for (size_t i = 0; i < sizeof(attached); i++) {
        attached[i] = (uint8_t)(i % 64 == 63 ? '\n' : 'a' + i / 64 % 26);
    }
    outlook_begin(&store, layouts[_i].version, layouts[_i].encoding);
    outlook_folder(&store, OUTLOOK_ROOT, OUTLOOK_ROOT, "Top", NULL, 0);
    outlook_folder(&store, 0x8022, OUTLOOK_ROOT, "Inbox", listed, 2);
    outlook_message(&store, listed[0], 0x8022, "Keys", "the body", "server.pem",
                    bytes_over(attached, sizeof(attached)));
    outlook_message(&store, listed[1], 0x8022, "More", "the second body", "", bytes_over(NULL, 0));
    outlook_end(&store);
    /* Of 4k pages libpff 20180714 says that attachments in several blocks have 0 octets. */
    ck_assert_uint_ge(compare_file(buffer_bytes(&store.file), true),
                      layouts[_i].version < 36 ? 3 : 2);
    outlook_clear(&store);
}
END_TEST
#endif

int main(void)
{
    TCase *tests = tcase_create("pst_oracle");
#ifdef WITH_PFF
    tcase_add_loop_test(tests, what_libpff_reads_of_outlooks_files_is_read, 0, 3);
    tcase_add_loop_test(tests, what_libpff_reads_of_each_version_is_read, 0,
                        sizeof(layouts) / sizeof(layouts[0]));
#else
    (void)fprintf(stderr, "SKIP libpff: not installed\n");
#endif
    return suite_run("pst_oracle", tests);
}
