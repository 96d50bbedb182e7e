#include "commands/session.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bounds.h"
#include "commands/error_line.h"
#include "commands/options/limit_settings.h"
#include "commands/options/proof_settings.h"
#include "commands/sources/evidence_file.h"
#include "commands/state_signal.h"
#include "commands/worker_duties.h"
#include "crypto/sha256.h"
#include "keys/passphrases.h"

static volatile sig_atomic_t interrupted;

static void take_interrupt(int signal)
{
    (void)signal;
    interrupted = 1;
}

static void catch_interrupts(void)
{
    const struct sigaction action = { .sa_handler = take_interrupt };
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    state_signal_catch();
}

void session_say(struct session *session, bool always, const char *format, ...)
{
    if (session->options->quiet || !(always || session->options->verbose)) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    progress_line_clear(session->line);
    error_line_say(format, arguments);
    va_end(arguments);
}

bool session_stop(struct session *session, const char *why)
{
    if (!session->stopped) {
        session->stopped = true;
        (void)snprintf(session->why, sizeof(session->why), "%s", why);
    }
    return false;
}

bool session_stop_case(struct session *session)
{
    return session_stop(session, case_error(session->file));
}

bool session_lacks_descriptors(struct session *session, const struct fault *fault)
{
    return fault_is_of_descriptors(fault) && !session_stop(session, fault->sentence);
}

bool session_stop_workers(struct session *session)
{
    const char *why;
    return session_stop(session, pool_await(session->pool, &why)
                                     ? "no worker process can be started any more"
                                     : why);
}

static bool read_descriptor(int descriptor, struct buffer *into)
{
    for (;;) {
        if (!buffer_reserve(into, READ_WINDOW)) {
            return false;
        }
        ssize_t got = read(descriptor, into->at + into->used, into->room - into->used);
        if (got <= 0) {
            return got == 0;
        }
        into->used += (size_t)got;
        if (into->used > (size_t)PASSPHRASES_MAX * PASSPHRASE_LENGTH_MAX) {
            errno = EFBIG;
            return false;
        }
    }
}

static bool read_file(struct session *session, const char *path, const char *what,
                      struct buffer *into)
{
    if (path == NULL) {
        return true;
    }
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    bool read = descriptor >= 0 && read_descriptor(descriptor, into);
    if (!read) {
        (void)snprintf(session->why, sizeof(session->why), "cannot read %s from '%s': %s", what,
                       path, strerror(errno));
        session->stopped = true;
    }
    if (descriptor >= 0) {
        (void)close(descriptor);
    }
    return read;
}

static bool read_passphrases(struct session *session, struct buffer *passphrases)
{
    return read_file(session, session->options->passphrases, "passphrases", passphrases);
}

static void say_left_out(struct session *session, uint64_t count)
{
    if (count > 0) {
        session_say(session, true,
                    "%" PRIu64
                    " passphrases are not tried: over %u octets, or more than %u of them",
                    count, PASSPHRASE_LENGTH_MAX, PASSPHRASES_MAX);
    }
}

/* Not looked at here: the spawner reads it, before there is any evidence. */
static bool read_recipient(struct session *session, struct buffer *recipient)
{
    const char *path = session->options->seal_to;
    if (!read_file(session, path, "a certificate", recipient)) {
        return false;
    }
    session->seals = path != NULL;
    sha256_of(buffer_bytes(recipient), session->recipient_sha256);
    if (session->seals && (recipient->used == 0 || recipient->used > RECIPIENT_FILE_MAX)) {
        return session_stop(
            session,
            "the file of --seal-to is no certificate; openssl req -x509 makes one, with its key");
    }
    return true;
}

/* Like passphrases they stay in memory that is wiped; the spawner opens them. */
static bool read_keys(struct session *session, struct buffer *keys)
{
    const struct path_list *files = &session->options->decrypt_with;
    for (size_t i = 0; i < files->count; i++) {
        struct buffer file = { 0 };
        const bool read = read_file(session, files->paths[i], "a private key", &file) &&
                          (worker_settings_add_key(keys, buffer_bytes(&file)) ||
                           session_stop(session, "out of memory"));
        buffer_clear(&file);
        if (!read) {
            return false;
        }
    }
    return true;
}

static const char *why_not_started(const struct session *session, const char *why)
{
    if (session->options->decrypt_with.count > 0) {
        return session->seals
                   ? "the workers do not start: each file of --decrypt-with must be a private key "
                     "(PEM, DER, PKCS#12; if it is encrypted, --passphrases opens it), and that of "
                     "--seal-to a certificate for encryption with a sound RSA or EC key"
                   : "the workers do not start: each file of --decrypt-with must be a private key "
                     "of RSA or EC (PEM, DER, PKCS#12; if it is encrypted, --passphrases opens it)";
    }
    return session->seals ? "the workers do not start: the file of --seal-to must be a certificate "
                            "in PEM or DER, for encryption, with a sound RSA key of 2048 bits or "
                            "EC key of 224 at least"
                          : why;
}

static struct case_file *open_case(struct session *session, enum case_access access)
{
    struct case_file *file =
        case_open(session->options->out, access, session->why, sizeof(session->why));
    session->stopped = session->stopped || file == NULL;
    return file;
}

/* What the workers are told: so the case is opened once beforehand. Each change that is kept by
 * itself is five syncs. */
static bool choose_settings(struct session *session, enum case_access access, struct buffer *cn)
{
    struct case_file *file = open_case(session, access);
    if (file == NULL) {
        return false;
    }
    const bool chosen = (case_begin(file) || session_stop(session, case_error(file))) &&
                        proof_settings_choose(session, file, cn) &&
                        limit_settings_choose(session, file) &&
                        (case_commit(file) || session_stop(session, case_error(file)));
    case_close(file);
    return chosen;
}

