#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bounds.h"
#include "commands/options/option_table.h"
#include "suite.h"

#define WORDS_MAX  32
#define OUTPUT_MAX 8192

/* What a command line came to, and what it printed. */
struct result {
    enum options_end end;
    struct options options;
    char printed[OUTPUT_MAX], complained[OUTPUT_MAX];
    char *words[WORDS_MAX + 1];
    char line[1024];
};

static void take_output(FILE *file, int fd, int saved, char text[OUTPUT_MAX])
{
    ck_assert_int_ge(dup2(saved, fd), 0);
    (void)close(saved);
    rewind(file);
    text[fread(text, 1, OUTPUT_MAX - 1, file)] = '\0';
    (void)fclose(file);
}

/* Words are separated by one space; `_` stands for a space in a word. */
static void read_line(struct result *result, const char *line)
{
    int count = 0;
    memset(result, 0, sizeof(*result));
    (void)snprintf(result->line, sizeof(result->line), "keytrawl %s", line);
    char *rest = result->line, *word;
    while ((word = strsep(&rest, " ")) != NULL && count < WORDS_MAX) {
        for (char *at = word; *at != '\0'; at++) {
            *at = *at == '_' ? ' ' : *at;
        }
        if (word[0] != '\0') {
            result->words[count++] = word;
        }
    }
    FILE *out = tmpfile(), *complaint = tmpfile();
    int saved_out = dup(STDOUT_FILENO), saved_complaint = dup(STDERR_FILENO);
    (void)fflush(stdout);
    ck_assert(dup2(fileno(out), STDOUT_FILENO) >= 0 && dup2(fileno(complaint), STDERR_FILENO) >= 0);
    result->end = options_read(count, result->words, &result->options);
    (void)fflush(stdout);
    (void)fflush(stderr);
    take_output(out, STDOUT_FILENO, saved_out, result->printed);
    take_output(complaint, STDERR_FILENO, saved_complaint, result->complained);
}

static const char *joined(const struct path_list *list)
{
    static char text[4][256];
    static unsigned turn;
    char *into = text[turn++ % 4];
    into[0] = '\0';
    for (size_t i = 0; i < list->count; i++) {
        (void)strncat(into, list->paths[i], 100);
        (void)strncat(into, ";", 2);
    }
    return into;
}

static const struct {
    const char *line;
    enum command command;
    const char *evidence, *certs, *crls, *issuers, *out;
} good[] = {
    { "run e --certs c --out o", COMMAND_RUN, "e;", "c;", "", "", "o" },
    { "run a b --certs c d --crl r s --issuers i j --out o", COMMAND_RUN, "a;b;", "c;d;", "r;s;",
      "i;j;", "o" },
    { "run --out o a --certs c", COMMAND_RUN, "a;", "c;", "", "", "o" },
    { "run --certs c --out=o a -q b", COMMAND_RUN, "a;b;", "c;", "", "", "o" },
    { "run --certs c d -- a b --out o", COMMAND_RUN, "a;b;--out;o;", "c;d;", "", "", NULL },
    { "run -o o --certs c d -- a -b", COMMAND_RUN, "a;-b;", "c;d;", "", "", "o" },
    { "run -cc d -ooo a", COMMAND_RUN, "a;", "c;d;", "", "", "oo" },
    { "run --certs=c d --certs e -o o a", COMMAND_RUN, "a;", "c;d;e;", "", "", "o" },
    { "run --certs c -v d -o o", COMMAND_RUN, "d;", "c;", "", "", "o" },
    { "scan - --out o", COMMAND_SCAN, "-;", "", "", "", "o" },
    { "scan --out o -- -", COMMAND_SCAN, "-;", "", "", "", "o" },
    { "scan --ou o a", COMMAND_SCAN, "a;", "", "", "", "o" },
    { "match --out o", COMMAND_MATCH, "", "", "", "", "o" },
    { "match --crl r s --out o", COMMAND_MATCH, "", "", "r;s;", "", "o" },
    { "match -r r -i i -c c -oo", COMMAND_MATCH, "", "c;", "r;", "i;", "o" },
    { "report -o o -o p", COMMAND_REPORT, "", "", "", "", "p" },
    { "index build a b --out f", COMMAND_INDEX_BUILD, "a;b;", "", "", "", "f" },
    { "index build -o f -- a", COMMAND_INDEX_BUILD, "a;", "", "", "", "f" },
    { "index build --out index build", COMMAND_INDEX_BUILD, "build;", "", "", "", "index" },
};

