#include "containers/archives/lznt1_decoder.h"

#include <stdio.h>
#include <string.h>

#include "bounds.h"
#include "buffer.h"
#include "containers/archives/compressed_stream.h"
#include "containers/carving/carved.h"
#include "containers/part_recorder.h"
#include "suite.h"

#define LINES   400
#define B(text) text, sizeof(text) - 1

/* What ntfs-3g made of a file (scripts/fixtures/make-lznt1-fixture). */
static struct buffer unit;
static struct buffer plain;

static void read_file(const char *path, struct buffer *into)
{
    uint8_t block[4096];
    size_t length;
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    while ((length = fread(block, 1, sizeof(block), file)) > 0) {
        must(buffer_append(into, bytes_over(block, length)));
    }
    (void)fclose(file);
}

static void set_up(void)
{
    read_file(FIXTURES "/containers/carve/key.lznt1", &unit);
    for (unsigned i = 0; i < LINES; i++) {
        char line[64];
        (void)snprintf(line, sizeof(line), "line %u of the text before the key\n", i);
        must(buffer_append_text(&plain, line));
    }
    read_file(FIXTURES "/candidates/p256.pem", &plain);
}

static void tear_down(void)
{
    buffer_clear(&unit);
    buffer_clear(&plain);
}

/* As compressed_stream does: `shown` octets at a time, into room for so many. */
static enum decoder_step decode(struct bytes in, size_t shown, size_t room, struct buffer *decoded,
                                size_t *taken)
{
    const size_t given = in.left;
    enum decoder_step step = DECODER_MORE;
    void *state = lznt1_decoder.begin();
    ck_assert_ptr_nonnull(state);
    for (bool moves = true; moves && step == DECODER_MORE;) {
        struct bytes front = bytes_over(in.at, in.left < shown ? in.left : shown), part;
        const size_t before = front.left;
        uint8_t *out = malloc(room); /* with no octet to spare */
        size_t made = 99;
        step = lznt1_decoder.step(state, &front, out, room, &made);
        ck_assert_uint_le(made, room);
        must(buffer_append(decoded, bytes_over(out, made)));
        free(out);
        must(bytes_take(&in, before - front.left, &part));
        moves = made > 0 || part.left > 0;
    }
    lznt1_decoder.end(state);
    *taken = given - in.left;
    return step;
}

START_TEST(unit_is_decoded_however_it_comes)
{
    static const size_t sizes[] = { 1, 2, 3, 7, 1000, 1 << 16 };
    for (size_t i = 0; i < 6; i++) {
        struct buffer decoded = { 0 };
        size_t taken;
        ck_assert_int_eq(decode(buffer_bytes(&unit), sizes[i], sizes[5 - i], &decoded, &taken),
                         DECODER_END);
        ck_assert_uint_eq(taken, unit.used);
        ck_assert(bytes_equal(buffer_bytes(&decoded), buffer_bytes(&plain)));
        buffer_clear(&decoded);
    }
}
END_TEST

/* One that is cut gives what it has, and does not end. */
START_TEST(every_shorter_one_gives_what_it_has)
{
    size_t most = 0;
    for (size_t length = 0; length + 2 < unit.used; length++) {
        struct buffer decoded = { 0 };
        uint8_t *copy = exact_copy(unit.at, length);
        size_t taken;
        const enum decoder_step step =
            decode(bytes_over(copy, length), 1 << 16, 1 << 16, &decoded, &taken);
        ck_assert_int_ne(step, DECODER_END);
        ck_assert_uint_ge(decoded.used, most);
        most = decoded.used;
        ck_assert(bytes_equal(buffer_bytes(&decoded), bytes_over(plain.at, decoded.used)));
        buffer_clear(&decoded);
        free(copy);
    }
    ck_assert_uint_gt(most, plain.used - 40);
}
END_TEST

/* Chunks that are packed or not, and what follows the last. */
static const struct {
    const char *what, *octets;
    size_t length;
    enum decoder_step step;
    const char *decoded;
    size_t taken;
} chunks[] = {
    { "a copy that leans on itself", B("\x04\xb0\x02-\x02\x00...."), DECODER_END, "------.", 7 },
    { "up to its end", B("\x03\xb0\x02-\x02\x00\0\0"), DECODER_END, "------", 8 },
    { "not packed", B("\x02\x30key\0\0"), DECODER_END, "key", 7 },
    { "zeros behind it", B("\x02\x30key\0\0\0\0\0\0X"), DECODER_END, "key", 11 },
    { "a copy of what is not there", B("\x03\xb0\x02-\x00\x10\0\0"), DECODER_DAMAGED, "-", 6 },
    { "a pair that is cut", B("\x02\xb0\x02-\x02\0\0"), DECODER_DAMAGED, "-", 5 },
    { "another signature", B("\x03\xc0\x02-\x02\x00\0\0"), DECODER_DAMAGED, "", 2 },
    { "an end at once", B("\0\0"), DECODER_END, "", 2 },
};

