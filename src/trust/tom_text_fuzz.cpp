#include "base/check.h"
#include "trust/degradation.h"

// Whatever is read is written back to the very bytes, and the classifier can judge it against itself.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace troth;
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  auto const read = trust::TomText::parse(text);
  if (!read) return 0;
  TROTH_CHECK(read->encode() == text);
  TROTH_CHECK(trust::degradations(*read, *read).size() <= read->clauses.size() + read->parameters.size());
  for (auto const& clause : read->clauses) (void)clause.sentence(catalogue::Language::de);
  return 0;
}
