#pragma once
#include <chrono>
#include <filesystem>
#include <memory>

#include "base/result.h"
#include "net/listener.h"

namespace troth::app {

/// How long the token of the first administrator is good, and after how long an epoch of keys ends.
inline constexpr auto kFirstAdminLife = std::chrono::hours(1);
inline constexpr auto kEpochLength = std::chrono::hours(24);

/// What `troth init` is told. The seal must lie outside the data folder, except in a demo cell, which says so.
struct InitOptions {
  std::filesystem::path data;
  std::filesystem::path seal;
  std::string cell;           ///< a name: a to z, 0 to 9, _ and -
  std::string region;         ///< likewise, such as eu-central
  bool demo = false;          ///< allows a seal inside `data`
  std::string log_name = {};  ///< begins the origin of every log of the cell; empty: localhost/<cell>
  std::string store = {};     ///< a postgres:// URL for the data; empty: data.db
  std::string keys = {};      ///< another for the keys; empty: keys.db
  bool keys_same_cluster = false;
  std::string token =
      {};  ///< a pkcs11: URI (keys/pkcs11_uri.h): the keys are there, and `seal` keeps what was signed last
};

/// Makes a cell in an empty or absent folder: cell.json, tls/cert.pem and key.pem (self-signed for loopback), the two
/// stores with their first keys, the seal, and `first-admin` (0600), a token that is good for one hour and one use.
/// Errors: invalid (names, seal inside data), conflict (a cell is there already), denied (permissions), unavailable
/// (disk).
Result<> init_cell(InitOptions const& options);

/// Writes a new first-admin token in a stopped cell that has no administrator yet; conflict if it has one.
Result<> renew_first_admin(std::filesystem::path const& data);

struct ServeOptions {
  std::filesystem::path data;
  std::string address = "127.0.0.1";
  std::uint16_t port = 8443;
  unsigned seal_seconds = 10;         ///< 1 to 60; a seal is made only if a log has grown
  unsigned reserve_mib = 64;          ///< of the disk, kept for when it is full (app/reserve.h); 0: none
  std::string store = {}, keys = {};  ///< where the stores are now, if not where cell.json says; kept there
  std::chrono::milliseconds tick = std::chrono::seconds(5);  ///< how often the cell looks what its clock makes due
  net::Limits limits;
};

/// A cell that is being served: the TLS port and DATA/admin.sock. Destroying it finishes what runs, logs `cell.stopped`
/// and closes the stores.
class Cell {
 public:
  /// Errors: conflict (another process serves the folder, or a newer version wrote it), denied (seal readable by
  /// others), gone (not a cell: run init), unavailable (port).
  static Result<std::unique_ptr<Cell>> serve(ServeOptions const& options);
  virtual ~Cell() = default;
  virtual std::uint16_t port() const = 0;
  /// One sentence for people about the signed log: its epoch, its seals, who witnesses it.
  virtual std::string log_standing() const = 0;
  /// Unavailable once the store has failed; the process should end then, as restart decides.
  virtual Result<> healthy() const = 0;
};

}  // namespace troth::app
