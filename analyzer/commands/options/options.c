#include "commands/options/options.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "bytes/timestamp.h"
#include "commands/command_help.h"
#include "commands/options/limit_settings.h"
#include "commands/options/option_hint.h"
#include "commands/options/option_rules.h"
#include "commands/options/option_table.h"
#include "record/build_id.h"

/* getopt_long() returns this plus the row's number, which no character is. */
#define ROW_VALUE 256
#define ROWS_MAX  128

struct reading {
    struct options *options;
    const struct command_row *command;
    struct path_list *list; /* where words go now */
    bool done;              /* help or version was printed */
};

static unsigned default_jobs(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof(set), &set) != 0) {
        return 1;
    }
    unsigned count = (unsigned)CPU_COUNT(&set);
    return count < JOBS_MAX ? count : JOBS_MAX;
}

/* How many of the words name this command; 0: another one. */
static int words_of_name(const char *name, int count, char **words)
{
    const char *space = strchr(name, ' ');
    if (space == NULL) {
        return strcmp(words[0], name) == 0 ? 1 : 0;
    }
    const size_t first = (size_t)(space - name);
    const bool named = count > 1 && strncmp(words[0], name, first) == 0 &&
                       words[0][first] == '\0' && strcmp(words[1], space + 1) == 0;
    return named ? 2 : 0;
}

static const struct command_row *command_named(int count, char **words, int *taken)
{
    for (size_t i = 0; i < command_table_length; i++) {
        *taken = words_of_name(command_table[i].name, count, words);
        if (*taken > 0) {
            return &command_table[i];
        }
    }
    return NULL;
}

static bool take_time(const struct reading *reading, const struct option_row *row,
                      const char *value, int64_t *seconds)
{
    char midnight[32];
    (void)snprintf(midnight, sizeof(midnight), "%.20sT00:00:00Z", value); /* of a date alone */
    if (timestamp_read(bytes_over(value, strlen(value)), seconds) ||
        timestamp_read(bytes_over(midnight, strlen(midnight)), seconds)) {
        return true;
    }
    return option_table_refuse(reading->command,
                               "'%s' of --%s is no RFC 3339 time such as 2026-01-31T12:00:00Z",
                               value, row->name);
}

static bool take_jobs(const struct reading *reading, const char *value)
{
    char *end;
    errno = 0;
    unsigned long jobs = strtoul(value, &end, 10);
    if (value[0] < '0' || value[0] > '9' || *end != '\0' || errno != 0 || jobs > JOBS_MAX) {
        return option_table_refuse(reading->command, "'%s' of --jobs is no number from 0 to %u",
                                   value, JOBS_MAX);
    }
    reading->options->jobs = (unsigned)jobs;
    return true;
}

/* A number with one of the letters k, M, G behind it, for thousands. */
static bool take_steps(const struct reading *reading, const struct option_row *row,
                       const char *value)
{
    static const char letters[] = "kMG";
    char *end;
    errno = 0;
    unsigned long long steps = strtoull(value, &end, 10);
    const char *letter = *end != '\0' ? strchr(letters, *end) : NULL;
    bool read = value[0] >= '0' && value[0] <= '9' && errno == 0;
    for (; read && letter != NULL && letter >= letters; letter--) {
        read = steps <= UINT64_MAX / 1000;
        steps *= 1000;
    }
    if (!read || (*end != '\0' && (strchr(letters, *end) == NULL || end[1] != '\0'))) {
        return option_table_refuse(reading->command, "'%s' of --%s is no number such as 500M or 3G",
                                   value, row->name);
    }
    reading->options->passphrase_work = steps;
    reading->options->passphrase_work_given = true;
    return true;
}

/* Each list has room for all words. */
static bool add_path(struct path_list *list, const char *path)
{
    list->paths[list->count++] = path;
    return true;
}

static bool take_list(struct reading *reading, struct path_list *list, const char *value)
{
    reading->list = list;
    return add_path(list, value);
}

static bool take_text(const char **into, const char *value)
{
    *into = value;
    return true;
}

/* One at a time: a list would take the evidence that follows. */
static bool take_limit(struct reading *reading, const char *value)
{
    if (strcmp(value, "list") == 0) {
        limit_settings_list();
        reading->done = true;
        return true;
    }
    add_path(&reading->options->limits, value);
    return true;
}

