#include <string.h>

#include "bytes/ascii.h"
#include "bytes/json_object.h"
#include "bytes/jwk_members.h"
#include "candidates/written/written_form_row.h"

/* Between the name and what kind it is: escaped quotes, a colon, blanks. */
#define KIND_MAX 40
/* How far a public key is looked for around its "kty", before anything is copied. */
#define GLANCE ((size_t)1 << 10)

/* RFC 7518 section 6.1, RFC 8037 section 2; AKP is for the post-quantum ones. Symmetric
 * keys ("oct") are none of ours. */
static const char *const kinds[] = { "RSA", "EC", "OKP", "AKP" };
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* A word of its own; a digit of an escape may stand before it. */
static bool names_kind_at(struct bytes text, size_t at)
{
    for (size_t i = 0; i < KINDS; i++) {
        const size_t length = strlen(kinds[i]);
        if (text.left - at > length && json_text_is(bytes_over(text.at + at, length), kinds[i]) &&
            !ascii_is_letter(text.at[at + length]) &&
            (at == 0 || !ascii_is_letter(text.at[at - 1]))) {
            return true;
        }
    }
    return false;
}

static bool names_kind(struct bytes text)
{
    for (size_t at = 0; at < text.left && text.at[at] != '{' && text.at[at] != '}'; at++) {
        if (names_kind_at(text, at)) {
            return true;
        }
    }
    return false;
}

static struct bytes part_of(struct bytes text, size_t from, size_t most)
{
    struct bytes rest = bytes_over(text.at + from, text.left - from);
    return bytes_over(rest.at, rest.left < most ? rest.left : most);
}

/* The names that anchors stand in: RSAParameters of .NET has no kind, but numbers under
 * names of its own. */
static const struct {
    const char *name;
    size_t anchor; /* of the triple in it */
} marks[] = { { "kty", 0 }, { "InverseQ", 5 }, { "inverseQ", 5 } };
#define MARKS (sizeof(marks) / sizeof(marks[0]))

/* Where the name begins that has the anchor in it, and where it ends. */
static bool name_at(struct bytes text, size_t anchor, size_t *begin, size_t *end)
{
    for (size_t i = 0; i < MARKS; i++) {
        const size_t length = strlen(marks[i].name);
        if (anchor >= marks[i].anchor && text.left - (anchor - marks[i].anchor) > length &&
            memcmp(text.at + anchor - marks[i].anchor, marks[i].name, length) == 0) {
            *begin = anchor - marks[i].anchor;
            *end = *begin + length;
            return true;
        }
    }
    return false;
}

/* Where the name begins with its quote, if it has one. False where it is part of a
 * longer word, or its quotes are escaped. */
static bool name_front(struct bytes text, size_t place, size_t *front)
{
    size_t anchor, end;
    if (!name_at(text, place, &anchor, &end)) {
        return false;
    }
    const uint8_t before = anchor > 0 ? text.at[anchor - 1] : ' ';
    if (before == '"' || before == '\'') {
        *front = anchor - (anchor > 1 && text.at[anchor - 2] == before ? 2 : 1);
        return text.at[end] == before && (anchor < 2 || text.at[anchor - 2] != '\\');
    }
    *front = anchor;
    return strchr(" \t\r\n:{[,(", before) != NULL && before != '\0' && text.at[end] != '\0' &&
           strchr(" \t:=", text.at[end]) != NULL;
}

/* The object of "kty", by its own members, as far as there are any. */
struct jwk_object {
    struct json_object object;
    bool is_key, is_private; /* "kty" at the anchor is one; one holds private numbers */
    struct bytes others;     /* the longest array or object in it, as `x5c` is */
};

/* Private are d of most kinds, the primes and exponents of an RSA key without it, and priv,
 * the seed of post-quantum ones. */
static const char *const private_names[] = { "d", "p", "q", "dp", "dq", "priv" };

static bool is_private_name(struct bytes name)
{
    for (size_t i = 0; i < sizeof(private_names) / sizeof(private_names[0]); i++) {
        if (json_text_is(name, private_names[i])) {
            return true;
        }
    }
    return false;
}

static void note_member(struct jwk_object *jwk, const struct json_member *member,
                        const uint8_t *name)
{
    jwk->is_key = jwk->is_key || member->name.at == name;
    jwk->is_private = jwk->is_private || is_private_name(member->name);
    if (member->nested && member->value.left > jwk->others.left &&
        !json_text_is(member->name, "oth")) {
        jwk->others = member->value;
    }
}

static bool read_object(struct bytes text, const uint8_t *anchor, struct jwk_object *jwk)
{
    struct json_member member;
    *jwk = (struct jwk_object){ .is_key = false };
    if (!json_object_begin(text, &jwk->object)) {
        return false;
    }
    while (json_object_next(&jwk->object, &member)) {
        note_member(jwk, &member, anchor);
    }
    return jwk->is_key;
}

