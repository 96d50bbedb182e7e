#include "containers/carve_trial.h"

#include "bounds.h"
#include "buffer.h"
#include "containers/archive_filter.h"
#include "containers/carve_form.h"

/* Octets that no other bytes are a compressed stream for, and what they decode to at the most. */
#define TRIAL_SURE ((size_t)512)
#define TRIAL_MADE ((size_t)1 << 20)
/* Of text, fewer octets tell. */
#define TRIAL_TEXT ((size_t)64)
#define TRIAL_SEEN ((size_t)4096)
/* A trial begins and ends a decoder, which takes as long as so many octets. */
#define TRIAL_COST 1024u

static void pay(uint64_t *budget, uint64_t cost)
{
    *budget -= cost < *budget ? cost : *budget;
}

/* Letters, digits and line ends, and not the same few of them again and again. */
static bool is_text(const uint8_t *octets, size_t count)
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
    return count >= TRIAL_TEXT && kinds >= 8;
}

struct trial {
    enum decoder_step step;
    size_t total;
    bool text; /* what came first */
};

/* bzip2 gives nothing before it has a whole block, under a sum; xz a little earlier. Both have
 * long marks at their front: that nothing is wrong so far is enough. */
static bool is_enough(const struct trial *trial, size_t taken)
{
    if (trial->step == DECODER_END) {
        return trial->total > 0;
    }
    return trial->step == DECODER_MORE || taken >= TRIAL_SURE || trial->text;
}

/* Until it ends, fails, or has taken enough. */
static struct trial decode(const struct stream_decoder *decoder, void *state, struct bytes *head)
{
    uint8_t out[TRIAL_SEEN];
    struct trial trial = { .step = DECODER_MORE };
    const size_t given = head->left;
    bool stands = false;
    while (trial.step == DECODER_MORE && !stands && trial.total < TRIAL_MADE &&
           (given - head->left < TRIAL_SURE || trial.total == 0)) {
        size_t made = 0, before = head->left;
        trial.step = decoder->step(state, head, out, sizeof(out), &made);
        trial.text = trial.total == 0 ? is_text(out, made) : trial.text;
        trial.total += made;
        stands = made == 0 && head->left == before;
    }
    memory_wipe(out, sizeof(out));
    return trial;
}

bool carve_trial_holds(const struct stream_decoder *decoder, struct bytes head, uint64_t *budget)
{
    const size_t given = head.left;
    void *state = decoder->begin();
    if (state == NULL) {
        return false;
    }
    const struct trial trial = decode(decoder, state, &head);
    decoder->end(state);
    if (is_enough(&trial, given - head.left)) {
        return true;
    }
    pay(budget, TRIAL_COST + (given - head.left));
    return false;
}

/* The one thing that is asked of libarchive: a byte. */
static bool count_part(void *context, const struct place *place, enum part_nature nature,
                       struct stream *content)
{
    bool *made = context;
    (void)place;
    (void)nature;
    *made = stream_ahead(content, 1).left > 0;
    return false;
}

const struct fault *carve_zstd_walk(struct bytes frame, const struct container_sink *sink)
{
    static const struct fault none = { OUTCOME_UNEXPECTED, "RFC 8878 section 3.1.1",
                                       "no frame of zstd" };
    const struct archive_filter_kind *filter = archive_filter_of(frame);
    struct carve_chain state = { .once = true };
    struct chain_stream chain;
    struct memory_stream memory;
    if (filter == NULL) {
        return &none;
    }
    memory_stream_init(&memory, frame);
    chain_stream_init(&chain, &memory.stream, carve_form_chain(CARVE_ZSTD), &state);
    return archive_filter_walk(filter, &chain.stream, sink);
}

bool carve_trial_zstd(struct bytes head, uint64_t *budget)
{
    bool made = false;
    const struct container_sink sink = { .context = &made,
                                         .part = count_part,
                                         .journal = container_ignore_journal };
    if (carve_zstd_walk(head, &sink) == NULL && made) {
        return true;
    }
    pay(budget, TRIAL_COST + head.left);
    return false;
}
