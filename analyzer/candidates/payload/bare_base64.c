#include <string.h>

#include "bounds.h"
#include "bytes/base64.h"
#include "bytes/der.h"
#include "bytes/unescape.h"
#include "candidates/armour/armour.h"
#include "candidates/packed/der_candidate.h"
#include "candidates/trial.h"

#define PREFIX_BACK 256
/* Base64 characters that show the front of a structure: twelve bytes. */
#define FRONT_CHARACTERS 16
/* What they may take with escapes. */
#define FRONT_REACH 80
/* The length of an OpenSSH blob is not known beforehand; RSA-4096 takes 3,400 bytes. */
#define BLOB_LENGTH 8192

static size_t smaller(size_t one, size_t other)
{
    return one < other ? one : other;
}

/* The first twelve bytes that the base64 at `anchor` stands for. */
static bool decode_front(struct bytes text, size_t anchor, struct buffer *front)
{
    struct bytes rest = bytes_over(text.at + anchor, smaller(text.left - anchor, FRONT_REACH)), one;
    uint8_t characters[FRONT_CHARACTERS + UNESCAPE_MADE_MAX];
    size_t count = 0;
    while (count < FRONT_CHARACTERS && rest.left > 0) {
        uint8_t made[UNESCAPE_MADE_MAX] = { rest.at[0] };
        size_t length = 1, taken = 1;
        if (base64_value(rest.at[0]) == BASE64_FOREIGN) {
            taken = unescape_take(rest, made, &length);
        }
        if (taken == 0 || !bytes_take(&rest, taken, &one)) {
            return false;
        }
        for (size_t i = 0; i < length; i++) {
            if (base64_value(made[i]) != BASE64_FOREIGN) {
                characters[count++] = made[i];
            }
        }
    }
    return count >= FRONT_CHARACTERS &&
           base64_decode(bytes_over(characters, FRONT_CHARACTERS), front);
}

/* How many bytes the structure takes, by its front; 0 = it is none. */
static size_t length_at(struct bytes text, size_t anchor)
{
    struct buffer front = { 0 };
    size_t length = 0;
    if (decode_front(text, anchor, &front)) {
        struct bytes seen = buffer_bytes(&front);
        if (seen.left >= 12 && memcmp(seen.at, "openssh-key-", 12) == 0) {
            length = BLOB_LENGTH;
        } else if (der_candidate_front(seen)) {
            uint64_t span = der_span(seen);
            length = span == 0 || span > CERTIFICATE_DER_MAX ? BLOB_LENGTH : (size_t)span;
        }
    }
    buffer_clear(&front);
    return length;
}

bool armour_bare_plausible(struct bytes text, size_t anchor)
{
    return length_at(text, anchor) > 0;
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

/* What stands before the lines: of a row of base64 that began before it the mark of a diff. */
static struct bytes prefix_at(struct bytes text, size_t begin)
{
    const struct bytes front = line_front(text, begin);
    const bool marked =
        front.left > 1 && front.at[0] == '+' && base64_run(front, false) == front.left;
    return marked ? bytes_over(front.at, 1) : front;
}

void armour_read_bare(struct armour_reader *reader, const struct leaf_window *window, size_t anchor,
                      struct delivery *delivery)
{
    size_t from = anchor > PREFIX_BACK ? anchor - PREFIX_BACK : 0;
    const uint64_t work = delivery->work;
    size_t characters = length_at(window->text, anchor) / 3 * 4 + 4;
    /* As it stands, with line ends; then with escapes, quoting and prefixes. */
    const size_t reaches[] = { characters + characters / 4 + 512, 6 * characters + 4096 };
    for (size_t i = 0; i < 2; i++) {
        size_t to =
            anchor + smaller(window->text.left - anchor, smaller(reaches[i], CANDIDATE_SPAN_MAX));
        delivery->work += to - from;
        const struct view_wish wish = { .undo = UNDO_MARKUP, .mark = VIEW_UNCUT };
        if (!clear_view_make(&reader->view, bytes_over(window->text.at + from, to - from), &wish)) {
            return;
        }
        struct bytes text = buffer_bytes(&reader->view.text);
        size_t begin = clear_view_find(&reader->view, anchor - from);
        struct trial trial = { .delivery = delivery,
                               .window = window,
                               .view = &reader->view,
                               .raw = from,
                               .begin = begin,
                               .body = begin,
                               .kind = LABEL_NONE,
                               .more = i == 0 && to < window->text.left,
                               .source = { .body = bytes_over(text.at + begin, text.left - begin),
                                           .prefix = prefix_at(text, begin),
                                           .goal = PAYLOAD_STRUCTURE,
                                           .bare = true } };
        uint64_t taken_to;
        enum trial_end end = trial_run(&trial, &reader->payload, &taken_to);
        if (end == TRIAL_TAKEN) {
            delivery->work = work;
            delivery_take(delivery, window->base + anchor, taken_to);
        }
        if (end != TRIAL_PROMISING || to == window->text.left) {
            return;
        }
    }
}
