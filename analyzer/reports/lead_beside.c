#include "reports/lead_beside.h"

#include <stdlib.h>
#include <string.h>

#include "bytes/item_room.h"
#include "reports/beside_match.h"

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

static size_t directory_length(struct bytes path)
{
    size_t length = path.left;
    while (length > 0 && path.at[length - 1] != '/') {
        length--;
    }
    return length;
}

static bool keep_place(struct beside_list *list, const struct beside_place *place,
                       struct beside_place *kept)
{
    return keep(list, place->path, &kept->path) &&
           keep(list, place->provenance, &kept->provenance) &&
           keep(list, place->local_key_id, &kept->local_key_id);
}

static void settle_place(const struct beside_list *list, struct beside_place *place)
{
    settle(list, &place->path);
    settle(list, &place->provenance);
    settle(list, &place->local_key_id);
}

bool beside_list_add(struct beside_list *list, size_t lead, const struct beside_place *place)
{
    struct beside_sight *sights =
        item_room(list->sights, list->sight_count, &list->sight_room, 64, sizeof(*sights));
    if (sights == NULL) {
        return false;
    }
    list->sights = sights;
    struct beside_sight *sight = &list->sights[list->sight_count++];
    *sight = (struct beside_sight){ .lead = lead };
    if (!keep_place(list, place, &sight->place)) {
        return false;
    }
    sight->directory = sight->place.path;
    sight->directory.left = directory_length(place->path);
    return true;
}

struct directory_list {
    struct bytes *items; /* sorted */
    size_t count;
};

static int compare_directories(const void *one, const void *other)
{
    return bytes_compare(*(const struct bytes *)one, *(const struct bytes *)other);
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
    struct beside_certificate *certificates =
        item_room(list->certificates, list->certificate_count, &list->certificate_room, 64,
                  sizeof(*certificates));
    if (certificates == NULL) {
        return false;
    }
    list->certificates = certificates;
    struct beside_certificate *certificate = &list->certificates[list->certificate_count++];
    *certificate = (struct beside_certificate){ .is_ca = (seen->flags & CERTIFICATE_CA) != 0,
                                                .is_request = seen->is_request,
                                                .has_identity = seen->has_identity,
                                                .identity = seen->identity };
    const struct beside_place place = { seen->path, seen->provenance, seen->local_key_id };
    memcpy(certificate->sha256, seen->sha256, SHA256_LENGTH);
    list->requests += seen->is_request ? 1 : 0;
    if (!keep_place(list, &place, &certificate->place) ||
        !keep(list, seen->serial, &certificate->serial) ||
        !keep(list, seen->issuer_dn, &certificate->issuer_dn)) {
        return false;
    }
    certificate->directory = certificate->place.path;
    certificate->directory.left = directory.left;
    return true;
}

static bool add_requested(void *context, const struct case_requested_certificate *seen)
{
    struct beside_list *list = context;
    struct beside_certificate *requested = item_room(list->requested, list->requested_count,
                                                     &list->requested_room, 64, sizeof(*requested));
    if (requested == NULL) {
        return false;
    }
    list->requested = requested;
    struct beside_certificate *certificate = &list->requested[list->requested_count++];
    *certificate = (struct beside_certificate){ .has_identity = true, .identity = seen->identity };
    memcpy(certificate->sha256, seen->sha256, SHA256_LENGTH);
    return keep(list, seen->serial, &certificate->serial) &&
           keep(list, seen->issuer_dn, &certificate->issuer_dn);
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
    int order = bytes_compare(left->directory, right->directory);
    order = order != 0 ? order : bytes_compare(left->place.path, right->place.path);
    order = order != 0 ? order : bytes_compare(left->place.provenance, right->place.provenance);
    return order != 0 ? order : memcmp(left->sha256, right->sha256, SHA256_LENGTH);
}

static int compare_requested(const void *one, const void *other)
{
    const struct beside_certificate *left = one, *right = other;
    const int order = beside_match_compare_keys(&left->identity, &right->identity);
    return order != 0 ? order : memcmp(left->sha256, right->sha256, SHA256_LENGTH);
}

static void settle_all(struct beside_list *list)
{
    for (size_t i = 0; i < list->sight_count; i++) {
        struct beside_sight *sight = &list->sights[i];
        settle_place(list, &sight->place);
        settle(list, &sight->directory);
    }
    for (size_t i = 0; i < list->certificate_count; i++) {
        struct beside_certificate *certificate = &list->certificates[i];
        settle_place(list, &certificate->place);
        settle(list, &certificate->directory);
        settle(list, &certificate->serial);
        settle(list, &certificate->issuer_dn);
    }
    for (size_t i = 0; i < list->requested_count; i++) {
        settle(list, &list->requested[i].serial);
        settle(list, &list->requested[i].issuer_dn);
    }
    if (list->certificate_count > 0) {
        qsort(list->certificates, list->certificate_count, sizeof(*list->certificates),
              compare_certificates);
    }
    if (list->requested_count > 0) {
        qsort(list->requested, list->requested_count, sizeof(*list->requested), compare_requested);
    }
}

bool beside_list_read(struct beside_list *list, struct case_file *file)
{
    struct reading reading = { .list = list };
    bool read = list->sight_count == 0;
    if (!read) {
        read = list_directories(&reading) &&
               case_each_evidence_certificate(file, &reading, add_certificate) &&
               (list->requests == 0 || case_each_requested_certificate(file, list, add_requested));
    }
    free(reading.directories.items);
    buffer_clear(&reading.names);
    if (read) {
        settle_all(list);
        read = beside_match_all(list);
    }
    return read;
}

void beside_list_clear(struct beside_list *list)
{
    free(list->sights);
    free(list->certificates);
    free(list->requested);
    free(list->matches);
    buffer_clear(&list->texts);
    *list = (struct beside_list){ 0 };
}
