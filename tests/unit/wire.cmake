add_library(test_wire_tools STATIC compose.c desk.c season_2024.c)
target_link_libraries(test_wire_tools PUBLIC wire core base PRIVATE house)

unit_test(bundle test_wire_tools)
unit_test(command_decode test_wire_tools)
