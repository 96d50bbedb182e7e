#ifndef LEAD_BESIDE_H
#define LEAD_BESIDE_H

#include "casefile/case_view.h"

/* Certificates of the evidence that lie beside a closed key whose public half cannot be
 * read: whose it may be, where no key of theirs was proven. A conjecture, by where the two lie and
 * nothing else: it stands in leads.csv with its ground, and goes nowhere else. */

enum beside_ground {
    BESIDE_SAME_TEXT = 1,  /* in one text: the first behind the key, else the last before it */
    BESIDE_SAME_NAME,      /* `server.key`, `server.crt` in one directory, archive folder or mail */
    BESIDE_SAME_MAIL,      /* the only one in other parts of its message, of no CA */
    BESIDE_SAME_DIRECTORY, /* the only one in files of its directory or archive folder, likewise */
    BESIDE_NOT
};

/* "beside: same text", ... Static. */
const char *beside_ground_name(enum beside_ground ground);

/* Where two of them lie to each other: a path, and an encoded chain with its spot, each. */
struct beside_place {
    struct bytes path, provenance;
};
enum beside_ground beside_ground_of(const struct beside_place *key,
                                    const struct beside_place *certificate);

struct beside_certificate {
    struct beside_place place;
    struct bytes directory; /* of the path */
    uint8_t sha256[SHA256_LENGTH];
    struct bytes serial, issuer_dn;
    bool is_ca;
};

/* One sighting of a lead, and what came of it. */
struct beside_sight {
    size_t lead;
    struct beside_place place;
    struct bytes directory;
};

/* Which certificates of which lead, in order of the leads. */
struct beside_match {
    size_t lead;
    enum beside_ground ground;
    const struct beside_certificate *certificate;
};

struct beside_list {
    struct beside_sight *sights;
    struct beside_certificate *certificates; /* by directory, path and place */
    struct beside_match *matches;
    size_t sight_count, sight_room, certificate_count, certificate_room, match_count, match_room;
    struct buffer texts; /* owns what the windows show, once all is read */
};

/* Tells of one sighting of a lead; leads come in order. False when memory ran out. */
MUST_CHECK bool beside_list_add(struct beside_list *list, size_t lead, struct bytes path,
                                struct bytes provenance);
/* Reads the certificates around all of them. False when memory ran out or the case failed. */
MUST_CHECK bool beside_list_read(struct beside_list *list, struct case_file *file);
void beside_list_clear(struct beside_list *list);

#endif
