#pragma once
// A keyring that answers with keys the test chose: how the vectors of tests/vectors reach our ciphers.
#include <gtest/gtest.h>

#include <cstdlib>

#include "crypto/hash.h"
#include "keys/keyring.h"

namespace troth::vault {

class ChosenKeys final : public keys::Keyring {
 public:
  explicit ChosenKeys(std::string region = "eu-central") : cell_{"cell-1", std::move(region)} {}

  /// As docs/formats has it: what is derived from the random key of 64 bytes.
  keys::SubjectKey subject_of(ByteView key, std::uint32_t version) {
    auto const record = crypto::hmac_sha256(key, as_bytes("troth/record/v1"));
    auto const audit = crypto::hmac_sha256(key, as_bytes("troth/audit/v1"));
    return make(hold(record, audit), version);
  }
  keys::AuditKey audit_of(ByteView secret) { return make<keys::AuditKey>(hold(secret, {})); }
  keys::IndexKey index_of(ByteView key) {
    return make<keys::IndexKey>(hold(crypto::hmac_sha256(key, as_bytes("troth/index/v1")), {}));
  }
  keys::AccessKey access_of(ByteView key) {
    return make<keys::AccessKey>(hold(crypto::hmac_sha256(key, as_bytes("troth/token/v1")), {}));
  }

  keys::Cell const& cell() const override { return cell_; }
  Result<keys::SubjectKey> subject(TenantId, SubjectId) override { return none(); }
  Result<keys::SubjectKey> subject(TenantId, SubjectId, std::uint32_t) override { return none(); }
  Result<keys::IndexKey> index(TenantId) override { return none(); }
  Result<std::vector<keys::IndexKey>> indexes(TenantId) override { return none(); }
  Result<keys::AuditKey> audit(TenantId) override { return none(); }
  Result<keys::AccessKey> access() override { return none(); }
  Result<std::vector<keys::KeyRow>> new_tenant(TenantId) override { return none(); }
  Result<keys::NewSubject> new_subject(TenantId, SubjectId) override { return none(); }
  void forget(TenantId, SubjectId) override {}
  void forget_tenant(TenantId) override {}
  void freeze(TenantId) override {}
  void rotated(TenantId, SubjectId) override {}
  Result<> refresh_epochs() override { return {}; }
  void sweep() override {}

 private:
  static Error none() { return fail(Code::gone, "only chosen keys here"); }
  keys::LiveKeys& live() override { std::abort(); }
  keys::Arena::Held hold(ByteView first, ByteView second) {
    Bytes slot(keys::Arena::kSlot);
    std::copy(first.begin(), first.end(), slot.begin());
    std::copy(second.begin(), second.end(), slot.begin() + 32);
    ++used_;
    auto held = arena_->put({kCell, keys::Kind::subject, {}, used_}, slot, Time{});
    TROTH_CHECK(held.has_value());
    return std::move(*held);
  }

  keys::Cell cell_;
  std::unique_ptr<keys::Arena> arena_ = keys::Arena::make(256).value();
  std::uint32_t used_ = 0;
};

}  // namespace troth::vault
