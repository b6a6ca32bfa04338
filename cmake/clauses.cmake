# The list of clauses is made out of the names of the files in src/clauses: te_1_2.cpp defines the Probe `te_1_2`. A new file is
# enough.
file(GLOB troth_clause_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/clauses/*.cpp)
set(troth_clause_declarations "")
set(troth_clause_entries "")
foreach(file ${troth_clause_files})
  get_filename_component(clause ${file} NAME_WE)
  if(clause MATCHES "^(te|lb|x)_[a-z0-9_]+$" AND NOT clause MATCHES "_test$")
    string(APPEND troth_clause_declarations "extern probe::Probe const ${clause};\n")
    string(APPEND troth_clause_entries "    &${clause},\n")
  endif()
endforeach()
set(troth_clauses_source ${CMAKE_BINARY_DIR}/generated/clause_list.cpp)
file(CONFIGURE OUTPUT ${troth_clauses_source} CONTENT [=[
#include "clauses/clauses.h"

namespace troth::clauses {

@troth_clause_declarations@
static probe::Probe const* const kAll[] = {
@troth_clause_entries@};

std::span<probe::Probe const* const> all() { return kAll; }

probe::Probe const* find(std::string_view clause) {
  for (auto const* probe : kAll)
    if (probe->clause == clause) return probe;
  return nullptr;
}

}  // namespace troth::clauses
]=] @ONLY)
