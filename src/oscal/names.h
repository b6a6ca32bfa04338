#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "catalogue/catalogue.h"

namespace troth::oscal {

inline constexpr std::string_view kVersion = "1.2.1";
/// Whose a property is: ours, those that compliance-trestle reads rules from, those of NIST's Risk Management
/// Framework.
inline constexpr std::string_view kOurs = "https://troth.example/ns/oscal";
inline constexpr std::string_view kTrestle = "https://oscal-compass.github.io/compliance-trestle/schemas/oscal";
inline constexpr std::string_view kRmf = "http://csrc.nist.gov/ns/rmf";

inline constexpr std::string_view kCatalog = "trestle://catalogs/troth/catalog.json";
inline constexpr std::string_view kPlan = "trestle://assessment-plans/troth/assessment-plan.json";

/// The first 16 bytes of SHA-256("troth-oscal/v1" \n kind \n name) in the shape of a UUID of version 5: OSCAL takes no
/// other name-based one, and SHA-1 has no place here. The same name gives the same UUID for ever.
std::string uuid(std::string_view kind, std::string_view name);
inline std::string reference(std::string_view kind, std::string_view name) { return "#" + uuid(kind, name); }

std::string control_id(std::string_view clause);    ///< "TE-3.2" is "te-3.2"
std::string statement_id(std::string_view clause);  ///< "te-3.2_smt"
std::string objective_id(std::string_view clause);  ///< "te-3.2_obj"
std::string method_id(std::string_view clause);     ///< "te-3.2_met"
/// Of a clause's own copy of a promised number: "lb-t4_backup.keep_days".
std::string parameter_id(std::string_view clause, std::string_view parameter);
std::string rule_id(std::string_view clause);                              ///< "probe-te-3.2"
std::string group_id(std::string_view profile, std::string_view section);  ///< "trueengage-access-control"

/// ISO 8601, as the window of evidence is written: "PT24H", "PT90M".
std::string duration(std::chrono::minutes length);
/// SHA-256 over every clause as it is promised by default, hex: names the catalogue of a build.
std::string digest_of(catalogue::Catalogue const& catalogue);

}  // namespace troth::oscal
