#include "keys/cut_scalar.h"

#include "crypto/curve.h"

/* Half of the scalar of the smallest curve that is read, and more. */
#define FRONT_MIN 16
/* Of 16 octets that are drawn by lot 15 differ. */
#define DISTINCT_MIN 12

enum outcome cut_scalar_outcome(struct bytes octets, enum curve curve)
{
    return octets.left >= FRONT_MIN && octets.left < curve_order_octets(curve) &&
                   bytes_distinct(octets) >= DISTINCT_MIN
               ? OUTCOME_TRUNCATED
               : OUTCOME_MALFORMED;
}
