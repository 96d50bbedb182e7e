#ifndef LEAD_LIST_H
#define LEAD_LIST_H

#include "reports/lead_beside.h"
#include "reports/match_entry.h"

/* The open leads of a case, encrypted or unsupported keys, and the certificates of
 * their public halves, where those stand in clear. A public half beside closed bytes
 * is a claim: it says where to look, and revokes nothing. */

struct lead {
    char name[KEY_IDENTITY_TEXT]; /* as in keys.jsonl */
    enum verdict verdict;
    bool has_identity;
    struct public_identity identity;
    struct buffer text;             /* owns what the windows show */
    struct bytes encoding, failure; /* of the first sighting */
    uint64_t sightings;
    bool proven; /* the same public key is proven by another finding */
    /* A run in lead_list.by_identity. */
    size_t first_certificate, certificates;
    /* Without a public half, a run in lead_list.beside.matches: whose it may be. */
    size_t first_beside, beside;
    bool beside_bounded; /* there may be others: see beside_sight */
    enum novelty novelty;
};

struct lead_list {
    struct lead *items; /* by name, then verdict */
    size_t count, room;
    struct lead_match {
        const struct key_offer *offer; /* the entry's: sorting looks at no entry */
        const struct match_entry *entry;
    } * by_identity; /* all matches */
    struct beside_list beside;
};

/* Takes the sightings of case_each_key_sighting(); the list begins zeroed. False when memory ran
 * out. */
MUST_CHECK bool lead_list_take(struct lead_list *list, const struct case_key_view *key,
                               const struct case_key_sighting *sighting);
/* After the last. Matches and offers must outlive the list. False when memory ran out or the case
 * failed. */
MUST_CHECK bool lead_list_join(struct lead_list *list, struct case_file *file,
                               const struct match_list *matches,
                               const struct key_offer_list *offers);
void lead_list_mark(struct lead_list *list, const struct baseline *baseline);
void lead_list_clear(struct lead_list *list);

#endif
