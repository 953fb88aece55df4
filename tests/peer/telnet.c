// SPDX-License-Identifier: Apache-2.0
// telnet.c - the server's end of RFC 2217: Telnet (RFC 854) with the COM-PORT-OPTION.
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "tests/peer/transport.h"

enum { SE = 240, SB = 250, WILL = 251, WONT = 252, DO = 253, DONT = 254, IAC = 255 };
enum { OPTION_BINARY = 0, OPTION_SUPPRESS_GO_AHEAD = 3, OPTION_COM_PORT = 44 };

// RFC 2217, section 3: what a client asks for. An answer has 100 added.
enum {
    COM_SIGNATURE = 0,
    COM_BAUDRATE = 1,
    COM_DATASIZE = 2,
    COM_PARITY = 3,
    COM_STOPSIZE = 4,
    COM_CONTROL = 5,
    COM_PURGE = 12,
    COM_ANSWER = 100
};
enum { PURGE_FROM_BOARD = 1, PURGE_TO_BOARD = 2 };

enum state { STATE_DATA, STATE_IAC, STATE_VERB, STATE_SUB, STATE_SUB_IAC };

struct telnet {
    struct line *line;
    enum state state;
    uint8_t verb;
    bool ours[256], theirs[256]; // options in force
    uint8_t sub[64];
    size_t sub_size;
    uint8_t flow; // last flow control asked for
};

struct telnet *telnet_new(struct line *line)
{
    struct telnet *telnet = calloc(1, sizeof *telnet);
    if (telnet != NULL) {
        telnet->line = line;
        telnet->flow = 1;
    }
    return telnet;
}

void telnet_free(struct telnet *telnet)
{
    free(telnet);
}

static void reply(struct telnet *telnet, const uint8_t *bytes, size_t size)
{
    if (telnet->line->port >= 0)
        (void) !send(telnet->line->port, bytes, size, MSG_NOSIGNAL);
}

// RFC 854: answer only what changes something, so that two ends never argue for ever.
static void negotiate(struct telnet *telnet, uint8_t verb, uint8_t option)
{
    bool known =
        option == OPTION_BINARY || option == OPTION_SUPPRESS_GO_AHEAD || option == OPTION_COM_PORT;
    bool on = (verb == WILL || verb == DO) && known;
    bool is_theirs = verb == WILL || verb == WONT;
    bool *now = is_theirs ? &telnet->theirs[option] : &telnet->ours[option];
    bool refused = (verb == WILL || verb == DO) && !known;
    if (*now == on && !refused)
        return;
    *now = on;
    uint8_t yes = is_theirs ? DO : WILL, no = is_theirs ? DONT : WONT;
    reply(telnet, (const uint8_t[]){IAC, on ? yes : no, option}, 3);
}

static void com_answer(struct telnet *telnet, uint8_t command, const uint8_t *value, size_t size)
{
    uint8_t out[32] = {IAC, SB, OPTION_COM_PORT, (uint8_t) (command + COM_ANSWER)};
    size_t n = 4;
    for (size_t i = 0; i < size && n + 4 < sizeof out; i++) {
        out[n++] = value[i];
        if (value[i] == IAC)
            out[n++] = IAC;
    }
    out[n++] = IAC;
    out[n++] = SE;
    reply(telnet, out, n);
}

static void set_baud(struct telnet *telnet, const uint8_t value[4])
{
    struct line *line = telnet->line;
    uint32_t baud;
    memcpy(&baud, value, sizeof baud);
    baud = ntohl(baud);
    if (baud != 0)
        line->client_baud = baud;
    baud = htonl(line->client_baud);
    uint8_t answer[4];
    memcpy(answer, &baud, sizeof answer);
    com_answer(telnet, COM_BAUDRATE, answer, sizeof answer);
}

static void set_parity(struct telnet *telnet, uint8_t value)
{
    static const uint8_t parities[] = {LINE_PARITY_UNKNOWN, LINE_PARITY_NONE, LINE_PARITY_ODD,
                                       LINE_PARITY_EVEN};
    if (value >= 1 && value <= 3)
        telnet->line->client_parity = (enum line_parity) parities[value];
    uint8_t now = (uint8_t) telnet->line->client_parity;
    com_answer(telnet, COM_PARITY, &now, 1);
}

