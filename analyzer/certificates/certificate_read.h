#ifndef CERTIFICATE_READ_H
#define CERTIFICATE_READ_H

#include "certificate.h"
#include "outcome.h"

/* How long the certificate at the front is, going by its first fields up to the
 * validity: 0 when what stands there is none. Does not ask whether all of it is
 * there. Cheap enough to be asked at each SEQUENCE of a binary. */
size_t certificate_span(struct bytes from);

/* All facts, for a certificate that matched, that is a CA's, or that lies in the
 * evidence. `certificate->der` is the window given; the rest is owned by
 * `certificate->text`. Sets CERTIFICATE_SELF_SIGNED by verifying the signature. */
MUST_CHECK const struct fault *certificate_read(struct bytes der, struct certificate *certificate);
void certificate_clear(struct certificate *certificate);

#endif
