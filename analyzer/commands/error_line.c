#include "commands/error_line.h"

#include <stdarg.h>
#include <stdio.h>

#include "commands/command.h"

static void say(const char *format, va_list values) __attribute__((format(printf, 1, 0)));

static void say(const char *format, va_list values)
{
    (void)fputs("keytrawl: ", stderr);
    (void)vfprintf(stderr, format, values);
    (void)fputc('\n', stderr);
}

bool error_line(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    say(format, values);
    va_end(values);
    return false;
}

int error_line_fatal(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    say(format, values);
    va_end(values);
    return EXIT_FATAL;
}
