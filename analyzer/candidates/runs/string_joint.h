#ifndef STRING_JOINT_H
#define STRING_JOINT_H

#include "bytes.h"

/* What stands between two strings of source code, from the quote that ends the one to the quote
 * that begins the other. */

/* Of one expression: how long the joint is at the front of the text; 0 = there is none. */
size_t string_joint_length(struct bytes text);

/* Of a list, one string on each line. */
size_t string_list_joint_length(struct bytes text);

#endif
