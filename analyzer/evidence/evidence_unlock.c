#include "evidence/evidence_unlock.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "evidence/evidence_replay.h"
#include "evidence/harvest.h"
#include "evidence/replay_target.h"
#include "keys/passphrases.h"

bool unlock_item_put(struct buffer *list, const struct unlock_item *item)
{
    return buffer_append(list, bytes_over(item->content_sha256, SHA256_LENGTH)) &&
           buffer_append_number(list, 8, item->from) && buffer_append_number(list, 8, item->to) &&
           buffer_append_number(list, 4, item->provenance.left) &&
           buffer_append(list, item->provenance) &&
           buffer_append_number(list, 4, item->mails.left) && buffer_append(list, item->mails);
}

bool unlock_item_take(struct bytes *list, struct unlock_item *item)
{
    struct bytes rest = *list, blob;
    struct unlock_item read;
    uint64_t length, mails;
    if (!bytes_take(&rest, SHA256_LENGTH, &blob) || !bytes_take_number(&rest, 8, &read.from) ||
        !bytes_take_number(&rest, 8, &read.to) || !bytes_take_number(&rest, 4, &length) ||
        !bytes_take(&rest, (size_t)length, &read.provenance) ||
        !bytes_take_number(&rest, 4, &mails) || !bytes_take(&rest, (size_t)mails, &read.mails)) {
        return false;
    }
    memcpy(read.content_sha256, blob.at, SHA256_LENGTH);
    *item = read;
    *list = rest;
    return true;
}

struct unlocking {
    struct ingest_target *targets;
    struct unlock_share *shares;
    struct passphrase_words *words; /* of each lead */
    struct bytes mails[UNLOCK_ITEMS_MAX];
    size_t count;
    const struct record_sink *sink;
    uint32_t file;
};

static int compare_shares(const void *one, const void *other)
{
    return memcmp(((const struct unlock_share *)one)->content_sha256,
                  ((const struct unlock_share *)other)->content_sha256, SHA256_LENGTH);
}

/* A damaged list, or more than the bound, comes from no coordinator of ours. */
static bool read_list(struct unlocking *unlocking, struct bytes list)
{
    struct unlock_item item;
    while (unlocking->count < UNLOCK_ITEMS_MAX && unlock_item_take(&list, &item)) {
        struct unlock_share *share = &unlocking->shares[unlocking->count];
        if (!replay_target_read(item.provenance, &unlocking->targets[unlocking->count])) {
            return false;
        }
        *share = (struct unlock_share){ .from = item.from, .to = item.to };
        memcpy(share->content_sha256, item.content_sha256, SHA256_LENGTH);
        unlocking->mails[unlocking->count++] = item.mails;
    }
    return list.left == 0;
}

/* Positions behind the list are of words from the evidence. */
static void harvest(struct unlocking *unlocking, const struct job_file *files, size_t count,
                    uint64_t listed)
{
    struct harvest_files all = { .items = files, .count = count };
    for (size_t i = 0; i < unlocking->count; i++) {
        struct unlock_share *share = &unlocking->shares[i];
        struct passphrase_words *words = &unlocking->words[i];
        all.mails = unlocking->mails[i];
        if (share->to > listed + 1 &&
            harvest_file(&all, &unlocking->targets[i], unlocking->sink, words)) {
            share->found = buffer_bytes(&words->lines);
            share->bounded = words->bounded;
        }
    }
}

static void take_record(void *context, const struct record *record)
{
    const struct unlocking *unlocking = context;
    if (record->kind == RECORD_PROGRESS || record->kind == RECORD_KEY ||
        record->kind == RECORD_CERTIFICATE) {
        unlocking->sink->record(unlocking->sink->context, record);
    }
}

static void tell_tried(const struct unlocking *unlocking, const struct job_file *file)
{
    for (size_t i = 0; i < unlocking->count; i++) {
        const struct unlock_share *share = &unlocking->shares[i];
        struct record record = { .kind = RECORD_TRIED, .file = file->number };
        record.tried.next = share->next;
        record.tried.ended = share->ended;
        record.tried.opened = share->opened;
        record.tried.bounded = share->bounded;
        memcpy(record.tried.content_sha256, share->content_sha256, SHA256_LENGTH);
        if (share->met) {
            unlocking->sink->record(unlocking->sink->context, &record);
        }
    }
}

/* The watchdog listens for records. */
static void tell_alive(void *context)
{
    const struct unlocking *unlocking = context;
    const struct record record = { .kind = RECORD_PROGRESS, .file = unlocking->file };
    unlocking->sink->record(unlocking->sink->context, &record);
}

static void try_leads(struct unlocking *unlocking, struct key_examiner *examiner,
                      const struct job_file *files, size_t count)
{
    const struct record_sink filter = { unlocking, take_record };
    const struct job_file *file = &files[0];
    harvest(unlocking, files, count, key_examiner_passphrases(examiner)->listed);
    qsort(unlocking->shares, unlocking->count, sizeof(*unlocking->shares), compare_shares);
    replay_target_sort(unlocking->targets, unlocking->count);
    unlocking->file = file->number;
    key_examiner_unlock(examiner, unlocking->shares, unlocking->count, unlocking, tell_alive);
    evidence_replay_targets(examiner, file, unlocking->targets, unlocking->count, &filter);
    key_examiner_unlock(examiner, NULL, 0, NULL, NULL);
    tell_tried(unlocking, file);
}

void evidence_unlock(struct key_examiner *examiner, const struct job_file *files, size_t count,
                     struct bytes list, const struct record_sink *sink)
{
    struct unlocking unlocking = { .sink = sink };
    unlocking.targets = calloc(UNLOCK_ITEMS_MAX, sizeof(*unlocking.targets));
    unlocking.shares = calloc(UNLOCK_ITEMS_MAX, sizeof(*unlocking.shares));
    unlocking.words = calloc(UNLOCK_ITEMS_MAX, sizeof(*unlocking.words));
    if (unlocking.targets != NULL && unlocking.shares != NULL && unlocking.words != NULL &&
        count > 0 && read_list(&unlocking, list)) {
        try_leads(&unlocking, examiner, files, count);
    }
    for (size_t i = 0; i < unlocking.count; i++) {
        passphrase_words_clear(&unlocking.words[i]);
    }
    free(unlocking.targets);
    free(unlocking.shares);
    free(unlocking.words);
}
