/* Functions under test: manifest_file_read, manifest_file_find, manifest_file_put */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "reports/manifest_file.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Sorted, each found under its name, and none of them longer than the text. */
static void check_entries(const struct manifest_file *manifest, size_t size)
{
    for (size_t i = 0; i < manifest->count; i++) {
        const struct manifest_entry *entry = &manifest->entries[i];
        size_t first;
        const size_t count = manifest_file_find(manifest, entry->kind, entry->path, &first);
        require(first <= i && i < first + count && entry->path.left <= size);
    }
}

/* What is written of it again is read as the same. */
static void write_and_read(const struct manifest_file *manifest)
{
    struct manifest_file again;
    struct output_file output = { .descriptor = open("/dev/null", O_WRONLY) };
    require(output.descriptor >= 0);
    output_put_text(&output, MANIFEST_HEAD "{}\n" MANIFEST_FILES "\n");
    for (size_t i = 0; i < manifest->count; i++) {
        require(manifest_file_put(&output, &manifest->entries[i], i == 0));
    }
    output_put_text(&output, MANIFEST_TAIL);
    if (manifest_file_read(buffer_bytes(&output.held), &again) == MANIFEST_READ) {
        require(again.count == manifest->count);
        for (size_t i = 0; i < again.count; i++) {
            const struct manifest_entry *one = &again.entries[i], *other = &manifest->entries[i];
            require(one->kind == other->kind && bytes_equal(one->path, other->path));
        }
        manifest_file_clear(&again);
    } else {
        require(manifest->count > 500); /* its front is written out already */
    }
    require(output_file_end(&output));
    (void)close(output.descriptor);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct manifest_file manifest;
    if (manifest_file_read(bytes_over(data, size), &manifest) != MANIFEST_READ) {
        require(manifest.entries == NULL && manifest.count == 0);
        return 0;
    }
    check_entries(&manifest, size);
    write_and_read(&manifest);
    manifest_file_clear(&manifest);
    return 0;
}
