#include "candidates/armour/key_fragment.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "bytes/base64.h"
#include "bytes/der.h"
#include "bytes/text_word.h"
#include "candidates/armour/fragment_front.h"
#include "candidates/armour/key_mark.h"
#include "candidates/packed/der_candidate.h"
#include "candidates/payload/line_prefix.h"
#define DER_HEADER 6
/* The first line of a key tells the width of the others where it is this long. */
#define WIDTH_MIN 16
/* Lines of a middle are at least this long: shorter ones are words. */
#define MIDDLE_WIDTH_MIN 32
/* Lines that are gathered: those of the longest key at 44 characters. */
#define LINES_MAX (FRAGMENT_KEY_MAX / 3 * 4 / 44)
/* What stands before each line of a piece is shorter. */
#define PREFIX_MAX 96

/* Characters of base64 on a line, and how they stand there. */
struct fragment_line {
    struct bytes word;
    bool whole; /* nothing else stands on the line */
};

static bool ensure_lines(struct fragment_reader *reader)
{
    reader->count = 0;
    if (reader->lines == NULL) {
        reader->lines = calloc(LINES_MAX, sizeof(*reader->lines));
    }
    return reader->lines != NULL;
}

static struct bytes without_padding(struct bytes word)
{
    for (int i = 0; i < 2 && word.left > 0 && word.at[word.left - 1] == '='; i++) {
        word.left--;
    }
    return word;
}

/* The base64 at the front of the line, or with `behind` at its end. */
static struct fragment_line read_line(struct bytes line, bool behind)
{
    const struct bytes plain = without_padding(line);
    size_t run = base64_run(plain, false);
    if (run == plain.left) {
        return (struct fragment_line){ plain, true };
    }
    if (!behind) {
        return (struct fragment_line){ bytes_over(plain.at, run), false };
    }
    for (run = 0; run < plain.left && base64_standard(plain.at[plain.left - 1 - run]); run++) {
    }
    return (struct fragment_line){ bytes_over(plain.at + plain.left - run, run), false };
}

static void add_line(struct fragment_reader *reader, struct fragment_line line)
{
    if (line.word.left > 0 && reader->count < LINES_MAX) {
        reader->lines[reader->count++] = line;
    }
}

/* Fields before the base64, as RFC 1421 has them. */
static bool is_field(struct bytes line)
{
    return memchr(line.at, ':', line.left) != NULL;
}

/* No further back than `least`. */
static struct bytes line_front(struct bytes text, size_t least, size_t at)
{
    size_t from = at;
    while (from > least && text.at[from - 1] != '\n' && text.at[from - 1] != '\r') {
        from--;
    }
    return bytes_over(text.at + from, at - from);
}

/* A mark, and the stretch from the one before it to the one behind it: what is its own. */
struct mark_place {
    struct key_mark mark;
    size_t from, to;
};

static struct bytes prefix_of(struct bytes text, const struct mark_place *place)
{
    const struct bytes front = line_front(text, place->from, place->mark.from);
    return front.left <= PREFIX_MAX ? front : bytes_over(front.at, 0);
}

static struct bytes without_prefix(struct bytes prefix, struct bytes line)
{
    struct bytes cut;
    size_t length = prefix.left > 0 && line.left > 0 ? line_prefix_match(prefix, line) : 0;
    return bytes_take(&line, length, &cut) ? text_without_blanks(line) : line;
}

/* Lines behind a BEGIN. False where they are closed by DEK-Info, or by a mark. */
static bool gather_down(struct fragment_reader *reader, struct bytes text,
                        const struct mark_place *place)
{
    const struct bytes prefix = prefix_of(text, place);
    struct bytes rest = bytes_over(text.at + place->mark.to, place->to - place->mark.to), line;
    reader->count = 0;
    while (reader->count < LINES_MAX && line_take(&rest, &line)) {
        line = without_prefix(prefix, line);
        if (line.left == 0 || (reader->count == 0 && is_field(line))) {
            if (memmem(line.at, line.left, "DEK-Info", 8) != NULL) {
                return false;
            }
            continue;
        }
        const struct fragment_line read = read_line(line, false);
        add_line(reader, read);
        if (!read.whole) {
            return memmem(line.at, line.left, "-----END", 8) == NULL;
        }
    }
    return true;
}

