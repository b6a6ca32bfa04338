// TE-1.1 Collection: a page sends what its form takes, from its own origin, under the notice in force, and no more.
#include "clauses/attacks/pages.h"

namespace troth::clauses {
namespace {

using http::Method;
using probe::Answer;
using probe::Headers;
using probe::Scene;

constexpr std::string_view kMasked = "**** **** **** 1111";

struct Wrong {
  std::string_view what, member, value;
};
constexpr Wrong kForms[] = {
    {"a wildcard for its origin", "origins", R"(["https://*.example.com"])"},
    {"any origin", "origins", R"(["*"])"},
    {"an origin over http", "origins", R"(["http://www.example.com"])"},
    {"no origin", "origins", "[]"},
    {"a collection that is not there", "collection", R"("nothing")"},
    {"a purpose that is not defined", "purpose", R"("curiosity")"},
    {"a notice that is not registered", "notice", R"("nothing")"},
    {"a field that is not declared", "fields", R"(["text","shoe_size"])"},
    {"a field that its purpose does not reach", "fields", R"(["text","score"])"},
    {"no quota", "per_day", "null"},
};

Result<> define_wrongly(Scene& scene) {
  auto& tenant = scene.tenant();
  for (auto const& [what, member, value] : kForms) {
    TROTH_TRY(Answer answer, tenant.owner.put(tenant.base + "/forms/wrong", form_with(member, value)));
    scene.saw_status(answer, 400, "a form with " + std::string(what));
  }
  return {};
}

/// What the token in the page opens beside its form.
Result<> try_token_elsewhere(Scene& scene, Page& page) {
  auto& tenant = scene.tenant();
  TROTH_TRY(auto const person, tenant.person("Ada Example", "ada@example.com"));
  TROTH_TRY(Page other, page_of(scene, "other", form_with("cards", R"("mask")")));
  std::string const subject = tenant.base + "/subjects/" + person.subject;
  std::string const trusted = R"({"collection":"lead","record":{"text":"x"},"notice":{"version":"2","sha256":")" +
                              kTextNow + R"(","choice":"accepted"}})";
  std::tuple<Method, std::string, std::string> const doors[] = {
      {Method::get, tenant.base, ""},
      {Method::get, subject + "/records", ""},
      {Method::get, subject + "/receipts", ""},
      {Method::get, person.path, ""},
      {Method::post, subject + "/erasure", R"({"ground":"objection"})"},
      {Method::post, tenant.base + "/lookup", R"({"collection":"contact","field":"email","value":"ada@example.com"})"},
      {Method::post, tenant.base + "/collect", trusted},
      {Method::put, tenant.base + "/forms/other", form_with("per_day", "9")},
      {Method::post, tenant.base + "/forms/other/tokens", ""}};
  for (auto const& [method, path, body] : doors) {
    TROTH_TRY(Answer answer, page.caller.ask(method, path, body, {{"Purpose", "support"}}));
    scene.saw_status(answer, 403, "the page's token at " + path.substr(tenant.base.size()));
  }
  TROTH_TRY(Answer foreign, page.caller.post(other.path, body_of(Sent()), {{"Origin", Sent().origin}}));
  scene.saw_status(foreign, 404, "the page's token at another form");
  return {};
}

Result<> look_at_what_is_kept(Scene& scene, Page& masking) {
  auto& tenant = scene.tenant();
  Sent sent;
  sent.record = R"({"text":"pay with )" + std::string(kCard) + "\"}";
  TROTH_TRY(Answer made, masking.send(sent));
  scene.saw_status(made, 201, "control: a card number at a form that masks");
  if (made.status != 201) return {};
  TROTH_TRY(std::string subject, made.text("subject"));
  TROTH_TRY(std::string record, made.text("record"));
  std::string const path = tenant.base + "/subjects/" + subject;
  TROTH_TRY(Answer shown, tenant.owner.get(path + "/records/lead/" + record, {{"Purpose", "support"}}));
  scene.saw(shown.status == 200 && shown.body.find("pay with " + std::string(kMasked)) != std::string::npos,
            "of the card number the last four digits are kept, and the rest of the text");
  TROTH_TRY(Answer receipts, tenant.owner.get(path + "/receipts"));
  bool const whole = receipts.body.find(R"("sha256":")" + kTextNow) != std::string::npos &&
                     receipts.body.find(R"("choice":"accepted")") != std::string::npos &&
                     receipts.body.find(R"("version":"2")") != std::string::npos;
  scene.saw(receipts.status == 200 && whole, "the receipt names the notice in force, its hash and the choice");
  return {};
}

