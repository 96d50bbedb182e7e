#include "containers/disk_image.h"

#include "bounds.h"
#include "containers/archives/archive_walk.h"
#include "containers/archives/compressed_stream.h"
#include "containers/archives/stream_decoder.h"
#include "containers/disks/disk_map.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>

static void prepare(void)
{
    ck_assert(archive_walk_prepare());
}

/* Fixtures lie in gzip. */
static struct buffer read_image(const char *name)
{
    static uint8_t held[1 << 16];
    char path[512];
    (void)snprintf(path, sizeof(path), FIXTURES "/containers/disk/%s.gz", name);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    const size_t length = fread(held, 1, sizeof(held), file);
    (void)fclose(file);
    struct memory_stream memory;
    struct compressed_stream decoded;
    struct buffer image = { 0 };
    memory_stream_init(&memory, bytes_over(held, length));
    compressed_stream_init(&decoded, &memory.stream, stream_decoder_of(bytes_over(held, length)));
    ck_assert(stream_hold(&decoded.stream, 16 * MIB, &image));
    compressed_stream_clear(&decoded);
    return image;
}

/* Puts the disk together from its parts. */
static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    struct disk *disk = context;
    unsigned long long from = 0;
    char name[64] = { 0 };
    must(nature == PART_DISK && place->kind == PLACE_MEMBER && place->number == ++disk->number);
    must(place->name.left < sizeof(name));
    memcpy(name, place->name.at, place->name.left);
    must(strcmp(name, "disk") == 0 || sscanf(name, "disk from %llu", &from) == 1);
    must(disk->octets.used <= from && from <= 64 * MIB);
    static const uint8_t zeros[1 << 16];
    while (disk->octets.used < from) {
        const size_t left = (size_t)from - disk->octets.used;
        must(buffer_append(&disk->octets,
                           bytes_over(zeros, left < sizeof(zeros) ? left : sizeof(zeros))));
    }
    must(stream_hold(content, 64 * MIB, &disk->octets));
    disk->parts++;
    return true;
}

static const struct {
    const char *name;
    unsigned parts;
} images[] = {
    { "scattered.qcow2", 1 }, { "zlib.qcow2", 1 }, { "zstd.qcow2", 1 }, { "sparse.vmdk", 1 },
    { "stream.vmdk", 1 },     { "disk.vdi", 1 },   { "disk.vhd", 1 },   { "disk.vhdx", 1 },
    { "best.E01", 1 },        { "plain.E01", 1 },
};
#define IMAGES (sizeof(images) / sizeof(images[0]))

/* Two clusters of text, and the gzip over their border; all else is zeros. */
static void hold_disk(struct disk *disk, const char *name)
{
    static const char line[] = "a line of a file on the disk\n";
    static uint8_t packed[4096];
    enum { FROM = 2097152, TEXT = 65536 - 100 };
    FILE *file = fopen(FIXTURES "/containers/carve/key.gz", "rb");
    ck_assert_ptr_nonnull(file);
    const size_t length = fread(packed, 1, sizeof(packed), file);
    (void)fclose(file);
    ck_assert_msg(disk->octets.used >= FROM + TEXT + length, "%s: %zu", name, disk->octets.used);
    for (size_t i = 0; i < disk->octets.used; i += i + 61 <= FROM || i >= FROM + 131072 ? 61 : 1) {
        const size_t at = i - FROM;
        const bool text = i >= FROM && at < 131072;
        const uint8_t wanted = text && at >= TEXT && at < TEXT + length ? packed[at - TEXT]
                               : text ? (uint8_t)line[at % (sizeof(line) - 1)]
                                      : 0;
        must(disk->octets.at[i] == wanted);
    }
}

START_TEST(disk_is_put_together)
{
    struct buffer image = read_image(images[_i].name);
    struct disk disk = { 0 };
    ck_assert(disk_container.recognise(buffer_bytes(&image)));
    ck_assert_ptr_null(disk_walk_image(buffer_bytes(&image), &disk, take_part));
    ck_assert_uint_eq(disk.parts, images[_i].parts);
    ck_assert_uint_eq(disk.unread, 0);
    ck_assert_uint_eq(disk.notes, 0);
    hold_disk(&disk, images[_i].name);
    buffer_clear(&disk.octets);
    buffer_clear(&image);
}
END_TEST

