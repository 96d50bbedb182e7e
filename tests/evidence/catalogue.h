#ifndef CATALOGUE_H
#define CATALOGUE_H

#include <glob.h>

#include "row_check.h"

/* Rows of the catalogue of forms by their fixtures: every key that fits a pattern is put
 * through the whole scan as a file, among other things and within containers. It must be
 * found each time, as what the row says, as the key that another file says it is. */

enum specimen_kind {
    SPECIMEN_TEXT,       /* its place is exact, but for the end of its last line */
    SPECIMEN_LOOSE_TEXT, /* it has remarks around it, which belong to no place */
    SPECIMEN_BYTES
};

struct specimens {
    const char *pattern; /* under fixtures/, as glob(7) */
    enum specimen_kind kind;
    /* SubjectPublicKeyInfo in PEM; NULL: `.spki` beside it, or the RFC's key that its name
     * ends in. */
    const char *public;
    const char *except;  /* names with this in it are for another row; or NULL */
    const char *verdict; /* NULL: proven */
    bool unnamed;        /* its public half is closed as well */
    bool slow;           /* a try takes a second: as a file alone, if nobody is patient */
};

/* The longest name of an RFC's key that stands in the name of the file. */
static inline void catalogue_stem(const char *path, char spki[256])
{
    static const char folder[] = FIXTURES "/keys/spki/";
    const char *file = strrchr(path, '/') + 1;
    glob_t known;
    size_t longest = 0;
    ck_assert_int_eq(glob(FIXTURES "/keys/spki/*.key", 0, NULL, &known), 0);
    for (size_t i = 0; i < known.gl_pathc; i++) {
        const char *stem = known.gl_pathv[i] + sizeof(folder) - 1;
        const size_t length = strlen(stem) - strlen(".key");
        if (length > longest && memmem(file, strlen(file), stem, length) != NULL) {
            longest = length;
            snprintf(spki, 256, "keys/spki/%s", stem);
        }
    }
    globfree(&known);
    ck_assert_msg(longest > 0, "nothing says whose key %s is", file);
}

static inline void catalogue_name(const struct specimens *row, const char *path,
                                  char name[KEY_IDENTITY_TEXT])
{
    char spki[256];
    const char *dot = strrchr(path, '.');
    if (row->public != NULL) {
        row_name_of_spki(row->public, name);
        return;
    }
    snprintf(spki, sizeof(spki), "%.*s.spki", (int)(dot - path), path);
    if (access(spki, R_OK) == 0) {
        row_name_of_spki(spki + strlen(FIXTURES) + 1, name);
        return;
    }
    catalogue_stem(path, spki);
    row_name_of_spki(spki, name);
}

/* An expectation, and in how many places it may be met: what lies in a container is often
 * seen in its raw bytes as well, and the case file folds the two. */
struct catalogue_case {
    const char *what, *how, *verdict, *name;
    const char *place;  /* begins the last line behind the verdict; NULL: anywhere */
    const char *within; /* stands in the last place; NULL: anything */
    unsigned places;
};

static inline void catalogue_check(const struct catalogue_case *expected, struct bytes content)
{
    struct record_list list = { 0 };
    run_scan(content, &list);
    const char *text = record_list_text(&list);
    const size_t length = strlen(expected->verdict);
    ck_assert_msg(list.keys >= 1 && list.keys <= expected->places, "%s, %s: %u keys\n%s",
                  expected->what, expected->how, list.keys, text);
    for (const char *line = text; *line != '\0'; line = strchr(line, '\n') + 1) {
        ck_assert_msg(strncmp(line, expected->verdict, length) == 0, "%s, %s: not %s:\n%s",
                      expected->what, expected->how, expected->verdict, text);
    }
    ck_assert_msg(expected->name == NULL || strcmp(list.name, expected->name) == 0, "%s, %s: %s",
                  expected->what, expected->how, list.name);
    ck_assert_msg(expected->place == NULL || strcmp(text + length, expected->place) == 0,
                  "%s, %s: %snot %s", expected->what, expected->how, text, expected->place);
    ck_assert_msg(expected->within == NULL || strstr(text, expected->within) != NULL,
                  "%s, %s: not within %s: %s", expected->what, expected->how, expected->within,
                  text);
    record_list_clear(&list);
}

static inline void catalogue_program(struct bytes key, struct buffer *into)
{
    must(buffer_append(into, bytes_over("\177ELF\2\1\1\0", 8)));
    for (unsigned i = 0; i < 400; i++) {
        put_byte(into, (uint8_t)(i * 11 + i / 7));
    }
    must(buffer_append(into, key));
    put(into, "\nGCC: (Debian 12.2.0)");
    put_byte(into, 0);
}

static inline void catalogue_attachment(struct bytes key, struct buffer *into)
{
    put(into, "From: a@b.example\nTo: c@d.example\nSubject: the key\nMIME-Version: 1.0\n"
              "Content-Type: multipart/mixed; boundary=\"=_1\"\n\n--=_1\nContent-Type: text/plain\n"
              "\nSee below.\n--=_1\nContent-Type: application/octet-stream; name=server.key\n"
              "Content-Disposition: attachment; filename=server.key\n"
              "Content-Transfer-Encoding: base64\n\n");
    base64_wrapped(key, into);
    put(into, "\n--=_1--\n");
}

