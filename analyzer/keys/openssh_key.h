#ifndef OPENSSH_KEY_H
#define OPENSSH_KEY_H

#include "bounds.h"
#include "crypto/private_key.h"
#include "keys/closed_key.h"

/* openssh-key-v1 (openssh PROTOCOL.key): the public halves stand in clear before
 * one list of private keys, which may be closed. */
struct openssh_blob {
    struct bytes publics[OPENSSH_KEYS_MAX]; /* key blobs, as they stand */
    size_t count;
    bool more; /* it says that it holds more than the bound */
    bool is_closed;
    bool cut;                 /* the list of private keys ends before its time */
    struct closed_key closed; /* its `closed` is the list, also where it is open */
};

/* MALFORMED also where it says that it holds no key. Of more than the bound the first ones. */
MUST_CHECK enum outcome openssh_blob_read(struct bytes blob, struct openssh_blob *read);

/* Is this one that ends before its list of private keys, of which nothing is there then? It has to
 * show what is its own: octets of its public half, or the salt that it is closed with. */
bool openssh_blob_front(struct bytes blob, bool *is_closed);

/* One whose strings cannot be followed, since a character was lost or added on the way: does its
 * front, or else its label, say what it is, and is there more than all keys of a kind begin with?
 */
bool openssh_blob_remains(struct bytes blob, struct bytes label);

/* What an open list with one key begins with, up to the public half. */
struct bytes openssh_open_head(void);

/* Octets of the check numbers before the keys of a list. */
#define OPENSSH_LIST_HEAD 8

/* Begins a list that is open. False: the check numbers differ, so the passphrase
 * was wrong or the bytes are damaged. */
MUST_CHECK bool openssh_list_begin(struct bytes *list);

/* Takes the next key. UNSUPPORTED for a key whose private half is in a security
 * token (the list goes on behind it), or of an unknown type (it cannot go on). */
MUST_CHECK enum outcome openssh_list_next(struct bytes *list, struct private_key *key);

/* Behind the last key: was its comment read, and is what follows padding, 1, 2, 3 ...? */
bool openssh_list_ends(struct bytes list);

#endif
