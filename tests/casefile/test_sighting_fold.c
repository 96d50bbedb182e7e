#include <stdio.h>
#include <string.h>
#include <time.h>

#include "casefile/sighting_fold.h"
#include "suite.h"

static struct bytes name_of(char letter)
{
    static const struct {
        char letter;
        const char *name;
    } names[] = { { 'h', "markup-text" },
                  { 'f', "rtf-text" },
                  { 'u', "utf-16le" },
                  { 'w', "words" },
                  { 'c', "carved-gzip" } };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (names[i].letter == letter) {
            return bytes_over(names[i].name, strlen(names[i].name));
        }
    }
    return (struct bytes){ 0 };
}

/* A chain as text: "mO+L/pO+L/@O+L" = message, part, reading (r; of words w, u in UTF-16, f in
 * RTF, h in mark-up, c carved), text (t), member (a), spot. */
static struct bytes chain(struct buffer *into, const char *text)
{
    static const struct {
        char letter;
        enum place_kind kind;
    } kinds[] = { { 'm', PLACE_MESSAGE }, { 'p', PLACE_PART },    { 't', PLACE_TEXT },
                  { 'a', PLACE_MEMBER },  { 'r', PLACE_READING }, { 'u', PLACE_READING },
                  { 'w', PLACE_READING }, { 'f', PLACE_READING }, { 'h', PLACE_READING },
                  { 'c', PLACE_READING }, { '@', PLACE_SPOT } };
    struct provenance nodes[16];
    size_t count = 0;
    for (const char *at = text; at != NULL; at = strchr(at, '/')) {
        at += at[0] == '/' ? 1 : 0;
        unsigned long long offset, length;
        ck_assert_int_eq(sscanf(at + 1, "%llu+%llu", &offset, &length), 2);
        nodes[count] = (struct provenance){ .outer = count > 0 ? &nodes[count - 1] : NULL };
        for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
            if (kinds[i].letter == at[0]) {
                nodes[count].place.kind = kinds[i].kind;
                nodes[count].place.name = name_of(at[0]);
            }
        }
        nodes[count].place.offset = offset;
        nodes[count].place.length = length;
        count++;
    }
    ck_assert(provenance_encode(&nodes[count - 1], into));
    return buffer_bytes(into);
}

#define CHAINS_MAX 6

