#ifndef CERTIFICATE_SOURCE_H
#define CERTIFICATE_SOURCE_H

#include "inventory/source_window.h"

/* The forms in which certificates come, and what is found in them. A new form is
 * one file plus one row of the table in certificate_source.c. */

struct certificate_sink {
    void *context;
    /* A certificate's DER; good during the call. Offset and length are those of
     * what it was read from, in the file. */
    void (*certificate)(void *context, struct bytes der, uint64_t offset, uint64_t length);
    /* What should have been a certificate and cannot be read. */
    void (*unread)(void *context, const struct fault *fault, uint64_t offset, uint64_t length);
    /* Something that is known and no certificate. `note` is NULL where it needs no
     * word: it is just not an unknown file. */
    void (*aside)(void *context, const struct fault *note, uint64_t offset, uint64_t length);
};

struct certificate_source {
    const char *name;
    bool (*recognise)(struct bytes head);
    /* Reads to the end of the window's file. */
    void (*read)(struct source_window *window, const struct certificate_sink *sink);
};

/* Never NULL: what nobody recognises is text, with PEM in it or not. */
const struct certificate_source *certificate_source_of(struct bytes head);

/* One object in DER, whole, whatever it turns out to be: a certificate, a bag of
 * them (PKCS#7), a revocation list. False, and nothing was said, when it is none. */
struct object_spot {
    uint64_t offset, length; /* in the file */
    bool exact;              /* the object's own bytes stand at the offset: not so in PEM */
};
bool certificate_object_read(struct bytes der, const struct object_spot *spot,
                             const struct certificate_sink *sink);

/* Rows of the table. */
bool der_source_recognise(struct bytes head);
void der_source_read(struct source_window *window, const struct certificate_sink *sink);
bool pem_source_recognise(struct bytes head);
void pem_source_read(struct source_window *window, const struct certificate_sink *sink);

#endif
