// SPDX-License-Identifier: Apache-2.0
// elf_lines.c - the line tables of an ELF file.
//
// The section is a row of units, one for each file that was compiled. A unit has a header with the
// names of folders and files, and a program for a small machine whose registers are address, file
// and line: each row that it prints says where the code of a line begins. Rows ascend within a
// sequence. When the file is opened, each program runs once and only the bounds of its sequences
// are kept; an address runs the program of the one unit that has it again. Spec: DWARF 5,
// section 6.2.

#include "monitor/elf_lines.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "monitor/elf_file.h"

// Standard and extended operations.
enum {
    OP_COPY = 1,
    OP_ADVANCE_PC,
    OP_ADVANCE_LINE,
    OP_SET_FILE,
    OP_SET_COLUMN,
    OP_NEGATE_STMT,
    OP_SET_BASIC_BLOCK,
    OP_CONST_ADD_PC,
    OP_FIXED_ADVANCE_PC,
    EXTENDED_END = 1,
    EXTENDED_SET_ADDRESS = 2,
};

// How the columns of names are written from version 5 on.
enum {
    FORM_DATA2 = 0x05,
    FORM_DATA4 = 0x06,
    FORM_DATA8 = 0x07,
    FORM_STRING = 0x08,
    FORM_BLOCK = 0x09,
    FORM_DATA1 = 0x0b,
    FORM_STRP = 0x0e,
    FORM_UDATA = 0x0f,
    FORM_DATA16 = 0x1e,
    FORM_LINE_STRP = 0x1f,
    COLUMN_PATH = 1,
    COLUMN_FOLDER = 2,
};
#define COLUMNS_MAX 8

struct sequence {
    uint64_t low;
    uint64_t end;
    uint64_t unit; // offset in the file
};

struct elf_lines {
    struct elf_file file;
    struct elf_section lines;
    struct elf_section line_texts; // .debug_line_str; empty: none
    struct elf_section texts;      // .debug_str
    struct sequence *sequences;
    size_t count;
    size_t room;
};

// Reading on in the file, up to an end; what does not fit gives 0 and is_bad.
struct cursor {
    const struct elf_file *file;
    uint64_t at;
    uint64_t end;
    bool is_bad;
};

struct unit {
    struct cursor names; // folders and files
    struct cursor program;
    uint64_t next; // offset of the unit that follows
    unsigned version;
    unsigned offset_size; // 4 or 8
    unsigned step;        // bytes of the smallest instruction
    int line_base;
    unsigned line_range;
    unsigned opcode_base;
    uint8_t operands[256]; // of the standard operations
};

struct row {
    uint64_t address;
    uint64_t file;
    uint64_t line;
    bool is_end; // of the sequence: the first address behind it
};

// Returns true to end the program.
typedef bool (*row_taker)(void *context, const struct row *row);

// Numbers ------------------------------------------------------------------------------------

static uint64_t take(struct cursor *c, unsigned width)
{
    if (c->end - c->at < width) {
        c->is_bad = true;
        c->at = c->end;
        return 0;
    }
    uint64_t value = elf_file_number(c->file, c->at, width);
    c->at += width;
    return value;
}

static void skip(struct cursor *c, uint64_t size)
{
    if (c->end - c->at < size) {
        c->is_bad = true;
        size = c->end - c->at;
    }
    c->at += size;
}

// Seven bits in each byte, the lowest first, as long as bit 7 is set.
static uint64_t take_leb(struct cursor *c, bool is_signed)
{
    uint64_t value = 0;
    unsigned shift = 0;
    uint64_t byte;
    do {
        byte = take(c, 1);
        if (shift < 64) {
            value |= (byte & 0x7F) << shift;
        }
        shift += 7;
    } while ((byte & 0x80) != 0 && !c->is_bad);
    if (is_signed && shift < 64 && (byte & 0x40) != 0) {
        value |= ~UINT64_C(0) << shift;
    }
    return value;
}

// A text that ends within the cursor, or "".
static const char *take_text(struct cursor *c)
{
    const char *text = (const char *) c->file->data + c->at;
    const char *end = c->end > c->at ? memchr(text, '\0', (size_t) (c->end - c->at)) : NULL;
    if (end == NULL) {
        c->is_bad = true;
        c->at = c->end;
        return "";
    }
    c->at += (uint64_t) (end - text) + 1;
    return text;
}

