#include "replay.h"

#include <string.h>

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "key_writing.h"
#include "mail_writing.h"
#include "text_encoding.h"
#include "zip_writing.h"

/* Where a key lies. One in six does not lie in the zip. */
enum carrier {
    CARRIER_NESTED_FILE, /* attachment of a mail inside a mail */
    CARRIER_INLINE,
    CARRIER_UTF16,  /* attached text of a Windows editor */
    CARRIER_SECRET, /* base64 of the PEM in YAML */
    CARRIER_DUMP,   /* escaped, in an SQL dump */
    CARRIER_NESTED_ZIP,
    CARRIER_QUOTED,
    CARRIER_QUOTED_PRINTABLE,
    CARRIER_ZIP
};

static const char *const passphrases[] = { "changeit", "shop2018!", "correct horse battery staple",
                                           "Pa$$w0rd", "Z\xc3\xbcrich-8001" };
#define PASSPHRASES (sizeof(passphrases) / sizeof(passphrases[0]))

struct scene {
    const struct replay *replay;
    FILE *mbox, *dump, *keys;
    struct zip_writing zip;
    FILE *zip_stream;
    struct blob zip_bytes;
    unsigned mails;
};

static enum carrier carrier_of(size_t number)
{
    size_t place = number % 50;
    return place < CARRIER_ZIP ? (enum carrier)place : CARRIER_ZIP;
}

static enum key_form_written form_of(size_t number, enum carrier carrier)
{
    static const enum key_form_written plain[] = {
        FORM_TRADITIONAL_PEM, FORM_PKCS8_PEM, FORM_OPENSSH_PEM, FORM_TRADITIONAL_WITH_PARAMETERS,
        FORM_TRADITIONAL_DER, FORM_PKCS8_DER,
    };
    if (number % 37 == 5) {
        return number / 37 % 2 ? FORM_ENCRYPTED_PKCS8_PEM : FORM_ENCRYPTED_TRADITIONAL_PEM;
    }
    int binary =
        carrier == CARRIER_ZIP || carrier == CARRIER_NESTED_ZIP || carrier == CARRIER_NESTED_FILE;
    return plain[number / 4 % (binary ? 6 : 4)];
}

static struct mail_head next_head(struct scene *scene, const char *from, const char *subject)
{
    ordinary_mail_write(scene->mbox, scene->mails++);
    return (struct mail_head){ scene->mails++, from, subject };
}

static struct blob sentence(const char *text)
{
    struct blob blob;
    FILE *into = blob_begin(&blob);
    fputs(text, into);
    blob_done(into);
    return blob;
}

static void write_nested(struct scene *scene, size_t number, struct blob key, int zipped)
{
    struct mail_head outer = next_head(scene, "support@example.org", "Fwd: key file");
    struct mail_head inner = { scene->mails++, "customer@example.com", "key file" };
    struct blob packed = { NULL, 0 };
    if (zipped) {
        struct zip_writing zip;
        FILE *stream = blob_begin(&packed);
        zip_begin(&zip, stream);
        zip_add(&zip, "private/server.key", key, 1);
        zip_end(&zip);
        blob_done(stream);
    }
    char name[64];
    snprintf(name, sizeof(name), "customer-%zu.%s", number, zipped ? "zip" : "key");
    struct blob mail;
    struct blob text = sentence("Please find our key attached.\n");
    FILE *into = blob_begin(&mail);
    mixed_begin(into, &inner);
    mixed_text(into, &inner, text);
    mixed_file(into, &inner, zipped ? "application/zip" : "application/octet-stream", name,
               zipped ? packed : key);
    mixed_end(into, &inner);
    blob_done(into);
    mbox_line_write(scene->mbox, &outer);
    mixed_begin(scene->mbox, &outer);
    mixed_mail(scene->mbox, &outer, mail);
    mixed_end(scene->mbox, &outer);
    blob_clear(&packed);
    blob_clear(&mail);
    blob_clear(&text);
}

/* A mail whose body is the text, each line after `before`. */
static void write_inline(struct scene *scene, struct blob text, const char *before)
{
    struct mail_head head = next_head(scene, "customer@example.com", "Re: our certificate");
    mbox_line_write(scene->mbox, &head);
    mail_head_write(scene->mbox, &head);
    fputs("Content-Type: text/plain; charset=us-ascii\n\nHere it is:\n\n", scene->mbox);
    lines_write(scene->mbox, text, before, "\n");
    fputs("\n-- \nThe shop\n\n", scene->mbox);
}

