#include "demo_log.h"

#include <chrono>
#include <functional>
#include <sstream>
#include <thread>

#include "base/private_file.h"
#include "probe/process.h"
#include "programs.h"

namespace troth::cli {
namespace {

namespace fs = std::filesystem;
using http::Method;

/// Until `done` says so; it is asked four times a second.
Result<> wait_until(std::string_view what, std::function<Result<bool>()> const& done) {
  auto const until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (std::chrono::steady_clock::now() < until) {
    TROTH_TRY(bool const is_done, done());
    if (is_done) return {};
    std::this_thread::sleep_for(std::chrono::milliseconds(250));
  }
  return fail(Code::unavailable, "it did not happen within half a minute", std::string(what));
}

Result<std::string> cosigned_level(Api& api) {
  std::string level;
  TROTH_TRY(wait_until("the witness cosigns a seal", [&]() -> Result<bool> {
    TROTH_TRY(std::string text, api.look("/log/status"));
    TROTH_TRY(auto status, http::JsonReader::object(text));
    TROTH_TRY(level, status.text("witness_level", 40));
    return status.boolean("cosigned", false);
  }));
  return level;
}

/// 409 while the event is behind the newest seal.
Result<std::string> take_receipt(Api& api, DemoTenant const& tenant, std::string const& event) {
  Ask const ask{Method::get, tenant.path("/log/events/" + event + "/receipt?parts=what,who")};
  std::string receipt;
  TROTH_TRY(wait_until("the event is sealed", [&]() -> Result<bool> {
    TROTH_TRY(auto answer, api.ask(tenant.auditor, ask));
    if (answer.status == 409) return false;
    if (answer.status != 200)
      return fail(Code::conflict, "the cell gives no receipt", ask.line(),
                  std::to_string(answer.status) + " " + answer.body);
    receipt = std::move(answer.body);
    return true;
  }));
  return receipt;
}

/// Runs the auditor's program and shows what it says, indented. Whether it holds the receipt to be true.
Result<bool> run_verify(fs::path const& program, DemoProof const& proof, std::ostream& out) {
  TROTH_TRY(auto const ran,
            probe::Process::run({.program = program,
                                 .arguments = {"receipt", proof.receipt.string(), "--policy", proof.policy.string()},
                                 .take_errors = true},
                                std::chrono::seconds(60)));
  std::istringstream said(ran.said);
  for (std::string line; std::getline(said, line);) out << "  " << line << "\n";
  return ran.code == 0;
}

}  // namespace

std::string DemoProof::command() const {
  return "troth-verify receipt " + receipt.string() + " --policy " + policy.string();
}

Result<DemoProof> prove_event(Api& api, DemoTenant const& tenant, fs::path const& data, std::string const& event,
                              std::ostream& out) {
  out << "\nproof: the visitor was erased; that they were consulted, by whom and why can still be proven\n";
  DemoProof proof{data / "demo-receipt", data / "demo-policy", "none", std::nullopt};
  TROTH_TRY(proof.witness_level, cosigned_level(api));
  TROTH_TRY(std::string receipt, take_receipt(api, tenant, event));
  TROTH_TRY(std::string policy, api.look("/log/policy"));
  TROTH_TRY(write_private_file(proof.receipt, receipt));
  TROTH_TRY(write_private_file(proof.policy, policy));
  out << "  event     " << short_ids(event) << ", with the parts what and who opened\n"
      << "  witness   " << proof.witness_level << " (whoever owns the host can still fork or roll back this log)\n"
      << "  command   " << proof.command() << std::endl;
  TROTH_TRY(auto const program, verify_program());
  std::error_code none;
  if (fs::exists(program, none)) {
    TROTH_TRY(proof.verified, run_verify(program, proof, out));
  }
  out << (!proof.verified   ? "  not checked: troth-verify does not stand beside this program"
          : *proof.verified ? "  seen      troth-verify holds it to be true, without the cell"
                            : "  NOT SEEN  troth-verify does not hold it to be true")
      << std::endl;
  return proof;
}

}  // namespace troth::cli
