// TE-1.14 Categories: the list of what kinds of data are held is made of the declarations, and the values are held
// against it.
#include <thread>

#include "clauses/attacks/again.h"

namespace troth::clauses {
namespace {

using http::Method;
using probe::Answer;
using probe::Scene;

std::string field(std::string_view name, std::string_view more) {
  return R"({"name":")" + std::string(name) +
         R"(","type":"text","sensitivity":"personal","purposes":["support"],"retention":"chat")" + std::string(more) +
         "}";
}

std::string const kFields = "{\"fields\":[" + field("company", R"(,"category":"identity")") + "," +
                            field("reach", R"(,"category":"contact")") + "," +
                            field("account", R"(,"category":"financial")") + "," +
                            field("ward", R"(,"category":"health")") + "," + field("remark", "") + "]}";

struct Value {
  std::string_view field, value, found;  ///< what must be found; empty: it is declared
};
Value const kValues[] = {{"company", "Example GmbH, +49 30 90182055", "phone"},
                         {"company", "Example GmbH <desk@example.com>", "email"},
                         {"reach", "DE89 3704 0044 0532 0130 00", "iban"},
                         {"remark", "Patient mit Diabetes", "health"},
                         {"reach", "+49 30 90182055, desk@example.com", ""},
                         {"account", "DE89 3704 0044 0532 0130 00", ""},
                         {"ward", "Patientin mit Asthma", ""},
                         {"company", "Beispiel & Co. KG, 12.10.2026, 0030 12", ""}};

constexpr std::pair<std::string_view, std::string_view> kDeclared[] = {
    {"reach", "phone"}, {"reach", "email"}, {"account", "iban"}, {"ward", "health"}};

/// Whether the list names this collection's field with that kind as found there.
bool names(http::JsonValue const& list, std::string_view collection, std::string_view in, std::string_view found) {
  if (!list.array()) return false;
  for (auto const& item : *list.array()) {
    auto const is = [&](std::string_view member, std::string_view value) {
      auto const it = item.object()->find(member);
      return it != item.object()->end() && it->second.text() && *it->second.text() == value;
    };
    if (item.object() && is("collection", collection) && is("field", in) && is("found", found)) return true;
  }
  return false;
}

/// A member of an answer, null if it is not there.
http::JsonValue member_of(Answer const& answer, std::string_view name) {
  auto const object = answer.object();
  if (!object) return {};
  auto const it = object->find(name);
  return it == object->end() ? http::JsonValue() : it->second;
}

Result<> plant(Scene& scene, std::string const& collection, Value const& value) {
  auto& tenant = scene.tenant();
  TROTH_TRY(Answer made, tenant.owner.expect(201, Method::post, tenant.base + "/subjects"));
  TROTH_TRY(std::string subject, made.text("subject"));
  std::string const body = "{\"" + std::string(value.field) + "\":\"" + std::string(value.value) + "\"}";
  TROTH_TRY(
      tenant.owner.expect(201, Method::post, tenant.base + "/subjects/" + subject + "/records/" + collection, body));
  return {};
}

Result<> look_at_list(Scene& scene, std::string const& collection) {
  auto& tenant = scene.tenant();
  TROTH_TRY(Answer list, tenant.owner.get(tenant.base + "/categories"));
  scene.saw_status(list, 200, "the list of categories");
  auto const categories = member_of(list, "categories").dump(), without = member_of(list, "without_category").dump();
  std::string const here = R"("collection":")" + collection + R"(","field":")";
  for (std::string_view declared : {"company", "reach", "account", "ward"})
    scene.saw(categories.find(here + std::string(declared) + "\"") != std::string::npos,
              "the list has the field " + std::string(declared));
  scene.saw(without.find(here + "remark\"") != std::string::npos,
            "a field that declares no category is said to have none");
  return {};
}

Result<> search(Scene& scene, std::string const& collection) {
  auto& tenant = scene.tenant();
  TROTH_TRY(Answer answer, tenant.owner.post(tenant.base + "/discovery"));
  scene.saw_status(answer, 200, "a search of the values");
  auto const found = member_of(answer, "undeclared");
  for (auto const& value : kValues)
    if (!value.found.empty())
      scene.saw(
          names(found, collection, value.field, value.found),
          "a value of the kind " + std::string(value.found) + " is found in the field " + std::string(value.field));
  for (auto const& [in, kind] : kDeclared)
    scene.saw(!names(found, collection, in, kind),
              "control: what a field declares is not reported: " + std::string(in));
  scene.saw(answer.body.find("90182055") == std::string::npos && answer.body.find("3704") == std::string::npos,
            "the answer holds none of the values");
  TROTH_TRY(Answer event, tenant.reader.get(tenant.base + "/log/events/" + answer.event()));
  auto const type = event.text("type");
  scene.saw(event.status == 200 && type && *type == "category.undeclared", "the log has category.undeclared");
  return {};
}

/// On a twin, whose clock can be moved: nobody asks, and a day later it is on record.
Result<> wait_a_day(Scene& scene, std::string const& collection) {
  auto& tenant = scene.tenant();
  TROTH_TRY(tenant.owner.expect(201, Method::put, tenant.base + "/collections/" + collection, kFields));
  TROTH_TRY(plant(scene, collection, kValues[0]));
  TROTH_TRY(probe::Twin * twin, scene.twin());
  TROTH_TRY(twin->advance(std::chrono::hours(24)));
  bool reported = false;
  for (int i = 0; i < 300 && !reported; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    TROTH_TRY(Answer list, tenant.owner.get(tenant.base + "/categories"));
    reported = names(member_of(list, "undeclared"), collection, "company", "phone");
  }
  scene.saw(reported, "a phone number in a company's name is on the list of what is undeclared a day later, unasked");
  return {};
}

Result<> run(Scene& scene) {
  auto& tenant = scene.tenant();
  std::string const collection = scene.canary("kinds");
  TROTH_TRY(tenant.owner.expect(201, Method::put, tenant.base + "/collections/" + collection, kFields));
  for (auto const& value : kValues) TROTH_TRY(plant(scene, collection, value));
  TROTH_TRY(look_at_list(scene, collection));
  TROTH_TRY(search(scene, collection));
  if (scene.place() == probe::Place::live) return {};
  return wait_a_day(scene, scene.canary("later"));
}

constexpr std::string_view kMutants[] = {"discovery-blind"};

}  // namespace

extern probe::Probe const te_1_14;
probe::Probe const te_1_14{
    .clause = "TE-1.14",
    .sentence =
        "The list of the categories of personal data is made of the declared fields. At least every {discovery.hours} "
        "the service opens stored records, all of a customer with few and a sample of many, and reports each field in "
        "which e-mail addresses, phone numbers, IBANs, card numbers or words about health stand that it does not "
        "declare, and never the value.",
    .hypothesis = "The list is written by hand and nobody compares it with what people really type into the fields.",
    .attack =
        "Fields are declared with categories and without; phone numbers, addresses, an IBAN and a diagnosis are "
        "written into fields that do not declare them, and into others that do. On a twin the clock is moved a day.",
    .oracle = "The list, the answer of a search, its event in the tenant's log and, a day later, the list again.",
    .passes =
        "The list has all 5 fields, the 4 undeclared kinds are found and none of the declared, no value is told, and "
        "on a twin the search of the next day comes unasked.",
    .window = std::chrono::hours(24),
    .place = probe::Place::live,
    .mutants = kMutants,
    .run = run,
    .needs = probe::kOwnTenantAndLog};

}  // namespace troth::clauses
