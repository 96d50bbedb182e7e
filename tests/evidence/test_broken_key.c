#include "evidence_run.h"

/* Damages h, j, l and m of keys in text, through the whole scan: which of them still prove
 * the key, and that nothing else is proven. */

static void prepare(void)
{
    run_prepare("");
}

#define LINES_MAX  80
#define NAMES_MAX  8
#define LABEL_ROOM 80

/* An armour, line by line; lines of the body are 1 to count - 2. */
struct armour {
    struct buffer text;
    struct bytes lines[LINES_MAX];
    size_t count;
};

static struct armour armour_read_fixture(const char *name)
{
    struct armour armour = { .text = fixture_read(name) };
    struct bytes rest = buffer_bytes(&armour.text);
    while (rest.left > 0 && armour.count < LINES_MAX) {
        if (!bytes_take_until(&rest, '\n', &armour.lines[armour.count])) {
            armour.lines[armour.count] = rest;
            rest = bytes_over(NULL, 0);
        }
        armour.count++;
    }
    return armour;
}

/* What was found: the names of what is proven, each once, and all verdicts as text. */
struct found {
    char proven[NAMES_MAX][KEY_IDENTITY_TEXT];
    size_t proven_count, sightings, leads;
    char remark[128], failure[128];
};

static void note(void *context, const struct record *record)
{
    struct found *found = context;
    if (record->kind != RECORD_KEY) {
        return;
    }
    const struct key_finding *finding = &record->key.finding;
    if (finding->verdict != VERDICT_PROVEN) {
        found->leads++;
        snprintf(found->failure, sizeof(found->failure), "%s", finding->failure);
        return;
    }
    char name[KEY_IDENTITY_TEXT];
    key_finding_name(finding, name);
    snprintf(found->remark, sizeof(found->remark), "%s",
             finding->remark != NULL ? finding->remark : "");
    found->sightings++;
    for (size_t i = 0; i < found->proven_count; i++) {
        if (strcmp(found->proven[i], name) == 0) {
            return;
        }
    }
    ck_assert_uint_lt(found->proven_count, NAMES_MAX);
    strcpy(found->proven[found->proven_count++], name);
}

static struct found scan(struct bytes text)
{
    struct found found = { 0 };
    const struct record_sink sink = { &found, note };
    run_scan_into(text, &sink);
    return found;
}

static void add(struct buffer *text, struct bytes line)
{
    ck_assert(buffer_append(text, line));
    ck_assert(buffer_append_byte(text, '\n'));
}

static void add_lines(struct buffer *text, const struct armour *armour, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        add(text, armour->lines[i]);
    }
}

static const char before[] = "Dear colleagues,\nthis is the key of the old server:\n\n";
static const char behind[] = "\nKind regards\n";

static struct buffer letter(void)
{
    struct buffer text = { 0 };
    ck_assert(buffer_append_text(&text, before));
    return text;
}

/* Each does something to line `i` of the body. */
static void lose_line(struct buffer *text, const struct armour *armour, size_t i)
{
    add_lines(text, armour, 0, i);
    add_lines(text, armour, i + 1, armour->count);
}

static void end_after(struct buffer *text, const struct armour *armour, size_t i)
{
    add_lines(text, armour, 0, i + 1);
    add_lines(text, armour, armour->count - 1, armour->count);
}

static void cut_after(struct buffer *text, const struct armour *armour, size_t i)
{
    add_lines(text, armour, 0, i + 1);
}

static void keep_front(struct buffer *text, const struct armour *armour, size_t i)
{
    add_lines(text, armour, 1, i + 1);
}

static void keep_end(struct buffer *text, const struct armour *armour, size_t i)
{
    add_lines(text, armour, i, armour->count);
}

static void begin_at(struct buffer *text, const struct armour *armour, size_t i)
{
    add_lines(text, armour, 0, 1);
    add_lines(text, armour, i, armour->count);
}

static void overwrite(struct buffer *text, const struct armour *armour, size_t i)
{
    static const char other[] = "Q29tZSBvbiB0aGlzIGlzIG5vdCB0aGUgbGluZSB0aGF0IHlvdSBsb29rIGZvcjog";
    add_lines(text, armour, 0, i);
    add(text, bytes_over(other, armour->lines[i].left));
    add_lines(text, armour, i + 1, armour->count);
}

static void double_line(struct buffer *text, const struct armour *armour, size_t i)
{
    add_lines(text, armour, 0, i + 1);
    add_lines(text, armour, i, armour->count);
}

/* What became of the key per line: P proven, F proven and its claimed modulus refuted, l a
 * lead or malformed, . nothing. */
