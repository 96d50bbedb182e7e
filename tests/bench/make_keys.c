/* Fills the key cache of the replay: make_keys FOLDER RSA-KEYS P256-KEYS [PROCESSES] */

#include <stdio.h>
#include <stdlib.h>

#include "key_cache.h"

int main(int argc, char **argv)
{
    if (argc < 4) {
        fputs("usage: make_keys FOLDER RSA-KEYS P256-KEYS [PROCESSES]\n", stderr);
        return 2;
    }
    unsigned processes = argc > 4 ? (unsigned)strtoul(argv[4], NULL, 10) : 1;
    key_cache_fill(argv[1], CACHED_RSA_2048, strtoul(argv[2], NULL, 10), processes);
    key_cache_fill(argv[1], CACHED_P_256, strtoul(argv[3], NULL, 10), processes);
    return EXIT_SUCCESS;
}
