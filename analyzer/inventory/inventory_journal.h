#ifndef INVENTORY_JOURNAL_H
#define INVENTORY_JOURNAL_H

#include "inventory/certificate_source.h"
#include "inventory/inventory_scan.h"
#include "inventory/source_facts.h"

/* The reading of one inventory, for the files inventory_*.c alone: its counts, and what it
 * says of itself. */
struct inventory {
    const struct job_file *file;
    const struct inventory_setting *setting;
    const struct key_index *index;
    const struct record_sink *sink;
    uint64_t rows, parsed, failed;
    uint64_t unread;      /* bytes */
    uint64_t unreported;  /* bytes read since the last RECORD_PROGRESS */
    uint32_t journalled;  /* entries sent */
    enum outcome outcome; /* the first that was not well */
    bool recognised;      /* something in it is known to this program */
    struct source_facts facts;
    const struct certificate_source *source; /* the form, once the front was looked at */
    bool in_range;                           /* the form is read in ranges, and this is one */
    struct buffer front;                     /* of the file, in a range behind it */
    bool listing;                            /* for a certificate index */
    struct buffer entries;
    struct file_done done;
    struct buffer sums; /* that it tells of */
    bool done_waits;    /* for the moduli that wait: it is sent behind what is found of these */
    bool as_expected;   /* of a place: what the entry said stands there */
};

/* Puts the file's number into the record. */
void inventory_send(const struct inventory *inventory, struct record *record);
void inventory_journal(struct inventory *inventory, enum journal_weight weight,
                       const struct fault *fault, struct bytes provenance, uint64_t unread);
/* The same at a place, so long as JOURNAL_ENTRIES_MAX allows. */
void inventory_journal_place(struct inventory *inventory, enum journal_weight weight,
                             const struct fault *fault, struct bytes place, uint64_t unread);
void inventory_journal_spot(struct inventory *inventory, enum journal_weight weight,
                            const struct fault *fault, const struct source_spot *at);
/* What should have been a certificate: counted, and journalled. */
void inventory_fail(struct inventory *inventory, const struct fault *fault,
                    const struct source_spot *at);

/* The place of the certificate with this number. False when memory ran out. */
MUST_CHECK bool inventory_spot_encode(uint64_t number, const struct source_spot *at,
                                      struct buffer *encoded);
/* Of the certificate that is read; 0 in a range, which does not know how many stand before it. */
uint64_t inventory_number(const struct inventory *inventory);

#endif
