#include "candidates/leaf_scan.h"
#include "keys/key_fixture.h"
#include "record_list.h"

/* Damages h, j, l and m of keys in text, through the whole scan: which of them still prove
 * the key, and that nothing else is proven. */

static struct key_examiner *examiner;

static void prepare(void)
{
    ck_assert(leaf_scan_prepare());
    ck_assert(key_examine_prepare());
    examiner = examiner_with("");
}

static void release(void)
{
    key_examiner_free(examiner);
    leaf_scan_release();
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
    int descriptor = memory_file(text);
    const struct job_file file = {
        .number = 1, .fd = descriptor, .size = text.left, .mode = SCAN_WHOLE
    };
    const struct record_sink sink = { &found, note };
    evidence_scan(examiner, &file, &sink);
    (void)close(descriptor);
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
      ".....llllllPPPPPPPPPPPPPP" },
    { "h: the last lines are missing", end_after, "candidates/rsa1024.pem", "..lllPPPPPPPP" },
    { "h: no end and no END line", cut_after, "candidates/rsa2048.pem",
      ".....llllllPPPPPPPPPPPPPP" },
    { "h: no end and no END line", cut_after, "candidates/rsa2048-pkcs8.pem",
      "......lllllPPPPPPPPPPPPPPP" },
    { "h: neither BEGIN nor END line, nor the end", keep_front, "candidates/rsa2048.pem",
      "...........PPPPPPPPPPPPPP" },
    { "h: no BEGIN line, and no front", keep_end, "candidates/rsa2048.pem",
      "PPPPPPPPPPPP............." },
    { "h: no BEGIN line, and no front", keep_end, "candidates/rsa2048-pkcs8.pem",
      "PPPPPPPPPPPP.............." },
    { "h: a BEGIN line, and no front", begin_at, "candidates/rsa1024.pem", "PPPPPP......." },
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
    /* UTF-16 is read as it stands and once more narrowed; the case file folds the two. */
    ck_assert_uint_le(found.sightings, found.proven_count * (dress == WIDE ? 2 : 1));
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

int main(void)
{
    TCase *tests = tcase_create("broken_key");
    tcase_add_unchecked_fixture(tests, prepare, release);
    tcase_set_timeout(tests, 300);
    tcase_add_loop_test(tests, damaged_line_by_line, 0,
                        (int)(sizeof(damages) / sizeof(damages[0])));
    return suite_run("broken_key", tests);
}
