#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>

#include "base/private_file.h"
#include "merkle/lines.h"
#include "witness/book.h"

// FOLDER/key      32 bytes: the seed of the witness's Ed25519 key
// FOLDER/name     the key's name and a newline; written last, so a folder without it is no witness
// FOLDER/trusted  the vkeys of the logs, one a line
// FOLDER/lock     held (flock) by the one process that has the folder
// FOLDER/<hex SHA-256 of the origin>.checkpoint   the newest signed note of that log, with our cosignature

namespace troth::witness {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostTrusted = 1u << 20, kMostName = 1'024;

Result<int> take(fs::path const& folder) {
  auto const path = folder / "lock";
  int const lock = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (lock < 0) return fail(Code::denied, "the folder of the witness cannot be locked", path.string());
  if (::flock(lock, LOCK_EX | LOCK_NB) == 0) return lock;
  ::close(lock);
  return fail(Code::conflict, "another process has this witness; stop it first", folder.string());
}

Result<merkle::SignerKey> read_signer(fs::path const& folder) {
  auto name = read_file(folder / "name", kMostName);
  if (!name)
    return fail(Code::gone, "there is no witness in this folder; make one with `troth witness init`", folder.string());
  for (auto const& path : {folder, folder / "key"}) TROTH_TRY(must_be_private(path));
  TROTH_TRY(must_be_our_build(folder));
  TROTH_TRY(auto bytes, read_file(folder / "key", crypto::kEd25519Seed));
  auto seed = Secret::copy_of(as_bytes(bytes));
  explicit_bzero(bytes.data(), bytes.size());
  if (!name->empty() && name->back() == '\n') name->pop_back();
  if (!merkle::is_key_name(*name) || seed.size() != crypto::kEd25519Seed)
    return fail(Code::corrupt, "the key or the name of the witness is damaged; take them from a copy", folder.string());
  return merkle::SignerKey(*name, merkle::KeyType::cosignature, std::move(seed));
}

/// The key of a log; the name of such a key is the log's origin.
Result<merkle::VerifierKey> log_key(std::string_view vkey) {
  TROTH_TRY(auto key, merkle::VerifierKey::parse(vkey));
  if (key.type() == merkle::KeyType::ed25519) return key;
  return fail(Code::invalid, "a log needs a key of type 01, not a cosigner's", std::string(vkey));
}

}  // namespace

Result<> Book::create(fs::path const& folder, std::string const& name, Random& random) {
  if (!merkle::is_key_name(name) || name.size() >= kMostName)
    return fail(Code::invalid, "a witness has a name like witness.example.com/eu: no spaces, no +", name);
  std::error_code error;
  if (fs::exists(folder, error) && !fs::is_empty(folder, error))
    return fail(Code::conflict, "a new witness wants an empty folder", folder.string());
  TROTH_TRY(make_private_folder(folder));
  Secret seed(crypto::kEd25519Seed);
  random.fill(seed.span());
  TROTH_TRY(mark_build(folder));
  TROTH_TRY(write_private_file(folder / "key", as_text(seed.view())));
  TROTH_TRY(write_private_file(folder / "trusted", ""));
  return write_private_file(folder / "name", name + "\n");
}

Result<std::unique_ptr<Book>> Book::open(fs::path const& folder, Clock const& clock) {
  TROTH_TRY(auto signer, read_signer(folder));
  TROTH_TRY(int const lock, take(folder));
  std::unique_ptr<Book> out(new Book(folder, clock, std::move(signer), lock));
  TROTH_TRY(out->load_trusted());
  return out;
}

Book::Book(fs::path folder, Clock const& clock, merkle::SignerKey signer, int lock)
    : folder_(std::move(folder)), clock_(clock), signer_(std::move(signer)), lock_(lock) {}

Book::~Book() { ::close(lock_); }

/// Every record of a trusted log must be readable at the start: a witness that has forgotten must not go on.
Result<> Book::load_trusted() {
  Lock lock(mutex_);
  TROTH_TRY(auto text, read_file(folder_ / "trusted", kMostTrusted));
  merkle::Lines lines(text);
  while (!lines.at_end()) {
    auto const line = lines.next();
    auto key = line ? log_key(*line) : fail(Code::corrupt, "the last line has no newline");
    if (!key)
      return fail(Code::corrupt, "the list of trusted logs is damaged: one vkey a line", (folder_ / "trusted").string(),
                  std::string(key.error().message));
    TROTH_TRY(recorded(key->name()));
    trusted_.push_back(*std::move(key));
  }
  return {};
}

Result<> Book::trust(std::string_view vkey) {
  TROTH_TRY(auto key, log_key(vkey));
  Lock lock(mutex_);
  auto known =
      std::find_if(trusted_.begin(), trusted_.end(), [&](auto const& one) { return one.name() == key.name(); });
  if (known != trusted_.end()) {
    if (known->key() == key.key()) return {};
    return fail(Code::conflict, "this log is known with another key; a log that changes its key takes a new origin",
                key.name());
  }
  std::string text;
  for (auto const& one : trusted_) text += one.text() + "\n";
  TROTH_TRY(write_private_file(folder_ / "trusted", text + key.text() + "\n"));
  trusted_.push_back(std::move(key));
  return {};
}

}  // namespace troth::witness
