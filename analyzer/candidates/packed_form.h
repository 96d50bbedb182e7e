#ifndef PACKED_FORM_H
#define PACKED_FORM_H

#include "candidates/delivery.h"

/* Keys and stores of keys in bytes of a kind of their own, known by a magic number
 * and by the lengths behind it. What passes is not a key yet.
 *
 * A new form is one file and one row. */

struct packed_form {
    unsigned anchor; /* of enum anchor_kind; with ANCHOR_FRONT also asked at a leaf's front */
    enum candidate_form form;
    /* `anchor` is the first byte of the triple in the text. True where such a thing
     * stands around it: where it begins, and how long it is by its own fields, which
     * may be more than the text holds. */
    bool (*extent)(struct bytes text, size_t anchor, size_t *from, size_t *length);
};

/* True when the anchor belongs to one of these forms. */
bool packed_form_plausible(struct bytes text, size_t anchor, unsigned kinds);

/* Delivers what stands at the anchor. */
void packed_form_read(const struct leaf_window *window, size_t anchor, unsigned kinds,
                      struct delivery *delivery);

/* The functions of the rows: one file each. */

/* PRIVATEKEYBLOB of the Microsoft CryptoAPI, by its "RSA2" or "DSS2". */
bool microsoft_blob_extent(struct bytes text, size_t anchor, size_t *from, size_t *length);
/* Key blob of Dropbear or of an ssh agent, by its type, `ssh-rsa` and the like, and
 * by fields that could be those of a private key. */
bool ssh_key_blob_extent(struct bytes text, size_t anchor, size_t *from, size_t *length);

/* PVK file around one, open or closed, by its magic number. */
bool pvk_file_extent(struct bytes text, size_t anchor, size_t *from, size_t *length);

/* Private key blobs of Microsoft's CNG, by their "RSA2", "RSA3", "ECS2", "ECK2" and so on. */
bool cng_blob_extent(struct bytes text, size_t anchor, size_t *from, size_t *length);

#endif
