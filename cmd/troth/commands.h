#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "app/cell.h"
#include "base/secret.h"
#include "client/client.h"

namespace troth::cli {

/// Exit codes of every command (docs/cli.md).
enum Exit : int { kOk = 0, kFinding = 1, kUsage = 2, kUnreachable = 3 };

/// Where the cell is and who asks.
struct Connection {
  std::filesystem::path data;        ///< its admin.sock
  std::string server;                ///< or a URL
  std::filesystem::path ca;          ///< with the CA's PEM
  std::filesystem::path token_file;  ///< never on the command line: arguments can be seen by others
  bool json = false;

  Result<std::unique_ptr<client::Client>> open() const;
  Result<Secret> token() const;
};

/// Says what went wrong, what was not changed and the next step, on stderr; gives the exit code.
int report(Error const& error);
/// Prints an answer's body on stdout; a problem on stderr, with its `at` and `next`.
int report(http::Response const& response, bool json);

/// Writes what a command was asked for: to a file (0600, whole or not at all), or for `-` to standard output.
/// storage_full if that takes no more.
Result<> put_out(std::filesystem::path const& out, std::string_view bytes);

struct ServeArguments {
  std::filesystem::path data;
  std::string listen = "127.0.0.1:8443";
  unsigned seal_seconds = 10;
  unsigned reserve_mib = 64;
  std::string store, keys;
};
int init(app::InitOptions const& options);
int serve(ServeArguments const& arguments);
/// In a stopped cell: a new first-admin token. In a running one: makes the first administrator and keeps its token in a
/// file.
int first_admin(Connection const& connection, std::filesystem::path const& out, bool renew);
int keys_status(Connection const& connection);
int keys_epoch(Connection const& connection);
/// One request: the word of an operation says method and path, `arguments` fill the placeholders.
struct CallArguments {
  std::string method, path, body_file, purpose, reason, if_match, idempotency_key;
};
int call(Connection const& connection, CallArguments const& arguments);

struct ImportArguments {
  std::string tenant, collection, file, rejected_file, import_id;
  std::size_t lines_per_chunk = 1'000;
};
int import(Connection const& connection, ImportArguments const& arguments);

struct DemoArguments {
  std::filesystem::path data;
  std::filesystem::path dataset;
  bool once = false, json = false;
  std::string listen = "127.0.0.1:8443";
  std::string store, keys;
  bool keys_same_cluster = false;
};
int demo(DemoArguments const& arguments);

}  // namespace troth::cli
