// TE-14d Privacy notices: no form collects without a notice in force, and the receipt says which one was shown.
#include "clauses/attacks/pages.h"

namespace troth::clauses {
namespace {

using http::Method;
using probe::Answer;
using probe::Scene;

std::string const kTextNext = std::string(32, '3') + std::string(32, 'a');

std::string notice(std::string_view version, std::string_view hash) {
  return R"({"version":")" + std::string(version) + R"(","sha256":")" + std::string(hash) +
         R"(","title":"Our notice"})";
}

/// The receipts of whoever was taken in by this answer name this version and this text.
Result<bool> receipt_names(Scene& scene, Answer const& taken, std::string_view version, std::string_view hash) {
  auto& tenant = scene.tenant();
  TROTH_TRY(std::string subject, taken.text("subject"));
  TROTH_TRY(Answer receipts, tenant.owner.get(tenant.base + "/subjects/" + subject + "/receipts"));
  auto holds = [&](std::string_view member, std::string_view value) {
    return receipts.body.find("\"" + std::string(member) + "\":\"" + std::string(value) + "\"") != std::string::npos;
  };
  return receipts.status == 200 && holds("version", version) && holds("sha256", hash) && holds("choice", "accepted") &&
         receipts.body.find("\"shown_at\":") != std::string::npos;
}

Result<> begin_without_notice(Scene& scene) {
  auto& tenant = scene.tenant();
  std::string const path = tenant.base + "/forms/early";
  for (std::string_view value : {"null", R"("")", R"("unheard-of")"}) {
    TROTH_TRY(Answer answer, tenant.owner.put(path, form_with("notice", value)));
    scene.saw_status(answer, 400, "a form with the notice " + std::string(value));
  }
  TROTH_TRY(Answer token, tenant.owner.post(path + "/tokens"));
  scene.saw_status(token, 404, "a token for the form that was refused");
  return {};
}

Result<> run(Scene& scene) {
  auto& tenant = scene.tenant();
  TROTH_TRY(furnish_site(scene));
  TROTH_TRY(begin_without_notice(scene));
  TROTH_TRY(Page page, page_of(scene, "page", form_with("cards", R"("refuse")")));
  TROTH_TRY(Answer before, page.send(Sent()));
  scene.saw_status(before, 201, "control: a submission under the notice in force");

  TROTH_TRY(tenant.owner.expect(200, Method::put, tenant.base + "/notices/site", notice("3", kTextNext)));
  TROTH_TRY(Answer stopped, page.send(Sent()));
  scene.saw_status(stopped, 409, "a page that goes on showing the notice of before");
  Sent next;
  next.version = "3";
  TROTH_TRY(Answer mixed, page.send(next));
  scene.saw_status(mixed, 403, "the new version with the text of before");
  next.hash = kTextNext;
  for (std::string_view choice : {"declined", "", "seen"}) {
    next.choice = choice;
    TROTH_TRY(Answer answer, page.send(next));
    scene.saw_status(answer, 403, "the choice \"" + std::string(choice) + "\"");
  }
  next.choice = "accepted";
  TROTH_TRY(Answer after, page.send(next));
  scene.saw_status(after, 201, "control: a submission under the new notice");
  TROTH_TRY(Answer rewritten, tenant.owner.put(tenant.base + "/notices/site", notice("3", kTextNow)));
  scene.saw_status(rewritten, 409, "another text for the version in force");
  TROTH_TRY(Answer again, tenant.owner.put(tenant.base + "/notices/site", notice("2", kTextNow)));
  scene.saw_status(again, 409, "the version that was replaced");
  if (before.status != 201 || after.status != 201) return {};
  TROTH_TRY(bool const first, receipt_names(scene, before, "2", kTextNow));
  TROTH_TRY(bool const second, receipt_names(scene, after, "3", kTextNext));
  scene.saw(first, "the first receipt names the notice of then");
  scene.saw(second, "the second one names the notice of now");
  return {};
}

constexpr std::string_view kMutants[] = {"notice-not-compared", "receipt-not-kept"};

}  // namespace

extern probe::Probe const te_14d;
probe::Probe const te_14d{
    .clause = "TE-14d",
    .sentence =
        "A form on a customer's website collects nothing until the customer has put a notice in force, and nothing "
        "from a person who was shown another one or did not accept it. Of each submission a sealed receipt is kept "
        "that names the notice, its hash, when it was shown and what was chosen.",
    .hypothesis =
        "A form collects without a notice, goes on after the notice has changed, or nobody can show afterwards which "
        "one a person saw.",
    .attack =
        "Forms are defined without a notice; a notice is replaced while a page goes on showing the old one; versions, "
        "texts and choices are mixed; a version in force is rewritten.",
    .oracle = "The status of each answer, and the receipts of those who were taken in, read by the tenant.",
    .passes =
        "All 3 forms without a notice and all 5 submissions under the wrong one are refused, no version is rewritten "
        "or comes back, and both receipts name the notice of their time.",
    .window = std::chrono::hours(24),
    .place = probe::Place::twin,
    .mutants = kMutants,
    .run = run,
    .needs = {.neighbour = false, .files = false, .reader = false}};

}  // namespace troth::clauses
