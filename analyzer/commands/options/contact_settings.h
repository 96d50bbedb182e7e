#ifndef CONTACT_SETTINGS_H
#define CONTACT_SETTINGS_H

#include "commands/session.h"

/* Takes --contacts and --public-suffixes into the case, where notify.csv finds them, so
 * that outputs stay a function of the case alone. A file that is given anew replaces the
 * one before. False when one cannot be read, or the session must stop. */
MUST_CHECK bool contact_settings_take(struct session *session);

#endif
