# The tests that read the sources and run no binary of ours: ctest label `lint`. ./check runs the same ones by itself
# (packaging/suites.sh), so that it can count and time each.
find_program(PYTHON3 python3 REQUIRED)

function(troth_lint name)
  add_test(NAME lint.${name} COMMAND ${ARGN} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(lint.${name} PROPERTIES LABELS lint)
endfunction()

foreach(lint layers_test tour_test sql_lint)
  troth_lint(${lint} ${PYTHON3} tests/${lint}.py)
  troth_lint(${lint}.self ${PYTHON3} tests/${lint}.py --self-test)
endforeach()
troth_lint(coroutine_lint ${PYTHON3} tests/coroutine_lint.py src)
troth_lint(coroutine_lint.self ${PYTHON3} tests/coroutine_lint.py --self-test)
troth_lint(compile_fail sh tests/compile_fail/run.sh ${CMAKE_CXX_COMPILER} .)

# The independent reader of the byte formats needs the module cryptography, which Debian's own python has.
execute_process(COMMAND ${PYTHON3} -c "import cryptography" RESULT_VARIABLE lacking OUTPUT_QUIET ERROR_QUIET)
if(lacking)
  troth_lint(formats /usr/bin/python3 tests/formats/decode_test.py)
else()
  troth_lint(formats ${PYTHON3} tests/formats/decode_test.py)
endif()