static void write_attached_text(struct scene *scene, struct blob key, enum carrier carrier)
{
    struct mail_head head = next_head(scene, "office@example.com", "the key you asked for");
    struct blob content;
    FILE *into = blob_begin(&content);
    if (carrier == CARRIER_UTF16) {
        struct blob lines;
        FILE *crlf = blob_begin(&lines);
        lines_write(crlf, key, "", "\r\n");
        blob_done(crlf);
        utf16_write(into, lines);
        blob_clear(&lines);
    } else if (carrier == CARRIER_SECRET) {
        fputs("apiVersion: v1\nkind: Secret\nmetadata:\n  name: shop-tls\ndata:\n  tls.key: ",
              into);
        base64_write(into, key, 0, "");
        fputs("\ntype: kubernetes.io/tls\n", into);
    } else {
        quoted_printable_write(into, key);
    }
    blob_done(into);
    mbox_line_write(scene->mbox, &head);
    mixed_begin(scene->mbox, &head);
    if (carrier == CARRIER_QUOTED_PRINTABLE) {
        mixed_coded_text(scene->mbox, &head, "key.txt", content);
    } else {
        mixed_file(scene->mbox, &head, "application/octet-stream",
                   carrier == CARRIER_UTF16 ? "key.txt" : "secret.yaml", content);
    }
    mixed_end(scene->mbox, &head);
    blob_clear(&content);
}

static void write_dump_row(struct scene *scene, size_t number, struct blob key)
{
    fprintf(scene->dump, "INSERT INTO orders VALUES (%zu,'shop-%zu.example.com','", number, number);
    escaped_write(scene->dump, key);
    fputs("','2017-11-02 10:00:00');\n", scene->dump);
}

static void write_zip_member(struct scene *scene, size_t number, struct blob key)
{
    char name[128];
    snprintf(name, sizeof(name), "customers/%03zu/order-%06zu/server.key", number % 211, number);
    zip_add(&scene->zip, name, key, number % 11 != 0);
}

static void write_key(struct scene *scene, size_t number)
{
    enum carrier carrier = carrier_of(number);
    enum key_form_written form = form_of(number, carrier);
    EVP_PKEY *key = replay_key(scene->replay, number);
    struct blob written = key_write(key, form, passphrases[number % PASSPHRASES]);
    switch (carrier) {
    case CARRIER_NESTED_FILE:
    case CARRIER_NESTED_ZIP:
        write_nested(scene, number, written, carrier == CARRIER_NESTED_ZIP);
        break;
    case CARRIER_INLINE:
    case CARRIER_QUOTED:
        write_inline(scene, written, carrier == CARRIER_QUOTED ? "> " : "");
        break;
    case CARRIER_UTF16:
    case CARRIER_SECRET:
    case CARRIER_QUOTED_PRINTABLE:
        write_attached_text(scene, written, carrier);
        break;
    case CARRIER_DUMP:
        write_dump_row(scene, number, written);
        break;
    case CARRIER_ZIP:
        write_zip_member(scene, number, written);
        break;
    }
    if (number % 97 == 20) { /* a second sighting, in another form */
        blob_clear(&written);
        written = key_write(key, FORM_PKCS8_PEM, NULL);
        write_inline(scene, written, "    ");
    }
    char digest[65];
    key_spki_sha256(key, digest);
    fprintf(scene->keys, "%s proven\n", digest);
    blob_clear(&written);
    EVP_PKEY_free(key);
}

static BIGNUM *garbage(int bits)
{
    BIGNUM *number = BN_new();
    insist(number != NULL && BN_rand(number, bits, BN_RAND_TOP_TWO, BN_RAND_BOTTOM_ODD), "number");
    return number;
}

/* The victim's n and e. With `one` p = 1 and q = n, otherwise everything else is garbage. */
static EVP_PKEY *forge_rsa(EVP_PKEY *victim, int one)
{
    const RSA *target = EVP_PKEY_get0_RSA(victim);
    RSA *rsa = RSA_new();
    EVP_PKEY *key = EVP_PKEY_new();
    BIGNUM *p = garbage(1024);
    BIGNUM *q = one ? BN_dup(RSA_get0_n(target)) : garbage(1024);
    insist(!one || BN_one(p), "number");
    insist(rsa != NULL && key != NULL &&
               RSA_set0_key(rsa, BN_dup(RSA_get0_n(target)), BN_dup(RSA_get0_e(target)),
                            garbage(2047)) &&
               RSA_set0_factors(rsa, p, q) &&
               RSA_set0_crt_params(rsa, garbage(1023), garbage(1023), garbage(1023)) &&
               EVP_PKEY_assign_RSA(key, rsa),
           "forgery");
    return key;
}

/* A scalar with the victim's public point attached. */
static EVP_PKEY *forge_ec(EVP_PKEY *scalar, EVP_PKEY *victim)
{
    EC_KEY *ec = EC_KEY_dup(EVP_PKEY_get0_EC_KEY(scalar));
    EVP_PKEY *key = EVP_PKEY_new();
    const EC_POINT *point = EC_KEY_get0_public_key(EVP_PKEY_get0_EC_KEY(victim));
    insist(ec != NULL && key != NULL && EC_KEY_set_public_key(ec, point) &&
               EVP_PKEY_assign_EC_KEY(key, ec),
           "forgery");
    return key;
}

