#include "evidence_grammar.h"

#include <string.h>

#include "suite.h"
#include "wrapping/layer.h"

#define NESTED_MAX  4            /* contents that are put aside */
#define LAYERS_MAX  12           /* of one program: each costs time */
#define WRAPPED_MAX (24u << 10)  /* octets of what is put into a layer: some multiply them */
#define CONTENT_MAX (256u << 10) /* octets */

enum step { LITERAL, SEED, CONTAINER, TEXT, BEGIN, END, DAMAGE, CUT, NEXT, STEPS };

struct grammar {
    struct bytes program;
    struct buffer stack[NESTED_MAX];
    size_t depth; /* of the content at hand */
    unsigned layers;
    struct evidence_files *made;
};

/* The key of RFC 9500 section 2.3, as everybody knows it. */
static const char key_pem[] = "-----BEGIN PRIVATE KEY-----\n"
                              "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg5stb3YCqRa6clejB\n"
                              "VHZnn/7JU8FoUecR50OTlYnGT8GhRANCAARCJUj4j7eC/7Xso3REUscqHlWPvW9z\n"
                              "vl5I6TIyzEXFsWxM0QxMuNW4oXE56UiCyJklcpk0JfQUGat+kKQqSUJy\n"
                              "-----END PRIVATE KEY-----\n";
/* And its numbers alone, by SEC 1. */
static const char key_der[] =
    "\x30\x31\x02\x01\x01\x04\x20\xe6\xcb\x5b\xdd\x80\xaa\x45\xae\x9c\x95\xe8\xc1\x54\x76\x67\x9f"
    "\xfe\xc9\x53\xc1\x68\x51\xe7\x11\xe7\x43\x93\x95\x89\xc6\x4f\xc1\xa0\x0a\x06\x08\x2a\x86\x48"
    "\xce\x3d\x03\x01\x07";
static const char key_jwk[] =
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"5stb3YCqRa6clejBVHZnn_7JU8FoUecR50OTlYnGT8E\","
    "\"x\":\"QiVI-I-3gv-17KN0RFLHKh5Vj71vc75eSOkyMsxFxbE\","
    "\"y\":\"bEzRDEy41bihcTnpSILImSVymTQl9BQZq36QpCpJQnI\"}";
static const char mail_front[] = "From: a@b.example\nSubject: =?utf-8?q?k=C3=A9y?=\nMIME-Version: "
                                 "1.0\nContent-Type: multipart/mixed; boundary=\"b\"\n\n--b\n\n";
static const char mail_coded[] = "\n--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: "
                                 "base64\nContent-Disposition: attachment; filename=k.zip\n\n";
static const char mail_fragment[] =
    "Content-Type: message/partial; id=\"i@x\"; number=1; total=2\n\n";
static const char mbox_line[] = "\nFrom a@b.example Tue Feb 27 09:14:00 2018\n";
static const char pdf_front[] = "%PDF-1.4\n1 0 obj\n<</Type/EmbeddedFile/Length 300>>\nstream\n";
static const char pdf_end[] = "\nendstream\nendobj\nxref\n0 1\ntrailer<</Root 1 0 R>>\n%%EOF\n";
static const char uu_begin[] = "begin 644 k\n#0V%T\n`\nend\n";
static const char markup[] = "<html><body><pre>&#45;----BEGIN&nbsp;</pre><!-- ";
static const char rtf[] = "{\\rtf1\\ansi{\\object\\objdata 0105}\\u8364?\\'e9 ";
static const char git_blob[] = "blob 300";

#define SEED_OF(text)                                                                              \
    {                                                                                              \
        (text), sizeof(text) - 1                                                                   \
    }
static const struct {
    const char *at;
    size_t length;
} seeds[] = { SEED_OF(key_pem),    SEED_OF(key_der),       SEED_OF(key_jwk),   SEED_OF(mail_front),
              SEED_OF(mail_coded), SEED_OF(mail_fragment), SEED_OF(mbox_line), SEED_OF(pdf_front),
              SEED_OF(pdf_end),    SEED_OF(uu_begin),      SEED_OF(markup),    SEED_OF(rtf),
              SEED_OF(git_blob) };

static unsigned operand(struct grammar *grammar, unsigned octets)
{
    uint64_t number = 0;
    if (!bytes_take_number(&grammar->program, octets, &number)) {
        grammar->program = bytes_over(NULL, 0);
    }
    return (unsigned)number;
}

static struct buffer *at_hand(struct grammar *grammar)
{
    return &grammar->stack[grammar->depth];
}

