add_library(test_wire_tools STATIC compose.c)
target_link_libraries(test_wire_tools PUBLIC base PRIVATE house)

unit_test(command_decode test_wire_tools wire core base)
