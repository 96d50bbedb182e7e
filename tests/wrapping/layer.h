#ifndef LAYER_H
#define LAYER_H

#include "buffer.h"

/* What may be put around a key, one upon the other. */

enum layer_class {
    LAYER_SHAPE,     /* the text's own lines: their length, their ends, headers, labels */
    LAYER_PREFIX,    /* something before, behind or between the lines */
    LAYER_ESCAPE,    /* another spelling of characters */
    LAYER_CHARSET,   /* other bytes for the characters */
    LAYER_SETTING,   /* other text or bytes around it */
    LAYER_ENCODING,  /* text that stands for any bytes: base64, hex, dumps */
    LAYER_CONTAINER, /* a file format: archives, mail, compression */
    LAYER_CLASSES
};

struct layer {
    const char *name;
    enum layer_class class;
    void (*apply)(struct bytes from, struct buffer *into);
};

extern const struct layer text_layers[], container_layers[];
extern const size_t text_layer_count, container_layer_count;

/* A key on its way: what it is by now, and how it came to that. */
struct wrapping {
    uint64_t seed;
    struct buffer content;
    bool armoured;    /* PEM to begin with */
    bool text;        /* still ASCII */
    bool more_primes; /* RSA with more than two */
    enum layer_class outermost;
    char what[320];
};

unsigned wrapping_draw(struct wrapping *wrapping, unsigned below);
void wrapping_put(struct wrapping *wrapping, const struct layer *layer);

/* True where nothing would be lost for good: see wrapping.c for what would. */
bool wrapping_allows(const struct wrapping *wrapping, const struct layer *layer);

/* Draws a layer of the class that is allowed, and puts it around. */
void wrapping_add(struct wrapping *wrapping, enum layer_class class);

#endif