START_TEST(words_go_where_they_belong)
{
    struct result result;
    read_line(&result, good[_i].line);
    ck_assert_str_eq(result.printed, "");
    ck_assert_int_eq(result.options.command, good[_i].command);
    ck_assert_str_eq(joined(&result.options.evidence), good[_i].evidence);
    ck_assert_str_eq(joined(&result.options.certs), good[_i].certs);
    ck_assert_str_eq(joined(&result.options.crls), good[_i].crls);
    ck_assert_str_eq(joined(&result.options.issuers), good[_i].issuers);
    if (good[_i].out == NULL) {
        ck_assert_int_eq(result.end, OPTIONS_USAGE);
    } else {
        ck_assert_str_eq(result.complained, "");
        ck_assert_int_eq(result.end, OPTIONS_GO);
        ck_assert_str_eq(result.options.out, good[_i].out);
    }
    options_clear(&result.options);
}
END_TEST

START_TEST(without_options_there_are_defaults)
{
    struct result result;
    read_line(&result, "scan e -o o");
    const struct options *options = &result.options;
    ck_assert(options->jobs >= 1 && options->jobs <= JOBS_MAX);
    ck_assert_int_eq(options->as_of, TIME_NOT_GIVEN);
    ck_assert_int_eq(options->received, TIME_NOT_GIVEN);
    ck_assert(!options->quiet && !options->verbose && !options->no_proofs &&
              !options->include_short_lived);
    ck_assert(options->passphrases == NULL && options->proof_cn == NULL &&
              options->certs_column == NULL);
    options_clear(&result.options);
}
END_TEST

START_TEST(values_are_taken)
{
    struct result result;
    read_line(&result, "run e -c c -o o -j 7 -p words --as-of 2026-11-23T22:45:51Z "
                       "--received=2026-11-23T00:00:00+01:00 --proof-cn Some_Name --no-proofs "
                       "--include-short-lived -qv --certs-column der");
    const struct options *options = &result.options;
    ck_assert_int_eq(result.end, OPTIONS_GO);
    ck_assert_uint_eq(options->jobs, 7);
    ck_assert_str_eq(options->passphrases, "words");
    ck_assert_int_eq(options->as_of, 1795473951);
    ck_assert_int_eq(options->received, 1795388400);
    ck_assert_str_eq(options->proof_cn, "Some Name");
    ck_assert_str_eq(options->certs_column, "der");
    ck_assert(options->no_proofs && options->include_short_lived && options->quiet &&
              options->verbose);
    options_clear(&result.options);
    read_line(&result, "scan e -o o --jobs=0");
    ck_assert_int_eq(result.end, OPTIONS_GO);
    ck_assert_uint_eq(result.options.jobs, 0);
    options_clear(&result.options);
    read_line(&result, "certs -o o --since 2026-11-23"); /* midnight, UTC */
    ck_assert_int_eq(result.options.since, 1795392000);
    options_clear(&result.options);
}
END_TEST

