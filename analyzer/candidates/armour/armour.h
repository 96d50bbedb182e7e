#ifndef ARMOUR_H
#define ARMOUR_H

#include "candidates/armour/armour_label.h"
#include "candidates/delivery.h"
#include "candidates/payload/payload.h"
#include "candidates/views/clear_view.h"

/* Armour (RFC 7468, RFC 1421) in whatever state it is found: from the BEGIN at
 * an anchor to its END, or to where the key itself ends. */

/* Memory to work in, kept from one anchor to the next. Zeroed = empty. */
struct armour_reader {
    struct clear_view view;
    struct payload payload;
    struct buffer body;
    struct buffer parameters;
    struct buffer dek_info;
    struct buffer local_key_id;
};

/* Reads the armour whose BEGIN stands at `anchor` in the window ("B" of BEGIN).
 * `wide`: in UTF-16. Delivers what it holds. */
void armour_read(struct armour_reader *reader, const struct leaf_window *window, size_t anchor,
                 bool wide, struct delivery *delivery);

/* The same where no work is left: only such as programs write it (plain_armour.h), in one pass. */
void armour_read_narrow(struct armour_reader *reader, const struct leaf_window *window,
                        size_t anchor, struct delivery *delivery);

/* Base64 without armour that begins at `anchor`. */
void armour_read_bare(struct armour_reader *reader, const struct leaf_window *window, size_t anchor,
                      struct delivery *delivery);

/* Cheap: could the base64 of a key or certificate begin at `anchor`? */
bool armour_bare_plausible(struct bytes text, size_t anchor);

void armour_reader_clear(struct armour_reader *reader);

#endif
