#include "candidates/packed/packed_form.h"

#include "bounds.h"
#include "candidates/anchors.h"
#include "candidates/packed/openpgp_block.h"
#include "candidates/packed/store_account.h"
#include "candidates/written/gnupg_agent.h"

const struct packed_form packed_forms[] = {
    { .anchor = ANCHOR_MICROSOFT, .form = CANDIDATE_MICROSOFT, .extent = pvk_file_extent },
    { .anchor = ANCHOR_MICROSOFT, .form = CANDIDATE_MICROSOFT, .extent = microsoft_blob_extent },
    { .anchor = ANCHOR_DROPBEAR, .form = CANDIDATE_DROPBEAR, .extent = ssh_key_blob_extent },
    { .anchor = ANCHOR_MICROSOFT | ANCHOR_FRONT,
      .form = CANDIDATE_MICROSOFT,
      .extent = cng_blob_extent },
    { .anchor = ANCHOR_OPENPGP | ANCHOR_FRONT,
      .form = CANDIDATE_PGP,
      .extent = openpgp_block_extent },
    { .anchor = ANCHOR_SSH_FILE, .form = CANDIDATE_SSH2, .extent = sshcom_blob_extent },
    { .anchor = ANCHOR_SSH_FILE, .form = CANDIDATE_SSH1, .extent = ssh1_file_extent },
    { .anchor = ANCHOR_AGENT, .form = CANDIDATE_AGENT, .extent = gnupg_agent_extent },
    { .anchor = ANCHOR_PKCS12,
      .form = CANDIDATE_PKCS12,
      .extent = pkcs12_extent,
      .front = pkcs12_extent_front,
      .hollow = true },
    { .anchor = ANCHOR_JAVA,
      .form = CANDIDATE_JAVA,
      .extent = java_extent,
      .front = java_extent_front,
      .hollow = true },
    { .anchor = ANCHOR_DPAPI, .form = CANDIDATE_LEAD_STORE, .extent = dpapi_blob_extent },
    { .form = CANDIDATE_BOUNCY, .front = bouncy_extent_front, .whole = true, .parted = true },
    { .form = CANDIDATE_LEAD_STORE, .front = key_database_nss, .whole = true, .parted = true },
    { .form = CANDIDATE_LEAD_STORE, .front = key_database_apple, .whole = true, .parted = true },
};
const size_t packed_form_count = sizeof(packed_forms) / sizeof(packed_forms[0]);

static bool stands_at(const struct packed_form *form, struct bytes text, size_t anchor,
                      size_t *from, size_t *length, uint64_t *work)
{
    *length = 0;
    if (form->extent(text, anchor, from, length)) {
        return true;
    }
    *work += *length;
    return false;
}

bool packed_form_plausible(struct bytes text, size_t anchor, unsigned kinds, uint64_t *work)
{
    for (size_t i = 0; i < packed_form_count; i++) {
        size_t from, length;
        if ((kinds & packed_forms[i].anchor) != 0 &&
            stands_at(&packed_forms[i], text, anchor, &from, &length, work)) {
            return true;
        }
    }
    return false;
}

/* `length` 0: nobody knows how much. */
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
    const bool whole = offset == 0 && window->ends && there == left;
    const struct bytes content = bytes_over(window->text.at + from, there);
    struct candidate candidate = { .form = form->form,
                                   .origin = whole ? ORIGIN_WHOLE : ORIGIN_BINARY,
                                   .content = content,
                                   .offset = offset,
                                   .length = there,
                                   .taken = content };
    struct store_account account;
    store_account_begin(&account, content);
    candidate.account = form->hollow ? &account.told : NULL;
    if ((form->whole && !whole) || delivery_key(delivery, &candidate, true) != OFFER_TAKEN) {
        store_account_clear(&account);
        delivery->work += there;
        return false;
    }
    if (!form->parted) {
        store_account_take(&account, delivery, offset);
    }
    store_account_clear(&account);
    if (there < length && !window->ends && delivery_owns(delivery, offset)) {
        report_cut(delivery, offset + there, length == PACKED_OPEN ? 0 : length - there);
    }
    return true;
}

void packed_form_read(const struct leaf_window *window, size_t anchor, unsigned kinds,
                      struct delivery *delivery)
{
    for (size_t i = 0; i < packed_form_count; i++) {
        size_t from, length;
        if ((kinds & packed_forms[i].anchor) != 0 &&
            stands_at(&packed_forms[i], window->text, anchor, &from, &length, &delivery->work) &&
            !delivery_is_taken(delivery, window->base + from) &&
            deliver(&packed_forms[i], window, from, length, delivery)) {
            return;
        }
    }
}

size_t packed_form_wanted(struct bytes front)
{
    for (size_t i = 0; i < packed_form_count; i++) {
        size_t length = packed_forms[i].front != NULL ? packed_forms[i].front(front) : 0;
        if (length > front.left) {
            return length < STORE_HELD_MAX ? length : STORE_HELD_MAX;
        }
    }
    return 0;
}

void packed_form_read_front(const struct leaf_window *window, struct delivery *delivery)
{
    for (size_t i = 0; i < packed_form_count; i++) {
        size_t length = packed_forms[i].front != NULL ? packed_forms[i].front(window->text) : 0;
        if (length > 0 && deliver(&packed_forms[i], window, 0, length, delivery)) {
            return;
        }
    }
}
