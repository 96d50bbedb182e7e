#include "commands/verify/proof_text.h"

#include <stdio.h>
#include <string.h>

#include "bytes/hex_text.h"
#include "reports/plain_text.h"

static struct bytes over(const char *text)
{
    return bytes_over(text, strlen(text));
}

static void put(struct proof_text *text, const char *words)
{
    text->failed = !buffer_append_text(text->into, words) || text->failed;
}

static void put_plain(struct proof_text *text, struct bytes words)
{
    text->failed = !plain_text_print(words, text->into) || text->failed;
}

static void put_hex(struct proof_text *text, struct bytes octets)
{
    text->failed = !hex_text_append(octets, text->into) || text->failed;
}

static void put_name(struct proof_text *text, const char *name)
{
    put(text, "\"");
    put(text, name);
    put(text, "\":");
}

/* A string, or null. */
static void put_string(struct proof_text *text, const char *name, const char *value)
{
    put_name(text, name);
    if (value == NULL) {
        put(text, "null");
        return;
    }
    text->failed = !plain_text_print_json(over(value), text->into) || text->failed;
}

static void put_octets(struct proof_text *text, const char *name, struct bytes value)
{
    put_name(text, name);
    text->failed = !plain_text_print_json(value, text->into) || text->failed;
}

static void put_digest(struct proof_text *text, const char *name, struct bytes octets)
{
    put_name(text, name);
    put(text, "\"");
    put_hex(text, octets);
    put(text, "\"");
}

static void begin_json(struct proof_text *text, const char *path, unsigned number,
                       const struct checked_proof *proof)
{
    char words[KEY_IDENTITY_TEXT];
    put(text, "{");
    put_octets(text, "file", over(path));
    (void)snprintf(words, sizeof(words), ",\"number\":%u,\"holds\":%s,", number,
                   proof->failure == NULL ? "true" : "false");
    put(text, words);
    put_string(text, "form", proof_structure_name(proof->structure));
    put(text, ",");
    put_string(text, "states", proof_statement_name(proof->statement));
    put(text, ",");
    put_octets(text, "said", proof->said);
    put(text,
        proof->signature_holds ? ",\"signature_holds\":true," : ",\"signature_holds\":false,");
    put_string(text, "failure", proof->failure);
    put(text, ",");
    put_string(text, "clause", proof->clause);
    if (proof->has_identity) {
        public_identity_text(&proof->identity, words);
        put(text, ",");
        put_string(text, "key_identity", words);
        put(text, ",");
        put_string(text, "key_algorithm", key_algorithm_name(proof->identity.algorithm));
        (void)snprintf(words, sizeof(words), ",\"key_bits\":%u,", proof->identity.bits);
        put(text, words);
        put_digest(text, "spki_sha256", bytes_over(proof->identity.spki_sha256, SHA256_LENGTH));
    }
    put(text, ",\"certificates\":[");
}

static void put_key(struct proof_text *text, const struct public_identity *identity)
{
    char words[64];
    const char *curve = curve_name(identity->curve);
    (void)snprintf(words, sizeof(words), "%s%s%s, %u bits, SPKI SHA-256 ",
                   key_algorithm_name(identity->algorithm), curve[0] != '\0' ? " " : "", curve,
                   identity->bits);
    put(text, words);
    put_hex(text, bytes_over(identity->spki_sha256, SHA256_LENGTH));
}

static void put_path(struct proof_text *text, const char *path, unsigned number)
{
    char words[16];
    text->failed = !plain_text_print_path(over(path), text->into) || text->failed;
    (void)snprintf(words, sizeof(words), number > 1 ? " (%u): " : ": ", number);
    put(text, words);
}

static void begin_plain(struct proof_text *text, const char *path, unsigned number,
                        const struct checked_proof *proof)
{
    put_path(text, path, number);
    put(text, proof->failure == NULL ? "holds" : "REFUSED: ");
    if (proof->failure != NULL) {
        put(text, proof->failure);
        put(text, proof->clause != NULL ? " (" : "");
        put(text, proof->clause != NULL ? proof->clause : "");
        put(text, proof->clause != NULL ? ")" : "");
    }
    put(text, "\n");
    if (proof->structure != STRUCTURE_NONE) {
        put(text, "    ");
        put(text, proof_structure_name(proof->structure));
        put(text, proof->said.left > 0 ? " that says \"" : " that says nothing");
        put_plain(text, proof->said);
        put(text, proof->said.left > 0 ? "\"\n" : "\n");
    }
    if (proof->has_identity) {
        put(text, "    of ");
        put_key(text, &proof->identity);
        put(text, "\n");
    }
}

void proof_text_begin(struct proof_text *text, const char *path, unsigned number,
                      const struct checked_proof *proof)
{
    text->members = 0;
    (text->json ? begin_json : begin_plain)(text, path, number, proof);
}

void proof_text_certificate(struct proof_text *text, const uint8_t sha256[SHA256_LENGTH],
                            struct bytes serial, struct bytes issuer_dn, struct bytes subject_dn)
{
    const struct bytes digest = bytes_over(sha256, SHA256_LENGTH);
    text->members++;
    if (!text->json) {
        put(text, "    proves certificate ");
        put_hex(text, digest);
        put(text, " of ");
        put_plain(text, subject_dn);
        put(text, "\n");
        return;
    }
    put(text, text->members > 1 ? ",{" : "{");
    put_digest(text, "sha256", digest);
    put(text, ",");
    put_digest(text, "serial", serial);
    put(text, ",");
    put_octets(text, "issuer_dn", issuer_dn);
    put(text, ",");
    put_octets(text, "subject_dn", subject_dn);
    put(text, "}");
}

void proof_text_end(struct proof_text *text, const char *remark, const bool *in_case)
{
    if (text->json) {
        put(text, "]");
        put(text, in_case == NULL ? "" : *in_case ? ",\"in_case\":true" : ",\"in_case\":false");
        put(text, "}\n");
        return;
    }
    if (remark != NULL) {
        put(text, "    ");
        put(text, remark);
        put(text, "\n");
    }
    if (in_case != NULL && *in_case) {
        put(text, "    proven in the case\n");
    }
}

void proof_text_unread(struct proof_text *text, const char *path, struct bytes why)
{
    if (!text->json) {
        put_path(text, path, 1);
        put(text, "REFUSED: ");
        put_plain(text, why);
        put(text, "\n");
        return;
    }
    put(text, "{");
    put_octets(text, "file", over(path));
    put(text, ",\"number\":1,\"holds\":false,\"form\":\"none\",\"states\":\"none\",");
    put_octets(text, "failure", why);
    put(text, ",\"certificates\":[]}\n");
}
