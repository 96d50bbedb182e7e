#include "candidates/armour/armour.h"

#include <string.h>

#include "bounds.h"
#include "bytes/der.h"
#include "bytes/hex_dump.h"
#include "bytes/utf16_narrow.h"
#include "candidates/armour/armour_mark.h"
#include "candidates/armour/bag_text.h"
#include "candidates/armour/ec_parameters.h"
#include "candidates/armour/plain_armour.h"
#include "candidates/pattern.h"
#include "candidates/payload/payload_front.h"
#include "candidates/payload/torn_text.h"
#include "candidates/trial.h"

/* What stands before BEGIN on its line and is looked at, in bytes. */
#define PREFIX_BACK 256
/* Where EC PARAMETERS may stand, with escapes. */
#define PARAMETERS_BACK 3072
/* Of UTF-16, in bytes. */
#define UNITS_BACK 1024
/* So much shows the BEGIN line, whatever is escaped in it. */
#define LINE_REACH 512

/* An END line with its label and dashes. */
#define END_REACH 96

/* Most keys end in the first two of these, in bytes. */
static const size_t reaches[] = { (size_t)2 << 10, (size_t)8 << 10, (size_t)32 << 10,
                                  CANDIDATE_SPAN_MAX };
#define REACHES (sizeof(reaches) / sizeof(reaches[0]))

struct armour_place {
    const struct leaf_window *window;
    size_t anchor, from; /* in the window: the "B", and where the view begins */
    enum view_width width;
    bool as_is; /* nothing is undone, for now */
    struct delivery *delivery;
    uint64_t work; /* of the delivery, before this one */
};

static size_t smaller(size_t one, size_t other)
{
    return one < other ? one : other;
}

/* Goes back over units of text. Which half of a unit is the zero cannot be seen
 * from inside the run: from its front, or else from its alignment. */
static void find_units(struct armour_place *place)
{
    const struct leaf_window *window = place->window;
    size_t least = place->anchor > UNITS_BACK ? place->anchor - UNITS_BACK : 0;
    size_t from = place->anchor;
    while (from >= least + 2 && utf16_run(bytes_over(window->text.at + from - 2, 2), false) == 2) {
        from -= 2;
    }
    bool big = from > 0 && window->text.at[from - 1] == 0 && (window->base + from) % 2 == 1;
    place->width = big ? VIEW_UTF16_BE : VIEW_UTF16_LE;
    place->from = big ? from - 1 : from;
    place->anchor -= big ? 1 : 0;
}

static void find_front(struct armour_place *place, bool wide)
{
    if (wide) {
        find_units(place);
        return;
    }
    const struct bytes text = place->window->text;
    const uint8_t *label = text.at + place->anchor;
    bool elliptic = memmem(label, smaller(text.left - place->anchor, 24), "EC", 2) != NULL;
    size_t back = elliptic ? PARAMETERS_BACK : PREFIX_BACK;
    place->width = VIEW_BYTES;
    place->from = place->anchor > back ? place->anchor - back : 0;
}

static struct bytes line_front(struct bytes text, size_t begin)
{
    size_t from = begin;
    while (from > 0 && begin - from < PREFIX_BACK && text.at[from - 1] != '\n' &&
           text.at[from - 1] != '\r') {
        from--;
    }
    return bytes_over(text.at + from, begin - from);
}

/* The DER of EC PARAMETERS before an EC key. */
static void read_parameters(struct armour_reader *reader, const struct armour_mark *mark,
                            struct bytes prefix, struct trial *trial)
{
    struct payload_source source = { .prefix = prefix, .goal = PAYLOAD_ALL };
    if (strncmp(mark->label, "EC ", 3) == 0 &&
        armour_mark_parameters(buffer_bytes(&reader->view.text), mark->begin, &source.body) &&
        ec_parameters_read(&source, &reader->payload, &reader->parameters)) {
        trial->parameters = buffer_bytes(&reader->parameters);
    }
}

/* The value of DEK-Info with hyphens for whatever dashes it was given. */
static struct bytes plain_dashes(struct bytes value, struct buffer *into)
{
    buffer_reset(into);
    for (size_t i = 0; i < value.left; i++) {
        bool dash = value.at[i] >= 0x80;
        if (!buffer_append_byte(into, dash ? '-' : value.at[i])) {
            return value;
        }
        while (dash && i + 1 < value.left && value.at[i + 1] >= 0x80 && value.at[i + 1] != 0xe2) {
            i++;
        }
    }
    return buffer_bytes(into);
}

