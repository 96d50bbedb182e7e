#ifndef KEY_OFFER_H
#define KEY_OFFER_H

#include "casefile/case_view.h"

/* What the evidence offers for one public key: by its keys that have it, and by
 * forgeries and malformed keys that claim it; what was computed is offered when the key was that
 * it was computed with. */

struct key_offer {
    uint8_t digest[SHA256_LENGTH];
    uint8_t algorithm, curve; /* of its public_identity; key_offer_identity() has its text */
    bool proof_together;      /* in one file with all others, not in files of their own */
    bool leaked;              /* it stood somewhere; of the sightings with its verdict */
    bool dated_is_received;   /* taken from a Received field */
    enum verdict verdict;     /* the best that is offered: proven, then a lead, then a false one */
    unsigned proofs;          /* PROOF_BIT of the forms that are under proofs/ */
    uint8_t proof_spki_sha256[SHA256_LENGTH]; /* of the public half under which these hold */
    char *failure;                            /* why it is not proven; NULL for a proven one */
    /* Of a key that stood nowhere: the leaked one that it was computed with. Else NULL. */
    char *origin;
    /* Of the sightings with that verdict. */
    uint64_t sightings;
    int64_t received; /* the earliest */
    int64_t dated;    /* the earliest date of a mail; MAIL_DATE_UNKNOWN without */
};

struct key_offer_list {
    struct key_offer *items; /* by identity, each once: its address stands for it */
    size_t count, room;
};

/* Takes the sightings of case_each_key_sighting(), for who reads them for more than this list;
 * the list begins zeroed. False when memory ran out. */
MUST_CHECK bool key_offer_list_take(struct key_offer_list *list, const struct case_key_view *key,
                                    const struct case_key_sighting *sighting);
/* After the last. */
void key_offer_list_end(struct key_offer_list *list);
/* All of it. */
MUST_CHECK bool key_offer_list_read(struct key_offer_list *list, struct case_file *file);
void key_offer_list_clear(struct key_offer_list *list);
/* NULL where nothing is offered. */
struct key_offer *key_offer_of(const struct key_offer_list *list,
                               const struct public_identity *identity);
/* The same by its text. */
struct key_offer *key_offer_find(const struct key_offer_list *list, const char *identity);
/* For qsort and bsearch of pointers to offers of one list. */
int key_offer_order(const void *one, const void *other);
void key_offer_identity(const struct key_offer *offer, char text[KEY_IDENTITY_TEXT]);

#endif
