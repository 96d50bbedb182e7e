#ifndef DECRYPT_PLAN_H
#define DECRYPT_PLAN_H

#include "casefile/case_file.h"

/* Which found keys are tried on which encrypted messages: those whose certificates a message names
 * as recipients (issuer and serial), else every key up to DECRYPT_ANY_KEYS_MAX. */

struct decrypt_key {
    char name[KEY_IDENTITY_TEXT];
    struct buffer path, provenance; /* of one sighting */
    bool in_message;                /* that one lies in a message that was opened */
    struct buffer certificates;     /* `serial 0a of CN=...`, each ended by NUL */
    bool chosen;
};

struct decrypt_message {
    struct case_message at; /* its windows are on the two below */
    struct buffer path, provenance;
};

struct decrypt_plan {
    struct decrypt_key *keys; /* by name */
    size_t key_count, key_room;
    struct decrypt_message *messages; /* by path and place */
    size_t message_count, message_room;
    bool bounded; /* more keys than are tried where no certificate says which */
};

/* Zeroed before. False when memory ran out or the case failed (case_error() has a sentence
 * then). */
MUST_CHECK bool decrypt_plan_read(struct decrypt_plan *plan, struct case_file *file);
void decrypt_plan_clear(struct decrypt_plan *plan);

/* How many messages from `from` on lie in one file, as many as a job takes; marks the keys that
 * are tried on any of them. */
size_t decrypt_plan_choose(struct decrypt_plan *plan, size_t from);

#endif
