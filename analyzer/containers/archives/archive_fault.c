#include "containers/archives/archive_fault.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include <archive.h>

/* The library has one code for most of its errors, so its words decide. The
 * first row whose word stands in the message wins. */
static const struct {
    const char *word;
    struct fault fault;
} complaints[] = {
    { "assphrase", { OUTCOME_ENCRYPTED, NULL, "encrypted, and no passphrase opens it" } },
    { "ncrypt", { OUTCOME_ENCRYPTED, NULL, "encrypted in a way that cannot be opened here" } },
    { "rypto", { OUTCOME_ENCRYPTED, NULL, "encrypted in a way that cannot be opened here" } },
    { "allocate", { OUTCOME_NO_MEMORY, NULL, "no memory to read the archive" } },
    { "ut of memory", { OUTCOME_NO_MEMORY, NULL, "no memory to read the archive" } },
    { "No memory", { OUTCOME_NO_MEMORY, NULL, "no memory to read the archive" } },
    { "runcated", { OUTCOME_TRUNCATED, NULL, "the archive is cut off" } },
    { "nexpected end", { OUTCOME_TRUNCATED, NULL, "the archive is cut off" } },
    { "emature", { OUTCOME_TRUNCATED, NULL, "the archive is cut off" } },
    { "failed (-5)", { OUTCOME_TRUNCATED, NULL, "the archive is cut off" } }, /* Z_BUF_ERROR */
    { "nsupported", { OUTCOME_UNSUPPORTED, NULL, "a kind of compression that is not read" } },
    { "ot supported", { OUTCOME_UNSUPPORTED, NULL, "a kind of compression that is not read" } },
    { "nrecognized", { OUTCOME_UNEXPECTED, NULL, "begins like an archive but is none" } },
    { "CRC", { OUTCOME_MALFORMED, NULL, "the checksum does not hold" } },
    { "hecksum", { OUTCOME_MALFORMED, NULL, "the checksum does not hold" } },
    { "Pathname", { OUTCOME_MALFORMED, NULL, "the name is not of the character set it claims" } },
    { "cannot be converted",
      { OUTCOME_MALFORMED, NULL, "the name is not of the character set it claims" } },
    { "wrong size", { OUTCOME_MALFORMED, NULL, "the size is not the one that the header claims" } },
};

const struct fault *archive_fault_of(struct archive *archive)
{
    static const struct fault damaged = { OUTCOME_MALFORMED, NULL, "the archive is damaged" };
    static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                            "no memory to read the archive" };
    const char *message = archive_error_string(archive);
    if (archive_errno(archive) == ENOMEM) {
        return &no_memory;
    }
    for (size_t i = 0; message != NULL && i < sizeof(complaints) / sizeof(complaints[0]); i++) {
        if (strstr(message, complaints[i].word) != NULL) {
            return &complaints[i].fault;
        }
    }
    return &damaged;
}
