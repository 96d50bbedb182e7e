#ifndef TRIAL_H
#define TRIAL_H

#include "candidates/delivery.h"
#include "candidates/payload/payload.h"
#include "candidates/views/clear_view.h"

/* Tries the ways of reading one piece of text, from the likeliest to the
 * least likely, and offers what comes out until it is taken. */

enum label_kind {
    LABEL_NONE,        /* no armour: only what has the shape of a key or certificate is offered */
    LABEL_KEY,         /* the armour says that it is a key: offered whatever its shape */
    LABEL_PGP,         /* likewise, of OpenPGP: packets */
    LABEL_CERTIFICATE, /* also PKCS#7, and requests */
    LABEL_OTHER        /* nothing of ours */
};

struct trial {
    struct delivery *delivery;
    const struct leaf_window *window;
    const struct clear_view *view;
    size_t raw;   /* where the view begins in the window */
    size_t begin; /* the candidate's first byte, in the view's text */
    size_t end;   /* one past its last one; 0: where the payload ends */
    size_t body;  /* where source.body begins in the view's text, for end = 0 */
    bool more;    /* the caller has another way left: never the last offer */
    enum label_kind kind;
    struct payload_source source;
    struct bytes label, dek_info, parameters;
};

enum trial_end {
    TRIAL_NOTHING,
    TRIAL_PROMISING, /* the front of something whose end is not in the text */
    TRIAL_TAKEN
};

/* `taken_to` is where what was taken ends in the leaf. `payload` is memory to
 * work in. */
MUST_CHECK enum trial_end trial_run(const struct trial *trial, struct payload *payload,
                                    uint64_t *taken_to);

#endif
