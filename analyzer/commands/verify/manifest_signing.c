#include "commands/verify/manifest_signing.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bounds.h"
#include "commands/sources/whole_file.h"
#include "crypto/detached_signature.h"
#include "reports/manifest_report.h"
#include "reports/output_file.h"

static bool say(char *why, size_t why_room, const char *path, const char *reason)
{
    (void)snprintf(why, why_room, "the manifest is not signed: '%s': %s", path, reason);
    return false;
}

static bool write_signature(const char *out, const struct buffer *signature)
{
    struct output_set set;
    const char *failed;
    if (!output_set_open(&set, out)) {
        return false;
    }
    output_put(output_set_add(&set, MANIFEST_SIGNATURE), buffer_bytes(signature));
    const bool written = output_set_sync(&set, &failed) && output_set_place(&set, &failed);
    const int reason = errno;
    output_set_clear(&set);
    errno = reason;
    return written;
}

static bool sign(const struct options *options, int folder, struct buffer *signature, char *why,
                 size_t why_room)
{
    struct buffer manifest = { 0 }, key = { 0 }, certificate = { 0 };
    bool made = false;
    if (!whole_file_read_at(folder, MANIFEST_NAME, 0, MANIFEST_MAX, &manifest)) {
        (void)say(why, why_room, MANIFEST_NAME, strerror(errno));
    } else if (!whole_file_read_at(AT_FDCWD, options->signer, 0, SIGNING_FILE_MAX, &certificate)) {
        (void)say(why, why_room, options->signer, strerror(errno));
    } else if (!whole_file_read_at(AT_FDCWD, options->sign_manifest, 0, SIGNING_FILE_MAX, &key)) {
        (void)say(why, why_room, options->sign_manifest, strerror(errno));
    } else {
        const enum detached_result result = detached_signature_make(
            buffer_bytes(&manifest), buffer_bytes(&key), buffer_bytes(&certificate), signature);
        made = result == DETACHED_DONE ||
               say(why, why_room,
                   result == DETACHED_NO_CERTIFICATE ? options->signer : options->sign_manifest,
                   detached_result_text(result));
    }
    buffer_clear(&key);
    buffer_clear(&certificate);
    buffer_clear(&manifest);
    return made;
}

bool manifest_signing_do(const struct options *options, char *why, size_t why_room)
{
    struct buffer signature = { 0 };
    if (options->sign_manifest == NULL) {
        return true;
    }
    const int folder = open(options->out, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) {
        return say(why, why_room, options->out, strerror(errno));
    }
    const bool done = sign(options, folder, &signature, why, why_room) &&
                      (write_signature(options->out, &signature) ||
                       say(why, why_room, MANIFEST_SIGNATURE, strerror(errno)));
    buffer_clear(&signature);
    (void)close(folder);
    return done;
}