static void write_mailed(struct scene *scene, EVP_PKEY *key, enum key_form_written form,
                         const char *passphrase)
{
    struct blob text = key_write(key, form, passphrase);
    write_inline(scene, text, "");
    blob_clear(&text);
    EVP_PKEY_free(key);
}

static void write_forgeries(struct scene *scene)
{
    const struct replay *replay = scene->replay;
    EVP_PKEY *scalar = key_cache_get(replay->ec, KEY_OF_FORGER);
    write_mailed(scene, forge_rsa(replay->victim_rsa, 0), FORM_TRADITIONAL_PEM, NULL);
    write_mailed(scene, forge_rsa(replay->victim_rsa, 1), FORM_TRADITIONAL_PEM, NULL);
    write_mailed(scene, forge_ec(scalar, replay->victim_ec), FORM_TRADITIONAL_PEM, NULL);
    char digest[65];
    key_spki_sha256(scalar, digest);
    fprintf(scene->keys, "%s allowed\n", digest); /* d*G is a key that leaked, if one cares */
    key_spki_sha256(replay->victim_rsa, digest);
    fprintf(scene->keys, "%s claimed\n", digest);
    key_spki_sha256(replay->victim_ec, digest);
    fprintf(scene->keys, "%s claimed\n", digest);
    EVP_PKEY_free(scalar);
}

/* The attacker's own key, and a certificate made by hand: a brand's name and key
 * identifier, the victim's serial, the attacker's public key. */
static void write_hand_made_certificate(struct scene *scene, FILE *fingerprint)
{
    const struct replay *replay = scene->replay;
    EVP_PKEY *key = key_cache_get(replay->ec, KEY_OF_ATTACKER);
    struct certificate_order order = { .subject_key = key,
                                       .not_before = RECEIVED - 300 * DAY,
                                       .not_after = RECEIVED + 300 * DAY,
                                       .host = "victim.example.com" };
    memcpy(order.serial, replay->victim_serial, SERIAL_OCTETS);
    X509 *certificate = issuing_brand_imitate(&replay->brands[1], &order, key);
    char digest[65];
    certificate_sha256(certificate, digest);
    fprintf(fingerprint, "%s\n", digest);
    struct blob text;
    FILE *into = blob_begin(&text);
    insist(PEM_write_X509(into, certificate), "certificate");
    blob_done(into);
    write_inline(scene, text, "");
    blob_clear(&text);
    key_spki_sha256(key, digest);
    fprintf(scene->keys, "%s proven\n", digest);
    write_mailed(scene, key, FORM_PKCS8_PEM, NULL);
    X509_free(certificate);
}

static void write_passphrases(const struct replay *replay)
{
    FILE *file = replay_file(replay, "passphrases.txt");
    fputs("letmein\n", file);
    for (size_t i = 0; i < PASSPHRASES; i++) {
        fprintf(file, "%s\n", passphrases[i]);
    }
    insist(fclose(file) == 0, "passphrases.txt");
}

/* The mail of 27 February: the zip with nearly all keys. */
static void write_great_mail(struct scene *scene)
{
    zip_end(&scene->zip);
    blob_done(scene->zip_stream);
    struct mail_head head =
        next_head(scene, "head@example.org", "Revocation: private keys attached");
    struct blob text = sentence("As you asked for proof, all private keys are attached.\n");
    mbox_line_write(scene->mbox, &head);
    mixed_begin(scene->mbox, &head);
    mixed_text(scene->mbox, &head, text);
    mixed_file(scene->mbox, &head, "application/zip", "keys.zip", scene->zip_bytes);
    mixed_end(scene->mbox, &head);
    blob_clear(&text);
    blob_clear(&scene->zip_bytes);
}

void replay_evidence_write(const struct replay *replay, FILE *expected)
{
    struct scene scene = { .replay = replay, .keys = expected };
    FILE *hand_made = replay_file(replay, "expected/hand-made.txt");
    scene.mbox = replay_file(replay, "evidence/mail/2018-02.mbox");
    scene.dump = replay_file(replay, "evidence/shop/orders.sql");
    scene.zip_stream = blob_begin(&scene.zip_bytes);
    zip_begin(&scene.zip, scene.zip_stream);
    write_passphrases(replay);
    for (size_t number = 0; number < replay->count; number++) {
        write_key(&scene, number);
    }
    write_forgeries(&scene);
    write_hand_made_certificate(&scene, hand_made);
    write_mailed(&scene, key_cache_get(replay->ec, KEY_OF_LEAD), FORM_ENCRYPTED_PKCS8_PEM,
                 "a passphrase that nobody listed");
    write_great_mail(&scene);
    for (int i = 0; i < 20; i++) {
        ordinary_mail_write(scene.mbox, scene.mails++);
    }
    insist(fclose(scene.mbox) == 0 && fclose(scene.dump) == 0 && fclose(hand_made) == 0,
           "evidence");
}
