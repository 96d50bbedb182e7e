#include "containers/git/git_loose.h"
#include "containers/git/git_pack.h"
#include "containers/pack_builder.h"
#include "containers/part_recorder.h"

#include "bounds.h"

#define B(text) ((struct bytes){ (const uint8_t *)(text), sizeof(text) - 1 })

#define S(text)                                                                                    \
    {                                                                                              \
        (const uint8_t *)(text), sizeof(text) - 1                                                  \
    }

struct tally {
    uint64_t parts, bytes;
    unsigned unread, notes;
    bool found; /* a part with "needle" */
    const char *sentence;
};

static bool tally_part(void *context, const struct place *place, enum part_nature nature,
                       struct stream *content)
{
    struct tally *tally = context;
    struct bytes seen = stream_ahead(content, 1);
    (void)place;
    (void)nature;
    tally->parts++;
    while (seen.left > 0) {
        tally->bytes += seen.left;
        tally->found |= memmem(seen.at, seen.left, "needle", 6) != NULL;
        stream_consume(content, seen.left);
        seen = stream_ahead(content, 1);
    }
    return true;
}

static void tally_journal(void *context, const struct place *where, enum journal_weight weight,
                          const struct fault *fault, uint64_t unread)
{
    struct tally *tally = context;
    (void)where;
    (void)unread;
    tally->unread += weight == JOURNAL_UNREAD ? 1 : 0;
    tally->notes += weight == JOURNAL_NOTE ? 1 : 0;
    tally->sentence = fault->sentence;
}

static struct tally walk(const struct container *container, struct bytes content)
{
    struct tally tally = { 0 };
    const struct container_sink sink = { .context = &tally,
                                         .part = tally_part,
                                         .journal = tally_journal };
    struct memory_stream memory;
    uint8_t *copy = exact_copy(content.at, content.left);
    memory_stream_init(&memory, bytes_over(copy, content.left));
    if (container->recognise(bytes_over(copy, content.left))) {
        (void)container->walk(&memory.stream, &sink);
    }
    free(copy);
    return tally;
}

/* A base of "needle....", and one object with these instructions. */
static const struct {
    const char *what;
    struct bytes delta;
    uint64_t bytes; /* in all */
    const char *sentence;
} deltas[] = {
    { "a whole one", S("\x0a\x0a\x90\x0a"), 20, NULL },
    { "a copy outside", S("\x0a\x14\x90\x14"), 20,
      "a difference copies bytes that its base does not have" },
    { "a copy far outside", S("\x0a\x14\x9f\xff\xff\xff\xff\x14"), 10,
      "a difference copies bytes that its base does not have" },
    { "another base", S("\x0b\x0a\x90\x0a"), 20,
      "the base of a difference has another size than it says" },
    { "a reserved instruction", S("\x0a\x0b\x90\x0a\0"), 20,
      "an instruction of a difference that does not exist" },
    { "an insertion that is cut off", S("\x0a\x0b\x05x"), 11,
      "a difference makes an object of another size than it says" },
    { "a copy that is cut off", S("\x0a\x0b\x91"), 10,
      "the instructions of a difference are cut off" },
    { "more than it says", S("\x0a\x05\x90\x0a"), 10,
      "a difference makes an object of another size than it says" },
    { "16 GiB", S("\x0a\x80\x80\x80\x80\x40\x90\x0a"), 10,
      "an object that must be held in memory is too large" },
    { "2^63", S("\x0a\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01\x90\x0a"), 10,
      "the instructions of a difference are cut off" },
    { "nothing at all", S(""), 10, "the instructions of a difference are cut off" },
};

START_TEST(a_difference_is_followed_as_far_as_it_goes)
{
    struct buffer pack = { 0 };
    pack_begin(&pack, 2);
    size_t base = pack.used;
    pack_object(&pack, GIT_BLOB, B("needle...."));
    pack_offset_delta(&pack, (uint8_t)(pack.used - base), deltas[_i].delta);
    pack_end(&pack);
    struct tally tally = walk(&git_pack_container, buffer_bytes(&pack));
    ck_assert_msg(tally.bytes == deltas[_i].bytes && tally.found, "%s: %llu", deltas[_i].what,
                  (unsigned long long)tally.bytes);
    ck_assert_uint_eq(tally.unread, deltas[_i].sentence != NULL ? 1 : 0);
    if (deltas[_i].sentence != NULL) {
        ck_assert_str_eq(tally.sentence, deltas[_i].sentence);
    }
    buffer_clear(&pack);
}
END_TEST

START_TEST(a_chain_of_differences_ends_at_its_bound)
{
    struct buffer pack = { 0 };
    const unsigned links = 20000;
    pack_begin(&pack, links + 1);
    size_t base = pack.used;
    pack_object(&pack, GIT_BLOB, B("needle...."));
    for (unsigned i = 0; i < links; i++) {
        size_t at = pack.used;
        pack_offset_delta(&pack, (uint8_t)(at - base), B("\x0a\x0b\x90\x0a\x01!"));
        base = at;
    }
    pack_end(&pack);
    struct tally tally = walk(&git_pack_container, buffer_bytes(&pack));
    ck_assert_uint_eq(tally.parts, links + 1);
    ck_assert_uint_ge(tally.unread, links - GIT_DELTA_DEPTH_MAX);
    buffer_clear(&pack);
}
END_TEST

