#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/command.h"
#include "commands/error_line.h"
#include "commands/options.h"

/* Of what was printed instead of a run. */
static int end_of_output(void)
{
    return fflush(stdout) == 0 && ferror(stdout) == 0
               ? EXIT_SUCCESS
               : error_line_fatal("cannot write to standard output: %s", strerror(errno));
}

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
        status = end_of_output();
        break;
    case OPTIONS_USAGE:
        break;
    }
    options_clear(&options);
    return status;
}
