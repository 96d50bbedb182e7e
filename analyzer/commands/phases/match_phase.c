#include "commands/phases/match_phase.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bounds.h"
#include "bytes/hex_text.h"
#include "bytes/item_room.h"
#include "commands/index/index_match.h"
#include "commands/phases/judge_phase.h"
#include "commands/phases/prime_table.h"
#include "commands/sources/evidence_file.h"
#include "commands/sources/source_queue.h"
#include "commands/sources/whole_file.h"
#include "crypto/sha256.h"
#include "inventory/inventory_table.h"
#include "inventory/key_index.h"
#include "workers/sealed_table.h"

struct identity_list {
    struct public_identity *items;
    size_t count, room;
};

static bool add_identity(void *context, const struct public_identity *identity)
{
    struct identity_list *list = context;
    struct public_identity *items =
        item_room(list->items, list->count, &list->room, 1024, sizeof(*items));
    if (items == NULL) {
        return false;
    }
    list->items = items;
    list->items[list->count++] = *identity;
    return true;
}

/* An inventory is done only for the keys and the column it was read for: a digest of them
 * stands in the case, written when all were read, and says whether that still
 * holds. It is not taken of the index, whose seeds are random. */
struct index_name {
    char text[2 * SHA256_LENGTH + 1];
};

static bool name_index(const struct identity_list *list, struct bytes column,
                       struct index_name *name)
{
    uint8_t digest[SHA256_LENGTH];
    struct sha256 *hash = sha256_new();
    if (hash == NULL) {
        return false;
    }
    for (size_t i = 0; i < list->count; i++) {
        const uint8_t algorithm = (uint8_t)list->items[i].algorithm;
        sha256_add(hash, bytes_over(&algorithm, 1));
        sha256_add(hash, bytes_over(list->items[i].digest, SHA256_LENGTH));
    }
    sha256_add(hash, column);
    sha256_end(hash, digest);
    sha256_free(hash);
    hex_text_write(bytes_over(digest, SHA256_LENGTH), name->text);
    return true;
}

/* The one column that is read; empty where all are looked at. */
static struct bytes column_of(const struct session *session)
{
    const char *column = session->options->certs_column;
    return column != NULL ? bytes_over(column, strlen(column)) : (struct bytes){ 0 };
}

static bool build_index(struct session *session, struct buffer *table, struct index_name *name)
{
    struct identity_list list = { 0 };
    bool built =
        case_each_identity(session->file, &list, add_identity) || session_stop_case(session);
    built = built && ((key_index_build(list.items, list.count, table) &&
                       name_index(&list, column_of(session), name)) ||
                      session_stop(session, "out of memory for the index of keys"));
    free(list.items);
    return built;
}

static bool index_is_new(struct session *session, const struct index_name *name, bool *new_keys)
{
    struct buffer stored = { 0 };
    bool read =
        case_get_setting(session->file, "key_index", &stored) && buffer_append_byte(&stored, 0);
    if (read) {
        *new_keys = strcmp((const char *)stored.at, name->text) != 0;
    }
    buffer_clear(&stored);
    return read || session_stop_case(session);
}

/* Roots that the case knows from earlier runs, beside those given now. */
struct root_listing {
    struct session *session;
    struct source_list *list;
    enum source_kind kind;
    const struct path_list *given;
};

/* Standard input is there only in the run that names it. */
static bool can_be_read(const struct root_listing *listing, const char *path)
{
    if (strcmp(path, "-") != 0) {
        return access(path, R_OK) == 0;
    }
    for (size_t i = 0; i < listing->given->count; i++) {
        if (strcmp(listing->given->paths[i], "-") == 0) {
            return true;
        }
    }
    return false;
}

static bool list_root(void *context, enum source_kind kind, const char *path)
{
    struct root_listing *listing = context;
    if (kind != listing->kind || !can_be_read(listing, path)) {
        return true; /* what was matched in it before stays in the case */
    }
    return source_list_add(listing->list, listing->session, kind, path);
}

static bool list_kind(struct session *session, struct source_list *list, enum source_kind kind,
                      const struct path_list *given)
{
    for (size_t i = 0; i < given->count; i++) {
        int64_t root;
        if (!case_add_root(session->file, kind, given->paths[i], session->received, &root)) {
            return session_stop_case(session);
        }
    }
    struct root_listing listing = { session, list, kind, given };
    return case_each_root(session->file, &listing, list_root) ||
           (session->stopped ? false : session_stop_case(session));
}

/* Indexes of certificates are asked each time: that costs little, and only so is it noticed
 * when what they were built of has changed. */
static bool ask_indexes(struct session *session, struct source_list *list, int table)
{
    const bool primes = session->options->shared_primes;
    for (size_t i = 0; i < list->count; i++) {
        if (!index_match_is_index(session, list, &list->items[i])) {
            if (session->stopped) {
                return false;
            }
            continue;
        }
        if (!index_match(session, list, &list->items[i], table) ||
            (primes && !prime_table_refuse_index(session, list->items[i].number))) {
            return false;
        }
        list->items[i].done = true;
    }
    return true;
}

