#include <stdio.h>
#include <string.h>

#include "containers/git/git_pack.h"
#include "containers/outlook/pst_walk.h"
#include "containers/pack_builder.h"
#include "containers/pdf/pdf_walk.h"

#include "bounds.h"

/* Small files that ask for much work: what counts it, and says that it goes on. */

#define B(text) ((struct bytes){ (const uint8_t *)(text), sizeof(text) - 1 })

struct tally {
    uint64_t parts, bytes, longest_name;
    unsigned unread, signs;
    bool bounded; /* an entry with the words that were asked for */
    const char *words;
};

static bool tally_part(void *context, const struct place *place, enum part_nature nature,
                       struct stream *content)
{
    struct tally *tally = context;
    (void)nature;
    tally->parts++;
    tally->longest_name =
        place->name.left > tally->longest_name ? place->name.left : tally->longest_name;
    for (struct bytes seen = stream_ahead(content, 1); seen.left > 0;
         seen = stream_ahead(content, 1)) {
        tally->bytes += seen.left;
        stream_consume(content, seen.left);
    }
    return true;
}

static void tally_mail(void *context, const struct mail_facts *facts)
{
    (void)context;
    (void)facts;
}

static void tally_journal(void *context, const struct place *where, enum journal_weight weight,
                          const struct fault *fault, uint64_t unread)
{
    struct tally *tally = context;
    (void)where;
    (void)unread;
    tally->unread += weight == JOURNAL_UNREAD ? 1 : 0;
    tally->bounded =
        tally->bounded || (tally->words != NULL && strstr(fault->sentence, tally->words) != NULL);
}

static void tally_sign(void *context)
{
    struct tally *tally = context;
    tally->signs++;
}

static struct tally walk(const struct container *container, const struct buffer *content,
                         const char *words)
{
    struct tally tally = { .words = words };
    const struct container_sink sink = { .context = &tally,
                                         .part = tally_part,
                                         .mail = tally_mail,
                                         .journal = tally_journal,
                                         .alive = tally_sign };
    struct memory_stream memory;
    memory_stream_init(&memory, buffer_bytes(content));
    ck_assert(container->recognise(buffer_bytes(content)));
    ck_assert_ptr_null(container->walk(&memory.stream, &sink));
    return tally;
}

/* Objects with the same content, and as many differences that wait for its id: each waits for one
 * of them, and is not gone through again for the next. */
START_TEST(many_wait_for_what_many_have)
{
    const unsigned count = 3000;
    struct buffer pack = { 0 };
    uint8_t id[GIT_ID_SIZE];
    git_id_of(GIT_BLOB, B("0123456789!"), id);
    pack_begin(&pack, 1 + 2 * count);
    size_t base = pack.used;
    pack_object(&pack, GIT_BLOB, B("0123456789"));
    for (unsigned i = 0; i < count; i++) {
        pack_header(&pack, GIT_OFFSET_DELTA, 6);
        const size_t back = pack.used - 1 - base; /* of two digits, with one added */
        must(back < 128 ? buffer_append_byte(&pack, (uint8_t)back)
             : back < 16512
                 ? buffer_append_byte(&pack, (uint8_t)(0x80 | ((back >> 7) - 1))) &&
                       buffer_append_byte(&pack, back & 0x7f)
                 : buffer_append_byte(&pack, (uint8_t)(0x80 | ((((back >> 7) - 1) >> 7) - 1))) &&
                       buffer_append_byte(&pack, 0x80 | (((back >> 7) - 1) & 0x7f)) &&
                       buffer_append_byte(&pack, back & 0x7f));
        pack_stored(&pack, B("\x0a\x0b\x90\x0a\x01!"));
    }
    for (unsigned i = 0; i < count; i++) {
        pack_header(&pack, GIT_REFERENCE_DELTA, 6);
        must(buffer_append(&pack, bytes_over(id, sizeof(id))));
        pack_stored(&pack, B("\x0b\x0c\x90\x0b\x01?"));
    }
    pack_end(&pack);
    struct tally tally = walk(&git_pack_container, &pack, NULL);
    ck_assert_uint_eq(tally.unread, 0);
    ck_assert_uint_eq(tally.parts, 1 + 2 * count);
    ck_assert_uint_eq(tally.bytes, 10 + 11 * (uint64_t)count + 12 * (uint64_t)count);
    buffer_clear(&pack);
}
END_TEST

