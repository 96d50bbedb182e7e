#include "evidence/evidence_decrypt.h"

#include <stdlib.h>

#include "bounds.h"
#include "crypto/cms_opener.h"
#include "crypto/key_sealer.h"
#include "evidence/evidence_replay.h"
#include "evidence/replay_target.h"
#include "keys/passphrases.h"

bool decrypt_order_begin(struct buffer *list, size_t count)
{
    return buffer_append_number(list, 2, count);
}

bool decrypt_order_put_key(struct buffer *list, size_t file, struct bytes provenance)
{
    return buffer_append_number(list, 1, file) && decrypt_order_put_message(list, provenance);
}

bool decrypt_order_put_message(struct buffer *list, struct bytes provenance)
{
    return buffer_append_number(list, 4, provenance.left) && buffer_append(list, provenance);
}

struct decrypting {
    const struct job *job;
    const struct record_sink *sink;
    struct cms_opener *opener;
    struct ingest_target keys[CMS_KEYS_MAX], targets[CMS_KEYS_MAX];
    size_t files[CMS_KEYS_MAX], key_count; /* the job's file that each key stands in */
    struct ingest_target messages[DECRYPT_MESSAGES_MAX];
    size_t message_count;
};

static bool take_provenance(struct bytes *list, struct bytes *provenance)
{
    uint64_t length;
    return bytes_take_number(list, 4, &length) && bytes_take(list, (size_t)length, provenance);
}

static bool read_keys(struct decrypting *decrypting, struct bytes *list)
{
    struct bytes provenance;
    uint64_t count, file;
    if (!bytes_take_number(list, 2, &count) || count > CMS_KEYS_MAX) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!bytes_take_number(list, 1, &file) || file >= decrypting->job->count ||
            !take_provenance(list, &provenance) ||
            !replay_target_read(provenance, &decrypting->keys[i])) {
            return false;
        }
        decrypting->files[i] = (size_t)file;
        decrypting->key_count++;
    }
    return true;
}

static bool read_messages(struct decrypting *decrypting, struct bytes *list)
{
    struct bytes provenance;
    uint64_t count;
    if (!bytes_take_number(list, 2, &count) || count > DECRYPT_MESSAGES_MAX) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!take_provenance(list, &provenance) ||
            !replay_target_read_place(provenance, i + 1, &decrypting->messages[i])) {
            return false;
        }
        decrypting->message_count++;
    }
    replay_target_sort(decrypting->messages, decrypting->message_count);
    return true;
}

/* The watchdog listens; the keys themselves were delivered by the scan. */
static void take_progress(void *context, const struct record *record)
{
    const struct record_sink *sink = context;
    if (record->kind == RECORD_PROGRESS) {
        sink->record(sink->context, record);
    }
}

static void collect_of_file(struct decrypting *decrypting, struct key_examiner *collecting,
                            size_t file)
{
    struct record_sink told = *decrypting->sink;
    const struct record_sink filter = { &told, take_progress };
    size_t count = 0;
    for (size_t i = 0; i < decrypting->key_count; i++) {
        if (decrypting->files[i] == file) {
            decrypting->targets[count++] = decrypting->keys[i];
        }
    }
    if (count > 0) {
        replay_target_sort(decrypting->targets, count);
        evidence_replay_targets(collecting, &decrypting->job->files[file], decrypting->targets,
                                count, &filter);
    }
}

/* By an examiner of its own: what another one has examined once it does not prove again. */
static void collect_keys(struct decrypting *decrypting, const struct key_examiner *examiner)
{
    struct key_sealer *collector = key_sealer_collecting(decrypting->opener);
    const struct key_examiner_settings settings = {
        .passphrases = buffer_bytes(&key_examiner_passphrases(examiner)->lines),
        .sealer = collector,
        .opener = decrypting->opener, /* a key may lie in a message that another one opens */
        .work = DERIVATION_SLICE_MAX,
    };
    struct key_examiner *collecting = collector != NULL ? key_examiner_new(&settings) : NULL;
    size_t before = SIZE_MAX;
    for (unsigned round = 0; collecting != NULL && round < DECRYPT_ROUNDS_MAX &&
                             cms_opener_count(decrypting->opener) != before;
         round++) { /* a key that was collected last may open the way to one that comes first */
        before = cms_opener_count(decrypting->opener);
        for (size_t i = 0; i < decrypting->job->count; i++) {
            collect_of_file(decrypting, collecting, i);
        }
    }
    key_examiner_free(collecting);
    key_sealer_free(collector);
}

static void open_messages(struct decrypting *decrypting, struct key_examiner *examiner)
{
    const struct record_sink *sink = decrypting->sink;
    struct cms_opener *before = key_examiner_set_opener(examiner, decrypting->opener);
    evidence_replay_messages(examiner, &decrypting->job->files[0], decrypting->messages,
                             decrypting->message_count, sink);
    (void)key_examiner_set_opener(examiner, before);
}

void evidence_decrypt(struct key_examiner *examiner, const struct job *job,
                      const struct record_sink *sink)
{
    struct decrypting *decrypting = calloc(1, sizeof(*decrypting));
    struct bytes list = job->extra;
    if (decrypting == NULL) {
        return;
    }
    decrypting->job = job;
    decrypting->sink = sink;
    decrypting->opener = cms_opener_new();
    const struct cms_opener *given = key_examiner_opener(examiner);
    if (decrypting->opener != NULL && read_keys(decrypting, &list) &&
        read_messages(decrypting, &list) &&
        (given == NULL || cms_opener_add_all(decrypting->opener, given))) {
        collect_keys(decrypting, examiner);
        open_messages(decrypting, examiner);
    }
    cms_opener_free(decrypting->opener);
    free(decrypting);
}
