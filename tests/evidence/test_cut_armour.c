/* An armour that is cut off anywhere in its base64: once the private half stands in full the key
 * is proven, or a lead where nothing says on which curve it is. Before that it is malformed, once
 * what stands there shows that a key begins, and a piece of a key in any case. */
#include "evidence/evidence_run.h"

static void prepare(void)
{
    run_prepare("");
}

/* Of 24 characters. */
#define FRONT_OCTETS 18

/* Octets of the structure with which it is a lead, and with which it is proven. */
static const struct cut_row {
    const char *name;
    size_t lead, proven, stride;
} rows[] = {
    { "keys/traditional/ecdsap256-rfc9500.key", 39, 51, 5 },
    { "keys/traditional/ecdsap384-rfc9500.key", 56, 65, 7 },
    { "keys/traditional/ecdsap521-rfc9500.key", 74, 83, 9 },
    { "keys/pkcs8/ecdsap256-rfc9500.key", 68, 68, 5 },
    { "keys/pkcs8/ecdsap384-rfc9500.key", 83, 83, 7 },
    { "keys/pkcs8/ed25519-rfc8410.key", 48, 48, 3 },
    { "keys/traditional/rsa2048-rfc9500.key", 533, 533, 61 },
    { "keys/pkcs8/rsa2048-rfc9500.key", 559, 559, 61 },
    { "keys/openssh/ed25519-rfc8410.key", 193, 193, 13 },
};

/* Of the first `to` bytes of the armour: what their base64 decodes to, in octets. */
static size_t octets_of(struct bytes armour, size_t to)
{
    const uint8_t *body = memchr(armour.at, '\n', armour.left);
    ck_assert_ptr_nonnull(body);
    size_t characters = 0;
    for (const uint8_t *at = body; at < armour.at + to && *at != '-' && *at != '='; at++) {
        characters += *at != '\n' ? 1 : 0;
    }
    return characters * 3 / 4;
}

static void put_prefix(struct buffer *into, struct bytes armour, size_t to, bool quoted)
{
    for (size_t i = 0; i < to; i++) {
        if (quoted && (i == 0 || armour.at[i - 1] == '\n')) {
            ck_assert(buffer_append_text(into, "> "));
        }
        ck_assert(buffer_append_byte(into, armour.at[i]));
    }
}

/* `whole`: the name of the key, which is all that may be proven. */
static void check_prefix(const struct cut_row *row, struct bytes armour, size_t to, bool quoted,
                         const char *whole)
{
    const size_t octets = octets_of(armour, to);
    struct buffer text = { 0 };
    struct record_list list = { 0 };
    put_prefix(&text, armour, to, quoted);
    run_scan(buffer_bytes(&text), &list);
    const bool proven = strncmp(record_list_text(&list), "proven", 6) == 0;
    ck_assert_msg(list.keys + list.fragments > 0, "%s: silence at %zu", row->name, to);
    ck_assert_msg(proven == (octets >= row->proven), "%s at %zu, %zu octets: %s", row->name, to,
                  octets, record_list_text(&list));
    ck_assert_msg(list.keys == (octets >= FRONT_OCTETS ? 1 : 0), "%s at %zu: %s", row->name, to,
                  record_list_text(&list));
    ck_assert_msg((strncmp(record_list_text(&list), "malformed@", 10) == 0) ==
                      (octets >= FRONT_OCTETS && octets < row->lead),
                  "%s at %zu: %s", row->name, to, record_list_text(&list));
    ck_assert_msg(!proven || strcmp(list.name, whole) == 0, "%s at %zu", row->name, to);
    record_list_clear(&list);
    buffer_clear(&text);
}

/* Of less nothing is told where it stands in no text. */
#define TOLD_OCTETS 100

/* As a disk or a memory holds it: other octets around it, and zeros or a match of a compression
 * where it ends. */
