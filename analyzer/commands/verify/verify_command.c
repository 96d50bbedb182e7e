#include "commands/verify/verify_command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bounds.h"
#include "commands/command.h"
#include "commands/confined_check.h"
#include "commands/error_line.h"
#include "commands/sources/whole_file.h"
#include "commands/verify/custody_check.h"
#include "crypto/detached_signature.h"
#include "reports/manifest_report.h"
#include "reports/plain_text.h"

enum signing { SIGNING_NONE, SIGNING_NOT_CHECKED, SIGNING_VERIFIED, SIGNING_FALSE };

struct verifying {
    const struct options *options;
    struct buffer text; /* of the manifest */
    struct manifest_file manifest;
    struct custody_check check;
    enum signing signing;
};

/* Of the folder of the case where `name` is given, else a path. */
static bool read_whole(const char *path, const char *name, uint64_t most, struct buffer *content)
{
    if (name == NULL) {
        return whole_file_read_at(AT_FDCWD, path, O_NONBLOCK, most, content);
    }
    const int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) {
        return false;
    }
    const bool read = whole_file_read_at(folder, name, O_NONBLOCK, most, content);
    const int reason = errno;
    (void)close(folder);
    errno = reason;
    return read;
}

static bool read_manifest(struct verifying *verifying)
{
    const char *out = verifying->options->out;
    if (!read_whole(out, MANIFEST_NAME, MANIFEST_MAX, &verifying->text)) {
        const int reason = errno;
        if (reason == ENOENT && access(out, F_OK) != 0) {
            return error_line("case '%s': there is no such folder", out);
        }
        return reason == ENOENT
                   ? error_line("'%s' has no " MANIFEST_NAME
                                ": no report was written to its end; 'keytrawl report' does",
                                out)
                   : error_line("cannot read '%s/" MANIFEST_NAME "': %s", out, strerror(reason));
    }
    switch (manifest_file_read(buffer_bytes(&verifying->text), &verifying->manifest)) {
    case MANIFEST_READ:
        return true;
    case MANIFEST_REFUSED:
        return error_line("'%s/" MANIFEST_NAME "' is no manifest as 'keytrawl report' writes it",
                          out);
    case MANIFEST_NO_MEMORY:
        return error_line("out of memory");
    }
    return false;
}

struct signature_question {
    struct bytes text, signature, certificate;
};

static int ask_signature(const void *context)
{
    const struct signature_question *asked = context;
    return (int)detached_signature_check(asked->text, asked->signature, asked->certificate);
}

/* OpenSSL's reader of CMS is large, and whoever hands over a case may have written this. */
static bool judge_signature(struct verifying *verifying, const struct signature_question *asked)
{
    const char *signer = verifying->options->signer, *why;
    int answer;
    if (!confined_check(ask_signature, asked, &answer, &why)) {
        return error_line("the signature of the manifest is not checked: %s", why);
    }
    verifying->signing =
        asked->signature.left > 0 && answer == DETACHED_DONE ? SIGNING_VERIFIED : SIGNING_FALSE;
    return answer != DETACHED_NO_CERTIFICATE ||
           error_line("'%s': %s", signer, detached_result_text(DETACHED_NO_CERTIFICATE));
}

static bool check_signature(struct verifying *verifying)
{
    struct buffer signature = { 0 }, certificate = { 0 };
    const struct options *options = verifying->options;
    bool checked = true;
    const bool is_signed =
        read_whole(options->out, MANIFEST_SIGNATURE, SIGNING_FILE_MAX, &signature);
    if (options->signer == NULL) {
        verifying->signing = is_signed ? SIGNING_NOT_CHECKED : SIGNING_NONE;
    } else if (!read_whole(options->signer, NULL, SIGNING_FILE_MAX, &certificate)) {
        checked = error_line("cannot read '%s': %s", options->signer, strerror(errno));
    } else {
        const struct signature_question asked = { buffer_bytes(&verifying->text),
                                                  is_signed ? buffer_bytes(&signature)
                                                            : (struct bytes){ 0 },
                                                  buffer_bytes(&certificate) };
        checked = judge_signature(verifying, &asked);
    }
    buffer_clear(&signature);
    buffer_clear(&certificate);
    return checked;
}

static bool check_files(struct verifying *verifying)
{
    const struct options *options = verifying->options;
    struct custody_check *check = &verifying->check;
    bool checked = custody_check_begin(check, &verifying->manifest, options->out) &&
                   custody_check_outputs(check, options->out);
    for (size_t i = 0; checked && i < options->evidence.count; i++) {
        checked = custody_check_root(check, options->evidence.paths[i], true);
    }
    for (size_t i = 0; checked && i < options->certs.count; i++) {
        checked = custody_check_root(check, options->certs.paths[i], false);
    }
    checked = checked &&
              custody_check_end(check, true, options->evidence.count > 0, options->certs.count > 0);
    return checked || error_line("out of memory");
}

static struct bytes path_of(const struct custody_check *check, const struct custody_line *line)
{
    return bytes_over(check->paths.at + line->offset, line->length);
}

static bool print_line(const struct custody_check *check, const struct custody_line *line)
{
    struct buffer path = { 0 };
    const bool kept = plain_text_print_path(path_of(check, line), &path);
    (void)printf("%-14s  %-12s  %.*s\n", custody_change_name(line->change),
                 manifest_kind_name(line->kind), (int)path.used, (const char *)path.at);
    buffer_clear(&path);
    return kept;
}

