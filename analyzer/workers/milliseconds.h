#ifndef MILLISECONDS_H
#define MILLISECONDS_H

#include <stdint.h>
#include <time.h>

/* Of a clock that nobody sets; they begin anywhere. */
static inline int64_t milliseconds_now(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

#endif
