#include "trust_bundle.h"

#include <algorithm>
#include <iostream>

#include "merkle/bundle.h"
#include "options.h"

// Fetches GET /trust/bundle, which anybody may. What comes is kept only if it holds together; whose signatures it has
// is for troth-verify and the policy of whoever reads it.

namespace troth::cli {
namespace {

using Status = merkle::BundleClause::Status;

Result<http::Response> fetch(Connection const& connection) {
  TROTH_TRY(auto client, connection.open());
  http::Request request;
  request.method = http::Method::get;
  request.target = "/trust/bundle";
  return client->send(request);
}

Result<merkle::BundleVerdict> judge(std::string const& bytes) {
  TROTH_TRY(auto bundle, merkle::Bundle::parse(bytes));
  auto verdict = merkle::verify(bundle, nullptr, SystemClock().now());
  if (verdict.outcome == merkle::Outcome::failed)
    return fail(Code::corrupt, "the bundle that the cell gave does not hold together; nothing was kept",
                verdict.checks.back().name, verdict.checks.back().says);
  return verdict;
}

void tell(merkle::BundleVerdict const& verdict, std::string const& out) {
  auto const count = [&](Status status) {
    return std::to_string(std::ranges::count(verdict.clauses, status, &merkle::BundleClause::status));
  };
  std::cerr << "The bundle is in " << out << ": " << count(Status::pass) << " clauses pass, " << count(Status::fail)
            << " fail, " << count(Status::stale)
            << " are stale. Check it with a policy that you have from somebody you trust:\n"
            << "  troth-verify bundle " << out << " --policy FILE\n";
}

int trust_bundle(TrustBundleArguments const& arguments) {
  auto response = fetch(arguments.connection);
  if (!response) return report(response.error());
  if (response->status >= 400) return report(*response, arguments.connection.json);
  auto verdict = judge(response->body);
  if (!verdict) return report(verdict.error());
  if (auto written = put_out(arguments.out, response->body); !written) return report(written.error());
  if (arguments.out != "-" && !arguments.connection.json) tell(*verdict, arguments.out);
  return kOk;
}

}  // namespace

void trust_bundle_options(CLI::App& app, TrustBundleArguments& arguments, int& code) {
  auto* trust = app.add_subcommand("trust", "what the cell shows to everybody");
  trust->require_subcommand(1);
  auto* bundle = trust->add_subcommand("bundle", "one file that shows what the clauses rest on, for troth-verify");
  connection_options(bundle, arguments.connection);
  bundle->add_option("--out", arguments.out, "the file to write; - for standard output")->required();
  bundle->callback([&] { code = trust_bundle(arguments); });
}

}  // namespace troth::cli
