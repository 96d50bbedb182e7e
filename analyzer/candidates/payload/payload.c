#include "candidates/payload/payload.h"

#include <string.h>

#include "bytes/base64.h"
#include "bytes/der.h"
#include "candidates/packed/der_candidate.h"
#include "candidates/payload/line_gap.h"
#include "candidates/payload/line_prefix.h"
#include "candidates/payload/payload_ends.h"
#include "candidates/payload/payload_front.h"
#include "candidates/payload/payload_plus.h"
#include "candidates/payload/payload_word.h"
#include "candidates/payload/payload_wrap.h"

/* Characters that are decoded at once while the length is not known yet. */
#define PROBE_CHARACTERS 16
/* The header of a DER element is at most this long. */
#define DER_HEADER 6
#define UNKNOWN    SIZE_MAX
/* The check sum of OpenPGP armour: 24 bits. */
#define SUM_CHARACTERS 4
/* A first line shorter than this says nothing of the length of lines. */
#define LINE_MIN 16
/* What stands before a line is shorter. */
#define FIRST_PLACE_MAX 256

struct gathering {
    struct payload *payload;
    struct base64_reader reader;
    struct bytes body;
    enum payload_way way;
    bool structured; /* the goal is a structure */
    bool summed;     /* the goal is packets: a line of `=` and a check sum ends them */
    size_t length;   /* of the structure; UNKNOWN as long as it is */
    size_t fed;      /* characters decoded so far */
    size_t word;     /* length of the words to keep under PAYLOAD_LENGTH; 0 = none seen */
    size_t lines;    /* lines with any word */
    bool crowded;    /* a line had several words */
    bool marked;     /* the last word goes on behind a mark that fell away */
    size_t row_end;  /* of the body: where what stands between the lines begins; 0 = not known */
    bool done, failed;
};

/* Characters that base64 takes for so many bytes, padding left out. */
static size_t characters_for(size_t length)
{
    size_t rest = length % 3;
    return length / 3 * 4 + (rest > 0 ? rest + 1 : 0);
}

/* Learns from the front how long the structure is, or that it is none. */
static void learn_length(struct gathering *gathering)
{
    struct bytes front = buffer_bytes(&gathering->payload->decoded);
    if (front.left == 0 || gathering->length != UNKNOWN) {
        return;
    }
    if (front.at[0] == DER_SEQUENCE) {
        uint64_t span = front.left >= DER_HEADER ? der_span(front) : 0;
        gathering->length = span > 0 && span < UNKNOWN ? (size_t)span : UNKNOWN;
        return;
    }
    if (front.at[0] == SSHCOM_FIRST_OCTET) {
        size_t length = sshcom_blob_length(front);
        gathering->failed = length == 0 && front.left >= DER_HEADER + 2;
        gathering->length = length > 0 ? length : UNKNOWN;
        return;
    }
    if (front.at[0] != 'o') {
        gathering->failed = true;
        return;
    }
    size_t span = openssh_blob_length(front);
    gathering->length = span > 0 ? span : UNKNOWN;
}

/* Characters still wanted. */
static size_t wanted(const struct gathering *gathering)
{
    if (!gathering->structured || gathering->length == UNKNOWN) {
        return UNKNOWN;
    }
    size_t all = characters_for(gathering->length);
    return all > gathering->fed ? all - gathering->fed : 0;
}

static void cut_to(struct buffer *buffer, size_t length)
{
    if (buffer->used > length) {
        memory_wipe(buffer->at + length, buffer->used - length);
        buffer->used = length;
    }
}

static void finish_structure(struct gathering *gathering, size_t end)
{
    struct payload *payload = gathering->payload;
    struct bytes body = gathering->body;
    if (!base64_close(&gathering->reader, &payload->decoded)) {
        gathering->failed = true;
        return;
    }
    gathering->done = true;
    payload->consumed = end;
    payload->complete = payload->decoded.used >= gathering->length;
    payload->exact =
        payload->complete && (end == body.left || end == gathering->row_end ||
                              gathering->way == PAYLOAD_ENDS || !base64_standard(body.at[end]));
    cut_to(&payload->decoded, gathering->length);
}

static bool is_url_mark(uint8_t character)
{
    return character == '-' || character == '_';
}

/* Does the word go on behind such marks, as one does that is written in the alphabet for URLs? */
static bool is_cut_by_mark(struct bytes body, size_t end)
{
    size_t at = end;
    while (at < body.left && is_url_mark(body.at[at])) {
        at++;
    }
    return at > end && at < body.left && base64_standard(body.at[at]);
}

