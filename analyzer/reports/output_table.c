#include "reports/output_table.h"

#include <string.h>

#include "certificates/certificate_status.h"
#include "finding.h"
#include "outcome.h"

#define ROWS(fields)                                                                               \
    {                                                                                              \
        fields, sizeof(fields) / sizeof((fields)[0])                                               \
    }

/* Written by hand where they are written; a check holds them against what comes out. */
static const struct report_field manifest_fields[] = {
    { "manifest", FIELD_NUMBER, NULL, .meaning = "version of its form: 1" },
    { "run", FIELD_OBJECT, NULL, .meaning = "what wrote it", .inner = &manifest_run_table },
    { "files", FIELD_ROWS, NULL, .meaning = "all files", .inner = &manifest_entry_table },
};
static const struct report_table manifest_table = ROWS(manifest_fields);

static const struct report_field proof_fields[] = {
    { "key_identity", FIELD_TEXT, NULL, .meaning = "the key" },
    { "offset", FIELD_NUMBER, NULL, .meaning = "where its proof begins in proofs.pem" },
    { "length", FIELD_NUMBER, NULL, .meaning = "how many octets it has" },
    { "form", FIELD_TEXT, NULL, .meaning = "form of the proof" },
};
static const struct report_table proof_table = ROWS(proof_fields);

static const struct report_field sealed_fields[] = {
    { "key_identity", FIELD_TEXT, NULL, .meaning = "the key" },
    { "file", FIELD_TEXT, NULL, .meaning = "file that holds it; empty where it is not sealed" },
    { "offset", FIELD_NUMBER, NULL, .meaning = "where it begins in that file" },
    { "length", FIELD_NUMBER, NULL, .meaning = "how many octets it has" },
    { "recipient", FIELD_TEXT, NULL, .meaning = "subject of the recipient's certificate" },
    { "recipient_sha256", FIELD_HEX, NULL, .meaning = "SHA-256 of that certificate" },
    { "note", FIELD_TEXT, NULL, .meaning = "why it is not sealed" },
};
static const struct report_table sealed_table = ROWS(sealed_fields);

static const struct report_field letter_fields[] = {
    { "file", FIELD_TEXT, NULL, .meaning = "file of the letter" },
    { "certificates", FIELD_NUMBER, NULL, .meaning = "how many certificates it names" },
    { "to", FIELD_TEXT, NULL, .meaning = "whom it is for" },
};
static const struct report_table letter_table = ROWS(letter_fields);

static const struct report_field proven_fields[] = {
    { "sha256", FIELD_HEX, NULL, .meaning = "SHA-256 of the certificate" },
    { "serial", FIELD_HEX, NULL, .meaning = "its serial number" },
    { "issuer_dn", FIELD_TEXT, NULL, .meaning = "Name of the issuer" },
    { "subject_dn", FIELD_TEXT, NULL, .meaning = "Name of the subject" },
};
static const struct report_table proven_table = ROWS(proven_fields);

static const struct report_field checked_fields[] = {
    { "file", FIELD_TEXT, NULL, .meaning = "path of the file" },
    { "number", FIELD_NUMBER, NULL, .meaning = "number of the proof in it, from 1" },
    { "holds", FIELD_TRUTH, NULL, .meaning = "whether it proves the key compromised" },
    { "form", FIELD_TEXT, NULL, .meaning = "form of the proof" },
    { "states", FIELD_TEXT, NULL, .meaning = "statement that was signed" },
    { "said", FIELD_TEXT, NULL, .meaning = "the statement, in its own words", .may_lack = true },
    { "signature_holds", FIELD_TRUTH, NULL, .meaning = "whether its signature holds",
      .may_lack = true },
    { "failure", FIELD_TEXT, NULL, .meaning = "why it does not" },
    { "clause", FIELD_TEXT, NULL, .meaning = "clause that is broken", .may_lack = true },
    { "key_identity", FIELD_TEXT, NULL, .meaning = "the key", .may_lack = true },
    { "key_algorithm", FIELD_TEXT, NULL, .meaning = "its algorithm", .may_lack = true },
    { "key_bits", FIELD_NUMBER, NULL, .meaning = "its size, in bits", .may_lack = true },
    { "spki_sha256", FIELD_HEX, NULL, .meaning = "SHA-256 of its SubjectPublicKeyInfo",
      .may_lack = true },
    { "certificates", FIELD_ROWS, NULL, .meaning = "certificates that are proven compromised",
      .inner = &proven_table },
    { "in_case", FIELD_TRUTH, NULL, .meaning = "whether the key is proven in the case of --out",
      .may_lack = true },
};
static const struct report_table checked_table = ROWS(checked_fields);