static struct cursor section_cursor(const struct elf_file *file, const struct elf_section *section)
{
    return (struct cursor){.file = file,
                           .at = section->offset,
                           .end = section->offset + section->size,
                           .is_bad = false};
}

// Units --------------------------------------------------------------------------------------

// Read the header of the unit at an offset of the file. False: nothing more can be read there.
// A version that is not known has an empty program.
static bool read_unit(const struct elf_lines *lines, uint64_t at, struct unit *unit)
{
    struct cursor c = section_cursor(&lines->file, &lines->lines);
    skip(&c, at - c.at);
    uint64_t length = take(&c, 4);
    unit->offset_size = length == UINT32_MAX ? 8 : 4;
    length = length == UINT32_MAX ? take(&c, 8) : length;
    if (c.is_bad || length > c.end - c.at) {
        return false;
    }
    c.end = c.at + length;
    unit->next = c.end;
    unit->version = (unsigned) take(&c, 2);
    if (unit->version >= 5) {
        skip(&c, 2); // sizes of addresses and of segment selectors
    }
    uint64_t header = take(&c, unit->offset_size);
    unit->program = c;
    skip(&unit->program, header);
    unit->step = (unsigned) take(&c, 1);
    skip(&c, unit->version >= 4 ? 2 : 1); // operations in an instruction; default of is_stmt
    unit->line_base = (int8_t) take(&c, 1);
    unit->line_range = (unsigned) take(&c, 1);
    unit->opcode_base = (unsigned) take(&c, 1);
    for (unsigned i = 1; i < unit->opcode_base; i++) {
        unit->operands[i] = (uint8_t) take(&c, 1);
    }
    unit->names = c;
    unit->names.end = unit->program.at;
    if (unit->version < 2 || unit->version > 5 || c.is_bad || unit->program.is_bad ||
        unit->opcode_base == 0 || unit->line_range == 0 || c.at > unit->program.at) {
        unit->program.at = unit->program.end;
        unit->names.at = unit->names.end;
    }
    return true;
}

// A text of another section.
static const char *text_at(const struct elf_lines *lines, const struct elf_section *section,
                           uint64_t offset)
{
    struct cursor c = section_cursor(&lines->file, section);
    skip(&c, offset);
    return take_text(&c);
}

// One column of version 5: a text or a number, as its form says.
static uint64_t take_column(const struct elf_lines *lines, const struct unit *unit,
                            struct cursor *c, uint64_t form, const char **text)
{
    switch (form) {
    case FORM_STRING:
        *text = take_text(c);
        return 0;
    case FORM_LINE_STRP:
        *text = text_at(lines, &lines->line_texts, take(c, unit->offset_size));
        return 0;
    case FORM_STRP:
        *text = text_at(lines, &lines->texts, take(c, unit->offset_size));
        return 0;
    case FORM_UDATA:
        return take_leb(c, false);
    case FORM_DATA1:
        return take(c, 1);
    case FORM_DATA2:
        return take(c, 2);
    case FORM_DATA4:
        return take(c, 4);
    case FORM_DATA8:
        return take(c, 8);
    case FORM_DATA16:
        skip(c, 16);
        return 0;
    case FORM_BLOCK:
        skip(c, take_leb(c, false));
        return 0;
    default:
        c->is_bad = true;
        return 0;
    }
}

// Pass over a table of version 5, and keep the entry of an index. False: it has none.
static bool take_entries(const struct elf_lines *lines, const struct unit *unit, struct cursor *c,
                         uint64_t index, const char **path, uint64_t *folder)
{
    uint64_t columns[COLUMNS_MAX][2];
    uint64_t column_count = take(c, 1);
    for (uint64_t i = 0; i < column_count && i < COLUMNS_MAX; i++) {
        columns[i][0] = take_leb(c, false);
        columns[i][1] = take_leb(c, false);
    }
    uint64_t count = take_leb(c, false);
    if (column_count == 0 || column_count > COLUMNS_MAX) {
        c->is_bad = c->is_bad || count > 0;
        return false;
    }
    bool is_found = false;
    for (uint64_t i = 0; i < count && !c->is_bad; i++) {
        const char *text = "";
        uint64_t number = 0;
        for (uint64_t k = 0; k < column_count; k++) {
            const char *column_text = "";
            uint64_t value = take_column(lines, unit, c, columns[k][1], &column_text);
            text = columns[k][0] == COLUMN_PATH ? column_text : text;
            number = columns[k][0] == COLUMN_FOLDER ? value : number;
        }
        if (i == index && !c->is_bad) {
            *path = text;
            *folder = number;
            is_found = true;
        }
    }
    return is_found;
}