/* Is it the rest of such a word? */
static bool is_behind_mark(struct bytes body, size_t from)
{
    size_t at = from;
    while (at > 0 && is_url_mark(body.at[at - 1])) {
        at--;
    }
    return at < from && at > 0 && base64_standard(body.at[at - 1]);
}

static void note_marks(struct gathering *gathering, size_t from, size_t end)
{
    struct payload *payload = gathering->payload;
    payload->passed_url = payload->passed_url || gathering->marked ||
                          (gathering->way != PAYLOAD_URL && is_behind_mark(gathering->body, from));
    gathering->marked = gathering->way != PAYLOAD_URL && is_cut_by_mark(gathering->body, end);
}

static void feed(struct gathering *gathering, struct bytes word)
{
    size_t offset = (size_t)(word.at - gathering->body.at);
    note_marks(gathering, offset, offset + word.left);
    while (word.left > 0 && !gathering->done && !gathering->failed) {
        size_t count = wanted(gathering);
        if (gathering->structured && count == UNKNOWN) {
            count = PROBE_CHARACTERS - gathering->fed % 4;
        }
        struct bytes part;
        if (!bytes_take(&word, count < word.left ? count : word.left, &part) ||
            !base64_read(&gathering->reader, part, &gathering->payload->decoded)) {
            gathering->failed = true;
            return;
        }
        gathering->fed += part.left;
        offset += part.left;
        gathering->payload->consumed = offset;
        if (gathering->structured) {
            learn_length(gathering);
        }
        if (wanted(gathering) == 0) {
            finish_structure(gathering, offset);
        }
    }
}

/* RFC 1421 headers and the like: `Comment: ...`. */
static bool is_header(struct bytes line)
{
    size_t name = 0;
    while (name < line.left && name < 40 &&
           (base64_value(line.at[name]) < 62 || line.at[name] == '-')) {
        name++;
    }
    return name > 1 && name < line.left && line.at[name] == ':' &&
           (name + 1 == line.left || line.at[name + 1] == ' ' || line.at[name + 1] == '\t' ||
            line.at[name + 1] == '+');
}

struct line_words {
    size_t count, longest_count;         /* as long as the longest */
    struct bytes last, longest, fitting; /* `fitting`: of the length that is looked for */
};

static struct line_words words_of(const struct gathering *gathering, struct bytes line)
{
    struct line_words words = { 0 };
    struct bytes word;
    bool padded;
    size_t left = wanted(gathering);
    while (payload_word_take(&line, gathering->way == PAYLOAD_URL, &word, &padded)) {
        words.count++;
        words.last = word;
        words.longest_count = word.left > words.longest.left    ? 1
                              : word.left == words.longest.left ? words.longest_count + 1
                                                                : words.longest_count;
        if (word.left > words.longest.left) {
            words.longest = word;
        }
        if (word.left == gathering->word || word.left == left) {
            words.fitting = word;
        }
    }
    return words;
}

static void feed_all(struct gathering *gathering, struct bytes line)
{
    struct bytes word;
    bool padded;
    while (!gathering->done && !gathering->failed &&
           payload_word_take(&line, gathering->way == PAYLOAD_URL, &word, &padded)) {
        if (gathering->way == PAYLOAD_FROM_START && gathering->fed == 0 &&
            !payload_front_is(word, gathering->summed)) {
            continue;
        }
        feed(gathering, word);
        if (padded && !gathering->structured) {
            gathering->done = true;
        }
    }
}

static void feed_one(struct gathering *gathering, struct bytes word)
{
    const struct bytes body = gathering->body;
    if (word.left == 0) {
        return;
    }
    feed(gathering, word);
    size_t end = (size_t)(word.at - body.at) + word.left;
    if (!gathering->structured && end < body.left && body.at[end] == '=') {
        gathering->done = true;
    }
}

/* Lines that were joined stand on one: each word of the length counts. */
static void feed_joined(struct gathering *gathering, struct bytes line, size_t length)
{
    struct bytes word;
    bool padded;
    gathering->word = length;
    while (!gathering->done && !gathering->failed &&
           payload_word_take(&line, false, &word, &padded)) {
        if (word.left == length || word.left == wanted(gathering)) {
            feed(gathering, word);
        }
    }
}

