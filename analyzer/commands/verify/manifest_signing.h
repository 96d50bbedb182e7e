#ifndef MANIFEST_SIGNING_H
#define MANIFEST_SIGNING_H

#include "commands/options/options.h"

/* --sign-manifest KEY --signer CERT: signs the manifest that a report has just written
 * (crypto/detached_signature) into manifest.json.p7s. The key is read from its file by the
 * coordinator, after the last worker's last job, and wiped at once. Does nothing without the
 * option. False with `why`: the outputs stand then, unsigned. */
MUST_CHECK bool manifest_signing_do(const struct options *options, char *why, size_t why_room);

#endif
