#include "candidates/written/written_form.h"

#include "bounds.h"
#include "bytes/hex_dump.h"
#include "candidates/anchors.h"
#include "candidates/written/gnupg_agent.h"
#include "candidates/written/written_form_row.h"

const struct written_form written_forms[] = {
    { ANCHOR_DNSSEC, CANDIDATE_DNSSEC, dnssec_text_plausible, dnssec_text_extent },
    { ANCHOR_JWK, CANDIDATE_JWK, jwk_text_plausible, jwk_text_extent },
    { ANCHOR_JWE, CANDIDATE_JWE, jwe_object_plausible, jwe_object_extent },
    { ANCHOR_XML, CANDIDATE_XML, xml_element_plausible, xml_element_extent },
    { ANCHOR_PUTTY, CANDIDATE_PUTTY, putty_text_plausible, putty_text_extent },
    { ANCHOR_LISTING, CANDIDATE_LISTING, number_listing_plausible, number_listing_extent },
    { ANCHOR_DUMP | ANCHOR_LISTING, CANDIDATE_DUMP, number_dump_plausible, number_dump_extent },
    { ANCHOR_AGENT_TEXT, CANDIDATE_AGENT, gnupg_agent_text_plausible, gnupg_agent_text_extent },
};
const size_t written_form_count = sizeof(written_forms) / sizeof(written_forms[0]);

/* Most end in the first of these, in bytes on either side of the anchor. */
static const size_t reaches[] = { (size_t)1 << 10, (size_t)4 << 10, (size_t)16 << 10,
                                  CANDIDATE_SPAN_MAX };
#define REACHES (sizeof(reaches) / sizeof(reaches[0]))

/* Before the anchor on its line: no line of a dump is longer. */
#define LINE_BACK 160

/* The ways of looking at the text, in turn: strings of source code are joined before they
 * are read, for a part of a number is a number as well. What stands before the lines is cut
 * off as they lie there, or as they are once escapes are undone, or where spaces have become of
 * the line ends. */
static const struct {
    enum { CUT_NOTHING, CUT_FIRST, CUT_LAST, CUT_JOINED, CUT_SPACED } cut;
    enum { JOIN_NOTHING, JOIN_EXPRESSION, JOIN_LINES } join;
    enum view_undo undo;
} looks[] = {
    { CUT_NOTHING, JOIN_NOTHING, UNDO_NOTHING },   { CUT_NOTHING, JOIN_EXPRESSION, UNDO_ESCAPES },
    { CUT_NOTHING, JOIN_NOTHING, UNDO_ESCAPES },   { CUT_FIRST, JOIN_NOTHING, UNDO_NOTHING },
    { CUT_FIRST, JOIN_NOTHING, UNDO_ESCAPES },     { CUT_LAST, JOIN_NOTHING, UNDO_ESCAPES },
    { CUT_NOTHING, JOIN_NOTHING, UNDO_PAGE },      { CUT_NOTHING, JOIN_NOTHING, UNDO_MARKUP },
    { CUT_FIRST, JOIN_NOTHING, UNDO_MARKUP },      { CUT_LAST, JOIN_NOTHING, UNDO_MARKUP },
    { CUT_NOTHING, JOIN_LINES, UNDO_ESCAPES },     { CUT_FIRST, JOIN_EXPRESSION, UNDO_ESCAPES },
    { CUT_JOINED, JOIN_EXPRESSION, UNDO_ESCAPES }, { CUT_NOTHING, JOIN_EXPRESSION, UNDO_MARKUP },
    { CUT_NOTHING, JOIN_EXPRESSION, UNDO_PAGE },   { CUT_FIRST, JOIN_LINES, UNDO_ESCAPES },
    { CUT_LAST, JOIN_LINES, UNDO_MARKUP },         { CUT_JOINED, JOIN_LINES, UNDO_ESCAPES },
    { CUT_SPACED, JOIN_NOTHING, UNDO_ESCAPES },    { CUT_LAST, JOIN_NOTHING, UNDO_PAGE },
    { CUT_LAST, JOIN_NOTHING, UNDO_NOTHING },
};
#define LOOKS (sizeof(looks) / sizeof(looks[0]))

struct written_place {
    const struct written_form *form;
    const struct leaf_window *window;
    size_t anchor, front; /* in the window */
    struct delivery *delivery;
    size_t offered; /* bytes of what was offered last, as it was read */
};

enum look_end {
    LOOK_NOTHING,
    LOOK_OPEN, /* its front or its end is not in the text */
    LOOK_REFUSED,
    LOOK_TAKEN
};

