#ifndef ERROR_LINE_H
#define ERROR_LINE_H

#include <stdarg.h>
#include <stdbool.h>

/* The one line that a command which cannot do its work leaves on stderr: "keytrawl: ...". */

/* Paths of the command line may be the evidence's: what a terminal would obey becomes %XX, as in
 * the outputs, so it is always one line. For whoever has a line of its own. */
void error_line_say(const char *format, va_list values) __attribute__((format(printf, 1, 0)));

/* Returns false, for the caller to hand on. */
bool error_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Returns EXIT_FATAL likewise. */
int error_line_fatal(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
