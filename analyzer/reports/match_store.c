#include "reports/match_store.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bounds.h"
#include "bytes/block_sum.h"
#include "bytes/item_room.h"
#include "casefile/case_scratch.h"

#define WINDOWS      8u
#define ALIGNMENT    8u
#define RECENT       256u              /* issuers whose texts are not kept twice */
#define STEP         ((size_t)8 << 20) /* of the sorted file; at most two stay in memory */
#define DRAFTS_FIRST 256u

/* What an entry is sorted by, and where it lies meanwhile: struct match_entry, then its texts, then
 * the identity of its key with NUL. */
struct match_draft {
    uint64_t at;
    size_t length;
    size_t issuer, issuer_length; /* in `issuers` */
    uint32_t serial;              /* rises with it */
    bool authority;
};

struct match_store {
    struct case_file *file;
    /* Until they are sorted: in a file and, behind that, in memory. */
    int scratch; /* -1 as long as there is no need of one */
    uint64_t written;
    struct buffer held, record, serial, issuers;
    size_t recent[RECENT]; /* drafts, by a sum of their issuer; one more than their number */
    struct match_draft *drafts;
    size_t count, room;
    bool failed; /* while they are compared */
    /* Then. */
    struct match_entry **items;
    uint8_t *memory;
    size_t size, step; /* the part that was looked at last */
    bool in_file;
};

/* In the order of their texts. */
static void list_windows(struct match_entry *entry, struct bytes *windows[WINDOWS])
{
    struct bytes *const all[WINDOWS] = { &entry->serial,     &entry->issuer_dn,
                                         &entry->subject_dn, &entry->authority_key_id,
                                         &entry->dns_names,  &entry->organization,
                                         &entry->emails,     &entry->serial_decimal };
    memcpy(windows, all, sizeof(all));
}

struct match_store *match_store_open(struct case_file *file)
{
    struct match_store *store = calloc(1, sizeof(*store));
    if (store != NULL) {
        store->file = file;
        store->scratch = -1;
    }
    return store;
}

static bool write_all(struct match_store *store, struct bytes octets)
{
    while (octets.left > 0) {
        struct bytes taken;
        const ssize_t step = pwrite(store->scratch, octets.at, octets.left, (off_t)store->written);
        if (step < 0 && errno == EINTR) {
            continue;
        }
        if (step <= 0 || !bytes_take(&octets, (size_t)step, &taken)) {
            return case_scratch_fail(store->file, step < 0 ? errno : ENOSPC);
        }
        store->written += (uint64_t)step;
    }
    return true;
}

static bool spill(struct match_store *store)
{
    if (store->scratch < 0) {
        store->scratch = case_scratch_open(store->file);
    }
    const bool spilled = store->scratch >= 0 && write_all(store, buffer_bytes(&store->held));
    store->held.used = 0; /* nothing in it has to be wiped */
    return spilled;
}

/* The text of an issuer that was met a short time ago is there already. */
static bool keep_issuer(struct match_store *store, struct bytes issuer, struct match_draft *draft)
{
    size_t *recent = &store->recent[block_sum(issuer) % RECENT];
    draft->issuer_length = issuer.left;
    if (*recent > 0) {
        const struct match_draft *other = &store->drafts[*recent - 1];
        if (bytes_equal(issuer,
                        bytes_over(store->issuers.at + other->issuer, other->issuer_length))) {
            draft->issuer = other->issuer;
            return true;
        }
    }
    draft->issuer = store->issuers.used;
    *recent = store->count + 1;
    return buffer_append(&store->issuers, issuer);
}

/* Equal serials come one behind the other. */
static bool number_serial(struct match_store *store, struct bytes serial, struct match_draft *draft)
{
    const struct match_draft *last = store->count > 0 ? draft - 1 : NULL;
    if (last != NULL && bytes_equal(serial, buffer_bytes(&store->serial))) {
        draft->serial = last->serial;
        return true;
    }
    draft->serial = last != NULL ? last->serial + 1 : 0;
    buffer_reset(&store->serial);
    return buffer_append(&store->serial, serial);
}

static bool grow(struct match_store *store)
{
    struct match_draft *drafts =
        item_room(store->drafts, store->count, &store->room, DRAFTS_FIRST, sizeof(*drafts));
    if (drafts == NULL) {
        return false;
    }
    store->drafts = drafts;
    return true;
}

/* Texts one behind the other, whatever lies between them in the entry. */
static bool write_record(struct match_store *store, const struct match_entry *entry)
{
    struct match_entry copy = *entry;
    struct buffer *record = &store->record;
    struct bytes *windows[WINDOWS];
    char identity[KEY_IDENTITY_TEXT];
    list_windows(&copy, windows);
    copy.text = (struct buffer){ 0 };
    record->used = 0;
    bool written = buffer_append(record, bytes_over(&copy, sizeof(copy)));
    for (size_t i = 0; written && i < WINDOWS; i++) {
        written = buffer_append(record, *windows[i]);
    }
    public_identity_text(&entry->identity, identity);
    written = written && buffer_append(record, bytes_over(identity, strlen(identity) + 1));
    while (written && record->used % ALIGNMENT != 0) {
        written = buffer_append_byte(record, 0);
    }
    return written;
}

bool match_store_add(struct match_store *store, const struct match_entry *entry)
{
    if (!grow(store)) {
        return false;
    }
    struct match_draft *draft = &store->drafts[store->count];
    *draft = (struct match_draft){ .authority = entry->judgement.status == STATUS_REVOKE_CA };
    if (!keep_issuer(store, entry->issuer_dn, draft) ||
        !number_serial(store, entry->serial, draft) || !write_record(store, entry)) {
        return false;
    }
    draft->at = store->written + store->held.used;
    draft->length = store->record.used;
    store->size += draft->length;
    store->count++;
    return buffer_append(&store->held, buffer_bytes(&store->record)) &&
           (store->held.used < MATCHES_HELD_MAX || spill(store));
}

