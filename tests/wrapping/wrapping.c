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

static bool holds(const struct wrapping *wrapping, const char *text)
{
    return memmem(wrapping->content.at, wrapping->content.used, text, strlen(text)) != NULL;
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
        !holds(wrapping, "PGP ") && !holds(wrapping, "PGP&nbsp;")) {
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
    static const char *const never[] = { "dashes_", "footer", "page_break",
                                         "soft_",   "zero_",  "word_" };
    for (size_t i = 0; !wrapping->armoured && i < sizeof(never) / sizeof(never[0]); i++) {
        if (is(layer, never[i])) {
            return false;
        }
    }
    if (wrapping->armoured) {
        return true;
    }
    /* Not undone: lines that run into each other, so that digits run into the letters of the
     * next name, or a comment does; the cells
     * of a table around the lines of a file of fields, and around XML. */
    const bool fields = holds(wrapping, "Private-key-format") || holds(wrapping, "PuTTY-User-Key");
    const bool listing = holds(wrapping, "rivate-Key: (") || holds(wrapping, "priv:") ||
                         holds(wrapping, "private key:") ||
                         (holds(wrapping, "exponent") && !holds(wrapping, "key_type="));
    return !(is(layer, "line_ends_none") && (fields || listing)) &&
           !(is(layer, "markup_") && fields) && !(is(layer, "markup_cell") && holds(wrapping, "<"));
}

/* Not undone: a layer upon one that was put before. */
static const struct {
    const char *before, *layer;
} not_undone[] = {
    /* The mark stands within one long word, of whose alphabet it is. */
    { "base64_diff", "line_ends_none" },
    /* A stroke that is written as \u005c before each octet: samples would have to be taken for
     * every text that has strokes in it. */
    { "hex_escapes", "escape_unicode" },
};

static bool is_undone(const struct wrapping *wrapping, const struct layer *layer)
{
    for (size_t i = 0; i < sizeof(not_undone) / sizeof(not_undone[0]); i++) {
        if (has(wrapping, not_undone[i].before) && is(layer, not_undone[i].layer)) {
            return false;
        }
    }
    const struct buffer *content = &wrapping->content;
    /* The curve stands in a block of its own, and nothing but the label says that it belongs. */
    if (is(layer, "label_") && memmem(content->at, content->used, "EC PARAMETERS", 13) != NULL) {
        return false;
    }
    /* Any 32 octets are a key of Ed25519 (RFC 8032 section 5.1.5), and of a curve without the point
     * beside them: where letters run into the end
     * of its base64 and no END stands there, nothing says that none ran into its middle. */
    if (is(layer, "line_ends_none") && has(wrapping, "no_end") &&
        (holds(wrapping, "MC4CAQAwBQYDK2Vw") || holds(wrapping, "MCUCAQEEIJ"))) {
        return false;
    }
    /* Without a label of its own a store is base64 among others, whose rows are too short then. */
    if (is(layer, "zero_") && has(wrapping, "label_") && holds(wrapping, "IBAzCC")) {
        return false;
    }
    /* A minus that has become a dash is that of no number. */
    if (is(layer, "dashes_") && has(wrapping, "array_signed")) {
        return false;
    }
    /* Strings of PHP with names of line ends between them, in the strings of another language. */
    if (is(layer, "source_") && has(wrapping, "source_php") && !wrapping->armoured) {
        return false;
    }
    /* And XML in two of them: its own quotes are escaped in neither, so that nothing says which
     * quote ends a string. */
    if (is(layer, "source_") && has(wrapping, "source_") &&
        (holds(wrapping, "KeyValue>") || holds(wrapping, "KeyPair>"))) {
        return false;
    }
    /* Lines of hex run together: the digits that stood before each line stand within a number, and
     * are digits of hex. */
    const bool digits =
        has(wrapping, "number_") || has(wrapping, "log_") || has(wrapping, "markup_cell");
    if (is(layer, "line_ends_none") && digits &&
        (holds(wrapping, "rivate-key (") || holds(wrapping, "key_type="))) {
        return false;
    }
    /* RFC 8080's seed is digits: without a label that says so, or dashes that show it, it reads as
     * a text in base64. */
    const bool hidden =
        is(layer, "label_") || (is(layer, "dashes_") && has(wrapping, "dashes_markdown"));
    if (hidden && memmem(content->at, content->used, "DgyMjYwMzg0", 11) != NULL) {
        return false;
    }
    return true;
}

bool wrapping_allows(const struct wrapping *wrapping, const struct layer *layer)
{
    if (!is_undone(wrapping, layer)) {
        return false;
    }
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
    /* Dashes are part of UTF-7's shifts, of names and of an alphabet: only lines of them are
     * changed. */
    if (is(layer, "dashes_") &&
        (has(wrapping, "utf7") || has(wrapping, "base64_url") || !wrapping->armoured)) {
        return false;
    }
    /* What belongs to armour alone, or to the text of people. */
    static const char *const armour_only[] = { "page_", "footer" };
    for (size_t i = 0; !wrapping->armoured && i < sizeof(armour_only) / sizeof(armour_only[0]);
         i++) {
        if (is(layer, armour_only[i])) {
            return false;
        }
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
