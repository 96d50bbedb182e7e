#ifndef CHECK_TEXT_H
#define CHECK_TEXT_H

#include "commands/check_list.h"
#include "commands/options/options.h"
#include "reports/output_file.h"

/* Prints the answers, a line for each: yes, no, open or unread in front; or an object for each.
 * `files` are the paths of the command line, which the items count. */
void check_text_print(const struct check_list *list, const struct path_list *files, bool json,
                      bool coloured, struct output_file *file);

#endif
