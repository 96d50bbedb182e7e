#include "commands/sources/volume_sets.h"

#include <stdlib.h>
#include <string.h>

#include "commands/phases/fragment_paths.h"
#include "commands/sources/evidence_again.h"
#include "containers/archives/volume_name.h"
#include "provenance.h"
#include "reports/plain_text.h"

struct candidate {
    struct volume_name name;
    int64_t root;
    size_t source; /* index in the list */
};

struct candidates {
    struct candidate *items;
    size_t count;
};

static int compare_roots(const struct candidate *one, const struct candidate *other)
{
    return one->root < other->root ? -1 : one->root > other->root;
}

static int compare_candidates(const void *one, const void *other)
{
    const struct candidate *left = one, *right = other;
    const int order = compare_roots(left, right);
    return order != 0 ? order : volume_name_compare(&left->name, &right->name);
}

static bool is_one_set(const struct candidate *one, const struct candidate *other)
{
    return compare_roots(one, other) == 0 && volume_name_same_set(&one->name, &other->name);
}

static void gather(const struct source_list *list, struct candidates *all)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct source *source = &list->items[i];
        struct candidate *candidate = &all->items[all->count];
        if (!source->standard_input && source->size != UINT64_MAX &&
            volume_name_read(source_path(list, source), &candidate->name)) {
            candidate->root = source->root;
            candidate->source = i;
            all->count++;
        }
    }
}

static size_t run_length(const struct candidate *first, size_t count)
{
    size_t length = 1;
    while (length < count && length <= JOB_VOLUMES_MAX &&
           volume_name_follows(&first[length].name, &first[length - 1].name)) {
        length++;
    }
    return length;
}

static void link_run(struct source_list *list, const struct candidate *run, size_t length)
{
    bool done = true;
    for (size_t i = 0; i < length; i++) {
        struct source_volume *volume = &list->items[run[i].source].volume;
        done = done && list->items[run[i].source].done;
        volume->continues = i > 0;
        volume->next = i + 1 < length ? run[i + 1].source + 1 : 0;
    }
    for (size_t i = 0; i < length && !done; i++) {
        list->items[run[i].source].done = false;
    }
}

/* X.7z.002 without X.7z.001. */
static void note_start(struct source_list *list, const struct candidate *first)
{
    const struct volume_name *name = &first->name;
    const uint64_t least = name->style == VOLUME_RAR ? 0 : 1;
    if (name->archive && name->number != VOLUME_LAST && name->number > least) {
        struct source_volume *volume = &list->items[first->source].volume;
        volume->lacks_before = true;
        volume->before = least;
    }
}

/* Files that are no archive's by their names may be numbered for another reason. */
static void note_gap(struct source_list *list, const struct candidate *last, size_t length,
                     size_t next_length)
{
    if (last->name.archive || length > 1 || next_length > 1) {
        struct source_volume *volume = &list->items[last->source].volume;
        volume->lacks_behind = true;
        volume->behind = last->name.number + 1;
    }
}

static void note_end(struct source_list *list, const struct candidate *last)
{
    if (last->name.style == VOLUME_ZIP && last->name.number != VOLUME_LAST) {
        struct source_volume *volume = &list->items[last->source].volume;
        volume->lacks_behind = true;
        volume->behind = VOLUME_LAST;
    }
}

static void link_set(struct source_list *list, const struct candidate *set, size_t count)
{
    size_t at = 0, length = run_length(set, count);
    if (!volume_name_begins(&set->name)) {
        return;
    }
    note_start(list, set);
    for (;;) {
        link_run(list, set + at, length);
        const size_t next = at + length;
        if (next == count) {
            break;
        }
        const size_t next_length = run_length(set + next, count - next);
        if (volume_name_follows(&set[next].name, &set[next - 1].name)) {
            list->items[set[next - 1].source].volume.bounded = true;
        } else if (set[next].name.number != set[next - 1].name.number) {
            note_gap(list, &set[next - 1], length, next_length);
        }
        at = next;
        length = next_length;
    }
    note_end(list, &set[count - 1]);
}

bool volume_sets_find(struct source_list *list)
{
    struct candidates all = { .items = calloc(list->count + 1, sizeof(*all.items)) };
    if (all.items == NULL) {
        return false;
    }
    gather(list, &all);
    qsort(all.items, all.count, sizeof(*all.items), compare_candidates);
    for (size_t at = 0, end; at < all.count; at = end) {
        for (end = at + 1; end < all.count && is_one_set(&all.items[at], &all.items[end]); end++) {
        }
        link_set(list, &all.items[at], end - at);
    }
    free(all.items);
    source_list_reopen(list, false);
    return true;
}

static bool add_volume(struct job *job, size_t at, int fd, uint64_t size)
{
    struct job_file *file = &job->files[at];
    if (file->volume_count == 0) {
        file->first_volume = (uint32_t)job->volume_count;
    }
    job->volumes[job->volume_count++] = (struct job_volume){ .fd = fd, .size = size };
    file->volume_count++;
    return job->volume_count < JOB_VOLUMES_MAX;
}

