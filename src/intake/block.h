#pragma once
#include "intake/intake.h"

namespace troth::intake {

struct Link {
  std::string text, target;
};

/// What a document is made of, whatever its format. Text is one line of UTF-8 without markup.
struct Block {
  enum class Kind : std::uint8_t { heading, paragraph, item };
  Kind kind = Kind::paragraph;
  int depth = 1;       ///< item: how many lists it stands in
  std::string number;  ///< heading: "3.2"; item of a numbered list: "7"; else empty
  std::string text;
  std::vector<Link> links;
  int line = 0;
};
using Blocks = std::vector<Block>;

Blocks read_markdown(std::string_view text);
/// A small tolerant reader: scripts, styles and unknown tags are passed over, nothing is fetched or run.
Blocks read_html(std::string_view text);
Blocks read_plain(std::string_view text);

/// By the ending of the name, else by looks.
Blocks read(std::string_view name, std::string_view text);

/// Takes "3.2", "12." or "4.1.3)" off the front of a line; empty if it begins with no number.
std::string take_number(std::string& text);
/// Paragraphs that are numbered or wholly bold headings become headings, whatever the format called them.
Blocks with_headings(Blocks blocks);

}  // namespace troth::intake
