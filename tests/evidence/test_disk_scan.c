#include "bounds.h"
#include "evidence_run.h"

static void prepare(void)
{
    run_prepare_scanning("");
}

#define FROM   "proven!reading @0 gzip!member 1 disk from 2097152"
#define CARVED "!reading @65436 carved-gzip@1390+226\n"

static const struct {
    const char *name, *line;
} images[] = {
    { "scattered.qcow2", FROM CARVED },
    { "zlib.qcow2", FROM CARVED },
    { "zstd.qcow2", FROM CARVED },
    { "sparse.vmdk", FROM CARVED },
    { "stream.vmdk", FROM CARVED },
    { "disk.vdi", FROM CARVED },
    { "disk.vhd", FROM CARVED },
    { "disk.vhdx", FROM CARVED },
    { "best.E01", "proven!reading @0 gzip!member 1 disk!reading @2162588 carved-gzip@1390+226\n" },
    { "plain.E01", "proven!reading @0 gzip!member 1 disk!reading @2162588 carved-gzip@1390+226\n" },
};

/* In a gzip that goes over the border of two clusters. */
START_TEST(key_on_each_disk_is_found)
{
    char path[128];
    struct record_list list = { 0 };
    (void)snprintf(path, sizeof(path), "containers/disk/%s.gz", images[_i].name);
    struct buffer content = fixture_read(path);
    run_scan(buffer_bytes(&content), &list);
    ck_assert_msg(strstr(record_list_text(&list), images[_i].line) != NULL, "%s: %s",
                  images[_i].name, record_list_text(&list));
    ck_assert_uint_eq(list.unread, 0);
    run_replay(buffer_bytes(&content), &list);
    record_list_clear(&list);
    buffer_clear(&content);
}
END_TEST

static bool run(const char *command)
{
    return system(command) == 0; /* a fixed text */
}

static struct buffer read_whole(const char *path)
{
    struct buffer content = { 0 };
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    static uint8_t held[1 << 16];
    for (size_t count = fread(held, 1, sizeof(held), file); count > 0;
         count = fread(held, 1, sizeof(held), file)) {
        ck_assert(buffer_append(&content, bytes_over(held, count)));
    }
    (void)fclose(file);
    return content;
}

/* File systems on a disk as it is: the sectors are swept, what is compressed is carved. */
static const struct {
    const char *program, *make;
} systems[] = {
    { "mkfs.ext4", "truncate -s 2M disk && mkfs.ext4 -q -O ^has_journal -d files disk" },
    { "mkfs.vfat", "truncate -s 2M disk && mkfs.vfat disk >/dev/null && "
                   "mcopy -i disk files/server.key files/old.gz ::/" },
};

START_TEST(keys_in_a_file_system_are_found)
{
    char command[1024], folder[] = "/tmp/disk-scan-XXXXXX", path[64];
    (void)snprintf(command, sizeof(command), "PATH=$PATH:/usr/sbin:/sbin; command -v %s >/dev/null",
                   systems[_i].program);
    if (!run(command) || (_i == 1 && !run("command -v mcopy >/dev/null"))) {
        (void)printf("SKIP keys_in_a_file_system_are_found: no %s\n", systems[_i].program);
        return;
    }
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(command, sizeof(command),
                   "PATH=$PATH:/usr/sbin:/sbin; cd %s && mkdir files && "
                   "cp %s/keys/rfc9500-rsa-2048.key files/server.key && "
                   "cp %s/containers/carve/key.gz files/old.gz && %s",
                   folder, FIXTURES, FIXTURES, systems[_i].make);
    ck_assert_msg(run(command), "%s", command);
    (void)snprintf(path, sizeof(path), "%s/disk", folder);
    struct buffer content = read_whole(path);
    struct record_list list = { 0 };
    run_scan(buffer_bytes(&content), &list);
    ck_assert_uint_eq(list.keys, 2);
    ck_assert_uint_eq(list.unread, 0);
    ck_assert_ptr_nonnull(strstr(record_list_text(&list), " carved-gzip@1390+226\n"));
    ck_assert_ptr_nonnull(strstr(record_list_text(&list), "proven@"));
    (void)snprintf(command, sizeof(command), "rm -r %s", folder);
    ck_assert(run(command));
    record_list_clear(&list);
    buffer_clear(&content);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("disk_scan");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_loop_test(tests, key_on_each_disk_is_found, 0,
                        (int)(sizeof(images) / sizeof(images[0])));
    tcase_add_loop_test(tests, keys_in_a_file_system_are_found, 0, 2);
    return run_suite("disk_scan", tests);
}
