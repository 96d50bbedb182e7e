#include <stdio.h>
#include <string.h>

#include "suite.h"
#include "wrapping/layer.h"

unsigned wrapping_draw(struct wrapping *wrapping, unsigned below)
{
    wrapping->seed = wrapping->seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(wrapping->seed >> 33) % below;
}

static bool has(const struct wrapping *wrapping, const char *name)
{
    return strstr(wrapping->what, name) != NULL;
}

static bool is(const struct layer *layer, const char *name)
{
    return strstr(layer->name, name) != NULL;
}

static bool is_text(struct bytes content)
{
    for (size_t i = 0; i < content.left; i++) {
        uint8_t next = content.at[i];
        if (next >= 0x80 || (next < ' ' && next != '\n' && next != '\r' && next != '\t')) {
            return false;
        }
    }
    return true;
}

/* An encrypted traditional key needs its headers, each on a line, and its end; OpenPGP's
 * packets do not say of themselves where they are broken. */
static bool allows_headers(const struct wrapping *wrapping, const struct layer *layer)
{
    static const char *const never[] = { "wrap_",   "headers",     "line_ends_none", "no_end",
                                         "dashes_", "label_",      "begin_twice",    "soft_",
                                         "zero_",   "word_breaks", "page_break",     "footer" };
    if (memmem(wrapping->content.at, wrapping->content.used, "DEK-Info", 8) == NULL &&
        memmem(wrapping->content.at, wrapping->content.used, "PGP ", 4) == NULL) {
        return true;
    }
    for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++) {
        if (is(layer, never[i])) {
            return false;
        }
    }
    return true;
}

/* Without armour nothing says where a key ends: foreign lines within it end it, and names
 * are looked for as they are spelled. */
static bool allows_written(const struct wrapping *wrapping, const struct layer *layer)
{
    static const char *const never[] = { "dashes_", "footer", "page_break", "soft_",
                                         "zero_",   "word_",  "source_php" };
    for (size_t i = 0; !wrapping->armoured && i < sizeof(never) / sizeof(never[0]); i++) {
        if (is(layer, never[i])) {
            return false;
        }
    }
    return !is(layer, "line_ends_none") || wrapping->armoured ||
           memmem(wrapping->content.at, wrapping->content.used, "Private-key-format", 18) == NULL;
}

bool wrapping_allows(const struct wrapping *wrapping, const struct layer *layer)
{
    if (layer->class >= LAYER_ENCODING) {
        return true;
    }
    /* Outside of armour nothing says which `+` was a space. */
    if (is(layer, "escape_form") && wrapping->outermost == LAYER_ENCODING) {
        return false;
    }
    if (is(layer, "in_binary")) {
        return true;
    }
    if (!wrapping->text || !allows_headers(wrapping, layer) || !allows_written(wrapping, layer)) {
        return false;
    }
    /* Nobody breaks words within tags. */
    bool breaks = is(layer, "soft_") || is(layer, "zero_") || is(layer, "word_breaks");
    if (breaks && has(wrapping, "markup_")) {
        return false;
    }
    /* Dashes are part of UTF-7's shifts, and of names: only lines of them are changed. */
    if (is(layer, "dashes_") && (has(wrapping, "utf7") || !wrapping->armoured)) {
        return false;
    }
    /* What belongs to armour alone, or to the text of people. */
    static const char *const armour_only[] = { "markup_",      "soft_",      "zero_",
                                               "word_breaks",  "page_",      "footer",
                                               "line_ends_",   "source_php", "escape_form",
                                               "escape_quoted" };
    for (size_t i = 0; !wrapping->armoured && i < sizeof(armour_only) / sizeof(armour_only[0]);
         i++) {
        if (is(layer, armour_only[i]) && !is(layer, "line_ends_cr")) {
            return false;
        }
    }
    /* In a URL the marks of XML are escaped too, which this layer does not do. */
    if (is(layer, "escape_percent") && memchr(wrapping->content.at, '<', wrapping->content.used)) {
        return false;
    }
    /* A PFX in armour is read by its structure alone. */
    if (memmem(wrapping->content.at, wrapping->content.used, "PKCS12", 6) != NULL &&
        (is(layer, "source_") || is(layer, "utf7"))) {
        return false;
    }
    bool lines = memchr(wrapping->content.at, '\n', wrapping->content.used) != NULL;
    bool needs_armour = is(layer, "wrap_") || is(layer, "headers") || is(layer, "label_") ||
                        is(layer, "no_end") || is(layer, "begin_twice") || is(layer, "dashes_4") ||
                        is(layer, "dashes_6") || is(layer, "bag_attributes");
    if (needs_armour && (!wrapping->armoured || wrapping->what[0] != '\0')) {
        return false;
    }
    if (is(layer, "bag_attributes") || is(layer, "headers")) {
        return wrapping->what[0] == '\0';
    }
    return lines || layer->class != LAYER_PREFIX;
}

void wrapping_put(struct wrapping *wrapping, const struct layer *layer)
{
    struct buffer around = { 0 };
    layer->apply(buffer_bytes(&wrapping->content), &around);
    buffer_clear(&wrapping->content);
    wrapping->content = around;
    wrapping->outermost = layer->class;
    wrapping->text = is_text(buffer_bytes(&around));
    size_t length = strlen(wrapping->what);
    snprintf(wrapping->what + length, sizeof(wrapping->what) - length, " %s", layer->name);
}

static const struct layer *draw_layer(struct wrapping *wrapping, enum layer_class class)
{
    if (class == LAYER_CONTAINER) {
        return &container_layers[wrapping_draw(wrapping, (unsigned)container_layer_count)];
    }
    for (;;) {
        const struct layer *layer =
            &text_layers[wrapping_draw(wrapping, (unsigned)text_layer_count)];
        if (layer->class == class) {
            return layer;
        }
    }
}

void wrapping_add(struct wrapping *wrapping, enum layer_class class)
{
    const struct layer *layer = draw_layer(wrapping, class);
    if (wrapping_allows(wrapping, layer) && !has(wrapping, layer->name)) {
        wrapping_put(wrapping, layer);
    }
}
