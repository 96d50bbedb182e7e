#ifndef CONTAINER_FIXTURE_H
#define CONTAINER_FIXTURE_H

#include <stdio.h>

#include "containers/part_recorder.h"
#include "suite.h"

/* Appends a file of fixtures/containers. */
static inline void container_fixture(const char *name, struct buffer *into)
{
    char path[512];
    uint8_t block[4096];
    (void)snprintf(path, sizeof(path), FIXTURES "/containers/%s", name);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    for (size_t length; (length = fread(block, 1, sizeof(block), file)) > 0;) {
        must(buffer_append(into, bytes_over(block, length)));
    }
    fclose(file);
}

/* Each shorter file, every so many octets, is walked within itself. */
static inline void expect_prefixes_within(const struct container *container, struct bytes all,
                                          size_t step, size_t parts_most)
{
    for (size_t length = 0; length < all.left; length += length < 64 ? 1 : step) {
        uint8_t *copy = exact_copy(all.at, length);
        struct part_recorder recorder = { 0 };
        struct memory_stream memory;
        const struct container_sink sink = part_recorder_sink(&recorder);
        memory_stream_init(&memory, bytes_over(copy, length));
        if (container->recognise(bytes_over(copy, length))) {
            (void)container->walk(&memory.stream, &sink);
        }
        must(recorder.parts <= parts_most);
        part_recorder_clear(&recorder);
        free(copy);
    }
}

#endif
