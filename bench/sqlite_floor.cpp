// The floor of bulk recording: SQLite and OpenSSL in one process, rows of the shape of our record table, sealed with
// AES-256-GCM before they are bound, 512 rows per transaction, write-ahead log, synchronous FULL. No HTTP, no JSON, no
// log of events, no checks, no secure deletion.
//   sqlite_floor DATABASE ROWS SUBJECTS PLAINTEXT_BYTES     prints rows per second; adds to what the file holds
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <sqlite3.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

namespace {

using Id = std::array<unsigned char, 16>;
constexpr int kNonce = 12, kTag = 16, kRowsPerTransaction = 512;
constexpr char kTable[] =
    "CREATE TABLE IF NOT EXISTS record (tenant_id BLOB NOT NULL, subject_id BLOB NOT NULL, collection TEXT NOT NULL,"
    " record_id BLOB NOT NULL, version INTEGER NOT NULL, schema_version INTEGER NOT NULL, key_version INTEGER NOT NULL,"
    " envelope BLOB NOT NULL, created INTEGER NOT NULL, altered INTEGER NOT NULL, retain_until INTEGER NOT NULL,"
    " PRIMARY KEY (tenant_id, subject_id, collection, record_id)) STRICT";
constexpr char kInsert[] = "INSERT INTO record VALUES (?1, ?2, 'plain', ?3, 1, 1, 1, ?4, ?5, ?5, ?6)";

void must(bool done, char const* what) {
  if (done) return;
  std::fprintf(stderr, "sqlite_floor: %s failed\n", what);
  std::exit(1);
}

void fill(unsigned char* bytes, std::size_t size) { must(RAND_bytes(bytes, static_cast<int>(size)) == 1, "random"); }

/// UUIDv7, as the house makes them: milliseconds, then chance; so record ids of one subject lie in order of time.
Id make_id(std::int64_t micros) {
  Id id;
  fill(id.data(), id.size());
  auto const millis = static_cast<std::uint64_t>(micros / 1000);
  for (std::size_t i = 0; i < 6; ++i) id[i] = static_cast<unsigned char>(millis >> (40 - 8 * i));
  id[6] = static_cast<unsigned char>(0x70 | (id[6] & 0x0f));
  return id;
}

struct Subject {
  Id id;
  std::array<unsigned char, 32> key;
};

/// nonce 12 | ciphertext | tag 16, under the subject's key.
class Sealer {
 public:
  std::vector<unsigned char> const& seal(Subject const& subject, std::vector<unsigned char> const& plaintext) {
    sealed_.resize(kNonce + plaintext.size() + kTag);
    fill(sealed_.data(), kNonce);
    int size = 0;
    bool done = EVP_EncryptInit_ex2(context_, cipher_, subject.key.data(), sealed_.data(), nullptr) == 1;
    done = done && EVP_EncryptUpdate(context_, nullptr, &size, subject.id.data(), 16) == 1;
    done = done && EVP_EncryptUpdate(context_, sealed_.data() + kNonce, &size, plaintext.data(),
                                     static_cast<int>(plaintext.size())) == 1;
    unsigned char* const tag = sealed_.data() + kNonce + plaintext.size();
    done = done && EVP_EncryptFinal_ex(context_, tag, &size) == 1;
    must(done && EVP_CIPHER_CTX_ctrl(context_, EVP_CTRL_AEAD_GET_TAG, kTag, tag) == 1, "seal");
    return sealed_;
  }

 private:
  EVP_CIPHER* const cipher_ = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  EVP_CIPHER_CTX* const context_ = EVP_CIPHER_CTX_new();
  std::vector<unsigned char> sealed_;
};

std::int64_t now_micros() {
  using namespace std::chrono;
  return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

void run(sqlite3* db, char const* sql) { must(sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK, sql); }

sqlite3_stmt* open(char const* path) {
  sqlite3* db = nullptr;
  must(sqlite3_open(path, &db) == SQLITE_OK, "open");
  for (char const* sql : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA cache_size=-16384", kTable})
    run(db, sql);
  sqlite3_stmt* insert = nullptr;
  must(sqlite3_prepare_v2(db, kInsert, sizeof kInsert, &insert, nullptr) == SQLITE_OK, "prepare");
  return insert;
}

void insert_row(sqlite3_stmt* insert, Id const& tenant, Subject const& subject,
                std::vector<unsigned char> const& envelope) {
  std::int64_t const now = now_micros();
  Id const record = make_id(now);
  sqlite3_bind_blob(insert, 1, tenant.data(), 16, SQLITE_STATIC);
  sqlite3_bind_blob(insert, 2, subject.id.data(), 16, SQLITE_STATIC);
  sqlite3_bind_blob(insert, 3, record.data(), 16, SQLITE_STATIC);
  sqlite3_bind_blob(insert, 4, envelope.data(), static_cast<int>(envelope.size()), SQLITE_STATIC);
  sqlite3_bind_int64(insert, 5, now);
  sqlite3_bind_int64(insert, 6, now + 365 * 86'400'000'000);
  must(sqlite3_step(insert) == SQLITE_DONE, "insert");
  sqlite3_reset(insert);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return std::fputs("usage: sqlite_floor DATABASE ROWS SUBJECTS PLAINTEXT_BYTES\n", stderr), 2;
  long const rows = std::atol(argv[2]);
  std::vector<Subject> subjects(std::strtoul(argv[3], nullptr, 10));
  for (auto& subject : subjects) {
    subject.id = make_id(now_micros());
    fill(subject.key.data(), subject.key.size());
  }
  std::vector<unsigned char> plaintext(std::strtoul(argv[4], nullptr, 10));
  fill(plaintext.data(), plaintext.size());
  Id const tenant = make_id(now_micros());
  sqlite3_stmt* const insert = open(argv[1]);
  sqlite3* const db = sqlite3_db_handle(insert);
  Sealer sealer;
  std::mt19937 chance{1};
  auto const began = std::chrono::steady_clock::now();
  for (long row = 0; row < rows; ++row) {
    if (row % kRowsPerTransaction == 0) run(db, "BEGIN IMMEDIATE");
    Subject const& subject = subjects[chance() % subjects.size()];
    insert_row(insert, tenant, subject, sealer.seal(subject, plaintext));
    if ((row + 1) % kRowsPerTransaction == 0 || row + 1 == rows) run(db, "COMMIT");
  }
  std::chrono::duration<double> const took = std::chrono::steady_clock::now() - began;
  std::printf("%.0f\n", static_cast<double>(rows) / took.count());
  sqlite3_finalize(insert);
  must(sqlite3_close(db) == SQLITE_OK, "close");
  return 0;
}