static void feed_fitting(struct gathering *gathering, struct bytes line,
                         const struct line_words *words)
{
    const size_t length = gathering->word > 0 ? gathering->word : words->longest.left;
    if (words->longest_count > 1 && length >= LINE_MIN && words->longest.left == length) {
        feed_joined(gathering, line, length);
        return;
    }
    if (gathering->word == 0) {
        gathering->word = words->longest.left >= LINE_MIN ? words->longest.left : 0;
        feed_one(gathering, gathering->word > 0 ? words->longest : words->fitting);
        return;
    }
    feed_one(gathering, words->fitting);
}

static void feed_line(struct gathering *gathering, struct bytes line)
{
    struct line_words words = words_of(gathering, line);
    if (words.count == 0) {
        return;
    }
    gathering->lines++;
    gathering->crowded = gathering->crowded || words.count > 1;
    switch (gathering->way) {
    case PAYLOAD_WRAPPED:
        payload_wrap_cut(&line);
        gathering->row_end = (size_t)(line.at - gathering->body.at) + line.left;
        feed_all(gathering, line);
        break;
    case PAYLOAD_PLUS:
    case PAYLOAD_STRIP:
    case PAYLOAD_CUT_STRIP:
    case PAYLOAD_FROM_START:
    case PAYLOAD_GAPS:
    case PAYLOAD_URL:
    case PAYLOAD_ENDS:
    case PAYLOAD_WAYS:
        feed_all(gathering, line);
        break;
    case PAYLOAD_CUT_PURE:
    case PAYLOAD_PURE:
        feed_one(gathering, words.count == 1 && !payload_word_is_page(line, words.last)
                                ? words.last
                                : (struct bytes){ 0 });
        break;
    case PAYLOAD_LENGTH:
        feed_fitting(gathering, line, &words);
        break;
    case PAYLOAD_LAST:
        feed_one(gathering, words.last);
        break;
    case PAYLOAD_LONGEST:
        /* Before the first line of the payload there are only words. */
        feed_one(gathering, gathering->fed > 0 || words.longest.left >= LINE_MIN
                                ? words.longest
                                : (struct bytes){ 0 });
        break;
    }
}

/* Where the check sum of OpenPGP armour begins on a line: `=` and four characters, with
 * no base64 directly around them. The line's length where there is none. */
static size_t check_sum_place(struct bytes line)
{
    for (size_t at = 0; at < line.left; at++) {
        const struct bytes rest = bytes_over(line.at + at, line.left - at);
        if (rest.at[0] == '=' && (at == 0 || !base64_standard(line.at[at - 1])) &&
            base64_run(bytes_over(rest.at + 1, rest.left - 1), false) == SUM_CHARACTERS) {
            return at;
        }
    }
    return line.left;
}

static void feed_up_to_sum(struct gathering *gathering, struct bytes line)
{
    const size_t place = gathering->summed ? check_sum_place(line) : line.left;
    const bool ends = place < line.left;
    feed_line(gathering, bytes_over(line.at, place));
    gathering->done = gathering->done || (ends && gathering->fed > 0 && !gathering->failed);
}

/* An END line ends what stands without armour too: its letters, and for URLs its dashes,
 * are of the alphabet. True where there is one, which is cut off the line. */
static bool cut_end(struct bytes *line)
{
    static const char end[] = "-----END";
    const bool may = memchr(line->at, end[0], line->left) != NULL; /* else memmem() takes longest */
    const uint8_t *mark = may ? memmem(line->at, line->left, end, sizeof(end) - 1) : NULL;
    if (mark != NULL) {
        line->left = (size_t)(mark - line->at);
    }
    return mark != NULL;
}

static void gather(struct gathering *gathering, const struct payload_source *source)
{
    bool cuts = gathering->way == PAYLOAD_CUT_STRIP || gathering->way == PAYLOAD_CUT_PURE;
    struct bytes text = source->body, line, cut;
    bool first = true;
    while (!gathering->done && !gathering->failed && line_take(&text, &line)) {
        if (cuts && !first &&
            !bytes_take(&line, line_prefix_match_tail(source->prefix, line), &cut)) {
            return;
        }
        first = false;
        const bool last = source->bare && cut_end(&line);
        if (gathering->fed > 0 || !is_header(line)) {
            feed_up_to_sum(gathering, line);
        }
        gathering->payload->scanned = source->body.left - text.left;
        if (last) {
            return;
        }
    }
}

/* Where the payload begins in the body, as far as can be told: with the front of a
 * structure, or with the first long word. */
