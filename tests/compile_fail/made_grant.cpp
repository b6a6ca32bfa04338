// expect: private
// Leave comes from access::authorise and its two siblings, never from the code that wants to use it.
#include "access/grant.h"

using namespace troth;
access::Grant make(access::Actor actor, access::Facts facts) {
  return access::Grant(std::move(actor), kCell, act::Operation::consultation, std::nullopt, std::move(facts), Time{});
}
