#ifndef STATE_SIGNAL_H
#define STATE_SIGNAL_H

#include <stdbool.h>

#include "commands/progress.h"

/* SIGUSR1 asks a run for its state: one line on stderr, what the progress line shows, also where
 * there is none (no terminal, --quiet). */

void state_signal_catch(void);

/* At every tick: keeps when the phase began, and answers when somebody asked. True when it did. */
bool state_signal_answer(const struct progress_state *state);

#endif
