#include "commands/options/option_table.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "commands/error_line.h"
#include "crypto/proof_of_compromise.h"

/* Of what is said of a wrong word, which may be longer. */
#define OPTION_FAULT_LENGTH 1024

#define RUN      (1u << COMMAND_RUN)
#define SCAN     (1u << COMMAND_SCAN)
#define MATCH    (1u << COMMAND_MATCH)
#define UNLOCK   (1u << COMMAND_UNLOCK)
#define REPORT   (1u << COMMAND_REPORT)
#define CASES    (RUN | SCAN | MATCH | UNLOCK | REPORT)
#define EXPORT   (1u << COMMAND_EXPORT)
#define REPLY    (1u << COMMAND_REPLY)
#define PROOF    (1u << COMMAND_VERIFY_PROOF)
#define VERIFY   (1u << COMMAND_VERIFY)
#define COVERAGE (1u << COMMAND_COVERAGE)
#define SHOW     (1u << COMMAND_SHOW)
#define KEYS     (1u << COMMAND_KEYS)
#define CERTS    (1u << COMMAND_CERTS)
#define JOURNAL  (1u << COMMAND_JOURNAL)
#define SEEN     (1u << COMMAND_SIGHTINGS)
#define LISTINGS (KEYS | CERTS | JOURNAL | SEEN)
#define EXPLAIN  (1u << COMMAND_EXPLAIN)
#define DIFF     (1u << COMMAND_DIFF)
#define CHECK    (1u << COMMAND_CHECK)
#define BUILD    (1u << COMMAND_INDEX_BUILD)
#define INDEX    (BUILD | 1u << COMMAND_INDEX_INFO | 1u << COMMAND_INDEX_VERIFY)
#define POOLED   (CASES | PROOF | CHECK | EXPLAIN | INDEX)
#define DOCTOR   (1u << COMMAND_DOCTOR)
#define JSON                                                                                       \
    (PROOF | CHECK | VERIFY | COVERAGE | SHOW | LISTINGS | EXPLAIN | DIFF | INDEX | DOCTOR | REPLY)
#define RARE OPTION_RARE
#define ALL  (POOLED | EXPORT | REPLY | VERIFY | COVERAGE | SHOW | LISTINGS | DIFF)

