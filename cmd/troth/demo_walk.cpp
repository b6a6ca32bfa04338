#include "demo_walk.h"

#include <chrono>
#include <thread>

namespace troth::cli {

std::vector<DemoOperation> Walk::run(std::function<void()> const& between) {
  constexpr Line kOperations[] = {
      {"collection", "a visitor opens the chat, accepts the notice and leaves an address", &Walk::collection},
      {"recording", "the conversation arrives, message by message", &Walk::recording},
      {"organisation", "one message says something of health, and is labelled so", &Walk::organisation},
      {"structuring", "contacts get a field more: a second version of the structure", &Walk::structuring},
      {"storage", "what lies where, for how long", &Walk::storage},
      {"retrieval", "the desk finds the visitor by the address", &Walk::retrieval},
      {"consultation", "the desk looks, under a purpose", &Walk::consultation},
      {"use", "is this their address? how many have it?", &Walk::use},
      {"disclosure", "a mailer gets the address, and nobody else can read it", &Walk::disclosure},
      {"combination", "the visitor came by phone, too: two who are one", &Walk::combination},
      {"restriction", "the visitor contests the data: stored only, until it is settled", &Walk::restriction},
      {"alteration", "the visitor corrects the address", &Walk::alteration},
      {"erasure", "the visitor asks to be forgotten", &Walk::erasure},
      {"destruction", "a customer leaves, and two people end its tenant", &Walk::destruction},
      {"dissemination", "everything for everybody: refused, whoever asks", &Walk::dissemination},
  };
  constexpr Line kAround[] = {
      {"administration", "the tenant, its rules and who may do what, as they were set up", &Walk::administration},
      {"epoch", "the key epoch ends, and with it every older copy of the erased key", &Walk::epoch},
  };
  std::vector<DemoOperation> out, rest;
  held_ = play({"the import", "what came in bulk, before the visitor", &Walk::bulk}, rest);
  for (auto const& line : kOperations) {
    between();
    play(line, out);
  }
  for (auto const& line : kAround) {
    between();
    held_ &= play(line, rest);
  }
  bool const logs_hold = play({"the logs", "every root computed again from the leaves", &Walk::logs}, rest);
  held_ &= logs_hold;
  if (!logs_hold)
    for (auto& operation : out) operation.ok = false;  // no event proves anything in a log that does not hold
  return out;
}

bool Walk::play(Line const& line, std::vector<DemoOperation>& out) {
  Scene scene(out_, cast_.observer, line.name, line.about);
  if (auto done = (this->*line.part)(scene); !done) scene.failed(done.error());
  out.push_back(scene.result());
  return out.back().ok;
}

Result<Walk::Seen> Walk::record_row(std::string_view collection, std::string const& record) const {
  auto id = RecordId::parse(record);
  if (!id) return fail(Code::not_found, "there is no record to look for");
  TROTH_TRY(auto rows,
            cast_.observer.data("SELECT version, envelope FROM record WHERE tenant_id = $1 AND subject_id = $2"
                                " AND collection = $3 AND record_id = $4",
                                {cast_.tenant.id, subject_, collection, *id}));
  if (rows.size() != 1) return fail(Code::not_found, "the record's row is not there");
  return Seen{rows[0][0].integer(), rows[0][1].bytes()};
}

/// Ciphertext in the row, none of `plain` in any file. The same search finds the ciphertext, so it does look at the
/// right bytes.
Result<> Walk::look_sealed(Scene& scene, Seen const& seen, std::vector<std::string> const& plain) const {
  constexpr std::size_t kEnough = 24;  // header and nonce: no other bytes are like them
  bool const header = seen.envelope.size() >= kEnough && hex(ByteView(seen.envelope).first(4)) == "d7010100";
  bool inside = false;
  std::size_t in_files = 0;
  for (auto const& text : plain) {
    inside = inside || as_text(seen.envelope).find(text) != std::string_view::npos;
    TROTH_TRY(std::size_t places, cast_.observer.places(text));
    in_files += places;
  }
  scene.saw(header && !inside,
            "row       " + first_bytes(seen.envelope) + "  (" + std::to_string(seen.envelope.size()) + " bytes)");
  TROTH_TRY(auto sealed_places,
            header ? cast_.observer.places(ByteView(seen.envelope).first(kEnough)) : Result<std::size_t>(0));
  scene.saw(in_files == 0 && sealed_places > 0, "in all files of the cell: the plaintext " + in_places(in_files) +
                                                    ", this ciphertext " + in_places(sealed_places));
  return {};
}

Result<> Walk::poll(Secret const& token, std::string const& location) const {
  auto const until = std::chrono::steady_clock::now() + std::chrono::minutes(2);
  while (std::chrono::steady_clock::now() < until) {
    TROTH_TRY(auto answer, cast_.api.expect(token, {http::Method::get, location}, 200));
    TROTH_TRY(std::string state, answer.text("state"));
    if (state == "completed") return {};
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return fail(Code::unavailable, "the job was not completed in two minutes", short_ids(location));
}

}  // namespace troth::cli