/* RFC 1421 headers: what follows DEK-Info is encrypted. */
static void read_headers(struct armour_reader *reader, struct trial *trial)
{
    struct bytes body = trial->source.body,
                 head = bytes_over(body.at, smaller(body.left, ARMOUR_HEADERS_MAX));
    struct pattern_match match;
    trial->source.goal = trial->kind == LABEL_PGP ? PAYLOAD_PACKETS : PAYLOAD_STRUCTURE;
    trial->dek_info = (struct bytes){ 0 };
    if (trial->kind == LABEL_KEY && pattern_find(PATTERN_DEK_INFO, head, 0, false, &match)) {
        struct bytes value = bytes_over(head.at + match.from[1], match.to[1] - match.from[1]);
        trial->dek_info = plain_dashes(value, &reader->dek_info);
        trial->source.body = bytes_over(body.at + match.to[0], body.left - match.to[0]);
        trial->source.goal = PAYLOAD_ALL;
        trial->body += match.to[0];
    }
}

static void take_raw(const struct trial *trial, size_t from, size_t to)
{
    uint64_t base = trial->window->base + trial->raw;
    delivery_take_armour(trial->delivery, base + trial->view->origin[from],
                         base + trial->view->origin[to]);
}

/* The same as far as it is text: of a file whose end was lost, other octets come then. */
static enum trial_end try_torn(struct armour_reader *reader, struct trial *trial,
                               uint64_t *taken_to)
{
    if (trial->more) {
        return TRIAL_NOTHING;
    }
    const size_t end = torn_text_end(trial->source.body);
    trial->delivery->work += end;
    if (end == trial->source.body.left) {
        return TRIAL_NOTHING;
    }
    trial->end = 0;
    trial->source.body.left = end;
    return trial_run(trial, &reader->payload, taken_to);
}

/* From BEGIN to the next mark. */
static enum trial_end try_first(struct armour_reader *reader, const struct armour_mark *mark,
                                struct trial *trial)
{
    struct bytes text = buffer_bytes(&reader->view.text);
    uint64_t taken_to = 0;
    trial->body = mark->body;
    trial->end = mark->closed ? mark->first.to : 0;
    trial->source.body = bytes_over(text.at + mark->body, mark->first.from - mark->body);
    read_headers(reader, trial);
    enum trial_end end = trial_run(trial, &reader->payload, &taken_to);
    if (end != TRIAL_TAKEN && try_torn(reader, trial, &taken_to) == TRIAL_TAKEN) {
        end = TRIAL_TAKEN;
    }
    if (end == TRIAL_TAKEN) {
        uint64_t base = trial->window->base + trial->raw;
        delivery_take_armour(trial->delivery, base + reader->view.origin[mark->begin], taken_to);
    }
    return end;
}

/* From BEGIN to the END behind the armours that stand inside, without these. */
static enum trial_end try_outer(struct armour_reader *reader, const struct armour_mark *mark,
                                struct trial *trial)
{
    struct bytes text = buffer_bytes(&reader->view.text);
    uint64_t taken_to;
    size_t at = mark->body;
    buffer_reset(&reader->body);
    for (size_t i = 0; i <= mark->nested_count; i++) {
        size_t to = i < mark->nested_count ? mark->nested[i].from : mark->outer.from;
        if (!buffer_append(&reader->body, bytes_over(text.at + at, to - at)) ||
            !buffer_append_byte(&reader->body, '\n')) {
            return TRIAL_NOTHING;
        }
        at = i < mark->nested_count ? mark->nested[i].to : to;
    }
    trial->end = mark->outer.to;
    trial->source.body = buffer_bytes(&reader->body);
    read_headers(reader, trial);
    enum trial_end end = trial_run(trial, &reader->payload, &taken_to);
    if (end != TRIAL_TAKEN) {
        return end;
    }
    at = mark->begin;
    for (size_t i = 0; i < mark->nested_count; i++) {
        take_raw(trial, at, mark->nested[i].from);
        at = mark->nested[i].to;
    }
    take_raw(trial, at, mark->outer.to);
    return end;
}

