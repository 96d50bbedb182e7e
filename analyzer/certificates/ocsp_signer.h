#ifndef OCSP_SIGNER_H
#define OCSP_SIGNER_H

#include "certificates/issuer_set.h"
#include "certificates/ocsp_response.h"

/* Who vouches for an OCSP response (RFC 6960 sections 3.2 and 4.2.2.2). */
struct ocsp_signer {
    struct issuer *issuer; /* whose certificates it may speak of; NULL: nobody vouches */
    int64_t not_after;     /* of the certificate for OCSP signing; INT64_MAX without one */
    const char *failure;   /* why nobody does; NULL when somebody does */
    bool bounded;          /* nobody was found, and not all were tried */
};

/* The issuer's own key, or one that it has certified for this. Responders that somebody
 * trusts for other reasons (section 4.2.2.2, item 1) are not known. */
void ocsp_signer_find(const struct ocsp_response *response, struct issuer_set *issuers,
                      struct ocsp_signer *signer);

#endif