static void put_among_octets(struct buffer *into, struct bytes prefix, bool zeros)
{
    static const uint8_t octets[] = { 0xe6, 0xcb, 0x5b, 0xdd, 0x80, 0x00, 0x07, 0xc1, 0x00, 0xff };
    for (int i = 0; i < 100; i++) {
        ck_assert(buffer_append(into, bytes_over(octets, sizeof(octets))));
    }
    ck_assert(buffer_append(into, prefix));
    for (int i = 0; i < 400; i++) {
        ck_assert(zeros ? buffer_append_byte(into, 0)
                        : buffer_append(into, bytes_over(octets, sizeof(octets))));
    }
}

START_TEST(among_octets_is_proven_or_told)
{
    const struct cut_row *row = &rows[_i];
    struct buffer armour = fixture_read(row->name);
    const struct bytes all = buffer_bytes(&armour);
    const uint8_t *body = memchr(all.at, '\n', all.left);
    const uint8_t *end = memmem(all.at, all.left, "-----END", 8);
    ck_assert(body != NULL && end != NULL);
    struct record_list whole = { 0 };
    run_scan(all, &whole);
    for (size_t to = (size_t)(body - all.at); to < (size_t)(end - all.at); to += row->stride) {
        const size_t octets = octets_of(all, to);
        struct buffer content = { 0 };
        struct record_list list = { 0 };
        put_among_octets(&content, bytes_over(all.at, to), to % 2 == 0);
        run_scan(buffer_bytes(&content), &list);
        const bool proven = strncmp(record_list_text(&list), "proven", 6) == 0;
        ck_assert_msg(proven == (octets >= row->proven), "%s at %zu, %zu octets: %s", row->name, to,
                      octets, record_list_text(&list));
        ck_assert_msg(!proven || strcmp(list.name, whole.name) == 0, "%s at %zu", row->name, to);
        ck_assert_msg(list.keys <= 1 && (list.keys == 1 || octets < TOLD_OCTETS), "%s at %zu: %s",
                      row->name, to, record_list_text(&list));
        record_list_clear(&list);
        buffer_clear(&content);
    }
    record_list_clear(&whole);
    buffer_clear(&armour);
}
END_TEST

START_TEST(is_never_silent)
{
    const struct cut_row *row = &rows[_i];
    struct buffer armour = fixture_read(row->name);
    const struct bytes text = buffer_bytes(&armour);
    const uint8_t *body = memchr(text.at, '\n', text.left);
    struct record_list list = { 0 };
    char whole[KEY_IDENTITY_TEXT];
    ck_assert_ptr_nonnull(body);
    run_scan(text, &list);
    snprintf(whole, sizeof(whole), "%s", list.name);
    record_list_clear(&list);
    for (size_t to = (size_t)(body - text.at); to <= text.left; to += row->stride) {
        check_prefix(row, text, to, false, whole);
        check_prefix(row, text, to, true, whole);
    }
    buffer_clear(&armour);
}
END_TEST

/* Cut off behind its private half, of which a character was changed: that makes another key, which
 * nobody has, and the public one in front of it is not forged. */
START_TEST(changed_seed_makes_no_key)
{
    static const struct {
        const char *name;
        size_t changed, kept; /* octets of the structure */
    } changes[] = {
        { "keys/openssh/ed25519-rfc8410.key", 165, 193 },
        { "keys/openssh/ed25519-rfc8410.key", 190, 225 },
        { "keys/openssh/ecdsap256-rfc9500.key", 260, 280 },
    };
    struct buffer armour = fixture_read(changes[_i].name);
    uint8_t *body = memchr(armour.at, '\n', armour.used);
    ck_assert_ptr_nonnull(body);
    size_t to = (size_t)(body - armour.at) + 1;
    while (octets_of(buffer_bytes(&armour), to) < changes[_i].kept) {
        if (octets_of(buffer_bytes(&armour), to) == changes[_i].changed && armour.at[to] != '\n') {
            armour.at[to] = armour.at[to] == 'E' ? 'F' : 'E';
        }
        to++;
    }
    struct record_list list = { 0 };
    run_scan(bytes_over(armour.at, to), &list);
    ck_assert_msg(list.keys == 1 && strncmp(record_list_text(&list), "malformed@0+", 12) == 0,
                  "%s: %s", changes[_i].name, record_list_text(&list));
    record_list_clear(&list);
    buffer_clear(&armour);
}
END_TEST

