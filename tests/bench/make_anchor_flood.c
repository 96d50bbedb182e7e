/* make_anchor_flood FOLDER MIB [KIND...]: hostile contents, one file FOLDER/KIND of so many
 * MiB for each: anchors of every row of candidates/anchors.c, each alone (flood_kind.h), those
 * that lead to nothing mixed (`mixed-nothing`), all mixed (`mixed`), and all mixed in layers:
 * `mixed-base64`, `mixed-hex`, `mixed-nested`. Without kinds all of them. The same in each run.
 * `list` names them; `list nothing` those that lead to nothing, `list listed` the others. */

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "flood_kind.h"
#include "text_encoding.h"

/* Pieces in one run of base64 or hex. */
#define PIECES 4

static size_t kinds_count(void)
{
    return flood_armour_count + flood_text_count + flood_bytes_count + flood_learned_count;
}

static const struct flood_kind *kind_at(size_t number)
{
    const struct {
        const struct flood_kind *kinds;
        size_t count;
    } groups[] = { { flood_armour, flood_armour_count },
                   { flood_text, flood_text_count },
                   { flood_bytes, flood_bytes_count } };
    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
        if (number < groups[i].count) {
            return &groups[i].kinds[number];
        }
        number -= groups[i].count;
    }
    return &flood_learned[number];
}

static void mixed(FILE *into, struct lot *lot)
{
    kind_at(lot_draw(lot) % kinds_count())->write(into, lot);
}

/* Of the kinds that lead to nothing. */
static void mixed_nothing(FILE *into, struct lot *lot)
{
    const struct flood_kind *kind = kind_at(lot_draw(lot) % kinds_count());
    while (kind->listed) {
        kind = kind_at(lot_draw(lot) % kinds_count());
    }
    kind->write(into, lot);
}

static struct blob pieces(struct lot *lot)
{
    struct blob some;
    FILE *into = blob_begin(&some);
    for (int i = 0; i < PIECES; i++) {
        mixed(into, lot);
    }
    blob_done(into);
    return some;
}

static void hex_lines(FILE *into, struct blob from)
{
    for (size_t i = 0; i < from.length; i++) {
        fprintf(into, "%02x%s", from.at[i], i % 32 == 31 || i + 1 == from.length ? "\n" : "");
    }
}

static void mixed_base64(FILE *into, struct lot *lot)
{
    struct blob some = pieces(lot);
    base64_write(into, some, 76, "\n");
    fputs("\n--\n", into);
    blob_clear(&some);
}

static void mixed_hex(FILE *into, struct lot *lot)
{
    struct blob some = pieces(lot);
    hex_lines(into, some);
    fputs("\n--\n", into);
    blob_clear(&some);
}

/* base64 in base64 in hex */
static void mixed_nested(FILE *into, struct lot *lot)
{
    struct blob inner, outer;
    FILE *behind = blob_begin(&inner);
    mixed_base64(behind, lot);
    blob_done(behind);
    behind = blob_begin(&outer);
    base64_write(behind, inner, 76, "\n");
    blob_done(behind);
    hex_lines(into, outer);
    fputs("\n--\n", into);
    blob_clear(&inner);
    blob_clear(&outer);
}

static const struct flood_kind mixtures[] = {
    { "mixed-nothing", mixed_nothing, false }, { "mixed", mixed, true },
    { "mixed-base64", mixed_base64, true },    { "mixed-hex", mixed_hex, true },
    { "mixed-nested", mixed_nested, true },
};
#define MIXTURES (sizeof(mixtures) / sizeof(mixtures[0]))

static const struct flood_kind *any_kind(size_t number)
{
    return number < MIXTURES ? &mixtures[number] : kind_at(number - MIXTURES);
}

/* A name that is drawn from makes a lot of its own. */
static uint64_t seed_of(const char *name)
{
    uint64_t seed = 0xcbf29ce484222325u;
    for (; *name != '\0'; name++) {
        seed = (seed ^ (uint8_t)*name) * 0x100000001b3u;
    }
    return seed;
}

static void flood_write(const char *folder, const struct flood_kind *kind, size_t mib)
{
    char path[4096];
    struct lot lot = { seed_of(kind->name) };
    snprintf(path, sizeof(path), "%s/%s", folder, kind->name);
    FILE *into = fopen(path, "wb");
    insist(into != NULL, path);
    while ((size_t)ftell(into) < mib << 20) {
        kind->write(into, &lot);
    }
    insist(fflush(into) == 0 && ftruncate(fileno(into), (off_t)(mib << 20)) == 0, path);
    insist(fclose(into) == 0, path);
}

static bool is_wanted(const char *name, int argc, char **argv)
{
    for (int i = 3; i < argc; i++) {
        if (strcmp(argv[i], name) == 0) {
            return true;
        }
    }
    return argc == 3;
}

static int list(const char *which)
{
    for (size_t i = 0; i < MIXTURES + kinds_count(); i++) {
        const struct flood_kind *kind = any_kind(i);
        if (which == NULL || strcmp(which, kind->listed ? "listed" : "nothing") == 0) {
            puts(kind->name);
        }
    }
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    if (argc >= 2 && argc <= 3 && strcmp(argv[1], "list") == 0) {
        return list(argc == 3 ? argv[2] : NULL);
    }
    if (argc < 3) {
        fputs("usage: make_anchor_flood FOLDER MIB [KIND...], or list [nothing | listed]\n",
              stderr);
        return 2;
    }
    mkdir(argv[1], 0777);
    for (size_t i = 0; i < MIXTURES + kinds_count(); i++) {
        const struct flood_kind *kind = any_kind(i);
        if (is_wanted(kind->name, argc, argv)) {
            flood_write(argv[1], kind, strtoul(argv[2], NULL, 10));
        }
    }
    return EXIT_SUCCESS;
}
