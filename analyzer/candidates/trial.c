#include "candidates/trial.h"

#include <string.h>

#include "bytes/der.h"
#include "bytes/hex_dump.h"
#include "bytes/openpgp_packet.h"
#include "candidates/armour/plain_armour.h"
#include "candidates/packed/der_candidate.h"
#include "candidates/packed/openpgp_block.h"
#include "candidates/packed/packed_form.h"
#include "candidates/payload/payload_lack.h"
#include "candidates/payload/torn_text.h"

/* A cut-off key of fewer bytes says nothing; placeholders are shorter still. */
#define INCOMPLETE_MIN 64
/* But for an ECPrivateKey (RFC 5915), whose private half is all at its front: of 224 bits. */
#define SCALAR_MIN 35
/* Check sum of OpenPGP armour. */
#define SUM_OCTETS 3
/* Block lengths of the ciphers of RFC 1421 armour: all are multiples of this. */
#define CIPHER_BLOCK 8
/* The shortest key that is closed: SEC 1 of 192 bits without its point, padded. */
#define CLOSED_MIN 48
/* What stands before a text on the line of a dump is shorter. */
#define DUMP_LINE_MAX 160
/* On the first line of a dump that is read. */
#define DUMP_OCTETS_MIN 8
/* From so many characters on shares are within a quarter of what they should be. */
#define PROSE_SURE 256

/* Stand at the front of either, and read nothing where all others read the same. */
#define WRAPPED_WAYS 2
static const enum payload_way plain_ways[PAYLOAD_WAYS] = {
    PAYLOAD_WRAPPED,    PAYLOAD_PLUS,   PAYLOAD_STRIP, PAYLOAD_CUT_STRIP, PAYLOAD_CUT_PURE,
    PAYLOAD_PURE,       PAYLOAD_LENGTH, PAYLOAD_LAST,  PAYLOAD_LONGEST,   PAYLOAD_GAPS,
    PAYLOAD_FROM_START, PAYLOAD_ENDS,   PAYLOAD_URL
};
/* What is encrypted cannot be held against its numbers, so the strictest comes first.
 * So for OpenPGP, most of which is encrypted. */
static const enum payload_way encrypted_ways[PAYLOAD_WAYS] = {
    PAYLOAD_WRAPPED,    PAYLOAD_PLUS, PAYLOAD_CUT_PURE, PAYLOAD_PURE,   PAYLOAD_CUT_STRIP,
    PAYLOAD_STRIP,      PAYLOAD_LAST, PAYLOAD_LONGEST,  PAYLOAD_LENGTH, PAYLOAD_GAPS,
    PAYLOAD_FROM_START, PAYLOAD_ENDS, PAYLOAD_URL
};

struct attempt {
    const struct trial *trial;
    struct payload *payload;
    bool encrypted, packets;
    uint64_t offered[2 * PAYLOAD_WAYS]; /* fingerprints of contents that were refused */
    size_t offers;
    bool useful[PAYLOAD_WAYS]; /* came out whole, but was not offered in the strict round */
    int best;                  /* index of the first way that was offered; -1 */
    int longest;               /* index of the way that gave most; -1 */
    int held;                  /* index of the way that was read last; -1 */
    size_t longest_length;
    bool scalar; /* and the private half of an EC key is all there */
    uint64_t taken_to;
    bool plain;   /* all ways read the same, but for one that looks for its front further on */
    bool fronted; /* and a front is what it begins with */
    bool lacking; /* whichever way it is read, it ends before its structure does */
    bool judged;  /* so that it was offered for the last time at once */
    bool likely;  /* what was offered last has the shape of a key */
    bool settled; /* beyond doubt something else: a public key */
};

/* FNV-1a: tells apart readings of the same text, nothing more. */
static uint64_t fingerprint(struct bytes content)
{
    uint64_t sum = 0xcbf29ce484222325u;
    for (size_t i = 0; i < content.left; i++) {
        sum = (sum ^ content.at[i]) * 0x100000001b3u;
    }
    return sum;
}

static bool was_offered(const struct attempt *attempt, uint64_t sum)
{
    for (size_t i = 0; i < attempt->offers; i++) {
        if (attempt->offered[i] == sum) {
            return true;
        }
    }
    return false;
}