/* From BEGIN to its END, or past the armours inside to that of its own. */
static enum trial_end try_ends(struct armour_reader *reader, const struct armour_place *place,
                               const struct armour_mark *mark, bool more)
{
    struct bytes text = buffer_bytes(&reader->view.text);
    bool outer = mark->outer.to > 0;
    struct trial trial = { .delivery = place->delivery,
                           .window = place->window,
                           .view = &reader->view,
                           .raw = place->from,
                           .begin = mark->begin,
                           .kind = mark->kind,
                           .more = more || outer,
                           .label = bytes_over(mark->label, mark->label_length) };
    trial.source.prefix = line_front(text, mark->begin);
    read_parameters(reader, mark, trial.source.prefix, &trial);
    enum trial_end end = try_first(reader, mark, &trial);
    if (end == TRIAL_TAKEN || !outer) {
        return end;
    }
    trial.more = false;
    return try_outer(reader, mark, &trial);
}

/* The characters beside a dump's digits break every label, and are not all of a text. */
static bool is_beside_digits(struct bytes view, const struct armour_mark *mark, struct bytes raw)
{
    return memchr(view.at + mark->begin, '\n', mark->body - mark->begin) != NULL &&
           hex_dump_begins(raw, 0);
}

/* UTF-16 comes back as a reading, and is looked at there. */
static void read_attributes(struct armour_reader *reader, const struct armour_place *place)
{
    const struct bytes text = place->window->text;
    const size_t back = smaller(place->anchor, BAG_ATTRIBUTES_BACK);
    place->delivery->work += back;
    if (place->width == VIEW_BYTES &&
        bag_text_local_key_id(bytes_over(text.at + place->anchor - back, back),
                              &reader->local_key_id)) {
        place->delivery->local_key_id = buffer_bytes(&reader->local_key_id);
    }
}

static enum trial_end try_mark(struct armour_reader *reader, const struct armour_place *place,
                               const struct armour_mark *mark, bool more)
{
    read_attributes(reader, place);
    enum trial_end end = try_ends(reader, place, mark, more);
    place->delivery->local_key_id = bytes_over(NULL, 0);
    return end;
}

/* The view so far behind the anchor, and the BEGIN line in it. */
static bool read_line(struct armour_reader *reader, const struct armour_place *place, size_t reach,
                      bool cut, struct armour_mark *mark)
{
    const struct bytes text = place->window->text;
    size_t to = smaller(text.left, place->anchor + reach), anchor = place->anchor - place->from;
    struct bytes raw = bytes_over(text.at + place->from, to - place->from);
    const struct view_wish wish = { .width = place->width,
                                    .undo = place->as_is ? UNDO_NOTHING : UNDO_MARKUP,
                                    .mark = cut ? anchor : VIEW_UNCUT };
    if (!clear_view_make(&reader->view, raw, &wish)) {
        return false;
    }
    place->delivery->work += reader->view.passes * raw.left;
    const struct bytes view = buffer_bytes(&reader->view.text);
    return armour_mark_read(view, clear_view_find(&reader->view, anchor), mark) &&
           (mark->kind != LABEL_OTHER || armour_label_hides(text, place->anchor)) &&
           !is_beside_digits(view, mark, bytes_over(text.at + place->anchor, to - place->anchor));
}

/* Something stands before the BEGIN on its line. */
static bool may_cut(const struct armour_reader *reader, const struct armour_mark *mark)
{
    struct bytes text = buffer_bytes(&reader->view.text);
    return mark->begin > 0 && text.at[mark->begin - 1] != '\n' && text.at[mark->begin - 1] != '\r';
}

/* The END line may go on behind what is seen. */
static bool cut_short(const struct armour_reader *reader, const struct armour_mark *mark)
{
    size_t end = mark->closed ? mark->first.to : mark->outer.to;
    return reader->view.text.used - end < END_REACH && end > 0;
}

/* With more and more text, until the end is found. `last` = nothing else will
 * be tried. False: another attempt may find more. */