bool written_form_plausible(struct bytes text, size_t anchor, unsigned kinds, uint64_t *work)
{
    for (size_t i = 0; i < written_form_count; i++) {
        size_t front = anchor;
        if ((kinds & written_forms[i].anchor) != 0 &&
            written_forms[i].plausible(text, anchor, &front, work)) {
            return true;
        }
    }
    return false;
}

/* All of it but what may hold others. */
static void take(const struct written_place *place, const struct clear_view *view,
                 const struct written_extent *extent, size_t raw)
{
    const uint64_t base = place->window->base + raw;
    const bool others = extent->others_from < extent->others_to;
    const size_t pause = others ? extent->others_from : extent->to;
    delivery_take(place->delivery, base + view->origin[extent->from], base + view->origin[pause]);
    if (others) {
        delivery_take(place->delivery, base + view->origin[extent->others_to],
                      base + view->origin[extent->to]);
    }
}

/* Do digits of a dump stand on the anchor's line, or on those behind it? */
static bool is_beside_digits(struct bytes text, size_t anchor)
{
    size_t from = anchor;
    while (from > 0 && anchor - from < LINE_BACK && text.at[from - 1] != '\n' &&
           text.at[from - 1] != '\r') {
        from--;
    }
    const bool whole = anchor - from < LINE_BACK; /* else there may be digits before it */
    return hex_dump_begins(bytes_over(text.at + from, text.left - from), whole ? 0 : anchor - from);
}

static enum offer offer(struct written_place *place, const struct clear_view *view,
                        const struct written_extent *extent, size_t raw, bool last)
{
    const struct bytes text = place->window->text;
    size_t from = raw + view->origin[extent->from], to = raw + view->origin[extent->to];
    struct candidate candidate = {
        .form = place->form->form,
        .origin = ORIGIN_ARMOUR, /* it says itself that it is a key */
        .content = bytes_over(view->text.at + extent->from, extent->to - extent->from),
        .offset = place->window->base + from,
        .length = to - from,
        .taken = bytes_over(text.at + from, to - from),
    };
    place->offered = candidate.content.left;
    if (is_beside_digits(text, place->anchor)) {
        return OFFER_REFUSED;
    }
    enum offer answer = delivery_key(place->delivery, &candidate, last);
    if (answer == OFFER_TAKEN) {
        take(place, view, extent, raw);
    }
    return answer;
}

/* Where the string of source code begins that the mark stands in: what stands before it is cut
 * off, and the quotes are joined. */
static size_t string_front(struct bytes raw, size_t mark)
{
    for (size_t at = mark; at > 0 && raw.at[at - 1] != '\n' && raw.at[at - 1] != '\r'; at--) {
        if (raw.at[at - 1] == '"' || raw.at[at - 1] == '\'') {
            return at - 1;
        }
    }
    return mark;
}

/* False where this way shows nothing that another one does not. */
static bool make_view(struct clear_view *view, struct bytes raw, size_t way, size_t mark)
{
    const enum view_join join = looks[way].join == JOIN_LINES ? JOIN_LIST : JOIN_STRINGS;
    const bool joins = looks[way].join != JOIN_NOTHING;
    const bool cuts_raw = looks[way].cut == CUT_FIRST || looks[way].cut == CUT_LAST;
    size_t cut = cuts_raw ? mark : VIEW_UNCUT;
    if (joins && looks[way].cut != CUT_NOTHING) {
        const size_t front = string_front(raw, mark);
        if (join == JOIN_LIST && front == mark) {
            return false;
        }
        cut = cuts_raw ? front : VIEW_UNCUT;
    }
    const struct view_wish wish = { .undo = looks[way].undo,
                                    .mark = cut,
                                    .cut_last = looks[way].cut == CUT_LAST };
    if (!clear_view_make(view, raw, &wish)) {
        return false;
    }
    if (looks[way].cut == CUT_JOINED) {
        return clear_view_join(view, join) && clear_view_cut(view, mark);
    }
    if (looks[way].cut == CUT_SPACED) {
        return clear_view_split(view, mark);
    }
    return joins ? clear_view_join(view, join)
                 : view->escaped || looks[way].undo == UNDO_NOTHING ||
                       (looks[way].cut == CUT_LAST && looks[way].undo != UNDO_PAGE);
}

