#include "commands/phases/fragment_sets.h"

#include <stdlib.h>
#include <string.h>

#include "bytes/item_room.h"
#include "commands/phases/fragment_paths.h"
#include "provenance.h"

/* Files by path and place. */
struct fragment_index {
    const struct fragment_file **files;
    size_t count;
};

struct set_row {
    struct set_sighting seen; /* its windows are gone */
    uint64_t job;
    bool lesser;
};

struct settling {
    struct session *session;
    struct fragment_index index;
    size_t *members; /* fragments of each job */
    struct set_row *rows;
    size_t count, room;
};

bool fragment_sets_is_whole(const struct fragment_file *file)
{
    return file->span.length == file->size;
}

static int compare_places(const void *one, const void *other)
{
    const struct fragment_file *left = *(const struct fragment_file *const *)one,
                               *right = *(const struct fragment_file *const *)other;
    const int order = bytes_compare(left->path, right->path);
    return order != 0 ? order
                      : (left->span.offset > right->span.offset) -
                            (left->span.offset < right->span.offset);
}

/* The job that read what stands there; 0: none. `span` NULL: it is all of its file. */
static uint64_t job_of(const struct fragment_index *index, struct bytes path,
                       const struct fragment_span *span)
{
    const struct fragment_file wanted = { .path = path,
                                          .span.offset = span != NULL ? span->offset : 0 };
    const struct fragment_file *key = &wanted, *const *found =
                                                   bsearch(&key, index->files, index->count,
                                                           sizeof(*index->files), compare_places);
    if (found == NULL ||
        (span == NULL ? !fragment_sets_is_whole(*found) : span->length != (*found)->span.length)) {
        return 0;
    }
    return (*found)->job;
}

/* How many fragments of one file stand at the front of the name; 0 where one is of another job. */
static size_t take_file(const struct fragment_index *index, struct bytes path, struct bytes *name,
                        uint64_t *job)
{
    struct fragment_span span;
    size_t count = 0;
    const bool spans = fragment_names_take(name, &span);
    do {
        const uint64_t read_by = job_of(index, path, spans ? &span : NULL);
        *job = *job == 0 ? read_by : *job;
        if (read_by == 0 || read_by != *job) {
            return 0;
        }
        count++;
    } while (spans && fragment_names_take(name, &span));
    return count;
}

/* How many fragments a set has, all of one job; 0 where they are not. */
static size_t count_set(const struct fragment_index *index, struct bytes first, struct bytes name,
                        uint64_t *job)
{
    struct buffer path = { 0 };
    *job = 0;
    size_t count = take_file(index, first, &name, job);
    while (count > 0 && name.left > 0 &&
           !bytes_equal(name, bytes_over(FRAGMENT_PATHS_NONE, strlen(FRAGMENT_PATHS_NONE)))) {
        const size_t more = fragment_paths_take(&name, first, &path)
                                ? take_file(index, buffer_bytes(&path), &name, job)
                                : 0;
        count = more > 0 ? count + more : 0;
    }
    buffer_clear(&path);
    return count;
}

static bool add_row(void *context, const struct set_sighting *seen)
{
    struct settling *settling = context;
    struct bytes provenance = seen->provenance;
    struct place set;
    uint64_t job;
    if (!provenance_take(&provenance, &set) || set.kind != PLACE_VOLUMES || set.name.left == 0) {
        return true;
    }
    const size_t fragments = count_set(&settling->index, seen->path, set.name, &job);
    if (fragments == 0) {
        return true;
    }
    struct set_row *rows =
        item_room(settling->rows, settling->count, &settling->room, 64, sizeof(*rows));
    if (rows == NULL) {
        return session_stop(settling->session, "out of memory");
    }
    settling->rows = rows;
    settling->rows[settling->count++] =
        (struct set_row){ *seen, job, fragments < settling->members[job] };
    return true;
}

/* What one job saw of one key or certificate, the whole sets first. */
static int compare_rows(const void *one, const void *other)
{
    const struct set_row *left = one, *right = other;
    int order = left->seen.certificate - right->seen.certificate;
    order = order != 0 ? order : (left->job > right->job) - (left->job < right->job);
    order = order != 0
                ? order
                : (left->seen.shown > right->seen.shown) - (left->seen.shown < right->seen.shown);
    return order != 0 ? order : left->lesser - right->lesser;
}

static bool drop_rows(const struct settling *settling)
{
    const struct set_row *whole = NULL;
    bool kept = true;
    for (size_t i = 0; kept && i < settling->count; i++) {
        const struct set_row *row = &settling->rows[i];
        const bool again = whole != NULL && whole->job == row->job &&
                           whole->seen.certificate == row->seen.certificate &&
                           whole->seen.shown == row->seen.shown;
        whole = row->lesser ? whole : row;
        if (row->lesser && (again || row->seen.malformed)) {
            kept = case_drop_set_sighting(settling->session->file, &row->seen);
        }
    }
    return kept || session_stop_case(settling->session);
}

static bool prepare(struct settling *settling, const struct fragment_file *files, size_t count,
                    uint64_t jobs)
{
    settling->index.files = calloc(count, sizeof(const struct fragment_file *));
    settling->members = calloc(jobs + 1, sizeof(*settling->members));
    if (settling->index.files == NULL || settling->members == NULL) {
        return session_stop(settling->session, "out of memory");
    }
    for (size_t i = 0; i < count; i++) {
        settling->index.files[i] = &files[i];
        settling->members[files[i].job]++;
    }
    settling->index.count = count;
    qsort(settling->index.files, count, sizeof(*settling->index.files), compare_places);
    return true;
}

bool fragment_sets_settle(struct session *session, const struct fragment_file *files, size_t count,
                          uint64_t jobs)
{
    struct settling settling = { .session = session };
    bool done =
        prepare(&settling, files, count, jobs) &&
        (case_each_set_sighting(session->file, &settling, add_row) || session_stop_case(session));
    if (done && settling.count > 0) {
        qsort(settling.rows, settling.count, sizeof(*settling.rows), compare_rows);
        done = drop_rows(&settling);
    }
    free(settling.index.files);
    free(settling.members);
    free(settling.rows);
    return done;
}
