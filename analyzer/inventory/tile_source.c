#include "bounds.h"
#include "inventory/certificate_source.h"
#include "inventory/log_entry.h"

/* Data tiles of Certificate Transparency logs (C2SP static-ct-api): leaves one behind the
 * other, and nothing else. Tiles that were joined read like one. */

#define LEAF_MAX (3 * CERTIFICATE_DER_MAX) /* bytes: two certificates, and a chain's names */

#define LEAF_MIN 64 /* and a good part of it, so that the front of a SEQUENCE was seen */

static const struct fault cut_off = { OUTCOME_TRUNCATED, "C2SP static-ct-api",
                                      "the tile ends before its leaf does" };
static const struct fault no_leaf = { OUTCOME_MALFORMED, "C2SP static-ct-api",
                                      "no leaf of a log where one should be" };

/* The front may end in the first leaf. */
bool tile_source_recognise(struct bytes head)
{
    struct log_entry entry;
    const bool enough = head.left >= LEAF_MIN;
    const enum outcome outcome = log_leaf_take(&head, &entry);
    return enough && (outcome == OUTCOME_OK || outcome == OUTCOME_TRUNCATED);
}

static void skip_rest(struct source_window *window, const struct fault *fault,
                      struct source_spot *spot, const struct certificate_sink *sink)
{
    source_window_drop(window, UINT64_MAX);
    spot->length = window->position - spot->offset;
    sink->unread(sink->context, fault, spot);
}

static void name_column(const struct log_entry *entry, struct source_spot *spot)
{
    static const char plain[] = "certificate", early[] = "precertificate";
    spot->column = entry->precertificate ? bytes_over(early, sizeof(early) - 1)
                                         : bytes_over(plain, sizeof(plain) - 1);
    spot->issuer_key = entry->issuer_key;
}

/* Gives the leaves that are whole in the window. What ends it: TRUNCATED where the next
 * one is not all there, OK where nothing is left. */
static enum outcome read_leaves(struct source_window *window, struct source_spot *spot,
                                const struct certificate_sink *sink)
{
    const struct bytes view = source_window_view(window);
    struct bytes rest = view;
    enum outcome outcome = OUTCOME_OK;
    while (rest.left > 0) {
        struct log_entry entry;
        outcome = log_leaf_take(&rest, &entry);
        if (outcome != OUTCOME_OK) {
            break;
        }
        spot->row++;
        spot->offset = window->position + (uint64_t)(entry.certificate.at - view.at);
        spot->length = entry.certificate.left;
        name_column(&entry, spot);
        sink->certificate(sink->context, entry.certificate, spot);
    }
    source_window_drop(window, view.left - rest.left);
    return outcome;
}

void tile_source_read(struct source_window *window, const struct source_setting *setting,
                      const struct certificate_sink *sink)
{
    struct source_spot spot = { .outer = setting->outer, .exact = true };
    for (;;) {
        const enum outcome outcome = read_leaves(window, &spot, sink);
        const bool more = outcome != OUTCOME_MALFORMED && source_window_more(window, LEAF_MAX);
        if (more) {
            continue;
        }
        if (source_window_view(window).left > 0) {
            spot.offset = window->position;
            spot.column = spot.issuer_key = (struct bytes){ 0 };
            spot.row++;
            skip_rest(window, outcome == OUTCOME_MALFORMED ? &no_leaf : &cut_off, &spot, sink);
        }
        return;
    }
}
