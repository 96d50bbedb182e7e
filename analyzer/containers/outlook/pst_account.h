#ifndef PST_ACCOUNT_H
#define PST_ACCOUNT_H

#include "containers/mail/part_account.h"
#include "containers/outlook/pst_file.h"

/* Holds the messages that were read of an Outlook file against those that its folders list
 * (MS-PST section 2.4.4). */
struct pst_account {
    struct buffer messages;     /* that were read, as struct read_message */
    struct buffer listed;       /* numbers of nodes that folders list, uint32_t */
    struct buffer folders;      /* as struct counted_folder */
    uint64_t recovered, broken; /* of those that no node leads to */
    bool full;                  /* more than are held */
};

/* A message of the tree of nodes; `whole`: all of it was read. */
void pst_account_message(struct pst_account *account, uint32_t nid, bool whole);

/* A message that only an old page leads to. */
void pst_account_old(struct pst_account *account);

/* What was read of blocks that no message has; `ends`: of each block, as size_t. Is it a message?
 */
void pst_account_block(struct pst_account *account, struct pst_file *file,
                       const struct buffer *content, const struct buffer *ends, bool whole);

/* Reads what the folders say, and adds it all up. */
void pst_account_journal(struct pst_account *account, struct pst_file *file,
                         const struct container_sink *sink);
void pst_account_clear(struct pst_account *account);

#endif