/* The line that ends before `*to`, which goes back to its front. */
static bool take_line_back(struct bytes text, size_t least, size_t *to, struct bytes *line)
{
    if (*to <= least) {
        return false;
    }
    size_t end = *to - 1; /* its line feed */
    end -= end > least && text.at[end] == '\n' && text.at[end - 1] == '\r' ? 1 : 0;
    *line = line_front(text, least, end);
    *to = end - line->left;
    return true;
}

static void turn_lines(struct fragment_reader *reader)
{
    for (size_t i = 0; 2 * i + 1 < reader->count; i++) {
        const struct fragment_line line = reader->lines[i];
        reader->lines[i] = reader->lines[reader->count - 1 - i];
        reader->lines[reader->count - 1 - i] = line;
    }
}

/* Lines before an END, in the order of the text. */
static void gather_up(struct fragment_reader *reader, struct bytes text,
                      const struct mark_place *place)
{
    const struct bytes prefix = prefix_of(text, place);
    size_t to = place->mark.from - line_front(text, place->from, place->mark.from).left;
    struct bytes line;
    reader->count = 0;
    while (reader->count < LINES_MAX && take_line_back(text, place->from, &to, &line)) {
        line = without_prefix(prefix, line);
        const struct fragment_line read = read_line(line, true);
        add_line(reader, read);
        if (!read.whole) {
            break;
        }
    }
    turn_lines(reader);
}

/* How many lines of one width stand in a row from `first` on, in steps of `step`. */
static size_t count_full(const struct fragment_reader *reader, size_t first, int step)
{
    const size_t width = first < reader->count ? reader->lines[first].word.left : 0;
    size_t at = first, full = 0;
    while (width >= WIDTH_MIN && at < reader->count && reader->lines[at].whole &&
           reader->lines[at].word.left == width) {
        full++;
        at += (size_t)step; /* one before the first is past the last */
    }
    return full;
}

/* The words of lines [from, to), one behind the other. */
static bool take_text(struct fragment_reader *reader, size_t from, size_t to)
{
    bool taken = true;
    buffer_reset(&reader->text);
    for (size_t i = from; taken && i < to; i++) {
        taken = buffer_append(&reader->text, reader->lines[i].word);
    }
    return taken;
}

static size_t length_of(const struct fragment_reader *reader, size_t from, size_t to)
{
    size_t length = 0;
    for (size_t i = from; i < to; i++) {
        length += reader->lines[i].word.left;
    }
    return length;
}

static void add_cut(struct key_fragment *fragment, size_t from, size_t length)
{
    if (length > 0 && fragment->facts.cut_count < FRAGMENT_CUTS_MAX) {
        fragment->from[fragment->facts.cut_count] = from;
        fragment->facts.cuts[fragment->facts.cut_count++] = (uint32_t)length;
    }
}

struct finding_fragments {
    struct fragment_reader *reader;
    struct bytes text;
    const uint32_t *origin; /* NULL: of the text itself */
    void *context;
    void (*found)(void *context, const struct key_fragment *fragment);
};

static void tell(const struct finding_fragments *finding, struct key_fragment *fragment,
                 size_t from, size_t to)
{
    const uint32_t *origin = finding->origin;
    fragment->offset = origin != NULL ? origin[from] : from;
    fragment->length = (origin != NULL ? origin[to] : to) - fragment->offset;
    fragment->text = buffer_bytes(&finding->reader->text);
    if (fragment->facts.cut_count > 0) {
        finding->found(finding->context, fragment);
    }
}

static size_t end_of(struct bytes text, struct bytes word)
{
    return (size_t)(word.at - text.at) + word.left;
}

static void read_front(const struct finding_fragments *finding, const struct key_mark *mark,
                       struct key_fragment *fragment)
{
    struct fragment_reader *reader = finding->reader;
    const bool any = reader->count > 0 && take_text(reader, 0, 1);
    if (!any) {
        buffer_reset(&reader->text);
    }
    fragment->facts.cut_count = 1; /* and not a character */
    add_cut(fragment, 0, reader->text.used);
    fragment->fronts_key =
        fragment_front_is_key(buffer_bytes(&reader->text), mark->label, &reader->front);
    tell(finding, fragment, mark->from,
         any ? end_of(finding->text, reader->lines[0].word) : mark->to);
}

