#include "commands/options/option_hint.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands/options/nearest_word.h"

static bool is_of(const struct option_row *row, const struct command_row *command)
{
    return (row->commands & 1u << command->command) != 0;
}

/* The commands that have an option of this name; empty: none has. */
static void list_commands(const char *name, char *text, size_t room)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < command_table_length; i++) {
        bool has = false;
        for (size_t j = 0; j < option_table_length; j++) {
            has = has || (is_of(&option_table[j], &command_table[i]) &&
                          strcmp(option_table[j].name, name) == 0);
        }
        if (has && used < room) {
            used += (size_t)snprintf(text + used, room - used, "%s%s", used > 0 ? ", " : "",
                                     command_table[i].name);
        }
    }
}

/* How many options of the command begin so, and their names. */
static size_t list_that_begin(const struct command_row *command, const char *name, char *text,
                              size_t room)
{
    size_t count = 0, used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < option_table_length; i++) {
        if (is_of(&option_table[i], command) &&
            strncmp(option_table[i].name, name, strlen(name)) == 0 && used < room) {
            used += (size_t)snprintf(text + used, room - used, "%s--%s", count > 0 ? ", " : "",
                                     option_table[i].name);
            count++;
        }
    }
    return count;
}

bool option_hint_refuse(const struct command_row *command, const char *word)
{
    char name[64], commands[256], options[256];
    struct nearest_word nearest;
    const char *front = word + strspn(word, "-");
    (void)snprintf(name, sizeof(name), "%.*s", (int)strcspn(front, "="), front);
    if (name[0] != '\0' && list_that_begin(command, name, options, sizeof(options)) > 1) {
        return option_table_refuse(command, "'%s' is the front of several options: %s", word,
                                   options);
    }
    list_commands(name, commands, sizeof(commands));
    if (commands[0] != '\0') {
        return option_table_refuse(command, "'%s' is no option of %s, but of %s", word,
                                   command->name, commands);
    }
    nearest_word_begin(&nearest, name);
    for (size_t i = 0; i < option_table_length; i++) {
        if (is_of(&option_table[i], command)) {
            nearest_word_offer(&nearest, option_table[i].name);
        }
    }
    return nearest.best != NULL ? option_table_refuse(command, "unknown option '%s', perhaps --%s",
                                                      word, nearest.best)
                                : option_table_refuse(command, "unknown option '%s'", word);
}

/* The words that may stand behind the first of a command of two; empty: there is no such one. */
static void list_second_words(const char *word, char *text, size_t room)
{
    const size_t length = strlen(word);
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < command_table_length; i++) {
        const char *name = command_table[i].name;
        if (strncmp(name, word, length) == 0 && name[length] == ' ' && used < room) {
            used += (size_t)snprintf(text + used, room - used, "%s%s", used > 0 ? ", " : "",
                                     name + length + 1);
        }
    }
}

bool option_hint_refuse_command(const char *word)
{
    struct nearest_word nearest;
    char second[128];
    list_second_words(word, second, sizeof(second));
    if (second[0] != '\0') {
        return option_table_refuse(NULL, "'%s' takes one more word: %s", word, second);
    }
    if (access(word, F_OK) == 0) { /* evidence, where a command should stand */
        return option_table_refuse(
            NULL, "'%s' is no command; 'keytrawl scan FILE... --out CASE' reads evidence", word);
    }
    nearest_word_begin(&nearest, word);
    for (size_t i = 0; i < command_table_length; i++) {
        nearest_word_offer(&nearest, command_table[i].name);
    }
    return nearest.best != NULL
               ? option_table_refuse(NULL, "'%s' is no command, perhaps %s", word, nearest.best)
               : option_table_refuse(NULL, "'%s' is no command", word);
}
