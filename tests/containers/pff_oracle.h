#ifndef PFF_ORACLE_H
#define PFF_ORACLE_H

#include <libbfio.h>
#include <libpff.h>
#include <stdlib.h>

#include "bytes.h"
#include "suite.h"

/* What libpff reads of an Outlook file: the texts of its messages, and what is attached to them,
 * also of those that it finds beside the folders. */

enum pff_content { PFF_PLAIN, PFF_HTML, PFF_RTF, PFF_ATTACHED };

struct pff_oracle {
    void (*take)(void *context, enum pff_content kind, struct bytes content);
    void *context;
    size_t messages;
    unsigned depth;
};

static inline void pff_read_text(const struct pff_oracle *oracle, libpff_item_t *message,
                                 enum pff_content kind,
                                 int (*get_size)(libpff_item_t *, size_t *, libpff_error_t **),
                                 int (*get)(libpff_item_t *, uint8_t *, size_t, libpff_error_t **))
{
    size_t size = 0;
    if (get_size(message, &size, NULL) != 1 || size == 0) {
        return;
    }
    uint8_t *text = calloc(1, size);
    must(text != NULL);
    if (get(message, text, size, NULL) == 1) {
        while (size > 0 && text[size - 1] == 0) {
            size--;
        }
        oracle->take(oracle->context, kind, bytes_over(text, size));
    }
    free(text);
}

static inline void pff_read_item(struct pff_oracle *oracle, libpff_item_t *item);

static inline void pff_read_attachment(struct pff_oracle *oracle, libpff_item_t *attachment)
{
    int type = 0;
    size64_t size = 0;
    libpff_item_t *inner = NULL;
    if (libpff_attachment_get_type(attachment, &type, NULL) != 1) {
        return;
    }
    if (type == LIBPFF_ATTACHMENT_TYPE_ITEM &&
        libpff_attachment_get_item(attachment, &inner, NULL) == 1) {
        pff_read_item(oracle, inner);
        libpff_item_free(&inner, NULL);
    } else if (type == LIBPFF_ATTACHMENT_TYPE_DATA &&
               libpff_attachment_get_data_size(attachment, &size, NULL) == 1 && size > 0 &&
               size < 1 << 26) {
        uint8_t *data = calloc(1, size);
        must(data != NULL);
        ssize_t got = libpff_attachment_data_read_buffer(attachment, data, size, NULL);
        if (got > 0) {
            oracle->take(oracle->context, PFF_ATTACHED, bytes_over(data, (size_t)got));
        }
        free(data);
    }
}

static inline void pff_read_message(struct pff_oracle *oracle, libpff_item_t *message)
{
    int count = 0;
    oracle->messages++;
    pff_read_text(oracle, message, PFF_PLAIN, libpff_message_get_plain_text_body_size,
                  libpff_message_get_plain_text_body);
    pff_read_text(oracle, message, PFF_HTML, libpff_message_get_html_body_size,
                  libpff_message_get_html_body);
    pff_read_text(oracle, message, PFF_RTF, libpff_message_get_rtf_body_size,
                  libpff_message_get_rtf_body);
    if (libpff_message_get_number_of_attachments(message, &count, NULL) != 1) {
        return;
    }
    for (int i = 0; i < count; i++) {
        libpff_item_t *attachment = NULL;
        if (libpff_message_get_attachment(message, i, &attachment, NULL) == 1) {
            pff_read_attachment(oracle, attachment);
            libpff_item_free(&attachment, NULL);
        }
    }
}

static inline void pff_read_item(struct pff_oracle *oracle, libpff_item_t *item)
{
    uint8_t type = 0;
    int count = 0;
    if (oracle->depth++ < 20) {
        /* The root of all has none. */
        if (libpff_item_get_type(item, &type, NULL) == 1 && type != LIBPFF_ITEM_TYPE_FOLDER &&
            type != LIBPFF_ITEM_TYPE_UNDEFINED && type != LIBPFF_ITEM_TYPE_UNKNOWN &&
            type != LIBPFF_ITEM_TYPE_RECIPIENTS) {
            pff_read_message(oracle, item);
        }
        if (libpff_item_get_number_of_sub_items(item, &count, NULL) != 1) {
            count = 0;
        }
        for (int i = 0; i < count; i++) {
            libpff_item_t *inner = NULL;
            if (libpff_item_get_sub_item(item, i, &inner, NULL) == 1) {
                pff_read_item(oracle, inner);
                libpff_item_free(&inner, NULL);
            }
        }
    }
    oracle->depth--;
}

static inline void pff_read_beside(struct pff_oracle *oracle, libpff_file_t *file,
                                   int (*count_items)(libpff_file_t *, int *, libpff_error_t **),
                                   int (*get)(libpff_file_t *, int, libpff_item_t **,
                                              libpff_error_t **))
{
    int count = 0;
    if (count_items(file, &count, NULL) != 1) {
        return;
    }
    for (int i = 0; i < count; i++) {
        libpff_item_t *item = NULL;
        if (get(file, i, &item, NULL) == 1) {
            pff_read_item(oracle, item);
            libpff_item_free(&item, NULL);
        }
    }
}

/* False: libpff does not open it. */
static inline bool pff_oracle_read(struct pff_oracle *oracle, const uint8_t *at, size_t length)
{
    libbfio_handle_t *handle = NULL;
    libpff_file_t *file = NULL;
    libpff_item_t *root = NULL;
    uint8_t *copy = malloc(length);
    must(copy != NULL && libbfio_memory_range_initialize(&handle, NULL) == 1);
    memcpy(copy, at, length);
    must(libbfio_memory_range_set(handle, copy, length, NULL) == 1);
    must(libpff_file_initialize(&file, NULL) == 1);
    const bool open = libpff_file_open_file_io_handle(file, handle, LIBPFF_OPEN_READ, NULL) == 1;
    if (open && libpff_file_get_root_item(file, &root, NULL) == 1) {
        pff_read_item(oracle, root);
        libpff_item_free(&root, NULL);
        pff_read_beside(oracle, file, libpff_file_get_number_of_orphan_items,
                        libpff_file_get_orphan_item_by_index);
        if (libpff_file_recover_items(file, 0, NULL) == 1) {
            pff_read_beside(oracle, file, libpff_file_get_number_of_recovered_items,
                            libpff_file_get_recovered_item_by_index);
        }
    }
    if (open) {
        (void)libpff_file_close(file, NULL);
    }
    libpff_file_free(&file, NULL);
    libbfio_handle_free(&handle, NULL);
    free(copy);
    return open;
}

#endif