/* Where it begins and ends in the window. */
static void raw_extent(const struct attempt *attempt, size_t *from, size_t *to)
{
    const struct trial *trial = attempt->trial;
    const size_t end = trial->end > 0 ? trial->end : trial->body + attempt->payload->consumed;
    *from = trial->raw + trial->view->origin[trial->begin];
    *to = trial->raw + trial->view->origin[end];
}

static void set_extent(const struct attempt *attempt, struct candidate *candidate)
{
    const struct trial *trial = attempt->trial;
    struct bytes text = trial->window->text, before;
    size_t from, to;
    raw_extent(attempt, &from, &to);
    bool within =
        bytes_take(&text, from, &before) && bytes_take(&text, to - from, &candidate->taken);
    (void)within; /* origins lie in the window that the view was made of */
    candidate->offset = trial->window->base + from;
    candidate->length = to - from;
}

static enum candidate_form form_of(const struct attempt *attempt, struct bytes content)
{
    if (attempt->packets) {
        return CANDIDATE_PGP;
    }
    if (attempt->encrypted) {
        return CANDIDATE_PEM_ENCRYPTED;
    }
    if (sshcom_blob_length(content) > 0) {
        return CANDIDATE_SSH2;
    }
    if (pkcs12_extent_front(content) > 0) {
        return CANDIDATE_PKCS12;
    }
    return content.left > 0 && content.at[0] == 'o' ? CANDIDATE_OPENSSH : CANDIDATE_DER;
}

static enum offer deliver_certificates(const struct attempt *attempt, enum der_shape shape,
                                       const struct candidate *candidate)
{
    struct delivery *delivery = attempt->trial->delivery;
    struct bytes certificates, content, whole;
    if (shape == DER_SHAPE_CERTIFICATE) {
        delivery_certificate(delivery, candidate->content, candidate->offset, candidate->length);
        return OFFER_TAKEN;
    }
    if (shape == DER_SHAPE_REQUEST) {
        delivery_request(delivery, candidate->content, candidate->offset, candidate->length);
        return OFFER_TAKEN;
    }
    unsigned tag;
    if (!signed_data_certificates(candidate->content, &certificates)) {
        return OFFER_REFUSED;
    }
    while (der_take_any(&certificates, DER_LENIENT, &tag, &content, &whole) == OUTCOME_OK) {
        size_t length;
        if (der_candidate_shape(whole, &length) == DER_SHAPE_CERTIFICATE) {
            delivery_certificate(delivery, whole, candidate->offset, candidate->length);
        }
    }
    return OFFER_TAKEN;
}

/* How long they are, where nothing is behind them; or no more than a check sum, which may
 * have lost its `=` to an escape. */
static size_t whole_packets(const struct attempt *attempt)
{
    const struct bytes content = buffer_bytes(&attempt->payload->decoded);
    const size_t length = openpgp_packets_length(content);
    return content.left - length <= SUM_OCTETS ? length : 0;
}

/* Lines of an armour, and nothing else, that end before the structure does: up to there none are
 * too many or too few. */
static bool ends_early(const struct attempt *attempt)
{
    const struct payload *payload = attempt->payload;
    const enum label_kind kind = attempt->trial->kind;
    return (kind == LABEL_KEY || kind == LABEL_NONE) && !attempt->packets && !payload->complete &&
           payload->tidy && !payload->swept && !payload->passed_url;
}

/* May characters be too many in it, or too few? Where all of them are used up to an END, there
 * is no room for those that fell away. */
static bool is_loose(const struct attempt *attempt)
{
    const struct trial *trial = attempt->trial;
    const struct payload *payload = attempt->payload;
    if (attempt->encrypted || ends_early(attempt)) {
        return false;
    }
    return (!attempt->packets && !payload->exact) || payload->swept ||
           (payload->passed_url && !(payload->exact && trial->end > 0));
}

/* Characters of it may be lost. */
static bool is_torn(const struct attempt *attempt)
{
    const struct bytes read =
        bytes_over(attempt->trial->source.body.at, attempt->payload->consumed);
    return torn_text_at(read) < read.left;
}

