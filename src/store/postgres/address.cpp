#include "store/postgres/address.h"

#include <libpq-fe.h>
#include <stdlib.h>

#include <algorithm>
#include <memory>

namespace troth::store::postgres {
namespace {

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

/// What the URL leaves open. A peer that is gone must be noticed within seconds, by whoever waits for it.
constexpr std::pair<std::string_view, std::string_view> kOurs[] = {
    {"application_name", "troth"}, {"client_encoding", "UTF8"},
    {"connect_timeout", "5"},      {"keepalives_idle", "10"},
    {"keepalives_interval", "5"},  {"keepalives_count", "3"},
    {"tcp_user_timeout", "15000"}, {"target_session_attrs", "read-write"},
};

bool on_this_machine(std::string_view host) {
  return host.empty() || host[0] == '/' || host[0] == '@' || host == "localhost" || host == "127.0.0.1" ||
         host == "::1";
}

bool all_on_this_machine(std::string_view hosts) {
  for (;;) {
    auto const end = hosts.find(',');
    if (!on_this_machine(hosts.substr(0, end))) return false;
    if (end == hosts.npos) return true;
    hosts.remove_prefix(end + 1);
  }
}

}  // namespace

Result<Address> Address::parse(std::string_view url) {
  if (!url.starts_with("postgres://") && !url.starts_with("postgresql://"))
    return fail(Code::invalid,
                "a database is named by a URL such as postgres://troth@/troth_data?host=/run/postgresql");
  char* why = nullptr;
  std::unique_ptr<PQconninfoOption, FreeOptions> const read(PQconninfoParse(std::string(url).c_str(), &why));
  if (why != nullptr) PQfreemem(why);  // it quotes the URL
  if (!read) return fail(Code::invalid, "the URL of the database cannot be read");
  Address out;
  std::string hosts, sslmode;
  for (auto const* option = read.get(); option->keyword != nullptr; ++option) {
    if (option->val == nullptr) continue;
    std::string_view const keyword = option->keyword;
    if (keyword == "password" || keyword == "sslpassword")
      return fail(Code::invalid,
                  "a password does not belong in the URL, where every user of the machine sees it: put it into "
                  "~/.pgpass, or a file that passfile= names");
    if (keyword == "service")
      return fail(Code::invalid, "name the database's host in its URL: a service file could lead to another machine");
    if (keyword == "host" || keyword == "hostaddr") (hosts += hosts.empty() ? "" : ",") += option->val;
    if (keyword == "sslmode") sslmode = option->val;
    out.settings_.push_back({option->keyword, option->val});
  }
  for (char const* name : {"PGHOST", "PGHOSTADDR", "PGSERVICE"})
    if (hosts.empty() && ::getenv(name) != nullptr)
      return fail(Code::invalid, "name the database's host in its URL: the environment would choose it", name);
  if (!all_on_this_machine(hosts) && sslmode != "verify-full")
    return fail(Code::invalid, "a database on another machine is reached with sslmode=verify-full in its URL only");
  for (auto const& ours : kOurs)
    if (std::ranges::none_of(out.settings_, [&](auto const& s) { return s.keyword == ours.first; }))
      out.settings_.push_back({std::string(ours.first), std::string(ours.second)});
  return out;
}

std::vector<char const*> Address::keywords() const {
  std::vector<char const*> out;
  for (auto const& setting : settings_) out.push_back(setting.keyword.c_str());
  out.push_back(nullptr);
  return out;
}

std::vector<char const*> Address::values() const {
  std::vector<char const*> out;
  for (auto const& setting : settings_) out.push_back(setting.value.c_str());
  out.push_back(nullptr);
  return out;
}

}  // namespace troth::store::postgres
