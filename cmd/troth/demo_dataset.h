#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace troth::cli {

/// Conversations that people really had, without the people: each speaker is a number, in order of first appearance,
/// and the handles they had in the data set are forgotten on reading.
struct Dataset {
  struct Message {
    std::uint32_t conversation, speaker;
    std::string sent_at;  ///< RFC 3339 UTC, or empty where the data set does not say it clearly
    std::string text;
  };
  std::string sha256;                                      ///< of the file as read, hex
  bool published() const { return sha256 == kPublished; }  ///< the file of chitchat-dataset 0.9.0, and no other
  static constexpr std::string_view kPublished = "d2a5d0bf6acf354fef51f3af39cbece2220d3b8f6086b658c3d335105798312a";
  std::uint32_t conversations = 0, speakers = 0;
  std::vector<Message> messages;
};

/// Invented contact data of speaker n, the same at each run: example.com addresses, numbers that Germany's regulator
/// keeps for fiction.
struct Contact {
  std::string label, display_name, email, phone;
  std::string json() const;  ///< as a record of the collection `contact`
};
Contact contact_of(std::uint32_t speaker);
std::string message_json(Dataset::Message const& message);

/// Reads {"<conversation>":{"messages":[[{"text","timestamp","sender"}…]…]}…}. invalid for anything else, with where.
Result<Dataset> read_dataset(std::filesystem::path const& file);
/// A speaker with 5 messages or a few more, all in one conversation if there is such a one. not_found if nobody is.
Result<std::uint32_t> pick_visitor(Dataset const& dataset);

/// Texts that no cell may hold in the clear: the longest.
std::vector<std::string> longest_texts(Dataset const& dataset, std::size_t count);

/// Import lines of everybody but `visitor`; `ids` maps labels to subject ids.
std::string contact_lines(Dataset const& dataset, std::uint32_t visitor);
std::string message_lines(Dataset const& dataset, std::uint32_t visitor, std::map<std::string, std::string> const& ids);

}  // namespace troth::cli
