# cmake -D OUTPUT=migrations.c -P embed.cmake: the migrations as a C array, so that the daemon needs no files beside itself.
include(${CMAKE_CURRENT_LIST_DIR}/migrations.cmake)
set(bodies "")
set(rows "")
foreach(migration IN LISTS THIDUA_MIGRATIONS)
  string(SUBSTRING ${migration} 0 4 number)
  string(SUBSTRING ${migration} 5 -1 name)
  file(READ ${CMAKE_CURRENT_LIST_DIR}/migrations/${migration}.sql hex HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
  string(APPEND bodies "static const unsigned char sql_${number}[] = { ${bytes}0 };\n")
  string(REGEX REPLACE "^0+" "" number_plain ${number})
  string(APPEND rows "\t{ ${number_plain}, \"${name}\", (const char *)sql_${number}, sizeof(sql_${number}) - 1 },\n")
endforeach()
file(WRITE ${OUTPUT} "/* Made by sql/embed.cmake. */\n#include \"migrations.h\"\n\n${bodies}
const struct migration migrations[] = {\n${rows}};
const size_t migration_count = sizeof(migrations) / sizeof(migrations[0]);\n")
