#pragma once
// What Swift can't import from ncurses: macros, `stdscr`, unions; and what must run in a signal handler.
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <term.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

// (The headers show them to those only who define _GNU_SOURCE.)
extern int memfd_create(const char *name, unsigned flags);
extern int dup3(int old, int other, int flags);

// ---- Attributes (macros with casts).

static inline attr_t postern_attr_bold(void) { return A_BOLD; }
static inline attr_t postern_attr_dim(void) { return A_DIM; }
static inline attr_t postern_attr_underline(void) { return A_UNDERLINE; }
static inline attr_t postern_attr_reverse(void) { return A_REVERSE; }

// ---- The screen (`stdscr`, `COLORS` and the streams are globals that Swift 6 refuses).

// Why the terminal can't be used, in terms of setupterm(3): 1 it can, 0 unknown or too simple, -1 no database.
static inline int postern_check_terminal(void) {
    int status = -1;
    if (setupterm(NULL, STDOUT_FILENO, &status) != OK) return status;
    const char *cup = tigetstr("cup");
    return cup != NULL && cup != (char *)-1 ? 1 : 0;
}

// Cuts the beginning off a capability, in place: ncurses keeps its own copy of everything else.
static inline void postern_cut_capability(const char *name, const char *beginning) {
    char *value = tigetstr((char *)name);
    size_t length = strlen(beginning);
    if (value == NULL || value == (char *)-1 || strncmp(value, beginning, length) != 0) return;
    memmove(value, value + length, strlen(value + length) + 1);
}

// The alternate character set is never used here, so leaving it needn't be written with each change of attributes.
static inline void postern_shorten_attributes(void) {
    postern_cut_capability("sgr0", "\033(B");
    postern_cut_capability("sgr", "%?%p9%t\033(0%e\033(B%;");
}

// ncurses' own descriptor, of the terminal or of a file in memory, and that file; -1 where there is none.
struct postern_output {
    int descriptor;
    int gathered;
};

// Has ncurses write into the file in memory, or to the terminal.
static inline void postern_gather(struct postern_output output, bool gathers) {
    dup3(gathers && output.gathered >= 0 ? output.gathered : STDOUT_FILENO, output.descriptor, O_CLOEXEC);
}

// Octets as typed, no echo, no signals from keys; refreshing never stops for pending input, which others read.
static inline bool postern_start(struct postern_output *output) {
    output->descriptor = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    FILE *file = output->descriptor < 0 ? NULL : fdopen(output->descriptor, "w");
    if (file == NULL || newterm(NULL, file, stdin) == NULL) return false;
    output->gathered = memfd_create("screen", 1U /* MFD_CLOEXEC */);
    raw();
    noecho();
    nonl();
    intrflush(stdscr, FALSE);
    typeahead(-1);
    postern_shorten_attributes();
    postern_gather(*output, true);
    return true;
}

// Number of colours, 0 where there are none. Pair 1 is the terminal's own colours.
//
// Pair 0 would be the same, but ncurses writes a reset of all attributes for it; for pair 1 it writes `SGR 39`.
static inline int postern_start_colors(void) {
    if (!has_colors() || start_color() != OK) return 0;
    use_default_colors();
    init_pair(1, -1, -1);
    bkgdset(COLOR_PAIR(1) | ' ');
    wbkgdset(newscr, COLOR_PAIR(1) | ' ');
    return COLORS;
}

static inline int postern_color_pairs(void) { return COLOR_PAIRS; }
static inline int postern_rows(void) { return getmaxy(stdscr); }
static inline int postern_columns(void) { return getmaxx(stdscr); }

// One cell: a base with its combining marks, ended by 0.
static inline cchar_t postern_cell(const wchar_t *text, attr_t attributes, int pair) {
    cchar_t cell;
    memset(&cell, 0, sizeof cell);
    setcchar(&cell, text, attributes, (short)pair, NULL);
    return cell;
}

// A row from its left; a wide cell covers two columns. Everything goes right into ncurses' next screen: a window before
// it would only be one more copy of the screen.
static inline void postern_put(int row, const cchar_t *cells, int count) { mvwadd_wchnstr(newscr, row, 0, cells, count); }

static inline void postern_write(const char *octets, ssize_t count) {
    while (count > 0) {
        ssize_t written = write(STDOUT_FILENO, octets, (size_t)count);
        if (written < 0 && errno == EAGAIN) {
            struct pollfd room = {.fd = STDOUT_FILENO, .events = POLLOUT};
            poll(&room, 1, -1);
        } else if (written < 0 && errno != EINTR) {
            // A terminal that is gone is told of by its input.
            return;
        }
        if (written > 0) octets += written, count -= written;
    }
}

// Has ncurses write what differs into the file in memory, and returns its length; 0 where it went to the terminal.
static inline ssize_t postern_update(struct postern_output output) {
    // Behind endwin() ncurses sets the terminal's modes first, through the same descriptor.
    bool was_left = isendwin();
    doupdate();
    if (was_left) postern_gather(output, true);
    if (was_left || output.gathered < 0) return 0;
    ssize_t length = lseek(output.gathered, 0, SEEK_CUR);
    lseek(output.gathered, 0, SEEK_SET);
    return length;
}

// The beginning of the file in memory, which keeps what earlier screens had more; returns its length.
static inline ssize_t postern_read(struct postern_output output, void *octets, ssize_t length) {
    ssize_t count = pread(output.gathered, octets, (size_t)length, 0);
    return count > 0 ? count : 0;
}