Result<> fill_quota(Scene& scene) {
  TROTH_TRY(Page page, page_of(scene, "small", form_with("per_minute", "3")));
  for (int i = 1; i <= 3; ++i) {
    TROTH_TRY(Answer taken, page.send(Sent()));
    scene.saw_status(taken, 201, "control: submission " + std::to_string(i) + " of 3 in a minute");
  }
  TROTH_TRY(Answer over, page.send(Sent()));
  scene.saw_status(over, 429, "the fourth of 3 in a minute");
  TROTH_TRY(Page day, page_of(scene, "rare", form_with("per_day", "1")));
  TROTH_TRY(Answer first, day.send(Sent()));
  scene.saw_status(first, 201, "control: the one submission of a day");
  TROTH_TRY(probe::Twin * twin, scene.twin());
  TROTH_TRY(twin->advance(std::chrono::hours(23)));
  Sent later;
  later.shown_in = std::chrono::hours(23);
  TROTH_TRY(Answer second, day.send(later));
  scene.saw_status(second, 429, "a second one 23 hours later");
  TROTH_TRY(twin->advance(std::chrono::hours(2)));
  later.shown_in = std::chrono::hours(25);
  TROTH_TRY(Answer third, day.send(later));
  scene.saw_status(third, 201, "control: one on the next day");
  return {};
}

Result<> run(Scene& scene) {
  TROTH_TRY(furnish_site(scene));
  TROTH_TRY(define_wrongly(scene));
  TROTH_TRY(Page page, page_of(scene, "page", form_with("cards", R"("refuse")")));
  TROTH_TRY(Page masking, page_of(scene, "masking", form_with("cards", R"("mask")")));
  std::string const agent = scene.canary("agent");
  TROTH_TRY(Answer good, page.send(Sent(), {{"User-Agent", agent}, {"X-Forwarded-For", agent}, {"Referer", agent}}));
  scene.saw_status(good, 201, "control: what the form takes");
  for (auto const& [what, must, sent] : wrong_submissions()) {
    TROTH_TRY(Answer answer, page.send(sent));
    scene.saw_status(answer, must, "a submission " + what);
  }
  TROTH_TRY(try_token_elsewhere(scene, page));
  TROTH_TRY(look_at_what_is_kept(scene, masking));
  TROTH_TRY(auto const control, scene.files_with("masking"));
  scene.saw(!control.empty(), "control: the name of a form is found in the files");
  for (std::string_view nowhere : {std::string_view(agent), kCard}) {
    TROTH_TRY(auto const files, scene.files_with(nowhere));
    scene.saw(files.empty(), "neither the card number nor what the browser told of itself stands in any file");
  }
  return fill_quota(scene);
}

constexpr std::string_view kMutants[] = {"origin-not-checked", "notice-not-compared", "form-field-taken",
                                         "form-quota-ignored", "card-taken"};

}  // namespace

extern probe::Probe const te_1_1;
probe::Probe const te_1_1{
    .clause = "TE-1.1",
    .sentence =
        "A website hands in data through a registered form only: from the form's https origins, for its one purpose, "
        "with the fields it lists, within its quota, and after the person accepted the notice in force by an act of "
        "their own, of which a sealed receipt is kept. Payment card numbers are refused or masked. Of the browser "
        "neither address nor name is kept.",
    .hypothesis =
        "A page, or somebody with the token that stands in it, hands in fields that nobody asked for, under an old "
        "notice or none, from anywhere and without end, or reads something.",
    .attack =
        "Submissions that differ from what the form takes in one point each; forms that say too little or too much; "
        "the page's token at other routes; more submissions than the quotas allow, with the clock moved.",
    .oracle =
        "The status of each answer, the record and the receipt as the tenant reads them, and the bytes of all files of "
        "the data folder.",
    .passes =
        "All 21 wrong submissions and 10 wrong forms are refused, the token opens none of 10 other doors, both quotas "
        "hold to the one, the receipt is whole, and no file holds the card number or the browser's header.",
    .window = std::chrono::hours(24),
    .place = probe::Place::twin,
    .mutants = kMutants,
    .run = run,
    .needs = {.neighbour = false}};

}  // namespace troth::clauses