/* Hands over what the payload holds now. */
static enum offer offer(struct attempt *attempt, bool last)
{
    const struct trial *trial = attempt->trial;
    struct bytes content = buffer_bytes(&attempt->payload->decoded);
    if (attempt->packets && whole_packets(attempt) > 0) {
        content.left = whole_packets(attempt);
    }
    struct candidate candidate = { .form = form_of(attempt, content),
                                   .origin =
                                       trial->kind == LABEL_NONE ? ORIGIN_BASE64 : ORIGIN_ARMOUR,
                                   .content = content,
                                   .loose = is_loose(attempt),
                                   .torn = is_torn(attempt),
                                   .label = trial->label,
                                   .dek_info = trial->dek_info,
                                   .parameters = trial->parameters };
    set_extent(attempt, &candidate);
    attempt->taken_to = candidate.offset + candidate.length;
    enum der_shape shape = DER_SHAPE_NONE;
    if (candidate.form == CANDIDATE_DER) {
        size_t length;
        shape = der_candidate_shape(content, &length);
    }
    if (shape == DER_SHAPE_CERTIFICATE || shape == DER_SHAPE_REQUEST ||
        shape == DER_SHAPE_SIGNED_DATA) {
        return deliver_certificates(attempt, shape, &candidate);
    }
    attempt->likely = shape == DER_SHAPE_KEY || candidate.form != CANDIDATE_DER;
    if (trial->kind != LABEL_KEY && trial->kind != LABEL_PGP && shape != DER_SHAPE_KEY &&
        candidate.form != CANDIDATE_OPENSSH && !(ends_early(attempt) && attempt->scalar)) {
        return OFFER_REFUSED;
    }
    return delivery_key(trial->delivery, &candidate, last);
}

/* Sentences, as they stand in manuals for "the base64 goes here": of what is closed, two
 * characters of five are capitals and one of six is a digit, of English hardly any. */
static bool reads_as_prose(struct bytes content)
{
    const size_t characters = content.left * 8 / 6;
    size_t capitals = 0, digits = 0;
    for (size_t i = 0; i < characters; i++) {
        unsigned value = 0;
        for (size_t bit = 6 * i; bit < 6 * i + 6; bit++) {
            const unsigned octet = content.at[bit / 8];
            value = value << 1 | (octet >> (7 - bit % 8) & 1u);
        }
        capitals += value < 26 ? 1 : 0;
        digits += value >= 52 && value < 62 ? 1 : 0;
    }
    /* Chance has its say in few of them. */
    return characters < PROSE_SURE ? capitals * 5 < characters || digits * 32 < characters
                                   : capitals * 10 < characters * 3 || digits * 12 < characters;
}

/* Nothing in a closed body shows that it is one, but that much. */
static bool may_be_closed(struct bytes content)
{
    return content.left >= CLOSED_MIN && !reads_as_prose(content);
}

static bool strict_enough(const struct attempt *attempt)
{
    const struct payload *payload = attempt->payload;
    return attempt->encrypted || attempt->packets ? payload->tidy : payload->exact;
}

static bool whole_enough(const struct attempt *attempt)
{
    const struct payload *payload = attempt->payload;
    if (attempt->packets) {
        return whole_packets(attempt) > 0;
    }
    const struct bytes content = buffer_bytes(&payload->decoded);
    return payload->complete &&
           (!attempt->encrypted || (content.left % CIPHER_BLOCK == 0 && may_be_closed(content)));
}

static void note_longest(struct attempt *attempt, int index)
{
    struct bytes content = buffer_bytes(&attempt->payload->decoded);
    if (content.left > attempt->longest_length &&
        (attempt->packets ? openpgp_block_front(content)
         : attempt->encrypted
             ? may_be_closed(content)
             : der_candidate_front(content) || form_of(attempt, content) != CANDIDATE_DER)) {
        attempt->longest = index;
        attempt->longest_length = content.left;
        attempt->scalar = der_candidate_scalar(content);
    }
}

static bool begins_with_front(const struct attempt *attempt)
{
    const struct bytes content = buffer_bytes(&attempt->payload->decoded);
    return attempt->encrypted ||
           (attempt->packets
                ? openpgp_block_front(content)
                : der_candidate_front(content) || form_of(attempt, content) != CANDIDATE_DER);
}

/* What was read is all there is to see: the same would come out, or less of it. */
static bool shows_no_more(const struct attempt *attempt, enum payload_way way)
{
    return (attempt->plain && (attempt->fronted || way != PAYLOAD_FROM_START)) ||
           (attempt->lacking && way != PAYLOAD_URL);
}