enum jwk_end { JWK_NONE, JWK_OUTSIDE, JWK_PUBLIC, JWK_OPEN, JWK_WHOLE };

static enum jwk_end end_of(const struct jwk_object *jwk)
{
    if (jwk->object.state == JSON_CUT) {
        return JWK_OPEN;
    }
    if (jwk->is_private) {
        return JWK_WHOLE;
    }
    return jwk->object.state == JSON_CLOSED ? JWK_PUBLIC : JWK_NONE;
}

static void fill_extent(const struct jwk_object *jwk, struct bytes text, size_t front,
                        struct written_extent *extent)
{
    *extent = (struct written_extent){ .from = front,
                                       .to = front + jwk->object.end,
                                       .open = jwk->object.state == JSON_CUT };
    if (jwk->others.left > 0) {
        extent->others_from = (size_t)(jwk->others.at - text.at);
        extent->others_to = extent->others_from + jwk->others.left;
    }
}

/* The object that "kty" at the anchor belongs to. */
static enum jwk_end find_object(struct bytes text, size_t anchor, struct written_extent *extent)
{
    size_t name, front, begin, behind;
    enum jwk_end end = JWK_OUTSIDE;
    if (!name_front(text, anchor, &name) || !name_at(text, anchor, &begin, &behind)) {
        return JWK_NONE;
    }
    for (unsigned strings = 2; strings-- > 0;) {
        struct jwk_object jwk;
        if (!json_object_front(text, name, strings == 1, &front)) {
            continue;
        }
        end = JWK_NONE;
        if (read_object(bytes_over(text.at + front, text.left - front), text.at + begin, &jwk)) {
            fill_extent(&jwk, text, front, extent);
            return end_of(&jwk);
        }
    }
    return end;
}

/* A set of public keys is common: it is known by what stands around each, as it stands. */
static bool is_public(struct bytes text, size_t anchor, uint64_t *work)
{
    const size_t from = anchor > GLANCE ? anchor - GLANCE : 0;
    struct written_extent extent;
    if (find_object(part_of(text, from, anchor - from + GLANCE), anchor - from, &extent) !=
        JWK_PUBLIC) {
        return false;
    }
    *work += extent.to - extent.from; /* objects with many such names are read once for each */
    return true;
}

/* The nearest brace before it, or the first member: what stands before that on its line quotes
 * the others too. */
static size_t front_of(struct bytes text, size_t anchor)
{
    const size_t least = anchor > GLANCE ? anchor - GLANCE : 0;
    for (size_t at = anchor; at > least; at--) {
        if (text.at[at - 1] == '{') {
            return at - 1;
        }
    }
    size_t name;
    return name_front(text, anchor, &name) ? jwk_members_front_quoted(text, name) : anchor;
}

bool jwk_text_plausible(struct bytes text, size_t anchor, size_t *front, uint64_t *work)
{
    size_t begin, end;
    if (!name_at(text, anchor, &begin, &end) || text.at[end] == '\0' ||
        strchr("\"'\\&%= :\t", text.at[end]) == NULL ||
        (begin == anchor && !names_kind(part_of(text, end, KIND_MAX))) ||
        is_public(text, anchor, work)) {
        return false;
    }
    *front = front_of(text, anchor);
    return true;
}

/* The members around the anchor that stand in no braces; those of an object may lie further
 * off, so that this is never all there is to see. False where none is private. */
static bool find_bare(struct bytes text, size_t anchor, struct written_extent *extent)
{
    size_t name;
    struct bare_member member;
    bool is_private = false, second = false;
    uint64_t seen = 0;
    if (!name_front(text, anchor, &name)) {
        return false;
    }
    const size_t front = jwk_members_front(text, name);
    struct bytes rest = bytes_over(text.at + front, text.left - front), before = rest;
    while (!second && jwk_member_take(&rest, &member)) {
        const uint64_t bit = (uint64_t)1 << member.index;
        second = (seen & bit) != 0;
        seen |= bit;
        before = second ? before : rest;
        is_private = is_private || (!second && is_private_name(member.name));
    }
    *extent =
        (struct written_extent){ .from = front, .to = (size_t)(before.at - text.at), .open = true };
    return is_private && extent->to > anchor;
}

bool jwk_text_extent(struct bytes text, size_t anchor, struct written_extent *extent)
{
    struct written_extent found = { .open = true }, bare;
    enum jwk_end end = find_object(text, anchor, &found);
    if ((end == JWK_NONE || end == JWK_OUTSIDE) && find_bare(text, anchor, &bare)) {
        *extent = bare;
        return true;
    }
    if (end == JWK_NONE || end == JWK_PUBLIC) {
        return false;
    }
    *extent = found; /* its front may stand further to the front: JWK_OUTSIDE */
    return true;
}
