#include "exports/export_run.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes/hex_text.h"
#include "exports/export_format.h"
#include "exports/export_issuer.h"
#include "exports/export_key.h"
#include "exports/export_line.h"
#include "exports/given_issuers.h"

static const char not_signed[] =
    "it names an issuer that was given, and its signature holds under none: its serial number may "
    "be that of another certificate; give all certificates of its issuer with --issuers";

bool export_run_fail(struct export_run *run, const char *why)
{
    (void)snprintf(run->why, sizeof(run->why), "%s", why[0] != '\0' ? why : "out of memory");
    return false;
}

void export_run_leave_out(struct export_run *run, const struct export_row *row)
{
    char serial[64] = "";
    if (run->left_out++ > 0) {
        return;
    }
    if (row->match != NULL) {
        const struct bytes all = row->match->serial;
        hex_text_write(bytes_over(all.at, all.left < 30 ? all.left : 30), serial);
    }
    (void)snprintf(run->first_left_out, sizeof(run->first_left_out), "%s %.96s: %s",
                   row->match != NULL ? "the certificate" : "the key",
                   row->match != NULL ? serial : row->key_name, row->refusal);
}

static bool is_exportable(const struct match_entry *entry, const struct export_format *format)
{
    const enum certificate_status status = entry->judgement.status;
    return entry->judgement.listed ||
           (format->any_status &&
            (status == STATUS_REVOKED || status == STATUS_REVOKED_OTHER_REASON ||
             status == STATUS_REVOKED_REASON_UNKNOWN));
}

static bool has_status(const struct match_entry *entry, const struct export_options *options)
{
    bool asked = options->statuses == 0;
    for (size_t i = 0; !asked && i < options->statuses; i++) {
        asked = strcmp(options->status[i], certificate_status_name(entry->judgement.status)) == 0;
    }
    return asked;
}

static bool is_new_enough(const struct match_entry *entry, const struct export_options *options)
{
    return !options->new_alone || entry->novelty == NOVELTY_NEW;
}

/* What is new is told of certificates: a format of keys would have all of them all the same. */
static bool mark_new(struct export_run *run, struct match_list *matches)
{
    struct baseline baseline = { 0 };
    if (!run->options->new_alone) {
        return true;
    }
    if (run->options->format->certificate_line == NULL && run->options->format->key_line != NULL) {
        return export_run_fail(run, "--new chooses among certificates, and this format is of keys");
    }
    if (!baseline_of_case(run->file, &baseline)) {
        return export_run_fail(run, case_error(run->file));
    }
    const bool given = baseline.given;
    match_list_mark(matches, &baseline);
    baseline_clear(&baseline);
    return given || export_run_fail(run, "the case has no baseline to be new beside; 'keytrawl "
                                         "report --baseline CASE' gives it one");
}

static bool choose(struct export_run *run, const struct match_list *matches)
{
    run->chosen = calloc(matches->count + 1, sizeof(const struct match_entry *));
    if (run->chosen == NULL) {
        return export_run_fail(run, "");
    }
    for (size_t i = 0; i < matches->count; i++) {
        const struct match_entry *entry = match_list_at(matches, i);
        bool asked = false;
        if (!export_issuer_asked(run, entry, &asked)) {
            return false;
        }
        if (asked && is_exportable(entry, run->options->format) &&
            has_status(entry, run->options) && is_new_enough(entry, run->options)) {
            run->chosen[run->count++] = entry;
        }
    }
    return true;
}

/* A row that cannot be said leaves nothing behind, not half a line. */
static bool put_row(struct export_run *run, const char *line, struct export_row *row, bool *first)
{
    struct buffer text = { 0 };
    const char *between = run->options->format->between;
    bool kept = export_line_put(line, row, &text);
    if (!kept) {
        (void)export_run_fail(run, "");
    } else if (row->refusal != NULL) {
        export_run_leave_out(run, row);
    } else {
        if (!*first && between != NULL) {
            output_put_text(run->output, between);
        }
        output_put(run->output, buffer_bytes(&text));
        *first = false;
    }
    buffer_clear(&text);
    return kept;
}

struct key_writing {
    struct export_run *run;
    bool first;
};

