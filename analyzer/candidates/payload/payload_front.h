#ifndef PAYLOAD_FRONT_H
#define PAYLOAD_FRONT_H

#include "bytes.h"

/* Where the base64 of a key can begin. */

/* Does `word` begin as what a payload holds, a structure or (`packets`) OpenPGP? */
bool payload_front_is(struct bytes word, bool packets);

#endif
