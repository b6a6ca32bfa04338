#pragma once
#include "base/json_writer.h"
#include "trust/pages/ground.h"

namespace troth::trust {

/// An object that begins with what every page says: moment, cell, version of the document, witnesses. Not ended.
Json begun(Ground const& ground);
/// A time, or null.
void put_time(Json& json, std::string_view name, std::optional<Time> const& at);
/// One failure as an object.
void put(Json& json, evidence::Failure const& failure, Time now);
/// The members of one clause; the object is the caller's.
void put(Json& json, evidence::ClauseView const& view, Ground const& ground);

}  // namespace troth::trust
