#ifndef REDACTED_OPENSSH_H
#define REDACTED_OPENSSH_H

#include "keys/examination.h"

/* Keys of openssh of which characters were made unreadable, as redacted_key.h has it for DER. What
 * an open one begins with is known, and so is how long its list of keys is. One that is closed is a
 * lead; what cannot be proven says that it is redacted, with its public half where that is whole.
 */
void redacted_openssh_examine(struct examination *examination, const struct candidate *candidate);

#endif
