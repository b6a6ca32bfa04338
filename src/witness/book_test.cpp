#include "witness/book.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <thread>

#include "base/private_file.h"
#include "crypto/hash.h"
#include "merkle/log_fixture.h"

namespace troth::witness {
namespace {

namespace fs = std::filesystem;
namespace fixture = merkle::fixture;
using merkle::AddCheckpoint;
using merkle::Checkpoint;
using merkle::KeyType;

class SetClock final : public Clock {
 public:
  Time now() const override { return Time(std::chrono::seconds(seconds)); }
  std::int64_t seconds = 1'767'139'200;
};

std::string const kOrigin = "example.com/log", kName = "witness.example.com";
Checkpoint const kThree{kOrigin, 3, fixture::known_root(3)}, kSeven{kOrigin, 7, fixture::known_root(7)};
Checkpoint const kFork{kOrigin, 3, fixture::known_root(2)};

class WitnessBook : public testing::Test {
 protected:
  WitnessBook() {
    std::string name = (fs::temp_directory_path() / "witness-XXXXXX").string();
    dir_ = mkdtemp(name.data());
    EXPECT_TRUE(Book::create(folder(), kName, random_));
    reopen();
    EXPECT_TRUE(book_->trust(log_.verifier().text()));
  }
  ~WitnessBook() override { fs::remove_all(dir_); }

