#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "probe/scene.h"

namespace troth::clauses {

/// What a tenant's people can do, one request for each: who may, what it leaves in the log, and how it is answered. In
/// this order, sent by somebody who may do all of it, each works.
struct Deed {
  std::string_view what;
  std::string_view permission;  ///< the one that it takes; empty: one of the cell's, which nobody of a tenant holds
  std::string_view event;       ///< type
  int must;                     ///< status for who may; 0: the log's first seal may still be to come
  http::Method method;
  std::string path, body = {};
  probe::Headers headers = {};
  std::size_t people = 1;  ///< whom it is about, with an event for each; 1 where it is about nobody
};

/// All permissions that a principal of a tenant can hold.
extern std::vector<std::string> const kPermissions;

/// People and things in a tenant for the deeds to be done to, made by its owner.
struct Stage {
  std::string base;
  probe::Tenant::Person person;  ///< is read and altered
  std::string victim;            ///< a person who is restricted and erased
  std::string alike;             ///< a person who is linked to the one that is read
  std::string import, job;
  std::string principal, token_id;  ///< of a service that nobody uses
  std::string event;                ///< one of the log
};
Result<Stage> stage_for(probe::Scene& scene, std::string const& name);
/// Whether who may was answered so. An erasure may be completed when its answer comes, or not yet.
bool is_served(Deed const& deed, int status);
std::vector<Deed> deeds(Stage const& stage, std::string const& label);

}  // namespace troth::clauses