/* What a reading of certificates goes by. */
struct reading_plan {
    enum source_kind kind;
    const struct path_list *given;
    struct bytes index;               /* of keys */
    const struct prime_table *primes; /* NULL: none are looked for */
    bool again;                       /* also what was read before */
};

static int seal_tables(struct session *session, struct bytes index, struct bytes moduli)
{
    struct buffer table = { 0 };
    const bool written = inventory_table_write(index, moduli, &table);
    const int sealed = written ? sealed_table_make(buffer_bytes(&table)) : -1;
    if (sealed < 0) {
        (void)(written && session_lacks_descriptors(session, fault_of_errno(errno)));
        (void)session_stop(session, "out of memory");
    }
    buffer_clear(&table);
    return sealed;
}

static bool ask_all_indexes(struct session *session, struct source_list *list, struct bytes index)
{
    const int table = seal_tables(session, index, (struct bytes){ 0 });
    const bool asked = table >= 0 && ask_indexes(session, list, table);
    if (table >= 0) {
        (void)close(table);
    }
    source_list_reopen(list, false);
    return asked;
}

static bool read_sources(struct session *session, const struct source_list *list,
                         const struct reading_plan *reading)
{
    const struct bytes moduli =
        reading->primes != NULL ? buffer_bytes(&reading->primes->moduli) : (struct bytes){ 0 };
    struct source_queue_plan plan = { .kind = JOB_INVENTORY, .phase = "match" };
    if (reading->kind == SOURCE_INVENTORY) {
        plan.extra = column_of(session);
    }
    plan.table = seal_tables(session, reading->index, moduli);
    if (plan.table < 0) {
        return false;
    }
    struct source_queue *queue = source_queue_new(session, list, &plan);
    const bool read =
        queue != NULL ? source_queue_run(queue) : session_stop(session, "out of memory");
    source_queue_free(queue);
    (void)close(plan.table);
    return read;
}

/* Certificates past the index; issuers past an empty one. */
static bool read_certificates(struct session *session, const struct reading_plan *reading)
{
    struct source_list list = { 0 };
    bool read = (case_begin(session->file) || session_stop_case(session)) &&
                list_kind(session, &list, reading->kind, reading->given) &&
                (case_commit(session->file) || session_stop_case(session));
    if (read) {
        source_list_reopen(&list, reading->again);
        read = ask_all_indexes(session, &list, reading->index);
    }
    if (read && reading->kind == SOURCE_INVENTORY && reading->primes == NULL &&
        list.items_left > 0) {
        read = prime_table_keep(NULL, session); /* these are not held against any moduli */
    }
    read = read && read_sources(session, &list, reading);
    source_list_clear(&list);
    return read;
}

/* The coordinator carries a CRL's bytes to the case without looking at them. */
struct crl_reading {
    int descriptor;
    struct buffer window;
    struct sha256 *hash;
    uint64_t size;
    bool failed;
};

static bool give_piece(void *context, struct bytes *piece)
{
    struct crl_reading *reading = context;
    ssize_t got;
    do {
        got = read(reading->descriptor, reading->window.at, READ_WINDOW);
    } while (got < 0 && errno == EINTR);
    reading->failed = reading->failed || got < 0;
    if (got <= 0) {
        return false;
    }
    *piece = bytes_over(reading->window.at, (size_t)got);
    reading->size += (uint64_t)got;
    sha256_add(reading->hash, *piece);
    return true;
}

static bool keep_pieces(struct session *session, const struct source *source,
                        struct crl_reading *reading, struct file_done *done, bool *whole)
{
    reading->hash = sha256_new();
    if (reading->hash == NULL || !buffer_reserve(&reading->window, READ_WINDOW)) {
        return session_stop(session, "out of memory");
    }
    if (!case_fill_crl_bytes(session->file, source->number, source->size, reading, give_piece,
                             whole)) {
        return session_stop_case(session);
    }
    *whole = *whole && !reading->failed;
    *done =
        (struct file_done){ .size = reading->size, .examined = reading->size, .has_digest = true };
    sha256_end(reading->hash, done->sha256);
    return true;
}

/* What comes through a pipe has no size, and is held until its end is there. */
static bool keep_pipe(struct session *session, const struct source *source, int descriptor,
                      struct file_done *done, bool *whole)
{
    struct buffer content = { 0 };
    bool kept = true;
    *whole = whole_file_read(descriptor, CRL_FILE_MAX, &content);
    if (*whole) {
        *done = (struct file_done){ .size = content.used,
                                    .examined = content.used,
                                    .has_digest = true };
        sha256_of(buffer_bytes(&content), done->sha256);
        kept = case_put_crl_bytes(session->file, source->number, buffer_bytes(&content)) ||
               session_stop_case(session);
    }
    buffer_clear(&content);
    return kept;
}

static bool keep_crl(struct session *session, const struct source *source, int descriptor,
                     struct file_done *done, bool *whole)
{
    struct crl_reading reading = { .descriptor = descriptor };
    if (source->size == UINT64_MAX) {
        return keep_pipe(session, source, descriptor, done, whole);
    }
    *whole = false;
    const bool kept =
        source->size > CRL_FILE_MAX || keep_pieces(session, source, &reading, done, whole);
    sha256_free(reading.hash);
    buffer_clear(&reading.window);
    return kept;
}

