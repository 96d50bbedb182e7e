#include "commands/option_table.h"

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
#define BUILD    (1u << COMMAND_INDEX_BUILD)
#define INDEX    (BUILD | 1u << COMMAND_INDEX_INFO | 1u << COMMAND_INDEX_VERIFY)
#define POOLED   (CASES | PROOF | INDEX)
#define DOCTOR   (1u << COMMAND_DOCTOR)
#define ALL      (POOLED | EXPORT | REPLY | VERIFY | COVERAGE | SHOW)

const struct option_row option_table[] = {
    { OPTION_FORMAT, 'f', "format", "NAME", EXPORT, "what to write; --list names all" },
    { OPTION_LIST, 0, "list", NULL, EXPORT, "name the formats, and what each is given to" },
    { OPTION_OUT, 'o', "out", "CASE", RUN | SCAN, "folder of the case; made when it is not there" },
    { OPTION_OUT, 'o', "out", "CASE",
      MATCH | UNLOCK | REPORT | EXPORT | REPLY | VERIFY | COVERAGE | SHOW, "folder of the case" },
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
    { OPTION_ISSUER, 'i', "issuer", "PATTERN", EXPORT,
      "only of issuers whose name or key identifier has this in it, or fits it (*, ?)" },
    { OPTION_STATUS, 's', "status", "NAME...", EXPORT,
      "only certificates of these statuses: revoke, revoke_ca, ..." },
    { OPTION_DIRECTORY, 0, "directory", "URL", EXPORT,
      "of acme: where the CA's directory is (RFC 8555 section 7.1.1)" },
    { OPTION_OUT, 'o', "out", "FILE", BUILD, "the index; one that is there is built upon" },
    { OPTION_CERTS, 'c', "certs", "PATH...", RUN | MATCH,
      "certificates to match the keys with: files, folders, an index of them" },
    { OPTION_CERTS_COLUMN, 0, "certs-column", "NAME", RUN | MATCH,
      "read certificates of tables from this column alone" },
    { OPTION_SHARED_PRIMES, 0, "shared-primes", NULL, RUN | MATCH,
      "look for RSA moduli with a prime in common with a leaked key" },
    { OPTION_CRL, 'r', "crl", "PATH...", RUN | MATCH,
      "CRLs and OCSP responses; only those whose signature holds count" },
    { OPTION_ISSUERS, 'i', "issuers", "PATH...", RUN | MATCH,
      "certificates of issuers that signatures are checked with" },
    { OPTION_BASELINE, 0, "baseline", "CASE", RUN | MATCH | REPORT,
      "an earlier case: exit status and notify.csv speak of what is new since" },
    { OPTION_ALL, 0, "all", NULL, CASES,
      "the exit status speaks of all that remains, in a case with a baseline too" },
    { OPTION_ALL, 0, "all", NULL, COVERAGE,
      "name files and folders that were read wholly, and notes, too" },
    { OPTION_ALL, 0, "all", NULL, SHOW, "of a key, all its sightings and not the first alone" },
    { OPTION_CONTACTS, 0, "contacts", "FILE", RUN | MATCH | REPORT,
      "CSV of contacts for notify.csv, by certificate_sha256, serial or domain" },
    { OPTION_PUBLIC_SUFFIXES, 0, "public-suffixes", "FILE", RUN | MATCH | REPORT,
      "public suffix list for the registrable domains in notify.csv" },
    { OPTION_JOBS, 'j', "jobs", "N", POOLED | SHOW,
      "worker processes (default: one per processor); 0: none, and no confinement" },
    { OPTION_UNCONFINED, 0, "unconfined", NULL, POOLED | SHOW,
      "go on where the kernel has no seccomp, with the layers that it has" },
    { OPTION_PASSPHRASES, 'p', "passphrases", "FILE", CASES,
      "passphrases to try on encrypted keys, one per line" },
    { OPTION_PASSPHRASE_WORK, 0, "passphrase-work", "STEPS", RUN | SCAN | UNLOCK,
      "key derivation for all encrypted keys (default 3G, ten minutes of one core)" },
    { OPTION_HARVEST, 0, "harvest-passphrases", NULL, RUN | SCAN | UNLOCK,
      "try words of the evidence around an encrypted key on it" },
    { OPTION_DECRYPT_WITH, 0, "decrypt-with", "KEY", CASES | SHOW,
      "private key (PEM, DER, PKCS#12) to open encrypted S/MIME with; may be repeated" },
    { OPTION_DECRYPT_FOUND, 0, "decrypt-with-found-keys", NULL, RUN | SCAN | UNLOCK,
      "open encrypted S/MIME with the keys that the evidence itself leaks" },
    { OPTION_LIMIT, 0, "limit", "NAME=VALUE", RUN | SCAN,
      "another bound than usual, once for each; --limit list names all" },
    { OPTION_AS_OF, 0, "as-of", "TIME", CASES,
      "the clock that statuses are judged by, RFC 3339 (default: now)" },
    { OPTION_RECEIVED, 0, "received", "TIME", RUN | SCAN,
      "when the evidence came in, RFC 3339 (default: start of the first scan)" },
    { OPTION_DERIVED_FROM, 0, "derived-from", "TEXT", RUN | SCAN,
      "what the evidence was made of elsewhere, such as a PST that was decrypted" },
    { OPTION_NO_DIGEST, 0, "no-digest", NULL, RUN | SCAN,
      "take no SHA-256 of evidence files: faster, and verify cannot check them" },
    { OPTION_PROOF_CN, 0, "proof-cn", "TEXT", CASES,
      "common name in the proofs (default: " PROOF_CN_REQUEST ")" },
    { OPTION_PROOF_CN, 0, "proof-cn", "TEXT", PROOF, "a common name that states a compromise too" },
    { OPTION_PROOF, 0, "proof", "FORM...", CASES,
      "forms of the proofs: csr (default), boulder, kca, certificate, jws" },
    { OPTION_SEAL_TO, 0, "seal-to", "FILE", CASES,
      "certificate to encrypt each proven key for (default: keep no private key)" },
    { OPTION_NO_PROOFS, 0, "no-proofs", NULL, CASES, "write no proofs" },
    { OPTION_SHORT_LIVED, 0, "include-short-lived", NULL, CASES | EXPORT | REPLY,
      "put short-lived certificates on the list too" },
    { OPTION_REDACTED, 0, "redacted", NULL, CASES,
      "leave paths, senders, subjects and names of customers out of report.html" },
    { OPTION_SIGN_MANIFEST, 0, "sign-manifest", "KEY", CASES,
      "sign manifest.json with this key (PEM); manifest.json.p7s is the signature" },
    { OPTION_SIGNER, 0, "signer", "CERT", CASES | VERIFY,
      "certificate (PEM) that the manifest is signed by" },
    { OPTION_JSON, 0, "json", NULL, PROOF | VERIFY | COVERAGE | SHOW,
      "say it as JSON, an object a line" },
    { OPTION_QUIET, 'q', "quiet", NULL, ALL & ~COVERAGE, "no progress line and no summary" },
    { OPTION_VERBOSE, 'v', "verbose", NULL, ALL & ~COVERAGE,
      "say more of what is done, on stderr" },
    { OPTION_HELP, 'h', "help", NULL, ALL | DOCTOR, "this text" },
    { OPTION_VERSION, 'V', "version", NULL, ALL | DOCTOR, "the version" },
};
const size_t option_table_length = sizeof(option_table) / sizeof(option_table[0]);

