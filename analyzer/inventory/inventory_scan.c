#include "inventory/inventory_scan.h"

#include <string.h>

#include "certificates/certificate_frame.h"
#include "certificates/certificate_read.h"
#include "crypto/public_numbers.h"
#include "crypto/sha256.h"
#include "inventory/certificate_source.h"

#define PROGRESS_STEP (4 * MIB)
#define SIZE_UNKNOWN  UINT64_MAX /* of a pipe, as job.h says */

static const struct fault bad_key = { OUTCOME_MALFORMED, "RFC 5280 section 4.1.2.7",
                                      "subject public key cannot be read" };
static const struct fault no_certificate = { OUTCOME_UNEXPECTED, NULL, "no certificate in it" };
static const struct fault changed = { OUTCOME_CHANGED, NULL,
                                      "the size of the file changed while it was read" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "memory ran out" };
static const struct fault too_many_entries = {
    OUTCOME_BOUND, NULL, "more entries of the journal for this file than are kept"
};

struct inventory {
    const struct job_file *file;
    const struct key_index *index;
    const struct record_sink *sink;
    uint64_t rows, parsed, failed;
    uint64_t unread;      /* bytes */
    uint64_t unreported;  /* bytes read since the last RECORD_PROGRESS */
    uint32_t journalled;  /* entries sent */
    enum outcome outcome; /* the first that was not well */
    bool recognised;      /* something in it is known to this program */
};

static struct bytes words(const char *text)
{
    return text == NULL ? (struct bytes){ 0 } : bytes_over(text, strlen(text));
}

static void send(const struct inventory *inventory, struct record *record)
{
    record->file = inventory->file->number;
    inventory->sink->record(inventory->sink->context, record);
}

static void send_journal(struct inventory *inventory, enum journal_weight weight,
                         const struct fault *fault, struct bytes provenance, uint64_t unread)
{
    struct record record = { .kind = RECORD_JOURNAL };
    record.journal = (struct journal_entry){ .weight = weight,
                                             .outcome = fault->outcome,
                                             .provenance = provenance,
                                             .clause = words(fault->clause),
                                             .sentence = words(fault->sentence),
                                             .unread = unread };
    send(inventory, &record);
}

/* One place: which bytes of which content, in which row, and the how-manieth certificate. */
static bool encode_spot(uint64_t number, const struct source_spot *at, struct buffer *encoded)
{
    const struct provenance row = {
        .outer = at->outer, .place = { .kind = PLACE_ROW, .number = at->row, .name = at->column }
    };
    const struct provenance spot = { .outer = at->row > 0 ? &row : at->outer,
                                     .place = { .kind = PLACE_SPOT,
                                                .number = number,
                                                .offset = at->offset,
                                                .length = at->length } };
    return provenance_encode(&spot, encoded);
}

static void journal_spot(struct inventory *inventory, enum journal_weight weight,
                         const struct fault *fault, const struct source_spot *at)
{
    if (inventory->journalled >= JOURNAL_ENTRIES_MAX) {
        return;
    }
    if (++inventory->journalled == JOURNAL_ENTRIES_MAX) {
        send_journal(inventory, JOURNAL_UNREAD, &too_many_entries, (struct bytes){ 0 }, 0);
        return;
    }
    struct buffer spot = { 0 };
    uint64_t number = weight == JOURNAL_UNREAD ? inventory->rows : 0;
    if (encode_spot(number, at, &spot)) {
        send_journal(inventory, weight, fault, buffer_bytes(&spot),
                     weight == JOURNAL_UNREAD ? at->length : 0);
    }
    buffer_clear(&spot);
}

static void fail(struct inventory *inventory, const struct fault *fault,
                 const struct source_spot *at)
{
    inventory->failed++;
    inventory->unread += at->outer == NULL ? at->length : 0;
    if (inventory->outcome == OUTCOME_OK) {
        inventory->outcome = fault->outcome;
    }
    journal_spot(inventory, JOURNAL_UNREAD, fault, at);
}

/* The path of every certificate: no allocation and no hash until eight bytes of the key fit. */
static bool is_matched(const struct inventory *inventory, const struct public_numbers *numbers)
{
    struct public_identity identity;
    return key_index_may_hold(inventory->index, numbers->algorithm,
                              public_numbers_probe(numbers)) &&
           public_identity_of(numbers, &identity) == OUTCOME_OK &&
           key_index_holds(inventory->index, &identity);
}

/* All that is known of it, for one that is needed later. */
static const struct fault *deliver(struct inventory *inventory, struct bytes der, bool matched,
                                   const struct source_spot *at)
{
    struct record record = { .kind = RECORD_CERTIFICATE };
    struct buffer spot = { 0 };
    record.certificate.matched = matched;
    const struct fault *fault = certificate_read(der, &record.certificate.certificate);
    if (fault == NULL && !encode_spot(inventory->rows, at, &spot)) {
        fault = &no_memory;
    }
    if (fault == NULL) {
        record.certificate.provenance = buffer_bytes(&spot);
        send(inventory, &record);
    }
    certificate_clear(&record.certificate.certificate);
    buffer_clear(&spot);
    return fault;
}