/* The front of each part. */
static bool take_front(void *context, const struct place *place, enum part_nature nature,
                       struct stream *content)
{
    const struct bytes seen = stream_ahead(content, 1 << 17);
    struct disk *disk = context;
    must(nature == PART_DISK && place->number == ++disk->number);
    stream_consume(content, seen.left);
    return disk->number < 8;
}

static const struct fault *walk_fronts(struct bytes image)
{
    struct disk disk = { 0 };
    const struct container_sink sink = { .context = &disk,
                                         .part = take_front,
                                         .journal = disk_journal };
    struct memory_stream memory;
    memory_stream_init(&memory, image);
    const struct fault *fault = disk_container.walk(&memory.stream, &sink);
    must(fault == NULL || disk.number == 0);
    return fault;
}

/* Any shorter front gives what it has, or says why not. */
START_TEST(every_shorter_image_is_read)
{
    struct buffer image = read_image(images[_i].name);
    const size_t step = image.used / 5;
    for (size_t kept = 0; kept < image.used; kept += kept < 1024 ? 311 : step) {
        uint8_t *copy = exact_copy(image.at, kept);
        if (disk_container.recognise(bytes_over(copy, kept))) {
            const struct fault *fault = walk_fronts(bytes_over(copy, kept));
            must(fault == NULL || fault->sentence != NULL);
        }
        free(copy);
    }
    buffer_clear(&image);
}
END_TEST

static bool count_part(void *context, const struct place *place, enum part_nature nature,
                       struct stream *content)
{
    uint64_t *given = context;
    uint64_t here = 0;
    (void)place;
    (void)nature;
    for (struct bytes seen = stream_ahead(content, 1); seen.left > 0;
         seen = stream_ahead(content, 1)) {
        here += seen.left;
        stream_consume(content, seen.left);
    }
    *given += here;
    return true;
}

static unsigned told;

static void count_journal(void *context, const struct place *where, enum journal_weight weight,
                          const struct fault *fault, uint64_t unread)
{
    (void)context;
    (void)where;
    (void)fault;
    (void)unread;
    told += weight == JOURNAL_UNREAD;
}

/* Any size, any table: each ends. */
START_TEST(every_flipped_octet_of_the_front_is_read)
{
    struct buffer image = read_image(images[_i].name);
    const size_t most = image.used < 1600 ? image.used : 1600;
    for (size_t at = 0; at < most; at += 67) {
        image.at[at] ^= (uint8_t)(1u << at % 8);
        if (disk_container.recognise(buffer_bytes(&image))) {
            const struct fault *fault = walk_fronts(buffer_bytes(&image));
            must(fault == NULL || fault->sentence != NULL);
        }
        image.at[at] ^= (uint8_t)(1u << at % 8);
    }
    buffer_clear(&image);
}
END_TEST

/* Both copies of the table of regions, where VHDX has its metadata and blocks, and the metadata. */
START_TEST(every_table_of_vhdx_may_be_damaged)
{
    enum { REGIONS = 192 << 10, COPY = 64 << 10, METADATA = 3 << 20 };
    struct buffer image = read_image("disk.vhdx");
    struct disk disk = { 0 };
    ck_assert_uint_gt(image.used, METADATA + (64 << 10));
    ck_assert(memcmp(image.at + METADATA, "metadata", 8) == 0);
    for (size_t at = 0; at < 192; at += 5) {
        image.at[REGIONS + at] ^= (uint8_t)(1u << at % 8);
        image.at[REGIONS + COPY + at] ^= (uint8_t)(1u << at % 8);
        const struct fault *fault = walk_fronts(buffer_bytes(&image));
        must(fault == NULL || fault->sentence != NULL);
        image.at[REGIONS + at] ^= (uint8_t)(1u << at % 8);
        image.at[METADATA + at] ^= (uint8_t)(1u << at % 8);
        fault = walk_fronts(buffer_bytes(&image));
        must(fault == NULL || fault->sentence != NULL);
        image.at[REGIONS + COPY + at] ^= (uint8_t)(1u << at % 8);
        image.at[METADATA + at] ^= (uint8_t)(1u << at % 8);
    }
    image.at[REGIONS] ^= 1; /* one copy is enough */
    ck_assert_ptr_null(disk_walk_image(buffer_bytes(&image), &disk, take_part));
    hold_disk(&disk, "disk.vhdx");
    buffer_clear(&disk.octets);
    buffer_clear(&image);
}
END_TEST