static bool store_crl(struct session *session, const struct source_list *list,
                      const struct source *source)
{
    static const struct fault too_large = {
        OUTCOME_BOUND, NULL, "a CRL file larger than is read, or a pipe that broke off"
    };
    static const struct fault unread = {
        OUTCOME_CHANGED, NULL, "a CRL file that cannot be read, or that changed meanwhile"
    };
    const struct fault *fault;
    struct file_done done = { 0 };
    bool whole = false;
    bool kept = source->fresh || case_forget_results(session->file, source->number) ||
                session_stop_case(session);
    int descriptor = source_open(list, source, &fault);
    if (descriptor >= 0) {
        fault = source->size > CRL_FILE_MAX ? &too_large : &unread;
        kept = kept && keep_crl(session, source, descriptor, &done, &whole);
        (void)close(descriptor);
    }
    if (!kept) {
        return false;
    }
    if (!whole) {
        return source_refuse(session, source->number, fault, JOURNAL_UNREAD, source->size);
    }
    return case_finish_source(session->file, source->number, &done) || session_stop_case(session);
}

static bool store_crls(struct session *session)
{
    struct source_list list = { 0 };
    bool stored = (case_begin(session->file) || session_stop_case(session)) &&
                  list_kind(session, &list, SOURCE_CRL, &session->options->crls);
    for (size_t i = 0; stored && i < list.count; i++) {
        stored = list.items[i].done || store_crl(session, &list, &list.items[i]);
    }
    stored = stored && (case_commit(session->file) || session_stop_case(session));
    source_list_clear(&list);
    return stored;
}

static bool read_inventories(struct session *session, const struct path_list *given,
                             const struct prime_table *primes)
{
    struct buffer table = { 0 };
    struct index_name name;
    bool new_keys = false, known = true;
    bool read = build_index(session, &table, &name) && index_is_new(session, &name, &new_keys) &&
                (primes == NULL || prime_table_is_known(primes, session, &known));
    const struct reading_plan plan = { .kind = SOURCE_INVENTORY,
                                       .given = given,
                                       .index = buffer_bytes(&table),
                                       .primes = primes,
                                       .again = new_keys || !known };
    read =
        read && read_certificates(session, &plan) &&
        (case_put_setting(session->file, "key_index", name.text) || session_stop_case(session)) &&
        (primes == NULL || prime_table_keep(primes, session));
    buffer_clear(&table);
    return read;
}

static bool keys_are_new(struct session *session, bool *new_keys)
{
    struct buffer table = { 0 };
    struct index_name name;
    const bool read = build_index(session, &table, &name) && index_is_new(session, &name, new_keys);
    buffer_clear(&table);
    return read;
}

/* The table of an earlier run where nothing came in since, else of the leaked keys alone. */
static bool first_primes(struct session *session, struct prime_table *primes)
{
    bool known = false;
    if (!prime_table_read(primes, session, PRIME_GENERATIONS_MAX) ||
        !prime_table_is_known(primes, session, &known)) {
        return false;
    }
    if (known) {
        primes->all = true;
        return true;
    }
    prime_table_clear(primes);
    return prime_table_read(primes, session, 0);
}

/* A key that was computed has another prime, and may stand in what cannot be looked at for primes
 * as well: tables of hashes, an index. So all is read once more where there are such, but for
 * standard input, and again while keys of one more generation come out. */
static bool read_for_primes(struct session *session)
{
    const struct path_list none = { 0 };
    struct prime_table primes = { 0 };
    bool computed = false;
    bool read = first_primes(session, &primes) &&
                read_inventories(session, &session->options->certs, &primes) &&
                keys_are_new(session, &computed);
    for (unsigned i = 1; read && i <= PRIME_GENERATIONS_MAX && (computed || !primes.all); i++) {
        prime_table_clear(&primes);
        read = prime_table_read(&primes, session, i) && read_inventories(session, &none, &primes) &&
               keys_are_new(session, &computed);
    }
    prime_table_clear(&primes);
    if (read && computed) { /* the journal says of the last that nothing was held against them */
        read = prime_table_read(&primes, session, PRIME_GENERATIONS_MAX);
        prime_table_clear(&primes);
    }
    return read;
}

static bool read_all_inventories(struct session *session)
{
    return session->options->shared_primes
               ? read_for_primes(session)
               : read_inventories(session, &session->options->certs, NULL);
}

static bool read_issuers(struct session *session)
{
    struct buffer nothing = { 0 };
    bool read = key_index_build(NULL, 0, &nothing) || session_stop(session, "out of memory");
    const struct reading_plan plan = { .kind = SOURCE_ISSUERS,
                                       .given = &session->options->issuers,
                                       .index = buffer_bytes(&nothing) };
    read = read && read_certificates(session, &plan);
    buffer_clear(&nothing);
    return read;
}

bool match_phase(struct session *session)
{
    return read_all_inventories(session) && read_issuers(session) && store_crls(session) &&
           judge_phase(session);
}
