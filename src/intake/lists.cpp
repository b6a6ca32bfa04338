#include "intake/lists.h"

#include <algorithm>

#include "intake/scope.h"
#include "intake/text.h"

namespace troth::intake {

std::size_t list_end(Blocks const& blocks, std::size_t at) {
  while (at < blocks.size() && blocks[at].kind == Block::Kind::item) ++at;
  return at;
}

bool own_clauses(std::string_view lead, std::span<Block const> items) {
  auto const text = folded(lead);
  auto const named =
      std::count_if(items.begin(), items.end(), [](Block const& item) { return !operations_in(item.text).empty(); });
  if (named >= 4) return true;
  for (std::string_view ending : {"to:", "by:", "such as:", "include:", "includes:", "including:", "for example:",
                                  "e.g.:", "insbesondere:", "zum beispiel:", "z. b.:", "wie:", "um:", "durch:"})
    if (text.ends_with(ending) && (text.size() == ending.size() || text[text.size() - ending.size() - 1] == ' '))
      return false;
  return true;
}

std::string lettered(int place) {
  std::string out(1, static_cast<char>('a' + place % 26));
  return place < 26 ? out : lettered(place / 26 - 1) + out;
}

std::string measure_letter(std::string_view heading) {
  auto const text = folded(heading);
  bool const technical = has_any(text, "technical|technische*");
  bool const organisational = has_any(text, "organisational|organizational|organisatorische*");
  if (technical == organisational) return "";
  return technical ? "T" : "O";
}

}  // namespace troth::intake
