#include "manual/completion.h"

#include <string.h>

#include "commands/options/option_table.h"
#include "exports/export_format.h"
#include "limit.h"
#include "proof_form.h"
#include "reports/output_table.h"

static bool takes(const struct command_row *command, const struct option_row *option)
{
    return (option->commands & 1u << command->command) != 0;
}

/* The words that an option takes, apart by a space; none: a file, or what nobody can guess. */
static void put_words(FILE *out, const struct option_row *option)
{
    const bool formats = option->key == OPTION_FORMAT, proofs = option->key == OPTION_PROOF;
    for (size_t i = 0; formats && i < export_format_count; i++) {
        (void)fprintf(out, "%s%s", i > 0 ? " " : "", export_formats[i].name);
    }
    for (size_t i = 0; proofs && i < PROOF_FORMS; i++) {
        (void)fprintf(out, "%s%s", i > 0 ? " " : "", proof_form_rows[i].name);
    }
    (void)fputs(option->key == OPTION_COLOR ? "auto always never" : "", out);
    output_word *words = output_words_of(option->name);
    for (size_t i = 0; words != NULL && words(i) != NULL; i++) {
        (void)fprintf(out, "%s%s", words(i),
                      words(i)[0] != '\0' && words(i + 1) != NULL ? " " : "");
    }
    for (size_t i = 0; option->key == OPTION_LIMIT && i < LIMITS; i++) {
        (void)fprintf(out, "%s%s=", i > 0 ? " " : "", limit_table[i].name);
    }
}

static bool has_words(const struct option_row *option)
{
    return option->key == OPTION_FORMAT || option->key == OPTION_PROOF ||
           option->key == OPTION_LIMIT || option->key == OPTION_COLOR ||
           output_words_of(option->name) != NULL;
}

/* Numbers, times and texts: no file is offered for them. */
static bool is_free(const struct option_row *option)
{
    static const char *const values[] = { "N",          "TIME",    "TEXT", "STEPS",
                                          "PATTERN",    "URL",     "NAME", "NAME...",
                                          "NAME=VALUE", "FORM...", "A,B" };
    bool found = false;
    for (size_t i = 0; option->value != NULL && i < sizeof(values) / sizeof(values[0]); i++) {
        found = found || strcmp(option->value, values[i]) == 0;
    }
    return found;
}

/* Of a command of two words its first, where no row before has the same; else NULL. */
static bool first_word(size_t number, char word[32])
{
    (void)snprintf(word, 32, "%s", command_table[number].name);
    word[strcspn(word, " ")] = '\0';
    const size_t length = strlen(word);
    for (size_t i = 0; i < number; i++) {
        const char *name = command_table[i].name;
        if (strncmp(name, word, length) == 0 && (name[length] == ' ' || name[length] == '\0')) {
            return false;
        }
    }
    return true;
}

static void put_first_words(FILE *out)
{
    char word[32];
    for (size_t i = 0; i < command_table_length; i++) {
        if (first_word(i, word)) {
            (void)fprintf(out, "%s%s", i > 0 ? " " : "", word);
        }
    }
}

static void put_option_words(FILE *out, const struct command_row *command)
{
    bool first = true;
    for (size_t i = 0; i < option_table_length; i++) {
        if (takes(command, &option_table[i])) {
            (void)fprintf(out, "%s--%s", first ? "" : " ", option_table[i].name);
            first = false;
        }
    }
}

/* Names with their letters, for a case of the shell: "--format|-f". Each once. */
static void put_option_case(FILE *out, const struct option_row *option)
{
    (void)fprintf(out, "--%s", option->name);
    if (option->letter != 0) {
        (void)fprintf(out, "|-%c", option->letter);
    }
}

static bool stood_before(size_t number)
{
    bool found = false;
    for (size_t i = 0; i < number; i++) {
        found = found || option_table[i].key == option_table[number].key;
    }
    return found;
}

static void put_bash_values(FILE *out)
{
    for (size_t i = 0; i < option_table_length; i++) {
        const struct option_row *option = &option_table[i];
        if (option->value == NULL || stood_before(i) || (!has_words(option) && !is_free(option))) {
            continue;
        }
        (void)fputs("    ", out);
        put_option_case(out, option);
        (void)fputs(")\n        mapfile -t COMPREPLY < <(compgen -W '", out);
        put_words(out, option);
        (void)fputs("' -- \"$current\")\n", out);
        (void)fputs(option->key == OPTION_LIMIT ? "        compopt -o nospace\n" : "", out);
        (void)fputs("        return\n        ;;\n", out);
    }
}

