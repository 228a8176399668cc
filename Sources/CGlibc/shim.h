#pragma once
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <malloc.h>
#include <netinet/in.h>
#include <resolv.h>
#include <spawn.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

// Declared by <spawn.h> for GNU programs only: the new program has no open file from `from` on.
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

// A descriptor that is readable once the process has ended (pidfd_open(2)); -1 where there is none to be had.
static inline int postern_watch_process(pid_t process) {
    return (int)syscall(SYS_pidfd_open, process, 0);
}

// No core dump has this process's memory in it, and no other process of this user may look into it (prctl(2)). A core that is
// piped to a program is not limited by RLIMIT_CORE. Programs that are started from here are as they would be.
static inline void postern_forbid_core_dumps(void) { prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

// A socket that tells of addresses and routes that come and go (rtnetlink(7)); -1 where there is none to be had.
static inline int postern_open_network_watch(void) {
    int watch = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    if (watch < 0) return -1;
    struct sockaddr_nl address;
    memset(&address, 0, sizeof address);
    address.nl_family = AF_NETLINK;
    address.nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE;
    if (bind(watch, (struct sockaddr *)&address, sizeof address) == 0) return watch;
    close(watch);
    return -1;
}

// Whether one message tells of an address that others can be reached from, or of a way to everywhere.
static inline int postern_is_network_news(const struct nlmsghdr *message) {
    switch (message->nlmsg_type) {
    case RTM_NEWADDR:
    case RTM_DELADDR:
        return ((const struct ifaddrmsg *)NLMSG_DATA(message))->ifa_scope < RT_SCOPE_LINK;
    case RTM_NEWROUTE:
    case RTM_DELROUTE:
        return ((const struct rtmsg *)NLMSG_DATA(message))->rtm_dst_len == 0;
    default:
        return 0;
    }
}

// Reads all that the socket has to tell; whether there is news among it.
static inline int postern_take_network_news(int watch) {
    int found = 0;
    char buffer[16384] __attribute__((aligned(__alignof__(struct nlmsghdr))));
    for (;;) {
        ssize_t count = recv(watch, buffer, sizeof buffer, 0);
        if (count < 0 && errno == EINTR) continue;
        // More than the socket can hold is news, too.
        if (count < 0 && errno == ENOBUFS) { found = 1; continue; }
        if (count <= 0) return found;
        int left = (int)count;
        for (struct nlmsghdr *message = (struct nlmsghdr *)buffer; NLMSG_OK(message, left);
             message = NLMSG_NEXT(message, left))
            if (postern_is_network_news(message)) found = 1;
    }
}

// A timer that never ends by itself: reading it fails with ECANCELED when the calendar clock jumps, as it does when the
// machine wakes (timerfd_create(2), TFD_TIMER_CANCEL_ON_SET).
static inline int postern_arm_clock_watch(int watch) {
    struct itimerspec never;
    memset(&never, 0, sizeof never);
    never.it_value.tv_sec = sizeof(time_t) > 4 ? (time_t)1 << 40 : 0x7FFFFFFF;
    return timerfd_settime(watch, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, 0);
}

static inline int postern_open_clock_watch(void) {
    int watch = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
    if (watch < 0) return -1;
    if (postern_arm_clock_watch(watch) == 0) return watch;
    close(watch);
    return -1;
}

// Lets the watch notice the next jump, too.
static inline void postern_take_clock_news(int watch) {
    unsigned long long expirations;
    while (read(watch, &expirations, sizeof expirations) < 0 && errno == EINTR) {}
    postern_arm_clock_watch(watch);
}

// Asks DNS for the records of a type, by the system's name servers or by one of a test's own (IPv4), each name server once.
// Returns the answer's size, or -1 where there is none.
static inline int postern_ask_dns(const char *name, int type, const char *server, int port, int seconds,
                                  unsigned char *answer, int size) {
    struct __res_state state;
    memset(&state, 0, sizeof state);
    if (res_ninit(&state) != 0) return -1;
    state.retrans = seconds;
    state.retry = 1;
    if (server) {
        state.nscount = 1;
        memset(&state.nsaddr_list[0], 0, sizeof state.nsaddr_list[0]);
        state.nsaddr_list[0].sin_family = AF_INET;
        state.nsaddr_list[0].sin_port = htons((unsigned short)port);
        if (inet_pton(AF_INET, server, &state.nsaddr_list[0].sin_addr) != 1) {
            res_nclose(&state);
            return -1;
        }
    }
    int count = res_nquery(&state, name, ns_c_in, type, answer, size);
    res_nclose(&state);
    // Of a longer answer there is only what had room.
    return count > size ? size : count;
}
