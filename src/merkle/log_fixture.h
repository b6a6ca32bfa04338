#pragma once
#include <algorithm>
#include <string>

#include "merkle/checkpoint.h"
#include "merkle/note.h"

namespace troth::merkle::fixture {

inline Hash hash_of_hex(std::string_view text) {
  auto bytes = from_hex(text).value();
  Hash out{};
  std::copy_n(bytes.begin(), out.size(), out.begin());
  return out;
}

/// The leaves and roots of transparency-dev/merkle, testonly/constants.go.
inline Hash known_leaf(std::size_t index) {
  constexpr std::string_view kLeaves[] = {"", "00", "10", "2021", "3031", "40414243", "5051525354555657"};
  return leaf_hash(from_hex(kLeaves[index]).value());
}
inline Hash known_root(std::uint64_t size) {
  if (size == 2) return hash_of_hex("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
  if (size == 3) return hash_of_hex("aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77");
  return hash_of_hex("ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c");  // 7
}
// RFC 6962 section 2.1.3 draws this tree of seven: the path of d0 is [b, h, l], the proof from 3 to 7 is [c, d, g, l].
inline Hash right_of_seven() { return node_hash(node_hash(known_leaf(4), known_leaf(5)), known_leaf(6)); }
inline std::vector<Hash> path_of_first_in_seven() {
  return {known_leaf(1), node_hash(known_leaf(2), known_leaf(3)), right_of_seven()};
}
inline std::vector<Hash> from_three_to_seven() {
  return {known_leaf(2), known_leaf(3), node_hash(known_leaf(0), known_leaf(1)), right_of_seven()};
}

/// A key that is the same in every run; `fill` tells keys apart.
inline SignerKey signer(std::string name, KeyType type, std::uint8_t fill) {
  return SignerKey(std::move(name), type, Secret::copy_of(Bytes(32, fill)));
}

struct Cosigned {
  SignerKey const& key;
  std::uint64_t seconds = 0;
};
inline Note signed_note(std::string text, std::initializer_list<Cosigned> by) {
  Note out{std::move(text), {}};
  for (auto const& [key, seconds] : by) out.signatures.push_back(key.sign(out.text, seconds));
  return out;
}

}  // namespace troth::merkle::fixture
