#include "containers/tar_writer.h"
#include "evidence_run.h"

/* Images of containers are tars of tars: as `docker save` writes them, and by the OCI image layout
 * (a blob is named by its digest; layers are compressed or not). */

static void prepare(void)
{
    run_prepare_scanning("");
}

#define BLOB "blobs/sha256/7b2a5c9f6f4c3f1b9d7e1f0a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e"

static const char manifest[] = "[{\"Config\":\"a.json\",\"Layers\":[\"1/layer.tar\"]}]";
static const char layout[] = "{\"imageLayoutVersion\": \"1.0.0\"}";

static const struct {
    const char *what, *text, *name, *layer, *line;
} layers[] = {
    { "manifest.json", manifest, "1/layer.tar", "key-posix.tar",
      "proven!member 2 1/layer.tar!member 1 server.key@1390+226\n" },
    { "oci-layout", layout, BLOB, "key-gnu.tar",
      "proven!member 2 " BLOB "!member 1 server.key@1390+226\n" },
    { "oci-layout", layout, BLOB, "layer.tar.gz",
      "proven!member 2 " BLOB "!reading @0 gzip!member 1 server.key@1390+226\n" },
    { "oci-layout", layout, BLOB, "layer.tar.zst",
      "proven!member 2 " BLOB "!reading @0 zstd!member 1 server.key@1390+226\n" },
};

START_TEST(key_in_a_layer_is_found)
{
    char path[128];
    struct buffer content = { 0 };
    struct record_list list = { 0 };
    (void)snprintf(path, sizeof(path), "containers/carve/%s", layers[_i].layer);
    struct buffer layer = fixture_read(path);
    tar_put(&content, layers[_i].what, bytes_over(layers[_i].text, strlen(layers[_i].text)));
    tar_put(&content, layers[_i].name, buffer_bytes(&layer));
    tar_end(&content);
    run_scan(buffer_bytes(&content), &list);
    ck_assert_msg(strstr(record_list_text(&list), layers[_i].line) != NULL, "%s",
                  record_list_text(&list));
    ck_assert_uint_eq(list.unread, 0);
    record_list_clear(&list);
    buffer_clear(&content);
    buffer_clear(&layer);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("row_21_layers");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_loop_test(tests, key_in_a_layer_is_found, 0,
                        (int)(sizeof(layers) / sizeof(layers[0])));
    return run_suite("row_21_layers", tests);
}
