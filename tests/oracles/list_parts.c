/* Prints a line for each part that our own walks give of a content, and of the parts in it:
 *   DEPTH KIND SIZE SHA-256 NAME
 * so that what another program reads of the same file can be looked for among them.
 * usage: list_parts FILE [DEPTH [mail|text]]
 *   DEPTH: how deep it looks, 1 = the parts of the file alone; mail: it is a message, whatever
 *   it looks like; text: prints what the readings say instead */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "containers/archives/archive_walk.h"
#include "crypto/sha256.h"
#include "evidence/content_kind.h"

#define DEPTH_OF_MAIL 8
#define PART_MOST     ((uint64_t)1 << 30)

struct listing {
    unsigned depth, deepest;
    bool text;
};

static void insist(bool holds, const char *what)
{
    if (!holds) {
        (void)fprintf(stderr, "list_parts: %s\n", what);
        exit(2);
    }
}

static void walk_content(struct bytes content, enum part_nature nature,
                         const struct listing *outer);

static void print_part(const struct listing *listing, const struct place *place,
                       struct bytes content)
{
    uint8_t digest[SHA256_LENGTH];
    sha256_of(content, digest);
    (void)printf("%u %s %zu ", listing->depth, place_kind_name(place->kind), content.left);
    for (size_t i = 0; i < sizeof(digest); i++) {
        (void)printf("%02x", digest[i]);
    }
    (void)putchar(' ');
    for (size_t i = 0; i < place->name.left; i++) {
        uint8_t octet = place->name.at[i];
        (void)putchar(octet < 0x20 || octet == 0x7f ? '?' : octet);
    }
    (void)putchar('\n');
}

static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    const struct listing *listing = context;
    struct buffer held = { 0 };
    bool whole = stream_hold(content, PART_MOST, &held);
    insist(whole, "a part is too large");
    if (!listing->text) {
        print_part(listing, place, buffer_bytes(&held));
    } else if (place->kind == PLACE_READING) {
        insist(fwrite(held.at, 1, held.used, stdout) == held.used, "nothing can be written");
        (void)putchar('\n');
    }
    if (nature != PART_LEAF) {
        walk_content(buffer_bytes(&held), nature, listing);
    }
    buffer_clear(&held);
    return true;
}

static void take_journal(void *context, const struct place *where, enum journal_weight weight,
                         const struct fault *fault, uint64_t unread)
{
    const struct listing *listing = context;
    (void)fprintf(stderr, "%u %s %.*s: %s (%llu)\n", listing->depth,
                  weight == JOURNAL_UNREAD ? "unread" : "note",
                  where != NULL ? (int)where->name.left : 0,
                  where != NULL ? (const char *)where->name.at : "", fault->sentence,
                  (unsigned long long)unread);
}

static void walk_content(struct bytes content, enum part_nature nature, const struct listing *outer)
{
    struct listing listing = { .depth = outer->depth + 1,
                               .deepest = outer->deepest,
                               .text = outer->text };
    const struct container_sink sink = { .context = &listing,
                                         .part = take_part,
                                         .mail = container_ignore_mail,
                                         .journal = take_journal };
    struct memory_stream memory;
    memory_stream_init(&memory, content);
    const struct container *container =
        nature == PART_MESSAGE ? content_kind_message() : content_kind(content);
    if (container == NULL || listing.depth > listing.deepest) {
        return;
    }
    const struct fault *fault = container->walk(&memory.stream, &sink);
    if (fault != NULL) {
        take_journal(&listing, NULL, JOURNAL_UNREAD, fault, 0);
    }
}

int main(int count, char **words)
{
    struct buffer held = { 0 };
    if (count < 2) {
        (void)fprintf(stderr, "usage: list_parts FILE [DEPTH [mail|text]]\n");
        return 2;
    }
    insist(archive_walk_prepare(), "libarchive cannot be prepared");
    FILE *file = fopen(words[1], "rb");
    insist(file != NULL, "the file cannot be opened");
    uint8_t piece[65536];
    size_t got;
    while ((got = fread(piece, 1, sizeof(piece), file)) > 0) {
        insist(buffer_append(&held, bytes_over(piece, got)), "no memory");
    }
    (void)fclose(file);
    const struct listing listing = {
        .deepest = count > 2 ? (unsigned)strtoul(words[2], NULL, 10) : DEPTH_OF_MAIL,
        .text = count > 3 && strcmp(words[3], "text") == 0,
    };
    bool is_mail = count > 3 && strcmp(words[3], "mail") == 0;
    walk_content(buffer_bytes(&held), is_mail ? PART_MESSAGE : PART_UNKNOWN, &listing);
    buffer_clear(&held);
    return 0;
}
