#pragma once
#include "base/json_writer.h"
#include "vault/context.h"

namespace troth::vault {

/// On whose word the data is processed: the tenant's legal role (GDPR Art. 4(7), 4(8)) and the controller's documented
/// instructions (Art. 28(3)(a), 29). Each is a version of its own, kept with its giver and its time.

struct Controller {
  std::string name, contact;  ///< an organisation and its office, no natural person; contact may be empty
};
/// `role` is "processor" or "controller"; a processor names the controller it works for.
Result<Decision> define_role(Context const&, access::Grant const&, std::string_view role,
                             std::optional<Controller> const& controller);
Result<Decision> describe_role(Context const&, access::Grant const&);

/// The text itself stays with the parties: its SHA-256, a summary, and which operations of Art. 4(2) it asks for. An
/// empty list stops all of them.
Result<Decision> instruct(Context const&, access::Grant const&, std::string const& text_sha256,
                          std::string const& summary, std::vector<std::string> const& operations);
/// Newest first, at most 100 before the version of the cursor.
Result<Decision> list_instructions(Context const&, access::Grant const&, std::string_view cursor);

/// The newest role and the newest instruction as JSON, null where there is none.
Result<std::string> role_json(store::Reader& snapshot, TenantId tenant);
Result<std::string> instruction_json(store::Reader& snapshot, TenantId tenant);

/// What one request is bound to: the newest instruction of its tenant when it was decided.
class Instructed {
 public:
  /// denied if the tenant has an instruction and the newest does not name the operation. Administration needs none: it
  /// is how an instruction is given.
  static Result<Instructed> judge(store::Reader& snapshot, TenantId tenant, act::Operation operation);
  /// No act follows an instruction in the log that does not allow it: the set holds only while the newest is the same.
  store::WriteSet guard(store::WriteSet set) const;

 private:
  TenantId tenant_;
  std::optional<std::int64_t> version_;  ///< 0: there is none yet; empty: the act is not bound to any
};

}  // namespace troth::vault
