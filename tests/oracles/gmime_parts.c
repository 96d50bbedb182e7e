/* Prints what GMime decodes of each part of a mail that is no multipart and no mail itself:
 *   SIZE SHA-256 NAME
 * An oracle for tests, of LGPL 2.1; nothing of keytrawl is linked to it.
 * usage: gmime_parts FILE */
#include <gmime/gmime.h>
#include <stdio.h>

static void print_body(GMimePart *part)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    if (content == NULL) {
        return;
    }
    GMimeStream *memory = g_mime_stream_mem_new();
    (void)g_mime_data_wrapper_write_to_stream(content, memory);
    GByteArray *octets = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory));
    char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, octets->data, octets->len);
    const char *name = g_mime_part_get_filename(part);
    (void)printf("%u %s %s\n", octets->len, digest, name != NULL ? name : "");
    g_free(digest);
    g_object_unref(memory);
}

static void print_parts(GMimeObject *object)
{
    if (GMIME_IS_MESSAGE_PART(object)) {
        GMimeMessage *inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
        if (inner != NULL && g_mime_message_get_mime_part(inner) != NULL) {
            print_parts(g_mime_message_get_mime_part(inner));
        }
    } else if (GMIME_IS_MULTIPART(object)) {
        int count = g_mime_multipart_get_count(GMIME_MULTIPART(object));
        for (int i = 0; i < count; i++) {
            print_parts(g_mime_multipart_get_part(GMIME_MULTIPART(object), i));
        }
    } else if (GMIME_IS_PART(object)) {
        print_body(GMIME_PART(object));
    }
}

int main(int count, char **words)
{
    FILE *file = count == 2 ? fopen(words[1], "rb") : NULL;
    if (file == NULL) {
        (void)fprintf(stderr, "usage: gmime_parts FILE\n");
        return 2;
    }
    g_mime_init();
    GMimeStream *stream = g_mime_stream_file_new(file); /* closes the file */
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    if (message != NULL && g_mime_message_get_mime_part(message) != NULL) {
        print_parts(g_mime_message_get_mime_part(message));
    }
    g_clear_object(&message);
    g_object_unref(parser);
    g_object_unref(stream);
    g_mime_shutdown();
    return 0;
}
