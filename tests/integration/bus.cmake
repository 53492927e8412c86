# Sockets of the loopback: a bus with clients of libzmq's around it, turned by one thread; the operators' HTTP.
add_library(bus_rig STATIC bus_rig.c)
target_include_directories(bus_rig PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(bus_rig PUBLIC io wire core base PkgConfig::ZMQ PRIVATE house PkgConfig::CMOCKA)

function(socket_test name)
  add_executable(test_${name} test_${name}.c)
  target_link_libraries(test_${name} PRIVATE house ${ARGN} PkgConfig::CMOCKA)
  add_test(NAME integration.${name} COMMAND test_${name})
  set_tests_properties(integration.${name} PROPERTIES LABELS integration TIMEOUT 300)
endfunction()

socket_test(bus bus_rig)
socket_test(bus_door bus_rig)
socket_test(bus_feed bus_rig)
socket_test(http io wire core base)
