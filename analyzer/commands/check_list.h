#ifndef CHECK_LIST_H
#define CHECK_LIST_H

#include "record.h"

/* Whether the keys of one file belong to the certificates and requests of others: what was read
 * there, and what that comes to. Keys are compared by their numbers, whatever the encoding, and
 * only a key that is proven says yes; what a file claims of itself decides nothing. */

/* The answers to one certificate. */
enum check_answer {
    CHECK_YES,   /* a proven key is its key */
    CHECK_NO,    /* no key of the file is */
    CHECK_OPEN,  /* a key that stays closed, or is of an unknown kind, may be */
    CHECK_UNREAD /* it is no certificate: a place that was not examined, or a file without any */
};

struct check_key {
    enum verdict verdict;
    bool has_identity, has_claim;
    struct public_identity identity, claimed;
    struct buffer failure, remark; /* why it is not proven, how it was; empty without */
};

/* A certificate or a request, or a place that could not be examined. */
struct check_item {
    size_t file; /* on the command line, from 0: which path */
    bool is_request, is_unread;
    struct public_identity identity;
    uint8_t sha256[SHA256_LENGTH];
    struct buffer place; /* as provenance_print() has it; empty: the file as a whole */
    bool inside;         /* of something in the file, and not of the file itself */
    struct buffer serial, subject_dn, issuer_dn; /* UTF-8 of the evidence; the first is octets */
    struct buffer sentence;                      /* of what could not be examined */

    enum check_answer answer;    /* and by which key: */
    const struct check_key *key; /* NULL: by none */
};

struct check_list {
    struct check_key *keys;
    size_t key_count, key_room;
    struct check_item *items;
    size_t count, room;
};

/* All false when memory ran out. */
MUST_CHECK bool check_list_add_key(struct check_list *list, const struct key_finding *finding);
MUST_CHECK bool check_list_add_certificate(struct check_list *list, size_t file,
                                           const struct certificate_sighting *sighting);
MUST_CHECK bool check_list_add_request(struct check_list *list, size_t file,
                                       const struct request_sighting *sighting);
MUST_CHECK bool check_list_add_unread(struct check_list *list, size_t file, struct bytes provenance,
                                      struct bytes sentence);

/* When all is there: brings the items into the order of files and places, and answers. What came
 * twice of one file counts once: it stood there raw and in a container. */
MUST_CHECK bool check_list_answer(struct check_list *list);

void check_list_clear(struct check_list *list);

#endif
