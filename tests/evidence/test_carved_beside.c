/* What is packed where the walk of a format does not look: between the objects of a PDF, behind
 * text, in free pages. */
#include "archive_host.h"
#include "containers/pack_builder.h"
#include "containers/sqlite_writer.h"
#include "containers/tar_writer.h"
#include "evidence_run.h"

#define PAGE 4096u
#define SPOT "@1390+226\n"

static void prepare(void)
{
    run_prepare_scanning("");
}

/* A page that nothing leads to. */
static void put_free_page(struct buffer *content, struct bytes packed)
{
    static const uint8_t zeros[PAGE];
    sqlite3 *database = sqlite_begin(PAGE, "PRAGMA auto_vacuum=0");
    *content = sqlite_bytes(database);
    (void)sqlite3_close(database);
    ck_assert(buffer_append(content, bytes_over(zeros, 100)) && buffer_append(content, packed) &&
              buffer_append(content, bytes_over(zeros, PAGE - 100 - packed.left)));
}

/* What is left of a row when it was deleted: most of it, between the cells that stay. */
static void put_deleted_row(struct buffer *content, struct bytes packed)
{
    static const char insert[] = "INSERT INTO t VALUES(?,?,?,?)";
    const struct bytes none = bytes_over("", 0);
    sqlite3 *database = sqlite_begin(PAGE, "PRAGMA secure_delete=0");
    sqlite_put(database, insert, 1, "first", none, bytes_over("stays", 5));
    sqlite_put(database, insert, 2, "second", none, packed);
    sqlite_put(database, insert, 3, "third", none, bytes_over("stays", 5));
    ck_assert_int_eq(sqlite3_exec(database, "DELETE FROM t WHERE id=2", NULL, NULL, NULL),
                     SQLITE_OK);
    *content = sqlite_bytes(database);
    (void)sqlite3_close(database);
}

/* All of a table: its pages stand on the list of free ones. */
static void put_dropped_table(struct buffer *content, struct bytes packed)
{
    static const char insert[] = "INSERT INTO t VALUES(?,?,?,?)";
    const struct bytes none = bytes_over("", 0);
    sqlite3 *database = sqlite_begin(PAGE, "PRAGMA secure_delete=0; CREATE TABLE kept(a)");
    sqlite_put(database, insert, 1, "only", none, packed);
    ck_assert_int_eq(sqlite3_exec(database, "DROP TABLE t", NULL, NULL, NULL), SQLITE_OK);
    *content = sqlite_bytes(database);
    (void)sqlite3_close(database);
}

static void put_behind_utf16(struct buffer *content, struct bytes packed)
{
    static const char text[] = "\xff\xfew\0o\0r\0d\0s\0\n\0";
    ck_assert(buffer_append(content, bytes_over(text, sizeof(text) - 1)));
    for (size_t i = 0; i < 16; i++) {
        ck_assert(buffer_append(content, bytes_over(text + 2, sizeof(text) - 3)));
    }
    ck_assert(buffer_append(content, packed));
}

/* Behind the words, the first time that they stand there; without words at the end. */
static void put_into(struct buffer *content, const char *path, const char *words,
                     struct bytes packed)
{
    struct buffer file = fixture_read(path);
    const uint8_t *found =
        words != NULL ? memmem(file.at, file.used, words, strlen(words)) : file.at + file.used;
    ck_assert_ptr_nonnull(found);
    const size_t at = (size_t)(found - file.at) + (words != NULL ? strlen(words) : 0);
    ck_assert(buffer_append(content, bytes_over(file.at, at)) && buffer_append(content, packed) &&
              buffer_append(content, bytes_over(file.at + at, file.used - at)));
    buffer_clear(&file);
}

/* Frames of zstd and lz4 that are to be skipped, and the fields of gzip: around `packed`, in front
 * of a stream, between two of them and behind them. */
static void put_frame(struct buffer *content, struct bytes packed)
{
    const uint8_t header[] = {
        0x53, 0x2a, 0x4d, 0x18, (uint8_t)(packed.left + 100), (uint8_t)((packed.left + 100) >> 8),
        0,    0
    };
    static const uint8_t zeros[100];
    ck_assert(buffer_append(content, bytes_over(header, sizeof(header))) &&
              buffer_append(content, bytes_over(zeros, sizeof(zeros))) &&
              buffer_append(content, packed));
}

static void put_zstd_front(struct buffer *content, struct bytes packed)
{
    put_frame(content, packed);
    put_file(content, "containers/carve/layer.tar.zst");
}

static void put_zstd_between(struct buffer *content, struct bytes packed)
{
    put_file(content, "containers/carve/layer.tar.zst");
    put_frame(content, packed);
    put_file(content, "containers/carve/layer.tar.zst");
}

static void put_zstd_end(struct buffer *content, struct bytes packed)
{
    put_file(content, "containers/carve/layer.tar.zst");
    put_frame(content, packed);
}