static const struct {
    const char *line, *complaint;
} bad[] = {
    { "", "no command is given; try 'keytrawl --help'" },
    { "index", "'index' takes one more word: build, info, verify; try 'keytrawl --help'" },
    { "index trawl", "'index' takes one more word: build, info, verify; try 'keytrawl --help'" },
    { "build a", "'build' is no command; try 'keytrawl --help'" },
    { "index build a", "--out FILE is missing; try 'keytrawl index build --help'" },
    { "index build -o f", "INVENTORY... is missing; try 'keytrawl index build --help'" },
    { "index info", "FILE is missing; try 'keytrawl index info --help'" },
    { "index verify a b", "one FILE at a time; try 'keytrawl index verify --help'" },
    { "trawl", "'trawl' is no command; try 'keytrawl --help'" },
    { "/dev/null -o o", "'/dev/null' is no command; 'keytrawl scan FILE... --out CASE' reads "
                        "evidence; try 'keytrawl --help'" },
    { "--out o scan e", "'--out' is no command; try 'keytrawl --help'" },
    { "scan e", "--out CASE is missing; try 'keytrawl scan --help'" },
    { "scan e --out=", "--out CASE is missing; try 'keytrawl scan --help'" },
    { "scan -o o", "no evidence is named; try 'keytrawl scan --help'" },
    { "run e -o o", "--certs PATH... is missing; try 'keytrawl run --help'" },
    { "run --certs e f -o o", "no evidence is named; try 'keytrawl run --help'" },
    { "scan e -o", "--out needs a value; try 'keytrawl scan --help'" },
    { "scan e --out", "--out needs a value; try 'keytrawl scan --help'" },
    { "scan e -o o --quiet=yes", "--quiet takes no value; try 'keytrawl scan --help'" },
    { "scan e -o o -x", "unknown option '-x'; try 'keytrawl scan --help'" },
    { "show -o o -@0+5",
      "unknown option '-@': what begins with - goes behind --; try 'keytrawl show --help'" },
    { "scan e -o o --certs c",
      "'--certs' is no option of scan, but of run, match, verify; try 'keytrawl scan --help'" },
    { "scan e -o o --qiet",
      "unknown option '--qiet', perhaps --quiet; try 'keytrawl scan --help'" },
    { "scan e -o o --zebra=1", "unknown option '--zebra=1'; try 'keytrawl scan --help'" },
    { "sacn e", "'sacn' is no command, perhaps scan; try 'keytrawl --help'" },
    { "run e -o o --pa f", "'--pa' is the front of several options: --passphrases, "
                           "--passphrase-work; try 'keytrawl run --help'" },
    { "match e -o o", "'e' is no option, and 'match' takes no evidence: a case is named by "
                      "--out CASE; try 'keytrawl match --help'" },
    { "report -o o -- e", "'e' is no option, and 'report' takes no evidence: a case is named by "
                          "--out CASE; try 'keytrawl report --help'" },
    { "scan e -o o --proof pdf", "'pdf' of --proof is none of csr, boulder, kca, certificate, jws; "
                                 "try 'keytrawl scan --help'" },
    { "keys -o o --color blue",
      "'blue' of --color is none of auto, always, never; try 'keytrawl keys --help'" },
    { "diff a", "two cases are compared: name both, as CASE1 CASE2; try 'keytrawl diff --help'" },
    { "scan e -o o -j many",
      "'many' of --jobs is no number from 0 to 256; try 'keytrawl scan --help'" },
    { "scan e -o o -j -1",
      "'-1' of --jobs is no number from 0 to 256; try 'keytrawl scan --help'" },
    { "scan e -o o -j 257",
      "'257' of --jobs is no number from 0 to 256; try 'keytrawl scan --help'" },
    { "scan e -o o --as-of today",
      "'today' of --as-of is no RFC 3339 time such as 2026-01-31T12:00:00Z; try 'keytrawl scan "
      "--help'" },
};

START_TEST(a_wrong_line_is_refused_in_one_line)
{
    struct result result;
    char expected[512];
    ck_assert_int_eq(chdir("/"), 0); /* where no file is called as a command might be */
    (void)snprintf(expected, sizeof(expected), "keytrawl: %s\n", bad[_i].complaint);
    read_line(&result, bad[_i].line);
    ck_assert_str_eq(result.complained, expected);
    ck_assert_str_eq(result.printed, "");
    ck_assert_int_eq(result.end, OPTIONS_USAGE);
    options_clear(&result.options);
}
END_TEST

START_TEST(help_and_version_go_to_stdout)
{
    static const struct {
        const char *line, *says, *silent;
    } asked[] = {
        { "--help", "  match    ", "--jobs" },
        { "help", "Usage: keytrawl COMMAND", "--jobs" },
        { "help index build", "Usage: keytrawl index build", "COMMAND" },
        { "help help", "Usage: keytrawl COMMAND", "--jobs" },
        { "help dance", NULL, NULL },
        { "-h", "Usage: keytrawl COMMAND", "--jobs" },
        { "--version", "keytrawl " KEYTRAWL_VERSION " build ", "Usage" },
        { "scan --help", "Usage: keytrawl scan EVIDENCE... --out CASE", "--certs" },
        { "run e --help", "  -c, --certs PATH...", "match the keys of the case" },
        { "match -h", "Usage: keytrawl match --out CASE", "--received" },
        { "report --bad --help", NULL, NULL },
        { "report --version", "keytrawl " KEYTRAWL_VERSION " build ", "Usage" },
    };
    for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
        struct result result;
        read_line(&result, asked[i].line);
        if (asked[i].says == NULL) {
            ck_assert_int_eq(result.end, OPTIONS_USAGE);
        } else {
            ck_assert_int_eq(result.end, OPTIONS_EXIT);
            ck_assert_str_eq(result.complained, "");
            ck_assert_ptr_nonnull(strstr(result.printed, asked[i].says));
            ck_assert_ptr_null(strstr(result.printed, asked[i].silent));
        }
        options_clear(&result.options);
    }
}
END_TEST

