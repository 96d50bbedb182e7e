#include "manual/page_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PATH_ROOM 4096
#define TEXT_MAX  (1024L * 1024L)

void page_file_fail(const char *what, const char *name)
{
    (void)fprintf(stderr, "keytrawl_manual: %s '%s': %s\n", what, name, strerror(errno));
    exit(EXIT_FAILURE);
}

static void join_path(char path[PATH_ROOM], const char *folder, const char *name)
{
    if (snprintf(path, PATH_ROOM, "%s/%s", folder, name) >= PATH_ROOM) {
        errno = ENAMETOOLONG;
        page_file_fail("cannot name", name);
    }
}

FILE *page_file_open(const struct manual *manual, const char *name)
{
    char path[PATH_ROOM];
    join_path(path, manual->output, name);
    char *slash = strrchr(path, '/');
    *slash = '\0';
    if (mkdir(path, 0777) != 0 && errno != EEXIST) {
        page_file_fail("cannot make", path);
    }
    *slash = '/';
    FILE *file = fopen(path, "w");
    if (file == NULL) {
        page_file_fail("cannot write", path);
    }
    return file;
}

void page_file_close(FILE *file)
{
    const bool failed = ferror(file) != 0;
    if (fclose(file) != 0 || failed) {
        page_file_fail("cannot write", "a page");
    }
}

char *page_file_read(const struct manual *manual, const char *name)
{
    char path[PATH_ROOM];
    join_path(path, manual->docs, name);
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        return NULL;
    }
    char *text = calloc(1, TEXT_MAX + 1);
    if (text == NULL || fread(text, 1, TEXT_MAX, file) == 0 || ferror(file) != 0) {
        page_file_fail("cannot read", path);
    }
    (void)fclose(file);
    return text;
}

const char *page_file_cut_examples(char *text)
{
    char *examples = text != NULL ? strstr(text, "\n## Examples\n") : NULL;
    if (examples == NULL) {
        return NULL;
    }
    *(examples++) = '\0';
    return examples;
}