static const struct {
    const char *damage;
    void (*make)(struct buffer *text, const struct armour *armour, size_t i);
    const char *file, *lines;
} damages[] = {
    { "h: a line is missing", lose_line, "candidates/rsa2048.pem", "PPPPPPPPPPPPPPPPPPPPPPPPP" },
    { "h: a line is missing", lose_line, "candidates/rsa1024.pem", "PPPPPPPPPPPPP" },
    { "h: a line is missing", lose_line, "candidates/rsa2048-pkcs8.pem",
      "PPPPPPPPPPPPPPPPPPPPPPPPPP" },
    { "h: the last lines are missing", end_after, "candidates/rsa2048.pem",
      ".llllllllllPPPPPPPPPPPPPP" },
    { "h: the last lines are missing", end_after, "candidates/rsa1024.pem", ".llllPPPPPPPP" },
    { "h: no end and no END line", cut_after, "candidates/rsa2048.pem",
      "lllllllllllPPPPPPPPPPPPPP" },
    { "h: no end and no END line", cut_after, "candidates/rsa2048-pkcs8.pem",
      "lllllllllllPPPPPPPPPPPPPPP" },
    { "h: neither BEGIN nor END line, nor the end", keep_front, "candidates/rsa2048.pem",
      "...........PPPPPPPPPPPPPP" },
    { "h: no BEGIN line, and no front", keep_end, "candidates/rsa2048.pem",
      "PPPPPPPPPPPPPPPPP........" },
    { "h: no BEGIN line, and no front", keep_end, "candidates/rsa2048-pkcs8.pem",
      "PPPPPPPPPPPPPPPPPP........" },
    { "h: a BEGIN line, and no front", begin_at, "candidates/rsa1024.pem", "PPPPPPPPP...." },
    { "m: a line is another", overwrite, "candidates/rsa2048.pem", "PFFFFPPPPPPPPPPPPPPPPPPPP" },
    { "m: a line is another", overwrite, "candidates/rsa1024.pem", "PFPPPPPPPPPPP" },
    { "i: a line stands twice", double_line, "candidates/rsa2048.pem",
      "PPPPPPPPPPPPPPPPPPPPPPPPP" },
};

static char became(const struct found *found)
{
    if (found->proven_count == 0) {
        return found->leads > 0 ? 'l' : '.';
    }
    return found->leads > 0 ? 'F' : 'P';
}

/* Also quoted, escaped within JSON, and in UTF-16: the same as plain. */
enum dress { PLAIN, QUOTED, ESCAPED, WIDE, DRESSES };

static struct buffer dressed(struct bytes text, enum dress dress)
{
    struct buffer out = { 0 };
    ck_assert(buffer_append_text(&out, dress == ESCAPED ? "{\"key\":\"" : ""));
    bool front = true;
    for (size_t i = 0; i < text.left; i++) {
        const uint8_t next = text.at[i];
        if (front && dress == QUOTED) {
            ck_assert(buffer_append_text(&out, "> "));
        }
        front = next == '\n';
        if (dress == ESCAPED && next == '\n') {
            ck_assert(buffer_append_text(&out, "\\n"));
            continue;
        }
        ck_assert(buffer_append_byte(&out, next));
        if (dress == WIDE) {
            ck_assert(buffer_append_byte(&out, 0));
        }
    }
    ck_assert(buffer_append_text(&out, dress == ESCAPED ? "\"}" : ""));
    return out;
}

static void check_line(const struct armour *armour, int row, size_t i, enum dress dress,
                       const char *name)
{
    struct buffer text = letter();
    damages[row].make(&text, armour, i);
    ck_assert(buffer_append_text(&text, behind));
    struct buffer shown = dressed(buffer_bytes(&text), dress);
    struct found found = scan(buffer_bytes(&shown));
    buffer_clear(&text);
    buffer_clear(&shown);
    ck_assert_msg(became(&found) == damages[row].lines[i - 1], "%s, %s, line %zu, dress %d: %c",
                  damages[row].file, damages[row].damage, i, (int)dress, became(&found));
    ck_assert_uint_le(found.proven_count, 1);
    /* UTF-16 is read as it stands and once more narrowed, and behind the front of a cut key its
     * numbers stand for themselves; the case file folds the two. */
    const bool twice = dress == WIDE || damages[row].make == keep_front;
    ck_assert_uint_le(found.sightings, found.proven_count * (twice ? 2 : 1));
    ck_assert(found.proven_count == 0 || strcmp(found.proven[0], name) == 0);
}