const struct option_row option_table[] = {
    { OPTION_FORMAT, 'f', "format", "NAME", EXPORT, "what to write; --list names all" },
    { OPTION_LIST, 0, "list", NULL, EXPORT, "name the formats, and what each is given to" },
    { OPTION_OUT, 'o', "out", "CASE", RUN | SCAN, "folder of the case; made when it is not there" },
    { OPTION_OUT, 'o', "out", "CASE",
      MATCH | UNLOCK | REPORT | EXPORT | REPLY | VERIFY | COVERAGE | SHOW | LISTINGS | EXPLAIN,
      "folder of the case" },
    { OPTION_TO, 't', "to", "FILE", EXPORT | REPLY, "file to write (default: standard output)" },
    { OPTION_EVIDENCE, 0, "evidence", "ROOT", REPLY,
      "speak of this evidence alone, as it was given to scan" },
    { OPTION_CERT, 'c', "cert", "FILE...", PROOF,
      "certificates, PEM or DER, that the proofs are to be of" },
    { OPTION_OUT, 'o', "out", "CASE", PROOF, "name the certificates of this case that are proven" },
    { OPTION_SUBSCRIBERS, 0, "subscribers", "DIR", REPLY,
      "write a letter to each contact of notify.csv into this folder instead" },
    { OPTION_EVIDENCE, 0, "evidence", "ROOT...", VERIFY,
      "where the evidence is now; without, it is not checked" },
    { OPTION_CERTS, 'c', "certs", "ROOT...", VERIFY,
      "where certificates, issuers and CRLs are now; without, they are not checked" },
    { OPTION_ISSUER, 'i', "issuer", "PATTERN", EXPORT | CERTS,
      "only of issuers whose name or key identifier has this in it, or fits it (*, ?)" },
    { OPTION_STATUS, 's', "status", "NAME...", EXPORT,
      "only certificates of these statuses: revoke, revoke_ca, ..." },
    { OPTION_STATUS, 's', "status", "NAME...", CERTS,
      "only certificates of these statuses: revoke, expired, ..." },
    { OPTION_NEW, 0, "new", NULL, EXPORT | CERTS, "only what is new since the case's baseline" },
    { OPTION_DOMAIN, 'd', "domain", "NAME", CERTS, "only for this host name, or for one below it" },
    { OPTION_VERDICT, 0, "verdict", "NAME", KEYS | CERTS | SEEN,
      "only keys of this verdict: proven, forged, malformed, encrypted, unsupported" },
    { OPTION_SINCE, 0, "since", "TIME", CERTS,
      "only keys that stood somewhere at this time or later: a date, or RFC 3339" },
    { OPTION_SINCE, 0, "since", "TIME", SEEN,
      "only in mails of this time or later: a date, or RFC 3339" },
    { OPTION_PATH, 0, "path", "PATTERN", JOURNAL | SEEN,
      "only at places that have this in them, or fit it (*, ?)" },
    { OPTION_COLUMNS, 0, "columns", "A,B", LISTINGS,
      "these columns; a wrong name has all of them told" },
    { OPTION_CSV, 0, "csv", NULL, LISTINGS, "as CSV (RFC 4180), with all columns or --columns" },
    { OPTION_COLOR, 0, "color", "WHEN", LISTINGS | DIFF | CHECK,
      "colours: auto (terminals; default), always, never" },
    { OPTION_DIRECTORY, 0, "directory", "URL", EXPORT,
      "of acme: where the CA's directory is (RFC 8555 section 7.1.1)" },
    { OPTION_OUT, 'o', "out", "FILE", BUILD, "the index; one that is there is built upon" },
    { OPTION_CERTS, 'c', "certs", "PATH...", RUN | MATCH,
      "certificates to match: files, folders, an index" },
    { OPTION_CERTS_COLUMN, 0, "certs-column", "NAME", RUN | MATCH | RARE,
      "read certificates of tables from this column alone" },
    { OPTION_SHARED_PRIMES, 0, "shared-primes", NULL, MATCH,
      "look for moduli that share a leaked key's prime" },
    { OPTION_SHARED_PRIMES, 0, "shared-primes", NULL, RUN | RARE,
      "look for moduli that share a leaked key's prime" },
    { OPTION_CRL, 'r', "crl", "PATH...", RUN | MATCH,
      "CRLs and OCSP responses; only verified ones count" },
    { OPTION_ISSUERS, 'i', "issuers", "PATH...", RUN | MATCH,
      "issuers' certificates, to check signatures with" },
    { OPTION_BASELINE, 0, "baseline", "CASE", RUN | MATCH | REPORT,
      "an earlier case: exit status and notify.csv speak of what is new since" },
    { OPTION_ALL, 0, "all", NULL, CASES | RARE,
      "the exit status speaks of all that remains, in a case with a baseline too" },
    { OPTION_ALL, 0, "all", NULL, COVERAGE,
      "name files and folders that were read wholly, and notes, too" },
    { OPTION_ALL, 0, "all", NULL, SHOW, "of a key, all its sightings and not the first alone" },
    { OPTION_CONTACTS, 0, "contacts", "FILE", RUN | MATCH | REPORT | RARE,
      "CSV of contacts for notify.csv, by certificate_sha256, serial or domain" },
    { OPTION_PUBLIC_SUFFIXES, 0, "public-suffixes", "FILE", RUN | MATCH | REPORT | RARE,
      "public suffix list for the registrable domains in notify.csv" },
    { OPTION_JOBS, 'j', "jobs", "N", POOLED | SHOW,
      "workers (default: one per processor; 0: unconfined)" },
    { OPTION_UNCONFINED, 0, "unconfined", NULL, POOLED | SHOW | RARE,
      "go on where the kernel has no seccomp, with the layers that it has" },
    { OPTION_PASSPHRASES, 'p', "passphrases", "FILE", CASES | CHECK,
      "passphrases to try on encrypted keys, one per line" },
    { OPTION_PASSPHRASE_WORK, 0, "passphrase-work", "STEPS", RUN | SCAN | UNLOCK | RARE,
      "key derivation for all encrypted keys (default 3G, ten minutes of one core)" },
    { OPTION_HARVEST, 0, "harvest-passphrases", NULL, RUN | SCAN | UNLOCK,
      "try words of the evidence around encrypted keys" },
    { OPTION_DECRYPT_WITH, 0, "decrypt-with", "KEY", CASES | SHOW | RARE,
      "private key (PEM, DER, PKCS#12) to open encrypted S/MIME with; may be repeated" },
    { OPTION_DECRYPT_FOUND, 0, "decrypt-with-found-keys", NULL, RUN | SCAN | UNLOCK | RARE,
      "open encrypted S/MIME with the keys that the evidence itself leaks" },
    { OPTION_LIMIT, 0, "limit", "NAME=VALUE", SCAN,
      "another bound than usual; --limit list names all" },
    { OPTION_LIMIT, 0, "limit", "NAME=VALUE", RUN | RARE,
      "another bound than usual; --limit list names all" },
    { OPTION_AS_OF, 0, "as-of", "TIME", CASES | RARE,
      "the clock that statuses are judged by: a date, or RFC 3339 (default: now)" },
    { OPTION_RECEIVED, 0, "received", "TIME", RUN | SCAN | RARE,
      "when the evidence came in: a date, or RFC 3339 (default: start of the first scan)" },
    { OPTION_DERIVED_FROM, 0, "derived-from", "TEXT", RUN | SCAN | RARE,
      "what the evidence was made of elsewhere, such as a PST that was decrypted" },
    { OPTION_NO_DIGEST, 0, "no-digest", NULL, RUN | SCAN | RARE,
      "take no SHA-256 of evidence files: faster, and verify cannot check them" },
    { OPTION_PROOF_CN, 0, "proof-cn", "TEXT", CASES | RARE,
      "common name in the proofs (default: " PROOF_CN_REQUEST ")" },
    { OPTION_PROOF_CN, 0, "proof-cn", "TEXT", PROOF, "a common name that states a compromise too" },
    { OPTION_PROOF, 0, "proof", "FORM...", CASES | RARE,
      "forms of the proofs: csr (default), boulder, kca, certificate, jws" },
    { OPTION_SEAL_TO, 0, "seal-to", "FILE", REPORT,
      "certificate to encrypt each proven key for (default: keep no private key)" },
    { OPTION_SEAL_TO, 0, "seal-to", "FILE", (CASES & ~REPORT) | RARE,
      "certificate to encrypt each proven key for (default: keep no private key)" },
    { OPTION_NO_PROOFS, 0, "no-proofs", NULL, CASES | RARE, "write no proofs" },
    { OPTION_SHORT_LIVED, 0, "include-short-lived", NULL,
      CASES | EXPORT | REPLY | KEYS | CERTS | EXPLAIN | DIFF | RARE,
      "put short-lived certificates on the list too" },
    { OPTION_REDACTED, 0, "redacted", NULL, REPORT,
      "report.html without paths, senders and customers" },
    { OPTION_REDACTED, 0, "redacted", NULL, (CASES & ~REPORT) | RARE,
      "report.html without paths, senders and customers" },
    { OPTION_SIGN_MANIFEST, 0, "sign-manifest", "KEY", CASES | RARE,
      "sign manifest.json with this key (PEM); manifest.json.p7s is the signature" },
    { OPTION_SIGNER, 0, "signer", "CERT", CASES | VERIFY | RARE,
      "certificate (PEM) that the manifest is signed by" },
    { OPTION_JSON, 0, "json", NULL, JSON, "say it as JSON, an object a line" },
    { OPTION_JSON, 0, "json", NULL, EXPORT, "with --list or --dry-run: an object a line" },
    { OPTION_JSON, 0, "json", NULL, CASES, "print summary.json, on one line, as the summary" },
    { OPTION_DRY_RUN, 'n', "dry-run", NULL, CASES | BUILD,
      "say what would be read, and how large; do nothing" },
    { OPTION_DRY_RUN, 'n', "dry-run", NULL, EXPORT | REPLY,
      "say what would be written, and how large; do nothing" },
    { OPTION_QUIET, 'q', "quiet", NULL, ALL & ~(COVERAGE | CHECK | DIFF),
      "no progress line and no summary" },
    { OPTION_QUIET, 'q', "quiet", NULL, CHECK | DIFF, "print nothing: the exit status says it" },
    { OPTION_VERBOSE, 'v', "verbose", NULL, (ALL & ~(COVERAGE | LISTINGS | DIFF)) | RARE,
      "say more of what is done, on stderr" },
    { OPTION_HELP, 'h', "help", NULL, ALL | DOCTOR, "this text" },
    { OPTION_HELP_ALL, 0, "help-all", NULL, ALL | DOCTOR | RARE, "the same with every option" },
    { OPTION_VERSION, 'V', "version", NULL, ALL | DOCTOR | RARE, "the version" },
};
const size_t option_table_length = sizeof(option_table) / sizeof(option_table[0]);

bool option_table_refuse(const struct command_row *command, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    char line[OPTION_FAULT_LENGTH];
    (void)vsnprintf(line, sizeof(line), format, values);
    (void)error_line("%s; try 'keytrawl %s%s--help'", line, command != NULL ? command->name : "",
                     command != NULL ? " " : "");
    va_end(values);
    return false;
}
