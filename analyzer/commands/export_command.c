#include "commands/export_command.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "commands/command.h"
#include "commands/dry_run.h"
#include "commands/error_line.h"
#include "commands/listing/printed_table.h"
#include "commands/options/nearest_word.h"
#include "exports/export_format.h"
#include "exports/reporter_reply.h"
#include "exports/subscriber_letters.h"
#include "reports/report_field.h"

static bool get_name(const void *row, struct field_value *value)
{
    return field_text(((const struct export_format *)row)->name, value);
}

static bool get_help(const void *row, struct field_value *value)
{
    return field_text(((const struct export_format *)row)->help, value);
}

static const struct report_field format_fields[] = {
    { "name", FIELD_TEXT, get_name, .meaning = "what --format takes" },
    { "help", FIELD_TEXT, get_help, .meaning = "whom it is given to" },
};
const struct report_table export_format_table = { format_fields, sizeof(format_fields) /
                                                                     sizeof(format_fields[0]) };

static int list_formats(bool json)
{
    struct output_file output = { .descriptor = STDOUT_FILENO };
    for (size_t i = 0; i < export_format_count; i++) {
        char line[256];
        (void)snprintf(line, sizeof(line), "%-18s %s\n", export_formats[i].name,
                       export_formats[i].help);
        if (json) {
            report_put_json_row(&output, &export_format_table, &export_formats[i]);
        } else {
            output_put_text(&output, line);
        }
    }
    const bool written = output_file_end(&output);
    buffer_clear(&output.held);
    return written ? EXIT_SUCCESS : error_line_fatal("cannot write: %s", strerror(output.failure));
}

/* A status that is no word of ours, or whose certificates nobody may revoke. */
static bool status_is_known(const char *name, const struct export_format *format)
{
    static const enum certificate_status listed[] = { STATUS_REVOKE, STATUS_REVOKE_CA,
                                                      STATUS_SHORT_LIVED_EXEMPT };
    static const enum certificate_status revoked[] = { STATUS_REVOKED, STATUS_REVOKED_OTHER_REASON,
                                                       STATUS_REVOKED_REASON_UNKNOWN };
    bool known = false;
    for (size_t i = 0; i < sizeof(listed) / sizeof(listed[0]); i++) {
        known = known || strcmp(name, certificate_status_name(listed[i])) == 0;
    }
    for (size_t i = 0; format->any_status && i < sizeof(revoked) / sizeof(revoked[0]); i++) {
        known = known || strcmp(name, certificate_status_name(revoked[i])) == 0;
    }
    return known;
}

static int refuse_format(const char *name)
{
    struct nearest_word nearest;
    nearest_word_begin(&nearest, name);
    for (size_t i = 0; i < export_format_count; i++) {
        nearest_word_offer(&nearest, export_formats[i].name);
    }
    return nearest.best != NULL
               ? error_line_fatal("'%s' is no format, perhaps %s; 'keytrawl export --list' names "
                                  "them",
                                  name, nearest.best)
               : error_line_fatal("'%s' is no format; 'keytrawl export --list' names them", name);
}

static const char *unknown_status(const struct options *options, const struct export_format *format)
{
    for (size_t i = 0; i < options->status.count; i++) {
        if (!status_is_known(options->status.paths[i], format)) {
            return options->status.paths[i];
        }
    }
    return NULL;
}

/* A pattern with a slip in it makes a script that does nothing and ends with 0. */
static void say_when_nothing_fits(const struct export_run *run)
{
    const struct export_options *asked = run->options;
    if (asked->issuer != NULL && run->count == 0 && asked->format->certificate_line != NULL) {
        (void)error_line("no certificate of the list fits --issuer '%s'%s", asked->issuer,
                         asked->statuses > 0 ? " and --status" : "");
    }
}

static int end_of(const struct export_run *run)
{
    say_when_nothing_fits(run);
    if (run->left_out > 0) {
        (void)error_line("%llu left out; the first: %s", (unsigned long long)run->left_out,
                         run->first_left_out);
        return EXIT_UNREAD;
    }
    return EXIT_SUCCESS;
}

/* A file without a name in the folder of the case. */
static int open_unnamed(const char *directory)
{
    char path[PATH_MAX];
    (void)snprintf(path, sizeof(path), "%s/export-XXXXXX", directory);
    const int descriptor = mkostemp(path, O_CLOEXEC);
    if (descriptor >= 0) {
        (void)unlink(path);
    }
    return descriptor;
}

static bool copy_from_start(int from, int to)
{
    static uint8_t window[1 << 16];
    ssize_t got = lseek(from, 0, SEEK_SET);
    while (got >= 0 && (got = read(from, window, sizeof(window))) > 0) {
        if (!output_write_whole(to, bytes_over(window, (size_t)got))) {
            return false;
        }
    }
    return got == 0;
}

/* What --dry-run says in place of it. */
static bool say_size(const struct options *options, int descriptor)
{
    struct stat facts;
    return fstat(descriptor, &facts) == 0 &&
           dry_run_say_output(options->to, (uint64_t)facts.st_size, options->json);
}

static bool give_out(const struct options *options, int descriptor)
{
    return options->dry_run ? say_size(options, descriptor)
                            : copy_from_start(descriptor, STDOUT_FILENO);
}

