#include "containers/pdf/pdf_encryption.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "containers/pdf/pdf_lexer.h"
#include "containers/pdf/pdf_string.h"
#include "crypto/cipher.h"
#include "crypto/pdf_lock.h"

#define AES_BLOCK ((size_t)16)

#define CLAUSE "ISO 32000-2 section 7.6"
static const struct fault encrypted = { OUTCOME_ENCRYPTED, CLAUSE, "the PDF file is encrypted" };
static const struct fault untried = {
    OUTCOME_ENCRYPTED, CLAUSE,
    "the PDF file is encrypted: --passphrases FILE may open it in a new case"
};
static const struct fault tried = {
    OUTCOME_ENCRYPTED, CLAUSE,
    "the PDF file is encrypted, and no passphrase of --passphrases opens it"
};
static const struct fault bounded = {
    OUTCOME_BOUND, CLAUSE,
    "the PDF file is encrypted, and no more passphrases are tried on one file"
};
static const struct fault opened_by_none = { OUTCOME_ENCRYPTED, CLAUSE,
                                             "encrypted: opened without a passphrase" };
static const struct fault opened_by_one = { OUTCOME_ENCRYPTED, CLAUSE,
                                            "encrypted: opened with a listed passphrase" };

/* Strings of the dictionary, decoded. */
struct lock_strings {
    struct buffer owner, user, owner_key, user_key, id;
};

static void lock_strings_clear(struct lock_strings *strings)
{
    buffer_clear(&strings->owner);
    buffer_clear(&strings->user);
    buffer_clear(&strings->owner_key);
    buffer_clear(&strings->user_key);
    buffer_clear(&strings->id);
}

/* Without the reference where it is one: the newest dictionary that says how, and its trailer. */
static bool find_dictionary(struct pdf_document *document, struct bytes *trailer,
                            struct bytes *encrypt)
{
    *trailer = buffer_bytes(&document->trailer);
    if (pdf_dictionary_find(*trailer, "Encrypt", encrypt, &document->looked)) {
        return true;
    }
    for (size_t i = document->swept; i-- > 0;) {
        const struct pdf_object *object = &document->objects[i];
        *trailer = pdf_document_text(document, object);
        if (object->has_stream && pdf_document_is(document, *trailer, "Type", "XRef") &&
            pdf_dictionary_find(*trailer, "Encrypt", encrypt, &document->looked)) {
            return true;
        }
    }
    return false;
}

/* A string at the front of `value`; nothing where it is none. */
static bool read_string(struct bytes value, struct buffer *into)
{
    struct pdf_word word;
    if (!pdf_word_take(&value, &word) || (word.kind != PDF_STRING && word.kind != PDF_HEX)) {
        return true;
    }
    return pdf_string_octets(&word, into);
}

static bool read_entry(struct pdf_document *document, struct bytes dictionary, const char *key,
                       struct buffer *into)
{
    struct bytes value;
    return !pdf_document_find(document, dictionary, key, &value) || read_string(value, into);
}

static bool read_id(struct pdf_document *document, struct bytes trailer, struct buffer *into)
{
    struct bytes value;
    struct pdf_word word;
    if (!pdf_document_find(document, trailer, "ID", &value)) {
        return true;
    }
    return pdf_word_take(&value, &word) && word.kind == PDF_ARRAY ? read_string(value, into) : true;
}

static uint32_t read_number(struct pdf_document *document, struct bytes dictionary, const char *key,
                            uint32_t otherwise)
{
    double number;
    if (!pdf_document_number(document, dictionary, key, &number) || number < INT32_MIN ||
        number > UINT32_MAX) {
        return otherwise;
    }
    return (uint32_t)(int64_t)number;
}

/* Section 7.6.6: what a crypt filter does, by the name that the dictionary gives for that use. */
static enum pdf_closing closing_of(struct pdf_document *document, struct bytes dictionary,
                                   const char *use)
{
    struct bytes name, filters, filter;
    struct pdf_word word;
    char key[64];
    if (!pdf_document_find(document, dictionary, use, &name) || !pdf_word_take(&name, &word) ||
        word.kind != PDF_NAME || word.text.left >= sizeof(key)) {
        return PDF_OPEN;
    }
    memcpy(key, word.text.at, word.text.left);
    key[word.text.left] = '\0';
    if (!pdf_document_find(document, dictionary, "CF", &filters) ||
        !pdf_document_find(document, filters, key, &filter)) {
        return PDF_OPEN;
    }
    return pdf_document_is(document, filter, "CFM", "V2")      ? PDF_CLOSED_RC4
           : pdf_document_is(document, filter, "CFM", "AESV2") ? PDF_CLOSED_AES_128
           : pdf_document_is(document, filter, "CFM", "AESV3") ? PDF_CLOSED_AES_256
                                                               : PDF_OPEN;
}

