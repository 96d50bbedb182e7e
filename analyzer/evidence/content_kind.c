#include "evidence/content_kind.h"

#include "containers/android_backup.h"
#include "containers/archive_walk.h"
#include "containers/carved.h"
#include "containers/cms_walk.h"
#include "containers/compound_walk.h"
#include "containers/compressed_rtf.h"
#include "containers/disk_walk.h"
#include "containers/ebcdic_text.h"
#include "containers/git_loose.h"
#include "containers/git_pack.h"
#include "containers/git_patch.h"
#include "containers/hex_records.h"
#include "containers/http_walk.h"
#include "containers/mail_message.h"
#include "containers/markup_text.h"
#include "containers/mbox.h"
#include "containers/pcap_walk.h"
#include "containers/pdf_walk.h"
#include "containers/postfix_queue.h"
#include "containers/postgres_dump.h"
#include "containers/pst_walk.h"
#include "containers/rtf_text.h"
#include "containers/sqlite_log_walk.h"
#include "containers/sqlite_walk.h"
#include "containers/tnef.h"
#include "containers/unread_format.h"
#include "containers/utf16_text.h"
#include "containers/utf32_text.h"
#include "containers/vim_swap.h"

/* In the order in which they are asked: those with a magic number first, those
 * that go by the look of a text last. */
static const struct container *const containers[] = {
    &compressed_rtf_container, /* its first octets, a size, may look like those of zlib */
    &git_pack_container,
    &git_loose_container,
    &git_patch_container, /* as candidates decode it */
    &compressed_container,
    &archive_seek_container,
    &archive_stream_container,
    &compound_container,
    &pst_container,
    &sqlite_container,
    &sqlite_log_container,
    &postgres_dump_container,
    &postfix_queue_container,
    &vim_swap_container,
    &pcap_container,
    &disk_container,
    &unread_format_container,
    &android_backup_container,
    &tnef_container,
    &cms_container,
    &pdf_container,
    &rtf_text_container,
    &intel_hex_container,
    &http_container,
    &s_record_container,
    &markup_text_container,
    &utf32_text_container,
    &utf16_text_container,
    &ebcdic_text_container,
    &mbox_container,
    &mail_message_container,
    &pdf_behind_container,
    &carved_container,
};

const struct container *content_kind(struct bytes head)
{
    for (size_t i = 0; i < sizeof(containers) / sizeof(containers[0]); i++) {
        if (containers[i]->recognise(head)) {
            return containers[i];
        }
    }
    return NULL;
}

const struct container *content_kind_message(void)
{
    return &mail_message_container;
}

const struct container *content_kind_disk(void)
{
    return &carved_container;
}

const struct container *content_kind_markup(struct bytes head)
{
    const struct container *kind = content_kind(head);
    return kind == NULL || kind == &carved_container ? &markup_text_container : kind;
}

/* Most of those that have readings give their own; in OLE2 attachments of .msg lie. */
bool content_kind_holds_files(const struct container *container)
{
    return !container->readings || container == &compound_container;
}
