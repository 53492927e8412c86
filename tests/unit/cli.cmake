unit_test(json_in thidua_tool)
unit_test(words thidua_tool)
unit_test(show thidua_tool)
unit_test(explain thidua_tool)
