#include "demo_observer.h"

#include <algorithm>
#include <fstream>

#include "app/identity.h"
#include "merkle/tree.h"

namespace troth::cli {
namespace {

namespace fs = std::filesystem;

// Files are read with plain open() only while this process has no database open: closing one would drop SQLite's locks.

/// Logs first: a page only ever moves from a log into its database.
Result<std::vector<fs::path>> files_of(fs::path const& data) {
  std::error_code error;
  std::vector<fs::path> out;
  for (fs::recursive_directory_iterator it(data, error), end; !error && it != end; it.increment(error))
    if (it->is_regular_file(error) && it->path().extension() != ".db-shm") out.push_back(it->path());
  if (error) return fail(Code::unavailable, "the cell's folder cannot be read", data.string());
  std::stable_partition(out.begin(), out.end(), [](fs::path const& path) { return path.extension() == ".db-wal"; });
  return out;
}

/// Blocks overlap by what a needle may straddle.
std::size_t places_in(fs::path const& file, std::string_view needle) {
  constexpr std::size_t kBlock = 4u << 20;
  std::ifstream in(file, std::ios::binary);
  std::string window;
  std::string block(kBlock, '\0');
  std::size_t found = 0;
  while (in) {
    in.read(block.data(), static_cast<std::streamsize>(kBlock));
    window.append(block, 0, static_cast<std::size_t>(in.gcount()));
    for (std::size_t at = 0; (at = window.find(needle, at)) != window.npos; ++at) ++found;
    if (window.size() >= needle.size()) window.erase(0, window.size() - needle.size() + 1);
  }
  return found;
}

}  // namespace

Result<store::Rows> Observer::rows(store::Which which, store::Sql sql, store::Params const& params) const {
  TROTH_TRY(auto const identity, app::read_identity(data_));
  TROTH_TRY(auto reader, store::observe(identity.place(data_), which));
  return reader->query(sql, params);
}

Result<std::int64_t> Observer::count(store::Sql sql, store::Params const& params) const {
  TROTH_TRY(auto rows, data(sql, params));
  return rows.at(0).at(0).integer();
}

Result<std::size_t> Observer::places(ByteView needle) const {
  TROTH_TRY(auto files, files_of(data_));
  TROTH_TRY(auto const identity, app::read_identity(data_));
  TROTH_TRY(std::size_t found, store::rows_holding(identity.place(data_), needle));
  for (auto const& file : files) found += places_in(file, as_text(needle));
  return found;
}

Result<Observer::SeenEvent> Observer::event(TenantId log, std::string_view id) const {
  auto parsed = EventId::parse(id);
  if (!parsed) return fail(Code::not_found, "the answer names no event");
  TROTH_TRY(auto found,
            data("SELECT seq, type, leaf FROM event WHERE tenant_id = $1 AND event_id = $2", {log, *parsed}));
  if (found.size() != 1) return fail(Code::not_found, "the log has no event of that id");
  SeenEvent out{found[0][0].integer(), found[0][1].integer(), false};
  Bytes const& leaf = found[0][2].bytes();
  out.leaf_agrees =
      leaf.size() == act::kLeafSize && leaf[0] == 1 && read_be<std::uint16_t>(ByteView(leaf).subspan(1, 2)) == out.type;
  return out;
}

Result<Observer::SeenLog> Observer::log(TenantId log) const {
  TROTH_TRY(auto const identity, app::read_identity(data_));
  TROTH_TRY(auto reader, store::observe(identity.place(data_)));
  TROTH_TRY(auto leaves, reader->query("SELECT seq, leaf FROM event WHERE tenant_id = $1 ORDER BY seq", {log}));
  TROTH_TRY(auto head, reader->query("SELECT size, root FROM log_head WHERE tenant_id = $1", {log}));
  merkle::CompactRange range;
  for (auto const& row : leaves) {
    if (row[0].integer() != static_cast<std::int64_t>(range.size()))
      return fail(Code::corrupt, "the log has a gap", "leaf " + std::to_string(range.size()));
    range.append(merkle::leaf_hash(row[1].bytes()));
  }
  auto const root = range.root();
  bool const agrees = head.size() == 1 && head[0][0].integer() == static_cast<std::int64_t>(range.size()) &&
                      std::ranges::equal(head[0][1].bytes(), root);
  return SeenLog{range.size(), hex(root), agrees};
}

}  // namespace troth::cli
