#include "commands/command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bounds.h"
#include "casefile/case_folder.h"
#include "commands/check_command.h"
#include "commands/coverage_command.h"
#include "commands/diff_command.h"
#include "commands/doctor_command.h"
#include "commands/dry_run.h"
#include "commands/error_line.h"
#include "commands/explain/explain_command.h"
#include "commands/export_command.h"
#include "commands/index/index_command.h"
#include "commands/listing/listing_command.h"
#include "commands/listing/listing_table.h"
#include "commands/options/baseline_settings.h"
#include "commands/options/contact_settings.h"
#include "commands/options/option_settings.h"
#include "commands/phases/decrypt_phase.h"
#include "commands/phases/fragment_phase.h"
#include "commands/phases/join_phase.h"
#include "commands/phases/match_phase.h"
#include "commands/phases/proof_phase.h"
#include "commands/phases/scan_phase.h"
#include "commands/phases/sealing.h"
#include "commands/phases/unlock_phase.h"
#include "commands/session.h"
#include "commands/show/show_command.h"
#include "commands/sources/closed_archives.h"
#include "commands/sources/whole_file.h"
#include "commands/verify/manifest_signing.h"
#include "commands/verify/verify_command.h"
#include "commands/verify/verify_proof_command.h"
#include "reports/report.h"
#include "workers/confine.h"

/* Asked before anything is made, so that a slip of the pen leaves nothing behind. */
static bool roots_are_there(const struct path_list *roots, char *why, size_t room)
{
    for (size_t i = 0; i < roots->count; i++) {
        const char *path = roots->paths[i];
        if (strcmp(path, "-") != 0 && access(path, R_OK) != 0) {
            (void)snprintf(why, room, "cannot read '%s': %s", path, strerror(errno));
            return false;
        }
    }
    return true;
}

static bool file_is_there(const char *path, char *why, size_t room)
{
    const struct path_list list = { &path, path != NULL ? 1 : 0 };
    return roots_are_there(&list, why, room);
}

static bool inputs_are_there(const struct options *options, char *why, size_t room)
{
    return roots_are_there(&options->evidence, why, room) &&
           roots_are_there(&options->certs, why, room) &&
           roots_are_there(&options->crls, why, room) &&
           roots_are_there(&options->issuers, why, room) &&
           roots_are_there(&options->cert, why, room) &&
           file_is_there(options->sign_manifest, why, room) &&
           file_is_there(options->signer, why, room);
}

static bool is_matched(void *context, enum source_kind kind, const char *path)
{
    bool *matched = context;
    (void)path;
    *matched = *matched || kind != SOURCE_EVIDENCE;
    return true;
}

/* What was opened is matched with what the case knows already. */
static bool match_again(struct session *session)
{
    bool matched = false;
    return (case_each_root(session->file, &matched, is_matched) || session_stop_case(session)) &&
           (!matched || match_phase(session));
}

static bool do_phases(struct session *session)
{
    enum command command = session->options->command;
    bool scans = command == COMMAND_RUN || command == COMMAND_SCAN;
    bool matches = command == COMMAND_RUN || command == COMMAND_MATCH;
    bool unlocks = command == COMMAND_UNLOCK;
    return (!scans || (scan_phase(session) && fragment_phase(session))) &&
           (!(scans || unlocks || session->new_proofs || session->seals) || join_phase(session)) &&
           (!(scans || unlocks) || unlock_phase(session, unlocks)) &&
           (!session->options->decrypt_found || decrypt_phase(session)) &&
           (!(session->new_proofs || session->seals) || proof_phase(session)) &&
           (!matches || match_phase(session)) &&
           (!unlocks || (closed_archives_tell(session) && match_again(session)));
}

/* summary.json on one line: no string of JSON has a line end in it. */
static bool print_summary(const char *folder)
{
    struct buffer content = { 0 };
    char *path = case_folder_path(folder, "summary.json");
    bool printed =
        path != NULL && whole_file_read_at(AT_FDCWD, path, 0, SUMMARY_PRINTED_MAX, &content);
    for (size_t i = 0; printed && i < content.used; i++) {
        printed = content.at[i] == '\n' || putchar(content.at[i]) != EOF;
    }
    printed = printed && putchar('\n') != EOF && fflush(stdout) == 0;
    buffer_clear(&content);
    free(path);
    return printed;
}