static void print_version(void)
{
    (void)printf("keytrawl %s build %s\n", KEYTRAWL_VERSION, build_id());
}

static bool take_flag(bool *flag)
{
    *flag = true;
    return true;
}

/* Where a text goes that is taken as it is; NULL for other options. */
static const char **text_of(struct options *options, enum option_key key)
{
    static const struct {
        enum option_key key;
        size_t offset;
    } texts[] = {
        { OPTION_PASSPHRASES, offsetof(struct options, passphrases) },
        { OPTION_BASELINE, offsetof(struct options, baseline) },
        { OPTION_CONTACTS, offsetof(struct options, contacts) },
        { OPTION_PUBLIC_SUFFIXES, offsetof(struct options, public_suffixes) },
        { OPTION_FORMAT, offsetof(struct options, format) },
        { OPTION_ISSUER, offsetof(struct options, issuer) },
        { OPTION_TO, offsetof(struct options, to) },
        { OPTION_SIGN_MANIFEST, offsetof(struct options, sign_manifest) },
        { OPTION_SIGNER, offsetof(struct options, signer) },
        { OPTION_SUBSCRIBERS, offsetof(struct options, subscribers) },
        { OPTION_PROOF_CN, offsetof(struct options, proof_cn) },
        { OPTION_DERIVED_FROM, offsetof(struct options, derived_from) },
        { OPTION_DIRECTORY, offsetof(struct options, directory) },
        { OPTION_SEAL_TO, offsetof(struct options, seal_to) },
        { OPTION_OUT, offsetof(struct options, out) },
        { OPTION_CERTS_COLUMN, offsetof(struct options, certs_column) },
        { OPTION_COLUMNS, offsetof(struct options, columns) },
        { OPTION_COLOR, offsetof(struct options, color) },
        { OPTION_DOMAIN, offsetof(struct options, domain) },
        { OPTION_VERDICT, offsetof(struct options, verdict) },
        { OPTION_PATH, offsetof(struct options, path) },
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (texts[i].key == key) {
            return (const char **)((char *)options + texts[i].offset);
        }
    }
    return NULL;
}

/* Where an option without a value is noted; NULL for other options. */
static bool *flag_of(struct options *options, enum option_key key)
{
    static const struct {
        enum option_key key;
        size_t offset;
    } flags[] = {
        { OPTION_REDACTED, offsetof(struct options, redacted) },
        { OPTION_LIST, offsetof(struct options, list) },
        { OPTION_NEW, offsetof(struct options, new_alone) },
        { OPTION_JSON, offsetof(struct options, json) },
        { OPTION_CSV, offsetof(struct options, csv) },
        { OPTION_DRY_RUN, offsetof(struct options, dry_run) },
        { OPTION_ALL, offsetof(struct options, all) },
        { OPTION_NO_PROOFS, offsetof(struct options, no_proofs) },
        { OPTION_NO_DIGEST, offsetof(struct options, no_digest) },
        { OPTION_SHORT_LIVED, offsetof(struct options, include_short_lived) },
        { OPTION_SHARED_PRIMES, offsetof(struct options, shared_primes) },
        { OPTION_HARVEST, offsetof(struct options, harvest) },
        { OPTION_DECRYPT_FOUND, offsetof(struct options, decrypt_found) },
        { OPTION_UNCONFINED, offsetof(struct options, unconfined) },
        { OPTION_QUIET, offsetof(struct options, quiet) },
        { OPTION_VERBOSE, offsetof(struct options, verbose) },
    };
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        if (flags[i].key == key) {
            return (bool *)((char *)options + flags[i].offset);
        }
    }
    return NULL;
}

/* Where the words of an option go that takes all up to the next one; NULL for other options. */
static struct path_list *list_of(struct options *options, enum option_key key)
{
    static const struct {
        enum option_key key;
        size_t offset;
    } lists[] = {
        { OPTION_CERTS, offsetof(struct options, certs) },
        { OPTION_CRL, offsetof(struct options, crls) },
        { OPTION_ISSUERS, offsetof(struct options, issuers) },
        { OPTION_STATUS, offsetof(struct options, status) },
        { OPTION_CERT, offsetof(struct options, cert) },
        { OPTION_PROOF, offsetof(struct options, proofs) },
    };
    if (key == OPTION_EVIDENCE && options->command == COMMAND_VERIFY) {
        return &options->evidence;
    }
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        if (lists[i].key == key) {
            return (struct path_list *)((char *)options + lists[i].offset);
        }
    }
    return NULL;
}

