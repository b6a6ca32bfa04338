#pragma once
#include "audit/internal/fsck_checks.h"
#include "merkle/tree.h"

namespace troth::audit::fsck {

/// Grows the tree of a log's present epoch out of its leaves and compares what lies beside them on the way: each node,
/// the sealed head, the head.
class TreeCheck {
 public:
  TreeCheck(store::Reader& snapshot, LogUnderCheck const& log, Findings& findings)
      : snapshot_(snapshot), log_(log), findings_(findings) {}
  Result<> append(merkle::Hash const& leaf);
  /// All leaves were given.
  Result<> finish();

 private:
  struct WrongNode {
    merkle::TileNode node;
    bool missing;
  };
  Result<> compare(merkle::TileNode const& node);
  void compare_sealed();
  void compare_head();
  void name_nodes(bool head_holds);
  std::string changed_leaves() const;

  store::Reader& snapshot_;
  LogUnderCheck const& log_;
  Findings& findings_;
  merkle::CompactRange range_;
  std::vector<merkle::TileNode> completed_;
  std::vector<WrongNode> wrong_;
  std::int64_t nodes_ = 0;
};

}  // namespace troth::audit::fsck