const struct command_row command_table[] = {
    { COMMAND_RUN, "run", "EVIDENCE...", true, true, "CASE",
      "scan evidence, match what is found, and report" },
    { COMMAND_SCAN, "scan", "EVIDENCE...", true, false, "CASE",
      "find and prove keys; evidence adds up in the case" },
    { COMMAND_MATCH, "match", NULL, false, false, "CASE",
      "match the keys of the case with certificates and revocation lists" },
    { COMMAND_UNLOCK, "unlock", NULL, false, false, "CASE",
      "try passphrases on the encrypted keys of the case, without a new scan" },
    { COMMAND_REPORT, "report", NULL, false, false, "CASE", "write the outputs of the case again" },
    { COMMAND_EXPORT, "export", NULL, false, false, "CASE",
      "write the list in the form that a CA system takes" },
    { COMMAND_REPLY, "reply", NULL, false, false, "CASE",
      "answer who sent the keys: what was proven, and what comes of it (BR 4.9.5)" },
    { COMMAND_VERIFY_PROOF, "verify-proof", "FILE...", true, false, NULL,
      "check proofs of compromise, whoever made them, and say what they prove" },
    { COMMAND_VERIFY, "verify", NULL, false, false, "CASE",
      "check that outputs and evidence are as the manifest of the case says" },
    { COMMAND_COVERAGE, "coverage", NULL, false, false, "CASE",
      "say what of the evidence was examined, and what not, folder by folder" },
    { COMMAND_SHOW, "show", "SIGHTING", true, false, "CASE",
      "show where a key stands: a provenance of the outputs, or a key identity" },
    { COMMAND_DOCTOR, "doctor", NULL, false, false, NULL,
      "say how this kernel confines workers, and whether a run would go on" },
    { COMMAND_INDEX_BUILD, "index build", "INVENTORY...", true, false, "FILE",
      "read certificates into an index, which --certs takes in their place" },
    { COMMAND_INDEX_INFO, "index info", "FILE", true, false, NULL,
      "say what an index was built of" },
    { COMMAND_INDEX_VERIFY, "index verify", "FILE", true, false, NULL,
      "check an index, and whether its inventories are as they were" },
};
const size_t command_table_length = sizeof(command_table) / sizeof(command_table[0]);

