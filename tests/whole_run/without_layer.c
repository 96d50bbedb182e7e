/* without_layer LAYER PROGRAM ARGUMENT...: runs the program as on a kernel without `seccomp` or
 * without `landlock`: the calls that make it fail as they fail there. */
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static int take_away(scmp_filter_ctx filter, const char *layer)
{
    if (strcmp(layer, "landlock") == 0) {
        return seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(landlock_create_ruleset),
                                0);
    }
    if (strcmp(layer, "seccomp") != 0) {
        return -1;
    }
    const struct scmp_arg_cmp sets = { .arg = 0, .op = SCMP_CMP_EQ, .datum_a = PR_SET_SECCOMP };
    const int whole = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(seccomp), 0);
    return whole != 0 ? whole
                      : seccomp_rule_add(filter, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(prctl), 1, sets);
}

int main(int argc, char **argv)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (argc < 3 || filter == NULL || take_away(filter, argv[1]) != 0 ||
        seccomp_load(filter) != 0) {
        (void)fputs("usage: without_layer seccomp|landlock PROGRAM ARGUMENT...\n", stderr);
        return 2;
    }
    seccomp_release(filter);
    (void)execv(argv[2], argv + 2);
    perror(argv[2]);
    return 2;
}
