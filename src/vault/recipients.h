#pragma once
#include "base/json_writer.h"
#include "vault/context.h"
#include "vault/recipients_key.h"

namespace troth::vault {

using RecipientName = Name<struct RecipientNameTag>;

/// What somebody gets data as: our processor or a controller of its own (GDPR Art. 28, 4(7)), the person (Art. 15, 20),
/// or an authority with a right to it.
enum class Basis : std::uint8_t { processor, controller, subject, authority };
/// On what the data may leave the EEA (Art. 44 to 46). `none` and `eea` are for recipients within it.
enum class Transfer : std::uint8_t { none, eea, adequacy, scc };

struct Contract {
  std::string sha256;  ///< of the signed document, hex
  Time expires;
};

/// Somebody whom a tenant may disclose to, as of one version. Immutable: a change is a new version, a suspension too.
struct Recipient {
  std::string title;
  std::string country;
  Basis basis = Basis::processor;
  Transfer transfer = Transfer::none;
  std::optional<Contract> contract;  ///< a processor and a controller have one
  std::vector<PurposeName> purposes;
  RecipientKey key;
};
struct RecipientVersion {
  RecipientName name;
  std::int64_t version = 0;
  bool active = false;
  Time since;
  Recipient recipient;
};

/// Reads {"title","country","basis","transfer","contract":{"sha256","expires"},"purposes","key"}. Refuses what its form
/// shows to be wrong: no such country, a transfer that the country does not allow, a processor or a controller without
/// a contract, no purpose, a key that parse_jwk refuses.
Result<Recipient> parse_recipient(std::string_view json);
/// The canonical text that is stored.
std::string recipient_text(Recipient const& recipient);
/// denied unless data may go there: `country` is within the EEA or `transfer` reaches it.
Result<> check_transfer(Recipient const& recipient);

/// The newest version; none for a name that was never defined.
Result<std::optional<RecipientVersion>> load_recipient(store::Reader& snapshot, TenantId tenant,
                                                       RecipientName const& name);
Result<std::vector<RecipientVersion>> load_recipients(store::Reader& snapshot, TenantId tenant);

/// A new version: a transfer that the country allows, purposes the tenant has defined, a contract that has not run out.
/// At most 200 recipients.
Result<Decision> define_recipient(Context const&, access::Grant const&, RecipientName const&, std::string_view json);
/// A new version that gets nothing until the recipient is defined again.
Result<Decision> suspend_recipient(Context const&, access::Grant const&, RecipientName const&);
Result<Decision> list_recipients(Context const&, access::Grant const&);
/// One recipient as JSON, the key by its id.
void describe_recipient(Json& json, RecipientVersion const& of);

}  // namespace troth::vault
