# What tests of the client begin from: an office with its files, and a daemon that does what a script says.
add_library(office STATIC office.c fake_daemon.c)
target_include_directories(office PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(office PUBLIC thidua_static wire core base PRIVATE house PkgConfig::ZMQ PkgConfig::CMOCKA Threads::Threads)

unit_test(link office thidua_static wire core base)
