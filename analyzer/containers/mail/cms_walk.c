#include "containers/mail/cms_walk.h"

#include <string.h>

#include "bounds.h"
#include "bytes/cms_message.h"
#include "bytes/der.h"
#include "containers/archives/compressed_stream.h"
#include "containers/carving/carved.h"

static const struct fault too_large = { OUTCOME_BOUND, NULL,
                                        "a CMS message is larger than is held in memory: read as "
                                        "far as that" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                        "no memory to read a CMS message" };
static const struct fault cut_off = { OUTCOME_TRUNCATED, "RFC 5652 section 5.2",
                                      "the content of a CMS message is cut off or damaged: read as "
                                      "far as that" };
static const struct fault encrypted = { OUTCOME_ENCRYPTED, "RFC 5652 section 6",
                                        "an encrypted CMS message" };
static const struct fault secret = { OUTCOME_ENCRYPTED, "RFC 5652 section 8",
                                     "a CMS message encrypted with a secret that both sides have: "
                                     "it is not opened" };
static const struct fault no_content = { OUTCOME_MALFORMED, "RFC 5652 section 3",
                                         "a CMS message whose content cannot be found" };

struct cms_walk {
    const struct container_sink *sink;
    struct bytes message;
    struct place place;
    struct bytes octets; /* the content, as the message holds it */
    bool cut;
};

static bool recognise(struct bytes head)
{
    return cms_message_type(head) != CMS_NONE;
}

static void journal(const struct cms_walk *walk, enum journal_weight weight,
                    const struct fault *fault, uint64_t unread)
{
    walk->sink->journal(walk->sink->context, &walk->place, weight, fault, unread);
}

static void name_place(struct cms_walk *walk, const char *name)
{
    walk->place.name = bytes_over(name, strlen(name));
}

static void give_signed(struct cms_walk *walk)
{
    struct memory_stream memory;
    memory_stream_init(&memory, walk->octets);
    name_place(walk, "cms-signed");
    (void)walk->sink->part(walk->sink->context, &walk->place, PART_UNKNOWN, &memory.stream);
}

static void give_compressed(struct cms_walk *walk)
{
    struct memory_stream memory;
    struct compressed_stream decoded;
    memory_stream_init(&memory, walk->octets);
    compressed_stream_init(&decoded, &memory.stream, &zlib_decoder);
    decoded.most = container_decoded_max(walk->sink);
    name_place(walk, "cms-compressed");
    (void)walk->sink->part(walk->sink->context, &walk->place, PART_UNKNOWN, &decoded.stream);
    if (decoded.stream.fault != NULL) {
        journal(walk, JOURNAL_UNREAD, decoded.stream.fault, 0);
        walk->cut = false; /* that is why */
    }
    compressed_stream_clear(&decoded);
}

/* Its name says for whom it is. */
static void tell_encrypted(struct cms_walk *walk, const struct fault *fault)
{
    const struct container_keys *keys = walk->sink->keys;
    struct buffer name = { 0 };
    const bool named = buffer_append_text(&name, "cms-encrypted") &&
                       (keys == NULL || keys->describe(keys->context, walk->message, &name));
    walk->place.name = buffer_bytes(&name);
    journal(walk, JOURNAL_UNREAD, named ? fault : &no_memory, walk->octets.left);
    buffer_clear(&name);
    walk->cut = false; /* nothing was read */
}

static void give_encrypted(struct cms_walk *walk)
{
    const struct container_keys *keys = walk->sink->keys;
    struct buffer opened = { 0 };
    struct memory_stream memory;
    const struct fault *fault =
        keys != NULL ? keys->open(keys->context, walk->message, &opened) : &encrypted;
    if (fault != NULL && opened.used == 0) {
        tell_encrypted(walk, fault);
        return;
    }
    memory_stream_init(&memory, buffer_bytes(&opened));
    name_place(walk, "cms-decrypted");
    (void)walk->sink->part(walk->sink->context, &walk->place, PART_UNKNOWN, &memory.stream);
    if (fault != NULL) {
        journal(walk, JOURNAL_UNREAD, fault, 0);
    }
    buffer_clear(&opened);
}

static void give(struct cms_walk *walk, enum cms_type type)
{
    switch (type) {
    case CMS_SIGNED:
    case CMS_DIGESTED:
    case CMS_AUTHENTICATED:
        give_signed(walk);
        break;
    case CMS_COMPRESSED:
        give_compressed(walk);
        break;
    case CMS_ENVELOPED:
    case CMS_AUTHENTIC_ENVELOPED:
        give_encrypted(walk);
        break;
    case CMS_ENCRYPTED:
        tell_encrypted(walk, &secret);
        break;
    case CMS_NONE:
        break;
    }
    if (walk->cut) {
        journal(walk, JOURNAL_UNREAD, &cut_off, 0);
    }
}

/* A signature alone is no damage. */
static const struct fault *without_content(enum cms_type type)
{
    return type == CMS_SIGNED || type == CMS_NONE ? NULL : &no_content;
}

static const struct fault *walk_held(struct cms_walk *walk)
{
    const enum cms_type type = cms_message_type(walk->message);
    struct buffer joined = { 0 };
    struct cms_octets content;
    if (!cms_message_content(walk->message, &content)) {
        return without_content(type);
    }
    const bool held = cms_octets_join(&content, &joined, &walk->octets, &walk->cut);
    walk->place.offset = (uint64_t)(content.extent.at - walk->message.at);
    walk->place.length = content.extent.left;
    give(walk, type);
    buffer_clear(&joined);
    return held ? NULL : &no_memory;
}

/* What follows the message, where that says how long it is (DER). */
static void carve_behind(struct bytes message, const struct container_sink *sink)
{
    static const struct fault behind = {
        OUTCOME_UNEXPECTED, NULL, "bytes that are none of the message follow it: looked through"
    };
    const uint64_t length = der_span(message);
    struct memory_stream memory;
    if (length > 0 && length < message.left) {
        memory_stream_init(&memory, message);
        stream_consume(&memory.stream, (size_t)length);
        carve_walk_behind(&memory.stream, sink, 0, &behind);
    }
}

static const struct fault *walk(struct stream *content, const struct container_sink *sink)
{
    struct buffer held = { 0 };
    struct cms_walk walk = { .sink = sink, .place = { .kind = PLACE_READING } };
    const bool whole = stream_hold(content, limit_of(LIMIT_HELD_BYTES), &held);
    walk.message = buffer_bytes(&held);
    const struct fault *fault = walk_held(&walk);
    carve_behind(walk.message, sink);
    buffer_clear(&held);
    return whole ? fault : &too_large;
}

const struct container cms_container = {
    .name = "cms", .recognise = recognise, .walk = walk, .readings = true
};
