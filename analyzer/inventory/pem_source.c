#include <string.h>

#include "bytes/der.h"
#include "certificates/certificate_read.h"
#include "certificates/pem_block.h"
#include "inventory/certificate_source.h"

/* PEM: blocks of any label with any text between them. */

/* The text of the largest block: four characters for three octets, and line ends. */
#define CERTIFICATE_TEXT_MAX (2 * CERTIFICATE_DER_MAX)
#define BAG_TEXT_MAX         ((size_t)(BAG_HELD_MAX + BAG_HELD_MAX / 2))

static const struct fault damaged = { OUTCOME_MALFORMED, "RFC 7468 section 2",
                                      "no base64 up to an END line" };
static const struct fault too_long = { OUTCOME_BOUND, "RFC 7468 section 2",
                                       "block larger than this program reads" };
static const struct fault no_object = { OUTCOME_MALFORMED, "RFC 7468 section 5",
                                        "no certificate in a block that says so" };

static const struct {
    const char *label;
    bool bag;
} labels[] = {
    { "CERTIFICATE", false },
    { "X509 CERTIFICATE", false },
    { "TRUSTED CERTIFICATE", false }, /* OpenSSL's: its own data follow the certificate */
    { "X.509 CERTIFICATE", false },
    { "PKCS7", true },
    { "CMS", true },
    { "PKCS #7 SIGNED DATA", true },
    { "X509 CRL", true }, /* only to be told from an unknown file */
};

bool pem_source_recognise(struct bytes head)
{
    return memmem(head.at, head.left, "-----BEGIN ", 11) != NULL;
}

static bool is_read(struct bytes label, bool *bag)
{
    for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
        if (bytes_equal(label, bytes_over(labels[i].label, strlen(labels[i].label)))) {
            *bag = labels[i].bag;
            return true;
        }
    }
    return false;
}

/* Certificates one behind the other in one block; what follows the first one and is none
 * belongs to OpenSSL's trust settings. */
static void read_content(struct bytes content, const struct source_spot *spot,
                         const struct certificate_sink *sink)
{
    const uint64_t span = der_span(content);
    struct bytes object = content, rest = content;
    if (span > 0 && span <= content.left && !bytes_take(&rest, (size_t)span, &object)) {
        return;
    }
    if (!certificate_object_read(object, spot, sink)) {
        sink->unread(sink->context, &no_object, spot);
        return;
    }
    while (span > 0 && certificate_span(rest) > 0) {
        if (!bytes_take(&rest, certificate_span(rest), &object)) {
            return;
        }
        sink->certificate(sink->context, object, spot);
    }
}

static void read_block(const struct pem_block *block, enum pem_end end, struct source_spot spot,
                       const struct certificate_sink *sink)
{
    bool bag;
    spot.offset += block->begin;
    spot.length = block->end - block->begin;
    if (!is_read(block->label, &bag)) {
        if (end == PEM_BLOCK) {
            sink->aside(sink->context, NULL, &spot);
        }
        return;
    }
    if (end == PEM_DAMAGED) {
        sink->unread(sink->context, &damaged, &spot);
        return;
    }
    read_content(block->content, &spot, sink);
}

/* A block whose end is not in the view: how large may it become? */
static size_t room_for(const struct pem_block *block)
{
    bool bag = false;
    return block->label.left > 0 && is_read(block->label, &bag) && !bag ? CERTIFICATE_TEXT_MAX
                                                                        : BAG_TEXT_MAX;
}

/* Reads on for the rest of a block. Where there is no more room, the block is given up. */
static void read_on(struct source_window *window, const struct pem_block *block,
                    const struct source_setting *setting, const struct certificate_sink *sink)
{
    source_window_drop(window, block->begin);
    const size_t most = room_for(block), before = source_window_view(window).left;
    if (source_window_more(window, most) || before < most) {
        return;
    }
    bool bag;
    if (is_read(block->label, &bag)) {
        const struct source_spot spot = { .outer = setting->outer,
                                          .offset = window->position,
                                          .length = before };
        sink->unread(sink->context, &too_long, &spot);
    }
    source_window_drop(window, before);
}

void pem_source_read(struct source_window *window, const struct source_setting *setting,
                     const struct certificate_sink *sink)
{
    static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "memory ran out" };
    struct buffer room = { 0 };
    for (;;) {
        struct bytes view = source_window_view(window);
        const struct source_spot spot = { .outer = setting->outer,
                                          .offset = window->position,
                                          .length = view.left };
        struct pem_block block;
        enum pem_end end;
        if (!pem_block_next(view, window->ended, &room, &block, &end)) {
            sink->unread(sink->context, &no_memory, &spot);
            break;
        }
        if (window->position + block.begin >= setting->stop) {
            break; /* also a text without a block: it is dropped up to there */
        }
        if (end == PEM_OPEN) {
            read_on(window, &block, setting, sink);
            continue;
        }
        if (end == PEM_NONE) {
            source_window_drop(window, block.begin);
            if (!source_window_more(window, SIZE_MAX) && window->ended &&
                source_window_view(window).left == 0) {
                break;
            }
            continue;
        }
        read_block(&block, end, spot, sink);
        source_window_drop(window, block.end);
    }
    buffer_clear(&room);
}
