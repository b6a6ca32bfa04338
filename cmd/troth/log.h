#pragma once
#include "commands.h"

namespace troth::cli {

/// What the commands of `troth log` are told; each looks at its own.
struct LogArguments {
  Connection connection;
  std::string tenant;                          ///< whose log; empty: the cell's own
  std::string event;                           ///< show, receipt
  std::string actor, token, session, subject;  ///< ids
  std::string type, from, to, cursor;
  std::size_t limit = 100;
  std::vector<std::string> parts;  ///< what, who, whom
  std::string out;                 ///< a file, a folder, or - for standard output
  std::string open_log;            ///< mirror: "cell" or "evidence", logs that anybody may read
  bool resume = false;
  bool after_restore = false;                       ///< rotate
  bool check_parts = false, check_records = false;  ///< fsck
};

int log_status(LogArguments const& arguments);
int log_checkpoint(LogArguments const& arguments);
int log_search(LogArguments const& arguments);
int log_show(LogArguments const& arguments);
int log_receipt(LogArguments const& arguments);
int log_blast_radius(LogArguments const& arguments);
int log_export(LogArguments const& arguments);
int log_mirror(LogArguments const& arguments);
int log_rotate(std::filesystem::path const& data, bool after_restore, bool json);
int log_fsck(LogArguments const& arguments);

}  // namespace troth::cli