/* Options that take several words, of which the later ones are offered too. */
static void put_bash_repeated(FILE *out)
{
    bool first = true;
    for (size_t i = 0; i < option_table_length; i++) {
        const struct option_row *option = &option_table[i];
        if (option->value != NULL && has_words(option) && strstr(option->value, "...") != NULL &&
            !stood_before(i)) {
            (void)fputs(first ? "    " : " | ", out);
            put_option_case(out, option);
            first = false;
        }
    }
    (void)fputs(") [[ $current == -* ]] || before=${COMP_WORDS[at]} ;;\n", out);
}

static void put_bash_commands(FILE *out)
{
    for (size_t i = 0; i < command_table_length; i++) {
        (void)fprintf(out, "    '%s') options='", command_table[i].name);
        put_option_words(out, &command_table[i]);
        (void)fputs("' ;;\n", out);
    }
}

/* Second words of the commands that have two: "index" is followed by build, info, verify. */
static void put_bash_second_words(FILE *out)
{
    char word[32];
    for (size_t i = 0; i < command_table_length; i++) {
        const char *space = strchr(command_table[i].name, ' ');
        if (space == NULL || !first_word(i, word)) {
            continue;
        }
        const size_t length = strlen(word);
        (void)fprintf(out, "    %s) second='", word);
        for (size_t j = i; j < command_table_length; j++) {
            if (strncmp(command_table[j].name, word, length) == 0 &&
                command_table[j].name[length] == ' ') {
                (void)fprintf(out, "%s%s", j > i ? " " : "", command_table[j].name + length + 1);
            }
        }
        (void)fputs("' ;;\n", out);
    }
}

static void write_bash(const struct manual *manual)
{
    FILE *out = page_file_open(manual, "completions/keytrawl");
    (void)fputs("# Completion of keytrawl for bash, made of its tables.\n"
                "# shellcheck shell=bash\n"
                "_keytrawl() {\n"
                "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
                "    local command=${COMP_WORDS[1]:-} second='' options='' at\n"
                "    COMPREPLY=()\n"
                "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                "        mapfile -t COMPREPLY < <(compgen -W '",
                out);
    put_first_words(out);
    (void)fputs(" --help --version' -- \"$current\")\n        return\n    fi\n"
                "    case $command in\n",
                out);
    put_bash_second_words(out);
    (void)fputs("    esac\n"
                "    if [ -n \"$second\" ]; then\n"
                "        if [ \"$COMP_CWORD\" -eq 2 ]; then\n"
                "            mapfile -t COMPREPLY < <(compgen -W \"$second\" -- \"$current\")\n"
                "            return\n"
                "        fi\n"
                "        command+=\" ${COMP_WORDS[2]}\"\n"
                "    fi\n"
                "    # an option that takes several values goes on up to the next one\n"
                "    for ((at = COMP_CWORD - 1; at > 1; at--)); do\n"
                "        [[ ${COMP_WORDS[at]} != -* ]] || break\n"
                "    done\n"
                "    case ${COMP_WORDS[at]} in\n",
                out);
    put_bash_repeated(out);
    (void)fputs("    esac\n"
                "    case $before in\n",
                out);
    put_bash_values(out);
    (void)fputs("    esac\n    case $command in\n", out);
    put_bash_commands(out);
    (void)fputs("    esac\n"
                "    if [[ $current == -* ]]; then\n"
                "        mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$current\")\n"
                "        return\n"
                "    fi\n"
                "    compopt -o filenames\n"
                "    mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
                "}\n"
                "complete -F _keytrawl keytrawl\n",
                out);
    page_file_close(out);
}

/* Within single quotes, and within the brackets of _arguments. */
static void put_zsh_text(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'') {
            (void)fputs("'\\''", out);
        } else {
            (void)fputs(strchr("[]:\\", *text) != NULL ? "\\" : "", out);
            (void)fputc(*text, out);
        }
    }
}

static void put_zsh_option(FILE *out, const struct option_row *option)
{
    (void)fprintf(out, "            '*--%s[", option->name);
    put_zsh_text(out, option->help);
    (void)fputc(']', out);
    if (option->value != NULL) {
        (void)fputc(':', out);
        put_zsh_text(out, option->value);
        (void)fputc(':', out);
        if (has_words(option)) {
            (void)fputc('(', out);
            put_words(out, option);
            (void)fputc(')', out);
        } else {
            (void)fputs(is_free(option) ? "" : "_files", out);
        }
    }
    (void)fputs("' \\\n", out);
}

