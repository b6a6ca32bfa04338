#include "doctor/system.h"

#include <charconv>

#include "base/private_file.h"

namespace troth::doctor {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostText = 1u << 20;

Result<std::string> process_text(Patient const& patient, std::string_view file) {
  if (patient.server == 0) return fail(Code::gone, "the cell is not being served, or its process cannot be seen");
  return text_of(patient.process(file));
}

}  // namespace

Result<std::string> text_of(fs::path const& path) {
  TROTH_TRY(auto text, read_file(path, kMostText));
  text.erase(text.find_last_not_of(" \t\n") + 1);
  return text;
}

Result<std::int64_t> setting(Patient const& patient, std::string_view name) {
  fs::path const path = patient.proc("sys") / name;
  TROTH_TRY(auto const text, text_of(path));
  std::int64_t out = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size())
    return fail(Code::invalid, "the kernel's setting is no number", path.string());
  return out;
}

Result<std::string> status(Patient const& patient, std::string_view field) {
  TROTH_TRY(auto const text, process_text(patient, "status"));
  std::string const head = "\n" + std::string(field) + ":";
  auto const at = ("\n" + text).find(head);
  if (at == std::string::npos) return fail(Code::gone, "this kernel does not tell it of a process", std::string(field));
  auto const from = text.find_first_not_of(" \t", at + head.size() - 1);
  if (from == std::string::npos) return std::string();
  return text.substr(from, text.find('\n', from) - from);
}

Result<std::optional<std::uint64_t>> limit(Patient const& patient, std::string_view name) {
  TROTH_TRY(auto const text, process_text(patient, "limits"));
  auto const at = text.find(name);
  if (at == std::string::npos) return fail(Code::gone, "this kernel does not tell the limit", std::string(name));
  auto const fields = words(std::string_view(text).substr(at + name.size(), text.find('\n', at) - at - name.size()));
  if (fields.empty()) return fail(Code::invalid, "the limit has no value", std::string(name));
  if (fields[0] == "unlimited") return std::optional<std::uint64_t>();
  auto const value = number(fields[0]);
  if (!value) return fail(Code::invalid, "the limit is no number", std::string(name));
  return std::optional(*value);
}

Result<std::vector<std::string>> parts(Patient const& patient, std::string_view file) {
  TROTH_TRY(auto const text, process_text(patient, file));
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    auto const end = std::min(text.find('\0', at), text.size());
    out.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t out = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

std::vector<std::string> words(std::string_view line) {
  std::vector<std::string> out;
  for (std::size_t at = line.find_first_not_of(" \t"); at != line.npos; at = line.find_first_not_of(" \t", at)) {
    auto const end = std::min(line.find_first_of(" \t", at), line.size());
    out.emplace_back(line.substr(at, end - at));
    at = end;
  }
  return out;
}

std::string listed(std::vector<std::string> const& names, std::size_t most) {
  std::string out;
  for (std::size_t i = 0; i < names.size() && i < most; ++i) out += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > most) out += " and " + std::to_string(names.size() - most) + " more";
  return out;
}

}  // namespace troth::doctor
