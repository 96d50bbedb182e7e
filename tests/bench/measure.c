/* measure FILE COMMAND [ARGUMENT...]: runs the command and appends a line to FILE:
 * wall-clock seconds, peak KiB of summed PSS over the command and all its descendants,
 * exit status. */

#include <ctype.h>
#include <dirent.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "give_up.h"

#define SAMPLE_MICROSECONDS 20000
#define GENERATIONS         8

/* 0 where there is no such process any more. */
static pid_t parent_of(pid_t pid)
{
    char path[64];
    char line[1024];
    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        return 0;
    }
    size_t length = fread(line, 1, sizeof(line) - 1, file);
    fclose(file);
    line[length] = '\0';
    /* pid (name) state ppid: the name may hold anything, the last ) ends it */
    const char *end = strrchr(line, ')');
    return end != NULL && length > (size_t)(end - line) + 4 ? (pid_t)strtol(end + 4, NULL, 10) : 0;
}

static int descends(pid_t pid, pid_t from)
{
    for (int i = 0; i < GENERATIONS && pid > 1; i++) {
        if (pid == from) {
            return 1;
        }
        pid = parent_of(pid);
    }
    return 0;
}

static long pss_of(pid_t pid)
{
    char path[64];
    char line[256];
    long kib = 0;
    snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
        if (strncmp(line, "Pss:", 4) == 0) {
            kib = strtol(line + 4, NULL, 10);
            break;
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return kib;
}

static long pss_of_family(pid_t from)
{
    long sum = 0;
    DIR *processes = opendir("/proc");
    insist(processes != NULL, "/proc");
    for (struct dirent *entry = readdir(processes); entry != NULL; entry = readdir(processes)) {
        if (isdigit((unsigned char)entry->d_name[0])) {
            pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
            sum += descends(pid, from) ? pss_of(pid) : 0;
        }
    }
    closedir(processes);
    return sum;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fputs("usage: measure FILE COMMAND [ARGUMENT...]\n", stderr);
        return 2;
    }
    struct timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    pid_t child = fork();
    insist(child >= 0, "fork");
    if (child == 0) {
        execvp(argv[2], argv + 2);
        give_up(argv[2]);
    }
    long peak = 0;
    int status = 0;
    while (waitpid(child, &status, WNOHANG) == 0) {
        long now = pss_of_family(child);
        peak = now > peak ? now : peak;
        usleep(SAMPLE_MICROSECONDS);
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    double seconds =
        (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    FILE *file = fopen(argv[1], "a");
    insist(file != NULL, argv[1]);
    fprintf(file, "%.3f %ld %d\n", seconds, peak, code);
    insist(fclose(file) == 0, argv[1]);
    return code;
}
