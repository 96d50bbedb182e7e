#include "containers/databases/postgres_contents.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"

#define MARK        "PGDMP"
#define MAJOR       1
#define MINOR_LEAST 10
#define MINOR_MOST  16
#define CUSTOM      1u /* the format's number; a tar has 3, a directory 5 */
#define WITH_METHOD                                                                                \
    15                  /* from there on the header names a method of compression, before a level  \
                         */
#define WITH_KIND    16 /* entries have the kind of a table */
#define WITH_AM      14 /* and the access method */
#define DATE_NUMBERS 7
#define WITHOUT_DATA 3u /* an entry that a dump of data has nothing of */
#define OCTETS_MOST  8u

struct table {
    int64_t id;
    size_t at, length;
};

static const struct fault damaged = {
    OUTCOME_MALFORMED, NULL,
    "the table of contents of a pg_dump archive is damaged: of its data raw bytes alone were read"
};
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                        "no memory for the contents of a pg_dump archive" };

static unsigned octet_at(struct bytes head, size_t at)
{
    return head.at[at];
}

bool postgres_contents_begin(struct bytes head)
{
    const size_t mark = strlen(MARK);
    return head.left >= POSTGRES_HEAD && memcmp(head.at, MARK, mark) == 0 &&
           octet_at(head, 5) == MAJOR && octet_at(head, 6) >= MINOR_LEAST &&
           octet_at(head, 6) <= MINOR_MOST && octet_at(head, 8) >= 1 &&
           octet_at(head, 8) <= OCTETS_MOST && octet_at(head, 9) >= 1 &&
           octet_at(head, 9) <= OCTETS_MOST && octet_at(head, 10) == CUSTOM;
}

bool postgres_contents_take(struct postgres_contents *contents, int64_t *number)
{
    const size_t octets = 1 + contents->number_octets;
    const struct bytes seen = stream_ahead(contents->content, octets);
    uint64_t read = 0;
    if (seen.left < octets || seen.at[0] > 1) {
        return false;
    }
    for (size_t i = octets - 1; i > 0; i--) {
        read = read << 8 | seen.at[i];
    }
    if (read > INT64_MAX) {
        return false;
    }
    *number = seen.at[0] == 1 ? -(int64_t)read : (int64_t)read;
    stream_consume(contents->content, octets);
    return true;
}

static bool skip(struct postgres_contents *contents, uint64_t octets)
{
    while (octets > 0) {
        const struct bytes seen = stream_ahead(contents->content, 1);
        if (seen.left == 0) {
            return false;
        }
        const size_t taken = seen.left < octets ? seen.left : (size_t)octets;
        stream_consume(contents->content, taken);
        octets -= taken;
    }
    return true;
}

static bool append(struct postgres_contents *contents, struct buffer *into, struct bytes text)
{
    contents->starved = !buffer_append(into, text);
    return !contents->starved;
}

/* Appends the text's front to `into`; NULL: it is stepped over. A length below zero is that of
 * none. */
static bool take_text(struct postgres_contents *contents, struct buffer *into, bool *none)
{
    int64_t length;
    *none = true;
    if (!postgres_contents_take(contents, &length)) {
        return false;
    }
    *none = length < 0;
    uint64_t left = *none ? 0 : (uint64_t)length;
    if (into != NULL && left > 0) {
        const size_t wanted = left < PLACE_NAME_MAX ? (size_t)left : PLACE_NAME_MAX;
        struct bytes seen = stream_ahead(contents->content, wanted), front;
        if (!bytes_take(&seen, wanted, &front) || !append(contents, into, front)) {
            return false;
        }
        stream_consume(contents->content, wanted);
        left -= wanted;
    }
    return skip(contents, left);
}

static bool skip_texts(struct postgres_contents *contents, size_t count)
{
    bool none, taken = true;
    for (size_t i = 0; taken && i < count; i++) {
        taken = take_text(contents, NULL, &none);
    }
    return taken;
}

static bool skip_numbers(struct postgres_contents *contents, size_t count)
{
    int64_t number;
    bool taken = true;
    for (size_t i = 0; taken && i < count; i++) {
        taken = postgres_contents_take(contents, &number);
    }
    return taken;
}

static bool take_compression(struct postgres_contents *contents)
{
    int64_t level = 0;
    if (contents->minor < WITH_METHOD) {
        const bool taken = postgres_contents_take(contents, &level);
        contents->packed = level != 0;
        return taken;
    }
    const struct bytes seen = stream_ahead(contents->content, 1);
    contents->packed = seen.left > 0 && seen.at[0] != 0;
    return skip(contents, 1);
}