/* Of one member, in ustar. */
static inline void catalogue_tar(struct bytes key, struct buffer *into)
{
    char head[512] = "customers/4711/server.key";
    unsigned sum = 0;
    snprintf(head + 100, 8, "%07o", 0600);
    snprintf(head + 108, 8, "%07o", 0);
    snprintf(head + 116, 8, "%07o", 0);
    snprintf(head + 124, 12, "%011zo", key.left);
    snprintf(head + 136, 12, "%011o", 0);
    memset(head + 148, ' ', 8);
    head[156] = '0';
    memcpy(head + 257, "ustar\00000", 8);
    for (size_t i = 0; i < sizeof(head); i++) {
        sum += (uint8_t)head[i];
    }
    snprintf(head + 148, 8, "%06o", sum);
    must(buffer_append(into, bytes_over(head, sizeof(head))));
    must(buffer_append(into, key));
    while (into->used % 512 != 0 || into->used < 512 + key.left + 1024) {
        put_byte(into, 0);
    }
}

static inline void catalogue_in_text(struct catalogue_case expected, enum specimen_kind kind,
                                     struct bytes key)
{
    struct buffer content = { 0 };
    char place[64];
    const bool ended = key.left > 0 && key.at[key.left - 1] == '\n';
    put(&content, "Here it is:\n");
    must(buffer_append(&content, key));
    put(&content, "\nbye\n");
    snprintf(place, sizeof(place), "@12+%zu\n", key.left - (ended ? 1 : 0));
    expected.how = "in text";
    expected.place = kind == SPECIMEN_TEXT ? place : NULL;
    catalogue_check(&expected, buffer_bytes(&content));
    buffer_clear(&content);
}

static inline void catalogue_in_program(struct catalogue_case expected, struct bytes key)
{
    struct buffer content = { 0 };
    char place[64];
    catalogue_program(key, &content);
    snprintf(place, sizeof(place), "@408+%zu", key.left);
    expected.how = "in a program";
    expected.within = place;
    catalogue_check(&expected, buffer_bytes(&content));
    buffer_clear(&content);
}

static inline void catalogue_in_containers(struct catalogue_case expected, struct bytes key)
{
    struct buffer mail = { 0 }, tar = { 0 };
    catalogue_attachment(key, &mail);
    catalogue_tar(key, &tar);
    expected.places *= 2;
    expected.how = "attached to a mail";
    expected.within = "!part 2 server.key";
    catalogue_check(&expected, buffer_bytes(&mail));
    expected.how = "in a tar";
    expected.within = "customers/4711/server.key";
    catalogue_check(&expected, buffer_bytes(&tar));
    buffer_clear(&mail);
    buffer_clear(&tar);
}

static inline void catalogue_among_others(struct catalogue_case expected, enum specimen_kind kind,
                                          struct bytes key)
{
    if (kind == SPECIMEN_BYTES) {
        catalogue_in_program(expected, key);
    } else {
        catalogue_in_text(expected, kind, key);
    }
    catalogue_in_containers(expected, key);
}

static inline void catalogue_check_file(const struct specimens *row, const char *path)
{
    char name[KEY_IDENTITY_TEXT] = "";
    const char *file = path + strlen(FIXTURES) + 1;
    struct buffer key = fixture_read(file);
    struct catalogue_case expected = { .what = file,
                                       .how = "as a file",
                                       .verdict = row->verdict != NULL ? row->verdict : "proven",
                                       .places = 1 };
    if (!row->unnamed) {
        catalogue_name(row, path, name);
        expected.name = name;
    }
    catalogue_check(&expected, buffer_bytes(&key));
    if (!row->slow || getenv("KEYTRAWL_PATIENT") != NULL) {
        catalogue_among_others(expected, row->kind, buffer_bytes(&key));
    }
    buffer_clear(&key);
}

/* Every file of each pattern; one that fits none is a mistake in the row. */
static inline void catalogue_check_row(const struct specimens *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char pattern[256];
        glob_t found;
        snprintf(pattern, sizeof(pattern), FIXTURES "/%s", rows[i].pattern);
        ck_assert_msg(glob(pattern, 0, NULL, &found) == 0, "no fixture %s", rows[i].pattern);
        for (size_t k = 0; k < found.gl_pathc; k++) {
            if (rows[i].except == NULL || strstr(found.gl_pathv[k], rows[i].except) == NULL) {
                catalogue_check_file(&rows[i], found.gl_pathv[k]);
            }
        }
        globfree(&found);
    }
}

/* A test named after its row. */
#define CATALOGUE_ROW(name, ...)                                                                   \
    START_TEST(name)                                                                               \
    {                                                                                              \
        static const struct specimens rows[] = { __VA_ARGS__ };                                    \
        catalogue_check_row(rows, sizeof(rows) / sizeof(rows[0]));                                 \
    }                                                                                              \
    END_TEST

#endif
