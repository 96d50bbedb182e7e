#include "commands/unlock_place.h"

static bool is_unchanged(const struct case_lead *lead, const struct evidence_file *file)
{
    return file->size == lead->size && file->modified == lead->modified;
}

bool unlock_place_take(struct unlock_place *place, const struct case_lead *lead)
{
    struct evidence_file file;
    bool found = evidence_file_find(lead->path, &file) && is_unchanged(lead, &file);
    if (!found && place->path.used > 0) {
        return true;
    }
    buffer_reset(&place->path);
    buffer_reset(&place->provenance);
    if (!buffer_append(&place->path, lead->path) || !buffer_append_byte(&place->path, 0) ||
        !buffer_append(&place->provenance, lead->provenance)) {
        return false;
    }
    place->source = lead->source;
    place->found = found;
    place->file = file;
    place->file.path = bytes_over(place->path.at, place->path.used - 1);
    return true;
}

void unlock_place_clear(struct unlock_place *place)
{
    buffer_clear(&place->path);
    buffer_clear(&place->provenance);
    buffer_clear(&place->failure);
    buffer_clear(&place->closed);
    buffer_clear(&place->gone);
}
