#include "witness.h"

#include <iostream>

#include "app/tls_files.h"
#include "base/private_file.h"
#include "commands.h"
#include "foreground.h"
#include "merkle/policy.h"
#include "witness_server.h"

namespace troth::cli {
namespace {

Result<std::string> make(WitnessArguments const& arguments) {
  SystemRandom random;
  SystemClock const clock;
  TROTH_TRY(witness::Book::create(arguments.dir, arguments.name, random));
  TROTH_TRY(app::write_certificate(arguments.dir, clock));
  TROTH_TRY(auto book, witness::Book::open(arguments.dir, clock));
  return book->vkey();
}

/// The keys of the command line and those of the policy's log lines.
Result<std::vector<std::string>> keys_of(WitnessArguments const& arguments) {
  auto out = arguments.vkeys;
  if (arguments.policy.empty()) return out;
  auto text = read_file(arguments.policy, 1u << 20);
  if (!text) return fail(Code::invalid, "the policy file cannot be read", arguments.policy.string());
  TROTH_TRY(auto policy, merkle::Policy::parse(*text));
  for (auto const& log : policy.logs) out.push_back(log.key.text());
  if (out.empty()) return fail(Code::invalid, "the policy names no log", arguments.policy.string());
  return out;
}

Result<std::size_t> trust_all(WitnessArguments const& arguments) {
  SystemClock const clock;
  TROTH_TRY(auto keys, keys_of(arguments));
  TROTH_TRY(auto book, witness::Book::open(arguments.dir, clock));
  for (auto const& key : keys) TROTH_TRY(book->trust(key));
  return keys.size();
}

}  // namespace

int witness_init(WitnessArguments const& arguments) {
  auto vkey = make(arguments);
  if (!vkey) return report(vkey.error());
  std::cout << *vkey << "\n";
  std::cerr << "The witness is made; above is its key, for the policies of those who rely on it. Next:\n"
            << "  troth witness trust --dir " << arguments.dir.string() << " VKEY   (the key of a log)\n"
            << "  troth witness serve --dir " << arguments.dir.string() << "\n";
  return kOk;
}

int witness_trust(WitnessArguments const& arguments) {
  auto count = trust_all(arguments);
  if (!count) return report(count.error());
  std::cout << *count << (*count == 1 ? " log is" : " logs are") << " trusted\n";
  return kOk;
}

int witness_serve(WitnessArguments const& arguments) {
  auto endpoint = Endpoint::parse(arguments.listen);
  if (!endpoint) return report(endpoint.error());
  hold_signals();
  WitnessServer served;
  if (auto opened = served.open(arguments.dir, *endpoint); !opened) return report(opened.error());
  std::cout << "witness " << served.book().name() << " on " << endpoint->url(served.port()) << "\n"
            << served.book().vkey() << std::endl;
  auto ended = serve_until_signal([&] { return served.book().healthy(); });
  if (!ended) return report(ended.error());  // restart decides
  std::cout << "stopping" << std::endl;
  return kOk;
}

}  // namespace troth::cli
