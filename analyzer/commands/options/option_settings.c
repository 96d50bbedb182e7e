#include "commands/options/option_settings.h"

#include <stdio.h>
#include <stdlib.h>

#include "reports/run_options.h"

/* Of several runs the most counts, so that a run that is done again changes nothing. */
static bool keep_most(struct session *session, const char *name, uint64_t number)
{
    struct buffer stored = { 0 };
    char text[32];
    bool kept = case_get_setting(session->file, name, &stored) && buffer_append_byte(&stored, 0);
    if (kept && (stored.used == 1 || strtoull((const char *)stored.at, NULL, 10) < number)) {
        (void)snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
        kept = case_put_setting(session->file, name, text);
    }
    buffer_clear(&stored);
    return kept;
}

static bool keep_text(struct session *session, const char *name, const char *value)
{
    return value == NULL || case_put_setting(session->file, name, value);
}

bool option_settings_keep(struct session *session)
{
    const struct options *options = session->options;
    const bool opens = options->command == COMMAND_RUN || options->command == COMMAND_SCAN ||
                       options->command == COMMAND_UNLOCK;
    const bool matches = options->command == COMMAND_RUN || options->command == COMMAND_MATCH;
    const bool scans = options->command == COMMAND_RUN || options->command == COMMAND_SCAN;
    const bool kept =
        (!scans || keep_text(session, OPTION_SETTING_NO_DIGEST, options->no_digest ? "1" : NULL)) &&
        (!opens ||
         (keep_most(session, OPTION_SETTING_PASSPHRASE_WORK, options->passphrase_work) &&
          (session->passphrases == 0 ||
           keep_most(session, OPTION_SETTING_PASSPHRASES, session->passphrases)) &&
          keep_text(session, OPTION_SETTING_HARVEST, options->harvest ? "1" : NULL) &&
          (options->decrypt_with.count == 0 ||
           keep_most(session, OPTION_SETTING_DECRYPT_WITH, options->decrypt_with.count)) &&
          keep_text(session, OPTION_SETTING_DECRYPT_FOUND, options->decrypt_found ? "1" : NULL))) &&
        (!matches ||
         (keep_text(session, OPTION_SETTING_SHARED_PRIMES, options->shared_primes ? "1" : NULL) &&
          keep_text(session, OPTION_SETTING_CERTS_COLUMN, options->certs_column)));
    return kept || session_stop_case(session);
}
