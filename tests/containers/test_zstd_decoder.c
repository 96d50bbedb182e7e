#include <stdio.h>
#include <string.h>

#include <zstd.h>

#include "buffer.h"
#include "containers/archives/zstd_decoder.h"
#include "suite.h"

#define BLOCKS  6
#define PORTION ((size_t)1000)
#define ALL     (BLOCKS * PORTION)
#define HELD    ((size_t)16384)

/* A frame as zstd(1) writes it of a file, with its size and a check sum. */
struct frame {
    uint8_t octets[HELD];
    size_t length;
    size_t ends[BLOCKS]; /* of the blocks */
};

static uint8_t text[ALL];

/* Words, so that later blocks lean on earlier ones. */
static void write_text(void)
{
    size_t used = 0;
    for (unsigned i = 0; used < ALL; i++) {
        char word[32];
        const int length = snprintf(word, sizeof(word), "word %u of the text, ", i * i % 977);
        for (int j = 0; j < length && used < ALL; j++) {
            text[used++] = (uint8_t)word[j];
        }
    }
}

static void make_frame(struct frame *frame)
{
    ZSTD_CCtx *state = ZSTD_createCCtx();
    ZSTD_outBuffer output = { frame->octets, HELD, 0 };
    write_text();
    ck_assert(!ZSTD_isError(ZSTD_CCtx_setParameter(state, ZSTD_c_checksumFlag, 1)));
    ck_assert(!ZSTD_isError(ZSTD_CCtx_setPledgedSrcSize(state, ALL)));
    for (size_t i = 0; i < BLOCKS; i++) {
        ZSTD_inBuffer input = { text + i * PORTION, PORTION, 0 };
        const ZSTD_EndDirective end = i + 1 < BLOCKS ? ZSTD_e_flush : ZSTD_e_end;
        ck_assert_uint_eq(ZSTD_compressStream2(state, &output, &input, end), 0);
        frame->ends[i] = output.pos - (i + 1 < BLOCKS ? 0 : 4);
    }
    frame->length = output.pos;
    (void)ZSTD_freeCCtx(state);
}

struct decoded {
    uint8_t octets[HELD];
    size_t length;
    size_t taken;
    enum decoder_step step;
};

/* As compressed_stream does: `shown` octets at a time, into room for so many. */
static void decode(struct decoded *decoded, struct bytes in, size_t shown, size_t room)
{
    void *state = zstd_decoder.begin();
    const size_t given = in.left;
    *decoded = (struct decoded){ .step = DECODER_MORE };
    ck_assert_ptr_nonnull(state);
    for (bool moves = true; moves && decoded->step == DECODER_MORE;) {
        struct bytes front = bytes_over(in.at, in.left < shown ? in.left : shown);
        const size_t before = front.left;
        uint8_t *out = malloc(room); /* with no octet to spare */
        size_t made = 99;
        decoded->step = zstd_decoder.step(state, &front, out, room, &made);
        ck_assert_uint_le(made, room);
        ck_assert_uint_le(decoded->length + made, HELD);
        memcpy(decoded->octets + decoded->length, out, made);
        free(out);
        decoded->length += made;
        in = bytes_over(in.at + (before - front.left), in.left - (before - front.left));
        moves = made > 0 || front.left < before;
    }
    decoded->taken = given - in.left;
    zstd_decoder.end(state);
}

static const size_t manners[][2] = { { HELD, HELD }, { 7, 100 }, { 1, HELD }, { HELD, 1 } };

START_TEST(a_frame_is_decoded_however_it_comes)
{
    static struct frame frame;
    static struct decoded decoded;
    make_frame(&frame);
    uint8_t *copy = exact_copy(frame.octets, frame.length);
    decode(&decoded, bytes_over(copy, frame.length), manners[_i][0], manners[_i][1]);
    ck_assert_int_eq(decoded.step, DECODER_END);
    ck_assert_uint_eq(decoded.taken, frame.length);
    ck_assert_uint_eq(decoded.length, ALL);
    ck_assert_mem_eq(decoded.octets, text, ALL);
    free(copy);
}
END_TEST

static size_t whole_blocks(const struct frame *frame, size_t length)
{
    size_t count = 0;
    while (count < BLOCKS && frame->ends[count] <= length) {
        count++;
    }
    return count;
}

START_TEST(every_shorter_frame_gives_its_whole_blocks)
{
    static struct frame frame;
    static struct decoded decoded;
    make_frame(&frame);
    for (size_t length = 0; length < frame.length; length++) {
        uint8_t *cut = exact_copy(frame.octets, length);
        decode(&decoded, bytes_over(cut, length), manners[_i][0], manners[_i][1]);
        const size_t whole = whole_blocks(&frame, length) * PORTION;
        ck_assert_int_eq(decoded.step, DECODER_MORE);
        ck_assert_uint_eq(decoded.taken, length);
        ck_assert_uint_eq(decoded.length, whole);
        ck_assert_mem_eq(decoded.octets, text, whole);
        free(cut);
    }
}
END_TEST

