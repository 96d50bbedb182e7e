#include "containers/archives/archive_walk.h"
#include "containers/documents/utf16_text.h"
#include "inventory/certificate_source.h"
#include "limit.h"

/* Sources that are compressed, in an archive that is read from its front, or in UTF-16 as
 * Windows exports tables: each part is a source of its own. */

static const struct fault too_deep = { OUTCOME_BOUND, NULL,
                                       "nested deeper than this program follows" };

static const struct container *const containers[] = {
    &compressed_container,
    &archive_stream_container,
    &utf16_text_container,
};

static const struct container *container_of_head(struct bytes head)
{
    for (size_t i = 0; i < sizeof(containers) / sizeof(containers[0]); i++) {
        if (containers[i]->recognise(head)) {
            return containers[i];
        }
    }
    return NULL;
}

bool packed_source_recognise(struct bytes head)
{
    return container_of_head(head) != NULL;
}

/* What the parts of one container have in common. */
struct unpacking {
    const struct source_setting *setting;
    const struct certificate_sink *sink;
};

static struct provenance chain_of(const struct unpacking *unpacking, const struct place *place)
{
    return (struct provenance){ .outer = unpacking->setting->outer, .place = *place };
}

static bool read_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    const struct unpacking *unpacking = context;
    const struct provenance chain = chain_of(unpacking, place);
    struct source_setting setting = *unpacking->setting;
    struct source_window window;
    (void)nature;
    setting.outer = &chain;
    setting.stop = UINT64_MAX;
    setting.depth++;
    if (setting.depth > limit_of(LIMIT_CONTAINER_DEPTH)) {
        const struct source_spot spot = { .outer = &chain };
        unpacking->sink->unread(unpacking->sink->context, &too_deep, &spot);
        return false;
    }
    source_window_over(&window, content);
    source_window_need(&window, CONTENT_HEAD);
    certificate_source_of(source_window_view(&window))->read(&window, &setting, unpacking->sink);
    source_window_drop(&window, UINT64_MAX);
    source_window_clear(&window);
    return true;
}

static void take_journal(void *context, const struct place *where, enum journal_weight weight,
                         const struct fault *fault, uint64_t unread)
{
    const struct unpacking *unpacking = context;
    struct source_spot spot = { .outer = unpacking->setting->outer, .length = unread };
    struct provenance chain;
    if (where != NULL) {
        chain = chain_of(unpacking, where);
        spot.outer = &chain;
    }
    if (weight == JOURNAL_NOTE) {
        unpacking->sink->aside(unpacking->sink->context, fault, &spot);
    } else {
        unpacking->sink->unread(unpacking->sink->context, fault, &spot);
    }
}

static void take_mail(void *context, const struct mail_facts *facts)
{
    (void)context;
    (void)facts;
}

void packed_source_read(struct source_window *window, const struct source_setting *setting,
                        const struct certificate_sink *sink)
{
    struct unpacking unpacking = { setting, sink };
    const struct container_sink parts = { .context = &unpacking,
                                          .part = read_part,
                                          .mail = take_mail,
                                          .journal = take_journal,
                                          .decoded_max = UINT64_MAX };
    struct source_stream stream;
    source_stream_init(&stream, window);
    const struct container *container = container_of_head(source_window_view(window));
    const struct fault *fault = container != NULL ? container->walk(&stream.stream, &parts) : NULL;
    if (fault != NULL) {
        take_journal(&unpacking, NULL, JOURNAL_UNREAD, fault, 0);
    }
}