static void put_lz4_between(struct buffer *content, struct bytes packed)
{
    put_file(content, "containers/carve/key.lz4");
    put_frame(content, packed);
    put_file(content, "containers/carve/key.lz4");
}

static void put_lz4_cut(struct buffer *content, struct bytes packed)
{
    put_file(content, "containers/carve/key.lz4");
    put_frame(content, packed);
    content->at[content->used - packed.left - 100 - 3] += 1; /* it says that it is longer */
}

/* RFC 1952 section 2.3: with an extra field. */
static void put_gzip_extra(struct buffer *content, struct bytes packed)
{
    static const char header[] = "\x1f\x8b\x08\4\0\0\0\0\0\3";
    const uint8_t size[] = { (uint8_t)packed.left, (uint8_t)(packed.left >> 8) };
    struct buffer file = fixture_read("containers/carve/layer.tar.gz");
    ck_assert(buffer_append(content, bytes_over(header, sizeof(header) - 1)) &&
              buffer_append(content, bytes_over(size, sizeof(size))) &&
              buffer_append(content, packed) &&
              buffer_append(content, bytes_over(file.at + 10, file.used - 10)));
    buffer_clear(&file);
}

/* In what is no text, and no stream at its front. */
static void put_carved_extra(struct buffer *content, struct bytes packed)
{
    static const uint8_t zeros[64];
    ck_assert(buffer_append(content, bytes_over(zeros, sizeof(zeros))));
    put_gzip_extra(content, packed);
    ck_assert(buffer_append(content, bytes_over(zeros, sizeof(zeros))));
}

static void put_carved_frame(struct buffer *content, struct bytes packed)
{
    static const uint8_t zeros[64];
    ck_assert(buffer_append(content, bytes_over(zeros, sizeof(zeros))));
    put_zstd_between(content, packed);
}

#define LOG_PAGE 512

static void put_octets(struct buffer *content, const char *octets, size_t count)
{
    static const uint8_t zeros[2048];
    const size_t length = strlen(octets);
    ck_assert(buffer_append(content, bytes_over(octets, length)) &&
              buffer_append(content, bytes_over(zeros, count - length)));
}

/* Behind the last frame, in less than one takes. */
static void put_behind_wal(struct buffer *content, struct bytes packed)
{
    ck_assert(buffer_append_number(content, 4, 0x377f0682) &&
              buffer_append_number(content, 4, 3007000) &&
              buffer_append_number(content, 4, LOG_PAGE));
    put_octets(content, "", 20 + 24 + LOG_PAGE + 100);
    ck_assert(buffer_append(content, packed));
}

/* Pages of a database as its log has them. */
static void put_deleted_row_of_wal(struct buffer *content, struct bytes packed)
{
    struct buffer database = { 0 };
    put_deleted_row(&database, packed);
    ck_assert(buffer_append_number(content, 4, 0x377f0682) &&
              buffer_append_number(content, 4, 3007000) && buffer_append_number(content, 4, PAGE));
    put_octets(content, "", 20);
    for (size_t at = 0; at < database.used; at += PAGE) {
        ck_assert(buffer_append_number(content, 4, at / PAGE + 1));
        put_octets(content, "", 20);
        ck_assert(buffer_append(content, bytes_over(database.at + at, PAGE)));
    }
    buffer_clear(&database);
}

/* In the sector of a header that one record follows; and behind that. */
static void put_journal(struct buffer *content, struct bytes sector, struct bytes behind)
{
    ck_assert(buffer_append_number(content, 8, 0xd9d505f920a163d7) &&
              buffer_append_number(content, 8, (uint64_t)1 << 32) &&
              buffer_append_number(content, 4, 1) && buffer_append_number(content, 4, 1024) &&
              buffer_append_number(content, 4, LOG_PAGE));
    put_octets(content, "", 100);
    ck_assert(buffer_append(content, sector));
    put_octets(content, "", 1024 - content->used);
    put_octets(content, "", 4 + LOG_PAGE + 4 + 1000);
    ck_assert(buffer_append(content, behind));
}

static void put_journal_sector(struct buffer *content, struct bytes packed)
{
    put_journal(content, packed, bytes_over("", 0));
}

static void put_behind_journal(struct buffer *content, struct bytes packed)
{
    put_journal(content, bytes_over("", 0), packed);
}

static void put_behind_pack(struct buffer *content, struct bytes packed)
{
    pack_begin(content, 1);
    pack_object(content, GIT_BLOB, bytes_over("text\n", 5));
    pack_end(content);
    put_octets(content, "", 100);
    ck_assert(buffer_append(content, packed));
}

static void put_bundle_head(struct buffer *content, struct bytes packed)
{
    ck_assert(buffer_append_text(content, "# v2 git bundle\n") && buffer_append(content, packed) &&
              buffer_append_text(content, "\n\n"));
    struct buffer pack = { 0 };
    put_behind_pack(&pack, bytes_over("", 0));
    ck_assert(buffer_append(content, buffer_bytes(&pack)));
    buffer_clear(&pack);
}

