#ifndef ZIP_WRITING_H
#define ZIP_WRITING_H

#include "blob.h"

/* A zip archive with stored or deflated members (APPNOTE 4.3), at most 65,535 of them. */
struct zip_writing {
    FILE *into; /* at its beginning when the first member is added */
    FILE *directory;
    struct blob directory_bytes;
    unsigned members;
};

void zip_begin(struct zip_writing *zip, FILE *into);
void zip_add(struct zip_writing *zip, const char *name, struct blob content, int deflated);
/* Writes the central directory. The stream stays open. */
void zip_end(struct zip_writing *zip);

#endif