/* Where a time goes; NULL for other options. */
static int64_t *time_of(struct options *options, enum option_key key)
{
    return key == OPTION_AS_OF      ? &options->as_of
           : key == OPTION_RECEIVED ? &options->received
           : key == OPTION_SINCE    ? &options->since
                                    : NULL;
}

/* Prints what was asked for in place of doing anything. */
static bool take_question(struct reading *reading, enum option_key key)
{
    if (key == OPTION_VERSION) {
        print_version();
    } else {
        command_help_print(reading->command, key == OPTION_HELP_ALL);
    }
    return take_flag(&reading->done);
}

static bool take_option(struct reading *reading, const struct option_row *row, const char *value)
{
    struct options *options = reading->options;
    reading->list = &options->evidence;
    const char **text = text_of(options, row->key);
    bool *flag = flag_of(options, row->key);
    struct path_list *list = list_of(options, row->key);
    int64_t *time = time_of(options, row->key);
    if (text != NULL) {
        return take_text(text, value);
    }
    if (flag != NULL) {
        return take_flag(flag);
    }
    if (list != NULL) {
        return take_list(reading, list, value);
    }
    if (time != NULL) {
        return take_time(reading, row, value, time);
    }
    return row->key == OPTION_EVIDENCE          ? take_text(&options->evidence_root, value)
           : row->key == OPTION_DECRYPT_WITH    ? add_path(&options->decrypt_with, value)
           : row->key == OPTION_PASSPHRASE_WORK ? take_steps(reading, row, value)
           : row->key == OPTION_JOBS            ? take_jobs(reading, value)
           : row->key == OPTION_LIMIT           ? take_limit(reading, value)
                                                : take_question(reading, row->key);
}

static bool take_word(struct reading *reading, const char *word)
{
    if (reading->list == &reading->options->evidence && reading->command->operands == NULL) {
        return reading->command->out != NULL
                   ? option_table_refuse(reading->command,
                                         "'%s' is no option, and '%s' takes no evidence: a case "
                                         "is named by --out CASE",
                                         word, reading->command->name)
                   : option_table_refuse(reading->command,
                                         "'%s' is no option, and '%s' takes no evidence", word,
                                         reading->command->name);
    }
    return add_path(reading->list, word);
}

/* `-` in front: words come in their place, so that PATH... can take them; `:`
 * tells a missing value from an unknown option. */
static void make_getopt_tables(const struct command_row *command, struct option rows[ROWS_MAX + 1],
                               char letters[3 * ROWS_MAX])
{
    size_t used = 0;
    assert(option_table_length <= ROWS_MAX);
    letters[used++] = '-';
    letters[used++] = ':';
    for (size_t i = 0; i < option_table_length; i++) {
        const struct option_row *row = &option_table[i];
        if ((row->commands & 1u << command->command) == 0) {
            continue;
        }
        *rows++ = (struct option){ .name = row->name,
                                   .has_arg = row->value != NULL ? required_argument : no_argument,
                                   .val = ROW_VALUE + (int)i };
        if (row->letter != 0) {
            letters[used++] = row->letter;
            if (row->value != NULL) {
                letters[used++] = ':';
            }
        }
    }
    *rows = (struct option){ 0 };
    letters[used] = '\0';
}

/* One letter may be of one row for this command and of another for that. */
static const struct option_row *row_of(const struct command_row *command, int code)
{
    for (size_t i = 0; i < option_table_length; i++) {
        const bool ours = (option_table[i].commands & 1u << command->command) != 0;
        if (ours && (code == ROW_VALUE + (int)i || (code > 0 && code == option_table[i].letter))) {
            return &option_table[i];
        }
    }
    return NULL;
}