static void put_big(uint8_t *at, size_t width, uint64_t number)
{
    while (width-- > 0) {
        at[width] = (uint8_t)number;
        number >>= 8;
    }
}

/* Octets: a header; at 512 the first level, all of it one table; at 1024 that table, all of it the
 * same cluster, at 1536. */
static void make_loop(uint8_t image[2048], uint64_t entry)
{
    memset(image, 0, 2048);
    put_big(image, 4, 0x514649fb);
    put_big(image + 4, 4, 3);
    put_big(image + 20, 4, 9);
    put_big(image + 24, 8, UINT64_C(1) << 40);
    put_big(image + 36, 4, 64);
    put_big(image + 40, 8, 512);
    put_big(image + 100, 4, 104);
    for (size_t i = 0; i < 64; i++) {
        put_big(image + 512 + 8 * i, 8, 1024);
        put_big(image + 1024 + 8 * i, 8, entry);
    }
}

/* All clusters of the disk are one cluster of the image. */
START_TEST(cluster_that_is_everywhere_is_bounded)
{
    uint8_t image[2048];
    uint64_t given = 0;
    const struct container_sink sink = { .context = &given,
                                         .part = count_part,
                                         .journal = count_journal };
    struct memory_stream memory;
    make_loop(image, 1536);
    memory_stream_init(&memory, bytes_over(image, sizeof(image)));
    ck_assert(disk_container.recognise(bytes_over(image, sizeof(image))));
    ck_assert_ptr_null(disk_container.walk(&memory.stream, &sink));
    ck_assert_uint_eq(given, 64 * 64 * 512);
    /* A header that says more tables than the file has. */
    put_big(image + 36, 4, 4000000);
    memory_stream_init(&memory, bytes_over(image, sizeof(image)));
    ck_assert_ptr_nonnull(disk_container.walk(&memory.stream, &sink));
}
END_TEST

/* A table of the second level that is the image itself, over and over: ends by what it gives. */
START_TEST(table_that_is_everywhere_is_bounded)
{
    static uint8_t image[1 << 16];
    uint64_t given = 0;
    const struct container_sink sink = { .context = &given,
                                         .part = count_part,
                                         .journal = count_journal };
    struct memory_stream memory;
    make_loop(image, 1536);
    put_big(image + 36, 4, 6000);
    put_big(image + 40, 8, 2048);
    for (size_t i = 0; i < 6000; i++) {
        put_big(image + 2048 + 8 * i, 8, 1024);
    }
    told = 0;
    memory_stream_init(&memory, bytes_over(image, sizeof(image)));
    ck_assert_ptr_null(disk_container.walk(&memory.stream, &sink));
    ck_assert_uint_eq(given, RATIO_LOOKED_AT);
    ck_assert_uint_eq(told, 1);
}
END_TEST

/* An E01 that claims an exbibyte, and has no table of where its chunks are. */
START_TEST(disk_of_no_table_is_told)
{
    uint8_t image[13 + 76 + 94] = "EVF\x09\x0d\x0a\xff\0\1\1";
    uint64_t given = 0;
    const struct container_sink sink = { .context = &given,
                                         .part = count_part,
                                         .journal = count_journal };
    struct memory_stream memory;
    memcpy(image + 13, "disk", 4);
    image[13 + 76 + 8] = 64;      /* sectors of a chunk */
    image[13 + 76 + 13] = 2;      /* octets of a sector: 512 */
    image[13 + 76 + 22] = 1 << 3; /* sectors: 2^51 */
    told = 0;
    memory_stream_init(&memory, bytes_over(image, sizeof(image)));
    ck_assert(disk_container.recognise(bytes_over(image, sizeof(image))));
    ck_assert_ptr_null(disk_container.walk(&memory.stream, &sink));
    ck_assert_uint_eq(given, 0);
    ck_assert_uint_eq(told, 1);
}
END_TEST

/* Where the header has the count of entries in the first table. */
static const struct {
    const char *name;
    size_t at;
} shorter[] = {
    { "scattered.qcow2", 36 },
    { "disk.vdi", 384 },
    { "disk.vhd", 512 + 28 },
};

START_TEST(first_table_shorter_than_the_disk_is_told)
{
    struct buffer image = read_image(shorter[_i].name);
    struct disk disk = { 0 };
    memset(image.at + shorter[_i].at, 0, 4);
    ck_assert_ptr_null(disk_walk_image(buffer_bytes(&image), &disk, take_part));
    ck_assert_msg(disk.unread == 1 && disk.parts == 0, "%s: %u", shorter[_i].name, disk.unread);
    buffer_clear(&disk.octets);
    buffer_clear(&image);
}
END_TEST

