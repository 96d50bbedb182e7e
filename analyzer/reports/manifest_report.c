#include "reports/manifest_report.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bytes/hex_text.h"
#include "bytes/item_room.h"
#include "reports/file_digest.h"
#include "reports/manifest_file.h"
#include "reports/output_table.h"

/* Folders of outputs within the case. */
static const char *const folders[] = { "proofs", "sealed" };

#define NAME_ROOM 320 /* a name of a folder, and one in it */

struct output_entry {
    char name[NAME_ROOM];
    uint64_t size;
    uint8_t sha256[SHA256_LENGTH];
};

struct manifest_writing {
    int folder; /* of the case */
    struct output_entry *outputs;
    size_t count, room;
    struct output_file *manifest;
    bool first;
};

bool manifest_report_withdraw(const char *directory)
{
    static const char *const names[] = { MANIFEST_SIGNATURE, MANIFEST_NAME, MANIFEST_SUMS };
    const int folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool gone = folder >= 0;
    for (size_t i = 0; gone && i < sizeof(names) / sizeof(names[0]); i++) {
        gone = unlinkat(folder, names[i], 0) == 0 || errno == ENOENT;
    }
    gone = gone && fsync(folder) == 0;
    const int reason = errno;
    if (folder >= 0) {
        (void)close(folder);
    }
    errno = reason;
    return gone;
}

static struct output_entry *add_output(struct manifest_writing *writing)
{
    struct output_entry *outputs =
        item_room(writing->outputs, writing->count, &writing->room, 64, sizeof(*outputs));
    if (outputs == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    writing->outputs = outputs;
    return &writing->outputs[writing->count++];
}

static bool add_file(struct manifest_writing *writing, int folder, const char *folder_name,
                     const char *name)
{
    struct output_entry *output = add_output(writing);
    const int descriptor =
        output != NULL ? openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK) : -1;
    if (descriptor < 0) {
        return false;
    }
    (void)snprintf(output->name, sizeof(output->name), "%s/%s", folder_name, name);
    const bool taken = file_digest_take(descriptor, &output->size, output->sha256);
    (void)close(descriptor);
    return taken;
}

/* readdir() tells its end from an error by errno alone. */
static const struct dirent *next_entry(DIR *listing)
{
    errno = 0;
    return readdir(listing);
}

static bool add_folder(struct manifest_writing *writing, const char *name)
{
    const int folder = openat(writing->folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *listing = folder >= 0 ? fdopendir(folder) : NULL;
    if (listing == NULL) {
        const bool absent = folder < 0 && errno == ENOENT;
        if (folder >= 0) {
            (void)close(folder);
        }
        return absent;
    }
    bool added = true;
    for (const struct dirent *entry; added && (entry = next_entry(listing)) != NULL;) {
        const bool itself = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
        added = itself || add_file(writing, dirfd(listing), name, entry->d_name);
    }
    const int reason = errno;
    (void)closedir(listing);
    errno = reason;
    return added && reason == 0;
}

static int compare_outputs(const void *one, const void *other)
{
    return strcmp(((const struct output_entry *)one)->name,
                  ((const struct output_entry *)other)->name);
}

/* By name. What is in a set was digested as it was written. */
static bool add_set(struct manifest_writing *writing, const struct output_set *outputs)
{
    for (size_t i = 0; i < outputs->count; i++) {
        const struct output_file *file = &outputs->files[i];
        struct output_entry *output = add_output(writing);
        if (output == NULL) {
            return false;
        }
        (void)snprintf(output->name, sizeof(output->name), "%s", file->name);
        output->size = file->size;
        memcpy(output->sha256, file->sha256, SHA256_LENGTH);
    }
    if (writing->count > 0) {
        qsort(writing->outputs, writing->count, sizeof(*writing->outputs), compare_outputs);
    }
    return true;
}

/* What stands in folders is read again. */
static bool add_folders(struct manifest_writing *writing)
{
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        if (!add_folder(writing, folders[i])) {
            return false;
        }
    }
    return true;
}

/* As sha256sum writes it. Names of outputs are ours: none has a backslash or a line end. */
static void put_sums(const struct manifest_writing *writing, struct output_file *sums)
{
    char digits[2 * SHA256_LENGTH + 1];
    for (size_t i = 0; i < writing->count; i++) {
        hex_text_write(bytes_over(writing->outputs[i].sha256, SHA256_LENGTH), digits);
        output_put_text(sums, digits);
        output_put_text(sums, "  ");
        output_put_text(sums, writing->outputs[i].name);
        output_put_text(sums, "\n");
    }
}

static const struct case_summary *summary_of(const void *row)
{
    return row;
}

static bool get_program(const void *row, struct field_value *value)
{
    (void)row;
    return field_text("keytrawl", value);
}

static bool get_as_of(const void *row, struct field_value *value)
{
    value->time = summary_of(row)->as_of;
    return summary_of(row)->has_as_of;
}

static bool get_short_lived(const void *row, struct field_value *value)
{
    value->truth = summary_of(row)->include_short_lived;
    return true;
}

static bool get_options(const void *row, struct field_value *value)
{
    value->table = &run_options_table;
    value->rows = &summary_of(row)->options;
    return true;
}