START_TEST(damaged_line_by_line)
{
    struct armour armour = armour_read_fixture(damages[_i].file);
    struct found whole = scan(buffer_bytes(&armour.text));
    ck_assert_uint_eq(whole.proven_count, 1);
    ck_assert_uint_eq(strlen(damages[_i].lines), armour.count - 2);
    for (size_t i = 1; i + 1 < armour.count; i++) {
        check_line(&armour, _i, i, PLAIN, whole.proven[0]);
        check_line(&armour, _i, i, (enum dress)(1 + i % (DRESSES - 1)), whole.proven[0]);
    }
    buffer_clear(&armour.text);
}
END_TEST

/* Row l: in line `line` of the body, `length` characters from `at` on become `sign`, as often
 * as there were characters, or once where it is a word. */
static const struct {
    const char *file;
    size_t line, at, length;
    const char *sign;
    char expected; /* P proven, l told as redacted, . nothing */
} redactions[] = {
    { "candidates/rsa2048.pem", 1, 20, 3, "*", 'P' },             /* in n */
    { "candidates/rsa2048.pem", 3, 0, 64, "*", 'P' },             /* in n */
    { "candidates/rsa2048.pem", 1, 0, 12, "?", 'P' },             /* the front */
    { "candidates/rsa2048.pem", 8, 10, 20, "[redacted]", 'P' },   /* in d */
    { "candidates/rsa2048.pem", 8, 10, 20, "\xe2\x96\x88", 'P' }, /* in d, blocks */
    { "candidates/rsa2048.pem", 14, 40, 6, " ", 'P' },            /* in p */
    { "candidates/rsa2048.pem", 16, 0, 64, "#", 'P' },
    { "candidates/rsa2048.pem", 16, 0, 64, "<removed>", 'P' },
    { "candidates/rsa2048.pem", 20, 5, 59, "X", 'P' },
    { "candidates/rsa2048-pkcs8.pem", 1, 4, 40, "*", 'P' },
    { "candidates/rsa2048-pkcs8.pem", 10, 4, 3, "[...]", 'P' },
    { "candidates/rsa1024.pem", 7, 1, 2, "\xe2\x80\xa2", 'P' },
    { "candidates/p256.pem", 1, 12, 1, "*", 'P' }, /* the scalar, and its point is there */
    { "candidates/p256.pem", 1, 12, 3, "*", 'P' },
    { "candidates/p256.pem", 1, 20, 2, "X", 'P' },
    { "candidates/p256.pem", 1, 12, 3, "[***]", 'P' },
    { "candidates/p256.pem", 1, 12, 4, "*", 'l' },
    { "candidates/p256.pem", 2, 30, 8, "*", 'P' }, /* the point: the scalar is whole */
    { "candidates/p256.pem", 1, 10, 30, "*", 'l' },
    { "candidates/p384.pem", 1, 20, 3, "?", 'P' },
    { "candidates/p256-pkcs8.pem", 1, 50, 3, "*", 'P' },
    { "candidates/ed25519-pkcs8.pem", 1, 40, 2, "*", '.' },     /* any seed would do */
    { "keys/openssh/ed25519-rfc8410.key", 1, 4, 6, "*", 'P' },  /* the front */
    { "keys/openssh/ed25519-rfc8410.key", 2, 30, 5, "?", 'P' }, /* the public half in clear */
    { "keys/openssh/ed25519-rfc8410.key", 4, 20, 1, "*", 'P' }, /* the seed */
    { "keys/openssh/ed25519-rfc8410.key", 4, 20, 2, "[**]", 'P' },
    { "keys/openssh/ed25519-rfc8410.key", 4, 20, 3, "*", 'l' },
    { "keys/openssh/ecdsap256-rfc9500.key", 6, 20, 3, "*", 'P' }, /* the scalar */
    { "keys/openssh/ecdsap256-rfc9500.key", 6, 20, 5, "*", 'l' },
    { "keys/openssh/rsa1024-rfc9500.key", 9, 10, 40, "*", 'P' }, /* a number of several */
    { "keys/dialects/version2-ed25519-rfc8410.pem", 1, 40, 2, "*", 'P' },
};

static void put_sign(struct buffer *line, const char *sign, size_t length)
{
    const bool word = sign[0] == '[' || sign[0] == '<';
    for (size_t i = 0; i < (word ? 1 : length); i++) {
        ck_assert(buffer_append_text(line, sign));
    }
}