/* While the outputs are written: a question is answered, and an interrupt ends it. */
static bool go_on_writing(void *context)
{
    static const struct progress_state writing = { .phase = "writing the outputs",
                                                   .uncounted = true };
    return session_poll(context, &writing);
}

/* Nothing is put in place before all is written, so one that is stopped leaves the old outputs. */
static bool write_outputs(struct session *session, const struct report_options *asked,
                          struct report_summary *summary, char *why, size_t room)
{
    bool written = go_on_writing(session);
    if (written) {
        case_watch(session->file, session, go_on_writing);
        written = report_write(session->file, session->options->out, asked, summary, why, room);
        case_watch(session->file, NULL, NULL);
    }
    progress_line_clear(session->line);
    if (session->stopped) {
        (void)snprintf(why, room, "%s", session->why);
    }
    return written;
}

static int write_reports(struct session *session, uint64_t unsealed)
{
    const struct options *options = session->options;
    const struct report_options asked = { .include_short_lived = options->include_short_lived,
                                          .proofs = options->no_proofs ? 0 : session->proof_forms,
                                          .redacted = options->redacted,
                                          .all = options->all,
                                          .unsealed = unsealed,
                                          .empty_roots = session->empty_roots,
                                          .unconfined = options->jobs == 0 || options->unconfined };
    struct report_summary summary;
    char why[512];
    if (!write_outputs(session, &asked, &summary, why, sizeof(why))) {
        return error_line_fatal("%s", why);
    }
    if (!manifest_signing_do(options, why, sizeof(why))) {
        return error_line_fatal("%s", why);
    }
    if (options->json && !print_summary(options->out)) {
        return error_line_fatal("cannot print '%s/summary.json'", options->out);
    }
    if (!options->quiet && !options->json) {
        (void)fputs(summary.text, stdout);
    }
    return (summary.certificates_to_revoke ? EXIT_REVOKE : 0) | (summary.unread ? EXIT_UNREAD : 0) |
           (summary.leads ? EXIT_LEADS : 0);
}

/* Each change that is kept by itself is five syncs. */
static bool keep_settings(struct session *session)
{
    return (case_begin(session->file) || session_stop_case(session)) &&
           session_settle_clock(session) && baseline_settings_take(session) &&
           contact_settings_take(session) && option_settings_keep(session) &&
           (case_commit(session->file) || session_stop_case(session));
}

int command_do(const struct options *options)
{
    char why[512];
    if (options->command == COMMAND_DOCTOR) {
        return doctor_command_do(options);
    }
    if (!confine_dumps(options->jobs == 0)) {
        return error_line_fatal("cannot keep core dumps from being written (PR_SET_DUMPABLE)");
    }
    if (options->unconfined) {
        confine_without_filter();
    }
    if (options->command == COMMAND_SHOW) { /* what it names is no file */
        return show_command_do(options);
    }
    if (options->command == COMMAND_EXPLAIN) { /* and here need not be */
        return explain_command_do(options);
    }
    if (!inputs_are_there(options, why, sizeof(why))) {
        return error_line_fatal("%s", why);
    }
    if (options->command == COMMAND_EXPORT || options->command == COMMAND_REPLY) {
        return export_command_do(options);
    }
    if (options->command == COMMAND_DIFF) {
        return diff_command_do(options);
    }
    if (listing_row_of(options->command) != NULL) {
        return listing_command_do(options);
    }
    if (options->command == COMMAND_CHECK) {
        return check_command_do(options);
    }
    if (options->command == COMMAND_VERIFY_PROOF) {
        return verify_proof_command_do(options);
    }
    if (options->command == COMMAND_VERIFY) {
        return verify_command_do(options);
    }
    if (options->command == COMMAND_COVERAGE) {
        return coverage_command_do(options);
    }
    if (options->dry_run) {
        return dry_run_do(options);
    }
    if (options->command >= COMMAND_INDEX_BUILD) {
        return index_command_do(options);
    }
    bool makes = options->command == COMMAND_RUN || options->command == COMMAND_SCAN;
    struct session session;
    uint64_t unsealed;
    int status;
    if (!session_open(&session, options, makes ? CASE_CONTINUE : CASE_EXISTING) ||
        !keep_settings(&session) || !do_phases(&session) ||
        !sealing_count_due(&session, &unsealed)) {
        status = error_line_fatal("%s", session.why);
    } else {
        status = write_reports(&session, unsealed);
    }
    session_close(&session);
    return status;
}