static bool find_names_5(const struct elf_lines *lines, const struct unit *unit, uint64_t file,
                         const char **path, const char **folder)
{
    struct cursor c = unit->names;
    uint64_t folder_index = 0;
    uint64_t unused;
    take_entries(lines, unit, &c, UINT64_MAX, path, &unused);
    if (c.is_bad || !take_entries(lines, unit, &c, file, path, &folder_index)) {
        return false;
    }
    // Folder 0 is where the compiler ran: names are as it was told them without.
    c = unit->names;
    if (folder_index == 0 || !take_entries(lines, unit, &c, folder_index, folder, &unused)) {
        *folder = "";
    }
    return true;
}

// Up to version 4: folders, an empty text; files with folder, time and size, an empty text. Both
// are counted from 1.
static bool find_names_2(const struct unit *unit, uint64_t file, const char **path,
                         const char **folder)
{
    struct cursor c = unit->names;
    while (*take_text(&c) != '\0') {
    }
    for (uint64_t i = 1; !c.is_bad; i++) {
        *path = take_text(&c);
        if (**path == '\0') {
            return false;
        }
        uint64_t folder_index = take_leb(&c, false);
        take_leb(&c, false);
        take_leb(&c, false);
        if (i == file && !c.is_bad) {
            c = unit->names;
            *folder = "";
            for (uint64_t k = 0; k < folder_index; k++) {
                *folder = take_text(&c);
                if (**folder == '\0') {
                    break;
                }
            }
            return true;
        }
    }
    return false;
}

// Programs -----------------------------------------------------------------------------------

// Extended operation: size, number, operands. Others than these two say nothing of lines.
static bool run_extended(const struct unit *unit, struct cursor *c, struct row *row,
                         row_taker row_take, void *context)
{
    uint64_t size = take_leb(c, false);
    if (size == 0 || c->is_bad) {
        return false;
    }
    uint64_t op = take(c, 1);
    if (op == EXTENDED_SET_ADDRESS && size <= 9) {
        row->address = take(c, (unsigned) size - 1);
    } else {
        skip(c, size - 1);
    }
    if (op == EXTENDED_END) {
        row->is_end = true;
        bool is_done = row_take(context, row);
        *row = (struct row){.file = 1, .line = 1};
        return is_done;
    }
    return false;
}

// Standard operation. True: the row is to be taken.
static bool run_standard(const struct unit *unit, struct cursor *c, unsigned op, struct row *row)
{
    switch (op) {
    case OP_COPY:
        return true;
    case OP_ADVANCE_PC:
        row->address += take_leb(c, false) * unit->step;
        break;
    case OP_ADVANCE_LINE:
        row->line += take_leb(c, true);
        break;
    case OP_SET_FILE:
        row->file = take_leb(c, false);
        break;
    case OP_CONST_ADD_PC:
        row->address += (255 - unit->opcode_base) / unit->line_range * unit->step;
        break;
    case OP_FIXED_ADVANCE_PC:
        row->address += take(c, 2);
        break;
    default:
        for (unsigned i = 0; i < unit->operands[op]; i++) {
            take_leb(c, false);
        }
    }
    return false;
}

static void run_program(const struct unit *unit, row_taker row_take, void *context)
{
    struct cursor c = unit->program;
    struct row row = {.file = 1, .line = 1};
    bool is_done = false;
    while (c.at < c.end && !is_done) {
        unsigned op = (unsigned) take(&c, 1);
        if (op >= unit->opcode_base) {
            unsigned special = op - unit->opcode_base;
            row.address += (uint64_t) (special / unit->line_range) * unit->step;
            row.line += (uint64_t) (int64_t) (unit->line_base + (int) (special % unit->line_range));
            is_done = row_take(context, &row);
        } else if (op == 0) {
            is_done = run_extended(unit, &c, &row, row_take, context);
        } else if (run_standard(unit, &c, op, &row)) {
            is_done = row_take(context, &row);
        }
    }
}

// Opening ------------------------------------------------------------------------------------

struct bounds {
    struct elf_lines *lines;
    uint64_t unit;
    uint64_t low;
    bool has_low;
    bool is_full; // no memory
};

