#include "commands/phases/prime_table.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "bytes/hex_text.h"
#include "bytes/item_room.h"
#include "crypto/sha256.h"
#include "inventory/inventory_table.h"

#define SETTING "prime_index"

_Static_assert(sizeof(((struct prime_table *)NULL)->name) == 2 * SHA256_LENGTH + 1, "a digest");

static const char no_modulus[] =
    "no proof of this key was kept, so its modulus is not known and no primes in common with it "
    "were looked for; scan again without --no-proofs";
static const char too_young[] =
    "this key was computed with one that was computed, and so on for more generations than are "
    "followed: no primes in common with it were looked for";
static const char no_moduli[] =
    "an index does not hold moduli: no primes in common were looked for in it; give the "
    "inventories themselves";

static bool tell(struct session *session, uint32_t number, struct bytes provenance,
                 const char *sentence)
{
    const struct journal_entry entry = { .weight = JOURNAL_UNREAD,
                                         .outcome = OUTCOME_UNSUPPORTED,
                                         .provenance = provenance,
                                         .sentence = bytes_over(sentence, strlen(sentence)) };
    return case_add_prime_journal(session->file, number, &entry);
}

/* A key that was computed. */
struct descendant {
    char name[KEY_IDENTITY_TEXT], origin[KEY_IDENTITY_TEXT];
    struct buffer proof, provenance;
    uint32_t source;
    unsigned generation; /* 0: not known yet */
};

struct gathering {
    struct session *session;
    struct prime_table *table;
    struct descendant *descendants; /* by name */
    size_t count, room;
};

static bool take_modulus(void *context, const struct case_modulus *modulus)
{
    struct gathering *gathering = context;
    if (modulus->proof.left == 0) {
        return tell(gathering->session, modulus->source, modulus->provenance, no_modulus);
    }
    return inventory_table_add(&gathering->table->moduli, modulus->name, modulus->proof) ||
           session_stop(gathering->session, "out of memory");
}

static bool grow(struct gathering *gathering)
{
    struct descendant *items =
        item_room(gathering->descendants, gathering->count, &gathering->room, 64, sizeof(*items));
    if (items == NULL) {
        return false;
    }
    gathering->descendants = items;
    return true;
}

/* The last word of the remark names what it was computed with. */
static bool take_descendant(void *context, const struct case_modulus *modulus)
{
    struct gathering *gathering = context;
    const char *origin = modulus->remark != NULL ? strrchr(modulus->remark, ' ') : NULL;
    if (modulus->proof.left == 0 || origin == NULL || strlen(origin + 1) >= KEY_IDENTITY_TEXT ||
        strlen(modulus->name) >= KEY_IDENTITY_TEXT) {
        return true;
    }
    struct descendant one = { .source = modulus->source };
    if (!grow(gathering) || !buffer_append(&one.proof, modulus->proof) ||
        !buffer_append(&one.provenance, modulus->provenance)) {
        buffer_clear(&one.proof);
        return session_stop(gathering->session, "out of memory");
    }
    memcpy(one.name, modulus->name, strlen(modulus->name) + 1);
    memcpy(one.origin, origin + 1, strlen(origin + 1) + 1);
    gathering->descendants[gathering->count++] = one;
    return true;
}

static int compare_name(const void *name, const void *item)
{
    return strcmp(name, ((const struct descendant *)item)->name);
}

static const struct descendant *find(const struct gathering *gathering, const char *name)
{
    return gathering->count == 0 ? NULL
                                 : bsearch(name, gathering->descendants, gathering->count,
                                           sizeof(*gathering->descendants), compare_name);
}

/* Those whose origin is of the generation before. */
static bool add_generation(struct gathering *gathering, unsigned generation)
{
    for (size_t i = 0; i < gathering->count; i++) {
        struct descendant *one = &gathering->descendants[i];
        const struct descendant *origin = find(gathering, one->origin);
        if (one->generation > 0 || (origin == NULL) != (generation == 1) ||
            (origin != NULL && origin->generation != generation - 1)) {
            continue;
        }
        one->generation = generation;
        if (!inventory_table_add(&gathering->table->moduli, one->origin, (struct bytes){ 0 }) ||
            !inventory_table_add(&gathering->table->moduli, one->name, buffer_bytes(&one->proof))) {
            return session_stop(gathering->session, "out of memory");
        }
    }
    return true;
}

static bool add_descendants(struct gathering *gathering, unsigned to)
{
    bool added = gathering->count == 0 || to == 0 ||
                 inventory_table_add(&gathering->table->moduli, "", (struct bytes){ 0 }) ||
                 session_stop(gathering->session, "out of memory");
    for (unsigned i = 1; added && i <= to && i <= PRIME_GENERATIONS_MAX; i++) {
        added = add_generation(gathering, i);
    }
    gathering->table->all = true;
    for (size_t i = 0; added && i < gathering->count; i++) {
        const struct descendant *one = &gathering->descendants[i];
        gathering->table->all = gathering->table->all && one->generation > 0;
        added = one->generation > 0 || to < PRIME_GENERATIONS_MAX ||
                tell(gathering->session, one->source, buffer_bytes(&one->provenance), too_young) ||
                session_stop_case(gathering->session);
    }
    return added;
}

static void gathering_clear(struct gathering *gathering)
{
    for (size_t i = 0; i < gathering->count; i++) {
        buffer_clear(&gathering->descendants[i].proof);
        buffer_clear(&gathering->descendants[i].provenance);
    }
    free(gathering->descendants);
}

bool prime_table_read(struct prime_table *table, struct session *session, unsigned generation)
{
    struct gathering gathering = { .session = session, .table = table };
    uint8_t digest[SHA256_LENGTH];
    const bool read = (case_begin(session->file) && case_clear_prime_journal(session->file) &&
                       case_each_modulus(session->file, false, &gathering, take_modulus) &&
                       case_each_modulus(session->file, true, &gathering, take_descendant) &&
                       add_descendants(&gathering, generation) && case_commit(session->file)) ||
                      (!session->stopped && session_stop_case(session));
    sha256_of(buffer_bytes(&table->moduli), digest);
    hex_text_write(bytes_over(digest, sizeof(digest)), table->name);
    gathering_clear(&gathering);
    return read;
}

void prime_table_clear(struct prime_table *table)
{
    buffer_clear(&table->moduli);
    *table = (struct prime_table){ .all = false };
}

bool prime_table_is_known(const struct prime_table *table, struct session *session, bool *known)
{
    struct buffer stored = { 0 };
    const bool read = case_get_setting(session->file, SETTING, &stored);
    *known =
        read && bytes_equal(buffer_bytes(&stored), bytes_over(table->name, strlen(table->name)));
    buffer_clear(&stored);
    return read || session_stop_case(session);
}

bool prime_table_keep(const struct prime_table *table, struct session *session)
{
    return case_put_setting(session->file, SETTING, table != NULL ? table->name : "") ||
           session_stop_case(session);
}

bool prime_table_refuse_index(struct session *session, uint32_t number)
{
    return tell(session, number, (struct bytes){ 0 }, no_moduli) || session_stop_case(session);
}
