#include "commands/phases/fragment_paths.h"

#include <string.h>

#include "bounds.h"
#include "evidence/fragment_names.h"

/* No name of a file has a slash, and no two follow each other on the way from one to another. */
#define BETWEEN FRAGMENT_NAMES_BETWEEN
#define UP      "../"

/* The folder of a path, with the slash at its end. */
static size_t folder_length(struct bytes path)
{
    size_t length = path.left;
    while (length > 0 && path.at[length - 1] != '/') {
        length--;
    }
    return length;
}

/* Of the folders that both lie in. */
static size_t common_length(struct bytes one, struct bytes other)
{
    size_t common = 0;
    for (size_t i = 0; i < one.left && i < other.left && one.at[i] == other.at[i]; i++) {
        common = one.at[i] == '/' ? i + 1 : common;
    }
    return common;
}

static bool is_absolute(struct bytes path)
{
    return bytes_begin_with(path, "/");
}

static bool put_way(struct buffer *name, struct bytes first, struct bytes path)
{
    struct bytes skipped;
    const size_t common = common_length(first, path);
    if (!bytes_take(&first, common, &skipped) || !bytes_take(&path, common, &skipped) ||
        is_absolute(first) != is_absolute(path)) {
        return false;
    }
    bool put = true;
    for (size_t i = 0; put && i < first.left; i++) {
        put = first.at[i] != '/' || buffer_append_text(name, UP);
    }
    return put && memmem(path.at, path.left, BETWEEN, strlen(BETWEEN)) == NULL &&
           !bytes_begin_with(path, UP) && buffer_append(name, path);
}

bool fragment_paths_add(struct buffer *name, struct bytes first, struct bytes path)
{
    const size_t before = name->used;
    if ((before == 0 || buffer_append_text(name, BETWEEN)) && put_way(name, first, path) &&
        name->used <= PLACE_NAME_MAX) {
        return true;
    }
    name->used = before;
    return false;
}

bool fragment_paths_take(struct bytes *name, struct bytes first, struct buffer *path)
{
    struct bytes rest = *name, up;
    struct fragment_span span;
    while (fragment_names_take(&rest, &span)) {
    }
    struct bytes way = fragment_names_way(&rest);
    size_t folder = folder_length(first);
    while (folder > 0 && bytes_begin_with(way, UP) && bytes_take(&way, strlen(UP), &up)) {
        folder = folder_length(bytes_over(first.at, folder - 1));
    }
    buffer_reset(path);
    if (way.left == 0 || bytes_begin_with(way, UP) || is_absolute(way) ||
        !buffer_append(path, bytes_over(first.at, folder)) || !buffer_append(path, way)) {
        return false;
    }
    *name = rest;
    return true;
}
