# What tests of wire begin from: bytes from a line of text, and a journal of real commands.
add_library(test_wire_tools STATIC compose.c desk.c season_2024.c small_journal.c)
target_include_directories(test_wire_tools PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(test_wire_tools PUBLIC wire core base PRIVATE house)

unit_test(bundle test_wire_tools)
unit_test(bundle_amended test_wire_tools)
unit_test(bundle_reinstated test_wire_tools)
unit_test(command_decode test_wire_tools)
unit_test(credential test_wire_tools)
unit_test(editions test_wire_tools)
unit_test(opened test_wire_tools protocol)
unit_test(request test_wire_tools)
unit_test(seal test_wire_tools)
unit_test(vectors test_wire_tools PkgConfig::JANSSON)
unit_test(form_json wire core base)
unit_test(encode test_wire_tools)
unit_test(reply test_wire_tools)
unit_test(proposal rig wire core base)
unit_test(finalise_year rig wire core base)
unit_test(carried rig wire core base)
unit_test(freeze rig wire core base)
foreach(test carried finalise_year freeze proposal)
  target_sources(test_${test} PRIVATE deeds.c)
endforeach()

file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/vectors)
target_compile_definitions(test_vectors PRIVATE
  PROTO_FOLDER="${PROJECT_SOURCE_DIR}/proto" MADE_FOLDER="${CMAKE_CURRENT_BINARY_DIR}/vectors")

add_test(NAME unit.proto_lint COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/proto_lint ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
set_tests_properties(unit.proto_lint PROPERTIES LABELS "unit;source" TIMEOUT 120)

# Forms of a proto that is the test's own.
forms(visit ${CMAKE_CURRENT_SOURCE_DIR}/proto thidua/test/visit.proto)
unit_test(form test_wire_tools protocol)
add_dependencies(test_form visit_made)
target_sources(test_form PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/visit/visit_forms.c ${visit_code})
target_include_directories(test_form SYSTEM PRIVATE ${CMAKE_CURRENT_BINARY_DIR} ${CMAKE_CURRENT_BINARY_DIR}/visit)

add_test(NAME unit.proto_tables COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/proto_tables.py ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
set_tests_properties(unit.proto_tables PROPERTIES LABELS "unit;source")

# What random years are made of, and what must hold in them. tests/long plays many more.
unit_test(random_years rig wire core base)
target_sources(test_random_years PRIVATE played_year.c played_makers.c played_review.c played_points.c played_restore.c played_facts.c played_roles.c played_end.c played_limitations.c played_models.c played_shown.c)