/* Where the size of the disk stands, and in what order of octets. */
static const struct {
    const char *name;
    size_t at, last; /* its highest octet, and its lowest */
} lowered[] = {
    { "scattered.qcow2", 24, 31 }, { "zlib.qcow2", 24, 31 }, { "sparse.vmdk", 19, 12 },
    { "stream.vmdk", 19, 12 },     { "disk.vdi", 375, 368 }, { "disk.vhd", 48, 55 },
    { "disk.vhdx", 0, 0 },
};

/* In a VHDX it is an item of the metadata. */
static size_t size_of_vhdx(const struct buffer *image)
{
    static const uint8_t guid[] = { 0x24, 0x42, 0xa5, 0x2f, 0x1b, 0xcd, 0x76, 0x48,
                                    0xb2, 0x11, 0x5d, 0xbe, 0xd8, 0x3b, 0xf4, 0xb8 };
    const uint8_t *entry = memmem(image->at, image->used, guid, sizeof(guid));
    ck_assert_ptr_nonnull(entry);
    return (3 << 20) + (size_t)bytes_little(entry + sizeof(guid), 4);
}

/* A header that tells of a disk of one sector, or of a few. */
START_TEST(what_stands_behind_the_size_in_the_header_is_read)
{
    struct buffer image = read_image(lowered[_i].name);
    struct disk disk = { 0 };
    const bool vhdx = lowered[_i].at == 0;
    const size_t last = vhdx ? size_of_vhdx(&image) : lowered[_i].last;
    const size_t first = vhdx ? last + 7 : lowered[_i].at;
    for (size_t at = first < last ? first : last; at <= (first < last ? last : first); at++) {
        image.at[at] = 0;
    }
    image.at[first < last ? last - 1 : last + 1] = 2;
    ck_assert_ptr_null(disk_walk_image(buffer_bytes(&image), &disk, take_part));
    ck_assert_uint_eq(disk.unread, 0);
    ck_assert_uint_eq(disk.notes, 1);
    hold_disk(&disk, lowered[_i].name);
    buffer_clear(&disk.octets);
    buffer_clear(&image);
}
END_TEST

static const struct {
    const char *what;
    size_t at, width;
    uint64_t number;
    bool recognised;
} wrong[] = {
    { "another magic", 0, 4, 0x514649fa, false },
    { "another version", 4, 4, 9, false },
    { "clusters of 256 octets", 20, 4, 8, false },
    { "clusters of 4 MiB", 20, 4, 22, false },
    { "no size", 24, 8, 0, false },
    { "encrypted", 32, 4, 1, true },
    { "data in another file", 72, 8, 4, true },
    { "tables that are not there", 40, 8, UINT64_C(1) << 40, true },
};

START_TEST(other_headers_are_refused)
{
    uint8_t image[2048];
    struct disk disk = { 0 };
    make_loop(image, 0);
    put_big(image + wrong[_i].at, wrong[_i].width, wrong[_i].number);
    ck_assert_msg(disk_container.recognise(bytes_over(image, sizeof(image))) ==
                      wrong[_i].recognised,
                  "%s", wrong[_i].what);
    ck_assert_ptr_nonnull(disk_walk_image(bytes_over(image, sizeof(image)), &disk, take_part));
    ck_assert_uint_eq(disk.parts, 0);
}
END_TEST

static void put_little(uint8_t *at, size_t width, uint64_t number)
{
    for (size_t i = 0; i < width; i++) {
        at[i] = (uint8_t)(number >> 8 * i);
    }
}

/* Sectors: a header; the directory; four of the one table; a grain; a footer, and one behind it. */
enum { VMDK_DIRECTORY = 512, VMDK_TABLE = 1024, VMDK_GRAIN = 6 * 512, VMDK_FOOTER = 7 * 512 };
#define VMDK_SIZE (9 * (size_t)512)