START_TEST(redacted_characters)
{
    struct armour armour = armour_read_fixture(redactions[_i].file);
    struct found whole = scan(buffer_bytes(&armour.text));
    ck_assert_uint_eq(whole.proven_count, 1);
    struct buffer text = letter(), line = { 0 };
    const struct bytes from = armour.lines[redactions[_i].line];
    const size_t at = redactions[_i].at, behind_it = at + redactions[_i].length;
    ck_assert_uint_le(behind_it, from.left);
    ck_assert(buffer_append(&line, bytes_over(from.at, at)));
    put_sign(&line, redactions[_i].sign, redactions[_i].length);
    ck_assert(buffer_append(&line, bytes_over(from.at + behind_it, from.left - behind_it)));
    add_lines(&text, &armour, 0, redactions[_i].line);
    add(&text, buffer_bytes(&line));
    add_lines(&text, &armour, redactions[_i].line + 1, armour.count);
    ck_assert(buffer_append_text(&text, behind));
    for (enum dress dress = PLAIN; dress <= ESCAPED; dress++) {
        struct buffer shown = dressed(buffer_bytes(&text), dress);
        struct found found = scan(buffer_bytes(&shown));
        ck_assert_msg(became(&found) == redactions[_i].expected, "%s line %zu at %zu %s, %d: %c %s",
                      redactions[_i].file, redactions[_i].line, at, redactions[_i].sign, (int)dress,
                      became(&found), found.failure);
        ck_assert_uint_eq(found.sightings, found.proven_count);
        ck_assert(found.proven_count == 0 || strcmp(found.proven[0], whole.proven[0]) == 0);
        ck_assert(found.proven_count == 0 || strstr(found.remark, "repaired") != NULL);
        ck_assert(found.leads == 0 || strstr(found.failure, "redacted") != NULL);
        buffer_clear(&shown);
    }
    buffer_clear(&text);
    buffer_clear(&line);
    buffer_clear(&armour.text);
}
END_TEST

/* What stands in manuals is no finding. */
static const char *const placeholders[] = {
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA...\n-----END RSA PRIVATE KEY-----\n",
    "-----BEGIN PRIVATE "
    "KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n"
    "...\n-----END PRIVATE KEY-----\n",
    "-----BEGIN RSA PRIVATE KEY-----\n<your key goes here>\n-----END RSA PRIVATE KEY-----\n",
    "-----BEGIN EC PRIVATE KEY-----\n*****\n*****\n-----END EC PRIVATE KEY-----\n",
    "-----BEGIN PRIVATE "
    "KEY-----\nXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX\n"
    "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX\n"
    "-----END PRIVATE KEY-----\n",
    /* First and last line, as postconf(5) shows them. */
    "-----BEGIN PRIVATE KEY-----\n"
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDc4QusgkahH9rL\n"
    "...\nahQkZ3+krcaJvDSMgvu0tDc=\n-----END PRIVATE KEY-----\n",
    /* A manual's one line, and no more. */
    "-----BEGIN RSA PRIVATE KEY-----\n"
    "MIIEpAIBAAKCAQEA04up8hoqzS1+APIB0RhjXyObwHQnOzhAk5Bd7mhkSbPkyhP1\n"
    "-----END RSA PRIVATE KEY-----\n",
    /* Strings of a program that reads keys: dropbearconvert. */
    "-----BEGIN OPENSSH PRIVATE KEY-----\nError parsing OpenSSH ed25519 key\n"
    "Error parsing OpenSSH ecdsa key\n"
    "Encrypted keys are not supported. Please convert with ssh-keygen first\n"
    "unable to create key structure\n-----END DSA PRIVATE KEY-----\n",
    /* PEM_read_bio_PrivateKey(3ssl), whose prose goes on. */
    "\\& \\-\\-\\-\\-\\-BEGIN RSA PRIVATE KEY\\-\\-\\-\\-\\-\n"
    "\\& Proc\\-Type: 4,ENCRYPTED\n\\& DEK\\-Info: DES\\-EDE3\\-CBC,3F17F5316E2BAC89\n\\&\n"
    "\\& ...base64 encoded data...\n"
    "\\& \\-\\-\\-\\-\\-END RSA PRIVATE KEY\\-\\-\\-\\-\\-\n.Ve\n.PP\n"
    "The line beginning with \\fIProc-Type\\fR contains the version and the\n"
    "protection on the encapsulated data. The line beginning \\fIDEK-Info\\fR\n"
    "contains two comma separated values: the encryption algorithm name as\n"
    "used by \\fBEVP_get_cipherbyname()\\fR and an initialization vector used by the\n"
    "cipher encoded as a set of hexadecimal digits. After those two lines is\n"
    "the base64\\-encoded encrypted data.\n",
    "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
    "DEK-Info: DES-EDE3-CBC,3F17F5316E2BAC89\n\n...base64 encoded...\n"
    "-----END RSA PRIVATE KEY-----\n",
    "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
    "DEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF\n\n"
    "here goes the encrypted body of the key in base sixty four as long as it takes\n"
    "-----END RSA PRIVATE KEY-----\n",
};