/* The header of block 3, its inside, the check sum. */
static const struct {
    size_t block, behind; /* octets behind the end of that many blocks */
    uint8_t flip;
    size_t left; /* blocks that are given */
} damages[] = { { 3, 0, 0x06, 3 }, { 3, 3, 0x0c, 3 }, { BLOCKS, 1, 0x01, BLOCKS } };

START_TEST(a_damaged_frame_gives_what_stands_before)
{
    static struct frame frame;
    static struct decoded decoded;
    make_frame(&frame);
    frame.octets[frame.ends[damages[_i].block - 1] + damages[_i].behind] |= damages[_i].flip;
    if (damages[_i].block == BLOCKS) {
        frame.octets[frame.length - 1] ^= 1;
    }
    for (size_t i = 0; i < sizeof(manners) / sizeof(manners[0]); i++) {
        decode(&decoded, bytes_over(frame.octets, frame.length), manners[i][0], manners[i][1]);
        ck_assert_int_eq(decoded.step, DECODER_DAMAGED);
        ck_assert_uint_eq(decoded.length, damages[_i].left * PORTION);
        ck_assert_mem_eq(decoded.octets, text, decoded.length);
    }
}
END_TEST

/* One state for both where the second is in sight, and none of what stands behind them. */
START_TEST(frames_in_sight_follow_each_other)
{
    static struct frame frame;
    static struct decoded decoded;
    struct buffer all = { 0 };
    make_frame(&frame);
    const struct bytes one = bytes_over(frame.octets, frame.length);
    ck_assert(buffer_append(&all, one) && buffer_append(&all, one) &&
              buffer_append_text(&all, "others"));
    decode(&decoded, buffer_bytes(&all), HELD, HELD);
    ck_assert_int_eq(decoded.step, DECODER_END);
    ck_assert_uint_eq(decoded.taken, 2 * frame.length);
    ck_assert_uint_eq(decoded.length, 2 * ALL);
    buffer_clear(&all);
}
END_TEST

#define B(octets) octets, sizeof(octets) - 1
#define FRAME     "\x28\xb5\x2f\xfd\x20"
#define SKIPPED   "\x57\x2a\x4d\x18\3\0\0\0abc"

static const struct {
    const char *what, *octets;
    size_t length;
    bool taken;
} fronts[] = {
    { "a frame", B(FRAME), true },
    { "one that is passed over before it", B(SKIPPED FRAME), true },
    { "two of these", B(SKIPPED SKIPPED FRAME), true },
    { "one that is passed over, and nothing else", B(SKIPPED), true },
    { "one that is longer than what is in sight", B("\x57\x2a\x4d\x18\0\0\0\1abc"), true },
    { "one before other bytes", B(SKIPPED "others"), false },
    { "one before a frame of lz4", B(SKIPPED "\x04\x22\x4d\x18\x64"), false },
    { "the mark alone", B("\x28\xb5\x2f\xfd"), false },
    { "a reserved bit", B("\x28\xb5\x2f\xfd\x08"), false },
    { "zstd 0.7", B("\x27\xb5\x2f\xfd\x20"), false },
    { "nothing", B(""), false },
};

START_TEST(fronts_are_told_apart)
{
    uint8_t *copy = exact_copy(fronts[_i].octets, fronts[_i].length);
    const struct bytes head = bytes_over(copy, fronts[_i].length);
    ck_assert_msg(zstd_decoder.recognise(head) == fronts[_i].taken, "%s", fronts[_i].what);
    free(copy);
}
END_TEST

/* A window of 2 GiB, claimed by six octets. */
START_TEST(a_window_that_is_too_large_is_said_to_be)
{
    static struct decoded decoded;
    decode(&decoded, bytes_over("\x28\xb5\x2f\xfd\0\xa8\1\0\0", 9), HELD, HELD);
    ck_assert_int_eq(decoded.step, DECODER_TOO_LARGE);
    ck_assert_uint_eq(decoded.length, 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("zstd_decoder");
    const int all = (int)(sizeof(manners) / sizeof(manners[0]));
    tcase_add_loop_test(tests, a_frame_is_decoded_however_it_comes, 0, all);
    tcase_add_loop_test(tests, every_shorter_frame_gives_its_whole_blocks, 0, 2);
    tcase_add_loop_test(tests, a_damaged_frame_gives_what_stands_before, 0,
                        (int)(sizeof(damages) / sizeof(damages[0])));
    tcase_add_test(tests, frames_in_sight_follow_each_other);
    tcase_add_loop_test(tests, fronts_are_told_apart, 0, (int)(sizeof(fronts) / sizeof(fronts[0])));
    tcase_add_test(tests, a_window_that_is_too_large_is_said_to_be);
    return suite_run("zstd_decoder", tests);
}