START_TEST(differences_to_each_other_give_what_they_add)
{
    struct buffer pack = { 0 };
    pack_begin(&pack, 2);
    pack_reference_delta(&pack, 1, B("\x0a\x10\x06needle\x90\x0a"));
    pack_reference_delta(&pack, 2, B("\x0a\x0c\x90\x0a\x02xy"));
    pack_end(&pack);
    struct tally tally = walk(&git_pack_container, buffer_bytes(&pack));
    ck_assert(tally.found);
    ck_assert_uint_eq(tally.parts, 2);
    ck_assert_uint_eq(tally.unread, 2);
    buffer_clear(&pack);
}
END_TEST

static const struct {
    const char *what;
    uint64_t count, size;
    unsigned type;
    unsigned parts;
} headers[] = {
    { "2^32-1 objects", UINT32_MAX, 1, GIT_BLOB, 3 },
    { "none at all", 0, 1, GIT_BLOB, 0 },
    { "an object of 2^63 bytes", 3, UINT64_C(1) << 63, GIT_BLOB, 3 },
    { "an object of another size", 3, 7, GIT_BLOB, 3 },
    { "type 0", 3, 1, 0, 2 },
    { "type 5", 3, 1, 5, 2 },
};

/* What stands behind it is found again. */
START_TEST(what_follows_an_odd_object_is_read)
{
    struct buffer pack = { 0 };
    pack_begin(&pack, headers[_i].count);
    pack_object(&pack, GIT_BLOB, B("first"));
    pack_header(&pack, headers[_i].type, headers[_i].size);
    pack_stored(&pack, B("x"));
    pack_object(&pack, GIT_BLOB, B("the needle"));
    pack_end(&pack);
    struct tally tally = walk(&git_pack_container, buffer_bytes(&pack));
    ck_assert_msg(tally.parts == headers[_i].parts, "%s: %llu", headers[_i].what,
                  (unsigned long long)tally.parts);
    ck_assert(tally.found == (headers[_i].count > 0));
    ck_assert_uint_gt(tally.unread + tally.notes, 0);
    buffer_clear(&pack);
}
END_TEST

static struct buffer a_pack(void)
{
    struct buffer pack = { 0 };
    pack_begin(&pack, 4);
    pack_object(&pack, GIT_BLOB, B("some text, to be changed in one place, and in another"));
    size_t base = pack.used;
    pack_object(&pack, GIT_BLOB, B("needle...."));
    pack_offset_delta(&pack, (uint8_t)(pack.used - base), B("\x0a\x0c\x90\x0a\x02xy"));
    pack_object(&pack, GIT_TAG, B("a last object with a needle"));
    pack_end(&pack);
    return pack;
}

START_TEST(one_flipped_byte_costs_one_object)
{
    struct buffer pack = a_pack();
    for (size_t at = 12; at < pack.used; at++) {
        for (unsigned mask = 1; mask < 256; mask = mask * 15 + 1) {
            pack.at[at] ^= (uint8_t)mask;
            struct tally tally = walk(&git_pack_container, buffer_bytes(&pack));
            ck_assert_msg(tally.parts >= 3 && tally.found, "%zu: %llu", at,
                          (unsigned long long)tally.parts);
            ck_assert_msg(tally.unread + tally.notes > 0, "%zu", at);
            pack.at[at] ^= (uint8_t)mask;
        }
    }
    buffer_clear(&pack);
}
END_TEST

START_TEST(every_shorter_pack_is_read)
{
    struct buffer pack = a_pack();
    for (size_t kept = 0; kept < pack.used; kept++) {
        struct tally tally = walk(&git_pack_container, bytes_over(pack.at, kept));
        ck_assert(kept < 8 || tally.unread + tally.notes > 0 || tally.parts == 0);
    }
    buffer_clear(&pack);
}
END_TEST

START_TEST(every_shorter_loose_object_is_read)
{
    struct buffer object = { 0 };
    pack_stored(&object, B("blob 10\0a needle.."));
    struct tally whole = walk(&git_loose_container, buffer_bytes(&object));
    ck_assert(whole.found && whole.parts == 1 && whole.bytes == 10);
    ck_assert_uint_eq(whole.unread + whole.notes, 0);
    for (size_t kept = 0; kept < object.used; kept++) {
        struct tally tally = walk(&git_loose_container, bytes_over(object.at, kept));
        ck_assert_uint_eq(tally.unread, tally.parts);
    }
    buffer_clear(&object);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("git_hostile");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, a_difference_is_followed_as_far_as_it_goes, 0,
                        (int)(sizeof(deltas) / sizeof(deltas[0])));
    tcase_add_test(tests, a_chain_of_differences_ends_at_its_bound);
    tcase_add_test(tests, differences_to_each_other_give_what_they_add);
    tcase_add_loop_test(tests, what_follows_an_odd_object_is_read, 0,
                        (int)(sizeof(headers) / sizeof(headers[0])));
    tcase_add_test(tests, one_flipped_byte_costs_one_object);
    tcase_add_test(tests, every_shorter_pack_is_read);
    tcase_add_test(tests, every_shorter_loose_object_is_read);
    return suite_run("git_hostile", tests);
}
