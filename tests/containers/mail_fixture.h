#ifndef MAIL_FIXTURE_H
#define MAIL_FIXTURE_H

#include <glob.h>
#include <stdio.h>

#include "containers/part_recorder.h"
#include "suite.h"

/* A fixture, in memory without a byte to spare. */
static inline struct bytes fixture_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    static const size_t room = (size_t)4 << 20;
    uint8_t *at = malloc(room);
    ck_assert_ptr_nonnull(at);
    size_t length = fread(at, 1, room, file);
    ck_assert_int_eq(fclose(file), 0);
    uint8_t *exact = exact_copy(at, length);
    free(at);
    return bytes_over(exact, length);
}

static inline void fixture_free(struct bytes file)
{
    free((void *)(uintptr_t)file.at);
}

/* Calls `check` for every fixture of a pattern under fixtures/. */
static inline void each_fixture(const char *pattern, size_t least,
                                void (*check)(const char *path, struct bytes mail))
{
    glob_t found;
    char path[4096];
    (void)snprintf(path, sizeof(path), "%s/%s", FIXTURES, pattern);
    ck_assert_int_eq(glob(path, 0, NULL, &found), 0);
    ck_assert_uint_ge(found.gl_pathc, least);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct bytes mail = fixture_file(found.gl_pathv[i]);
        check(found.gl_pathv[i], mail);
        fixture_free(mail);
    }
    globfree(&found);
}

/* The walk is as NAME.walk beside it says, which was read and found right; whole and however the
 * bytes arrive. */
static inline void check_walk(const struct container *container, const char *path,
                              struct bytes mail)
{
    static const size_t grains[] = { 1, 2, 3, 7, 64, 1000 };
    char name[4096];
    struct part_recorder recorder = { 0 };
    (void)snprintf(name, sizeof(name), "%s.walk", path);
    struct bytes expected = fixture_file(name);
    struct memory_stream memory;
    memory_stream_init(&memory, mail);
    const char *got = part_recorder_walk(&recorder, container, &memory.stream);
    ck_assert_msg(bytes_equal(buffer_bytes(&recorder.text), expected), "%s:\n%s", path, got);
    for (size_t i = 0; i < sizeof(grains) / sizeof(grains[0]); i++) {
        struct dribble_stream dribble;
        dribble_stream_init(&dribble, mail, grains[i]);
        got = part_recorder_walk(&recorder, container, &dribble.stream);
        ck_assert_msg(bytes_equal(buffer_bytes(&recorder.text), expected), "%s by %zu:\n%s", path,
                      grains[i], got);
    }
    fixture_free(expected);
    part_recorder_clear(&recorder);
}

/* Every shorter piece walks to its end, and consumes all of it. */
static inline void check_prefixes(const struct container *container, struct bytes mail)
{
    struct part_recorder recorder = { 0 };
    for (size_t kept = 0; kept < mail.left; kept++) {
        uint8_t *copy = exact_copy(mail.at, kept);
        struct memory_stream memory;
        memory_stream_init(&memory, bytes_over(copy, kept));
        (void)part_recorder_walk(&recorder, container, &memory.stream);
        ck_assert_uint_eq(memory.stream.offset, kept);
        free(copy);
    }
    part_recorder_clear(&recorder);
}

#endif
