#pragma once
#include "http/html.h"
#include "trust/pages/ground.h"
#include "trust/pages/words.h"

// The few pieces that every page is made of.

namespace troth::trust {

using http::Html;

Html element(std::string_view tag, std::string_view text);
Html classed(std::string_view tag, std::string_view name, Html const& inside);
Html classed(std::string_view tag, std::string_view name, std::string_view text);
/// An address of ours, or one that was checked.
Html link(std::string_view address, std::string_view text);
Html code(std::string_view text);

/// "14 min ago"; the moment itself in `datetime`, in `title`, and in print instead.
Html when(Time at, Time now, Language language = Language::en);
/// Dot and word. Never colour alone.
Html badge(Badge const& badge, Language language = Language::en);
/// One row of a list of label and value.
Html fact(std::string_view label, Html const& value);
Html fact(std::string_view label, std::string_view value);
/// <section> with its heading.
Html section(std::string_view heading, Html const& inside);
/// Text that stays as it was typed, reachable with the keyboard where it is wider than the page.
Html listing(std::string_view label, std::string_view text);

/// A whole page around `main`: way past the navigation, navigation, footer with the moment and the JSON twin.
struct Frame {
  std::string_view path;  ///< "/trust/log": which entry of the navigation is this one, and whose twin is linked
  std::string title;
  Language language = Language::en;
  std::string json = {};    ///< address of the twin; empty: path + ".json"
  std::string script = {};  ///< a module of ours; empty: none
};
std::string framed(Frame const& frame, Ground const& ground, Html const& main);

}  // namespace troth::trust