START_TEST(placeholder_is_no_finding)
{
    struct found found = scan(bytes_over(placeholders[_i], strlen(placeholders[_i])));
    ck_assert_uint_eq(found.proven_count + found.leads, 0);
}
END_TEST

/* Row j: what stands inside decides. */
static const char *const labels[] = {
    "PRIVATE KEY",
    "RSA PRIVATE KEY",
    "EC PRIVATE KEY",
    "CERTIFICATE",
    "PUBLIC KEY",
    "RSA PUBLIC KEY",
    "CERTIFICATE REQUEST",
    "EC PARAMETERS",
    "DH PARAMETERS",
    "rsa private key",
    "Private Key",
    "OPENSSH PRIVATE KEY",
    "DSA PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
    "TRUSTED CERTIFICATE",
    "PKCS7",
    "X509 CRL",
    "KEY",
};
static const char *const translations[][2] = {
    { "-----DEBUT CLE PRIVEE RSA-----", "-----FIN CLE PRIVEE RSA-----" },
    { "-----ANFANG PRIVATER SCHL\xc3\x9cSSEL-----", "-----ENDE PRIVATER SCHL\xc3\x9cSSEL-----" },
    { "-----BEGIN CLE PRIVEE-----", "-----END CLE PRIVEE-----" },
    { "-----BEGIN PRIVATER SCHL\xc3\x9cSSEL-----", "-----END PRIVATER SCHL\xc3\x9cSSEL-----" },
    { "-----INICIO CLAVE PRIVADA-----", "-----FIN CLAVE PRIVADA-----" },
};
static const char *const bodies[] = {
    "candidates/rsa2048.pem",       "candidates/rsa2048-pkcs8.pem", "candidates/rsa1024.pem",
    "candidates/p256.pem",          "candidates/p256-pkcs8.pem",    "candidates/p384.pem",
    "candidates/ed25519-pkcs8.pem", "candidates/dsa1024.pem"
};

static void check_labels(const struct armour *armour, const char *begin, const char *end)
{
    struct found whole = scan(buffer_bytes(&armour->text));
    ck_assert_uint_eq(whole.proven_count, 1);
    struct buffer text = letter();
    add(&text, bytes_over(begin, strlen(begin)));
    add_lines(&text, armour, 1, armour->count - 1);
    add(&text, bytes_over(end, strlen(end)));
    ck_assert(buffer_append_text(&text, behind));
    struct found found = scan(buffer_bytes(&text));
    ck_assert_msg(found.proven_count == 1 && found.leads == 0, "%s: %zu %s", begin,
                  found.proven_count, found.failure);
    ck_assert_uint_eq(found.sightings, 1);
    ck_assert_str_eq(found.proven[0], whole.proven[0]);
    buffer_clear(&text);
}

START_TEST(label_is_wrong)
{
    struct armour armour = armour_read_fixture(bodies[_i]);
    for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
        char begin[LABEL_ROOM], end[LABEL_ROOM];
        const bool lower = labels[i][0] >= 'a';
        snprintf(begin, sizeof(begin), "-----%s %s-----", lower ? "begin" : "BEGIN", labels[i]);
        snprintf(end, sizeof(end), "-----%s %s-----", lower ? "end" : "END", labels[i]);
        check_labels(&armour, begin, end);
    }
    for (size_t i = 0; i < sizeof(translations) / sizeof(translations[0]); i++) {
        check_labels(&armour, translations[i][0], translations[i][1]);
    }
    buffer_clear(&armour.text);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("broken_key");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_set_timeout(tests, 300);
    tcase_add_loop_test(tests, damaged_line_by_line, 0,
                        (int)(sizeof(damages) / sizeof(damages[0])));
    tcase_add_loop_test(tests, redacted_characters, 0,
                        (int)(sizeof(redactions) / sizeof(redactions[0])));
    tcase_add_loop_test(tests, placeholder_is_no_finding, 0,
                        (int)(sizeof(placeholders) / sizeof(placeholders[0])));
    tcase_add_loop_test(tests, label_is_wrong, 0, (int)(sizeof(bodies) / sizeof(bodies[0])));
    return run_suite("broken_key", tests);
}
