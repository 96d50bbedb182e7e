#include "reports/proof_report.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bytes/pem_text.h"

#define PROOFS     "proofs"
#define PROOFS_NEW "proofs.new"
#define PROOFS_OLD "proofs.old"
#define FILE_ROOM  (KEY_IDENTITY_TEXT + 8)

static bool write_whole(int descriptor, struct bytes content)
{
    while (content.left > 0) {
        struct bytes taken;
        ssize_t written = write(descriptor, content.at, content.left);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0 || !bytes_take(&content, (size_t)written, &taken)) {
            return false;
        }
    }
    return true;
}

struct proof_writing {
    int folder;  /* of the new ones */
    int failure; /* errno */
};

static bool write_proof(void *context, const char *name, struct bytes proof)
{
    struct proof_writing *writing = context;
    struct buffer pem = { 0 };
    char file_name[FILE_ROOM];
    (void)snprintf(file_name, sizeof(file_name), "%.*s.csr", KEY_IDENTITY_TEXT, name);
    errno = ENOMEM;
    bool kept = pem_text_write(proof, "CERTIFICATE REQUEST", &pem);
    int descriptor = kept ? openat(writing->folder, file_name,
                                   O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600)
                          : -1;
    kept = descriptor >= 0 && write_whole(descriptor, buffer_bytes(&pem));
    writing->failure = kept ? 0 : errno;
    if (descriptor >= 0 && close(descriptor) != 0 && kept) {
        writing->failure = errno;
    }
    buffer_clear(&pem);
    return writing->failure == 0;
}

static bool is_proof(const char *name)
{
    size_t length = strlen(name);
    return length > 4 && strcmp(name + length - 4, ".csr") == 0;
}

/* Removes proofs; what somebody else put there stays. */
static void empty_folder(int folder)
{
    int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *listing = copy >= 0 ? fdopendir(copy) : NULL;
    if (listing == NULL) {
        if (copy >= 0) {
            (void)close(copy);
        }
        return;
    }
    for (const struct dirent *entry; (entry = readdir(listing)) != NULL;) {
        if (is_proof(entry->d_name)) {
            (void)unlinkat(folder, entry->d_name, 0);
        }
    }
    (void)closedir(listing);
}

static void remove_folder(int parent, const char *name)
{
    int folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (folder >= 0) {
        empty_folder(folder);
        (void)close(folder);
        (void)unlinkat(parent, name, AT_REMOVEDIR);
    }
}

static int make_folder(int parent)
{
    remove_folder(parent, PROOFS_NEW);
    if (mkdirat(parent, PROOFS_NEW, 0700) != 0 && errno != EEXIST) {
        return -1;
    }
    return openat(parent, PROOFS_NEW, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

/* One step for whoever looks: the old folder or the new one. */
static bool put_in_place(int parent)
{
    if (renameat2(parent, PROOFS_NEW, parent, PROOFS, RENAME_EXCHANGE) == 0) {
        remove_folder(parent, PROOFS_NEW);
        return fsync(parent) == 0;
    }
    /* Not every file system can exchange: there the old proofs go first. */
    if (errno == EINVAL && renameat(parent, PROOFS, parent, PROOFS_OLD) != 0 && errno != ENOENT) {
        return false;
    }
    bool placed = renameat(parent, PROOFS_NEW, parent, PROOFS) == 0 && fsync(parent) == 0;
    remove_folder(parent, PROOFS_OLD);
    return placed;
}

static bool write_folder(struct case_file *file, int parent, const char **sentence)
{
    struct proof_writing writing = { .folder = make_folder(parent) };
    if (writing.folder < 0) {
        *sentence = strerror(errno);
        return false;
    }
    bool written = case_each_proof(file, &writing, write_proof);
    if (!written) {
        *sentence = writing.failure != 0 ? strerror(writing.failure) : case_error(file);
    } else if (syncfs(writing.folder) != 0 || !put_in_place(parent)) {
        *sentence = strerror(errno);
        written = false;
    }
    (void)close(writing.folder);
    if (!written) {
        remove_folder(parent, PROOFS_NEW);
    }
    return written;
}

bool proof_report_write(struct case_file *file, const char *directory, char *why, size_t why_room)
{
    const char *sentence = "";
    int parent = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool written = parent >= 0;
    if (written) {
        written = write_folder(file, parent, &sentence);
        (void)close(parent);
    } else {
        sentence = strerror(errno);
    }
    if (!written) {
        (void)snprintf(why, why_room, "cannot write '%s/" PROOFS "': %s", directory, sentence);
    }
    return written;
}

static bool note_proof(void *context, const char *name, struct bytes proof)
{
    (void)proof;
    struct key_offer *offer = key_offer_find(context, name);
    if (offer != NULL) {
        offer->has_proof = true;
    }
    return true;
}

bool proof_report_list(struct case_file *file, const struct key_offer_list *offers)
{
    struct key_offer_list list = *offers;
    return case_each_proof(file, &list, note_proof);
}