static void put_zsh_commands(FILE *out)
{
    for (size_t i = 0; i < command_table_length; i++) {
        (void)fprintf(out, "    '%s')\n        _arguments -s \\\n", command_table[i].name);
        for (size_t j = 0; j < option_table_length; j++) {
            if (takes(&command_table[i], &option_table[j])) {
                put_zsh_option(out, &option_table[j]);
            }
        }
        (void)fputs("            '*:file:_files'\n        ;;\n", out);
    }
}

static void write_zsh(const struct manual *manual)
{
    FILE *out = page_file_open(manual, "completions/_keytrawl");
    (void)fputs("#compdef keytrawl\n"
                "# Completion of keytrawl for zsh, made of its tables.\n"
                "_keytrawl() {\n"
                "    local command=${words[2]} second=''\n"
                "    if (( CURRENT == 2 )); then\n"
                "        compadd -- ",
                out);
    put_first_words(out);
    (void)fputs(" --help --version\n        return\n    fi\n    case $command in\n", out);
    put_bash_second_words(out);
    (void)fputs("    esac\n"
                "    if [[ -n $second ]]; then\n"
                "        if (( CURRENT == 3 )); then\n"
                "            compadd -- ${=second}\n"
                "            return\n"
                "        fi\n"
                "        command+=\" ${words[3]}\"\n"
                "    fi\n"
                "    case $command in\n",
                out);
    put_zsh_commands(out);
    (void)fputs("    esac\n}\n_keytrawl \"$@\"\n", out);
    page_file_close(out);
}

static void put_fish_text(FILE *out, const char *text)
{
    (void)fputc('\'', out);
    for (; *text != '\0'; text++) {
        (void)fputs(*text == '\'' || *text == '\\' ? "\\" : "", out);
        (void)fputc(*text, out);
    }
    (void)fputc('\'', out);
}

/* Where this command stands on the line: of two words both. */
static void put_fish_condition(FILE *out, const struct command_row *command)
{
    char words[32];
    (void)snprintf(words, sizeof(words), "%s", command->name);
    char *space = strchr(words, ' ');
    if (space != NULL) {
        *space = '\0';
        (void)fprintf(out,
                      "-n '__fish_seen_subcommand_from %s; and __fish_seen_subcommand_from %s'",
                      words, space + 1);
        return;
    }
    (void)fprintf(out, "-n '__fish_seen_subcommand_from %s'", words);
}

static void put_fish_option(FILE *out, const struct command_row *command,
                            const struct option_row *option)
{
    (void)fputs("complete -c keytrawl ", out);
    put_fish_condition(out, command);
    (void)fprintf(out, " -l %s", option->name);
    if (option->letter != 0) {
        (void)fprintf(out, " -s %c", option->letter);
    }
    if (option->value != NULL) {
        (void)fputs(has_words(option) || is_free(option) ? " -x" : " -r", out);
    }
    if (has_words(option)) {
        (void)fputs(" -a '", out);
        put_words(out, option);
        (void)fputc('\'', out);
    }
    (void)fputs(" -d ", out);
    put_fish_text(out, option->help);
    (void)fputc('\n', out);
}

static void put_fish_command(FILE *out, size_t number)
{
    char word[32];
    const struct command_row *command = &command_table[number];
    const char *space = strchr(command->name, ' ');
    if (first_word(number, word)) {
        (void)fprintf(out, "complete -c keytrawl -f -n __fish_use_subcommand -a %s -d ", word);
        put_fish_text(out, space == NULL ? command->help : "");
        (void)fputc('\n', out);
    }
    if (space != NULL) {
        word[strcspn(word, " ")] = '\0';
        (void)fprintf(out, "complete -c keytrawl -f -n '__fish_seen_subcommand_from %s' -a %s -d ",
                      word, space + 1);
        put_fish_text(out, command->help);
        (void)fputc('\n', out);
    }
    for (size_t i = 0; i < option_table_length; i++) {
        if (takes(command, &option_table[i])) {
            put_fish_option(out, command, &option_table[i]);
        }
    }
}

static void write_fish(const struct manual *manual)
{
    FILE *out = page_file_open(manual, "completions/keytrawl.fish");
    (void)fputs("# Completion of keytrawl for fish, made of its tables.\n", out);
    for (size_t i = 0; i < command_table_length; i++) {
        put_fish_command(out, i);
    }
    page_file_close(out);
}

void completions_write(const struct manual *manual)
{
    write_bash(manual);
    write_zsh(manual);
    write_fish(manual);
}
