#include "containers/archives/stream_decoder.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define ZLIB_CONST /* zlib takes its input as const then */
#include <bzlib.h>
#include <lzma.h>
#include <zlib.h>

#include "bounds.h"
#include "buffer.h"
#include "containers/archives/zstd_decoder.h"

/* zlib and bzip2 count in unsigned int. */
#define STEP_MAX   ((size_t)1 << 30)
#define TEXT_LEAST 64
#define TEXT_KINDS 8

static bool begins_with(struct bytes head, const char *magic, size_t length)
{
    struct bytes front;
    return bytes_take(&head, length, &front) && bytes_equal(front, bytes_over(magic, length));
}

static unsigned step_size(size_t size)
{
    return (unsigned)(size < STEP_MAX ? size : STEP_MAX);
}

static void take_front(struct bytes *in, size_t count)
{
    struct bytes taken;
    bool within = bytes_take(in, count, &taken);
    assert(within);
}

bool stream_decoder_made_text(const uint8_t *octets, size_t count)
{
    bool seen[256] = { false };
    size_t kinds = 0;
    for (size_t i = 0; i < count; i++) {
        const uint8_t octet = octets[i];
        if (octet < ' ' && octet != '\n' && octet != '\r' && octet != '\t') {
            return false;
        }
        kinds += seen[octet] ? 0 : 1;
        seen[octet] = true;
    }
    return count >= TEXT_LEAST && kinds >= TEXT_KINDS;
}

/* zlib */

static void *begin_zlib(int window_bits)
{
    z_stream *state = calloc(1, sizeof(*state));
    if (state != NULL && inflateInit2(state, window_bits) != Z_OK) {
        free(state);
        return NULL;
    }
    return state;
}

static void *begin_gzip(void)
{
    return begin_zlib(16 + MAX_WBITS); /* 16: a gzip frame, RFC 1952 */
}

static void *begin_deflate(void)
{
    return begin_zlib(-MAX_WBITS); /* negative: no frame */
}

static void *begin_zlib_frame(void)
{
    return begin_zlib(MAX_WBITS); /* RFC 1950 */
}

static enum decoder_step step_zlib(void *context, struct bytes *in, uint8_t *out, size_t room,
                                   size_t *made)
{
    z_stream *state = context;
    unsigned given = step_size(in->left), space = step_size(room);
    state->next_in = in->at;
    state->avail_in = given;
    state->next_out = out;
    state->avail_out = space;
    int result = inflate(state, Z_NO_FLUSH);
    take_front(in, given - state->avail_in);
    *made = space - state->avail_out;
    switch (result) {
    case Z_OK:
    case Z_BUF_ERROR:
        return DECODER_MORE;
    case Z_STREAM_END:
        return DECODER_END;
    case Z_MEM_ERROR:
        return DECODER_NO_MEMORY;
    default:
        return DECODER_DAMAGED;
    }
}

static void end_zlib(void *state)
{
    (void)inflateEnd(state);
    free(state);
}

/* RFC 1952 section 2.3: method 8, reserved flags zero. */
static bool is_gzip(struct bytes head)
{
    return head.left >= 10 && begins_with(head, "\x1f\x8b\x08", 3) && (head.at[3] & 0xe0) == 0;
}

bool zlib_header_holds(struct bytes head)
{
    return head.left >= 2 && (head.at[0] & 15) == 8 && head.at[0] >> 4 <= 7 &&
           (head.at[0] << 8 | head.at[1]) % 31 == 0 && (head.at[1] & 0x20) == 0;
}

uint32_t adler32_of(struct bytes of)
{
    return (uint32_t)adler32_z(1, of.at, of.left);
}

/* Two bytes say little: what is taken for zlib decodes to its end, with its checksum, or for so
 * long that no other bytes would, or as far as the head goes. One that is cut off or damaged is one
 * where it has taken so many octets before, or where it makes text. */
#define ZLIB_SURE  ((size_t)16 << 10)
#define ZLIB_LEAST 64
/* What is damaged is one for the text that it makes: noise made text of 56 octets at the most, in
 * 188 streams that 384 MB of it began. No key fits in fewer than these. */
#define ZLIB_TEXT_LEAST 96
#define ZLIB_FRONT      ((size_t)4 << 10) /* says whether it makes text */
#define ZLIB_HEADER     2
#define ZLIB_SUM        4
/* All that is made stands in one piece, so no window is needed. */
#define ZLIB_WINDOW_LEAST 8

struct zlib_trial {
    enum decoder_step step;
    size_t taken, made;
    bool text; /* what came first */
};

/* The octets of the sum behind the data; more of them are missing where the head ends. */
static enum decoder_step end_of_trial(struct bytes *rest, struct bytes made)
{
    uint64_t sum;
    if (!bytes_take_number(rest, ZLIB_SUM, &sum)) {
        return DECODER_MORE;
    }
    return sum == adler32_of(made) ? DECODER_END : DECODER_DAMAGED;
}