static const struct {
    const char *path, *words;
    void (*put)(struct buffer *content, struct bytes packed);
    const char *number; /* of the member that it stands in */
} hosts[] = {
    { .path = "containers/pdf/reportlab-plain.pdf", .words = "endobj\n" },
    { .path = "containers/pdf/cairo.pdf" },
    { .path = "containers/office/page.rtf", .words = "{\\fonttbl" },
    { .path = "containers/office/page.rtf" },
    { .path = "containers/office/page.html", .words = "<title>" },
    { .path = "containers/office/page.html" },
    { .path = "containers/office/page.doc" },
    { .path = "containers/cms/signed.p7m" },
    { .put = put_behind_utf16 },
    { .put = put_free_page },
    { .put = put_deleted_row },
    { .put = put_dropped_table },
    { .put = put_zstd_front },
    { .put = put_zstd_between },
    { .put = put_zstd_end },
    { .put = put_lz4_between },
    { .put = put_lz4_cut },
    { .put = put_gzip_extra },
    { .put = put_carved_extra },
    { .put = put_carved_frame },
    { .put = put_deflated_member, .number = "1 " },
    { .put = put_streamed_member, .number = "1 " },
    { .put = put_disc_slack },
    { .put = put_disc_front },
    { .put = put_rpm_header },
    { .put = put_rpm_behind },
    { .put = put_xar_end },
    { .put = put_behind_wal },
    { .put = put_deleted_row_of_wal },
    { .put = put_journal_sector },
    { .put = put_behind_journal },
    { .put = put_behind_pack },
    { .put = put_bundle_head },
    { .put = put_tar_padding },
    { .put = put_tar_last },
    { .put = put_tar_record },
    { .put = put_tar_sized },
    { .put = put_tar_block },
    { .put = put_tar_behind },
};

static void put_host(size_t host, struct bytes packed, struct buffer *content)
{
    if (hosts[host].put != NULL) {
        hosts[host].put(content, packed);
    } else {
        put_into(content, hosts[host].path, hosts[host].words, packed);
    }
}

static void expect_key(struct bytes content, const char *before, const char *number, size_t place)
{
    struct record_list list = { 0 };
    char line[128];
    (void)snprintf(line, sizeof(line), "proven!%sreading %s@%zu carved-gzip" SPOT, before,
                   number != NULL ? number : "", place);
    run_scan(content, &list);
    ck_assert_msg(strstr(record_list_text(&list), line) != NULL, "%s: %s", line,
                  record_list_text(&list));
    run_replay(content, &list);
    record_list_clear(&list);
}

/* Where the content can go back, and where it comes by once. */
START_TEST(packed_key_beside_what_is_walked_is_found)
{
    struct buffer content = { 0 }, tar = { 0 };
    struct buffer packed = fixture_read("containers/carve/key.gz");
    put_host((size_t)_i, buffer_bytes(&packed), &content);
    const uint8_t *at = memmem(content.at, content.used, packed.at, packed.used);
    ck_assert_ptr_nonnull(at);
    tar_put(&tar, "host", buffer_bytes(&content));
    tar_end(&tar);
    expect_key(buffer_bytes(&content), "", hosts[_i].number, (size_t)(at - content.at));
    expect_key(buffer_bytes(&tar), "member 1 host!", hosts[_i].number, (size_t)(at - content.at));
    buffer_clear(&content);
    buffer_clear(&tar);
    buffer_clear(&packed);
}
END_TEST

/* A member that is packed itself is none of what stands beside the members. */
static const struct {
    const char *format, *options;
} formats[] = { { "iso9660", "pad" },
                { "xar", "compression=none" },
                { "xar", "compression=gzip" },
                { "xar", "compression=bzip2" },
                { "xar", "compression=xz" } };

START_TEST(packed_member_is_told_once)
{
    struct buffer content = { 0 }, tar = { 0 };
    struct buffer packed = fixture_read("containers/carve/key.gz");
    host_make(&content, formats[_i].format, formats[_i].options, buffer_bytes(&packed));
    tar_put(&tar, "host", buffer_bytes(&content));
    tar_end(&tar);
    const struct bytes both[] = { buffer_bytes(&content), buffer_bytes(&tar) };
    for (size_t i = 0; i < 2; i++) {
        struct record_list list = { 0 };
        run_scan(both[i], &list);
        ck_assert_msg(list.keys == 1, "%s", record_list_text(&list));
        ck_assert_ptr_nonnull(strstr(record_list_text(&list), " first!reading @0 gzip"));
        run_replay(both[i], &list);
        record_list_clear(&list);
    }
    buffer_clear(&content);
    buffer_clear(&tar);
    buffer_clear(&packed);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("carved_beside");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_rows(tests, packed_key_beside_what_is_walked_is_found, hosts);
    tcase_add_rows(tests, packed_member_is_told_once, formats);
    return run_suite("carved_beside", tests);
}
