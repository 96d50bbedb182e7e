#include "containers/disks/disk_walk.h"

#include <stdio.h>
#include <string.h>

#include "bounds.h"
#include "containers/disks/disk_stream.h"
#include "limit.h"

static const struct fault lost = { OUTCOME_MALFORMED, NULL,
                                   "clusters of the disk could not be read" };
static const struct fault too_much = { OUTCOME_BOUND, NULL,
                                       "the disk has more bytes than are read of such an image" };

static const struct fault wider = { OUTCOME_MALFORMED, NULL,
                                    "the tables of the disk image have more than the disk that "
                                    "its header tells of: that was read, too" };

static const struct disk_format *const formats[] = { &disk_ewf, &disk_qcow2, &disk_vmdk,
                                                     &disk_vdi, &disk_vhd,   &disk_vhdx };

static const struct disk_format *format_of(struct bytes head)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        if (formats[i]->recognise(head)) {
            return formats[i];
        }
    }
    return NULL;
}

/* A header may claim more clusters than anybody can look up, and tables that hold one each. */
static void look_up(struct disk_map *map, uint64_t index, struct disk_place *place)
{
    if (map->looked_up >= DISK_LOOKED_UP_EACH * limit_of(LIMIT_DISK_CLUSTERS)) {
        *place = (struct disk_place){ .state = DISK_HOLE, .holes = UINT64_MAX };
        map->work = limit_of(LIMIT_DISK_CLUSTERS) + 1;
        return;
    }
    map->looked_up++;
    map->locate(map, index, place);
}

/* Clusters up to the next that is no hole, `end` at the most. */
static uint64_t skip_holes(struct disk_map *map, uint64_t index, uint64_t end)
{
    while (index < end) {
        struct disk_place place;
        look_up(map, index, &place);
        if (place.state != DISK_HOLE) {
            return index;
        }
        index = place.holes < end - index ? index + place.holes : end;
    }
    return end;
}

/* To the next hole that is so long that nobody looks over it. */
static uint64_t run_end(struct disk_map *map, uint64_t index, uint64_t end)
{
    const uint64_t most = DISK_HOLE_GIVEN_MAX / map->cluster;
    while (index < end) {
        struct disk_place place;
        look_up(map, index, &place);
        if (place.state != DISK_HOLE) {
            index++;
            continue;
        }
        const uint64_t next = skip_holes(map, index, end);
        if (next == end || next - index > most) {
            return index;
        }
        index = next;
    }
    return end;
}

static uint64_t clusters_of(const struct disk_map *map)
{
    return map->size / map->cluster + (map->size % map->cluster > 0 ? 1 : 0);
}

/* What tables have behind the size that a header tells is of the disk as well. */
static void widen(struct disk_map *map)
{
    const uint64_t most = INT64_MAX / map->cluster, end = clusters_of(map);
    const uint64_t told = map->told < most ? map->told : most;
    if (told > end && skip_holes(map, end, told) < told) {
        map->size = told * map->cluster;
        map->note = &wider;
    }
}

static bool give_run(struct disk_map *map, const struct container_sink *sink, uint64_t number,
                     uint64_t from, uint64_t octets)
{
    char name[64];
    struct disk_stream disk;
    (void)snprintf(name, sizeof(name), from > 0 ? "disk from %llu" : "disk",
                   (unsigned long long)(from * map->cluster));
    const struct place place = { .kind = PLACE_MEMBER,
                                 .number = number,
                                 .name = bytes_over(name, strlen(name)) };
    disk_stream_init(&disk, map, from, octets);
    const bool more = sink->part(sink->context, &place, PART_DISK, &disk.stream);
    if (disk.stream.fault != NULL) {
        sink->journal(sink->context, &place, JOURNAL_UNREAD, disk.stream.fault, 0);
    }
    if (disk.lost > 0) {
        sink->journal(sink->context, &place, JOURNAL_UNREAD, &lost, disk.lost);
    }
    disk_stream_clear(&disk);
    return more;
}

static uint64_t given_max(const struct disk_map *map)
{
    const uint64_t size = map->content->size;
    const uint64_t most =
        size < UINT64_MAX / DISK_GIVEN_TIMES ? size * DISK_GIVEN_TIMES : UINT64_MAX;
    return most > RATIO_LOOKED_AT ? most : RATIO_LOOKED_AT;
}

static void give_runs(struct disk_map *map, const struct container_sink *sink)
{
    const uint64_t end = clusters_of(map);
    uint64_t left = given_max(map), number = 1;
    for (uint64_t from = skip_holes(map, 0, end); from < end;) {
        const uint64_t to = run_end(map, from, end);
        const uint64_t octets = (to - from) * map->cluster;
        if (!give_run(map, sink, number++, from, octets < left ? octets : left)) {
            return;
        }
        if (octets > left) {
            sink->journal(sink->context, NULL, JOURNAL_UNREAD, &too_much, 0);
            return;
        }
        left -= octets;
        from = skip_holes(map, to, end);
    }
    if (map->work > limit_of(LIMIT_DISK_CLUSTERS)) {
        sink->journal(sink->context, NULL, JOURNAL_UNREAD, &too_much, 0);
    } else if (map->remark != NULL) {
        sink->journal(sink->context, NULL, JOURNAL_UNREAD, map->remark, 0);
    }
}

static const struct fault *walk_disk(struct stream *content, const struct container_sink *sink)
{
    static const struct fault unknown = { OUTCOME_UNEXPECTED, NULL, "no kind of disk image" };
    struct disk_map map = { .content = content, .loaded = UINT64_MAX, .entries = 1 };
    const struct disk_format *format = format_of(stream_ahead(content, CONTENT_HEAD));
    const struct fault *fault = format != NULL ? format->open(&map) : &unknown;
    if (fault == NULL) {
        widen(&map);
        if (map.note != NULL) {
            sink->journal(sink->context, NULL, JOURNAL_NOTE, map.note, 0);
        }
        give_runs(&map, sink);
    }
    disk_map_clear(&map);
    return fault;
}

static bool recognise_disk(struct bytes head)
{
    return format_of(head) != NULL;
}

const struct container disk_container = { .name = "disk",
                                          .recognise = recognise_disk,
                                          .walk = walk_disk,
                                          .seeks = true,
                                          .readings = true,
                                          .loose = true };