static const struct report_field run_fields[] = {
    { "program", FIELD_TEXT, get_program, .meaning = "keytrawl" },
    { "version", FIELD_TEXT, field_version, .meaning = "version of the program" },
    { "build", FIELD_TEXT, field_build, .meaning = "digest of all that the program is made of" },
    { "as_of", FIELD_TIME, get_as_of, .meaning = "the clock that statuses were judged by" },
    { "include_short_lived", FIELD_TRUTH, get_short_lived,
      .meaning = "whether short-lived certificates are on the list too" },
    { "options", FIELD_OBJECT, get_options, .meaning = "what the runs were told",
      .inner = &run_options_table },
};
const struct report_table manifest_run_table = { run_fields,
                                                 sizeof(run_fields) / sizeof(run_fields[0]) };

static bool put_entry(struct manifest_writing *writing, const struct manifest_entry *entry)
{
    const bool kept = manifest_file_put(writing->manifest, entry, writing->first);
    writing->first = false;
    return kept;
}

static bool put_outputs(struct manifest_writing *writing)
{
    bool put = true;
    for (size_t i = 0; put && i < writing->count; i++) {
        const struct output_entry *output = &writing->outputs[i];
        struct manifest_entry entry = { .kind = MANIFEST_OUTPUT,
                                        .path = bytes_over(output->name, strlen(output->name)),
                                        .size = output->size,
                                        .has_digest = true };
        memcpy(entry.sha256, output->sha256, SHA256_LENGTH);
        put = put_entry(writing, &entry);
    }
    return put;
}

/* Below its root; of a root that is a file itself, the last of its names. What an index names
 * lies elsewhere: whole, as the index has it. */
static struct bytes relative_path(const struct case_source_view *source)
{
    struct bytes path = source->path, root, name;
    if (!bytes_take(&path, source->root_path.left, &root) ||
        !bytes_equal(root, source->root_path)) {
        return source->path;
    }
    if (path.left > 0) {
        while (path.left > 1 && path.at[0] == '/' && bytes_take(&path, 1, &name)) {
        }
        return path;
    }
    path = source->path;
    while (bytes_take_until(&path, '/', &name)) {
    }
    return path;
}

static bool put_source(void *context, const struct case_source_view *source)
{
    static const enum manifest_kind kinds[] = { [SOURCE_EVIDENCE] = MANIFEST_EVIDENCE,
                                                [SOURCE_INVENTORY] = MANIFEST_CERTIFICATES,
                                                [SOURCE_ISSUERS] = MANIFEST_ISSUERS,
                                                [SOURCE_CRL] = MANIFEST_CRL };
    struct manifest_entry entry = { .kind = kinds[source->kind],
                                    .path = relative_path(source),
                                    .size = source->size };
    entry.has_digest = source->done && source->sha256.left == SHA256_LENGTH;
    if (entry.has_digest) {
        memcpy(entry.sha256, source->sha256.at, SHA256_LENGTH);
    }
    return put_entry(context, &entry);
}

static bool put_manifest(struct manifest_writing *writing, struct case_file *file,
                         const struct case_summary *summary)
{
    output_put_text(writing->manifest, MANIFEST_HEAD);
    report_put_json_row(writing->manifest, &manifest_run_table, summary);
    output_put_text(writing->manifest, MANIFEST_FILES "\n");
    bool put = put_outputs(writing);
    for (int kind = SOURCE_EVIDENCE; put && kind <= SOURCE_CRL; kind++) {
        put = case_each_source_view(file, (enum source_kind)kind, writing, put_source);
    }
    output_put_text(writing->manifest, MANIFEST_TAIL);
    return put;
}

/* The sums are synced first, as manifest.json names their digest. */
static bool write_both(struct manifest_writing *writing, struct case_file *file,
                       const char *directory, const struct case_summary *summary)
{
    struct output_set sums, set;
    const char *failed;
    bool written = false;
    if (!output_set_open(&sums, directory)) {
        return false;
    }
    put_sums(writing, output_set_add(&sums, MANIFEST_SUMS));
    if (!output_set_sync(&sums, &failed) || !add_set(writing, &sums) ||
        !output_set_open(&set, directory)) {
        output_set_clear(&sums);
        return false;
    }
    writing->manifest = output_set_add(&set, MANIFEST_NAME);
    errno = 0;
    written = put_manifest(writing, file, summary) && output_set_sync(&set, &failed) &&
              output_set_place(&sums, &failed) && output_set_place(&set, &failed);
    const int reason = errno;
    output_set_clear(&set);
    output_set_clear(&sums);
    errno = reason;
    return written;
}

bool manifest_report_write(struct case_file *file, const char *directory,
                           const struct output_set *outputs, const struct case_summary *summary,
                           char *why, size_t why_room)
{
    struct manifest_writing writing = { .first = true };
    writing.folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool written = writing.folder >= 0 && add_folders(&writing) &&
                         add_set(&writing, outputs) &&
                         write_both(&writing, file, directory, summary);
    if (!written) {
        (void)snprintf(why, why_room, "cannot write '%s/" MANIFEST_NAME "': %s", directory,
                       errno != 0 ? strerror(errno) : case_error(file));
    }
    if (writing.folder >= 0) {
        (void)close(writing.folder);
    }
    free(writing.outputs);
    return written;
}
