#include "commands/explain/explain_places.h"

#include <string.h>

#include "reports/plain_text.h"

struct places {
    struct explained *items;
    size_t count;
};

static bool is_its_key(const struct match_entry *entry, const struct case_key_view *key)
{
    return (key->has_identity && public_identity_equal(&key->identity, &entry->identity)) ||
           (key->has_claim && public_identity_equal(&key->claimed, &entry->identity));
}

static bool append(struct buffer *into, const char *text)
{
    return text == NULL || buffer_append_text(into, text);
}

static bool keep_first(struct explained *item, const struct case_key_sighting *sighting)
{
    item->has_mail = sighting->has_mail;
    item->mail_date = sighting->mail_date;
    return plain_text_print_path(sighting->path, &item->first) &&
           provenance_print(sighting->provenance, &item->first) &&
           buffer_append(&item->mail_from, sighting->mail_from) &&
           append(&item->encoding, sighting->encoding) && append(&item->remark, sighting->remark);
}

/* What decides is the best that was offered, so a forgery beside a proven key is not shown. */
static bool take_sighting(void *context, const struct case_key_view *key,
                          const struct case_key_sighting *sighting)
{
    const struct places *places = context;
    for (size_t i = 0; i < places->count; i++) {
        struct explained *item = &places->items[i];
        if (key->verdict == item->entry->offer->verdict && is_its_key(item->entry, key) &&
            item->sightings++ == 0 && !keep_first(item, sighting)) {
            return false;
        }
    }
    return true;
}

bool explain_places_read(struct case_file *file, struct explained *items, size_t count)
{
    struct places places = { items, count };
    return count == 0 || case_each_key_sighting(file, &places, take_sighting);
}

void explain_places_clear(struct explained *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buffer_clear(&items[i].first);
        buffer_clear(&items[i].mail_from);
        buffer_clear(&items[i].encoding);
        buffer_clear(&items[i].remark);
    }
}