/* In one step and without the frame: zlib sums up what it makes, and keeps a window of 32 KiB once
 * it is asked for more. Both were for nothing where the stream goes on, and half of what a trial
 * cost. */
static struct zlib_trial try_zlib(void *state, struct bytes head)
{
    uint8_t out[ZLIB_SURE];
    struct zlib_trial trial = { .step = DECODER_MORE };
    const size_t given = head.left;
    take_front(&head, ZLIB_HEADER);
    trial.step = step_zlib(state, &head, out, sizeof(out), &trial.made);
    if (trial.step == DECODER_END) {
        trial.step = end_of_trial(&head, bytes_over(out, trial.made));
    }
    const size_t front = trial.made < ZLIB_FRONT ? trial.made : ZLIB_FRONT;
    trial.text = stream_decoder_made_text(out, front);
    trial.taken = given - head.left;
    memory_wipe(out, trial.made);
    return trial;
}

/* As every program writes it: deflate with a window of 32 KiB. */
static bool may_be_zlib(struct bytes head)
{
    return head.left >= ZLIB_HEADER && head.at[0] == 0x78 && zlib_header_holds(head);
}

static struct zlib_trial trial_of(struct bytes head)
{
    struct zlib_trial trial = { .step = DECODER_DAMAGED };
    void *state = may_be_zlib(head) ? begin_zlib(-ZLIB_WINDOW_LEAST) : NULL;
    if (state != NULL) {
        trial = try_zlib(state, head);
        end_zlib(state);
    }
    return trial;
}

static bool trial_stands(const struct zlib_trial *trial, struct bytes head)
{
    const bool goes_on = trial->made >= ZLIB_SURE || head.left >= CONTENT_HEAD;
    return trial->made >= ZLIB_LEAST &&
           (trial->step == DECODER_END || (trial->step == DECODER_MORE && goes_on) || trial->text);
}

static bool is_zlib(struct bytes head)
{
    const struct zlib_trial trial = trial_of(head);
    return trial_stands(&trial, head) || (trial.made >= ZLIB_LEAST && trial.taken >= DECODER_SURE);
}

bool zlib_stream_stands(struct bytes head, size_t *taken)
{
    const struct zlib_trial trial = trial_of(head);
    *taken = trial.taken;
    return trial_stands(&trial, head) &&
           (trial.step != DECODER_DAMAGED || trial.taken >= ZLIB_TEXT_LEAST);
}

/* bzip2 */

static void *begin_bzip2(void)
{
    bz_stream *state = calloc(1, sizeof(*state));
    if (state != NULL && BZ2_bzDecompressInit(state, 0, 0) != BZ_OK) {
        free(state);
        return NULL;
    }
    return state;
}

static enum decoder_step step_bzip2(void *context, struct bytes *in, uint8_t *out, size_t room,
                                    size_t *made)
{
    bz_stream *state = context;
    unsigned given = step_size(in->left), space = step_size(room);
    union {
        const uint8_t *from;
        char *to;
    } input = { .from = in->at }; /* the library's type lacks a const */
    state->next_in = input.to;
    state->avail_in = given;
    state->next_out = (char *)out;
    state->avail_out = space;
    int result = BZ2_bzDecompress(state);
    take_front(in, given - state->avail_in);
    *made = space - state->avail_out;
    switch (result) {
    case BZ_OK:
        return DECODER_MORE;
    case BZ_STREAM_END:
        return DECODER_END;
    case BZ_MEM_ERROR:
        return DECODER_NO_MEMORY;
    default:
        return DECODER_DAMAGED;
    }
}

static void end_bzip2(void *state)
{
    (void)BZ2_bzDecompressEnd(state);
    free(state);
}