static void append(struct grammar *grammar, struct bytes more)
{
    struct buffer *content = at_hand(grammar);
    if (more.left <= CONTENT_MAX && content->used <= CONTENT_MAX - more.left) {
        must(buffer_append(content, more));
    }
}

static void append_literal(struct grammar *grammar)
{
    const size_t wanted = operand(grammar, 1);
    struct bytes piece;
    if (!bytes_take(&grammar->program, wanted, &piece)) {
        piece = grammar->program;
        grammar->program = bytes_over(NULL, 0);
    }
    append(grammar, piece);
}

static void append_seed(struct grammar *grammar)
{
    const size_t which = operand(grammar, 1) % (sizeof(seeds) / sizeof(seeds[0]));
    append(grammar, bytes_over(seeds[which].at, seeds[which].length));
}

/* Those of libarchive that write what time it is, or by way of a file. */
static bool is_repeatable(const struct layer *layer)
{
    return strcmp(layer->name, "in_7z") != 0 && strcmp(layer->name, "in_iso") != 0;
}

/* Whole lines with an END: what was damaged before may have lost them. */
static bool is_armoured(struct bytes content)
{
    const uint8_t *line = memchr(content.at, '\n', content.left);
    return memmem(content.at, content.left, "-----BEGIN ", 11) == content.at && line != NULL &&
           memmem(content.at, content.left, "-----END", 8) > (const void *)line;
}

static void put_layer(struct grammar *grammar, const struct layer *layer)
{
    struct buffer *content = at_hand(grammar);
    struct wrapping around = { .content = *content };
    if (content->used == 0 || content->used > WRAPPED_MAX || grammar->layers >= LAYERS_MAX ||
        !is_repeatable(layer)) {
        return;
    }
    around.text = true;
    for (size_t i = 0; i < content->used; i++) {
        around.text = around.text && content->at[i] < 0x80 && content->at[i] != 0;
    }
    around.armoured = is_armoured(buffer_bytes(content));
    if (!wrapping_allows(&around, layer)) {
        return;
    }
    wrapping_put(&around, layer);
    *content = around.content;
    grammar->layers++;
}

static void append_aside(struct grammar *grammar)
{
    if (grammar->depth == 0) {
        return;
    }
    struct buffer inner = *at_hand(grammar);
    *at_hand(grammar) = (struct buffer){ 0 };
    grammar->depth--;
    append(grammar, buffer_bytes(&inner));
    buffer_clear(&inner);
}

static void damage(struct grammar *grammar)
{
    struct buffer *content = at_hand(grammar);
    const size_t at = operand(grammar, 2);
    const uint8_t octet = (uint8_t)operand(grammar, 1);
    if (content->used > 0) {
        content->at[at % content->used] = octet;
    }
}

static void cut(struct grammar *grammar)
{
    struct buffer *content = at_hand(grammar);
    const size_t at = operand(grammar, 2);
    content->used = content->used > 0 ? at % content->used : 0;
}

static void end_file(struct grammar *grammar)
{
    while (grammar->depth > 0) {
        append_aside(grammar);
    }
    grammar->made->files[grammar->made->count++] = grammar->stack[0];
    grammar->stack[0] = (struct buffer){ 0 };
}

static void run_step(struct grammar *grammar)
{
    switch ((enum step)(operand(grammar, 1) % STEPS)) {
    case LITERAL:
        append_literal(grammar);
        break;
    case SEED:
        append_seed(grammar);
        break;
    case CONTAINER:
        put_layer(grammar, &container_layers[operand(grammar, 1) % container_layer_count]);
        break;
    case TEXT:
        put_layer(grammar, &text_layers[operand(grammar, 1) % text_layer_count]);
        break;
    case BEGIN:
        grammar->depth += grammar->depth + 1 < NESTED_MAX;
        break;
    case END:
        append_aside(grammar);
        break;
    case DAMAGE:
        damage(grammar);
        break;
    case CUT:
        cut(grammar);
        break;
    case NEXT:
        if (grammar->made->count + 1 < GRAMMAR_FILES_MAX) {
            end_file(grammar);
        }
        break;
    case STEPS:
        break;
    }
}

void evidence_of_program(struct bytes program, struct evidence_files *made)
{
    struct grammar grammar = { .program = program, .made = made };
    *made = (struct evidence_files){ 0 };
    while (grammar.program.left > 0) {
        run_step(&grammar);
    }
    end_file(&grammar);
}

void evidence_files_clear(struct evidence_files *made)
{
    for (size_t i = 0; i < made->count; i++) {
        buffer_clear(&made->files[i]);
    }
    made->count = 0;
}
