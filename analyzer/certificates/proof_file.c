#include "bytes/der.h"
#include "bytes/json_object.h"
#include "bytes/text_word.h"
#include "certificates/pem_block.h"
#include "certificates/proof_check.h"
#include "certificates/proof_key.h"
#include "certificates/proof_keys.h"

static const struct fault nothing = { OUTCOME_UNEXPECTED, NULL,
                                      "no proof of compromise stands in it" };
static const struct fault damaged = { OUTCOME_MALFORMED, "RFC 7468 section 3",
                                      "a block of PEM in it cannot be decoded" };

struct proof_walk {
    const struct proof_setting *setting;
    void *context;
    void (*found)(void *context, const struct checked_proof *checked);
    struct buffer said;
    size_t count;
};

static void tell(void *context, const struct checked_proof *checked)
{
    struct proof_walk *walk = context;
    walk->count++;
    walk->found(walk->context, checked);
}

static void tell_fault(struct proof_walk *walk, const struct fault *fault)
{
    struct checked_proof checked = { .structure = STRUCTURE_NONE };
    proof_key_refuse(&checked, fault);
    tell(walk, &checked);
}

static void check_jws(struct proof_walk *walk, struct bytes text)
{
    proof_check_jws(text, walk->setting, &walk->said, walk, tell);
}

static void check_der(struct proof_walk *walk, struct bytes der)
{
    struct checked_proof checked;
    proof_check_der(der, walk->setting, &walk->said, &checked);
    tell(walk, &checked);
}

/* Two dots, and a header behind "eyJ", which is how any object begins in base64. */
static bool is_compact(struct bytes line)
{
    struct bytes part;
    return line.left > 3 && line.at[0] == 'e' && line.at[1] == 'y' &&
           bytes_take_until(&line, '.', &part) && bytes_take_until(&line, '.', &part) &&
           line.left > 0;
}

/* The object at the front; *length is all of it, or all that was read of one that is none. */
static bool is_object(struct bytes text, size_t *length)
{
    struct json_object object;
    struct json_member member;
    *length = 1;
    if (!json_object_begin(text, &object)) {
        return false;
    }
    while (json_object_next(&object, &member)) {
    }
    const size_t read = object.state == JSON_CUT ? text.left : text.left - object.rest.left;
    *length = object.state == JSON_CLOSED ? object.end : read > 0 ? read : 1;
    return object.state == JSON_CLOSED;
}

static struct bytes line_of(struct bytes text)
{
    struct bytes line;
    return bytes_take_until(&text, '\n', &line) ? line : text;
}

/* Signatures in text that is no PEM, each begun on a line of its own. */
static void check_text(struct proof_walk *walk, struct bytes text)
{
    while ((text = text_without_blanks(text)).left > 0) {
        size_t length;
        if (text.at[0] == '{') {
            if (is_object(text, &length)) {
                check_jws(walk, bytes_over(text.at, length));
            }
        } else {
            const struct bytes line = line_of(text);
            length = line.left;
            if (is_compact(line)) {
                check_jws(walk, text_without_blanks(line));
            }
        }
        text = bytes_over(text.at + length, text.left - length);
    }
}

static bool is_label(struct bytes label, const char *text, size_t length)
{
    return bytes_equal(label, bytes_over(text, length));
}

/* Keys and the like beside a proof are nobody's business here. */
static void check_block(struct proof_walk *walk, const struct pem_block *block)
{
    if (is_label(block->label, "CERTIFICATE REQUEST", 19) ||
        is_label(block->label, "NEW CERTIFICATE REQUEST", 23) ||
        is_label(block->label, "CERTIFICATE", 11)) {
        check_der(walk, block->content);
    }
}

static bool check_blocks(struct proof_walk *walk, struct bytes text)
{
    struct buffer room = { 0 };
    struct pem_block block;
    enum pem_end end = PEM_NONE;
    bool kept;
    while ((kept = pem_block_next(text, true, &room, &block, &end)) && end != PEM_NONE) {
        check_text(walk, bytes_over(text.at, block.begin));
        if (end == PEM_BLOCK) {
            check_block(walk, &block);
        } else {
            tell_fault(walk, &damaged);
        }
        const size_t to = end == PEM_OPEN || block.end <= block.begin ? text.left : block.end;
        text = bytes_over(text.at + to, text.left - to);
    }
    buffer_clear(&room);
    if (kept) {
        check_text(walk, text);
    }
    return kept;
}

void proof_check_file(struct bytes content, const struct proof_setting *setting, void *context,
                      void (*found)(void *context, const struct checked_proof *checked))
{
    static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "memory ran out" };
    struct proof_keys keys = { 0 };
    struct proof_setting listing = *setting;
    struct proof_walk walk = { .setting = &listing, .context = context, .found = found };
    listing.keys = listing.keys != NULL ? listing.keys : &keys;
    if (der_span(content) == content.left && content.left > 0) {
        check_der(&walk, content);
    } else if (!check_blocks(&walk, content)) {
        tell_fault(&walk, &no_memory);
    }
    if (walk.count == 0) {
        tell_fault(&walk, &nothing);
    }
    proof_keys_clear(&keys);
    buffer_clear(&walk.said);
}