static const struct {
    const char *what;
    const char *chains[CHAINS_MAX];
    const char *dropped; /* one letter per chain: d or - */
} folds[] = {
    { "alone", { "@5+10" }, "-" },
    { "a spot within another", { "@5+90", "@20+10" }, "d-" },
    { "spots that begin together", { "@5+90", "@5+10" }, "d-" },
    { "spots that end together", { "@5+90", "@85+10" }, "d-" },
    { "the same spot twice", { "@5+90", "@5+90" }, "--" },
    { "the same spot twice, and one within", { "@5+90", "@5+90", "@7+10" }, "dd-" },
    { "spots that overlap", { "@5+90", "@90+10" }, "--" },
    { "a spot of no known length", { "@5+90", "@7+0" }, "--" },
    { "a spot within one of another content", { "m0+900/@5+90", "m900+900/@20+10" }, "--" },
    { "spots within each other", { "@5+90", "@6+80", "@30+10", "@50+9", "@90+20" }, "dd---" },
    { "at the front of a reading that begins in a spot", { "@36+812", "r113+886/@0+362" }, "d-" },
    { "further on in that reading", { "@36+812", "r113+886/@9+362" }, "--" },
    { "at the front of a reading behind the spot", { "@36+77", "r113+886/@0+362" }, "--" },
    { "at the front of a reading of a reading", { "@36+812", "r113+886/r0+800/@0+9" }, "d-" },
    { "in a member at the front of a reading", { "@36+812", "r113+886/a0+0/@0+9" }, "--" },
    { "at the front of a reading of no known length", { "@36+812", "r113+0/@0+362" }, "--" },
    { "two copies at the fronts of readings in a spot",
      { "@36+812", "r113+86/@0+62", "r313+86/@0+62" },
      "d--" },
    { "two places are two sightings", { "@5+10", "@50+10" }, "--" },
    { "raw and through a message", { "@120+10", "m100+200/@20+10" }, "d-" },
    { "whatever the order", { "m100+200/@20+10", "@120+10" }, "-d" },
    { "at the first byte of the place", { "@100+10", "m100+200/@0+10" }, "d-" },
    { "at its last byte", { "@299+10", "m100+200/@199+10" }, "d-" },
    { "just before it", { "@99+10", "m100+200/@20+10" }, "--" },
    { "just behind it", { "@300+10", "m100+200/@20+10" }, "--" },
    { "length not known", { "@120+10", "a100+0/@20+10" }, "--" },
    { "the deepest of three", { "@120+10", "m100+200/@20+10", "m100+200/p10+50/@3+9" }, "dd-" },
    { "two levels at once", { "@120+10", "m100+200/p10+50/@3+9" }, "d-" },
    { "same extent in another message", { "m0+9/@20+1", "m1+9/p10+50/@3+9" }, "--" },
    { "a place beside it in the same content", { "m0+900/@200+1", "m0+900/p10+50/@3+9" }, "--" },
    { "two readings of one text",
      { "m0+900/@20+40", "m0+900/r20+40/@0+30", "m0+900/r300+40/@0+30", "m0+900/@300+40" },
      "d--d" },
    { "a reading of raw bytes", { "r120+10/@0+9", "m100+200/r20+10/@0+9" }, "d-" },
    { "the spot in the container itself", { "m100+200/@20+10", "r120+10/@0+9" }, "-d" },
    { "a reading of raw bytes beside it", { "r300+10/@0+9", "m100+200/r20+10/@0+9" }, "--" },
    { "a reading within a reading", { "r120+10/@0+9", "r100+200/r20+10/@0+9" }, "d-" },
    { "a reading and a longer one from its front", { "r100+10/@0+9", "r100+200/@20+9" }, "d-" },
    { "the longer one shows it less often",
      { "r100+10/@0+9", "r100+10/@10+9", "r100+200/@20+9" },
      "---" },
    { "a text read in two ways", { "r100+200/@20+9", "w100+200/@21+9" }, "-d" },
    { "the one that comes to it through more", { "r100+200/@20+9", "w100+200/a0+0/@0+9" }, "d-" },
    { "two copies, of which one way shows one",
      { "r100+200/a0+0/@20+9", "w100+200/@21+9", "w100+200/@99+9" },
      "d--" },
    { "two copies that both ways show",
      { "r100+200/@20+9", "r100+200/@98+9", "w100+200/@21+9", "w100+200/@99+9" },
      "--dd" },
    { "ways of one text within a part", { "p9+9/r1+5/@2+1", "p9+9/w1+5/@2+1" }, "-d" },
    { "ways of texts in different parts", { "p9+9/r1+5/@2+1", "p99+9/w1+5/@2+1" }, "--" },
    { "ways of texts that begin apart", { "r0+200/@2+1", "w200+200/@2+1" }, "--" },
    { "ways of no known length", { "r100+0/@2+1", "w100+0/@2+1" }, "--" },
    { "ways within a way that is dropped",
      { "r1+90/@2+1", "r1+90/@9+1", "w1+90/r3+40/@2+1", "w1+90/w3+40/@2+1" },
      "--dd" },
    { "what was folded into one of them", { "@105+9", "r100+200/@2+9", "w100+200/@3+9" }, "d-d" },
    { "text up to its end", { "a100+0/@20+10", "a100+0/u0+0/@10+5" }, "d-" },
    { "a reading in text up to its end", { "r20+9/@0+4", "u0+0/r10+5/@0+4" }, "d-" },
    { "a document up to its end", { "a100+0/@20+10", "a100+0/f0+0/@10+5" }, "d-" },
    { "a page up to its end", { "a100+0/@20+10", "a100+0/h0+0/@10+5" }, "d-" },
    { "another reading of no known length", { "a100+0/@20+10", "a100+0/r0+0/@10+5" }, "--" },
    { "a long place before a short one", { "@90+1", "m0+100/@3+1", "m50+10/@3+1" }, "d--" },
    { "an end past every number", { "@9+1", "m5+18446744073709551615/@3+1" }, "d-" },
    { "covered by one that is covered itself",
      { "@15+1", "m10+20/@5+1", "m10+20/p4+4/@0+1", "m10+20/p4+4/r0+2/@0+1" },
      "ddd-" },
};

static void check_fold(size_t row, size_t first)
{
    struct buffer held[CHAINS_MAX] = { 0 };
    struct fold_sighting sightings[CHAINS_MAX] = { 0 };
    size_t count = strlen(folds[row].dropped);
    for (size_t i = 0; i < count; i++) {
        size_t from = (first + i) % count;
        sightings[i].provenance = chain(&held[i], folds[row].chains[from]);
    }
    ck_assert(sighting_fold(sightings, count));
    for (size_t i = 0; i < count; i++) {
        size_t from = (first + i) % count;
        ck_assert_msg(sightings[i].dropped == (folds[row].dropped[from] == 'd'), "%s: %s",
                      folds[row].what, folds[row].chains[from]);
        buffer_clear(&held[i]);
    }
}

START_TEST(deepest_sighting_stays)
{
    size_t row = (size_t)_i;
    for (size_t first = 0; first < strlen(folds[row].dropped); first++) {
        check_fold(row, first);
    }
}
END_TEST

