#include <algorithm>
#include <chrono>
#include <iostream>

#include "commands.h"
#include "demo_cell.h"
#include "demo_told.h"
#include "demo_witness.h"
#include "foreground.h"
#include "programs.h"
#include "tour.h"

// The story: a cell in an empty folder, real conversations, one visitor's way through it, and an observer who believes
// no answer.

namespace troth::cli {
namespace {

/// Everything between the server's start and its end.
Result<Told> tell(DemoServer& server, DemoWitness& witness, std::filesystem::path const& data, Dataset dataset,
                  std::ostream& out) {
  auto const stop_if_asked = [&] {
    if (asked_to_end()) server.stop();  // the next request finds nobody, and everything is wound up in order
  };
  TROTH_TRY(auto api, Api::connect(server.url(), data / "tls" / "cert.pem"));
  TROTH_TRY(witness.trust_cell(api));
  Told told;
  TROTH_TRY(told.tenant, set_up_tenant(api, data, out));
  auto const& tenant = told.tenant;
  TROTH_TRY(std::uint32_t visitor, pick_visitor(dataset));
  TROTH_TRY(auto people, import_lines(api, tenant, "contact", contact_lines(dataset, visitor), out, stop_if_asked));
  TROTH_TRY(auto messages,
            import_lines(api, tenant, "message", message_lines(dataset, visitor, people.made), out, stop_if_asked));
  if (people.made.empty()) return fail(Code::invalid, "the data set has one speaker only");

  Walk::Visitor who{contact_of(visitor), {}};
  for (auto const& message : dataset.messages)
    if (message.speaker == visitor) who.messages.push_back(message);
  told.messages = messages.accepted + static_cast<std::int64_t>(who.messages.size());
  told.subjects = static_cast<std::int64_t>(people.made.size()) + 1;
  out << "\nOne speaker was kept back: " << who.messages.size() << " messages of conversation "
      << who.messages[0].conversation
      << " arrive now. What is seen below is seen from outside the server's process: rows, and the bytes of every "
         "file.\n";
  Observer const observer(data);
  Walk walk({api, observer, tenant, data, people.made.begin()->second, people.accepted + messages.accepted,
             longest_texts(dataset, 3)},
            std::move(who), out);
  told.operations = walk.run(stop_if_asked);
  told.rest_held = walk.rest_held();
  TROTH_TRY(told.proof, prove_event(api, tenant, data, told.event_of("consultation"), out));
  TROTH_TRY(told.trust, show_trust(api, tenant, data, out));
  constexpr std::size_t kForTheTour = 60;
  for (auto const& [label, subject] : people.made)
    if (told.people.size() < kForTheTour) told.people.push_back(subject);
  told.dataset = std::move(dataset);
  return told;
}

void say_what_next(DemoServer const& server, Tour const& tour, std::filesystem::path const& data, std::ostream& out) {
  std::string const folder = data.string();
  out << "\nThe cell is up until Ctrl-C.\n"
      << "  tour    " << server.url() << "/tour, which leads to " << tour.url() << "\n"
      << "  trust   " << server.url() << "/trust\n"
      << "  page    " << server.url() << "/\n"
      << "  CA      " << folder << "/tls/cert.pem\n"
      << "  tokens  " << folder
      << "/tokens/ (admin, owner, page, designer, importer, desk, care, dispatch, matcher, herald, privacy, auditor, "
         "prober, author, approver)\n"
      << "To try:\n"
      << "  sed 's/^/Authorization: Bearer /' " << folder << "/tokens/admin | curl -H @- --cacert " << folder
      << "/tls/cert.pem " << server.url() << "/v1/cell/keys\n"
      << "  troth keys status --data " << folder << " --token-file " << folder << "/tokens/admin" << std::endl;
}

/// Until Ctrl-C: the tour, and each clause attacked again before its evidence expires.
Result<> stay_up(DemoServer const& server, Told const& told, std::filesystem::path const& data, std::ostream& out) {
  TROTH_TRY(auto const self, own_program());
  TROTH_TRY(auto const mutant, mutant_program());
  TROTH_TRY(auto tour, Tour::start({data, server.url(), told.tenant, told.people, self, mutant}));
  TROTH_TRY(auto schedule, keep_probing(data));
  say_what_next(server, *tour, data, out);
  return serve_until_signal([] { return Result<>(); });
}

Result<bool> play(DemoArguments const& arguments, std::ostream& out) {
  auto const began = std::chrono::steady_clock::now();
  if (arguments.dataset.empty())
    return fail(Code::invalid, "name the data set: --dataset dataset.json of the PyPI package chitchat-dataset 0.9.0");
  TROTH_TRY(check_loopback(arguments.listen));
  TROTH_TRY(auto dataset, read_dataset(arguments.dataset));
  out << "data set      " << dataset.conversations << " conversations, " << dataset.messages.size() << " messages, "
      << dataset.speakers << " speakers; their handles are replaced by invented people\n";
  if (!dataset.published()) out << "              not the file that chitchat-dataset 0.9.0 publishes\n";
  TROTH_TRY(auto folder,
            DemoFolder::make(arguments.data, {arguments.store, arguments.keys, arguments.keys_same_cluster}));
  out << "cell          demo, in " << folder.path().string() << "\n"
      << "demo seal     on the same disk, inside the folder\n";
  TROTH_TRY(auto witness, DemoWitness::start(folder.path()));
  TROTH_TRY(auto server, DemoServer::start(folder.path(), arguments.listen));
  out << "serving       " << server.url() << ", process " << server.process() << std::endl;
  TROTH_TRY(auto told, tell(server, *witness, folder.path(), std::move(dataset), out));

  double const seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  auto const seen = std::ranges::count_if(told.operations, [](auto const& operation) { return operation.ok; });
  out << "\n" << seen << " of " << told.operations.size() << " operations were seen to do what they say.\n";
  if (arguments.json) std::cout << told.as_json(seconds) << std::endl;
  if (!arguments.once) TROTH_TRY(stay_up(server, told, folder.path(), out));
  if (!server.stop()) return fail(Code::unavailable, "the demo's server did not end in order");
  out << "stopped       " << (folder.goes() ? "the folder is removed" : "the folder stays: " + folder.path().string())
      << std::endl;
  return told.ok();
}

}  // namespace

int demo(DemoArguments const& arguments) {
  hold_signals();  // so that no server and no folder is left behind
  auto done = play(arguments, arguments.json ? std::cerr : std::cout);
  if (done) return *done ? kOk : kFinding;
  if (!asked_to_end()) return report(done.error());
  std::cerr << "troth: the demo was asked to stop; its server is stopped\n";
  return kFinding;
}

}  // namespace troth::cli
