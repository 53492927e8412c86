# What tests of the client begin from: an office with its files, and a daemon that does what a script says.
add_library(office STATIC office.c fake_daemon.c)
target_include_directories(office PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(office PUBLIC thidua_static wire core base
  PRIVATE house PkgConfig::ZMQ PkgConfig::CMOCKA Threads::Threads)

unit_test(link_names office thidua_static wire core base)
unit_test(link office thidua_static wire core base)
unit_test(asked office thidua_static wire core base)
unit_test(outbox office thidua_static wire core base PkgConfig::SQLITE)
unit_test(withdraw office thidua_static wire core base Threads::Threads)
unit_test(unheard office thidua_static wire core base Threads::Threads)
unit_test(feed office rig thidua_static wire core base)

# The public header alone, in C++ too; and the program of the README, which sees nothing else.
set(libthidua ${PROJECT_SOURCE_DIR}/clients/libthidua)
find_program(CPLUSPLUS NAMES clang++ g++ REQUIRED)
add_test(NAME unit.header_in_cplusplus
  COMMAND ${CPLUSPLUS} -std=c++17 -fsyntax-only -Wall -Wextra -Wpedantic -Werror -x c++ ${libthidua}/thidua.h)
add_test(NAME unit.exports COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/check_exports.sh $<TARGET_FILE:thidua> ${libthidua}/thidua.h)
add_custom_command(OUTPUT readme_example.c
  COMMAND sed -n [[/^```c$/,/^```$/{/^```/!p}]] ${libthidua}/README.md > readme_example.c
  DEPENDS ${libthidua}/README.md VERBATIM)
add_executable(readme_example ${CMAKE_CURRENT_BINARY_DIR}/readme_example.c)
target_link_libraries(readme_example PRIVATE house thidua)
add_test(NAME unit.readme_example COMMAND readme_example no-such.key no-such.pub tcp://127.0.0.1:1 tcp://127.0.0.1:1)
set_tests_properties(unit.readme_example PROPERTIES
  PASS_REGULAR_EXPRESSION "^credential: no-such.key: cannot be read: No such file or directory")
add_test(NAME unit.package COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/package.py ${PROJECT_BINARY_DIR})
set_tests_properties(unit.header_in_cplusplus unit.exports unit.readme_example unit.package PROPERTIES LABELS unit)
