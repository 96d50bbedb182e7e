#include "commands/command_help.h"

#include <stdio.h>
#include <string.h>

/* Lines end before the last column of a terminal of 80; options stand in the first of two columns,
 * and what they do in the other. */
#define WIDTH  79
#define COLUMN 28

/* Words go on in lines that begin at `indent`; the first begins behind `used` characters. */
static void print_wrapped(const char *text, size_t used, size_t indent)
{
    while (*text != '\0') {
        const size_t word = strcspn(text, " ");
        if (used > indent && used + 1 + word > WIDTH) {
            (void)printf("\n%*s", (int)indent, "");
            used = indent;
        } else if (used > indent) {
            (void)putchar(' ');
            used++;
        }
        (void)printf("%.*s", (int)word, text);
        used += word;
        text += word + strspn(text + word, " ");
    }
    (void)putchar('\n');
}

static void print_option(const struct option_row *row)
{
    char left[64], letter[8] = "    ";
    if (row->letter != 0) {
        (void)snprintf(letter, sizeof(letter), "-%c, ", row->letter);
    }
    const int used = snprintf(left, sizeof(left), "  %s--%s%s%s", letter, row->name,
                              row->value != NULL ? " " : "", row->value != NULL ? row->value : "");
    if (used >= COLUMN) {
        (void)printf("%s\n%*s", left, COLUMN, "");
    } else {
        (void)printf("%-*s", COLUMN, left);
    }
    print_wrapped(row->help, COLUMN, COLUMN);
}

static bool is_shown(const struct option_row *row, unsigned commands, bool all)
{
    return (row->commands & commands) != 0 && (all || (row->commands & OPTION_RARE) == 0);
}

static void print_options(unsigned commands, bool all)
{
    (void)printf("\nOptions%s:\n", all ? "" : " (--help-all: all of them, in full)");
    for (size_t i = 0; i < option_table_length; i++) {
        if (is_shown(&option_table[i], commands, all)) {
            print_option(&option_table[i]);
        }
    }
}

static bool takes_lists(unsigned commands)
{
    bool takes = false;
    for (size_t i = 0; i < option_table_length; i++) {
        const struct option_row *row = &option_table[i];
        takes = takes || ((row->commands & commands) != 0 && row->value != NULL &&
                          strstr(row->value, "...") != NULL);
    }
    return takes;
}

static void print_exit_status(const char *sentence, bool all)
{
    const char *of_a_case = all ? EXIT_STATUS_OF_A_CASE : EXIT_STATUS_IN_SHORT;
    (void)printf("\nExit status:");
    print_wrapped(sentence != NULL ? sentence : of_a_case, 12, 0);
}

/* Commands that stand in one row, so that the first screen has no more than 24 lines. */
static const struct {
    enum command first, last; /* and those between them in the table */
    const char *help;
} together[] = {
    { COMMAND_KEYS, COMMAND_JOURNAL, "list what a case has of these" },
    { COMMAND_INDEX_BUILD, COMMAND_INDEX_VERIFY, "of certificates, for --certs" },
};

/* Prints the row that begins with the command of that number; the number of the last in it. */
static size_t print_commands(size_t number)
{
    for (size_t i = 0; i < sizeof(together) / sizeof(together[0]); i++) {
        if (together[i].first != command_table[number].command) {
            continue;
        }
        (void)printf("  %s", command_table[number].name);
        while (command_table[number].command != together[i].last) {
            (void)printf(", %s", command_table[++number].name);
        }
        (void)printf("  %s\n", together[i].help);
        return number;
    }
    (void)printf("  %-13s", command_table[number].name);
    print_wrapped(command_table[number].help, 15, 15);
    return number;
}

static void print_every_command(void)
{
    for (size_t i = 0; i < command_table_length; i++) {
        (void)printf("  %-13s", command_table[i].name);
        print_wrapped(command_table[i].help, 15, 15);
    }
    (void)printf("\nExit status of run, scan, match, unlock and report:");
    print_wrapped(EXIT_STATUS_OF_A_CASE, 51, 0);
}

static void print_program(bool all)
{
    (void)printf("Finds the private keys in leaked data, and the certificates to revoke.\n"
                 "Usage: keytrawl COMMAND [OPTION...] [OPERAND...]\n"
                 "Example: keytrawl %s\n\nCommands:\n",
                 command_table[0].example);
    if (all) {
        print_every_command();
        return;
    }
    for (size_t i = 0; i < command_table_length; i++) {
        i = print_commands(i);
    }
    (void)printf("\nkeytrawl COMMAND --help says more, --help-all says all.\n");
}

void command_help_print(const struct command_row *command, bool all)
{
    if (command == NULL) {
        print_program(all);
        return;
    }
    const unsigned bit = 1u << command->command;
    (void)printf("keytrawl %s:", command->name);
    print_wrapped(command->help, 10 + strlen(command->name), 0);
    (void)printf("Usage: keytrawl %s%s%s%s%s%s [OPTION...]\n", command->name,
                 command->operands != NULL ? " " : "",
                 command->operands != NULL ? command->operands : "",
                 command->needs_certs ? " --certs PATH..." : "",
                 command->out != NULL ? " --out " : "", command->out != NULL ? command->out : "");
    (void)printf("Example: keytrawl %s\n", command->example);
    if (command->operands != NULL && strcmp(command->operands, "EVIDENCE...") == 0) {
        (void)printf("EVIDENCE is a file, a folder, or - for standard input.\n");
    }
    print_options(bit, all);
    if (all && takes_lists(bit)) {
        (void)printf(
            "\nWhat ends in ... takes all words up to the next option; -- ends the options.\n");
    }
    print_exit_status(command->exit_status, all);
}
