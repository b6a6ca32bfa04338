// TE-1.3 Organisation: labels are declared with a class, and what is special does not exist for whoever may not see it.
#include "clauses/attacks/again.h"

namespace troth::clauses {
namespace {

using http::Method;
using probe::Answer;
using probe::Caller;
using probe::Scene;

constexpr char kSpecial[] = R"({"title":"Health","class":"special"})";
constexpr char kInternal[] = R"({"title":"Health","class":"internal"})";

/// Who looks, and what there is to be seen: a person with the record, and a label of the class special.
struct View {
  Caller desk, doctor;
  probe::Tenant::Person person;
  std::string subject, email, label;
};

std::string lookup(View const& view) {
  return R"({"collection":"contact","field":"email","value":")" + view.email + "\"}";
}
std::string use(View const& view) {
  return R"({"collection":"contact","record":")" + view.person.record +
         R"(","field":"email","act":"verify","value":")" + view.email + "\"}";
}

/// Every way to the record and what each may show of it: its id, or its status alone.
Result<> search(Scene& scene, View& view, Caller& who, bool there, std::string const& when) {
  auto const& base = scene.tenant().base;
  TROTH_TRY(Answer look, who.get(view.person.path, kSupport));
  scene.saw_status(look, there ? 200 : 404, when + ", a look at the record");
  TROTH_TRY(Answer list, who.get(view.subject + "/records"));
  bool const listed = list.body.find(view.person.record) != std::string::npos;
  scene.saw(listed == there, when + ", the list of the person's records " + (listed ? "names it" : "does not name it"));
  TROTH_TRY(Answer found, who.post(base + "/lookup", lookup(view), kSupport));
  bool const matched = found.body.find(view.person.record) != std::string::npos;
  scene.saw(found.status == 200 && matched == there,
            when + ", a lookup of the address " + (matched ? "finds it" : "finds nothing"));
  TROTH_TRY(Answer used, who.post(view.subject + "/use", use(view), kSupport));
  scene.saw_status(used, there ? 200 : 404, when + ", a use of its value");
  TROTH_TRY(Answer labels, who.get(view.person.path + "/labels"));
  scene.saw_status(labels, there ? 200 : 404, when + ", its labels");
  return {};
}

Result<> label_record(Scene& scene, View& view) {
  TROTH_TRY(Answer unknown, view.desk.put(view.person.path + "/labels/" + scene.canary("label"), ""));
  scene.saw_status(unknown, 404, "a label that nobody declared");
  TROTH_TRY(Answer free, view.desk.put(view.person.path + "/labels/Ada%20Example", ""));
  scene.saw_status(free, 404, "a label of free text");
  std::string const declared = scene.tenant().base + "/labels/" + view.label;
  TROTH_TRY(Answer made, scene.tenant().owner.put(declared, kSpecial));
  scene.saw(made.status == 201 || made.status == 200, "control: a label is declared");
  TROTH_TRY(Answer absent, view.desk.get(view.subject + "/records/contact/" + view.person.subject, kSupport));
  TROTH_TRY(search(scene, view, view.desk, true, "control: before the label"));
  TROTH_TRY(Answer put, view.desk.put(view.person.path + "/labels/" + view.label, ""));
  scene.saw_status(put, 200, "control: the record is labelled");
  TROTH_TRY(search(scene, view, view.desk, false, "with the label, without the permission"));
  TROTH_TRY(Answer hidden, view.desk.get(view.person.path, kSupport));
  scene.saw(hidden.status == absent.status && hidden.body == absent.body,
            "the answer is the one for a record that is not there");
  TROTH_TRY(Answer taken, view.desk.ask(Method::del, view.person.path + "/labels/" + view.label));
  scene.saw_status(taken, 404, "taking the label off, without the permission");
  TROTH_TRY(search(scene, view, view.doctor, true, "control: with the label, with the permission"));
  TROTH_TRY(Answer of_person, view.doctor.get(view.subject + "/labels"));
  scene.saw(of_person.body.find(R"("class":"special")") != std::string::npos, "the person has the class of the record");
  return {};
}

Result<> lower_class(Scene& scene, View& view) {
  std::string const declared = scene.tenant().base + "/labels/" + view.label;
  TROTH_TRY(Answer silent, scene.tenant().owner.put(declared, kInternal));
  scene.saw_status(silent, 400, "a class that is lowered without a reason");
  TROTH_TRY(search(scene, view, view.desk, false, "afterwards, without the permission"));
  return {};
}

/// The person itself is labelled: its records go along.
Result<> label_person(Scene& scene, View& view) {
  TROTH_TRY(view.doctor.expect(200, Method::del, view.person.path + "/labels/" + view.label));
  TROTH_TRY(view.doctor.expect(200, Method::put, view.subject + "/labels/" + view.label));
  TROTH_TRY(search(scene, view, view.desk, false, "with the person labelled, without the permission"));
  TROTH_TRY(search(scene, view, view.doctor, true, "control: with the person labelled, with the permission"));
  return {};
}

Result<> run(Scene& scene) {
  auto& tenant = scene.tenant();
  std::string const email = scene.canary("ill") + "@example.com";
  TROTH_TRY(auto person, tenant.person("Ada Example", email));
  TROTH_TRY(Caller desk, scene.principal({"consult", "retrieve", "use_value", "organise"}));
  TROTH_TRY(Caller doctor, scene.principal({"consult", "retrieve", "use_value", "organise", "read_special"}));
  std::string const subject = tenant.base + "/subjects/" + person.subject;
  View view{std::move(desk), std::move(doctor), std::move(person), subject, email, "probe-health"};
  TROTH_TRY(label_record(scene, view));
  TROTH_TRY(lower_class(scene, view));
  return label_person(scene, view);
}

constexpr std::string_view kMutants[] = {"special-shown", "special-listed"};

}  // namespace

extern probe::Probe const te_1_3;
probe::Probe const te_1_3{
    .clause = "TE-1.3",
    .sentence =
        "Labels are declared with a class, and what carries them has the highest class of its labels. What is labelled "
        "special does not exist for whoever lacks the permission for it, in no look, list, lookup or use. A class is "
        "lowered only with a reason.",
    .hypothesis =
        "A record that was labelled special can still be read, listed, found by its address or used by somebody who "
        "may "
        "not see it; or an answer betrays that it is there.",
    .attack =
        "A record is labelled special, then the person whose record it is. Somebody who may read, find, use and label, "
        "but not see what is special, tries each way to it, and to take the label off. Labels are tried that nobody "
        "declared, and a class is lowered without a reason.",
    .oracle = "Each answer, beside those for a record that is not there and for somebody with the permission.",
    .passes =
        "Five ways lead to the record before it is labelled. None does afterwards, nor while the person is labelled, "
        "and the answer is that for an absent record. With the permission all five do. An undeclared label, its "
        "removal "
        "by who does not see it and a silent lowering are refused.",
    .window = std::chrono::hours(24),
    .place = probe::Place::live,
    .mutants = kMutants,
    .run = run,
    .needs = probe::kOwnTenant};

}  // namespace troth::clauses
