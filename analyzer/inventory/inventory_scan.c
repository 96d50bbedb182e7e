#include "inventory/inventory_scan.h"

#include <stdlib.h>
#include <string.h>

#include "bytes/hex_text.h"
#include "certificates/certificate_frame.h"
#include "certificates/certificate_read.h"
#include "crypto/public_numbers.h"
#include "evidence/certificate_search.h"
#include "inventory/certificate_index.h"
#include "inventory/inventory_journal.h"
#include "inventory/inventory_range.h"
#include "inventory/shared_primes.h"
#include "inventory/sqlite_file.h"

#define PROGRESS_STEP (4 * MIB)
#define SIZE_UNKNOWN  UINT64_MAX          /* of a pipe, as job.h says */
#define ENTRIES_HELD  ((size_t)128 << 10) /* octets of one RECORD_ENTRIES */

static const struct fault bad_key = { OUTCOME_MALFORMED, "RFC 5280 section 4.1.2.7",
                                      "subject public key cannot be read" };
static const struct fault no_certificate = { OUTCOME_UNEXPECTED, NULL, "no certificate in it" };
static const struct fault changed = { OUTCOME_CHANGED, NULL,
                                      "the size of the file changed while it was read" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "memory ran out" };
static const struct fault index_outdated = { OUTCOME_CHANGED, NULL,
                                             "inventory changed since the index was built" };

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
    if (fault == NULL && !inventory_spot_encode(inventory_number(inventory), at, &spot)) {
        fault = &no_memory;
    }
    if (fault == NULL) {
        record.certificate.provenance = buffer_bytes(&spot);
        inventory_send(inventory, &record);
    }
    certificate_clear(&record.certificate.certificate);
    buffer_clear(&spot);
    return fault;
}

static void send_entries(struct inventory *inventory)
{
    struct record record = { .kind = RECORD_ENTRIES };
    if (inventory->entries.used > 0) {
        record.entries.content = buffer_bytes(&inventory->entries);
        inventory_send(inventory, &record);
        inventory->entries.used = 0; /* public; nothing to wipe */
    }
}

/* Only what stands plainly in the file is found again by its offset. */
static const struct fault *list_certificate(struct inventory *inventory,
                                            const struct public_numbers *numbers, bool authority,
                                            const struct source_spot *at)
{
    const bool walked =
        at->outer != NULL || at->row > 0 || at->searched || at->offset > INDEX_ADDRESS_MAX;
    const uint64_t place = (walked ? INDEX_WALKED : at->offset) | (authority ? INDEX_AUTHORITY : 0);
    const uint64_t key = index_key_of(numbers->algorithm, public_numbers_probe(numbers));
    if (!buffer_reserve(&inventory->entries, inventory->entries.room > 0 ? 16 : ENTRIES_HELD) ||
        !buffer_append_number(&inventory->entries, 8, key) ||
        !buffer_append_number(&inventory->entries, 8, place)) {
        return &no_memory;
    }
    if (inventory->entries.used + 16 > ENTRIES_HELD) {
        send_entries(inventory);
    }
    return NULL;
}

static const struct fault *use_certificate(struct inventory *inventory, struct bytes der,
                                           const struct public_numbers *numbers, bool authority,
                                           const struct source_spot *at)
{
    if (inventory->listing) {
        return list_certificate(inventory, numbers, authority, at);
    }
    const bool matched = is_matched(inventory, numbers);
    inventory->as_expected =
        inventory->as_expected || authority ||
        key_index_may_hold(inventory->index, numbers->algorithm, public_numbers_probe(numbers));
    const struct fault *fault = matched || authority ? deliver(inventory, der, matched, at) : NULL;
    if (fault == NULL && inventory->setting->primes != NULL) {
        fault = prime_batch_add(inventory->setting->primes, inventory, der, numbers, at);
    }
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
        fault = use_certificate(inventory, der, &numbers, certificate_frame_vouches(&frame), at);
    }
    if (fault != NULL) {
        inventory_fail(inventory, fault, at);
        return;
    }
    inventory->parsed++;
    source_facts_add(&inventory->facts, &frame);
}

