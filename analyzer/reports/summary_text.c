#include "reports/case_summary.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "reports/plain_text.h"

/* Text that ends where the room does, always with a newline. */
struct text_lines {
    char *text;
    size_t room, used;
};

static void put(struct text_lines *lines, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A line that does not fit is left out as a whole. */
static void put(struct text_lines *lines, const char *format, ...)
{
    va_list values;
    size_t left = lines->room - lines->used;
    va_start(values, format);
    int length = vsnprintf(lines->text + lines->used, left, format, values);
    va_end(values);
    if (length < 0 || (size_t)length >= left) {
        lines->text[lines->used] = '\0';
        return;
    }
    lines->used += (size_t)length;
}

#define LINE_SHOWN 240 /* of a line that evidence had a hand in */

/* Never ends within a character. */
static int shown(const struct buffer *line)
{
    size_t length = line->used;
    if (length > LINE_SHOWN) {
        length = LINE_SHOWN;
        while (length > 0 && (line->at[length] & 0xc0) == 0x80) {
            length--;
        }
    }
    return (int)length;
}

/* Of a long line both ends: what there is to be done stands behind the place. */
static void put_entry(struct text_lines *lines, const struct buffer *line)
{
    if (line->used <= LINE_SHOWN) {
        put(lines, "  %.*s\n", (int)line->used, (const char *)line->at);
        return;
    }
    size_t head = LINE_SHOWN / 3, tail = line->used - LINE_SHOWN * 2 / 3;
    while (head > 0 && (line->at[head] & 0xc0) == 0x80) {
        head--;
    }
    while (tail < line->used && (line->at[tail] & 0xc0) == 0x80) {
        tail++;
    }
    put(lines, "  %.*s ... %.*s\n", (int)head, (const char *)line->at, (int)(line->used - tail),
        (const char *)line->at + tail);
}

static const char *ending(uint64_t count)
{
    return count == 1 ? "" : "s";
}

static void put_roots(struct text_lines *lines, const struct case_summary *summary)
{
    uint64_t roots = summary->statuses[STATUS_ROOT];
    if (roots > 0) {
        put(lines,
            "*** ROOT: the key of %llu trust anchor%s leaked. No issuer revokes a root: tell the\n"
            "*** root programs at once (status \"root\" in certificates.jsonl).\n",
            (unsigned long long)roots, ending(roots));
    }
}

static void put_evidence(struct text_lines *lines, const struct case_summary *summary)
{
    put(lines, "Evidence: %llu file%s, %llu bytes", (unsigned long long)summary->files,
        ending(summary->files), (unsigned long long)summary->bytes);
    if (summary->bytes > summary->examined) {
        put(lines, ", of which %llu could not be examined",
            (unsigned long long)(summary->bytes - summary->examined));
    }
    put(lines, ".\n");
    if (summary->options.no_digest) {
        put(lines,
            "Evidence was read without taking its SHA-256 (--no-digest): verify cannot check "
            "it.\n");
    }
    for (size_t i = 0; i < summary->root_count; i++) {
        const struct root_summary *root = &summary->roots[i];
        if (root->derived_from.used > 0) {
            put(lines, "%.*s is derived from %.*s.\n", shown(&root->path),
                (const char *)root->path.at, shown(&root->derived_from),
                (const char *)root->derived_from.at);
        }
    }
}

static void put_keys(struct text_lines *lines, const struct case_summary *summary)
{
    const uint64_t *keys = summary->keys;
    uint64_t leads = keys[VERDICT_ENCRYPTED] + keys[VERDICT_UNSUPPORTED];
    put(lines, "Keys: %llu proven", (unsigned long long)keys[VERDICT_PROVEN]);
    if (summary->published[VERDICT_PROVEN] > 0) {
        put(lines, " (%llu published for tests)",
            (unsigned long long)summary->published[VERDICT_PROVEN]);
    }
    put(lines, ", %llu lead%s (%llu encrypted, %llu unsupported), ", (unsigned long long)leads,
        ending(leads), (unsigned long long)keys[VERDICT_ENCRYPTED],
        (unsigned long long)keys[VERDICT_UNSUPPORTED]);
    put(lines, "%llu forged, %llu malformed.\n", (unsigned long long)keys[VERDICT_FORGED],
        (unsigned long long)keys[VERDICT_MALFORMED]);
}

static void put_certificates(struct text_lines *lines, const struct case_summary *summary)
{
    bool any = false;
    if (summary->parsed > 0) {
        put(lines, "Matched with %llu certificate%s: %llu of the proven keys %s in one or more.\n",
            (unsigned long long)summary->parsed, ending(summary->parsed),
            (unsigned long long)summary->keys_matched, summary->keys_matched == 1 ? "is" : "are");
    }
    put(lines, "Certificates to revoke: %llu", (unsigned long long)summary->listed);
    if (summary->issuers_given) {
        put(lines, ", %llu of them of the issuers given (issuer_scope \"ours\")",
            (unsigned long long)summary->listed_ours);
    }
    put(lines, ".\n");
    if (summary->hash_matches > 0) {
        put(lines,
            "Serials to revoke that are known by a key's hash alone: %llu "
            "(hash_matches.csv).\n",
            (unsigned long long)summary->hash_matches);
    }
    for (size_t i = 1; i < STATUSES; i++) {
        if (summary->statuses[i] > 0) {
            put(lines, "%s%s %llu",
                any ? ", " : "By status: ", certificate_status_name((enum certificate_status)i),
                (unsigned long long)summary->statuses[i]);
            any = true;
        }
    }
    if (any) {
        put(lines, ".\n");
    } else if (summary->parsed > 0) {
        put(lines, "No certificate matches a key.\n");
    } else { /* which says nothing about the keys */
        put(lines, "No certificate was read to match the keys with (--certs).\n");
    }
}

/* What the certificates of leads would be if these were opened. */
static const char *at_stake_text(const struct case_summary *summary)
{
    const uint64_t roots = summary->roots_at_stake;
    return roots == 0                  ? "listed"
           : roots < summary->at_stake ? "listed or a leaked root"
                                       : "a leaked root";
}

static void put_leads(struct text_lines *lines, const struct case_summary *summary)
{
    uint64_t leads = summary->leads_with_certificates, at_stake = summary->at_stake;
    if (leads > 0) {
        put(lines,
            "Leads with certificates: %llu. If opened, %llu more certificate%s would be %s "
            "(leads.csv).\n",
            (unsigned long long)leads, (unsigned long long)at_stake, ending(at_stake),
            at_stake_text(summary));
    }
}

static void put_news(struct text_lines *lines, const struct case_summary *summary)
{
    const struct news *news = &summary->news;
    if (summary->has_baseline) {
        put(lines,
            "New since the baseline: %llu to revoke, %llu root%s, %llu by a hash, %llu lead%s, "
            "%llu "
            "not examined.\n",
            (unsigned long long)news->listed, (unsigned long long)news->roots, ending(news->roots),
            (unsigned long long)news->hash_matches, (unsigned long long)news->leads,
            ending(news->leads), (unsigned long long)news->unread);
    }
}

static void put_count(struct text_lines *lines, uint64_t count, const char *what, const char *said)
{
    if (count > 0) {
        put(lines, "%llu %s%s %s (summary.json).\n", (unsigned long long)count, what, ending(count),
            said);
    }
}

/* What --crl named and what yet decides nothing: the forgery and the one that is too old. */
static void put_lists(struct text_lines *lines, const struct case_summary *summary)
{
    uint64_t unverified[2] = { 0 }, stale[2] = { 0 };
    for (size_t i = 0; i < summary->crl_count; i++) {
        const struct crl_summary *crl = &summary->crls[i];
        const size_t ocsp = crl->facts.form == CRL_FORM_OCSP ? 1 : 0;
        unverified[ocsp] += crl->facts.verified ? 0 : 1;
        stale[ocsp] += crl->facts.verified && crl->stale ? 1 : 0;
    }
    put_count(lines, unverified[0], "CRL", "could not be verified and changed nothing");
    put_count(lines, unverified[1], "OCSP response", "could not be verified and changed nothing");
    if (unverified[0] + unverified[1] > 0 && !summary->issuers_given) {
        put(lines, "--issuers PATH... names the certificates to verify with; it was not given.\n");
    }
    put_count(lines, stale[0], "stale CRL", "decided nothing");
    put_count(lines, stale[1], "stale OCSP response", "decided nothing");
}

static void put_sources(struct text_lines *lines, const struct case_summary *summary)
{
    for (size_t i = 0; i < summary->root_count; i++) {
        const struct root_summary *root = &summary->roots[i];
        const char *path = (const char *)root->path.at;
        if (case_summary_is_empty(root)) {
            put(lines, "No %s was found in %.*s.\n",
                root->facts.kind == SOURCE_EVIDENCE ? "file" : "certificate", shown(&root->path),
                path);
        }
    }
    if (summary->failed > 0) {
        put(lines, "%llu entr%s of certificate sources could not be read.\n",
            (unsigned long long)summary->failed, summary->failed == 1 ? "y" : "ies");
    }
    put_lists(lines, summary);
}

static void put_unsealed(struct text_lines *lines, const struct case_summary *summary)
{
    if (summary->unsealed > 0) {
        put(lines, "*** %llu key%s NOT sealed for the certificate of --seal-to.\n",
            (unsigned long long)summary->unsealed, summary->unsealed == 1 ? " is" : "s are");
    }
}

static void put_unread(struct text_lines *lines, const struct case_summary *summary)
{
    if (summary->unfinished > 0) {
        put(lines, "%llu file%s not read to the end: the same command goes on.\n",
            (unsigned long long)summary->unfinished, summary->unfinished == 1 ? " was" : "s were");
    }
    if (summary->journal_unread == 0) {
        return;
    }
    put(lines, "Not examined: %llu place%s, see journal.jsonl:\n",
        (unsigned long long)summary->journal_unread, ending(summary->journal_unread));
    for (size_t i = 0; i < summary->sample_count; i++) {
        put_entry(lines, &summary->samples[i]);
    }
}

static void put_list(struct text_lines *lines, const char *directory)
{
    struct buffer place = { 0 };
    if (plain_text_print(bytes_over(directory, strlen(directory)), &place)) {
        put(lines, "The list is %.*s/revoke.csv.\n", (int)place.used, (const char *)place.at);
    }
    buffer_clear(&place);
}

/* Without a name that a shell would take apart: that stands as the help has it. */
static const char *case_word(const char *directory)
{
    static const char safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                               "-._/+=:,@%";
    return directory[strspn(directory, safe)] == '\0' && directory[0] != '-' ? directory : "CASE";
}

/* Of this the exit status speaks, too: what was told before needs no command again. */
static uint64_t due(const struct case_summary *summary, uint64_t all, uint64_t fresh)
{
    return summary->has_baseline && !summary->all ? fresh : all;
}

static void put_unlock(struct text_lines *lines, const struct case_summary *summary,
                       const char *word)
{
    const uint64_t closed = summary->keys[VERDICT_ENCRYPTED];
    if (closed == 0 || due(summary, closed, summary->news.leads) == 0) {
        return;
    }
    /* The words that stand around them are at hand, and a list of passphrases may not be. */
    put(lines, "Next: keytrawl unlock %s --out %s (%llu encrypted key%s)\n",
        summary->options.harvest ? "--passphrases FILE" : "--harvest-passphrases", word,
        (unsigned long long)closed, ending(closed));
}

/* What the person who reads this would look up in the help otherwise. */
static void put_next(struct text_lines *lines, const struct case_summary *summary,
                     const char *directory)
{
    const char *word = case_word(directory);
    const bool fresh = summary->has_baseline && !summary->all;
    if (summary->parsed == 0 && summary->keys[VERDICT_PROVEN] > 0) {
        put(lines,
            "Next: keytrawl match --certs PATH... --out %s (which certificates are theirs)\n",
            word);
    }
    put_unlock(lines, summary, word);
    if (due(summary, summary->listed, summary->news.listed) > 0) {
        put(lines, "Next: keytrawl export %s--format NAME --out %s (--list names the CA systems)\n",
            fresh ? "--new " : "", word);
    }
}

void summary_text_print(const struct case_summary *summary, const char *directory, bool unconfined,
                        char *text, size_t room)
{
    struct text_lines lines = { text, room, 0 };
    text[0] = '\0';
    put_roots(&lines, summary);
    put_evidence(&lines, summary);
    put_keys(&lines, summary);
    put_certificates(&lines, summary);
    put_leads(&lines, summary);
    put_news(&lines, summary);
    put_list(&lines, directory);
    if (unconfined) {
        put(&lines, "This run was not confined, or was allowed not to be (--jobs 0 or "
                    "--unconfined).\n");
    }
    put_sources(&lines, summary);
    put_unread(&lines, summary);
    put_unsealed(&lines, summary);
    put_next(&lines, summary, directory);
}
