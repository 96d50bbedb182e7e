#include <stdlib.h>

#include "commands/command.h"
#include "commands/options.h"

int main(int argc, char **argv)
{
    struct options options;
    int status = EXIT_FATAL;
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