static void note_unread(void *context, const struct fault *fault, const struct source_spot *at)
{
    struct inventory *inventory = context;
    inventory->rows++;
    inventory_fail(inventory, fault, at);
}

static void note_aside(void *context, const struct fault *note, const struct source_spot *at)
{
    struct inventory *inventory = context;
    inventory->recognised = true;
    if (note != NULL) {
        inventory_journal_spot(inventory, JOURNAL_NOTE, note, at);
    }
}

static void note_hash(void *context, const uint8_t sha256[SHA256_LENGTH], struct bytes serial,
                      const struct source_spot *at)
{
    struct inventory *inventory = context;
    struct record record = { .kind = RECORD_HASH_MATCH };
    struct public_identity identity;
    struct buffer spot = { 0 };
    inventory->recognised = true;
    inventory->rows++; /* a certificate of which this is all that is told */
    inventory->parsed++;
    if (!key_index_find_hash(inventory->index, sha256, &identity)) {
        return;
    }
    memcpy(record.hash_match.spki_sha256, sha256, SHA256_LENGTH);
    public_identity_text(&identity, record.hash_match.identity);
    record.hash_match.serial = serial;
    if (inventory_spot_encode(0, at, &spot)) {
        record.hash_match.provenance = buffer_bytes(&spot);
        inventory_send(inventory, &record);
    } else {
        inventory_journal_spot(inventory, JOURNAL_UNREAD, &no_memory, at);
    }
    buffer_clear(&spot);
}

static void sign_of_life(void *context)
{
    struct record record = { .kind = RECORD_PROGRESS };
    inventory_send(context, &record);
}

static void report_progress(void *context, uint64_t bytes)
{
    struct inventory *inventory = context;
    inventory->unreported += bytes;
    if (inventory->unreported >= PROGRESS_STEP) {
        struct record record = { .kind = RECORD_PROGRESS };
        /* The digest reads what others report. */
        record.progress.bytes = inventory->file->mode != SCAN_DIGEST ? inventory->unreported : 0;
        inventory->unreported = 0;
        inventory_send(inventory, &record);
    }
}

static void send_progress_rest(struct inventory *inventory)
{
    if (inventory->unreported > 0 && inventory->file->mode != SCAN_DIGEST) {
        struct record record = { .kind = RECORD_PROGRESS };
        record.progress.bytes = inventory->unreported;
        inventory_send(inventory, &record);
    }
}

/* How much of its own this reading has read. */
static uint64_t own_read(const struct inventory *inventory, const struct source_window *window)
{
    const uint64_t from = inventory->file->mode == SCAN_RANGE ? inventory->file->from : 0;
    const uint64_t to = window->read < window->own_to ? window->read : window->own_to;
    return to > from ? to - from : 0;
}

/* What the bytes have to be told of, whatever is in them. */
static void journal_reading(struct inventory *inventory, const struct source_window *window)
{
    const struct job_file *file = inventory->file;
    const uint64_t size = file->mode == SCAN_RANGE ? file->to : file->size;
    const uint64_t missing = size != SIZE_UNKNOWN && size > window->read ? size - window->read : 0;
    const struct bytes whole = { 0 };
    if (window->fault != NULL) {
        inventory->outcome = window->fault->outcome;
        inventory_journal(inventory, JOURNAL_UNREAD, window->fault, whole, missing);
    } else if (missing > 0 ||
               (file->mode != SCAN_RANGE && size != SIZE_UNKNOWN && size != window->read)) {
        inventory->outcome = OUTCOME_CHANGED;
        inventory_journal(inventory, JOURNAL_UNREAD, &changed, whole, missing);
    }
}

/* A source in which nothing was found may be no source at all. */
static void judge_content(struct inventory *inventory, const struct source_window *window)
{
    const struct bytes whole = { 0 };
    if (inventory->rows > 0 || window->fault != NULL) {
        return;
    }
    if (window->read == 0 || inventory->recognised) {
        inventory_journal(inventory, JOURNAL_NOTE, &no_certificate, whole, 0);
        return;
    }
    inventory->unread = window->read;
    if (inventory->outcome == OUTCOME_OK) {
        inventory->outcome = no_certificate.outcome;
    }
    inventory_journal(inventory, JOURNAL_UNREAD, &no_certificate, whole, window->read);
}

