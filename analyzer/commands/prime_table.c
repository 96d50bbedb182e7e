#include "commands/prime_table.h"

#include <string.h>

#include "bytes/hex_text.h"
#include "crypto/sha256.h"
#include "inventory/inventory_table.h"

#define SETTING "prime_index"

_Static_assert(sizeof(((struct prime_table *)NULL)->name) == 2 * SHA256_LENGTH + 1, "a digest");

static const char no_modulus[] =
    "no proof of this key was kept, so its modulus is not known and no primes in common with it "
    "were looked for; scan again without --no-proofs";
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

struct gathering {
    struct session *session;
    struct prime_table *table;
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

bool prime_table_read(struct prime_table *table, struct session *session)
{
    struct gathering gathering = { session, table };
    uint8_t digest[SHA256_LENGTH];
    const bool read = (case_begin(session->file) && case_clear_prime_journal(session->file) &&
                       case_each_modulus(session->file, &gathering, take_modulus) &&
                       case_commit(session->file)) ||
                      (!session->stopped && session_stop_case(session));
    sha256_of(buffer_bytes(&table->moduli), digest);
    hex_text_write(bytes_over(digest, sizeof(digest)), table->name);
    return read;
}

void prime_table_clear(struct prime_table *table)
{
    buffer_clear(&table->moduli);
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
