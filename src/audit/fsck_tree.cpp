#include "audit/internal/fsck_tree.h"

#include "audit/tables.h"
#include "merkle/tile.h"

namespace troth::audit::fsck {
namespace {

constexpr std::size_t kRangeHead = 8, kHash = 32;

std::string tile_name(merkle::TileNode const& node) {
  merkle::TileId const tile{node.level, node.index / merkle::kTileWidth};
  return "tile " + tile.path() + ", hash " + std::to_string(node.index % merkle::kTileWidth);
}

std::string span(std::int64_t base, std::uint64_t first, std::uint64_t leaves) {
  auto const seq = base + static_cast<std::int64_t>(first);
  return "seq " + std::to_string(seq) + " to " + std::to_string(seq + static_cast<std::int64_t>(leaves) - 1);
}

bool equals(Bytes const& stored, merkle::Hash const& hash) { return std::ranges::equal(stored, hash); }

}  // namespace

Result<> TreeCheck::append(merkle::Hash const& leaf) {
  completed_.clear();
  range_.append(leaf, completed_);
  for (auto const& node : completed_) TROTH_TRY(compare(node));
  if (static_cast<std::int64_t>(range_.size()) == log_.sealed.size) compare_sealed();
  return {};
}

Result<> TreeCheck::compare(merkle::TileNode const& node) {
  auto const index = static_cast<std::int64_t>(node.index);
  TROTH_TRY(auto rows, snapshot_.query(sql::select_nodes, {log_.log, log_.head.epoch,
                                                           static_cast<std::int64_t>(node.level), index, index + 1}));
  nodes_ += static_cast<std::int64_t>(rows.size());
  if (rows.empty() || !equals(rows[0][0].bytes(), node.hash)) wrong_.push_back({node, rows.empty()});
  return {};
}

void TreeCheck::compare_sealed() {
  if (equals(log_.sealed.root, range_.root())) return;
  findings_.add(log_.log, "sealed head",
                "the first " + std::to_string(range_.size()) +
                    " leaves have another root than the newest seal committed to: a sealed event was changed, or the "
                    "sealed head was");
}

Result<> TreeCheck::finish() {
  if (log_.sealed.size > log_.head.size)
    findings_.add(log_.log, "sealed head",
                  "the newest seal committed to " + std::to_string(log_.sealed.size) + " leaves and the log has " +
                      std::to_string(log_.head.size) + ": it was cut after it was sealed");
  bool const holds = equals(log_.head.root, range_.root());
  name_nodes(holds);
  compare_head();
  TROTH_TRY(auto rows, snapshot_.query(sql::count_nodes, {log_.log, log_.head.epoch}));
  if (auto const stored = rows.at(0)[0].integer(); stored > nodes_)
    findings_.add(log_.log, "tiles", std::to_string(stored - nodes_) + " tile hashes belong to no leaves of this log");
  return {};
}

/// With a head that holds, the leaves are what they were, so a node that differs was changed itself.
void TreeCheck::name_nodes(bool head_holds) {
  for (auto const& [node, missing] : wrong_) {
    std::uint64_t const width = std::uint64_t(1) << (merkle::kTileHeight * node.level);
    std::string const leaves = span(log_.head.base, node.index * width, width);
    if (missing)
      findings_.add(log_.log, tile_name(node), "the hash over the leaves of " + leaves + " is missing: it was deleted");
    else if (head_holds)
      findings_.add(log_.log, tile_name(node),
                    "the hash is not that of the leaves of " + leaves + ": the hash was changed, the leaves were not");
    else if (node.level == 1)
      findings_.add(log_.log, leaves,
                    "the leaves do not hash to what is stored over them: one of them was changed, or the stored hash");
  }
}

void TreeCheck::compare_head() {
  bool const root = equals(log_.head.root, range_.root()), range = log_.head.range == range_.encode();
  if (root && range) return;
  auto const stored = merkle::CompactRange::decode(log_.head.range);
  if (range || root || !stored || !equals(log_.head.root, stored->root())) {
    findings_.add(log_.log, "head",
                  std::string(root ? "the compact range" : "the root") +
                      " of the head is not that of the leaves: the head was changed");
    return;
  }
  findings_.add(log_.log, "head", "the leaves are not those that the head was made of: " + changed_leaves());
}

/// The stored range is one hash per perfect subtree: those that differ say where.
std::string TreeCheck::changed_leaves() const {
  Bytes const ours = range_.encode();
  auto const& theirs = log_.head.range;
  if (ours.size() != theirs.size() || !std::equal(ours.begin(), ours.begin() + kRangeHead, theirs.begin()))
    return "the head is of another number of leaves";
  std::string out;
  std::uint64_t first = 0;
  std::size_t at = kRangeHead;
  for (unsigned bit = 64; bit-- > 0;) {
    std::uint64_t const leaves = std::uint64_t(1) << bit;
    if ((range_.size() & leaves) == 0) continue;
    auto const from = static_cast<std::ptrdiff_t>(at);
    if (!std::equal(ours.begin() + from, ours.begin() + from + kHash, theirs.begin() + from))
      out += (out.empty() ? "" : "; ") + std::string("one was changed in ") + span(log_.head.base, first, leaves);
    first += leaves;
    at += kHash;
  }
  return out;
}

}  // namespace troth::audit::fsck
