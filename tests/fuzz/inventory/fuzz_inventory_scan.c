/* Functions under test: inventory_scan with all forms of sources, key_index_open */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "inventory/inventory_scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
    uint64_t journalled;
    struct file_done done;
    int begun, ended;
};

static void require(bool held)
{
    if (!held) {
        abort();
    }
}

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct seen seen = { 0 };
    const struct record_sink sink = { .context = &seen, .record = note };
    const struct key_index none = { 0 };
    look_up(bytes_over(data, size));
    int fd = memfd_create("source", MFD_CLOEXEC);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size) {
        abort();
    }
    const struct job_file file = { .number = 1, .fd = fd, .size = size, .mode = SCAN_WHOLE };
    inventory_scan(&file, &(const struct inventory_setting){ .index = &none }, &sink);
    close(fd);
    require(seen.begun == 1 && seen.ended == 1);
    require(seen.done.size == size && seen.done.examined <= size && seen.done.has_digest);
    require(seen.done.rows == seen.done.parsed + seen.done.failed);
    require(seen.done.failed == 0 || seen.journalled > 0);
    require(seen.done.rows > 0 || seen.journalled > 0);
    return 0;
}
