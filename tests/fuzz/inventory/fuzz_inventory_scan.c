/* Functions under test: inventory_scan with all forms of sources, key_index_open */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "inventory/certificate_source.h"
#include "inventory/inventory_scan.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
    uint64_t journalled;
    struct file_done done;
    int begun, ended;
};

static void note(void *context, const struct record *record)
{
    struct seen *seen = context;
    seen->begun += record->kind == RECORD_FILE_BEGIN;
    seen->journalled += record->kind == RECORD_JOURNAL;
    if (record->kind == RECORD_FILE_DONE) {
        seen->ended++;
        seen->done = record->done;
    }
}

/* The first octets of the input as a table, too: none of the machine's memory is trusted. */
static void look_up(struct bytes table)
{
    struct key_index index;
    const struct public_identity identity = { .algorithm = KEY_RSA };
    if (key_index_open(table, &index)) {
        (void)key_index_may_hold(&index, KEY_RSA, 0);
        (void)key_index_holds(&index, &identity);
    }
}

static struct file_done scan(const struct job_file *file)
{
    struct seen seen = { 0 };
    const struct record_sink sink = { .context = &seen, .record = note };
    const struct key_index none = { 0 };
    require(inventory_scan_prepare());
    inventory_scan(file, &(const struct inventory_setting){ .index = &none }, &sink);
    require(seen.begun == 1 && seen.ended == 1);
    require(seen.done.size == file->size && seen.done.examined <= file->size);
    require(seen.done.rows == seen.done.parsed + seen.done.failed);
    require(seen.done.failed == 0 || seen.journalled > 0);
    if (file->mode == SCAN_WHOLE) {
        require(seen.done.has_digest && (seen.done.rows > 0 || seen.journalled > 0));
    }
    return seen.done;
}

/* Rows of a range begin and end behind its borders, or at the end of the file. */
static void check_rows(const struct file_done *one, const struct file_done *other, uint64_t cut)
{
    const struct row_span *first = &one->own_rows, *rest = &other->own_rows;
    if (first->to > 0 && first->to != ROWS_UNKNOWN) {
        require(first->from == 0 && first->to <= one->size);
        require(first->to > cut || first->to == one->size);
    }
    if (rest->to > 0 && rest->to != ROWS_UNKNOWN) {
        require(rest->from > cut || rest->from == other->size);
        require(rest->to == other->size && rest->from <= rest->to);
    }
}

/* Where the ranges of a table join, each certificate is in one of them. */
static bool are_joined(const struct file_done *one, const struct file_done *other)
{
    const struct row_span *first = &one->own_rows, *rest = &other->own_rows;
    return first->to > 0 && first->to != ROWS_UNKNOWN && first->to == rest->from;
}

/* The last octet says where it is cut. No certificate in JSON is lost by that; that one chain
 * is told in each range is allowed. */
static void scan_ranges(struct job_file file, const uint8_t *data, uint64_t parsed)
{
    if (file.size < 2) {
        return;
    }
    const uint64_t cut = 1 + (uint64_t)data[file.size - 1] * (file.size - 1) / 256;
    file.mode = SCAN_RANGE;
    file.to = cut;
    const struct file_done one = scan(&file);
    file.from = cut;
    file.to = file.size;
    const struct file_done other = scan(&file);
    require(one.examined + other.examined <= file.size);
    check_rows(&one, &other, cut);
    require(!are_joined(&one, &other) || one.parsed + other.parsed == parsed);
    if (strcmp(certificate_source_of(bytes_over(data, file.size))->name, "json") == 0) {
        require(one.parsed + other.parsed >= parsed);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    look_up(bytes_over(data, size));
    int fd = memfd_create("source", MFD_CLOEXEC);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size) {
        abort();
    }
    const struct job_file file = { .number = 1, .fd = fd, .size = size, .mode = SCAN_WHOLE };
    scan_ranges(file, data, scan(&file).parsed);
    close(fd);
    return 0;
}
