#include "containers/archives/archive_walk.h"
#include "evidence/certificate_search.h"
#include "evidence/file_stream.h"
#include "inventory/certificate_source.h"
#include "inventory/source_window.h"

/* Sources that are read as evidence is, for the certificates anywhere in them: archives that have
 * their directory at the end, and whatever no other reader finds one in. */

struct searching {
    const struct source_setting *setting;
    const struct certificate_sink *sink;
};

bool searched_source_recognise(struct bytes head)
{
    return archive_seek_container.recognise(head);
}

static void take_found(void *context, struct bytes der, const struct provenance *outer,
                       const struct place *where)
{
    const struct searching *searching = context;
    const struct source_spot spot = {
        .outer = outer, .offset = where->offset, .length = where->length, .searched = true
    };
    searching->sink->certificate(searching->sink->context, der, &spot);
}

static void take_unread(void *context, const struct fault *fault, const struct provenance *at,
                        uint64_t octets)
{
    const struct searching *searching = context;
    const struct source_spot spot = { .outer = at, .length = octets, .searched = true };
    searching->sink->unread(searching->sink->context, fault, &spot);
}

static void take_sign(void *context)
{
    const struct searching *searching = context;
    if (searching->sink->alive != NULL) {
        searching->sink->alive(searching->sink->context);
    }
}

static void take_read(void *context, size_t count)
{
    (void)count;
    take_sign(context);
}

/* A store whose certificates are closed by a passphrase: of those in clear a search finds all. The
 * content itself was asked of the reader of stores before. */
static bool read_store(void *context, const struct provenance *chain, struct stream *content)
{
    const struct searching *searching = context;
    struct source_setting setting = *searching->setting;
    struct source_window window;
    if (chain == setting.outer || !store_source_is_pkcs12(stream_ahead(content, CONTENT_HEAD))) {
        return false;
    }
    setting.outer = chain;
    source_window_over(&window, content);
    store_source_read(&window, &setting, searching->sink);
    source_window_clear(&window);
    return true;
}

/* A file that can seek is searched where it lies; else what the window gives. */
void searched_source_read(struct source_window *window, const struct source_setting *setting,
                          const struct certificate_sink *sink)
{
    struct searching searching = { setting, sink };
    const struct certificate_search search = { &searching, take_found, take_unread, take_sign,
                                               read_store };
    uint64_t size;
    if (source_window_file(window, &size)) {
        struct file_stream file;
        file_stream_init(&file, window->fd, size);
        file.progress = take_read;
        file.context = &searching;
        certificate_search_run(&search, setting->outer, setting->depth, &file.stream);
        file_stream_clear(&file);
    } else {
        struct source_stream stream;
        source_stream_init(&stream, window);
        certificate_search_run(&search, setting->outer, setting->depth, &stream.stream);
    }
    source_window_drop(window, UINT64_MAX);
}