START_TEST(chunk_is_decoded)
{
    struct buffer decoded = { 0 };
    size_t taken;
    uint8_t *copy = exact_copy(chunks[_i].octets, chunks[_i].length);
    ck_assert_int_eq(decode(bytes_over(copy, chunks[_i].length), 5, 5, &decoded, &taken),
                     chunks[_i].step);
    ck_assert_msg(bytes_equal(buffer_bytes(&decoded),
                              bytes_over(chunks[_i].decoded, strlen(chunks[_i].decoded))),
                  "%s: %.*s", chunks[_i].what, (int)decoded.used, (const char *)decoded.at);
    ck_assert_msg(taken == chunks[_i].taken, "%s: %zu", chunks[_i].what, taken);
    buffer_clear(&decoded);
    free(copy);
}
END_TEST

static const struct {
    const char *what, *octets;
    size_t length;
    bool stands;
} fronts[] = {
    { "with literals", B("\x06\xb0\x02-\x06\x00key\0\0"), true },
    { "packed, the last", B("\x03\xb0\x02-\x06\x00\0\0"), true },
    { "at the end of the content", B("\x03\xb0\x02-\x06\x00"), true },
    { "other octets behind it", B("\x03\xb0\x02-\x06\x00\x01\0"), false },
    { "another chunk behind a short one", B("\x03\xb0\x02-\x06\x00\x03\xb0"), false },
    { "more than it decodes to", B("\x03\xb0\0-\x06\x00\0\0"), false },
    { "cut", B("\x03\xb0\x02-\x06"), false },
    { "not packed", B("\x02\x30key\0\0"), false },
    { "another signature", B("\x03\xc0\x02-\x06\x00\0\0"), false },
    { "an end", B("\0\0\0\0"), false },
    { "nothing", B(""), false },
};

START_TEST(what_a_unit_begins_with)
{
    size_t taken = 99;
    uint8_t *copy = exact_copy(fronts[_i].octets, fronts[_i].length);
    ck_assert_msg(lznt1_unit_stands(bytes_over(copy, fronts[_i].length), &taken) ==
                      fronts[_i].stands,
                  "%s", fronts[_i].what);
    ck_assert_uint_le(taken, fronts[_i].length);
    free(copy);
}
END_TEST

/* At a sector, behind others; the next unit of the file goes on behind its zeros. */
static void put_disk(size_t before, struct buffer *content)
{
    uint64_t state = 88172645463325252u;
    while (content->used < before) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        must(buffer_append_byte(content, (uint8_t)(state >> 56)));
    }
    for (unsigned units = 0; units < 2; units++) {
        must(buffer_append(content, buffer_bytes(&unit)));
        while (content->used % 4096 != before % 4096) {
            must(buffer_append_byte(content, 0));
        }
    }
    must(buffer_append_text(content, "and other text"));
}

START_TEST(file_on_a_disk)
{
    static const size_t places[] = { 512, 63 * 512, 4096, 1 << 20, 777 };
    struct buffer content = { 0 };
    struct part_recorder recorder = { 0 };
    struct memory_stream memory;
    char place[64];
    put_disk(places[_i], &content);
    memory_stream_init(&memory, buffer_bytes(&content));
    const char *walk = part_recorder_walk(&recorder, &carved_container, &memory.stream);
    (void)snprintf(place, sizeof(place), "reading 0 %zu+0 <carved-lznt1>", places[_i]);
    ck_assert_uint_eq(recorder.parts, places[_i] % 512 == 0 ? 1 : 0);
    if (recorder.parts > 0) {
        const char *first = strstr(walk, "END EC PRIVATE KEY");
        ck_assert(first != NULL && strstr(first + 1, "END EC PRIVATE KEY") != NULL);
        ck_assert_msg(strncmp(walk, place, strlen(place)) == 0, "%.80s", walk);
    }
    ck_assert_ptr_null(strstr(walk, "unread: "));
    part_recorder_clear(&recorder);
    buffer_clear(&content);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
    TCase *tests = tcase_create("lznt1_decoder");
    tcase_add_unchecked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, unit_is_decoded_however_it_comes);
    tcase_add_test(tests, every_shorter_one_gives_what_it_has);
    tcase_add_loop_test(tests, chunk_is_decoded, 0, ROWS(chunks));
    tcase_add_loop_test(tests, what_a_unit_begins_with, 0, ROWS(fronts));
    tcase_add_loop_test(tests, file_on_a_disk, 0, 5);
    return suite_run("lznt1_decoder", tests);
}
