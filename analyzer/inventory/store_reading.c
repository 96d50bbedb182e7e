#include "inventory/store_reading.h"

#include "bounds.h"
#include "bytes/java_keystore.h"

static const struct fault keys_aside = {
    OUTCOME_UNEXPECTED, NULL, "a private key in an inventory is not looked at: it is no evidence"
};
static const struct fault too_large = { OUTCOME_BOUND, NULL,
                                        "a key store larger than is held in memory" };
const struct fault store_cut_off = { OUTCOME_TRUNCATED, NULL,
                                     "the store ends before its entries do" };

void store_reading_tell(const struct store_reading *reading, const struct fault *fault)
{
    reading->sink->unread(reading->sink->context, fault, &reading->spot);
}

void store_reading_enter(struct store_reading *reading, struct bytes alias)
{
    reading->spot.row++;
    buffer_reset(&reading->name);
    if (!java_keystore_alias(alias, PLACE_NAME_MAX, &reading->name)) {
        buffer_reset(&reading->name);
    }
}

void store_reading_do(struct source_window *window, const struct source_setting *setting,
                      const struct certificate_sink *sink,
                      void (*read)(struct store_reading *reading))
{
    struct store_reading reading = { .setting = setting, .sink = sink };
    source_window_need(window, STORE_HELD_MAX);
    reading.content = source_window_view(window);
    reading.spot = (struct source_spot){ .outer = setting->outer,
                                         .offset = window->position,
                                         .length = reading.content.left };
    if (!window->ended && reading.content.left >= STORE_HELD_MAX) {
        store_reading_tell(&reading, &too_large);
    } else {
        read(&reading);
    }
    reading.spot.row = 0;
    sink->aside(sink->context, reading.has_keys ? &keys_aside : NULL, &reading.spot);
    source_window_drop(window, UINT64_MAX);
    buffer_clear(&reading.name);
}
