#ifndef ERROR_LINE_H
#define ERROR_LINE_H

#include <stdbool.h>

/* The one line that a command which cannot do its work leaves on stderr: "keytrawl: ...". */

/* Returns false, for the caller to hand on. */
bool error_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Returns EXIT_FATAL likewise. */
int error_line_fatal(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
