#include <filesystem>
#include <iostream>

#include "base/json_writer.h"
#include "base/private_file.h"
#include "log_api.h"
#include "log_table.h"
#include "merkle/checkpoint.h"
#include "merkle/note.h"
#include "merkle/tile.h"
#include "progress.h"

// A copy of a log in the layout of C2SP tlog-tiles. Nothing is checked here: what a cell says of itself is checked by
// troth-verify, which needs no cell.

namespace troth::cli {
namespace {

namespace fs = std::filesystem;
using merkle::TileId;

/// Every tile and entry bundle of a tree, the lowest level first.
std::vector<TileId> tiles_of(std::uint64_t size) {
  std::vector<TileId> out;
  for (unsigned level = 0; level <= 7; ++level)
    for (std::uint64_t index = 0;; ++index) {
      unsigned const width = merkle::tile_width(level, index, size);
      if (width == 0) break;
      out.push_back({level, index, width, false});
      if (level == 0) out.push_back({0, index, width, true});
    }
  return out;
}

class MirrorCopy {
 public:
  MirrorCopy(LogApi& api, fs::path folder) : api_(api), folder_(std::move(folder)) {}

  Result<> run() {
    TROTH_TRY(auto checkpoint, api_.need("/checkpoint"));
    TROTH_TRY(auto note, merkle::Note::parse(checkpoint.body));
    TROTH_TRY(head_, merkle::Checkpoint::parse(note.text));
    auto const tiles = tiles_of(head_.size);
    Progress progress("mirroring tiles");
    for (std::size_t i = 0; i < tiles.size(); ++i) {
      TROTH_TRY(take(tiles[i]));
      progress.show(i + 1, tiles.size());
    }
    return keep_checkpoint(checkpoint.body);
  }

  merkle::Checkpoint const& head() const { return head_; }
  std::size_t fetched() const { return fetched_; }
  std::size_t kept() const { return kept_; }
  bool replaced() const { return replaced_; }

 private:
  /// A full tile never changes; the one at the end does, under another name.
  Result<> take(TileId const& tile) {
    std::string const name = "tile/" + tile.path();
    std::error_code absent;
    if (tile.width == merkle::kTileWidth && fs::exists(folder_ / name, absent)) return ++kept_, Result<>();
    TROTH_TRY(auto bytes, api_.need("/" + name));
    ++fetched_;
    return put(name, bytes.body);
  }

  Result<> put(fs::path const& name, std::string const& bytes) {
    std::error_code error;
    fs::create_directories((folder_ / name).parent_path(), error);
    if (error) return fail(Code::denied, "the folder cannot be made; name one you may write", folder_.string());
    return write_private_file(folder_ / name, bytes);
  }

  /// Last, as it speaks for everything else. The one before it stays beside it: who compares the two sees a log that
  /// was rolled back or forked.
  Result<> keep_checkpoint(std::string const& note) {
    auto const present = folder_ / "checkpoint";
    std::error_code error;
    if (fs::exists(present, error)) {
      TROTH_TRY(std::string before, read_file(present, 1u << 20));
      if (before == note) return {};
      TROTH_TRY(put("checkpoint.before", before));
      replaced_ = true;
    }
    return put("checkpoint", note);
  }

  LogApi& api_;
  fs::path folder_;
  merkle::Checkpoint head_;
  std::size_t fetched_ = 0, kept_ = 0;
  bool replaced_ = false;
};

void say(MirrorCopy const& copy, std::string const& out) {
  std::cout << "origin  " << copy.head().origin << "\n"
            << "size    " << copy.head().size << "\n"
            << "root    " << base64(copy.head().root) << "\n"
            << "files   " << copy.fetched() << " fetched, " << copy.kept() << " were there\n"
            << "Nothing is checked yet. Check it with a policy that you have from somebody you trust:\n"
            << "  troth-verify log " << out << " --policy FILE\n";
  if (copy.replaced())
    std::cout << "The checkpoint of before is kept. Whether the log has only grown since:\n"
              << "  troth-verify checkpoints " << out << "/checkpoint.before " << out << "/checkpoint --log " << out
              << " --policy FILE\n";
}

}  // namespace

int log_mirror(LogArguments const& arguments) {
  auto api = LogApi::open(arguments);
  if (!api) return report(api.error());
  MirrorCopy copy(*api, fs::absolute(arguments.out));
  if (auto done = copy.run(); !done) {
    int const code = report(done.error());
    if (copy.head().size == 0 && code == kFinding)
      std::cerr << "  A log has a checkpoint once something in it is sealed; `troth log status` tells of the cell's.\n";
    if (copy.fetched() > 0) std::cerr << "  What came is kept: the same command goes on from there.\n";
    return code;
  }
  if (arguments.connection.json) {
    Json json;
    json.object().member("origin", copy.head().origin).member("size", copy.head().size);
    json.member("root", base64(copy.head().root)).member("fetched", std::uint64_t{copy.fetched()});
    std::cout << json.member("kept", std::uint64_t{copy.kept()}).end().text() << "\n";
  } else {
    say(copy, arguments.out);
  }
  return kOk;
}

}  // namespace troth::cli