/* False where it is closed in a way that is not read. */
static bool read_manner(struct pdf_document *document, struct bytes dictionary,
                        struct pdf_lock *lock)
{
    struct bytes value;
    struct pdf_word word;
    const uint32_t version = read_number(document, dictionary, "V", 0);
    const uint32_t bits = read_number(document, dictionary, "Length", version >= 4 ? 128 : 40);
    struct pdf_opening *opening = &document->opening;
    opening->streams = opening->strings = PDF_CLOSED_RC4;
    if (version >= 4) {
        opening->streams = closing_of(document, dictionary, "StmF");
        opening->strings = closing_of(document, dictionary, "StrF");
    }
    lock->revision = read_number(document, dictionary, "R", 0);
    lock->permissions = read_number(document, dictionary, "P", 0);
    lock->key_octets = lock->revision >= 5 ? 32 : lock->revision == 2 ? 5 : bits / 8;
    if (version == 4 &&
        (opening->streams == PDF_CLOSED_AES_128 || opening->strings == PDF_CLOSED_AES_128)) {
        lock->key_octets = 16;
    }
    lock->metadata_open = pdf_document_find(document, dictionary, "EncryptMetadata", &value) &&
                          pdf_word_take(&value, &word) && pdf_word_is(&word, PDF_KEYWORD, "false");
    opening->metadata_open = lock->metadata_open;
    opening->key_octets = lock->key_octets;
    return pdf_document_is(document, dictionary, "Filter", "Standard") &&
           ((version >= 1 && version <= 2) || version == 4 || version == 5);
}

static bool spend(const struct container_passphrases *given, const struct pdf_lock *lock)
{
    return given == NULL || given->spend(given->context, pdf_lock_steps(lock));
}

/* No passphrase, then each of the list. What came of it. */
static const struct fault *try_passphrases(struct pdf_document *document,
                                           const struct pdf_lock *lock)
{
    const struct container_passphrases *given = document->sink->passphrases;
    struct bytes passphrase = bytes_over(NULL, 0), list = passphrase;
    if (!spend(given, lock)) {
        return &bounded;
    }
    if (pdf_lock_open(lock, passphrase, document->opening.key)) {
        return &opened_by_none;
    }
    list = given != NULL ? given->list : list;
    while (list.left > 0 && given->take(&list, &passphrase)) {
        if (!spend(given, lock)) {
            return &bounded;
        }
        if (pdf_lock_open(lock, passphrase, document->opening.key)) {
            return &opened_by_one;
        }
    }
    return container_has_passphrases(document->sink) ? &tried : &untried;
}

/* All of `closed` at once: a string. */
static bool open_string(const struct pdf_document *document, const struct pdf_object *object,
                        struct bytes closed, struct buffer *open)
{
    struct pdf_opened_stream stream;
    struct memory_stream memory;
    memory_stream_init(&memory, closed);
    pdf_opened_stream_init(&stream, &memory.stream, document, object, document->opening.strings);
    const bool held = stream_hold(&stream.decoding.stream, PDF_OBJECT_MAX, open);
    pdf_opened_stream_clear(&stream);
    return held;
}

/* In hexadecimal, in which nothing has to be escaped. */
static bool write_string(const struct pdf_document *document, const struct pdf_object *object,
                         const struct pdf_word *word, struct buffer *texts)
{
    static const char digits[] = "0123456789abcdef";
    struct buffer closed = { 0 }, open = { 0 };
    bool written = pdf_string_octets(word, &closed) &&
                   open_string(document, object, buffer_bytes(&closed), &open) &&
                   buffer_reserve(texts, 2 * open.used + 2) && buffer_append_byte(texts, '<');
    for (size_t i = 0; written && i < open.used; i++) {
        written = buffer_append_byte(texts, (uint8_t)digits[open.at[i] >> 4]) &&
                  buffer_append_byte(texts, (uint8_t)digits[open.at[i] & 15]);
    }
    written = written && buffer_append_byte(texts, '>');
    buffer_clear(&closed);
    buffer_clear(&open);
    return written;
}

