#include "commands/options/proof_settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/proof_of_compromise.h"
#include "proof_form.h"

/* The request is made in any case: its signature is the one that proves the key. */
#define FURTHER (~PROOF_BIT(PROOF_REQUEST))

bool proof_settings_known(const struct options *options, const char **unknown)
{
    enum proof_form form;
    for (size_t i = 0; i < options->proofs.count; i++) {
        if (!proof_form_of_name(options->proofs.paths[i], &form)) {
            *unknown = options->proofs.paths[i];
            return false;
        }
    }
    return true;
}

static unsigned forms_given(const struct options *options)
{
    enum proof_form form;
    unsigned forms = 0;
    for (size_t i = 0; i < options->proofs.count; i++) {
        if (proof_form_of_name(options->proofs.paths[i], &form)) {
            forms |= PROOF_BIT(form);
        }
    }
    return forms;
}

/* *former: proofs may have been made before. */
static bool choose_cn(struct session *session, struct case_file *file, struct buffer *cn,
                      bool *former)
{
    struct buffer stored = { 0 };
    const char *given = session->options->proof_cn;
    bool read = case_get_setting(file, "proof_cn", &stored) && buffer_append_byte(&stored, 0);
    if (read) {
        const char *known = (const char *)stored.at;
        const char *chosen = given != NULL ? given : known[0] != '\0' ? known : PROOF_CN_REQUEST;
        *former = known[0] != '\0';
        session->new_proofs = *former && strcmp(known, chosen) != 0;
        read = buffer_append_text(cn, chosen) &&
               (*former || case_put_setting(file, "proof_cn", chosen));
    }
    buffer_clear(&stored);
    return read;
}

static bool put_forms(struct case_file *file, unsigned forms)
{
    char text[16];
    (void)snprintf(text, sizeof(text), "%u", forms);
    return case_put_setting(file, "proof_forms", text);
}

/* A case that was never told has requests alone. */
static bool choose_forms(struct session *session, struct case_file *file, bool former)
{
    struct buffer stored = { 0 };
    bool read = case_get_setting(file, "proof_forms", &stored) && buffer_append_byte(&stored, 0);
    if (read) {
        const unsigned told = (unsigned)strtoul((const char *)stored.at, NULL, 10);
        const unsigned known = told != 0 ? told : PROOF_BIT(PROOF_REQUEST);
        const unsigned given = forms_given(session->options);
        session->proof_forms = given != 0 ? given : known;
        session->new_proofs =
            session->new_proofs || (former && (session->proof_forms & ~known & FURTHER) != 0);
        read = session->new_proofs || put_forms(file, session->proof_forms);
    }
    buffer_clear(&stored);
    return read;
}

bool proof_settings_keep(struct session *session)
{
    const char *cn = session->options->proof_cn;
    return ((cn == NULL || case_put_setting(session->file, "proof_cn", cn)) &&
            put_forms(session->file, session->proof_forms)) ||
           session_stop_case(session);
}

bool proof_settings_choose(struct session *session, struct case_file *file, struct buffer *cn)
{
    bool former = false;
    return (choose_cn(session, file, cn, &former) && choose_forms(session, file, former)) ||
           session_stop(session, case_error(file));
}
