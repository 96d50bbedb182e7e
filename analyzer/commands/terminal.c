#include "commands/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool terminal_has_colour(int descriptor)
{
    const char *refused = getenv("NO_COLOR"), *kind = getenv("TERM");
    return isatty(descriptor) != 0 && (refused == NULL || refused[0] == '\0') && kind != NULL &&
           strcmp(kind, "dumb") != 0;
}