/* Digests are letters. */
static const struct {
    const char *what;
    const char *chains[CHAINS_MAX];
    const char *digests, *dropped;
} copies[] = {
    { "a stored member", { "@120+10", "a0+0/@20+10" }, "xx", "d-" },
    { "another text of the key", { "@120+10", "a0+0/@20+11" }, "xy", "--" },
    { "no digests", { "@120+10", "a0+0/@20+10" }, "  ", "--" },
    { "one of two", { "@120+10", "@920+10", "a0+0/@20+10" }, "xxx", "d--" },
    { "both of two", { "@120+10", "@920+10", "a0+0/@20+10", "a0+0/a0+0/@20+10" }, "xxxx", "d-d-" },
    { "in a place of known length", { "@120+10", "a300+10/@20+10" }, "xx", "--" },
    { "in one within one of known length", { "@120+10", "a300+10/p0+0/@20+10" }, "xx", "--" },
    { "in the same content", { "m0+900/@20+10", "m0+900/a0+0/@2+10" }, "xx", "d-" },
    { "in another content", { "m0+900/@20+10", "m900+90/a0+0/@2+10" }, "xx", "--" },
    { "at three depths", { "@9+10", "a0+0/@4+10", "a0+0/a0+0/@2+10" }, "xxx", "dd-" },
    { "what was carved behind a reading of all", { "r0+900/@4+10", "c500+0/@4+10" }, "xx", "--" },
    { "what was carved in a text", { "u0+900/@4+10", "c500+0/@4+10" }, "xx", "--" },
    { "what was carved in a member", { "a0+900/@4+10", "c500+0/@4+10" }, "xx", "-d" },
    { "what was carved in what was carved", { "c0+900/@4+10", "c500+0/@4+10" }, "xx", "-d" },
    { "what was carved beside it", { "@9+10", "r500+0/@4+10" }, "xx", "--" },
    { "a member that was", { "@9+10", "a500+0/@4+10" }, "xx", "--" },
    { "a decoded text", { "@9+10", "r0+0/@4+10" }, "xx", "--" },
    { "one that was dropped has no copy",
      { "@9+10", "a0+0/@4+9", "a0+0/p3+20/@1+9" },
      "xxx",
      "dd-" },
};

START_TEST(copies_are_folded_one_for_one)
{
    struct buffer held[CHAINS_MAX] = { 0 };
    struct fold_sighting sightings[CHAINS_MAX] = { 0 };
    const size_t count = strlen(copies[_i].dropped);
    for (size_t i = 0; i < count; i++) {
        sightings[i].provenance = chain(&held[i], copies[_i].chains[i]);
        sightings[i].digest =
            bytes_over(&copies[_i].digests[i], copies[_i].digests[i] == ' ' ? 0 : 1);
    }
    ck_assert(sighting_fold(sightings, count));
    for (size_t i = 0; i < count; i++) {
        ck_assert_msg(sightings[i].dropped == (copies[_i].dropped[i] == 'd'), "%s: %s",
                      copies[_i].what, copies[_i].chains[i]);
        buffer_clear(&held[i]);
    }
}
END_TEST

/* A chain that is cut short drops nothing, and is not dropped. */
START_TEST(damaged_chain_stays)
{
    struct buffer deep = { 0 }, raw = { 0 };
    struct fold_sighting pair[2] = { 0 };
    pair[0].provenance = chain(&deep, "m100+200/@20+10");
    pair[1].provenance = chain(&raw, "@120+10");
    size_t whole = pair[1].provenance.left;
    for (size_t length = 0; length < whole; length++) {
        uint8_t *copy = exact_copy(raw.at, length);
        pair[1].provenance = bytes_over(copy, length);
        ck_assert(sighting_fold(pair, 2));
        ck_assert(!pair[0].dropped && !pair[1].dropped);
        free(copy);
    }
    buffer_clear(&deep);
    buffer_clear(&raw);
}
END_TEST

#define MANY 50000

/* Half of them raw, half through the message that holds them. */
START_TEST(fifty_thousand_sightings_take_a_moment)
{
    struct fold_sighting *sightings = calloc(MANY, sizeof(*sightings));
    struct buffer *held = calloc(MANY, sizeof(*held));
    ck_assert(sightings != NULL && held != NULL);
    for (unsigned i = 0; i < MANY; i++) {
        char text[64];
        unsigned long long start = 1000ull * (i / 2);
        (void)snprintf(text, sizeof(text), i % 2 == 0 ? "@%llu+10" : "m%llu+1000/@500+10",
                       i % 2 == 0 ? start + 500 : start);
        sightings[i].provenance = chain(&held[i], text);
    }
    clock_t before = clock();
    ck_assert(sighting_fold(sightings, MANY));
    ck_assert((clock() - before) / CLOCKS_PER_SEC < 5);
    for (unsigned i = 0; i < MANY; i++) {
        ck_assert_int_eq(sightings[i].dropped, i % 2 == 0);
        buffer_clear(&held[i]);
    }
    free(held);
    free(sightings);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("folding");
    tcase_add_loop_test(tests, deepest_sighting_stays, 0, (int)(sizeof(folds) / sizeof(folds[0])));
    tcase_add_loop_test(tests, copies_are_folded_one_for_one, 0,
                        (int)(sizeof(copies) / sizeof(copies[0])));
    tcase_add_test(tests, damaged_chain_stays);
    tcase_add_test(tests, fifty_thousand_sightings_take_a_moment);
    tcase_set_timeout(tests, 60);
    return suite_run("sighting_fold", tests);
}
