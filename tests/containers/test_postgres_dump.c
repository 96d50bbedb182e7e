#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "containers/databases/postgres_dump.h"
#include "suite.h"

#define SAID 4096

struct archive {
    struct buffer octets;
    unsigned minor, number_octets;
};

static void put(struct archive *archive, const void *octets, size_t count)
{
    ck_assert(buffer_append(&archive->octets, bytes_over(octets, count)));
}

static void put_number(struct archive *archive, int64_t number)
{
    uint64_t left = number < 0 ? (uint64_t)-number : (uint64_t)number;
    ck_assert(buffer_append_byte(&archive->octets, number < 0 ? 1 : 0));
    for (unsigned i = 0; i < archive->number_octets; i++, left >>= 8) {
        ck_assert(buffer_append_byte(&archive->octets, (uint8_t)left));
    }
}

static void put_text(struct archive *archive, const char *text)
{
    put_number(archive, text != NULL ? (int64_t)strlen(text) : -1);
    put(archive, text != NULL ? text : "", text != NULL ? strlen(text) : 0);
}

static void put_header(struct archive *archive, bool packed)
{
    const uint8_t head[] = { 1, (uint8_t)archive->minor, 0, (uint8_t)archive->number_octets, 8, 1 };
    put(archive, "PGDMP", 5);
    put(archive, head, sizeof(head));
    if (archive->minor < 15) {
        put_number(archive, packed ? -1 : 0);
    } else {
        put(archive, packed ? "\1" : "\0", 1);
    }
    for (int i = 0; i < 7; i++) {
        put_number(archive, 20 + i);
    }
    put_text(archive, "customers");
    put_text(archive, "17.1");
    put_text(archive, "17.1");
}

static void put_entry(struct archive *archive, int64_t id, const char *schema, const char *tag)
{
    put_number(archive, id);
    put_number(archive, 1);
    put_text(archive, "1259");
    put_text(archive, "16385");
    put_text(archive, tag);
    put_text(archive, "TABLE DATA");
    if (archive->minor >= 11) {
        put_number(archive, 3);
    }
    put_text(archive, "CREATE TABLE");
    put_text(archive, NULL);
    put_text(archive, "COPY");
    put_text(archive, schema);
    put_text(archive, NULL);
    if (archive->minor >= 14) {
        put_text(archive, "heap");
    }
    if (archive->minor >= 16) {
        put_number(archive, 'r');
    }
    put_text(archive, "postgres");
    put_text(archive, "false");
    put_text(archive, "214");
    put_text(archive, NULL);
    put(archive, "\1\0\0\0\0\0\0\0\0", 9);
}

static void put_pieces(struct archive *archive, const char *one, const char *other)
{
    put_text(archive, one);
    put_text(archive, other);
    put_number(archive, 0);
}

/* Two tables in another order than the contents, and two large objects. */
static void put_data(struct archive *archive)
{
    put(archive, "\1", 1);
    put_number(archive, 7);
    put_pieces(archive, "seven ", "and more");
    put(archive, "\1", 1);
    put_number(archive, 5);
    put_pieces(archive, "five", " of them");
    put(archive, "\3", 1);
    put_number(archive, 9);
    put_number(archive, 16394);
    put_pieces(archive, "a large", " object");
    put_number(archive, 16395);
    put_number(archive, 0);
    put_number(archive, 0);
}

static struct archive archive_of(unsigned minor, unsigned number_octets, bool packed)
{
    struct archive archive = { .minor = minor, .number_octets = number_octets };
    put_header(&archive, packed);
    put_number(&archive, 3);
    put_entry(&archive, 9, "", "BLOBS");
    put_entry(&archive, 7, "public", "seven");
    put_entry(&archive, 5, NULL, "five");
    put_data(&archive);
    return archive;
}

struct said {
    char text[SAID];
    size_t used;
    struct bytes all;
    bool stops;
};

static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    struct said *said = context;
    struct bytes seen;
    ck_assert(nature == PART_UNKNOWN && place->kind == PLACE_MEMBER);
    ck_assert(place->length == 0 || place->offset + place->length <= said->all.left);
    said->used += (size_t)snprintf(said->text + said->used, SAID - said->used, "%llu%s <%.*s> ",
                                   (unsigned long long)place->number,
                                   place->length > 0   ? " measured"
                                   : place->offset > 0 ? " packed"
                                                       : "",
                                   (int)place->name.left, (const char *)place->name.at);
    while ((seen = stream_ahead(content, 1)).left > 0) {
        said->used += (size_t)snprintf(said->text + said->used, SAID - said->used, "%.*s",
                                       (int)seen.left, (const char *)seen.at);
        stream_consume(content, seen.left);
    }
    said->used += (size_t)snprintf(said->text + said->used, SAID - said->used, "\n");
    return !said->stops;
}

static const struct fault *walk(struct bytes all, struct said *said)
{
    const struct container_sink sink = { .context = said, .part = take_part };
    struct memory_stream content;
    memory_stream_init(&content, all);
    said->used = 0;
    said->text[0] = 0;
    said->all = all;
    return postgres_dump_container.walk(&content.stream, &sink);
}

static const struct {
    unsigned minor, number_octets;
    bool packed;
} versions[] = { { 10, 4, false }, { 11, 4, true },  { 12, 4, false },
                 { 14, 8, true },  { 15, 4, false }, { 16, 4, true } };

