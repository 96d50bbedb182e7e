#include "containers/carving/carve_trial.h"

#include "bounds.h"
#include "buffer.h"
#include "containers/archives/lznt1_decoder.h"
#include "containers/archives/zip_header.h"
#include "containers/archives/zstd_decoder.h"

/* What the octets that tell decode to at the most. */
#define TRIAL_MADE ((size_t)1 << 20)
#define TRIAL_SEEN ((size_t)4096)
/* A trial begins and ends a decoder, which takes as long as so many octets. */
#define TRIAL_COST 1024u

static void pay(uint64_t *budget, uint64_t cost)
{
    *budget -= cost < *budget ? cost : *budget;
}

struct trial {
    enum decoder_step step;
    size_t total;
    bool text; /* what came first */
};

/* bzip2 gives nothing before it has a whole block, under a sum; xz a little earlier. Both have
 * long marks at their front: that nothing is wrong so far is enough. That of zstd is shorter, and
 * its first block is all in sight, unless it is cut off: then there is nothing to give. */
static bool is_enough(const struct stream_decoder *decoder, const struct trial *trial, size_t taken)
{
    if (trial->step == DECODER_END || decoder == &zstd_decoder) {
        return trial->total > 0;
    }
    return trial->step == DECODER_MORE || taken >= DECODER_SURE || trial->text;
}

/* Until it ends, fails, or has taken enough. */
static struct trial decode(const struct stream_decoder *decoder, void *state, struct bytes *head)
{
    uint8_t out[TRIAL_SEEN];
    struct trial trial = { .step = DECODER_MORE };
    const size_t given = head->left;
    bool stands = false;
    while (trial.step == DECODER_MORE && !stands && trial.total < TRIAL_MADE &&
           (given - head->left < DECODER_SURE || trial.total == 0)) {
        size_t made = 0, before = head->left;
        trial.step = decoder->step(state, head, out, sizeof(out), &made);
        trial.text = trial.total == 0 ? stream_decoder_made_text(out, made) : trial.text;
        trial.total += made;
        stands = made == 0 && head->left == before;
    }
    memory_wipe(out, sizeof(out));
    return trial;
}

static bool holds(const struct stream_decoder *decoder, struct bytes head, uint64_t *budget)
{
    const size_t given = head.left;
    void *state = decoder->begin();
    if (state == NULL) {
        return false;
    }
    const struct trial trial = decode(decoder, state, &head);
    decoder->end(state);
    if (is_enough(decoder, &trial, given - head.left)) {
        return true;
    }
    pay(budget, TRIAL_COST + (given - head.left));
    return false;
}

static bool zlib_holds(struct bytes head, uint64_t *budget)
{
    size_t taken;
    if (zlib_stream_stands(head, &taken)) {
        return true;
    }
    pay(budget, TRIAL_COST + taken);
    return false;
}

static bool zip_holds(struct bytes head, struct carve_member *member, uint64_t *budget)
{
    struct bytes rest = head, before;
    if (!carve_member_read(head, member) || !bytes_take(&rest, member->data, &before) ||
        (member->sized && member->size == 0)) {
        return false; /* a directory holds nothing */
    }
    return !member->plain || member->method != ZIP_DEFLATED ||
           holds(&deflate_decoder, rest, budget);
}

bool carve_trial_worth(enum carve_kind kind, struct bytes head, struct carve_member *member,
                       uint64_t *budget)
{
    if (!carve_form_holds(kind, head)) {
        return false;
    }
    if (kind == CARVE_ZIP) {
        return zip_holds(head, member, budget);
    }
    if (kind == CARVE_ZLIB) {
        return zlib_holds(head, budget);
    }
    const struct stream_decoder *decoder = stream_decoder_of(head);
    return kind == CARVE_TAR || kind == CARVE_LZ4 || kind == CARVE_7Z || kind == CARVE_CAB ||
           kind == CARVE_POSTGRES || kind == CARVE_SNAPPY ||
           (decoder != NULL && holds(decoder, head, budget));
}

/* Of sectors with anything in them one of sixteen has the bits of a header: it fails within some
 * octets, and no decoder is begun for it. */
size_t carve_trial_sector(struct bytes seen, uint64_t offset, size_t from, size_t to,
                          uint64_t *budget)
{
    const size_t skew = (size_t)((LZNT1_SECTOR - (offset + from) % LZNT1_SECTOR) % LZNT1_SECTOR);
    for (size_t at = from + skew; *budget > 0 && at < to; at += LZNT1_SECTOR) {
        size_t taken;
        if (lznt1_unit_stands(bytes_over(seen.at + at, seen.left - at), &taken)) {
            return at;
        }
        pay(budget, taken);
    }
    return to;
}