/* What stands between the strings is as it was. */
static bool write_text(const struct pdf_document *document, const struct pdf_object *object,
                       struct buffer *texts)
{
    const struct bytes text = pdf_document_text(document, object);
    struct bytes rest = text;
    struct pdf_word word;
    size_t done = 0;
    while (pdf_word_take(&rest, &word)) {
        const size_t begin = (size_t)(word.text.at - text.at), end = text.left - rest.left;
        if (word.kind != PDF_STRING && word.kind != PDF_HEX) {
            continue;
        }
        /* One octet before the window: the bracket that opens it. */
        if (!buffer_append(texts, bytes_over(text.at + done, begin - 1 - done)) ||
            !write_string(document, object, &word, texts)) {
            return false;
        }
        done = end;
    }
    return done == text.left || buffer_append(texts, bytes_over(text.at + done, text.left - done));
}

/* Of an object's text where it begins, in their order. */
static void move_texts(struct pdf_document *document, const size_t *begins, struct buffer *texts)
{
    for (size_t i = 0; i < document->swept; i++) {
        const size_t end = i + 1 < document->swept ? begins[i + 1] : texts->used;
        document->objects[i].text_at = begins[i];
        document->objects[i].text_length = end - begins[i];
    }
    buffer_clear(&document->texts);
    document->texts = *texts;
    *texts = (struct buffer){ 0 };
}

/* `own` is the object that says how all is closed: it is not. */
static bool open_texts(struct pdf_document *document, uint32_t own)
{
    struct buffer texts = { 0 };
    size_t *begins = reallocarray(NULL, document->swept + 1, sizeof(*begins));
    bool written = begins != NULL;
    for (size_t i = 0; written && i < document->swept; i++) {
        const struct pdf_object *object = &document->objects[i];
        const struct bytes text = pdf_document_text(document, object);
        const bool clear = (own != 0 && object->number == own) ||
                           (object->has_stream && pdf_document_is(document, text, "Type", "XRef"));
        begins[i] = texts.used;
        written = clear ? text.left == 0 || buffer_append(&texts, text)
                        : write_text(document, object, &texts);
    }
    if (written) {
        move_texts(document, begins, &texts);
    }
    buffer_clear(&texts);
    free(begins);
    return written;
}

static bool read_lock(struct pdf_document *document, struct bytes dictionary, struct bytes trailer,
                      struct lock_strings *strings, struct pdf_lock *lock)
{
    bool memory = read_entry(document, dictionary, "O", &strings->owner) &&
                  read_entry(document, dictionary, "U", &strings->user) &&
                  read_entry(document, dictionary, "OE", &strings->owner_key) &&
                  read_entry(document, dictionary, "UE", &strings->user_key) &&
                  read_id(document, trailer, &strings->id);
    lock->owner = buffer_bytes(&strings->owner);
    lock->user = buffer_bytes(&strings->user);
    lock->owner_key = buffer_bytes(&strings->owner_key);
    lock->user_key = buffer_bytes(&strings->user_key);
    lock->id = buffer_bytes(&strings->id);
    return memory;
}

bool pdf_encryption_open(struct pdf_document *document)
{
    struct lock_strings strings = { { 0 }, { 0 }, { 0 }, { 0 }, { 0 } };
    struct pdf_lock lock = { 0 };
    struct bytes trailer, encrypt;
    uint32_t own = 0;
    if (!find_dictionary(document, &trailer, &encrypt)) {
        if (document->encrypted) { /* of the trailer nothing else is left */
            pdf_document_say(document, &encrypted);
        }
        return true;
    }
    document->encrypted = true;
    if (!pdf_reference_read(encrypt, &own)) {
        own = 0;
    }
    const struct bytes dictionary = pdf_document_follow(document, encrypt);
    const bool known = read_manner(document, dictionary, &lock);
    bool memory = read_lock(document, dictionary, trailer, &strings, &lock);
    const struct fault *fault = memory && known ? try_passphrases(document, &lock) : &encrypted;
    if (fault == &opened_by_none || fault == &opened_by_one) {
        document->sink->journal(document->sink->context, NULL, JOURNAL_NOTE, fault, 0);
        document->opening.opened = true;
        document->encrypted = false;
        memory = document->opening.strings == PDF_OPEN || open_texts(document, own);
    } else {
        pdf_document_say(document, fault);
    }
    lock_strings_clear(&strings);
    return memory;
}