/* What is shown is walked to as it was found. */
static bool choose_limits(struct session *session)
{
    struct case_file *file = open_case(session, CASE_EXISTING);
    const bool chosen = file != NULL && limit_settings_choose(session, file);
    case_close(file);
    return chosen;
}

static bool start_workers(struct session *session, enum case_access access)
{
    struct buffer passphrases = { 0 }, cn = { 0 }, recipient = { 0 }, settings = { 0 };
    struct buffer keys = { 0 };
    bool started = false;
    if (!read_passphrases(session, &passphrases) || !read_recipient(session, &recipient) ||
        !read_keys(session, &keys) || !choose_settings(session, access, &cn)) {
        goto out;
    }
    session->passphrases = passphrases_count(buffer_bytes(&passphrases));
    say_left_out(session, passphrases_left_out(buffer_bytes(&passphrases)));
    const struct worker_settings told = { .passphrases = buffer_bytes(&passphrases),
                                          .proof_cn = buffer_bytes(&cn),
                                          .proofs = !session->options->no_proofs,
                                          .proof_forms = session->proof_forms,
                                          .recipient = buffer_bytes(&recipient),
                                          .keys = buffer_bytes(&keys) };
    if (!worker_settings_write(&told, &settings)) {
        (void)session_stop(session, "out of memory");
        goto out;
    }
    const char *why = "out of memory";
    /* What the spawner alone can refuse, a file that the user named, is refused at once. */
    const bool names_keys = session->seals || session->options->decrypt_with.count > 0;
    session->pool = (names_keys ? pool_new : pool_begin)(session->options->jobs, &worker_duties,
                                                         buffer_bytes(&settings), &why);
    started = session->pool != NULL || session_stop(session, why_not_started(session, why));
out:
    buffer_clear(&passphrases);
    buffer_clear(&cn);
    buffer_clear(&recipient);
    buffer_clear(&keys);
    buffer_clear(&settings);
    return started;
}

/* The clock of the outputs: what is given now, else what is stored, else this
 * moment. A match brings news, so its moment counts, not that of the first run. */
bool session_settle_clock(struct session *session)
{
    struct buffer stored = { 0 };
    bool read = case_get_setting(session->file, "as_of", &stored) && buffer_append_byte(&stored, 0);
    if (read) {
        const char *known = (const char *)stored.at;
        bool stays = known[0] != '\0' && session->options->command != COMMAND_MATCH;
        int64_t given = session->options->as_of;
        session->as_of = given != TIME_NOT_GIVEN ? given
                         : stays                 ? strtoll(known, NULL, 10)
                                                 : (int64_t)time(NULL);
        char text[32];
        (void)snprintf(text, sizeof(text), "%lld", (long long)session->as_of);
        read = case_put_setting(session->file, "as_of", text);
    }
    buffer_clear(&stored);
    return read || session_stop_case(session);
}

bool session_open(struct session *session, const struct options *options, enum case_access access)
{
    *session = (struct session){ .options = options };
    catch_interrupts();
    if (!start_workers(session, access)) {
        return false;
    }
    session->file = open_case(session, access);
    if (session->file == NULL) {
        return false;
    }
    session->line = progress_line_new(options->quiet);
    session->received =
        options->received != TIME_NOT_GIVEN ? options->received : (int64_t)time(NULL);
    return true;
}

bool session_open_without_case(struct session *session, const struct options *options)
{
    struct buffer settings = { 0 }, keys = { 0 }, passphrases = { 0 };
    const char *why = "out of memory";
    *session = (struct session){ .options = options, .only_reads = true };
    catch_interrupts();
    if (options->command == COMMAND_SHOW && !choose_limits(session)) {
        return false;
    }
    const bool read = read_keys(session, &keys) && read_passphrases(session, &passphrases);
    say_left_out(session, passphrases_left_out(buffer_bytes(&passphrases)));
    const struct worker_settings told = { .proofs = false,
                                          .work =
                                              options->command == COMMAND_CHECK ? CHECK_STEPS : 0,
                                          .passphrases = buffer_bytes(&passphrases),
                                          .keys = buffer_bytes(&keys) };
    if (read && worker_settings_write(&told, &settings)) {
        session->pool = pool_new(options->jobs, &worker_duties, buffer_bytes(&settings), &why);
    }
    buffer_clear(&settings);
    buffer_clear(&keys);
    buffer_clear(&passphrases);
    if (session->pool == NULL) {
        return session_stop(session, why_not_started(session, why));
    }
    session->line = progress_line_new(options->quiet);
    return true;
}

void session_close(struct session *session)
{
    progress_line_free(session->line);
    case_close(session->file);
    pool_free(session->pool);
}

bool session_poll(struct session *session, const struct progress_state *progress)
{
    if (interrupted) {
        return session_stop(session, session->file != NULL && !session->only_reads
                                         ? "interrupted; the same command goes on from what is "
                                           "stored"
                                         : "interrupted; nothing was stored, the same command "
                                           "begins anew");
    }
    if (state_signal_answer(progress)) {
        progress_line_clear(session->line);
    }
    progress_line_show(session->line, progress);
    return !session->stopped;
}

bool session_tick(struct session *session, const struct progress_state *progress)
{
    if (!session_poll(session, progress)) {
        return false;
    }
    if (!case_commit(session->file) || !case_begin(session->file)) {
        return session_stop_case(session);
    }
    return !session->stopped;
}
