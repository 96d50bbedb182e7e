#include "commands/state_signal.h"

#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "commands/progress_text.h"

static volatile sig_atomic_t asked;

/* One run, one phase at a time. */
static struct progress_pace pace;

static void take_question(int signal)
{
    (void)signal;
    asked = 1;
}

void state_signal_catch(void)
{
    const struct sigaction action = { .sa_handler = take_question, .sa_flags = SA_RESTART };
    (void)sigaction(SIGUSR1, &action, NULL);
}

static double now(void)
{
    struct timespec time = { 0 };
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

bool state_signal_answer(const struct progress_state *state)
{
    const double time = now();
    progress_pace_note(&pace, state, time);
    if (!asked) {
        return false;
    }
    char text[PROGRESS_TEXT];
    asked = 0;
    progress_text(state, &pace, time, PROGRESS_TEXT - 1, text);
    (void)fprintf(stderr, "keytrawl: %s\n", text);
    (void)fflush(stderr);
    return true;
}
