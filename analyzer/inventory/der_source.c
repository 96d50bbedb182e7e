#include "bytes/der.h"
#include "certificates/revocation_list.h"
#include "inventory/certificate_source.h"

/* DER: one object or several, one behind the other. */

static const struct fault no_object = { OUTCOME_UNEXPECTED, "RFC 5280 section 4.1",
                                        "no certificate" };
static const struct fault cut_short = { OUTCOME_TRUNCATED, "RFC 5280 section 4.1",
                                        "the file ends before the certificate does" };
static const struct fault too_long = { OUTCOME_BOUND, "RFC 5280 section 4.1",
                                       "larger than a bag of certificates may be" };

#define INDEFINITE 0x80

bool der_source_recognise(struct bytes head)
{
    return der_next_is(head, DER_SEQUENCE) && head.left >= 2 && head.at[1] >= INDEFINITE;
}

static void skip_rest(struct source_window *window, const struct certificate_sink *sink,
                      const struct fault *fault)
{
    const uint64_t from = window->position;
    source_window_drop(window, UINT64_MAX);
    sink->unread(sink->context, fault, from, window->position - from);
}

/* Editors and tapes leave line ends and zeros behind. */
static bool is_padding(struct bytes view)
{
    for (size_t i = 0; i < view.left; i++) {
        if (view.at[i] != 0 && view.at[i] != '\n' && view.at[i] != '\r' && view.at[i] != ' ') {
            return false;
        }
    }
    return true;
}

/* An object of indefinite length ends where the file does. */
static void read_indefinite(struct source_window *window, const struct certificate_sink *sink)
{
    source_window_need(window, BAG_HELD_MAX);
    struct bytes view = source_window_view(window);
    const struct object_spot spot = { .offset = window->position,
                                      .length = view.left,
                                      .exact = true };
    if (!window->ended || !certificate_object_read(view, &spot, sink)) {
        skip_rest(window, sink, window->ended ? &no_object : &too_long);
        return;
    }
    source_window_drop(window, view.left);
}

static bool read_object(struct source_window *window, uint64_t span,
                        const struct certificate_sink *sink)
{
    struct bytes view = source_window_view(window), object;
    const struct object_spot spot = { .offset = window->position, .length = span, .exact = true };
    /* A list is stepped over, so it need not fit into memory. */
    if (revocation_list_is_one(view)) {
        certificate_object_read(view, &spot, sink);
        source_window_drop(window, span);
        return true;
    }
    if (span > BAG_HELD_MAX) {
        skip_rest(window, sink, &too_long);
        return false;
    }
    if (!source_window_need(window, (size_t)span)) {
        skip_rest(window, sink, &cut_short);
        return false;
    }
    view = source_window_view(window);
    if (!bytes_take(&view, (size_t)span, &object)) {
        return false;
    }
    if (!certificate_object_read(object, &spot, sink)) {
        sink->unread(sink->context, &no_object, spot.offset, spot.length);
    }
    source_window_drop(window, span);
    return true;
}

void der_source_read(struct source_window *window, const struct certificate_sink *sink)
{
    for (;;) {
        source_window_need(window, CONTENT_HEAD);
        struct bytes view = source_window_view(window);
        if (view.left == 0) {
            return;
        }
        if (!der_source_recognise(view)) {
            if (window->ended && is_padding(view)) {
                source_window_drop(window, view.left);
                return;
            }
            skip_rest(window, sink, &no_object);
            return;
        }
        const uint64_t span = der_span(view);
        if (span == 0) {
            read_indefinite(window, sink);
            return;
        }
        if (!read_object(window, span, sink)) {
            return;
        }
    }
}