/* The help fits a terminal of 80 columns, so far as no option's own text is longer. */
START_TEST(lines_of_the_help_are_short)
{
    struct result result;
    read_line(&result, "run --help");
    char *rest = result.printed, *line;
    while ((line = strsep(&rest, "\n")) != NULL) {
        ck_assert_msg(strlen(line) <= 110, "%s", line);
    }
    options_clear(&result.options);
}
END_TEST

/* A terminal of 24 lines and 80 columns. */
START_TEST(help_fits_a_screen)
{
    struct result result;
    char line[64];
    const bool all = _i == (int)command_table_length;
    (void)snprintf(line, sizeof(line), "%s --help", all ? "" : command_table[_i].name);
    read_line(&result, line);
    ck_assert_int_eq(result.end, OPTIONS_EXIT);
    ck_assert_ptr_nonnull(strstr(result.printed, "\nExample: keytrawl "));
    size_t lines = 0;
    for (char *rest = result.printed, *next; (next = strchr(rest, '\n')) != NULL; rest = next + 1) {
        ck_assert_msg(next - rest < 80, "%.*s", (int)(next - rest), rest);
        lines++;
    }
    ck_assert_msg(lines <= 24, "%s: %zu lines", line, lines);
    options_clear(&result.options);
}
END_TEST

START_TEST(every_command_is_told_of)
{
    struct result help, all;
    read_line(&help, "--help");
    options_clear(&help.options);
    read_line(&all, "--help-all");
    options_clear(&all.options);
    for (size_t i = 0; i < command_table_length; i++) {
        ck_assert_msg(strstr(help.printed, command_table[i].name) != NULL, "%s",
                      command_table[i].name);
        ck_assert_msg(strstr(all.printed, command_table[i].help) != NULL, "%s",
                      command_table[i].name);
    }
}
END_TEST

START_TEST(every_option_is_told_of)
{
    struct result help, all;
    char line[64];
    (void)snprintf(line, sizeof(line), "%s --help", command_table[_i].name);
    read_line(&help, line);
    options_clear(&help.options);
    (void)snprintf(line, sizeof(line), "%s --help-all", command_table[_i].name);
    read_line(&all, line);
    options_clear(&all.options);
    for (size_t i = 0; i < option_table_length; i++) {
        char name[64];
        const bool ours = (option_table[i].commands & 1u << command_table[_i].command) != 0;
        (void)snprintf(name, sizeof(name), "--%s", option_table[i].name);
        if (ours) {
            const bool rare = (option_table[i].commands & OPTION_RARE) != 0;
            ck_assert_msg(rare || strstr(help.printed, name) != NULL, "%s", name);
            ck_assert_msg(strstr(all.printed, name) != NULL, "%s", name);
        }
    }
    ck_assert_ptr_nonnull(strstr(help.printed, "--help-all"));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("options");
    tcase_add_loop_test(tests, words_go_where_they_belong, 0,
                        (int)(sizeof(good) / sizeof(good[0])));
    tcase_add_test(tests, without_options_there_are_defaults);
    tcase_add_test(tests, values_are_taken);
    tcase_add_loop_test(tests, a_wrong_line_is_refused_in_one_line, 0,
                        (int)(sizeof(bad) / sizeof(bad[0])));
    tcase_add_test(tests, help_and_version_go_to_stdout);
    tcase_add_test(tests, lines_of_the_help_are_short);
    tcase_add_loop_test(tests, help_fits_a_screen, 0, (int)command_table_length + 1);
    tcase_add_test(tests, every_command_is_told_of);
    tcase_add_loop_test(tests, every_option_is_told_of, 0, (int)command_table_length);
    return suite_run("options", tests);
}