static bool put_key(void *context, struct export_row *row)
{
    struct key_writing *writing = context;
    return put_row(writing->run, writing->run->options->format->key_line, row, &writing->first);
}

static bool put_stored(struct export_run *run, struct export_row *row, bool *first)
{
    struct buffer sealed = { 0 };
    bool put = !run->options->format->sealed ||
               case_read_sealed(run->file, row->match->identity_text, &sealed) ||
               export_run_fail(run, case_error(run->file));
    row->sealed = buffer_bytes(&sealed);
    put = put && put_row(run, run->options->format->certificate_line, row, first);
    buffer_clear(&sealed);
    return put;
}

static bool put_certificate(struct export_run *run, const struct given_issuers *issuers,
                            const struct match_entry *match, bool *first)
{
    struct case_stored_certificate stored;
    bool found = false, disowned;
    if (!given_issuers_disown(issuers, match, &disowned)) {
        return export_run_fail(run, "");
    }
    if (disowned) {
        const struct export_row refused = { .match = match, .refusal = not_signed };
        export_run_leave_out(run, &refused);
        return true;
    }
    if (!case_read_certificate(run->file, match_fingerprint(match).at, &stored, &found)) {
        return export_run_fail(run, case_error(run->file));
    }
    assert(found); /* the list was read from the same case, which is locked */
    struct export_row row = { .match = match, .stored = &stored };
    const bool put = put_stored(run, &row, first);
    case_stored_certificate_clear(&stored);
    return put;
}

static bool put_certificates(struct export_run *run)
{
    struct given_issuers issuers;
    bool put = true, first = true;
    if (run->options->format->certificate_line == NULL) {
        return true;
    }
    if (!given_issuers_read(&issuers, run->file)) {
        return export_run_fail(run, case_error(run->file));
    }
    for (size_t i = 0; put && i < run->count; i++) {
        put = put_certificate(run, &issuers, run->chosen[i], &first);
    }
    given_issuers_clear(&issuers);
    return put;
}

static bool put_lines(struct export_run *run, const struct match_list *matches)
{
    const struct export_format *format = run->options->format;
    struct key_writing keys = { .run = run, .first = true };
    bool put = true;
    if (format->script != NULL) {
        output_put(run->output, export_script_begin());
        output_put(run->output, bytes_over(format->script, format->script_length));
    }
    if (format->sealed) {
        output_put_text(run->output, "begin '");
        output_put_text(run->output, run->options->directory);
        output_put_text(run->output, "'\n");
    }
    output_put_text(run->output, format->head != NULL ? format->head : "");
    if (format->key_line != NULL) {
        put = export_key_each(run, matches, &keys, put_key);
    }
    put = put && put_certificates(run);
    output_put_text(run->output, format->tail != NULL ? format->tail : "");
    return put;
}

static bool note_sealed(void *context, const struct case_sealed_view *sealed)
{
    bool *any = context;
    *any = *any || sealed->content.left > 0;
    return true;
}

static bool check_sealed(struct export_run *run)
{
    bool any = !run->options->format->sealed || run->count == 0;
    return (any || case_each_sealed(run->file, &any, note_sealed) ||
            export_run_fail(run, case_error(run->file))) &&
           (any ||
            export_run_fail(run, "ACME takes a revocation from the key itself, and no key of "
                                 "this case is sealed; 'keytrawl report --seal-to' does it"));
}

bool export_run_write(struct case_file *file, const struct export_options *options,
                      struct output_file *output, struct export_run *run)
{
    struct key_offer_list offers = { 0 };
    struct match_list matches = { 0 };
    *run = (struct export_run){ .options = options, .file = file, .output = output };
    const bool read = key_offer_list_read(&offers, file) &&
                      match_list_read(&matches, file, &offers, options->include_short_lived);
    const bool written = (read || export_run_fail(run, case_error(file))) &&
                         mark_new(run, &matches) && choose(run, &matches) &&
                         export_issuer_is_one(run) && check_sealed(run) &&
                         (options->format->write != NULL ? options->format->write(run, &matches)
                                                         : put_lines(run, &matches));
    free(run->chosen);
    run->chosen = NULL;
    match_list_clear(&matches);
    key_offer_list_clear(&offers);
    return written;
}
