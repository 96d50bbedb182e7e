#include "commands/options/baseline_settings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "reports/baseline.h"

static const struct {
    const char *name;
    enum baseline_output output;
} outputs[] = {
    { "certificates.jsonl", BASELINE_CERTIFICATES_JSONL },
    { "leads.csv", BASELINE_LEADS_CSV },
    { "hash_matches.csv", BASELINE_HASH_MATCHES_CSV },
    { "journal.jsonl", BASELINE_JOURNAL_JSONL },
};

static bool refuse(struct session *session, const char *path, const char *why)
{
    char sentence[400];
    (void)snprintf(sentence, sizeof(sentence), "cannot read the baseline '%s': %s", path, why);
    return session_stop(session, sentence);
}

/* A list of a million certificates in JSON takes gigabytes: line by line. A table has its
 * names in front, and takes a fraction. */
static bool take_open(enum baseline_output output, FILE *file, struct buffer *digests)
{
    const bool table = output != BASELINE_CERTIFICATES_JSONL && output != BASELINE_JOURNAL_JSONL;
    struct buffer text = { 0 };
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    bool kept = true;
    while (kept && (length = getline(&line, &room, file)) > 0) {
        const struct bytes taken = bytes_over(line, (size_t)length);
        kept = table ? buffer_append(&text, taken) : baseline_take(output, taken, digests);
    }
    kept = kept && (!table || baseline_take(output, buffer_bytes(&text), digests));
    free(line);
    buffer_clear(&text);
    return kept;
}

static bool take_output(struct session *session, const char *path, enum baseline_output output,
                        struct buffer *digests)
{
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return refuse(session, path, strerror(errno));
    }
    errno = 0;
    const bool kept = take_open(output, file, digests) && ferror(file) == 0;
    (void)fclose(file);
    return kept || refuse(session, path, errno != 0 ? strerror(errno) : "out of memory");
}

static bool take_folder(struct session *session, const char *folder, struct buffer *digests)
{
    char path[4096];
    bool taken = true;
    for (size_t i = 0; taken && i < sizeof(outputs) / sizeof(outputs[0]); i++) {
        const int length = snprintf(path, sizeof(path), "%s/%s", folder, outputs[i].name);
        taken = (length > 0 && (size_t)length < sizeof(path)) ||
                refuse(session, folder, "the path is too long");
        taken = taken && take_output(session, path, outputs[i].output, digests);
    }
    return taken;
}

/* The first of the nights that have their own case as baseline: it has told nothing yet. */
static bool is_first_report(const struct session *session, const struct stat *folder)
{
    char path[4096];
    struct stat own, list;
    const char *out = session->options->out;
    const int length = snprintf(path, sizeof(path), "%s/%s", out, outputs[0].name);
    return stat(out, &own) == 0 && own.st_dev == folder->st_dev && own.st_ino == folder->st_ino &&
           length > 0 && (size_t)length < sizeof(path) && stat(path, &list) != 0 && errno == ENOENT;
}

/* JSON begins with a brace; a table begins with our first column. */
static bool take_list(struct session *session, const char *path, struct buffer *digests)
{
    static const char first_column[] = "issuer_dn,";
    char front[sizeof(first_column)] = "";
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return refuse(session, path, strerror(errno));
    }
    const size_t length = fread(front, 1, sizeof(front) - 1, file);
    (void)fclose(file);
    if (length > 0 && front[0] != '{' && strcmp(front, first_column) != 0) {
        return refuse(session, path,
                      "it is neither a case nor its revoke.csv or certificates.jsonl");
    }
    return take_output(session, path,
                       front[0] == '{' ? BASELINE_CERTIFICATES_JSONL : BASELINE_REVOKE_CSV,
                       digests);
}

static bool keep(struct session *session, struct buffer *digests)
{
    struct buffer text = { 0 };
    const bool written = baseline_write(digests, &text) && buffer_append_byte(&text, 0);
    const bool kept = written
                          ? case_put_setting(session->file, "baseline", (const char *)text.at) ||
                                session_stop_case(session)
                          : session_stop(session, "out of memory");
    buffer_clear(&text);
    return kept;
}

bool baseline_settings_take(struct session *session)
{
    const char *path = session->options->baseline;
    struct buffer digests = { 0 };
    struct stat found;
    if (path == NULL) {
        return true;
    }
    if (stat(path, &found) != 0) {
        return refuse(session, path, strerror(errno));
    }
    const bool taken =
        (is_first_report(session, &found) ||
         (S_ISDIR(found.st_mode) ? take_folder : take_list)(session, path, &digests)) &&
        keep(session, &digests);
    buffer_clear(&digests);
    return taken;
}