static void read_head(const struct finding_fragments *finding, const struct mark_place *place)
{
    const struct key_mark *mark = &place->mark;
    struct fragment_reader *reader = finding->reader;
    struct key_fragment fragment = { .facts.kind = FRAGMENT_HEAD, .label = mark->label };
    if (!gather_down(reader, finding->text, place)) {
        return;
    }
    const size_t full = count_full(reader, 0, 1);
    if (full == 0) { /* cut off in its first line, or before: nothing tells of the whole */
        read_front(finding, mark, &fragment);
        return;
    }
    size_t to = full + FRAGMENT_CUTS_MAX - 1;
    to = to < reader->count ? to : reader->count;
    if (!take_text(reader, 0, to) ||
        !fragment_front_wanted(buffer_bytes(&reader->text), &reader->front,
                               &fragment.facts.wanted)) {
        return;
    }
    bool whole = false; /* but for its END */
    for (size_t i = full; i <= to; i++) {
        const size_t length = length_of(reader, 0, i);
        whole = whole || length == fragment.facts.wanted;
        if (fragment.facts.wanted == 0 || length < fragment.facts.wanted) {
            add_cut(&fragment, 0, length);
        }
    }
    fragment.fronts_key =
        !whole && fragment_front_is_key(bytes_over(reader->text.at, length_of(reader, 0, full)),
                                        mark->label, &reader->front);
    tell(finding, &fragment, mark->from, end_of(finding->text, reader->lines[to - 1].word));
}

static void read_tail(const struct finding_fragments *finding, const struct mark_place *place)
{
    const struct key_mark *mark = &place->mark;
    struct fragment_reader *reader = finding->reader;
    struct key_fragment fragment = { .facts.kind = FRAGMENT_TAIL, .label = mark->label };
    gather_up(reader, finding->text, place);
    if (reader->count == 0) {
        return;
    }
    /* The last line is of any length; those before it are full, but for the first. */
    const size_t full = reader->count > 1 ? count_full(reader, reader->count - 2, -1) : 0;
    const size_t base = reader->count - 1 - full;
    const size_t from = base > FRAGMENT_CUTS_MAX - 1 ? base - (FRAGMENT_CUTS_MAX - 1) : 0;
    if (!take_text(reader, from, reader->count)) {
        return;
    }
    for (size_t i = base + 1; i-- > from;) {
        add_cut(&fragment, length_of(reader, from, i), length_of(reader, i, reader->count));
    }
    tell(finding, &fragment, (size_t)(reader->lines[from].word.at - finding->text.at), mark->to);
}

/* A BEGIN and the END behind it are one armour, whatever stands between them. */
static void read_marks(const struct finding_fragments *finding)
{
    struct mark_place place = { .from = 0 };
    struct key_mark next;
    bool met = key_mark_find(finding->text, 0, &place.mark), closes = false;
    while (met) {
        const bool more = key_mark_find(finding->text, place.mark.to, &next);
        place.to = more ? next.from : finding->text.left;
        if (place.mark.begins && !(more && !next.begins)) {
            read_head(finding, &place);
        } else if (!place.mark.begins && !closes) {
            read_tail(finding, &place);
        }
        closes = place.mark.begins;
        place.from = place.mark.to;
        place.mark = next;
        met = more;
    }
}

static bool is_hex(struct bytes text)
{
    for (size_t i = 0; i < text.left; i++) {
        const uint8_t lower = text.at[i] | 0x20;
        if ((text.at[i] < '0' || text.at[i] > '9') && (lower < 'a' || lower > 'f')) {
            return false;
        }
    }
    return true;
}

/* No mark says what was put before the lines of a middle: quoting is all that is known. */
static struct bytes without_quoting(struct bytes line)
{
    struct bytes cut;
    while (line.left > 0 && (line.at[0] == '>' || line.at[0] == '|' || line.at[0] == ' ') &&
           bytes_take(&line, 1, &cut)) {
    }
    return text_without_blanks(line);
}

/* The one block of long lines of a text: which lines, and the short ones next to it. */
struct block {
    size_t from, full, to; /* lines: with the one before it, full ones, with the one behind */
    bool front;            /* one stands before it */
};

