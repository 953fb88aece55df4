// SPDX-License-Identifier: Apache-2.0
// port_choice_test.c - avm/port_choice.c

#include "avm/port_choice.h"

#include "avm/board_names.h"
#include "tests/unit/test.h"

static struct serial_info usb(uint16_t vendor, uint16_t product, const char *number)
{
    struct serial_info info = {.is_usb = true, .vendor_id = vendor, .product_id = product};
    snprintf(info.number, sizeof(info.number), "%s", number);
    return info;
}

static void port_pick_takes_the_only_known_bridge(void)
{
    const char *reason;
    struct serial_info ports[3] = {
        {.is_usb = false}, usb(0x1234, 0x5678, "A"), usb(0x10C4, 0xEA60, "B")};
    CHECK_NUMBER(port_pick(ports, 3, "", &reason), 2);
    CHECK_NUMBER(port_pick(ports, 2, "", &reason), 1); // nothing is known: the only USB port
    CHECK_NUMBER(port_pick(ports, 1, "", &reason), 1); // none
}

static void port_pick_prefers_the_board_used_last(void)
{
    const char *reason;
    struct serial_info ports[3] = {usb(0x10C4, 0xEA60, "B"), usb(0x303A, 0x1001, "C"),
                                   usb(0x303A, 0x1001, "")};
    CHECK_NUMBER(port_pick(ports, 3, "", &reason), 3);
    CHECK_NUMBER(port_pick(ports, 3, "C", &reason), 1);
    CHECK(strcmp(reason, "used last") == 0);
    CHECK_NUMBER(port_pick(ports, 3, "D", &reason), 3);
}

static void board_name_knows_vendors(void)
{
    struct serial_info any = usb(0x2E8A, 0x000A, "");
    struct serial_info strange = usb(0x1234, 0x5678, "");
    CHECK(strcmp(board_name(&any), "Raspberry Pi Pico") == 0);
    CHECK(strcmp(board_name(&strange), "") == 0);
}

int main(void)
{
    TEST(port_pick_takes_the_only_known_bridge);
    TEST(port_pick_prefers_the_board_used_last);
    TEST(board_name_knows_vendors);
    return test_done();
}
