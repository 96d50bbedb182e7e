#ifndef SAMPLE_FOLDER_H
#define SAMPLE_FOLDER_H

#include "casefile/sample_case.h"

/* One fresh folder for each test: make_folder and remove_folder are its checked fixture. */
static struct sample_folder folder;

static inline void make_folder(void)
{
    folder = sample_folder_make();
}

static inline void remove_folder(void)
{
    sample_folder_remove(&folder);
}

/* Good until the next call. */
static inline const char *in_folder(const char *name)
{
    static char path[256];
    (void)snprintf(path, sizeof(path), "%s/%s", folder.path, name);
    return path;
}

#endif
