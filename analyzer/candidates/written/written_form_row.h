#ifndef WRITTEN_FORM_ROW_H
#define WRITTEN_FORM_ROW_H

#include "candidates/written/written_form.h"

/* The functions of the rows in written_form.c: one file each. */

/* Private key file of BIND's dnssec-keygen, `Private-key-format: v1.3` and fields. */
bool dnssec_text_plausible(struct bytes text, size_t anchor, size_t *front, uint64_t *work);
bool dnssec_text_extent(struct bytes text, size_t anchor, struct written_extent *extent);

/* JSON Web Key (RFC 7517): the object that "kty" is a member of, with a private number. */
bool jwk_text_plausible(struct bytes text, size_t anchor, size_t *front, uint64_t *work);
bool jwk_text_extent(struct bytes text, size_t anchor, struct written_extent *extent);

/* JSON Web Encryption (RFC 7516) with a passphrase or of a JWK, by its protected header; the
 * anchor is that header's first character, in the compact or in a JSON serialization. */
bool jwe_object_plausible(struct bytes text, size_t anchor, size_t *front, uint64_t *work);
bool jwe_object_extent(struct bytes text, size_t anchor, struct written_extent *extent);

/* RSAKeyValue and the like, with a private number in it. */
bool xml_element_plausible(struct bytes text, size_t anchor, size_t *front, uint64_t *work);
bool xml_element_extent(struct bytes text, size_t anchor, struct written_extent *extent);

/* Private key file of PuTTY, `PuTTY-User-Key-File-2: ssh-rsa` and fields. */
bool putty_text_plausible(struct bytes text, size_t anchor, size_t *front, uint64_t *work);
bool putty_text_extent(struct bytes text, size_t anchor, struct written_extent *extent);

/* Numbers as `openssl -text` and certtool list them (bytes/listing_text.h). */
bool number_listing_plausible(struct bytes text, size_t anchor, size_t *front, uint64_t *work);
bool number_listing_extent(struct bytes text, size_t anchor, struct written_extent *extent);

/* The same as programs print them for those who wrote them (bytes/dump_text.h). */
bool number_dump_plausible(struct bytes text, size_t anchor, size_t *front, uint64_t *work);
bool number_dump_extent(struct bytes text, size_t anchor, struct written_extent *extent);
/* Without a word that says what they are: `n = ...`, `d = ...` and the like, as notes and scripts
 * have them. `digits`: where a long number begins. True when a key could be made of it and of
 * what follows; its arithmetic has to say so. */
bool number_dump_named(struct bytes text, size_t digits, struct written_extent *extent);

#endif
