#include "containers/outlook/pst_account.h"

#include <stdlib.h>

#include "bounds.h"
#include "containers/outlook/mapi_property.h"
#include "containers/outlook/pst_node.h"

#define NID_FOLDER   2
#define NID_MESSAGE  4
#define NID_CONTENTS 0x0e

struct read_message {
    uint32_t nid;
    bool whole;
};

/* A folder, or its contents table: each is a node of its own, with the same number but for its
 * kind. */
struct counted_folder {
    uint32_t index;
    uint32_t said; /* messages, by the folder's own property */
    bool listed;   /* by its table */
};

static void keep(struct pst_account *account, struct buffer *list, const void *item, size_t length)
{
    if (list->used / length >= PST_COUNTED_MAX || !buffer_append(list, bytes_over(item, length))) {
        account->full = true;
    }
}

void pst_account_message(struct pst_account *account, uint32_t nid, bool whole)
{
    const struct read_message message = { nid, whole };
    keep(account, &account->messages, &message, sizeof(message));
}

void pst_account_old(struct pst_account *account)
{
    account->recovered++;
}

void pst_account_block(struct pst_account *account, struct pst_file *file,
                       const struct buffer *content, const struct buffer *ends, bool whole)
{
    struct pst_properties properties;
    if (!pst_properties_over(file, content, ends, &properties)) {
        return;
    }
    if (pst_properties_type(&properties, MAPI_MESSAGE_CLASS) != 0) {
        account->recovered += whole;
        account->broken += !whole;
    }
    pst_properties_close(&properties);
}

struct folder_reading {
    struct pst_account *account;
    struct pst_file *file;
};

static void take_folder(const struct folder_reading *reading, const struct pst_node *node)
{
    struct counted_folder folder = { .index = (uint32_t)node->nid >> 5 };
    const struct pst_node alone = { .nid = node->nid, .data = node->data };
    struct pst_properties properties;
    bool whole;
    if (pst_properties_open(reading->file, &alone, &properties, &whole)) {
        folder.said = pst_properties_number(&properties, MAPI_CONTENT_COUNT);
        pst_properties_close(&properties);
    }
    keep(reading->account, &reading->account->folders, &folder, sizeof(folder));
}

static void take_contents(const struct folder_reading *reading, const struct pst_node *node)
{
    const struct counted_folder folder = { .index = (uint32_t)node->nid >> 5, .listed = true };
    struct buffer rows = { 0 };
    if (pst_table_rows(reading->file, node, &rows)) {
        const size_t count = rows.used / sizeof(uint32_t);
        for (size_t i = 0; i < count && !reading->account->full; i++) {
            keep(reading->account, &reading->account->listed, rows.at + i * sizeof(uint32_t),
                 sizeof(uint32_t));
        }
        keep(reading->account, &reading->account->folders, &folder, sizeof(folder));
    }
    buffer_clear(&rows);
}

static bool take_node(void *context, const struct pst_node *node)
{
    const struct folder_reading *reading = context;
    if ((node->nid & 31) == NID_FOLDER) {
        take_folder(reading, node);
    } else if ((node->nid & 31) == NID_CONTENTS) {
        take_contents(reading, node);
    }
    return !reading->account->full;
}

/* What is read for it counts for nothing else: its blocks are given as if nobody had. */
static void read_folders(struct pst_account *account, struct pst_file *file)
{
    struct folder_reading reading = { account, file };
    const struct pst_file before = *file;
    file->counting = true;
    file->reads_left = pst_file_block_count(file) + PST_READS_MORE;
    pst_file_nodes(file, take_node, &reading);
    file->counting = false;
    file->reads_left = before.reads_left;
    file->tired = before.tired;
    file->failed_blocks = before.failed_blocks;
    file->damaged_pages = before.damaged_pages;
}

/* Both begin with the number that they are sorted by. */
static int compare_numbers(const void *one, const void *other)
{
    const uint32_t *a = one, *b = other;
    return *a < *b ? -1 : *a > *b;
}

static void sort(const struct buffer *list, size_t length)
{
    if (list->used > 0) {
        qsort(list->at, list->used / length, length, compare_numbers);
    }
}

/* Messages of folders whose table could not be read. */
static uint64_t count_unlisted(const struct pst_account *account)
{
    const struct counted_folder *folders = (const void *)account->folders.at;
    const size_t count = account->folders.used / sizeof(*folders);
    uint64_t unlisted = 0;
    for (size_t i = 0, next; i < count; i = next) {
        bool listed = false;
        uint64_t said = 0;
        for (next = i; next < count && folders[next].index == folders[i].index; next++) {
            listed = listed || folders[next].listed;
            said += folders[next].said;
        }
        unlisted += listed ? 0 : said;
    }
    return unlisted;
}

/* Goes through both lists at once. */
static void compare_lists(const struct pst_account *account, struct part_account *sum)
{
    const uint32_t *listed = (const void *)account->listed.at;
    const struct read_message *messages = (const void *)account->messages.at;
    const size_t listed_count = account->listed.used / sizeof(*listed);
    const size_t count = account->messages.used / sizeof(*messages);
    size_t at = 0;
    for (size_t i = 0; i < listed_count; i++) {
        if ((listed[i] & 31) != NID_MESSAGE || (i > 0 && listed[i] == listed[i - 1])) {
            continue;
        }
        for (; at < count && messages[at].nid < listed[i]; at++) {
            sum->recovered += messages[at].whole;
            sum->failed += !messages[at].whole;
        }
        const bool there = at < count && messages[at].nid == listed[i];
        sum->expected++;
        sum->read += there && messages[at].whole;
        sum->failed += !there || !messages[at].whole;
        at += there;
    }
    for (; at < count; at++) {
        sum->recovered += messages[at].whole;
        sum->failed += !messages[at].whole;
    }
}

void pst_account_journal(struct pst_account *account, struct pst_file *file,
                         const struct container_sink *sink)
{
    static const struct fault too_many = { OUTCOME_BOUND, "MS-PST section 2.4.4",
                                           "more messages than are counted of one Outlook file" };
    struct part_account sum = { .what = "messages", .clause = "MS-PST section 2.4.4" };
    read_folders(account, file);
    if (account->full) {
        sink->journal(sink->context, NULL, JOURNAL_NOTE, &too_many, 0);
        return;
    }
    sort(&account->listed, sizeof(uint32_t));
    sort(&account->messages, sizeof(struct read_message));
    sort(&account->folders, sizeof(struct counted_folder));
    const uint64_t unlisted = count_unlisted(account);
    compare_lists(account, &sum);
    const uint64_t likely = sum.recovered < unlisted ? sum.recovered : unlisted;
    sum.expected += unlisted;
    sum.read += likely;
    sum.recovered += account->recovered - likely;
    sum.failed += account->broken + (unlisted - likely);
    part_account_journal(&sum, sink);
}

void pst_account_clear(struct pst_account *account)
{
    buffer_clear(&account->messages);
    buffer_clear(&account->listed);
    buffer_clear(&account->folders);
}