// Flow control, break, DTR and RTS share one command, a number for each state.
static void set_control(struct telnet *telnet, uint8_t value)
{
    struct line *line = telnet->line;
    uint8_t answer = value;
    switch (value) {
    case 0:
        answer = telnet->flow;
        break;
    case 1:
    case 2:
    case 3:
        telnet->flow = value;
        break;
    case 7:
        answer = line->dtr ? 8 : 9;
        break;
    case 8:
    case 9:
        line_modem(line, value == 8, line->rts);
        break;
    case 10:
        answer = line->rts ? 11 : 12;
        break;
    case 11:
    case 12:
        line_modem(line, line->dtr, value == 11);
        break;
    default:
        break;
    }
    com_answer(telnet, COM_CONTROL, &answer, 1);
}

static void purge(struct telnet *telnet, uint8_t value)
{
    struct line *line = telnet->line;
    if ((value & PURGE_FROM_BOARD) != 0)
        line_forget(&line->out);
    if ((value & PURGE_TO_BOARD) != 0)
        line_forget(&line->in);
    com_answer(telnet, COM_PURGE, &value, 1);
}

static void sub_option(struct telnet *telnet)
{
    const uint8_t *sub = telnet->sub;
    size_t size = telnet->sub_size;
    if (size < 2 || sub[0] != OPTION_COM_PORT)
        return;
    uint8_t command = sub[1], value = size > 2 ? sub[2] : 0;
    static const char signature[] = "simulated board";
    switch (command) {
    case COM_SIGNATURE:
        com_answer(telnet, command, (const uint8_t *) signature, sizeof signature - 1);
        break;
    case COM_BAUDRATE:
        if (size == 6)
            set_baud(telnet, sub + 2);
        break;
    case COM_PARITY:
        set_parity(telnet, value);
        break;
    case COM_CONTROL:
        set_control(telnet, value);
        break;
    case COM_PURGE:
        purge(telnet, value);
        break;
    case COM_DATASIZE:
        value = value == 0 ? 8 : value;
        com_answer(telnet, command, &value, 1);
        break;
    case COM_STOPSIZE:
        value = value == 0 ? 1 : value;
        com_answer(telnet, command, &value, 1);
        break;
    default: // masks of states that are never reported, suspend and resume
        com_answer(telnet, command, sub + 2, size - 2);
        break;
    }
}

static void sub_put(struct telnet *telnet, uint8_t byte)
{
    if (telnet->sub_size < sizeof telnet->sub)
        telnet->sub[telnet->sub_size++] = byte;
}

// A byte outside data. What follows it, and true when it was a doubled FF, which is data.
static bool control_byte(struct telnet *telnet, uint8_t byte)
{
    switch (telnet->state) {
    case STATE_IAC:
        telnet->state = byte == SB                   ? STATE_SUB
                        : byte >= WILL && byte < IAC ? STATE_VERB
                                                     : STATE_DATA;
        telnet->verb = byte;
        telnet->sub_size = 0;
        return byte == IAC;
    case STATE_VERB:
        telnet->state = STATE_DATA;
        negotiate(telnet, telnet->verb, byte);
        return false;
    case STATE_SUB:
        if (byte == IAC)
            telnet->state = STATE_SUB_IAC;
        else
            sub_put(telnet, byte);
        return false;
    default: // STATE_SUB_IAC
        telnet->state = byte == SE ? STATE_DATA : STATE_SUB;
        if (byte == SE)
            sub_option(telnet);
        else
            sub_put(telnet, byte);
        return false;
    }
}

size_t telnet_decode(struct telnet *telnet, const uint8_t *raw, size_t size, uint8_t *bytes)
{
    size_t n = 0;
    for (size_t i = 0; i < size; i++) {
        uint8_t byte = raw[i];
        if (telnet->state == STATE_DATA) {
            if (byte == IAC)
                telnet->state = STATE_IAC;
            else
                bytes[n++] = byte;
        } else if (control_byte(telnet, byte)) {
            bytes[n++] = byte;
        }
    }
    return n;
}