static bool read_draft(struct match_store *store, uint64_t at, size_t length, void *into)
{
    uint8_t *to = into;
    if (at >= store->written) {
        memcpy(to, store->held.at + (at - store->written), length);
        return true;
    }
    while (length > 0) {
        const ssize_t step = pread(store->scratch, to, length, (off_t)at);
        if (step < 0 && errno == EINTR) {
            continue;
        }
        if (step <= 0) {
            return case_scratch_fail(store->file, step < 0 ? errno : EIO);
        }
        to += step;
        at += (uint64_t)step;
        length -= (size_t)step;
    }
    return true;
}

/* Of one issuer and serial, which is rare. */
static int compare_digests(struct match_store *store, const struct match_draft *left,
                           const struct match_draft *right)
{
    struct match_entry one, other;
    if (store->failed || !read_draft(store, left->at, sizeof(one), &one) ||
        !read_draft(store, right->at, sizeof(other), &other)) {
        store->failed = true;
        return 0;
    }
    const int order = memcmp(one.sha256, other.sha256, SHA256_LENGTH);
    return order != 0
               ? order
               : memcmp(one.precertificate_sha256, other.precertificate_sha256, SHA256_LENGTH);
}

static int compare_drafts(const void *one, const void *other, void *context)
{
    struct match_store *store = context;
    const struct match_draft *left = one, *right = other;
    int order = left->authority == right->authority ? 0 : left->authority ? -1 : 1;
    if (order == 0 && left->issuer != right->issuer) {
        order = bytes_compare(bytes_over(store->issuers.at + left->issuer, left->issuer_length),
                              bytes_over(store->issuers.at + right->issuer, right->issuer_length));
    }
    if (order == 0 && left->serial != right->serial) {
        order = left->serial < right->serial ? -1 : 1;
    }
    return order != 0 || left == right ? order : compare_digests(store, left, right);
}

/* The place in the file is made at once: a write into a map has no way to fail. */
static bool map_file(struct match_store *store)
{
    const int fd = case_scratch_open(store->file);
    const int error = fd >= 0 ? posix_fallocate(fd, 0, (off_t)store->size) : 0;
    void *memory = MAP_FAILED;
    if (fd >= 0 && error == 0) {
        memory = mmap(NULL, store->size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    }
    if (fd >= 0 && memory == MAP_FAILED) {
        (void)case_scratch_fail(store->file, error != 0 ? error : errno);
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    store->memory = memory != MAP_FAILED ? memory : NULL;
    store->in_file = true;
    return memory != MAP_FAILED;
}

static bool make_room(struct match_store *store)
{
    if (store->scratch >= 0) {
        return map_file(store);
    }
    store->memory = malloc(store->size + 1);
    return store->memory != NULL;
}

/* What was written stays in the file. */
static void look_at(struct match_store *store, const void *at)
{
    const size_t step = (size_t)((const uint8_t *)at - store->memory) / STEP;
    if (store->in_file && step != store->step) {
        const size_t from = store->step * STEP, left = store->size - from;
        (void)madvise(store->memory + from, left < STEP ? left : STEP, MADV_DONTNEED);
        store->step = step;
    }
}

static bool place(struct match_store *store)
{
    uint8_t *to = store->memory;
    for (size_t i = 0; i < store->count; i++) {
        const struct match_draft *draft = &store->drafts[i];
        struct match_entry *entry = (struct match_entry *)(void *)to;
        struct bytes *windows[WINDOWS];
        const uint8_t *text = to + sizeof(*entry);
        look_at(store, to);
        if (!read_draft(store, draft->at, draft->length, to)) {
            return false;
        }
        list_windows(entry, windows);
        for (size_t window = 0; window < WINDOWS; window++) {
            windows[window]->at = text;
            text += windows[window]->left;
        }
        entry->identity_text = (const char *)text;
        entry->number = i;
        store->items[i] = entry;
        to += draft->length;
    }
    return true;
}

/* The drafts are needed no more. */
static void end_drafts(struct match_store *store)
{
    if (store->scratch >= 0) {
        (void)close(store->scratch);
        store->scratch = -1;
    }
    free(store->drafts);
    store->drafts = NULL;
    buffer_clear(&store->held);
    buffer_clear(&store->record);
    buffer_clear(&store->serial);
    buffer_clear(&store->issuers);
}

bool match_store_sort(struct match_store *store)
{
    if (store->count > 0) {
        qsort_r(store->drafts, store->count, sizeof(*store->drafts), compare_drafts, store);
    }
    buffer_clear(&store->issuers);
    store->items = calloc(store->count + 1, sizeof(struct match_entry *));
    const bool sorted = !store->failed && store->items != NULL && make_room(store) && place(store);
    end_drafts(store);
    return sorted;
}

size_t match_store_count(const struct match_store *store)
{
    return store->count;
}

struct match_entry *match_store_at(struct match_store *store, size_t number)
{
    assert(number < store->count);
    struct match_entry *entry = store->items[number];
    look_at(store, entry);
    return entry;
}

void match_store_close(struct match_store *store)
{
    if (store == NULL) {
        return;
    }
    end_drafts(store);
    if (store->in_file && store->memory != NULL) {
        (void)munmap(store->memory, store->size);
    } else {
        free(store->memory);
    }
    free(store->items);
    free(store);
}
