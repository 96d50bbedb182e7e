#ifndef JUDGED_RESPONSE_H
#define JUDGED_RESPONSE_H

#include "certificates/judged_case.h"

/* An OCSP response: sends RECORD_CRL for it, with the digest of `named`; and where it is
 * genuine, RECORD_REVOCATION for each certificate of the set that it speaks of and that the
 * key which vouches for the response has signed.
 *
 * That key is an issuer's that was given: the response's own signature holds under it, or
 * it has signed a certificate in the response for OCSP signing (RFC 6960 section 4.2.2.2)
 * under which the signature holds, valid when the response was made. What such a
 * certificate vouches for ends with it: next_update is no later than its notAfter. */
void judged_response_run(struct bytes der, struct bytes named, const struct judged_case *given);

#endif
