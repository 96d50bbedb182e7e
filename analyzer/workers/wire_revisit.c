#include "workers/wire_revisit.h"

#include "bounds.h"

void wire_tried(struct wire_fields *fields, struct tried *tried)
{
    wire_array(fields, tried->content_sha256, sizeof(tried->content_sha256));
    tried->next = wire_number(fields, 8, tried->next);
    tried->ended = wire_bool(fields, tried->ended);
    tried->opened = wire_bool(fields, tried->opened);
    tried->bounded = wire_bool(fields, tried->bounded);
}

static struct bytes text_field(struct wire_fields *fields, struct bytes text)
{
    const struct bytes window = wire_window(fields, text);
    bool plain = window.left <= SHOWN_WINDOW;
    for (size_t i = 0; plain && i < window.left; i++) {
        plain = window.at[i] == '\n' || (window.at[i] >= ' ' && window.at[i] < 0x7f);
    }
    if (!plain) {
        wire_refuse(fields);
    }
    return window;
}

void wire_shown(struct wire_fields *fields, struct shown *shown)
{
    shown->number = wire_number(fields, 8, shown->number);
    shown->reached = wire_bool(fields, shown->reached);
    shown->depth = (uint32_t)wire_number(fields, 4, shown->depth);
    shown->before = text_field(fields, shown->before);
    shown->behind = text_field(fields, shown->behind);
    shown->has_digest = wire_bool(fields, shown->has_digest);
    wire_array(fields, shown->sha256, sizeof(shown->sha256));
}

void wire_opened(struct wire_fields *fields, struct opened_message *opened)
{
    opened->number = wire_number(fields, 8, opened->number);
    opened->decoded = wire_number(fields, 8, opened->decoded);
    opened->decoded_examined = wire_number(fields, 8, opened->decoded_examined);
}

void wire_share(struct wire_fields *fields, struct walk_share *share)
{
    share->first = wire_number(fields, 8, share->first);
    share->end = wire_number(fields, 8, share->end);
    share->offset = wire_number(fields, 8, share->offset);
    share->bytes = wire_number(fields, 8, share->bytes);
    share->expansion = wire_number(fields, 8, share->expansion);
}

void wire_share_offer(struct wire_fields *fields, struct share_offer *offer)
{
    offer->number = wire_number(fields, 8, offer->number);
    wire_share(fields, &offer->share);
    offer->container = wire_window(fields, offer->container);
}
