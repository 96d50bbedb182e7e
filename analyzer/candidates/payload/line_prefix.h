#ifndef LINE_PREFIX_H
#define LINE_PREFIX_H

#include "bytes.h"

/* What stands in front of the payload on every line: quoting, a diff's `+`, a
 * line number, the time stamp of a log. It is learned from one line and
 * recognised on others where numbers and words in it have changed. */

/* How many bytes of `line` are such a prefix, 0 where the line has none. */
size_t line_prefix_match(struct bytes prefix, struct bytes line);

/* The same where the first line may have more before it than the others, as
 * when several lines stood escaped on one: any tail of the prefix will do. */
size_t line_prefix_match_tail(struct bytes prefix, struct bytes line);

/* The same, and which tail that was; `tail` stays as it was where none will do. */
size_t line_prefix_find_tail(struct bytes prefix, struct bytes line, struct bytes *tail);

/* The same where other lines may have less before them than the first, as the
 * lines that a soft line break made: the longest front of the prefix that fits. */
size_t line_prefix_match_head(struct bytes prefix, struct bytes line);

/* Takes the next line, without its end (LF, CR or CRLF). False at the end. */
MUST_CHECK bool line_take(struct bytes *text, struct bytes *line);

#endif
