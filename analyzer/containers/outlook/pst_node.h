#ifndef PST_NODE_H
#define PST_NODE_H

#include "containers/outlook/pst_file.h"

/* The middle layer of an Outlook file (MS-PST section 2.3): the data of a node, joined; its
 * subnodes; and the properties that stand in it, each by the number of MS-OXPROPS. */

/* Appends the data under a block, through XBLOCK and XXBLOCK, at most LIMIT_PST_NODE. `ends`, where
 * not NULL, is told where each block of it ends, as size_t. False: not all of it was read. */
MUST_CHECK bool pst_node_data(struct pst_file *file, uint64_t bid, struct buffer *into,
                              struct buffer *ends);

/* Appends the subnodes under a block, as struct pst_node. False: not all were read. */
MUST_CHECK bool pst_node_subnodes(struct pst_file *file, uint64_t bid, struct buffer *into);

/* The properties of a message or an attachment. */
struct pst_properties {
    struct pst_file *file;
    struct buffer heap, ends, subnodes;
    struct buffer table; /* of the properties, 8 bytes each */
};

/* False, and nothing to be cleared: there are no properties. `whole` is false where some of
 * what belongs to them cannot be read. */
MUST_CHECK bool pst_properties_open(struct pst_file *file, const struct pst_node *node,
                                    struct pst_properties *properties, bool *whole);
/* The same of a heap that was read, without subnodes; `ends`: of each of its blocks, as size_t. */
MUST_CHECK bool pst_properties_over(struct pst_file *file, const struct buffer *heap,
                                    const struct buffer *ends, struct pst_properties *properties);
void pst_properties_close(struct pst_properties *properties);

/* The type of a property (MS-OXCDATA section 2.11.1), or 0 where it does not stand there. */
uint16_t pst_properties_type(const struct pst_properties *properties, uint16_t number);

/* The value of a property that fits into 4 bytes; 0 where it does not stand there. */
uint32_t pst_properties_number(const struct pst_properties *properties, uint16_t number);

/* Appends the value of a property that does not fit into 4 bytes, as it stands, and blanks it in
 * the heap, so that `heap` is then what was not shown yet. False: it does not stand there, or not
 * all of it could be read. */
MUST_CHECK bool pst_properties_value(struct pst_properties *properties, uint16_t number,
                                     struct buffer *into);

/* The subnode of that number; NULL where there is none. */
const struct pst_node *pst_properties_subnode(const struct pst_properties *properties,
                                              uint64_t nid);
size_t pst_properties_subnode_count(const struct pst_properties *properties);
const struct pst_node *pst_properties_subnode_at(const struct pst_properties *properties,
                                                 size_t index);

/* Appends the numbers of the nodes that a table has a row for (MS-PST section 2.3.4.3), as
 * uint32_t. False: it is none, or not all of it could be read. */
MUST_CHECK bool pst_table_rows(struct pst_file *file, const struct pst_node *node,
                               struct buffer *rows);

#endif
