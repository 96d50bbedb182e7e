#ifndef OPTION_TABLE_H
#define OPTION_TABLE_H

#include <stddef.h>

#include "commands/options/options.h"

/* One table says which options there are: parsing, help and manual follow it. */

enum option_key {
    OPTION_CERTS,
    OPTION_CERTS_COLUMN,
    OPTION_CRL,
    OPTION_ISSUERS,
    OPTION_BASELINE,
    OPTION_ALL,
    OPTION_CONTACTS,
    OPTION_PUBLIC_SUFFIXES,
    OPTION_OUT,
    OPTION_JOBS,
    OPTION_UNCONFINED,
    OPTION_PASSPHRASES,
    OPTION_PASSPHRASE_WORK,
    OPTION_HARVEST,
    OPTION_LIMIT,
    OPTION_AS_OF,
    OPTION_RECEIVED,
    OPTION_DERIVED_FROM,
    OPTION_PROOF,
    OPTION_CERT,
    OPTION_PROOF_CN,
    OPTION_SEAL_TO,
    OPTION_DECRYPT_WITH,
    OPTION_DECRYPT_FOUND,
    OPTION_DIRECTORY,
    OPTION_FORMAT,
    OPTION_ISSUER,
    OPTION_STATUS,
    OPTION_EVIDENCE,
    OPTION_TO,
    OPTION_SIGN_MANIFEST,
    OPTION_SIGNER,
    OPTION_JSON,
    OPTION_CSV,
    OPTION_COLUMNS,
    OPTION_COLOR,
    OPTION_DOMAIN,
    OPTION_VERDICT,
    OPTION_PATH,
    OPTION_SINCE,
    OPTION_DRY_RUN,
    OPTION_SUBSCRIBERS,
    OPTION_LIST,
    OPTION_NEW,
    OPTION_REDACTED,
    OPTION_NO_PROOFS,
    OPTION_NO_DIGEST,
    OPTION_SHORT_LIVED,
    OPTION_SHARED_PRIMES,
    OPTION_QUIET,
    OPTION_VERBOSE,
    OPTION_HELP,
    OPTION_HELP_ALL,
    OPTION_VERSION
};

struct option_row {
    enum option_key key;
    char letter;       /* short form, or 0 */
    const char *name;  /* long form, without the dashes */
    const char *value; /* what it takes, for the help: "CASE"; NULL for nothing */
    unsigned commands; /* bits 1 << enum command, and OPTION_RARE */
    const char *help;
};

/* --help, which fits a screen of 24 lines, leaves it to --help-all. */
#define OPTION_RARE (1u << 31)

struct command_row {
    enum command command;
    const char *name;     /* one word, or two with a space between them */
    const char *operands; /* for the help; NULL where it takes none */
    bool needs_operands, needs_certs;
    const char *out; /* what --out names, where it must be given; NULL where not */
    const char *help;
    const char *example;     /* the words behind the program's name */
    const char *exit_status; /* NULL: that of a case, EXIT_STATUS_OF_A_CASE */
};

#define EXIT_STATUS_OF_A_CASE                                                                      \
    "0 everything was examined and nothing is to be done; 2 usage or fatal error; otherwise the "  \
    "sum of 1 (certificates need revocation), 4 (something could not be examined, or sealed) and " \
    "8 (leads are open: encrypted or unsupported keys)"

/* The same on one screen with the options. */
#define EXIT_STATUS_IN_SHORT                                                                       \
    "0 nothing is to be done; 2 usage or fatal error; else the sum of 1 (certificates to "         \
    "revoke), 4 (not all was examined), 8 (leads are open)"

extern const struct option_row option_table[];
extern const size_t option_table_length;
extern const struct command_row command_table[];
extern const size_t command_table_length;

/* Says on standard error, in one line, what is wrong with the command line, and where help is;
 * `command` is NULL where it names none. Returns false. */
bool option_table_refuse(const struct command_row *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