static bool is_bzip2(struct bytes head)
{
    return head.left >= 10 && begins_with(head, "BZh", 3) && head.at[3] >= '1' &&
           head.at[3] <= '9' &&
           (memcmp(head.at + 4, "\x31\x41\x59\x26\x53\x59", 6) == 0 ||
            memcmp(head.at + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0); /* an empty one */
}

/* liblzma */

static void *begin_lzma_with(lzma_ret (*decoder)(lzma_stream *state))
{
    lzma_stream *state = calloc(1, sizeof(*state));
    if (state != NULL && decoder(state) != LZMA_OK) {
        free(state);
        return NULL;
    }
    return state;
}

static lzma_ret xz_decoder(lzma_stream *state)
{
    return lzma_stream_decoder(state, DECODER_MEMORY_MAX, 0);
}

static lzma_ret alone_decoder(lzma_stream *state)
{
    return lzma_alone_decoder(state, DECODER_MEMORY_MAX);
}

static lzma_ret lzip_decoder(lzma_stream *state)
{
    return lzma_lzip_decoder(state, DECODER_MEMORY_MAX, 0);
}

static void *begin_xz(void)
{
    return begin_lzma_with(xz_decoder);
}

static void *begin_alone(void)
{
    return begin_lzma_with(alone_decoder);
}

static void *begin_lzip(void)
{
    return begin_lzma_with(lzip_decoder);
}

static enum decoder_step step_lzma(void *context, struct bytes *in, uint8_t *out, size_t room,
                                   size_t *made)
{
    lzma_stream *state = context;
    size_t given = in->left;
    state->next_in = in->at;
    state->avail_in = given;
    state->next_out = out;
    state->avail_out = room;
    lzma_ret result = lzma_code(state, LZMA_RUN);
    take_front(in, given - state->avail_in);
    *made = room - state->avail_out;
    if (result == LZMA_STREAM_END) {
        return DECODER_END;
    }
    if (result == LZMA_MEMLIMIT_ERROR) {
        return DECODER_TOO_LARGE;
    }
    if (result == LZMA_MEM_ERROR) {
        return DECODER_NO_MEMORY;
    }
    return result == LZMA_OK || result == LZMA_BUF_ERROR ? DECODER_MORE : DECODER_DAMAGED;
}

static void end_lzma(void *state)
{
    lzma_end(state);
    free(state);
}

static bool is_xz(struct bytes head)
{
    return head.left >= 12 && begins_with(head,
                                          "\xfd"
                                          "7zXZ\0",
                                          6);
}

static bool is_lzip(struct bytes head)
{
    return head.left >= 6 && begins_with(head, "LZIP", 4) && head.at[4] <= 1;
}

/* .lzma has no magic number. Taken for one: the properties that every encoder
 * writes, a dictionary of 2^n or 2^n + 2^(n-1) bytes, a size that is not known
 * or under 1 TiB, and the range coder's first byte, which is always zero. */
static bool is_lzma_alone(struct bytes head)
{
    struct bytes rest = head, digits;
    if (head.left < 14 || head.at[0] != 0x5d || head.at[13] != 0) {
        return false;
    }
    uint32_t dictionary = (uint32_t)bytes_little(head.at + 1, 4);
    uint32_t low = dictionary & (~dictionary + 1);
    if (dictionary < 4096 || (dictionary != low && dictionary != 3 * low)) {
        return false;
    }
    if (!bytes_take(&rest, 5, &digits) || !bytes_take(&rest, 8, &digits)) {
        return false;
    }
    return bytes_equal(digits, bytes_over("\xff\xff\xff\xff\xff\xff\xff\xff", 8)) ||
           (digits.at[5] == 0 && digits.at[6] == 0 && digits.at[7] == 0);
}

static bool never(struct bytes head)
{
    (void)head;
    return false;
}

const struct stream_decoder deflate_decoder = { "deflate", never, begin_deflate, step_zlib,
                                                end_zlib };
const struct stream_decoder zlib_decoder = { "zlib", never, begin_zlib_frame, step_zlib, end_zlib };

static const struct stream_decoder of_zlib = { "zlib", is_zlib, begin_zlib_frame, step_zlib,
                                               end_zlib };

const struct stream_decoder *stream_decoder_of(struct bytes head)
{
    static const struct stream_decoder decoders[] = {
        { "gzip", is_gzip, begin_gzip, step_zlib, end_zlib },
        { "bzip2", is_bzip2, begin_bzip2, step_bzip2, end_bzip2 },
        { "xz", is_xz, begin_xz, step_lzma, end_lzma },
        { "lzip", is_lzip, begin_lzip, step_lzma, end_lzma },
        { "lzma", is_lzma_alone, begin_alone, step_lzma, end_lzma },
    };
    if (of_zlib.recognise(head)) {
        return &of_zlib;
    }
    for (size_t i = 0; i < sizeof(decoders) / sizeof(decoders[0]); i++) {
        if (decoders[i].recognise(head)) {
            return &decoders[i];
        }
    }
    return zstd_decoder.recognise(head) ? &zstd_decoder : NULL;
}

const struct stream_decoder *stream_decoder_again(struct bytes head)
{
    return may_be_zlib(head) ? &of_zlib : stream_decoder_of(head);
}

bool stream_decoder_swells(const struct stream_decoder *decoder, struct bytes head, unsigned factor)
{
    uint8_t out[SWELLING_LEAST];
    void *state = decoder->begin();
    struct bytes rest = head;
    size_t made = 0;
    if (state == NULL) {
        return false;
    }
    const enum decoder_step step = decoder->step(state, &rest, out, sizeof(out), &made);
    decoder->end(state);
    memory_wipe(out, made);
    return step == DECODER_MORE && made > factor * (head.left - rest.left);
}
