#include "demo_dataset.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <set>

#include "base/clock.h"
#include "base/json_writer.h"
#include "crypto/hash.h"
#include "http/json.h"

namespace troth::cli {
namespace {

constexpr http::JsonLimits kLimits{.depth = 8, .bytes = 256u << 20};
constexpr std::size_t kMostText = 1u << 20;

/// A time without a zone is no time: it is left out rather than guessed.
std::string utc(std::string text) {
  if (text.size() > 10 && text[10] == ' ') text[10] = 'T';
  if (text.ends_with("+00:00")) text.replace(text.size() - 6, 6, "Z");
  return parse_rfc3339(text) ? text : std::string();
}

class Builder {
 public:
  Result<> conversation(http::JsonValue value, std::string const& at) {
    TROTH_TRY(auto reader, http::JsonReader::object(std::move(value), at));
    TROTH_TRY(auto turns, reader.any("messages"));
    if (!turns.array()) return fail(Code::invalid, "messages are an array of turns", at);
    ++out_.conversations;
    for (auto& turn : std::get<http::JsonValue::Array>(turns.variant())) {
      if (!turn.array()) return fail(Code::invalid, "a turn is an array of messages", at);
      for (auto& message : std::get<http::JsonValue::Array>(turn.variant())) TROTH_TRY(take(std::move(message), at));
    }
    return {};
  }

  Dataset finish(std::string sha256) && {
    out_.sha256 = std::move(sha256);
    out_.speakers = static_cast<std::uint32_t>(numbers_.size());
    return std::move(out_);
  }

 private:
  Result<> take(http::JsonValue value, std::string const& at) {
    TROTH_TRY(auto reader, http::JsonReader::object(std::move(value), at));
    TROTH_TRY(std::string text, reader.text("text", kMostText));
    TROTH_TRY(std::string sender, reader.text("sender", 200));
    TROTH_TRY(auto timestamp, reader.maybe_text("timestamp", 64));
    auto const number =
        numbers_.emplace(std::move(sender), static_cast<std::uint32_t>(numbers_.size() + 1)).first->second;
    out_.messages.push_back({out_.conversations, number, utc(timestamp.value_or("")), std::move(text)});
    return {};
  }

  Dataset out_;
  std::map<std::string, std::uint32_t> numbers_;
};

std::string numbered(char const* format, std::uint32_t number) {
  char out[48];
  std::snprintf(out, sizeof out, format, number);
  return out;
}

}  // namespace

Contact contact_of(std::uint32_t speaker) {
  // Kept for fiction by the Bundesnetzagentur, a thousand numbers each: Berlin, Hamburg, Frankfurt, Cologne, Munich.
  constexpr char const* kAreas[] = {"+49 30 23125 %03u", "+49 40 66969 %03u", "+49 69 90009 %03u", "+49 221 4710 %03u",
                                    "+49 89 99998 %03u"};
  return {numbered("visitor-%04u", speaker), numbered("Visitor %04u", speaker),
          numbered("visitor%04u@example.com", speaker),
          numbered(kAreas[speaker / 1'000 % std::size(kAreas)], speaker % 1'000)};
}

std::string Contact::json() const {
  return Json()
      .object()
      .member("display_name", display_name)
      .member("email", email)
      .member("phone", phone)
      .end()
      .text();
}

std::string message_json(Dataset::Message const& message) {
  Json json;
  json.object().member("conversation", numbered("conversation-%05u", message.conversation));
  if (!message.sent_at.empty()) json.member("sent_at", message.sent_at);
  return json.member("text", message.text).end().text();
}

Result<Dataset> read_dataset(std::filesystem::path const& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in || !std::filesystem::is_regular_file(file))
    return fail(Code::invalid, "the data set cannot be read", file.string());
  std::string text(std::istreambuf_iterator<char>(in), {});
  TROTH_TRY(auto all, http::parse_json(text, kLimits));
  if (!all.object()) return fail(Code::invalid, "the data set is no JSON object", file.string());
  Builder builder;
  for (auto& [id, conversation] : std::get<http::JsonValue::Object>(all.variant()))
    TROTH_TRY(builder.conversation(std::move(conversation), id));
  return std::move(builder).finish(hex(crypto::sha256(as_bytes(text))));
}

Result<std::uint32_t> pick_visitor(Dataset const& dataset) {
  constexpr std::size_t kFew = 5, kMany = 12;
  constexpr std::size_t kTelling = 24;  // a text this long is in a file of ciphertext by no chance
  struct Said {
    std::size_t messages = 0, longest = 0;
    std::set<std::uint32_t> conversations;
  };
  std::map<std::uint32_t, Said> said;
  for (auto const& message : dataset.messages) {
    auto& so_far = said[message.speaker];
    ++so_far.messages;
    so_far.longest = std::max(so_far.longest, message.text.size());
    so_far.conversations.insert(message.conversation);
  }
  for (std::size_t most_conversations : {std::size_t{1}, kMany})
    for (auto const& [speaker, so_far] : said)
      if (so_far.messages >= kFew && so_far.messages <= kMany && so_far.longest >= kTelling &&
          so_far.conversations.size() <= most_conversations)
        return speaker;
  return fail(Code::not_found, "the data set has no speaker of 5 to 12 messages to follow");
}

std::vector<std::string> longest_texts(Dataset const& dataset, std::size_t count) {
  std::vector<std::string_view> texts;
  for (auto const& message : dataset.messages) texts.push_back(message.text);
  count = std::min(count, texts.size());
  auto const longer = [](std::string_view a, std::string_view b) { return a.size() > b.size(); };
  std::partial_sort(texts.begin(), texts.begin() + static_cast<std::ptrdiff_t>(count), texts.end(), longer);
  return std::vector<std::string>(texts.begin(), texts.begin() + static_cast<std::ptrdiff_t>(count));
}

std::string contact_lines(Dataset const& dataset, std::uint32_t visitor) {
  std::string out;
  for (std::uint32_t speaker = 1; speaker <= dataset.speakers; ++speaker) {
    if (speaker == visitor) continue;
    auto const contact = contact_of(speaker);
    out += "{\"new\":\"" + contact.label + "\",\"record\":" + contact.json() + "}\n";
  }
  return out;
}

std::string message_lines(Dataset const& dataset, std::uint32_t visitor,
                          std::map<std::string, std::string> const& ids) {
  std::string out;
  for (auto const& message : dataset.messages) {
    auto const id = ids.find(contact_of(message.speaker).label);
    if (message.speaker == visitor || id == ids.end()) continue;
    out += "{\"subject\":\"" + id->second + "\",\"record\":" + message_json(message) + "}\n";
  }
  return out;
}

}  // namespace troth::cli
