#include "commands/phases/unlock_place.h"

#include <string.h>

#include "commands/sources/evidence_again.h"

bool unlock_place_take(struct unlock_place *place, struct session *session,
                       const struct case_lead *lead)
{
    struct evidence_file file = { 0 };
    bool found = evidence_again_find_as(session, lead->path, lead->size, lead->modified, &file);
    if (!found && (session->stopped || place->path.used > 0)) {
        return !session->stopped;
    }
    buffer_reset(&place->path);
    buffer_reset(&place->provenance);
    if (!buffer_append(&place->path, lead->path) || !buffer_append_byte(&place->path, 0) ||
        !buffer_append(&place->provenance, lead->provenance)) {
        return session_stop(session, "out of memory");
    }
    place->source = lead->source;
    place->found = found;
    place->file = file;
    place->file.path = bytes_over(place->path.at, place->path.used - 1);
    return true;
}

int unlock_places_compare(const void *one, const void *other, void *places)
{
    const struct unlock_place *all = places;
    const size_t left = *(const size_t *)one, right = *(const size_t *)other;
    int order = strcmp((const char *)all[left].path.at, (const char *)all[right].path.at);
    return order != 0 ? order : left < right ? -1 : left > right;
}

void unlock_place_clear(struct unlock_place *place)
{
    buffer_clear(&place->path);
    buffer_clear(&place->provenance);
    buffer_clear(&place->failure);
    buffer_clear(&place->closed);
    buffer_clear(&place->gone);
}
