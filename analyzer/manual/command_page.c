#include "manual/command_page.h"

#include <stdlib.h>
#include <string.h>

#include "exports/export_format.h"
#include "limit.h"
#include "manual/markdown.h"
#include "manual/roff.h"
#include "proof_form.h"

void command_page_name(const struct command_row *command, char name[64])
{
    (void)snprintf(name, 64, "keytrawl%s%s", command != NULL ? "-" : "",
                   command != NULL ? command->name : "");
    for (char *at = name; *at != '\0'; at++) {
        if (*at == ' ') {
            *at = '-';
        }
    }
}

/* A phrase of a table, as a sentence. */
static void put_sentence(struct roff *page, const char *phrase)
{
    char sentence[512];
    (void)snprintf(sentence, sizeof(sentence), "%s%s", phrase,
                   phrase[0] != '\0' && phrase[strlen(phrase) - 1] == '.' ? "" : ".");
    if (sentence[0] >= 'a' && sentence[0] <= 'z') {
        sentence[0] = (char)(sentence[0] - 'a' + 'A');
    }
    roff_words(page, sentence);
    roff_end_line(page);
}

static void put_exit_status(struct roff *page, const struct command_row *command)
{
    const char *status = command != NULL && command->exit_status != NULL ? command->exit_status
                                                                         : EXIT_STATUS_OF_A_CASE;
    roff_section(page, "Exit status");
    if (command == NULL) {
        roff_words(page, "Of `run`, `scan`, `match`, `unlock` and `report`; the page of each other "
                         "command has its own.");
        roff_end_line(page);
    }
    put_sentence(page, status);
}

/* "PATH..." is one argument that may be repeated. */
static void put_value(struct roff *page, const char *value)
{
    const char *dots = strstr(value, "...");
    const size_t length = dots != NULL ? (size_t)(dots - value) : strlen(value);
    (void)fprintf(page->out, " Ar ");
    roff_argument(page, value, length);
    (void)fputs(dots != NULL ? " ..." : "", page->out);
}

static void put_option(struct roff *page, const struct option_row *row)
{
    (void)fputs(".It", page->out);
    if (row->letter != 0) {
        (void)fprintf(page->out, " Fl %c ,", row->letter);
    }
    (void)fputs(" Fl -", page->out);
    page->column = 1;
    roff_argument(page, row->name, strlen(row->name));
    if (row->value != NULL) {
        put_value(page, row->value);
    }
    roff_end_line(page);
    put_sentence(page, row->help);
}

static void put_options(struct roff *page, const struct command_row *command)
{
    roff_section(page, "Options");
    roff_words(page, "Options and operands stand in any order; `--` ends the options. An option "
                     "that takes several values takes all words up to the next option, and may be "
                     "given again for more.");
    roff_macro(page, "Bl -tag -width Ds");
    for (size_t i = 0; i < option_table_length; i++) {
        if ((option_table[i].commands & 1u << command->command) != 0) {
            put_option(page, &option_table[i]);
        }
    }
    roff_macro(page, "El");
}

static bool takes_option(const struct command_row *command, enum option_key key)
{
    bool takes = false;
    for (size_t i = 0; i < option_table_length; i++) {
        takes = takes || (option_table[i].key == key &&
                          (option_table[i].commands & 1u << command->command) != 0);
    }
    return takes;
}

/* A word that an option takes, and what it says. */
static void put_word(struct roff *page, const char *word, const char *help)
{
    (void)fputs(".It Cm ", page->out);
    page->column = 1;
    roff_argument(page, word, strlen(word));
    roff_end_line(page);
    put_sentence(page, help);
}

static void put_limits(struct roff *page)
{
    roff_section(page, "Limits");
    roff_words(page, "Names that `--limit` takes. One that is reached stands in the journal.");
    roff_macro(page, "Bl -tag -width Ds");
    for (size_t i = 0; i < LIMITS; i++) {
        char value[32], text[448];
        const struct limit_row *row = &limit_table[i];
        limit_value_print(row, row->usual, value, sizeof(value));
        (void)snprintf(text, sizeof(text), "%s (usually %s)", row->help, value);
        put_word(page, row->name, text);
    }
    roff_macro(page, "El");
}

static void put_formats(struct roff *page)
{
    roff_section(page, "Formats");
    roff_words(page, "Names that `--format` takes, and what each is given to.");
    roff_macro(page, "Bl -tag -width Ds");
    for (size_t i = 0; i < export_format_count; i++) {
        put_word(page, export_formats[i].name, export_formats[i].help);
    }
    roff_macro(page, "El");
}

static void put_proof_forms(struct roff *page)
{
    roff_section(page, "Forms of proof");
    roff_words(page, "Names that `--proof` takes.");
    roff_macro(page, "Bl -tag -width Ds");
    for (size_t i = 0; i < PROOF_FORMS; i++) {
        put_word(page, proof_form_rows[i].name, proof_form_rows[i].words);
    }
    roff_macro(page, "El");
}

