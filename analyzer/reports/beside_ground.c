#include <string.h>

#include "reports/lead_beside.h"

const char *beside_ground_name(enum beside_ground ground, bool of_request)
{
    static const char *const names[][2] = {
        [BESIDE_SAME_ID] = { "beside: same localKeyID", "beside: same localKeyID" },
        [BESIDE_SAME_TEXT] = { "beside: same text", "beside: request, same text" },
        [BESIDE_SAME_NAME] = { "beside: same name", "beside: request, same name" },
        [BESIDE_SAME_MAIL] = { "beside: same mail", "beside: request, same mail" },
        [BESIDE_SAME_DIRECTORY] = { "beside: same directory", "beside: request, same directory" },
        [BESIDE_NOT] = { "", "" }
    };
    return names[ground][of_request ? 1 : 0];
}

/* The directory with its slash. */
static struct bytes directory_of(struct bytes path)
{
    size_t length = path.left;
    while (length > 0 && path.at[length - 1] != '/') {
        length--;
    }
    return bytes_over(path.at, length);
}

static bool ends_with(struct bytes path, const char *ending)
{
    const size_t length = strlen(ending), name = path.left - directory_of(path).left;
    return name > length && memcmp(path.at + path.left - length, ending, length) == 0;
}

/* A file that was compressed by itself has one ending more. */
static struct bytes without_compression(struct bytes path)
{
    static const char *const endings[] = { ".gz",  ".bz2", ".xz",   ".zst",
                                           ".lz4", ".lz",  ".lzma", ".Z" };
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        if (ends_with(path, endings[i])) {
            path.left -= strlen(endings[i]);
            return path;
        }
    }
    return path;
}

/* The path without what stands behind the last dot of its name; a name that begins with its
 * only dot keeps it. */
static struct bytes stem_of(struct bytes name)
{
    const struct bytes path = without_compression(name);
    const size_t directory = directory_of(path).left;
    size_t length = path.left;
    while (length > directory && path.at[length - 1] != '.') {
        length--;
    }
    return length > directory + 1 ? bytes_over(path.at, length - 1) : path;
}

static enum beside_ground compare_names(struct bytes one, struct bytes other)
{
    if (bytes_equal(stem_of(one), stem_of(other))) {
        return BESIDE_SAME_NAME;
    }
    return bytes_equal(directory_of(one), directory_of(other)) ? BESIDE_SAME_DIRECTORY : BESIDE_NOT;
}

static bool is_same(const struct place *one, const struct place *other)
{
    return one->kind == other->kind && one->number == other->number && one->offset == other->offset;
}

static bool is_of_message(const struct place *place)
{
    return place->kind == PLACE_PART || place->kind == PLACE_TEXT;
}

/* By the first places of their chains that differ. */
static enum beside_ground ground_in_file(struct bytes one, struct bytes other)
{
    struct place left, right;
    do {
        if (!provenance_take(&one, &left) || !provenance_take(&other, &right)) {
            return BESIDE_NOT;
        }
    } while (is_same(&left, &right) && one.left > 0 && other.left > 0);
    if (left.kind == PLACE_SPOT && right.kind == PLACE_SPOT) {
        return BESIDE_SAME_TEXT;
    }
    if (left.kind == PLACE_MEMBER && right.kind == PLACE_MEMBER) {
        return compare_names(left.name, right.name);
    }
    if (is_of_message(&left) && is_of_message(&right)) {
        const bool named = left.name.left > 0 && right.name.left > 0;
        return named && compare_names(left.name, right.name) == BESIDE_SAME_NAME ? BESIDE_SAME_NAME
                                                                                 : BESIDE_SAME_MAIL;
    }
    return BESIDE_NOT;
}

/* What lies deep in a container is beside what the container holds. */
static bool is_file_itself(struct bytes provenance)
{
    struct place place;
    while (provenance_take(&provenance, &place)) {
        if (place.kind != PLACE_READING) {
            return place.kind == PLACE_SPOT;
        }
    }
    return false;
}

static enum beside_ground ground_by_place(const struct beside_place *key,
                                          const struct beside_place *certificate)
{
    if (bytes_equal(key->path, certificate->path)) {
        return ground_in_file(key->provenance, certificate->provenance);
    }
    return is_file_itself(key->provenance) && is_file_itself(certificate->provenance)
               ? compare_names(key->path, certificate->path)
               : BESIDE_NOT;
}

enum beside_ground beside_ground_of(const struct beside_place *key,
                                    const struct beside_place *certificate)
{
    const enum beside_ground ground = ground_by_place(key, certificate);
    if (ground == BESIDE_NOT || key->local_key_id.left == 0 ||
        certificate->local_key_id.left == 0) {
        return ground;
    }
    return bytes_equal(key->local_key_id, certificate->local_key_id) ? BESIDE_SAME_ID : BESIDE_NOT;
}
