#include "workers/descriptor_message.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Aligned as the kernel wants it. */
union control {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int) * DESCRIPTORS_MAX)];
};

void descriptors_close(struct descriptors *descriptors)
{
    for (size_t i = 0; i < descriptors->count; i++) {
        (void)close(descriptors->at[i]);
    }
    descriptors->count = 0;
}

static enum transfer transfer_result(ssize_t result, size_t *moved)
{
    if (result > 0) {
        *moved = (size_t)result;
        return TRANSFER_SOME;
    }
    if (result == 0) {
        return TRANSFER_END;
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
        return TRANSFER_LATER;
    }
    return errno == EPIPE || errno == ECONNRESET ? TRANSFER_END : TRANSFER_BROKEN;
}

static void attach(struct msghdr *message, union control *control,
                   const struct descriptors *descriptors)
{
    size_t length = sizeof(int) * descriptors->count;
    message->msg_control = control;
    message->msg_controllen = CMSG_SPACE(length);
    struct cmsghdr *header = CMSG_FIRSTHDR(message);
    assert(header != NULL); /* there is room */
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(length);
    memcpy(CMSG_DATA(header), descriptors->at, length);
}

enum transfer message_send(int socket, struct bytes content, const struct descriptors *descriptors,
                           bool wait, size_t *moved)
{
    union control control;
    memset(&control, 0, sizeof(control));
    struct iovec span = { .iov_base = (void *)(uintptr_t)content.at, .iov_len = content.left };
    struct msghdr message = { .msg_iov = &span, .msg_iovlen = 1 };
    if (descriptors != NULL && descriptors->count > 0) {
        attach(&message, &control, descriptors);
    }
    ssize_t sent;
    do {
        sent = sendmsg(socket, &message, MSG_NOSIGNAL | (wait ? 0 : MSG_DONTWAIT));
    } while (sent < 0 && errno == EINTR);
    return transfer_result(sent, moved);
}

/* Every descriptor that arrived is either handed to the caller or closed. */
static bool collect(struct msghdr *message, struct descriptors *descriptors)
{
    bool fits = (message->msg_flags & MSG_CTRUNC) == 0;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header != NULL;
         header = CMSG_NXTHDR(message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) {
            continue;
        }
        size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count; i++) {
            int descriptor;
            memcpy(&descriptor, CMSG_DATA(header) + i * sizeof(int), sizeof(int));
            if (descriptors != NULL && descriptors->count < DESCRIPTORS_MAX) {
                descriptors->at[descriptors->count++] = descriptor;
                continue;
            }
            (void)close(descriptor);
            fits = false;
        }
    }
    return fits;
}

enum transfer message_receive(int socket, uint8_t *at, size_t room, struct descriptors *descriptors,
                              bool wait, size_t *moved)
{
    union control control;
    struct iovec span = { .iov_base = at, .iov_len = room };
    struct msghdr message = { .msg_iov = &span, .msg_iovlen = 1 };
    if (descriptors != NULL) { /* without room for them the kernel drops them */
        message.msg_control = &control;
        message.msg_controllen = sizeof(control);
    }
    ssize_t received;
    do {
        received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | (wait ? 0 : MSG_DONTWAIT));
    } while (received < 0 && errno == EINTR);
    if (received >= 0 && !collect(&message, descriptors)) {
        return TRANSFER_BROKEN;
    }
    return transfer_result(received, moved);
}