/* What the options name that takes more than a line. */
static void put_vocabularies(struct roff *page, const struct command_row *command)
{
    if (takes_option(command, OPTION_FORMAT)) {
        put_formats(page);
    }
    if (takes_option(command, OPTION_LIMIT)) {
        put_limits(page);
    }
    if (takes_option(command, OPTION_PROOF)) {
        put_proof_forms(page);
    }
}

static void put_name(struct roff *page, const char *name, const char *help)
{
    roff_section(page, "Name");
    (void)fprintf(page->out, ".Nm %s\n.Nd ", name);
    page->column = 1;
    roff_words(page, help);
    roff_end_line(page);
}

static void put_operand(struct roff *page, const char *operand, size_t length, bool needed)
{
    const bool dots = length > 3 && memcmp(operand + length - 3, "...", 3) == 0;
    (void)fputs(needed ? ".Ar " : ".Op Ar ", page->out);
    page->column = 1;
    roff_argument(page, operand, dots ? length - 3 : length);
    (void)fputs(dots ? " ..." : "", page->out);
    roff_end_line(page);
}

/* "KEY [CERT...]": the second may be left out. */
static void put_operands(struct roff *page, const char *operands)
{
    const char *rest = strstr(operands, " [");
    put_operand(page, operands, rest != NULL ? (size_t)(rest - operands) : strlen(operands), true);
    if (rest != NULL) {
        put_operand(page, rest + 2, strlen(rest) - 3, false);
    }
}

static void put_synopsis(struct roff *page, const struct command_row *command)
{
    roff_section(page, "Synopsis");
    (void)fprintf(page->out, ".Nm keytrawl %s\n", command->name);
    if (command->operands != NULL) {
        put_operands(page, command->operands);
    }
    if (command->out != NULL) {
        (void)fprintf(page->out, ".Fl -out Ar %s\n", command->out);
    }
    if (command->needs_certs) {
        (void)fprintf(page->out, ".Fl -certs Ar PATH ...\n");
    }
    (void)fprintf(page->out, ".Op Ar option ...\n");
}

/* docs/manual/NAME.md, to be freed; NULL where there is none. */
static char *read_text(const struct manual *manual, const char *name)
{
    char path[96];
    (void)snprintf(path, sizeof(path), "manual/%s.md",
                   strcmp(name, "keytrawl") == 0 ? name : name + strlen("keytrawl-"));
    return page_file_read(manual, path);
}

/* Without a text a sentence of the table. */
static void put_description(struct roff *page, const char *text, const char *help)
{
    roff_section(page, "Description");
    if (text != NULL) {
        markdown_put(page, text);
        return;
    }
    put_sentence(page, help);
}

static void put_examples(struct roff *page, const char *examples)
{
    if (examples != NULL) {
        markdown_put(page, examples);
    }
}

static void write_command(const struct manual *manual, const struct command_row *command)
{
    char name[64], file[80];
    command_page_name(command, name);
    (void)snprintf(file, sizeof(file), "man1/%s.1", name);
    struct roff page = { .out = page_file_open(manual, file) };
    char *text = read_text(manual, name);
    const char *examples = page_file_cut_examples(text);
    roff_begin(&page, name, "1");
    put_name(&page, name, command->help);
    put_synopsis(&page, command);
    put_description(&page, text, command->help);
    put_options(&page, command);
    put_vocabularies(&page, command);
    put_exit_status(&page, command);
    put_examples(&page, examples);
    free(text);
    roff_section(&page, "See also");
    roff_macro(&page, "Xr keytrawl 1 ,");
    roff_macro(&page, "Xr keytrawl-case 5");
    page_file_close(page.out);
}

static void put_commands(struct roff *page)
{
    roff_section(page, "Commands");
    roff_macro(page, "Bl -tag -width Ds");
    for (size_t i = 0; i < command_table_length; i++) {
        char name[64];
        const struct command_row *command = &command_table[i];
        command_page_name(command, name);
        (void)fprintf(page->out, ".It Xr %s 1\n", name);
        put_sentence(page, command->help);
    }
    roff_macro(page, "El");
}

static void write_program(const struct manual *manual)
{
    static const char help[] =
        "find the private keys in leaked data, and the certificates to revoke";
    struct roff page = { .out = page_file_open(manual, "man1/keytrawl.1") };
    roff_begin(&page, "keytrawl", "1");
    put_name(&page, "keytrawl", help);
    roff_section(&page, "Synopsis");
    roff_macro(&page, "Nm keytrawl");
    roff_macro(&page, "Ar command");
    roff_macro(&page, "Op Ar option ...");
    roff_macro(&page, "Op Ar operand ...");
    char *text = read_text(manual, "keytrawl");
    const char *examples = page_file_cut_examples(text);
    put_description(&page, text, help);
    put_commands(&page);
    put_exit_status(&page, NULL);
    put_examples(&page, examples);
    free(text);
    roff_section(&page, "See also");
    roff_macro(&page, "Xr keytrawl-case 5 ,");
    roff_macro(&page, "Xr keytrawl-index 5");
    page_file_close(page.out);
}

void command_pages_write(const struct manual *manual)
{
    write_program(manual);
    for (size_t i = 0; i < command_table_length; i++) {
        write_command(manual, &command_table[i]);
    }
}
