# web/verify.mjs becomes a source of src/trust, so that a cell serves the very verifier that was built and tested with it.
set(troth_web_source ${CMAKE_BINARY_DIR}/generated/verify_script.cpp)
add_custom_command(
  OUTPUT ${troth_web_source}
  COMMAND ${PYTHON3} ${CMAKE_SOURCE_DIR}/cmake/embed_web.py ${troth_web_source} ${CMAKE_SOURCE_DIR}/web/verify.mjs
  DEPENDS ${CMAKE_SOURCE_DIR}/web/verify.mjs ${CMAKE_SOURCE_DIR}/cmake/embed_web.py)
