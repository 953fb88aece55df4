// SPDX-License-Identifier: Apache-2.0
// monitor.h - a terminal on a board: what it says on the screen, what is typed to the board, until
// somebody quits or a script is done.
//
// It works on the standard streams of the process (platforms/terminal.h). What the board sends goes
// to the standard output and nothing else does; everything that the monitor itself says goes to the
// standard error. On a terminal keys are taken one by one (keys.def); otherwise the input is sent
// line by line.
//
// A board is never reset unless that is asked for. The state of the terminal comes back on every
// way out but SIGKILL.

#ifndef MONITOR_MONITOR_H
#define MONITOR_MONITOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "monitor/elf_lines.h"
#include "monitor/elf_symbols.h"
#include "monitor/recognise.h"
#include "packbeam/status.h"
#include "platforms/serial.h"

struct script;

enum monitor_eol {
    MONITOR_EOL_CRLF, // the end of a line is sent as CR LF
    MONITOR_EOL_LF,
    MONITOR_EOL_CR,
    MONITOR_EOL_RAW, // as it comes
};

// What to do with DTR and RTS once the port is open.
enum monitor_lines {
    // Off for bridges: no circuit holds a board in reset then. On for USB ports of the chips
    // themselves, of which some send only to a terminal that is "ready".
    MONITOR_LINES_AUTO,
    MONITOR_LINES_OFF,
    MONITOR_LINES_ON,
    MONITOR_LINES_KEEP,
};

struct monitor_options {
    // Connection.
    const char *port;            // an address of flasher/transport.h; NULL: the only USB port
    struct serial_format format; // all zero: 115200 8N1
    enum monitor_lines lines;
    bool wait;         // for a board that is not there yet
    bool no_reconnect; // end with STATUS_BOARD when it goes away
    bool reset;        // at the beginning
    // List the ports of the system; NULL: serial_list().
    enum status (*list_ports)(serial_visit visit, void *context, struct failure *failure);

    // Keyboard and screen.
    uint8_t exit_key; // 0: Ctrl-]
    bool is_line_mode;
    const char *history; // of the line mode; NULL: none
    enum monitor_eol eol;
    bool timestamps;
    const char *timestamp_format; // NULL: the usual one, see screen.h
    bool hex;
    bool no_colour;
    const char *log;    // file to append to; NULL: none
    const char *filter; // regular expression; NULL: everything is shown
    bool quiet;         // no notes on what the board says

    // Scripts. With until or a script the session ends with STATUS_OK when it is met, with fail
    // STATUS_FAILED, and STATUS_BOARD when timeout_ms (0: none) is over before.
    const char *until;
    const char *fail;
    uint32_t timeout_ms;
    const char *const *send; // with escapes as in script.h; each becomes a line
    size_t send_count;
    const struct script *script; // NULL: none

    // Explanations.
    const struct elf_symbols *symbols;    // of the firmware; NULL: none
    const struct elf_lines *source_lines; // the same
    bool (*find_function)(void *context, const char *module, const char *function, uint32_t arity,
                          struct place *place);
    bool (*find_label)(void *context, uint32_t module, uint32_t label, struct place *place);
    bool (*find_source)(void *context, const char *file, uint32_t line, char *text, size_t size);

    // Flash the last pack again; the port is closed meanwhile and the terminal as it was found.
    // NULL: there is none.
    enum status (*reflash)(void *context, const char *port, struct failure *failure);

    // Catch and release interrupts, and whether one came (platforms/interrupt.h).
    bool (*is_interrupted)(void *context);
    void *context;
};

// Run a session. STATUS_OK: quit by key, the input of a pipe is answered, --until was met.
// STATUS_BOARD: no board, or no answer in time. STATUS_FAILED: what must not come came.
// STATUS_INTERRUPTED.
enum status monitor_run(const struct monitor_options *options, struct failure *failure);

#endif