// Has ncurses write what differs, in one piece: by itself it writes one at each movement of its cursor, and whoever
// draws them, at the far end of a connection perhaps, wakes for each.
static inline void postern_refresh(struct postern_output output) {
    char octets[1 << 16];
    ssize_t left = postern_update(output), count;
    for (off_t start = 0; left > 0; start += count, left -= count) {
        size_t wanted = (size_t)left < sizeof octets ? (size_t)left : sizeof octets;
        count = pread(output.gathered, octets, wanted, start);
        if (count <= 0) return;
        postern_write(octets, count);
    }
}

// Gives the terminal back, with its modes.
static inline void postern_end(struct postern_output output) {
    postern_gather(output, false);
    endwin();
}

// Where the cursor is to end, hidden where `row` is negative. `scrolls`: rows may have moved, which ncurses has to look
// for.
//
// A hidden one ends at the top left, so that what is written for a screen depends on the one before it only.
static inline void postern_place(int row, int column, bool scrolls) {
    idlok(newscr, scrolls);
    wmove(newscr, row < 0 ? 0 : row, row < 0 ? 0 : column);
    curs_set(row < 0 ? 0 : 1);
}

// Writes what differs.
static inline void postern_show(struct postern_output output, int row, int column, bool scrolls) {
    postern_place(row, column, scrolls);
    postern_refresh(output);
}

// The same for a screen with a hidden cursor, but the octets stay in memory, although ncurses takes them for written;
// returns how many.
static inline ssize_t postern_draw(struct postern_output output, bool scrolls) {
    postern_place(-1, 0, scrolls);
    return postern_update(output);
}

// Everything is written at the next refresh.
static inline void postern_forget(void) { clearok(newscr, TRUE); }

static inline void postern_erase(void) { werase(newscr); }

// (term.h has `columns` and `lines` as macros.)
static inline bool postern_window_size(int *width, int *height) {
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return false;
    *width = size.ws_col;
    *height = size.ws_row;
    return true;
}

// Columns of a code point in the locale; -1 for what it doesn't know. (wchar.h hides it from Swift.)
extern int wcwidth(wchar_t character);
static inline int postern_width(wchar_t character) { return wcwidth(character); }

static inline const char *postern_codeset(void) { return nl_langinfo(CODESET); }

// A capability's string; NULL where the terminal has none.
static inline const char *postern_capability(const char *name) {
    const char *value = tigetstr((char *)name);
    return value == (char *)-1 ? NULL : value;
}

// ---- Signals: a handler may only do what signal-safety(7) lists, which rules Swift out.

// Where a signal's number is written, one octet each.
static int postern_signal_pipe = -1;

static inline void postern_note_signal(int number) {
    int saved = errno;
    unsigned char octet = (unsigned char)number;
    ssize_t ignored = write(postern_signal_pipe, &octet, 1);
    (void)ignored;
    errno = saved;
}

// Returns the descriptor to read from, -1 where there is none left.
// ncurses leaves alone what is not at its default when it starts, so this comes first.
static inline int postern_watch_signals(void) {
    static const int watched[] = {SIGHUP, SIGINT, SIGTERM, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH};
    int ends[2];
    if (pipe(ends) != 0) return -1;
    for (int end = 0; end < 2; end++) {
        fcntl(ends[end], F_SETFD, FD_CLOEXEC);
        fcntl(ends[end], F_SETFL, O_NONBLOCK);
    }
    postern_signal_pipe = ends[1];
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = postern_note_signal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    for (unsigned index = 0; index < sizeof watched / sizeof *watched; index++) {
        sigaction(watched[index], &action, NULL);
    }
    signal(SIGPIPE, SIG_IGN);
    return ends[0];
}

// Stops the job as Ctrl-Z does in other programs; returns when it goes on, or at once where no shell could continue it.
static inline void postern_stop(void) {
    struct sigaction standard, ours;
    sigset_t stop, before;
    memset(&standard, 0, sizeof standard);
    standard.sa_handler = SIG_DFL;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    sigaction(SIGTSTP, &standard, &ours);
    pthread_sigmask(SIG_UNBLOCK, &stop, &before);
    kill(0, SIGTSTP);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    sigaction(SIGTSTP, &ours, NULL);
}

// ---- A crash gives the terminal back before it ends the program.

struct postern_crash_state {
    struct termios found_modes;
    char reset[512];
    size_t reset_length;
    volatile sig_atomic_t is_entered;
};

// (Swift's importer emits the statics of a function, but not a header's structures and arrays.)
static inline struct postern_crash_state *postern_crash(void) {
    static struct postern_crash_state state;
    return &state;
}

static inline void postern_restore_and_die(int number) {
    struct postern_crash_state *state = postern_crash();
    if (state->is_entered) {
        ssize_t ignored = write(STDOUT_FILENO, state->reset, state->reset_length);
        (void)ignored;
        tcsetattr(STDIN_FILENO, TCSANOW, &state->found_modes);
    }
    signal(number, SIG_DFL);
    raise(number);
}

static inline void postern_remember_modes(void) { tcgetattr(STDIN_FILENO, &postern_crash()->found_modes); }

// `reset` undoes what the screen has set.
static inline void postern_guard_crashes(const char *reset) {
    static const int fatal[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP};
    struct postern_crash_state *state = postern_crash();
    size_t length = strlen(reset);
    state->reset_length = length < sizeof state->reset ? length : 0;
    memcpy(state->reset, reset, state->reset_length);
    state->is_entered = 1;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = postern_restore_and_die;
    action.sa_flags = (int)SA_RESETHAND;
    for (unsigned index = 0; index < sizeof fatal / sizeof *fatal; index++) sigaction(fatal[index], &action, NULL);
}

static inline void postern_set_entered(bool entered) { postern_crash()->is_entered = entered; }
static inline bool postern_has_entered(void) { return postern_crash()->is_entered; }