static const struct report_field custody_count_fields[] = {
    { "kind", FIELD_TEXT, NULL, .meaning = "output, evidence, certificates, issuers or crl" },
    { "files", FIELD_NUMBER, NULL, .meaning = "how many the manifest names" },
    { "checked", FIELD_TRUTH, NULL, .meaning = "whether they were looked at" },
    { "same", FIELD_NUMBER, NULL, .meaning = "how many are as they were" },
    { "without_digest", FIELD_NUMBER, NULL, .meaning = "how many have no digest to compare" },
};
static const struct report_table custody_count_table = ROWS(custody_count_fields);

static const struct report_field custody_change_fields[] = {
    { "kind", FIELD_TEXT, NULL, .meaning = "output, evidence, certificates, issuers or crl" },
    { "change", FIELD_TEXT, NULL, .meaning = "what is not as it was" },
    { "path", FIELD_TEXT, NULL, .meaning = "path of the file" },
};
static const struct report_table custody_change_table = ROWS(custody_change_fields);

static const struct report_field custody_fields[] = {
    { "as_it_was", FIELD_TRUTH, NULL, .meaning = "whether all that was checked is as it was" },
    { "signature", FIELD_TEXT, NULL, .meaning = "none, not checked, verified or false" },
    { "checked", FIELD_ROWS, NULL, .meaning = "counts of each kind of file",
      .inner = &custody_count_table },
    { "changes", FIELD_ROWS, NULL, .meaning = "what is not as it was",
      .inner = &custody_change_table },
};
static const struct report_table custody_table = ROWS(custody_fields);

