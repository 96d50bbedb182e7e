#ifndef EVIDENCE_FOLDER_H
#define EVIDENCE_FOLDER_H

#include <stdio.h>
#include <unistd.h>

#include "suite.h"

/* A folder of the test's own, which it stands in, and that is gone behind it. */

static char folder[64];

static void setup(void)
{
    (void)snprintf(folder, sizeof(folder), "/tmp/evidence_walk_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
}

static void teardown(void)
{
    char command[192];
    (void)snprintf(command, sizeof(command), "chmod -R u+rwx %s; rm -rf %s", folder, folder);
    ck_assert_int_eq(chdir("/"), 0);
    ck_assert_int_eq(system(command), 0);
}

static inline void put_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

#endif
