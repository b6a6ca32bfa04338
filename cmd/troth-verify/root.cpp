#include <array>
#include <cstdio>
#include <fstream>
#include <iostream>

#include "arguments.h"
#include "base/json_writer.h"
#include "commands.h"
#include "merkle/tree.h"

// entries = *( length u16 big-endian | entry )        the form of a C2SP tlog-tiles entry bundle; bundles may be joined

namespace troth::verify {
namespace {

/// The next `size` bytes; fewer only at the end of the file.
Result<std::size_t> read_some(std::istream& in, std::span<std::uint8_t> out) {
  in.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(out.size()));
  if (in.bad()) return fail(Code::unavailable, "the file cannot be read; is it a folder, or on a broken disk?");
  return static_cast<std::size_t>(in.gcount());
}

Result<merkle::CompactRange> tree_of(std::istream& in) {
  merkle::CompactRange tree;
  Bytes entry;
  while (true) {
    std::array<std::uint8_t, 2> head{};
    TROTH_TRY(auto got, read_some(in, head));
    if (got == 0) return tree;
    entry.resize(read_be<std::uint16_t>(head));
    bool whole = got == head.size();
    if (whole) {
      TROTH_TRY(auto size, read_some(in, entry));
      whole = size == entry.size();
    }
    if (!whole)
      return fail(Code::corrupt, "the file ends inside an entry; fetch it again, whole",
                  "entry " + std::to_string(tree.size()));
    tree.append(merkle::leaf_hash(entry));
  }
}

Result<merkle::CompactRange> tree_of_file(std::string const& name) {
  if (name == "-") return tree_of(std::cin);
  std::ifstream in(name, std::ios::binary);
  if (!in) return fail(Code::not_found, "this file cannot be opened; check its name and your rights", name);
  return tree_of(in);
}

char const* reason(std::uint64_t counted, std::uint64_t stated, bool same_root) {
  if (counted < stated) return "entries are missing: fetch the bundles up to the stated size";
  if (counted > stated) return "there are more entries than stated: take the checkpoint of this size, or cut the file";
  return same_root ? "" : "the entries are not those of this checkpoint: an entry or the root was changed";
}

void print(Arguments const& arguments, merkle::CompactRange const& tree, std::uint64_t stated, ByteView expected,
           char const* why) {
  auto root = tree.root();
  auto const* verdict = *why == 0 ? "match" : "mismatch";
  if (!arguments.json()) {
    std::printf("size     %ju\nroot     %s\n         %s\nverdict  %s%s%s\n", static_cast<std::uintmax_t>(tree.size()),
                base64(root).c_str(), hex(root).c_str(), verdict, *why == 0 ? "" : ": ", why);
    return;
  }
  Json json;
  json.object().member("verdict", verdict).member("why", why).member("size", tree.size()).member("root", hex(root));
  json.member("expected_size", stated).member("expected_root", hex(expected)).end();
  std::puts(json.text().c_str());
}

}  // namespace

Result<Verdict> verify_root(std::span<char const* const> words) {
  TROTH_TRY(auto arguments, Arguments::parse(words, {"--size", "--root"}));
  TROTH_TRY(auto file, arguments.only_file("name the file of entries, or - for standard input"));
  TROTH_TRY(auto size_text, arguments.option("--size"));
  TROTH_TRY(auto root_text, arguments.option("--root"));
  TROTH_TRY(auto stated, parse_number(size_text));
  TROTH_TRY(auto expected, parse_hash(root_text));
  TROTH_TRY(auto tree, tree_of_file(file));
  auto const* why = reason(tree.size(), stated, to_bytes(tree.root()) == expected);
  print(arguments, tree, stated, expected, why);
  return *why == 0 ? Verdict::match : Verdict::mismatch;
}

}  // namespace troth::verify
