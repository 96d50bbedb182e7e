#ifndef PACKED_FORM_H
#define PACKED_FORM_H

#include "candidates/delivery.h"

/* Keys and stores of keys in bytes of a kind of their own, known by a magic number
 * and by the lengths behind it. What passes is not a key yet.
 *
 * A new form is one file and one row. */

/* The length of what does not say how long it is, or whose end is not seen. */
#define PACKED_OPEN SIZE_MAX

struct packed_form {
    /* Of enum anchor_kind; with ANCHOR_FRONT also asked at a leaf's front; 0: there alone, by
     * `front`. */
    unsigned anchor;
    enum candidate_form form;
    /* `anchor` is the first byte of the triple in the text. True where such a thing
     * stands around it: where it begins, and how long it is by its own fields, which
     * may be more than the text holds. False: `length` stays as it is, or becomes how many bytes
     * were read for nothing, where that is more than a front. NULL without an anchor. */
    bool (*extent)(struct bytes text, size_t anchor, size_t *from, size_t *length);
    /* The same at the front of a content, which is held in memory up to STORE_HELD_MAX for
     * it: how long; 0 where none stands there. NULL for what is never that long. */
    size_t (*front)(struct bytes text);
    bool whole;  /* nothing but the whole content is one */
    bool parted; /* what it holds is looked at all the same */
    bool hollow; /* its reader tells what of it was read: the rest is looked at all the same */
};
extern const struct packed_form packed_forms[];
extern const size_t packed_form_count;

/* True when the anchor belongs to one of these forms. `work` grows by what was read for
 * nothing. */
bool packed_form_plausible(struct bytes text, size_t anchor, unsigned kinds, uint64_t *work);

/* Delivers what stands at the anchor. */
void packed_form_read(const struct leaf_window *window, size_t anchor, unsigned kinds,
                      struct delivery *delivery);

/* How much has to be seen of a content that begins like this, at most STORE_HELD_MAX; 0:
 * nothing beyond what is seen of any. */
size_t packed_form_wanted(struct bytes front);

/* Delivers what stands at the front of a content; the window begins with it. */
void packed_form_read_front(const struct leaf_window *window, struct delivery *delivery);

/* The functions of the rows: one file each. */

/* PRIVATEKEYBLOB of the Microsoft CryptoAPI, by its "RSA2" or "DSS2". */
bool microsoft_blob_extent(struct bytes text, size_t anchor, size_t *from, size_t *length);
/* Private key of ssh.com (Tectia) without armour, by its magic number and type. */
bool sshcom_blob_extent(struct bytes text, size_t anchor, size_t *from, size_t *length);
/* Key file of SSH version 1, by its magic text and public numbers. */
bool ssh1_file_extent(struct bytes text, size_t anchor, size_t *from, size_t *length);
/* Key blob of Dropbear or of an ssh agent, by its type, `ssh-rsa` and the like, and
 * by fields that could be those of a private key. */
bool ssh_key_blob_extent(struct bytes text, size_t anchor, size_t *from, size_t *length);

/* PVK file around one, open or closed, by its magic number. */
bool pvk_file_extent(struct bytes text, size_t anchor, size_t *from, size_t *length);

/* Private key blobs of Microsoft's CNG, by their "RSA2", "DSPV", "ECS2" and so on, and by the
 * lengths behind that; those of a width that no anchor has at the front of a leaf alone. */
bool cng_blob_extent(struct bytes text, size_t anchor, size_t *from, size_t *length);

/* PFX of PKCS#12, by its version 3 and the ContentInfo behind it. */
bool pkcs12_extent(struct bytes text, size_t anchor, size_t *from, size_t *length);
size_t pkcs12_extent_front(struct bytes text);

/* JKS and JCEKS, by the magic number and one entry at least. */
bool java_extent(struct bytes text, size_t anchor, size_t *from, size_t *length);
size_t java_extent_front(struct bytes text);

/* BKS and UBER of Bouncy Castle, by version, salt and count of iterations. */
size_t bouncy_extent_front(struct bytes text);

/* NSS databases that hold private keys (key4.db, key3.db), and keychains of macOS. */
size_t key_database_nss(struct bytes text);
size_t key_database_apple(struct bytes text);

/* Blobs of the Data Protection API of Windows that are said to hold a private key. */
bool dpapi_blob_extent(struct bytes text, size_t anchor, size_t *from, size_t *length);

#endif
