// TE-1.4 Structuring: what is not declared is not taken, and what is declared is declared whole.
#include "clauses/attacks/again.h"

namespace troth::clauses {
namespace {

using probe::Answer;
using probe::Scene;

struct Try {
  std::string_view what, body;
};

/// Each breaks the structure of `contact` in one point and no other.
constexpr Try kRecords[] = {
    {"a field that is not declared", R"({"display_name":"Ada Example","shoe_size":"38"})"},
    {"nothing but a field that is not declared", R"({"shoe_size":"38"})"},
    {"a declared name in another case", R"({"Display_name":"Ada Example"})"},
    {"a number where text is declared", R"({"display_name":7})"},
    {"text where an integer is declared", R"({"display_name":"Ada Example","score":"7"})"},
    {"a fraction where an integer is declared", R"({"display_name":"Ada Example","score":7.5})"},
    {"an object where text is declared", R"({"display_name":{"first":"Ada"}})"},
    {"null where text is declared", R"({"display_name":null})"},
    {"a field twice", R"({"display_name":"Ada Example","display_name":"Bo Example"})"},
    {"a list instead of an object", R"([{"display_name":"Ada Example"}])"},
    {"no field at all", "{}"},
};

/// Each lacks one thing that a field must say of itself.
constexpr Try kDefinitions[] = {
    {"no type", R"({"name":"note","sensitivity":"personal","purposes":["support"],"retention":"chat"})"},
    {"an unknown type",
     R"({"name":"note","type":"blob","sensitivity":"personal","purposes":["support"],"retention":"chat"})"},
    {"no sensitivity", R"({"name":"note","type":"text","purposes":["support"],"retention":"chat"})"},
    {"an unknown sensitivity",
     R"({"name":"note","type":"text","sensitivity":"low","purposes":["support"],"retention":"chat"})"},
    {"no purposes", R"({"name":"note","type":"text","sensitivity":"personal","retention":"chat"})"},
    {"an empty list of purposes",
     R"({"name":"note","type":"text","sensitivity":"personal","purposes":[],"retention":"chat"})"},
    {"no retention class", R"({"name":"note","type":"text","sensitivity":"personal","purposes":["support"]})"},
    {"a purpose that is not defined",
     R"({"name":"note","type":"text","sensitivity":"personal","purposes":["resale"],"retention":"chat"})"},
    {"a member that no field has",
     R"({"name":"note","type":"text","sensitivity":"personal","purposes":["support"],"retention":"chat","public":true})"},
};

constexpr std::string_view kWhole =
    R"({"name":"note","type":"text","sensitivity":"personal","purposes":["support"],"retention":"chat"})";
constexpr std::string_view kRetyped =
    R"({"name":"note","type":"integer","sensitivity":"personal","purposes":["support"],"retention":"chat"})";

std::string fields(std::string_view field) { return "{\"fields\":[" + std::string(field) + "]}"; }

Result<> send_records(Scene& scene) {
  auto& owner = scene.tenant().owner;
  TROTH_TRY(Answer made, owner.expect(201, http::Method::post, scene.tenant().base + "/subjects"));
  TROTH_TRY(std::string subject, made.text("subject"));
  std::string const records = scene.tenant().base + "/subjects/" + subject + "/records";
  for (auto const& [what, body] : kRecords) {
    TROTH_TRY(Answer answer, owner.post(records + "/contact", std::string(body)));
    scene.saw_status(answer, 400, "a record with " + std::string(what));
  }
  TROTH_TRY(Answer list, owner.get(records));
  scene.saw(list.status == 200 && list.body.find("\"record\":") == std::string::npos,
            "after all refusals the person has no record: nothing was half written");
  TROTH_TRY(Answer legal, owner.post(records + "/contact", R"({"display_name":"Ada Example","score":7})"));
  scene.saw_status(legal, 201, "control: a record as declared");
  return {};
}

Result<> send_definitions(Scene& scene) {
  auto& owner = scene.tenant().owner;
  std::string const name = scene.canary("defined"), collection = scene.tenant().base + "/collections/" + name;
  for (auto const& [what, field] : kDefinitions) {
    TROTH_TRY(Answer answer, owner.put(collection, fields(field)));
    scene.saw_status(answer, 400, "a definition of a field with " + std::string(what));
  }
  TROTH_TRY(Answer made, owner.expect(201, http::Method::post, scene.tenant().base + "/subjects"));
  TROTH_TRY(std::string subject, made.text("subject"));
  std::string const records = scene.tenant().base + "/subjects/" + subject + "/records/" + name;
  TROTH_TRY(Answer early, owner.post(records, R"({"note":"hello"})"));
  scene.saw_status(early, 404, "a record in the collection whose definitions were all refused");
  TROTH_TRY(Answer whole, owner.put(collection, fields(kWhole)));
  scene.saw_status(whole, 201, "control: a definition that says everything");
  TROTH_TRY(Answer legal, owner.post(records, R"({"note":"hello"})"));
  scene.saw_status(legal, 201, "control: a record in it");
  TROTH_TRY(Answer retyped, owner.put(collection, fields(kRetyped)));
  scene.saw_status(retyped, 400, "a later definition that gives a field another type");
  return {};
}

Result<> run(Scene& scene) {
  TROTH_TRY(send_records(scene));
  return send_definitions(scene);
}

constexpr std::string_view kMutants[] = {"undeclared-field-taken", "field-without-purpose", "retention-optional"};

}  // namespace

extern probe::Probe const te_1_4;
probe::Probe const te_1_4{
    .clause = "TE-1.4",
    .sentence =
        "Every field is declared with its type, sensitivity, purposes and retention class before a value "
        "of it is taken. A record with an undeclared field or a value of another type is refused as a "
        "whole.",
    .hypothesis =
        "Any JSON is stored: a field that nobody declared, or a value of another type, or a structure whose "
        "fields say nothing of sensitivity, purpose and retention.",
    .attack =
        "Records are sent that break their collection's structure in one point each, and definitions of a "
        "collection that leave out one thing each.",
    .oracle =
        "The status of each answer; the list of the person's records afterwards; a record sent to the collection "
        "that must not have come into being.",
    .passes =
        "All 11 records and all 10 definitions are refused with 400, none of them left anything behind, and a record "
        "and a definition as they should be are taken.",
    .window = std::chrono::hours(24),
    .place = probe::Place::live,
    .mutants = kMutants,
    .run = run,
    .needs = probe::kOwnTenant};

}  // namespace troth::clauses
