#include "workers/landlock.h"

#include <linux/landlock.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What Debian 12's header does not know yet, from the kernel's own
 * documentation (userspace-api/landlock): the struct of ABI 6, and how many
 * rights each ABI handles. Rights are numbered without gaps. */
struct ruleset_attributes {
    uint64_t handled_access_fs;
    uint64_t handled_access_net; /* ABI 4: bind, connect */
    uint64_t scoped;             /* ABI 6: abstract sockets, signals */
};

struct abi {
    unsigned fs_rights, net_rights, scopes;
    size_t length; /* of the attributes, in bytes */
};

static const struct abi abis[] = {
    { 13, 0, 0, offsetof(struct ruleset_attributes, handled_access_net) },
    { 14, 0, 0, offsetof(struct ruleset_attributes, handled_access_net) }, /* refer */
    { 15, 0, 0, offsetof(struct ruleset_attributes, handled_access_net) }, /* truncate */
    { 15, 2, 0, offsetof(struct ruleset_attributes, scoped) },             /* bind, connect */
    { 16, 2, 0, offsetof(struct ruleset_attributes, scoped) },             /* ioctl on devices */
    { 16, 2, 2, sizeof(struct ruleset_attributes) },                       /* scopes */
};

static uint64_t lowest(unsigned count)
{
    return ((uint64_t)1 << count) - 1;
}

long landlock_version(void)
{
    return syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, LANDLOCK_CREATE_RULESET_VERSION);
}

bool landlock_confine(void)
{
    long version = landlock_version();
    if (version < 1) {
        return true;
    }
    size_t last = sizeof(abis) / sizeof(abis[0]);
    const struct abi *abi = &abis[((size_t)version < last ? (size_t)version : last) - 1];
    const struct ruleset_attributes attributes = { .handled_access_fs = lowest(abi->fs_rights),
                                                   .handled_access_net = lowest(abi->net_rights),
                                                   .scoped = lowest(abi->scopes) };
    long ruleset = syscall(SYS_landlock_create_ruleset, &attributes, abi->length, 0U);
    if (ruleset < 0) {
        return false;
    }
    long enforced = syscall(SYS_landlock_restrict_self, (int)ruleset, 0U);
    (void)close((int)ruleset);
    return enforced == 0;
}
