#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/command.h"
#include "commands/error_line.h"
#include "commands/options/options.h"

/* What was printed and found no room is no success, whatever printed it: the summary of a run was
 * lost without a word. */
static int end_of_output(int status)
{
    errno = 0;
    if (status == EXIT_FATAL || (fflush(stdout) == 0 && ferror(stdout) == 0)) {
        return status;
    }
    return error_line_fatal("cannot write to standard output: %s",
                            strerror(errno != 0 ? errno : EIO));
}

int main(int argc, char **argv)
{
    struct options options;
    int status = EXIT_FATAL;
    (void)signal(SIGXFSZ,
                 SIG_IGN); /* a file that may not grow is a write that fails, and is told */
    switch (options_read(argc, argv, &options)) {
    case OPTIONS_GO:
        status = end_of_output(command_do(&options));
        break;
    case OPTIONS_EXIT:
        status = end_of_output(EXIT_SUCCESS);
        break;
    case OPTIONS_USAGE:
        break;
    }
    options_clear(&options);
    return status;
}