static void put_tree(struct buffer *pack, struct buffer *tree, const char *mode, size_t name,
                     uint8_t id[GIT_ID_SIZE])
{
    must(buffer_append_text(tree, mode) && buffer_reserve(tree, name + 1 + GIT_ID_SIZE));
    memset(tree->at + tree->used, 'n', name);
    tree->used += name;
    must(buffer_append_byte(tree, 0) && buffer_append(tree, bytes_over(id, GIT_ID_SIZE)));
    pack_object(pack, GIT_TREE, buffer_bytes(tree));
    git_id_of(GIT_TREE, buffer_bytes(tree), id);
}

/* Each file under a directory bears its name. */
START_TEST(a_long_name_of_a_directory_is_cut_in_paths)
{
    struct buffer pack = { 0 }, inner = { 0 }, outer = { 0 }, commit = { 0 };
    uint8_t id[GIT_ID_SIZE];
    pack_begin(&pack, 4);
    git_id_of(GIT_BLOB, B("content"), id);
    pack_object(&pack, GIT_BLOB, B("content"));
    put_tree(&pack, &inner, "100644 ", 4, id);
    put_tree(&pack, &outer, "40000 ", 50000, id);
    must(buffer_append_text(&commit, "tree ") && git_id_print(&commit, id) &&
         buffer_append_text(&commit, "\ncommitter a <a@b> 1 +0000\n\nx\n"));
    pack_object(&pack, GIT_COMMIT, buffer_bytes(&commit));
    pack_end(&pack);
    struct tally tally = walk(&git_pack_container, &pack, NULL);
    ck_assert_uint_eq(tally.parts, 4);
    ck_assert_uint_gt(tally.longest_name, GIT_PATH_MAX);
    ck_assert_uint_lt(tally.longest_name, GIT_PATH_MAX + 200);
    buffer_clear(&pack);
    buffer_clear(&inner);
    buffer_clear(&outer);
    buffer_clear(&commit);
}
END_TEST

/* Six objects of six megabytes, made of 60,000 bytes. */
START_TEST(work_on_differences_gives_signs_of_life)
{
    struct buffer pack = { 0 }, base = { 0 }, delta = { 0 };
    const size_t size = 60000;
    const unsigned objects = 7, copies = 100;
    must(buffer_reserve(&base, size));
    memset(base.at, 'x', size);
    base.used = size;
    must(buffer_append(&delta, B("\xe0\xd4\x03\x80\x9b\xee\x02"))); /* 60,000 and 6,000,000 */
    for (unsigned i = 0; i < copies; i++) {
        must(buffer_append(&delta, B("\xb0\x60\xea")));
    }
    pack_begin(&pack, 1 + objects);
    uint8_t id[GIT_ID_SIZE];
    git_id_of(GIT_BLOB, buffer_bytes(&base), id);
    pack_object(&pack, GIT_BLOB, buffer_bytes(&base));
    for (unsigned i = 0; i < objects; i++) {
        pack_header(&pack, GIT_REFERENCE_DELTA, delta.used);
        must(buffer_append(&pack, bytes_over(id, sizeof(id))));
        pack_stored(&pack, buffer_bytes(&delta));
    }
    pack_end(&pack);
    struct tally tally = walk(&git_pack_container, &pack, NULL);
    ck_assert_uint_eq(tally.bytes, size * (1 + (uint64_t)objects * copies));
    ck_assert_uint_ge(tally.signs, 1);
    ck_assert_uint_eq(tally.unread, 0);
    buffer_clear(&pack);
    buffer_clear(&base);
    buffer_clear(&delta);
}
END_TEST

/* What begins like an object everywhere and is none: each costs its beginning, and the work ends.
 * A bound of 1 GiB is met with a quarter of a million. */
