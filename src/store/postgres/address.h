#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace troth::store::postgres {

/// Where a database is: a URL as libpq takes it, several hosts included, of which the one that takes writes is used.
class Address {
 public:
  /// invalid, `at` telling nothing of the URL's content: it is no postgres:// URL; it holds a password (an argument is
  /// seen by every user of the machine: ~/.pgpass or PGPASSFILE holds it); it names another machine without
  /// sslmode=verify-full.
  static Result<Address> parse(std::string_view url);

  /// libpq's keywords and values, each list ended by null; they live as long as this.
  std::vector<char const*> keywords() const;
  std::vector<char const*> values() const;

 private:
  struct Setting {
    std::string keyword, value;
  };
  std::vector<Setting> settings_;
};

}  // namespace troth::store::postgres
