#include "commands/options/limit_settings.h"

#include <stdio.h>
#include <string.h>

#include "limit.h"
#include "reports/run_options.h"

/* What a case has that was scanned within the usual ones: no setting at all is of one that was
 * never scanned. */
#define USUAL "usual"

static bool refuse(const struct command_row *command, const char *text, enum limit_end end,
                   const struct limit_row *row)
{
    char least[24], most[24];
    if (end == LIMIT_UNKNOWN) {
        return option_table_refuse(command,
                                   "'%s' names no limit, '%s' is the nearest; --limit list shows "
                                   "all",
                                   text, row->name);
    }
    limit_value_print(row, row->least, least, sizeof(least));
    limit_value_print(row, row->most, most, sizeof(most));
    return option_table_refuse(command, "'%s' of --limit gives no value from %s=%s to %s", text,
                               row->name, least, most);
}

bool limit_settings_hold(const struct command_row *command, const struct options *options)
{
    struct limit_set set;
    const struct limit_row *row;
    limit_set_usual(&set);
    for (size_t i = 0; i < options->limits.count; i++) {
        const char *text = options->limits.paths[i];
        const enum limit_end end = limit_read(text, &set, &row);
        if (end != LIMIT_READ) {
            return refuse(command, text, end, row);
        }
    }
    return true;
}

void limit_settings_list(void)
{
    char usual[24];
    for (size_t i = 0; i < LIMITS; i++) {
        const struct limit_row *row = &limit_table[i];
        limit_value_print(row, row->usual, usual, sizeof(usual));
        (void)printf("%-18s %-6s %s\n", row->name, usual, row->help);
    }
}

static void take_given(const struct options *options, struct limit_set *set)
{
    const struct limit_row *row;
    for (size_t i = 0; i < options->limits.count; i++) {
        (void)!(limit_read(options->limits.paths[i], set, &row) == LIMIT_READ);
    }
}

/* As limit_print() wrote it. False: a limit that this program does not know. */
static bool take_stored(char *text, struct limit_set *set)
{
    const struct limit_row *row;
    char *rest = text, *word;
    while (strcmp(text, USUAL) != 0 && (word = strsep(&rest, " ")) != NULL) {
        if (word[0] != '\0' && limit_read(word, set, &row) != LIMIT_READ) {
            return false;
        }
    }
    return true;
}

static bool is_same(const struct limit_set *one, const struct limit_set *other)
{
    return memcmp(one->values, other->values, sizeof(one->values)) == 0;
}

static bool keep(struct session *session, struct case_file *file, const struct limit_set *set)
{
    struct buffer text = { 0 };
    const bool kept = limit_print(set, &text) &&
                      (text.used > 0 || buffer_append_text(&text, USUAL)) &&
                      buffer_append_byte(&text, 0) &&
                      case_put_setting(file, OPTION_SETTING_LIMITS, (const char *)text.at);
    buffer_clear(&text);
    return kept || session_stop(session, case_error(file));
}

static bool choose(struct session *session, struct case_file *file, struct limit_set *set)
{
    const struct options *options = session->options;
    const bool scans = options->command == COMMAND_RUN || options->command == COMMAND_SCAN;
    struct limit_set given;
    struct buffer stored = { 0 };
    limit_set_usual(&given);
    take_given(options, &given);
    bool chosen =
        case_get_setting(file, OPTION_SETTING_LIMITS, &stored) && buffer_append_byte(&stored, 0);
    const bool known = chosen && stored.used > 1;
    if (!chosen) {
        (void)session_stop(session, case_error(file));
    } else if (!known) {
        *set = given;
        chosen = !scans || keep(session, file, set);
    } else if (!take_stored((char *)stored.at, set)) {
        chosen = session_stop(session, "the case has limits that this version does not know; scan "
                                       "the evidence into a new one");
    } else if (options->limits.count > 0 && !is_same(&given, set)) {
        chosen =
            session_stop(session, "the evidence of this case is read within other limits "
                                  "(options.limits of its summary.json): a scan without "
                                  "--limit goes on with them, others take a case of their own");
    }
    buffer_clear(&stored);
    return chosen;
}

bool limit_settings_choose(struct session *session, struct case_file *file)
{
    struct limit_set set;
    limit_set_usual(&set);
    const bool chosen = choose(session, file, &set);
    if (chosen) {
        limit_use(&set);
    }
    return chosen;
}