/* False where the text has none, or several. */
static bool gather_block(struct fragment_reader *reader, struct bytes text, struct block *block)
{
    struct bytes line;
    size_t width = 0;
    bool ended = false;
    *block = (struct block){ 0 };
    reader->count = 0;
    while (line_take(&text, &line)) {
        const struct bytes plain = without_quoting(line);
        const struct fragment_line read = read_line(plain, width == 0);
        const bool is_long = read.whole && read.word.left >= MIDDLE_WIDTH_MIN;
        if (plain.left == 0 || (ended && !is_long)) {
            continue;
        }
        if (ended || (is_long && block->full > 1 && read.word.left > width)) {
            return false;
        }
        if (is_long && read.word.left > width && block->full == 1) { /* the first was cut */
            reader->lines[0] = reader->lines[reader->count - 1];
            reader->count = 1;
            width = block->full = 0;
        }
        if (width == 0 && !is_long) {
            reader->count = 0; /* the last word before the block */
            add_line(reader, read);
            continue;
        }
        if (width == 0) {
            width = read.word.left;
            block->front = reader->count > 0;
        }
        add_line(reader, read);
        ended = read.word.left < width || reader->count == LINES_MAX;
        block->full += ended ? 0 : 1;
    }
    block->to = reader->count;
    return block->full > 0;
}

static void read_middle(const struct finding_fragments *finding)
{
    struct fragment_reader *reader = finding->reader;
    struct key_fragment fragment = { .facts.kind = FRAGMENT_MIDDLE };
    struct block block;
    if (!gather_block(reader, finding->text, &block) || !take_text(reader, 0, block.to) ||
        is_hex(buffer_bytes(&reader->text))) {
        return;
    }
    const size_t first = block.front ? 1 : 0, full = first + block.full;
    for (size_t from = first + 1; from-- > 0;) {
        add_cut(&fragment, length_of(reader, 0, from), length_of(reader, from, full));
        if (full < block.to) {
            add_cut(&fragment, length_of(reader, 0, from), length_of(reader, from, block.to));
        }
    }
    const struct bytes begin = reader->lines[0].word;
    tell(finding, &fragment, (size_t)(begin.at - finding->text.at),
         end_of(finding->text, reader->lines[block.to - 1].word));
}

static bool holds(struct bytes text, const char *word)
{
    return text.left > 0 && memmem(text.at, text.left, word, strlen(word)) != NULL;
}

void key_fragments_find(struct fragment_reader *reader, struct bytes leaf, void *context,
                        void (*found)(void *context, const struct key_fragment *fragment))
{
    struct finding_fragments finding = { reader, leaf, NULL, context, found };
    /* Nearly every text has neither a row of base64 nor such a mark, and is asked no more. */
    const bool row = base64_occurs(leaf, MIDDLE_WIDTH_MIN), mark = key_mark_occurs(leaf);
    if ((!row && !mark) || !ensure_lines(reader)) {
        return;
    }
    if (!holds(leaf, "-----BEGIN ") && !holds(leaf, "-----END ")) {
        read_middle(&finding);
        return;
    }
    const struct view_wish wish = { .width = VIEW_BYTES, .undo = UNDO_MARKUP, .mark = VIEW_UNCUT };
    if (mark && clear_view_make(&reader->view, leaf, &wish)) {
        finding.text = buffer_bytes(&reader->view.text);
        finding.origin = reader->view.origin;
        read_marks(&finding);
    }
}

bool key_fragment_join(const struct bytes *pieces, size_t count, struct buffer *decoded,
                       enum candidate_form *form)
{
    struct base64_reader reader = { 0 };
    size_t characters = 0;
    bool read = true;
    for (size_t i = 0; read && i < count; i++) {
        read = base64_read(&reader, pieces[i], decoded);
        characters += pieces[i].left;
    }
    if (!read || !base64_close(&reader, decoded) || decoded->used < DER_HEADER) {
        return false;
    }
    const struct bytes all = buffer_bytes(decoded);
    const bool der = all.at[0] == DER_SEQUENCE;
    const uint64_t span = der ? der_span(all) : openssh_blob_length(all);
    *form = der ? CANDIDATE_DER : CANDIDATE_OPENSSH;
    return span == all.left && span <= FRAGMENT_KEY_MAX &&
           characters == fragment_front_characters(span);
}

void fragment_reader_clear(struct fragment_reader *reader)
{
    clear_view_clear(&reader->view);
    buffer_clear(&reader->text);
    buffer_clear(&reader->front);
    free(reader->lines);
    *reader = (struct fragment_reader){ 0 };
}