/* A stream may say that it has a filter of its own, which is Identity as programs write it. */
static bool has_own_filter(struct pdf_document *document, struct bytes text)
{
    struct bytes names;
    struct pdf_word word;
    if (!pdf_document_find(document, text, "Filter", &names)) {
        return false;
    }
    while (pdf_word_take(&names, &word) && word.kind != PDF_ARRAY_END) {
        if (word.kind != PDF_ARRAY) {
            return pdf_word_is(&word, PDF_NAME, "Crypt");
        }
    }
    return false;
}

bool pdf_encryption_closes(struct pdf_document *document, const struct pdf_object *object)
{
    const struct pdf_opening *opening = &document->opening;
    if (!opening->opened || opening->streams == PDF_OPEN) {
        return false;
    }
    const struct bytes text = pdf_document_text(document, object);
    return !pdf_document_is(document, text, "Type", "XRef") &&
           !(opening->metadata_open && pdf_document_is(document, text, "Type", "Metadata")) &&
           !has_own_filter(document, text);
}

static size_t rc4_step(struct decoding_stream *stream, struct bytes in, bool whole,
                       struct decoded *out)
{
    struct pdf_opened_stream *own = (struct pdf_opened_stream *)stream;
    const size_t taken = in.left < out->room ? in.left : out->room;
    (void)whole;
    memcpy(out->at, in.at, taken);
    rc4_apply(&own->rc4, out->at, taken);
    out->used = taken;
    return taken;
}

/* The last block says in its last octet how much of it was filled up. */
static void take_padding_off(struct decoded *out)
{
    const uint8_t filled = out->used > 0 ? out->at[out->used - 1] : 0;
    if (filled >= 1 && filled <= AES_BLOCK && filled <= out->used) {
        out->used -= filled;
    }
}

/* CBC; the vector stands in front. Sees two blocks, so that it knows the last. */
static size_t aes_step(struct decoding_stream *stream, struct bytes in, bool whole,
                       struct decoded *out)
{
    struct pdf_opened_stream *own = (struct pdf_opened_stream *)stream;
    if (!stream->started && in.left >= AES_BLOCK) {
        stream->started = true;
        memcpy(own->vector, in.at, AES_BLOCK);
        return AES_BLOCK;
    }
    size_t most = in.left < out->room ? in.left : out->room;
    most = whole || most < in.left ? most : most - 1;
    const size_t taken = most / AES_BLOCK * AES_BLOCK;
    struct buffer open = { 0 };
    if (!stream->started || taken == 0 ||
        !cipher_open(cipher_named(own->key_octets == 32 ? "AES-256-CBC" : "AES-128-CBC"), own->key,
                     own->vector, bytes_over(in.at, taken), false, &open)) {
        stream->remarks |= DECODING_CUT;
        return in.left; /* less than a block */
    }
    memcpy(out->at, open.at, taken);
    memcpy(own->vector, in.at + taken - AES_BLOCK, AES_BLOCK);
    buffer_clear(&open);
    out->used = taken;
    if (whole && in.left - taken < AES_BLOCK) {
        take_padding_off(out);
    }
    return taken;
}

void pdf_opened_stream_init(struct pdf_opened_stream *stream, struct stream *from,
                            const struct pdf_document *document, const struct pdf_object *object,
                            enum pdf_closing closing)
{
    static const struct decoding by_rc4 = { "RC4", 1, rc4_step, NULL };
    static const struct decoding by_aes = { "AES", 2 * AES_BLOCK, aes_step, NULL };
    const struct pdf_opening *opening = &document->opening;
    stream->window = (struct decoding_window){ 0 };
    stream->key_octets = 32;
    memcpy(stream->key, opening->key, sizeof(stream->key));
    if (closing != PDF_CLOSED_AES_256) {
        stream->key_octets =
            pdf_lock_object_key(opening->key, opening->key_octets, object->number,
                                object->generation, closing == PDF_CLOSED_AES_128, stream->key);
    }
    if (closing == PDF_CLOSED_RC4) {
        rc4_begin(&stream->rc4, stream->key, stream->key_octets > 0 ? stream->key_octets : 1);
    }
    decoding_stream_init(&stream->decoding, from, closing == PDF_CLOSED_RC4 ? &by_rc4 : &by_aes,
                         &stream->window);
}

void pdf_opened_stream_clear(struct pdf_opened_stream *stream)
{
    decoding_window_clear(&stream->window);
    memory_wipe(stream->key, sizeof(stream->key));
    memory_wipe(&stream->rc4, sizeof(stream->rc4));
}
