#pragma once
#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/random.h"
#include "base/result.h"
#include "http/message.h"
#include "merkle/checkpoint.h"
#include "merkle/note.h"
#include "merkle/witness_protocol.h"

namespace troth::witness {

/// What a witness knows, in a folder of its own (0700): its key, which logs it trusts, and for each of them the newest
/// checkpoint it has cosigned. It promises one thing: it never cosigns two heads of an origin of which the later does
/// not extend the earlier. So a head is on the disk, durable, before its cosignature leaves; checking and recording are
/// one step under a mutex; and one process at a time has the folder.
class Book {
 public:
  static constexpr std::size_t kMostBody = 64u << 10;

  /// Makes a witness in an empty or absent folder. invalid if `name` is no key name, conflict if the folder has
  /// anything in it.
  static Result<> create(std::filesystem::path const& folder, std::string const& name, Random& random);
  /// gone if the folder holds no witness, conflict if another process has it open, denied if others can get at the key,
  /// corrupt if a file is not what was written. `clock` outlives the book.
  static Result<std::unique_ptr<Book>> open(std::filesystem::path const& folder, Clock const& clock);
  ~Book();
  Book(Book const&) = delete;
  Book& operator=(Book const&) = delete;

  /// From now on cosigns for the log of this key, whose name is the origin; durable. conflict if the origin is known
  /// with another key: a log that changes its key takes a new origin (each epoch of a cell's log does). invalid unless
  /// it is a log's key.
  Result<> trust(std::string_view vkey);

  std::string const& name() const { return signer_.verifier().name(); }
  std::string vkey() const { return signer_.verifier().text(); }

  /// POST /add-checkpoint (C2SP tlog-witness), GET /<hex SHA-256 of an origin>/checkpoint, GET /; else 404. Any thread;
  /// waits for the disk.
  http::Response answer(http::Request const& request);
  /// unavailable once a record could not be made durable: from then on nothing is cosigned, as it is unknown what is on
  /// the disk. A restart decides.
  Result<> healthy() const;

 private:
  /// The newest checkpoint of an origin as it stands in its file.
  struct Record {
    merkle::Checkpoint head;
    std::uint64_t seconds = 0;  ///< POSIX time of our cosignature
  };
  Book(std::filesystem::path folder, Clock const& clock, merkle::SignerKey signer, int lock);
  std::filesystem::path file_of(std::string_view origin) const;
  Result<> load_trusted();
  Result<std::optional<Record>> recorded(std::string const& origin) const;
  Result<http::Response> add(merkle::AddCheckpoint const& request);
  Result<std::string> cosign(merkle::Note note, merkle::Checkpoint const& head, std::optional<Record> const& last)
      TROTH_REQUIRES(mutex_);
  http::Response add_checkpoint(http::Request const& request);
  http::Response newest(std::string_view target) const;
  http::Response front();

  std::filesystem::path const folder_;
  Clock const& clock_;
  merkle::SignerKey const signer_;
  int const lock_;  ///< the descriptor that holds the folder for us
  Mutex mutex_;     ///< held from the check of a record until it is replaced
  std::vector<merkle::VerifierKey> trusted_ TROTH_GUARDED_BY(mutex_);
  std::atomic<bool> failed_ = false;
};

}  // namespace troth::witness
