#include "containers/git/git_loose.h"

#include "bounds.h"
#include "containers/archives/compressed_stream.h"
#include "containers/git/git_inflation.h"
#include "containers/git/git_object.h"

/* "commit " and the 20 digits of a size, and a zero. */
#define HEADER_MAX 32
#define CHUNK      ((size_t)64 << 10)

static const struct fault no_object = { OUTCOME_UNEXPECTED, "gitrepository-layout(5)",
                                        "no object of git" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "no memory to read an object" };
static const struct fault other_size = { OUTCOME_MALFORMED, "gitrepository-layout(5)",
                                         "an object of another size than it says" };

struct loose {
    enum git_type type;
    uint64_t size, made;
    uint8_t id[GIT_ID_SIZE];
};

static bool recognise(struct bytes head)
{
    uint8_t front[HEADER_MAX];
    struct memory_stream memory;
    struct git_inflation inflation;
    enum git_type type;
    uint64_t size;
    if (!zlib_header_holds(head)) {
        return false;
    }
    memory_stream_init(&memory, head);
    git_inflation_begin(&inflation, &memory.stream);
    struct bytes seen = bytes_over(front, git_inflation_read(&inflation, front, sizeof(front)));
    git_inflation_end(&inflation);
    bool is = git_header_take(&seen, &type, &size);
    memory_wipe(front, sizeof(front));
    return is;
}

static void begin(struct compressed_stream *decoded, struct stream *content,
                  const struct container_sink *sink)
{
    compressed_stream_init(decoded, content, &zlib_decoder);
    decoded->most = container_decoded_max(sink);
}

static bool take_header(struct compressed_stream *decoded, struct loose *loose)
{
    struct bytes seen = stream_ahead(&decoded->stream, HEADER_MAX), rest = seen;
    if (!git_header_take(&rest, &loose->type, &loose->size)) {
        return false;
    }
    stream_consume(&decoded->stream, seen.left - rest.left);
    decoded->stream.offset = 0; /* what is in the object counts from its content */
    return true;
}

/* All of it is read once for its sum, before it is given under that name. */
static bool identify(struct stream *content, const struct container_sink *sink, struct loose *loose)
{
    struct compressed_stream decoded;
    struct sha1 sum;
    begin(&decoded, content, sink);
    bool is = take_header(&decoded, loose);
    if (is) {
        git_id_begin(&sum, loose->type, loose->size);
        struct bytes seen = stream_ahead(&decoded.stream, CHUNK);
        while (seen.left > 0) {
            sha1_push(&sum, seen);
            loose->made += seen.left;
            stream_consume(&decoded.stream, seen.left);
            seen = stream_ahead(&decoded.stream, CHUNK);
        }
        sha1_end(&sum, loose->id);
    }
    compressed_stream_clear(&decoded);
    return is;
}

static void give(struct stream *content, const struct container_sink *sink,
                 const struct loose *loose, struct bytes name)
{
    struct compressed_stream decoded;
    struct loose again;
    const struct place place = {
        .kind = PLACE_MEMBER, .number = 1, .length = content->size, .name = name
    };
    begin(&decoded, content, sink);
    if (take_header(&decoded, &again)) {
        (void)sink->part(sink->context, &place, loose->type == GIT_BLOB ? PART_UNKNOWN : PART_LEAF,
                         &decoded.stream);
    }
    if (decoded.stream.fault != NULL) {
        sink->journal(sink->context, &place, JOURNAL_UNREAD, decoded.stream.fault, 0);
    } else if (loose->made != loose->size) {
        sink->journal(sink->context, &place, JOURNAL_NOTE, &other_size, 0);
    }
    compressed_stream_clear(&decoded);
}

static const struct fault *walk(struct stream *content, const struct container_sink *sink)
{
    struct loose loose = { 0 };
    struct buffer name = { 0 };
    uint64_t from = content->offset;
    if (!identify(content, sink, &loose) || !stream_seek(content, from)) {
        return &no_object;
    }
    bool whole = loose.made == loose.size; /* else the sum is of something else */
    bool named = buffer_append_text(&name, git_type_name(loose.type)) &&
                 (!whole || (buffer_append_text(&name, " ") && git_id_print(&name, loose.id)));
    if (named) {
        give(content, sink, &loose, buffer_bytes(&name));
    }
    buffer_clear(&name);
    return named ? NULL : &no_memory;
}

const struct container git_loose_container = { .name = "git-object",
                                               .recognise = recognise,
                                               .walk = walk,
                                               .seeks = true,
                                               .packed = true,
                                               .readings = true };
