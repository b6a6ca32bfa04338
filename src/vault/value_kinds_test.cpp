#include "vault/value_kinds.h"

#include <gtest/gtest.h>

namespace troth::vault {
namespace {

std::string words(ValueKinds kinds) {
  std::string out;
  for (std::size_t i = 0; i < kValueKinds; ++i)
    if (kinds >> i & 1) out += (out.empty() ? "" : " ") + std::string(name(static_cast<ValueKind>(i)));
  return out;
}

TEST(ValueKinds, AreSeenInWhatPeopleType) {
  std::pair<std::string_view, std::string_view> const cases[] = {
      {"write to ada.lovelace+x@mail.example.com.", "email"},
      {"<ada@example.com>", "email"},
      {"+49 (30) 901820-55", "phone"},
      {"call 0049 30 90182055 today", "phone"},
      {"+4930901820", "phone"},
      {"DE89 3704 0044 0532 0130 00", "iban"},
      {"pay to DE89370400440532013000 please", "iban"},
      {"gb82 west 1234 5698 7654 32", "iban"},
      {"4111 1111 1111 1111", "card"},
      {"Ich bin krankgeschrieben", "health"},
      {"Diabetes type 2", "health"},
      {"ada@example.com, +49 30 90182055", "email phone"},
  };
  for (auto const& [text, expected] : cases) EXPECT_EQ(words(kinds_in(text)), expected) << text;
}

TEST(ValueKinds, AreNotSeenInOtherThings) {
  for (auto text : {"", "Example GmbH & Co. KG", "at 12:30 on 12.10.2026", "@ada", "ada@", "ada@localhost", "a @ b.com",
                    "+1", "+0 30 901820", "order 0030 12", "1.0049", "DE88 3704 0044 0532 0130 00", "IBAN", "v1.2.3",
                    "the anticancerous is no beginning of a word", "0190a5d4-4111-7111-8111-111111111111"})
    EXPECT_EQ(words(kinds_in(text)), "") << text;
}

TEST(ValueKinds, DeclaredFollowFromIndexCategoryAndSensitivity) {
  Field field;
  EXPECT_EQ(kinds_declared(field), 0);
  field.category = Category::contact;
  EXPECT_EQ(words(kinds_declared(field)), "email phone");
  field.category = Category::financial;
  EXPECT_EQ(words(kinds_declared(field)), "iban card");
  field.category = Category::other;
  EXPECT_EQ(kinds_declared(field), 0);
  field.sensitivity = Sensitivity::special;
  EXPECT_EQ(words(kinds_declared(field)), "health");
  field.indexed = true;
  field.normaliser = Normaliser::phone;
  EXPECT_EQ(words(kinds_declared(field)), "phone health");
}

}  // namespace
}  // namespace troth::vault
