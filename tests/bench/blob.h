#ifndef BLOB_H
#define BLOB_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "give_up.h"

/* Bytes on the heap, owned by whoever holds the struct; always a NUL behind them. */
struct blob {
    uint8_t *at;
    size_t length;
};

static inline void blob_clear(struct blob *blob)
{
    free(blob->at);
    *blob = (struct blob){ NULL, 0 };
}

/* A stream whose bytes end up in `blob` when it is closed with blob_done(). */
static inline FILE *blob_begin(struct blob *blob)
{
    *blob = (struct blob){ NULL, 0 };
    FILE *stream = open_memstream((char **)&blob->at, &blob->length);
    insist(stream != NULL, "memory");
    return stream;
}

static inline void blob_done(FILE *stream)
{
    insist(fclose(stream) == 0, "memory");
}

static inline void blob_write(FILE *into, struct blob blob)
{
    insist(fwrite(blob.at, 1, blob.length, into) == blob.length, "write");
}

#endif