/* The mark, the version, how long numbers are, the date, the name of the database, and the versions
 * of the programs. */
static bool take_header(struct postgres_contents *contents)
{
    const struct bytes head = stream_ahead(contents->content, POSTGRES_HEAD);
    if (!postgres_contents_begin(head)) {
        return false;
    }
    contents->minor = octet_at(head, 6);
    contents->number_octets = octet_at(head, 8);
    contents->offset_octets = octet_at(head, 9);
    stream_consume(contents->content, POSTGRES_HEAD);
    return take_compression(contents) && skip_numbers(contents, DATE_NUMBERS) &&
           skip_texts(contents, 3);
}

static bool skip_dependencies(struct postgres_contents *contents)
{
    bool none = false, taken = true;
    while (taken && !none) {
        taken = take_text(contents, NULL, &none);
    }
    return taken;
}

/* Past the section: what makes it, what drops it, what fills it, then the schema's name. */
static bool take_names(struct postgres_contents *contents, struct buffer *tag)
{
    bool none;
    buffer_reset(&contents->text);
    return skip_texts(contents, 3) && take_text(contents, &contents->text, &none) &&
           (contents->text.used == 0 || append(contents, &contents->text, bytes_over(".", 1))) &&
           append(contents, &contents->text, buffer_bytes(tag));
}

static bool keep_table(struct postgres_contents *contents, int64_t id)
{
    const struct table table = { id, contents->names.used, contents->text.used };
    if (contents->names.used + contents->text.used + contents->tables.used > PG_NAMES_MAX) {
        return true;
    }
    return append(contents, &contents->names, buffer_bytes(&contents->text)) &&
           append(contents, &contents->tables, bytes_over(&table, sizeof(table)));
}

/* Where its data begin: whether that is known, and an offset. */
static bool take_place(struct postgres_contents *contents, bool *has_data)
{
    const struct bytes seen = stream_ahead(contents->content, 1);
    *has_data = seen.left > 0 && seen.at[0] != WITHOUT_DATA;
    return skip(contents, 1 + contents->offset_octets);
}

static bool take_entry(struct postgres_contents *contents, struct buffer *tag)
{
    const bool with_am = contents->minor >= WITH_AM, with_kind = contents->minor >= WITH_KIND;
    int64_t id, dumped;
    bool none, has_data;
    buffer_reset(tag);
    const bool taken =
        postgres_contents_take(contents, &id) && postgres_contents_take(contents, &dumped) &&
        skip_texts(contents, 2) && take_text(contents, tag, &none) && skip_texts(contents, 1) &&
        (contents->minor < 11 || skip_numbers(contents, 1)) && take_names(contents, tag) &&
        skip_texts(contents, with_am ? 2 : 1) && skip_numbers(contents, with_kind ? 1 : 0) &&
        skip_texts(contents, 2) && skip_dependencies(contents) && take_place(contents, &has_data);
    if (!taken || dumped == 0 || !has_data) {
        return taken;
    }
    contents->blocks++;
    return keep_table(contents, id);
}

static int compare_tables(const void *one, const void *other)
{
    const struct table *left = one, *right = other;
    return (left->id > right->id) - (left->id < right->id);
}

const struct fault *postgres_contents_read(struct postgres_contents *contents)
{
    struct buffer tag = { 0 };
    int64_t count = 0;
    bool read = take_header(contents) && postgres_contents_take(contents, &count);
    for (int64_t i = 0; read && i < count; i++) {
        read = take_entry(contents, &tag);
    }
    buffer_clear(&tag);
    if (contents->tables.used > 0) {
        qsort(contents->tables.at, contents->tables.used / sizeof(struct table),
              sizeof(struct table), compare_tables);
    }
    return read ? NULL : contents->starved ? &no_memory : &damaged;
}

struct bytes postgres_contents_name(const struct postgres_contents *contents, int64_t id)
{
    const struct table wanted = { .id = id };
    const struct table *found =
        contents->tables.used > 0
            ? bsearch(&wanted, contents->tables.at, contents->tables.used / sizeof(wanted),
                      sizeof(wanted), compare_tables)
            : NULL;
    return found != NULL && found->length > 0
               ? bytes_over(contents->names.at + found->at, found->length)
               : bytes_over(NULL, 0);
}

void postgres_contents_clear(struct postgres_contents *contents)
{
    buffer_clear(&contents->tables);
    buffer_clear(&contents->names);
    buffer_clear(&contents->text);
}