START_TEST(members_are_put_together)
{
    struct archive archive =
        archive_of(versions[_i].minor, versions[_i].number_octets, versions[_i].packed);
    struct said said = { 0 };
    ck_assert(postgres_dump_container.recognise(buffer_bytes(&archive.octets)));
    ck_assert_ptr_null(walk(buffer_bytes(&archive.octets), &said));
    ck_assert_str_eq(said.text, versions[_i].packed ? "1 packed <public.seven> seven and more\n"
                                                      "2 packed <five> five of them\n"
                                                      "3 packed <blob 16394> a large object\n"
                                                      "4 packed <blob 16395> \n"
                                                    : "1 measured <public.seven> seven and more\n"
                                                      "2 measured <five> five of them\n"
                                                      "3 measured <blob 16394> a large object\n"
                                                      "4 measured <blob 16395> \n");
    said.stops = true;
    ck_assert_ptr_null(walk(buffer_bytes(&archive.octets), &said));
    ck_assert_ptr_null(strstr(said.text, "\n2"));
    buffer_clear(&archive.octets);
}
END_TEST

START_TEST(a_table_need_not_have_a_name)
{
    struct archive archive = { .minor = 15, .number_octets = 4 };
    struct said said = { 0 };
    put_header(&archive, true);
    put_number(&archive, 1);
    put_entry(&archive, 5, NULL, NULL);
    put(&archive, "\1", 1);
    put_number(&archive, 5);
    put_text(&archive, "data");
    put_number(&archive, 0);
    ck_assert_ptr_null(walk(buffer_bytes(&archive.octets), &said));
    ck_assert_str_eq(said.text, "1 packed <> data\n");
    buffer_clear(&archive.octets);
}
END_TEST

START_TEST(every_shorter_one_ends)
{
    struct archive archive = archive_of(15, 4, _i > 0);
    for (size_t length = 0; length < archive.octets.used; length++) {
        uint8_t *copy = exact_copy(archive.octets.at, length);
        struct said said = { 0 };
        const struct bytes all = bytes_over(copy, length);
        if (postgres_dump_container.recognise(all)) {
            const struct fault *fault = walk(all, &said);
            ck_assert_ptr_nonnull(fault);
            ck_assert(fault->outcome == OUTCOME_TRUNCATED || fault->outcome == OUTCOME_MALFORMED);
        } else {
            ck_assert_uint_lt(length, 11);
        }
        free(copy);
    }
    buffer_clear(&archive.octets);
}
END_TEST

static const struct {
    size_t at; /* of the front */
    uint8_t octet;
} others[] = { { 0, 'p' }, { 5, 2 }, { 6, 9 }, { 6, 17 }, { 8, 0 }, { 8, 9 }, { 9, 0 }, { 10, 3 } };

START_TEST(others_are_not_recognised)
{
    struct archive archive = archive_of(14, 4, true);
    archive.octets.at[others[_i].at] = others[_i].octet;
    ck_assert(!postgres_dump_container.recognise(buffer_bytes(&archive.octets)));
    buffer_clear(&archive.octets);
}
END_TEST

static const struct {
    const char *what, *from;
    size_t before; /* octets before the text that is damaged */
    uint8_t octet;
    const char *says;
} damages[] = {
    { "a sign that is none", "customers", 5, 2, "table of contents" },
    { "a length past the end", "customers", 2, 0x7f, "table of contents" },
    { "a piece that is longer than a number says", "seven and", 5, 1, "no block of data" },
    { "a block of no kind", "\1\0\5\0\0\0", 0, 9, "no block of data" },
    { "a piece past the end", "five", 1, 0x7f, "cut off" },
};

START_TEST(damage_is_told)
{
    struct archive archive = { .minor = 15, .number_octets = 4 };
    struct said said = { 0 };
    put_header(&archive, true);
    put_number(&archive, 1);
    put_entry(&archive, 5, NULL, "table");
    put(&archive, "\1", 1);
    put_number(&archive, 5);
    put_pieces(&archive, "seven and", "more");
    put(&archive, "\1", 1);
    put_number(&archive, 5);
    put_pieces(&archive, "five", "more");
    const size_t length = damages[_i].from[0] == 1 ? 6 : strlen(damages[_i].from);
    uint8_t *found = memmem(archive.octets.at, archive.octets.used, damages[_i].from, length);
    if (damages[_i].from[0] == 1) { /* the second block */
        found = memmem(found + 1, archive.octets.used - (size_t)(found + 1 - archive.octets.at),
                       damages[_i].from, length);
    }
    ck_assert_ptr_nonnull(found);
    found[-(ptrdiff_t)damages[_i].before] = damages[_i].octet;
    const struct fault *fault = walk(buffer_bytes(&archive.octets), &said);
    ck_assert_msg(fault != NULL && strstr(fault->sentence, damages[_i].says) != NULL, "%s: %s",
                  damages[_i].what, fault != NULL ? fault->sentence : "nothing");
    buffer_clear(&archive.octets);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("postgres_dump");
    tcase_add_loop_test(tests, members_are_put_together, 0,
                        (int)(sizeof(versions) / sizeof(versions[0])));
    tcase_add_test(tests, a_table_need_not_have_a_name);
    tcase_add_loop_test(tests, every_shorter_one_ends, 0, 2);
    tcase_add_loop_test(tests, others_are_not_recognised, 0,
                        (int)(sizeof(others) / sizeof(others[0])));
    tcase_add_loop_test(tests, damage_is_told, 0, (int)(sizeof(damages) / sizeof(damages[0])));
    return suite_run("postgres_dump", tests);
}
