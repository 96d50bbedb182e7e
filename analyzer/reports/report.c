#include "reports/report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "reports/case_summary.h"
#include "reports/certificate_report.h"
#include "reports/evidence_report.h"
#include "reports/hash_report.h"
#include "reports/key_report.h"
#include "reports/lead_report.h"
#include "reports/manifest_report.h"
#include "reports/notify_report.h"
#include "reports/page_report.h"
#include "reports/proof_report.h"
#include "reports/sealed_report.h"
#include "reports/source_report.h"

/* All that is worked out before the first byte is written. */
struct report_facts {
    struct baseline baseline;
    struct key_offer_list offers;
    struct match_list matches;
    struct lead_list leads;
    struct case_summary summary;
    bool proofs_together; /* in one file */
};

static bool mark_news(struct report_facts *facts)
{
    match_list_mark(&facts->matches, &facts->baseline);
    lead_list_mark(&facts->leads, &facts->baseline);
    return true;
}

/* One walk for all that sightings tell before something is written. */
static bool take_sighting(void *context, const struct case_key_view *key,
                          const struct case_key_sighting *sighting)
{
    struct report_facts *facts = context;
    return key_offer_list_take(&facts->offers, key, sighting) &&
           lead_list_take(&facts->leads, key, sighting) &&
           case_summary_take(&facts->summary, key, sighting);
}

static bool read_sightings(struct report_facts *facts, struct case_file *file)
{
    const bool read = case_each_key_sighting(file, facts, take_sighting);
    key_offer_list_end(&facts->offers);
    return read;
}

static bool read_facts(struct report_facts *facts, struct case_file *file,
                       const struct report_options *options)
{
    return baseline_of_case(file, &facts->baseline) && read_sightings(facts, file) &&
           (options->proofs == 0 ||
            proof_report_list(file, &facts->offers, options->proofs, options->proof_files_max,
                              &facts->proofs_together)) &&
           match_list_read(&facts->matches, file, &facts->offers, options->include_short_lived) &&
           lead_list_join(&facts->leads, file, &facts->matches, &facts->offers) &&
           mark_news(facts) &&
           case_summary_read(&facts->summary, file, &facts->matches, &facts->leads,
                             &facts->baseline, options);
}

static void clear_facts(struct report_facts *facts)
{
    case_summary_clear(&facts->summary);
    lead_list_clear(&facts->leads);
    match_list_clear(&facts->matches);
    key_offer_list_clear(&facts->offers);
    baseline_clear(&facts->baseline);
}

static bool write_files(struct output_set *set, struct case_file *file,
                        const struct report_facts *facts, bool redacted)
{
    certificate_report_write(set, &facts->matches);
    summary_report_write(set, &facts->summary);
    return lead_report_write(set, &facts->leads) &&
           key_report_write(set, file, &facts->matches, &facts->offers) &&
           evidence_report_write(set, file) && source_report_write(set, file) &&
           hash_report_write(set, file, &facts->baseline) &&
           notify_report_write(set, file, &facts->matches) && journal_report_write(set, file) &&
           page_report_write(set, file, &facts->matches, &facts->offers, &facts->summary, redacted);
}

static bool fail(char *why, size_t why_room, const char *sentence)
{
    (void)snprintf(why, why_room, "cannot write the report: %s",
                   sentence[0] != '\0' ? sentence : "out of memory");
    return false;
}

static bool fail_file(char *why, size_t why_room, const char *directory, const char *name)
{
    (void)snprintf(why, why_room, "cannot write '%s/%s': %s; the outputs before stay", directory,
                   name, strerror(errno));
    return false;
}

/* Nothing is put in place before all is on the disk, and the proofs are the first:
 * what revoke.csv names can be looked up. */
static bool write_outputs(struct case_file *file, const char *directory,
                          const struct report_options *options, struct report_facts *facts,
                          char *why, size_t why_room)
{
    struct output_set set;
    const char *failed = "";
    if (!output_set_open(&set, directory)) {
        return fail(why, why_room, strerror(errno));
    }
    bool written = (write_files(&set, file, facts, options->redacted) ||
                    fail(why, why_room, case_error(file))) &&
                   (output_set_sync(&set, &failed) || fail_file(why, why_room, directory, failed));
    written = written && (manifest_report_withdraw(directory) ||
                          fail_file(why, why_room, directory, MANIFEST_NAME));
    written = written &&
              (options->proofs == 0 || proof_report_write(file, directory, options->proofs,
                                                          facts->proofs_together, why, why_room)) &&
              sealed_report_write(file, directory, options->proof_files_max, &facts->summary.sealed,
                                  why, why_room);
    written =
        written && (output_set_place(&set, &failed) || fail_file(why, why_room, directory, failed));
    written =
        written && manifest_report_write(file, directory, &set, &facts->summary, why, why_room);
    output_set_clear(&set);
    return written;
}

bool report_write(struct case_file *file, const char *directory,
                  const struct report_options *options, struct report_summary *summary, char *why,
                  size_t why_room)
{
    struct report_facts facts = { 0 };
    bool written = read_facts(&facts, file, options) || fail(why, why_room, case_error(file));
    written = written && write_outputs(file, directory, options, &facts, why, why_room);
    if (written) {
        summary->certificates_to_revoke = case_summary_revokes(&facts.summary);
        summary->unread = case_summary_unread(&facts.summary);
        summary->leads = case_summary_leads(&facts.summary);
        summary_text_print(&facts.summary, directory, options->unconfined, summary->text,
                           sizeof(summary->text));
        sealed_report_say(&facts.summary.sealed, summary->text, sizeof(summary->text));
    }
    clear_facts(&facts);
    return written;
}