static void print_option(const struct option_row *row)
{
    char left[64];
    char letter[8] = "    ";
    if (row->letter != 0) {
        (void)snprintf(letter, sizeof(letter), "-%c, ", row->letter);
    }
    (void)snprintf(left, sizeof(left), "%s--%s%s%s", letter, row->name,
                   row->value != NULL ? " " : "", row->value != NULL ? row->value : "");
    (void)printf("  %-27s %s\n", left, row->help);
}

static void print_options(unsigned commands)
{
    (void)printf("\nOptions:\n");
    for (size_t i = 0; i < option_table_length; i++) {
        if ((option_table[i].commands & commands) != 0) {
            print_option(&option_table[i]);
        }
    }
}

static void print_exit_status(const struct command_row *command)
{
    if (command != NULL && command->command == COMMAND_VERIFY_PROOF) {
        (void)printf(
            "\nExit status: 0 every proof holds (and is of a certificate of --cert, and each of\n"
            "these has one); 1 not; 2 usage or fatal error.\n");
        return;
    }
    if (command != NULL && command->command == COMMAND_VERIFY) {
        (void)printf("\nExit status: 0 all is as it was; 1 something is not; 2 usage, or no "
                     "manifest.\n");
        return;
    }
    if (command != NULL && command->command == COMMAND_COVERAGE) {
        (void)printf("\nExit status: 0 everything was examined; 2 usage or fatal error; 4 "
                     "something was not.\n");
        return;
    }
    if (command != NULL && command->command == COMMAND_DOCTOR) {
        (void)printf("\nExit status: 0 a run goes on here, confined; 2 usage, or it does not.\n");
        return;
    }
    if (command != NULL && command->command == COMMAND_SHOW) {
        (void)printf("\nExit status: 0 shown; 2 usage or fatal error; 4 the evidence changed, is "
                     "missing,\nor the place was not reached.\n");
        return;
    }
    (void)printf(
        "\nExit status: 0 everything was examined and nothing is to be done; 2 usage or\n"
        "fatal error; otherwise the sum of 1 (certificates need revocation), 4 (something\n"
        "could not be examined, or sealed) and 8 (leads are open: encrypted or\n"
        "unsupported keys).\n");
}

static void print_program(void)
{
    (void)printf("Usage: keytrawl COMMAND [OPTION...] [EVIDENCE...]\n"
                 "Finds the private keys in leaked data, and the certificates to revoke.\n\n"
                 "Commands:\n");
    for (size_t i = 0; i < command_table_length; i++) {
        (void)printf("  %-12s %s\n", command_table[i].name, command_table[i].help);
    }
    (void)printf("\n  keytrawl COMMAND --help says more; keytrawl --version names the version.\n");
    print_exit_status(NULL);
}

void option_table_help(const struct command_row *command)
{
    if (command == NULL) {
        print_program();
        return;
    }
    (void)printf("Usage: keytrawl %s%s%s%s%s%s [OPTION...]\n", command->name,
                 command->operands != NULL ? " " : "",
                 command->operands != NULL ? command->operands : "",
                 command->out != NULL ? " --out " : "", command->out != NULL ? command->out : "",
                 command->needs_certs ? " --certs PATH..." : "");
    (void)printf("%s.\n", command->help);
    if (command->operands != NULL && strcmp(command->operands, "EVIDENCE...") == 0) {
        (void)printf("EVIDENCE is a file, a folder, or - for standard input.\n");
    }
    print_options(1u << command->command);
    (void)printf(
        "\nOptions and operands stand in any order; -- ends the options. PATH... takes all\n"
        "words up to the next option, and may be given again for more.\n");
    print_exit_status(command);
}

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
