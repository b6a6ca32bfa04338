#include "evidence/attestations.h"

#include "evidence/evidence_fixture.h"

namespace troth::evidence {
namespace {

using std::chrono::days;

class Attestations : public EvidenceHouse {
 protected:
  static AttestationFiling certificate() {
    return {"TE-2",       "iso27001-2022", "Sample Certification AG",    "the cell's service", "2026-01-10",
            "2028-12-01", "2028-12-01",    "Example Accreditation Body", std::string(64, 'a')};
  }
  static AttestationFiling report() {
    auto out = certificate();
    out.scheme = "soc2-type2";
    out.issuer = "Sample Auditors LLP";
    out.period_from = "2025-10-01";
    out.period_to = "2026-09-30";
    out.expires = "2028-01-01";
    out.accreditation = "";
    return out;
  }
  Result<Time> judged(AttestationFiling const& filing) {
    return carries_until(filing, running_, {"eu-1", "log.example.com", "initech"}, now());
  }
  Result<Time> judged(AttestationFiling filing, std::string AttestationFiling::*member, std::string value) {
    filing.*member = std::move(value);
    return judged(filing);
  }
  static std::string json(AttestationFiling const& in) {
    return R"({"clause":")" + in.clause + R"(","scheme":")" + in.scheme + R"(","issuer":")" + in.issuer +
           R"(","scope":")" + in.scope + R"(","period_from":")" + in.period_from + R"(","period_to":")" + in.period_to +
           R"(","expires":")" + in.expires + R"(","sha256":")" + in.sha256 + R"(","accreditation":")" +
           in.accreditation + "\"}";
  }
  Result<vault::Decision> file_it(AttestationFiling const& filing) {
    auto const leave = office(act::Permission::publish_tom, prober_);
    return at_.decide([&](Context const& c) { return file_attestation(c, leave, running_, json(filing)); });
  }
};

TEST_F(Attestations, CarryTheirClauseUntilTheyEnd) {
  EXPECT_EQ(rfc3339(must(judged(certificate()))).substr(0, 10), "2028-12-01");
  EXPECT_EQ(rfc3339(must(judged(report()))).substr(0, 10), "2027-09-30") << "12 months after its period";
  must(house().commit(must(file_it(certificate())).writes));
  auto const out = view("TE-2");
  EXPECT_EQ(out.status, Status::inherited);
  EXPECT_EQ(out.stands, catalogue::EvidenceClass::inherited);
  EXPECT_EQ(out.attestation->issuer, "Sample Certification AG");
  EXPECT_FALSE(out.instead);
  pass(days(1200));
  EXPECT_EQ(status("TE-2"), Status::stale);
  EXPECT_EQ(
      view("TE-2").instead->en,
      "This was attested until 2028-12-01 (ISO/IEC 27001:2022, Sample Certification AG); nothing attests it today.");
  EXPECT_EQ(view("TE-2").stands, catalogue::EvidenceClass::declared);
}

TEST_F(Attestations, WithDatesThatCannotBeAreRefused) {
  using A = AttestationFiling;
  for (auto const& [member, value] :
       {std::pair{&A::expires, "2026-01-10"}, std::pair{&A::expires, "2025-01-01"},
        std::pair{&A::expires, "2026-06-01"}, std::pair{&A::period_to, "2026-01-01"},
        std::pair{&A::period_from, "2026-12-24"}, std::pair{&A::period_from, "2026-02-30"},
        std::pair{&A::expires, "soon"}, std::pair{&A::period_to, ""}})
    EXPECT_EQ(refusal_of(judged(certificate(), member, value)), Code::invalid) << value;
}

TEST_F(Attestations, OfThemselvesOfOldEditionsAndWithoutWhatTheyNeedAreRefused) {
  using A = AttestationFiling;
  for (auto const& [member, value] :
       {std::pair{&A::scheme, "ISO/IEC 27001:2013"}, std::pair{&A::scheme, "ISO/IEC 27001:2022"},
        std::pair{&A::scheme, "not iso27001-2022"}, std::pair{&A::scheme, ""}, std::pair{&A::accreditation, ""},
        std::pair{&A::issuer, "EU-1"}, std::pair{&A::issuer, "Initech Trust GmbH"}, std::pair{&A::issuer, ""},
        std::pair{&A::scope, ""}, std::pair{&A::sha256, ""}, std::pair{&A::sha256, "A"}, std::pair{&A::clause, "TE-1"},
        std::pair{&A::clause, "TE-99"}})
    EXPECT_EQ(refusal_of(judged(certificate(), member, value)), Code::invalid) << value;
}

TEST_F(Attestations, AReportIsOfTypeTwoOverThreeMonthsThatAreOver) {
  using A = AttestationFiling;
  for (auto const& [member, value] : {std::pair{&A::scheme, "soc2-type1"}, std::pair{&A::scheme, "SOC 2 Type II"},
                                      std::pair{&A::period_from, "2026-07-15"}, std::pair{&A::period_to, "2027-01-31"}})
    EXPECT_EQ(refusal_of(judged(report(), member, value)), Code::invalid) << value;
  EXPECT_TRUE(judged(report(), &A::period_from, "2026-07-01"));
  auto old = report();
  old.period_from = "2024-10-01";
  old.period_to = "2025-09-30";
  EXPECT_EQ(refusal_of(judged(old)), Code::invalid) << "its twelve months are over";
}

TEST_F(Attestations, ALaterEndNeedsANewArtefact) {
  must(house().commit(must(file_it(certificate())).writes));
  auto longer = certificate();
  longer.period_to = longer.expires = "2028-12-24";
  EXPECT_EQ(refusal_of(house().commit(must(file_it(longer)).writes)), Code::conflict);
  longer.sha256 = std::string(64, 'b');
  pass(std::chrono::seconds(1));
  must(house().commit(must(file_it(longer)).writes));
  EXPECT_EQ(view("TE-2").attestation->expires, "2028-12-24");
}

TEST_F(Attestations, AreOfTheSchemeThatTheClauseNames) {
  running_.catalogue = &catalogue::Catalogue::built_in();
  auto carried = [&](std::string clause, std::string scheme) {
    auto out = report();
    out.clause = std::move(clause);
    out.scheme = std::move(scheme);
    out.accreditation = "Example Accreditation Body";
    return judged(out).has_value();
  };
  EXPECT_TRUE(carried("TE-0.1", "iso27001-2022"));
  EXPECT_FALSE(carried("TE-0.1", "soc2-type2"));
  EXPECT_FALSE(carried("TE-0.1", "other"));
  EXPECT_TRUE(carried("TE-0.2", "soc2-type2"));
  EXPECT_FALSE(carried("TE-0.2", "iso27001-2022"));
  for (auto clause : {"TE-4.1", "TE-10.2", "LB-0", "LB-T1"}) {
    EXPECT_TRUE(carried(clause, "c5")) << clause;
    EXPECT_FALSE(carried(clause, "other")) << clause;
  }
}

TEST_F(Attestations, AreWithdrawnAndStay) {
  auto withdrawn = [&](std::string id, std::string body) {
    auto const leave = office(act::Permission::publish_tom, prober_);
    return at_.decide([&](Context const& c) { return withdraw_attestation(c, leave, running_, id, body); });
  };
  auto const decision = must(file_it(certificate()));
  auto const id = vault::TenantHouse::made(decision, "attestation");
  must(house().commit(decision.writes));
  for (auto body : {R"({})", R"({"reason":""})", R"({"reason":"a\nb"})", R"({"reason":"a","more":1})"})
    EXPECT_EQ(refusal_of(withdrawn(id, body)), Code::invalid) << body;
  EXPECT_EQ(refusal_of(withdrawn(prober_.text(), R"({"reason":"revoked"})")), Code::not_found);
  EXPECT_EQ(status("TE-2"), Status::inherited);
  auto const taken = must(withdrawn(id, R"({"reason":"the certifier revoked it"})"));
  EXPECT_EQ(taken.writes.events().front().type, act::EventType::attestation_withdrawn);
  must(house().commit(taken.writes));
  EXPECT_EQ(status("TE-2"), Status::stale);
  EXPECT_EQ(view("TE-2").stands, catalogue::EvidenceClass::declared);
  ASSERT_TRUE(view("TE-2").instead);
  EXPECT_TRUE(view("TE-2").instead->de.starts_with("Dies war bis " + rfc3339(now()).substr(0, 10) + " bestätigt"));
  EXPECT_EQ(refusal_of(withdrawn(id, R"({"reason":"again"})")), Code::conflict);
  EXPECT_EQ(house().count("SELECT COUNT(*) FROM attestation"), 1);
  auto const log = house().rows("SELECT entry FROM log_entry WHERE tenant_id = $1 ORDER BY seq", {audit::kEvidenceLog});
  ASSERT_EQ(log.size(), 2u) << "everybody can read that it was filed and that it was taken back";
  EXPECT_TRUE(as_text(log[0][0].bytes()).starts_with("troth-attestation/v1\nfiled " + id + "\nclause TE-2\n"));
  EXPECT_TRUE(as_text(log[1][0].bytes()).ends_with("\nreason the certifier revoked it\n"));
}

TEST_F(Attestations, AHostNamesItsOwnerAndNoSuffixThatStrangersShare) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(names_of_host("log.example.com"), (Names{"log.example.com", "example.com", "example"}));
  EXPECT_EQ(names_of_host("log.example.co.uk"), (Names{"log.example.co.uk", "example.co.uk", "example"}));
  EXPECT_EQ(names_of_host("example.com.au"), (Names{"example.com.au", "example.com.au", "example"}));
  EXPECT_EQ(names_of_host("log.co.example"), (Names{"log.co.example", "co.example", "co"}));
  EXPECT_EQ(names_of_host("localhost"), Names{"localhost"});
  EXPECT_TRUE(names_of_host("co.uk").empty());
}