START_TEST(what_only_begins_like_objects_is_looked_through_within_bounds)
{
    const size_t fronts = GIT_SEARCH_MAX / 4096 + 1000;
    struct buffer pack = { 0 };
    pack_begin(&pack, 7);
    must(buffer_reserve(&pack, 3 * fronts));
    for (size_t i = 0; i < fronts; i++) { /* a blob of 8, and a block whose lengths differ */
        pack.at[pack.used++] = 0x38;
        pack.at[pack.used++] = 0x78;
        pack.at[pack.used++] = 0x9c;
    }
    pack_end(&pack);
    struct tally tally = walk(&git_pack_container, &pack, "too much work to look through");
    ck_assert(tally.bounded);
    ck_assert_uint_gt(tally.signs, 0);
    buffer_clear(&pack);
}
END_TEST

static void put_little(uint8_t *at, uint64_t number, size_t width)
{
    for (size_t i = 0; i < width; i++) {
        at[i] = (uint8_t)(number >> 8 * i);
    }
}

/* At each place where a block may end stands the end of one that is as long as one may be. */
START_TEST(what_looks_like_blocks_everywhere_is_summed_within_bounds)
{
    const size_t size = (size_t)256 << 10, longest = 8192;
    struct buffer file = { 0 };
    must(buffer_reserve(&file, size));
    memset(file.at, 0, size);
    file.used = size;
    memcpy(file.at, "!BDN\0\0\0\0SM\x17\0", 12);
    for (size_t end = 2 * longest; end <= size; end += 64) {
        const uint64_t bid = end / 16;
        const uint32_t both = (uint32_t)((end - longest) ^ bid);
        put_little(file.at + end - 16, longest - 16, 2);
        put_little(file.at + end - 14, (both >> 16 ^ both) & 0xffff, 2);
        put_little(file.at + end - 8, bid, 8);
    }
    struct tally tally = walk(&pst_container, &file, "looks like blocks");
    ck_assert(tally.bounded);
    ck_assert_uint_gt(tally.signs, 0);
    buffer_clear(&file);
}
END_TEST

static void put_objects(struct buffer *file, unsigned count, const char *text)
{
    char mark[32];
    for (unsigned i = 2; i < count + 2; i++) {
        (void)snprintf(mark, sizeof(mark), "%u 0 obj", i);
        must(buffer_append_text(file, mark) && buffer_append_text(file, text) &&
             buffer_append_text(file, "endobj\n"));
    }
}

/* Many objects say that their type, or what their filters take, is another object. */
static const struct {
    const char *front, *object, *words;
    unsigned count;
    size_t room; /* of the first */
} shared[] = {
    { "%PDF-1.7\n1 0 obj/X", "<</Type 1 0 R>>stream\nx\nendstream ", "more often than is followed",
      2200, PDF_OBJECT_MAX - 100 },
    { "%PDF-1.7\n1 0 obj<</Columns 1", "<</Filter/Fl/DecodeParms 1 0 R>>stream\nx\nendstream ",
      "longer parameters", 2, 5000 },
};

START_TEST(what_many_objects_share_is_looked_at_within_bounds)
{
    struct buffer file = { 0 };
    must(buffer_append_text(&file, shared[_i].front) && buffer_reserve(&file, shared[_i].room));
    memset(file.at + file.used, ' ', shared[_i].room);
    file.used += shared[_i].room;
    must(buffer_append_text(&file, _i == 0 ? "endobj\n" : ">>endobj\n"));
    put_objects(&file, shared[_i].count, shared[_i].object);
    struct tally tally = walk(&pdf_container, &file, shared[_i].words);
    ck_assert(tally.bounded);
    ck_assert_uint_ge(tally.parts, shared[_i].count);
    ck_assert(_i > 0 || tally.signs > 0);
    buffer_clear(&file);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("size_attacks");
    tcase_add_test(tests, many_wait_for_what_many_have);
    tcase_add_test(tests, a_long_name_of_a_directory_is_cut_in_paths);
    tcase_add_test(tests, work_on_differences_gives_signs_of_life);
    tcase_add_test(tests, what_looks_like_blocks_everywhere_is_summed_within_bounds);
    tcase_add_test(tests, what_only_begins_like_objects_is_looked_through_within_bounds);
    tcase_add_loop_test(tests, what_many_objects_share_is_looked_at_within_bounds, 0,
                        sizeof(shared) / sizeof(shared[0]));
    tcase_set_timeout(tests, 60);
    return suite_run("size_attacks", tests);
}