/* Of what is read with a character too many, or too few, the numbers are others: that is told, and
 * no forgery, and no key but the one that it was. The first characters say what it is. */
START_TEST(lost_or_doubled_character_is_told)
{
    static const char *const names[] = { "keys/openssh/ed25519-rfc8410.key",
                                         "keys/openssh/ecdsap256-rfc9500.key" };
    struct buffer armour = fixture_read(names[_i / 2]);
    struct record_list list = { 0 };
    char whole[KEY_IDENTITY_TEXT];
    run_scan(buffer_bytes(&armour), &list);
    snprintf(whole, sizeof(whole), "%s", list.name);
    record_list_clear(&list);
    const uint8_t *body = memchr(armour.at, '\n', armour.used);
    const uint8_t *end = memmem(armour.at, armour.used, "\n-----END", 9);
    ck_assert(body != NULL && end != NULL);
    for (size_t at = (size_t)(body - armour.at) + 3; armour.at + at < end; at += 5) {
        const size_t next = at + (_i % 2 == 0 ? 1 : 0); /* lost, or else doubled */
        struct buffer text = { 0 };
        if (armour.at[at] == '\n' || armour.at[at] == '=') {
            continue;
        }
        must(buffer_append(&text, bytes_over(armour.at, at + (_i % 2 == 0 ? 0 : 1))) &&
             buffer_append(&text, bytes_over(armour.at + next, armour.used - next)));
        list = (struct record_list){ 0 };
        run_scan(buffer_bytes(&text), &list);
        const char *told = record_list_text(&list);
        ck_assert_msg(list.keys == 1 && strstr(told, "forged") == NULL &&
                          (strncmp(told, "malformed", 9) == 0 || strcmp(list.name, whole) == 0),
                      "%s at %zu: %s", names[_i / 2], at, told);
        record_list_clear(&list);
        buffer_clear(&text);
    }
    buffer_clear(&armour);
}
END_TEST

/* Octets of the structure with which enough of the public half is there to tell the private one,
 * where no armour says that it is one. */
static const struct bare_row {
    const char *name;
    size_t proven;
} bare_rows[] = {
    { "keys/traditional/ecdsap256-rfc9500.key", 65 },
    { "keys/traditional/ecdsap521-rfc9500.key", 99 },
    { "keys/pkcs8/ecdsap256-rfc9500.key", 82 },
    { "keys/pkcs8/ecdsap384-rfc9500.key", 97 },
};

static void check_bare(const struct bare_row *row, struct bytes text, size_t octets)
{
    struct record_list list = { 0 };
    run_scan(text, &list);
    const bool proven = strncmp(record_list_text(&list), "proven@0+", 9) == 0;
    ck_assert_msg(proven == (octets >= row->proven) && list.keys == (proven ? 1 : 0),
                  "%s of %zu octets: %s", row->name, octets, record_list_text(&list));
    record_list_clear(&list);
}

START_TEST(is_proven_without_armour)
{
    const struct bare_row *row = &bare_rows[_i];
    struct buffer armour = fixture_read(row->name);
    struct pem_block block = pem_read(buffer_bytes(&armour));
    const uint8_t *body = (const uint8_t *)memchr(armour.at, '\n', armour.used) + 1;
    const size_t front = (size_t)(body - armour.at);
    for (size_t octets = 40; octets < block.content.used; octets += 6) {
        check_bare(row, bytes_over(block.content.at, octets), octets);
    }
    for (size_t to = 41; front + to < armour.used - 64; to += 11) {
        check_bare(row, bytes_over(body, to), octets_of(buffer_bytes(&armour), front + to));
    }
    buffer_clear(&block.content);
    buffer_clear(&armour);
}
END_TEST

static const char p256[] = "keys/traditional/ecdsap256-rfc9500.key";

static struct bytes front_of(const struct buffer *armour)
{
    return bytes_over(armour->at, 150 < armour->used ? 150 : armour->used);
}

static void expect_none_proven(struct buffer *armour)
{
    struct record_list list = { 0 };
    run_scan(front_of(armour), &list);
    ck_assert_msg(strstr(record_list_text(&list), "proven") == NULL, "%s", record_list_text(&list));
    record_list_clear(&list);
    buffer_clear(armour);
}