static void read_certificate(void *context, struct bytes der, const struct source_spot *at)
{
    struct inventory *inventory = context;
    struct certificate_frame frame;
    struct public_numbers numbers;
    inventory->recognised = true;
    inventory->rows++;
    const struct fault *fault = certificate_frame_read(der, &frame);
    if (fault == NULL && spki_read(frame.spki, &numbers) != OUTCOME_OK) {
        fault = &bad_key;
    }
    if (fault == NULL) {
        const bool matched = is_matched(inventory, &numbers);
        if (matched || certificate_frame_is_authority(&frame)) {
            fault = deliver(inventory, der, matched, at);
        }
    }
    if (fault != NULL) {
        fail(inventory, fault, at);
        return;
    }
    inventory->parsed++;
}

static void note_unread(void *context, const struct fault *fault, const struct source_spot *at)
{
    struct inventory *inventory = context;
    inventory->rows++;
    fail(inventory, fault, at);
}

static void note_aside(void *context, const struct fault *note, const struct source_spot *at)
{
    struct inventory *inventory = context;
    inventory->recognised = true;
    if (note != NULL) {
        journal_spot(inventory, JOURNAL_NOTE, note, at);
    }
}

static void report_progress(void *context, uint64_t bytes)
{
    struct inventory *inventory = context;
    inventory->unreported += bytes;
    if (inventory->unreported >= PROGRESS_STEP) {
        struct record record = { .kind = RECORD_PROGRESS };
        record.progress.bytes = inventory->unreported;
        inventory->unreported = 0;
        send(inventory, &record);
    }
}

/* What the file as a whole has to be told of. */
static void journal_file(struct inventory *inventory, const struct source_window *window)
{
    const uint64_t size = inventory->file->size;
    const struct bytes whole = { 0 };
    if (window->fault != NULL) {
        const uint64_t unread =
            size != SIZE_UNKNOWN && size > window->read ? size - window->read : 0;
        inventory->outcome = window->fault->outcome;
        send_journal(inventory, JOURNAL_UNREAD, window->fault, whole, unread);
        return;
    }
    if (size != SIZE_UNKNOWN && size != window->read) {
        inventory->outcome = OUTCOME_CHANGED;
        send_journal(inventory, JOURNAL_UNREAD, &changed, whole,
                     size > window->read ? size - window->read : 0);
    }
    if (inventory->rows > 0) {
        return;
    }
    if (window->read == 0 || inventory->recognised) {
        send_journal(inventory, JOURNAL_NOTE, &no_certificate, whole, 0);
        return;
    }
    inventory->unread = window->read;
    if (inventory->outcome == OUTCOME_OK) {
        inventory->outcome = no_certificate.outcome;
    }
    send_journal(inventory, JOURNAL_UNREAD, &no_certificate, whole, window->read);
}

static void send_progress_rest(struct inventory *inventory)
{
    if (inventory->unreported > 0) {
        struct record record = { .kind = RECORD_PROGRESS };
        record.progress.bytes = inventory->unreported;
        send(inventory, &record);
    }
}

static void send_done(struct inventory *inventory, struct source_window *window)
{
    struct record record = { .kind = RECORD_FILE_DONE };
    struct file_done *done = &record.done;
    const uint64_t unread = inventory->unread < window->read ? inventory->unread : window->read;
    done->outcome = inventory->outcome;
    done->size = inventory->file->size != SIZE_UNKNOWN && window->fault != NULL
                     ? inventory->file->size
                     : window->read;
    done->examined = window->read - unread;
    done->rows = inventory->rows;
    done->parsed = inventory->parsed;
    done->failed = inventory->failed;
    if (window->hash != NULL && window->fault == NULL) {
        done->has_digest = true;
        sha256_end(window->hash, done->sha256);
    }
    send(inventory, &record);
}

void inventory_scan(const struct job_file *file, const struct key_index *index,
                    const struct record_sink *sink)
{
    struct inventory inventory = { .file = file, .index = index, .sink = sink };
    const struct certificate_sink found = { .context = &inventory,
                                            .certificate = read_certificate,
                                            .unread = note_unread,
                                            .aside = note_aside };
    const struct source_setting setting = { 0 };
    struct source_window window;
    struct record begin = { .kind = RECORD_FILE_BEGIN };
    send(&inventory, &begin);

    source_window_init(&window, file->fd);
    window.context = &inventory;
    window.progress = report_progress;
    source_window_need(&window, CONTENT_HEAD);
    certificate_source_of(source_window_view(&window))->read(&window, &setting, &found);
    source_window_drop(&window, UINT64_MAX);
    send_progress_rest(&inventory);
    journal_file(&inventory, &window);
    send_done(&inventory, &window);
    source_window_clear(&window);
}
