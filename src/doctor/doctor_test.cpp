#include "doctor/doctor.h"

#include <gtest/gtest.h>
#include <sys/un.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "doctor/checks.h"
#include "doctor/doctor_fixture.h"

namespace troth::doctor {
namespace {

using namespace std::string_literals;
namespace fs = std::filesystem;

std::map<std::string, Finding> findings(Patient const& patient) {
  std::map<std::string, Finding> out;
  for (auto const& one : examine(patient)) out.emplace(one.check->id, one.finding);
  return out;
}

/// The header of every page, another value or none.
void header(Ward& ward, std::string const& name, std::string const& value) {
  for (auto& page : ward.patient.served->pages) {
    http::Headers changed;
    for (auto const& [field, old] : page.answer.headers)
      if (field != name) changed.add(field, old);
    if (!value.empty()) changed.add(name, value);
    page.answer.headers = std::move(changed);
  }
}

void status(Ward& ward, std::string_view from, std::string_view to) { ward.edit(ward.process("status"), from, to); }
auto set(std::string name, std::string value) {
  return [name, value](Ward& ward) { ward.write(ward.at("proc/sys") / name, value); };
}
auto opened(std::string name, unsigned mode) {
  return [name, mode](Ward& ward) { ward.chmod(ward.at(name), mode); };
}
auto elf(std::function<void(Elf&)> change) {
  return [change](Ward& ward) { change(*ward.patient.elf); };
}

/// For each rule something that breaks it.
std::multimap<std::string, std::function<void(Ward&)>> breaks() {
  return {
      {"data-folder-closed", opened("data", 0755)},
      {"data-folder-closed", opened("data", 0710)},
      {"data-files-closed", opened("data/data.db", 0640)},
      {"cell-json-closed", opened("data/cell.json", 0604)},
      {"tls-key-closed", opened("data/tls/key.pem", 0644)},
      {"tls-key-closed",
       [](Ward& w) {
         fs::rename(w.at("data/tls/key.pem"), w.at("key"));
         fs::create_symlink(w.at("key"), w.at("data/tls/key.pem"));
       }},
      {"admin-socket-closed", opened("data/admin.sock", 0666)},
      {"seal-folder-closed", opened("seal", 0750)},
      {"seal-files-closed", opened("seal/root.key", 0644)},
      {"one-owner",
       [](Ward& w) {
         if (::chown(w.at("seal").c_str(), 1, 1) != 0) w.patient.seal = "/";  // root's, where a test may not chown
       }},
      {"first-admin-gone", [](Ward& w) { w.write(w.at("data/first-admin"), "x"); }},
      {"seal-apart", [](Ward& w) { w.patient.seal = w.at("data/seal"); }},
      {"seal-apart", [](Ward& w) { w.patient.seal = w.at(""); }},
      {"backups-elsewhere", [](Ward& w) { w.write(w.at("data/data.db.bak"), "x"); }},
      {"served", [](Ward& w) { w.patient.server = 0; }},
      {"no-core-dumps", [](Ward& w) { w.edit(w.process("limits"), "size        0 ", "size        9 "); }},
      {"no-core-dumps", [](Ward& w) { w.edit(w.process("limits"), "size        0        ", "size        unlimited"); }},
      {"not-dumpable", [](Ward& w) { (void)!::chown(w.process("").c_str(), 1000, 1000); }},
      {"not-root", [](Ward& w) { status(w, "Uid:\t1000", "Uid:\t0"); }},
      {"few-capabilities", [](Ward& w) { status(w, "0000000000000400", "0000000000200000"); }},
      {"no-new-privileges", [](Ward& w) { status(w, "NoNewPrivs:\t1", "NoNewPrivs:\t0"); }},
      {"system-calls-filtered", [](Ward& w) { status(w, "Seccomp:\t2", "Seccomp:\t0"); }},
      {"umask-closed", [](Ward& w) { status(w, "0077", "0022"); }},
      {"keys-locked", [](Ward& w) { status(w, "1028 kB", "0 kB"); }},
      {"not-traced", [](Ward& w) { status(w, "TracerPid:\t0", "TracerPid:\t77"); }},
      {"no-secret-variables", [](Ward& w) { w.write(w.process("environ"), "HOME=/\0db_password=x\0"s); }},
      {"no-foreign-libraries", [](Ward& w) { w.write(w.process("environ"), "LD_PRELOAD=/tmp/x.so\0"s); }},
      {"no-secret-arguments", [](Ward& w) { w.write(w.process("cmdline"), "troth\0call\0troth1.abc\0"s); }},
      {"no-secret-arguments", [](Ward& w) { w.write(w.process("cmdline"), "troth\0--password=x\0"s); }},
      {"log-files-closed",
       [](Ward& w) {
         w.write(w.at("log"), "x", 0644);
         fs::remove(w.process("fd/1"));
         fs::create_symlink(w.at("log"), w.process("fd/1"));
       }},
      {"position-independent", elf([](Elf& e) { e.position_independent = false; })},
      {"full-relro", elf([](Elf& e) { e.bind_now = false; })},
      {"full-relro", elf([](Elf& e) { e.relro = false; })},
      {"stack-not-executable", elf([](Elf& e) { e.stack_is_data = false; })},
      {"no-writable-code", elf([](Elf& e) { e.writable_code = true; })},
      {"stack-protector", elf([](Elf& e) { e.stack_protector = false; })},
      {"fortified", elf([](Elf& e) { e.checked.clear(); })},
      {"no-library-paths", elf([](Elf& e) { e.library_paths = {"$ORIGIN/lib"}; })},
      {"control-flow-marked", elf([](Elf& e) { e.control_flow = false; })},
      {"no-planted-bugs", elf([](Elf& e) { e.test_only = true; })},
      {"no-planted-bugs", [](Ward& w) { w.write(w.at("data/test-only"), "x"); }},
      {"program-not-replaceable", opened("bin/troth", 0775)},
      {"program-not-replaceable", opened("bin", 0777)},
      {"program-current",
       [](Ward& w) {
         fs::remove(w.process("exe"));
         fs::create_symlink("/usr/bin/troth (deleted)", w.process("exe"));
       }},
      {"ports-as-declared",
       [](Ward& w) {
         w.patient.sockets->doors.push_back({"0.0.0.0", 9999, true});
       }},
      {"ports-as-declared", [](Ward& w) { w.patient.sockets->doors.front().address = "0.0.0.0"; }},
      {"ports-as-declared", [](Ward& w) { w.patient.sockets->doors.clear(); }},
      {"sockets-as-declared", [](Ward& w) { w.patient.sockets->paths.push_back("/tmp/x.sock"); }},
      {"no-clear-text", [](Ward& w) { w.port.speaks_clear = true; }},
      {"loopback-only", [](Ward& w) { w.patient.sockets->doors.front().address = "0.0.0.0"; }},
      {"tls-answers",
       [](Ward& w) {
         w.certificate({"localhost", "127.0.0.1"}, 90);
         w.patient.served->by_tls = false;
       }},
      {"old-tls-refused", [](Ward& w) { w.port.least_version = 0x0302; }},
      {"old-tls-refused", [](Ward& w) { w.port.least_version = 0x0301; }},
      {"certificate-lives-on", [](Ward& w) { w.certificate({"cell.example.com"}, 20); }},
      {"certificate-lives-on", [](Ward& w) { w.patient.now -= std::chrono::days(1); }},
      {"certificate-key-fits",
       [](Ward& w) {
         auto const other = crypto::self_signed({"a.example.com"}, w.patient.now, 90).value();
         w.write(w.at("data/tls/key.pem"), as_text(other.private_key_pem.view()));
       }},
      {"certificate-names-host",
       [](Ward& w) {
         w.certificate({"localhost", "127.0.0.1"}, 90);
         w.patient.sockets->doors.front().address = "0.0.0.0";
       }},
      {"certificate-issued", [](Ward&) {}},  // it vouches for itself from the start
      {"seal-on-other-disk", [](Ward&) {}},
      {"content-policy", [](Ward& w) { header(w, "Content-Security-Policy", ""); }},
      {"content-policy",
       [](Ward& w) {
         header(w, "Content-Security-Policy", "default-src 'self' 'unsafe-inline'; frame-ancestors 'none'");
       }},
      {"no-framing", [](Ward& w) { header(w, "Content-Security-Policy", "default-src 'self'"); }},
      {"no-sniffing", [](Ward& w) { header(w, "X-Content-Type-Options", ""); }},
      {"no-referrer", [](Ward& w) { header(w, "Referrer-Policy", "unsafe-url"); }},
      {"transport-remembered", [](Ward& w) { header(w, "Strict-Transport-Security", ""); }},
      {"transport-remembered", [](Ward& w) { header(w, "Strict-Transport-Security", "max-age=60"); }},
      {"no-cookies", [](Ward& w) { header(w, "Set-Cookie", "a=b"); }},
      {"no-banner", [](Ward& w) { header(w, "Server", "troth/1"); }},
      {"no-debugging", [](Ward& w) { w.patient.served->debugs.front().answer.status = 200; }},
      {"api-closed", [](Ward& w) { w.patient.served->pages.back().answer.status = 200; }},
      {"clock-synchronised",
       [](Ward& w) {
         w.patient.clock = ClockState{5, 0x40, 16'000'000};
       }},
      {"swap-encrypted", [](Ward& w) { w.write(w.at("proc/swaps"), "Filename\n/dev/sda2 partition 1 0 -2\n"); }},
      {"packages-listed", [](Ward& w) { w.patient.now += std::chrono::days(8); }},
      {"no-restart-due", [](Ward& w) { w.write(w.at("run/reboot-required"), ""); }},
      {"addresses-randomised", set("kernel/randomize_va_space", "1")},
      {"ptrace-restricted", set("kernel/yama/ptrace_scope", "0")},
      {"kernel-pointers-hidden", set("kernel/kptr_restrict", "0")},
      {"kernel-messages-hidden", set("kernel/dmesg_restrict", "0")},
      {"links-protected", set("fs/protected_symlinks", "0")},
      {"links-protected", set("fs/protected_hardlinks", "0")},
      {"no-suid-dumps", set("fs/suid_dumpable", "1")},
      {"bpf-restricted", set("kernel/unprivileged_bpf_disabled", "0")},
  };
}

/// Rules whose other side is not to be had from files: each has a test of its own.
std::set<std::string> const kApart{"data-local", "disk-has-room"};
/// Rules that a sound machine of files need not keep.
std::set<std::string> const kUnsound{"certificate-issued", "seal-on-other-disk", "disk-has-room", "data-local"};

TEST(Doctor, EveryRuleHoldsOnASoundMachine) {
  Ward ward;
  for (auto const& [id, finding] : findings(ward.patient)) {
    if (kUnsound.contains(id) || (id == "not-dumpable" && ::geteuid() != 0)) continue;
    EXPECT_EQ(finding.outcome, Outcome::held) << id << ": " << finding.seen;
  }
}

TEST(Doctor, EveryRuleCanBeBroken) {
  std::set<std::string> broken = kApart;
  for (auto const& [id, damage] : breaks()) {
    broken.insert(id);
    Ward ward;
    damage(ward);
    auto const after = findings(ward.patient);
    EXPECT_EQ(after.at(id).outcome, Outcome::not_held) << id << ": " << after.at(id).seen;
  }
  for (auto const& topic : topics())
    for (auto const& check : topic.checks) EXPECT_TRUE(broken.contains(std::string(check.id))) << check.id;
}

TEST(Doctor, WhatIsNotThereIsNeverCountedAsHeld) {
  Patient nobody;
  nobody.root = "/nonexistent";
  for (auto const& [id, finding] : findings(nobody)) {
    EXPECT_EQ(finding.outcome, Outcome::cannot_tell) << id;
    EXPECT_FALSE(finding.seen.empty()) << id;
  }
}

TEST(Doctor, EachRuleIsToldInWordsAndHasAnIdOfItsOwn) {
  std::set<std::string_view> ids;
  for (auto const& topic : topics())
    for (auto const& check : topic.checks) {
      EXPECT_TRUE(ids.insert(check.id).second) << check.id;
      EXPECT_TRUE(check.what.ends_with('.') && check.why.ends_with('.') && !check.mend.empty()) << check.id;
      EXPECT_EQ(check.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz-"), std::string_view::npos) << check.id;
    }
  EXPECT_GE(ids.size(), 40u);
}

TEST(Doctor, ABrokenRuleNamesItsMendAndCounts) {
  Ward ward;
  Ward::chmod(ward.at("seal/root.key"), 0644);
  auto const readings = examine(ward.patient);
  auto const before = count(readings, Level::must, Outcome::not_held);
  EXPECT_GE(before, 1u);
  for (auto const& one : readings)
    if (one.check->id == "seal-files-closed") {
      EXPECT_NE(one.mend.find("chmod"), std::string::npos);
    } else if (one.finding.outcome == Outcome::held) {
      EXPECT_EQ(one.mend, "");
    }
}

TEST(Doctor, ASealInsideTheDataIsADemosChoice) {
  Ward ward;
  ward.patient.seal = ward.at("data/seal");
  for (bool const demo : {false, true}) {
    ward.patient.demo = demo;
    for (auto const& one : examine(ward.patient))
      if (one.check->id == "seal-apart") {
        EXPECT_EQ(one.finding.outcome, Outcome::not_held);
        EXPECT_EQ(one.level, demo ? Level::info : Level::must);
      }
  }
}

TEST(Doctor, TwoFileSystemsAreTold) {
  Ward ward;
  EXPECT_EQ(findings(ward.patient).at("seal-on-other-disk").outcome, Outcome::not_held);
  ward.patient.seal = "/proc";
  EXPECT_EQ(findings(ward.patient).at("seal-on-other-disk").outcome, Outcome::held);
}

TEST(Doctor, FileSystemsAndRoom) {
  EXPECT_EQ(judge_file_system(0xef53).outcome, Outcome::held);
  EXPECT_EQ(judge_file_system(0x6969).outcome, Outcome::not_held);
  EXPECT_EQ(judge_file_system(0x12345678).outcome, Outcome::cannot_tell);
  EXPECT_EQ(judge_room(6, 100).outcome, Outcome::held);
  EXPECT_EQ(judge_room(5, 100).outcome, Outcome::not_held);
  EXPECT_EQ(judge_room(0, 0).outcome, Outcome::cannot_tell);
}

TEST(Doctor, SwapByItsKind) {
  Ward ward;
  auto const swap = [&](std::string const& device) {
    ward.write(ward.at("proc/swaps"), "Filename\n" + device + " partition 1 0 -2\n");
    return findings(ward.patient).at("swap-encrypted").outcome;
  };
  EXPECT_EQ(swap("/dev/zram0"), Outcome::held);
  EXPECT_EQ(swap("/dev/dm-0"), Outcome::cannot_tell);
  EXPECT_EQ(swap("/swapfile"), Outcome::cannot_tell);
  ward.write(ward.at("sys/block/dm-0/dm/uuid"), "CRYPT-LUKS2-x\n");
  EXPECT_EQ(swap("/dev/dm-0"), Outcome::held);
  ward.write(ward.at("sys/block/dm-0/dm/uuid"), "LVM-x\n");
  EXPECT_EQ(swap("/dev/dm-0"), Outcome::not_held);
}

TEST(Doctor, WithoutAVerifiedConnectionTlsIsNotTold) {
  Ward ward;
  ward.patient.served->by_tls = false;
  auto const found = findings(ward.patient);
  EXPECT_EQ(found.at("tls-answers").outcome, Outcome::cannot_tell);
  EXPECT_EQ(found.at("transport-remembered").outcome, Outcome::cannot_tell);
  EXPECT_EQ(found.at("content-policy").outcome, Outcome::held);
}

TEST(Doctor, APortThatNeverAnswersAHandshakeRefusesNothing) {
  Ward ward;
  ward.port.least_version = 0xffff;
  EXPECT_EQ(findings(ward.patient).at("old-tls-refused").outcome, Outcome::cannot_tell);
}

TEST(Doctor, WhoeverListensOnTheSocketIsFound) {
  std::string path = (fs::temp_directory_path() / "troth-doctor-XXXXXX").string();
  fs::path const folder = ::mkdtemp(path.data());
  EXPECT_FALSE(who_serves(folder));
  EXPECT_FALSE(admit(folder));
  sockaddr_un where{};
  where.sun_family = AF_UNIX;
  (folder / "admin.sock").string().copy(where.sun_path, sizeof where.sun_path - 1);
  int const listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&where), sizeof where), 0);
  ASSERT_EQ(::listen(listener, 1), 0);
  auto const found = who_serves(folder);
  EXPECT_TRUE(found && *found == ::getpid());
  ::close(listener);
  EXPECT_FALSE(who_serves(folder));
  fs::remove_all(folder);
}

}  // namespace
}  // namespace troth::doctor
