#include "reports/lead_beside.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"

/* Until all is read, windows are offsets in a buffer that grows. */
static bool keep(struct beside_list *list, struct bytes text, struct bytes *kept)
{
    *kept = (struct bytes){ (const uint8_t *)(uintptr_t)list->texts.used, text.left };
    return buffer_append(&list->texts, text);
}

static void settle(const struct beside_list *list, struct bytes *text)
{
    *text = text->left > 0 ? bytes_over(list->texts.at + (uintptr_t)text->at, text->left)
                           : bytes_over(NULL, 0);
}

static bool grow(void **items, size_t count, size_t *room, size_t width)
{
    if (count < *room) {
        return true;
    }
    const size_t wanted = *room > 0 ? 2 * *room : 64;
    void *more = reallocarray(*items, wanted, width);
    if (more == NULL) {
        return false;
    }
    *items = more;
    *room = wanted;
    return true;
}

static size_t directory_length(struct bytes path)
{
    size_t length = path.left;
    while (length > 0 && path.at[length - 1] != '/') {
        length--;
    }
    return length;
}

bool beside_list_add(struct beside_list *list, size_t lead, struct bytes path,
                     struct bytes provenance)
{
    void *sights = list->sights;
    const bool grown = grow(&sights, list->sight_count, &list->sight_room, sizeof(*list->sights));
    list->sights = sights;
    if (!grown) {
        return false;
    }
    struct beside_sight *sight = &list->sights[list->sight_count++];
    *sight = (struct beside_sight){ .lead = lead };
    if (!keep(list, path, &sight->place.path) ||
        !keep(list, provenance, &sight->place.provenance)) {
        return false;
    }
    sight->directory = sight->place.path;
    sight->directory.left = directory_length(path);
    return true;
}

static int compare_texts(struct bytes one, struct bytes other)
{
    const size_t shorter = one.left < other.left ? one.left : other.left;
    const int order = shorter > 0 ? memcmp(one.at, other.at, shorter) : 0;
    return order != 0 ? order : one.left < other.left ? -1 : one.left > other.left;
}

struct directory_list {
    struct bytes *items; /* sorted */
    size_t count;
};

static int compare_directories(const void *one, const void *other)
{
    return compare_texts(*(const struct bytes *)one, *(const struct bytes *)other);
}

struct reading {
    struct beside_list *list;
    struct directory_list directories;
    struct buffer names; /* of the directories: the list's texts still move */
};

static bool add_certificate(void *context, const struct case_evidence_certificate *seen)
{
    struct reading *reading = context;
    struct beside_list *list = reading->list;
    const struct bytes directory = bytes_over(seen->path.at, directory_length(seen->path));
    if (bsearch(&directory, reading->directories.items, reading->directories.count,
                sizeof(directory), compare_directories) == NULL) {
        return true;
    }
    void *certificates = list->certificates;
    const bool grown = grow(&certificates, list->certificate_count, &list->certificate_room,
                            sizeof(*list->certificates));
    list->certificates = certificates;
    if (!grown) {
        return false;
    }
    struct beside_certificate *certificate = &list->certificates[list->certificate_count++];
    *certificate = (struct beside_certificate){ .is_ca = (seen->flags & CERTIFICATE_CA) != 0 };
    memcpy(certificate->sha256, seen->sha256, SHA256_LENGTH);
    if (!keep(list, seen->path, &certificate->place.path) ||
        !keep(list, seen->provenance, &certificate->place.provenance) ||
        !keep(list, seen->serial, &certificate->serial) ||
        !keep(list, seen->issuer_dn, &certificate->issuer_dn)) {
        return false;
    }
    certificate->directory = certificate->place.path;
    certificate->directory.left = directory.left;
    return true;
}

static bool list_directories(struct reading *reading)
{
    const struct beside_list *list = reading->list;
    struct directory_list *directories = &reading->directories;
    directories->items = calloc(list->sight_count + 1, sizeof(*directories->items));
    if (directories->items == NULL || !buffer_append(&reading->names, buffer_bytes(&list->texts))) {
        return false;
    }
    for (size_t i = 0; i < list->sight_count; i++) {
        const struct bytes *directory = &list->sights[i].directory;
        directories->items[directories->count++] =
            bytes_over(reading->names.at + (uintptr_t)directory->at, directory->left);
    }
    qsort(directories->items, directories->count, sizeof(*directories->items), compare_directories);
    return true;
}

static int compare_certificates(const void *one, const void *other)
{
    const struct beside_certificate *left = one, *right = other;
    int order = compare_texts(left->directory, right->directory);
    order = order != 0 ? order : compare_texts(left->place.path, right->place.path);
    order = order != 0 ? order : compare_texts(left->place.provenance, right->place.provenance);
    return order != 0 ? order : memcmp(left->sha256, right->sha256, SHA256_LENGTH);
}