static void make_vmdk(uint8_t image[VMDK_SIZE])
{
    memset(image, 0, VMDK_SIZE);
    put_little(image, 4, 0x564d444b);
    put_little(image + 4, 4, 1);
    put_little(image + 12, 8, 512); /* sectors of the disk */
    put_little(image + 20, 8, 1);   /* of a grain */
    put_little(image + 44, 4, 512); /* grains of a table */
    memcpy(image + VMDK_FOOTER, image, 512);
    put_little(image + 56, 8, VMDK_DIRECTORY / 512);
    put_little(image + VMDK_FOOTER + 56, 8, VMDK_DIRECTORY / 512);
    put_little(image + VMDK_DIRECTORY, 4, VMDK_TABLE / 512);
    put_little(image + VMDK_TABLE, 4, VMDK_GRAIN / 512);
    memset(image + VMDK_GRAIN, 'x', 512);
}

static const struct {
    const char *what;
    size_t at, width;
    uint64_t number;
    bool refused;
    unsigned parts, unread;
} tables_of_vmdk[] = {
    { "as it should be", 0, 4, 0x564d444b, false, 1, 0 },
    { "no table", VMDK_DIRECTORY, 4, 0, false, 0, 0 },
    { "a table that is not there", VMDK_DIRECTORY, 4, 9999, false, 0, 1 },
    { "a grain of zeros", VMDK_TABLE, 4, 1, false, 0, 0 },
    { "a directory that is not there", 56, 8, 9999, true, 0, 0 },
    { "a directory at no offset", 56, 8, UINT64_MAX / 512, true, 0, 0 },
    { "more sectors than octets can be counted", 12, 8, UINT64_MAX / 256, true, 0, 0 },
    { "more tables than are read", 12, 8, UINT64_C(1) << 50, true, 0, 0 },
    { "the directory told by the footer", 56, 8, UINT64_MAX, false, 1, 0 },
};

START_TEST(tables_of_vmdk_are_followed_or_told)
{
    uint8_t image[VMDK_SIZE];
    struct disk disk = { 0 };
    make_vmdk(image);
    put_little(image + tables_of_vmdk[_i].at, tables_of_vmdk[_i].width, tables_of_vmdk[_i].number);
    ck_assert(disk_container.recognise(bytes_over(image, sizeof(image))));
    const struct fault *fault = disk_walk_image(bytes_over(image, sizeof(image)), &disk, take_part);
    ck_assert_msg((fault != NULL) == tables_of_vmdk[_i].refused, "%s", tables_of_vmdk[_i].what);
    ck_assert_msg(disk.parts == tables_of_vmdk[_i].parts, "%s: %u parts", tables_of_vmdk[_i].what,
                  disk.parts);
    ck_assert_msg(disk.unread == tables_of_vmdk[_i].unread, "%s: %u told", tables_of_vmdk[_i].what,
                  disk.unread);
    buffer_clear(&disk.octets);
}
END_TEST

/* Of one that has its directory behind all else, and is cut. */
START_TEST(vmdk_without_its_footer_is_refused)
{
    uint8_t image[VMDK_SIZE];
    struct disk disk = { 0 };
    make_vmdk(image);
    put_little(image + 56, 8, UINT64_MAX);
    memset(image + VMDK_FOOTER, 0, 4);
    ck_assert_ptr_nonnull(disk_walk_image(bytes_over(image, sizeof(image)), &disk, take_part));
    ck_assert_ptr_nonnull(disk_walk_image(bytes_over(image, 1024), &disk, take_part));
    ck_assert_uint_eq(disk.parts, 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("disk_walk");
    tcase_add_unchecked_fixture(tests, prepare, NULL);
    tcase_add_loop_test(tests, disk_is_put_together, 0, (int)IMAGES);
    tcase_add_loop_test(tests, every_shorter_image_is_read, 0, (int)IMAGES);
    tcase_add_loop_test(tests, every_flipped_octet_of_the_front_is_read, 0, (int)IMAGES);
    tcase_add_test(tests, every_table_of_vhdx_may_be_damaged);
    tcase_add_test(tests, cluster_that_is_everywhere_is_bounded);
    tcase_add_test(tests, table_that_is_everywhere_is_bounded);
    tcase_add_test(tests, disk_of_no_table_is_told);
    tcase_add_rows(tests, first_table_shorter_than_the_disk_is_told, shorter);
    tcase_add_rows(tests, what_stands_behind_the_size_in_the_header_is_read, lowered);
    tcase_add_rows(tests, other_headers_are_refused, wrong);
    tcase_add_rows(tests, tables_of_vmdk_are_followed_or_told, tables_of_vmdk);
    tcase_add_test(tests, vmdk_without_its_footer_is_refused);
    return suite_run("disk_walk", tests);
}
