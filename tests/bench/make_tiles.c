/* make_tiles FOLDER INVENTORY: the certificates of an inventory in DER as the data tiles of a
 * Certificate Transparency log (C2SP static-ct-api): 256 leaves a file, in the folders that a
 * log has. Every second leaf is a precertificate's, whose certificate stands in it twice over:
 * its TBSCertificate, then all of it. */

#include <limits.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <openssl/asn1.h>

#include "blob.h"

#define TILE_LEAVES 256
#define CHAIN       2 /* certificates of which a leaf has the fingerprints */

static void number_write(FILE *into, unsigned long value, int width)
{
    while (width-- > 0) {
        insist(fputc((int)(value >> (8 * width) & 0xff), into) != EOF, "write");
    }
}

/* Takes the SEQUENCE at the front of [at, end), header included. */
static struct blob sequence_take(const unsigned char **at, const unsigned char *end, int header)
{
    const unsigned char *content = *at;
    long length;
    int tag, class;
    insist((ASN1_get_object(&content, &length, &tag, &class, end - *at) & 0x80) == 0 &&
               tag == V_ASN1_SEQUENCE,
           "inventory");
    struct blob taken = { (uint8_t *)(uintptr_t)*at, (size_t)(content - *at) };
    *at = header ? content : content + length;
    taken.length += header ? 0 : (size_t)length;
    return taken;
}

static void der_write(FILE *into, struct blob der)
{
    number_write(into, der.length, 3);
    blob_write(into, der);
}

static void leaf_write(FILE *into, struct blob der, unsigned long index)
{
    static const uint8_t digests[CHAIN * 32] = { 0xda };
    const int early = index % 2 == 1;
    number_write(into, 1700000000000 + index, 8);
    number_write(into, (unsigned long)early, 2);
    if (early) {
        const unsigned char *at = der.at;
        (void)sequence_take(&at, der.at + der.length, 1);
        insist(fwrite(digests, 32, 1, into) == 1, "write");
        der_write(into, sequence_take(&at, der.at + der.length, 0));
    } else {
        der_write(into, der);
    }
    number_write(into, 8, 2); /* one extension: the leaf's index */
    number_write(into, 5, 3);
    number_write(into, index, 5);
    if (early) {
        der_write(into, der);
    }
    number_write(into, sizeof(digests), 2);
    insist(fwrite(digests, sizeof(digests), 1, into) == 1, "write");
}

/* FOLDER/x012/345: as logs name them. */
static FILE *tile_begin(const char *folder, unsigned long number)
{
    char path[PATH_MAX];
    (void)mkdir(folder, 0777);
    (void)snprintf(path, sizeof(path), "%s/x%03lu", folder, number / 1000);
    (void)mkdir(path, 0777);
    (void)snprintf(path, sizeof(path), "%s/x%03lu/%03lu", folder, number / 1000, number % 1000);
    FILE *tile = fopen(path, "wb");
    insist(tile != NULL, path);
    return tile;
}

int main(int argc, char **argv)
{
    insist(argc == 3, "usage: make_tiles FOLDER INVENTORY");
    int file = open(argv[2], O_RDONLY | O_CLOEXEC);
    struct stat facts;
    insist(file >= 0 && fstat(file, &facts) == 0, argv[2]);
    const size_t size = (size_t)facts.st_size;
    void *map = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
    insist(map != MAP_FAILED, "mmap");
    const unsigned char *at = map, *end = at + size;
    FILE *tile = NULL;
    for (unsigned long index = 0; at < end; index++) {
        if (index % TILE_LEAVES == 0) {
            insist(tile == NULL || fclose(tile) == 0, argv[1]);
            tile = tile_begin(argv[1], index / TILE_LEAVES);
        }
        leaf_write(tile, sequence_take(&at, end, 0), index);
    }
    insist(tile == NULL || fclose(tile) == 0, argv[1]);
    munmap(map, size);
    return EXIT_SUCCESS;
}
