# What tests of core begin from: the season of 2024, and a cluster that is sent commands.
add_library(rig STATIC rig.c season_2024.c)
target_include_directories(rig PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(rig PUBLIC core base PRIVATE house PkgConfig::CMOCKA)

unit_test(cluster rig core base)
unit_test(ranking core base)
unit_test(report rig core base)
unit_test(scoring core base)
unit_test(standing rig core base)
