#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace troth::act {

enum class Operation : std::uint8_t {
#define TROTH_OPERATION(operation, permission, event, word) operation,
#include "act/operations.def"
#undef TROTH_OPERATION
};

/// What a token may do. One per operation, and the few of permissions.def.
enum class Permission : std::uint8_t {
#define TROTH_OPERATION(operation, permission, event, word) permission,
#include "act/operations.def"
#undef TROTH_OPERATION
#define TROTH_PERMISSION(name, bit) name = bit,
#include "act/permissions.def"
#undef TROTH_PERMISSION
};

enum class EventType : std::uint16_t {
#define TROTH_EVENT(type, number, name, sensitivity, retention, ocsf_class, ocsf_activity) type = number,
#include "act/events.def"
#undef TROTH_EVENT
};

enum class Unlogged : std::uint8_t {
#define TROTH_UNLOGGED(kind) kind,
#include "act/unlogged.def"
#undef TROTH_UNLOGGED
};
inline constexpr std::size_t kUnloggedKinds = 0
#define TROTH_UNLOGGED(kind) +1
#include "act/unlogged.def"
#undef TROTH_UNLOGGED
    ;

/// What holds for every event of a type (events.def).
struct EventKind {
  std::string_view sensitivity;  ///< "none", "service", "personal": what its parts may hold
  std::string_view retention;    ///< "security", "processing", "operation": what it is kept for
  int ocsf_class = 0, ocsf_activity = 0;
};
EventKind catalogue(EventType type);

std::string_view name(Operation operation);    ///< "consultation"
std::string_view word(Operation operation);    ///< the CLI word, "consult"
std::string_view name(Permission permission);  ///< "consult"
std::string_view name(EventType type);         ///< "record.consulted"
std::string_view name(Unlogged kind);
Permission permission_of(Operation operation);
EventType event_of(Operation operation);
std::optional<Permission> parse_permission(std::string_view name);
std::optional<EventType> event_type(std::uint16_t number);
std::optional<EventType> parse_event_type(std::string_view name);

/// A set of permissions; bit i is permission i.
class Permissions {
 public:
  constexpr Permissions() = default;
  constexpr explicit Permissions(std::uint64_t bits) : bits_(bits) {}
  constexpr Permissions with(Permission p) const { return Permissions(bits_ | 1ull << static_cast<unsigned>(p)); }
  constexpr bool has(Permission p) const { return bits_ >> static_cast<unsigned>(p) & 1; }
  constexpr bool within(Permissions wider) const { return (bits_ & ~wider.bits_) == 0; }
  constexpr std::uint64_t bits() const { return bits_; }

 private:
  std::uint64_t bits_ = 0;
};

}  // namespace troth::act
