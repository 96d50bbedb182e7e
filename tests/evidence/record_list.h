#ifndef RECORD_LIST_H
#define RECORD_LIST_H

#include "evidence/evidence_replay.h"
#include "evidence/evidence_scan.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What a scan delivered, as lines that a test can compare: one per key and
 * journal entry, `verdict name provenance`, sorted by nothing but order. */
struct record_list {
    struct buffer lines;
    struct buffer provenance; /* of the last key, encoded */
    char name[KEY_IDENTITY_TEXT];
    unsigned keys, certificates, unread, notes;
    struct file_done done;
    struct progress progress; /* of the last file */
    struct buffer sums;
    struct replayed replayed;
    unsigned replays, fragments, opened;
    struct tried tried;
    unsigned tries;
    unsigned requests;
    struct public_identity requested; /* the last */
    struct buffer proof;              /* of the last key or replay */
};

static inline void record_list_add(void *context, const struct record *record)
{
    struct record_list *list = context;
    switch (record->kind) {
    case RECORD_KEY:
        list->keys++;
        key_finding_name(&record->key.finding, list->name);
        buffer_reset(&list->provenance);
        buffer_reset(&list->proof);
        ck_assert(buffer_append(&list->provenance, record->key.provenance));
        ck_assert(buffer_append(&list->proof, buffer_bytes(&record->key.finding.proof)));
        ck_assert(buffer_append_text(&list->lines, verdict_name(record->key.finding.verdict)));
        ck_assert(provenance_print(record->key.provenance, &list->lines));
        ck_assert(buffer_append_text(&list->lines, "\n"));
        break;
    case RECORD_CERTIFICATE:
        list->certificates++;
        break;
    case RECORD_JOURNAL:
        list->unread += record->journal.weight == JOURNAL_UNREAD;
        list->notes += record->journal.weight == JOURNAL_NOTE;
        ck_assert(buffer_append(&list->lines, record->journal.sentence));
        ck_assert(buffer_append_text(&list->lines, "\n"));
        break;
    case RECORD_FILE_DONE:
        list->done = record->done;
        buffer_reset(&list->sums);
        ck_assert(buffer_append(&list->sums, record->done.block_sums));
        break;
    case RECORD_TRIED:
        list->tried = record->tried;
        list->tries++;
        break;
    case RECORD_FRAGMENT:
        list->fragments++;
        break;
    case RECORD_REQUEST:
        list->requests++;
        list->requested = record->request.identity;
        break;
    case RECORD_HASH_MATCH:
    case RECORD_ENTRIES:
    case RECORD_INDEXED:
        break; /* of inventories */
    case RECORD_REPLAYED:
        list->replays++;
        list->replayed = record->replayed;
        buffer_reset(&list->proof);
        ck_assert(buffer_append(&list->proof, record->replayed.proof));
        break;
    case RECORD_FILE_BEGIN:
        list->progress = (struct progress){ 0 };
        break;
    case RECORD_PROGRESS:
        list->progress.bytes += record->progress.bytes;
        list->progress.inside += record->progress.inside;
        break;
    case RECORD_CRL:
    case RECORD_REVOCATION:
    case RECORD_VERIFIED:
    case RECORD_MAIL:
    case RECORD_PROOF:
    case RECORD_SHOWN:
    case RECORD_SEALED:
        break;
    case RECORD_SHARE:
        break;
    case RECORD_OPENED:
        list->opened++;
        break;
    }
}

static inline void record_list_clear(struct record_list *list)
{
    buffer_clear(&list->lines);
    buffer_clear(&list->provenance);
    buffer_clear(&list->sums);
    buffer_clear(&list->proof);
    *list = (struct record_list){ 0 };
}

/* The text of the lines, ended by NUL. */
static inline const char *record_list_text(struct record_list *list)
{
    ck_assert(buffer_append_byte(&list->lines, 0));
    list->lines.used--;
    return (const char *)list->lines.at;
}

/* A file that lives in memory. */
static inline int memory_file(struct bytes content)
{
    int descriptor = memfd_create("evidence", MFD_CLOEXEC);
    ck_assert_int_ge(descriptor, 0);
    while (content.left > 0) {
        ssize_t written = write(descriptor, content.at, content.left);
        ck_assert_int_gt(written, 0);
        struct bytes step;
        ck_assert(bytes_take(&content, (size_t)written, &step));
    }
    return descriptor;
}

#endif
