#ifndef PDF_DOCUMENT_H
#define PDF_DOCUMENT_H

#include "buffer.h"
#include "container.h"

/* The objects of a PDF file (ISO 32000-2 section 7.3), found by a sweep over all of its bytes: no
 * cross-reference table is believed, so every version of an object counts, whatever stands before
 * the header and wherever the file was cut. Object streams (section 7.5.7) are opened. The texts
 * of objects beside their streams are held; streams stay in the file. */

struct pdf_object {
    uint32_t number;
    uint16_t generation;
    bool has_stream;
    bool shown;  /* its text was read as that of a page */
    bool met;    /* by whoever follows references */
    bool open;   /* a form that is being read: in itself it is not read again */
    bool unsure; /* a carriage return before the end of the stream may be of the stream */
    size_t text_at, text_length;
    uint64_t stream_at, stream_length; /* in the file */
};

/* How a file is closed (section 7.6.6), and what opens it. */
enum pdf_closing { PDF_OPEN, PDF_CLOSED_RC4, PDF_CLOSED_AES_128, PDF_CLOSED_AES_256 };

struct pdf_opening {
    bool opened;
    bool metadata_open; /* such streams are not closed */
    enum pdf_closing streams, strings;
    uint8_t key[32];
    size_t key_octets;
};

struct pdf_document {
    struct stream *content; /* seeks; not owned */
    const struct container_sink *sink;
    struct buffer texts;
    struct pdf_object *objects;
    size_t count, room;
    size_t swept;     /* so many stand in the file itself, in its order; behind them the others */
    size_t packed_at; /* in the texts: behind them those of object streams */
    uint32_t *by_number;   /* of all, ascending; of one number in the order of the file */
    struct buffer trailer; /* the last that says that the file is encrypted, behind its keyword */
    struct pdf_opening opening;
    bool encrypted;      /* and nothing opens it */
    uint64_t careful_to; /* up to here a string that is not closed ends with its object */
    uint64_t looked;     /* bytes of dictionaries and contents looked at: PDF_TEXT_WORK_MAX */
    uint64_t followed;   /* bytes of texts that references led to: PDF_FOLLOWED_MAX */
    uint64_t signed_at;  /* of both together, at the last sign that it goes on */
    const struct fault *said[8];
    size_t said_count;
};

/* Sweeps the stream from where it stands. False when memory ran out. */
MUST_CHECK bool pdf_document_read(struct pdf_document *document, struct stream *content,
                                  const struct container_sink *sink);
void pdf_document_clear(struct pdf_document *document);

/* The object's text, as far as its stream; good until the document is cleared. */
struct bytes pdf_document_text(const struct pdf_document *document,
                               const struct pdf_object *object);

/* The newest version; NULL where there is none. */
struct pdf_object *pdf_document_object(const struct pdf_document *document, uint32_t number);
/* The version before it. */
struct pdf_object *pdf_document_older(const struct pdf_document *document,
                                      const struct pdf_object *object);

/* The value of a key, references followed. False where there is none. */
MUST_CHECK bool pdf_document_find(struct pdf_document *document, struct bytes dictionary,
                                  const char *key, struct bytes *value);
/* The same for a number, and for a name. */
MUST_CHECK bool pdf_document_number(struct pdf_document *document, struct bytes dictionary,
                                    const char *key, double *number);
bool pdf_document_is(struct pdf_document *document, struct bytes dictionary, const char *key,
                     const char *name);
/* What a reference leads to; `value` itself where it is none. */
struct bytes pdf_document_follow(struct pdf_document *document, struct bytes value);

/* The work on text is used up: the journal has it. */
bool pdf_document_is_tired(struct pdf_document *document);

/* Into the journal as unread, once for each fault. */
void pdf_document_say(struct pdf_document *document, const struct fault *fault);

#endif
