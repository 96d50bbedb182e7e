#include "commands/option_table.h"

#define INDEX_EXIT_STATUS  "0 done; 2 usage or fatal error; 4 something could not be read"
#define EXPORT_EXIT_STATUS "0 done; 2 usage or fatal error; 4 something had to be left out"

const struct command_row command_table[] = {
    { COMMAND_RUN, "run", "EVIDENCE...", true, true, "CASE",
      "scan evidence, match what is found, and report",
      "run mails.zip --certs inventory.pem --crl crls --out case", NULL },
    { COMMAND_SCAN, "scan", "EVIDENCE...", true, false, "CASE",
      "find and prove keys; evidence adds up in the case", "scan mails.zip disk.img --out case",
      NULL },
    { COMMAND_MATCH, "match", NULL, false, false, "CASE",
      "match the keys of the case with certificates and revocation lists",
      "match --crl fresh.crl --issuers ca.crt --out case", NULL },
    { COMMAND_UNLOCK, "unlock", NULL, false, false, "CASE",
      "try passphrases on the encrypted keys of the case, without a new scan",
      "unlock --passphrases words.txt --out case", NULL },
    { COMMAND_REPORT, "report", NULL, false, false, "CASE", "write the outputs of the case again",
      "report --redacted --out case", NULL },
    { COMMAND_CHECK, "check", "KEY [CERT...]", true, false, NULL,
      "say whether a private key belongs to certificates or requests, proven",
      "check leaked.key www.pem ca-bundle.p7b",
      "0 the key belongs to each; 2 usage or fatal error; otherwise the sum of 1 (one is of "
      "another key), 4 (something could not be examined, or holds no certificate) and 8 (the key "
      "stays closed, so one may be its own)" },
    { COMMAND_SHOW, "show", "SIGHTING", true, false, "CASE",
      "show where a key stands: a provenance of the outputs, or a key identity",
      "show --out case '2026.mbox!message 2!part 2 web.key@0+1675'",
      "0 shown; 2 usage or fatal error; 4 the evidence changed, is missing, or the place was not "
      "reached" },
    { COMMAND_COVERAGE, "coverage", NULL, false, false, "CASE",
      "say what of the evidence was examined, and what not, folder by folder",
      "coverage --out case",
      "0 everything was examined; 2 usage or fatal error; 4 something was "
      "not" },
    { COMMAND_EXPORT, "export", NULL, false, false, "CASE",
      "write the list in the form that a CA system takes",
      "export --format openssl-ca --out case --to revoke.sh", EXPORT_EXIT_STATUS },
    { COMMAND_REPLY, "reply", NULL, false, false, "CASE",
      "answer who sent the keys: what was proven, and what comes of it (BR 4.9.5)",
      "reply --out case --to answer.txt", EXPORT_EXIT_STATUS },
    { COMMAND_VERIFY_PROOF, "verify-proof", "FILE...", true, false, NULL,
      "check proofs of compromise, whoever made them, and say what they prove",
      "verify-proof proof.csr --cert www.pem",
      "0 every proof holds (and is of a certificate of --cert, and each of these has one); 1 not; "
      "2 usage or fatal error" },
    { COMMAND_VERIFY, "verify", NULL, false, false, "CASE",
      "check that outputs and evidence are as the manifest of the case says",
      "verify --out case --evidence mails.zip --certs inventory.pem",
      "0 all is as it was; 1 something is not; 2 usage, or no manifest" },
    { COMMAND_DOCTOR, "doctor", NULL, false, false, NULL,
      "say how this kernel confines workers, and whether a run would go on", "doctor",
      "0 a run goes on here, confined; 2 usage, or it does not" },
    { COMMAND_INDEX_BUILD, "index build", "INVENTORY...", true, false, "FILE",
      "read certificates into an index, which --certs takes in their place",
      "index build /srv/inventory --out inventory.index", INDEX_EXIT_STATUS },
    { COMMAND_INDEX_INFO, "index info", "FILE", true, false, NULL, "say what an index was built of",
      "index info inventory.index", INDEX_EXIT_STATUS },
    { COMMAND_INDEX_VERIFY, "index verify", "FILE", true, false, NULL,
      "check an index, and whether its inventories are as they were",
      "index verify inventory.index", INDEX_EXIT_STATUS },
};
const size_t command_table_length = sizeof(command_table) / sizeof(command_table[0]);