/* The mark of a diff, which is of the alphabet: on the lines behind it, too. */
static bool is_behind_plus(const struct payload_source *source)
{
    return source->prefix.left > 0 && source->prefix.at[source->prefix.left - 1] == '+';
}

/* Lines and nothing else, as far as they were read. Of several, the last one ends there too: in a
 * log it could be the date before that line. */
static bool reads_plain(const struct attempt *attempt)
{
    const struct payload *payload = attempt->payload;
    const struct bytes body = attempt->trial->source.body;
    const struct bytes lines =
        bytes_over(body.at, payload->complete ? payload->consumed : payload->scanned);
    const bool ends = lines.left == body.left ||
                      (body.at[lines.left] != 0 && strchr("\r\n=", body.at[lines.left]) != NULL);
    return plain_armour_lines(lines) && (ends || attempt->trial->source.prefix.left == 0 ||
                                         memchr(lines.at, '\n', lines.left) == NULL);
}

static bool try_way(struct attempt *attempt, int index, enum payload_way way, bool strict)
{
    bool read = payload_read(&attempt->trial->source, way, attempt->payload);
    attempt->held = read ? index : -1;
    attempt->trial->delivery->work += attempt->payload->scanned;
    attempt->fronted = read && begins_with_front(attempt);
    if (index == 0 && attempt->trial->kind == LABEL_NONE && attempt->fronted &&
        !is_behind_plus(&attempt->trial->source)) {
        attempt->plain = reads_plain(attempt);
    }
    if (!read) {
        return false;
    }
    if (!whole_enough(attempt)) {
        attempt->lacking =
            attempt->lacking || (way == PAYLOAD_STRIP && attempt->fronted &&
                                 payload_lacks(attempt->payload, attempt->trial->source.body));
        note_longest(attempt, index);
        return false;
    }
    if (strict && !strict_enough(attempt)) {
        attempt->useful[index] = true;
        return false;
    }
    uint64_t sum = fingerprint(buffer_bytes(&attempt->payload->decoded));
    if (was_offered(attempt, sum)) {
        return false;
    }
    attempt->judged = attempt->plain && attempt->fronted && !attempt->trial->more;
    if (offer(attempt, attempt->judged) == OFFER_TAKEN) {
        return true;
    }
    attempt->settled = attempt->trial->kind == LABEL_NONE && attempt->payload->exact &&
                       attempt->payload->tidy && !attempt->likely;
    attempt->offered[attempt->offers++] = sum;
    attempt->best = attempt->best < 0 ? index : attempt->best;
    return false;
}

/* Does this line, `at` in the window, show what is there from `begin` on, and go on from the one
 * before? */
static bool is_line_shown(struct bytes line, size_t at, size_t begin, struct hex_dump_line *before)
{
    struct hex_dump_line found;
    size_t shown;
    if (!hex_dump_shows_text(line, &found, &shown)) {
        return false;
    }
    const bool follows = before->octets > 0
                             ? hex_dump_follows(before, &found)
                             : found.octets >= DUMP_OCTETS_MIN && at + shown <= begin &&
                                   begin - (at + shown) < found.octets;
    *before = found;
    return follows;
}

/* Does a dump show all of it as text? What dots stand for there, and where lines end, its digits
 * know, so that nothing has to be guessed. One line that they do not know, and they would have less
 * than the text. */
static bool is_shown_by_dump(const struct attempt *attempt)
{
    const struct trial *trial = attempt->trial;
    const struct bytes text = trial->window->text;
    size_t begin, to, at, length, end;
    raw_extent(attempt, &begin, &to);
    for (at = begin; at > 0 && begin - at < DUMP_LINE_MAX && text.at[at - 1] != '\n' &&
                     text.at[at - 1] != '\r';) {
        at--;
    }
    struct hex_dump_line before = { 0 };
    for (; at < to; at += length + end) {
        const size_t left = text.left - at;
        hex_dump_line_end(
            bytes_over(text.at + at, left < 2 * DUMP_LINE_MAX ? left : 2 * DUMP_LINE_MAX), &length,
            &end);
        trial->delivery->work += length + end;
        if (length > 0 && at + length > begin &&
            !is_line_shown(bytes_over(text.at + at, length), at, begin, &before)) {
            return false;
        }
    }
    return before.octets > 0;
}

