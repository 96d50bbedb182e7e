#include "evidence/content_kind.h"

#include "containers/archives/android_backup.h"
#include "containers/archives/archive_walk.h"
#include "containers/archives/unread_format.h"
#include "containers/carving/carved.h"
#include "containers/databases/leveldb_table.h"
#include "containers/databases/mozilla_lz4.h"
#include "containers/databases/postgres_dump.h"
#include "containers/databases/postgres_table.h"
#include "containers/databases/redis_dump.h"
#include "containers/databases/snappy_frames.h"
#include "containers/databases/sqlite_log_walk.h"
#include "containers/databases/sqlite_walk.h"
#include "containers/databases/systemd_journal.h"
#include "containers/databases/wiredtiger_file.h"
#include "containers/disks/disk_walk.h"
#include "containers/disks/hex_records.h"
#include "containers/documents/ebcdic_text.h"
#include "containers/documents/markup_text.h"
#include "containers/documents/rtf_text.h"
#include "containers/documents/utf16_text.h"
#include "containers/documents/utf32_text.h"
#include "containers/documents/vim_swap.h"
#include "containers/git/git_loose.h"
#include "containers/git/git_pack.h"
#include "containers/git/git_patch.h"
#include "containers/mail/cms_walk.h"
#include "containers/mail/mail_message.h"
#include "containers/mail/mbox.h"
#include "containers/mail/postfix_queue.h"
#include "containers/network/http_walk.h"
#include "containers/network/pcap_walk.h"
#include "containers/outlook/compound_walk.h"
#include "containers/outlook/compressed_rtf.h"
#include "containers/outlook/pst_walk.h"
#include "containers/outlook/tnef.h"
#include "containers/pdf/pdf_walk.h"

/* In the order in which they are asked: those with a magic number first, those
 * that go by the look of a text last. */
static const struct container *const containers[] = {
    &compressed_rtf_container, /* its first octets, a size, may look like those of zlib */
    &postgres_table_container, /* so may the first octets of a page */
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
    &redis_dump_container,
    &systemd_journal_container,
    &mozilla_lz4_container,
    &wiredtiger_file_container,
    &snappy_frames_container,
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
    &leveldb_table_container, /* without any magic number at its front */
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
