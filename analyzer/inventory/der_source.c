#include "bounds.h"
#include "bytes/der.h"
#include "certificates/revocation_list.h"
#include "inventory/certificate_source.h"

/* DER: one object or several, one behind the other. */

static const struct fault no_object = { OUTCOME_UNEXPECTED, "RFC 5280 section 4.1",
                                        "no certificate" };
static const struct fault cut_short = { OUTCOME_TRUNCATED, "RFC 5280 section 4.1",
                                        "the file ends before the certificate does" };
static const struct fault too_large = { OUTCOME_BOUND, "RFC 5280 section 4.1",
                                        "larger than a certificate may be" };
static const struct fault too_long = { OUTCOME_BOUND, "RFC 5280 section 4.1",
                                       "larger than a bag of certificates may be" };

#define INDEFINITE 0x80

bool der_source_recognise(struct bytes head)
{
    return der_next_is(head, DER_SEQUENCE) && head.left >= 2 && head.at[1] >= INDEFINITE;
}

/* What a reading of the window works with. */
struct der_reading {
    struct source_window *window;
    const struct source_setting *setting;
    const struct certificate_sink *sink;
};

static struct source_spot spot_of(const struct der_reading *reading, uint64_t length)
{
    return (struct source_spot){ .outer = reading->setting->outer,
                                 .offset = reading->window->position,
                                 .length = length,
                                 .exact = true };
}

static void skip_rest(const struct der_reading *reading, const struct fault *fault)
{
    struct source_spot spot = spot_of(reading, 0);
    source_window_drop(reading->window, UINT64_MAX);
    spot.length = reading->window->position - spot.offset;
    reading->sink->unread(reading->sink->context, fault, &spot);
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
static void read_indefinite(const struct der_reading *reading)
{
    struct source_window *window = reading->window;
    source_window_need(window, BAG_HELD_MAX);
    struct bytes view = source_window_view(window);
    const struct source_spot spot = spot_of(reading, view.left);
    if (!window->ended || !certificate_object_read(view, &spot, reading->sink)) {
        skip_rest(reading, window->ended ? &no_object : &too_long);
        return;
    }
    source_window_drop(window, view.left);
}

static bool read_object(const struct der_reading *reading, uint64_t span)
{
    struct source_window *window = reading->window;
    struct bytes view = source_window_view(window), object;
    const struct source_spot spot = spot_of(reading, span);
    /* A list is stepped over, so it need not fit into memory. */
    if (revocation_list_is_one(view)) {
        certificate_object_read(view, &spot, reading->sink);
        source_window_drop(window, span);
        return true;
    }
    if (span > BAG_HELD_MAX) {
        skip_rest(reading, &too_long);
        return false;
    }
    if (!source_window_need(window, (size_t)span)) {
        skip_rest(reading, &cut_short);
        return false;
    }
    view = source_window_view(window);
    if (!bytes_take(&view, (size_t)span, &object)) {
        return false;
    }
    if (!certificate_object_read(object, &spot, reading->sink)) {
        reading->sink->unread(reading->sink->context,
                              span > CERTIFICATE_DER_MAX ? &too_large : &no_object, &spot);
    }
    source_window_drop(window, span);
    return true;
}

void der_source_read(struct source_window *window, const struct source_setting *setting,
                     const struct certificate_sink *sink)
{
    const struct der_reading reading = { window, setting, sink };
    while (window->position < setting->stop) {
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
            skip_rest(&reading, &no_object);
            return;
        }
        const uint64_t span = der_span(view);
        if (span == 0) {
            read_indefinite(&reading);
            return;
        }
        if (!read_object(&reading, span)) {
            return;
        }
    }
}
