#ifndef GIVE_UP_H
#define GIVE_UP_H

#include <stdio.h>
#include <stdlib.h>

/* Tools that make data have nothing to save: what fails ends them. */
static inline _Noreturn void give_up(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

static inline void insist(int holds, const char *what)
{
    if (!holds) {
        give_up(what);
    }
}

#endif
