#ifndef GNUPG_AGENT_H
#define GNUPG_AGENT_H

#include "candidates/written/written_form.h"

/* Private keys as gpg-agent keeps them (private-keys-v1.d): an s-expression, in octets,
 * (11:private-key(3:rsa ..., or in text, Key: (private-key (rsa ...; also
 * protected-private-key and shadowed-private-key. The anchor is "e-k" of private-key. */

/* As packed_form.extent. */
bool gnupg_agent_extent(struct bytes text, size_t anchor, size_t *from, size_t *length);

/* As in written_form. */
bool gnupg_agent_text_plausible(struct bytes text, size_t anchor, size_t *front, uint64_t *work);
bool gnupg_agent_text_extent(struct bytes text, size_t anchor, struct written_extent *extent);

#endif
