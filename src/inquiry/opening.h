#pragma once
#include <array>

#include "audit/part_cipher.h"
#include "inquiry/log_view.h"
#include "inquiry/persons.h"

namespace troth::inquiry {

/// One event with the parts that could be opened: what and who under the tenant's key, whom under the person's. Whom is
/// closed for good once the person was erased.
struct Opened {
  std::int64_t seq = 0;
  EventId id;
  Time at{};
  act::EventType type{};
  Bytes leaf;
  std::optional<SubjectId> subject;  ///< who is still here
  std::optional<keys::SubjectKey> key;
  bool erased = false;
  std::array<std::optional<audit::OpenedPart>, 3> parts;  ///< what, who, whom

  std::optional<audit::OpenedPart> const& part(act::Part which) const {
    return parts[static_cast<std::size_t>(which) - 1];
  }
};

/// Opens the event at `seq`. With `whom` false the person's part stays closed, and so does the person's name.
Result<Opened> open(vault::Context const& context, access::Grant const& grant, Persons& persons, std::int64_t seq,
                    bool whom);

/// The event of having opened one: its `whom` names the person whose part was read, as that person's own look-ups are.
Result<act::Event> tell_opened(vault::Context const& context, access::Grant const& grant, Opened const& opened,
                               std::string_view parts);

/// GET …/events/{event}: the event as JSON, with the nonces that an auditor needs to check each part against the leaf.
Result<vault::Decision> show(vault::Context const& context, access::Grant const& grant, std::string_view event);

}  // namespace troth::inquiry
