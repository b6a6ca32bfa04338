#include "options.h"

// The option tree of `troth log`, and nothing else.

namespace troth::cli {
namespace {

/// One command of `troth log`, with what all of them take.
CLI::App* command(CLI::App* log, LogArguments& a, int& code, char const* name, char const* about,
                  int (*run)(LogArguments const&)) {
  auto* out = log->add_subcommand(name, about);
  connection_options(out, a.connection);
  out->add_option("--tenant", a.tenant, "id of the tenant whose log it is (default: the cell's own log)");
  out->callback([&a, &code, run] { code = run(a); });
  return out;
}

void time_options(CLI::App* app, LogArguments& a) {
  app->add_option("--from", a.from, "not before: 2026-11-22 or 2026-11-22T09:30:00Z");
  app->add_option("--to", a.to, "not after: likewise; a date is taken with its whole day");
}

void look(CLI::App* log, LogArguments& a, int& code) {
  command(log, a, code, "status", "the newest seal, its witnesses, and the keys that sign", log_status);
  command(log, a, code, "checkpoint", "the log's newest signed checkpoint, as it is", log_checkpoint);

  auto* search = command(log, a, code, "search", "events by who, whom, what and when, oldest first", log_search);
  search->add_option("--actor", a.actor, "id of the principal who did it");
  search->add_option("--token", a.token, "id of the token it was done with (never the token itself)");
  search->add_option("--subject", a.subject, "id of the person it was about");
  search->add_option("--type", a.type, "such as record.consulted");
  time_options(search, a);
  search->add_option("--limit", a.limit, "events to show; with --json, in the one answer")
      ->capture_default_str()
      ->check(CLI::Range(1, 500));
  search->add_option("--cursor", a.cursor, "go on where an earlier search ended");

  auto* show = command(log, a, code, "show", "one event with its parts opened", log_show);
  show->add_option("event", a.event, "the event's id")->required();

  auto* radius = command(log, a, code, "blast-radius", "whom somebody's access has touched", log_blast_radius);
  auto* one = radius->add_option_group("who", "exactly one of these");
  one->add_option("--actor", a.actor, "id of a principal");
  one->add_option("--token", a.token, "id of a token (never the token itself)");
  one->add_option("--session", a.session, "id of a session; in this version, of a token");
  one->require_option(1);
  time_options(radius, a);
}

void take(CLI::App* log, LogArguments& a, int& code) {
  auto* receipt = command(log, a, code, "receipt", "one file that proves an event, for troth-verify", log_receipt);
  receipt->add_option("event", a.event, "the event's id")->required();
  receipt->add_option("--parts", a.parts, "parts to open in it for its holder: what,who,whom")
      ->delimiter(',')
      ->check(CLI::IsMember({"what", "who", "whom"}));
  receipt->add_option("--out", a.out, "the file to write; - for standard output")->required();

  auto* exported = command(log, a, code, "export", "events as NDJSON (OCSF), without any person's data", log_export);
  exported->add_option("--out", a.out, "the file to write; - for standard output")->required();
  exported->add_flag("--resume", a.resume, "append to the file what is not in it yet");

  auto* mirror = command(log, a, code, "mirror", "checkpoint, tiles and entries in a folder (tlog-tiles)", log_mirror);
  mirror->add_option("--out", a.out, "the folder; what is there already is kept")->required();
  mirror
      ->add_option("--public", a.open_log, "a log that anybody may read, without a token: cell (of seals) or evidence")
      ->check(CLI::IsMember({"cell", "evidence"}))
      ->excludes("--tenant");
}

/// What works on the folders of a cell, without asking a server.
void mend(CLI::App* log, LogArguments& a, int& code) {
  auto* rotate =
      log->add_subcommand("rotate", "in a stopped cell after a restore: begin a new log epoch that says what was lost");
  rotate->add_option("--data", a.connection.data, "folder of the cell")->required();
  rotate->add_flag("--after-restore", a.after_restore, "the data was restored from a backup");
  rotate->add_flag("--json", a.connection.json, "machine-readable output");
  rotate->callback([&] { code = log_rotate(a.connection.data, a.after_restore, a.connection.json); });

  auto* fsck =
      log->add_subcommand("fsck", "check all logs of a cell from its folders; with keys only while it is stopped");
  fsck->add_option("--data", a.connection.data, "folder of the cell")->required();
  fsck->add_flag("--parts", a.check_parts, "open the sealed parts of all events and compare them with their leaves");
  fsck->add_flag("--records", a.check_records, "besides, compare each record with what its newest event says of it");
  fsck->add_flag("--json", a.connection.json, "machine-readable output");
  fsck->callback([&] { code = log_fsck(a); });
}

}  // namespace

void log_options(CLI::App& app, LogArguments& arguments, int& code) {
  auto* log = app.add_subcommand("log", "read a log, take proofs of it along, copy it");
  log->require_subcommand(1);
  look(log, arguments, code);
  take(log, arguments, code);
  mend(log, arguments, code);
}

}  // namespace troth::cli
