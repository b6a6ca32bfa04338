# What the API says of itself (api/*.json) becomes a source of src/app, from which /v1/openapi.json is made.
file(GLOB troth_api_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/api/*.json)
set(troth_api_source ${CMAKE_BINARY_DIR}/generated/api_text.cpp)
add_custom_command(
  OUTPUT ${troth_api_source}
  COMMAND ${PYTHON3} ${CMAKE_SOURCE_DIR}/cmake/embed_api.py ${troth_api_source} ${troth_api_files}
  DEPENDS ${troth_api_files} ${CMAKE_SOURCE_DIR}/cmake/embed_api.py)
