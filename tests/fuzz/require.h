#ifndef FUZZ_REQUIRE_H
#define FUZZ_REQUIRE_H

#include <stdio.h>
#include <stdlib.h>

/* A property of what is under test. Where it does not hold, says which, and ends as a fault does:
 * the fuzzer then keeps the input. A macro, for the place and the words of the property. */
#define require(...)                                                                               \
    do {                                                                                           \
        if (!(__VA_ARGS__)) {                                                                      \
            (void)fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #__VA_ARGS__); \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif
