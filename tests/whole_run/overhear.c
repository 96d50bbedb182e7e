/* Loaded before a build of keytrawl that is not sanitized (LD_PRELOAD):
 * - each block of the heap that is freed must be zeros, in every process; else that one aborts.
 *   Blocks that are a mapping of their own go back to the kernel, which wipes.
 * - KEYTRAWL_TAP names a file for all that the coordinator receives of its workers.
 * - KEYTRAWL_UNWIPED in the environment makes the program forget to wipe, to show that this sees.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void __libc_free(void *memory);
void __explicit_bzero_chk(void *memory, size_t length, size_t room);

static void (*free_below)(void *);
static ssize_t (*recvmsg_below)(int, struct msghdr *, int);
static pid_t coordinator;
static int tap = -1;
static bool forgetful;

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("KEYTRAWL_TAP");
    free_below = (void (*)(void *))dlsym(RTLD_NEXT, "__libc_free");
    recvmsg_below = (ssize_t(*)(int, struct msghdr *, int))dlsym(RTLD_NEXT, "recvmsg");
    forgetful = getenv("KEYTRAWL_UNWIPED") != NULL;
    coordinator = getpid();
    if (path != NULL) {
        tap = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
}

void explicit_bzero(void *memory, size_t length)
{
    if (!forgetful) {
        memset(memory, 0, length);
        __asm__ volatile("" : : "r"(memory) : "memory");
    }
}

/* The same where the program is fortified. */
void __explicit_bzero_chk(void *memory, size_t length, size_t room)
{
    (void)room;
    explicit_bzero(memory, length);
}

static bool is_mapping(const void *memory)
{
    size_t size;
    memcpy(&size, (const char *)memory - sizeof(size), sizeof(size));
    return (size & 2) != 0;
}

static bool is_zeros(const uint8_t *at, size_t length)
{
    return length == 0 || (at[0] == 0 && memcmp(at, at + 1, length - 1) == 0);
}

/* What free() of the program ends in. */
void __libc_free(void *memory)
{
    if (memory != NULL && !is_mapping(memory) && !is_zeros(memory, malloc_usable_size(memory))) {
        static const char why[] = "overhear: a freed block was not wiped\n";
        ssize_t written = write(STDERR_FILENO, why, sizeof(why) - 1);
        (void)written;
        abort();
    }
    free_below(memory);
}

/* The coordinator receives of workers alone; its workers may not write. */
ssize_t recvmsg(int socket, struct msghdr *message, int flags)
{
    const ssize_t received = recvmsg_below(socket, message, flags);
    if (received > 0 && tap >= 0 && getpid() == coordinator &&
        write(tap, message->msg_iov[0].iov_base, (size_t)received) != received) {
        abort();
    }
    return received;
}
