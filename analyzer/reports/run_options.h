#ifndef RUN_OPTIONS_H
#define RUN_OPTIONS_H

#include "casefile/case_view.h"
#include "reports/report_field.h"

/* What the runs over a case were told, as far as it shaped the case: settings of the case whose
 * names begin with "option_". Files are named by their digest, never by their path, and a list of
 * passphrases by its length, since a digest would let short ones be guessed. */
struct run_options {
    struct buffer proof_cn, certs_column;
    struct buffer limits;                       /* NAME=VALUE, apart by spaces; "usual" */
    uint64_t passphrases, passphrase_work;      /* the most of any run */
    bool has_passphrase_work;                   /* not for a case that was never scanned */
    uint64_t decrypt_with;                      /* keys of that option, the most of any run */
    bool harvest, shared_primes, decrypt_found; /* in some run */
    bool no_digest;                             /* likewise: of some evidence there is no SHA-256 */
    struct buffer issuers;                      /* SHA-256 of each file of theirs, sorted */
    bool has_contacts, has_public_suffixes, has_baseline;
    uint8_t contacts[SHA256_LENGTH], public_suffixes[SHA256_LENGTH], baseline[SHA256_LENGTH];
};

#define OPTION_SETTING_PASSPHRASES     "option_passphrases"
#define OPTION_SETTING_PASSPHRASE_WORK "option_passphrase_work"
#define OPTION_SETTING_HARVEST         "option_harvest_passphrases"
#define OPTION_SETTING_DECRYPT_WITH    "option_decrypt_with"
#define OPTION_SETTING_DECRYPT_FOUND   "option_decrypt_with_found_keys"
#define OPTION_SETTING_SHARED_PRIMES   "option_shared_primes"
#define OPTION_SETTING_NO_DIGEST       "option_no_digest"
#define OPTION_SETTING_CERTS_COLUMN    "option_certs_column"
#define OPTION_SETTING_LIMITS          "option_limits"

/* The options begin zeroed. False when memory ran out or the case failed. */
MUST_CHECK bool run_options_read(struct run_options *options, struct case_file *file);
void run_options_clear(struct run_options *options);

extern const struct report_table run_options_table; /* of struct run_options */

#endif
