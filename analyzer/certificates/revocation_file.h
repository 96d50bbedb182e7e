#ifndef REVOCATION_FILE_H
#define REVOCATION_FILE_H

#include "certificates/judged_case.h"

/* A file of revocation lists and OCSP responses, which are told apart by their content:
 * PEM, DER or base64 of DER, also several, also mixed. Each goes by the digest of the file's
 * bytes where the file holds one, by that of its own DER where it holds several. What cannot
 * be read is journalled, and the others count. */
void revocation_file_run(struct bytes content, const struct judged_case *given);

#endif
