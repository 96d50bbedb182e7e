#ifndef CURVE_INFERENCE_H
#define CURVE_INFERENCE_H

#include "public_identity.h"

/* The curve of a key that does not name it, from the length of the scalar and
 * the point, as they are encoded: the one on which scalar times generator is the
 * point; else one that the point lies on; without a point the NIST curve of that
 * length. CURVE_NONE where no length fits. */
enum curve curve_infer(struct bytes scalar, struct bytes point);

#endif
