#ifndef CASE_SUMMARY_H
#define CASE_SUMMARY_H

#include "reports/lead_list.h"
#include "reports/output_file.h"
#include "reports/report.h"
#include "reports/run_options.h"
#include "reports/sealed_report.h"

/* The numbers of a case: for summary.json, for the text on stdout, for the exit status. */

#define VERDICTS   6  /* values of enum verdict, from 0 */
#define STATUSES   13 /* values of enum certificate_status, from 0 */
#define SAMPLE_MAX 5  /* lines of the journal that the text shows */

struct root_summary {
    struct buffer path, derived_from;
    struct case_root_view facts; /* its windows are the buffers' */
};

struct crl_summary {
    struct buffer issuer_dn, failure;
    struct crl_facts facts; /* its windows are the buffers' */
    bool stale;             /* next_update before as_of */
};

struct case_summary {
    int64_t as_of;
    bool has_as_of;
    bool include_short_lived;
    struct run_options options;
    struct root_summary *roots;
    size_t root_count, root_room;
    struct crl_summary *crls;
    size_t crl_count, crl_room;
    uint64_t files, bytes, examined, decoded, decoded_examined; /* of evidence */
    uint64_t unfinished;                                        /* of all sources */
    uint64_t keys[VERDICTS], sightings[VERDICTS];
    uint64_t published[VERDICTS];      /* of these keys, published test keys */
    char last_name[KEY_IDENTITY_TEXT]; /* of the sighting that was counted last */
    enum verdict last_verdict;
    struct buffer dates; /* of mails with proven keys, an int64_t for each sighting */
    uint64_t statuses[STATUSES];
    uint64_t listed;
    uint64_t listed_ours;             /* of those the ones of issuers that were given */
    uint64_t roots_ours;              /* trust anchors likewise */
    bool issuers_given;               /* --issuers: then the exit status speaks of ours alone */
    uint64_t hash_matches;            /* serials to revoke that are known by a key's hash alone */
    uint64_t keys_matched;            /* proven keys that stand in a certificate */
    uint64_t leads_with_certificates; /* of those whose key is not proven elsewhere */
    uint64_t at_stake; /* certificates that would be listed, or a root, if leads were opened */
    uint64_t roots_at_stake; /* those of them that would be a root, which no list has */
    uint64_t journal_notes, journal_unread;
    struct buffer samples[SAMPLE_MAX]; /* lines on what was not examined */
    size_t sample_count;
    uint64_t rows, parsed, failed; /* of certificate sources */
    struct sealed_summary sealed;
    uint64_t unsealed;      /* keys that were to be sealed in this run, and are not */
    size_t empty_roots;     /* of this run's evidence */
    bool has_baseline, all; /* with a baseline and not all, the exit status is of this alone: */
    struct news {
        uint64_t listed, listed_ours, roots, roots_ours, hash_matches, leads, unread;
    } news;
};

/* Takes the sightings of case_each_key_sighting(); the summary begins zeroed. False when memory
 * ran out. */
MUST_CHECK bool case_summary_take(struct case_summary *summary, const struct case_key_view *key,
                                  const struct case_key_sighting *sighting);
/* All else, after that. */
MUST_CHECK bool case_summary_read(struct case_summary *summary, struct case_file *file,
                                  const struct match_list *matches, const struct lead_list *leads,
                                  const struct baseline *baseline,
                                  const struct report_options *options);
void case_summary_clear(struct case_summary *summary);

/* The bits of the exit status. */
bool case_summary_revokes(const struct case_summary *summary);
bool case_summary_unread(const struct case_summary *summary);
bool case_summary_leads(const struct case_summary *summary);
/* An inventory in which no certificate was found, or evidence without any file: most likely the
 * wrong path, or a disk that is not mounted. */
bool case_summary_is_empty(const struct root_summary *root);

/* summary.json: for scripts. Nothing in it differs between two runs on the same case. */
void summary_report_write(struct output_set *set, const struct case_summary *summary);

/* For people: short, safe for a terminal, ends with a newline. */
void summary_text_print(const struct case_summary *summary, const char *directory, bool unconfined,
                        char *text, size_t room);

#endif