static void send_done(struct inventory *inventory)
{
    struct record record = { .kind = RECORD_FILE_DONE, .done = inventory->done };
    inventory_send(inventory, &record);
}

static void sum_up(struct inventory *inventory, struct source_window *window)
{
    struct file_done *done = &inventory->done;
    const struct job_file *file = inventory->file;
    const uint64_t own = own_read(inventory, window);
    const uint64_t unread = inventory->unread < own ? inventory->unread : own;
    const bool known = file->size != SIZE_UNKNOWN;
    done->outcome = inventory->outcome;
    done->size =
        known && (window->fault != NULL || file->mode == SCAN_RANGE) ? file->size : window->read;
    done->examined = own - unread;
    done->rows = inventory->rows;
    done->parsed = inventory->parsed;
    done->failed = inventory->failed;
    source_facts_end(&inventory->facts, done);
    source_window_end(window, done);
    done->has_digest = done->has_digest && window->fault == NULL;
}

/* They are the window's. Without them the coordinator takes the file for one that changed. */
static void keep_sums(struct inventory *inventory)
{
    struct bytes *sums = &inventory->done.block_sums;
    if (sums->left > 0 && !buffer_append(&inventory->sums, *sums)) {
        buffer_clear(&inventory->sums);
    }
    *sums = buffer_bytes(&inventory->sums);
}

/* Where its form's reader came to nothing it is searched, as evidence is: once more, from its
 * front. */
static void search_source(struct inventory *inventory, const struct certificate_sink *found,
                          const struct source_setting *setting)
{
    const struct window_span again = { .to = UINT64_MAX };
    struct source_window window;
    source_window_init(&window, inventory->file->fd, &again);
    searched_source_read(&window, setting, found);
    source_window_clear(&window);
}

static bool came_to_nothing(const struct inventory *inventory, const struct source_window *window)
{
    return inventory->rows == 0 && !inventory->recognised && !inventory->in_range &&
           inventory->file->size != SIZE_UNKNOWN && window->fault == NULL;
}

static void read_source(struct inventory *inventory, struct source_window *window)
{
    const struct certificate_sink found = { .context = inventory,
                                            .certificate = read_certificate,
                                            .unread = note_unread,
                                            .aside = note_aside,
                                            .hash = note_hash,
                                            .alive = sign_of_life };
    const struct source_setting setting = inventory_range_setting(inventory);
    inventory->source->read(window, &setting, &found);
    if (came_to_nothing(inventory, window)) {
        search_source(inventory, &found, &setting);
    }
}

static void read_file(struct inventory *inventory, const struct window_span *span)
{
    struct source_window window;
    source_window_init(&window, inventory->file->fd, span);
    window.context = inventory;
    window.progress = report_progress;
    if (inventory->file->mode == SCAN_DIGEST) {
        source_window_drop(&window, UINT64_MAX);
    } else {
        source_window_need(&window, CONTENT_HEAD);
        if (inventory->source == NULL) {
            inventory->source = certificate_source_of(source_window_view(&window));
        }
        read_source(inventory, &window);
        source_window_drop(&window, span->to > window.position ? span->to - window.position : 0);
    }
    send_progress_rest(inventory);
    send_entries(inventory);
    journal_reading(inventory, &window);
    if (inventory->file->mode != SCAN_DIGEST && !inventory->in_range) {
        judge_content(inventory, &window);
    }
    sum_up(inventory, &window);
    keep_sums(inventory);
    source_window_clear(&window);
}

static void read_inventory(struct inventory *inventory)
{
    const struct record begin = { .kind = RECORD_FILE_BEGIN, .file = inventory->file->number };
    struct window_span span;
    inventory->sink->record(inventory->sink->context, &begin);
    if (inventory_range_plan(inventory, &span)) {
        read_file(inventory, &span);
    } else {
        inventory->done.size = inventory->file->size;
    }
    if (!inventory->done_waits) {
        send_done(inventory);
    }
}