void volume_sets_open(struct session *session, const struct source_list *list,
                      const struct source *first, struct job *job, size_t at)
{
    bool room = job->volume_count < JOB_VOLUMES_MAX;
    for (const struct source *source = first; room && source->volume.next > 0;) {
        const struct fault *fault;
        source = &list->items[source->volume.next - 1];
        const int fd = source_open(list, source, &fault);
        if (fd < 0) {
            if (fault_is_of_descriptors(fault)) {
                (void)session_stop(session, "no descriptor is left for the volumes of a set");
            }
            return;
        }
        room = add_volume(job, at, fd, source->size);
    }
}

static int open_path(struct session *session, struct bytes path, uint64_t *size)
{
    struct evidence_file file;
    const struct fault *fault;
    if (!evidence_again_find(session, path, &file)) {
        return -1;
    }
    const int fd = evidence_again_open(session, &file, &fault);
    *size = fd >= 0 ? file.size : 0;
    return fd;
}

static int open_named(struct session *session, const struct volume_name *name, uint64_t number,
                      uint64_t *size)
{
    struct buffer path = { 0 };
    int fd = -1;
    if (volume_name_write(name, number, &path) && buffer_append_byte(&path, 0)) {
        fd = open_path(session, bytes_over(path.at, path.used - 1), size);
    }
    buffer_clear(&path);
    return fd;
}

/* Files whose names say nothing: the place does. */
static void reopen_listed(struct session *session, struct bytes path, struct bytes names,
                          struct job *job, size_t at)
{
    struct buffer other = { 0 };
    bool room = job->volume_count < JOB_VOLUMES_MAX;
    while (room && fragment_paths_take(&names, path, &other)) {
        uint64_t size;
        const int fd = open_path(session, buffer_bytes(&other), &size);
        room = fd >= 0 && add_volume(job, at, fd, size);
    }
    buffer_clear(&other);
}

void volume_sets_reopen(struct session *session, struct bytes path, struct bytes provenance,
                        struct job *job, size_t at)
{
    struct place set;
    struct volume_name name;
    if (job->files[at].volume_count > 0 || !provenance_take(&provenance, &set) ||
        set.kind != PLACE_VOLUMES) {
        return;
    }
    if (set.name.left > 0) {
        reopen_listed(session, path, set.name, job, at);
        return;
    }
    if (!volume_name_read(path, &name)) {
        return;
    }
    bool room = job->volume_count < JOB_VOLUMES_MAX;
    for (uint64_t i = 1; room && i < set.number; i++) {
        uint64_t size;
        int fd = open_named(session, &name, name.number + i, &size);
        if (fd < 0 && !session->stopped && i + 1 == set.number && name.style == VOLUME_ZIP) {
            fd = open_named(session, &name, VOLUME_LAST, &size);
        }
        if (fd < 0) {
            return;
        }
        room = add_volume(job, at, fd, size);
    }
}

static struct bytes name_of(struct bytes path)
{
    size_t from = path.left;
    while (from > 0 && path.at[from - 1] != '/') {
        from--;
    }
    return bytes_over(path.at + from, path.left - from);
}

static bool put_missing(const struct volume_name *name, uint64_t number, struct buffer *sentence)
{
    struct buffer path = { 0 };
    const bool put = volume_name_write(name, number, &path) &&
                     buffer_append_text(sentence, "the volume '") &&
                     plain_text_print_path(name_of(buffer_bytes(&path)), sentence) &&
                     buffer_append_text(sentence, "' is missing: what it holds was not read, and "
                                                  "what reaches into it is cut off");
    buffer_clear(&path);
    return put;
}

struct telling {
    struct session *session;
    uint32_t source;
    const struct volume_name *name;
    enum outcome *outcome;
};

static bool tell(const struct telling *telling, bool unread, enum outcome outcome,
                 struct bytes sentence)
{
    const struct journal_entry entry = { .weight = unread ? JOURNAL_UNREAD : JOURNAL_NOTE,
                                         .outcome = outcome,
                                         .sentence = sentence };
    if (unread && *telling->outcome == OUTCOME_OK) {
        *telling->outcome = outcome;
    }
    return case_add_journal(telling->session->file, telling->source, &entry) ||
           session_stop_case(telling->session);
}

static bool tell_missing(const struct telling *telling, uint64_t number)
{
    struct buffer sentence = { 0 };
    const bool told =
        put_missing(telling->name, number, &sentence)
            ? tell(telling, telling->name->archive, OUTCOME_UNREADABLE, buffer_bytes(&sentence))
            : session_stop(telling->session, "out of memory");
    buffer_clear(&sentence);
    return told;
}

bool volume_sets_journal(struct session *session, const struct source_list *list,
                         const struct source *source, enum outcome *outcome)
{
    static const char *const more =
        "more volumes follow this one than are put together: the next is read as a first one";
    const struct source_volume *volume = &source->volume;
    struct volume_name name;
    if (!(volume->lacks_before || volume->lacks_behind || volume->bounded) ||
        !volume_name_read(source_path(list, source), &name)) {
        return true;
    }
    const struct telling telling = { session, source->number, &name, outcome };
    return (!volume->lacks_before || tell_missing(&telling, volume->before)) &&
           (!volume->lacks_behind || tell_missing(&telling, volume->behind)) &&
           (!volume->bounded ||
            tell(&telling, true, OUTCOME_BOUND, bytes_over(more, strlen(more))));
}