  fs::path folder() const { return dir_ / "w"; }
  void reopen() {
    book_.reset();
    auto opened = Book::open(folder(), clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    book_ = *std::move(opened);
  }
  http::Response post(std::string body) {
    return book_->answer({http::Method::post, "/add-checkpoint", {}, std::move(body), {}, {}});
  }
  http::Response get(std::string target) {
    return book_->answer({http::Method::get, std::move(target), {}, "", {}, {}});
  }
  std::string request(std::uint64_t old_size, Checkpoint const& head, std::vector<merkle::Hash> proof = {}) {
    return AddCheckpoint{old_size, std::move(proof), fixture::signed_note(head.text(), {{log_}}).encode()}.encode();
  }
  std::string monitored() const { return "/" + hex(crypto::sha256(as_bytes(kOrigin))) + "/checkpoint"; }
  fs::path record() const { return folder() / (hex(crypto::sha256(as_bytes(kOrigin))) + ".checkpoint"); }

  /// The time of the cosignature in an answer; fails unless it is this witness's over the head.
  std::uint64_t cosigned(http::Response const& answer, Checkpoint const& head) {
    EXPECT_EQ(answer.status, 200) << answer.body;
    auto note = merkle::Note::parse(head.text() + "\n" + answer.body);
    auto key = merkle::VerifierKey::parse(book_->vkey());
    if (!note || !key || note->signatures.size() != 1) return ADD_FAILURE() << answer.body, 0;
    auto by = merkle::signers(*note, std::span(&*key, 1));
    if (!by || by->size() != 1) return ADD_FAILURE() << answer.body, 0;
    return by->front().seconds;
  }

  fs::path dir_;
  SystemRandom random_;
  SetClock clock_;
  merkle::SignerKey log_ = fixture::signer(kOrigin, KeyType::ed25519, 1);
  std::unique_ptr<Book> book_;
};

TEST_F(WitnessBook, CosignsWhatItsLogExtends) {
  EXPECT_EQ(cosigned(post(request(0, kThree)), kThree), 1'767'139'200u);
  clock_.seconds += 10;
  EXPECT_EQ(cosigned(post(request(3, kSeven, fixture::from_three_to_seven())), kSeven), 1'767'139'210u);
  cosigned(post(request(7, kSeven)), kSeven);  // a repetition is no fork
}

TEST_F(WitnessBook, RefusesAForkAndARollback) {
  cosigned(post(request(0, kThree)), kThree);
  EXPECT_EQ(post(request(3, kFork)).status, 422);
  EXPECT_EQ(post(request(0, kFork)).status, 409);
  cosigned(post(request(3, kSeven, fixture::from_three_to_seven())), kSeven);
  auto const rolled_back = post(request(3, kThree));
  EXPECT_EQ(rolled_back.status, 409);
  EXPECT_EQ(rolled_back.body, "7\n");
  EXPECT_EQ(rolled_back.headers.get("Content-Type"), "text/x.tlog.size");
  EXPECT_EQ(post(request(0, kSeven, fixture::from_three_to_seven())).status, 409);
  EXPECT_EQ(get(monitored()).body.substr(0, kSeven.text().size()), kSeven.text());
}

TEST_F(WitnessBook, RefusesStrangersAndNonsense) {
  EXPECT_EQ(post("old").status, 400);
  EXPECT_EQ(post(request(4, kThree)).status, 400);
  Checkpoint const strange{"example.com/strange", 3, kThree.root};
  EXPECT_EQ(post(request(0, strange)).status, 404);
  auto const stranger = fixture::signer(kOrigin, KeyType::ed25519, 99);
  EXPECT_EQ(post(AddCheckpoint{0, {}, fixture::signed_note(kThree.text(), {{stranger}}).encode()}.encode()).status,
            403);
  EXPECT_EQ(post(request(0, kThree) + std::string(Book::kMostBody, 'x')).status, 413);
  EXPECT_EQ(get(monitored()).status, 404);
}

TEST_F(WitnessBook, ItsRecordSurvivesReopening) {
  cosigned(post(request(0, kThree)), kThree);
  reopen();
  EXPECT_EQ(post(request(0, kFork)).status, 409);
  EXPECT_EQ(post(request(3, kFork)).status, 422);
  EXPECT_EQ(get(monitored()).status, 200);
  cosigned(post(request(3, kSeven, fixture::from_three_to_seven())), kSeven);
}

TEST_F(WitnessBook, ItsTimeNeverGoesBack) {
  cosigned(post(request(0, kThree)), kThree);
  clock_.seconds -= 3'600;
  reopen();
  EXPECT_EQ(cosigned(post(request(3, kSeven, fixture::from_three_to_seven())), kSeven), 1'767'139'200u);
}

TEST_F(WitnessBook, GivesNoCosignatureThatItCouldNotRecord) {
  fs::create_directory(record().string() + ".tmp");  // in the way of the new record, for root too
  auto const refused = post(request(0, kThree));
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.body.find(kName), std::string::npos) << refused.body;
  fs::remove(record().string() + ".tmp");
  EXPECT_EQ(post(request(0, kThree)).status, 503);  // what is on the disk is unknown until a restart
  EXPECT_FALSE(book_->healthy());
  reopen();
  cosigned(post(request(0, kThree)), kThree);
}

TEST_F(WitnessBook, ARecordThatIsNotItsOwnStopsIt) {
  cosigned(post(request(0, kThree)), kThree);
  ASSERT_TRUE(write_private_file(record(), fixture::signed_note(kFork.text(), {{log_}}).encode()));
  EXPECT_EQ(post(request(3, kSeven, fixture::from_three_to_seven())).status, 500);
  book_.reset();
  EXPECT_EQ(Book::open(folder(), clock_).error().code, Code::corrupt);
}

TEST_F(WitnessBook, KeepsTheLogsSignatureAndItsOwnOnly) {
  auto const passer_by = fixture::signer("example.com/passer-by", KeyType::ed25519, 7);
  auto const note = fixture::signed_note(kThree.text(), {{passer_by}, {log_}});
  cosigned(post(AddCheckpoint{0, {}, note.encode()}.encode()), kThree);
  auto kept = merkle::Note::parse(get(monitored()).body);
  ASSERT_TRUE(kept);
  ASSERT_EQ(kept->signatures.size(), 2u);
  EXPECT_EQ(kept->signatures[0].name, kOrigin);
  EXPECT_EQ(kept->signatures[1].name, kName);
}

TEST_F(WitnessBook, OfTwoForksAtOnceOneIsCosigned) {
  for (int round = 0; round < 20; ++round) {
    auto const log = fixture::signer("example.com/race/" + std::to_string(round), KeyType::ed25519, 5);
    ASSERT_TRUE(book_->trust(log.verifier().text()));
    int statuses[2] = {};
    auto attempt = [&](int i) {
      Checkpoint const head{log.verifier().name(), 3, fixture::known_root(i == 0 ? 3 : 2)};
      statuses[i] = post(AddCheckpoint{0, {}, fixture::signed_note(head.text(), {{log}}).encode()}.encode()).status;
    };
    std::thread other([&] { attempt(1); });
    attempt(0);
    other.join();
    EXPECT_EQ(std::minmax(statuses[0], statuses[1]), std::minmax(200, 409));
  }
}

TEST_F(WitnessBook, AnOriginHasOneKey) {
  EXPECT_TRUE(book_->trust(log_.verifier().text()));
  EXPECT_EQ(book_->trust(fixture::signer(kOrigin, KeyType::ed25519, 2).verifier().text()).error().code, Code::conflict);
  EXPECT_EQ(book_->trust(fixture::signer("w", KeyType::cosignature, 2).verifier().text()).error().code, Code::invalid);
  EXPECT_EQ(book_->trust("example.com/log").error().code, Code::invalid);
  EXPECT_TRUE(book_->trust(fixture::signer(kOrigin + "/2", KeyType::ed25519, 2).verifier().text()));
  reopen();
  EXPECT_NE(get("/").body.find("2 logs"), std::string::npos) << get("/").body;
  EXPECT_NE(get("/").body.find(book_->vkey()), std::string::npos);
}

TEST_F(WitnessBook, ShowsNothingElseOfItsFolder) {
  for (auto const* target : {"/key", "/trusted", "/checkpoint", "//checkpoint", "/../key/checkpoint", "/key/checkpoint",
                             "/add-checkpoint", "", "/?", "/0/checkpoint"})
    EXPECT_EQ(get(target).status, 404) << target;
  std::string upper = "/" + std::string(64, 'A') + "/checkpoint";
  EXPECT_EQ(get(upper).status, 404);
  EXPECT_EQ(book_->answer({http::Method::put, "/add-checkpoint", {}, "", {}, {}}).status, 404);
  EXPECT_EQ(book_->answer({http::Method::post, "/", {}, request(0, kThree), {}, {}}).status, 404);
}

TEST_F(WitnessBook, OneProcessAtATimeHasTheFolder) {
  EXPECT_EQ(Book::open(folder(), clock_).error().code, Code::conflict);
}

TEST_F(WitnessBook, ItsFolderIsPrivate) {
  struct stat info {};
  ASSERT_EQ(stat((folder() / "key").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  ASSERT_EQ(stat(folder().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700u);
  book_.reset();
  ASSERT_EQ(chmod((folder() / "key").c_str(), 0640), 0);
  EXPECT_EQ(Book::open(folder(), clock_).error().code, Code::denied);
}

TEST_F(WitnessBook, IsMadeInAnEmptyFolderUnderAName) {
  EXPECT_EQ(Book::create(folder(), kName, random_).error().code, Code::conflict);
  EXPECT_EQ(Book::create(dir_ / "x", "two words", random_).error().code, Code::invalid);
  EXPECT_EQ(Book::open(dir_ / "x", clock_).error().code, Code::gone);
}

}  // namespace
}  // namespace troth::witness
