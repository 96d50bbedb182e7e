#ifndef PAYLOAD_LACK_H
#define PAYLOAD_LACK_H

#include "candidates/payload/payload.h"

/* Of a body that was read with all of its characters (PAYLOAD_STRIP), and is a structure that ends
 * too early: does no other way come to its end? So it is where it begins with a word of base64 that
 * is alone on its line, which each way begins with, and where there are fewer characters of base64
 * behind it than the structure takes, of which each way leaves out more or fewer. */
bool payload_lacks(const struct payload *payload, struct bytes body);

#endif