/* All of it is made before the first byte goes out: no script that ends in the middle. */
static int write_to_stdout(struct case_file *file, const struct options *options,
                           const struct export_options *asked)
{
    struct export_run run;
    struct output_file whole = { .descriptor = open_unnamed(options->out) };
    int status = EXIT_FATAL;
    if (whole.descriptor < 0) {
        return error_line_fatal("cannot write into '%s': %s", options->out, strerror(errno));
    }
    if (!export_run_write(file, asked, &whole, &run)) {
        status = error_line_fatal("cannot export: %s", run.why);
    } else if (!output_file_end(&whole)) {
        status =
            error_line_fatal("cannot write into '%s': %s", options->out, strerror(whole.failure));
    } else if (!give_out(options, whole.descriptor)) {
        status = error_line_fatal("cannot write to standard output: %s", strerror(errno));
    } else {
        status = end_of(&run);
    }
    buffer_clear(&whole.held);
    (void)close(whole.descriptor);
    return status;
}

/* The files of the case itself, which an export would replace. */
static bool is_of_case(const char *case_folder, const char *folder, const char *name)
{
    static const char own[] = "case.";
    struct stat one, other;
    return strncmp(name, own, sizeof(own) - 1) == 0 && stat(case_folder, &one) == 0 &&
           stat(folder, &other) == 0 && one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

/* What is written takes the place of what stood there: of a device, a pipe or a link, whose name
 * somebody gave for what is behind it. */
static bool is_no_file(const char *path)
{
    struct stat facts;
    return lstat(path, &facts) == 0 && !S_ISREG(facts.st_mode);
}

static int write_to_file(struct case_file *file, const struct options *options,
                         const struct export_options *asked)
{
    char folder[PATH_MAX];
    struct output_set set;
    struct export_run run;
    const char *slash = strrchr(options->to, '/'), *failed = "";
    const char *name = slash != NULL ? slash + 1 : options->to;
    const size_t before = slash == NULL          ? 0
                          : slash == options->to ? 1
                                                 : (size_t)(slash - options->to);
    if (name[0] == '\0' || before >= sizeof(folder) || strlen(name) > NAME_MAX - 4) {
        return error_line_fatal("'%s' is no name for a file", options->to);
    }
    if (is_no_file(options->to)) {
        return error_line_fatal(
            "'%s' is there and no file; without --to, standard output is written", options->to);
    }
    (void)snprintf(folder, sizeof(folder), "%.*s", (int)before, before > 0 ? options->to : "");
    if (is_of_case(options->out, before > 0 ? folder : ".", name)) {
        return error_line_fatal("'%s' is a file of the case itself", options->to);
    }
    if (!output_set_open(&set, before > 0 ? folder : ".")) {
        return error_line_fatal("cannot open the folder of '%s': %s", options->to, strerror(errno));
    }
    int status;
    if (!export_run_write(file, asked, output_set_add(&set, name), &run)) {
        status = error_line_fatal("cannot export: %s", run.why);
    } else if (!output_set_sync(&set, &failed) || !output_set_place(&set, &failed)) {
        status = error_line_fatal("cannot write '%s': %s", options->to, strerror(errno));
    } else {
        status = end_of(&run);
    }
    output_set_clear(&set);
    return status;
}

/* It goes into a script, within single quotes, and into JSON. */
static bool is_url(const char *text)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                  "-._~:/?#[]@!$&()*+,;=%";
    return (strncmp(text, "https://", 8) == 0 || strncmp(text, "http://", 7) == 0) &&
           text[strspn(text, allowed)] == '\0';
}

static bool directory_fits(const struct options *options, const struct export_format *format)
{
    return format->sealed ? options->directory != NULL && is_url(options->directory)
                          : options->directory == NULL;
}

/* A fresh CRL takes certificates off the list, and a baseline what was told. */
static int write_letters(struct case_file *file, const struct options *options)
{
    char why[512];
    size_t rows = 0;
    const char *folder = options->dry_run ? NULL : options->subscribers;
    if (!subscriber_letters_write(file, folder, options->include_short_lived, &rows, why,
                                  sizeof(why))) {
        return error_line_fatal("%s", why);
    }
    if (options->dry_run && rows > 0) {
        (void)printf("letters about %zu certificate%s would be written into %s; nothing was "
                     "(--dry-run)\n",
                     rows, rows == 1 ? "" : "s", options->subscribers);
    }
    if (rows == 0 && !options->quiet) {
        (void)error_line("nothing to write: no certificate is on the list, or none that is new");
    }
    return EXIT_SUCCESS;
}

int export_command_do(const struct options *options)
{
    char why[512];
    if (options->list) {
        return list_formats(options->json);
    }
    static const struct export_format reply = { .name = "reply", .write = reporter_reply_write };
    const struct export_format *format =
        options->command == COMMAND_REPLY ? &reply : export_format_find(options->format);
    if (format == NULL) {
        return refuse_format(options->format);
    }
    if (!directory_fits(options, format)) {
        return error_line_fatal(format->sealed ? "--directory must name the URL of %s's directory"
                                               : "--directory is of acme alone, not of %s",
                                format->name);
    }
    const struct export_options asked = { .format = format,
                                          .issuer = options->issuer,
                                          .status = options->status.paths,
                                          .statuses = options->status.count,
                                          .directory = options->directory,
                                          .evidence = options->evidence_root,
                                          .include_short_lived = options->include_short_lived,
                                          .json = options->json,
                                          .new_alone = options->new_alone };
    if (unknown_status(options, format) != NULL) {
        return error_line_fatal(
            "certificates of status '%s' are not exported as %s (docs/revocation.md)",
            unknown_status(options, format), format->name);
    }
    struct case_file *file = case_open(options->out, CASE_EXISTING, why, sizeof(why));
    if (file == NULL) {
        return error_line_fatal("%s", why);
    }
    int status = EXIT_SUCCESS;
    if (options->subscribers != NULL) {
        status = write_letters(file, options);
    } else {
        status = options->to != NULL && !options->dry_run ? write_to_file(file, options, &asked)
                                                          : write_to_stdout(file, options, &asked);
    }
    case_close(file);
    return status;
}
