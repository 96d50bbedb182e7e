#include <archive.h>
#include <archive_entry.h>

#include "evidence_run.h"

/* What is told of a walk through a zip in a zip on the way: its share follows what was read of the
 * inner one, also where that is held in memory first. */

#define TEXT ((size_t)12 * MIB)
#define ROOM (TEXT + 4096)

static void make_zip(struct bytes content, const char *name, struct buffer *made)
{
    size_t used = 0;
    ck_assert(buffer_reserve(made, ROOM));
    struct archive *archive = archive_write_new();
    struct archive_entry *entry = archive_entry_new();
    ck_assert_int_eq(archive_write_set_format_zip(archive), ARCHIVE_OK);
    ck_assert_int_eq(archive_write_set_options(archive, "zip:compression=store"), ARCHIVE_OK);
    ck_assert_int_eq(archive_write_open_memory(archive, made->at, ROOM, &used), ARCHIVE_OK);
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t)content.left);
    ck_assert_int_eq(archive_write_header(archive, entry), ARCHIVE_OK);
    ck_assert_uint_eq((size_t)archive_write_data(archive, content.at, content.left), content.left);
    archive_entry_free(entry);
    ck_assert_int_eq(archive_write_close(archive), ARCHIVE_OK);
    archive_write_free(archive);
    made->used = used;
}

struct told {
    uint64_t bytes, inside, walked, size;
    unsigned on_the_way;
};

static void take(void *context, const struct record *record)
{
    struct told *told = context;
    if (record->kind != RECORD_PROGRESS) {
        return;
    }
    told->bytes += record->progress.bytes;
    told->inside += record->progress.inside;
    told->walked += record->progress.walked;
    ck_assert_uint_le(told->walked, told->size);
    if (told->inside > 0 && told->inside < TEXT) {
        ck_assert_uint_eq(told->bytes, told->size); /* the raw scan is over, the walk is not */
        ck_assert_uint_ge(told->walked + 2 * MIB, told->inside);
        ck_assert_uint_le(told->walked, told->inside + 2 * MIB);
        told->on_the_way++;
    }
}

START_TEST(share_follows_what_is_read_inside)
{
    static const uint8_t text[TEXT];
    struct buffer inner = { 0 }, outer = { 0 };
    make_zip(bytes_over(text, sizeof(text)), "text", &inner);
    make_zip(buffer_bytes(&inner), "inner.zip", &outer);
    struct told told = { .size = outer.used };
    run_scan_into(buffer_bytes(&outer), &(struct record_sink){ &told, take });
    ck_assert_uint_eq(told.inside, TEXT);
    ck_assert_uint_ge(told.on_the_way, 2);
    ck_assert_uint_ge(told.walked + 2 * MIB, told.size);
    buffer_clear(&inner);
    buffer_clear(&outer);
}
END_TEST

int main(void)
{
    run_prepare("");
    TCase *tests = tcase_create("walk_progress");
    tcase_add_test(tests, share_follows_what_is_read_inside);
    const int status = suite_run("walk_progress", tests);
    run_release();
    return status;
}