bool inventory_scan_prepare(void)
{
    return sqlite_file_prepare() && certificate_search_prepare();
}

static void scan(struct inventory *inventory, const struct job_file *file,
                 const struct inventory_setting *setting, const struct record_sink *sink)
{
    *inventory = (struct inventory){ .file = file,
                                     .setting = setting,
                                     .index = setting->index,
                                     .sink = sink,
                                     .done_waits = setting->primes != NULL };
    read_inventory(inventory);
    buffer_clear(&inventory->front);
}

static void scan_end(struct inventory *inventory)
{
    if (inventory->done_waits) {
        send_done(inventory);
    }
    buffer_clear(&inventory->sums);
    source_facts_clear(&inventory->facts);
}

void inventory_scan(const struct job_file *file, const struct inventory_setting *setting,
                    const struct record_sink *sink)
{
    struct inventory inventory;
    scan(&inventory, file, setting, sink);
    if (setting->primes != NULL) {
        prime_batch_settle(setting->primes);
    }
    scan_end(&inventory);
}

void inventory_scan_each(const struct job_file *files, size_t count,
                         const struct inventory_setting *setting, const struct record_sink *sink)
{
    struct inventory *inventories =
        setting->primes != NULL && count > 1 ? calloc(count, sizeof(*inventories)) : NULL;
    for (size_t i = 0; i < count; i++) {
        if (inventories != NULL) {
            scan(&inventories[i], &files[i], setting, sink);
        } else {
            inventory_scan(&files[i], setting, sink);
        }
    }
    if (inventories != NULL) {
        prime_batch_settle(setting->primes);
    }
    for (size_t i = 0; inventories != NULL && i < count; i++) {
        scan_end(&inventories[i]);
    }
    free(inventories);
}

void inventory_list(const struct job_file *file, const struct record_sink *sink)
{
    const struct key_index none = { 0 };
    const struct inventory_setting setting = { .index = &none };
    struct inventory inventory = {
        .file = file, .setting = &setting, .index = &none, .sink = sink, .listing = true
    };
    read_inventory(&inventory);
    buffer_clear(&inventory.front);
    buffer_clear(&inventory.entries);
    buffer_clear(&inventory.sums);
    source_facts_clear(&inventory.facts);
}

/* Entries without the flag that all is to be walked come from two forms. */
static void read_place(struct inventory *inventory, uint64_t offset)
{
    const struct certificate_sink found = { .context = inventory,
                                            .certificate = read_certificate,
                                            .unread = note_unread,
                                            .aside = note_aside };
    const struct source_setting setting = { .stop = offset + 1 };
    const struct window_span span = { .from = offset, .to = offset };
    struct source_window window;
    source_window_init(&window, inventory->file->fd, &span);
    window.step = PLACE_WINDOW;
    inventory->as_expected = false;
    if (source_window_need(&window, 2)) {
        const bool der = der_source_recognise(source_window_view(&window));
        (der ? der_source_read : pem_source_read)(&window, &setting, &found);
    }
    if (!inventory->as_expected) {
        inventory_fail(inventory, &index_outdated, &(const struct source_spot){ .offset = offset });
    }
    source_window_clear(&window);
}

void inventory_places(const struct job_file *file, struct bytes offsets,
                      const struct key_index *index, const struct record_sink *sink)
{
    const struct inventory_setting setting = { .index = index };
    struct inventory inventory = {
        .file = file, .setting = &setting, .index = index, .sink = sink, .in_range = true
    };
    struct record record = { .kind = RECORD_FILE_BEGIN };
    uint64_t offset;
    inventory_send(&inventory, &record);
    while (bytes_take_number(&offsets, 8, &offset)) {
        if (offset >= file->size) {
            inventory_fail(&inventory, &index_outdated,
                           &(const struct source_spot){ .offset = offset });
            continue;
        }
        read_place(&inventory, offset);
    }
    record = (struct record){ .kind = RECORD_FILE_DONE };
    record.done.outcome = inventory.outcome;
    record.done.size = file->size;
    record.done.rows = inventory.rows;
    record.done.parsed = inventory.parsed;
    record.done.failed = inventory.failed;
    inventory_send(&inventory, &record);
}
