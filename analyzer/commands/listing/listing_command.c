#include "commands/listing/listing_command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands/command.h"
#include "commands/error_line.h"
#include "commands/listing/listing_filter.h"
#include "commands/listing/listing_print.h"
#include "commands/terminal.h"

struct listing_run {
    const struct options *options;
    const struct listing_row *listing;
    const struct report_table *table;
    struct listing_case listed;
    struct listing_print print;
    size_t seen; /* rows, whether they fit or not */
    bool failed; /* not because of the case */
};

static bool take_row(void *context, const void *row)
{
    struct listing_run *run = context;
    bool fits;
    run->seen++;
    const bool taken = listing_filter_fits(run->listing, run->options, run->table, row, &fits) &&
                       (!fits || listing_print_row(&run->print, row));
    run->failed = !taken || run->print.file->failure != 0;
    return !run->failed;
}

static int refuse_column(const struct listing_run *run, struct bytes unknown)
{
    char names[1024];
    size_t used = 0;
    names[0] = '\0';
    for (size_t i = 0; i < run->table->count && used < sizeof(names); i++) {
        used += (size_t)snprintf(names + used, sizeof(names) - used, "%s%s", i > 0 ? "," : "",
                                 run->table->fields[i].name);
    }
    return error_line_fatal("'%.*s' of --columns is no column here; there are %s",
                            (int)unknown.left, (const char *)unknown.at, names);
}

/* All columns for scripts, those that fit on a line for people. */
static const char *columns_of(const struct listing_run *run)
{
    return run->options->columns != NULL     ? run->options->columns
           : run->print.form == LISTING_TEXT ? run->listing->columns
                                             : NULL;
}

static int list_rows(struct listing_run *run)
{
    struct bytes unknown;
    struct listing_case *listed = &run->listed;
    if (!listing_print_begin(&run->print, run->table, columns_of(run), &unknown)) {
        return refuse_column(run, unknown);
    }
    const bool read =
        (!run->listing->judged ||
         case_reading_read(&listed->reading, listed->file, run->options->include_short_lived)) &&
        run->listing->each(listed, run, take_row);
    if (!read && !run->failed) {
        return error_line_fatal("cannot read the case: %s", case_error(listed->file)[0] != '\0'
                                                                ? case_error(listed->file)
                                                                : "out of memory");
    }
    if (run->print.file->failure == 0 && (run->failed || !listing_print_end(&run->print))) {
        return error_line_fatal("out of memory");
    }
    if (!output_file_end(run->print.file)) {
        return error_line_fatal("cannot write to standard output: %s",
                                strerror(run->print.file->failure));
    }
    if (run->print.rows == 0 && run->print.form == LISTING_TEXT && !run->options->quiet) {
        (void)error_line(run->seen == 0 ? "the case has none" : "the case has none that fits");
    }
    return EXIT_SUCCESS;
}

int listing_command_do(const struct options *options)
{
    char why[512];
    struct output_file output = { .descriptor = STDOUT_FILENO };
    struct listing_run run = { .options = options, .listing = listing_row_of(options->command) };
    run.print.file = &output;
    run.print.form = options->json ? LISTING_JSON : options->csv ? LISTING_CSV : LISTING_TEXT;
    run.print.coloured = terminal_has_colour(STDOUT_FILENO, options->color);
    run.print.room = terminal_columns(STDOUT_FILENO);
    run.table = run.listing->table(&run.listed);
    if (!listing_filter_known(options, why, sizeof(why))) {
        return error_line_fatal("%s", why);
    }
    run.listed.file = case_open(options->out, CASE_READ, why, sizeof(why));
    if (run.listed.file == NULL) {
        return error_line_fatal("%s", why);
    }
    const int status = list_rows(&run);
    listing_print_clear(&run.print);
    buffer_clear(&output.held);
    case_reading_clear(&run.listed.reading);
    case_close(run.listed.file);
    return status;
}
