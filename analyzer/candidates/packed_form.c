#include "candidates/packed_form.h"

#include "bounds.h"
#include "candidates/anchors.h"
#include "candidates/gnupg_agent.h"
#include "candidates/openpgp_block.h"

static const struct packed_form forms[] = {
    { ANCHOR_MICROSOFT, CANDIDATE_MICROSOFT, pvk_file_extent },
    { ANCHOR_MICROSOFT, CANDIDATE_MICROSOFT, microsoft_blob_extent },
    { ANCHOR_DROPBEAR, CANDIDATE_DROPBEAR, ssh_key_blob_extent },
    { ANCHOR_MICROSOFT, CANDIDATE_MICROSOFT, cng_blob_extent },
    { ANCHOR_OPENPGP | ANCHOR_FRONT, CANDIDATE_PGP, openpgp_block_extent },
    { ANCHOR_AGENT, CANDIDATE_AGENT, gnupg_agent_extent },
};
#define FORMS (sizeof(forms) / sizeof(forms[0]))

bool packed_form_plausible(struct bytes text, size_t anchor, unsigned kinds)
{
    for (size_t i = 0; i < FORMS; i++) {
        size_t from, length;
        if ((kinds & forms[i].anchor) != 0 && forms[i].extent(text, anchor, &from, &length)) {
            return true;
        }
    }
    return false;
}

static void report_cut(const struct delivery *delivery, uint64_t offset, uint64_t length)
{
    static const struct fault bound = { OUTCOME_BOUND, NULL,
                                        "a key store is longer than is held in memory" };
    delivery->sink->unread(delivery->sink->context, &bound, offset, length);
}

static bool deliver(const struct packed_form *form, const struct leaf_window *window, size_t from,
                    size_t length, struct delivery *delivery)
{
    size_t left = window->text.left - from, there = length < left ? length : left;
    uint64_t offset = window->base + from;
    const struct bytes content = bytes_over(window->text.at + from, there);
    struct candidate candidate = { .form = form->form,
                                   .origin = offset == 0 && window->ends && there == left
                                                 ? ORIGIN_WHOLE
                                                 : ORIGIN_BINARY,
                                   .content = content,
                                   .offset = offset,
                                   .length = there,
                                   .taken = content };
    if (delivery_key(delivery, &candidate, true) != OFFER_TAKEN) {
        return false;
    }
    delivery_take(delivery, offset, offset + there);
    if (there < length && !window->ends && delivery_owns(delivery, offset)) {
        report_cut(delivery, offset + there, length - there);
    }
    return true;
}

void packed_form_read(const struct leaf_window *window, size_t anchor, unsigned kinds,
                      struct delivery *delivery)
{
    for (size_t i = 0; i < FORMS; i++) {
        size_t from, length;
        if ((kinds & forms[i].anchor) != 0 &&
            forms[i].extent(window->text, anchor, &from, &length) &&
            !delivery_is_taken(delivery, window->base + from) &&
            deliver(&forms[i], window, from, length, delivery)) {
            return;
        }
    }
}