static void settle_all(struct beside_list *list)
{
    for (size_t i = 0; i < list->sight_count; i++) {
        struct beside_sight *sight = &list->sights[i];
        settle(list, &sight->place.path);
        settle(list, &sight->place.provenance);
        settle(list, &sight->directory);
    }
    for (size_t i = 0; i < list->certificate_count; i++) {
        struct beside_certificate *certificate = &list->certificates[i];
        settle(list, &certificate->place.path);
        settle(list, &certificate->place.provenance);
        settle(list, &certificate->directory);
        settle(list, &certificate->serial);
        settle(list, &certificate->issuer_dn);
    }
    if (list->certificate_count > 0) {
        qsort(list->certificates, list->certificate_count, sizeof(*list->certificates),
              compare_certificates);
    }
}

/* The first certificate of a directory. */
static size_t first_in(const struct beside_list *list, struct bytes directory)
{
    size_t from = 0, to = list->certificate_count;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (compare_texts(list->certificates[middle].directory, directory) < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

static bool is_known(const struct beside_list *list, size_t from,
                     const struct beside_certificate *certificate)
{
    bool known = false;
    for (size_t i = from; !known && i < list->match_count; i++) {
        known =
            memcmp(list->matches[i].certificate->sha256, certificate->sha256, SHA256_LENGTH) == 0;
    }
    return known;
}

static bool add_match(struct beside_list *list, size_t lead, enum beside_ground ground,
                      const struct beside_certificate *certificate)
{
    void *matches = list->matches;
    const bool grown = grow(&matches, list->match_count, &list->match_room, sizeof(*list->matches));
    list->matches = matches;
    if (grown) {
        list->matches[list->match_count++] = (struct beside_match){ lead, ground, certificate };
    }
    return grown;
}

static uint64_t spot_of(struct bytes provenance)
{
    struct place place = { .offset = 0 };
    while (provenance_take(&provenance, &place)) {
    }
    return place.offset;
}

/* What is found around one sighting so far. */
struct around {
    const struct beside_sight *sight;
    enum beside_ground ground; /* the best */
    const struct beside_certificate *chosen[BESIDE_CHOSEN_MAX];
    size_t count;
};

/* Behind the key before what stands before it; the nearer, the better. */
static bool is_nearer(const struct around *around, const struct beside_certificate *certificate)
{
    const uint64_t key = spot_of(around->sight->place.provenance);
    const uint64_t one = spot_of(certificate->place.provenance);
    const uint64_t other = spot_of(around->chosen[0]->place.provenance);
    return (one > key) != (other > key) ? one > key : one > key ? one < other : one > other;
}

static void choose(struct around *around, enum beside_ground ground,
                   const struct beside_certificate *certificate)
{
    if (ground > around->ground || ground == BESIDE_NOT ||
        (certificate->is_ca && ground != BESIDE_SAME_TEXT)) {
        return;
    }
    if (ground < around->ground) {
        around->ground = ground;
        around->count = 0;
    }
    for (size_t i = 0; i < around->count; i++) {
        if (memcmp(around->chosen[i]->sha256, certificate->sha256, SHA256_LENGTH) == 0) {
            return;
        }
    }
    if (ground == BESIDE_SAME_TEXT && around->count > 0) {
        around->chosen[0] = is_nearer(around, certificate) ? certificate : around->chosen[0];
    } else if (around->count < BESIDE_CHOSEN_MAX) {
        around->chosen[around->count++] = certificate;
    }
}

/* Where nothing but the place speaks for one of several, none is named. */
static bool is_clear(const struct around *around)
{
    return around->ground == BESIDE_SAME_TEXT || around->ground == BESIDE_SAME_NAME ||
           around->count == 1;
}

static bool match_sight(struct beside_list *list, const struct beside_sight *sight, size_t from)
{
    struct around around = { .sight = sight, .ground = BESIDE_NOT };
    size_t at = first_in(list, sight->directory), looked = 0;
    while (at < list->certificate_count && looked++ < BESIDE_LOOKED_MAX &&
           bytes_equal(list->certificates[at].directory, sight->directory)) {
        const struct beside_certificate *certificate = &list->certificates[at++];
        choose(&around, beside_ground_of(&sight->place, &certificate->place), certificate);
    }
    bool kept = true;
    for (size_t i = 0; kept && is_clear(&around) && i < around.count; i++) {
        kept = is_known(list, from, around.chosen[i]) ||
               add_match(list, sight->lead, around.ground, around.chosen[i]);
    }
    return kept;
}

static bool match_all(struct beside_list *list)
{
    bool kept = true;
    size_t from = 0;
    for (size_t i = 0; kept && i < list->sight_count; i++) {
        const struct beside_sight *sight = &list->sights[i];
        from = i == 0 || sight->lead != list->sights[i - 1].lead ? list->match_count : from;
        kept = list->match_count - from >= BESIDE_CHOSEN_MAX || match_sight(list, sight, from);
    }
    return kept;
}

bool beside_list_read(struct beside_list *list, struct case_file *file)
{
    struct reading reading = { .list = list };
    bool read = list->sight_count == 0;
    if (!read) {
        read = list_directories(&reading) &&
               case_each_evidence_certificate(file, &reading, add_certificate);
    }
    free(reading.directories.items);
    buffer_clear(&reading.names);
    if (read) {
        settle_all(list);
        read = match_all(list);
    }
    return read;
}

void beside_list_clear(struct beside_list *list)
{
    free(list->sights);
    free(list->certificates);
    free(list->matches);
    buffer_clear(&list->texts);
    *list = (struct beside_list){ 0 };
}
