#include <bit>

#include "merkle/tree.h"

// The two checks of RFC 9162, step by step. A walk climbs from a node to the root: `node` is its number in its level,
// `last` the number of the level's last node. A node without a right sibling rises unchanged, so levels are skipped
// there.

namespace troth::merkle {
namespace {

struct Walk {
  std::uint64_t node, last;

  bool at_root() const { return last == 0; }
  bool sibling_is_left() const { return (node & 1) || node == last; }
  void climb() { node >>= 1, last >>= 1; }
  void skip_lonely_levels() {
    while (node != 0 && !(node & 1)) climb();
  }
};

}  // namespace

// Section 2.1.3.2.
bool verify_inclusion(std::uint64_t index, std::uint64_t size, Hash const& leaf, std::vector<Hash> const& proof,
                      Hash const& root) {
  if (index >= size) return false;
  Walk walk{index, size - 1};
  Hash hash = leaf;
  for (Hash const& sibling : proof) {
    if (walk.at_root()) return false;
    if (walk.sibling_is_left()) {
      hash = node_hash(sibling, hash);
      walk.skip_lonely_levels();
    } else {
      hash = node_hash(hash, sibling);
    }
    walk.climb();
  }
  return walk.at_root() && hash == root;
}

// Section 2.1.4.2. Both roots are rebuilt from one proof: `old` from the parts that lie in the first tree, `grown` from
// all.
bool verify_consistency(std::uint64_t first, std::uint64_t second, Hash const& first_root, Hash const& second_root,
                        std::vector<Hash> const& proof) {
  if (first == 0 || first > second) return false;
  if (first == second) return proof.empty() && first_root == second_root;
  if (proof.empty()) return false;
  Walk walk{first - 1, second - 1};
  while (walk.node & 1) walk.climb();
  // A first tree that is perfect is a node of the second; the proof leaves out what the verifier already holds.
  std::size_t next = std::has_single_bit(first) ? 0 : 1;
  Hash old = next == 0 ? first_root : proof[0];
  Hash grown = old;
  for (; next < proof.size(); ++next) {
    if (walk.at_root()) return false;
    if (walk.sibling_is_left()) {
      old = node_hash(proof[next], old);
      grown = node_hash(proof[next], grown);
      walk.skip_lonely_levels();
    } else {
      grown = node_hash(grown, proof[next]);
    }
    walk.climb();
  }
  return walk.at_root() && old == first_root && grown == second_root;
}

}  // namespace troth::merkle
