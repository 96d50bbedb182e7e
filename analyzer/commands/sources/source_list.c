#include "commands/sources/source_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bytes/item_room.h"

struct listing {
    struct source_list *list;
    struct session *session;
    enum source_kind kind;
    const char *name; /* of the root */
    int64_t root;
};

static bool grow(struct source_list *list)
{
    struct source *items = item_room(list->items, list->count, &list->room, 256, sizeof(*items));
    if (items == NULL) {
        return false;
    }
    list->items = items;
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

static bool register_file(const struct listing *listing, struct source *source, struct bytes path)
{
    const struct case_source known = { .root = listing->root,
                                       .kind = listing->kind,
                                       .path = path,
                                       .size = source->size,
                                       .modified = source->modified };
    enum source_known state;
    if (!case_add_source(listing->session->file, &known, &source->number, &state)) {
        return false;
    }
    source->done = state == SOURCE_FINISHED;
    source->fresh = state == SOURCE_NEW;
    return true;
}

/* What came in before stays as it is: each standard input is a source of its own,
 * `-`, `-2`, `-3` ... One that an interrupted run began is read again. */
static bool register_input(const struct listing *listing, struct source *source)
{
    char name[32] = "-";
    for (unsigned long count = 2;; count++) {
        if (!register_file(listing, source, bytes_over(name, strlen(name)))) {
            return false;
        }
        if (!source->done) {
            return true;
        }
        (void)snprintf(name, sizeof(name), "-%lu", count);
    }
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
                               .root = listing->root,
                               .path = list->paths.used,
                               .path_length = file->path.left,
                               .size = file->size,
                               .modified = file->modified,
                               .device = file->device,
                               .inode = file->inode };
    source->standard_input = bytes_equal(file->path, bytes_over("-", 1));
    if (!(source->standard_input ? register_input(listing, source)
                                 : register_file(listing, source, file->path))) {
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
    enum source_known state;
    if (!case_add_source(listing->session->file, &refused, &number, &state)) {
        return session_stop_case(listing->session);
    }
    if (fault == &evidence_walk_case_folder) {
        session_say(listing->session, true,
                    "the case folder lies in the evidence under '%s' and is left out",
                    listing->name);
    }
    return source_refuse(listing->session, number, fault, note ? JOURNAL_NOTE : JOURNAL_UNREAD, 0);
}

/* What an earlier run could not list, and this one can. */
static bool take_entered(void *context, struct bytes path)
{
    const struct listing *listing = context;
    return case_forget_refusal(listing->session->file, listing->root, path) ||
           session_stop_case(listing->session);
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
    struct listing listing = { list, session, kind, root, 0 };
    struct stat folder;
    if (!case_add_root(session->file, kind, root, session->received, &listing.root)) {
        return session_stop_case(session);
    }
    const char *derived_from = session->options->derived_from;
    if (kind == SOURCE_EVIDENCE && derived_from != NULL &&
        !case_derive_root(session->file, listing.root, derived_from)) {
        return session_stop_case(session);
    }
    if (stat(session->options->out, &folder) != 0) {
        return session_stop(session, "the case folder is gone");
    }
    const struct evidence_walk_sink sink = {
        .context = &listing, .file = take_file, .refused = take_refused, .entered = take_entered
    };
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
        list->items[i].fresh = false;
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