static bool refuse_option(const struct reading *reading, int code, char **argv)
{
    const struct option_row *row = row_of(reading->command, optopt);
    if (code == ':') {
        return option_table_refuse(reading->command, "--%s needs a value",
                                   row != NULL ? row->name : "");
    }
    if (optopt >= ROW_VALUE && row != NULL) {
        return option_table_refuse(reading->command, "--%s takes no value", row->name);
    }
    if (optopt > 0) { /* a place in standard input begins with it, as in -@0+1703 */
        return option_table_refuse(reading->command,
                                   isalnum(optopt) != 0
                                       ? "unknown option '-%c'"
                                       : "unknown option '-%c': what begins with - goes behind --",
                                   optopt);
    }
    return option_hint_refuse(reading->command, argv[optind - 1]);
}

static bool read_words(struct reading *reading, int argc, char **argv)
{
    struct option rows[ROWS_MAX + 1];
    char letters[3 * ROWS_MAX];
    make_getopt_tables(reading->command, rows, letters);
    opterr = 0;
    optind = 0; /* glibc begins anew, with the leading `-` in mind */
    for (;;) {
        int code = getopt_long(argc, argv, letters, rows, NULL);
        if (code == -1) {
            break;
        }
        const struct option_row *row = row_of(reading->command, code);
        if (code == '?' || code == ':' || (code != 1 && row == NULL)) {
            return refuse_option(reading, code, argv);
        }
        if (code == 1 ? !take_word(reading, optarg) : !take_option(reading, row, optarg)) {
            return false;
        }
        if (reading->done) {
            return true;
        }
    }
    reading->list = &reading->options->evidence;
    for (; optind < argc; optind++) {
        if (!take_word(reading, argv[optind])) {
            return false;
        }
    }
    return true;
}

static bool make_lists(struct options *options, size_t words)
{
    struct path_list *lists[] = { &options->evidence, &options->certs,        &options->crls,
                                  &options->issuers,  &options->status,       &options->proofs,
                                  &options->cert,     &options->decrypt_with, &options->limits };
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        lists[i]->paths = calloc(words, sizeof(*lists[i]->paths));
        if (lists[i]->paths == NULL) {
            return false;
        }
    }
    return true;
}

/* Before the command: --help, --help-all and --version alone; and `help`, with a command behind it
 * or none. */
static enum options_end read_no_command(int count, char **words)
{
    int named = 0;
    const char *word = words[0];
    if (strcmp(word, "help") == 0 && count > 1) {
        const struct command_row *command = command_named(count - 1, words + 1, &named);
        if (command != NULL) {
            command_help_print(command, false);
            return OPTIONS_EXIT;
        }
        word = words[1];
    }
    const bool all = strcmp(word, "--help-all") == 0;
    if (all || strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 ||
        strcmp(word, "help") == 0) {
        command_help_print(NULL, all);
        return OPTIONS_EXIT;
    }
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) {
        print_version();
        return OPTIONS_EXIT;
    }
    (void)option_hint_refuse_command(word);
    return OPTIONS_USAGE;
}

enum options_end options_read(int argc, char **argv, struct options *options)
{
    *options = (struct options){ .as_of = TIME_NOT_GIVEN,
                                 .received = TIME_NOT_GIVEN,
                                 .since = TIME_NOT_GIVEN,
                                 .passphrase_work = DERIVATION_RUN_STEPS,
                                 .jobs = default_jobs() };
    if (argc < 2) {
        (void)option_table_refuse(NULL, "no command is given");
        return OPTIONS_USAGE;
    }
    int named = 0;
    struct reading reading = { .options = options,
                               .command = command_named(argc - 1, argv + 1, &named),
                               .list = &options->evidence };
    if (reading.command == NULL) {
        return read_no_command(argc - 1, argv + 1);
    }
    options->command = reading.command->command;
    if (!make_lists(options, (size_t)argc)) {
        (void)fputs("keytrawl: out of memory\n", stderr);
        return OPTIONS_USAGE;
    }
    if (!read_words(&reading, argc - named, argv + named)) {
        return OPTIONS_USAGE;
    }
    if (reading.done) {
        return OPTIONS_EXIT;
    }
    return option_rules_hold(reading.command, options) ? OPTIONS_GO : OPTIONS_USAGE;
}

void options_clear(struct options *options)
{
    free(options->evidence.paths);
    free(options->certs.paths);
    free(options->crls.paths);
    free(options->issuers.paths);
    free(options->status.paths);
    free(options->decrypt_with.paths);
    free(options->proofs.paths);
    free(options->cert.paths);
    free(options->limits.paths);
    *options = (struct options){ 0 };
}
