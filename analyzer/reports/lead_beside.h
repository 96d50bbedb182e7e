#ifndef LEAD_BESIDE_H
#define LEAD_BESIDE_H

#include "casefile/case_view.h"

/* Certificates of the evidence, and requests for them, that lie beside a closed key whose public
 * half cannot be read: whose it may be, where no key of theirs was proven. A conjecture, by where
 * the two lie, and by the localKeyID that attributes of PKCS#12 in text give both: it stands in
 * leads.csv with its ground, and goes nowhere else. A request names a key: the certificates of
 * that key are named, wherever they were seen. */

enum beside_ground {
    BESIDE_SAME_ID = 1,    /* beside each other in one of these ways, under one localKeyID */
    BESIDE_SAME_TEXT,      /* in one text: the first behind the key, else the last before it */
    BESIDE_SAME_NAME,      /* `server.key`, `server.crt` in one directory, archive folder or mail */
    BESIDE_SAME_MAIL,      /* the only one in other parts of its message, of no CA */
    BESIDE_SAME_DIRECTORY, /* the only one in files of its directory or archive folder, likewise */
    BESIDE_NOT
};

/* What is said where there are too many of them. Static. */
#define BESIDE_BOUNDED "beside: more certificates than are looked at"

/* "beside: same text", "beside: request, same text", ... Static. */
const char *beside_ground_name(enum beside_ground ground, bool of_request);

/* Where two of them lie to each other: a path, and an encoded chain with its spot, each; the
 * localKeyID is empty without. Two that differ are not beside each other. */
struct beside_place {
    struct bytes path, provenance, local_key_id;
};
enum beside_ground beside_ground_of(const struct beside_place *key,
                                    const struct beside_place *certificate);

struct beside_certificate {
    struct beside_place place;
    struct bytes directory;        /* of the path */
    uint8_t sha256[SHA256_LENGTH]; /* of a request: of its key */
    struct bytes serial, issuer_dn;
    bool is_ca, is_request, has_identity;
    struct public_identity identity;
};

/* One sighting of a lead, and what came of it. */
struct beside_sight {
    size_t lead;
    struct beside_place place;
    struct bytes directory;
    bool bounded; /* more lie there than BESIDE_LOOKED_MAX: none of them is the one */
};

/* Which certificates of which lead, in order of the leads. */
struct beside_match {
    size_t lead;
    enum beside_ground ground;
    /* The request itself, where no certificate of its key is known. */
    const struct beside_certificate *certificate;
    const struct beside_certificate *request; /* that led to it; NULL without */
};

struct beside_list {
    struct beside_sight *sights;
    struct beside_certificate *certificates; /* by directory, path and place */
    struct beside_certificate *requested;    /* of keys that requests name, by these */
    struct beside_match *matches;
    size_t sight_count, sight_room, certificate_count, certificate_room, match_count, match_room;
    size_t requested_count, requested_room;
    size_t requests;     /* among the certificates */
    struct buffer texts; /* owns what the windows show, once all is read */
};

/* Tells of one sighting of a lead; leads come in order. False when memory ran out. */
MUST_CHECK bool beside_list_add(struct beside_list *list, size_t lead,
                                const struct beside_place *place);
/* Reads the certificates around all of them. False when memory ran out or the case failed. */
MUST_CHECK bool beside_list_read(struct beside_list *list, struct case_file *file);
void beside_list_clear(struct beside_list *list);

#endif