/* Characters were replaced by others: the bits that are left may do, or show at least what
 * it was. Only in an armour that has its END. */
static bool offer_redacted(struct attempt *attempt)
{
    const struct trial *trial = attempt->trial;
    struct redaction *redaction = &attempt->payload->redaction;
    if (trial->kind != LABEL_KEY || trial->end == 0 || attempt->encrypted || attempt->plain) {
        return false;
    }
    trial->delivery->work += trial->source.body.left;
    if (!redaction_read(trial->source.body, redaction) ||
        redaction_known(redaction) < INCOMPLETE_MIN || redaction_is_placeholder(redaction) ||
        is_shown_by_dump(attempt)) {
        return false;
    }
    struct candidate candidate = { .form = redaction_is_openssh(redaction) ? CANDIDATE_OPENSSH
                                                                           : CANDIDATE_DER,
                                   .origin = ORIGIN_ARMOUR,
                                   .content = buffer_bytes(&redaction->decoded),
                                   .unknown = buffer_bytes(&redaction->unknown),
                                   .label = trial->label,
                                   .parameters = trial->parameters };
    set_extent(attempt, &candidate);
    attempt->taken_to = candidate.offset + candidate.length;
    return delivery_key(trial->delivery, &candidate, true) == OFFER_TAKEN;
}

/* No other way is left: the likeliest reading once more, to be judged. A
 * cut-off one only from an armour, which says that it was meant to be a key, or where what is
 * left of it can show that it is one. */
static bool offer_last(struct attempt *attempt, const enum payload_way ways[PAYLOAD_WAYS])
{
    int index = attempt->best;
    const enum label_kind kind = attempt->trial->kind;
    const bool meant =
        kind == LABEL_KEY || kind == LABEL_PGP || (kind == LABEL_NONE && attempt->scalar);
    if (index < 0 && meant &&
        attempt->longest_length >= (attempt->scalar ? SCALAR_MIN : INCOMPLETE_MIN)) {
        index = attempt->longest;
    }
    return index >= 0 &&
           (index == attempt->held ||
            payload_read(&attempt->trial->source, ways[index], attempt->payload)) &&
           !is_shown_by_dump(attempt) && offer(attempt, true) == OFFER_TAKEN;
}

static bool try_ways(struct attempt *attempt)
{
    const enum payload_way *ways =
        attempt->encrypted || attempt->packets ? encrypted_ways : plain_ways;
    for (int i = 0; i < PAYLOAD_WAYS; i++) {
        if (i > WRAPPED_WAYS && shows_no_more(attempt, ways[i])) {
            continue;
        }
        if (try_way(attempt, i, ways[i], true)) {
            return true;
        }
        if (attempt->settled) {
            return false;
        }
    }
    for (int i = 0; i < PAYLOAD_WAYS; i++) {
        if (attempt->useful[i] && try_way(attempt, i, ways[i], false)) {
            return true;
        }
    }
    return !attempt->trial->more && !attempt->judged &&
           (offer_redacted(attempt) || offer_last(attempt, ways));
}

enum trial_end trial_run(const struct trial *trial, struct payload *payload, uint64_t *taken_to)
{
    struct attempt attempt = { .trial = trial,
                               .payload = payload,
                               .encrypted = trial->source.goal == PAYLOAD_ALL,
                               .packets = trial->source.goal == PAYLOAD_PACKETS,
                               .plain = trial->kind != LABEL_NONE &&
                                        trial->source.prefix.left == 0 &&
                                        plain_armour_body(trial->source.body),
                               .best = -1,
                               .longest = -1,
                               .held = -1 };
    const uint64_t work = trial->delivery->work;
    /* What is seen beside the digits of a dump is not all of it; the digits are. */
    bool taken = !hex_dump_begins(trial->source.body, 0) && try_ways(&attempt);
    buffer_reset(&payload->decoded);
    redaction_clear(&payload->redaction);
    if (taken) {
        trial->delivery->work = work;
        *taken_to = attempt.taken_to;
        return TRIAL_TAKEN;
    }
    return attempt.longest >= 0 ? TRIAL_PROMISING : TRIAL_NOTHING;
}
