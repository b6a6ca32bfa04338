#include "act/vocabulary.h"

#include <array>

#include "base/check.h"

namespace troth::act {
namespace {

constexpr std::string_view kOperations[] = {
#define TROTH_OPERATION(operation, permission, event, word) #operation,
#include "act/operations.def"
#undef TROTH_OPERATION
};
constexpr std::string_view kWords[] = {
#define TROTH_OPERATION(operation, permission, event, word) word,
#include "act/operations.def"
#undef TROTH_OPERATION
};
struct NamedPermission {
  Permission permission;
  std::string_view name;
};
constexpr NamedPermission kPermissions[] = {
#define TROTH_OPERATION(operation, permission, event, word) {Permission::permission, #permission},
#include "act/operations.def"
#undef TROTH_OPERATION
#define TROTH_PERMISSION(name, bit) {Permission::name, #name},
#include "act/permissions.def"
#undef TROTH_PERMISSION
};
constexpr EventType kEvents[] = {
#define TROTH_OPERATION(operation, permission, event, word) EventType::event,
#include "act/operations.def"
#undef TROTH_OPERATION
};
constexpr std::string_view kUnlogged[] = {
#define TROTH_UNLOGGED(kind) #kind,
#include "act/unlogged.def"
#undef TROTH_UNLOGGED
};

}  // namespace

std::string_view name(Operation operation) { return kOperations[static_cast<std::size_t>(operation)]; }
std::string_view word(Operation operation) { return kWords[static_cast<std::size_t>(operation)]; }
std::string_view name(Permission permission) {
  for (auto const& known : kPermissions)
    if (known.permission == permission) return known.name;
  return "unknown";  // a bit of a stored token that a newer version gave a meaning
}
std::string_view name(Unlogged kind) { return kUnlogged[static_cast<std::size_t>(kind)]; }
Permission permission_of(Operation operation) { return static_cast<Permission>(operation); }
EventType event_of(Operation operation) { return kEvents[static_cast<std::size_t>(operation)]; }

std::string_view name(EventType type) {
  switch (type) {
#define TROTH_EVENT(type, number, text, sensitivity, retention, ocsf_class, ocsf_activity) \
  case EventType::type:                                                                    \
    return text;
#include "act/events.def"
#undef TROTH_EVENT
  }
  TROTH_CHECK(false);
  return {};
}

EventKind catalogue(EventType type) {
  switch (type) {
#define TROTH_EVENT(type, number, text, sensitivity, retention, ocsf_class, ocsf_activity) \
  case EventType::type:                                                                    \
    return {#sensitivity, #retention, ocsf_class, ocsf_activity};
#include "act/events.def"
#undef TROTH_EVENT
  }
  TROTH_CHECK(false);
  return {};
}

std::optional<EventType> parse_event_type(std::string_view text) {
  constexpr EventType kAll[] = {
#define TROTH_EVENT(type, number, name, sensitivity, retention, ocsf_class, ocsf_activity) EventType::type,
#include "act/events.def"
#undef TROTH_EVENT
  };
  for (EventType type : kAll)
    if (name(type) == text) return type;
  return std::nullopt;
}

std::optional<Permission> parse_permission(std::string_view text) {
  for (auto const& known : kPermissions)
    if (known.name == text) return known.permission;
  return std::nullopt;
}

std::optional<EventType> event_type(std::uint16_t number) {
  switch (number) {
#define TROTH_EVENT(type, number, text, sensitivity, retention, ocsf_class, ocsf_activity) \
  case number:                                                                             \
    return EventType::type;
#include "act/events.def"
#undef TROTH_EVENT
    default:
      return std::nullopt;
  }
}

}  // namespace troth::act
