#pragma once
#include "catalogue/catalogue.h"
#include "trust/tom.h"

namespace troth::trust {

/// A version of the TOM as its canonical text (docs/formats/tom.md), the thing that is approved, hashed and never
/// changed:
///   "troth-tom/v1\n" "version " n \n "effective " rfc3339 \n
///   *( "profile " name \n ) *( "accepted " clause \n )
///   *( "clause " id SP bytes SP class \n, that many bytes: catalogue::canonical of it )
///   *( "parameter " id SP value SP unit SP lower|higher|same SP clause *( "," clause ) \n )
struct TomText {
  struct Clause {
    std::string id;
    catalogue::EvidenceClass stands = catalogue::EvidenceClass::not_covered;
    std::string canonical;  ///< its SHA-256 is the clause hash of evidence

    /// The sentence with its numbers, as it was promised.
    std::string sentence(catalogue::Language language) const;
  };
  struct Parameter {
    std::string id;
    std::int64_t value = 0;
    std::string unit;
    catalogue::Parameter::Stricter stricter = catalogue::Parameter::Stricter::same;
    std::vector<std::string> clauses;  ///< whose sentences name it, at least one
  };
  std::int64_t number = 0;
  Time effective_from{};
  std::vector<std::string> profiles, accepted;
  std::vector<Clause> clauses;
  std::vector<Parameter> parameters;

  /// What a draft comes to with this build's catalogue. invalid, `at` the thing: an unknown profile, parameter or
  /// clause, a value out of range, a parameter that none of its clauses names, a clause that is not covered and not
  /// accepted by name.
  static Result<TomText> compose(catalogue::Catalogue const& catalogue, Draft const& draft, std::int64_t number);
  /// invalid for anything that `encode` would not write; `at` is the byte.
  static Result<TomText> parse(std::string_view text);
  std::string encode() const;

  Clause const* clause(std::string_view id) const;
  Parameter const* parameter(std::string_view id) const;
};

std::string_view name(catalogue::Parameter::Stricter stricter);
/// SHA-256, hex.
std::string hash_of(std::string_view text);

}  // namespace troth::trust
