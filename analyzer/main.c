#include <signal.h>
#include <stdlib.h>

#include "commands/command.h"
#include "commands/options.h"

int main(int argc, char **argv)
{
    struct options options;
    int status = EXIT_FATAL;
    (void)signal(SIGXFSZ,
                 SIG_IGN); /* a file that may not grow is a write that fails, and is told */
    switch (options_read(argc, argv, &options)) {
    case OPTIONS_GO:
        status = command_do(&options);
        break;
    case OPTIONS_EXIT:
        status = EXIT_SUCCESS;
        break;
    case OPTIONS_USAGE:
        break;
    }
    options_clear(&options);
    return status;
}
