// Hashing by itself, and the auditor's program over a mirror of 10^6 entries.
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <fstream>

#include "log_house.h"
#include "log_parts.h"
#include "merkle/checkpoint.h"
#include "merkle/note.h"
#include "merkle/tile.h"

namespace troth::bench {
namespace {

constexpr std::uint64_t kEntries = 1'000'000;

void write_file(std::filesystem::path const& name, ByteView bytes) {
  std::filesystem::create_directories(name.parent_path());
  std::ofstream out(name, std::ios::binary);
  out.write(reinterpret_cast<char const*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) give_up(fail(Code::unavailable, "a file of the mirror could not be written", name.string()));
}

/// A mirror as C2SP tlog-tiles lays it out, written entry by entry.
class MirrorWriter {
 public:
  explicit MirrorWriter(std::filesystem::path folder) : folder_(std::move(folder)) {}

  void append(Bytes entry) {
    std::vector<merkle::TileNode> completed;
    auto const leaf = merkle::leaf_hash(entry);
    tree_.append(leaf, completed);
    bundle_.push_back(std::move(entry));
    if (bundle_.size() == merkle::kTileWidth) put_bundle();
    put_hash(0, leaf);
    for (auto const& node : completed) put_hash(node.level, node.hash);
  }
  /// The partial tiles, the signed head, and the policy that pins its key.
  void close(std::string const& origin) {
    if (!bundle_.empty()) put_bundle();
    for (auto& [level, row] : rows_)
      if (!row.hashes.empty()) put_tile(level, row);
    auto const seed = random_.bytes<32>();
    merkle::SignerKey const key(origin, merkle::KeyType::ed25519, Secret::copy_of(seed));
    merkle::Note note{merkle::Checkpoint{origin, tree_.size(), tree_.root()}.text(), {}};
    note.signatures.push_back(key.sign(note.text));
    write_file(folder_ / "checkpoint", as_bytes(note.encode()));
    write_file(folder_ / "policy", as_bytes("log " + key.verifier().text() + "\nquorum none\n"));
  }

 private:
  struct Row {
    std::uint64_t index = 0;
    Bytes hashes;
  };
  static unsigned width(std::size_t hashes) { return static_cast<unsigned>(hashes); }
  void put(merkle::TileId const& tile, ByteView bytes) { write_file(folder_ / "tile" / tile.path(), bytes); }
  void put_bundle() {
    put({0, bundles_++, width(bundle_.size()), true}, merkle::encode_bundle(bundle_));
    bundle_.clear();
  }
  void put_hash(unsigned level, merkle::Hash const& hash) {
    Row& row = rows_[level];
    troth::append(row.hashes, hash);
    if (row.hashes.size() == merkle::kTileWidth * hash.size()) put_tile(level, row);
  }
  void put_tile(unsigned level, Row& row) {
    put({level, row.index++, width(row.hashes.size() / sizeof(merkle::Hash)), false}, row.hashes);
    row.hashes.clear();
  }

  std::filesystem::path const folder_;
  SystemRandom random_;
  merkle::CompactRange tree_;
  std::vector<Bytes> bundle_;
  std::uint64_t bundles_ = 0;
  std::map<unsigned, Row> rows_;
};

/// A program that does not find all well ends the measurement.
void time_program(std::vector<std::string> const& words, Figures& figures) {
  std::vector<char*> arguments;
  for (auto const& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  Stopwatch const watch;
  pid_t process = 0;
  int status = -1;
  rusage used{};
  if (posix_spawn(&process, arguments[0], &actions, nullptr, arguments.data(), environ) == 0)
    wait4(process, &status, 0, &used);
  double const took = watch.seconds();
  posix_spawn_file_actions_destroy(&actions);
  if (status != 0) give_up(fail(Code::unavailable, "troth-verify did not find the mirror to be whole", words[0]));
  auto const seconds = [](timeval of) {
    return static_cast<double>(of.tv_sec) + static_cast<double>(of.tv_usec) / 1e6;
  };
  figures.add("verify_1m_s", took);
  figures.add("verify_1m_cpu_s", seconds(used.ru_utime) + seconds(used.ru_stime));
}

}  // namespace

void measure_hashing(Setting const& setting, Figures& figures) {
  for (std::int64_t round = 0; round < setting.rounds; ++round) {
    merkle::CompactRange tree;
    act::Leaf leaf{};
    Stopwatch const watch;
    for (std::uint64_t i = 0; i < kEntries; ++i) {
      std::memcpy(leaf.data() + 11, &i, sizeof i);
      tree.append(merkle::leaf_hash(leaf));
    }
    TROTH_CHECK(tree.root() != merkle::empty_root());
    figures.add("merkle_leaves_per_s", static_cast<double>(kEntries) / watch.seconds());
    figures.add("merkle_leaves_per_cpu_s", static_cast<double>(kEntries) / watch.cpu());
  }
}

void measure_verify(Setting const& setting, Figures& figures) {
  auto const folder = setting.folder / "mirror";
  SystemRandom random;
  MirrorWriter mirror(folder);
  for (std::uint64_t i = 0; i < kEntries; ++i) {
    auto const entry = random.bytes<act::kLeafSize>();
    mirror.append(Bytes(entry.begin(), entry.end()));
  }
  mirror.close("log.example.com/bench/cell/00/1");
  std::vector<std::string> const words{(setting.programs / "troth-verify").string(), "log", folder.string(), "--policy",
                                       (folder / "policy").string()};
  for (std::int64_t round = 0; round < setting.rounds; ++round) time_program(words, figures);
  std::filesystem::remove_all(folder);
}

}  // namespace troth::bench
