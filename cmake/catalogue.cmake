# The TOM catalogue (catalogue/*.toml) becomes a source of src/catalogue, so that a binary needs no files beside it.
file(GLOB troth_catalogue_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/catalogue/*.toml)
set(troth_catalogue_source ${CMAKE_BINARY_DIR}/generated/catalogue_files.cpp)
find_program(PYTHON3 python3 REQUIRED)
add_custom_command(
  OUTPUT ${troth_catalogue_source}
  COMMAND ${PYTHON3} ${CMAKE_SOURCE_DIR}/cmake/embed.py ${troth_catalogue_source} ${troth_catalogue_files}
  DEPENDS ${troth_catalogue_files} ${CMAKE_SOURCE_DIR}/cmake/embed.py)
