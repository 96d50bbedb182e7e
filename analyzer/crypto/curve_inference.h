#ifndef CURVE_INFERENCE_H
#define CURVE_INFERENCE_H

#include "public_identity.h"

/* The curve of a key that does not name it, from the length of the scalar and
 * the point, as they are encoded: the one on which scalar times generator is the
 * point; else one that the point lies on; without a point the NIST curve of that
 * length. CURVE_NONE where no length fits. */
enum curve curve_infer(struct bytes scalar, struct bytes point);

/* Of the coordinate x: so many are no chance. */
#define CURVE_FRONT_OCTETS 8

/* Whether scalar times generator is a point that begins like this, as far as that is looked at:
 * text may lack characters further on. A front has to be longer than CURVE_FRONT_OCTETS. */
bool curve_fits_front(enum curve curve, struct bytes scalar, struct bytes front);

#endif
