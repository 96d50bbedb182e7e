#ifndef CERTIFICATE_SOURCE_H
#define CERTIFICATE_SOURCE_H

#include "inventory/source_window.h"
#include "provenance.h"
#include "public_identity.h"

/* The forms in which certificates come, and what is found in them. A new form is
 * one file plus one row of the table in certificate_source.c. */

/* Where something stands in a source. Windows are good during the call only. */
struct source_spot {
    const struct provenance *outer; /* what the source was unpacked from; NULL: the file itself */
    uint64_t offset, length;        /* in the content that is read */
    uint64_t row;                   /* of a table or a text with a record a line, from 1; else 0 */
    struct bytes column;            /* its name, or its number where it has none */
    struct bytes issuer_key;        /* SHA-256 of the issuer's key, where a log tells; else empty */
    bool exact;                     /* the object's own octets stand at the offset: not so in PEM */
    bool searched;                  /* no reader comes to it again by its offset alone */
    bool uncounted; /* the row is counted from where a range begins: it tells rows apart, and
                     * is not told */
};

struct certificate_sink {
    void *context;
    /* A certificate's DER; good during the call. */
    void (*certificate)(void *context, struct bytes der, const struct source_spot *spot);
    /* What should have been a certificate and cannot be read. */
    void (*unread)(void *context, const struct fault *fault, const struct source_spot *spot);
    /* Something that is known and no certificate. `note` is NULL where it needs no
     * word: it is just not an unknown file. */
    void (*aside)(void *context, const struct fault *note, const struct source_spot *spot);
    /* A serial number beside the SHA-256 of a SubjectPublicKeyInfo; NULL: nobody wants it. */
    void (*hash)(void *context, const uint8_t sha256[SHA256_LENGTH], struct bytes serial,
                 const struct source_spot *spot);
    /* Told now and then that work goes on without a byte being read; NULL: nobody listens. */
    void (*alive)(void *context);
};

/* Tells nobody, and remembers in *found, which begins as false, that there was a certificate: for
 * readings of the front of a file. */
struct certificate_sink certificate_sink_silent(bool *found);

/* What a reader is told of its source beside its bytes. */
struct passphrases;
struct source_setting {
    const struct provenance *outer;        /* for its spots */
    unsigned depth;                        /* containers around it */
    struct bytes column;                   /* the only one to be read, where one was named */
    uint64_t stop;                         /* what begins there or behind is another reading's */
    struct bytes front;                    /* of the file, where the reading begins behind it */
    struct row_span *own_rows;             /* of a range: tables tell it; NULL: of the whole */
    const struct passphrases *passphrases; /* for key stores; NULL: none, nor the empty one */
};

struct certificate_source {
    const char *name;
    bool (*recognise)(struct bytes head);
    /* Reads to the end of the window, or of what begins before the stop. */
    void (*read)(struct source_window *window, const struct source_setting *setting,
                 const struct certificate_sink *sink);
    /* Can a file with this front be entered anywhere, and is the stop heeded? NULL: never. */
    bool (*in_ranges)(struct bytes head);
};

/* Never NULL: what nobody recognises is text, with PEM in it or not. */
const struct certificate_source *certificate_source_of(struct bytes head);

/* One object in DER, whole, whatever it turns out to be: a certificate, a bag of
 * them (PKCS#7), a revocation list. False, and nothing was said, when it is none. */
bool certificate_object_read(struct bytes der, const struct source_spot *spot,
                             const struct certificate_sink *sink);

/* Rows of the table. */
#define CERTIFICATE_SOURCE(name)                                                                   \
    bool name##_recognise(struct bytes head);                                                      \
    void name##_read(struct source_window *window, const struct source_setting *setting,           \
                     const struct certificate_sink *sink)
CERTIFICATE_SOURCE(authority_source);
CERTIFICATE_SOURCE(bouncy_source);
CERTIFICATE_SOURCE(packed_source);
CERTIFICATE_SOURCE(der_source);
CERTIFICATE_SOURCE(json_source);
CERTIFICATE_SOURCE(pem_source);
CERTIFICATE_SOURCE(searched_source);
CERTIFICATE_SOURCE(sql_source);
CERTIFICATE_SOURCE(sqlite_source);
CERTIFICATE_SOURCE(store_source);
/* One of those that are opened by a passphrase, or not at all. */
bool store_source_is_pkcs12(struct bytes head);
CERTIFICATE_SOURCE(table_source);
CERTIFICATE_SOURCE(tile_source);
#undef CERTIFICATE_SOURCE

/* Lines of cells, with a certificate in the front. */
bool table_source_in_rows(struct bytes head);
/* JSON in lines that begin with an object each, with a certificate in the front. */
bool json_source_in_lines(struct bytes head);

#endif
