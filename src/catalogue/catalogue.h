#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

// The TOM documents as data (catalogue/*.toml): clauses, their sentences in our own words, parameters, crosswalks.

namespace troth::catalogue {

enum class Language : std::uint8_t { en, de };

struct Text {
  std::string en, de;
  std::string const& in(Language language) const { return language == Language::de ? de : en; }
};

/// What stands behind a clause; never merged into one green. Ordered from strongest to weakest.
enum class EvidenceClass : std::uint8_t { proven, measured, recorded, inherited, declared, not_covered };
std::string_view name(EvidenceClass evidence_class);  ///< "proven", ..., "not covered"
/// The three words for a reader in a hurry: "tested" (proven, measured), "on file" (recorded, inherited), "only
/// stated".
std::string_view plain_word(EvidenceClass evidence_class);

/// A number that a sentence promises. A hedge of a source document becomes one of these.
struct Parameter {
  enum class Stricter : std::uint8_t { lower, higher, same };  ///< same: any other value is another promise
  std::string id;                                              ///< "log.seal_seconds"
  std::int64_t value = 0;                                      ///< promised unless a TOM version says otherwise
  std::string unit;  ///< s, min, h, d, months, years, bits, characters, count, tls (12 is "TLS 1.2"), MiB
  Stricter stricter = Stricter::same;
  std::string running;  ///< name of the running value that must keep the promise; empty: no part of the cell has it
  std::string basis;    ///< why this number: a clause id, an article, a standard
};

/// Ids in other frameworks, each known to catalogue/frameworks.toml.
struct Crosswalk {
  std::vector<std::string> gdpr, iso27001, soc2, csf;
};

struct Clause {
  std::string id;                                     ///< "TE-1.2", "LB-T3", "X-7.1"; stable for ever
  std::string profile;                                ///< "trueengage", "landbot", "extension"
  int row = 0;                                        ///< its place in the profile's document, from 1
  std::string section;                                ///< heading it stands under, in English
  Text title, sentence;                               ///< the sentence holds {parameter ids}; no HTML
  EvidenceClass stands = EvidenceClass::not_covered;  ///< its honest class today
  EvidenceClass target = EvidenceClass::proven;       ///< the class it is to reach
  Text because;  ///< for every class but proven: what is missing or who vouches; shown. Accepts `not covered` by name
  std::vector<std::string> parameters;  ///< in the order in which the sentence names them
  std::vector<std::string> see;         ///< clauses of other documents that promise the same
  Crosswalk maps;
};

/// Parameter id -> promised value.
using Promises = std::map<std::string, std::int64_t>;

class Catalogue {
 public:
  struct Source {
    std::string_view file, text;
  };
  /// invalid, with file and entry in `at`: no TOML, an unknown key, a missing language, an id twice or malformed, an
  /// unknown framework id or clause in `see`, a {parameter} that is not listed or a listed one that one of the two
  /// sentences leaves out or whose definition is missing, HTML or a line break in a text, a class but proven without
  /// `because`, a gap in `row`.
  static Result<Catalogue> load(std::span<Source const> files);
  /// The one that is built into this program. Loading it cannot fail: a test holds it.
  static Catalogue const& built_in();

  std::vector<Clause> const& clauses() const { return clauses_; }  ///< trueengage, landbot, extension; by row
  Clause const* find(std::string_view id) const;
  Parameter const* parameter(std::string_view id) const;
  std::vector<Parameter> const& parameters() const { return parameters_; }
  /// What is promised where no TOM version says otherwise.
  Promises defaults() const;

 private:
  std::vector<Clause> clauses_;
  std::vector<Parameter> parameters_;
};

/// "10 seconds", "7 Tage", "TLS 1.2".
std::string shown(Parameter const& parameter, std::int64_t value, Language language);
/// The sentence with its numbers. A parameter that `promises` lacks has its default.
std::string sentence(Catalogue const& catalogue, Clause const& clause, Promises const& promises, Language language);
/// Everything of a clause that a reader relies on, as one text whose hash names the clause in evidence: id, both
/// sentences with their numbers, class. Lines, UTF-8, ends in a newline.
std::string canonical(Catalogue const& catalogue, Clause const& clause, Promises const& promises);

}  // namespace troth::catalogue