const struct output_row output_table[] = {
    { "revoke.csv", OUTPUT_CSV, "revoke", &revoke_table, NULL, false,
      "The list: a line for each certificate that needs revocation, CAs first." },
    { "certificates.jsonl", OUTPUT_LINES, "certificates", &certificate_table, NULL, false,
      "Every certificate of a key that was found or claimed, with its one status." },
    { "keys.jsonl", OUTPUT_LINES, "keys", &key_table, NULL, false,
      "Each key once, with all its places. It names senders, subjects and paths." },
    { "leads.csv", OUTPUT_CSV, "leads", &lead_table, NULL, false,
      "Open leads: keys that stayed closed or are of a kind that cannot be proven. None of their "
      "certificates is on the list." },
    { "hash_matches.csv", OUTPUT_CSV, "hash_matches", &hash_match_table, NULL, false,
      "Serial numbers of certificates that an inventory tells by the hash of their key alone." },
    { "notify.csv", OUTPUT_CSV, "notify", &notify_table, NULL, false,
      "Whom to tell: a line for each certificate of the list and contact. Columns of the file of "
      "--contacts stand behind these." },
    { "evidence.csv", OUTPUT_CSV, "evidence", &evidence_table, NULL, false,
      "The chain of custody: every file of the evidence, and two ledgers of its bytes." },
    { "journal.jsonl", OUTPUT_LINES, "journal", &journal_table, NULL, false,
      "What was not examined, and why; and notes." },
    { "sources.csv", OUTPUT_CSV, "sources", &source_table, NULL, false,
      "What the keys were matched with." },
    { "summary.json", OUTPUT_JSON, "summary", &summary_table, NULL, false,
      "The numbers of the case, for scripts." },
    { "manifest.json", OUTPUT_JSON, "manifest", &manifest_table, NULL, false,
      "Size and SHA-256 of outputs and sources, with build and options. It stands in a form of "
      "its own, a line for each file." },
    { "proofs/index.csv", OUTPUT_CSV, "proofs", &proof_table, NULL, false,
      "Where each proof stands in proofs/proofs.pem; only where there are more of them than files "
      "are good for." },
    { "sealed/index.csv", OUTPUT_CSV, "sealed", &sealed_table, NULL, false,
      "Every proven key, and where it is sealed; only with --seal-to." },
    { "coverage --json", OUTPUT_LINES, "coverage", &coverage_node_table, &coverage_entry_table,
      true, "A line for each file and folder, for each place below them, and the totals." },
    { "verify --json", OUTPUT_JSON, "verify", &custody_table, NULL, true,
      "Whether outputs and evidence are as the manifest says." },
    { "verify-proof --json", OUTPUT_LINES, "verify-proof", &checked_table, NULL, true,
      "A line for each proof." },
    { "index.csv of reply --subscribers", OUTPUT_CSV, "letters", &letter_table, NULL, true,
      "The letters in the folder." },
    { "manifest.sha256", OUTPUT_OTHER, NULL, NULL, NULL, false,
      "Digests of the outputs, for sha256sum -c." },
    { "manifest.json.p7s", OUTPUT_OTHER, NULL, NULL, NULL, false,
      "Signature of manifest.json (CMS); only with --sign-manifest." },
    { "report.html", OUTPUT_OTHER, NULL, NULL, NULL, false,
      "The case for people, in one file that asks for nothing outside." },
    { "proofs", OUTPUT_OTHER, NULL, NULL, NULL, false,
      "Folder of the proofs, a file for each, signed by the leaked key." },
    { "sealed", OUTPUT_OTHER, NULL, NULL, NULL, false,
      "Folder of the keys themselves, encrypted for the certificate of --seal-to; without it no "
      "private key is written anywhere." },
    { "case.db", OUTPUT_OTHER, NULL, NULL, NULL, false,
      "Everything, in a database of SQLite. Its tables are no interface: they change with the "
      "version of the case, and the outputs are made of them." },
    { "case.lock", OUTPUT_OTHER, NULL, NULL, NULL, false,
      "Held while a command works on the case." },
};
const size_t output_table_length = sizeof(output_table) / sizeof(output_table[0]);

static const char *status_word(size_t number)
{
    return number > STATUS_REVOKE ? NULL
           : number == 0          ? ""
                                  : certificate_status_name((enum certificate_status)number);
}

static const char *verdict_word(size_t number)
{
    return number > VERDICT_UNSUPPORTED ? NULL
           : number == VERDICT_NONE     ? ""
                                        : verdict_name((enum verdict)number);
}

static const char *outcome_word(size_t number)
{
    const size_t last = OUTCOME_LOST;
    return number <= last       ? outcome_name((enum outcome)number)
           : number == last + 1 ? "unfinished"
                                : NULL;
}

static const char *weight_word(size_t number)
{
    static const char *const words[] = { "unread", "note", NULL };
    return words[number];
}

static const char *scope_word(size_t number)
{
    static const char *const words[] = { "ours", "other", "private", NULL };
    return words[number];
}

output_word *output_words_of(const char *field)
{
    static const struct {
        const char *field;
        output_word *words;
    } vocabularies[] = { { "status", status_word },       { "verdict", verdict_word },
                         { "key_verdict", verdict_word }, { "outcome", outcome_word },
                         { "weight", weight_word },       { "issuer_scope", scope_word } };
    for (size_t i = 0; i < sizeof(vocabularies) / sizeof(vocabularies[0]); i++) {
        if (strcmp(vocabularies[i].field, field) == 0) {
            return vocabularies[i].words;
        }
    }
    return NULL;
}