static bool read_armour(struct armour_reader *reader, const struct armour_place *place, bool cut,
                        bool last)
{
    for (size_t i = 0; i < REACHES; i++) {
        struct armour_mark mark;
        if (!read_line(reader, place, reaches[i], cut, &mark)) {
            return false;
        }
        armour_mark_find_end(buffer_bytes(&reader->view.text), &mark);
        bool all = place->window->text.left - place->anchor <= reaches[i] || i + 1 == REACHES;
        bool settled = all || (!mark.open && !cut_short(reader, &mark));
        if (!settled && (i == 0 || !mark.open)) { /* else END would be left out, or cut short */
            continue;
        }
        bool again = place->as_is || (!last && may_cut(reader, &mark));
        enum trial_end end = try_mark(reader, place, &mark, !settled || again);
        if (end == TRIAL_TAKEN) {
            place->delivery->work = place->work;
            return true;
        }
        if (settled || end != TRIAL_PROMISING) {
            return !again;
        }
    }
    return true;
}

/* Numbers of a curve stand before it, in whatever state. */
static bool has_parameters(struct bytes text, size_t anchor)
{
    const size_t back = smaller(anchor, PARAMETERS_BACK);
    return memmem(text.at + anchor - back, back, "ARAM", 4) != NULL ||
           memmem(text.at + anchor - back, back, "aram", 4) != NULL;
}

/* An armour as programs write it needs to be looked at neither further than to its END, nor in
 * other ways. False: it is none, or what stands before it is not as simple. */
static bool read_plain(struct armour_reader *reader, const struct armour_place *place)
{
    const struct bytes text = place->window->text;
    const size_t end = plain_armour_end(text, place->anchor);
    struct armour_place plain = *place;
    struct armour_mark mark;
    if (end == 0 ||
        (place->anchor - place->from > PREFIX_BACK && has_parameters(text, place->anchor))) {
        return false;
    }
    plain.from = place->anchor - smaller(place->anchor, PREFIX_BACK);
    if (!read_line(reader, &plain, end - place->anchor, false, &mark) || reader->view.escaped) {
        return false;
    }
    armour_mark_find_end(buffer_bytes(&reader->view.text), &mark);
    if (!mark.closed || mark.first.to != reader->view.text.used) {
        return false;
    }
    if (try_mark(reader, &plain, &mark, false) == TRIAL_TAKEN) {
        place->delivery->work = place->work;
    }
    return true;
}

/* Behind the BEGIN line is a backslash, and then what stood on the next one: with its first
 * characters the backslash would be an escape. */
static bool ends_in_backslash(struct bytes text, size_t anchor)
{
    const size_t reach = smaller(text.left - anchor, ARMOUR_LABEL_REACH);
    const uint8_t *end = memmem(text.at + anchor, reach, "- \\", 3);
    return end != NULL &&
           payload_front_is(bytes_over(end + 3, text.left - (size_t)(end + 3 - text.at)), false);
}

static bool read_as_is(struct armour_reader *reader, const struct armour_place *place)
{
    struct armour_place as_is = *place;
    as_is.as_is = true;
    return place->width == VIEW_BYTES && ends_in_backslash(place->window->text, place->anchor) &&
           read_armour(reader, &as_is, false, false);
}

void armour_read(struct armour_reader *reader, const struct leaf_window *window, size_t anchor,
                 bool wide, struct delivery *delivery)
{
    struct armour_place place = {
        .window = window, .anchor = anchor, .delivery = delivery, .work = delivery->work
    };
    struct armour_mark mark;
    find_front(&place, wide);
    if (!wide && read_plain(reader, &place)) {
        return;
    }
    if (read_as_is(reader, &place)) {
        return;
    }
    /* First the line alone: most of what says BEGIN is none. */
    bool line = read_line(reader, &place, LINE_REACH, false, &mark);
    if (line && read_armour(reader, &place, false, false)) {
        return;
    }
    /* Then without what stands before each line, which may break words apart. */
    if (read_line(reader, &place, LINE_REACH, true, &mark)) {
        (void)read_armour(reader, &place, true, true);
    }
}

void armour_read_narrow(struct armour_reader *reader, const struct leaf_window *window,
                        size_t anchor, struct delivery *delivery)
{
    struct armour_place place = {
        .window = window, .anchor = anchor, .delivery = delivery, .work = delivery->work
    };
    find_front(&place, false);
    (void)read_plain(reader, &place);
}

void armour_reader_clear(struct armour_reader *reader)
{
    clear_view_clear(&reader->view);
    payload_clear(&reader->payload);
    buffer_clear(&reader->body);
    buffer_clear(&reader->parameters);
    buffer_clear(&reader->dek_info);
    buffer_clear(&reader->local_key_id);
}