static bool is_asked(const struct options *options, enum manifest_kind kind)
{
    return kind == MANIFEST_OUTPUT ||
           (kind == MANIFEST_EVIDENCE ? options->evidence.count : options->certs.count) > 0;
}

static uint64_t count_of(const struct verifying *verifying, enum manifest_kind kind)
{
    uint64_t count = 0;
    for (size_t i = 0; i < verifying->manifest.count; i++) {
        count += verifying->manifest.entries[i].kind == kind;
    }
    return count;
}

/* CRLs and issuers stand apart from the inventory, and are given behind the same option. */
static bool is_not_given(const struct custody_check *check, enum manifest_kind kind)
{
    return (kind == MANIFEST_ISSUERS || kind == MANIFEST_CRL) && check->same[kind] == 0 &&
           check->unproven[kind] == 0;
}

static void print_summary(const struct verifying *verifying)
{
    static const char *const signings[] = { "The manifest is not signed.\n",
                                            "The manifest is signed; --signer CERT checks it.\n",
                                            "The signature of the manifest verifies.\n",
                                            "The manifest is NOT signed by that certificate.\n" };
    for (int i = 0; i < MANIFEST_KINDS; i++) {
        const enum manifest_kind kind = (enum manifest_kind)i;
        const uint64_t count = count_of(verifying, kind);
        if (count > 0 && is_asked(verifying->options, kind)) {
            (void)printf("%s: %llu of %llu as they were", manifest_kind_name(kind),
                         (unsigned long long)verifying->check.same[i], (unsigned long long)count);
            if (verifying->check.unproven[i] > 0) {
                (void)printf(", %llu there, but without a SHA-256 to check",
                             (unsigned long long)verifying->check.unproven[i]);
            }
            (void)fputs(is_not_given(&verifying->check, kind)
                            ? " (their files or folders go behind --certs too)\n"
                            : "\n",
                        stdout);
        } else if (count > 0) {
            (void)printf("%s: %llu not checked (--%s ROOT)\n", manifest_kind_name(kind),
                         (unsigned long long)count,
                         kind == MANIFEST_EVIDENCE ? "evidence" : "certs");
        }
    }
    (void)fputs(signings[verifying->signing], stdout);
}

static bool print_text(const struct verifying *verifying)
{
    const struct custody_check *check = &verifying->check;
    bool printed = true;
    for (size_t i = 0; printed && i < check->count; i++) {
        printed = print_line(check, &check->lines[i]);
    }
    if (!verifying->options->quiet) {
        print_summary(verifying);
    }
    return printed;
}

static bool print_json_line(const struct custody_check *check, const struct custody_line *line)
{
    struct buffer path = { 0 }, quoted = { 0 };
    const bool kept = plain_text_print_path(path_of(check, line), &path) &&
                      plain_text_print_json(buffer_bytes(&path), &quoted);
    (void)printf("{\"kind\":\"%s\",\"change\":\"%s\",\"path\":%.*s}",
                 manifest_kind_name(line->kind), custody_change_name(line->change),
                 (int)quoted.used, (const char *)quoted.at);
    buffer_clear(&path);
    buffer_clear(&quoted);
    return kept;
}

static bool is_as_it_was(const struct verifying *verifying)
{
    return verifying->check.count == 0 && verifying->signing != SIGNING_FALSE;
}

static bool print_json(const struct verifying *verifying)
{
    static const char *const signings[] = { "none", "not checked", "verified", "false" };
    const struct custody_check *check = &verifying->check;
    bool printed = true;
    (void)printf("{\"as_it_was\":%s,\"signature\":\"%s\",\"checked\":[",
                 is_as_it_was(verifying) ? "true" : "false", signings[verifying->signing]);
    for (int i = 0; i < MANIFEST_KINDS; i++) {
        const bool asked = is_asked(verifying->options, (enum manifest_kind)i);
        (void)printf("%s{\"kind\":\"%s\",\"files\":%llu,\"checked\":%s,\"same\":%llu,"
                     "\"without_digest\":%llu}",
                     i > 0 ? "," : "", manifest_kind_name((enum manifest_kind)i),
                     (unsigned long long)count_of(verifying, (enum manifest_kind)i),
                     asked ? "true" : "false", (unsigned long long)check->same[i],
                     (unsigned long long)check->unproven[i]);
    }
    (void)printf("],\"changes\":[");
    for (size_t i = 0; printed && i < check->count; i++) {
        (void)printf("%s", i > 0 ? ",\n" : "\n");
        printed = print_json_line(check, &check->lines[i]);
    }
    (void)printf("]}\n");
    return printed;
}

int verify_command_do(const struct options *options)
{
    struct verifying verifying = { .options = options };
    int status = EXIT_FATAL;
    if (read_manifest(&verifying) && check_signature(&verifying) && check_files(&verifying)) {
        const bool printed = options->json ? print_json(&verifying) : print_text(&verifying);
        if (!printed || fflush(stdout) != 0) {
            (void)error_line("cannot write: %s", strerror(errno));
        } else {
            status = is_as_it_was(&verifying) ? EXIT_SUCCESS : EXIT_REVOKE;
        }
    }
    custody_check_clear(&verifying.check);
    manifest_file_clear(&verifying.manifest);
    buffer_clear(&verifying.text);
    return status;
}
