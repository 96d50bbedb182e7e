#include "commands/sources/evidence_again.h"

#include <errno.h>

bool evidence_again_find(struct session *session, struct bytes path, struct evidence_file *file)
{
    const bool found = evidence_file_find(path, file);
    if (!found) {
        (void)session_lacks_descriptors(session, fault_of_errno(errno));
    }
    return found;
}

bool evidence_again_find_as(struct session *session, struct bytes path, uint64_t size,
                            int64_t modified, struct evidence_file *file)
{
    return evidence_again_find(session, path, file) && file->size == size &&
           file->modified == modified;
}

int evidence_again_open(struct session *session, const struct evidence_file *file,
                        const struct fault **fault)
{
    const int descriptor = evidence_file_open(file, fault);
    if (descriptor < 0) {
        (void)session_lacks_descriptors(session, *fault);
    }
    return descriptor;
}
