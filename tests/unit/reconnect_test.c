// SPDX-License-Identifier: Apache-2.0
// reconnect_test.c - monitor/reconnect.c

#include "monitor/reconnect.h"

#include "tests/unit/test.h"

// What is plugged in.
static struct serial_info ports[4];
static size_t port_count;

static enum status list(serial_visit visit, void *context, struct failure *failure)
{
    for (size_t i = 0; i < port_count; i++) {
        visit(context, &ports[i]);
    }
    return STATUS_OK;
}

static void plug(const char *path, uint16_t vendor, uint16_t product, const char *number)
{
    struct serial_info *port = &ports[port_count++];
    *port = (struct serial_info){.is_usb = vendor != 0, .vendor_id = vendor, .product_id = product};
    snprintf(port->path, sizeof(port->path), "%s", path);
    snprintf(port->number, sizeof(port->number), "%s", number);
}

static void unplug_all(void)
{
    port_count = 0;
}

static void board_is_found_by_its_number_at_another_port(void)
{
    struct board_identity identity;
    char port[256];
    bool other;
    unplug_all();
    plug("/dev/ttyUSB0", 0x10C4, 0xEA60, "0001");
    board_identity_fill(&identity, "/dev/ttyUSB0", list);
    CHECK(identity.is_usb);
    unplug_all();
    CHECK(!board_identity_find(&identity, list, port, &other) && !other);
    plug("/dev/ttyUSB0", 0x10C4, 0xEA60, "0002");
    CHECK(!board_identity_find(&identity, list, port, &other) && other);
    plug("/dev/ttyUSB3", 0x10C4, 0xEA60, "0001");
    CHECK(board_identity_find(&identity, list, port, &other));
    CHECK_TEXT(port, "/dev/ttyUSB3");
}

static void adapter_without_number_is_found_where_it_was(void)
{
    struct board_identity identity;
    char port[256];
    bool other;
    unplug_all();
    plug("/dev/ttyUSB1", 0x1A86, 0x7523, "");
    board_identity_fill(&identity, "/dev/ttyUSB1", list);
    unplug_all();
    plug("/dev/ttyUSB0", 0x1A86, 0x7523, "");
    CHECK(!board_identity_find(&identity, list, port, &other));
    plug("/dev/ttyUSB1", 0x1A86, 0x7523, "");
    CHECK(board_identity_find(&identity, list, port, &other));
    CHECK_TEXT(port, "/dev/ttyUSB1");
}

static void adapter_with_two_ports_keeps_the_same_one(void)
{
    struct board_identity identity;
    char port[256];
    bool other;
    unplug_all();
    plug("/dev/ttyUSB0", 0x0403, 0x6010, "FT1");
    plug("/dev/ttyUSB1", 0x0403, 0x6010, "FT1");
    board_identity_fill(&identity, "/dev/ttyUSB1", list);
    CHECK(board_identity_find(&identity, list, port, &other));
    CHECK_TEXT(port, "/dev/ttyUSB1");
}

static void address_that_is_no_usb_port_is_tried_as_it_is(void)
{
    struct board_identity identity;
    char port[256];
    bool other;
    unplug_all();
    board_identity_fill(&identity, "socket://host:1", list);
    CHECK(board_identity_find(&identity, list, port, &other));
    CHECK_TEXT(port, "socket://host:1");
}

static void any_board_is_waited_for_when_it_is_the_only_one(void)
{
    struct board_identity identity = {.port = ""};
    char port[256];
    bool other;
    unplug_all();
    plug("/dev/ttyS0", 0, 0, "");
    CHECK(!board_identity_find(&identity, list, port, &other));
    plug("/dev/ttyACM0", 0x303A, 0x1001, "AA");
    CHECK(board_identity_find(&identity, list, port, &other));
    CHECK_TEXT(port, "/dev/ttyACM0");
    plug("/dev/ttyUSB0", 0x10C4, 0xEA60, "0001");
    CHECK(!board_identity_find(&identity, list, port, &other));
}

static void bridges_are_told_from_the_usb_of_chips(void)
{
    struct board_identity bridge = {.is_usb = true, .vendor_id = 0x10C4};
    struct board_identity pico = {.is_usb = true, .vendor_id = 0x2E8A};
    struct board_identity jtag = {.is_usb = true, .vendor_id = 0x303A, .product_id = 0x1001};
    CHECK(board_is_bridge(&bridge));
    CHECK(!board_is_bridge(&pico));
    CHECK(board_is_bridge(&jtag));
}

int main(void)
{
    TEST(board_is_found_by_its_number_at_another_port);
    TEST(adapter_without_number_is_found_where_it_was);
    TEST(adapter_with_two_ports_keeps_the_same_one);
    TEST(address_that_is_no_usb_port_is_tried_as_it_is);
    TEST(any_board_is_waited_for_when_it_is_the_only_one);
    TEST(bridges_are_told_from_the_usb_of_chips);
    return test_done();
}