static size_t first_place(const struct gathering *gathering)
{
    const struct bytes body = gathering->body;
    size_t word = 0;
    for (size_t at = 0; at < body.left && at < FIRST_PLACE_MAX; at++) {
        struct bytes rest = bytes_over(body.at + at, body.left - at);
        size_t run = base64_run(rest, false);
        if (gathering->structured || gathering->summed
                ? run >= LINE_MIN && payload_front_is(rest, gathering->summed)
                : word == 0 && run >= LINE_MIN) {
            return at;
        }
        word = run > 0 ? word + 1 : 0;
    }
    return 0;
}

/* The mark of a diff is of the alphabet, and stands before the BEGIN as well. */
static bool is_diff_mark(const struct payload_source *source, size_t at)
{
    return source->goal == PAYLOAD_ALL && source->prefix.left > 0 &&
           source->prefix.at[source->prefix.left - 1] == '+' && source->body.left > at &&
           source->body.at[at] == '+';
}

static void gather_gaps(struct gathering *gathering, const struct payload_source *source)
{
    size_t first = first_place(gathering);
    first += is_diff_mark(source, first) ? 1 : 0;
    struct line_gap gap;
    struct bytes text = gathering->body, line;
    if (!line_gap_learn(text, first, source->prefix, &gap) || !bytes_take(&text, first, &line)) {
        return;
    }
    while (!gathering->done && !gathering->failed && line_gap_take(&gap, &text, &line)) {
        gathering->row_end = (size_t)(line.at - gathering->body.at) + line.left;
        feed_up_to_sum(gathering, line);
        gathering->payload->scanned = gathering->body.left - text.left;
    }
}

static void gather_ends(struct gathering *gathering)
{
    struct payload_ends ends;
    if (payload_ends_find(gathering->body, first_place(gathering), &ends)) {
        feed(gathering, ends.front);
        feed(gathering, ends.rest);
    }
    gathering->payload->scanned = ends.scanned;
}

/* BER without a length of its own, or encrypted: the text's end is the end. */
static void finish_open(struct gathering *gathering)
{
    struct payload *payload = gathering->payload;
    if (gathering->done) {
        return;
    }
    if (!base64_close(&gathering->reader, &payload->decoded)) {
        gathering->failed = true;
        return;
    }
    if (!gathering->structured || payload->decoded.used == 0) {
        return;
    }
    struct bytes rest = buffer_bytes(&payload->decoded), content;
    if (gathering->length == UNKNOWN &&
        der_take(&rest, DER_LENIENT, DER_SEQUENCE, &content) == OUTCOME_OK) {
        cut_to(&payload->decoded, payload->decoded.used - rest.left);
        payload->complete = true;
        payload->exact = rest.left == 0;
    }
}

bool payload_read(const struct payload_source *source, enum payload_way way,
                  struct payload *payload)
{
    buffer_reset(&payload->decoded);
    payload->scanned = payload->consumed = 0;
    payload->complete = payload->exact = payload->passed_url = false;
    if (way == PAYLOAD_PLUS) {
        return payload_plus_read(source, payload);
    }
    struct gathering gathering = { .payload = payload,
                                   .body = source->body,
                                   .way = way,
                                   .structured = source->goal == PAYLOAD_STRUCTURE,
                                   .summed = source->goal == PAYLOAD_PACKETS,
                                   .length = UNKNOWN };
    if ((way == PAYLOAD_LENGTH && !gathering.structured) ||
        (way == PAYLOAD_WRAPPED && !payload_wrap_holds(source->body)) ||
        (way == PAYLOAD_ENDS && (!gathering.structured || source->bare))) {
        return false;
    }
    if (way == PAYLOAD_GAPS) {
        gather_gaps(&gathering, source);
    } else if (way == PAYLOAD_ENDS) {
        gather_ends(&gathering);
    } else {
        gather(&gathering, source);
    }
    if (gathering.done && !gathering.structured &&
        !base64_close(&gathering.reader, &payload->decoded)) {
        return false;
    }
    finish_open(&gathering);
    payload->tidy = !gathering.crowded || gathering.lines == 1;
    payload->swept = way == PAYLOAD_ENDS ||
                     (!payload->tidy && (way == PAYLOAD_STRIP || way == PAYLOAD_CUT_STRIP ||
                                         way == PAYLOAD_FROM_START || way == PAYLOAD_URL));
    payload->complete = payload->complete || !gathering.structured;
    return !gathering.failed && payload->decoded.used > 0;
}

void payload_clear(struct payload *payload)
{
    buffer_clear(&payload->decoded);
    redaction_clear(&payload->redaction);
    *payload = (struct payload){ 0 };
}
