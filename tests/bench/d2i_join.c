/* d2i_join FILE KEYS: the ordinary loop over a PEM file that keytrawl's join is held against:
 * PEM_read_bio_X509, i2d_PUBKEY, SHA-256, a look-up among KEYS random digests. With a name
 * that ends in .der, d2i_X509 over the mapped file instead. Prints how many certificates. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include "give_up.h"

struct join {
    unsigned char (*digests)[SHA256_DIGEST_LENGTH];
    size_t count;
    unsigned long read, matched;
};

static int compare(const void *one, const void *other)
{
    return memcmp(one, other, SHA256_DIGEST_LENGTH);
}

static void take(struct join *join, X509 *certificate)
{
    unsigned char *der = NULL, digest[SHA256_DIGEST_LENGTH];
    int length = i2d_PUBKEY(X509_get0_pubkey(certificate), &der);
    insist(length > 0, "i2d_PUBKEY");
    SHA256(der, (size_t)length, digest);
    OPENSSL_free(der);
    join->read++;
    join->matched += bsearch(digest, join->digests, join->count, sizeof(digest), compare) != NULL;
    X509_free(certificate);
}

static void read_pem(struct join *join, const char *path)
{
    BIO *file = BIO_new_file(path, "rb");
    X509 *certificate;
    insist(file != NULL, path);
    while ((certificate = PEM_read_bio_X509(file, NULL, NULL, NULL)) != NULL) {
        take(join, certificate);
    }
    BIO_free(file);
}

static void read_der(struct join *join, const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    struct stat facts;
    insist(file >= 0 && fstat(file, &facts) == 0, path);
    size_t size = (size_t)facts.st_size;
    void *map = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
    insist(map != MAP_FAILED, "mmap");
    const unsigned char *at = map, *end = at + size;
    while (at < end) {
        X509 *certificate = d2i_X509(NULL, &at, (long)(end - at));
        insist(certificate != NULL, "d2i_X509");
        take(join, certificate);
    }
    munmap(map, size);
}

int main(int argc, char **argv)
{
    insist(argc == 3, "usage: d2i_join FILE KEYS");
    struct join join = { .count = strtoul(argv[2], NULL, 10) };
    join.digests = calloc(join.count + 1, SHA256_DIGEST_LENGTH);
    insist(join.digests != NULL && RAND_bytes(join.digests[0], (int)join.count * 32) == 1, "keys");
    qsort(join.digests, join.count, SHA256_DIGEST_LENGTH, compare);
    size_t length = strlen(argv[1]);
    if (length > 4 && strcmp(argv[1] + length - 4, ".der") == 0) {
        read_der(&join, argv[1]);
    } else {
        read_pem(&join, argv[1]);
    }
    printf("%lu certificates, %lu matched\n", join.read, join.matched);
    free(join.digests);
    return 0;
}