/* The front of the point that is left is not that of the scalar: characters are wrong. */
START_TEST(refuted_by_front_of_point)
{
    struct buffer armour = fixture_read(p256);
    uint8_t *scalar = memchr(armour.at, '\n', armour.used);
    ck_assert_ptr_nonnull(scalar);
    scalar[20] = scalar[20] == 'A' ? 'B' : 'A';
    expect_none_proven(&armour);
}
END_TEST

/* Characters fell out of the scalar: what stands behind it is none of its fields. */
START_TEST(lacks_characters)
{
    struct buffer armour = fixture_read(p256);
    uint8_t *scalar = memchr(armour.at, '\n', armour.used);
    ck_assert_ptr_nonnull(scalar);
    memmove(scalar + 20, scalar + 24, armour.used - (size_t)(scalar + 24 - armour.at));
    armour.used -= 4;
    expect_none_proven(&armour);
}
END_TEST

/* As a manual writes it for "a key goes here". */
START_TEST(placeholder_is_no_key)
{
    static const char text[] =
        "-----BEGIN EC PRIVATE KEY-----\n"
        "MHcCAQEEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAoAoGCCqGSM49\nAwEHoUQDQgAE\n";
    struct record_list list = { 0 };
    run_scan(bytes_over(text, sizeof(text) - 1), &list);
    ck_assert_msg(list.keys == 0, "%s", record_list_text(&list));
    record_list_clear(&list);
}
END_TEST

/* Of a text that names armours: how many are told as cut off. */
static const struct told_row {
    const char *text;
    unsigned keys;
} told_rows[] = {
    { "A file that begins with -----BEGIN RSA PRIVATE KEY----- holds a key.\n", 0 },
    { "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA...\n", 0 },
    { "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEAxxxxxxxxxxxxxxxx\n", 0 },
    { "-----BEGIN PRIVATE KEY-----\nTheBase64OfYourPrivateKeyGoesHereLineByLine\n", 0 },
    /* of a public key */
    { "-----BEGIN PRIVATE KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA\n", 0 },
    { "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEAu1SU1LfV\n", 1 },
    { "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEAu1SU1LfVLPHCozMxH2Mo\nand so on\n", 1 },
    { "> -----BEGIN RSA PRIVATE KEY-----\n> MIIEpAIBAAKCAQEAu1SU1LfVLPHCozMxH2Mo\n"
      "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIObLW92AqkWunJXowVR2Z5/+\n",
      2 },
    { "Subject: key\nFrom: a@b\nMIME-Version: 1.0\n\n"
      "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEAu1SU1LfVLPHCozMxH2Mo\nbye\n",
      1 },
    { "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIFHDBOBgkqhkiG9w0BBQ0wQTApBgkq\n", 1 },
};

START_TEST(is_told_once)
{
    struct record_list list = { 0 };
    run_scan(bytes_over(told_rows[_i].text, strlen(told_rows[_i].text)), &list);
    ck_assert_msg(list.keys == told_rows[_i].keys && list.unread == 0 && list.notes == 0, "%s%s",
                  told_rows[_i].text, record_list_text(&list));
    ck_assert(list.keys == 0 || strncmp(record_list_text(&list), "malformed", 9) == 0);
    record_list_clear(&list);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("cut_armour");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, changed_seed_makes_no_key, 0, 3);
    tcase_add_loop_test(tests, lost_or_doubled_character_is_told, 0, 4);
    tcase_add_loop_test(tests, is_never_silent, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_loop_test(tests, among_octets_is_proven_or_told, 0,
                        (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_loop_test(tests, is_proven_without_armour, 0,
                        (int)(sizeof(bare_rows) / sizeof(bare_rows[0])));
    tcase_add_test(tests, refuted_by_front_of_point);
    tcase_add_test(tests, lacks_characters);
    tcase_add_test(tests, placeholder_is_no_key);
    tcase_add_loop_test(tests, is_told_once, 0, (int)(sizeof(told_rows) / sizeof(told_rows[0])));
    return run_suite("cut_armour", tests);
}
