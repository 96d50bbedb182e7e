#include "commands/source_list.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct listing {
    struct source_list *list;
    struct session *session;
    enum source_kind kind;
    int64_t root;
};

static bool grow(struct source_list *list)
{
    if (list->count < list->room) {
        return true;
    }
    size_t room = list->room > 0 ? 2 * list->room : 256;
    struct source *items = reallocarray(list->items, room, sizeof(*items));
    if (items == NULL) {
        return false;
    }
    list->items = items;
    list->room = room;
    return true;
}

static struct bytes text_bytes(const char *text)
{
    return bytes_over(text, text != NULL ? strlen(text) : 0);
}

bool source_refuse(struct session *session, uint32_t number, const struct fault *fault,
                   enum journal_weight weight, uint64_t size)
{
    const struct journal_entry entry = { .weight = weight,
                                         .outcome = fault->outcome,
                                         .clause = text_bytes(fault->clause),
                                         .sentence = text_bytes(fault->sentence),
                                         .unread = size };
    const struct file_done done = { .outcome = fault->outcome, .size = size };
    if (!case_forget_results(session->file, number) ||
        !case_add_journal(session->file, number, &entry) ||
        !case_finish_source(session->file, number, &done)) {
        return session_stop_case(session);
    }
    return true;
}

static bool take_file(void *context, const struct evidence_file *file)
{
    const struct listing *listing = context;
    struct source_list *list = listing->list;
    if (!grow(list)) {
        return session_stop(listing->session, "out of memory");
    }
    struct source *source = &list->items[list->count];
    *source = (struct source){ .kind = listing->kind,
                               .path = list->paths.used,
                               .path_length = file->path.left,
                               .size = file->size,
                               .modified = file->modified,
                               .device = file->device,
                               .inode = file->inode };
    const struct case_source known = { .root = listing->root,
                                       .kind = listing->kind,
                                       .path = file->path,
                                       .size = file->size,
                                       .modified = file->modified };
    if (!case_add_source(listing->session->file, &known, &source->number, &source->done)) {
        return session_stop_case(listing->session);
    }
    if (!buffer_append(&list->paths, file->path) || !buffer_append_byte(&list->paths, 0)) {
        return session_stop(listing->session, "out of memory");
    }
    list->count++;
    return true;
}

static bool take_refused(void *context, struct bytes path, const struct fault *fault, bool note)
{
    const struct listing *listing = context;
    const struct case_source refused = { .root = listing->root,
                                         .kind = listing->kind,
                                         .path = path };
    uint32_t number;
    bool done;
    if (!case_add_source(listing->session->file, &refused, &number, &done)) {
        return session_stop_case(listing->session);
    }
    return source_refuse(listing->session, number, fault, note ? JOURNAL_NOTE : JOURNAL_UNREAD, 0);
}

static void count_left(struct source_list *list)
{
    list->items_left = 0;
    list->bytes_left = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct source *source = &list->items[i];
        if (!source->done) {
            list->items_left++;
            list->bytes_left += source->size != UINT64_MAX ? source->size : 0;
        }
    }
}

bool source_list_add(struct source_list *list, struct session *session, enum source_kind kind,
                     const char *root)
{
    struct listing listing = { list, session, kind, 0 };
    struct stat folder;
    if (!case_add_root(session->file, kind, root, session->received, &listing.root)) {
        return session_stop_case(session);
    }
    if (stat(session->options->out, &folder) != 0) {
        return session_stop(session, "the case folder is gone");
    }
    const struct evidence_walk_sink sink = { &listing, take_file, take_refused };
    if (!evidence_walk(root, folder.st_dev, folder.st_ino, &sink)) {
        return session_stop(session, "out of memory");
    }
    count_left(list);
    return true;
}

void source_list_reopen(struct source_list *list, bool again)
{
    for (size_t i = 0; again && i < list->count; i++) {
        list->items[i].done = false;
    }
    count_left(list);
}

void source_list_clear(struct source_list *list)
{
    free(list->items);
    buffer_clear(&list->paths);
    *list = (struct source_list){ 0 };
}

struct bytes source_path(const struct source_list *list, const struct source *source)
{
    return bytes_over(list->paths.at + source->path, source->path_length);
}

int source_open(const struct source_list *list, const struct source *source,
                const struct fault **fault)
{
    const struct evidence_file file = { .path = source_path(list, source),
                                        .size = source->size,
                                        .modified = source->modified,
                                        .device = source->device,
                                        .inode = source->inode };
    return evidence_file_open(&file, fault);
}
