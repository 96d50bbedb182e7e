#ifndef STORE_READING_H
#define STORE_READING_H

#include "inventory/certificate_source.h"

/* A key store as an inventory, whatever its form: held in memory as a whole, up to STORE_HELD_MAX,
 * for its certificates alone. Private keys in it are left where they are, which is told once. */
struct store_reading {
    const struct source_setting *setting;
    const struct certificate_sink *sink;
    struct bytes content;
    struct source_spot spot; /* of the whole; `row` counts its entries */
    struct buffer name;      /* of the entry that is read now */
    bool has_keys;
};

/* Reads all that the window has by `read`, unless it is too large, which is told. */
void store_reading_do(struct source_window *window, const struct source_setting *setting,
                      const struct certificate_sink *sink,
                      void (*read)(struct store_reading *reading));

/* The next entry, by its alias in a Java keystore; without a name where that cannot be read. */
void store_reading_enter(struct store_reading *reading, struct bytes alias);

/* What cannot be read, at the spot. */
void store_reading_tell(const struct store_reading *reading, const struct fault *fault);

extern const struct fault store_cut_off; /* it ends before its entries do */

#endif
