#include "commands/options/option_rules.h"

#include <assert.h>
#include <string.h>

#include "commands/options/limit_settings.h"
#include "commands/options/proof_settings.h"
#include "proof_form.h"

static_assert(PROOF_FORMS == 5, "all forms are named where one is not known");

bool option_rules_hold(const struct command_row *command, const struct options *options)
{
    const char *unknown;
    if (options->list) {
        return true; /* which needs nothing else */
    }
    if (!proof_settings_known(options, &unknown)) {
        return option_table_refuse(command, "'%s' of --proof is none of %s, %s, %s, %s, %s",
                                   unknown, proof_form_rows[0].name, proof_form_rows[1].name,
                                   proof_form_rows[2].name, proof_form_rows[3].name,
                                   proof_form_rows[4].name);
    }
    if (!limit_settings_hold(command, options)) {
        return false;
    }
    if (options->no_proofs && options->proofs.count > 0) {
        return option_table_refuse(command, "--proof does not go with --no-proofs");
    }
    if (command->command == COMMAND_EXPORT && options->format == NULL) {
        return option_table_refuse(command, "--format NAME is missing; --list names the formats");
    }
    if (command->out != NULL && (options->out == NULL || options->out[0] == '\0')) {
        return option_table_refuse(command, "--out %s is missing", command->out);
    }
    if (command->needs_operands && options->evidence.count == 0) {
        return strcmp(command->operands, "EVIDENCE...") == 0
                   ? option_table_refuse(command, "no evidence is named")
                   : option_table_refuse(command, "%s is missing", command->operands);
    }
    if (command->needs_operands && strcmp(command->operands, "FILE") == 0 &&
        options->evidence.count > 1) {
        return option_table_refuse(command, "one FILE at a time");
    }
    if (command->command == COMMAND_SHOW && options->evidence.count > 1) {
        return option_table_refuse(command, "one SIGHTING at a time, in single quotes");
    }
    if (command->command == COMMAND_EXPLAIN && options->evidence.count > 1) {
        return option_table_refuse(command, "one certificate, number or name at a time");
    }
    if (command->command == COMMAND_DIFF && options->evidence.count != 2) {
        return option_table_refuse(command, "two cases are compared: name both, as CASE1 CASE2");
    }
    if (command->command != COMMAND_VERIFY &&
        (options->sign_manifest == NULL) != (options->signer == NULL)) {
        return option_table_refuse(command, "--sign-manifest KEY and --signer CERT go together");
    }
    if (options->subscribers != NULL && (options->to != NULL || options->evidence_root != NULL)) {
        return option_table_refuse(command, "--subscribers takes neither --to nor --evidence");
    }
    if (command->command == COMMAND_EXPORT && options->json && !options->dry_run) {
        return option_table_refuse(command,
                                   "--json is of --list and --dry-run alone: an export has "
                                   "the form of its --format");
    }
    if (options->subscribers != NULL && options->json) {
        return option_table_refuse(command, "--json does not go with --subscribers, which "
                                            "writes its index.csv");
    }
    if (options->color != NULL && strcmp(options->color, "auto") != 0 &&
        strcmp(options->color, "always") != 0 && strcmp(options->color, "never") != 0) {
        return option_table_refuse(command, "'%s' of --color is none of auto, always, never",
                                   options->color);
    }
    if (options->json && options->csv) {
        return option_table_refuse(command, "--json does not go with --csv");
    }
    if (options->shared_primes && options->no_proofs) {
        return option_table_refuse(
            command, "--shared-primes takes the leaked moduli from the proofs, so it does "
                     "not go with --no-proofs");
    }
    if (command->needs_certs && options->certs.count == 0) {
        return option_table_refuse(command, "--certs PATH... is missing");
    }
    return true;
}
