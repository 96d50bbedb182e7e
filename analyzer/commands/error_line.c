#include "commands/error_line.h"

#include <stdio.h>
#include <stdlib.h>

#include "commands/command.h"
#include "reports/plain_text.h"

void error_line_say(const char *format, va_list values)
{
    struct buffer plain = { 0 };
    char *line = NULL;
    const int length = vasprintf(&line, format, values);
    const bool put = length >= 0 && plain_text_print(bytes_over(line, (size_t)length), &plain) &&
                     buffer_append_byte(&plain, 0);
    (void)fprintf(stderr, "keytrawl: %s\n", put ? (const char *)plain.at : "out of memory");
    buffer_clear(&plain);
    free(line);
}

bool error_line(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    error_line_say(format, values);
    va_end(values);
    return false;
}

int error_line_fatal(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    error_line_say(format, values);
    va_end(values);
    return EXIT_FATAL;
}