static bool keep_bounds(void *context, const struct row *row)
{
    struct bounds *bounds = context;
    struct elf_lines *lines = bounds->lines;
    if (!bounds->has_low) {
        bounds->low = row->address;
        bounds->has_low = true;
    }
    if (!row->is_end) {
        return false;
    }
    bounds->has_low = false;
    // What the linker has left out lies at 0.
    if (row->address <= bounds->low || bounds->low == 0) {
        return false;
    }
    if (lines->count == lines->room) {
        size_t room = lines->room == 0 ? 256 : 2 * lines->room;
        struct sequence *grown = realloc(lines->sequences, room * sizeof(*grown));
        if (grown == NULL) {
            bounds->is_full = true;
            return true;
        }
        lines->sequences = grown;
        lines->room = room;
    }
    lines->sequences[lines->count++] = (struct sequence){bounds->low, row->address, bounds->unit};
    return false;
}

static enum status read_units(struct elf_lines *lines, struct failure *failure)
{
    struct unit unit;
    uint64_t end = lines->lines.offset + lines->lines.size;
    for (uint64_t at = lines->lines.offset; at < end && read_unit(lines, at, &unit);
         at = unit.next) {
        struct bounds bounds = {.lines = lines, .unit = at};
        run_program(&unit, keep_bounds, &bounds);
        if (bounds.is_full) {
            return fail_memory(failure, lines->room * sizeof(*lines->sequences) * 2);
        }
    }
    return STATUS_OK;
}

enum status elf_lines_new(const uint8_t *data, size_t size, struct elf_lines **lines,
                          struct failure *failure)
{
    struct elf_lines *new = calloc(1, sizeof(*new));
    if (new == NULL) {
        return fail_memory(failure, sizeof(*new));
    }
    enum status status = elf_file_open(data, size, &new->file, failure);
    if (status == STATUS_OK && !elf_file_find(&new->file, ".debug_line", &new->lines)) {
        status = fail(failure, STATUS_FAILED, "there are no source lines in it");
    }
    if (status == STATUS_OK) {
        const struct elf_section none = {.size = 0};
        if (!elf_file_find(&new->file, ".debug_line_str", &new->line_texts)) {
            new->line_texts = none;
        }
        if (!elf_file_find(&new->file, ".debug_str", &new->texts)) {
            new->texts = none;
        }
        status = read_units(new, failure);
    }
    if (status != STATUS_OK) {
        elf_lines_free(new);
        return status;
    }
    *lines = new;
    return STATUS_OK;
}

void elf_lines_free(struct elf_lines *lines)
{
    if (lines != NULL) {
        free(lines->sequences);
        free(lines);
    }
}

// Looking up ---------------------------------------------------------------------------------

struct wanted {
    uint64_t address;
    struct row last; // the row before, in the same sequence
    bool has_last;
    bool is_found;
};

static bool compare_row(void *context, const struct row *row)
{
    struct wanted *wanted = context;
    if (wanted->has_last && wanted->last.address <= wanted->address &&
        wanted->address < row->address) {
        wanted->is_found = true;
        return true;
    }
    wanted->last = *row;
    wanted->has_last = !row->is_end;
    return false;
}

static bool find_row(const struct elf_lines *lines, uint64_t address, struct unit *unit,
                     struct row *row)
{
    for (size_t i = 0; i < lines->count; i++) {
        const struct sequence *sequence = &lines->sequences[i];
        if (address < sequence->low || address >= sequence->end ||
            !read_unit(lines, sequence->unit, unit)) {
            continue;
        }
        struct wanted wanted = {.address = address};
        run_program(unit, compare_row, &wanted);
        if (wanted.is_found && wanted.last.line != 0) {
            *row = wanted.last;
            return true;
        }
    }
    return false;
}

bool elf_lines_find(const struct elf_lines *lines, uint64_t address, char *text, size_t size)
{
    struct unit unit;
    struct row row;
    const char *path = "";
    const char *folder = "";
    if (!find_row(lines, address, &unit, &row)) {
        return false;
    }
    bool is_named = unit.version >= 5 ? find_names_5(lines, &unit, row.file, &path, &folder)
                                      : find_names_2(&unit, row.file, &path, &folder);
    if (!is_named || path[0] == '\0') {
        return false;
    }
    bool is_whole = path[0] == '/' || folder[0] == '\0';
    snprintf(text, size, "%s%s%s:%" PRIu64, is_whole ? "" : folder, is_whole ? "" : "/", path,
             row.line);
    return true;
}