TEST_F(Attestations, ANeighbourUnderTheSameSuffixIsAStranger) {
  auto filed_by = [&](std::string host, std::string issuer) {
    running_.origin = std::move(host) + "/eu-1/evidence/00ff/1";
    auto filing = certificate();
    filing.issuer = std::move(issuer);
    return file_it(filing).has_value();
  };
  EXPECT_TRUE(filed_by("log.example.co.uk", "Sample Certification (sample.co.uk)"));
  EXPECT_FALSE(filed_by("log.example.co.uk", "The certifiers of example.co.uk"));
  EXPECT_FALSE(filed_by("log.example.co.uk", "Example Ltd"));
  EXPECT_TRUE(filed_by("log.example.com.au", "Sample Compliance Pty")) << "com is nobody's name";
  EXPECT_FALSE(filed_by("log.example.com.au", "Example Pty"));
}

TEST_F(Attestations, AreOneEvent) {
  auto const decision = must(file_it(certificate()));
  ASSERT_EQ(decision.writes.events().size(), 1u);
  EXPECT_EQ(decision.writes.events().front().type, act::EventType::attestation_filed);
  auto own = certificate();
  own.issuer = "Example Ltd";
  running_.origin = "log.example.com/eu-1/evidence/00ff/1";
  EXPECT_EQ(refusal_of(file_it(own)), Code::invalid) << "the log's host names the organisation";
}

}  // namespace
}  // namespace troth::evidence
