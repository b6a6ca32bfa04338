#include "merkle/checkpoint.h"

#include "merkle/internal/text.h"

namespace troth::merkle {

Result<Checkpoint> Checkpoint::parse(std::string_view text) {
  if (!is_note_text(text)) return fail(Code::invalid, "a checkpoint is UTF-8 without control characters");
  Lines lines(text);
  auto origin = lines.next();
  if (!origin || origin->empty()) return bad_line("a checkpoint begins with its log's origin", 1);
  auto size = parse_size(lines.next());
  if (!size) return bad_line("a checkpoint's second line is the size of the tree in decimal", 2);
  auto root = hash_of_base64(lines.next().value_or(""));
  if (!root) return bad_line("a checkpoint's third line is the root: 32 bytes in base64", 3);
  if (!lines.at_end()) return bad_line("a checkpoint with extension lines is not taken", 4);
  return Checkpoint{std::string(*origin), *size, *root};
}

std::string Checkpoint::text() const { return origin + "\n" + std::to_string(size) + "\n" + base64(root) + "\n"; }

}  // namespace troth::merkle