/* One way of looking at the text within `reach` of the anchor. */
static enum look_end look(struct armour_reader *reader, struct written_place *place, size_t reach,
                          size_t way, bool last)
{
    const struct bytes text = place->window->text;
    struct clear_view *view = &reader->view;
    size_t from = place->anchor > reach ? place->anchor - reach : 0;
    size_t left = text.left - place->anchor, to = place->anchor + (left < reach ? left : reach);
    if (place->front < from) {
        return LOOK_OPEN;
    }
    const struct bytes raw = bytes_over(text.at + from, to - from);
    struct written_extent extent = { 0 };
    const bool made = make_view(view, raw, way, place->front - from);
    place->delivery->work += (view->passes + 1) * raw.left; /* and once for its extent */
    if (!made || !place->form->extent(buffer_bytes(&view->text),
                                      clear_view_find(view, place->anchor - from), &extent)) {
        return LOOK_NOTHING;
    }
    bool all = (from == 0 && to == text.left) || reach >= CANDIDATE_SPAN_MAX;
    /* Cut within what stands before a line, or within an escape of that, it seems to end there. */
    const bool beside_cut = view->text.used - extent.to < LINE_BACK;
    if ((extent.open || beside_cut) && !all) {
        return LOOK_OPEN;
    }
    if (extent.from == extent.to) {
        return LOOK_NOTHING;
    }
    return offer(place, view, &extent, from, last) == OFFER_TAKEN ? LOOK_TAKEN : LOOK_REFUSED;
}

/* With more and more text, until its end is seen. */
static enum look_end look_further(struct armour_reader *reader, struct written_place *place,
                                  size_t way, bool last)
{
    enum look_end end = LOOK_OPEN;
    for (size_t i = 0; i < REACHES && end == LOOK_OPEN; i++) {
        end = look(reader, place, reaches[i], way, last);
    }
    return end;
}

/* Is there anything on its line that could be cut off the others? */
static bool begins_line(const struct written_place *place)
{
    const uint8_t *text = place->window->text.at;
    return place->front == 0 || text[place->front - 1] == '\n' || text[place->front - 1] == '\r';
}

/* Bytes of a file or a disk on its line: then the prefix of the others is a tail of what stands
 * before it, as they lie there. */
static bool is_behind_bytes(const struct written_place *place)
{
    const uint8_t *text = place->window->text.at;
    for (size_t at = place->front; at > 0 && place->front - at < LINE_BACK; at--) {
        const uint8_t before = text[at - 1];
        if (before == '\n' || before == '\r') {
            return false;
        }
        if (before >= 0x80) {
            return true;
        }
    }
    return false;
}

static bool is_idle(const struct written_place *place, size_t way)
{
    return (looks[way].cut == CUT_FIRST && begins_line(place)) ||
           (looks[way].cut == CUT_LAST && looks[way].undo == UNDO_NOTHING &&
            !is_behind_bytes(place));
}

/* As it stands, or once escapes are undone: all there is where no work is left. */
static bool is_narrow(size_t way)
{
    return looks[way].cut == CUT_NOTHING && looks[way].join == JOIN_NOTHING &&
           (looks[way].undo == UNDO_NOTHING || looks[way].undo == UNDO_ESCAPES);
}

/* No other way is left: what was refused once more, to be judged, the likeliest first. Where a
 * quote stands before each line, the text as it lies there has a first line and no more of a
 * closed key. What is as long as something that was judged is that again. */
static bool read_last(struct armour_reader *reader, struct written_place *place,
                      const size_t refused[LOOKS])
{
    for (size_t way = 0; way < LOOKS; way++) {
        size_t same = 0;
        while (refused[same] != refused[way]) {
            same++;
        }
        if (refused[way] > 0 && same == way &&
            look_further(reader, place, way, true) == LOOK_TAKEN) {
            return true;
        }
    }
    return false;
}

static bool read_form(struct armour_reader *reader, struct written_place *place)
{
    const uint64_t work = place->delivery->work;
    size_t refused[LOOKS] = { 0 }; /* bytes that were offered */
    for (size_t way = 0; way < LOOKS; way++) {
        if (place->delivery->narrow && !is_narrow(way)) {
            continue;
        }
        if (is_idle(place, way)) {
            continue;
        }
        enum look_end end = look_further(reader, place, way, false);
        if (end == LOOK_TAKEN) {
            place->delivery->work = work;
            return true;
        }
        refused[way] = end == LOOK_REFUSED ? place->offered : 0;
    }
    return read_last(reader, place, refused);
}

void written_form_read(struct armour_reader *reader, const struct leaf_window *window,
                       size_t anchor, unsigned kinds, struct delivery *delivery)
{
    for (size_t i = 0; i < written_form_count; i++) {
        struct written_place place = { .form = &written_forms[i],
                                       .window = window,
                                       .anchor = anchor,
                                       .front = anchor,
                                       .delivery = delivery };
        if ((kinds & written_forms[i].anchor) != 0 &&
            written_forms[i].plausible(window->text, anchor, &place.front, &delivery->work) &&
            read_form(reader, &place)) {
            return;
        }
    }
}
